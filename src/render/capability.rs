//! The columns of what a gateway can do.

use super::row::{Cell, Column, GREEN, RED, Report, Row, YELLOW};
use crate::model::{Capability, CapabilityReport, SupportLevel};

const COLUMNS: &[Column<Capability>] = &[
    Column::<Capability>::new("command", |capability, _| Cell::new(capability.command)),
    Column::<Capability>::new("field", |capability, _| Cell::new(capability.field)),
    Column::<Capability>::new("option", |capability, context| context.text(capability.option)),
    Column::<Capability>::new("support", |capability, _| {
        Cell::new(capability.support.as_str()).style(match capability.support {
            SupportLevel::Yes => GREEN,
            SupportLevel::Emulated => YELLOW,
            SupportLevel::No => RED,
        })
    }),
    Column::<Capability>::new("instead", |capability, context| context.text(capability.instead)).elastic(),
];

impl Row for Capability {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        match self.option {
            Some(option) => format!("{} {option}", self.command),
            None => self.command.to_owned(),
        }
    }
}

impl Report for CapabilityReport {
    type Item = Capability;

    fn items(&self) -> &[Capability] {
        &self.capabilities
    }
}
