//! Exchange a token's secret without a moment in which none works: mint, prove, hand over, and only then end the old one.
//! Each step is written down on the gateway first, so that a run that was killed is gone on with by any other.
//!
//! - [`mod@plan`]: what is done next, decided from what is seen
//! - `memory.rs`: what this machine remembers of it
//! - `exchange.rs`: a new secret is made, proved, handed over, and the old one ended
//! - `places.rs`: what the places tell of a secret that a run before handed over
//! - [`mod@proof`]: what is seen of the two secrets
//! - `own.rs`: the key that gatekey itself shows
//! - `turn.rs`: when somebody else went on with it meanwhile

mod exchange;
mod memory;
mod own;
mod places;
pub mod plan;
#[cfg(test)]
mod plan_tests;
pub mod proof;
mod turn;

use std::time::Duration;

use self::exchange::Exchanged;
use self::memory::Memory;
use self::places::ReadBack;
use self::plan::{Next, Seen, Window, Wish};
use self::proof::{AtHand, OldSecret};
use self::turn::Again;
use crate::gateway::capability::{Field, Verb};
use crate::gateway::rotation::{Rotator, Underway};
use crate::model::{
    NewProof, OldProof, PlannedChange, Proof, RotateReport, RotationMark, RotationPhase, Secret, Sink, SinkPlace,
    Timestamp, Token,
};
use crate::ops::{Error, Refusal, RefusalKind, Session, sinks};

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
    /// Whether it is one of many: then the key that gatekey shows is none of them.
    pub is_one_of_many: bool,
}

/// Shows the answer with its secret: standard output is one of the places.
pub type Show<'a> = &'a mut dyn FnMut(&RotateReport, &Secret) -> Result<(), Error>;

impl Request {
    /// Whether the secret is part of the answer.
    fn is_shown(&self) -> bool {
        self.sinks.is_empty() || self.sinks.iter().any(|sink| sink.place == SinkPlace::Stdout)
    }

    /// Whether every place can be read that the secret goes to.
    fn can_read_all_back(&self) -> bool {
        !self.sinks.is_empty() && self.sinks.iter().all(|sink| sink.place.is_readable())
    }

    /// Whether one of the places can be read.
    fn can_read_back(&self) -> bool {
        self.sinks.iter().any(|sink| sink.place.is_readable())
    }

    /// Refuses to let two secrets work side by side where nobody would know any more until when.
    fn rely_on(&self, memory: &mut Memory, session: &Session) -> Result<(), Error> {
        let now = session.clock.now();
        let is_at_once = self.until(now)?.is_some_and(|until| until <= now);
        if is_at_once || self.can_read_all_back() { Ok(()) } else { memory.rely(session) }
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
    /// What may be the old secret, until it is known to be.
    at_hand: Option<AtHand>,
    /// The old secret, where it is at hand.
    old_secret: Option<OldSecret>,
    /// When the old secret ends by itself, where it is known.
    old_expires_at: Option<Timestamp>,
    /// Whether the gateway keeps how far it has come.
    keeps_state: bool,
    /// Whether the key that gatekey shows is part of this.
    is_own: bool,
    /// Whether it is done once more, because somebody else had gone on with it.
    is_again: bool,
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
    let window = request.window;
    let next = plan::next(request.wish, seen(under_way.as_ref(), request), window, token, now)?;
    let change = |action: &str| PlannedChange::new(action, format!("id:{}", token.id));
    let mut changes = Vec::new();
    let is_next = match next {
        Next::Nothing(_) => false,
        Next::Mint | Next::ReadBack => true,
        // The old one, whose time is over, ends before anything else.
        Next::RetireAndLookAgain => {
            changes.push(change("finish"));
            !matches!(plan::next(request.wish, None, window, token, now)?, Next::Nothing(_))
        }
        Next::Retire => {
            changes.push(change("finish"));
            false
        }
        Next::Withdraw => {
            changes.push(change("abort"));
            false
        }
    };
    if is_next {
        sinks::check(session, &request.sinks).await?;
        rotator.check_rotation(token).await?;
        request.rely_on(&mut memory, session)?;
        let until = request.until(now)?.map_or_else(|| "--finish".to_owned(), |until| until.to_string());
        let rotated = change("rotate").field("old_works_until", serde_json::Value::Null, until);
        changes.push(match request.sinks.is_empty() {
            true => rotated,
            false => rotated.field("to", serde_json::Value::Null, serde_json::json!(request.sinks)),
        });
    }
    Ok(changes)
}

/// Rotates the token, or goes on with what was begun.
///
/// # Errors
/// When a place cannot be written to or the token cannot be rotated, before anything is made; [`RefusalKind::Unfinished`]
/// when it was begun: then another run goes on with it.
pub async fn rotate(
    session: &Session,
    token: Token,
    at_hand: Option<AtHand>,
    request: &Request,
    show: Show<'_>,
) -> Result<RotateReport, Error> {
    request.window.check(&token)?;
    request.until(session.clock.now())?;
    let rotator = rotator(session)?;
    let keeps_state = rotator.keeps_state().await?;
    let mut run = Run {
        session,
        rotator,
        request,
        at_hand,
        old_secret: None,
        old_expires_at: None,
        keeps_state,
        is_own: false,
        is_again: false,
        notes: Vec::new(),
    };
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

fn seen(under_way: Option<&Underway>, request: &Request) -> Option<Seen> {
    under_way.map(|under_way| Seen {
        phase: under_way.phase,
        until: under_way.until,
        has_orphans: under_way.orphans.iter().any(|token| !is_minted(token)),
        can_read_back: request.can_read_back(),
    })
}

/// Whether nobody can have it yet.
fn is_minted(token: &Token) -> bool {
    matches!(token.rotation, Some(RotationMark::Successor { phase: RotationPhase::Minted, is_orphan: false, .. }))
}

/// `ended` tells of an old secret that was ended on the way.
fn unrotated(token: Token, reason: String, ended: Option<RotateReport>) -> RotateReport {
    let proof = Proof { new: NewProof::Unknown, old: OldProof::Unknown };
    let (superseded, proof, is_old_ended) =
        ended.map_or((None, proof, false), |ended| (ended.superseded, ended.proof, ended.is_old_ended));
    RotateReport {
        rotated: false,
        reason: Some(reason),
        token,
        superseded,
        proof,
        is_old_ended,
        delivered: Vec::new(),
        notes: Vec::new(),
    }
}

impl Run<'_> {
    /// Looks how far it has come, and does what is next, to the end.
    async fn go(&mut self, token: Token, show: Show<'_>) -> Result<RotateReport, Error> {
        let mut token = token;
        // Of one whose grace was over.
        let mut ended: Option<RotateReport> = None;
        let mut to_hand_on = None;
        loop {
            let (mut memory, under_way) =
                look(self.session, self.rotator, &token, self.request, self.keeps_state).await?;
            let next = self.next(&token, under_way.as_ref())?;
            if matches!(next, Next::Mint | Next::ReadBack) {
                self.notes.extend(under_way.as_ref().and_then(|under_way| memory.notes(under_way)));
            }
            if !matches!(next, Next::Nothing(_) | Next::Withdraw) {
                self.is_own = self.shows_one_of(&token, under_way.as_ref()).await;
            }
            let exchanged = match (next, under_way, to_hand_on.take()) {
                (_, _, Some((secret, under_way))) => {
                    let under_way: Box<Underway> = under_way;
                    self.hand_on(&token, *under_way, secret, &mut memory, &mut *show).await?
                }
                (Next::Nothing(reason), _, _) => return Ok(unrotated(token, reason, ended)),
                (Next::Withdraw, Some(under_way), _) => {
                    self.rotator.withdraw(&under_way).await?;
                    memory.forget();
                    let kept = self.session.gateway.token(&under_way.old.unwrap_or(token).id).await?;
                    return Ok(unrotated(kept, "the new secret was taken back".to_owned(), None));
                }
                (Next::Retire, Some(under_way), _) => return self.finish(&token, under_way, &memory).await,
                (Next::RetireAndLookAgain, Some(under_way), _) => {
                    let told = self.finish(&token, under_way, &memory).await?;
                    self.notes.push("the old secret, whose grace was over, was ended".to_owned());
                    (self.old_secret, token) = (None, told.token.clone());
                    ended = Some(told);
                    continue;
                }
                (Next::ReadBack, Some(under_way), _) => match self.read_back(&under_way).await? {
                    ReadBack::InPlace => {
                        return self.settle(under_way, self.request.sinks.clone(), &mut memory).await;
                    }
                    ReadBack::Found(secret, under_way) => {
                        self.hand_on(&token, *under_way, secret, &mut memory, &mut *show).await?
                    }
                    ReadBack::Nothing => self.exchange(&token, Some(under_way), &mut memory, &mut *show).await?,
                },
                (_, under_way, _) => self.exchange(&token, under_way, &mut memory, &mut *show).await?,
            };
            drop(memory);
            match exchanged {
                Exchanged::Done(report) => return Ok(*report),
                Exchanged::TakenOver(lost) => {
                    match self.after_another(*lost).await? {
                        Again::Rotate(newest) => token = *newest,
                        Again::HandOn(secret, under_way) => to_hand_on = Some((secret, under_way)),
                    }
                    self.again();
                }
            }
        }
    }

    /// From now on it is done whatever the time is: a place may hold a secret that ends.
    fn again(&mut self) {
        (self.is_again, self.old_secret) = (true, None);
        self.notes.push("somebody else rotated the token meanwhile: it was done once more".to_owned());
    }

    fn next(&self, token: &Token, under_way: Option<&Underway>) -> Result<Next, Error> {
        let Request { wish, window, .. } = *self.request;
        let seen = seen(under_way, self.request);
        match self.is_again {
            true => match seen {
                None => Ok(Next::Mint),
                Some(_) => Ok(Next::ReadBack),
            },
            false => plan::next(wish, seen, window, token, self.session.clock.now()),
        }
    }
}
