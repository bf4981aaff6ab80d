//! Deleting a user, and their tokens with them.

use super::{UserError, keep_an_administrator, require_administrator, visible};
use crate::server::service::caller::Caller;
use crate::server::service::db::Change;
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::stored_user::StoredUser;
use crate::server::service::{Service, scopes};

/// A user who is gone, as they last were.
#[derive(Debug)]
pub struct DeletedUser {
    pub user: StoredUser,
    /// How many tokens went with them.
    pub tokens: usize,
}

impl Service {
    /// Deletes a user and their tokens, all of it or nothing. The name is free.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchUser`] when there is none that the caller may see; when the caller may not delete users, the
    /// user is of this machine, or no administrator who can get in would be left.
    pub async fn delete_user(&self, caller: &Caller, id: &str) -> Result<DeletedUser, ServiceError> {
        let (deleted, change) = self.deleted(caller, id).await?;
        change.commit().await?;
        Ok(deleted)
    }

    /// Refuses what [`Service::delete_user`] would refuse, and deletes nothing.
    ///
    /// # Errors
    /// As [`Service::delete_user`].
    pub async fn check_user_deletion(&self, caller: &Caller, id: &str) -> Result<(), ServiceError> {
        self.deleted(caller, id).await.map(drop)
    }

    /// Deletes in a transaction that is not yet committed.
    async fn deleted(&self, caller: &Caller, id: &str) -> Result<(DeletedUser, Change), ServiceError> {
        caller.require(scopes::USER_DELETE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let user = visible(change.user(id).await?, caller, id)?;
        require_administrator(caller, "delete users")?;
        if user.is_of_the_operating_system() {
            return Err(UserError::OfThisMachine(user.name).into());
        }
        let tokens = change.tokens_of(id).await?;
        for token in &tokens {
            change.delete(&token.id).await?;
            let event = Event { action: Action::Purge, by: caller, at: now, before: Some(token), after: None };
            change.record(event).await?;
        }
        change.delete_user(id).await?;
        keep_an_administrator(&mut change, &user, now).await?;
        let event = Event { action: Action::UserDelete, by: caller, at: now, before: Some(&user), after: None };
        change.record(event).await?;
        Ok((DeletedUser { user, tokens: tokens.len() }, change))
    }
}
