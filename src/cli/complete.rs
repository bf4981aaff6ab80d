//! What a shell asks while somebody types: which words could come next. Names of profiles, tokens, users, teams, scopes
//! and models come from where they are kept.
//!
//! Nothing is ever said but words: no error, no question, no secret. Whatever takes longer than a moment is left out.

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, Command, CommandFactory, Parser};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;

use super::Root;
use super::args::GlobalArgs;
use super::settings::Settings;
use crate::env::Environment;
use crate::model::{
    BulkOutcome, Capability, Check, Kind, PlannedChange, ProfileEntry, Scope, SortField, Status, StatusReport, Team,
    Token, User, WhoisLine,
};
use crate::ops::Hold;
use crate::ops::suggest::{self, Subject};
use crate::progress::Progress;
use crate::render::{Format, Row};
use crate::ui::Ui;

/// Whoever presses TAB waits no longer for a gateway.
const PATIENCE: Duration = Duration::from_millis(900);

/// Tells this shell the words that can follow. What is not understood is silence.
pub(super) fn complete(shell: &str, args: Vec<OsString>, environment: &Environment) -> ExitCode {
    // `gatekey -- gatekey WORD…`, as the shell's script calls it.
    let words: Vec<OsString> = args.into_iter().skip_while(|word| word != "--").skip(1).collect();
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(shell).filter(|_| !words.is_empty()) else { return ExitCode::FAILURE };
    let typed = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let asker = Arc::new(Asker { typed, environment: environment.clone() });
    let mut root = attach(Root::command(), &[], &asker);
    let mut told = Vec::new();
    match shell.write_complete(&mut root, words, None, &mut told) {
        Ok(()) => match std::io::Write::write_all(&mut std::io::stdout(), &told) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(_) => ExitCode::FAILURE,
    }
}

/// Where the values of an argument come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Names(Subject),
    Kinds,
    Formats,
    /// The last one after a comma.
    Columns,
    Statuses,
    Orders,
    Stores,
}

/// Tells the parser where the values of its arguments come from.
fn attach(command: Command, path: &[String], asker: &Arc<Asker>) -> Command {
    let with_values = command.mut_args(|argument| match source(path, &argument) {
        None => argument,
        Some(source) => {
            let asker = asker.clone();
            argument.add(ArgValueCompleter::new(move |typed: &OsStr| asker.candidates(source, typed)))
        }
    });
    with_values.mut_subcommands(|below| {
        let below = with_hidden_aliases(below);
        let path: Vec<String> = path.iter().cloned().chain([below.get_name().to_owned()]).collect();
        attach(below, &path, asker)
    })
}

/// Of a command and its aliases the completer would offer the one that is first in the alphabet.
fn with_hidden_aliases(command: Command) -> Command {
    let aliases: Vec<String> = command.get_all_aliases().map(str::to_owned).collect();
    command.visible_alias(None).aliases(aliases)
}

fn source(path: &[String], argument: &Arg) -> Option<Source> {
    let noun = path.first().map(String::as_str).unwrap_or_default();
    Some(match (noun, argument.get_id().as_str()) {
        ("", "profile") | ("profiles", "name" | "old") => Source::Names(Subject::Profiles),
        ("", "kind") => Source::Kinds,
        ("", "output") => Source::Formats,
        ("", "columns") => Source::Columns,
        ("tokens", "status") => Source::Statuses,
        ("tokens", "sort") => Source::Orders,
        ("login", "store") => Source::Stores,
        ("tokens", "token" | "tokens") => Source::Names(Subject::Tokens),
        ("users", "user" | "users") | ("tokens", "owner") => Source::Names(Subject::Users),
        ("teams", "team") | ("tokens", "team") => Source::Names(Subject::Teams),
        ("tokens", "scopes") | ("scopes", "scope") => Source::Names(Subject::Scopes),
        ("tokens" | "teams", "models" | "add_models" | "remove_models") => Source::Names(Subject::Models),
        _ => return None,
    })
}

/// Knows the whole line, and with it the gateway that it names.
struct Asker {
    typed: Vec<String>,
    environment: Environment,
}

impl Asker {
    fn candidates(&self, source: Source, typed: &OsStr) -> Vec<CompletionCandidate> {
        let Some(typed) = typed.to_str() else { return Vec::new() };
        let words = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
        let (before, last) = typed.rsplit_once(',').unwrap_or(("", typed));
        let found: Vec<String> = match source {
            Source::Names(subject) => self.names(subject, typed).unwrap_or_default(),
            Source::Kinds => words(Kind::ALL.map(Kind::as_str).to_vec()),
            Source::Formats => words(Format::ALL.map(Format::as_str).to_vec()),
            Source::Statuses => words(Status::ALL.iter().map(|status| status.as_str()).chain(["all"]).collect()),
            Source::Orders => {
                let fields = SortField::ALL.iter().map(|field| field.as_str());
                fields.flat_map(|field| [field.to_owned(), format!("{field}:desc")]).collect()
            }
            Source::Stores => words(vec!["keyring", "file"]),
            Source::Columns => {
                let mine = columns(&self.typed).into_iter().filter(|column| column.starts_with(last));
                let prefix = if before.is_empty() { String::new() } else { format!("{before},") };
                mine.map(|column| format!("{prefix}{column}")).collect()
            }
        };
        found.into_iter().filter(|word| word.starts_with(typed)).map(CompletionCandidate::new).collect()
    }

    /// `None` for whatever went wrong: there is nobody to tell.
    fn names(&self, subject: Subject, typed: &str) -> Option<Vec<String>> {
        let settings = self.settings()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let found = runtime.block_on(async {
            let names = suggest::names(&settings.surroundings, subject, typed);
            tokio::time::timeout(PATIENCE, names).await
        });
        // A keyring that does not answer must not hold up the end.
        runtime.shutdown_background();
        found.ok()?.ok()
    }

    /// The settings of the line, but for what takes long or says something.
    fn settings(&self) -> Option<Settings> {
        let global = GlobalArgs {
            timeout: Some(PATIENCE),
            retries: Some(0),
            verbose: 0,
            no_input: true,
            ..typed_globally(&self.typed)?
        };
        let silent = Ui {
            quiet: true,
            structured: true,
            colour: false,
            interactive: false,
            yes: false,
            progress: Progress::none(),
        };
        Settings::resolve(&global, &self.environment, &silent, &Hold::default()).ok()
    }
}

/// The options of the line that say which gateway is meant and how it is reached. The rest may be half typed.
fn typed_globally(typed: &[String]) -> Option<GlobalArgs> {
    #[derive(Parser)]
    #[command(disable_help_flag = true)]
    struct Globals {
        #[command(flatten)]
        global: GlobalArgs,
    }
    const NAMING: [&str; 6] = ["--profile", "--url", "--kind", "--ca-cert", "--client-cert", "--client-key"];
    let mut kept = vec!["gatekey".to_owned()];
    let mut words = typed.iter();
    while let Some(word) = words.next() {
        let is_whole = NAMING.iter().any(|name| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')));
        if is_whole || word == "--allow-http" {
            kept.push(word.clone());
        } else if NAMING.contains(&word.as_str())
            && let Some(value) = words.next()
        {
            kept.extend([word.clone(), value.clone()]);
        }
    }
    Globals::try_parse_from(kept).ok().map(|globals| globals.global)
}

/// The columns of the command on this line.
fn columns(typed: &[String]) -> Vec<&'static str> {
    fn of<T: Row>() -> Vec<&'static str> {
        T::columns().iter().map(|column| column.name).collect()
    }
    let has = |word: &str| typed.iter().any(|typed| typed == word);
    if has("--dry-run") {
        return of::<PlannedChange>();
    }
    match () {
        () if has("revoke") => of::<BulkOutcome>(),
        () if has("whois") => of::<WhoisLine>(),
        () if has("tokens") || has("keys") => of::<Token>(),
        () if has("teams") => of::<Team>(),
        () if has("users") => of::<User>(),
        () if has("scopes") => of::<Scope>(),
        () if has("profiles") || has("logout") => of::<ProfileEntry>(),
        () if has("status") || has("login") => of::<StatusReport>(),
        () if has("capabilities") => of::<Capability>(),
        () if has("doctor") => of::<Check>(),
        () => Vec::new(),
    }
}
