//! The embedded gateway's service: which tokens there are, who may change them, and where they are kept. No sockets:
//! whoever is asked over one proves the caller with [`Service::authenticate`] and calls the same methods.
//!
//! - `tokens/`: the operations, one a file
//! - [`caller`], [`mod@grants`], [`scopes`]: who asks, and what they may do and pass on
//! - [`authenticate`], [`key`]: from a secret to a caller; how secrets are made, digested and compared
//! - [`labels`], [`lifetime`]: what a name, a description and an expiry may be
//! - [`stored`], [`event`]: a token as it is kept, and the trail of changes
//! - [`data_dir`]: the folder, its modes and the pepper
//! - `db/`: the only place that knows SQL. The rules see [`db::Database`] and [`db::Change`], nothing of SQLite
//! - [`error`]: what can go wrong

mod authenticate;
mod caller;
mod data_dir;
mod db;
mod error;
mod event;
mod grants;
mod key;
mod labels;
mod lifetime;
mod scopes;
mod stored;
#[cfg(test)]
mod testing;
mod tokens;

use std::path::Path;

pub use self::caller::{Caller, KeyRights, User};
use self::data_dir::DataDir;
pub use self::data_dir::Exposed;
use self::db::Database;
pub use self::db::StorageError;
pub use self::error::{CustomKeyHolder, ServiceError};
pub use self::grants::Excess;
pub use self::key::CustomKeyError;
pub use self::labels::LabelError;
pub use self::lifetime::{ADMINISTRATOR_MAXIMUM, DEFAULT_LIFETIME, LifetimeError, MEMBER_MAXIMUM};
pub use self::scopes::{CATALOGUE, Scope, ScopeError, grants};
pub use self::stored::StoredToken;
pub use self::tokens::{Left, Made};
use crate::model::{Clock, Role};

/// The embedded gateway on one data directory. Several services, also in several processes, may share one.
#[derive(Debug)]
pub struct Service {
    data_dir: DataDir,
    db: Database,
    clock: Clock,
}

impl Service {
    /// Whether there is a gateway in `data_dir` already. Makes none.
    pub fn is_made(data_dir: &Path) -> bool {
        DataDir::is_made(data_dir)
    }

    /// Opens the gateway kept in `data_dir`, and makes it when there is none.
    ///
    /// # Errors
    /// [`ServiceError::Storage`] when the folder or the database cannot be used.
    pub async fn open(data_dir: &Path, clock: Clock) -> Result<Self, ServiceError> {
        let data_dir = DataDir::prepare(data_dir)?;
        let db = Database::open(&data_dir).await?;
        Ok(Self { data_dir, db, clock })
    }

    /// The administrator that a user of this operating system is, if nobody else can read or write the data directory.
    ///
    /// # Errors
    /// [`ServiceError::Exposed`] when someone else could.
    pub fn administrator(&self, os_user: &str) -> Result<Caller, ServiceError> {
        self.data_dir.check_private()?;
        let user = User { id: format!("os:{os_user}"), name: os_user.to_owned(), role: Role::Administrator };
        Ok(Caller { user, key: None })
    }
}
