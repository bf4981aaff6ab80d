//! How far the exchange of a token's secret has come.

use serde::{Deserialize, Serialize};

use super::{Timestamp, TokenId};

/// The steps of a rotation that are written down where the token is, so that whoever comes after a crash can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RotationPhase {
    /// The new secret was made, and nobody has it but whoever made it.
    Minted,
    /// It may be in some of the places where it is to be.
    Delivering,
    /// It is where it is to be.
    Delivered,
}

impl RotationPhase {
    /// Every phase, in order.
    pub const ALL: [Self; 3] = [Self::Minted, Self::Delivering, Self::Delivered];

    /// The word that is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minted => "minted",
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
        }
    }

    /// The phase with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }
}

/// What a token's own row says about a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RotationMark {
    /// The token's secret is being exchanged in place.
    InPlace { id: String, phase: RotationPhase, grace_expires_at: Option<Timestamp> },
    /// The token takes the place of another. An orphan was handed over in part, and another took its turn.
    Successor { replaces: TokenId, phase: RotationPhase, is_orphan: bool },
    /// Another token took this one's place; it works until then, or until somebody says so.
    Superseded { by: TokenId, until: Option<Timestamp> },
}
