//! The columns of a scope.

use super::row::{Cell, Column, Context, Row};
use crate::model::Scope;

const COLUMNS: &[Column<Scope>] = &[
    Column::<Scope>::new("name", |scope, _| Cell::new(&scope.name)).elastic(),
    Column::<Scope>::new("kind", |scope, _| Cell::new(scope.kind.as_str())),
    Column::<Scope>::new("title", |scope, _| Cell::new(&scope.title)).elastic(),
    Column::<Scope>::new("grants", |scope, context| list(&scope.grants, context)).elastic(),
    Column::<Scope>::new("aliases", |scope, context| list(&scope.aliases, context)).wide(),
];

fn list(names: &[String], context: &Context) -> Cell {
    if names.is_empty() { context.nothing() } else { context.list(names) }
}

impl Row for Scope {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}
