//! From the command to its answer on stdout. Nothing here needs a runtime, a keyring or a configuration: a token is decoded
//! or verified as soon as the program is there.

use std::io::IsTerminal as _;

use super::{Command, batch, decode, diff, keygen, sign, verify};
use crate::cli::answer::Answer;
use crate::cli::args::GlobalArgs;
use crate::cli::run::{finished, print_text};
use crate::cli::settings::{OutputSettings, Settings};
use crate::clock;
use crate::env::Environment;
use crate::model::{Secret, SignedToken, Timestamp, TokenChangeLine, TokenCheck, TokenMember};
use crate::ops::jwt::{TokenSource, Verifier};
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// Runs a command that needs nothing but this machine.
pub fn run_local(command: Command, global: &GlobalArgs, environment: &Environment, ui: &Ui) -> Result<Exit, Problem> {
    let output = Settings::output(global, environment)?;
    let now = clock::system().now();
    match command {
        Command::Decode(args) => decode(&args, output, now),
        Command::Verify(args) => verify(&args, output, now, ui),
        Command::Sign(args) => sign(args, &output, now, ui),
        Command::Keygen(args) => keygen(args, &output, ui, global.dry_run),
        Command::Diff(args) => diff(&args, &output, now),
    }
}

/// The token that was named, or the one on stdin where none was and nobody has to type it.
fn token(source: Option<&TokenSource>) -> Result<Secret, Problem> {
    let stdin = std::io::stdin();
    match source {
        None if stdin.is_terminal() => {
            Err(Problem::usage("there is no token").hint("give it as an argument, as @FILE, or pipe it in"))
        }
        None => Ok(TokenSource::Stdin.read(&mut stdin.lock())?),
        Some(source) => Ok(source.read(&mut stdin.lock())?),
    }
}

fn decode(args: &decode::Args, output: OutputSettings, now: Timestamp) -> Result<Exit, Problem> {
    let mut printer = output.as_at(decode::at(args, now)).printer()?;
    printer.check_columns::<TokenMember>()?;
    let decoded = decode::run(args, &token(args.token.as_ref())?, now)?;
    finished(printer.report(&decoded))
}

fn verify(args: &verify::Args, output: OutputSettings, now: Timestamp, ui: &Ui) -> Result<Exit, Problem> {
    let rules = verify::rules(args, now)?;
    let output = output.as_at(rules.at);
    if let Some(path) = &args.batch {
        let verifier = Verifier::new(args.keys.read(args.secret_encoding)?, rules);
        return batch::run(args, path, &verifier, &output, ui);
    }
    let mut printer = output.printer()?;
    printer.check_columns::<TokenCheck>()?;
    let verifier = Verifier::new(args.keys.read(args.secret_encoding)?, rules);
    let verdict = verifier.judge(token(args.token.as_ref())?.expose());
    finished(printer.report(&verdict))?;
    Ok(if verdict.valid { Exit::Done } else { Exit::Invalid })
}

fn sign(args: sign::Args, output: &OutputSettings, now: Timestamp, ui: &Ui) -> Result<Exit, Problem> {
    let mut printer = output.secret_printer()?;
    let signed = sign::run(args, now, ui)?;
    if printer.format().is_structured() {
        return finished(printer.one::<SignedToken>(&signed));
    }
    finished(printer.bare_secret(&Secret::new(signed.token)))
}

fn keygen(args: keygen::Args, output: &OutputSettings, ui: &Ui, dry_run: bool) -> Result<Exit, Problem> {
    if !dry_run {
        output.text_printer()?;
    }
    match keygen::run(args, ui, dry_run)? {
        Answer::Done(text) => print_text(output, text.as_ref().map_or("", Secret::expose)),
        Answer::WouldDo(plan) => finished(output.printer()?.report(&plan)),
    }
}

fn diff(args: &diff::Args, output: &OutputSettings, now: Timestamp) -> Result<Exit, Problem> {
    let mut printer = output.printer()?;
    printer.check_columns::<TokenChangeLine>()?;
    if args.first == TokenSource::Stdin && args.second == TokenSource::Stdin {
        return Err(Problem::usage("`-` can stand for one token only: stdin is read once"));
    }
    let difference = diff::run(&token(Some(&args.first))?, &token(Some(&args.second))?, now)?;
    finished(printer.report(&difference))?;
    Ok(if difference.same { Exit::Done } else { Exit::Findings })
}
