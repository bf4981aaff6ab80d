//! `gatekey run`: a key that lives as long as the job.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::args::{GlobalArgs, TokenLimits};
use super::interrupt::interrupt;
use super::passed_on::Signals;
use super::settings::Settings;
use crate::env::Environment;
use crate::model::{DryRun, Lifetime, NewToken, Secret, Token, parse_duration, parse_variable_name};
use crate::ops::job::{self, Program};
use crate::ops::{self, Hold, Session};
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// Run a command with a key that lives as long as it
///
/// Makes a key, hands it to the command in the variables that --env names, and revokes it when the command has ended. If
/// gatekey is killed, the key ends after --ttl by itself. Signals are passed on, and the exit code is the command's: 128
/// and the number of the signal that ended it, 127 when there is no such command, 126 when it cannot be run. 125 is a
/// failure of gatekey's own, 11 a key that was not seen to be revoked. The command sees no other variable of gatekey's.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey run --ttl 30m --scope inference --env OPENAI_API_KEY -- pytest
  gatekey run --ttl 8h --model llama3 --env API_KEY -- sh -c './train | tee log'
  gatekey run --ttl 1h --scope management --env GATEKEY_TOKEN -- ./nightly.sh")]
pub struct Args {
    /// How long the key lives at most: what ends it if gatekey is killed
    #[arg(long, value_name = "DUR", value_parser = parse_ttl)]
    ttl: Duration,
    /// Variable in which the command finds the key; repeatable
    #[arg(long = "env", value_name = "NAME", required = true, value_parser = parse_variable_name)]
    variables: Vec<String>,
    /// Name of the key; one of its own if there is none
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    limits: TokenLimits,
    /// The command, and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

fn parse_ttl(text: &str) -> Result<Duration, String> {
    match parse_duration(text).map_err(|error| error.to_string())? {
        Duration::ZERO => Err("a key that lives for no time lets nobody in".to_owned()),
        ttl => Ok(ttl),
    }
}

/// Runs the command, and returns its exit code, or that of a failure before and after it.
pub(super) fn main(args: Args, global: &GlobalArgs, environment: &Environment, ui: &Ui) -> ExitCode {
    let hold = Hold::default();
    let outcome = super::run::runtime(false).and_then(|runtime| {
        let outcome = runtime.block_on(async {
            let settings = Settings::resolve(global, environment, ui, &hold)?;
            run(args, &settings, ui, &hold).await
        });
        runtime.shutdown_background();
        outcome
    });
    ui.progress.end();
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            let problem = Problem { exit: own(problem.exit), ..problem };
            ui.problem(&problem);
            ExitCode::from(problem.exit as u8)
        }
    }
}

/// A failure of gatekey's must not look like an answer of the command's.
pub(super) fn own(exit: Exit) -> Exit {
    match exit {
        Exit::NoProgram | Exit::NotExecutable | Exit::Unfinished | Exit::Interrupted => exit,
        _ => Exit::NotRun,
    }
}

async fn run(args: Args, settings: &Settings, ui: &Ui, hold: &Hold) -> Result<u8, Problem> {
    let name = args.command.first().map(OsString::as_os_str).unwrap_or_default();
    let program = program(name, settings)?;
    if settings.dry_run {
        let plan = plan(&args, settings, ui).await?;
        settings.output.printer()?.report(&plan)?;
        return Ok(Exit::Done as u8);
    }
    if settings.output.is_typed() {
        return Err(Problem::usage("stdout is the command's").hint("leave -o and --jq out"));
    }
    let mut signals = Signals::listen().map_err(|error| failed("signals cannot be listened to", &error))?;
    let (session, made) = tokio::select! {
        biased;
        problem = interrupt(hold, Some("tokens list"), ui) => return Err(problem),
        never = ui.progress.draw() => match never {},
        made = make(&args, settings, ui) => made?,
    };
    ui.progress.end();
    let token = made.token;
    let ended = match hold.is_end_wanted() {
        true => Err(Problem::new(Exit::Interrupted, "interrupted", "interrupted")),
        false => match start(name, &program, &args, &made.secret, &session) {
            Ok(mut child) => {
                signals.pass_on(&mut child).await.map_err(|error| failed("the command's end cannot be seen", &error))
            }
            Err(problem) => Err(problem),
        },
    };
    revoke(&session, &token, ended.as_ref().ok(), &mut signals, ui).await?;
    ended.map(code)
}

/// The key goes, however the command ended.
async fn revoke(
    session: &Session,
    token: &Token,
    ended: Option<&ExitStatus>,
    signals: &mut Signals,
    ui: &Ui,
) -> Result<(), Problem> {
    let revoked = tokio::select! {
        biased;
        revoked = job::end(session, token) => revoked,
        () = signals.twice(ui) => Err(job::not_ended(token, "interrupted").into()),
    };
    match revoked {
        Ok(()) => {
            ui.done(&format!("Revoked {} (id:{}) on {}", called(token), token.id, session.label()));
            Ok(())
        }
        Err(error) => {
            let problem = Problem::from(error);
            let code = ended.map(|ended| format!("; the command's own exit code is {}", code(*ended)));
            Err(Problem { message: format!("{}{}", problem.message, code.unwrap_or_default()), ..problem })
        }
    }
}

/// The program's file, before anything is made for it.
fn program(name: &OsStr, settings: &Settings) -> Result<std::path::PathBuf, Problem> {
    let shown = name.display();
    match job::find_program(name, settings.surroundings.handover.search_path.as_deref()) {
        Program::At(path) => Ok(path),
        Program::NotExecutable(path) => {
            Err(Problem::new(Exit::NotExecutable, "not_executable", format!("the command `{shown}` cannot be run"))
                .cause(format!("{} is no program", path.display()))
                .hint("make it executable, or name what runs it, as in `sh FILE`"))
        }
        Program::Missing => Err(Problem::new(Exit::NoProgram, "no_program", format!("there is no command `{shown}`"))
            .hint("install it, or name it by its path")),
    }
}

impl Args {
    fn new_token(&self, settings: &Settings) -> Result<NewToken, Problem> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => job::name(&settings.surroundings)?,
        };
        let life = Some(Lifetime::For(self.ttl));
        Ok(NewToken { expires_in: life, ..self.limits.clone().into_new_token(Some(name)) })
    }
}

async fn open(settings: &Settings, ui: &Ui) -> Result<Session, Problem> {
    let session = Session::open(&settings.surroundings).await?;
    for note in &session.notes {
        ui.note(note);
    }
    Ok(session)
}

async fn plan(args: &Args, settings: &Settings, ui: &Ui) -> Result<DryRun, Problem> {
    let session = open(settings, ui).await?;
    let change = ops::tokens::create::plan(&session, &args.new_token(settings)?).await?;
    Ok(DryRun { changes: vec![change.field("env", Value::Null, json!(args.variables))] })
}

/// The key, and for how long.
async fn make(args: &Args, settings: &Settings, ui: &Ui) -> Result<(Session, crate::model::Minted), Problem> {
    let session = open(settings, ui).await?;
    let made = job::make(&session, &args.new_token(settings)?).await?;
    let token = &made.minted.token;
    let until = token.expires_at.map_or_else(|| "its end is not told".to_owned(), |at| format!("expires at {at}"));
    ui.done(&format!("Created {} (id:{}) on {}: {until}", called(token), token.id, session.label()));
    for warning in &made.warnings {
        ui.warn(warning);
    }
    Ok((session, made.minted))
}

fn called(token: &Token) -> String {
    token.gateway_name().unwrap_or_else(|| "a key".to_owned())
}

/// Starts the command: with this terminal and these files, and with no variable of gatekey's but what it was promised.
fn start(name: &OsStr, program: &Path, args: &Args, secret: &Secret, session: &Session) -> Result<Child, Problem> {
    let mut command = Command::new(program);
    #[cfg(unix)]
    command.arg0(name);
    command.args(&args.command[1..]);
    for variable in &session.handover.hidden_variables {
        command.env_remove(variable);
    }
    for variable in &args.variables {
        command.env(variable, secret.expose());
    }
    command.spawn().map_err(|error| {
        let (exit, code) = match error.kind() {
            io::ErrorKind::NotFound => (Exit::NoProgram, "no_program"),
            _ => (Exit::NotExecutable, "not_executable"),
        };
        Problem::new(exit, code, format!("the command `{}` cannot be run", name.display())).cause(error.to_string())
    })
}

/// As shells tell it.
fn code(ended: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&ended) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    ended.code().and_then(|code| u8::try_from(code & 0xff).ok()).unwrap_or(Exit::NotRun as u8)
}

fn failed(message: &str, error: &io::Error) -> Problem {
    Problem::new(Exit::Failed, "failed", message).cause(error.to_string())
}
