//! What a rotation does next, from what is seen of it: no gateway, no clock, nothing but the decision.

use std::time::Duration;

use crate::model::{RotationPhase, Timestamp, Token, shown_duration};
use crate::ops::{Error, Refusal, RefusalKind};

/// What the person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// A new secret, if it is time.
    Rotate,
    /// To go on with what was begun.
    Resume,
    /// To take back what was begun.
    Abort,
    /// To end the old secret before its grace is over.
    Finish,
}

/// When it is time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    pub expiring_within: Option<Duration>,
    pub older_than: Option<Duration>,
}

/// What is seen of a rotation that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub phase: RotationPhase,
    /// Until when the old secret works.
    pub until: Option<Timestamp>,
    /// Whether secrets were handed over in part before.
    pub has_orphans: bool,
    /// Whether every place can be read that the secret goes to.
    pub can_read_back: bool,
}

/// What is done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing, and why.
    Nothing(String),
    /// A new secret is made, proved and handed over.
    Mint,
    /// The places are read: if they hold the new secret, it is in place.
    ReadBack,
    /// The old secret ends.
    Retire,
    /// The old secret ends, and then it is asked again.
    RetireAndLookAgain,
    /// The new secret goes.
    Withdraw,
}

impl Window {
    /// Whether the person named a time at all.
    pub fn is_given(self) -> bool {
        self != Self::default()
    }

    /// Refuses a window in which this token always is: it would be rotated by every run.
    ///
    /// # Errors
    /// [`RefusalKind::Usage`], with the other way.
    pub fn check(self, token: &Token) -> Result<(), Error> {
        let (Some(window), Some(life)) = (self.expiring_within, token.lifetime_seconds()) else { return Ok(()) };
        let life = Duration::from_secs(u64::try_from(life).unwrap_or(0));
        if life > window {
            return Ok(());
        }
        let message =
            format!("the token lives for {}, which is within --if-expiring-within always", shown_duration(life));
        Err(Refusal::new(RefusalKind::Usage, message)
            .cause("every run would rotate it")
            .hint("give a shorter time, or --if-older-than")
            .into())
    }

    /// Why it is not time yet; `None` when it is. One of two conditions is enough.
    fn not_yet(self, token: &Token, now: Timestamp) -> Option<String> {
        let mut reasons = Vec::new();
        if let Some(window) = self.expiring_within {
            match token.expires_at {
                Some(end) if now.checked_add(window).is_none_or(|reach| end <= reach) => return None,
                Some(end) => reasons.push(format!("it expires at {end}")),
                None => reasons.push("it never expires".to_owned()),
            }
        }
        if let Some(limit) = self.older_than {
            match token.secret_since() {
                Some(since) if since.checked_add(limit).is_some_and(|old| old <= now) => return None,
                Some(since) => reasons.push(format!("its secret is of {since}")),
                None => reasons.push("its age is not known".to_owned()),
            }
        }
        (!reasons.is_empty()).then(|| reasons.join(", "))
    }
}

/// What is done next with this token.
///
/// # Errors
/// [`RefusalKind::Conflict`] for what cannot be done at this point.
pub fn next(wish: Wish, seen: Option<Seen>, window: Window, token: &Token, now: Timestamp) -> Result<Next, Error> {
    let nothing = |reason: &str| Ok(Next::Nothing(reason.to_owned()));
    let Some(Seen { phase, until, has_orphans, can_read_back }) = seen else {
        return match wish {
            Wish::Rotate => Ok(window.not_yet(token, now).map_or(Next::Mint, Next::Nothing)),
            Wish::Resume | Wish::Abort | Wish::Finish => nothing("no rotation is under way"),
        };
    };
    let id = &token.id;
    let by_hand = |message: String, hint: String| Err(Refusal::new(RefusalKind::Conflict, message).hint(hint).into());
    let by_hand_to_finish = |until| {
        by_hand(
            format!("the last rotation is not finished: {}", in_grace(until)),
            format!("`gatekey tokens rotate id:{id} --finish` ends the old secret now"),
        )
    };
    match (wish, phase) {
        (Wish::Abort, RotationPhase::Minted) if !has_orphans => Ok(Next::Withdraw),
        (Wish::Abort, _) => by_hand(
            "the new secret may be in use already, and is not taken back".to_owned(),
            format!("`gatekey tokens rotate id:{id} --resume` goes on with it"),
        ),
        (Wish::Finish, RotationPhase::Delivered) => Ok(Next::Retire),
        (Wish::Finish, _) => by_hand(
            "the new secret is not in place, and the old one stays".to_owned(),
            format!("`gatekey tokens rotate id:{id} --resume` goes on with it"),
        ),
        (Wish::Rotate | Wish::Resume, RotationPhase::Minted) => Ok(Next::Mint),
        (Wish::Rotate | Wish::Resume, RotationPhase::Delivering) => {
            Ok(if can_read_back { Next::ReadBack } else { Next::Mint })
        }
        (Wish::Rotate | Wish::Resume, RotationPhase::Delivered) => match until {
            Some(end) if end <= now => Ok(Next::RetireAndLookAgain),
            // Where nobody says so, it never ends: a job must not be quiet when it is time again.
            None if wish == Wish::Rotate && window.is_given() && window.not_yet(token, now).is_none() => {
                by_hand_to_finish(None)
            }
            until if wish == Wish::Resume || window.is_given() => Ok(Next::Nothing(in_grace(until))),
            until => by_hand_to_finish(until),
        },
    }
}

/// Until when the old secret works.
pub(super) fn in_grace(until: Option<Timestamp>) -> String {
    match until {
        Some(end) => format!("the old secret works until {end}"),
        None => "the old secret works until --finish".to_owned(),
    }
}
