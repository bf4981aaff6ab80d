//! The terminal of the person: notes and problems on stderr, questions, secrets typed or piped in.

use std::io::{self, IsTerminal, Read, Write};

use anstyle::{AnsiColor, Style};

use crate::model::{Candidate, Secret, Token};
use crate::problem::{Exit, Problem};
use crate::progress::Progress;
use crate::render::{json, safe};

/// A secret piped in is a line, not a file.
const LONGEST_SECRET: u64 = 64 * 1024;

/// How this run speaks to a person.
#[derive(Debug, Clone)]
pub struct Ui {
    /// No notes (`-q`).
    pub quiet: bool,
    /// stderr is for programs too: no notes, and a failure is a line of JSON.
    pub structured: bool,
    pub colour: bool,
    /// There is somebody to ask: a terminal, not CI, not `--no-input`.
    pub interactive: bool,
    /// Every question is answered with yes (`--yes`).
    pub yes: bool,
    /// What is being waited for.
    pub progress: Progress,
}

impl Ui {
    /// Something worth knowing.
    pub fn note(&self, text: &str) {
        self.say("note", AnsiColor::Cyan, text);
    }

    /// Something the person may not have meant.
    pub fn warn(&self, text: &str) {
        self.say("warning", AnsiColor::Yellow, text);
    }

    /// As [`Ui::warn`], of each.
    pub fn warn_of_all(&self, texts: &[String]) {
        for text in texts {
            self.warn(text);
        }
    }

    /// Something that was done.
    pub fn done(&self, text: &str) {
        if !self.quiet && !self.structured {
            self.progress.clear();
            write_line(&safe::clean(text));
        }
    }

    fn say(&self, label: &str, colour: AnsiColor, text: &str) {
        if !self.quiet && !self.structured {
            self.progress.clear();
            write_line(&format!("{}: {}", self.painted(label, colour), safe::clean(text)));
        }
    }

    fn painted(&self, text: &str, colour: AnsiColor) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let style = Style::new().bold().fg_color(Some(colour.into()));
        format!("{style}{text}{style:#}")
    }

    /// Tells why the run failed: for people in lines, for programs as one line of JSON, the last.
    pub fn problem(&self, problem: &Problem) {
        self.progress.end();
        if self.structured {
            let report = json::line(&serde_json::json!({ "error": problem.report() }));
            write_line(&report.unwrap_or_else(|error| format!(r#"{{"error":{{"message":"{error}"}}}}"#)));
            return;
        }
        if problem.laid_out {
            write_line(&safe::clean_lines(problem.message.trim_end()));
            return;
        }
        write_line(&format!("{}: {}", self.painted("error", AnsiColor::Red), safe::clean(&problem.message)));
        if let Some(cause) = &problem.cause {
            write_line(&format!("{}: {}", self.painted("cause", AnsiColor::Yellow), safe::clean(cause)));
        }
        for candidate in &problem.candidates {
            write_line(&format!("  {}", candidate_line(candidate)));
        }
        if let Some(hint) = &problem.hint {
            write_line(&format!("{}: {}", self.painted("hint", AnsiColor::Cyan), safe::clean(hint)));
        }
    }

    /// Asks before something that cannot be taken back.
    ///
    /// # Errors
    /// When the answer is no, or there is nobody to ask: then `--yes` is named.
    pub async fn confirm(&self, question: String) -> Result<(), Problem> {
        if self.yes {
            return Ok(());
        }
        let question = safe::clean(&question).into_owned();
        if !self.interactive {
            let hint = if !io::stdin().is_terminal() && io::stderr().is_terminal() {
                "add --yes: stdin is no terminal here, so that nobody can be asked"
            } else {
                "add --yes, or run it on a terminal to be asked"
            };
            return Err(Problem::usage(format!("not done without a yes: {question}")).hint(hint));
        }
        let _away = self.progress.away();
        let answer = off_thread(move || {
            forget_what_was_typed_ahead();
            write!(io::stderr(), "{question} [y/N] ")?;
            let mut line = String::new();
            io::stdin().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await.map_err(|error| question_failed(&error))?;
        // A whole line, so that what was typed ahead for something else is no yes.
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Problem::new(Exit::Failed, "declined", "nothing was changed: the answer was no")),
        }
    }

    /// Asks for a secret without showing it.
    ///
    /// # Errors
    /// When there is nobody to ask: then `instead` names the flag.
    pub async fn ask_secret(&self, prompt: &'static str, instead: &str) -> Result<Secret, Problem> {
        if !self.interactive {
            return Err(Problem::usage("there is no terminal to ask for the credential on").hint(instead.to_owned()));
        }
        // Off before the question is on the screen: from then on every key that is typed is part of the answer, and
        // none is shown. Held here and not on the prompt's thread, which an interrupt leaves waiting.
        let _echo = Echo::off();
        let _away = self.progress.away();
        let answer = off_thread(move || {
            write!(io::stderr(), "{prompt}: ")?;
            let answer = read_unseen();
            // The line break that was typed was not shown either.
            writeln!(io::stderr())?;
            answer
        });
        answer.await.map_err(|error| question_failed(&error))
    }

    /// A password that is to hold from now on: on a terminal asked for twice, since nobody sees what they type.
    ///
    /// # Errors
    /// As [`Ui::read_secret`]; when the two differ.
    pub async fn new_password(&self) -> Result<Secret, Problem> {
        if !self.interactive {
            return self.read_secret("the password").await;
        }
        let instead = "pipe it to --password-stdin";
        let password = self.ask_secret("New password", instead).await?;
        if password.is_empty() {
            return Err(Problem::usage("no password was typed, and nothing was changed"));
        }
        if self.ask_secret("The same again", instead).await?.expose() != password.expose() {
            return Err(Problem::usage("the two passwords differ, and nothing was changed").hint("run it again"));
        }
        Ok(password)
    }

    /// Reads a secret from stdin: one line, or all there is without the line break at its end. Where stdin is a terminal,
    /// one line, of which nothing is shown.
    ///
    /// # Errors
    /// When stdin is empty, too long, or no text.
    pub async fn read_secret(&self, what: &'static str) -> Result<Secret, Problem> {
        let _away = self.progress.away();
        let _echo = io::stdin().is_terminal().then(Echo::off);
        let interactive = self.interactive;
        let read = move || if io::stdin().is_terminal() { read_line_unseen(what, interactive) } else { read_stdin() };
        let text = off_thread(read)
            .await
            .map_err(|error| Problem::usage(format!("{what} could not be read from stdin")).cause(error.to_string()))?;
        let secret = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        match secret {
            "" => Err(Problem::usage(format!("{what} was to come from stdin, but stdin is empty"))),
            secret if secret.contains(['\n', '\r', '\0']) => {
                Err(Problem::usage(format!("{what} must be one line of text")))
            }
            secret => Ok(Secret::new(secret)),
        }
    }
}

impl Ui {
    /// Reads all of stdin, whatever it is.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than the limit.
    pub async fn read_bytes(&self, what: &'static str, limit: usize) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem> {
        let _away = self.progress.away();
        let read = off_thread(move || {
            let mut bytes = zeroize::Zeroizing::new(Vec::new());
            io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        let unusable = |cause: String| Problem::usage(format!("{what} could not be read from stdin")).cause(cause);
        match read.await {
            Ok(bytes) if bytes.len() <= limit => Ok(bytes),
            Ok(_) => Err(unusable(format!("it is larger than {} MiB", limit >> 20))),
            Err(error) => Err(unusable(error.to_string())),
        }
    }
}

fn read_stdin() -> io::Result<zeroize::Zeroizing<String>> {
    let mut text = zeroize::Zeroizing::new(String::new());
    io::stdin().lock().take(LONGEST_SECRET + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST_SECRET {
        return Err(io::Error::other(format!("it is longer than {LONGEST_SECRET} bytes")));
    }
    Ok(text)
}

/// A line that is typed on a terminal whose echo is off; asked for where there is somebody to ask.
fn read_line_unseen(what: &str, asks: bool) -> io::Result<zeroize::Zeroizing<String>> {
    if asks {
        write!(io::stderr(), "{what}: ")?;
    }
    let answer = read_unseen()?;
    if asks {
        writeln!(io::stderr())?;
    }
    Ok(zeroize::Zeroizing::new(answer.expose().to_owned()))
}

/// Reads the line that is typed on a terminal whose echo is off.
#[cfg(unix)]
fn read_unseen() -> io::Result<Secret> {
    let mut line = zeroize::Zeroizing::new(String::new());
    io::stdin().read_line(&mut line)?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}

/// Where the echo is turned off by who reads.
#[cfg(not(unix))]
fn read_unseen() -> io::Result<Secret> {
    rpassword::read_password().map(Secret::new)
}

/// Work that blocks on a person or a pipe, off the runtime's thread, so that Ctrl-C is still heard.
async fn off_thread<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}

/// What was typed before the question was on the screen is no answer to it.
fn forget_what_was_typed_ahead() {
    #[cfg(unix)]
    // Where there is nothing to forget, all the better.
    let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
}

/// The terminal's settings as they were, restored when dropped.
struct Echo {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl Echo {
    /// Turns the echo of what is typed off, and forgets what was typed before.
    #[cfg(unix)]
    fn off() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let settings = tcgetattr(io::stdin()).ok();
        if let Some(mut silent) = settings.clone() {
            silent.local_modes -= LocalModes::ECHO;
            // One that refuses shows what is typed: nothing that could be done about it here.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &silent);
        }
        Self { settings }
    }

    #[cfg(not(unix))]
    fn off() -> Self {
        Self {}
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(settings) = &self.settings {
            // A terminal that is gone needs none.
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, settings);
        }
    }
}

fn question_failed(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::Interrupted => Problem::new(Exit::Interrupted, "interrupted", "interrupted"),
        _ => Problem::new(Exit::Failed, "failed", "the question could not be asked").cause(error.to_string()),
    }
}

fn candidate_line(candidate: &Candidate) -> String {
    match candidate {
        Candidate::Token(token) => token_line(token),
        Candidate::User(user) => {
            format!("id:{}  name {}  {}", safe::clean(&user.id), safe::clean(&user.name), safe::clean(&user.role))
        }
    }
}

fn token_line(token: &Token) -> String {
    let owner = token.owner.as_ref().and_then(|owner| owner.name.as_ref().or(owner.id.as_ref()));
    let mut line = format!("id:{}", safe::clean(token.id.as_str()));
    for (label, text) in [("name", token.gateway_name().as_ref()), ("owner", owner)] {
        if let Some(text) = text {
            line.push_str(&format!("  {label} {}", safe::clean(text)));
        }
    }
    line + "  " + token.status.as_str()
}

/// Writes to stderr. Whether anybody reads it cannot change what was done, so a failure is nobody's.
fn write_line(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether a person can answer: stdin and stderr are terminals.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Waits until nobody can read stdout any more: the other end of its pipe is closed.
#[cfg(unix)]
pub async fn nobody_reads() {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(500);
    loop {
        let stdout = io::stdout();
        // Nothing is asked for: what the system tells unasked is that the other end is gone.
        let mut asked = [PollFd::new(&stdout, PollFlags::empty())];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        if poll(&mut asked, Some(&at_once)).is_ok() && asked[0].revents().contains(PollFlags::ERR) {
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Where that cannot be asked, it is noticed by who writes.
#[cfg(not(unix))]
pub async fn nobody_reads() {
    std::future::pending().await
}

/// Tells GitHub Actions to strike a secret out of the job's log. The line itself is not logged; on stderr, since stdout may
/// be read by a program.
pub fn mask(secret: &Secret) {
    write_line(&format!("::add-mask::{}", secret.expose()));
}

/// A line of the trace of calls (`-v`).
pub fn trace_line(line: &str) {
    write_line(&safe::clean_lines(line));
}
