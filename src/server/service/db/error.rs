//! What SQLite and the file system say, sorted by what a person can do about it.

use std::io;
use std::path::{Path, PathBuf};

/// The data directory or its database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("{} was written by a newer gatekey (schema {found}, this one knows {known})", path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is damaged or no database of gatekey", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("{} cannot be written to", .0.display())]
    ReadOnly(PathBuf),
    #[error("the disk with {} is full", .0.display())]
    Full(PathBuf),
    #[error("another process keeps {} locked", .0.display())]
    Locked(PathBuf),
    #[error("{} is used by too many at once", .0.display())]
    Busy(PathBuf),
    #[error("{} does not answer", .0.display())]
    Silent(PathBuf),
    /// Without it every custom key would be unknown.
    #[error("the pepper {} is missing or damaged", .0.display())]
    PepperDamaged(PathBuf),
    #[error("cannot {action} {}", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("{} cannot be opened", path.display())]
    Unopenable { path: PathBuf, detail: String },
    #[error("the database {} failed", path.display())]
    Other { path: PathBuf, source: sqlx::Error },
}

/// SQLite's primary result codes, sqlite.org/rescode.html.
mod code {
    pub(super) const PERM: i32 = 3;
    pub(super) const BUSY: i32 = 5;
    pub(super) const LOCKED: i32 = 6;
    pub(super) const READONLY: i32 = 8;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANTOPEN: i32 = 14;
    pub(super) const PROTOCOL: i32 = 15;
    pub(super) const NOTADB: i32 = 26;
}

impl StorageError {
    /// A call on a file that failed.
    pub(in crate::server::service) fn file(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            _ => Self::File { action, path, source },
        }
    }

    /// A call on the database that failed.
    pub(super) fn from_sqlx(error: sqlx::Error, path: &Path) -> Self {
        let path = path.to_owned();
        let detail = match &error {
            sqlx::Error::Database(database) => database.message().to_owned(),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                return Self::Damaged { path, detail: error.to_string() };
            }
            sqlx::Error::PoolTimedOut => return Self::Busy(path),
            _ => return Self::Other { path, source: error },
        };
        match primary_code(&error) {
            Some(code::NOTADB | code::CORRUPT) => Self::Damaged { path, detail },
            Some(code::READONLY | code::PERM) => Self::ReadOnly(path),
            Some(code::FULL) => Self::Full(path),
            Some(code::BUSY | code::LOCKED | code::PROTOCOL) => Self::Locked(path),
            Some(code::CANTOPEN) => Self::Unopenable { path, detail },
            _ => Self::Other { path, source: error },
        }
    }
}

/// The primary code is the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let extended: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}
