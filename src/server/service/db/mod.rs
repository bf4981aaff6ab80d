//! The storage boundary: the rules read through [`Database`] and write through [`Change`], in terms of
//! [`StoredToken`]. Everything that is SQL or SQLite stays in this folder, so that another
//! engine is another folder with these two types.
//!
//! - [`migrate`]: from an older schema, or none, to today's; `migrations/` holds the steps
//! - [`page`]: lists; [`trail`]: what was changed; [`change`]: writing; [`row`]: rows to tokens and back; [`users`]: the same for users
//! - [`error`]: what SQLite and the file system say, in types

mod change;
mod error;
mod migrate;
mod page;
mod row;
#[cfg(test)]
mod tests;
mod trail;
mod users;

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Row};

pub(super) use self::change::{Change, Unique};
pub use self::error::StorageError;
pub(super) use self::page::{Cursor, Page, PageRequest};
pub(super) use self::trail::{TrailLine, TrailRequest};
pub(super) use self::users::UserNameTaken;
use super::caller::User;
use super::data_dir::DataDir;
use super::key::KeyDigest;
use super::stored::StoredToken;
use crate::model::{Timestamp, TokenId};

/// How long to wait for another process that is writing. Writes take milliseconds; who waits this long waits for a
/// process that was stopped in the middle.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// By how many the database is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// By one command.
    Alone,
    /// By all who call a server.
    Shared,
}

impl Use {
    /// How many connections there may be; all but the first are made when they are needed.
    fn connections(self) -> u32 {
        match self {
            // A second one lets a list go on being read while its reader changes what it got. More would only wait.
            Self::Alone => 2,
            // Reads are work for a processor; a few more, since some of them wait for the disk.
            Self::Shared => {
                let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
                u32::try_from(processors).unwrap_or(u32::MAX).saturating_mul(2).clamp(4, 16)
            }
        }
    }
}

/// The database of one data directory.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pool: SqlitePool,
    path: Arc<Path>,
}

/// A token with what is needed to judge a key that was shown.
pub(super) struct Credential {
    pub(super) token: StoredToken,
    pub(super) owner: User,
    /// Whether the owner is: one who is deactivated is not, nor is the gateway itself.
    pub(super) is_let_in: bool,
    pub(super) owner_seen_at: Option<Timestamp>,
    pub(super) digest: KeyDigest,
}

impl Database {
    /// Opens the database and brings its schema to today's.
    pub(super) async fn open(data_dir: &DataDir, wanted: Use) -> Result<Self, StorageError> {
        let path = data_dir.database();
        // Turning WAL on needs the file alone, and SQLite does not wait for that: one process sets a new file up.
        let setup = if data_dir.database_is_empty() { Some(wait_for_setup(data_dir).await?) } else { None };
        let database = Self { pool: connect(&path, wanted).await?, path: path.into() };
        if setup.is_some() {
            sqlx::query("PRAGMA journal_mode = WAL")
                .execute(&database.pool)
                .await
                .map_err(|error| database.failed(error))?;
        }
        migrate::to_latest(&database).await?;
        Ok(database)
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
        // IMMEDIATE takes the write lock now: what is read in the transaction is still true when it writes.
        let transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(|error| self.failed(error))?;
        Ok(Change::new(transaction, self.clone()))
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
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failed(error))?;
        found.map(|found| row::credential(&found).map_err(|error| self.failed(error))).transpose()
    }

    /// The token whose chosen secret has this HMAC.
    pub(super) async fn credential_of_hmac(&self, hmac: &[u8; 32]) -> Result<Option<Credential>, StorageError> {
        let found = sqlx::query(row::CREDENTIAL_BY_HMAC)
            .bind(&hmac[..])
            .fetch_optional(&self.pool)
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

    /// Writes down that a token was used. No event, and `updated_at` stays: nobody changed anything.
    pub(super) async fn note_use(&self, id: &TokenId, at: Timestamp) -> Result<(), StorageError> {
        sqlx::query("UPDATE tokens SET last_used_at = MAX(COALESCE(last_used_at, 0), ?) WHERE id = ?")
            .bind(at.unix_microseconds())
            .bind(id.as_str())
            .execute(&self.pool)
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

async fn connect(path: &Path, wanted: Use) -> Result<SqlitePool, StorageError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        // What was acknowledged must survive a power cut, above all a revocation. In WAL mode NORMAL would not sync
        // on commit and could lose it; FULL costs one sync per change, and changes are rare here.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(wanted.connections())
        .idle_timeout(None)
        .max_lifetime(None)
        // The file cannot go away like a server can.
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(|error| StorageError::from_sqlx(error, path))
}

/// Takes the lock that only the first process on a new directory needs, without blocking the runtime.
async fn wait_for_setup(data_dir: &DataDir) -> Result<File, StorageError> {
    let waiting = data_dir.clone();
    let locked = tokio::task::spawn_blocking(move || waiting.lock_for_setup()).await;
    locked.unwrap_or_else(|stopped| Err(StorageError::file("lock", &data_dir.database(), io::Error::other(stopped))))
}
