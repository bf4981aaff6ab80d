//! An entry of a gateway's catalogue: what a token can be limited to.

use serde::Serialize;

/// A scope, or something else whose name limits a token, as its gateway knows it. The JSON is CONTRACT §4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// As it is given to `--scope` or, for a model, to `--model`.
    pub name: String,
    /// What it allows, in a few words.
    pub title: String,
    /// The names that come with it, where the gateway or its documentation tells.
    pub grants: Vec<String>,
    /// Other words for it.
    pub aliases: Vec<String>,
    pub kind: ScopeKind,
}

/// Which sort of limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeKind {
    /// A right of its own.
    Scope,
    /// A name for several rights (Coder).
    Composite,
    /// Which sort of key (LiteLLM).
    KeyType,
    /// A name for several routes (LiteLLM).
    RouteGroup,
    Model,
    /// A name for several models (LiteLLM).
    AccessGroup,
}

impl ScopeKind {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Composite => "composite",
            Self::KeyType => "key-type",
            Self::RouteGroup => "route-group",
            Self::Model => "model",
            Self::AccessGroup => "access-group",
        }
    }

    /// Whether it is given to `--model`, not to `--scope`.
    pub fn is_of_models(self) -> bool {
        matches!(self, Self::Model | Self::AccessGroup)
    }
}

impl Scope {
    /// Whether it goes by this word.
    pub fn is_called(&self, word: &str) -> bool {
        self.name == word || self.aliases.iter().any(|alias| alias == word)
    }
}
