//! What became of an operation on several tokens.

use serde::Serialize;

use super::{ErrorReport, Token};

/// The outcome for each token, and how many there are of each sort (CONTRACT §4).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct BulkResult {
    pub results: Vec<BulkOutcome>,
    pub done: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl BulkResult {
    /// Adds what became of one token, and counts it.
    pub fn push(&mut self, outcome: BulkOutcome) {
        *match outcome.outcome {
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
