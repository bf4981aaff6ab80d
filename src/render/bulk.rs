//! The columns of a bulk operation's outcomes.

use super::row::{Cell, Column, Context, DIM, GREEN, RED, Report, Row};
use crate::model::{BulkOutcome, BulkResult, BulkTarget, ErrorReport, Outcome, RotateOutcome, UserOutcome, UserTarget};

const COLUMNS: &[Column<BulkOutcome>] = &[
    Column::<BulkOutcome>::new("token", |result, context| token(&result.token, context)).elastic(),
    Column::<BulkOutcome>::new("id", |result, context| id(&result.token, context)).elastic(),
    Column::<BulkOutcome>::new("outcome", |result, _| outcome(result.outcome)),
    Column::<BulkOutcome>::new("error", |result, context| error(result.error.as_ref(), context)).elastic(),
];

const OF_USERS: &[Column<UserOutcome>] = &[
    Column::<UserOutcome>::new("user", |result, _| match &result.user {
        UserTarget::User(user) => Cell::new(&user.name),
        UserTarget::Typed(typed) => Cell::new(typed),
    })
    .elastic(),
    Column::<UserOutcome>::new("id", |result, context| match &result.user {
        UserTarget::User(user) => Cell::new(&user.id),
        UserTarget::Typed(_) => context.nothing(),
    })
    .elastic(),
    Column::<UserOutcome>::new("outcome", |result, _| outcome(result.outcome)),
    Column::<UserOutcome>::new("error", |result, context| error(result.error.as_ref(), context)).elastic(),
];

const OF_ROTATIONS: &[Column<RotateOutcome>] = &[
    Column::<RotateOutcome>::new("token", |result, context| token(&result.token, context)).elastic(),
    Column::<RotateOutcome>::new("id", |result, context| id(&result.token, context)).elastic(),
    Column::<RotateOutcome>::new("outcome", |result, _| outcome(result.outcome)),
    Column::<RotateOutcome>::new("detail", |result, context| match (&result.error, &result.reason) {
        (Some(report), _) => error(Some(report), context),
        (None, Some(reason)) => Cell::new(reason),
        (None, None) => context.text(result.delivered.first().map(|sink| format!("now in {sink}"))),
    })
    .elastic(),
];

fn token(target: &BulkTarget, context: &Context) -> Cell {
    match target {
        BulkTarget::Token(token) => context.text(token.gateway_name()),
        BulkTarget::Typed(typed) => Cell::new(typed),
    }
}

fn id(target: &BulkTarget, context: &Context) -> Cell {
    match target {
        BulkTarget::Token(token) => Cell::new(token.id.as_str()),
        BulkTarget::Typed(_) => context.nothing(),
    }
}

fn reference(target: &BulkTarget) -> String {
    match target {
        BulkTarget::Token(token) => token.reference(),
        BulkTarget::Typed(typed) => typed.clone(),
    }
}

fn outcome(outcome: Outcome) -> Cell {
    Cell::new(outcome.as_str()).style(match outcome {
        Outcome::Done => GREEN,
        Outcome::Failed => RED,
        Outcome::Skipped => DIM,
    })
}

fn error(error: Option<&ErrorReport>, context: &Context) -> Cell {
    context.text(error.map(|error| &error.message))
}

impl Row for BulkOutcome {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        reference(&self.token)
    }
}

impl Row for RotateOutcome {
    fn columns() -> &'static [Column<Self>] {
        OF_ROTATIONS
    }

    fn reference(&self) -> String {
        reference(&self.token)
    }
}

impl Report for BulkResult<RotateOutcome> {
    type Item = RotateOutcome;

    fn items(&self) -> &[RotateOutcome] {
        &self.results
    }
}

impl Report for BulkResult {
    type Item = BulkOutcome;

    fn items(&self) -> &[BulkOutcome] {
        &self.results
    }
}

impl Row for UserOutcome {
    fn columns() -> &'static [Column<Self>] {
        OF_USERS
    }

    fn reference(&self) -> String {
        match &self.user {
            UserTarget::User(user) => user.reference(),
            UserTarget::Typed(typed) => typed.clone(),
        }
    }
}

impl Report for BulkResult<UserOutcome> {
    type Item = UserOutcome;

    fn items(&self) -> &[UserOutcome] {
        &self.results
    }
}
