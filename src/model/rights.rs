//! What a token may do along one axis: scopes, models or routes.

use serde::{Serialize, Serializer};

/// Everything, a list of names, or no such limit on this gateway. In JSON: `["*"]`, the list, `null` (CONTRACT §4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// Everything: `["*"]`.
    All,
    /// Exactly these; an empty list is nothing at all.
    Only(Vec<String>),
    /// This gateway has no such limit: `null`.
    NoSuchLimit,
}

impl Rights {
    /// Reads a list in which `*` means everything and an empty list nothing.
    pub fn from_list(names: Vec<String>) -> Self {
        if names.iter().any(|name| name == "*") { Self::All } else { Self::Only(names) }
    }

    /// The list as JSON has it; `None` when the gateway has no such limit.
    pub fn to_list(&self) -> Option<Vec<String>> {
        match self {
            Self::All => Some(vec!["*".to_owned()]),
            Self::Only(names) => Some(names.clone()),
            Self::NoSuchLimit => None,
        }
    }
}

impl Serialize for Rights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => ["*"].serialize(serializer),
            Self::Only(names) => names.serialize(serializer),
            Self::NoSuchLimit => serializer.serialize_none(),
        }
    }
}
