//! The columns of what a command would change.

use serde_json::{Map, Value};

use super::row::{Cell, Column, Context, Report, Row};
use crate::model::{DryRun, PlannedChange};

const COLUMNS: &[Column<PlannedChange>] = &[
    Column::<PlannedChange>::new("action", |change, _| Cell::new(&change.action)),
    Column::<PlannedChange>::new("target", |change, _| Cell::new(&change.target)).elastic(),
    Column::<PlannedChange>::new("changes", changes).elastic(),
];

/// As in `name: ci -> deploy, description: - -> for CI`.
fn changes(change: &PlannedChange, context: &Context) -> Cell {
    changed(&change.fields, context)
}

/// Fields with `[old, new]` each.
pub(super) fn changed(fields: &Map<String, Value>, context: &Context) -> Cell {
    let fields: Vec<String> = fields
        .iter()
        .map(|(field, values)| format!("{field}: {} -> {}", word(values.get(0)), word(values.get(1))))
        .collect();
    if fields.is_empty() { context.nothing() } else { context.list(&fields) }
}

fn word(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

impl Row for PlannedChange {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.target.clone()
    }
}

impl Report for DryRun {
    type Item = PlannedChange;

    fn items(&self) -> &[PlannedChange] {
        &self.changes
    }
}
