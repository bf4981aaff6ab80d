//! Who am I, where, until when: what `gatekey status` tells.

use serde::Serialize;

use super::{GatewayUrl, Identity, Kind, Timestamp};

/// A gateway, and the account and credential used there (CONTRACT §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusReport {
    /// Null for a URL from a flag or the environment.
    pub profile: Option<String>,
    pub kind: Kind,
    /// Null for the embedded gateway in-process.
    pub url: Option<GatewayUrl>,
    pub version: Option<String>,
    pub edition: Option<String>,
    /// Null when the credential is good but may not ask who it is.
    pub identity: Option<Identity>,
    /// Null when there is none.
    pub credential: Option<CredentialReport>,
}

/// Where a credential lies and how long it works. Never the credential itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CredentialReport {
    /// `keyring`, `file`, `GATEKEY_TOKEN`, `GATEKEY_TOKEN_FILE` or `os-user`.
    pub source: String,
    /// The name of the key on its gateway, where that is known.
    pub name: Option<String>,
    pub expires_at: Option<Timestamp>,
}
