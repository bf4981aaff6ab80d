//! The storage boundary: the rules read through [`Database`] and write through [`Change`], in terms of
//! [`StoredToken`]. Everything that is SQL or SQLite stays in this folder, so that another
//! engine is another folder with these two types.
//!
//! - [`earlier`]: the secrets that tokens had before
//! - [`connections`]: how many there are, and to which file; [`pulse`]: whether it answers, and was changed
//! - [`migrate`]: from an older schema, or none, to today's; `migrations/` holds the steps
//! - [`page`]: lists; [`trail`]: what was changed; [`change`]: writing; [`row`]: rows to tokens and back; [`users`]: the same for users
//! - [`error`]: what SQLite and the file system say, in types

mod change;
mod connections;
mod earlier;
mod error;
mod migrate;
mod page;
mod pulse;
mod row;
#[cfg(test)]
mod tests;
mod trail;
mod users;

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use tokio::sync::Semaphore;

pub(super) use self::change::{Change, Unique};
use self::connections::BUSY_TIMEOUT;
pub(super) use self::connections::Use;
pub(super) use self::earlier::EarlierSecret;
pub use self::error::StorageError;
pub(super) use self::migrate::LATEST;
pub(super) use self::page::{Cursor, Page, PageRequest};
use self::pulse::Pulse;
pub(super) use self::pulse::State;
pub(super) use self::trail::{TrailLine, TrailRequest};
pub(super) use self::users::UserNameTaken;
use super::caller::User;
use super::data_dir::DataDir;
use super::key::KeyDigest;
use super::stored::StoredToken;
use crate::model::{Attributes, Timestamp, TokenId};

/// The database of one data directory.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pool: SqlitePool,
    notes: SqlitePool,
    /// Whoever writes in this process, one after the other: SQLite would let them wait with a connection each, and
    /// readers find none.
    writer: Arc<Semaphore>,
    pulse: Arc<Pulse>,
    path: Arc<Path>,
    /// How often anything was looked up about a secret.
    #[cfg(test)]
    pub(super) lookups: Arc<std::sync::atomic::AtomicUsize>,
}

/// A token with what is needed to judge a key that was shown.
pub(super) struct Credential {
    pub(super) token: StoredToken,
    pub(super) owner: User,
    /// Whether the owner is: one who is deactivated is not, nor is the gateway itself.
    pub(super) is_let_in: bool,
    pub(super) owner_seen_at: Option<Timestamp>,
    pub(super) owner_attributes: Attributes,
    pub(super) digest: KeyDigest,
    /// Until when the secret that was shown works, where it is one that the token had before.
    pub(super) earlier: Option<EarlierSecret>,
}

/// That a token was used, and its user seen.
#[derive(Debug)]
pub(super) struct Noted {
    pub(super) token: TokenId,
    pub(super) user: String,
    pub(super) at: Timestamp,
}

const NOTE_USE: &str = "UPDATE tokens SET last_used_at = MAX(COALESCE(last_used_at, 0), ?) WHERE id = ?";
const NOTE_SEEN: &str = "UPDATE users SET last_seen_at = MAX(COALESCE(last_seen_at, 0), ?) WHERE id = ?";

impl Database {
    /// Opens the database and brings its schema to today's.
    pub(super) async fn open(data_dir: &DataDir, wanted: Use) -> Result<Self, StorageError> {
        let path = data_dir.database();
        // Turning WAL on needs the file alone, and SQLite does not wait for that: one process sets a new file up.
        let setup = if data_dir.database_is_empty() { Some(wait_for_setup(data_dir).await?) } else { None };
        let pool = connections::open(&path, wanted).await?;
        let notes = connections::for_notes(&path);
        let database = Self::on(pool, notes, &path);
        if setup.is_some() {
            sqlx::query("PRAGMA journal_mode = WAL")
                .execute(&database.pool)
                .await
                .map_err(|error| database.failed(error))?;
        }
        migrate::to_latest(&database).await?;
        Ok(database)
    }

    /// Opens a database that is there, to read it and to change nothing, not even its schema.
    pub(super) async fn open_to_read(data_dir: &DataDir) -> Result<Self, StorageError> {
        let path = data_dir.database();
        // Without a log nobody has it open, and nothing is to be coordinated: a reader would leave a log behind.
        let pool = connections::open_to_read(&path, !data_dir.has_log()).await?;
        Ok(Self::on(pool.clone(), pool, &path))
    }

    fn on(pool: SqlitePool, notes: SqlitePool, path: &Path) -> Self {
        Self {
            pool,
            notes,
            writer: Arc::new(Semaphore::new(1)),
            pulse: Arc::new(Pulse::new()),
            path: path.into(),
            #[cfg(test)]
            lookups: Arc::default(),
        }
    }

    /// Where secrets are looked up.
    fn of_secrets(&self) -> &SqlitePool {
        #[cfg(test)]
        self.lookups.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        &self.pool
    }

    /// The schema's version, if this program knows it.
    pub(super) async fn known_version(&self) -> Result<i64, StorageError> {
        migrate::known(self).await
    }

    /// Reads something that every database of gatekey has.
    pub(super) async fn check_readable(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1 FROM users LIMIT 1")
            .fetch_optional(&self.pool)
            .await
            .map(|_| ())
            .map_err(|error| self.failed(error))
    }

    /// Starts a change. Waits for other writers; from then on nobody else writes until it is committed or dropped.
    pub(super) async fn begin(&self) -> Result<Change, StorageError> {
        let turn = tokio::time::timeout(BUSY_TIMEOUT, Arc::clone(&self.writer).acquire_owned()).await;
        let turn = turn.map_err(|_| StorageError::Busy(self.path.to_path_buf()))?.expect("it is never closed");
        let database = self.clone();
        // In a task of its own: a caller who leaves while SQLite waits for the lock takes the turn along no sooner than the
        // connection.
        let begun = tokio::spawn(async move {
            // IMMEDIATE takes the write lock now: what is read in the transaction is still true when it writes.
            let begun = database.pool.begin_with("BEGIN IMMEDIATE").await;
            begun.map_err(|error| database.failed(error)).map(|begun| Change::new(begun, turn, database))
        });
        // It stops only with the process.
        begun.await.unwrap_or_else(|_| Err(StorageError::Busy(self.path.to_path_buf())))
    }

    /// The token with this id, whatever its state.
    pub(super) async fn token(&self, id: &TokenId) -> Result<Option<StoredToken>, StorageError> {
        let found = sqlx::query(row::SELECT_BY_ID)
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failed(error))?;
        found.map(|found| self.read(&found)).transpose()
    }

    /// The token with this id, with what is kept of its secret.
    pub(super) async fn credential_of_id(&self, id: &TokenId) -> Result<Option<Credential>, StorageError> {
        let found = sqlx::query(row::CREDENTIAL_BY_ID)
            .bind(id.as_str())
            .fetch_optional(self.of_secrets())
            .await
            .map_err(|error| self.failed(error))?;
        found.map(|found| row::credential(&found).map_err(|error| self.failed(error))).transpose()
    }

    /// The token whose chosen secret has this HMAC.
    pub(super) async fn credential_of_hmac(&self, hmac: &[u8; 32]) -> Result<Option<Credential>, StorageError> {
        let found = sqlx::query(row::CREDENTIAL_BY_HMAC)
            .bind(&hmac[..])
            .fetch_optional(self.of_secrets())
            .await
            .map_err(|error| self.failed(error))?;
        found.map(|found| row::credential(&found).map_err(|error| self.failed(error))).transpose()
    }

    /// The live token of this owner that has the name.
    pub(super) async fn live_named(&self, owner_id: &str, name: &str) -> Result<Option<TokenId>, StorageError> {
        let sql = "SELECT id FROM tokens WHERE owner_id = ? AND name = ? AND revoked_at IS NULL";
        let found: Option<String> = sqlx::query_scalar(sql)
            .bind(owner_id)
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(found.map(TokenId::new))
    }

    /// Writes down that tokens were used and their users seen, in one change.
    pub(super) async fn note_uses(&self, uses: &[Noted]) -> Result<(), StorageError> {
        let failed = |error| self.failed(error);
        let mut transaction = self.notes.begin().await.map_err(failed)?;
        for Noted { token, user, at } in uses {
            for (sql, id) in [(NOTE_USE, token.as_str()), (NOTE_SEEN, user.as_str())] {
                let note = sqlx::query(sql).bind(at.unix_microseconds()).bind(id);
                note.execute(&mut *transaction).await.map_err(failed)?;
            }
        }
        transaction.commit().await.map_err(failed)
    }

    /// Writes down that a token was used. No event, and `updated_at` stays: nobody changed anything.
    pub(super) async fn note_use(&self, id: &TokenId, at: Timestamp) -> Result<(), StorageError> {
        sqlx::query(NOTE_USE)
            .bind(at.unix_microseconds())
            .bind(id.as_str())
            .execute(&self.notes)
            .await
            .map(|_| ())
            .map_err(|error| self.failed(error))
    }

    fn read(&self, found: &SqliteRow) -> Result<StoredToken, StorageError> {
        row::token(found).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: sqlx::Error) -> StorageError {
        StorageError::from_sqlx(error, &self.path)
    }

    /// The schema's version; 0 for a new database.
    async fn version(&self) -> Result<i64, StorageError> {
        let found = sqlx::query("PRAGMA user_version").fetch_one(&self.pool).await;
        found.and_then(|row| row.try_get(0)).map_err(|error| self.failed(error))
    }
}

/// Takes the lock that only the first process on a new directory needs, without blocking the runtime.
async fn wait_for_setup(data_dir: &DataDir) -> Result<File, StorageError> {
    let waiting = data_dir.clone();
    let locked = tokio::task::spawn_blocking(move || waiting.lock_for_setup()).await;
    locked.unwrap_or_else(|stopped| Err(StorageError::file("lock", &data_dir.database(), io::Error::other(stopped))))
}
