//! A change of a token or a user as a gateway remembers it: who did what, when, and what was different afterwards.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Timestamp, Token, TokenId};

/// A line of a gateway's trail. Nothing secret is ever in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrailEvent {
    /// Its place in the trail: what happened later has a greater one.
    pub id: i64,
    pub at: Timestamp,
    /// What it was done to, and what, as in `token.create`.
    pub action: String,
    pub actor: Actor,
    /// The id of the token or the user.
    pub target_id: String,
    /// For each field that is different now `[old, new]`; null where there was or is nothing.
    pub changes: Map<String, Value>,
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: String,
    /// `None` when there is no such user any more.
    #[serde(default)]
    pub name: Option<String>,
    /// The key they showed; `None` without one.
    pub token_id: Option<TokenId>,
}

/// A token and everything that was done to it. In JSON: the token with `"history":[…]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenHistory {
    #[serde(flatten)]
    pub token: Token,
    /// Oldest first.
    pub history: Vec<TrailEvent>,
}
