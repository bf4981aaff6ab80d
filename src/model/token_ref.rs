//! How people name a token on the command line: `id:X`, `name:X`, a bare word, or `-` for a secret on stdin.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use super::TokenId;

/// What was typed where a TOKEN is wanted (CONTRACT §3). Only live tokens match by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRef {
    /// `id:X`: the gateway's id, even of a token that is no longer live.
    Id(TokenId),
    /// `name:X`: the name of a live token, `X~2` for a generation.
    Name(String),
    /// A bare word: an id or a name; ambiguous when it is both.
    Word(String),
    /// `-`: the secret itself, read from stdin.
    SecretOnStdin,
}

impl FromStr for TokenRef {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" {
            Self::SecretOnStdin
        } else if let Some(id) = text.strip_prefix("id:") {
            Self::Id(TokenId::new(id))
        } else if let Some(name) = text.strip_prefix("name:") {
            Self::Name(name.to_owned())
        } else {
            Self::Word(text.to_owned())
        })
    }
}

impl fmt::Display for TokenRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(formatter, "id:{id}"),
            Self::Name(name) => write!(formatter, "name:{name}"),
            Self::Word(word) => formatter.write_str(word),
            Self::SecretOnStdin => formatter.write_str("the token whose secret was read from stdin"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_decide_and_the_rest_is_a_word() {
        let read = |text: &str| text.parse::<TokenRef>().unwrap();
        assert_eq!(read("id:7"), TokenRef::Id(TokenId::new("7")));
        assert_eq!(read("name:id:7"), TokenRef::Name("id:7".into()));
        assert_eq!(read("-"), TokenRef::SecretOnStdin);
        assert_eq!(read("ci~2"), TokenRef::Word("ci~2".into()));
    }
}
