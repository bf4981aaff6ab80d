//! `/v1/tokens?watch=true`: tokens as they change, as server-sent events (the HTML standard, §9.2).

use std::pin::Pin;
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

type Events = Pin<Box<dyn Stream<Item = Result<Event, ServiceError>> + Send>>;

/// Watches tokens until the caller leaves, their key stops working, or the server ends.
pub(super) async fn stream(
    app: App,
    caller: Caller,
    query: TokenQuery,
    after: Option<i64>,
) -> Result<Sse<impl Stream<Item = Result<Event, ServiceError>>>, Error> {
    let permit = app.streams.clone().try_acquire_owned().map_err(|_| Error::busy("too many watch already"))?;
    let mut stopped = app.stopped.clone();
    let mut events = events(app, caller, query, after);
    // What is refused is refused before a stream begins.
    let first = events.next().await.transpose()?;
    let rest = async_stream::stream! {
        let _until_it_ends = permit;
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
                    Some(Err(_)) | None => break,
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
