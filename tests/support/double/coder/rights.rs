//! May this caller do that: the rights of their roles, narrowed by the scopes of their key.

use super::state::{Key, User};

/// Who asks.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) user: User,
    pub(super) key: Key,
}

/// What the composite scopes hold, as far as anything here asks for it.
const COMPOSITES: [(&str, &[&str]); 2] = [
    ("coder:apikeys.manage_self", &["api_key:read", "api_key:create", "api_key:update", "api_key:delete"]),
    ("coder:workspaces.access", &["workspace:read", "workspace:ssh", "workspace:application_connect"]),
];

impl Caller {
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.user.roles.iter().any(|own| own == role)
    }

    /// Whether the scopes of the key cover this action, as in `api_key:read`.
    pub(super) fn covers(&self, action: &str) -> bool {
        let resource = action.split(':').next().unwrap_or_default();
        self.key.scopes.iter().any(|scope| {
            scope == "coder:all"
                || scope == action
                || *scope == format!("{resource}:*")
                || COMPOSITES.iter().any(|(composite, held)| scope == composite && held.contains(&action))
        })
    }

    /// Whether the owner may do this with what is their own, and the key lets them: its scopes, and its list of resources.
    pub(super) fn may(&self, action: &str, id: Option<&str>) -> bool {
        const OF_MEMBERS: [&str; 3] = ["api_key", "workspace", "file"];
        let resource = action.split(':').next().unwrap_or_default();
        let by_owner = self.has_role("owner") || OF_MEMBERS.contains(&resource);
        let is_listed = self.key.allow_list.as_array().into_iter().flatten().any(|entry| {
            let is_own = entry["id"] == "*" || id.is_none_or(|id| entry["id"] == id);
            (entry["type"] == "*" || entry["type"] == resource) && is_own
        });
        by_owner && self.covers(action) && is_listed
    }

    /// Whether this user is to be seen.
    pub(super) fn sees(&self, user: &User) -> bool {
        let may = user.id == self.user.id || self.has_role("owner") || self.has_role("user-admin");
        may && self.covers("user:read")
    }

    /// Whether this can be done with the keys of this user.
    pub(super) fn may_with_keys(&self, action: &str, user: &str) -> bool {
        (user == self.user.id || self.has_role("owner")) && self.covers(action)
    }

    /// Whether users can be made, changed and deleted.
    pub(super) fn administers_users(&self) -> bool {
        (self.has_role("owner") || self.has_role("user-admin")) && self.covers("user:create")
    }

    /// Whether roles can be given: no scope that may be asked for covers that.
    pub(super) fn gives_roles(&self) -> bool {
        (self.has_role("owner") || self.has_role("user-admin")) && self.covers("assign_role:assign")
    }
}
