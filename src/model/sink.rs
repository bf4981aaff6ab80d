//! Where a secret is handed to, as it is typed: `file:PATH`, `env-file:PATH#NAME`, `keyring:SERVICE/ACCOUNT`,
//! `exec:COMMAND`, `github-output:NAME` or `stdout` (CONTRACT §7).

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::sink_template::with_stand_in;

/// A place that a secret is handed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sink {
    pub place: SinkPlace,
    typed: String,
}

/// Which sort of place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkPlace {
    /// A file that holds the secret alone.
    File(PathBuf),
    /// One line of a file of variables.
    EnvFile { path: PathBuf, name: String },
    /// An entry of the operating system's keyring.
    Keyring { service: String, account: String },
    /// A program that reads it on stdin: the program and its arguments.
    Exec(Vec<String>),
    /// An output of this step of a GitHub Actions job.
    GithubOutput(String),
    /// Where the answer goes.
    Stdout,
}

/// Why a text names no sink.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SinkError {
    #[error(
        "a sink is file:PATH, env-file:PATH#NAME, keyring:SERVICE/ACCOUNT, exec:COMMAND, github-output:NAME or stdout"
    )]
    Unknown,
    #[error("`{0}:` needs a path")]
    NoPath(&'static str),
    #[error("`env-file:` needs a path and the name of a variable, as in env-file:.env#OPENAI_API_KEY")]
    NoVariable,
    #[error("`{0}` is no name of a variable: letters, digits and underscores, no digit first")]
    VariableName(String),
    #[error("`keyring:` needs a service and an account, as in keyring:my-app/api-key")]
    NoAccount,
    #[error("the keyring's service `gatekey` holds gatekey's own credentials: choose another")]
    OwnService,
    #[error("`exec:` needs a program, as in exec:gh secret set API_KEY")]
    NoProgram,
    #[error("the words after `exec:` cannot be told apart: a quote is not closed")]
    OpenQuote,
}

impl SinkPlace {
    /// Whether what it holds can be read back.
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::File(_) | Self::EnvFile { .. } | Self::Keyring { .. })
    }
}

impl Sink {
    /// This place, told as a person would have typed it.
    pub(super) fn new(place: SinkPlace, typed: String) -> Self {
        Self { place, typed }
    }

    /// Where the answer goes.
    pub fn stdout() -> Self {
        Self { place: SinkPlace::Stdout, typed: "stdout".to_owned() }
    }
}

impl FromStr for Sink {
    type Err = SinkError;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let place = match typed.split_once(':') {
            None if typed == "stdout" => SinkPlace::Stdout,
            Some(("file", "")) => return Err(SinkError::NoPath("file")),
            Some(("file", path)) => SinkPlace::File(path.into()),
            Some(("env-file", rest)) => env_file(rest)?,
            Some(("keyring", rest)) => keyring(rest)?,
            Some(("exec", line)) => exec(line)?,
            Some(("github-output", name)) => SinkPlace::GithubOutput(variable(name)?),
            _ => return Err(SinkError::Unknown),
        };
        Ok(Self { place, typed: typed.to_owned() })
    }
}

fn env_file(text: &str) -> Result<SinkPlace, SinkError> {
    // A path may hold the sign, a name may not.
    match text.rsplit_once('#') {
        Some((path, name)) if !path.is_empty() => Ok(SinkPlace::EnvFile { path: path.into(), name: variable(name)? }),
        _ => Err(SinkError::NoVariable),
    }
}

fn keyring(text: &str) -> Result<SinkPlace, SinkError> {
    match text.split_once('/') {
        Some(("gatekey", _)) => Err(SinkError::OwnService),
        Some((service, account)) if !service.is_empty() && !account.is_empty() => {
            Ok(SinkPlace::Keyring { service: service.to_owned(), account: account.to_owned() })
        }
        _ => Err(SinkError::NoAccount),
    }
}

fn exec(line: &str) -> Result<SinkPlace, SinkError> {
    let words = shlex::split(line).ok_or(SinkError::OpenQuote)?;
    match words.first() {
        Some(program) if !program.is_empty() => Ok(SinkPlace::Exec(words)),
        _ => Err(SinkError::NoProgram),
    }
}

/// The name of a variable, or one that each token is to have of its own.
fn variable(name: &str) -> Result<String, SinkError> {
    parse_variable_name(&with_stand_in(name, "A")).map(|_| name.to_owned())
}

/// The name of a variable, as shells have them.
///
/// # Errors
/// [`SinkError::VariableName`].
pub fn parse_variable_name(name: &str) -> Result<String, SinkError> {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    let mut characters = name.chars();
    let is_name = characters.next().is_some_and(is_letter)
        && characters.all(|character| is_letter(character) || character.is_ascii_digit());
    if is_name { Ok(name.to_owned()) } else { Err(SinkError::VariableName(name.to_owned())) }
}

impl fmt::Display for Sink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.typed)
    }
}

impl Serialize for Sink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(typed: &str) -> Result<SinkPlace, SinkError> {
        typed.parse::<Sink>().map(|sink| sink.place)
    }

    #[test]
    fn each_sort_of_place_is_told_by_its_first_word() {
        assert_eq!(place("stdout"), Ok(SinkPlace::Stdout));
        assert_eq!(place("file:a:b"), Ok(SinkPlace::File("a:b".into())));
        let env = SinkPlace::EnvFile { path: "a#b/.env".into(), name: "KEY_1".into() };
        assert_eq!(place("env-file:a#b/.env#KEY_1"), Ok(env));
        let keyring = SinkPlace::Keyring { service: "app".into(), account: "a/b".into() };
        assert_eq!(place("keyring:app/a/b"), Ok(keyring));
        assert_eq!(place("github-output:key"), Ok(SinkPlace::GithubOutput("key".into())));
    }

    #[test]
    fn a_command_is_split_as_a_shell_would_and_never_given_to_one() {
        let words = |line: &str| match place(line) {
            Ok(SinkPlace::Exec(words)) => words,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            words("exec:gh secret set 'MY KEY' --body=$HOME"),
            ["gh", "secret", "set", "MY KEY", "--body=$HOME"]
        );
        assert_eq!(place("exec:"), Err(SinkError::NoProgram));
        assert_eq!(place("exec:gh 'a"), Err(SinkError::OpenQuote));
    }

    #[test]
    fn what_names_no_place_is_refused() {
        for typed in ["", "file", "/tmp/key", "http://x", "File:x"] {
            assert_eq!(place(typed), Err(SinkError::Unknown), "{typed}");
        }
        assert_eq!(place("file:"), Err(SinkError::NoPath("file")));
        assert_eq!(place("env-file:.env"), Err(SinkError::NoVariable));
        assert_eq!(place("env-file:#KEY"), Err(SinkError::NoVariable));
        assert_eq!(place("env-file:.env#1K"), Err(SinkError::VariableName("1K".into())));
        assert_eq!(place("github-output:a b"), Err(SinkError::VariableName("a b".into())));
        assert_eq!(place("keyring:app"), Err(SinkError::NoAccount));
        assert_eq!(place("keyring:gatekey/lab"), Err(SinkError::OwnService));
    }
}
