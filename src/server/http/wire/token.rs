//! Tokens as the API tells and takes them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Metadata, Pagination, WantedLifetime};
use crate::model::{NewToken, Secret, Timestamp};
use crate::server::service::{Made, StoredToken};

/// A key and its rights, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct Token {
    /// 16 hexadecimal digits.
    id: String,
    /// Unique among the owner's tokens that are not revoked.
    name: String,
    description: Option<String>,
    owner: Owner,
    /// `["*"]` is everything.
    scopes: Vec<String>,
    /// `["*"]` is every model.
    models: Vec<String>,
    #[schema(value_type = std::collections::HashMap<String, String>)]
    metadata: Map<String, Value>,
    /// Whether its secret was chosen by whoever made it.
    custom: bool,
    /// What may be shown of the secret.
    masked: String,
    #[schema(value_type = Status)]
    status: &'static str,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Null for never.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// To the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
}

/// Whom a token belongs to.
#[derive(Debug, Serialize, ToSchema)]
struct Owner {
    id: String,
    name: String,
}

/// Whether a token works, and if not, why.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "described, never made: the service has its own")]
enum Status {
    Active,
    /// Its owner is deactivated.
    Blocked,
    Expired,
    Revoked,
}

impl Token {
    /// The token as it is at `now`.
    pub(in crate::server::http) fn at(now: Timestamp, stored: StoredToken) -> Self {
        Self {
            status: stored.status(now).as_str(),
            masked: stored.masked(),
            id: stored.id.as_str().to_owned(),
            name: stored.name,
            description: stored.description,
            owner: Owner { id: stored.owner_id, name: stored.owner_name },
            scopes: stored.scopes,
            models: stored.models,
            metadata: stored.metadata,
            custom: stored.custom,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
            expires_at: stored.expires_at,
            last_used_at: stored.last_used_at,
            revoked_at: stored.revoked_at,
        }
    }

    pub(in crate::server::http) fn id(&self) -> &str {
        &self.id
    }
}

/// A token just made. Its secret is never shown again.
#[derive(Serialize, ToSchema)]
pub(in crate::server::http) struct MintedToken {
    #[serde(flatten)]
    pub(in crate::server::http) token: Token,
    secret: String,
}

impl MintedToken {
    pub(in crate::server::http) fn at(now: Timestamp, made: Made) -> Self {
        Self { token: Token::at(now, made.token), secret: made.secret.expose().to_owned() }
    }
}

/// A page of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct TokenList {
    pub(in crate::server::http) items: Vec<Token>,
    pub(in crate::server::http) pagination: Pagination,
}

/// A token to be made. What is left out gets a default: a random name, the rights of the key that asks, a quarter of a
/// year.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken)]
pub(in crate::server::http) struct NewTokenBody {
    name: Option<String>,
    description: Option<String>,
    scopes: Option<Vec<String>>,
    models: Option<Vec<String>>,
    #[schema(value_type = Option<Object>)]
    expires_in: Option<WantedLifetime>,
    owner: Option<String>,
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    metadata: Option<Metadata>,
    /// A secret of your own instead of a random one.
    custom: Option<String>,
}

impl From<NewTokenBody> for NewToken {
    fn from(body: NewTokenBody) -> Self {
        Self {
            name: body.name,
            description: body.description,
            scopes: body.scopes,
            models: body.models,
            expires_in: body.expires_in.map(|WantedLifetime(lifetime)| lifetime),
            owner: body.owner,
            metadata: body.metadata.unwrap_or_default().0,
            custom: body.custom.map(Secret::new),
            ..Self::default()
        }
    }
}
