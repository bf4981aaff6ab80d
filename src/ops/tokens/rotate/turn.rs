//! When somebody else went on with a rotation while this run handed its secret over. Whoever wrote last is in the places, and
//! that may be this run, whose secret is about to end. So it waits for the other to be done, and then sees to it that the
//! places hold a secret that stays.

use std::time::{Duration, Instant};

use super::Run;
use super::exchange::is_of_turn;
use super::places::ReadBack;
use super::proof::{BETWEEN_LOOKS, can_work};
use crate::gateway::rotation::Underway;
use crate::model::{RotationPhase, Secret, Token, TokenRef};
use crate::ops::tokens::resolve::resolve;
use crate::ops::{Error, Refusal, RefusalKind, sinks};

/// Longer than any place but a slow program takes: that has two minutes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What this run had made and handed over in part when it was taken over.
pub(super) struct Lost {
    pub(super) under_way: Underway,
    pub(super) secret: Secret,
    /// Whether it was printed: what was read there cannot be called back.
    pub(super) is_shown: bool,
    /// As the gateway tells it.
    pub(super) error: crate::gateway::Error,
}

/// What is done about it.
pub(super) enum Again {
    /// The other is done, and both old ones are gone: this token is rotated once more.
    Rotate(Box<Token>),
    /// The other is done, and this secret works until the grace is over: it takes the turn back.
    HandOn(Secret, Box<Underway>),
}

impl Run<'_> {
    /// Waits for the other run, and finds what is to be done.
    ///
    /// # Errors
    /// That it is somebody else's turn, when the places hold what they made; [`RefusalKind::Unfinished`] when nothing can be
    /// done about a place that may hold a secret which ends.
    pub(super) async fn after_another(&self, lost: Lost) -> Result<Again, Error> {
        let old = lost.under_way.old.clone().or_else(|| lost.under_way.new.clone());
        let Some(old) = old else { return Err(left(&lost)) };
        if self.is_again || lost.is_shown {
            return Err(left(&lost));
        }
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let root = match self.session.gateway.token(&old.id).await {
                Ok(token) => token,
                Err(error) if is_of_turn(&error) => return self.once_more(lost, &old).await,
                Err(_) => return Err(left(&lost)),
            };
            let now = self.session.clock.now();
            // One that works no more takes part in nothing, though its row may stay.
            if lost.under_way.old.is_some() && !can_work(&root, now) {
                return self.once_more(lost, &root).await;
            }
            match self.rotator.under_way(&root).await {
                Ok(None) => return self.once_more(lost, &root).await,
                Ok(Some(theirs)) if is_settled(&theirs) && theirs.until.is_none_or(|until| now < until) => {
                    return self.beside_theirs(lost, theirs).await;
                }
                // What has ended by itself is about to be cleared up, and everything else to go on.
                Ok(Some(_)) | Err(_) => tokio::time::sleep(BETWEEN_LOOKS).await,
            }
        }
        Err(left(&lost))
    }

    /// Nothing is under way any more.
    async fn once_more(&self, lost: Lost, root: &Token) -> Result<Again, Error> {
        if self.hold_another(&lost.secret).await {
            return Err(lost.error.into());
        }
        // The row that stays is the one that is rotated; else the name leads to the newest.
        if lost.under_way.old.is_none() {
            return Ok(Again::Rotate(Box::new(root.clone())));
        }
        let Some(name) = root.name.as_ref().map(|name| name.base.clone()) else { return Err(left(&lost)) };
        match resolve(self.session, &TokenRef::Name(name), None).await {
            Ok(newest) => Ok(Again::Rotate(Box::new(newest))),
            Err(_) => Err(left(&lost)),
        }
    }

    /// Theirs is in place, and all the others work until a grace is over.
    async fn beside_theirs(&self, lost: Lost, theirs: Underway) -> Result<Again, Error> {
        if let Ok(ReadBack::InPlace) = self.read_back(&theirs).await {
            return Err(lost.error.into());
        }
        let mine = lost.under_way.new.as_ref().map(|mine| &mine.id);
        let place = theirs.orphans.iter().position(|orphan| Some(&orphan.id) == mine);
        let Some(place) = place.filter(|_| self.keeps_state) else { return Err(left(&lost)) };
        let mut orphans = theirs.orphans;
        let mine = orphans.remove(place);
        orphans.extend(theirs.new);
        let phase = RotationPhase::Delivering;
        Ok(Again::HandOn(
            lost.secret,
            Box::new(Underway { old: theirs.old, new: Some(mine), orphans, phase, until: None }),
        ))
    }

    /// Whether all places can be read, and hold another secret that works.
    async fn hold_another(&self, mine: &Secret) -> bool {
        for sink in &self.request.sinks {
            match sinks::held(self.session, sink).await {
                Ok(Some(held)) if held != *mine && matches!(self.rotator.works(&held).await, Ok(true)) => {}
                _ => return false,
            }
        }
        !self.request.sinks.is_empty()
    }
}

/// Whether whoever made it has handed it over.
fn is_settled(theirs: &Underway) -> bool {
    theirs.phase == RotationPhase::Delivered
}

fn left(lost: &Lost) -> Error {
    let new = lost.under_way.new.as_ref().map(|new| format!(" id:{}", new.id)).unwrap_or_default();
    let message = format!(
        "somebody else went on with this rotation while the new secret was handed over: where the secret of the token{new} is, \
         it ends with the old one"
    );
    Refusal::new(RefusalKind::Unfinished, message)
        .cause(lost.error.to_string())
        .hint("when the other run is done, end the old secrets with --finish, and rotate the token once more")
        .into()
}
