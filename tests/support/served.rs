//! `gatekey serve` as a process of its own, and a caller that can send anything at all.

use std::convert::Infallible;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Child;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use serde_json::Value;

use super::Home;

/// Longer than any answer takes that the tests wait for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub(crate) struct Served {
    child: Option<Child>,
    address: SocketAddr,
    /// Reads the log, so that the server never waits for a reader.
    log: Option<JoinHandle<String>>,
}

/// What a server answered.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Home {
    /// Serves the embedded gateway of this home at a free port.
    pub(crate) fn serve(&self) -> Served {
        self.serve_at("127.0.0.1:0", &[])
    }

    /// As [`Home::serve`], with more options.
    pub(crate) fn serve_with(&self, options: &[&str]) -> Served {
        self.serve_unread(options).0
    }

    /// As [`Home::serve_with`], at this address.
    pub(crate) fn serve_at(&self, address: &str, options: &[&str]) -> Served {
        self.serve_unread_at(address, options).0
    }

    /// As [`Home::serve_with`], with a log that nobody reads as long as what comes with it is kept.
    pub(crate) fn serve_unread(&self, options: &[&str]) -> (Served, Sender<Infallible>) {
        self.serve_unread_at("127.0.0.1:0", options)
    }

    fn serve_unread_at(&self, listen: &str, options: &[&str]) -> (Served, Sender<Infallible>) {
        let words = ["serve", "--listen", listen].into_iter().chain(options.iter().copied());
        let mut child = self.gatekey(words).spawn();
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let mut stderr = child.stderr.take().expect("piped");
        let (stall, stalled) = mpsc::channel();
        let log = thread::spawn(move || {
            let _nothing_more = stalled.recv();
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("the log is UTF-8");
            text
        });
        let Some(address) = line.trim().strip_prefix("http://").and_then(|address| address.parse().ok()) else {
            drop(stall);
            panic!("no address: {line:?}, {:?}", log.join());
        };
        (Served { child: Some(child), address, log: Some(log) }, stall)
    }

    /// A server with its first administrator, and their key.
    pub(crate) fn serve_with_administrator(&self) -> (Served, String) {
        let file = self.path("admin.key");
        let file = file.to_str().expect("a path that is text");
        let served = self.serve_with(&["--init-admin", "root", "--token-to", file]);
        let key = self.read("admin.key").trim().to_owned();
        (served, key)
    }
}

impl Served {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection that nothing was sent on.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream
    }

    /// Sends these bytes, and reads what comes back until the server closes.
    pub(crate) fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A server that refuses early closes early.
        let _cut = stream.write_all(request);
        let mut answer = Vec::new();
        let _cut = stream.read_to_end(&mut answer);
        Reply::parse(&answer)
    }

    /// One request with a key; `body` is JSON.
    pub(crate) fn call(&self, key: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.send(&format!("Bearer {key}"), method, path, body)
    }

    /// One request with this `Authorization`; an empty one is left out.
    pub(crate) fn send(&self, authorization: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.try_send(authorization, method, path, body).expect("an answer")
    }

    /// As [`Served::send`], where the server may be gone.
    pub(crate) fn try_send(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> io::Result<Reply> {
        let body = body.map(ToString::to_string);
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n");
        if !authorization.is_empty() {
            request += &format!("Authorization: {authorization}\r\n");
        }
        if let Some(body) = &body {
            request += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        }
        request += "\r\n";
        request += body.as_deref().unwrap_or_default();
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        if answer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Reply::parse(&answer))
    }

    /// Asks it to end as a person or the system does, and tells the exit code and the log.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        self.signal(Signal::TERM);
        let mut child = self.child.take().expect("it runs");
        let status = child.wait().expect("it ends");
        (status.code(), self.log.take().expect("read once").join().expect("the log is text"))
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = Pid::from_child(self.child.as_ref().expect("it runs"));
        rustix::process::kill_process(id, signal).expect("it runs");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _gone = child.kill();
            let _gone = child.wait();
        }
    }
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self { status: status.unwrap_or(0), headers: lines.filter_map(header).collect(), body: body.to_owned() }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// Asserts the status, showing the whole answer when it differs.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Asserts that it is a failure of this status and code, told in full.
    #[track_caller]
    pub(crate) fn refuses(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.json()["error"]["code"].as_str()), (status, Some(code)), "{self:?}");
        self
    }
}
