//! What became of one of many tokens that were to be rotated.

use serde::Serialize;

use super::bulk::{BulkTarget, Ended, Outcome};
use super::{ErrorReport, Proof, Sink};

/// What became of one token.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RotateOutcome {
    /// The token that has the newest secret.
    pub token: BulkTarget,
    pub outcome: Outcome,
    pub error: Option<ErrorReport>,
    /// Why nothing was done, or what was done instead of a rotation.
    pub reason: Option<String>,
    /// Where the secret was handed to.
    pub delivered: Vec<Sink>,
    /// What was seen of both secrets; `None` where there are none.
    pub proof: Option<Proof>,
}

impl Ended for RotateOutcome {
    fn outcome(&self) -> Outcome {
        self.outcome
    }
}
