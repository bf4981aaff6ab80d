//! The columns of a bulk operation's outcomes.

use super::row::{Cell, Column, DIM, GREEN, RED, Report, Row};
use crate::model::{BulkOutcome, BulkResult, BulkTarget, Outcome};

const COLUMNS: &[Column<BulkOutcome>] = &[
    Column::<BulkOutcome>::new("token", |result, context| match &result.token {
        BulkTarget::Token(token) => context.text(token.gateway_name()),
        BulkTarget::Typed(typed) => Cell::new(typed),
    })
    .elastic(),
    Column::<BulkOutcome>::new("id", |result, context| match &result.token {
        BulkTarget::Token(token) => Cell::new(token.id.as_str()),
        BulkTarget::Typed(_) => context.nothing(),
    })
    .elastic(),
    Column::<BulkOutcome>::new("outcome", |result, _| {
        Cell::new(result.outcome.as_str()).style(match result.outcome {
            Outcome::Done => GREEN,
            Outcome::Failed => RED,
            Outcome::Skipped => DIM,
        })
    }),
    Column::<BulkOutcome>::new("error", |result, context| {
        context.text(result.error.as_ref().map(|error| &error.message))
    })
    .elastic(),
];

impl Row for BulkOutcome {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        match &self.token {
            BulkTarget::Token(token) => token.reference(),
            BulkTarget::Typed(typed) => typed.clone(),
        }
    }
}

impl Report for BulkResult {
    type Item = BulkOutcome;

    fn items(&self) -> &[BulkOutcome] {
        &self.results
    }
}
