//! What `tokens rotate` answers.

use serde::Serialize;

use super::{Sink, Token};

/// What became of a rotation. Its secret is apart: not every answer holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct RotateReport {
    /// Whether a new secret was made, or one that was made before is now in place.
    pub rotated: bool,
    /// Why nothing was done, or what was done instead.
    pub reason: Option<String>,
    /// The token that has the newest secret.
    pub token: Token,
    /// The one whose place it took, as it was last seen; `None` where a token keeps its row.
    pub superseded: Option<Token>,
    pub proof: Proof,
    /// Whether the old secret was ended by this run: then it is to be seen to be.
    pub is_old_ended: bool,
    /// Where the secret was handed to.
    pub delivered: Vec<Sink>,
    /// What the person should know about it, a sentence each.
    pub notes: Vec<String>,
}

/// What was seen of the two secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Proof {
    pub new: NewProof,
    pub old: OldProof,
}

/// What was seen of the new secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NewProof {
    /// The gateway let it in.
    Works,
    Unknown,
}

/// What was seen of the old secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OldProof {
    /// The gateway was shown it, and did not let it in.
    Refused,
    /// The gateway says that it is no more.
    Gone,
    /// It works, until its grace is over.
    Alive,
    Unknown,
}
