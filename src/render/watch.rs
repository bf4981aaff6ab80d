//! The columns of a watch: what became of which token. Exact times, for a log is read later.

use super::row::{Cell, Column, DIM, GREEN, RED, Row, YELLOW};
use super::token;
use crate::model::{WatchEvent, WatchKind};

const COLUMNS: &[Column<WatchEvent>] = &[
    Column::<WatchEvent>::new("event", |event, _| {
        Cell::new(event.event.as_str()).style(match event.event {
            WatchKind::Snapshot => DIM,
            WatchKind::Created => GREEN,
            WatchKind::Updated => YELLOW,
            WatchKind::Deleted => RED,
        })
    }),
    Column::<WatchEvent>::new("name", |event, context| context.text(event.token.gateway_name())).elastic(),
    Column::<WatchEvent>::new("id", |event, _| Cell::new(event.token.id.as_str())).wide().elastic(),
    Column::<WatchEvent>::new("owner", |event, context| token::owner(&event.token, context)).elastic(),
    Column::<WatchEvent>::new("scopes", |event, context| context.rights(&event.token.scopes)).elastic(),
    Column::<WatchEvent>::new("models", |event, context| context.rights(&event.token.models)).wide().elastic(),
    Column::<WatchEvent>::new("status", |event, _| token::status(event.token.status)),
    Column::<WatchEvent>::new("expires_at", |event, context| context.expiry(event.token.expires_at)),
    Column::<WatchEvent>::new("updated_at", |event, context| context.time(event.token.updated_at)).wide(),
];

impl Row for WatchEvent {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// The token.
    fn reference(&self) -> String {
        self.token.reference()
    }
}
