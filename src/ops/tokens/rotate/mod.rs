//! Exchange a token's secret without a moment in which none works: mint, prove, hand over, and only then end the old one.
//! Each step is written down on the gateway first, so that a run that was killed is gone on with by any other.
//!
//! - [`mod@plan`]: what is done next, decided from what is seen
//! - `memory.rs`: what this machine remembers of it

mod memory;
pub mod plan;
#[cfg(test)]
mod plan_tests;

use std::time::{Duration, Instant};

use self::memory::Memory;
use self::plan::{Next, Seen, Window, Wish};
use crate::gateway::capability::{Field, Verb};
use crate::gateway::rotation::{Rotator, Step, Underway};
use crate::gateway::{self, ErrorKind};
use crate::model::{
    NewProof, OldProof, PlannedChange, Proof, RotateReport, RotationMark, RotationPhase, Secret, Sink, SinkPlace,
    Timestamp, Token, TokenId,
};
use crate::ops::sinks::{self, Delivery};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// How often it is looked whether a secret works, where somebody waits for it.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Longer than anybody means it.
const LONGEST_GRACE: Duration = Duration::from_secs(3650 * 24 * 60 * 60);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub wish: Wish,
    pub window: Window,
    /// How long the old secret works beside the new one; `None` is left to where the secret goes.
    pub grace: Option<Duration>,
    pub sinks: Vec<Sink>,
    /// How long a secret is waited for to work, or to stop.
    pub wait: Duration,
}

/// Shows the answer with its secret: standard output is one of the places.
pub type Show<'a> = &'a mut dyn FnMut(&RotateReport, &Secret) -> Result<(), Error>;

impl Request {
    /// Whether the secret is part of the answer.
    fn is_shown(&self) -> bool {
        self.sinks.is_empty() || self.sinks.iter().any(|sink| sink.place == SinkPlace::Stdout)
    }

    /// Whether every place can be read that the secret goes to.
    fn can_read_back(&self) -> bool {
        !self.sinks.is_empty() && self.sinks.iter().all(|sink| sink.place.is_readable())
    }

    /// Refuses to let two secrets work side by side where nobody would know any more until when.
    fn rely_on(&self, memory: &mut Memory, session: &Session) -> Result<(), Error> {
        let now = session.clock.now();
        let is_at_once = self.until(now)?.is_some_and(|until| until <= now);
        if is_at_once || self.can_read_back() { Ok(()) } else { memory.rely(session) }
    }

    /// Until when the old secret works. Of what was only shown nobody knows when it is in place.
    fn until(&self, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let grace = match self.grace {
            Some(grace) if grace > LONGEST_GRACE => {
                let message = "the old secret would work for more than ten years more";
                return Err(Refusal::new(RefusalKind::Usage, message).hint("give a shorter --grace").into());
            }
            Some(grace) => grace,
            None if self.is_shown() => return Ok(None),
            None => Duration::ZERO,
        };
        now.checked_add(grace).map(Some).ok_or_else(|| {
            Refusal::new(RefusalKind::Usage, "the grace ends after the last day that can be counted").into()
        })
    }
}

/// A rotation of one token, with all it needs.
struct Run<'a> {
    session: &'a Session,
    rotator: &'a dyn Rotator,
    request: &'a Request,
    /// The old secret, where it is at hand.
    old_secret: Option<Secret>,
    /// When the old secret ends by itself, where it is known.
    old_expires_at: Option<Timestamp>,
    /// Whether the gateway keeps how far it has come.
    keeps_state: bool,
    notes: Vec<String>,
}

/// How gateways rotate.
fn rotator(session: &Session) -> Result<&dyn Rotator, Error> {
    let gateway = session.gateway.as_ref();
    Ok(gateway.rotator().ok_or_else(|| gateway.lacking(Verb::Rotate, Field::Itself))?)
}

/// What would be done.
///
/// # Errors
/// As [`rotate`], as far as it can be known without doing anything.
pub async fn plan(session: &Session, token: &Token, request: &Request) -> Result<Vec<PlannedChange>, Error> {
    let rotator = rotator(session)?;
    request.window.check(token)?;
    let keeps_state = rotator.keeps_state().await?;
    let (mut memory, under_way) = look(session, rotator, token, request, keeps_state).await?;
    let now = session.clock.now();
    let next = plan::next(request.wish, seen(under_way.as_ref(), request, &memory), request.window, token, now)?;
    let action = match next {
        Next::Nothing(_) => return Ok(Vec::new()),
        Next::Mint | Next::ReadBack | Next::RetireAndLookAgain => "rotate",
        Next::Retire => "finish",
        Next::Withdraw => "abort",
    };
    let mut change = PlannedChange::new(action, format!("id:{}", token.id));
    if action == "rotate" {
        sinks::check(session, &request.sinks).await?;
        rotator.check_rotation(token).await?;
        request.rely_on(&mut memory, session)?;
        let until = request.until(now)?.map_or_else(|| "--finish".to_owned(), |until| until.to_string());
        change = change.field("old_works_until", serde_json::Value::Null, until);
        if !request.sinks.is_empty() {
            change = change.field("to", serde_json::Value::Null, serde_json::json!(request.sinks));
        }
    }
    Ok(vec![change])
}

/// Rotates the token, or goes on with what was begun.
///
/// # Errors
/// When a place cannot be written to or the token cannot be rotated, before anything is made; [`RefusalKind::Unfinished`]
/// when it was begun: then another run goes on with it.
pub async fn rotate(
    session: &Session,
    token: Token,
    old_secret: Option<Secret>,
    request: &Request,
    show: Show<'_>,
) -> Result<RotateReport, Error> {
    request.window.check(&token)?;
    request.until(session.clock.now())?;
    let rotator = rotator(session)?;
    let keeps_state = rotator.keeps_state().await?;
    let notes = Vec::new();
    let mut run = Run { session, rotator, request, old_secret, old_expires_at: None, keeps_state, notes };
    let report = run.go(token, show).await?;
    Ok(RotateReport { notes: run.notes, ..report })
}

/// The rotation that is under way, with what is remembered of it.
async fn look(
    session: &Session,
    rotator: &dyn Rotator,
    token: &Token,
    request: &Request,
    keeps_state: bool,
) -> Result<(Memory, Option<Underway>), Error> {
    let under_way = rotator.under_way(token).await?;
    let root = under_way.as_ref().and_then(|under_way| under_way.old.as_ref()).map_or(&token.id, |old| &old.id);
    let memory = Memory::of(session, root, keeps_state, &request.sinks)?;
    let under_way = under_way.map(|under_way| memory.recall(under_way));
    Ok((memory, under_way))
}
fn seen(under_way: Option<&Underway>, request: &Request, memory: &Memory) -> Option<Seen> {
    under_way.map(|under_way| Seen {
        phase: under_way.phase,
        until: under_way.until,
        has_orphans: under_way.orphans.iter().any(|token| !is_minted(token)),
        can_read_back: request.can_read_back() && memory.is_for_same_places(under_way),
    })
}

/// Whether nobody can have it yet.
fn is_minted(token: &Token) -> bool {
    matches!(token.rotation, Some(RotationMark::Successor { phase: RotationPhase::Minted, is_orphan: false, .. }))
}

fn unrotated(token: Token, reason: String) -> RotateReport {
    let proof = Proof { new: NewProof::Unknown, old: OldProof::Unknown };
    RotateReport {
        rotated: false,
        reason: Some(reason),
        token,
        superseded: None,
        proof,
        is_old_ended: false,
        delivered: Vec::new(),
        notes: Vec::new(),
    }
}

impl Run<'_> {
    /// Looks how far it has come, and does what is next, to the end.
    async fn go(&mut self, token: Token, show: Show<'_>) -> Result<RotateReport, Error> {
        let mut token = token;
        loop {
            let (mut memory, under_way) =
                look(self.session, self.rotator, &token, self.request, self.keeps_state).await?;
            let seen = seen(under_way.as_ref(), self.request, &memory);
            let now = self.session.clock.now();
            let next = plan::next(self.request.wish, seen, self.request.window, &token, now)?;
            if matches!(next, Next::Mint | Next::ReadBack) {
                self.notes.extend(under_way.as_ref().and_then(|under_way| memory.notes(under_way)));
            }
            match (next, under_way) {
                (Next::Nothing(reason), _) => return Ok(unrotated(token, reason)),
                (Next::Withdraw, Some(under_way)) => {
                    self.rotator.withdraw(&under_way).await?;
                    memory.forget();
                    let kept = self.session.gateway.token(&under_way.old.unwrap_or(token).id).await?;
                    return Ok(unrotated(kept, "the new secret was taken back".to_owned()));
                }
                (Next::Retire, Some(under_way)) => return self.finish(under_way, &memory).await,
                (Next::RetireAndLookAgain, Some(under_way)) => {
                    token = self.rotator.retire(under_way).await?;
                    memory.forget();
                }
                (Next::ReadBack, Some(under_way)) if self.is_in_place(&under_way).await? => {
                    return self.settle(under_way, self.request.sinks.clone(), &mut memory).await;
                }
                (_, under_way) => return self.exchange(token, under_way, &mut memory, show).await,
            }
        }
    }

    /// Mints, proves and hands over.
    async fn exchange(
        &mut self,
        token: Token,
        under_way: Option<Underway>,
        memory: &mut Memory,
        show: Show<'_>,
    ) -> Result<RotateReport, Error> {
        sinks::check(self.session, &self.request.sinks).await?;
        self.rotator.check_rotation(&token).await?;
        self.request.rely_on(memory, self.session)?;
        self.find_old_secret().await;
        // Of one that is under way, the token tells when the new secret ends.
        self.old_expires_at = if under_way.is_none() { token.expires_at } else { None };
        let id =
            under_way.as_ref().and_then(|under_way| under_way.old.as_ref()).map_or(&token.id, |old| &old.id).clone();
        let held =
            self.session.hold.take(format!("the rotation of the token id:{id} is not finished: --resume goes on"));
        let (minted, under_way) = self.rotator.mint(&token, under_way.as_ref()).await?;
        let secret = minted.secret;
        self.notes.extend(minted.notes);
        self.remember(memory, &under_way).await?;
        self.prove(&secret, &under_way).await?;
        let under_way =
            self.rotator.mark(under_way, Step::Delivering).await.map_err(|error| unfinished(error.into(), &id))?;
        self.remember(memory, &under_way).await?;
        let Delivery { mut delivered, failed } = sinks::deliver(self.session, &self.request.sinks, &secret).await;
        if let Some((_, error)) = failed {
            return Err(not_delivered(&error, &id));
        }
        if self.request.is_shown() {
            if let Some(sink) = self.request.sinks.iter().find(|sink| sink.place == SinkPlace::Stdout) {
                delivered.push(sink.clone());
            }
            let report = report(&under_way, OldProof::Alive, delivered.clone());
            show(&report?, &secret).map_err(|error| not_delivered(&error, &id))?;
        }
        let report = self.settle(under_way, delivered, memory).await.map_err(|error| unfinished(error, &id));
        drop(held);
        report
    }

    /// Writes down how far it has come, before anybody has the new secret. One of which that cannot be done goes.
    async fn remember(&self, memory: &mut Memory, under_way: &Underway) -> Result<(), Error> {
        if let Err(error) = memory.note(under_way) {
            self.rotator.withdraw(under_way).await?;
            return Err(error);
        }
        Ok(())
    }

    /// The old secret, where a place holds it that is about to be written to and it works.
    async fn find_old_secret(&mut self) {
        for sink in self.request.sinks.iter().filter(|sink| sink.place.is_readable()) {
            if self.old_secret.is_some() {
                return;
            }
            // What cannot be read proves nothing, and stops nothing.
            if let Ok(Some(secret)) = sinks::held(self.session, sink).await
                && let Ok(true) = self.rotator.works(&secret).await
            {
                self.old_secret = Some(secret);
            }
        }
    }

    /// Sees the new secret work before anybody gets it. One that does not goes.
    async fn prove(&self, secret: &Secret, under_way: &Underway) -> Result<(), Error> {
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

    /// Whether every place holds the new secret.
    async fn is_in_place(&self, under_way: &Underway) -> Result<bool, Error> {
        for sink in &self.request.sinks {
            match sinks::held(self.session, sink).await? {
                Some(secret) if self.rotator.is_new(&secret, under_way).await? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Writes down that the new secret is in place, and ends the old one if its time has come.
    async fn settle(
        &self,
        under_way: Underway,
        delivered: Vec<Sink>,
        memory: &mut Memory,
    ) -> Result<RotateReport, Error> {
        let now = self.session.clock.now();
        let began = memory.began(&under_way).unwrap_or(now);
        // A grace makes no secret live longer than it would have.
        let ends = under_way.old.as_ref().map_or(self.old_expires_at, |old| old.expires_at);
        let until = self.request.until(began)?.map(|until| ends.map_or(until, |ends| until.min(ends)));
        let was_handed_over = memory.began(&under_way).is_some();
        let under_way = self.rotator.mark(under_way, Step::Delivered { until }).await?;
        memory.note(&under_way)?;
        if until.is_none_or(|until| now < until) {
            // Of which nothing was remembered, and which was found in place.
            let reason = was_handed_over.then(|| plan::in_grace(until));
            let told = report(&under_way, OldProof::Alive, delivered)?;
            return Ok(RotateReport { rotated: reason.is_none(), reason, ..told });
        }
        let mut told = report(&under_way, OldProof::Unknown, delivered)?;
        told.token = self.rotator.retire(under_way).await?;
        memory.forget();
        told.is_old_ended = true;
        told.proof.old = self.seen_of_old(told.superseded.as_ref()).await?;
        Ok(told)
    }

    /// Ends the old secret before its time.
    async fn finish(&self, under_way: Underway, memory: &Memory) -> Result<RotateReport, Error> {
        let mut told = report(&under_way, OldProof::Unknown, Vec::new())?;
        told.token = self.rotator.retire(under_way).await?;
        memory.forget();
        told.proof = Proof { new: NewProof::Unknown, old: self.seen_of_old(told.superseded.as_ref()).await? };
        told.is_old_ended = true;
        told.rotated = false;
        told.reason = Some("the old secret was ended".to_owned());
        Ok(told)
    }

    /// What is seen of the old secret after it was ended: nothing is called done that was not seen.
    async fn seen_of_old(&self, old: Option<&Token>) -> Result<OldProof, Error> {
        if let Some(secret) = &self.old_secret {
            return Ok(match self.wait_until(secret, false).await {
                Ok(false) => OldProof::Refused,
                Ok(true) => OldProof::Alive,
                Err(_) => OldProof::Unknown,
            });
        }
        let Some(old) = old else { return Ok(OldProof::Gone) };
        Ok(match self.session.gateway.token(&old.id).await {
            Err(error) if error.kind == ErrorKind::NotFound => OldProof::Gone,
            Ok(token) if !token.is_live() => OldProof::Gone,
            Ok(_) => OldProof::Alive,
            Err(_) => OldProof::Unknown,
        })
    }
}

fn report(under_way: &Underway, old: OldProof, delivered: Vec<Sink>) -> Result<RotateReport, Error> {
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

/// Somebody else's turn is told as it is; after everything else, another run goes on.
fn unfinished(error: Error, id: &TokenId) -> Error {
    if matches!(&error, Error::Gateway(error) if error.kind == ErrorKind::Conflict) {
        return error;
    }
    let message = format!("the rotation of the token id:{id} is not finished; the old secret still works");
    Refusal::new(RefusalKind::Unfinished, message).cause(error.in_full()).hint(go_on(id)).into()
}

fn not_delivered(error: &Error, id: &TokenId) -> Error {
    let message =
        format!("the new secret of the token id:{id} is not everywhere it was to go; the old one still works");
    Refusal::new(RefusalKind::Unfinished, message).cause(error.in_full()).hint(go_on(id)).into()
}

fn go_on(id: &TokenId) -> String {
    format!("run it again, or `gatekey tokens rotate id:{id} --resume` with the same --to")
}
