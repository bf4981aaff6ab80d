//! Rotation on a `gatekey serve`: the token stays, its secret is exchanged. The secret is made here, so that a call whose
//! answer was lost is made again.

use async_trait::async_trait;

use super::adapter::{KEY_PREFIX, RemoteGateway, check_id};
use super::wire::{Me, NewSecret, RotationStep, Step as WireStep, Token as WireToken};
use crate::gateway::Gateway;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::local::rotation::{begun, in_place, named, rotation_id, same_turn};
use crate::gateway::rotation::{Rotator, Step, Underway};
use crate::model::{Minted, Secret, Token};
use crate::server::service::Service;

#[async_trait]
impl Rotator for RemoteGateway {
    async fn check_rotation(&self, token: &Token) -> Result<(), Error> {
        check_id(&token.id)?;
        let body = NewSecret { secret: None, seen: rotation_id(token) };
        let call = self.client.post(&["v1", "tokens", token.id.as_str(), "rotation"]).json(&body);
        match call.query("dry_run", "true").idempotent().send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => Ok(()),
            // What to do about one that is under way is not decided here.
            Err(failure) if failure.is_status(409) => match self.failed(failure) {
                error if rotation_id(token).is_some() && error.kind == ErrorKind::Conflict => Ok(()),
                error => Err(error),
            },
            Err(failure) => Err(self.failed(failure)),
        }
    }

    async fn under_way(&self, token: &Token) -> Result<Option<Underway>, Error> {
        Ok(in_place(token.clone()))
    }

    async fn mint(&self, token: &Token, under_way: Option<&Underway>) -> Result<(Minted, Underway), Error> {
        check_id(&token.id)?;
        let secret = Service::secret_for(&token.id)?;
        let seen = under_way.and_then(|under_way| under_way.new.as_ref()).and_then(rotation_id);
        let digits = Secret::new(secret.expose().rsplit('_').next().unwrap_or_default());
        let body = NewSecret { secret: Some(digits.expose()), seen };
        let call = self.client.post(&["v1", "tokens", token.id.as_str(), "rotation"]).json(&body);
        let call = call.secret(&secret).secret(&digits);
        let answer = Self::ask::<WireToken>(call.idempotent()).await;
        let token = answer.map(|token| self.token_from(token)).map_err(|failure| self.failed_to_change(failure))?;
        begun(Minted { token, secret, notes: Vec::new() })
    }

    async fn check_turn(&self, under_way: &Underway) -> Result<(), Error> {
        let (token, _) = named(under_way)?;
        same_turn(under_way, &self.token(&token.id).await?)
    }

    async fn mark(&self, under_way: Underway, step: Step) -> Result<Underway, Error> {
        let (step, grace) = match step {
            Step::Delivering => (WireStep::Delivering, None),
            Step::Delivered { until } => {
                let seconds = until.map(|until| until.whole_seconds_after(self.now()));
                (WireStep::Delivered, seconds)
            }
        };
        self.said(&under_way, step, grace).await.map(|token| in_place(token).unwrap_or(under_way))
    }

    async fn retire(&self, under_way: Underway) -> Result<Token, Error> {
        self.said(&under_way, WireStep::Finished, None).await
    }

    async fn withdraw(&self, under_way: &Underway) -> Result<(), Error> {
        self.said(under_way, WireStep::Withdrawn, None).await.map(drop)
    }

    async fn works(&self, secret: &Secret) -> Result<bool, Error> {
        Ok(self.me_by(secret).await?.is_some())
    }

    async fn is_new(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        let new = under_way.new.as_ref().map(|token| token.id.as_str());
        // What is told by itself not to be its own is not shown to the server.
        if !new.is_some_and(|id| secret.expose().starts_with(&format!("{KEY_PREFIX}{id}_"))) {
            return Ok(false);
        }
        let key = self.me_by(secret).await?.and_then(|me| me.key);
        Ok(key.is_some_and(|key| Some(key.id.as_str()) == new && !key.superseded))
    }
}

impl RemoteGateway {
    async fn said(&self, under_way: &Underway, step: WireStep, grace: Option<u64>) -> Result<Token, Error> {
        let (token, id) = named(under_way)?;
        let call = self.client.patch(&["v1", "tokens", token.id.as_str(), "rotation"]);
        let answer = Self::ask(call.json(&RotationStep { id, step, grace })).await;
        answer.map(|token| self.token_from(token)).map_err(|failure| self.failed_to_change(failure))
    }

    /// Whose secret this is; `None` when the server does not know it.
    async fn me_by(&self, secret: &Secret) -> Result<Option<Me>, Error> {
        match Self::ask(self.client.get(&["v1", "me"]).showing(secret)).await {
            Ok(me) => Ok(Some(me)),
            Err(failure) if failure.is_status(401) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }
}
