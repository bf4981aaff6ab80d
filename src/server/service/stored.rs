//! A token as the gateway keeps it, without anything of its secret.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{RotationPhase, Status, Timestamp, TokenId};

/// A token as it is kept. Its JSON is what events remember, so nothing secret may ever be a field here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredToken {
    pub id: TokenId,
    /// Unique among the owner's tokens that are not revoked.
    pub name: String,
    pub description: Option<String>,
    pub owner_id: String,
    pub owner_name: String,
    /// Whether the owner is let in. No part of the token, so not remembered with it.
    #[serde(skip, default = "yes")]
    pub owner_active: bool,
    /// Names of the catalogue, never empty; `["*"]` is everything.
    pub scopes: Vec<String>,
    /// Names of models, never empty; `["*"]` is every one.
    pub models: Vec<String>,
    pub metadata: Map<String, Value>,
    /// Whether its secret was chosen by the caller.
    pub custom: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// `None` for never.
    pub expires_at: Option<Timestamp>,
    /// To the minute: a key used often is written down once a minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// When the secret it has now was made; `None` for the one it was made with.
    #[serde(default)]
    pub rotated_at: Option<Timestamp>,
    /// The exchange of its secret, if one is under way.
    #[serde(default)]
    pub rotation: Option<Rotation>,
}

/// How far the exchange of a secret has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// Whoever goes on with it says which one they mean.
    pub id: String,
    pub phase: RotationPhase,
    /// Until when the secrets before work; `None` until somebody says so.
    pub grace_ends_at: Option<Timestamp>,
}

fn yes() -> bool {
    true
}

impl StoredToken {
    /// Whether the token works at `now`, and if not, why.
    pub fn status(&self, now: Timestamp) -> Status {
        if self.revoked_at.is_some() {
            Status::Revoked
        } else if !self.owner_active {
            Status::Blocked
        } else if self.has_expired(now) {
            Status::Expired
        } else {
            Status::Active
        }
    }

    /// Whether its time is over, whatever else keeps it from working.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// When the secret it has now was made.
    pub fn secret_since(&self) -> Timestamp {
        self.rotated_at.unwrap_or(self.created_at)
    }

    /// The rotation that is under way at `now`: one whose grace is over is done.
    pub fn rotation_at(&self, now: Timestamp) -> Option<&Rotation> {
        self.rotation.as_ref().filter(|rotation| rotation.grace_ends_at.is_none_or(|end| now < end))
    }

    /// What may be shown of the secret: enough of a generated one to recognise it, nothing of a chosen one.
    pub fn masked(&self) -> String {
        match self.id.as_str().get(..4) {
            Some(start) if !self.custom => format!("gk_{start}***"),
            _ => "custom***".to_owned(),
        }
    }
}
