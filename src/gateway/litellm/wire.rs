//! The JSON of LiteLLM 1.106.2, as it was seen on a running server. Private to this folder.
//!
//! The same key comes in four shapes: flat with `token` (list, update, block), flat with `key` the secret (generate), under
//! `info` without `token` (info). Lists may be null wherever they may be empty.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::model::{Secret, Timestamp};

/// As many as one page may hold, of keys, users and teams alike.
pub(super) const PAGE_SIZE: u32 = 100;

/// `GET /health/readiness/details`.
#[derive(Debug, Deserialize)]
pub(super) struct Details {
    pub(super) litellm_version: Option<String>,
}

/// `GET /health/license`.
#[derive(Debug, Deserialize)]
pub(super) struct License {
    #[serde(default)]
    pub(super) has_license: bool,
    pub(super) license_type: Option<String>,
}

/// A page of `GET /key/list` with `return_full_object=true`, `GET /user/list` and `GET /v2/team/list`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "PageAsTold<T>", bound = "T: Deserialize<'de>")]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) total: usize,
    pub(super) total_pages: u32,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct PageAsTold<T> {
    /// May be null, and not missing.
    #[serde(alias = "keys", alias = "users", alias = "teams", deserialize_with = "Option::deserialize")]
    items: Option<Vec<T>>,
    #[serde(alias = "total_count")]
    total: usize,
    total_pages: u32,
}

impl<T> TryFrom<PageAsTold<T>> for Page<T> {
    type Error = &'static str;

    /// Null is a list where there is nothing to list, and nowhere else.
    fn try_from(told: PageAsTold<T>) -> Result<Self, Self::Error> {
        let items = match told.items {
            Some(items) => items,
            None if told.total == 0 => Vec::new(),
            None => return Err("items are counted, and their list is null"),
        };
        Ok(Self { items, total: told.total, total_pages: told.total_pages })
    }
}

/// `GET /key/info`.
#[derive(Debug, Deserialize)]
pub(super) struct KeyInfo {
    pub(super) info: Key,
}

/// A virtual key.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    /// The hash of the secret; under `info` it is missing.
    pub(super) token: Option<String>,
    /// What is shown of the secret.
    pub(super) key_name: Option<String>,
    pub(super) key_alias: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) team_id: Option<String>,
    /// Null and empty mean every model.
    #[serde(default)]
    pub(super) models: Option<Vec<String>>,
    /// Null and empty mean every route.
    #[serde(default)]
    pub(super) allowed_routes: Option<Vec<String>>,
    pub(super) spend: Option<f64>,
    pub(super) max_budget: Option<f64>,
    pub(super) budget_duration: Option<String>,
    pub(super) budget_reset_at: Option<Timestamp>,
    /// What a key with a `budget_id` is held to.
    pub(super) litellm_budget_table: Option<BudgetTable>,
    pub(super) rpm_limit: Option<i64>,
    pub(super) tpm_limit: Option<i64>,
    #[serde(default)]
    pub(super) metadata: Option<Map<String, Value>>,
    /// Null until it is first set.
    pub(super) blocked: Option<bool>,
    pub(super) expires: Option<Timestamp>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) last_active: Option<Timestamp>,
    /// Only under `info`: a deleted key still answers, with `deleted`.
    pub(super) status: Option<String>,
}

/// A shared budget, as a key shows it.
#[derive(Debug, Deserialize)]
pub(super) struct BudgetTable {
    pub(super) max_budget: Option<f64>,
    pub(super) budget_duration: Option<String>,
    pub(super) budget_reset_at: Option<Timestamp>,
    pub(super) rpm_limit: Option<i64>,
    pub(super) tpm_limit: Option<i64>,
}

/// The part of the answer to `POST /key/generate` that is shown once.
#[derive(Debug, Deserialize)]
pub(super) struct Generated {
    #[serde(default, deserialize_with = "secret")]
    pub(super) key: Option<Secret>,
}

/// `POST /key/generate`. What is left out takes the server's default.
#[derive(Serialize)]
pub(super) struct NewKey<'a> {
    pub(super) key_alias: &'a str,
    /// The secret, chosen here.
    pub(super) key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) team_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) models: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allowed_routes: Option<Vec<String>>,
    /// The one way in which others than administrators can limit routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key_type: Option<&'static str>,
    /// Whole seconds, `Ns`: of `1h30m` the server reads the first hour only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_budget: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) budget_duration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rpm_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tpm_limit: Option<i64>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) metadata: Map<String, Value>,
    /// What only the Enterprise edition keeps, lists of names each.
    #[serde(flatten)]
    pub(super) enterprise: Map<String, Value>,
}

/// `GET /v2/user/info`, and the items of `GET /user/list`.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) user_id: String,
    pub(super) user_email: Option<String>,
    pub(super) user_alias: Option<String>,
    /// Null for one made without a role.
    pub(super) user_role: Option<String>,
    #[serde(default)]
    pub(super) teams: Option<Vec<String>>,
    #[serde(default)]
    pub(super) metadata: Option<Map<String, Value>>,
    pub(super) spend: Option<f64>,
    pub(super) max_budget: Option<f64>,
    pub(super) budget_duration: Option<String>,
    pub(super) budget_reset_at: Option<Timestamp>,
    pub(super) created_at: Option<Timestamp>,
}

/// `GET /user/info`, which keys that may only manage may ask, unlike `GET /v2/user/info`.
#[derive(Debug, Deserialize)]
pub(super) struct UserInfo {
    pub(super) user_id: Option<String>,
    pub(super) user_info: Option<User>,
}

/// `POST /user/new`.
#[derive(Serialize)]
pub(super) struct NewUser<'a> {
    pub(super) user_id: &'a str,
    pub(super) user_role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_alias: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_budget: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) budget_duration: Option<&'a str>,
    /// The server would make a key as well, whose secret nobody asked for.
    pub(super) auto_create_key: bool,
}

/// `GET /team/info`.
#[derive(Debug, Deserialize)]
pub(super) struct TeamInfo {
    pub(super) team_info: Team,
}

/// A team, also as the answer to `POST /team/new`.
#[derive(Debug, Deserialize)]
pub(super) struct Team {
    pub(super) team_id: String,
    pub(super) team_alias: Option<String>,
    #[serde(default)]
    pub(super) models: Option<Vec<String>>,
    pub(super) blocked: Option<bool>,
    pub(super) spend: Option<f64>,
    pub(super) max_budget: Option<f64>,
    pub(super) budget_duration: Option<String>,
    pub(super) budget_reset_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) members_with_roles: Option<Vec<Member>>,
}

/// One who belongs to a team.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub(super) user_id: Option<String>,
    pub(super) user_email: Option<String>,
    pub(super) user_alias: Option<String>,
    pub(super) role: Option<String>,
}

/// `POST /team/new`.
#[derive(Serialize)]
pub(super) struct NewTeam<'a> {
    pub(super) team_alias: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) models: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_budget: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) budget_duration: Option<&'a str>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}
