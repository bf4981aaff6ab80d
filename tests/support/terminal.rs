//! A person at a terminal: a command on a pseudo-terminal (`script` of util-linux), read and typed to in turns.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::Home;

/// A shell line that runs on a terminal of its own, with `gatekey` as `$G`.
pub(crate) struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: ChildStdout,
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
        let (keyboard, screen) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Self { child, keyboard, screen, seen: String::new() }
    }

    /// Waits until this text has come on the screen, then types.
    pub(crate) fn answers(mut self, awaited: &str, typed: &str) -> Self {
        let mut byte = [0];
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains(awaited) {
            let read = self.screen.read(&mut byte).expect("the terminal can be read");
            assert_ne!(read, 0, "it ended without \"{awaited}\":\n{}", String::from_utf8_lossy(&bytes));
            bytes.push(byte[0]);
        }
        self.seen.push_str(&String::from_utf8_lossy(&bytes));
        self.keyboard.write_all(typed.as_bytes()).expect("the terminal takes what is typed");
        self
    }

    /// Everything that came on the screen, to the end.
    pub(crate) fn ends(mut self) -> String {
        drop(self.keyboard);
        let mut rest = Vec::new();
        self.screen.read_to_end(&mut rest).expect("the terminal can be read");
        self.child.wait().expect("it ends");
        (self.seen + &String::from_utf8_lossy(&rest)).replace('\r', "")
    }
}
