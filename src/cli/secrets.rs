//! Answers that hold a secret: printed where a token is made or rotated, and nowhere else.

use super::answer::Answer;
use super::run::{App, finished};
use super::tokens;
use crate::model::{Minted, RotateOutcome, RotateReport, Secret, Token};
use crate::ops;
use crate::problem::{Exit, Problem};
use crate::render::RenderError;

impl App<'_> {
    /// Rotates a token. Its new secret is printed in the middle of it: only what has arrived is in place.
    pub(super) async fn rotate(&self, args: tokens::rotate::Args) -> Result<Exit, Problem> {
        if let Some(many) = args.many()? {
            return self.rotate_all(many).await;
        }
        let (output, dry_run) = (&self.settings.output, self.settings.dry_run);
        args.check_condition(output.is_structured())?;
        let shows_secret = args.shows_secret() && !dry_run;
        if shows_secret {
            output.secret_printer()?;
        } else {
            self.check_output::<Token>()?;
        }
        let session = self.session().await?;
        let mut is_printed = false;
        let mut show = |report: &RotateReport, secret: &Secret| {
            let print = || -> Result<(), Problem> {
                let mut printer = output.secret_printer()?;
                let printed = match printer.format().is_structured() {
                    true => printer.rotated(report, Some(secret)),
                    false => printer.bare_secret(secret),
                };
                Ok(printed?)
            };
            is_printed = true;
            print().map_err(|problem| tokens::rotate::not_printed(&problem))
        };
        match tokens::rotate::run(args, &session, self.ui, dry_run, &mut show).await? {
            Answer::WouldDo(plan) => self.print::<Token>(Answer::WouldDo(plan)),
            Answer::Done(report) => {
                if !is_printed && output.is_typed() {
                    let mut printer = output.printer()?;
                    finished(match printer.format().is_structured() {
                        true => printer.rotated(&report, None),
                        false => printer.one(&report.token),
                    })?;
                }
                Ok(tokens::rotate::exit(&report))
            }
        }
    }

    /// Rotates many tokens. Their secrets are elsewhere, and what became of each is the answer.
    async fn rotate_all(&self, many: tokens::rotate_all::Many) -> Result<Exit, Problem> {
        self.check_output::<RotateOutcome>()?;
        ops::tokens::rotate_all::check_sinks(&many.request)?;
        let session = self.session().await?;
        let mut printer = self.settings.output.printer()?;
        match tokens::rotate_all::run(many, &session, self.ui, self.settings.dry_run).await? {
            Answer::WouldDo(plan) => finished(printer.report(&plan)),
            Answer::Done(results) => {
                finished(printer.report(&results))?;
                Ok(tokens::rotate_all::exit(&results, session.hold.is_end_wanted()))
            }
        }
    }

    /// Prints a token whose secret is elsewhere, if a format was typed: unasked, stdout is for the secret alone.
    pub(super) fn print_handed_over(&self, token: &Token) -> Result<Exit, Problem> {
        if !self.settings.output.is_typed() {
            return Ok(Exit::Done);
        }
        let mut printer = self.settings.output.printer()?;
        finished(if printer.format().is_structured() { printer.without_secret(token) } else { printer.one(token) })
    }

    /// Prints the secret. It was minted, so it must come out: when `--jq` fails on it, bare; when nothing can be written,
    /// the key that has to go is named (DESIGN §2, promise 1).
    pub(super) fn print_minted(&self, minted: &Minted) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.secret_printer()?;
        if !printer.format().is_structured() {
            return printer
                .bare_secret(&minted.secret)
                .map(|()| Exit::Done)
                .map_err(|error| secret_lost(minted, error));
        }
        match printer.minted(minted) {
            Ok(()) => Ok(Exit::Done),
            Err(error @ (RenderError::JqRun(_) | RenderError::Encode(_))) => {
                printer.bare_secret(&minted.secret).map_err(|error| secret_lost(minted, error))?;
                let message = format!("the token id:{} was made; its bare secret is on stdout", minted.token.id);
                Err(Problem::new(Exit::Unfinished, "not_as_asked", message).cause(Problem::from(error).message))
            }
            Err(error) => Err(secret_lost(minted, error)),
        }
    }
}

fn secret_lost(minted: &Minted, error: RenderError) -> Problem {
    let id = &minted.token.id;
    Problem::new(Exit::Unfinished, "secret_lost", format!("the token id:{id} was made, but its secret is lost"))
        .cause(Problem::from(error).message)
        .hint(format!("revoke it with `gatekey tokens revoke id:{id}` and create another"))
}
