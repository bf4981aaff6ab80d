//! Tokens as the API tells and takes them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::fields::{emptied, given};
use super::{Metadata, Pagination, WantedLifetime, WantedList, schemas};
use crate::model::{NewToken, Secret, Timestamp, TokenChange};
use crate::server::service::{Made, StoredToken, TokenLimits};

/// A key and its rights, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct Token {
    /// 16 hexadecimal digits.
    id: String,
    /// Unique among the owner's tokens that are not revoked.
    name: String,
    #[schema(required)]
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
    #[schema(required, value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// To the minute.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    /// When the secret it has now was made; null for the one it was made with.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    rotated_at: Option<Timestamp>,
    /// The exchange of its secret, while one is under way.
    #[schema(required)]
    rotation: Option<Rotation>,
}

/// How far the exchange of a secret has come.
#[derive(Debug, Serialize, ToSchema)]
struct Rotation {
    id: String,
    #[schema(value_type = Phase)]
    phase: &'static str,
    /// Until when the secrets before still work; null until `finished` is said.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    grace_ends_at: Option<Timestamp>,
}

/// The steps of a rotation.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "described, never made: the model has its own")]
enum Phase {
    Minted,
    Delivering,
    Delivered,
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
            rotation: stored.rotation_at(now).map(|rotation| Rotation {
                id: rotation.id.clone(),
                phase: rotation.phase.as_str(),
                grace_ends_at: rotation.grace_ends_at,
            }),
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
            rotated_at: stored.rotated_at,
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
    #[schema(schema_with = schemas::token_name_or_null)]
    name: Option<String>,
    #[schema(schema_with = schemas::description_or_null)]
    description: Option<String>,
    #[schema(schema_with = schemas::scopes_or_null)]
    scopes: Option<Vec<String>>,
    #[schema(schema_with = schemas::models_or_null)]
    models: Option<Vec<String>>,
    #[schema(schema_with = schemas::lifetime_or_null)]
    expires_in: Option<WantedLifetime>,
    /// `me`, an id or a name; others are for administrators.
    owner: Option<String>,
    #[schema(schema_with = schemas::metadata_or_null)]
    metadata: Option<Metadata>,
    /// A secret of your own instead of a random one.
    #[schema(schema_with = schemas::custom_or_null)]
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

/// What changes of a token. What is left out stays; a description that is null is emptied. An expiry counts from now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TokenChange)]
pub(in crate::server::http) struct TokenChangeBody {
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::token_name, required = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "emptied")]
    #[schema(schema_with = schemas::description_or_null, required = false)]
    description: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::scopes_or_edit, required = false)]
    scopes: Option<WantedList>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::models_or_edit, required = false)]
    models: Option<WantedList>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::metadata, required = false)]
    metadata: Option<Metadata>,
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = schemas::lifetime, required = false)]
    expires_in: Option<WantedLifetime>,
}

impl From<TokenChangeBody> for TokenChange {
    fn from(body: TokenChangeBody) -> Self {
        Self {
            name: body.name,
            description: body.description,
            scopes: body.scopes.map(|WantedList(change)| change),
            models: body.models.map(|WantedList(change)| change),
            metadata: body.metadata.map(|Metadata(entries)| entries),
            expires_in: body.expires_in.map(|WantedLifetime(lifetime)| lifetime),
            ..Self::default()
        }
    }
}

/// What the caller may ask for when they make a token of their own.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct TokenRules {
    default_lifetime_seconds: u64,
    maximum_lifetime_seconds: u64,
    may_never_expire: bool,
    minimum_custom_length: usize,
}

impl From<TokenLimits> for TokenRules {
    fn from(limits: TokenLimits) -> Self {
        Self {
            default_lifetime_seconds: limits.default_lifetime,
            maximum_lifetime_seconds: limits.maximum_lifetime,
            may_never_expire: limits.may_never_expire,
            minimum_custom_length: limits.minimum_custom_length,
        }
    }
}
