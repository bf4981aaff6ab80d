//! What a verification found: every check, in the standard's order, with what was expected and what was there.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::Timestamp;

/// The judgement of one token. In JSON as CONTRACT §4 has it, with the time it was judged at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    pub valid: bool,
    pub checks: Vec<TokenCheck>,
    /// As it stands in the token, `null` where it cannot be read.
    pub header: Value,
    /// The same of the payload, where that is claims.
    pub claims: Value,
    /// The key whose signature it is, or that it should have been.
    pub key: Option<VerdictKey>,
    /// The provider's set that the key was looked for in; `null` for keys of this machine.
    pub key_set: Option<VerdictKeySet>,
    pub judged_at: Timestamp,
    pub leeway_seconds: u64,
}

/// One rule and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenCheck {
    /// A stable word, as in `exp`; with the claim's name where there are several, as in `required:tenant`.
    pub check: Cow<'static, str>,
    pub status: TokenCheckStatus,
    pub detail: String,
    pub hint: Option<String>,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// Where the rule is written.
    pub section: &'static str,
}

/// How a rule went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenCheckStatus {
    Pass,
    Fail,
    /// It was not asked for, or could not be judged.
    Skip,
    /// It holds, and something about it is worth knowing.
    Warn,
}

/// The key of a verdict, without its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictKey {
    pub kid: Option<String>,
    /// In words, as in `an RSA key`.
    pub title: String,
    pub bits: Option<usize>,
    /// RFC 7638; `null` for a secret, which it could give away.
    pub thumbprint: Option<String>,
    /// What it was read from.
    pub read_from: String,
}

/// A provider's set of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictKeySet {
    /// Its address.
    pub source: String,
    pub fetched_at: Timestamp,
    /// Whether it is an old copy, because the provider gave no new one.
    pub stale: bool,
    /// Whether the provider was not asked this time, because an earlier copy was there.
    pub cached: bool,
}

/// One line of a batch, in short: CONTRACT §4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchLine {
    pub line: u64,
    pub valid: bool,
    /// The names of the checks that failed.
    pub failed: Vec<Cow<'static, str>>,
}

impl TokenCheckStatus {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Warn => "warn",
        }
    }
}

impl Verdict {
    /// The checks that went so.
    pub fn with_status(&self, status: TokenCheckStatus) -> impl Iterator<Item = &TokenCheck> {
        self.checks.iter().filter(move |check| check.status == status)
    }
}
