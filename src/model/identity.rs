//! Who a credential is, and which server said so.

use serde::Serialize;

use super::Timestamp;

/// The account behind a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    pub id: String,
    pub name: String,
    pub role: Role,
}

/// What a key tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKey {
    /// What it is called on its gateway.
    pub name: String,
    /// `None`: never.
    pub expires_at: Option<Timestamp>,
}

/// What an account may do on the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees and changes everybody's tokens.
    Administrator,
    /// Sees and changes their own.
    Member,
}

/// The software that answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Server {
    /// As it names itself, as in `v2.3.0`.
    pub version: Option<String>,
    /// As in `community` or `enterprise`, on gateways that have editions.
    pub edition: Option<String>,
}
