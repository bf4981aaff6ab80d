//! A program that is handed the secret on stdin: never in its arguments, which everybody on the machine can read.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{failed, refused};
use crate::model::{Redactor, Secret, Sink};
use crate::store::{Error, Program, find_program};

/// Longer than a slow service takes, and short enough that a program that waits for a person does not hold up a job.
const DEADLINE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// As much as is kept of what a program says, and told of it.
const MOST_SAID: u64 = 64 * 1024;
const MOST_TOLD: usize = 300;

/// The program's file.
pub(super) fn find(sink: &Sink, words: &[String], search_path: Option<&OsStr>) -> Result<PathBuf, Error> {
    let program = words.first().map_or("", String::as_str);
    match find_program(OsStr::new(program), search_path) {
        Program::At(path) => Ok(path),
        Program::NotExecutable(_) | Program::Missing => {
            Err(refused(sink, format!("there is no program `{program}`"))
                .with_hint("install it, or name it by its path"))
        }
    }
}

/// Runs the program to its end. What it prints is not shown: it may be the secret.
pub(super) fn run(
    sink: &Sink,
    program: &Path,
    arguments: &[String],
    hidden_variables: &[OsString],
    secret: &Secret,
) -> Result<(), Error> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    for name in hidden_variables {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(|error| failed(sink, format!("it cannot be started: {error}")))?;
    let said = listen(&mut child);
    let handed = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(secret.expose().as_bytes()));
    let ended = wait(&mut child).map_err(|error| failed(sink, format!("its end cannot be seen: {error}")))?;
    let said = said.and_then(|thread| thread.join().ok()).unwrap_or_default();
    match (ended, handed) {
        (None, _) => Err(failed(sink, format!("it did not end within {} s, and was stopped", DEADLINE.as_secs()))),
        (Some(status), _) if !status.success() => Err(failed(sink, told(status, &said, secret))),
        // It ended well without having read the secret: nobody knows what it did instead.
        (Some(_), Err(error)) => Err(failed(sink, format!("it did not read the secret: {error}"))),
        (Some(_), Ok(())) => Ok(()),
    }
}

/// Reads what it says beside everything else: a full pipe would stop it.
fn listen(child: &mut Child) -> Option<thread::JoinHandle<Vec<u8>>> {
    let mut stderr = child.stderr.take()?;
    thread::Builder::new()
        .name("exec".to_owned())
        .spawn(move || {
            let mut said = Vec::new();
            let _ended = stderr.by_ref().take(MOST_SAID).read_to_end(&mut said);
            let _rest = std::io::copy(&mut stderr, &mut std::io::sink());
            said
        })
        .ok()
}

/// `None` when it had to be stopped.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    while started.elapsed() < DEADLINE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn told(status: ExitStatus, said: &[u8], secret: &Secret) -> String {
    let mut redactor = Redactor::default();
    redactor.learn(secret);
    // A line was read without its end, and may be repeated so.
    redactor.learn(&Secret::new(secret.expose().trim_end()));
    let said = redactor.strike_start(String::from_utf8_lossy(said).trim(), MOST_TOLD);
    if said.is_empty() { status.to_string() } else { format!("{status}: {said}") }
}
