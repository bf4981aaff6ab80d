//! A change: one transaction that holds the write lock. Dropped without a commit, it never happened.

use sqlx::Transaction;
use sqlx::sqlite::Sqlite;
use tokio::sync::OwnedSemaphorePermit;

use super::{Database, StorageError, row};
use crate::model::{Timestamp, TokenId};
use crate::server::service::event::{Event, Recorded};
use crate::server::service::key::KeyDigest;
use crate::server::service::stored::StoredToken;

/// A change under way.
pub(in crate::server::service) struct Change {
    pub(super) transaction: Transaction<'static, Sqlite>,
    /// Dropped after the transaction: then somebody else's turn has come.
    _turn: OwnedSemaphorePermit,
    pub(super) database: Database,
}

/// What a write collided with. After one of these the change can only be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::service) enum Unique {
    /// The owner has a live token of that name.
    Name,
    /// Another token has that custom key.
    CustomKey,
}

impl Change {
    pub(super) fn new(
        transaction: Transaction<'static, Sqlite>,
        turn: OwnedSemaphorePermit,
        database: Database,
    ) -> Self {
        Self { transaction, _turn: turn, database }
    }

    /// Makes it true, for good: on disk when this returns.
    pub(in crate::server::service) async fn commit(self) -> Result<(), StorageError> {
        let Self { transaction, database, .. } = self;
        let committed = transaction.commit().await;
        // Also where nobody can tell whether it was.
        database.pulse.changed();
        committed.map_err(|error| database.failed(error))
    }

    /// The token with this id, whatever its state.
    pub(in crate::server::service) async fn token(
        &mut self,
        id: &TokenId,
    ) -> Result<Option<StoredToken>, StorageError> {
        let found = sqlx::query(row::SELECT_BY_ID)
            .bind(id.as_str())
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(|error| self.database.failed(error))?;
        found.map(|found| self.database.read(&found)).transpose()
    }

    /// Adds a token. The inner error tells what is taken.
    pub(in crate::server::service) async fn insert(
        &mut self,
        token: &StoredToken,
        digest: &KeyDigest,
    ) -> Result<Result<(), Unique>, StorageError> {
        if let KeyDigest::Custom { hmac } = digest
            && self.was_chosen(hmac).await?
        {
            return Ok(Err(Unique::CustomKey));
        }
        let (salt, digest) = digest.parts();
        let done = sqlx::query(
            "INSERT INTO tokens (id, owner_id, name, name_lower, description, scopes, models, metadata, custom, salt, \
             digest, created_at, updated_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(token.id.as_str())
        .bind(&token.owner_id)
        .bind(&token.name)
        .bind(token.name.to_lowercase())
        .bind(&token.description)
        .bind(json(&token.scopes))
        .bind(json(&token.models))
        .bind(json(&token.metadata))
        .bind(token.custom)
        .bind(salt)
        .bind(digest)
        .bind(token.created_at.unix_microseconds())
        .bind(token.updated_at.unix_microseconds())
        .bind(token.expires_at.map(Timestamp::unix_microseconds))
        .execute(&mut *self.transaction)
        .await;
        self.unless_taken(done.map(|_| ()))
    }

    /// Writes what can change of a token. The inner error tells what is taken.
    pub(in crate::server::service) async fn update(
        &mut self,
        token: &StoredToken,
    ) -> Result<Result<(), Unique>, StorageError> {
        let done = sqlx::query(
            "UPDATE tokens SET name = ?, name_lower = ?, description = ?, scopes = ?, models = ?, metadata = ?, \
             updated_at = ?, expires_at = ?, revoked_at = ?, rotated_at = ?, rotation = ?, rotation_id = ?, \
             grace_ends_at = ? WHERE id = ?",
        )
        .bind(&token.name)
        .bind(token.name.to_lowercase())
        .bind(&token.description)
        .bind(json(&token.scopes))
        .bind(json(&token.models))
        .bind(json(&token.metadata))
        .bind(token.updated_at.unix_microseconds())
        .bind(token.expires_at.map(Timestamp::unix_microseconds))
        .bind(token.revoked_at.map(Timestamp::unix_microseconds))
        .bind(token.rotated_at.map(Timestamp::unix_microseconds))
        .bind(token.rotation.as_ref().map(|rotation| rotation.phase.as_str()))
        .bind(token.rotation.as_ref().map(|rotation| rotation.id.as_str()))
        .bind(token.rotation.as_ref().and_then(|rotation| rotation.grace_ends_at).map(Timestamp::unix_microseconds))
        .bind(token.id.as_str())
        .execute(&mut *self.transaction)
        .await;
        self.unless_taken(done.map(|_| ()))
    }

    /// Removes a token's row.
    pub(in crate::server::service) async fn delete(&mut self, id: &TokenId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM tokens WHERE id = ?")
            .bind(id.as_str())
            .execute(&mut *self.transaction)
            .await
            .map(|_| ())
            .map_err(|error| self.database.failed(error))
    }

    /// Writes down what this change does.
    pub(in crate::server::service) async fn record<T: Recorded>(
        &mut self,
        event: Event<'_, T>,
    ) -> Result<(), StorageError> {
        let target = event.after.or(event.before).map_or("", Recorded::id);
        sqlx::query(
            "INSERT INTO events (at, action, actor_id, actor_token_id, target_id, before, after) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(event.at.unix_microseconds())
        .bind(event.action.as_str())
        .bind(&event.by.user.id)
        .bind(event.by.key.as_ref().map(|key| key.id.as_str()))
        .bind(target)
        .bind(event.before.map(json))
        .bind(event.after.map(json))
        .execute(&mut *self.transaction)
        .await
        .map(|_| ())
        .map_err(|error| self.database.failed(error))
    }

    /// Sorts out the collisions that the indexes found.
    fn unless_taken(&self, done: Result<(), sqlx::Error>) -> Result<Result<(), Unique>, StorageError> {
        let Err(error) = done else { return Ok(Ok(())) };
        // SQLite names the columns: `UNIQUE constraint failed: tokens.owner_id, tokens.name`.
        let message =
            error.as_database_error().filter(|error| error.is_unique_violation()).map(|error| error.message());
        match message {
            Some(message) if message.contains("tokens.name") => Ok(Err(Unique::Name)),
            Some(message) if message.contains("tokens.digest") => Ok(Err(Unique::CustomKey)),
            _ => Err(self.database.failed(error)),
        }
    }
}

/// What is kept of a list, a map or a record.
pub(super) fn json(value: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(value).expect("texts, lists and maps with text keys can always be written as JSON")
}
