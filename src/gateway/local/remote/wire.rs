//! The JSON of `gatekey serve`, version 1 of its API, as its `/openapi.json` tells it. Private to this folder. Fields
//! that a newer server adds are ignored.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::model::{RotationPhase, Secret, Timestamp, TokenId, TrailEvent};

/// As many as one page may hold.
pub(super) const PAGE_SIZE: usize = 500;

/// `GET /healthz`, open to everybody.
#[derive(Debug, Deserialize)]
pub(super) struct Health {
    pub(super) version: String,
}

/// `GET /v1/me`.
#[derive(Debug, Deserialize)]
pub(super) struct Me {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: String,
    /// The key that was shown, if it was one.
    #[serde(default)]
    pub(super) key: Option<KeyOfMe>,
}

/// The key in the answer of `GET /v1/me`.
#[derive(Debug, Deserialize)]
pub(super) struct KeyOfMe {
    pub(super) id: String,
    #[serde(default)]
    pub(super) superseded: bool,
}

/// What the body of a list holds.
#[derive(Debug, Deserialize)]
pub(super) struct PageItems<T> {
    pub(super) items: Vec<T>,
}

/// Where the body of a list ends, and the next begins.
#[derive(Debug, Deserialize)]
pub(super) struct PageEnd {
    pub(super) pagination: Pagination,
}

#[derive(Debug, Deserialize)]
pub(super) struct Pagination {
    pub(super) next: Option<String>,
}

/// `GET /v1/scopes`.
#[derive(Debug, Deserialize)]
pub(super) struct Catalogue {
    pub(super) items: Vec<Scope>,
}

/// A scope and what comes with it.
#[derive(Debug, Deserialize)]
pub(super) struct Scope {
    pub(super) name: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) grants: Vec<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

/// `GET /v1/tokens/ID/events`.
#[derive(Debug, Deserialize)]
pub(super) struct Trail {
    pub(super) items: Vec<TrailEvent>,
}

/// A token, in lists and as the answer to whatever is done with one.
#[derive(Debug, Deserialize)]
pub(super) struct Token {
    pub(super) id: TokenId,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) owner: Owner,
    pub(super) scopes: Vec<String>,
    pub(super) models: Vec<String>,
    #[serde(default)]
    pub(super) metadata: Map<String, Value>,
    pub(super) custom: bool,
    pub(super) masked: Option<String>,
    pub(super) status: String,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) last_used_at: Option<Timestamp>,
    pub(super) revoked_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) rotated_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) rotation: Option<Rotation>,
    /// Only in the answer to create.
    #[serde(default, deserialize_with = "secret")]
    pub(super) secret: Option<Secret>,
}

/// The exchange of a secret that is under way.
#[derive(Debug, Deserialize)]
pub(super) struct Rotation {
    pub(super) id: String,
    pub(super) phase: RotationPhase,
    pub(super) grace_ends_at: Option<Timestamp>,
}

/// `POST /v1/tokens/{id}/rotation`.
#[derive(Serialize)]
pub(super) struct NewSecret<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seen: Option<&'a str>,
}

/// `PATCH /v1/tokens/{id}/rotation`.
#[derive(Serialize)]
pub(super) struct RotationStep<'a> {
    pub(super) id: &'a str,
    pub(super) step: Step,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) grace: Option<u64>,
}

/// What became of a rotation.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Step {
    Delivering,
    Delivered,
    Finished,
    Withdrawn,
}

#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) id: String,
    pub(super) name: String,
}

/// `POST /v1/tokens`. What is left out takes the server's default.
#[derive(Serialize)]
pub(super) struct NewToken<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scopes: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) models: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_in: Option<Lifetime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Metadata<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom: Option<&'a str>,
}

/// `PATCH /v1/tokens/{id}`. What is left out stays; a description that is null is emptied.
#[derive(Serialize)]
pub(super) struct TokenChange<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scopes: Option<List<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) models: Option<List<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Metadata<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_in: Option<Lifetime>,
}

/// A list that replaces the old one, or what comes to it and goes.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum List<'a> {
    Whole(&'a [String]),
    Edit { add: &'a [String], remove: &'a [String] },
}

/// Whole seconds, or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Lifetime {
    Seconds(u64),
    Word(&'static str),
}

/// Pairs as an object in their order. A key given twice is sent twice: the server refuses it.
pub(super) struct Metadata<'a>(pub(super) &'a [(String, String)]);

impl Serialize for Metadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// A person or service account.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) full_name: Option<String>,
    pub(super) role: String,
    pub(super) active: bool,
    pub(super) created_at: Option<Timestamp>,
    pub(super) last_seen_at: Option<Timestamp>,
    /// An older server has none.
    #[serde(default)]
    pub(super) attributes: Option<Attributes>,
}

/// The attributes of a user. A newer server may have more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Attributes {
    pub(super) roles: Vec<String>,
    pub(super) teams: Vec<String>,
    pub(super) projects: Vec<String>,
    pub(super) namespaces: Vec<String>,
}

/// `POST /v1/users`.
#[derive(Serialize)]
pub(super) struct NewUser<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attributes: Option<&'a crate::model::Attributes>,
}

/// `PATCH /v1/users/{id}`. What is left out stays; a text that is null is emptied.
#[derive(Serialize)]
pub(super) struct UserChange<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_name: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) attributes: BTreeMap<&'static str, List<'a>>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()).map(Secret::new))
}
