//! A named gateway as `gatekey profiles` shows it.

use serde::Serialize;

use super::{GatewayUrl, Kind};

/// A named gateway and its settings. Never its credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileEntry {
    pub name: String,
    pub kind: Kind,
    /// Null for the embedded gateway in-process.
    pub url: Option<GatewayUrl>,
    /// Whether it is used when no other gateway is named.
    pub default: bool,
    /// The team, organisation or organization that calls are made in.
    pub team: Option<String>,
    /// Where its credential lies, as in `keyring` or `file`. Null when it has none.
    pub store: Option<String>,
}
