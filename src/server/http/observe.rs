//! What is said about every request: its id to the caller, a line to the log. A line tells who called which route and
//! how it ended; it never holds headers, bodies, queries or anything of a secret.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::error::{Code, Error, LoggedCause};
use crate::server::service::{Caller, ErrorCode};

/// The header with a request's id.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer that is not there by then would come too late for most callers. Longer than anything waits for a lock, for a
/// connection or for a password's turn; what waits for several of them in a row may have been carried out all the same.
const LONGEST: Duration = Duration::from_secs(60);

/// What becomes known of a request while it is answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Observed(Arc<OnceLock<(String, Option<String>)>>);

impl Observed {
    /// Notes who calls.
    pub(super) fn caller_is(&self, caller: &Caller) {
        self.is(&caller.user.id, caller.key.as_ref().map(|key| key.id.as_str()));
    }

    /// Notes who it is about: the ids of the user and of the key.
    pub(super) fn is(&self, user: &str, key: Option<&str>) {
        // Nobody is authenticated twice in one request.
        let _known = self.0.set((user.to_owned(), key.map(str::to_owned)));
    }
}

/// Numbers the requests of one process.
#[derive(Debug)]
pub(super) struct RequestIds {
    process: String,
    next: AtomicU64,
}

impl RequestIds {
    /// Ids that begin with random letters, which tell this run of the server from others.
    pub(super) fn new() -> Self {
        let mut random = [0; 4];
        // Without randomness ids of two runs may be the same: a pity for who reads the log, no more.
        let _drawn = aws_lc_rs::rand::fill(&mut random);
        Self { process: format!("{:08x}", u32::from_be_bytes(random)), next: AtomicU64::new(1) }
    }

    fn draw(&self) -> String {
        format!("{}-{:06}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// What the log will say of a request.
struct Line {
    id: String,
    method: Method,
    route: Option<String>,
    started: Instant,
    observed: Observed,
    is_written: bool,
}

impl Line {
    fn write(&mut self, status: Option<StatusCode>, cause: Option<LoggedCause>) {
        self.is_written = true;
        let (user, key) = match self.observed.0.get() {
            Some((user, key)) => (Some(user.as_str()), key.as_deref()),
            None => (None, None),
        };
        let duration = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let (request_id, method, route) = (self.id.as_str(), &self.method, self.route.as_deref());
        let status = status.map(|status| status.as_u16());
        match cause {
            Some(LoggedCause(cause)) => tracing::error!(
                request_id, %method, route, status, duration_us = duration, user, key, cause, "failed"
            ),
            None if status.is_none() => tracing::info!(
                request_id, %method, route, duration_us = duration, user, key, "the caller left"
            ),
            None => tracing::info!(
                request_id, %method, route, status, duration_us = duration, user, key, "answered"
            ),
        }
    }
}

impl Drop for Line {
    /// Nobody waits for the answer any more: hyper gives up what it was made with.
    fn drop(&mut self) {
        if !self.is_written {
            self.write(None, None);
        }
    }
}

/// Answers a request, whatever happens, and says so.
pub(super) async fn observe(ids: Arc<RequestIds>, mut request: Request, next: Next) -> Response {
    let mut line = Line {
        id: ids.draw(),
        method: request.method().clone(),
        route: request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()),
        started: Instant::now(),
        observed: Observed::default(),
        is_written: false,
    };
    request.extensions_mut().insert(line.observed.clone());
    let answered = AssertUnwindSafe(tokio::time::timeout(LONGEST, next.run(request))).catch_unwind().await;
    let mut response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Error::new(Code::TimedOut, "the answer took too long")
            .hint("it may have been carried out: look before you try again")
            .into_response(),
        Err(_) => Error::new(Code::Of(ErrorCode::Failed), "the gateway made a mistake")
            .hint("the log of the server tells which")
            .logged("a handler panicked")
            .into_response(),
    };
    if let Ok(value) = HeaderValue::from_str(&line.id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let cause = response.extensions_mut().remove::<LoggedCause>();
    line.write(Some(response.status()), cause);
    response
}
