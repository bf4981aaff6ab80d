//! From a command about scopes to its answer on stdout.

use super::{Command, check, list, show};
use crate::cli::answer::Answer;
use crate::cli::run::{App, exit_of, finished, finished_rows};
use crate::model::{AccessLine, AccessStep, Scope};
use crate::problem::{Exit, Problem};
use crate::render::Printer;

impl App<'_> {
    pub(in crate::cli) async fn scopes(&self, command: Command) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        let command = match command {
            Command::Check(args) => return self.check(args, printer).await,
            command => command,
        };
        printer.check_columns::<Scope>()?;
        let session = self.session().await?;
        match command {
            Command::Show(args) => self.print(Answer::Done(show::run(args, &session).await?)),
            Command::List(args) => {
                let found = list::run(args, &session).await?;
                let rows = futures_util::stream::iter(found.into_iter().map(Ok::<_, Problem>));
                if finished_rows(printer.rows(rows).await)? == Some(0) {
                    self.ui.note("there are no scopes that match");
                }
                Ok(Exit::Done)
            }
            Command::Check(_) => unreachable!("answered above"),
        }
    }

    async fn check(&self, args: check::Args, mut printer: Printer) -> Result<Exit, Problem> {
        if args.list {
            printer.check_columns::<AccessLine>()?;
            let session = self.session().await?;
            let lines = check::run_list(args, &session, self.ui).await?;
            let rows = futures_util::stream::iter(lines.into_iter().map(Ok::<_, Problem>));
            if finished_rows(printer.rows(rows).await)? == Some(0) {
                self.ui.note("it can do nothing");
            }
            return Ok(Exit::Done);
        }
        printer.check_columns::<AccessStep>()?;
        let session = self.session().await?;
        let report = check::run(args, &session, &self.settings.surroundings, self.ui, self.settings.dry_run).await?;
        finished(printer.report(&report))?;
        Ok(exit_of(&report))
    }
}
