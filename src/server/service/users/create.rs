//! Making a user.

use super::{UserError, labels, require_administrator};
use crate::model::{Attributes, NewUser};
use crate::server::service::caller::Caller;
use crate::server::service::db::{Change, UserNameTaken};
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::passwords::{self, PasswordError};
use crate::server::service::stored_user::{StoredUser, UserRole};
use crate::server::service::{Service, key, scopes};

impl Service {
    /// Makes a user who is let in at once; a member, if nobody says what.
    ///
    /// # Errors
    /// When a field is refused, the name is taken, or the caller may not make such a user.
    pub async fn create_user(&self, caller: &Caller, new: &NewUser) -> Result<StoredUser, ServiceError> {
        let user = self.drafted_user(caller, new)?;
        // Before the write lock is taken: digesting takes long.
        let password = match &new.password {
            Some(password) => Some(self.passwords.digest(password).await?),
            None => None,
        };
        self.inserted(caller, &user, password.as_deref()).await?.commit().await?;
        Ok(user)
    }

    /// Refuses what [`Service::create_user`] would refuse, and makes nobody.
    ///
    /// # Errors
    /// As [`Service::create_user`].
    pub async fn check_new_user(&self, caller: &Caller, new: &NewUser) -> Result<(), ServiceError> {
        let user = self.drafted_user(caller, new)?;
        // What is not committed has not been.
        self.inserted(caller, &user, None).await.map(drop)
    }

    fn drafted_user(&self, caller: &Caller, new: &NewUser) -> Result<StoredUser, ServiceError> {
        caller.require(scopes::USER_CREATE)?;
        require_administrator(caller, "make users")?;
        let role = new.role.as_deref().map_or(Ok(UserRole::Member), labels::role).map_err(UserError::from)?;
        if role == UserRole::Administrator || new.password.is_some() || !new.attributes.is_empty() {
            caller.may_empower()?;
        }
        labels::check_name(&new.name).map_err(UserError::from)?;
        if let Some(password) = &new.password {
            if role == UserRole::ServiceAccount {
                return Err(UserError::Password(PasswordError::OfServiceAccount).into());
            }
            passwords::check(password, &new.name).map_err(UserError::from)?;
        }
        let now = self.clock.now();
        Ok(StoredUser {
            id: format!("user-{}", key::new_id()?),
            name: new.name.clone(),
            email: labels::email(new.email.as_deref()).map_err(UserError::from)?,
            full_name: labels::full_name(new.full_name.as_deref()).map_err(UserError::from)?,
            role,
            active: true,
            created_at: now,
            last_seen_at: None,
            password_set_at: new.password.as_ref().map(|_| now),
            attributes: labels::attributes(&Attributes::default(), &new.attributes.as_change())
                .map_err(UserError::from)?,
        })
    }

    async fn inserted(
        &self,
        caller: &Caller,
        user: &StoredUser,
        password: Option<&str>,
    ) -> Result<Change, ServiceError> {
        let mut change = self.begin_by(caller).await?;
        if change.is_name_taken(&user.name, &user.id).await? {
            return Err(UserError::NameTaken(user.name.clone()).into());
        }
        if let Err(UserNameTaken) = change.insert_user(user, password).await? {
            return Err(UserError::NameTaken(user.name.clone()).into());
        }
        let event =
            Event { action: Action::UserCreate, by: caller, at: user.created_at, before: None, after: Some(user) };
        change.record(event).await?;
        Ok(change)
    }
}
