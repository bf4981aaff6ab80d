//! The secrets that a token had before the one it has now.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Change, Database, StorageError, row};
use crate::model::{Timestamp, TokenId};
use crate::server::service::key::KeyDigest;
use crate::server::service::stored::StoredToken;

/// A secret that a token had before.
pub(in crate::server::service) struct EarlierSecret {
    pub(in crate::server::service) token_id: TokenId,
    pub(in crate::server::service) digest: KeyDigest,
    pub(in crate::server::service) since: Timestamp,
    /// When the token would have ended with it.
    pub(in crate::server::service) expires_at: Option<Timestamp>,
    /// When it stops at the latest; `None` until its successor is in place.
    pub(in crate::server::service) ends_at: Option<Timestamp>,
}

impl EarlierSecret {
    /// Whether it still works.
    pub(in crate::server::service) fn works(&self, now: Timestamp) -> bool {
        [self.expires_at, self.ends_at].into_iter().flatten().all(|end| now < end)
    }
}

const SELECT: &str = "SELECT token_id, salt, digest, since, expires_at, ends_at FROM earlier_secrets ";

impl Database {
    /// The secrets that a token had, the newest first.
    pub(in crate::server::service) async fn earlier_secrets(
        &self,
        id: &TokenId,
    ) -> Result<Vec<EarlierSecret>, StorageError> {
        let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE token_id = ? ORDER BY since DESC"));
        let found = sqlx::query(sql).bind(id.as_str()).fetch_all(self.of_secrets()).await;
        read_all(found).map_err(|error| self.failed(error))
    }

    /// The chosen secret with this HMAC, if a token had it before.
    pub(in crate::server::service) async fn earlier_of_hmac(
        &self,
        hmac: &[u8; 32],
    ) -> Result<Option<EarlierSecret>, StorageError> {
        let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE digest = ? AND salt IS NULL"));
        let found = sqlx::query(sql).bind(&hmac[..]).fetch_all(self.of_secrets()).await;
        Ok(read_all(found).map_err(|error| self.failed(error))?.pop())
    }
}

impl Change {
    /// What is kept of the secret that the token has now.
    pub(in crate::server::service) async fn digest_of(&mut self, id: &TokenId) -> Result<KeyDigest, StorageError> {
        let found = sqlx::query("SELECT salt, digest FROM tokens WHERE id = ?")
            .bind(id.as_str())
            .fetch_one(&mut *self.transaction)
            .await;
        found.and_then(|found| row::digest(&found)).map_err(|error| self.database.failed(error))
    }

    /// The secrets that the token had and whose successor is not in place, the newest first.
    pub(in crate::server::service) async fn unfinished_secrets(
        &mut self,
        id: &TokenId,
    ) -> Result<Vec<EarlierSecret>, StorageError> {
        let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE token_id = ? AND ends_at IS NULL ORDER BY since DESC"));
        let found = sqlx::query(sql).bind(id.as_str()).fetch_all(&mut *self.transaction).await;
        read_all(found).map_err(|error| self.database.failed(error))
    }

    /// Keeps the secret that the token has now beside the one that it gets.
    pub(in crate::server::service) async fn set_aside(&mut self, token: &StoredToken) -> Result<(), StorageError> {
        let since = token.secret_since().unix_microseconds();
        let done = sqlx::query(
            "INSERT INTO earlier_secrets (token_id, salt, digest, since, expires_at) \
             SELECT id, salt, digest, ?, expires_at FROM tokens WHERE id = ?",
        )
        .bind(since)
        .bind(token.id.as_str())
        .execute(&mut *self.transaction)
        .await;
        done.map(|_| ()).map_err(|error| self.database.failed(error))
    }

    /// Gives the token this secret, in the place of the one it has.
    pub(in crate::server::service) async fn set_secret(
        &mut self,
        id: &TokenId,
        digest: &KeyDigest,
    ) -> Result<(), StorageError> {
        let (salt, digest) = digest.parts();
        let done = sqlx::query("UPDATE tokens SET salt = ?, digest = ?, custom = ? WHERE id = ?")
            .bind(salt)
            .bind(digest)
            .bind(salt.is_none())
            .bind(id.as_str())
            .execute(&mut *self.transaction)
            .await;
        done.map(|_| ()).map_err(|error| self.database.failed(error))
    }

    /// Forgets a secret that the token had.
    pub(in crate::server::service) async fn forget(&mut self, earlier: &EarlierSecret) -> Result<(), StorageError> {
        let done = sqlx::query("DELETE FROM earlier_secrets WHERE token_id = ? AND digest = ?")
            .bind(earlier.token_id.as_str())
            .bind(earlier.digest.parts().1)
            .execute(&mut *self.transaction)
            .await;
        done.map(|_| ()).map_err(|error| self.database.failed(error))
    }

    /// Ends the secrets that the token had, at the latest then.
    pub(in crate::server::service) async fn end_earlier(
        &mut self,
        id: &TokenId,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let at = at.unix_microseconds();
        let done = sqlx::query("UPDATE earlier_secrets SET ends_at = MIN(COALESCE(ends_at, ?), ?) WHERE token_id = ?")
            .bind(at)
            .bind(at)
            .bind(id.as_str())
            .execute(&mut *self.transaction)
            .await;
        done.map(|_| ()).map_err(|error| self.database.failed(error))
    }

    /// Forgets what ended by then and nobody chose.
    pub(in crate::server::service) async fn forget_ended(
        &mut self,
        id: &TokenId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let done = sqlx::query("DELETE FROM earlier_secrets WHERE token_id = ? AND salt IS NOT NULL AND ends_at <= ?")
            .bind(id.as_str())
            .bind(now.unix_microseconds())
            .execute(&mut *self.transaction)
            .await;
        done.map(|_| ()).map_err(|error| self.database.failed(error))
    }

    /// Whether a token had this chosen secret before.
    pub(super) async fn was_chosen(&mut self, hmac: &[u8; 32]) -> Result<bool, StorageError> {
        let found = sqlx::query("SELECT 1 FROM earlier_secrets WHERE digest = ? AND salt IS NULL")
            .bind(&hmac[..])
            .fetch_optional(&mut *self.transaction)
            .await;
        found.map(|found| found.is_some()).map_err(|error| self.database.failed(error))
    }
}

fn read_all(found: Result<Vec<SqliteRow>, sqlx::Error>) -> Result<Vec<EarlierSecret>, sqlx::Error> {
    found?.iter().map(read).collect()
}

fn read(found: &SqliteRow) -> Result<EarlierSecret, sqlx::Error> {
    Ok(EarlierSecret {
        token_id: TokenId::new(found.try_get::<String, _>("token_id")?),
        digest: row::digest(found)?,
        since: row::time(found.try_get("since")?)?,
        expires_at: found.try_get::<Option<i64>, _>("expires_at")?.map(row::time).transpose()?,
        ends_at: found.try_get::<Option<i64>, _>("ends_at")?.map(row::time).transpose()?,
    })
}
