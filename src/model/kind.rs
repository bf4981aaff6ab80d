//! Which software a gateway is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kinds of gateway that gatekey knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// GPUStack 2.3
    Gpustack,
    /// Coder 2.x
    Coder,
    /// LiteLLM proxy 1.106
    Litellm,
    /// Llama Stack 0.7, which has no keys of its own
    LlamaStack,
    /// the embedded gateway
    Local,
}

/// The text names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the kinds are gpustack, coder, litellm, llama-stack and local")]
pub struct UnknownKind;

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Gpustack, Self::Coder, Self::Litellm, Self::LlamaStack, Self::Local];

    /// The word typed and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gpustack => "gpustack",
            Self::Coder => "coder",
            Self::Litellm => "litellm",
            Self::LlamaStack => "llama-stack",
            Self::Local => "local",
        }
    }

    /// The software's own name, for sentences.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gpustack => "GPUStack",
            Self::Coder => "Coder",
            Self::Litellm => "LiteLLM",
            Self::LlamaStack => "Llama Stack",
            Self::Local => "the embedded gateway",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}
