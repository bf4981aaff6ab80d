//! What became of an operation on several tokens or users.

use serde::Serialize;

use super::{ErrorReport, Token, User};

/// The outcome for each token or user, and how many there are of each sort (CONTRACT §4).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BulkResult<O = BulkOutcome> {
    pub results: Vec<O>,
    pub done: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl<O> Default for BulkResult<O> {
    fn default() -> Self {
        Self { results: Vec::new(), done: 0, failed: 0, skipped: 0 }
    }
}

/// What tells how an operation ended for one of several.
pub trait Ended {
    /// How it ended.
    fn outcome(&self) -> Outcome;
}

impl Ended for BulkOutcome {
    fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl Ended for UserOutcome {
    fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl<O: Ended> BulkResult<O> {
    /// Adds what became of one, and counts it.
    pub fn push(&mut self, outcome: O) {
        *match outcome.outcome() {
            Outcome::Done => &mut self.done,
            Outcome::Failed => &mut self.failed,
            Outcome::Skipped => &mut self.skipped,
        } += 1;
        self.results.push(outcome);
    }
}

/// What became of one token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BulkOutcome {
    pub token: BulkTarget,
    pub outcome: Outcome,
    pub error: Option<ErrorReport>,
}

/// What became of one user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UserOutcome {
    pub user: UserTarget,
    pub outcome: Outcome,
    pub error: Option<ErrorReport>,
}

/// Which user: as their gateway tells them, or, when they were never found, as they were typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum UserTarget {
    User(Box<User>),
    Typed(String),
}

/// Which token: as its gateway tells it, or, when it was never found, as it was typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum BulkTarget {
    Token(Box<Token>),
    Typed(String),
}

/// How the operation ended for one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Done,
    Failed,
    /// Nothing was tried: there was nothing to do, or an earlier failure ended the run.
    Skipped,
}

impl Outcome {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}
