//! The columns of a token.

use super::row::{Cell, Column, Context, DIM, GREEN, RED, Row, YELLOW};
use super::safe;
use crate::model::{Budget, RateLimit, Status, Token, TokenName};

const COLUMNS: &[Column<Token>] = &[
    Column::<Token>::new("name", |token, context| context.text(token.gateway_name())).elastic(),
    Column::<Token>::new("id", |token, _| Cell::new(token.id.as_str())).wide().elastic(),
    Column::<Token>::new("generation", |token, _| {
        Cell::new(token.name.as_ref().map_or(1, |name| name.generation).to_string())
    })
    .wide(),
    Column::<Token>::new("owner", |token, context| told(token, "owner", || owner(token, context))).elastic(),
    Column::<Token>::new("team", |token, context| told(token, "team", || team(token, context))).wide().elastic(),
    Column::<Token>::new("scopes", |token, context| told(token, "scopes", || context.rights(&token.scopes))).elastic(),
    Column::<Token>::new("models", |token, context| told(token, "models", || context.rights(&token.models))).elastic(),
    Column::<Token>::new("routes", |token, context| told(token, "routes", || context.rights(&token.routes)))
        .wide()
        .elastic(),
    Column::<Token>::new("allow_list", |token, context| told(token, "allow_list", || allow_list(token, context)))
        .wide()
        .elastic(),
    Column::<Token>::new("status", |token, _| status(token.status)),
    Column::<Token>::new("expires_at", |token, context| told(token, "expires_at", || context.expiry(token.expires_at))),
    Column::<Token>::new("last_used_at", |token, context| {
        told(token, "last_used_at", || context.time(token.last_used_at))
    }),
    Column::<Token>::new("created_at", |token, context| told(token, "created_at", || context.time(token.created_at)))
        .wide(),
    Column::<Token>::new("updated_at", |token, context| told(token, "updated_at", || context.time(token.updated_at)))
        .wide(),
    Column::<Token>::new("masked", |token, context| told(token, "masked", || context.text(token.masked.as_deref())))
        .wide()
        .elastic(),
    Column::<Token>::new("budget", |token, context| told(token, "budget", || budget(token.budget.as_ref(), context)))
        .wide(),
    Column::<Token>::new("rate_limit", |token, context| {
        told(token, "rate_limit", || rate_limit(token.rate_limit.as_ref(), context))
    })
    .wide(),
    Column::<Token>::new("metadata", |token, context| told(token, "metadata", || metadata(token, context)))
        .wide()
        .elastic(),
    Column::<Token>::new("description", |token, context| {
        told(token, "description", || context.text(token.description.as_deref()))
    })
    .wide()
    .elastic(),
];

impl Row for Token {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// The name if typing it means this token, else `id:X`: only live tokens go by name (CONTRACT §3).
    fn reference(&self) -> String {
        match &self.name {
            Some(name) if self.is_live() && can_be_typed(name) => name.to_string(),
            _ => self.exact_reference(),
        }
    }

    fn exact_reference(&self) -> String {
        format!("id:{}", self.id)
    }
}

/// Whether the name, typed as a bare word, is read as this name: also by `xargs`, which splits at spaces and quotes.
fn can_be_typed(name: &TokenName) -> bool {
    let text = name.to_string();
    !text.is_empty()
        && text.chars().all(|character| character.is_alphanumeric() || "._-@/+=:,~".contains(character))
        && safe::is_clean(&text)
        && !["id:", "name:", "-"].iter().any(|prefix| text.starts_with(prefix))
        // `ci~1` would be read as the first generation of `ci`.
        && !TokenName::is_reserved(&name.base)
}

/// The cell, or the mark for what this gateway does not tell.
fn told(token: &Token, field: &str, cell: impl FnOnce() -> Cell) -> Cell {
    if token.unknown.contains(&field) { Cell::unknown() } else { cell() }
}

pub(super) fn owner(token: &Token, context: &Context) -> Cell {
    context.text(token.owner.as_ref().and_then(|owner| owner.name.as_deref().or(owner.id.as_deref())))
}

fn team(token: &Token, context: &Context) -> Cell {
    context.text(token.team.as_ref().map(|team| team.name.as_deref().unwrap_or(&team.id)))
}

fn allow_list(token: &Token, context: &Context) -> Cell {
    token.allow_list.as_deref().map_or_else(|| context.nothing(), |resources| context.list(resources))
}

/// The word, in its colour.
pub(super) fn status(status: Status) -> Cell {
    Cell::new(status.as_str()).style(match status {
        Status::Active => GREEN,
        Status::Expired => YELLOW,
        Status::Revoked | Status::Blocked => RED,
        Status::Superseded => DIM,
    })
}

/// As in `1.2/10 per 30d`.
pub(super) fn budget(budget: Option<&Budget>, context: &Context) -> Cell {
    let amount = |amount: Option<f64>| amount.map_or("?".to_owned(), |amount| amount.to_string());
    context.text(budget.and_then(|budget| {
        let of = match (budget.spent, budget.max) {
            (None, None) => return None,
            (Some(spent), None) => format!("{spent} spent"),
            (spent, Some(max)) => format!("{}/{max}", amount(spent)),
        };
        Some(match &budget.period {
            Some(period) => format!("{of} per {period}"),
            None => of,
        })
    }))
}

/// As in `60 rpm, 1000 tpm`.
fn rate_limit(limit: Option<&RateLimit>, context: &Context) -> Cell {
    let parts = limit.map_or_else(Vec::new, |limit| {
        let part = |count: Option<u64>, unit: &str| count.map(|count| format!("{count} {unit}"));
        [part(limit.rpm, "rpm"), part(limit.tpm, "tpm")].into_iter().flatten().collect()
    });
    if parts.is_empty() { context.nothing() } else { context.list(&parts) }
}

/// As in `team=red, tier=2`.
fn metadata(token: &Token, context: &Context) -> Cell {
    let entries: Vec<String> = token
        .metadata
        .iter()
        .map(|(key, value)| match value.as_str() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={value}"),
        })
        .collect();
    if entries.is_empty() { context.nothing() } else { context.list(&entries) }
}
