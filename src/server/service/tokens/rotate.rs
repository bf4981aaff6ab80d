//! Exchanging a token's secret in place: the token stays, and the secret before works until the new one is where it is used.

use std::time::Duration;

use super::{Made, visible};
use crate::model::{Lifetime, RotationPhase, Secret, Status, Timestamp, TokenId};
use crate::server::service::caller::Caller;
use crate::server::service::db::Change;
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::key::{self, KeyDigest};
use crate::server::service::stored::{Rotation, StoredToken};
use crate::server::service::stored_user::UserRole;
use crate::server::service::{ADMINISTRATOR_MAXIMUM, Service, lifetime, scopes};

/// A new secret for a token.
#[derive(Debug, Clone, Default)]
pub struct Renewal {
    /// Of the form of this token's secrets, made by whoever asks: whoever loses the answer can ask again.
    pub secret: Option<Secret>,
    /// The rotation that is under way, if the caller means to begin it anew.
    pub seen: Option<String>,
}

/// What became of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationStep {
    /// The new secret is being handed over.
    Delivering,
    /// It is in place. The secrets before end after the grace; without one, when somebody says so.
    Delivered { grace: Option<Duration> },
    /// The secrets before end now.
    Finished,
    /// The new secret goes, and was never handed over.
    Withdrawn,
}

impl Service {
    /// A secret that the token could get.
    ///
    /// # Errors
    /// [`ServiceError::NoRandomness`].
    pub fn secret_for(id: &TokenId) -> Result<Secret, ServiceError> {
        Ok(key::generate_for(id.clone())?.secret)
    }

    /// Gives the token a new secret and, from now, the life it had. The secret before still works.
    ///
    /// # Errors
    /// [`ServiceError::RotationUnderWay`] when another rotation than the one seen is; when the token is revoked, its owner
    /// is not let in, or the caller may not grant what the token holds.
    pub async fn rotate(&self, caller: &Caller, id: &TokenId, renewal: &Renewal) -> Result<Made, ServiceError> {
        let (made, change) = self.rotated(caller, id, renewal).await?;
        change.commit().await?;
        Ok(made)
    }

    /// Refuses what [`Service::rotate`] would refuse, and changes nothing.
    ///
    /// # Errors
    /// As [`Service::rotate`].
    pub async fn check_rotate(&self, caller: &Caller, id: &TokenId, renewal: &Renewal) -> Result<(), ServiceError> {
        // What is not committed has not been.
        self.rotated(caller, id, renewal).await.map(drop)
    }

    async fn rotated(&self, caller: &Caller, id: &TokenId, renewal: &Renewal) -> Result<(Made, Change), ServiceError> {
        caller.require(scopes::TOKEN_UPDATE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let before = visible(change.token(id).await?, caller, id)?;
        let key = match &renewal.secret {
            Some(secret) => key::chosen_for(id.clone(), secret)?,
            None => key::generate_for(id.clone())?,
        };
        check_owner(&mut change, caller, &before, now).await?;
        let is_there_already = renewal.secret.is_some() && change.digest_of(id).await?.is_of_secret(&key.secret);
        if is_there_already {
            // Asked again, because the answer was lost.
            caller.may_grant(&before)?;
            return Ok((Made { token: before, secret: key.secret }, change));
        }
        let under_way = before.rotation_at(now);
        match (under_way, &renewal.seen) {
            (None, _) => {}
            (Some(rotation), Some(seen)) if rotation.id == *seen && rotation.phase != RotationPhase::Delivered => {}
            (Some(_), _) => return Err(ServiceError::RotationUnderWay(id.clone())),
        }
        let after = renewed(&before, now)?;
        // Whoever gets the secret can do what the token does.
        caller.may_grant(&after)?;
        if under_way.is_none_or(|rotation| rotation.phase == RotationPhase::Delivering) {
            change.set_aside(&before).await?;
            forget_between(&mut change, id).await?;
        }
        change.set_secret(id, &key.digest).await?;
        self.write(&mut change, caller, &before, &after).await?;
        Ok((Made { token: after, secret: key.secret }, change))
    }

    /// Says what became of a rotation, and returns the token as it then is. Said twice, it changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::RotationUnderWay`] when it is another; [`ServiceError::RotationStep`] when it is not so far, or
    /// farther.
    pub async fn mark_rotation(
        &self,
        caller: &Caller,
        id: &TokenId,
        rotation_id: &str,
        step: RotationStep,
    ) -> Result<StoredToken, ServiceError> {
        caller.require(scopes::TOKEN_UPDATE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let before = visible(change.token(id).await?, caller, id)?;
        let rotation = match &before.rotation {
            Some(rotation) if rotation.id == rotation_id => rotation.clone(),
            // Its end was said already, and the answer lost.
            None if matches!(step, RotationStep::Finished | RotationStep::Withdrawn) => return Ok(before),
            _ => return Err(ServiceError::RotationUnderWay(id.clone())),
        };
        let refused = || Err(ServiceError::RotationStep { id: id.clone(), phase: rotation.phase });
        let mut after = before.clone();
        match (step, rotation.phase) {
            (RotationStep::Delivering, RotationPhase::Minted | RotationPhase::Delivering) => {
                after.rotation = Some(Rotation { phase: RotationPhase::Delivering, ..rotation });
            }
            (RotationStep::Delivered { grace }, RotationPhase::Delivering | RotationPhase::Delivered) => {
                let end = |grace: Duration| now.checked_add(grace).filter(|_| grace <= ADMINISTRATOR_MAXIMUM);
                let grace_ends_at = grace.map(|grace| end(grace).ok_or(ServiceError::GraceTooLong));
                let grace_ends_at = grace_ends_at.transpose()?;
                if let Some(end) = grace_ends_at {
                    change.end_earlier(id, end).await?;
                }
                after.rotation = Some(Rotation { phase: RotationPhase::Delivered, grace_ends_at, ..rotation });
            }
            (RotationStep::Finished, RotationPhase::Delivered) => {
                change.end_earlier(id, now).await?;
                change.forget_ended(id, now).await?;
                after.rotation = None;
            }
            (RotationStep::Withdrawn, RotationPhase::Minted) => withdraw(&mut change, &mut after).await?,
            _ => return refused(),
        }
        if after != before {
            self.write(&mut change, caller, &before, &StoredToken { updated_at: now, ..after.clone() }).await?;
            after.updated_at = now;
            change.commit().await?;
        }
        Ok(after)
    }

    async fn write(
        &self,
        change: &mut Change,
        by: &Caller,
        before: &StoredToken,
        after: &StoredToken,
    ) -> Result<(), ServiceError> {
        // Its name stays, and no two generated secrets are the same.
        if change.update(after).await?.is_err() {
            return Err(ServiceError::RotationUnderWay(after.id.clone()));
        }
        let at = after.updated_at;
        Ok(change.record(Event { action: Action::Rotate, by, at, before: Some(before), after: Some(after) }).await?)
    }
}

/// A token that does not work for another reason than its age gets no secret, and that of another administrator only from
/// who may make one for them.
async fn check_owner(
    change: &mut Change,
    caller: &Caller,
    token: &StoredToken,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if token.status(now) == Status::Revoked {
        return Err(ServiceError::IsRevoked(token.id.clone()));
    }
    if !token.owner_active {
        return Err(ServiceError::OwnerDeactivated(token.owner_name.clone()));
    }
    let owner = change.user(&token.owner_id).await?;
    if token.owner_id != caller.user.id && owner.is_some_and(|owner| owner.role == UserRole::Administrator) {
        caller.may_stand_in()?;
    }
    Ok(())
}

/// The token with a new secret: its life begins anew.
fn renewed(before: &StoredToken, now: Timestamp) -> Result<StoredToken, ServiceError> {
    let expires_at = match before.expires_at {
        None => None,
        Some(end) => {
            let seconds = end.seconds_since(before.secret_since()).max(1);
            let life = Lifetime::For(Duration::from_secs(seconds.unsigned_abs()));
            // Whether it may live so long was judged when it was made.
            lifetime::end(life, crate::model::Role::Administrator, now)?
        }
    };
    let rotation =
        Rotation { id: key::new_id()?.as_str().to_owned(), phase: RotationPhase::Minted, grace_ends_at: None };
    Ok(StoredToken {
        expires_at,
        rotated_at: Some(now),
        updated_at: now,
        custom: false,
        rotation: Some(rotation),
        ..before.clone()
    })
}

/// Of the secrets that may be in use, the one from before the rotation stays, and the one that was handed over last: that is
/// the one which a place most likely holds, if it holds another than the first. However often a place fails, there are no
/// more than two beside the first.
async fn forget_between(change: &mut Change, id: &TokenId) -> Result<(), ServiceError> {
    let unfinished = change.unfinished_secrets(id).await?;
    let between = unfinished.len().saturating_sub(2);
    for earlier in unfinished.iter().skip(1).take(between) {
        change.forget(earlier).await?;
    }
    Ok(())
}

/// Puts the secret before in the place of the new one.
async fn withdraw(change: &mut Change, token: &mut StoredToken) -> Result<(), ServiceError> {
    let mut earlier = change.unfinished_secrets(&token.id).await?.into_iter();
    let Some(last) = earlier.next() else { return Err(ServiceError::RotationUnderWay(token.id.clone())) };
    change.set_secret(&token.id, &last.digest).await?;
    change.forget(&last).await?;
    token.custom = matches!(last.digest, KeyDigest::Custom { .. });
    token.expires_at = last.expires_at;
    token.rotated_at = (last.since != token.created_at).then_some(last.since);
    // Of one that was handed over in part the rotation goes on.
    let goes_on = earlier.next().is_some();
    token.rotation = token.rotation.take().filter(|_| goes_on);
    if let Some(rotation) = &mut token.rotation {
        rotation.phase = RotationPhase::Delivering;
    }
    Ok(())
}
