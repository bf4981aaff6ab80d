//! Who asks, and which doors that opens. What a caller may pass on is in `grants.rs`.

use super::db::Credential;
use super::error::ServiceError;
use super::scopes;
use super::stored::StoredToken;
use super::{data_dir, users};
use crate::model::{Identity, Role, Timestamp, TokenId, UserRef};

/// A person or program known to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: String,
    pub name: String,
    pub role: Role,
}

/// The rights of the key a caller has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRights {
    pub id: TokenId,
    /// Names of the catalogue; `*` is everything.
    pub scopes: Vec<String>,
    /// Names of models; `*` is every one.
    pub models: Vec<String>,
    pub expires_at: Option<Timestamp>,
    /// What is kept of the secret that was shown.
    pub(super) shown: [u8; 32],
    /// Whether the token has a newer secret than the one that was shown.
    pub is_earlier: bool,
}

impl KeyRights {
    /// Whether these are still the rights of the token.
    pub(super) fn is_of(&self, token: &StoredToken) -> bool {
        (&self.scopes, &self.models, self.expires_at) == (&token.scopes, &token.models, token.expires_at)
    }

    pub(super) fn of(credential: Credential) -> Self {
        let Credential { token, digest, earlier, .. } = credential;
        let StoredToken { id, scopes, models, expires_at, .. } = token;
        let is_earlier = earlier.is_some();
        let shown = earlier.map_or(digest, |earlier| earlier.digest).bytes();
        Self { id, scopes, models, expires_at, shown, is_earlier }
    }
}

/// Whoever asks: a user, and the key they have shown. Without a key the user's role alone decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user: User,
    pub key: Option<KeyRights>,
}

impl Caller {
    /// The administrator that the user of the operating system is. Where what the system calls them could be nobody's name
    /// here, they go by their number.
    pub(super) fn of_the_operating_system(os_user: &str) -> Self {
        let name = match users::check_name(os_user) {
            Ok(()) => os_user.to_owned(),
            Err(_) => data_dir::os_user_number(),
        };
        Self { user: User { id: format!("os:{name}"), name, role: Role::Administrator }, key: None }
    }

    /// Who the caller is, for `status`.
    pub fn identity(&self) -> Identity {
        Identity { id: self.user.id.clone(), name: self.user.name.clone(), role: self.user.role }
    }

    /// Whether the caller is meant, by their id or their name.
    pub fn is_called(&self, wanted: &UserRef) -> bool {
        wanted.is_of(&self.user.id, &self.user.name)
    }

    /// Whether they are who they are by their login to this machine.
    pub(super) fn is_of_the_operating_system(&self) -> bool {
        self.key.is_none() && self.user.id.starts_with("os:")
    }

    /// Lets the caller through if their key has this scope.
    pub(super) fn require(&self, scope: &'static str) -> Result<(), ServiceError> {
        match &self.key {
            Some(key) if !scopes::any_grants(&key.scopes, scope) => Err(ServiceError::MissingScope(scope)),
            _ => Ok(()),
        }
    }

    /// Whose tokens the caller may see: `None` for everybody's.
    pub(super) fn confined_to(&self) -> Option<&str> {
        match self.user.role {
            Role::Administrator => None,
            Role::Member => Some(&self.user.id),
        }
    }

    /// Whether the caller may see and change tokens of this owner.
    pub(super) fn sees(&self, owner_id: &str) -> bool {
        self.confined_to().is_none_or(|own| own == owner_id)
    }
}
