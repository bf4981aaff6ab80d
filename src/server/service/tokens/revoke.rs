//! Stopping a token.

use super::visible;
use crate::model::{RevokeMode, TokenId};
use crate::server::service::caller::Caller;
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, scopes};

/// What is left of a token.
#[derive(Debug)]
pub enum Left {
    /// Its row, which says that it is revoked.
    Kept(StoredToken),
    /// Nothing; this is how it was last seen.
    Gone(StoredToken),
}

impl Service {
    /// Stops a token from working: its row stays and its name is free, or with [`RevokeMode::Purge`] the row goes too.
    /// Revoking one that is revoked succeeds and changes nothing; purging one works.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchToken`] when there is none that the caller may see.
    pub async fn revoke(&self, caller: &Caller, id: &TokenId, mode: RevokeMode) -> Result<Left, ServiceError> {
        caller.require(scopes::TOKEN_DELETE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let before = visible(change.token(id).await?, caller, id)?;
        let event = |action, after| Event { action, by: caller, at: now, before: Some(&before), after };
        match mode {
            RevokeMode::Purge => {
                change.delete(id).await?;
                change.record(event(Action::Purge, None)).await?;
                change.commit().await?;
                Ok(Left::Gone(before))
            }
            RevokeMode::Revoke if before.revoked_at.is_some() => Ok(Left::Kept(before)),
            RevokeMode::Revoke => {
                let after = StoredToken { revoked_at: Some(now), updated_at: now, ..before.clone() };
                // A name that becomes free cannot collide.
                if let Err(collision) = change.update(&after).await? {
                    return Err(self.taken(change, collision, caller, &after, None).await);
                }
                change.record(event(Action::Revoke, Some(&after))).await?;
                change.commit().await?;
                Ok(Left::Kept(after))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::server::service::testing::{self, named, scoped};

    #[tokio::test]
    async fn a_revoked_row_stays_and_revoking_it_again_changes_nothing() {
        let house = testing::house().await;
        let id = house.create(named("ci")).await.unwrap().token.id;
        let revoke =
            async |house: &testing::House| match house.service.revoke(&house.admin, &id, RevokeMode::Revoke).await {
                Ok(Left::Kept(token)) => token,
                other => panic!("{other:?}"),
            };
        let first = revoke(&house).await;
        assert_eq!((first.status(testing::now()), first.revoked_at), (Status::Revoked, Some(testing::now())));
        let later = house.at(testing::TOMORROW).await;
        assert_eq!(revoke(&later).await, first);
        assert_eq!(later.service.token(&later.admin, &id).await.unwrap(), first);
    }

    #[tokio::test]
    async fn a_purged_row_is_gone_revoked_before_or_not() {
        let house = testing::house().await;
        for revoke_first in [true, false] {
            let id = house.create(named("ci")).await.unwrap().token.id;
            if revoke_first {
                house.service.revoke(&house.admin, &id, RevokeMode::Revoke).await.unwrap();
            }
            let left = house.service.revoke(&house.admin, &id, RevokeMode::Purge).await.unwrap();
            assert!(matches!(left, Left::Gone(_)));
            let gone = house.service.revoke(&house.admin, &id, RevokeMode::Revoke).await.unwrap_err();
            assert!(matches!(gone, ServiceError::NoSuchToken(_)), "{gone:?}");
        }
    }

    #[tokio::test]
    async fn a_key_without_the_scope_is_told_which_it_lacks() {
        let house = testing::house().await;
        let id = house.create(named("ci")).await.unwrap().token.id;
        let caller = house.key(scoped(&["token:read", "token:create", "token:update"])).await;
        let denied = house.service.revoke(&caller, &id, RevokeMode::Revoke).await.unwrap_err();
        assert!(matches!(denied, ServiceError::MissingScope("token:delete")), "{denied:?}");
        let manager = house.key(scoped(&["management"])).await;
        house.service.revoke(&manager, &id, RevokeMode::Revoke).await.unwrap();
    }

    #[tokio::test]
    async fn every_change_leaves_an_event_without_a_digest() {
        let house = testing::house().await;
        let manager = house.key(scoped(&["*"])).await;
        let id = house.create(named("ci")).await.unwrap().token.id;
        house.service.revoke(&manager, &id, RevokeMode::Revoke).await.unwrap();
        house.service.revoke(&house.admin, &id, RevokeMode::Purge).await.unwrap();
        let events = house.service.db.events_of(&id).await;
        let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(actions, ["token.create", "token.revoke", "token.purge"]);
        assert_eq!(events[1].actor_token_id, manager.key.map(|key| key.id.as_str().to_owned()));
        assert_eq!(events[0].before, None);
        assert_eq!(events[1].before, events[0].after);
        assert_eq!(events[2].before, events[1].after);
        assert!(events[0].after.as_ref().is_some_and(|json| json.contains("\"ci\"") && !json.contains("digest")));
    }
}
