//! The failures that every adapter speaks.

use crate::model::User;
use crate::net::RequestInfo;

/// A failed operation on a gateway: what happened, in gatekey's words, with the server's own as the cause.
///
/// The adapter that knows what helps says so in `hint`. Text from a server is redacted and cut by the time it is here;
/// it is cleaned for the terminal where it is shown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub kind: ErrorKind,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
    pub request: Option<Box<RequestInfo>>,
    /// The users that could have been meant.
    pub candidates: Vec<User>,
}

/// Which sort of failure: decides the exit code (CONTRACT §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The gateway refused for a reason of its own (400, 422), or something else failed.
    Failed,
    /// What was asked cannot be meant: refused here, before anything was sent.
    Input,
    /// The gateway wants a credential and got none.
    NoCredential,
    /// The credential was rejected (401).
    Unauthenticated,
    /// The credential is good but may not do that (403).
    Denied,
    /// No such thing, or not visible to this credential.
    NotFound,
    /// Taken, or in conflict with what is there.
    Conflict,
    /// What was asked for could be more than one user.
    Ambiguous,
    /// No usable answer: DNS, TLS, timeout, redirect, not its API, 429 to the end, 5xx.
    Unreachable,
    /// This gateway, version or edition cannot do that; said before anything changed.
    Unsupported,
    /// The request may or may not have been carried out.
    OutcomeUnknown,
}

impl Error {
    /// A failure with nothing but what happened.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None, hint: None, request: None, candidates: Vec::new() }
    }

    /// Adds why it happened.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the users that could have been meant.
    #[must_use]
    pub fn candidates(mut self, candidates: Vec<User>) -> Self {
        self.candidates = candidates;
        self
    }

    /// Adds the call that failed.
    #[must_use]
    pub fn request(mut self, request: RequestInfo) -> Self {
        self.request = Some(Box::new(request));
        self
    }
}
