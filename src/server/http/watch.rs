//! `/v1/tokens?watch=true`: tokens as they change, as server-sent events (the HTML standard, §9.2).

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::try_stream;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt};
use serde_json::json;

use super::App;
use super::error::Error;
use super::listen::told_to;
use super::wire::Token;
use crate::model::TokenQuery;
use crate::server::service::{Caller, ServiceError, Watched};

/// How often something is said where there is nothing to say, so that proxies and readers know that it goes on.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many may watch at once: each looks at the trail several times a second.
const MOST: usize = 64;
/// How many of them one user.
const MOST_OF_ONE: usize = 16;

/// Who watches now, by the ids of users.
#[derive(Debug, Default)]
pub(super) struct Watchers(Mutex<Vec<String>>);

/// A place among them, until it is dropped.
struct Watching {
    watchers: Arc<Watchers>,
    user: String,
}

impl Watchers {
    fn enter(self: &Arc<Self>, user: &str) -> Result<Watching, Error> {
        let mut here = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if here.len() >= MOST {
            return Err(Error::busy("too many watch already"));
        }
        if here.iter().filter(|other| *other == user).count() >= MOST_OF_ONE {
            return Err(Error::busy(format!("you watch {MOST_OF_ONE} times already")));
        }
        here.push(user.to_owned());
        Ok(Watching { watchers: Arc::clone(self), user: user.to_owned() })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut here = self.watchers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = here.iter().position(|user| *user == self.user) {
            here.swap_remove(place);
        }
    }
}

type Events = Pin<Box<dyn Stream<Item = Result<Event, ServiceError>> + Send>>;

/// Watches tokens until the caller leaves, their key stops working, or the server ends.
pub(super) async fn stream(
    app: App,
    caller: Caller,
    query: TokenQuery,
    after: Option<i64>,
) -> Result<Sse<impl Stream<Item = Result<Event, ServiceError>>>, Error> {
    let watching = app.watchers.enter(&caller.user.id)?;
    let mut stopped = app.stopped.clone();
    let mut events = events(app, caller, query, after);
    // What is refused is refused before a stream begins.
    let first = events.next().await.transpose()?;
    let rest = async_stream::stream! {
        let _until_it_ends = watching;
        if let Some(first) = first {
            yield Ok(first);
        }
        loop {
            tokio::select! {
                biased;
                () = told_to(&mut stopped) => break,
                next = events.next() => match next {
                    Some(Ok(event)) => yield Ok(event),
                    // There is no status any more to tell it with: whoever asks anew is told.
                    Some(Err(error)) => {
                        Error::from(error).log("a watch ended");
                        break;
                    }
                    None => break,
                },
            }
        }
    };
    Ok(Sse::new(rest).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn events(app: App, caller: Caller, query: TokenQuery, after: Option<i64>) -> Events {
    Box::pin(try_stream! {
        let mut watched = std::pin::pin!(app.service.watch(&caller, &query, after));
        while let Some(next) = watched.next().await {
            yield match next? {
                Watched::Token { place, kind, token } => {
                    let data = json!(Token::at(app.service.now(), *token)).to_string();
                    let event = Event::default().event(kind.as_str()).data(data);
                    match place {
                        Some(place) => event.id(place.to_string()),
                        None => event,
                    }
                }
                Watched::Live { place } => Event::default().event("live").id(place.to_string()).data("{}"),
            };
        }
    })
}

/// The event that a watch goes on after.
pub(super) fn last_event_id(headers: &HeaderMap) -> Result<Option<i64>, Error> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let id = value.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| Error::invalid("the header `Last-Event-ID` holds no id of an event"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_places_for_all_and_some_for_each() {
        let watchers = Arc::new(Watchers::default());
        let mut held: Vec<_> = (0..MOST_OF_ONE).map(|_| watchers.enter("bob").unwrap()).collect();
        assert!(watchers.enter("bob").is_err());
        held.extend((MOST_OF_ONE..MOST).map(|number| watchers.enter(&format!("user-{number}")).unwrap()));
        assert!(watchers.enter("ada").is_err());
        held.remove(0);
        assert!(watchers.enter("bob").is_ok() && watchers.enter("ada").is_ok());
        drop(held);
        assert!(watchers.0.lock().unwrap().is_empty());
    }
}
