//! The columns of what `gatekey doctor` found.

use super::row::{Cell, Column, GREEN, RED, Report, Row, YELLOW};
use crate::model::{Check, CheckStatus, DoctorReport};

const COLUMNS: &[Column<Check>] = &[
    Column::<Check>::new("check", |check, _| Cell::new(check.check)),
    Column::<Check>::new("status", |check, _| {
        Cell::new(check.status.as_str()).style(match check.status {
            CheckStatus::Ok => GREEN,
            CheckStatus::Warn => YELLOW,
            CheckStatus::Fail => RED,
        })
    }),
    Column::<Check>::new("detail", |check, _| Cell::new(&check.detail)).elastic(),
    // In a table it is told below, where it is not cut.
    Column::<Check>::new("hint", |check, context| context.text(check.hint.as_deref())).wide().elastic(),
];

impl Row for Check {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.check.to_owned()
    }
}

impl Report for DoctorReport {
    type Item = Check;

    fn items(&self) -> &[Check] {
        &self.checks
    }
}
