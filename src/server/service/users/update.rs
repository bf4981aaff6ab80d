//! Changing a user: what is written on them, what they are, whether they are let in.

use super::{UserError, keep_an_administrator, labels, require_administrator, visible};
use crate::model::{Timestamp, UserChange};
use crate::server::service::caller::Caller;
use crate::server::service::db::{Change, UserNameTaken};
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::passwords::{self, PasswordError};
use crate::server::service::stored_user::{StoredUser, UserRole};
use crate::server::service::{Service, scopes};

impl Service {
    /// Changes a user and returns them as they then are. A change that changes nothing leaves no trace.
    ///
    /// # Errors
    /// When a field is refused, the name is taken, the caller may not change that, the user is of this machine, or no
    /// administrator who can get in would be left.
    pub async fn update_user(
        &self,
        caller: &Caller,
        id: &str,
        wanted: &UserChange,
    ) -> Result<StoredUser, ServiceError> {
        // Before the write lock is taken, since digesting takes long; and after everything else, since refusing does not.
        self.check_user_change(caller, id, wanted).await?;
        let password = match &wanted.password {
            Some(Some(password)) => Some(self.passwords.digest(password).await?),
            Some(None) | None => None,
        };
        let (after, change) = self.updated_user(caller, id, wanted, password.as_deref()).await?;
        change.commit().await?;
        Ok(after)
    }

    /// Refuses what [`Service::update_user`] would refuse, and changes nothing.
    ///
    /// # Errors
    /// As [`Service::update_user`].
    pub async fn check_user_change(&self, caller: &Caller, id: &str, wanted: &UserChange) -> Result<(), ServiceError> {
        self.updated_user(caller, id, wanted, None).await.map(drop)
    }

    /// Makes the change in a transaction that is not yet committed.
    async fn updated_user(
        &self,
        caller: &Caller,
        id: &str,
        wanted: &UserChange,
        password: Option<&str>,
    ) -> Result<(StoredUser, Change), ServiceError> {
        caller.require(scopes::USER_UPDATE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let before = visible(change.user(id).await?, caller, id)?;
        let after = changed(&before, wanted, now)?;
        if before.name != after.name {
            // Others tell people apart by their names, and `root` from `r00t` only if nobody chooses theirs.
            require_administrator(caller, "change the names of users")?;
        }
        if (before.role, before.active) != (after.role, after.active) {
            require_administrator(caller, "change what a user is and whether they are let in")?;
            if before.is_of_the_operating_system() {
                return Err(UserError::OfThisMachine(before.name).into());
            }
        }
        if before.attributes != after.attributes {
            require_administrator(caller, "change the attributes of users")?;
        }
        let is_made = after.role == UserRole::Administrator && before.role != UserRole::Administrator;
        // One who is deactivated is made an administrator too: whoever lets them in later may not know.
        let is_empowered = is_made || after.is_active_administrator() && !before.is_active_administrator();
        let gets_a_password = matches!(wanted.password, Some(Some(_)));
        // What an attribute opens, or its absence, other servers decide: less than everything is not known to be enough.
        if is_empowered || gets_a_password || before.attributes != after.attributes {
            caller.may_empower()?;
        }
        if after == before && !gets_a_password {
            return Ok((before, change));
        }
        if after.name != before.name && change.is_name_taken(&after.name, &after.id).await? {
            return Err(UserError::NameTaken(after.name).into());
        }
        if let Err(UserNameTaken) = change.update_user(&after, password).await? {
            return Err(UserError::NameTaken(after.name).into());
        }
        keep_an_administrator(&mut change, &before, now).await?;
        let event =
            Event { action: Action::UserUpdate, by: caller, at: now, before: Some(&before), after: Some(&after) };
        change.record(event).await?;
        Ok((after, change))
    }
}

/// The user as they would be, with every changed field checked.
fn changed(before: &StoredUser, wanted: &UserChange, now: Timestamp) -> Result<StoredUser, UserError> {
    let mut after = before.clone();
    if let Some(name) = wanted.name.as_ref().filter(|name| **name != before.name) {
        labels::check_name(name)?;
        after.name.clone_from(name);
    }
    if let Some(email) = &wanted.email {
        after.email = labels::email(email.as_deref())?;
    }
    if let Some(full_name) = &wanted.full_name {
        after.full_name = labels::full_name(full_name.as_deref())?;
    }
    after.attributes = labels::attributes(&before.attributes, &wanted.attributes)?;
    if let Some(role) = &wanted.role {
        after.role = labels::role(role)?;
    }
    if let Some(active) = wanted.active {
        after.active = active;
    }
    match &wanted.password {
        Some(Some(_)) if after.role == UserRole::ServiceAccount => return Err(PasswordError::OfServiceAccount.into()),
        Some(Some(password)) => {
            passwords::check(password, &after.name)?;
            after.password_set_at = Some(now);
        }
        Some(None) => after.password_set_at = None,
        // Whoever becomes a program cannot log in with what they knew as a person.
        None if after.role == UserRole::ServiceAccount => after.password_set_at = None,
        None => {}
    }
    Ok(after)
}
