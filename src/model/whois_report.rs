//! Whose secret is this: what `gatekey tokens whois` tells.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Kind, Token};

/// How far the secret's token could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// It is this token.
    Exact,
    /// It is one of these, or none of them.
    Candidates,
    /// Only which software makes secrets of this shape.
    Kind,
}

impl Match {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Candidates => "candidates",
            Self::Kind => "kind",
        }
    }
}

/// What is known about a secret. In JSON: `{"kind":…,"match":…,"tokens":[…]}` (CONTRACT §4). Never the secret itself.
#[derive(Debug, Clone, PartialEq)]
pub struct WhoisReport {
    pub kind: Kind,
    pub certainty: Match,
    /// One for each token; without any, one that tells the kind alone.
    pub lines: Vec<WhoisLine>,
}

/// One line of it for people.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WhoisLine {
    pub kind: Kind,
    #[serde(rename = "match")]
    pub certainty: Match,
    pub token: Option<Token>,
}

impl WhoisReport {
    /// These tokens of a gateway of this kind.
    pub fn of_tokens(kind: Kind, certainty: Match, tokens: Vec<Token>) -> Self {
        let line = |token| WhoisLine { kind, certainty, token: Some(token) };
        Self { kind, certainty, lines: tokens.into_iter().map(line).collect() }
    }

    /// Nothing but the kind.
    pub fn of_kind(kind: Kind) -> Self {
        let certainty = Match::Kind;
        Self { kind, certainty, lines: vec![WhoisLine { kind, certainty, token: None }] }
    }
}

impl Serialize for WhoisReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tokens: Vec<&Token> = self.lines.iter().filter_map(|line| line.token.as_ref()).collect();
        let mut object = serializer.serialize_struct("WhoisReport", 3)?;
        object.serialize_field("kind", &self.kind)?;
        object.serialize_field("match", &self.certainty)?;
        object.serialize_field("tokens", &tokens)?;
        object.end()
    }
}
