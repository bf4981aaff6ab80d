//! Answers that are a verdict: printed whole, and told by the exit code as well.

use super::run::{App, finished};
use super::{authz, doctor, tokens};
use crate::env::TokenVariable;
use crate::model::{Check, Finding};
use crate::problem::{Exit, Problem};
use crate::render::Format;

impl App<'_> {
    pub(super) async fn audit(&self, args: tokens::audit::Args) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        printer.check_columns::<Finding>()?;
        let session = if args.is_about_all() { None } else { Some(self.session().await?) };
        let report = tokens::audit::run(&args, session.as_ref(), self.settings, self.ui).await?;
        finished(printer.report(&report))?;
        Ok(tokens::audit::exit(&args, &report))
    }

    pub(super) async fn doctor(&self, args: doctor::Args) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        printer.check_columns::<Check>()?;
        let report = doctor::run(args, self.settings, self.ui).await;
        finished(printer.report(&report))?;
        if printer.format() == Format::Table {
            doctor::tell_findings(&report, self.ui);
        }
        Ok(if report.has_failures() { Exit::Findings } else { Exit::Done })
    }

    pub(super) async fn probe(&self, args: authz::probe::Args, token: TokenVariable) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        printer.check_columns::<Check>()?;
        let report = authz::probe::run(args, token, self.settings, self.ui).await?;
        finished(printer.report(&report))?;
        Ok(match (report.accepted, report.status) {
            (true, _) => Exit::Done,
            (false, 401 | 403) => Exit::Denied,
            (false, _) => Exit::Findings,
        })
    }
}
