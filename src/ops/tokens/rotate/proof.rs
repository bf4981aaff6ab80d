//! What is seen of the new secret and of the old one. Nothing is called done that was not seen, nothing is seen in a secret
//! that is another token's, and none is shown to a gateway that can be told not to be its own.

use std::time::{Duration, Instant};

use super::Run;
use super::exchange::old_id;
use crate::gateway::rotation::Underway;
use crate::gateway::{self, ErrorKind};
use crate::model::{OldProof, Secret, SecretMatch, Status, Timestamp, Token};
use crate::ops::{Error, Refusal, RefusalKind, sinks};

/// How often it is looked whether a secret works, where somebody waits for it.
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// A secret that is at hand, and may be the old one.
#[derive(Debug, Clone)]
pub struct AtHand {
    pub secret: Secret,
    /// The variable that is to hold it, if that is where it is from.
    pub variable: Option<String>,
}

/// The old secret. It was let in before it was ended.
pub(super) struct OldSecret {
    secret: Secret,
    /// Whether the gateway tells whose it is. Else it may be another's that looks alike.
    is_certain: bool,
}

/// Whose a secret is.
enum Whose {
    /// Of the token that is rotated.
    Its,
    /// Maybe.
    Perhaps,
    Another,
}

impl Run<'_> {
    /// Sees the new secret work before anybody gets it. One that does not goes.
    pub(super) async fn prove(&self, secret: &Secret, under_way: &Underway) -> Result<(), Error> {
        let judged = self.wait_until(secret, true).await;
        if let Ok(true) = judged {
            return Ok(());
        }
        let withdrawn = self.rotator.withdraw(under_way).await.is_ok();
        let (kind, left) = if withdrawn {
            (RefusalKind::Failed, "it was taken back, and nothing has changed")
        } else {
            (RefusalKind::Unfinished, "the next run takes it back")
        };
        let refusal = Refusal::new(kind, format!("the new secret was not seen to work: {left}"));
        Err(match judged {
            Err(error) => refusal.cause(error.to_string()).into(),
            Ok(_) => refusal.cause(format!("{} rejects it", self.session.label())).into(),
        })
    }

    /// Whether a secret is let in or not, as is wished, at the latest when the wait is over.
    async fn wait_until(&self, secret: &Secret, works: bool) -> Result<bool, gateway::Error> {
        let started = Instant::now();
        loop {
            let is = self.rotator.works(secret).await;
            if matches!(is, Ok(is) if is == works) || started.elapsed() >= self.request.wait {
                return is;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// The old secret, where it is at hand: it was shown, a variable holds it, or a place that is about to be written to.
    /// `new` is the new one, if a place may hold it already.
    ///
    /// # Errors
    /// [`RefusalKind::Usage`] when the variable holds another token's.
    pub(super) async fn find_old_secret(
        &mut self,
        token: &Token,
        under_way: Option<&Underway>,
        new: Option<&Secret>,
    ) -> Result<(), Error> {
        if let Some(AtHand { secret, variable }) = self.at_hand.take() {
            let whose = self.whose(&secret, token, under_way).await;
            if let (Whose::Another, Some(variable)) = (&whose, variable) {
                let message = format!("{variable} holds no secret of the token id:{}", old_id(token, under_way));
                return Err(Refusal::new(RefusalKind::Usage, message)
                    .hint("put the old secret there, or leave `--old-secret-env` out")
                    .into());
            }
            self.old_secret = self.working(secret, whose).await;
        }
        let mut places = self.request.sinks.iter().filter(|sink| sink.place.is_readable());
        let mut own = self.session.shown.clone().filter(|_| self.is_own);
        while self.old_secret.is_none() {
            let found = match (own.take(), places.next()) {
                (Some(own), _) => Some(own),
                // What cannot be read proves nothing, and stops nothing.
                (None, Some(place)) => sinks::held(self.session, place).await.ok().flatten(),
                (None, None) => break,
            };
            if let Some(secret) = found.filter(|secret| Some(secret) != new) {
                let whose = self.whose(&secret, token, under_way).await;
                self.old_secret = self.working(secret, whose).await;
            }
        }
        Ok(())
    }

    /// Only of one that works it can be seen that it stops.
    async fn working(&self, secret: Secret, whose: Whose) -> Option<OldSecret> {
        let is_certain = match whose {
            Whose::Its => true,
            Whose::Perhaps => false,
            Whose::Another => return None,
        };
        matches!(self.rotator.works(&secret).await, Ok(true)).then_some(OldSecret { secret, is_certain })
    }

    async fn whose(&self, secret: &Secret, token: &Token, under_way: Option<&Underway>) -> Whose {
        let old = old_id(token, under_way);
        let whose = match self.session.gateway.token_of_secret(secret).await {
            Ok(SecretMatch::Exact(found)) if found.id == *old => Whose::Its,
            Ok(SecretMatch::Candidates(found)) if found.iter().any(|one| one.id == *old) => Whose::Perhaps,
            Ok(_) => Whose::Another,
            Err(error) if error.kind == ErrorKind::NotFound => Whose::Another,
            // Who may not ask that may rotate all the same.
            Err(_) => Whose::Perhaps,
        };
        // Where a token keeps its row, the new one is its own as well.
        match under_way.filter(|under_way| under_way.old.is_none()) {
            Some(under_way)
                if !matches!(whose, Whose::Another)
                    && matches!(self.rotator.is_new(secret, under_way).await, Ok(true)) =>
            {
                Whose::Another
            }
            _ => whose,
        }
    }

    /// What is seen of the old secret after it was ended, at the latest when the wait is over.
    pub(super) async fn seen_of_old(&self, old: Option<&Token>, new: &Token) -> OldProof {
        let started = Instant::now();
        loop {
            let seen = self.look_at_old(old, new).await;
            let is_ended = matches!(seen, OldProof::Refused | OldProof::Gone);
            if is_ended || started.elapsed() >= self.request.wait {
                return seen;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    async fn look_at_old(&self, old: Option<&Token>, new: &Token) -> OldProof {
        if let Some(OldSecret { secret, is_certain }) = &self.old_secret {
            match self.rotator.works(secret).await {
                Ok(false) => return OldProof::Refused,
                Ok(true) if *is_certain => return OldProof::Alive,
                Err(_) if *is_certain => return OldProof::Unknown,
                // It may be another's.
                Ok(true) | Err(_) => {}
            }
        }
        let now = self.session.clock.now();
        match self.session.gateway.token(&old.unwrap_or(new).id).await {
            Err(error) if error.kind == ErrorKind::NotFound => OldProof::Gone,
            Ok(token) if old.is_none() && token.rotation.is_none() => OldProof::Gone,
            Ok(token) if old.is_some() && !can_work(&token, now) => OldProof::Gone,
            Ok(_) => OldProof::Alive,
            Err(_) => OldProof::Unknown,
        }
    }
}

/// Whether its secret may be let in, as far as the gateway tells.
pub(super) fn can_work(token: &Token, now: Timestamp) -> bool {
    !matches!(token.status, Status::Revoked | Status::Expired) && token.expires_at.is_none_or(|end| now < end)
}
