//! An answer without an end: read as it comes, line by line or as server-sent events.

use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::call::{Attempts, Call};
use super::failure::{Failure, What, chain};
use super::lines::{Events, Lines, ServerSentEvent};
use super::reply::presentable;
use super::request::RequestInfo;
use super::settings::Trace;
use super::trace;
use crate::model::Redactor;

/// The longest line and the largest event that is read: a key with names of 10,000 characters fits several times.
const LIMIT: usize = 8 * 1024 * 1024;

/// An answer that goes on. There is no limit to its length, only to its silence. It can be given up at any await and
/// read on.
pub struct Incoming {
    response: Response,
    info: RequestInfo,
    redactor: Redactor,
    trace: Trace,
    lines: Lines,
    events: Events,
    silence: Duration,
    heard: Instant,
}

impl Call<'_> {
    /// Sends the call, again if need be, and returns a successful answer as it comes. `--timeout` counts up to its
    /// first byte; after that, nothing for longer than `silence` counts as broken.
    ///
    /// # Errors
    /// As [`Call::send`]; a web page is no stream.
    pub async fn stream(mut self, silence: Duration) -> Result<Incoming, Failure> {
        self.check()?;
        let mut attempts = Attempts::default();
        let response = loop {
            let timeout = self.client.settings.timeout;
            let settled = tokio::time::timeout(timeout, self.settled(true)).await;
            match settled.unwrap_or_else(|_| Err(self.failed(What::Timeout(timeout)))) {
                Ok(response) => break response,
                Err(failure) => attempts.pause_after(failure, &self).await?,
            }
        };
        let info = self.info(Some(&response));
        let content_type = response.headers().get(reqwest::header::CONTENT_TYPE);
        if content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html")) {
            return Err(Failure::new(What::Html, info, None, false));
        }
        Ok(Incoming {
            response,
            info,
            redactor: self.redactor.clone(),
            trace: self.client.settings.trace.clone(),
            lines: Lines::default(),
            events: Events::default(),
            silence,
            heard: Instant::now(),
        })
    }

    fn failed(&self, what: What) -> Failure {
        Failure::new(what, self.info(None), None, true)
    }
}

impl Incoming {
    /// The next line without its end, empty ones included. `None` when the other side has ended it.
    ///
    /// # Errors
    /// When nothing comes for too long, the connection breaks, or the line is longer than 8 MiB.
    pub async fn line(&mut self) -> Result<Option<String>, Failure> {
        loop {
            if let Some(line) = self.lines.next_line() {
                trace::line(&self.trace, &self.redactor, &line);
                return Ok(Some(line));
            }
            if self.lines.pending() > LIMIT {
                return Err(self.failed(What::TooLarge { limit: LIMIT }, None));
            }
            // What came while nobody was reading is not silence: it is looked at before the clock is.
            match timeout_at(self.heard + self.silence, self.response.chunk()).await {
                Err(_) => return Err(self.failed(What::Silent(self.silence), None)),
                Ok(Err(error)) => return Err(self.failed(What::BrokeOff, Some(&chain(&error)))),
                Ok(Ok(None)) => return Ok(None),
                Ok(Ok(Some(bytes))) => {
                    self.heard = Instant::now();
                    self.lines.push(&bytes);
                }
            }
        }
    }

    /// The next server-sent event. `None` when the other side has ended it; an event that was not complete then was
    /// never sent.
    ///
    /// # Errors
    /// As [`Incoming::line`].
    pub async fn event(&mut self) -> Result<Option<ServerSentEvent>, Failure> {
        while let Some(line) = self.line().await? {
            if let Some(event) = self.events.line(&line) {
                return Ok(Some(event));
            }
            if self.events.pending() > LIMIT {
                return Err(self.failed(What::TooLarge { limit: LIMIT }, None));
            }
        }
        Ok(None)
    }

    /// A failure because of what was read: an end where there should be none, or a line that is not what it must be.
    pub fn failed(&self, what: What, text: Option<&str>) -> Failure {
        let text = text.map(|text| presentable(&self.redactor, text));
        Failure::new(what, self.info.clone(), text, false)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::model::Secret;
    use crate::net::{Auth, Client, HttpSettings};

    const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";
    const LONG: Duration = Duration::from_secs(60);

    /// A server that reads a request, answers with a header for an endless answer, and goes on as `body` does.
    fn server(content_type: &'static str, body: impl FnOnce(&mut TcpStream) + Send + 'static) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n\r\n");
            body(&mut stream);
        });
        let settings = HttpSettings { timeout: Duration::from_secs(5), retries: 0, ..HttpSettings::default() };
        Client::new(&address.parse().unwrap(), &Auth::Bearer(Secret::new(KEY)), &settings).unwrap()
    }

    async fn lines(client: &Client) -> (Vec<String>, Option<Failure>) {
        let mut incoming = client.get(&["watch"]).stream(LONG).await.unwrap();
        let mut lines = Vec::new();
        loop {
            match incoming.line().await {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => return (lines, None),
                Err(failure) => return (lines, Some(failure)),
            }
        }
    }

    #[tokio::test]
    async fn lines_come_as_they_are_sent_and_end_with_the_answer() {
        let client = server("application/json", |stream| stream.write_all(b"{}\n\n{\"a\":1}\nlost").unwrap());
        assert_eq!(lines(&client).await, (vec!["{}".into(), String::new(), "{\"a\":1}".into()], None));
    }

    #[tokio::test]
    async fn an_event_that_was_not_complete_was_never_sent() {
        let client =
            server("text/event-stream", |stream| stream.write_all(b": hi\nid: 1\ndata: x\n\ndata: lost\n").unwrap());
        let mut incoming = client.get(&["watch"]).stream(LONG).await.unwrap();
        let event = incoming.event().await.unwrap().unwrap();
        assert_eq!((event.event.as_str(), event.data.as_str(), event.id.as_str()), ("message", "x", "1"));
        assert_eq!(incoming.event().await.unwrap(), None);
    }

    #[tokio::test]
    async fn silence_is_told_and_giving_up_on_a_line_loses_nothing() {
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let client = server("application/json", move |stream| {
            stream.write_all(b"first half").unwrap();
            let _ = wait.recv();
            stream.write_all(b", second half\n").unwrap();
            let _ = wait.recv();
        });
        let mut incoming = client.get(&["watch"]).stream(Duration::from_secs(1)).await.unwrap();
        let given_up = tokio::time::timeout(Duration::from_millis(100), incoming.line()).await;
        assert!(given_up.is_err());
        go_on.send(()).unwrap();
        assert_eq!(incoming.line().await.unwrap().as_deref(), Some("first half, second half"));
        let failure = incoming.line().await.unwrap_err();
        assert_eq!(failure.what, What::Silent(Duration::from_secs(1)));
    }

    #[tokio::test]
    async fn a_line_without_end_is_given_up_and_a_long_one_is_read() {
        let long = |length: usize| {
            server("application/json", move |stream| {
                let piece = [b'x'; 64 * 1024];
                for _ in 0..length / piece.len() {
                    if stream.write_all(&piece).is_err() {
                        return;
                    }
                }
                let _ = stream.write_all(b"\n");
            })
        };
        let (read, failure) = lines(&long(LIMIT / 2)).await;
        assert_eq!((read[0].len(), failure), (LIMIT / 2, None));
        let (read, failure) = lines(&long(10 * LIMIT)).await;
        assert_eq!((read.len(), failure.unwrap().what), (0, What::TooLarge { limit: LIMIT }));
    }

    #[tokio::test]
    async fn a_web_page_is_no_stream() {
        let client = server("text/html; charset=utf-8", |stream| stream.write_all(b"<p>Sign in</p>").unwrap());
        assert_eq!(client.get(&["watch"]).stream(LONG).await.err().unwrap().what, What::Html);
    }
}
