//! A user as the gateway keeps them, without anything of their password.

use serde::Serialize;

use super::caller::User;
use crate::model::{Attributes, Role, Timestamp};

/// A user as they are kept. Their JSON is what events remember, so nothing secret may ever be a field here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredUser {
    /// `os:NAME` for a user of the operating system, else random.
    pub id: String,
    /// Unique.
    pub name: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub role: UserRole,
    /// Whether their keys and their password are accepted.
    pub active: bool,
    pub created_at: Timestamp,
    /// When a key or the password of theirs was last accepted, to the minute.
    pub last_seen_at: Option<Timestamp>,
    /// When their password was last set; `None` for a user without one.
    pub password_set_at: Option<Timestamp>,
    /// What other servers are told of them.
    pub attributes: Attributes,
}

/// What a user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserRole {
    /// Sees and changes everything.
    Administrator,
    /// Sees and changes their own.
    Member,
    /// A program: owns tokens as a member does, and has no password.
    ServiceAccount,
    /// The gateway itself: owns no token and is never listed.
    System,
}

impl UserRole {
    /// The roles that can be given, in the order of the documentation.
    pub const GIVEN: [Self; 3] = [Self::Administrator, Self::Member, Self::ServiceAccount];

    /// As it is typed and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::ServiceAccount => "service-account",
            Self::System => "system",
        }
    }

    /// The rights that come with it.
    pub fn rights(self) -> Role {
        match self {
            Self::Administrator => Role::Administrator,
            Self::Member | Self::ServiceAccount | Self::System => Role::Member,
        }
    }
}

impl StoredUser {
    /// Whether this is the id of a user who was made here, and is not one of the operating system.
    pub(super) fn is_made_here(id: &str) -> bool {
        id.starts_with("user-")
    }

    /// Whether the gateway can be administered by them.
    pub(super) fn is_active_administrator(&self) -> bool {
        self.active && self.role == UserRole::Administrator
    }

    /// Whether their login to this machine is their credential. It cannot be taken from them here, so what it opens
    /// stays as it is: else whoever locks themself out of it locks everybody out.
    pub(super) fn is_of_the_operating_system(&self) -> bool {
        self.id.starts_with("os:")
    }

    /// The user as a caller.
    pub(super) fn as_caller(&self) -> User {
        User { id: self.id.clone(), name: self.name.clone(), role: self.role.rights() }
    }
}
