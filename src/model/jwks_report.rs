//! What is in a key set, and how two differ. Only what everybody may know of a key.

use serde::Serialize;
use serde_json::Value;

use super::Timestamp;

/// A key set. In JSON: where it is from, its keys and what is odd about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JwksReport {
    /// File or address.
    pub source: String,
    /// When it was fetched; `null` for a file.
    pub fetched_at: Option<Timestamp>,
    /// Until when it is not asked for again.
    pub fresh_until: Option<Timestamp>,
    /// Whether it is an old copy, because the provider gave no new one.
    pub stale: bool,
    pub keys: Vec<JwksKey>,
    pub findings: Vec<JwksFinding>,
}

/// One key of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JwksKey {
    pub kid: Option<String>,
    pub title: String,
    pub bits: Option<usize>,
    /// The algorithm that it is for alone.
    pub alg: Option<String>,
    #[serde(rename = "use")]
    pub purpose: Option<String>,
    /// Whether who has it can sign: a private key, or a secret.
    pub can_sign: bool,
    /// RFC 7638; `null` for a secret.
    pub thumbprint: Option<String>,
    /// Its public half; `null` for a secret.
    pub jwk: Option<Value>,
}

/// Something odd about a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JwksFinding {
    /// A stable word.
    pub rule: &'static str,
    pub detail: String,
}

/// How two sets differ, and which tokens that would cost their key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JwksDiff {
    pub same: bool,
    pub changes: Vec<JwksChange>,
    /// Of the tokens that were given: those that live, and whose key only the first set has.
    pub orphaned: Vec<OrphanedToken>,
    /// Changes and tokens as lines, for people.
    #[serde(skip)]
    pub lines: Vec<JwksDiffLine>,
}

/// A key that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JwksChange {
    pub kid: Option<String>,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    pub thumbprint: Option<String>,
}

/// A token that would lose its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrphanedToken {
    /// In the file of tokens.
    pub line: u64,
    /// The key that it names; null when it names none, and its signature is by one that is gone.
    pub kid: Option<String>,
    pub expires_at: Option<Timestamp>,
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JwksDiffLine {
    pub change: &'static str,
    pub kid: String,
    pub detail: String,
}
