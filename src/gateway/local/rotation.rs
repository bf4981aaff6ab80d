//! Rotation on the embedded gateway in this process: the token stays, its secret is exchanged.

use std::time::Duration;

use async_trait::async_trait;

use super::adapter::LocalGateway;
use super::convert;
use crate::gateway::Gateway;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::rotation::{Rotator, Step, Underway};
use crate::model::{Minted, RotationMark, RotationPhase, Secret, Timestamp, Token};
use crate::server::service::{Renewal, RotationStep, Service, ServiceError};

#[async_trait]
impl Rotator for LocalGateway {
    async fn check_rotation(&self, token: &Token) -> Result<(), Error> {
        let caller = self.caller().await?;
        let renewal = Renewal { seen: rotation_id(token).map(str::to_owned), ..Renewal::default() };
        match self.service.check_rotate(&caller, &token.id, &renewal).await {
            Ok(()) | Err(ServiceError::RotationUnderWay(_)) => Ok(()),
            Err(error) => Err(convert::error(error)),
        }
    }

    async fn under_way(&self, token: &Token) -> Result<Option<Underway>, Error> {
        Ok(in_place(token.clone()))
    }

    async fn mint(&self, token: &Token, under_way: Option<&Underway>) -> Result<(Minted, Underway), Error> {
        let caller = self.caller().await?;
        let seen = under_way.and_then(|under_way| under_way.new.as_ref()).and_then(rotation_id);
        let renewal = Renewal {
            seen: seen.map(str::to_owned),
            secret: Some(Service::secret_for(&token.id).map_err(convert::error)?),
        };
        let made = self.service.rotate(&caller, &token.id, &renewal).await.map_err(convert::error)?;
        begun(convert::minted(made, self.clock.now()))
    }

    async fn check_turn(&self, under_way: &Underway) -> Result<(), Error> {
        let (token, _) = named(under_way)?;
        same_turn(under_way, &self.token(&token.id).await?)
    }

    async fn mark(&self, under_way: Underway, step: Step) -> Result<Underway, Error> {
        let step = service_step(step, self.clock.now());
        self.said(&under_way, step).await.map(|token| in_place(token).unwrap_or(under_way))
    }

    async fn retire(&self, under_way: Underway) -> Result<Token, Error> {
        self.said(&under_way, RotationStep::Finished).await
    }

    async fn withdraw(&self, under_way: &Underway) -> Result<(), Error> {
        self.said(under_way, RotationStep::Withdrawn).await.map(drop)
    }

    async fn works(&self, secret: &Secret) -> Result<bool, Error> {
        match self.service.recognise(secret).await {
            Ok(_) => Ok(true),
            Err(ServiceError::Unauthenticated) => Ok(false),
            Err(error) => Err(convert::error(error)),
        }
    }

    async fn is_new(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        match self.service.recognise(secret).await {
            Ok(caller) => {
                let new = under_way.new.as_ref().map(|token| &token.id);
                Ok(caller.key.is_some_and(|key| Some(&key.id) == new && !key.is_earlier))
            }
            Err(ServiceError::Unauthenticated) => Ok(false),
            Err(error) => Err(convert::error(error)),
        }
    }
}

impl LocalGateway {
    async fn said(&self, under_way: &Underway, step: RotationStep) -> Result<Token, Error> {
        let caller = self.caller().await?;
        let (token, id) = named(under_way)?;
        let token = self.service.mark_rotation(&caller, &token.id, id, step).await.map_err(convert::error)?;
        Ok(convert::token(token, self.clock.now()))
    }
}

/// The id of the rotation that the token tells of.
pub(super) fn rotation_id(token: &Token) -> Option<&str> {
    match &token.rotation {
        Some(RotationMark::InPlace { id, .. }) => Some(id),
        _ => None,
    }
}

/// The token and the rotation that is meant.
pub(super) fn named(under_way: &Underway) -> Result<(&Token, &str), Error> {
    let new = under_way.new.as_ref();
    new.and_then(|token| Some((token, rotation_id(token)?)))
        .ok_or_else(|| Error::new(ErrorKind::Conflict, "no rotation of the token is under way"))
}

/// Refuses when the token tells of another rotation, or of none.
pub(super) fn same_turn(under_way: &Underway, now: &Token) -> Result<(), Error> {
    let (token, id) = named(under_way)?;
    if rotation_id(now) == Some(id) {
        return Ok(());
    }
    let message = format!("somebody else is rotating the token id:{}, and went on in this run's place", token.id);
    Err(Error::new(ErrorKind::Conflict, message).hint("look again with `gatekey tokens show`"))
}

/// The rotation that the token tells of.
pub(super) fn in_place(token: Token) -> Option<Underway> {
    let Some(RotationMark::InPlace { phase, grace_expires_at, .. }) = &token.rotation else { return None };
    let (phase, until) = (*phase, *grace_expires_at);
    Some(Underway { old: None, new: Some(token), orphans: Vec::new(), phase, until })
}

/// A rotation that has just begun.
pub(super) fn begun(minted: Minted) -> Result<(Minted, Underway), Error> {
    let under_way = in_place(minted.token.clone()).filter(|under_way| under_way.phase == RotationPhase::Minted);
    let under_way =
        under_way.ok_or_else(|| Error::new(ErrorKind::Failed, "the gateway tells of no rotation that began"))?;
    Ok((minted, under_way))
}

/// The step as the service counts: a grace from now.
pub(super) fn service_step(step: Step, now: Timestamp) -> RotationStep {
    match step {
        Step::Delivering => RotationStep::Delivering,
        Step::Delivered { until } => {
            RotationStep::Delivered { grace: until.map(|until| Duration::from_secs(until.whole_seconds_after(now))) }
        }
    }
}
