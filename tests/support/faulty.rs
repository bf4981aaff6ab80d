//! What stands between gatekey and a server, and does harm once: at the request that the test chose.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};

/// What is done to the request that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// gatekey is killed before the server hears of it.
    KilledBefore,
    /// gatekey is killed when the server has done it, before it is told.
    KilledAfter,
    /// The server does it, and the connection is cut.
    Cut,
    /// The server never hears of it, and says 500.
    Failed,
    /// The server does it, and says 500.
    FailedAfter,
    /// The server does it, and does not answer in time.
    Silent,
    /// From then on, gatekey can write to no file.
    NoRoom,
    /// It waits for another one to arrive, and both go on.
    Meets,
}

/// A way to a server that does harm once.
pub(crate) struct Faulty {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What must hold whenever a server has answered; else what is wrong.
pub(crate) type Watch = Box<dyn Fn() -> Option<String> + Send + Sync>;

struct Shared {
    watch: Option<Watch>,
    /// What was wrong, and after which request.
    wrong: Mutex<Vec<String>>,
    server: SocketAddr,
    fault: Fault,
    /// Which of the requests that change something, from 1.
    at: usize,
    seen: AtomicUsize,
    done: AtomicBool,
    ended: AtomicBool,
    victim: Mutex<Option<Pid>>,
    both: Barrier,
}

impl Faulty {
    pub(crate) fn before(server: SocketAddr, fault: Fault, at: usize) -> Self {
        Self::watching(server, fault, at, None)
    }

    /// As [`Faulty::before`], and looks after each answer whether all is well.
    pub(crate) fn watching(server: SocketAddr, fault: Fault, at: usize, watch: Option<Watch>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            watch,
            wrong: Mutex::default(),
            server,
            fault,
            at,
            seen: AtomicUsize::new(0),
            done: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            victim: Mutex::new(None),
            both: Barrier::new(2),
        });
        let own = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if own.ended.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&own);
                // A connection that breaks is what this is for.
                thread::spawn(move || stream.and_then(|stream| shared.pass_on(stream)));
            }
        });
        Self { address, shared, thread: Some(thread) }
    }

    /// Lets the first two requests that change something go on together.
    pub(crate) fn meeting(server: SocketAddr) -> Self {
        Self::before(server, Fault::Meets, 2)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells whom to kill.
    pub(crate) fn watches(&self, child: &std::process::Child) {
        *self.shared.victim.lock().expect("nobody panicked in it") = Some(Pid::from_child(child));
    }

    /// What was seen to be wrong on the way.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.shared.wrong.lock().expect("nobody panicked in it").clone()
    }

    /// Whether the harm was done.
    pub(crate) fn is_done(&self) -> bool {
        self.shared.done.load(Ordering::SeqCst)
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes it up.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// One request a connection: both sides are told so.
    fn pass_on(&self, mut client: TcpStream) -> std::io::Result<()> {
        let Some((head, body)) = read_request(&client)? else { return Ok(()) };
        let changes = ["POST", "PUT", "PATCH", "DELETE"].iter().any(|verb| head.starts_with(verb));
        let is_plan = head.lines().next().is_some_and(|line| line.contains("dry_run"));
        let number = if changes && !is_plan { self.seen.fetch_add(1, Ordering::SeqCst) + 1 } else { 0 };
        let is_chosen = number == self.at || self.fault == Fault::Meets && (1..self.at).contains(&number);
        if !is_chosen {
            return client.write_all(&self.answer(&head, &body)?);
        }
        match self.fault {
            Fault::KilledBefore => self.kill(&client),
            Fault::KilledAfter => {
                self.answer(&head, &body)?;
                self.kill(&client)
            }
            Fault::Cut => {
                self.answer(&head, &body)?;
                self.done.store(true, Ordering::SeqCst);
                client.shutdown(Shutdown::Both)
            }
            Fault::Failed | Fault::FailedAfter => {
                if self.fault == Fault::FailedAfter {
                    self.answer(&head, &body)?;
                }
                self.done.store(true, Ordering::SeqCst);
                client
                    .write_all(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            }
            Fault::NoRoom => {
                let none = Rlimit { current: Some(0), maximum: getrlimit(Resource::Fsize).maximum };
                prlimit(Some(self.victim()), Resource::Fsize, none)?;
                self.done.store(true, Ordering::SeqCst);
                client.write_all(&self.answer(&head, &body)?)
            }
            Fault::Meets => {
                self.both.wait();
                self.done.store(true, Ordering::SeqCst);
                client.write_all(&self.answer(&head, &body)?)
            }
            Fault::Silent => {
                self.answer(&head, &body)?;
                self.done.store(true, Ordering::SeqCst);
                // Until the caller goes away.
                client.read(&mut [0]).map(drop)
            }
        }
    }

    /// Whom to kill is said after it was started: it may be here first.
    fn victim(&self) -> Pid {
        loop {
            if let Some(victim) = *self.victim.lock().expect("nobody panicked in it") {
                return victim;
            }
            thread::yield_now();
        }
    }

    fn kill(&self, mut client: &TcpStream) -> std::io::Result<()> {
        let victim = self.victim();
        // Said before: whoever waits for the victim asks as soon as it has ended.
        self.done.store(true, Ordering::SeqCst);
        kill_process(victim, Signal::KILL)?;
        // Its end closes the connection; until then nothing may be answered.
        client.read(&mut [0]).map(drop)
    }

    fn answer(&self, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut server = TcpStream::connect(self.server)?;
        let kept =
            head.lines().filter(|line| !line.is_empty() && !line.to_ascii_lowercase().starts_with("connection:"));
        let mut request: String = kept.flat_map(|line| [line, "\r\n"]).collect();
        request.push_str("connection: close\r\n\r\n");
        server.write_all(request.as_bytes())?;
        server.write_all(body)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer)?;
        // Before it is passed on: meanwhile whoever asked changes nothing.
        if let Some(wrong) = self.watch.as_ref().and_then(|watch| watch()) {
            let after = head.lines().next().unwrap_or_default();
            self.wrong.lock().expect("nobody panicked in it").push(format!("{wrong} after {after}"));
        }
        Ok(answer)
    }
}

/// The head with its lines, and the body. `None` when the caller said nothing.
fn read_request(client: &TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut reader = BufReader::new(client);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}
