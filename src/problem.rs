//! The only place that turns failures into words, hints and exit codes (CONTRACT §5).

use crate::gateway::ErrorKind;
use crate::model::{Candidate, ErrorReport, RequestReport};
use crate::ops::{self, Refusal, RefusalKind};
use crate::render::{PrintError, RenderError};
use crate::{gateway, store};

/// How a run ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, yes, valid.
    Done = 0,
    /// Failed for another reason.
    Failed = 1,
    /// Wrong command line or settings.
    Usage = 2,
    /// No credential, or rejected.
    Credential = 3,
    /// Denied, or a check says no.
    Denied = 4,
    /// No such thing, or not visible.
    NotFound = 5,
    /// Conflict, taken, ambiguous.
    Conflict = 6,
    /// No usable answer from the gateway.
    Unreachable = 7,
    /// This gateway, version or edition cannot do that.
    Unsupported = 8,
    /// A JWT or a key is not valid.
    Invalid = 9,
    /// Part of a bulk operation failed.
    Partial = 10,
    /// Outcome unknown, or unfinished.
    Unfinished = 11,
    /// A check found something.
    Findings = 12,
    /// `gatekey run` failed, and not its command.
    NotRun = 125,
    /// The command of `gatekey run` cannot be run.
    NotExecutable = 126,
    /// There is no such command.
    NoProgram = 127,
    /// Interrupted by the person.
    Interrupted = 130,
}

impl Exit {
    /// Every code, in order. A new one goes into [`Exit::meaning`], which does not compile without it, and here.
    pub const ALL: [Self; 17] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Credential,
        Self::Denied,
        Self::NotFound,
        Self::Conflict,
        Self::Unreachable,
        Self::Unsupported,
        Self::Invalid,
        Self::Partial,
        Self::Unfinished,
        Self::Findings,
        Self::NotRun,
        Self::NotExecutable,
        Self::NoProgram,
        Self::Interrupted,
    ];

    /// What it tells, for the manual.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed for another reason: the gateway refused, or a file or the keyring failed",
            Self::Usage => "wrong command line or settings",
            Self::Credential => "no credential, or the gateway rejected it",
            Self::Denied => "denied: the credential is good but may not do that",
            Self::NotFound => "no such thing, or this credential does not see it",
            Self::Conflict => "conflict: taken, or more than one thing could be meant",
            Self::Unreachable => "no usable answer from the gateway",
            Self::Unsupported => "this gateway cannot do that; said before anything is changed",
            Self::Invalid => "a JWT or a key is not valid; the verdict is printed",
            Self::Partial => "part of an operation on several tokens or profiles failed; the result is printed",
            Self::Unfinished => "outcome unknown, or begun and not seen to be finished",
            Self::Findings => {
                "findings: something that is in use does not work, two tokens differ, or an audit found what it was to fail \
                 on; the result is printed"
            }
            Self::NotRun => "of `gatekey run`: a failure of gatekey's own, before its command was started",
            Self::NotExecutable => "of `gatekey run`: its command cannot be run",
            Self::NoProgram => "of `gatekey run`: there is no such command",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A failure as it is told: what happened, why, what to do next.
#[derive(Debug)]
pub struct Problem {
    pub exit: Exit,
    /// A stable word for scripts.
    pub code: &'static str,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
    pub candidates: Vec<Candidate>,
    pub request: Option<RequestReport>,
    /// Whether the message is laid out already (the argument parser's own).
    pub laid_out: bool,
}

impl Problem {
    /// A problem with nothing but what happened.
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit,
            code,
            message: message.into(),
            cause: None,
            hint: None,
            candidates: Vec::new(),
            request: None,
            laid_out: false,
        }
    }

    /// A wrong command line or setting.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "usage", message)
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

    /// The problem as JSON tells it.
    pub fn report(&self) -> ErrorReport {
        ErrorReport {
            code: self.code.to_owned(),
            exit: self.exit as u8,
            message: self.message.clone(),
            cause: self.cause.clone(),
            hint: self.hint.clone(),
            candidates: self.candidates.iter().map(|candidate| serde_json::json!(candidate)).collect(),
            request: self.request.clone(),
        }
    }
}

impl From<ops::Error> for Problem {
    fn from(error: ops::Error) -> Self {
        match error {
            ops::Error::Gateway(error) => error.into(),
            ops::Error::Store(error) => error.into(),
            ops::Error::Refused(refusal) => (*refusal).into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (exit, code) = match refusal.kind {
            RefusalKind::Usage => (Exit::Usage, "usage"),
            RefusalKind::NoCredential => (Exit::Credential, "no_credential"),
            RefusalKind::NotFound => (Exit::NotFound, "not_found"),
            RefusalKind::Conflict => (Exit::Conflict, "conflict"),
            RefusalKind::Ambiguous => (Exit::Conflict, "ambiguous"),
            RefusalKind::Unsupported => (Exit::Unsupported, "unsupported"),
            RefusalKind::Invalid => (Exit::Invalid, "invalid"),
            RefusalKind::Failed => (Exit::Failed, "failed"),
            RefusalKind::Unfinished => (Exit::Unfinished, "unfinished"),
        };
        Self {
            cause: refusal.cause,
            hint: refusal.hint,
            candidates: refusal.candidates.into_iter().map(Candidate::from).collect(),
            ..Self::new(exit, code, refusal.message)
        }
    }
}

impl From<gateway::Error> for Problem {
    fn from(error: gateway::Error) -> Self {
        let (exit, code) = match error.kind {
            ErrorKind::Failed => (Exit::Failed, "failed"),
            ErrorKind::Input => (Exit::Usage, "usage"),
            ErrorKind::NoCredential => (Exit::Credential, "no_credential"),
            ErrorKind::Unauthenticated => (Exit::Credential, "unauthenticated"),
            ErrorKind::Denied => (Exit::Denied, "denied"),
            ErrorKind::NotFound => (Exit::NotFound, "not_found"),
            ErrorKind::Conflict => (Exit::Conflict, "conflict"),
            ErrorKind::Ambiguous => (Exit::Conflict, "ambiguous"),
            ErrorKind::Unreachable => (Exit::Unreachable, "unreachable"),
            ErrorKind::Unsupported => (Exit::Unsupported, "unsupported"),
            ErrorKind::OutcomeUnknown => (Exit::Unfinished, "outcome_unknown"),
        };
        Self {
            cause: error.cause,
            hint: error.hint,
            candidates: error.candidates.into_iter().map(Candidate::from).collect(),
            request: error.request.map(|request| RequestReport {
                method: request.method,
                url: request.url,
                status: request.status,
                request_id: request.request_id,
            }),
            ..Self::new(exit, code, error.message)
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        let (exit, code) = match error.class() {
            store::Class::Settings => (Exit::Usage, "settings"),
            store::Class::NoCredential => (Exit::Credential, "no_credential"),
            store::Class::Taken => (Exit::Conflict, "conflict"),
            store::Class::Failure => (Exit::Failed, "store"),
        };
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        Self { cause, hint: error.hint(), ..Self::new(exit, code, error.to_string()) }
    }
}

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Self {
        let (exit, code) = if error.is_usage() { (Exit::Usage, "usage") } else { (Exit::Failed, "output") };
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        Self { cause, hint: error.hint(), ..Self::new(exit, code, error.to_string()) }
    }
}

impl<E: Into<Problem>> From<PrintError<E>> for Problem {
    fn from(error: PrintError<E>) -> Self {
        match error {
            PrintError::Rows(error) => error.into(),
            PrintError::Render(error) => error.into(),
        }
    }
}
