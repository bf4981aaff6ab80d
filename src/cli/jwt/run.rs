//! From the command to its answer on stdout. Nothing here needs a runtime, a keyring or a configuration: a token is decoded
//! or verified as soon as the program is there.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use super::{Command, batch, decode, diff, explain, jwks, keygen, sign, verify};
use crate::cli::answer::Answer;
use crate::cli::args::GlobalArgs;
use crate::cli::run::{exit_of, finished, print_text};
use crate::cli::settings::{OutputSettings, Settings};
use crate::clock;
use crate::env::Environment;
use crate::model::{
    AccessReport, AccessStep, JwksDiffLine, JwksKey, Secret, SignedToken, Timestamp, TokenChangeLine, TokenCheck,
    TokenMember,
};
use crate::ops::jwt::explain::of_file as keys_of_file;
use crate::ops::jwt::jwks::{Found, SetPlace, Wish, find, kid_of};
use crate::ops::jwt::{Judge, KeySet, Renewal, Rules, TokenSource, Verifier};
use crate::problem::{Exit, Problem};
use crate::render::Printer;
use crate::ui::Ui;

/// Runs a command that needs nothing but this machine.
pub fn run_local(command: Command, global: &GlobalArgs, environment: &Environment, ui: &Ui) -> Result<Exit, Problem> {
    let output = Settings::output(global, environment)?;
    let now = clock::system().now();
    match command {
        Command::Decode(args) => decode(&args, output, now),
        Command::Verify(args) => {
            let rules = verify::rules(&args, now)?;
            let judge = |token| judge(&args, args.keys.read(args.secret_encoding)?, rules, output, token, None, ui);
            match args.batch {
                Some(_) => judge(None),
                None => judge(Some(token(args.token.as_ref())?)),
            }
        }
        Command::Sign(args) => sign(args, &output, now, ui),
        Command::Keygen(args) => keygen(args, &output, ui, global.dry_run),
        Command::Diff(args) => diff(&args, &output, now),
        Command::Explain(args) => explain_here(&args, output, now, ui),
        Command::Jwks(command) => {
            let printer = printer_of_sets(&command, &output)?;
            of_sets(&command, command.read()?, printer, now, ui)
        }
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

/// The verdict on one token, or, without one, those of the batch.
fn judge(
    args: &verify::Args,
    keys: KeySet,
    rules: Rules,
    output: OutputSettings,
    token: Option<Secret>,
    renewal: Option<&Renewal>,
    ui: &Ui,
) -> Result<Exit, Problem> {
    let output = output.as_at(rules.at);
    let verifier = Verifier::new(keys, rules);
    let (Some(token), None) = (token, &args.batch) else {
        let path = args.batch.as_deref().unwrap_or_else(|| "-".as_ref());
        return batch::run(args, path, &Judge::new(verifier, renewal), &output, ui);
    };
    let mut printer = output.printer()?;
    printer.check_columns::<TokenCheck>()?;
    let verdict = verifier.judge(token.expose());
    finished(printer.report(&verdict))?;
    Ok(if verdict.valid { Exit::Done } else { Exit::Invalid })
}

/// Runs a command that asks somebody: for keys at an address.
pub async fn run(command: Command, global: &GlobalArgs, settings: &Settings, ui: &Ui) -> Result<Exit, Problem> {
    let output = &settings.output;
    match command {
        Command::Verify(args) => verify_by_provider(*args, settings, ui).await,
        Command::Explain(args) => explain_by_provider(*args, global, settings, ui).await,
        Command::Jwks(command) => {
            let mut printer = printer_of_sets(&command, output)?;
            match command {
                jwks::Command::Fetch(args) => finished(printer.report(&jwks::fetch(args, settings, ui).await?)),
                command => {
                    let found = command.find(settings).await?;
                    of_sets(&command, found, printer, settings.surroundings.clock.now(), ui)
                }
            }
        }
        _ => unreachable!("all others need nothing but this machine"),
    }
}

fn printer_of_sets(command: &jwks::Command, output: &OutputSettings) -> Result<Printer, Problem> {
    let printer = output.printer()?;
    match command {
        jwks::Command::Diff(_) => printer.check_columns::<JwksDiffLine>()?,
        _ => printer.check_columns::<JwksKey>()?,
    }
    Ok(printer)
}

/// What is said of the sets that were found.
fn of_sets(
    command: &jwks::Command,
    found: Vec<Found>,
    mut printer: Printer,
    now: Timestamp,
    ui: &Ui,
) -> Result<Exit, Problem> {
    let mut found = found.into_iter();
    match (command, found.next(), found.next()) {
        (jwks::Command::List(_), Some(found), _) => finished(printer.report(&jwks::list(&found, ui))),
        (jwks::Command::Show(args), Some(found), _) => finished(printer.one(&jwks::show(args, &found, ui)?)),
        (jwks::Command::Diff(args), Some(first), Some(second)) => {
            let difference = jwks::diff(args, first, second, now, ui)?;
            finished(printer.report(&difference))?;
            Ok(if difference.same { Exit::Done } else { Exit::Findings })
        }
        _ => unreachable!("each command finds as many sets as it is about"),
    }
}

/// With the keys of a provider; fetched anew when the token names one that the copy does not have.
async fn verify_by_provider(args: verify::Args, settings: &Settings, ui: &Ui) -> Result<Exit, Problem> {
    let mut rules = verify::rules(&args, settings.surroundings.clock.now())?;
    let place = args.keys.place().ok_or_else(|| Problem::usage("there is no key to verify with"))?;
    let token = if args.batch.is_some() {
        None
    } else {
        // A person or a pipe may keep it waiting: an interrupt must still be heard.
        let source = args.token.clone();
        Some(off_the_runtime(move || token(source.as_ref())).await?)
    };
    let kid = token.as_ref().and_then(|token| kid_of(token.expose()));
    let wish = Wish { kid: kid.as_deref(), anew: false, max_stale: args.max_stale.duration() };
    let found = find(&settings.surroundings, &place, wish).await?;
    jwks::warn_of(&found, ui);
    // With --jws there are no claims to judge.
    if !rules.any_payload {
        rules.issuer = rules.issuer.or_else(|| found.set.issuer.clone());
    }
    let renewal = Renewal {
        surroundings: settings.surroundings.clone(),
        place,
        max_stale: wish.max_stale,
        rules: rules.clone(),
        runtime: tokio::runtime::Handle::current(),
        tried_at: Mutex::default(),
    };
    // A batch goes on for a while, and an interrupt must be heard here too.
    let (output, ui) = (settings.output.clone(), ui.clone());
    off_the_runtime(move || judge(&args, found.set, rules, output, token, Some(&renewal), &ui)).await
}

/// Does what blocks on a thread of its own.
async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}

/// With the keys of a file: nobody is asked.
fn explain_here(args: &explain::Args, output: OutputSettings, now: Timestamp, ui: &Ui) -> Result<Exit, Problem> {
    let printer = explanation_printer(args, output, now)?;
    let prepared = explain::prepare(args, now, ui)?;
    let keys = match &args.jwks {
        Some(SetPlace::File(path)) => keys_of_file(path)?,
        _ => unreachable!("an address is somebody to ask"),
    };
    told(printer, &prepared.judge(&token(Some(&args.token))?, &keys))
}

/// With the keys at an address, or those that the configuration names.
async fn explain_by_provider(
    args: explain::Args,
    global: &GlobalArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Exit, Problem> {
    let now = settings.surroundings.clock.now();
    let printer = explanation_printer(&args, settings.output.clone(), now)?;
    let mut prepared = explain::prepare(&args, now, ui)?;
    let source = args.token.clone();
    let token = off_the_runtime(move || token(Some(&source))).await?;
    if explain::wants_rows(&args, global) {
        explain::fetch_rows(&args, &mut prepared, &token, &settings.surroundings, ui).await?;
    }
    let keys = prepared.keys(&token, args.jwks.as_ref(), &settings.surroundings.http).await?;
    told(printer, &prepared.judge(&token, &keys))
}

fn explanation_printer(args: &explain::Args, output: OutputSettings, now: Timestamp) -> Result<Printer, Problem> {
    let printer = output.as_at(explain::at(args, now)).printer()?;
    printer.check_columns::<AccessStep>()?;
    Ok(printer)
}

fn told(mut printer: Printer, report: &AccessReport) -> Result<Exit, Problem> {
    finished(printer.report(report))?;
    Ok(exit_of(report))
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
