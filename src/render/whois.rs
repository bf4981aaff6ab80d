//! The columns of what is known about a secret.

use super::row::{Cell, Column, Report, Row};
use super::token;
use crate::model::{WhoisLine, WhoisReport};

const COLUMNS: &[Column<WhoisLine>] = &[
    Column::<WhoisLine>::new("kind", |line, _| Cell::new(line.kind.as_str())),
    Column::<WhoisLine>::new("match", |line, _| Cell::new(line.certainty.as_str())),
    Column::<WhoisLine>::new("name", |line, context| {
        context.text(line.token.as_ref().and_then(|token| token.gateway_name()))
    })
    .elastic(),
    Column::<WhoisLine>::new("id", |line, context| context.text(line.token.as_ref().map(|token| token.id.as_str())))
        .elastic(),
    Column::<WhoisLine>::new("owner", |line, context| match &line.token {
        Some(token) => token::owner(token, context),
        None => context.nothing(),
    })
    .elastic(),
    Column::<WhoisLine>::new("status", |line, context| match &line.token {
        Some(token) => token::status(token.status),
        None => context.nothing(),
    }),
];

impl Row for WhoisLine {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// The token, else the kind.
    fn reference(&self) -> String {
        self.token.as_ref().map_or_else(|| self.kind.to_string(), Row::reference)
    }
}

impl Report for WhoisReport {
    type Item = WhoisLine;

    fn items(&self) -> &[WhoisLine] {
        &self.lines
    }
}
