//! A person at a terminal: a command on a pseudo-terminal (`script` of util-linux), read and typed to in turns.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::Home;

/// A program that waits for an answer that was never typed would wait for ever: then the test fails with what was seen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A shell line that runs on a terminal of its own, with `gatekey` as `$G`.
pub(crate) struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    /// What comes on the screen, piece by piece; closed when the terminal is.
    screen: Receiver<Vec<u8>>,
    deadline: Instant,
    seen: String,
}

impl Terminal {
    /// Starts the line on a terminal that is so many columns wide, in this home.
    pub(crate) fn run(home: &Home, columns: u16, line: &str) -> Self {
        // The shell outlives an interrupt, so that it can tell what became of the program.
        let typed = format!("stty rows 24 cols {columns}; trap : INT; {line}");
        let mut child = Command::new("script")
            .args(["-qec", &typed, "/dev/null"])
            .env_clear()
            .envs([("PATH", "/usr/bin:/bin"), ("SHELL", "/bin/sh"), ("TERM", "xterm"), ("USER", "tester")])
            .env("G", env!("CARGO_BIN_EXE_gatekey"))
            .envs([("GATEKEY_CONFIG_DIR", home.path("config")), ("GATEKEY_DATA_DIR", home.path("data"))])
            .env("GATEKEY_CACHE_DIR", home.path("cache"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script of util-linux runs");
        let keyboard = child.stdin.take().expect("piped");
        let mut output = child.stdout.take().expect("piped");
        let (shown, screen) = channel();
        std::thread::spawn(move || {
            let mut piece = [0; 1024];
            while let Ok(length @ 1..) = output.read(&mut piece)
                && shown.send(piece[..length].to_vec()).is_ok()
            {}
        });
        Self { child, keyboard, screen, deadline: Instant::now() + PATIENCE, seen: String::new() }
    }

    /// Waits until this text has come on the screen since the last answer, then types.
    pub(crate) fn answers(mut self, awaited: &str, typed: &str) -> Self {
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains(awaited) {
            let Some(piece) = self.next_piece(&bytes) else {
                panic!("it ended without \"{awaited}\":\n{}{}", self.seen, String::from_utf8_lossy(&bytes))
            };
            bytes.extend(piece);
        }
        self.seen.push_str(&String::from_utf8_lossy(&bytes));
        self.keyboard.write_all(typed.as_bytes()).expect("the terminal takes what is typed");
        self
    }

    /// The window is closed, or the connection breaks.
    pub(crate) fn goes_away(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Everything that came on the screen, to the end.
    pub(crate) fn ends(mut self) -> String {
        let mut rest = Vec::new();
        while let Some(piece) = self.next_piece(&rest) {
            rest.extend(piece);
        }
        self.child.wait().expect("it ends");
        (self.seen + &String::from_utf8_lossy(&rest)).replace('\r', "")
    }

    /// The next piece of what comes on the screen; `None` at the end. Fails where nothing comes in time.
    fn next_piece(&mut self, since: &[u8]) -> Option<Vec<u8>> {
        match self.screen.recv_timeout(self.deadline.saturating_duration_since(Instant::now())) {
            Ok(piece) => Some(piece),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                self.child.kill().expect("it can be stopped");
                panic!("nothing more came on the screen:\n{}{}", self.seen, String::from_utf8_lossy(since))
            }
        }
    }
}
