//! The trail: every change of a token or a user, who made it, and what was there before and after.

use serde::Serialize;

use super::caller::Caller;
use super::stored::StoredToken;
use super::stored_user::StoredUser;
use crate::model::Timestamp;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Update,
    Rotate,
    Revoke,
    Purge,
    UserCreate,
    UserUpdate,
    UserDelete,
}

impl Action {
    /// The word that is kept. The part before the dot tells what it was done to.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Create => "token.create",
            Self::Update => "token.update",
            Self::Rotate => "token.rotate",
            Self::Revoke => "token.revoke",
            Self::Purge => "token.purge",
            Self::UserCreate => "user.create",
            Self::UserUpdate => "user.update",
            Self::UserDelete => "user.delete",
        }
    }
}

/// What the trail remembers: its JSON holds nothing secret.
pub(super) trait Recorded: Serialize {
    fn id(&self) -> &str;
}

impl Recorded for StoredToken {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Recorded for StoredUser {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A change as it is written down, in the same transaction as the change itself.
#[derive(Debug)]
pub(super) struct Event<'a, T> {
    pub(super) action: Action,
    pub(super) by: &'a Caller,
    pub(super) at: Timestamp,
    pub(super) before: Option<&'a T>,
    pub(super) after: Option<&'a T>,
}
