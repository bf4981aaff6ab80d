//! The profiles: named gateways, as `config.toml` has them. No secret is ever in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::credentials::StoreKind;
use super::error::Error;
use crate::model::{GatewayUrl, Kind, Timestamp};

/// The embedded gateway's profile: always there, never in the file.
pub const BUILT_IN_PROFILE: &str = "local";

/// What `config.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Chosen with `profiles use`; may name the built-in profile, or one that is gone.
    pub default_profile: Option<String>,
    pub profiles: BTreeMap<String, Profile>,
}

/// A gateway by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub url: GatewayUrl,
    pub kind: Kind,
    /// The team the stored credential is tied to (GPUStack: `login --team`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// `None` when nothing is stored: after `logout`, or on a gateway that has no credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialRecord>,
}

/// Where a profile's credential lies, and whether gatekey made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialRecord {
    pub store: StoreKind,
    /// `None` for a key that the user brought: `logout` forgets it and does not revoke it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minted: Option<MintedRecord>,
}

/// A key that `login` made, and that `logout` revokes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MintedRecord {
    /// As the gateway names it.
    pub id: String,
    pub name: String,
    /// `None` = never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
}

/// Whether a profile may have this name.
///
/// # Errors
/// [`Error::ProfileName`] says what is wrong with it.
pub fn check_profile_name(name: &str) -> Result<(), Error> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > 64 {
        "it is longer than 64 characters"
    } else if name.starts_with('-') {
        "it begins with `-`, like an option"
    } else if !name.chars().all(|character| character.is_ascii_alphanumeric() || "._:-".contains(character)) {
        "only letters A-Z and a-z, digits and . _ : - can be in it"
    } else if name == BUILT_IN_PROFILE {
        "it is the built-in profile of the embedded gateway"
    } else {
        return Ok(());
    };
    Err(Error::ProfileName { name: name.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hosts_have_are_good_and_others_are_refused() {
        for good in ["prod", "gw.example.com:8443", "::1", "a_b", &"x".repeat(64)] {
            assert!(check_profile_name(good).is_ok(), "{good}");
        }
        for bad in ["", "-prod", "a b", "a/b", "é", "local", "a\n", &"x".repeat(65)] {
            assert!(check_profile_name(bad).is_err(), "{bad}");
        }
    }
}
