//! Watch tokens: those there are, and from then on what becomes of them, whatever happens on the way.
//!
//! - `known.rs`: what was told so far, and so what a fact means to who saw that

mod known;

use std::time::Duration;

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use tokio::time::Instant;

use self::known::Known;
use crate::gateway::capability::{Carries, Field, Verb, refuse_unsupported};
use crate::gateway::{self, ErrorKind, Fact};
use crate::model::{TokenQuery, WatchEvent};
use crate::ops::{Error, Session};

/// The pause before the first attempt to watch again, and the longest one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A connection that lasted this long was a good one: after it the pauses begin anew.
const LASTED: Duration = Duration::from_secs(30);
/// How long nobody looks at the clock: it may be set, and the machine may sleep.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What happens while tokens are watched.
#[derive(Debug)]
pub enum Happening {
    /// Something became of a token.
    Event(Box<WatchEvent>),
    /// The gateway cannot be heard; it is asked again after the pause, for as long as it takes.
    Lost { error: gateway::Error, pause: Duration },
    /// The gateway can be heard again, and what was missed has been told.
    Back,
}

/// The tokens that pass the owner, the team and the search of the query, then what becomes of them, without end. Each
/// event tells something new: what is told again, by the gateway or after the connection was lost, is not. A last use is
/// nothing new. When a token expires, it is told as updated.
///
/// # Errors
/// At once when the gateway cannot be watched. Later when it cannot be reached to begin with, and whenever it says that
/// the credential is not good for this: a connection that was there and is lost is made again.
pub fn watch<'a>(
    session: &'a Session,
    query: &'a TokenQuery,
) -> Result<BoxStream<'a, Result<Happening, Error>>, Error> {
    let mut fields = vec![Field::Itself];
    fields.extend(query.fields());
    refuse_unsupported(session.gateway.as_ref(), Verb::Watch, &fields)?;
    Ok(happenings(Watch { session, query, known: Known::default(), line: Line::default() }))
}

/// A watch under way.
struct Watch<'a> {
    session: &'a Session,
    query: &'a TokenQuery,
    known: Known,
    line: Line,
}

fn happenings<'a>(mut watch: Watch<'a>) -> BoxStream<'a, Result<Happening, Error>> {
    try_stream! {
        let mut events = Vec::new();
        loop {
            watch.known.begin();
            let mut facts = watch.session.gateway.watch(watch.query);
            let error = loop {
                let heard = watch.hear(&mut facts, &mut events).await;
                // Also what was found out before something failed.
                for event in events.drain(..) {
                    yield Happening::Event(Box::new(event));
                }
                match heard {
                    Ok(true) if watch.line.is_back() => yield Happening::Back,
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            if error.kind != ErrorKind::Unreachable || !watch.known.is_complete() {
                Err(error)?;
                break;
            }
            let pause = watch.line.lost();
            yield Happening::Lost { error, pause };
            tokio::time::sleep(pause).await;
        }
    }
    .boxed()
}

impl Watch<'_> {
    /// Waits for the next fact or the next token to expire, and adds what that means to the events. Tells whether
    /// everything is known now that there is.
    async fn hear(
        &mut self,
        facts: &mut BoxStream<'_, Result<Fact, gateway::Error>>,
        events: &mut Vec<WatchEvent>,
    ) -> Result<bool, gateway::Error> {
        let now = self.session.clock.now();
        let wait = self.known.next_end(now).map_or(LOOK_EVERY, |wait| wait.min(LOOK_EVERY));
        let fact = tokio::time::timeout(wait, facts.next()).await;
        events.extend(self.known.expired(self.session.clock.now()));
        match fact {
            Err(_) => return Ok(false),
            Ok(None) => return Err(gateway::Error::new(ErrorKind::Unreachable, "the gateway ended the watch")),
            Ok(Some(fact)) => match fact? {
                Fact::Is(token) => events.extend(self.known.is(*token)),
                Fact::Gone(token) => events.extend(self.known.gone(*token)),
                Fact::Complete => {
                    events.extend(self.known.complete());
                    return Ok(true);
                }
                Fact::Changed => return self.list(events).await.map(|()| true),
            },
        }
        Ok(false)
    }

    async fn list(&mut self, events: &mut Vec<WatchEvent>) -> Result<(), gateway::Error> {
        self.known.begin();
        let mut listed = self.session.gateway.tokens(self.query);
        while let Some(token) = listed.try_next().await? {
            if self.query.admits(&token, self.session.clock.now()) {
                events.extend(self.known.is(token));
            }
        }
        events.extend(self.known.complete());
        Ok(())
    }
}

/// The line to the gateway: how often it was lost in a row, and since when it has been good.
#[derive(Debug, Default)]
struct Line {
    lost: u32,
    good_since: Option<Instant>,
}

impl Line {
    /// It is good. Tells whether it was lost before.
    fn is_back(&mut self) -> bool {
        let was_lost = self.good_since.is_none() && self.lost > 0;
        self.good_since.get_or_insert_with(Instant::now);
        was_lost
    }

    /// It is lost. Tells how long to leave it alone: longer each time, unless it was good for a while.
    fn lost(&mut self) -> Duration {
        if self.good_since.take().is_some_and(|since| since.elapsed() >= LASTED) {
            self.lost = 0;
        }
        let pause = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(self.lost)).min(LONGEST_PAUSE);
        self.lost = self.lost.saturating_add(1);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_pauses_grow_to_a_limit_and_begin_anew_after_a_good_while() {
        let mut line = Line::default();
        assert!(!line.is_back());
        let pauses: Vec<u64> = (0..7).map(|_| line.lost().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
        assert!(line.is_back() && !line.is_back());
        assert_eq!(line.lost().as_secs(), 30, "it was lost at once");
        line.is_back();
        tokio::time::advance(LASTED).await;
        assert_eq!(line.lost().as_secs(), 1);
    }
}
