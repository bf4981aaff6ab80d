//! What is in a token, as `gatekey jwt decode` tells it. Nothing of it is verified.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Kind, Timestamp};

/// A token that was looked into.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecodedToken {
    pub form: TokenForm,
    /// Always false: anybody can write what was decoded.
    pub verified: bool,
    /// `null` for an API key.
    pub header: Value,
    /// `null` where the payload is no claims.
    pub claims: Value,
    /// The payload as text, where it is that and no claims.
    pub payload: Option<String>,
    pub times: TokenTimes,
    pub warnings: Vec<TokenWarning>,
    /// Which software makes API keys of this shape, when it is one.
    pub gateway_kind: Option<Kind>,
    /// Header and claims, member by member, for people.
    #[serde(skip)]
    pub members: Vec<TokenMember>,
}

/// Which sort of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenForm {
    /// Signed claims.
    Jwt,
    /// A signature on something else.
    Jws,
    /// A JWT in a JWS.
    Nested,
    /// A signature whose payload is elsewhere.
    Detached,
    /// Encrypted.
    Jwe,
    /// No JWT at all, but an API key.
    Key,
}

impl TokenForm {
    /// What it is, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Jwt => "a JWT",
            Self::Jws => "a JWS whose payload is no claims",
            Self::Nested => "a JWS with another JWT in it",
            Self::Detached => "a JWS without its payload, which is sent apart",
            Self::Jwe => "a JWE: encrypted, so only its header can be read",
            Self::Key => "an API key, with nothing in it to decode",
        }
    }
}

/// The dates of a token, as far as they are dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TokenTimes {
    pub issued_at: Option<Timestamp>,
    pub not_before: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// From `iat`, or else `nbf`, to `exp`.
    pub lifetime_seconds: Option<i64>,
}

/// Something about a token that its holder may not have meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenWarning {
    /// A stable word.
    pub warning: &'static str,
    pub detail: String,
}

/// One member of header or claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenMember {
    /// `header` or `claims`.
    pub part: &'static str,
    pub name: String,
    pub value: Value,
    /// The time that the value stands for.
    pub time: Option<Timestamp>,
}

/// A token that was made here.
#[derive(Clone, PartialEq, Serialize)]
pub struct SignedToken {
    /// Good for whoever has it.
    pub token: String,
    pub header: Value,
    pub claims: Value,
}

impl fmt::Debug for SignedToken {
    /// Without the token itself.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignedToken").field("header", &self.header).finish_non_exhaustive()
    }
}

/// How two tokens differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenDiff {
    pub same: bool,
    pub changes: Vec<TokenChangeLine>,
}

/// One member that is not the same in both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenChangeLine {
    /// `header`, `claims` or `signature`.
    pub part: &'static str,
    pub name: String,
    /// `added`, `removed` or `changed`, from the first to the second.
    pub change: &'static str,
    pub first: Value,
    pub second: Value,
}
