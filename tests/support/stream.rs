//! What stands in front of a double and answers `watch=true` without an end, as GPUStack does: each such answer is in the
//! hands of the test. Every other call goes on to the double.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::double::Double;

/// Longer than anything takes that is going to happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A double that can be watched.
pub(crate) struct Front {
    url: String,
    watches: Receiver<Watch>,
}

/// An answer to `watch=true` that is under way.
pub(crate) struct Watch {
    stream: TcpStream,
    /// The first line of the request.
    pub(crate) asked: String,
}

impl Front {
    pub(crate) fn before(double: &Double) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let behind = double.url().trim_start_matches("http://").to_owned();
        let (watched, watches) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (behind, watched) = (behind.clone(), watched.clone());
                // A client that hangs up is nothing to fail about.
                std::thread::spawn(move || drop(serve(stream, &behind, &watched)));
            }
        });
        Self { url, watches }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The next answer that is under way, once somebody asks for it.
    #[track_caller]
    pub(crate) fn watched(&self) -> Watch {
        self.watches.recv_timeout(PATIENCE).expect("somebody watches")
    }
}

fn serve(mut stream: TcpStream, behind: &str, watched: &Sender<Watch>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let asked = head.lines().next().unwrap_or_default().to_owned();
    if asked.contains("watch=true") {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")?;
        let _ = watched.send(Watch { stream, asked });
        return Ok(());
    }
    // One request a connection, so that the next one is looked at too.
    let mut onward = TcpStream::connect(behind)?;
    onward.write_all(head.replacen("\r\n", "\r\nconnection: close\r\n", 1).as_bytes())?;
    let (mut body, mut to) = (stream.try_clone()?, onward.try_clone()?);
    std::thread::spawn(move || std::io::copy(&mut body, &mut to));
    std::io::copy(&mut onward, &mut stream)?;
    stream.shutdown(Shutdown::Both)
}

impl Watch {
    /// Sends a line and the empty one that follows each.
    pub(crate) fn says(&mut self, line: &str) {
        self.stream.write_all(format!("{line}\n\n").as_bytes()).expect("somebody listens");
    }

    /// Hangs up.
    pub(crate) fn ends(self) {
        self.stream.shutdown(Shutdown::Both).expect("it was open");
    }
}
