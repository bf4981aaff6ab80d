//! The socket: takes connections, keeps them within limits, and ends them in order.

use std::collections::BTreeMap;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::limits::{LONGEST_HEAD, MOST_HEADERS_READ};

/// How long a connection may take for the head of a request, and how long it may rest before the next.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// How long requests that are under way have at the end.
const GRACE: Duration = Duration::from_secs(10);
/// How long a connection that was asked to go has for what is under way. Who reads an answer slowly, or never, keeps its
/// place no longer once others need it.
const FAREWELL: Duration = Duration::from_secs(30);
/// How long to wait when the system has no more file descriptors: connections that end give theirs back.
const BREATH: Duration = Duration::from_millis(50);

/// Takes connections until `stop` is true or its sender is gone, then lets what is under way finish.
pub(super) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>, room: usize) {
    let mut connections = Connections::new(router, stop.clone(), room);
    loop {
        tokio::select! {
            biased;
            () = told_to(&mut stop) => break,
            Some(ended) = connections.tasks.join_next() => connections.forget(ended.ok()),
            accepted = listener.accept(), if connections.has_room() => match accepted {
                Ok((stream, _)) => connections.take(stream),
                Err(error) => {
                    tracing::warn!(cause = %error, "a connection could not be taken");
                    // An aborted connection concerns nobody else; without descriptors the next one fails as well.
                    if !is_of_one_connection(&error) {
                        tokio::time::sleep(BREATH).await;
                    }
                }
            },
        }
    }
    // Whoever comes now is refused by the system, and not left waiting.
    drop(listener);
    connections.finish().await;
}

/// Waits for the word to stop. Nobody left to give it is one too.
pub(super) async fn told_to(stop: &mut watch::Receiver<bool>) {
    let _told = stop.wait_for(|stop| *stop).await;
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}

/// The connections there are.
struct Connections {
    router: Router,
    stop: watch::Receiver<bool>,
    tasks: JoinSet<u64>,
    /// How to ask each to go, by its age.
    oldest_first: BTreeMap<u64, Arc<Notify>>,
    taken: u64,
    /// How many there are at most.
    room: usize,
}

impl Connections {
    fn new(router: Router, stop: watch::Receiver<bool>, room: usize) -> Self {
        Self { router, stop, tasks: JoinSet::new(), oldest_first: BTreeMap::new(), taken: 0, room }
    }

    fn has_room(&self) -> bool {
        self.tasks.len() < self.room
    }

    /// Serves a connection. When it gets crowded, the oldest is asked to go as soon as it rests: who holds connections
    /// open without using them keeps nobody out.
    fn take(&mut self, stream: TcpStream) {
        if self.tasks.len() >= self.room - self.room / 4
            && let Some((_, leave)) = self.oldest_first.pop_first()
        {
            leave.notify_one();
        }
        self.taken += 1;
        let leave = Arc::new(Notify::new());
        self.oldest_first.insert(self.taken, Arc::clone(&leave));
        let (router, stop, number) = (self.router.clone(), self.stop.clone(), self.taken);
        self.tasks.spawn(async move {
            serve_one(stream, router, stop, &leave).await;
            number
        });
    }

    fn forget(&mut self, ended: Option<u64>) {
        if let Some(number) = ended {
            self.oldest_first.remove(&number);
        }
    }

    async fn finish(mut self) {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all).await.is_err() {
            tracing::warn!(connections = self.tasks.len(), "requests were still under way and are cut off");
        }
    }
}

/// Serves one connection until it ends, or rests after it was asked to go.
async fn serve_one(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>, leave: &Notify) {
    // Answers are small and waited for; a failure only costs time.
    let _delayed = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS_READ)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    tokio::select! {
        // What goes wrong on a connection is the caller's leaving, or what they sent: neither is news.
        _ended = connection.as_mut() => return,
        () = told_to(&mut stop) => {}
        () = leave.notified() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ended = tokio::time::timeout(FAREWELL, connection).await;
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, Bytes};
    use axum::routing::get;
    use futures_util::stream;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_never_ends_a_head_is_let_go_however_they_drip() {
        let router = Router::new().route("/", get(async || "here"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, router, stopped, 4));
        let mut caller = TcpStream::connect(address).await.unwrap();
        let started = tokio::time::Instant::now();
        let (mut reader, mut writer) = caller.split();
        let drip = async {
            writer.write_all(b"GET / HTTP/1.1\r\nHost: gateway\r\nX: ").await.unwrap();
            while writer.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        let mut answer = Vec::new();
        tokio::select! {
            () = drip => {}
            _ended = reader.read_to_end(&mut answer) => {}
        }
        assert!(started.elapsed() <= HEAD_TIMEOUT + Duration::from_secs(2), "{:?}", started.elapsed());
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");
        stop.send(true).unwrap();
        server.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_reads_an_answer_keeps_nobody_out() {
        let endless =
            async || Body::from_stream(stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from(vec![b'x'; 65_536]))));
        let router = Router::new().route("/endless", get(endless)).route("/", get(async || "here"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, router, stopped, 4));
        let mut silent = Vec::new();
        for _ in 0..8 {
            let mut caller = TcpStream::connect(address).await.unwrap();
            caller.write_all(b"GET /endless HTTP/1.1\r\nHost: gateway\r\n\r\n").await.unwrap();
            silent.push(caller);
        }
        let mut caller = TcpStream::connect(address).await.unwrap();
        caller.write_all(b"GET / HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        let read = tokio::time::timeout(20 * FAREWELL, caller.read_to_string(&mut answer));
        read.await.expect("an answer in time").unwrap();
        assert!(answer.ends_with("here"), "{answer}");
        stop.send(true).unwrap();
        server.await.unwrap();
    }
}
