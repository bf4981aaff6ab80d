//! A program that is handed the secret on stdin: never in its arguments, which everybody on the machine can read.

use std::ffi::{OsStr, OsString};
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{failed, refused};
use crate::model::{Redactor, Secret, Sink};
use crate::store::{Error, Program, find_program};

/// Longer than a slow service takes, and short enough that a program that waits for a person does not hold up a job.
pub(super) const DEADLINE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// What a program said is there when it has ended. Only what it left running can keep the end of that from being seen.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// As much as is kept of what a program says, and told of it.
const MOST_SAID: usize = 64 * 1024;
const MOST_TOLD: usize = 300;

/// The program's file.
pub(super) fn find(sink: &Sink, words: &[String], search_path: Option<&OsStr>) -> Result<PathBuf, Error> {
    let program = words.first().map_or("", String::as_str);
    match find_program(OsStr::new(program), search_path) {
        Program::At(path) => Ok(path),
        Program::NotExecutable(path) => Err(refused(sink, format!("{} is no program", path.display()))
            .with_hint("make it executable, or name what runs it, as in exec:sh FILE")),
        Program::Missing => {
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
    deadline: Duration,
) -> Result<(), Error> {
    let unstarted = |error: io::Error| failed(sink, format!("it cannot be started: {error}"));
    let (left, stdin) = io::pipe().map_err(unstarted)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(left.try_clone().map_err(unstarted)?).stdout(Stdio::null()).stderr(Stdio::piped());
    // Ctrl-C is for gatekey, which sees this through; and what it starts itself can be stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    for name in hidden_variables {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(unstarted)?;
    let said = listen(&mut child);
    hand_over(stdin, secret);
    match wait(&mut child, deadline).map_err(|error| failed(sink, format!("its end cannot be seen: {error}")))? {
        End::TooLate => Err(failed(sink, format!("it did not end within {} s, and was stopped", deadline.as_secs()))),
        End::AtTerminal => Err(failed(sink, "it wanted to ask something at the terminal, and was stopped".to_owned())
            .with_hint("give it what it asks for in its settings or in the environment")),
        End::ByItself(status) if !status.success() => {
            Err(failed(sink, told(status, &last_words(said.as_ref()), secret)))
        }
        // Whatever it did instead: nobody has the secret from it.
        End::ByItself(_) if !is_all_read(left) => Err(failed(sink, "it ended without reading the secret".to_owned())),
        End::ByItself(_) => Ok(()),
    }
}

/// Writes beside everything else: a program that does not read would stop it.
fn hand_over(mut stdin: PipeWriter, secret: &Secret) {
    let secret = secret.clone();
    thread::spawn(move || {
        // Whether it arrived is seen at the other end.
        let _ = stdin.write_all(secret.expose().as_bytes());
    });
}

/// Whether nothing is left of what was written for a program that has ended.
fn is_all_read(mut left: PipeReader) -> bool {
    let mut text = Zeroizing::new(Vec::new());
    left.read_to_end(&mut text).is_ok() && text.is_empty()
}

/// Reads what it says beside everything else: a full pipe would stop it.
fn listen(child: &mut Child) -> Option<Receiver<Vec<u8>>> {
    let mut stderr = child.stderr.take()?;
    let (tell, said) = channel();
    thread::spawn(move || {
        let mut piece = vec![0; 4096];
        let mut kept = 0;
        while let Ok(length @ 1..) = stderr.read(&mut piece) {
            kept += length;
            if kept <= MOST_SAID && tell.send(piece[..length].to_vec()).is_err() {
                kept = MOST_SAID;
            }
        }
    });
    Some(said)
}

fn last_words(said: Option<&Receiver<Vec<u8>>>) -> Vec<u8> {
    let until = Instant::now() + LAST_WORDS;
    let next = || said?.recv_timeout(until.saturating_duration_since(Instant::now())).ok();
    std::iter::from_fn(next).flatten().collect()
}

enum End {
    ByItself(ExitStatus),
    /// It waited for somebody who types.
    AtTerminal,
    TooLate,
}

fn wait(child: &mut Child, deadline: Duration) -> io::Result<End> {
    let started = Instant::now();
    let end = loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::ByItself(status));
        }
        if waits_for_terminal(child) {
            break End::AtTerminal;
        }
        if started.elapsed() >= deadline {
            break End::TooLate;
        }
        thread::sleep(BETWEEN_LOOKS);
    };
    stop(child)?;
    Ok(end)
}

#[cfg(unix)]
fn group(child: &Child) -> Option<rustix::process::Pid> {
    i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
}

/// Whether the system stopped it because the terminal is not its own.
#[cfg(unix)]
fn waits_for_terminal(child: &Child) -> bool {
    use rustix::process::{Signal, WaitId, WaitIdOptions, waitid};
    // Left to be seen again: only its end is taken note of.
    let look = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let status = group(child).and_then(|id| waitid(WaitId::Pid(id), look).ok().flatten());
    let signal = status.and_then(|status| status.stopping_signal());
    signal.is_some_and(|signal| [Signal::TTIN, Signal::TTOU].iter().any(|wanted| wanted.as_raw() == signal))
}

#[cfg(not(unix))]
fn waits_for_terminal(_child: &Child) -> bool {
    false
}

/// Ends it, with all that it started and that stayed in its group.
fn stop(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(group) = group(child) {
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL)?;
    }
    child.kill()?;
    child.wait().map(drop)
}

fn told(status: ExitStatus, said: &[u8], secret: &Secret) -> String {
    let mut redactor = Redactor::default();
    redactor.learn(secret);
    // A line was read without its end, and may be repeated so.
    redactor.learn(&Secret::new(secret.expose().trim_end()));
    // As kubectl tells what it was given.
    redactor.learn_in_base64(secret);
    let said = redactor.strike_start(String::from_utf8_lossy(said).trim(), MOST_TOLD);
    if said.is_empty() { status.to_string() } else { format!("{status}: {said}") }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Longer than any test waits: what would be waited for makes it fail.
    const NEVER: Duration = Duration::from_secs(600);

    /// Hands the secret to a line of a shell, in a folder of its own.
    fn handed(folder: &Path, line: &str, secret: &str, deadline: Duration) -> Result<(), String> {
        let line = format!("cd '{}'; {line}", folder.display());
        let sink: Sink = format!("exec:sh -c {}", shlex::try_quote(&line).unwrap()).parse().unwrap();
        let program = find_program(OsStr::new("sh"), Some(OsStr::new("/usr/bin:/bin")));
        let Program::At(program) = program else { panic!("a shell") };
        let words = ["-c".to_owned(), line];
        run(&sink, &program, &words, &[], &Secret::new(secret), deadline).map_err(|error| match error {
            Error::Sink { reason, .. } => reason,
            other => panic!("{other:?}"),
        })
    }

    fn is_running(process: &str) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.trim())).unwrap_or_default();
        // One that has ended and that nobody has asked about yet is a zombie.
        stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
    }

    #[test]
    fn one_that_ends_without_reading_has_not_got_the_secret_each_time() {
        let root = tempfile::tempdir().unwrap();
        for line in ["true", "exec <&-; true", "head -c 3 >/dev/null", "exit 0"] {
            for _ in 0..20 {
                let told = handed(root.path(), line, "gk_1", NEVER).unwrap_err();
                assert_eq!(told, "it ended without reading the secret", "{line}");
            }
        }
        assert_eq!(handed(root.path(), "cat >/dev/null", "gk_1", NEVER), Ok(()));
        assert_eq!(handed(root.path(), "read key", "gk_1\n", NEVER), Ok(()));
    }

    #[test]
    fn what_it_says_of_the_secret_in_base64_is_struck_too() {
        let root = tempfile::tempdir().unwrap();
        let line = "(printf 'key: '; cat) | base64 >&2; exit 4";
        let told = handed(root.path(), line, "s3ntinel-of-the-sink", NEVER).unwrap_err();
        // `key: ` in front of it.
        assert!(told.starts_with("exit status: 4: a2V5Oi") && told.contains("[redacted]"), "{told}");
        assert!(!told.contains("M250aW5l"), "{told}");
    }

    #[test]
    fn a_secret_that_is_longer_than_a_pipe_arrives_or_is_told_not_to() {
        let root = tempfile::tempdir().unwrap();
        let long = "k".repeat(1024 * 1024);
        assert_eq!(handed(root.path(), "cat > seen", &long, NEVER), Ok(()));
        assert_eq!(fs::read_to_string(root.path().join("seen")).unwrap(), long);
        assert!(handed(root.path(), "head -c 70000 >/dev/null", &long, NEVER).is_err());
    }

    #[test]
    fn what_it_leaves_running_is_not_waited_for() {
        let root = tempfile::tempdir().unwrap();
        let started = Instant::now();
        assert_eq!(handed(root.path(), "cat >/dev/null; sleep 600 & echo $! > left", "gk_1", NEVER), Ok(()));
        let told =
            handed(root.path(), "cat >/dev/null; sleep 600 & echo $! >> left; echo no >&2; exit 3", "gk_1", NEVER);
        assert_eq!(told, Err("exit status: 3: no".to_owned()));
        assert!(started.elapsed() < NEVER / 2, "{:?}", started.elapsed());
        for process in fs::read_to_string(root.path().join("left")).unwrap().lines() {
            assert!(is_running(process), "a daemon lives on");
            let process = process.parse().ok().and_then(rustix::process::Pid::from_raw).unwrap();
            rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
        }
    }

    #[test]
    fn one_that_does_not_end_is_stopped_with_all_that_it_started() {
        let root = tempfile::tempdir().unwrap();
        let line = "cat >/dev/null; (echo $$ > first; sh -c 'echo $$ > second; exec sleep 600') | cat";
        // On a busy machine it takes its time to start all of it.
        let has_started_all = [1, 4, 16, 64].into_iter().any(|seconds| {
            let told = handed(root.path(), line, "gk_1", Duration::from_secs(seconds)).unwrap_err();
            assert_eq!(told, format!("it did not end within {seconds} s, and was stopped"));
            fs::read_to_string(root.path().join("second")).is_ok_and(|process| process.ends_with('\n'))
        });
        assert!(has_started_all);
        for process in ["first", "second"] {
            let process = fs::read_to_string(root.path().join(process)).unwrap();
            let ended = Instant::now();
            while is_running(&process) {
                assert!(ended.elapsed() < NEVER / 20, "it lives on");
                thread::sleep(BETWEEN_LOOKS);
            }
        }
    }
}
