//! Brings the schema of a database to today's. The steps are the files of `migrations/`: numbered, and never edited
//! once they were released. SQLite's `user_version` counts how many were taken.

use sqlx::AssertSqlSafe;

use super::{Database, StorageError};

const STEPS: [&str; 6] = [
    include_str!("migrations/0001_tokens.sql"),
    include_str!("migrations/0002_users.sql"),
    include_str!("migrations/0003_counts.sql"),
    include_str!("migrations/0004_rotation.sql"),
    include_str!("migrations/0005_attributes.sql"),
    include_str!("migrations/0006_revision.sql"),
];

/// The version this program writes.
pub(in crate::server::service) const LATEST: i64 = STEPS.len() as i64;

/// Takes the steps that are missing, all of them or none.
///
/// # Errors
/// [`StorageError::Newer`] when a newer program has taken steps this one does not know: it must not write there.
pub(super) async fn to_latest(database: &Database) -> Result<(), StorageError> {
    if known(database).await? == LATEST { Ok(()) } else { take_steps(database).await }
}

/// How many steps were taken.
///
/// # Errors
/// [`StorageError::Newer`] as above.
pub(super) async fn known(database: &Database) -> Result<i64, StorageError> {
    match database.version().await? {
        found if found > LATEST => Err(StorageError::Newer { path: database.path.to_path_buf(), found, known: LATEST }),
        found => Ok(found),
    }
}

async fn take_steps(database: &Database) -> Result<(), StorageError> {
    let failed = |error| database.failed(error);
    let mut transaction = database.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    // Asked again: another process may have taken the steps while this one waited for the lock.
    let taken: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *transaction).await.map_err(failed)?;
    for step in STEPS.iter().skip(usize::try_from(taken).unwrap_or(0)) {
        sqlx::raw_sql(*step).execute(&mut *transaction).await.map_err(failed)?;
    }
    // A pragma takes no parameters.
    let count = AssertSqlSafe(format!("PRAGMA user_version = {}", LATEST.max(taken)));
    sqlx::query(count).execute(&mut *transaction).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}
