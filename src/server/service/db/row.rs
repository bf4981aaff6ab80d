//! Rows to tokens.

use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::Credential;
use crate::model::{Role, RotationPhase, Timestamp, TokenId};
use crate::server::service::caller::User;
use crate::server::service::key::KeyDigest;
use crate::server::service::stored::{Rotation, StoredToken};

/// Selects tokens with their owners' names, `$more` columns and the `$rest` of the statement. CROSS JOIN keeps SQLite
/// from walking the users first, which would cost the order of pages.
macro_rules! select {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT t.id, t.name, t.description, t.owner_id, u.name AS owner_name, u.active AS owner_active, t.scopes, ",
            "t.models, t.metadata, t.custom, t.created_at, t.updated_at, t.expires_at, t.last_used_at, t.revoked_at, ",
            "t.rotated_at, t.rotation, t.rotation_id, t.grace_ends_at",
            $more,
            " FROM tokens t CROSS JOIN users u ON u.id = t.owner_id ",
            $rest
        )
    };
}

/// Tokens, to be followed by conditions.
pub(super) const SELECT: &str = select!("", "");
/// One token.
pub(super) const SELECT_BY_ID: &str = select!("", "WHERE t.id = ?");
/// All tokens of an owner.
pub(super) const SELECT_BY_OWNER: &str = select!("", "WHERE t.owner_id = ?");
/// One token with what is needed to judge a key.
pub(super) const CREDENTIAL_BY_ID: &str =
    select!(", u.role, u.kind, u.last_seen_at, u.attributes, t.salt, t.digest", "WHERE t.id = ?");
/// The same, by the HMAC of a chosen secret.
pub(super) const CREDENTIAL_BY_HMAC: &str =
    select!(", u.role, u.kind, u.last_seen_at, u.attributes, t.salt, t.digest", "WHERE t.digest = ? AND t.custom = 1");

/// Reads a token.
pub(super) fn token(row: &SqliteRow) -> Result<StoredToken, sqlx::Error> {
    Ok(StoredToken {
        id: TokenId::new(row.try_get::<String, _>("id")?),
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        owner_id: row.try_get("owner_id")?,
        owner_name: row.try_get("owner_name")?,
        owner_active: row.try_get("owner_active")?,
        scopes: json(row, "scopes")?,
        models: json(row, "models")?,
        metadata: json(row, "metadata")?,
        custom: row.try_get("custom")?,
        created_at: time(row.try_get("created_at")?)?,
        updated_at: time(row.try_get("updated_at")?)?,
        expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(time).transpose()?,
        last_used_at: row.try_get::<Option<i64>, _>("last_used_at")?.map(time).transpose()?,
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(time).transpose()?,
        rotated_at: row.try_get::<Option<i64>, _>("rotated_at")?.map(time).transpose()?,
        rotation: rotation(row)?,
    })
}

/// Reads a token with its owner and digest.
pub(super) fn credential(row: &SqliteRow) -> Result<Credential, sqlx::Error> {
    let token = token(row)?;
    let digest = digest(row)?;
    let role = match row.try_get("role")? {
        "administrator" => Role::Administrator,
        _ => Role::Member,
    };
    let owner = User { id: token.owner_id.clone(), name: token.owner_name.clone(), role };
    let is_let_in = token.owner_active && row.try_get::<&str, _>("kind")? != "system";
    let owner_seen_at = row.try_get::<Option<i64>, _>("last_seen_at")?.map(time).transpose()?;
    let owner_attributes = json(row, "attributes")?;
    Ok(Credential { token, owner, is_let_in, owner_seen_at, owner_attributes, digest, earlier: None })
}

/// Reads what is kept of a secret.
pub(super) fn digest(row: &SqliteRow) -> Result<KeyDigest, sqlx::Error> {
    let digest = bytes(row.try_get("digest")?)?;
    Ok(match row.try_get::<Option<&[u8]>, _>("salt")? {
        Some(salt) => KeyDigest::Generated { salt: bytes(salt)?, sha256: digest },
        None => KeyDigest::Custom { hmac: digest },
    })
}

fn rotation(row: &SqliteRow) -> Result<Option<Rotation>, sqlx::Error> {
    let Some(phase) = row.try_get::<Option<&str>, _>("rotation")?.and_then(RotationPhase::parse) else {
        return Ok(None);
    };
    let grace_ends_at = row.try_get::<Option<i64>, _>("grace_ends_at")?.map(time).transpose()?;
    let id = row.try_get::<Option<String>, _>("rotation_id")?.unwrap_or_default();
    Ok(Some(Rotation { id, phase, grace_ends_at }))
}

pub(super) fn json<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(row.try_get(column)?).map_err(|error| sqlx::Error::Decode(error.into()))
}

pub(super) fn time(microseconds: i64) -> Result<Timestamp, sqlx::Error> {
    let outside = || sqlx::Error::Decode("a time is outside of the years -9999 to 9999".into());
    Timestamp::from_unix_microseconds(microseconds).ok_or_else(outside)
}

fn bytes<const N: usize>(blob: &[u8]) -> Result<[u8; N], sqlx::Error> {
    blob.try_into().map_err(|_| sqlx::Error::Decode("a digest or salt has the wrong length".into()))
}
