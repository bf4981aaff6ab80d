//! The columns of what was done to a token.

use super::dry_run;
use super::row::{Cell, Column, Context, Row};
use crate::model::TrailEvent;

const COLUMNS: &[Column<TrailEvent>] = &[
    Column::<TrailEvent>::new("at", |event, context| context.time(Some(event.at))),
    Column::<TrailEvent>::new("action", |event, _| Cell::new(&event.action)),
    Column::<TrailEvent>::new("by", by).elastic(),
    Column::<TrailEvent>::new("changes", changes).elastic(),
];

/// As in `ada`, or `ada with id:0123456789abcdef`.
fn by(event: &TrailEvent, _: &Context) -> Cell {
    let name = event.actor.name.as_ref().unwrap_or(&event.actor.id);
    Cell::new(match &event.actor.token_id {
        Some(key) => format!("{name} with id:{key}"),
        None => name.clone(),
    })
}

/// Where everything came or went, the token itself says more.
fn changes(event: &TrailEvent, context: &Context) -> Cell {
    match event.action.as_str() {
        "token.create" | "token.purge" => context.nothing(),
        _ => dry_run::changed(&event.changes, context),
    }
}

impl Row for TrailEvent {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        format!("id:{}", self.target_id)
    }
}
