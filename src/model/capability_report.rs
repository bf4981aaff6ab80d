//! What `gatekey capabilities` answers.

use serde::Serialize;

use super::{GatewayUrl, Kind};

/// What a gateway can do: a row for each command, and for each field that goes along with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CapabilityReport {
    /// `None` for an address from a flag or the environment.
    pub profile: Option<String>,
    pub kind: Kind,
    /// `None` for the embedded gateway in this process.
    pub url: Option<GatewayUrl>,
    /// `None` when the gateway did not tell.
    pub version: Option<String>,
    pub edition: Option<String>,
    pub capabilities: Vec<Capability>,
}

/// A field that a command carries, or the command by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// As it is typed after `gatekey`.
    pub command: &'static str,
    /// `command` for the command by itself.
    pub field: &'static str,
    /// How the field is typed; `None` where nothing is typed for it.
    pub option: Option<&'static str>,
    pub support: SupportLevel,
    /// What can be done instead of what is not supported.
    pub instead: Option<&'static str>,
}

/// Whether a gateway can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SupportLevel {
    Yes,
    /// gatekey does it on top of what the gateway has.
    Emulated,
    No,
}

impl SupportLevel {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Emulated => "emulated",
            Self::No => "no",
        }
    }
}
