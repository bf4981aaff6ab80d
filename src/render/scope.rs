//! The columns of a scope.

use super::row::{Cell, Column, Context, Row, View};
use crate::model::Scope;

const COLUMNS: &[Column<Scope>] = &[
    Column::<Scope>::new("name", |scope, _| Cell::new(&scope.name)).elastic(),
    Column::<Scope>::new("kind", |scope, _| Cell::new(scope.kind.as_str())),
    Column::<Scope>::new("title", |scope, _| Cell::new(&scope.title)).elastic(),
    Column::<Scope>::new("grants", |scope, context| list(&scope.grants, context)).elastic(),
    Column::<Scope>::new("aliases", |scope, context| list(&scope.aliases, context)).wide(),
];

/// A person looking over many sees how many there are: a route group of LiteLLM can hold hundreds.
const MOST_IN_TABLE: usize = 8;

fn list(names: &[String], context: &Context) -> Cell {
    match names.len() {
        0 => context.nothing(),
        many if many > MOST_IN_TABLE && context.view == View::Table => Cell::new(format!("{many} names")),
        _ => context.list(names),
    }
}

impl Row for Scope {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}
