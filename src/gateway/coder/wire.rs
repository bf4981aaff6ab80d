//! The JSON of Coder 2.x under `/api/v2`, from its API reference and `codersdk` (2025 and 2026). Private to this folder.
//! What one version has and another lacks is optional here.

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{Secret, Timestamp};

/// `GET /buildinfo`, open to everybody.
#[derive(Debug, Deserialize)]
pub(super) struct BuildInfo {
    pub(super) version: String,
}

/// `POST /users/login`.
#[derive(Serialize)]
pub(super) struct Login<'a> {
    pub(super) email: &'a str,
    pub(super) password: &'a str,
}

/// The answer to it.
#[derive(Deserialize)]
pub(super) struct LoggedIn {
    #[serde(deserialize_with = "secret")]
    pub(super) session_token: Option<Secret>,
}

/// A token or a session key, as lists and reads tell it.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    /// Ten characters: what stands before the dash of the key.
    pub(super) id: String,
    pub(super) user_id: String,
    /// Only in lists.
    #[serde(default)]
    pub(super) username: Option<String>,
    #[serde(default)]
    pub(super) token_name: String,
    /// `token`; anything else is what signing in gives.
    #[serde(default)]
    pub(super) login_type: Option<String>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
    /// The year 1970 or 1 for never; written at most once an hour.
    #[serde(default)]
    pub(super) last_used: Option<Timestamp>,
    #[serde(default)]
    pub(super) expires_at: Option<Timestamp>,
    /// What each use moves the expiry on by.
    #[serde(default)]
    pub(super) lifetime_seconds: Option<i64>,
    /// Deprecated; all that versions before the many scopes have.
    #[serde(default)]
    pub(super) scope: Option<String>,
    #[serde(default)]
    pub(super) scopes: Option<Vec<String>>,
    #[serde(default)]
    pub(super) allow_list: Option<Vec<Allowed>>,
}

/// An entry of the allow-list: an object now, a text in some builds.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Allowed {
    Target {
        #[serde(rename = "type")]
        resource: String,
        id: String,
    },
    Text(String),
}

/// `POST /users/{user}/keys/tokens`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct NewKey {
    /// Empty: the server makes one up.
    pub(super) token_name: String,
    /// Nanoseconds; without it, the server's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lifetime: Option<i64>,
    /// Without it, `coder:all` in every version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) allow_list: Vec<Target>,
}

/// A resource that a key is limited to.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Target {
    #[serde(rename = "type")]
    pub(super) resource: String,
    /// A UUID, or `*`.
    pub(super) id: String,
}

/// The answer to both ways of making a key: the secret, and nothing else.
#[derive(Deserialize)]
pub(super) struct Made {
    #[serde(deserialize_with = "secret")]
    pub(super) key: Option<Secret>,
}

/// `GET /users/{user}/keys/tokens/tokenconfig`.
#[derive(Debug, Deserialize)]
pub(super) struct TokenConfig {
    /// Nanoseconds.
    #[serde(default)]
    pub(super) max_token_lifetime: Option<i64>,
}

/// `GET /auth/scopes`: an object, and in one build the bare list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Scopes {
    Object { external: Option<Vec<String>> },
    List(Vec<String>),
}

/// `GET /users`.
#[derive(Debug, Deserialize)]
pub(super) struct Users {
    #[serde(default)]
    pub(super) users: Option<Vec<User>>,
    #[serde(default)]
    pub(super) count: u64,
}

/// A user, wherever one is told of.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) username: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) email: String,
    /// `active`, `dormant` (wakes on use), `suspended`.
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) organization_ids: Option<Vec<String>>,
    /// Site roles; `member` is implied and not among them.
    #[serde(default)]
    pub(super) roles: Option<Vec<Role>>,
    #[serde(default)]
    pub(super) last_seen_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) is_service_account: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Role {
    pub(super) name: String,
}

/// `POST /users`.
#[derive(Serialize)]
pub(super) struct NewUser<'a> {
    pub(super) username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
    /// `password`, or `none` for a user who cannot sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) login_type: Option<&'static str>,
    pub(super) organization_ids: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) service_account: bool,
}

/// `PUT /users/{user}/profile`: both always, since both are replaced.
#[derive(Serialize)]
pub(super) struct Profile<'a> {
    pub(super) username: &'a str,
    pub(super) name: &'a str,
}

/// The items of `GET /organizations`, and the answer to making one.
#[derive(Debug, Deserialize)]
pub(super) struct Organization {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) is_default: bool,
}

/// `POST /organizations`.
#[derive(Serialize)]
pub(super) struct NewOrganization<'a> {
    pub(super) name: &'a str,
}

/// The items of `GET /organizations/{organization}/members`.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub(super) user_id: String,
    #[serde(default)]
    pub(super) username: Option<String>,
    /// Those in this organization.
    #[serde(default)]
    pub(super) roles: Option<Vec<Role>>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}
