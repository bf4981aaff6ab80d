//! The columns of a user.

use super::row::{Cell, Column, GREEN, RED, Row};
use super::token::budget;
use crate::model::{Attributes, TeamRef, User, UserRef};

const COLUMNS: &[Column<User>] = &[
    Column::<User>::new("name", |user, _| Cell::new(&user.name)).elastic(),
    Column::<User>::new("id", |user, _| Cell::new(&user.id)).wide().elastic(),
    Column::<User>::new("role", |user, _| Cell::new(&user.role)),
    Column::<User>::new(
        "active",
        |user, _| {
            if user.active { Cell::new("yes").style(GREEN) } else { Cell::new("no").style(RED) }
        },
    ),
    Column::<User>::new("full_name", |user, context| context.text(user.full_name.as_deref())).elastic(),
    Column::<User>::new("email", |user, context| context.text(user.email.as_deref())).elastic(),
    Column::<User>::new("last_seen_at", |user, context| told(user, "last_seen_at", || context.time(user.last_seen_at))),
    Column::<User>::new("created_at", |user, context| told(user, "created_at", || context.time(user.created_at)))
        .wide(),
    Column::<User>::new("teams", |user, context| {
        told(user, "teams", || {
            let name = |team: &TeamRef| team.name.clone().unwrap_or_else(|| team.id.clone());
            let teams: Vec<String> = user.teams.iter().flatten().map(name).collect();
            if teams.is_empty() { context.nothing() } else { context.list(&teams) }
        })
    })
    .wide()
    .elastic(),
    Column::<User>::new("attributes", |user, context| {
        let words = user.attributes.as_ref().map(Attributes::words).unwrap_or_default();
        if words.is_empty() { context.nothing() } else { context.list(&words) }
    })
    .wide()
    .elastic(),
    Column::<User>::new("budget", |user, context| budget(user.budget.as_ref(), context)).wide(),
];

/// The cell, or the mark for what this gateway does not tell.
fn told(user: &User, field: &str, cell: impl FnOnce() -> Cell) -> Cell {
    if user.unknown.contains(&field) { Cell::unknown() } else { cell() }
}

impl Row for User {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// The name if typing it, also through `xargs`, means this user; else `id:X`.
    fn reference(&self) -> String {
        let is_plain = |name: &str| {
            !name.is_empty()
                && name != "me"
                && !name.starts_with('-')
                && name.chars().all(|character| character.is_ascii_alphanumeric() || "._-@+".contains(character))
        };
        if is_plain(&self.name) { self.name.clone() } else { UserRef::Id(self.id.clone()).to_string() }
    }
}
