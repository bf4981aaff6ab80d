//! Users as the API tells and takes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::{WantedList, emptied, given};
use super::{Pagination, schemas};
use crate::model::{AttributeName, Attributes, AttributesChange, NewUser, Role, Secret, Timestamp, UserChange};
use crate::server::service::{Caller, KeyRights, StoredUser};

/// A person or a service account.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct User {
    id: String,
    /// Unique: what they log in with.
    name: String,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    full_name: Option<String>,
    #[schema(schema_with = schemas::role)]
    role: &'static str,
    /// Whether their keys and their password are accepted.
    active: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// To the minute; null for never.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
    /// What the auth endpoint tells of them.
    #[schema(schema_with = schemas::attributes)]
    attributes: Attributes,
}

impl From<StoredUser> for User {
    fn from(stored: StoredUser) -> Self {
        Self {
            id: stored.id,
            name: stored.name,
            email: stored.email,
            full_name: stored.full_name,
            role: stored.role.as_str(),
            active: stored.active,
            created_at: stored.created_at,
            last_seen_at: stored.last_seen_at,
            attributes: stored.attributes,
        }
    }
}

/// A page of users.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct UserList {
    pub(in crate::server::http) items: Vec<User>,
    pub(in crate::server::http) pagination: Pagination,
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct Me {
    id: String,
    name: String,
    #[schema(value_type = String)]
    role: Role,
    /// The key they showed; null for a password.
    #[schema(required)]
    key: Option<KeyOfMe>,
}

/// What the key that was shown may do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct KeyOfMe {
    id: String,
    scopes: Vec<String>,
    models: Vec<String>,
    /// Null for never.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// Whether the token has a newer secret than the one that was shown.
    superseded: bool,
}

impl From<Caller> for Me {
    fn from(caller: Caller) -> Self {
        let key = caller.key.map(|KeyRights { id, scopes, models, expires_at, is_earlier, .. }| KeyOfMe {
            id: id.as_str().to_owned(),
            scopes,
            models,
            expires_at,
            superseded: is_earlier,
        });
        Self { id: caller.user.id, name: caller.user.name, role: caller.user.role, key }
    }
}

/// A user to be made; a member when no role is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser)]
pub(in crate::server::http) struct NewUserBody {
    #[schema(schema_with = schemas::user_name)]
    name: String,
    #[schema(schema_with = schemas::email_or_null)]
    email: Option<String>,
    #[schema(schema_with = schemas::full_name_or_null)]
    full_name: Option<String>,
    #[schema(schema_with = schemas::role_or_null)]
    role: Option<String>,
    #[schema(schema_with = schemas::password_or_null)]
    password: Option<String>,
    #[schema(schema_with = schemas::new_attributes_or_null)]
    attributes: Option<Attributes>,
}

impl From<NewUserBody> for NewUser {
    fn from(body: NewUserBody) -> Self {
        Self {
            name: body.name,
            email: body.email,
            full_name: body.full_name,
            role: body.role,
            password: body.password.map(Secret::new),
            attributes: body.attributes.unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// What changes of a user. What is left out stays; null empties.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserChange)]
pub(in crate::server::http) struct UserChangeBody {
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::user_name, required = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "emptied")]
    #[schema(schema_with = schemas::email_or_null, required = false)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "emptied")]
    #[schema(schema_with = schemas::full_name_or_null, required = false)]
    full_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::role, required = false)]
    role: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    active: Option<bool>,
    /// Null takes the password away.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(schema_with = schemas::password_or_null, required = false)]
    password: Option<Option<String>>,
    /// Lists that are not named stay.
    #[serde(default)]
    #[schema(required = false, inline)]
    attributes: AttributesChangeBody,
}

/// What happens to the lists of a user's attributes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributesChangeBody {
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::attribute_or_edit, required = false)]
    roles: Option<WantedList>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::attribute_or_edit, required = false)]
    teams: Option<WantedList>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::attribute_or_edit, required = false)]
    projects: Option<WantedList>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::attribute_or_edit, required = false)]
    namespaces: Option<WantedList>,
}

impl From<AttributesChangeBody> for AttributesChange {
    fn from(body: AttributesChangeBody) -> Self {
        let lists = [body.roles, body.teams, body.projects, body.namespaces];
        let named = AttributeName::ALL.into_iter().zip(lists);
        named.filter_map(|(name, list)| list.map(|WantedList(change)| (name, change))).collect()
    }
}

impl From<UserChangeBody> for UserChange {
    fn from(body: UserChangeBody) -> Self {
        Self {
            name: body.name,
            email: body.email,
            full_name: body.full_name,
            role: body.role,
            active: body.active,
            password: body.password.map(|password| password.map(Secret::new)),
            attributes: body.attributes.into(),
            ..Self::default()
        }
    }
}
