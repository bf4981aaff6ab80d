//! What was typed where one of several things is wanted: its id, its name, or a word that may be either.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A thing as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameOrId {
    /// `id:X`
    Id(String),
    /// `name:X`
    Name(String),
    /// A bare word: a name or an id.
    Word(String),
}

impl NameOrId {
    /// How the text begins, if it would be read as an id or a name of something else.
    pub fn prefix(text: &str) -> Option<&'static str> {
        ["id:", "name:"].into_iter().find(|prefix| text.starts_with(prefix))
    }

    /// Whether the thing with this id and name is meant. Who `me` is, the caller knows.
    pub fn is_of(&self, id: &str, name: &str) -> bool {
        match self {
            Self::Id(wanted) => wanted == id,
            Self::Name(wanted) => wanted == name,
            Self::Word(wanted) => wanted == name || wanted == id,
        }
    }
}

impl FromStr for NameOrId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if let Some(id) = text.strip_prefix("id:") {
            Self::Id(id.to_owned())
        } else if let Some(name) = text.strip_prefix("name:") {
            Self::Name(name.to_owned())
        } else {
            Self::Word(text.to_owned())
        })
    }
}

impl fmt::Display for NameOrId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(formatter, "id:{id}"),
            Self::Name(name) => write!(formatter, "name:{name}"),
            Self::Word(word) => formatter.write_str(word),
        }
    }
}
