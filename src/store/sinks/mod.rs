//! Handing a secret over: to a file, a variable in one, the keyring, a program, or the next steps of a job.
//!
//! Every place is tried before a secret is made for it, and written to in one step: after a failure it holds what it held.
//!
//! - [`env_file`]: one line of a file of variables
//! - [`exec`]: a program that reads the secret on stdin
//! - [`github`]: the outputs of a step of GitHub Actions

pub mod env_file;
mod exec;
mod github;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::credentials::Patience;
use super::credentials::keyring::KeyringEntry;
use super::given_file::{Access, GivenFile};
use super::private_file::PrivateFile;
use super::{Error, check_secret_file, write_secret_file};
use crate::model::{Secret, Sink, SinkPlace, parse_variable_name};

/// What handing over needs from outside: resolved once, at the edge.
#[derive(Clone)]
pub struct Handover {
    /// Where programs are looked for.
    pub search_path: Option<OsString>,
    /// The variables that a program does not get to see: gatekey's own, which may hold a credential.
    pub hidden_variables: Vec<OsString>,
    /// Where a step of GitHub Actions leaves its outputs; `None` elsewhere.
    pub github_output: Option<PathBuf>,
    /// Tells whoever keeps the log of a job to strike the secret out.
    pub mask: fn(&Secret),
    /// Whether somebody is there to unlock a keyring that asks.
    pub patience: Patience,
}

impl Default for Handover {
    /// Nowhere in particular: no programs, no job, nobody to ask.
    fn default() -> Self {
        Self {
            search_path: None,
            hidden_variables: Vec::new(),
            github_output: None,
            mask: |_| {},
            patience: Patience::Unattended,
        }
    }
}

impl fmt::Debug for Handover {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Handover").field("github_output", &self.github_output).finish_non_exhaustive()
    }
}

impl Handover {
    /// Refuses a place that could not be written to. Leaves nothing behind.
    ///
    /// # Errors
    /// [`Error::Sink`] with what is in the way.
    pub fn check(&self, sink: &Sink) -> Result<(), Error> {
        match &sink.place {
            SinkPlace::File(path) => check_secret_file(path).map_err(|error| of_file(sink, &error)),
            SinkPlace::EnvFile { path, name } => {
                check_name(sink, name)?;
                let text = read_text(sink, path)?;
                env_file::with_value(&text, name, "tried").map_err(|error| refused(sink, error.to_string()))?;
                GivenFile::check(path, Access::AsBefore).map_err(|error| of_path(sink, &error))
            }
            SinkPlace::Keyring { service, account } => self.keyring(service, account).test_write(),
            SinkPlace::Exec(words) => exec::find(sink, words, self.search_path.as_deref()).map(drop),
            SinkPlace::GithubOutput(name) => {
                check_name(sink, name)?;
                github::check(sink, self.github_output.as_deref())
            }
            SinkPlace::Stdout => Ok(()),
        }
    }

    /// Hands the secret over, and reads it back where that can be. Standard output is left to whoever prints the answer.
    ///
    /// # Errors
    /// [`Error::Sink`] when it was not, or may not have been, handed over.
    pub fn deliver(&self, sink: &Sink, secret: &Secret) -> Result<(), Error> {
        self.write(sink, secret)?;
        if sink.place.is_readable() && self.held(sink)?.as_ref() != Some(secret) {
            return Err(failed(sink, "it does not hold what was written there".to_owned())
                .with_hint("look whether something else writes there too"));
        }
        Ok(())
    }

    fn write(&self, sink: &Sink, secret: &Secret) -> Result<(), Error> {
        match &sink.place {
            SinkPlace::File(path) => write_secret_file(path, secret).map_err(|error| of_file(sink, &error)),
            SinkPlace::EnvFile { path, name } => {
                // Whoever reads before another has written would put back the line that the other changed.
                let file = GivenFile::lock(path).map_err(|error| of_path(sink, &error))?;
                let text = read_text(sink, path)?;
                let text = env_file::with_value(&text, name, secret.expose())
                    .map_err(|error| refused(sink, error.to_string()))?;
                let text = Zeroizing::new(text);
                file.replace(text.as_bytes(), Access::AsBefore).map_err(|error| of_path(sink, &error))
            }
            SinkPlace::Keyring { service, account } => self.keyring(service, account).set(secret),
            SinkPlace::Exec(words) => {
                let program = exec::find(sink, words, self.search_path.as_deref())?;
                exec::run(sink, &program, &words[1..], &self.hidden_variables, secret, exec::DEADLINE)
            }
            SinkPlace::GithubOutput(name) => {
                github::write(sink, self.github_output.as_deref(), name, secret, self.mask)
            }
            SinkPlace::Stdout => Ok(()),
        }
    }

    /// What a place holds now; `None` where there is nothing, or where nothing can be read back.
    ///
    /// # Errors
    /// [`Error::Sink`] when it cannot be read.
    pub fn held(&self, sink: &Sink) -> Result<Option<Secret>, Error> {
        let held = match &sink.place {
            SinkPlace::File(path) => read_text(sink, path)?.trim_end_matches(['\n', '\r']).to_owned(),
            SinkPlace::EnvFile { path, name } => {
                let text = read_text(sink, path)?;
                let found = env_file::value(&text, name).map_err(|error| refused(sink, error.to_string()))?;
                found.unwrap_or_default()
            }
            SinkPlace::Keyring { service, account } => return self.keyring(service, account).get(),
            SinkPlace::Exec(_) | SinkPlace::GithubOutput(_) | SinkPlace::Stdout => return Ok(None),
        };
        Ok(Some(Secret::new(held)).filter(|held| !held.is_empty()))
    }

    fn keyring(&self, service: &str, account: &str) -> KeyringEntry {
        KeyringEntry::new(service, account, self.patience.deadline())
    }
}

/// Refuses a name that only several tokens could have, each its own.
fn check_name(sink: &Sink, name: &str) -> Result<(), Error> {
    parse_variable_name(name).map(drop).map_err(|error| {
        refused(sink, error.to_string()).with_hint("a name in braces stands for each token's own, with `rotate --all`")
    })
}

/// The text of a file; empty where there is none yet.
fn read_text(sink: &Sink, path: &Path) -> Result<Zeroizing<String>, Error> {
    let text = PrivateFile::new(path.to_owned()).read().map_err(|error| of_file(sink, &error))?;
    Ok(text.unwrap_or_default())
}

/// A failure of the file that a sink is.
fn of_file(sink: &Sink, error: &Error) -> Error {
    of_path(sink, std::error::Error::source(error).unwrap_or(error))
}

fn of_path(sink: &Sink, error: &dyn std::error::Error) -> Error {
    failed(sink, error.to_string()).with_hint("make room, and give yourself the right to write there")
}

/// What was typed cannot be meant.
fn refused(sink: &Sink, reason: String) -> Error {
    Error::Sink { sink: sink.to_string(), reason, hint: None, is_mistake: true }
}

/// It does not work now.
fn failed(sink: &Sink, reason: String) -> Error {
    Error::Sink { sink: sink.to_string(), reason, hint: None, is_mistake: false }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn handover() -> Handover {
        Handover {
            search_path: Some("/usr/bin:/bin".into()),
            hidden_variables: vec!["GATEKEY_TOKEN".into()],
            ..Handover::default()
        }
    }

    fn sink(typed: String) -> Sink {
        typed.parse().unwrap()
    }

    #[test]
    fn a_file_is_written_whole_and_read_back() {
        let root = tempfile::tempdir().unwrap();
        let sink = sink(format!("file:{}", root.path().join("key").display()));
        handover().check(&sink).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
        assert_eq!(handover().held(&sink).unwrap(), None);
        handover().deliver(&sink, &Secret::new("gk_1")).unwrap();
        assert_eq!(handover().held(&sink).unwrap(), Some(Secret::new("gk_1")));
    }

    #[test]
    fn of_a_file_of_variables_one_line_changes_and_its_mode_stays() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(".env");
        fs::write(&path, "A=1\nexport KEY=\"old\" # of ci\nB=2").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let sink = sink(format!("env-file:{}#KEY", path.display()));
        handover().check(&sink).unwrap();
        assert_eq!(handover().held(&sink).unwrap(), Some(Secret::new("old")));
        handover().deliver(&sink, &Secret::new("new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "A=1\nexport KEY=\"new\" # of ci\nB=2");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(handover().held(&sink).unwrap(), Some(Secret::new("new")));
    }

    #[test]
    fn a_program_gets_the_secret_on_stdin_and_nothing_of_gatekeys() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("seen");
        let program = format!("exec:sh -c 'cat > {0}; echo; env >> {0}'", path.display());
        handover().check(&sink(program.clone())).unwrap();
        handover().deliver(&sink(program), &Secret::new("gk_1")).unwrap();
        let seen = fs::read_to_string(&path).unwrap();
        assert!(seen.starts_with("gk_1") && !seen.contains("GATEKEY_TOKEN"), "{seen}");
    }

    #[test]
    fn a_program_that_fails_is_told_without_the_secret_that_it_repeats() {
        let failing = sink("exec:sh -c 'read key; echo \"no such repository: $key\" >&2; exit 3'".to_owned());
        let error = handover().deliver(&failing, &Secret::new("s3ntinel-of-the-sink\n")).unwrap_err();
        let Error::Sink { reason, .. } = &error else { panic!("{error:?}") };
        assert!(reason.contains("no such repository") && reason.contains("exit status: 3"), "{reason}");
        assert!(!reason.contains("s3ntinel"), "{reason}");
        let missing = handover().check(&sink("exec:there-is-no-such-program".to_owned())).unwrap_err();
        assert!(matches!(missing, Error::Sink { is_mistake: true, .. }), "{missing:?}");
    }

    #[test]
    fn what_cannot_be_written_is_refused_before_there_is_a_secret() {
        let root = tempfile::tempdir().unwrap();
        for typed in [format!("file:{}/none/key", root.path().display()), format!("file:{}", root.path().display())] {
            let error = handover().check(&sink(typed.clone())).unwrap_err();
            assert!(error.to_string().contains(&typed), "{error}");
        }
        let twice = root.path().join("twice");
        fs::write(&twice, "KEY=1\nKEY=2\n").unwrap();
        let error = handover().check(&sink(format!("env-file:{}#KEY", twice.display()))).unwrap_err();
        assert!(matches!(error, Error::Sink { is_mistake: true, .. }), "{error:?}");
    }

    #[test]
    fn an_output_of_a_job_is_masked_first_and_nowhere_else_written() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("output");
        fs::write(&path, "a=1\n").unwrap();
        let sink = sink("github-output:key".to_owned());
        assert!(matches!(handover().check(&sink), Err(Error::Sink { is_mistake: true, .. })));
        let job = Handover { github_output: Some(path.clone()), ..handover() };
        job.check(&sink).unwrap();
        job.deliver(&sink, &Secret::new("gk_1")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a=1\nkey=gk_1\n");
        fs::write(&path, "a=1").unwrap();
        job.deliver(&sink, &Secret::new("gk_1")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a=1\nkey=gk_1\n", "a line of its own");
    }
}
