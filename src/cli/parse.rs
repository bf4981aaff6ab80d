//! From the command line to the root command; and how one that cannot be parsed is told, without what must not be told.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use super::args::GlobalArgs;
use super::{Command, Root, jwt};
use crate::env::Environment;
use crate::model::{Redactor, Secret};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::render::Format;
use crate::ui::Ui;

/// The root command.
///
/// # Errors
/// The exit code, when help or version was asked for or the command line is wrong: either is told by then.
pub(super) fn parse(args: &[OsString], environment: Option<&Environment>) -> Result<Root, ExitCode> {
    if let Some(root) = of_one_token(args) {
        return Ok(root);
    }
    Root::try_parse_from(args).map_err(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            // A closed pipe is success, and there is nobody else to tell.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
        let structured = asks_for_json(&words, environment);
        let ui =
            Ui { quiet: false, structured, colour: false, interactive: false, yes: false, progress: Progress::none() };
        let problem = problem(&error, &words, structured);
        let exit = if command_of(&words) == Some("run") { super::job::own(problem.exit) } else { problem.exit };
        let problem = Problem { exit, ..problem };
        ui.problem(&problem);
        ExitCode::from(problem.exit as u8)
    })
}

/// What one verb takes.
#[derive(Parser)]
struct Verb<A: clap::Args> {
    #[command(flatten)]
    args: A,
    #[command(flatten)]
    global: GlobalArgs,
}

/// The commands that look at one token, in the shape in which they are typed. To make all the others first, as the root
/// command does, takes longer than to look at the token. What this does not take, the root command has words for.
fn of_one_token(args: &[OsString]) -> Option<Root> {
    let [_, noun, verb, ..] = args else { return None };
    if noun != "jwt" {
        return None;
    }
    let words = &args[2..];
    let (command, global) = match verb.to_str()? {
        "decode" => {
            let Verb { args, global } = Verb::try_parse_from(words).ok()?;
            (jwt::Command::Decode(args), global)
        }
        "verify" => {
            let Verb { args, global } = Verb::try_parse_from(words).ok()?;
            (jwt::Command::Verify(args), global)
        }
        _ => return None,
    };
    Some(Root { command: Command::Jwt(command), global })
}

fn problem(error: &clap::Error, words: &[&str], structured: bool) -> Problem {
    let text = redactor_for(error, words).strike(&error.to_string());
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && structured {
        Problem::usage("the command is not complete").hint("see `gatekey --help`")
    } else if structured {
        // The first line may end with a colon, and what it speaks of is in those below it.
        let mut lines = text.lines().take_while(|line| !line.is_empty()).map(str::trim);
        let first = lines.next().unwrap_or_default().trim_start_matches("error: ");
        let more = lines.collect::<Vec<_>>().join(", ");
        Problem::usage(format!("{first} {more}").trim_end()).hint("see `gatekey --help`")
    } else {
        Problem { laid_out: true, ..Problem::usage(text) }
    }
}

/// The parser repeats what was typed, and that can be a secret in the wrong place: a key, whatever came after `--custom`
/// or behind a flag that reads stdin, a word too many, a password or key in an address.
fn redactor_for(error: &clap::Error, words: &[&str]) -> Redactor {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let is_address = argument.contains("URL") || argument.contains("ADDRESS");
    let mut redactor = Redactor::default();
    if error.kind() == ErrorKind::TooManyValues
        || argument.starts_with("--custom")
        || argument.starts_with("--store")
        || (is_address && !is_harmless_address(value))
    {
        redactor.learn(&Secret::new(value));
    }
    // A key where the name of its file should be: it begins as an option does.
    if argument.starts_with("-----BEGIN") {
        redactor.learn(&Secret::new(argument));
    }
    if words.contains(&"whois") && !argument.is_empty() && !argument.starts_with("--") {
        // Whatever stands there may be the secret, also what the parser takes apart into short options.
        redactor.learn(&Secret::new(value));
        for word in words.iter().filter(|word| word.starts_with(argument)) {
            redactor.learn(&Secret::new(*word));
        }
    }
    let is_word_too_many = error.kind() == ErrorKind::UnknownArgument;
    if is_word_too_many && !argument.starts_with('-') && !is_plain_word(argument, words) {
        redactor.learn(&Secret::new(argument));
    }
    redactor
}

/// Whether the word too many can be repeated: a short one of letters, behind a command that has nothing to do with secrets.
fn is_plain_word(text: &str, words: &[&str]) -> bool {
    let command = words.iter().skip(1).find(|word| !word.starts_with('-'));
    command.is_some_and(|command| ["man", "doctor", "completions", "capabilities"].contains(command))
        && text.len() <= 16
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// The word that names the command: the first that is neither a global option nor the value of one.
fn command_of<'w>(words: &[&'w str]) -> Option<&'w str> {
    let root = Root::command();
    let takes_value = |word: &str| {
        root.get_arguments().any(|argument| {
            let is_long = argument.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long));
            let is_short = argument.get_short().is_some_and(|short| word.strip_prefix('-') == Some(&short.to_string()));
            (is_long || is_short) && argument.get_action().takes_values()
        })
    };
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word {
            word if takes_value(word) => drop(words.next()),
            word if word.starts_with('-') => {}
            word => return Some(word),
        }
    }
    None
}

/// Whether what stands in an address's place looks like one, and holds no password.
fn is_harmless_address(text: &str) -> bool {
    !text.contains(['@', '?', '#']) && (text.contains('.') || text.contains("://") || text.starts_with("localhost"))
}

/// Whether a command line that cannot be parsed asked for a format that programs read.
fn asks_for_json(words: &[&str], environment: Option<&Environment>) -> bool {
    let is_structured = |format: &str| format.parse::<Format>().is_ok_and(Format::is_structured);
    let typed = words.iter().enumerate().any(|(place, word)| {
        let attached = word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o"));
        let attached = attached.filter(|format| !format.is_empty());
        let next = words.get(place + 1).filter(|_| matches!(*word, "-o" | "--output"));
        attached.or(next.copied()).is_some_and(is_structured)
    });
    let filtered = words.iter().any(|word| *word == "--jq" || word.starts_with("--jq="));
    typed || filtered || environment.and_then(Environment::output).is_some_and(|format| is_structured(&format))
}
