//! The first administrator of a gateway: made by whoever owns the data directory, once.

use super::caller::Caller;
use super::db::{Change, UserNameTaken};
use super::error::ServiceError;
use super::event::{Action, Event};
use super::stored_user::{StoredUser, UserRole};
use super::tokens::Made;
use super::users::{UserError, check_name};
use super::{Service, key};
use crate::model::{Attributes, Timestamp};

/// An administrator and their key, in a transaction that nobody else sees yet. Dropped, they never were.
pub struct FirstAdministrator {
    made: Made,
    change: Change,
}

impl FirstAdministrator {
    /// Their key.
    pub fn made(&self) -> &Made {
        &self.made
    }

    /// Makes it true.
    ///
    /// # Errors
    /// [`ServiceError::Storage`] when it cannot be written.
    pub async fn commit(self) -> Result<(), ServiceError> {
        Ok(self.change.commit().await?)
    }
}

impl Service {
    /// Whether a text can be an administrator's name.
    ///
    /// # Errors
    /// [`UserError::Label`] when it cannot.
    pub fn check_administrator_name(name: &str) -> Result<(), ServiceError> {
        Ok(check_name(name).map_err(UserError::from)?)
    }

    /// Refuses what [`Service::first_administrator`] would refuse, and makes nobody.
    ///
    /// # Errors
    /// As [`Service::first_administrator`].
    pub async fn check_first_administrator(&self, name: &str) -> Result<(), ServiceError> {
        Self::check_administrator_name(name)?;
        let mut change = self.db.begin().await?;
        refuse_a_second(&mut change, self.clock.now()).await
    }

    /// Prepares the first administrator and a key of theirs with every scope and model. Other writers wait until it is
    /// committed or dropped.
    ///
    /// # Errors
    /// [`UserError::HasAdministrator`] once there is an active one; when the name is refused or taken.
    pub async fn first_administrator(&self, by: &Caller, name: &str) -> Result<FirstAdministrator, ServiceError> {
        Self::check_administrator_name(name)?;
        let now = self.clock.now();
        let user = StoredUser {
            id: format!("user-{}", key::new_id()?),
            name: name.to_owned(),
            email: None,
            full_name: None,
            role: UserRole::Administrator,
            active: true,
            created_at: now,
            last_seen_at: None,
            password_set_at: None,
            attributes: Attributes::default(),
        };
        let mut change = self.db.begin().await?;
        refuse_a_second(&mut change, now).await?;
        if let Err(UserNameTaken) = change.insert_user(&user, None).await? {
            return Err(UserError::NameTaken(user.name).into());
        }
        let event = Event { action: Action::UserCreate, by, at: now, before: None, after: Some(&user) };
        change.record(event).await?;
        let made = self.insert_first_token(&mut change, &user, by).await?;
        Ok(FirstAdministrator { made, change })
    }
}

/// Asked in the transaction that would make one, so that of two who do one is refused. One who cannot get in is none.
async fn refuse_a_second(change: &mut Change, now: Timestamp) -> Result<(), ServiceError> {
    if change.has_administrator(now).await? { Err(UserError::HasAdministrator.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::server::service::testing;

    #[tokio::test]
    async fn the_first_administrator_can_do_everything_and_there_is_only_one() {
        let house = testing::house().await;
        let first = house.service.first_administrator(&house.admin, "root").await.unwrap();
        let secret = first.made().secret.clone();
        first.commit().await.unwrap();
        let caller = house.service.authenticate(&secret).await.unwrap();
        assert_eq!((caller.user.name.as_str(), caller.user.role), ("root", Role::Administrator));
        assert_eq!(caller.key.unwrap().scopes, ["*"]);
        let refused = house.service.first_administrator(&house.admin, "other").await.err().unwrap();
        assert!(matches!(refused, ServiceError::User(UserError::HasAdministrator)), "{refused:?}");
    }

    #[tokio::test]
    async fn one_who_was_not_committed_never_was() {
        let house = testing::house().await;
        let first = house.service.first_administrator(&house.admin, "root").await.unwrap();
        let secret = first.made().secret.clone();
        drop(first);
        assert!(house.service.authenticate(&secret).await.is_err());
        house.service.check_first_administrator("root").await.unwrap();
    }

    #[tokio::test]
    async fn whoever_used_the_gateway_in_process_is_an_administrator_already() {
        let house = testing::house().await;
        house.create(testing::named("ci")).await.unwrap();
        let refused = house.service.check_first_administrator("root").await.unwrap_err();
        assert!(matches!(refused, ServiceError::User(UserError::HasAdministrator)), "{refused:?}");
    }
}
