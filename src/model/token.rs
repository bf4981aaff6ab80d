//! A token: a long-lived secret that a client shows to a gateway, as its administrators see it.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{GatewayUrl, Kind, Rights, RotationMark, Timestamp, TokenName};

/// The id a gateway gave to a token. Never its secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(String);

impl TokenId {
    /// An id as the gateway writes it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether a token works, and if not, why. The first that holds, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Revoked,
    Superseded,
    Blocked,
    Expired,
    Active,
}

impl Status {
    /// Every status, in the order in which they are judged.
    pub const ALL: [Self; 5] = [Self::Revoked, Self::Superseded, Self::Blocked, Self::Expired, Self::Active];

    /// The word typed and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
            Self::Blocked => "blocked",
            Self::Expired => "expired",
            Self::Active => "active",
        }
    }
}

/// Which sort of key it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// Made for a client, to last.
    #[default]
    Token,
    /// What signing in gives (Coder): without a name, with every right of its owner.
    Session,
}

/// Whom a token belongs to. On GPUStack only the name is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// The team, organisation or organization a token is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamRef {
    pub id: String,
    pub name: Option<String>,
}

/// Money a token may spend, in the gateway's currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    pub max: Option<f64>,
    pub spent: Option<f64>,
    /// The gateway's own words, copied verbatim: LiteLLM aligns it to the calendar.
    pub period: Option<String>,
    pub resets_at: Option<Timestamp>,
}

/// Requests and model tokens per minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RateLimit {
    pub rpm: Option<u64>,
    pub tpm: Option<u64>,
}

/// Where a token was seen. The profile is null for a URL from a flag or the environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GatewayRef {
    pub profile: Option<String>,
    pub kind: Kind,
    pub url: Option<GatewayUrl>,
}

/// A token as its gateway tells it, in gatekey's words. The JSON is CONTRACT §4; a null time means never, and what the
/// gateway does not tell is null and named in `unknown`.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: TokenId,
    pub kind: TokenKind,
    /// The name on the gateway, with its generation. `None` for a token without one.
    pub name: Option<TokenName>,
    pub description: Option<String>,
    pub owner: Option<Owner>,
    pub team: Option<TeamRef>,
    pub scopes: Rights,
    pub models: Rights,
    pub routes: Rights,
    /// Resources as `type:id`, on gateways that limit a token to some.
    pub allow_list: Option<Vec<String>>,
    /// What may be shown of the secret.
    pub masked: Option<String>,
    /// Whether the secret was chosen by the caller. `None` when not told.
    pub custom: Option<bool>,
    pub status: Status,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// How many seconds its gateway gives it at each use, where that moves the expiry (Coder). `None`: worked out.
    pub told_lifetime: Option<i64>,
    pub last_used_at: Option<Timestamp>,
    pub budget: Option<Budget>,
    pub rate_limit: Option<RateLimit>,
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// The token this one replaced.
    pub supersedes: Option<TokenId>,
    pub grace_expires_at: Option<Timestamp>,
    /// When the secret it has now was made, where a token keeps its id through that. `None`: with the token.
    pub secret_since: Option<Timestamp>,
    /// What its gateway keeps of a rotation that it is or was part of.
    pub rotation: Option<RotationMark>,
    /// Names of the fields that this gateway does not tell.
    pub unknown: Vec<&'static str>,
    pub gateway: GatewayRef,
}

impl Token {
    /// The name as its gateway has it, with the generation.
    pub fn gateway_name(&self) -> Option<String> {
        self.name.as_ref().map(TokenName::to_string)
    }

    /// Whole seconds from the making of its secret to expiry, or as its gateway tells them. `None` when it never expires or its creation is
    /// unknown.
    pub fn lifetime_seconds(&self) -> Option<i64> {
        if self.told_lifetime.is_some() {
            return self.told_lifetime;
        }
        // What was asked for is whole. GPUStack works out the expiry, hashes the key, and then stamps the creation: half
        // a second and more too late when it is busy, never too early.
        let microseconds = self.expires_at?.unix_microseconds() - self.secret_since()?.unix_microseconds();
        Some((microseconds + 900_000).div_euclid(1_000_000))
    }

    /// When the secret it has now was made.
    pub fn secret_since(&self) -> Option<Timestamp> {
        self.secret_since.or(self.created_at)
    }

    /// Whether the token counts as one that can be named: a revoked row frees its name (CONTRACT §3).
    pub fn is_live(&self) -> bool {
        self.status != Status::Revoked
    }
}

#[cfg(test)]
impl Token {
    /// A token of which nothing is told: for tests, which say what matters to them.
    pub fn untold(id: &str) -> Self {
        Self {
            id: TokenId::new(id),
            kind: TokenKind::Token,
            name: None,
            description: None,
            owner: None,
            team: None,
            scopes: Rights::All,
            models: Rights::All,
            routes: Rights::NoSuchLimit,
            allow_list: None,
            masked: None,
            custom: None,
            status: Status::Active,
            created_at: None,
            updated_at: None,
            expires_at: None,
            told_lifetime: None,
            last_used_at: None,
            budget: None,
            rate_limit: None,
            metadata: serde_json::Map::new(),
            supersedes: None,
            grace_expires_at: None,
            secret_since: None,
            rotation: None,
            unknown: Vec::new(),
            gateway: GatewayRef { profile: None, kind: Kind::Local, url: None },
        }
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            id: &'a TokenId,
            name: Option<&'a str>,
            gateway_name: Option<String>,
            generation: u32,
            description: &'a Option<String>,
            kind: TokenKind,
            owner: &'a Option<Owner>,
            team: &'a Option<TeamRef>,
            scopes: &'a Rights,
            models: &'a Rights,
            routes: &'a Rights,
            allow_list: &'a Option<Vec<String>>,
            masked: &'a Option<String>,
            custom: Option<bool>,
            status: Status,
            created_at: Option<Timestamp>,
            updated_at: Option<Timestamp>,
            expires_at: Option<Timestamp>,
            last_used_at: Option<Timestamp>,
            lifetime_seconds: Option<i64>,
            budget: &'a Option<Budget>,
            rate_limit: &'a Option<RateLimit>,
            metadata: &'a serde_json::Map<String, serde_json::Value>,
            supersedes: &'a Option<TokenId>,
            grace_expires_at: Option<Timestamp>,
            unknown: &'a [&'static str],
            gateway: &'a GatewayRef,
        }
        Json {
            id: &self.id,
            name: self.name.as_ref().map(|name| name.base.as_str()),
            gateway_name: self.gateway_name(),
            generation: self.name.as_ref().map_or(1, |name| name.generation),
            description: &self.description,
            kind: self.kind,
            owner: &self.owner,
            team: &self.team,
            scopes: &self.scopes,
            models: &self.models,
            routes: &self.routes,
            allow_list: &self.allow_list,
            masked: &self.masked,
            custom: self.custom,
            status: self.status,
            created_at: self.created_at,
            updated_at: self.updated_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            lifetime_seconds: self.lifetime_seconds(),
            budget: &self.budget,
            rate_limit: &self.rate_limit,
            metadata: &self.metadata,
            supersedes: &self.supersedes,
            grace_expires_at: self.grace_expires_at,
            unknown: &self.unknown,
            gateway: &self.gateway,
        }
        .serialize(serializer)
    }
}

/// Which token a secret belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum SecretMatch {
    /// Exactly this one.
    Exact(Box<Token>),
    /// One of these, as far as the gateway tells; it may also be none of them.
    Candidates(Vec<Token>),
}

/// How far a revocation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeMode {
    /// What the gateway calls revoking: the row stays where it keeps rows.
    Revoke,
    /// The row goes as well.
    Purge,
}

/// What is left of a token that was revoked.
#[derive(Debug, Clone, PartialEq)]
pub enum Revoked {
    /// The row stays and says so.
    Kept(Box<Token>),
    /// No row remains: the token as it was last seen.
    Gone(Box<Token>),
}
