//! The JSON of GPUStack 2.3.0 under `/v2`, as it was seen on a running server. Private to this folder.

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{Secret, Timestamp};

/// As many as one page may hold: what the server itself uses for "all".
pub(super) const PAGE_SIZE: u32 = 500;

/// `GET /version`, open to everybody.
#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) version: String,
}

/// The body of paged lists.
#[derive(Debug, Deserialize)]
#[serde(try_from = "ListingAsTold<T>", bound = "T: Deserialize<'de>")]
pub(super) struct Listing<T> {
    pub(super) items: Vec<T>,
    pub(super) pagination: Pagination,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct ListingAsTold<T> {
    /// May be null, and not missing.
    #[serde(deserialize_with = "Option::deserialize")]
    items: Option<Vec<T>>,
    pagination: Pagination,
}

impl<T> TryFrom<ListingAsTold<T>> for Listing<T> {
    type Error = &'static str;

    /// Null is a list where there is nothing to list, and nowhere else.
    fn try_from(told: ListingAsTold<T>) -> Result<Self, Self::Error> {
        match told.items {
            Some(items) => Ok(Self { items, pagination: told.pagination }),
            None if told.pagination.total_pages == 0 => Ok(Self { items: Vec::new(), pagination: told.pagination }),
            None => Err("there are pages, and the list of their items is null"),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Pagination {
    #[serde(rename = "totalPage")]
    pub(super) total_pages: u32,
}

/// An API key, in lists and as the answer to create and update.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// `*`, `management`, `inference`; empty means nothing.
    pub(super) scope: Vec<String>,
    /// Null and empty mean every model.
    pub(super) allowed_model_names: Option<Vec<String>>,
    pub(super) user_name: Option<String>,
    /// Only in the answer to create.
    #[serde(default, deserialize_with = "secret")]
    pub(super) value: Option<Secret>,
    pub(super) masked_value: Option<String>,
    #[serde(default)]
    pub(super) is_custom: bool,
    /// An organisation, or the user; null for an administrator's key made outside any.
    pub(super) owner_principal_id: Option<i64>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) expires_at: Option<Timestamp>,
}

/// `POST /v2/api-keys`. What is null takes the server's default.
#[derive(Debug, Serialize)]
pub(super) struct NewKey<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    /// Seconds; 0 and less mean never there, so never send those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed_model_names: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom: Option<&'a str>,
}

/// `PUT /v2/api-keys/ID`: what is left out stays, `Some(None)` clears.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct KeyChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed_model_names: Option<Option<Vec<String>>>,
}

/// The items of `GET /v2/model-routes`: the names that callers ask for.
#[derive(Debug, Deserialize)]
pub(super) struct Route {
    pub(super) id: i64,
    pub(super) name: String,
}

/// `GET /v1/models`: those that the key itself may use.
#[derive(Debug, Deserialize)]
pub(super) struct Models {
    pub(super) data: Vec<Model>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) id: String,
}

/// `GET /v2/users/me` and the items of `GET /v2/users`.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) username: String,
    pub(super) is_admin: bool,
    #[serde(default = "yes")]
    pub(super) is_active: bool,
    #[serde(default)]
    pub(super) full_name: Option<String>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
}

fn yes() -> bool {
    true
}

/// `POST /v2/users`. What is null takes the server's default.
#[derive(Serialize)]
pub(super) struct NewUser<'a> {
    pub(super) username: &'a str,
    pub(super) password: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_name: Option<&'a str>,
    pub(super) is_admin: bool,
}

/// `PUT /v2/users/ID`: the name is wanted always; what else is left out stays, `Some(None)` clears.
#[derive(Serialize)]
pub(super) struct UserChange<'a> {
    pub(super) username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_name: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_admin: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
}

/// The items of `GET /v2/users/me/organizations`.
#[derive(Debug, Deserialize)]
pub(super) struct Membership {
    pub(super) organization: Organization,
}

/// `GET /v2/organizations/ID` and the items of `GET /v2/organizations`.
#[derive(Debug, Deserialize)]
pub(super) struct Organization {
    pub(super) id: i64,
    pub(super) name: String,
    /// A user's own space, which is no team.
    #[serde(default)]
    pub(super) is_personal: bool,
    /// Whose members administer the server, which is no team either.
    #[serde(default)]
    pub(super) is_platform: bool,
}

/// The items of `GET /v2/organizations/ID/members`: a bare list.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub(super) principal_id: i64,
    pub(super) principal_name: Option<String>,
    pub(super) role: String,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}

/// `GET /v2/model-routes` and `GET /v2/my-models`: the names under which models are asked for.
#[derive(Debug, Deserialize)]
pub(super) struct ModelRoute {
    pub(super) id: i64,
    pub(super) name: String,
    /// With the organisation's name in front, where it belongs to one.
    pub(super) effective_name: Option<String>,
    /// How many of its targets are ready.
    #[serde(default)]
    pub(super) ready_targets: u32,
    /// `public`, `authed` or `allowed_principals`.
    pub(super) access_policy: Option<String>,
}

/// `GET /v2/model-routes/ID/access`.
#[derive(Debug, Deserialize)]
pub(super) struct ModelAccess {
    /// Null on servers before 2.3, which know users only.
    pub(super) principals: Option<Vec<Grantee>>,
    #[serde(default)]
    pub(super) items: Vec<GrantedUser>,
}

/// Who may use a model.
#[derive(Debug, Deserialize)]
pub(super) struct Grantee {
    pub(super) principal_id: i64,
    /// `user`, `org` or `group`.
    pub(super) principal_type: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct GrantedUser {
    pub(super) id: i64,
}
