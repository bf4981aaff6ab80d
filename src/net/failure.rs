//! Why a call brought nothing usable: what happened, which call, what the other side said, and whether it may have been
//! carried out. Which gateway it was, and what helps, the layer above knows.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::request::RequestInfo;

/// A call without a usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    pub what: What,
    pub request: Box<RequestInfo>,
    /// The server's own words or the system's: redacted, in one line, cut.
    pub text: Option<String>,
    /// The same in parts, where the server tells its errors so.
    pub parts: Option<Box<Parts>>,
    /// The request may have been carried out although the answer does not say so.
    pub may_have_run: bool,
    /// This attempt followed one that may have been carried out: a 404 to a repeated DELETE is then a success.
    pub after_lost_answer: bool,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// An error as a server tells it that sorts its errors: all of it redacted, in one line, cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// A word that programs can rely on.
    pub code: String,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
}

/// What went wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// Refused here, before anything was sent.
    #[error("it is another machine and the address is plain http, on which anybody between can read the credential")]
    PlainHttp,
    /// A setting, credential or argument that no request can be made of.
    #[error("{0}")]
    Setting(String),
    #[error("the name {host} could not be resolved")]
    Dns { host: String },
    #[error("the connection was refused")]
    Refused,
    #[error("no connection could be made")]
    Connect,
    #[error("no secure connection could be made (TLS)")]
    Tls,
    #[error("no answer came within {}", seconds(*.0))]
    Timeout(Duration),
    #[error("nothing was heard for {}", seconds(*.0))]
    Silent(Duration),
    #[error("the connection broke before the answer was complete")]
    BrokeOff,
    #[error("it redirects to {to}, where the credential must not go")]
    RedirectElsewhere { to: String },
    #[error("it redirects in circles")]
    TooManyRedirects,
    #[error("it answered with an HTML page instead of JSON")]
    Html,
    #[error("it answered with something that is not JSON")]
    NotJson,
    #[error("its answer is cut off in the middle")]
    Truncated,
    #[error("its answer is not what this API answers")]
    OtherJson,
    #[error("its answer is larger than {} MiB", .limit / (1024 * 1024))]
    TooLarge { limit: usize },
    #[error("it reported an error inside a successful answer")]
    ErrorBody,
    #[error("it answered {0}")]
    Status(u16),
}

impl What {
    /// Whether the other side showed the certificate of an authority as its own, as `openssl req -x509` makes it unless told
    /// otherwise. `text`: the system's words.
    pub fn shows_authority(&self, text: &str) -> bool {
        *self == Self::Tls && text.contains("CaUsedAsEndEntity")
    }
}

impl Failure {
    /// A failure after which nothing can have been carried out, because nothing was sent.
    pub(super) fn before_sending(what: What, method: &str, url: &str) -> Self {
        let request = RequestInfo { method: method.to_owned(), url: url.to_owned(), status: None, request_id: None };
        Self::new(what, request, None, false)
    }

    pub(super) fn new(what: What, request: RequestInfo, text: Option<String>, may_have_run: bool) -> Self {
        Self {
            what,
            request: Box::new(request),
            text,
            parts: None,
            may_have_run,
            after_lost_answer: false,
            retry_after: None,
        }
    }

    /// The answer's status, if one came.
    pub fn status(&self) -> Option<u16> {
        self.request.status
    }

    /// Whether the server answered with this status, as opposed to failing in another way after it.
    pub fn is_status(&self, status: u16) -> bool {
        self.what == What::Status(status)
    }
}

/// What a failed exchange was, and whether the server may have acted on it.
pub(super) fn classify(error: &reqwest::Error, https: bool, host: &str, timeout: Duration) -> (What, bool) {
    if error.is_dns() {
        return (What::Dns { host: host.to_owned() }, false);
    }
    if error.is_timeout() {
        return (What::Timeout(timeout), !error.is_connect());
    }
    if !error.is_connect() {
        return (What::BrokeOff, true);
    }
    let what = match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => What::Refused,
        // How tokio-rustls reports a handshake that went wrong, and one that ended early.
        Some(io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) if https => What::Tls,
        _ => What::Connect,
    };
    (what, false)
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut cause = sources(error).find_map(|cause| cause.downcast_ref::<io::Error>())?;
    // An io::Error does not name an io::Error that it wraps as its source (hyper-rustls wraps the handshake's).
    while let Some(inner) = cause.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        cause = inner;
    }
    Some(cause.kind())
}

fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The innermost words of an error: the outer ones of an HTTP stack repeat the address or say only "error".
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    sources(error).last().unwrap_or(error).to_string()
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{:.1} s", duration.as_secs_f32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_an_authority_is_known_by_the_words_of_the_tls_library() {
        // rustls, of a certificate as `openssl req -x509` makes it.
        let text = "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))";
        assert!(What::Tls.shows_authority(text));
        assert!(!What::Tls.shows_authority("invalid peer certificate: UnknownIssuer"));
        assert!(!What::Connect.shows_authority(text));
    }
}
