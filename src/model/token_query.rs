//! Which tokens are wanted, and in which order.

use std::str::FromStr;
use std::time::Duration;

use super::{Status, Timestamp, Token, UserRef};

/// The filters of `tokens list`. The default asks for every live token that the credential may see.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenQuery {
    pub owner: Option<OwnerFilter>,
    /// Name or id of a team.
    pub team: Option<String>,
    pub status: StatusFilter,
    pub expiring_within: Option<Duration>,
    pub unused_for: Option<Duration>,
    /// Part of the name, in any case.
    pub search: Option<String>,
    /// The name, whatever its generation.
    pub name: Option<String>,
    pub sort: Option<Sort>,
    /// How many at most.
    pub limit: Option<usize>,
}

impl TokenQuery {
    /// Every live token whose name contains `text`.
    pub fn search(text: impl Into<String>) -> Self {
        Self { search: Some(text.into()), ..Self::default() }
    }

    /// Every live token of this name, in all generations. Told to gateways twice: not all know an exact filter.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { search: Some(name.clone()), name: Some(name), ..Self::default() }
    }

    /// Whether the token passes the filters that can be judged from the token alone: all but owner and team, which only
    /// the gateway can judge.
    pub fn admits(&self, token: &Token, now: Timestamp) -> bool {
        self.status.admits(token.status)
            && self.search.as_ref().is_none_or(|text| {
                token.gateway_name().is_some_and(|name| name.to_lowercase().contains(&text.to_lowercase()))
            })
            && self.name.as_ref().is_none_or(|wanted| {
                let name = token.gateway_name().unwrap_or_default();
                name.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('~'))
            })
            && self.expiring_within.is_none_or(|window| {
                token.expires_at.is_some_and(|expires| {
                    expires > now && now.checked_add(window).is_none_or(|latest| expires <= latest)
                })
            })
            && self.unused_for.is_none_or(|window| {
                // Never used counts from creation: a key made yesterday is not unused for a month.
                let last_seen = token.last_used_at.or(token.created_at);
                last_seen.is_some_and(|seen| seen.checked_add(window).is_some_and(|until| until <= now))
            })
    }
}

/// Whose tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerFilter {
    /// The caller's own.
    Me,
    /// A user's.
    User(UserRef),
}

impl FromStr for OwnerFilter {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Ok(user) = text.parse();
        Ok(if text == "me" { Self::Me } else { Self::User(user) })
    }
}

/// Which states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// All but the revoked.
    #[default]
    Live,
    /// The revoked too.
    All,
    /// Only these.
    Only(Status),
}

impl StatusFilter {
    /// Whether tokens in this state are wanted.
    pub fn admits(self, status: Status) -> bool {
        match self {
            Self::Live => status != Status::Revoked,
            Self::All => true,
            Self::Only(wanted) => status == wanted,
        }
    }
}

/// The text names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a status is revoked, superseded, blocked, expired, active or all")]
pub struct UnknownStatus;

impl FromStr for StatusFilter {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self::All);
        }
        Status::ALL.into_iter().find(|status| status.as_str() == text).map(Self::Only).ok_or(UnknownStatus)
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub field: SortField,
    pub descending: bool,
}

/// What a list can be sorted by. A missing time sorts last: never is later than any date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortField {
    Name,
    CreatedAt,
    UpdatedAt,
    ExpiresAt,
    LastUsedAt,
}

impl SortField {
    /// Every field, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Name, Self::CreatedAt, Self::UpdatedAt, Self::ExpiresAt, Self::LastUsedAt];

    /// The word typed: the field's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::ExpiresAt => "expires_at",
            Self::LastUsedAt => "last_used_at",
        }
    }
}

/// The text names no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write FIELD or FIELD:desc, with name, created_at, updated_at, expires_at or last_used_at")]
pub struct UnknownSort;

impl FromStr for Sort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, descending) = match text.split_once(':') {
            None => (text, false),
            Some((field, "asc")) => (field, false),
            Some((field, "desc")) => (field, true),
            Some(_) => return Err(UnknownSort),
        };
        let field = SortField::ALL.into_iter().find(|known| known.as_str() == field).ok_or(UnknownSort)?;
        Ok(Self { field, descending })
    }
}

impl Sort {
    /// Puts the tokens in this order; equal ones keep theirs.
    pub fn apply(self, tokens: &mut [Token]) {
        let time = |token: &Token| match self.field {
            SortField::CreatedAt => token.created_at,
            SortField::UpdatedAt => token.updated_at,
            SortField::ExpiresAt => token.expires_at,
            SortField::LastUsedAt => token.last_used_at,
            SortField::Name => None,
        };
        tokens.sort_by(|left, right| {
            let order = match self.field {
                SortField::Name => left.gateway_name().cmp(&right.gateway_name()),
                _ => (time(left).is_none(), time(left)).cmp(&(time(right).is_none(), time(right))),
            };
            if self.descending { order.reverse() } else { order }
        });
    }
}
