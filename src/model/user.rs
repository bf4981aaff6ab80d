//! A person or service account on a gateway, and what is asked of the gateway about one.

use std::str::FromStr;

use serde::Serialize;

use super::{Attributes, AttributesChange, Budget, GatewayRef, NameOrId, Secret, TeamRef, Timestamp};

/// The role that may see and change everything, in the words that hold on every gateway.
pub const ADMINISTRATOR: &str = "administrator";

/// The role that may see and change one's own.
pub const MEMBER: &str = "member";

/// The role of a program: it has no password, and the rights of a member.
pub const SERVICE_ACCOUNT: &str = "service-account";

/// A user as the gateway tells it. The JSON is CONTRACT §4; a null time is never, unless the field is `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    pub teams: Option<Vec<TeamRef>>,
    /// What their tokens may spend together; `None`, and not in the JSON, where users have no budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// What other servers are told of them; `None`, and not in the JSON, where users have no attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
    /// Fields that are null because the gateway does not tell them.
    pub unknown: Vec<&'static str>,
    pub gateway: GatewayRef,
}

/// What was typed where a USER is wanted.
pub type UserRef = NameOrId;

/// Which users are wanted. The default asks for all that the credential may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Part of the name, the full name or the e-mail address, in any case.
    pub search: Option<String>,
    /// Only those of this role, as it is told.
    pub role: Option<String>,
    /// Only those who are let in, or only those who are not.
    pub active: Option<bool>,
    /// By name, if nobody says how.
    pub sort: Option<UserSort>,
    /// How many at most.
    pub limit: Option<usize>,
}

/// What a query judges of a user.
#[derive(Debug, Clone, Copy)]
pub struct UserFacts<'a> {
    pub name: &'a str,
    pub full_name: Option<&'a str>,
    pub email: Option<&'a str>,
    pub role: &'a str,
    pub active: bool,
}

impl UserQuery {
    /// How many users are enough to read by name, where the gateway only searches: what is sorted, or sorted out
    /// afterwards, needs all.
    pub fn enough(&self) -> Option<usize> {
        self.limit.filter(|_| self.role.is_none() && self.active.is_none() && self.sort.is_none())
    }

    /// Whether the user passes the filters.
    pub fn admits(&self, user: &User) -> bool {
        self.finds(UserFacts {
            name: &user.name,
            full_name: user.full_name.as_deref(),
            email: user.email.as_deref(),
            role: &user.role,
            active: user.active,
        })
    }

    /// As [`UserQuery::admits`], for whoever keeps users in another form.
    pub fn finds(&self, user: UserFacts<'_>) -> bool {
        let UserFacts { name, full_name, email, role, active } = user;
        self.role.as_ref().is_none_or(|wanted| wanted == role)
            && self.active.is_none_or(|wanted| wanted == active)
            && self.search.as_ref().is_none_or(|text| {
                let text = text.to_lowercase();
                [Some(name), full_name, email].into_iter().flatten().any(|own| own.to_lowercase().contains(&text))
            })
    }
}

/// The order of a list of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserSort {
    pub field: UserSortField,
    pub descending: bool,
}

/// What a list of users can be sorted by. A missing time sorts last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSortField {
    Name,
    CreatedAt,
    LastSeenAt,
}

impl UserSortField {
    /// Every field, in the order of the help.
    pub const ALL: [Self; 3] = [Self::Name, Self::CreatedAt, Self::LastSeenAt];

    /// The word typed: the field's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CreatedAt => "created_at",
            Self::LastSeenAt => "last_seen_at",
        }
    }
}

/// The text names no order of users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write FIELD or FIELD:desc, with name, created_at or last_seen_at")]
pub struct UnknownUserSort;

impl FromStr for UserSort {
    type Err = UnknownUserSort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, descending) = match text.split_once(':') {
            None => (text, false),
            Some((field, "asc")) => (field, false),
            Some((field, "desc")) => (field, true),
            Some(_) => return Err(UnknownUserSort),
        };
        let field = UserSortField::ALL.into_iter().find(|known| known.as_str() == field).ok_or(UnknownUserSort)?;
        Ok(Self { field, descending })
    }
}

impl UserSort {
    /// Puts the users in this order; equal ones keep theirs.
    pub fn apply(self, users: &mut [User]) {
        let time = |user: &User| match self.field {
            UserSortField::CreatedAt => user.created_at,
            UserSortField::LastSeenAt => user.last_seen_at,
            UserSortField::Name => None,
        };
        users.sort_by(|left, right| {
            let order = match self.field {
                UserSortField::Name => left.name.cmp(&right.name),
                _ => (time(left).is_none(), time(left)).cmp(&(time(right).is_none(), time(right))),
            };
            if self.descending { order.reverse() } else { order }
        });
    }
}

/// A user to be made. `None` leaves the choice to the gateway.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewUser {
    pub name: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub role: Option<String>,
    pub password: Option<Secret>,
    /// In the gateway's currency.
    pub budget: Option<f64>,
    pub budget_period: Option<String>,
    pub attributes: Attributes,
}

/// Changes to a user. `None` leaves a field as it is; `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserChange {
    pub name: Option<String>,
    pub email: Option<Option<String>>,
    pub full_name: Option<Option<String>>,
    pub role: Option<String>,
    pub active: Option<bool>,
    /// `Some(None)`: from then on no password opens anything.
    pub password: Option<Option<Secret>>,
    pub budget: Option<Option<f64>>,
    pub budget_period: Option<Option<String>>,
    pub attributes: AttributesChange,
}
