//! The embedded gateway's service: which tokens there are, who may change them, and where they are kept. No sockets:
//! whoever is asked over one proves the caller with [`Service::authenticate`] and calls the same methods.
//!
//! - `tokens/`, `users/`, `trail/`: the operations, one a file
//! - [`first`]: how a gateway gets its first administrator
//! - [`caller`], [`mod@grants`], [`scopes`]: who asks, and what they may do and pass on
//! - [`admission`]: who is let in at the auth endpoint
//! - [`authenticate`], [`key`]: from a secret to a caller; how secrets are made, digested and compared
//! - [`cursor`]: places in lists
//! - [`labels`], [`lifetime`]: what a name, a description and an expiry may be
//! - [`passwords`]: how passwords are digested and compared
//! - [`stored`], [`stored_user`], [`event`]: a token and a user as they are kept, and the trail of changes
//! - [`data_dir`]: the folder, its modes and the pepper; [`mod@look`]: what is in it, without changing anything
//! - `db/`: the only place that knows SQL. The rules see [`db::Database`] and [`db::Change`], nothing of SQLite
//! - [`error`], [`mod@explain`]: what can go wrong, in types and in words

mod admission;
mod authenticate;
mod caller;
mod cursor;
mod data_dir;
mod db;
mod error;
mod event;
mod explain;
mod first;
mod grants;
mod key;
mod labels;
mod lifetime;
mod look;
mod passwords;
mod scopes;
mod stored;
mod stored_user;
#[cfg(test)]
mod testing;
mod tokens;
mod trail;
mod users;

use std::path::Path;

pub use self::admission::Admission;
use self::admission::Admissions;
pub use self::caller::{Caller, KeyRights, User};
pub use self::cursor::{CursorError, Place};
use self::data_dir::DataDir;
pub use self::data_dir::Exposed;
pub use self::db::StorageError;
use self::db::{Change, Database, Use};
pub use self::error::{CustomKeyHolder, ServiceError};
pub use self::explain::{ErrorCode, Explanation};
pub use self::first::FirstAdministrator;
pub use self::grants::Excess;
pub use self::key::CustomKeyError;
pub use self::labels::LabelError;
pub use self::lifetime::{ADMINISTRATOR_MAXIMUM, DEFAULT_LIFETIME, LifetimeError, MEMBER_MAXIMUM, TokenLimits};
pub use self::look::{Look, SCHEMA_VERSION};
pub use self::passwords::PasswordError;
use self::passwords::Passwords;
pub use self::scopes::{CATALOGUE, Scope, ScopeError, grants};
pub use self::stored::{Rotation, StoredToken};
pub use self::stored_user::{StoredUser, UserRole};
pub use self::tokens::{Left, Made, Renewal, RotationStep, TokenPage};
pub use self::trail::Watched;
pub use self::users::{DeletedUser, UserError, UserLabelError, UserListing, UserPage};
use crate::model::{Clock, Status, Timestamp};

/// The embedded gateway on one data directory. Several services, also in several processes, may share one.
#[derive(Debug)]
pub struct Service {
    data_dir: DataDir,
    db: Database,
    passwords: Passwords,
    admissions: Admissions,
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
        Self::open_for(data_dir, clock, Use::Alone).await
    }

    /// As [`Service::open`], for many callers at once.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open_to_serve(data_dir: &Path, clock: Clock) -> Result<Self, ServiceError> {
        Self::open_for(data_dir, clock, Use::Shared).await
    }

    async fn open_for(data_dir: &Path, clock: Clock, wanted: Use) -> Result<Self, ServiceError> {
        let data_dir = DataDir::prepare(data_dir)?;
        let db = Database::open(&data_dir, wanted).await?;
        Ok(Self { data_dir, db, passwords: Passwords::new(), admissions: Admissions::new(), clock })
    }

    /// The time by the service's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether the database can be read.
    ///
    /// # Errors
    /// [`ServiceError::Storage`] when it cannot.
    pub async fn check_readable(&self) -> Result<(), ServiceError> {
        Ok(self.db.check_readable().await?)
    }

    /// What the caller may ask for when they make a token of their own.
    pub fn token_limits(&self, caller: &Caller) -> TokenLimits {
        lifetime::limits(caller.user.role, caller.key.as_ref().and_then(|key| key.expires_at), self.clock.now())
    }

    /// The administrator that a user of this operating system is, if nobody else can read or write the data directory.
    /// Where what the system calls them could be nobody's name here, they go by their number.
    ///
    /// # Errors
    /// [`ServiceError::Exposed`] when someone else could.
    pub fn administrator(&self, os_user: &str) -> Result<Caller, ServiceError> {
        self.data_dir.check_private()?;
        Ok(Caller::of_the_operating_system(os_user))
    }

    /// The same caller as they are now, without being shown the secret again: someone may have renamed, demoted or
    /// deactivated them, or changed or revoked their key. A user of the operating system who is not written down, for
    /// they have not used the gateway or someone deleted them, is as [`Service::administrator`] says.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`] when their key has stopped working or they are gone,
    /// [`UserError::Deactivated`] for one who shows none.
    pub async fn still(&self, caller: &Caller) -> Result<Caller, ServiceError> {
        if let Some(key) = &caller.key {
            return self.still_by(key).await;
        }
        match self.db.user(&caller.user.id).await? {
            None if caller.is_of_the_operating_system() => Ok(caller.clone()),
            None => Err(ServiceError::Unauthenticated),
            Some(user) if user.active => Ok(Caller { user: user.as_caller(), key: None }),
            Some(user) => Err(UserError::Deactivated(user.name).into()),
        }
    }

    /// Whoever showed this key, as they are now.
    async fn still_by(&self, key: &KeyRights) -> Result<Caller, ServiceError> {
        let now = self.clock.now();
        let found = self.db.credential_of_id(&key.id).await?;
        let found = found.filter(|found| found.token.status(now) == Status::Active && found.is_let_in);
        let mut found = found.ok_or(ServiceError::Unauthenticated)?;
        if found.digest.bytes() != key.shown {
            // The token has a newer secret: whether the one that was shown still works.
            let earlier = self.db.earlier_secrets(&key.id).await?.into_iter();
            let mut earlier = earlier.filter(|earlier| earlier.digest.bytes() == key.shown && earlier.works(now));
            found.earlier = Some(earlier.next().ok_or(ServiceError::Unauthenticated)?);
        }
        Ok(Caller { user: found.owner.clone(), key: Some(KeyRights::of(found)) })
    }

    /// Starts a change by this caller. A user of the operating system is written down on first use. Everybody else must
    /// still be who they were when they were let in, now that nobody else writes: a key that was just revoked, a user who
    /// was just demoted or deleted does not finish what they had begun.
    async fn begin_by(&self, caller: &Caller) -> Result<Change, ServiceError> {
        let mut change = self.db.begin().await?;
        if caller.key.is_none() && !StoredUser::is_made_here(&caller.user.id) {
            change.ensure_user(&caller.user, self.clock.now()).await?;
            return Ok(change);
        }
        let user = change.user(&caller.user.id).await?;
        if !user.is_some_and(|user| user.active && user.role.rights() == caller.user.role) {
            return Err(ServiceError::Unauthenticated);
        }
        if let Some(key) = &caller.key {
            let token = change.token(&key.id).await?;
            if !token.is_some_and(|token| token.status(self.clock.now()) == Status::Active && key.is_of(&token)) {
                return Err(ServiceError::Unauthenticated);
            }
        }
        Ok(change)
    }
}
