//! A new secret is made, proved, handed over, and the old one ended.

use super::memory::Memory;
use super::turn::Lost;
use super::{LONGEST_GRACE, Run, Show, plan};
use crate::gateway::ErrorKind;
use crate::gateway::rotation::{Step, Underway};
use crate::model::{NewProof, OldProof, Proof, RotateReport, RotationPhase, Secret, Sink, Timestamp, Token, TokenId};
use crate::ops::hold::Held;
use crate::ops::sinks::{self, Delivery};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// How handing a secret over ended.
pub(super) enum Exchanged {
    Done(Box<RotateReport>),
    /// Somebody else went on with the rotation when the secret had left this run.
    TakenOver(Box<Lost>),
}

/// Until when the old secret works.
struct Grace {
    until: Option<Timestamp>,
    /// Whether a run before handed the new one over, of which nothing is remembered.
    was_handed_over: bool,
}

/// The token whose place is taken, or which gets another secret.
pub(super) fn old_id<'a>(token: &'a Token, under_way: Option<&'a Underway>) -> &'a TokenId {
    under_way.and_then(|under_way| under_way.old.as_ref()).map_or(&token.id, |old| &old.id)
}

fn hold<'a>(session: &'a Session, id: &TokenId) -> Held<'a> {
    session.hold.take(format!("the rotation of the token id:{id} is not finished: --resume goes on"))
}

/// Whether it says that it is somebody else's turn.
pub(super) fn is_of_turn(error: &crate::gateway::Error) -> bool {
    matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound)
}

impl Run<'_> {
    /// Mints, proves and hands over.
    pub(super) async fn exchange(
        &mut self,
        token: &Token,
        under_way: Option<Underway>,
        memory: &mut Memory,
        show: Show<'_>,
    ) -> Result<Exchanged, Error> {
        sinks::check(self.session, &self.request.sinks).await?;
        self.check_login().await?;
        self.rotator.check_rotation(token).await?;
        self.request.rely_on(memory, self.session)?;
        self.find_old_secret(token, under_way.as_ref(), None).await?;
        // Of one that is under way, the token tells when the new secret ends.
        self.old_expires_at = if under_way.is_none() { token.expires_at } else { None };
        let held = hold(self.session, old_id(token, under_way.as_ref()));
        let (minted, under_way) = self.rotator.mint(token, under_way.as_ref()).await?;
        self.notes.extend(minted.notes);
        self.remember(memory, &under_way).await?;
        self.prove(&minted.secret, &under_way).await?;
        let exchanged = self.hand_over(token, under_way, minted.secret, memory, show).await;
        drop(held);
        exchanged
    }

    /// Hands over a secret that was made before, and that a place holds already.
    pub(super) async fn hand_on(
        &mut self,
        token: &Token,
        under_way: Underway,
        secret: Secret,
        memory: &mut Memory,
        show: Show<'_>,
    ) -> Result<Exchanged, Error> {
        sinks::check(self.session, &self.request.sinks).await?;
        self.check_login().await?;
        self.request.rely_on(memory, self.session)?;
        self.find_old_secret(token, Some(&under_way), Some(&secret)).await?;
        let held = hold(self.session, old_id(token, Some(&under_way)));
        let exchanged = self.hand_over(token, under_way, secret, memory, show).await;
        drop(held);
        exchanged
    }

    async fn hand_over(
        &mut self,
        token: &Token,
        under_way: Underway,
        secret: Secret,
        memory: &mut Memory,
        show: Show<'_>,
    ) -> Result<Exchanged, Error> {
        let id = old_id(token, Some(&under_way)).clone();
        let under_way = self.begin_to_deliver(under_way, memory, &id).await?;
        let mut delivered = Vec::new();
        let mut is_shown = false;
        for sink in &self.request.sinks {
            // Somebody may have gone on with it while a program took its time: theirs is not to be written over.
            if !delivered.is_empty()
                && let Err(error) = self.rotator.check_turn(&under_way).await
                && is_of_turn(&error)
            {
                return Ok(Exchanged::TakenOver(Box::new(Lost { under_way, secret, is_shown, error })));
            }
            let one = std::slice::from_ref(sink);
            if let Delivery { failed: Some((_, error)), .. } = sinks::deliver(self.session, one, &secret).await {
                return Err(not_delivered(&error, &id));
            }
            delivered.push(sink.clone());
        }
        self.renew_login(&under_way, &secret).await.map_err(|error| not_delivered(&error, &id))?;
        if self.request.is_shown() {
            let report = report(&under_way, OldProof::Alive, delivered.clone());
            show(&report?, &secret).map_err(|error| not_delivered(&error, &id))?;
            is_shown = true;
        }
        match self.settle(under_way.clone(), delivered, memory).await {
            Ok(report) => Ok(Exchanged::Done(Box::new(report))),
            Err(Error::Gateway(error)) if is_of_turn(&error) => {
                Ok(Exchanged::TakenOver(Box::new(Lost { under_way, secret, is_shown, error })))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes down that the secret may be in use from now on. One of which that cannot be done goes, if nobody has it yet.
    async fn begin_to_deliver(
        &self,
        under_way: Underway,
        memory: &mut Memory,
        id: &TokenId,
    ) -> Result<Underway, Error> {
        let is_new = under_way.phase == RotationPhase::Minted;
        let marked = match self.rotator.mark(under_way.clone(), Step::Delivering).await {
            Ok(marked) => marked,
            // What may not be written now may not be at the next run either.
            Err(error) if is_new && matches!(error.kind, ErrorKind::Denied | ErrorKind::Unsupported) => {
                return match self.rotator.withdraw(&under_way).await {
                    Ok(()) => Err(error.into()),
                    Err(_) => Err(unfinished(error.into(), id)),
                };
            }
            Err(error) => return Err(unfinished(error.into(), id)),
        };
        match is_new {
            true => self.remember(memory, &marked).await?,
            // A place holds it: it is not taken back.
            false => memory.note(&marked).map_err(|error| unfinished(error, id))?,
        }
        Ok(marked)
    }

    /// Writes down how far it has come, before anybody has the new secret. One of which that cannot be done goes.
    async fn remember(&self, memory: &mut Memory, under_way: &Underway) -> Result<(), Error> {
        if let Err(error) = memory.note(under_way) {
            self.rotator.withdraw(under_way).await?;
            return Err(error);
        }
        Ok(())
    }

    fn grace(&self, under_way: &Underway, memory: &Memory, now: Timestamp) -> Result<Grace, Error> {
        let began = memory.began(under_way);
        let ends = under_way.old.as_ref().map_or(self.old_expires_at, |old| old.expires_at);
        let until = match self.request.until(began.unwrap_or(now))? {
            // A grace makes no secret live longer than it would have.
            Some(until) => Some(ends.map_or(until, |ends| until.min(ends))),
            // Nobody has to say so when it has ended by itself.
            None => ends.filter(|ends| now.checked_add(LONGEST_GRACE).is_some_and(|latest| *ends <= latest)),
        };
        Ok(Grace { until, was_handed_over: began.is_some() })
    }

    /// Writes down that the new secret is in place, and ends the old one if its time has come.
    ///
    /// # Errors
    /// As the gateway tells them when somebody else has taken this run's turn.
    pub(super) async fn settle(
        &self,
        under_way: Underway,
        delivered: Vec<Sink>,
        memory: &mut Memory,
    ) -> Result<RotateReport, Error> {
        let now = self.session.clock.now();
        let Grace { until, was_handed_over } = self.grace(&under_way, memory, now)?;
        let id = under_way.old.as_ref().or(under_way.new.as_ref()).map(|token| token.id.clone());
        let under_way = match self.rotator.mark(under_way, Step::Delivered { until }).await {
            Err(error) if !is_of_turn(&error) => return Err(in_doubt(&error.into(), id.as_ref())),
            marked => marked?,
        };
        memory.note(&under_way).map_err(|error| in_doubt(&error, id.as_ref()))?;
        if until.is_none_or(|until| now < until) {
            // Of which nothing was remembered, and which was found in place.
            let reason = was_handed_over.then(|| plan::in_grace(until));
            let told = report(&under_way, OldProof::Alive, delivered)?;
            return Ok(RotateReport { rotated: reason.is_none(), reason, ..told });
        }
        let told = report(&under_way, OldProof::Unknown, delivered)?;
        self.end_old(under_way, told, memory).await
    }

    /// Ends the old secret, and looks whether it is gone.
    pub(super) async fn end_old(
        &self,
        under_way: Underway,
        told: RotateReport,
        memory: &Memory,
    ) -> Result<RotateReport, Error> {
        let mut told = told;
        let id = told.superseded.as_ref().map_or(&told.token.id, |old| &old.id).clone();
        told.token = match self.rotator.retire(under_way).await {
            Ok(token) => token,
            // The last thing that a key does is to end itself.
            Err(error) if self.is_own && error.kind == ErrorKind::Unauthenticated => told.token,
            Err(error) => return Err(in_doubt(&error.into(), Some(&id))),
        };
        memory.forget();
        told.is_old_ended = true;
        told.proof.old = self.seen_of_old(told.superseded.as_ref(), &told.token).await;
        Ok(told)
    }

    /// Ends the old secret before its time.
    pub(super) async fn finish(
        &mut self,
        token: &Token,
        under_way: Underway,
        memory: &Memory,
    ) -> Result<RotateReport, Error> {
        self.find_old_secret(token, Some(&under_way), None).await?;
        let mut told = report(&under_way, OldProof::Unknown, Vec::new())?;
        told.proof.new = NewProof::Unknown;
        told.rotated = false;
        told.reason = Some("the old secret was ended".to_owned());
        self.end_old(under_way, told, memory).await
    }
}

pub(super) fn report(under_way: &Underway, old: OldProof, delivered: Vec<Sink>) -> Result<RotateReport, Error> {
    let token = under_way
        .new
        .clone()
        .ok_or_else(|| Refusal::new(RefusalKind::Conflict, "the token with the new secret is gone"))?;
    let superseded = under_way.old.clone();
    // What is in place was seen to work, in this run or before it was handed over.
    let new = if under_way.phase == RotationPhase::Minted { NewProof::Unknown } else { NewProof::Works };
    let proof = Proof { new, old };
    Ok(RotateReport {
        rotated: true,
        reason: None,
        token,
        superseded,
        proof,
        is_old_ended: false,
        delivered,
        notes: Vec::new(),
    })
}

/// Somebody else's turn is told as it is; after everything else, another run goes on. Nothing was ended so far.
fn unfinished(error: Error, id: &TokenId) -> Error {
    if matches!(&error, Error::Gateway(error) if error.kind == ErrorKind::Conflict) {
        return error;
    }
    let message = format!("the rotation of the token id:{id} is not finished; the old secret still works");
    Refusal::new(RefusalKind::Unfinished, message).cause(error.in_full()).hint(go_on(id)).into()
}

/// The new secret is where it was to go; the answer to what ends the old one may have been lost.
fn in_doubt(error: &Error, id: Option<&TokenId>) -> Error {
    let named = id.map(|id| format!(" of the token id:{id}")).unwrap_or_default();
    let message = format!(
        "the rotation{named} is not finished: the new secret is in place, and whether the old one still works was not seen"
    );
    let refusal = Refusal::new(RefusalKind::Unfinished, message).cause(error.in_full());
    match id {
        Some(id) => refusal.hint(go_on(id)).into(),
        None => refusal.into(),
    }
}

fn not_delivered(error: &Error, id: &TokenId) -> Error {
    let message =
        format!("the new secret of the token id:{id} is not everywhere it was to go; the old one still works");
    Refusal::new(RefusalKind::Unfinished, message).cause(error.in_full()).hint(go_on(id)).into()
}

fn go_on(id: &TokenId) -> String {
    format!("run it again, or `gatekey tokens rotate id:{id} --resume` with the same --to")
}
