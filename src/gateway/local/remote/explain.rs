//! What a failed call means. The server tells its refusals in the service's own words and codes, so that they read and
//! end as in this process; what comes from the way there is told as of every gateway.

use super::adapter::RemoteGateway;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::local::convert::kind;
use crate::model::shell_word;
use crate::net::{Failure, Parts, What};
use crate::server::service::{ErrorCode, Explanation, ServiceError};

/// As much of a name as a hint repeats.
const NAME_LIMIT: usize = 60;

impl RemoteGateway {
    /// A call that changes nothing, or was certainly not carried out.
    pub(super) fn failed(&self, mut failure: Failure) -> Error {
        match (&failure.what, failure.parts.take()) {
            // What helps depends on where the credential comes from, which the server does not know.
            (What::Status(401), parts) => {
                let cause = parts.and_then(|parts| parts.cause);
                let mut error = self.place.error(failure);
                error.cause = cause.or(error.cause);
                error
            }
            (What::Status(400..=499), Some(parts)) => refused(*parts).request(*failure.request),
            (What::Status(404), None) => {
                let mut error = self.place.error(failure);
                error.kind = ErrorKind::Unreachable;
                error.message = format!("no usable answer from {}: its API is not at this address (404)", self.place);
                error.hint("check the address with its path prefix, and `--kind`")
            }
            _ => self.place.error(failure),
        }
    }

    /// A change that means the same when it is asked for again.
    pub(super) fn failed_to_change(&self, failure: Failure) -> Error {
        if !may_have_run(&failure) {
            return self.failed(failure);
        }
        // Of an answer that is lost or unusable, nobody knows what it told. A web page is no answer of this server. And
        // what refuses the repeated call may be that the first one was carried out.
        let is_unknown = matches!(
            failure.what,
            What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson | What::Status(400 | 402..=499)
        );
        let mut error = self.failed(failure);
        if is_unknown {
            error.kind = ErrorKind::OutcomeUnknown;
        }
        error.hint("it may have been carried out: look, and run the command again if it was not")
    }

    /// Something new that was not made, or of which nobody knows. `list` is the command that finds it.
    pub(super) fn failed_to_create(&self, what: &str, list: &str, name: Option<&str>, failure: Failure) -> Error {
        if !may_have_run(&failure) {
            return self.failed(failure);
        }
        let name = name.unwrap_or_default();
        let called = if name.is_empty() { format!("a {what}") } else { format!("the {what} \"{}\"", short(name)) };
        let message = format!("{} may have made {called}, but {failure}", self.place);
        let mut error = self.place.error(failure);
        error.kind = ErrorKind::OutcomeUnknown;
        error.message = message;
        let find = if name.is_empty() {
            format!("`{list} --limit 5` shows the newest")
        } else {
            format!("`{list} --search {}` shows whether it is there", shell_word(short(name).trim_end_matches('…')))
        };
        error.hint(find)
    }

    /// A refusal that needs no question, in the words of the service.
    pub(super) fn refused_here(error: &ServiceError, kind: ErrorKind) -> Error {
        let Explanation { message, cause, hint, .. } = error.explain();
        Error { cause, hint, ..Error::new(kind, message) }
    }
}

/// Whether a change may have been made in spite of the answer. The server says so itself when it could not even begin.
fn may_have_run(failure: &Failure) -> bool {
    let could_not_begin = failure.parts.as_ref().is_some_and(|parts| parts.code == ErrorCode::Unavailable.as_str());
    failure.may_have_run && (failure.after_lost_answer || !could_not_begin)
}

/// A refusal in the server's words. Codes that the service does not have are about the request as such.
fn refused(parts: Parts) -> Error {
    let Parts { code, message, cause, hint } = parts;
    let kind = ErrorCode::parse(&code).map_or(ErrorKind::Failed, kind);
    Error { cause, hint, ..Error::new(kind, message) }
}

fn short(name: &str) -> String {
    match name.char_indices().nth(NAME_LIMIT) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
