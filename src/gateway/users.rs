//! The part of the contract that gateways with users keep.

use async_trait::async_trait;
use futures_util::stream::BoxStream;

use super::Error;
use crate::model::{NewUser, User, UserChange, UserQuery, UserRef};

/// The people and service accounts of a gateway.
///
/// Whatever would leave the gateway without an active administrator is refused before anything changes, as
/// [`super::ErrorKind::Conflict`], also where the server itself would let it happen.
#[async_trait]
pub trait UserDirectory: Send + Sync {
    /// The users that the credential may see and that pass the query, page by page as they are read, each id once.
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>>;

    /// One user; `me` is the caller. Everybody may look at themself.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] when there is none or it is not visible; [`super::ErrorKind::Ambiguous`], with both
    /// as candidates, for a bare word that is one user's name and another's id.
    async fn user(&self, wanted: &UserRef) -> Result<User, Error>;

    /// The roles that users have here, as they are told. Empty where a gateway can have others too.
    fn roles(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether such a user cannot be made without a password.
    fn needs_password(&self, _new: &NewUser) -> bool {
        false
    }

    /// Refuses what [`UserDirectory::create_user`] would refuse as far as that can be known, and makes nobody.
    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error>;

    /// Makes a user. Never repeated once it may have arrived.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] when the name is taken; [`super::ErrorKind::Input`] or
    /// [`super::ErrorKind::Failed`] when the password breaks the gateway's rules: the rule is named, the password never.
    async fn create_user(&self, new: &NewUser) -> Result<User, Error>;

    /// Refuses what [`UserDirectory::update_user`] would refuse as far as that can be known, and changes nothing.
    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error>;

    /// Changes a user and returns them as they then are.
    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error>;

    /// Refuses what [`UserDirectory::delete_user`] would refuse as far as that can be known, and deletes nobody.
    async fn check_user_deletion(&self, user: &User) -> Result<(), Error>;

    /// Deletes a user, and their tokens with them.
    async fn delete_user(&self, user: &User) -> Result<(), Error>;
}
