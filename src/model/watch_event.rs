//! What `gatekey tokens watch` tells: a token, and what became of it.

use serde::{Deserialize, Serialize};

use super::Token;

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WatchKind {
    /// It was there when the watching began.
    Snapshot,
    /// It is there now, or passes the filters now.
    Created,
    /// It is different.
    Updated,
    /// It does not work any more, or passes the filters no longer.
    Deleted,
}

impl WatchKind {
    /// Every kind, in the order in which a token goes through them.
    pub const ALL: [Self; 4] = [Self::Snapshot, Self::Created, Self::Updated, Self::Deleted];

    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// A token, and what became of it. In JSON: `{"event":…,"token":…}` (CONTRACT §4).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WatchEvent {
    pub event: WatchKind,
    /// As it is now; one that is gone, as it was last seen.
    pub token: Token,
}
