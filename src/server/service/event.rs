//! The trail: every change of a token, who made it, and what was there before and after.

use super::caller::Caller;
use super::stored::StoredToken;
use crate::model::Timestamp;

/// What was done to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Update,
    Revoke,
    Purge,
}

impl Action {
    /// The word that is kept. The part before the dot tells what it was done to: tokens are not the last noun.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Create => "token.create",
            Self::Update => "token.update",
            Self::Revoke => "token.revoke",
            Self::Purge => "token.purge",
        }
    }
}

/// A change as it is written down, in the same transaction as the change itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) action: Action,
    pub(super) by: &'a Caller,
    pub(super) at: Timestamp,
    pub(super) before: Option<&'a StoredToken>,
    pub(super) after: Option<&'a StoredToken>,
}
