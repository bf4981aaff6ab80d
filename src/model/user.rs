//! A person or service account on a gateway, and what is asked of the gateway about one.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{GatewayRef, Secret, TeamRef, Timestamp};

/// The role that may see and change everything, in the words that hold on every gateway.
pub const ADMINISTRATOR: &str = "administrator";

/// The role that may see and change one's own.
pub const MEMBER: &str = "member";

/// A user as the gateway tells it. The JSON is CONTRACT §4; a null time means that the gateway does not tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: String,
    /// The name they log in with: unique on the gateway.
    pub name: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    /// [`ADMINISTRATOR`], [`MEMBER`], or the gateway's own word for another role.
    pub role: String,
    /// Whether they and their tokens are let in.
    pub active: bool,
    pub created_at: Option<Timestamp>,
    pub last_seen_at: Option<Timestamp>,
    pub teams: Vec<TeamRef>,
    pub gateway: GatewayRef,
}

/// What was typed where a USER is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRef {
    /// `id:X`
    Id(String),
    /// `name:X`
    Name(String),
    /// A bare word: a name, or else an id.
    Word(String),
}

impl UserRef {
    /// Whether the user with this id and name is meant. Who `me` is, the caller knows.
    pub fn is_of(&self, id: &str, name: &str) -> bool {
        match self {
            Self::Id(wanted) => wanted == id,
            Self::Name(wanted) => wanted == name,
            Self::Word(wanted) => wanted == name || wanted == id,
        }
    }
}

impl FromStr for UserRef {
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

impl fmt::Display for UserRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(formatter, "id:{id}"),
            Self::Name(name) => write!(formatter, "name:{name}"),
            Self::Word(word) => formatter.write_str(word),
        }
    }
}

/// Which users are wanted. The default asks for all that the credential may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Part of the name, the full name or the e-mail address, in any case.
    pub search: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
}

impl UserQuery {
    /// Whether the search finds this user.
    pub fn admits(&self, user: &User) -> bool {
        let Some(text) = self.search.as_ref().map(|text| text.to_lowercase()) else { return true };
        let texts = [Some(&user.name), user.full_name.as_ref(), user.email.as_ref()];
        texts.into_iter().flatten().any(|own| own.to_lowercase().contains(&text))
    }
}

/// A user to be made. `None` leaves the choice to the gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewUser {
    pub name: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub role: Option<String>,
    pub password: Option<Secret>,
}

/// Changes to a user. `None` leaves a field as it is; `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    pub name: Option<String>,
    pub email: Option<Option<String>>,
    pub full_name: Option<Option<String>>,
    pub role: Option<String>,
    pub active: Option<bool>,
    /// `Some(None)`: from then on no password opens anything.
    pub password: Option<Option<Secret>>,
}
