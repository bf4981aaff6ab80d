//! How long an address and how many headers a request may have, and that it says once whom it is for. What hyper itself refuses lies beyond these, so that
//! callers get the same form of answer for all but the grossest.

use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::{Code, Error};

/// Longer than any cursor, and what proxies pass on.
const LONGEST_URI: usize = 8 * 1024;
/// The names and values of all headers together.
const LONGEST_HEADERS: usize = 16 * 1024;
/// How many headers there may be.
const MOST_HEADERS: usize = 100;

/// What the connection reads at most before it has understood a request.
pub(super) const LONGEST_HEAD: usize = 64 * 1024;
/// How many headers the connection reads at most.
pub(super) const MOST_HEADERS_READ: usize = 256;

/// Passes requests on that are small enough.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let uri = request.uri();
    let uri_length = uri.path().len() + uri.query().map_or(0, str::len);
    if uri_length > LONGEST_URI {
        return Error::new(Code::UriTooLong, format!("an address has at most {LONGEST_URI} bytes")).into_response();
    }
    let headers = request.headers();
    let length: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > MOST_HEADERS || length > LONGEST_HEADERS {
        let message = format!("there are at most {MOST_HEADERS} headers, of {LONGEST_HEADERS} bytes in all");
        return Error::new(Code::HeadersTooLarge, message).into_response();
    }
    // RFC 9112 §3.2: which of several the request is for would be a matter of taste.
    let hosts = headers.get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Error::new(Code::Malformed, "a request has one header `Host`").into_response();
    }
    next.run(request).await
}
