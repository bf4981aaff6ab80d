//! What an activity can fail with.

use crate::model::Token;
use crate::{gateway, store};

/// A failed activity.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gateway, or the way to it.
    #[error(transparent)]
    Gateway(#[from] gateway::Error),
    /// Configuration or credential stores.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Refused here, by a rule of gatekey's own.
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
}

impl Error {
    /// What to do next.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Gateway(error) => error.hint.clone(),
            Self::Store(error) => error.hint(),
            Self::Refused(refusal) => refusal.hint.clone(),
        }
    }

    /// What happened and why in one line, for an error that becomes the cause of another.
    pub(super) fn in_full(&self) -> String {
        let cause = match self {
            Self::Gateway(error) => error.cause.clone(),
            Self::Store(error) => std::error::Error::source(error).map(ToString::to_string),
            Self::Refused(refusal) => refusal.cause.clone(),
        };
        match cause {
            Some(cause) => format!("{self}: {cause}"),
            None => self.to_string(),
        }
    }
}

/// Something gatekey itself will not do as asked, with the way on.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub kind: RefusalKind,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
    /// What could have been meant.
    pub candidates: Vec<Token>,
}

/// Which sort of refusal: decides the exit code (CONTRACT §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The command line or the settings cannot be meant.
    Usage,
    /// There is no credential.
    NoCredential,
    /// No such thing, or not visible.
    NotFound,
    /// A name is taken by something else.
    Conflict,
    /// More than one thing could be meant.
    Ambiguous,
    /// This gateway cannot do that.
    Unsupported,
    /// A JWT or a key is not valid, so that nothing can be done with it.
    Invalid,
    /// It could not be done here, for another reason.
    Failed,
    /// Begun but not seen to be finished.
    Unfinished,
}

impl Refusal {
    /// A refusal with nothing but what is wrong.
    pub fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None, hint: None, candidates: Vec::new() }
    }

    /// Adds why.
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

    /// Adds what could have been meant.
    #[must_use]
    pub fn candidates(mut self, candidates: Vec<Token>) -> Self {
        self.candidates = candidates;
        self
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
