//! The one harness: a home of its own for each test, a cleared environment, and runs that are told whole.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A person's machine: configuration, data and cache of its own, and nothing else in the environment.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder for the test") }
    }

    /// A place inside this home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `gatekey ARGS`, not yet run.
    pub(crate) fn gatekey<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Invocation {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatekey"));
        let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        command
            .args(&args)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("GATEKEY_CONFIG_DIR", self.path("config"))
            .env("GATEKEY_DATA_DIR", self.path("data"))
            .env("GATEKEY_CACHE_DIR", self.path("cache"))
            .env("USER", "tester");
        Invocation { command, stdin: Vec::new(), home: self.folder.path().display().to_string() }
    }

    /// Runs `gatekey ARGS` with the words split at spaces.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.gatekey(line.split_whitespace()).run()
    }

    /// Runs `gatekey --profile local ARGS`: the embedded gateway of this home.
    pub(crate) fn local(&self, line: &str) -> Run {
        self.gatekey(["--profile", "local"].into_iter().chain(line.split_whitespace())).run()
    }
}

/// A command about to be run.
pub(crate) struct Invocation {
    command: Command,
    stdin: Vec<u8>,
    home: String,
}

impl Invocation {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Run {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gatekey starts");
        // gatekey may end without reading its input: a broken pipe is no failure of the test.
        let _ = child.stdin.take().expect("piped").write_all(&self.stdin);
        Run::of(child.wait_with_output().expect("gatekey ends"), &self.home)
    }
}

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) exit: i32,
    home: String,
}

impl Run {
    fn of(output: Output, home: &str) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
            exit: output.status.code().expect("gatekey was not killed"),
            home: home.to_owned(),
        }
    }

    /// The run as a snapshot: stdout, stderr and exit code, without what differs from run to run.
    pub(crate) fn told(&self) -> String {
        self.told_without(&[])
    }

    /// As [`Run::told`], and with each text of `pairs` replaced as well.
    pub(crate) fn told_without(&self, pairs: &[(&str, &str)]) -> String {
        let mut told = format!("exit: {}\n----- stdout\n{}----- stderr\n{}", self.exit, self.stdout, self.stderr);
        for (text, stand_in) in pairs {
            told = told.replace(text, stand_in);
        }
        redact(&told.replace(&self.home, "[HOME]"))
    }

    /// stdout as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}):\n{}", self.told()))
    }

    /// The error that a structured run told in the last line of stderr.
    pub(crate) fn json_error(&self) -> serde_json::Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        let line: serde_json::Value =
            serde_json::from_str(last).unwrap_or_else(|error| panic!("no JSON error ({error}):\n{}", self.told()));
        line["error"].clone()
    }

    /// Asserts the exit code, showing the whole run when it differs.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.exit, code, "{}", self.told());
        self
    }

    /// The one line on stdout: a bare secret.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        assert_eq!(self.stdout.lines().count(), 1, "{}", self.told());
        self.stdout.trim_end().to_owned()
    }
}

/// Replaces what no two runs share: keys, generated ids, times, ports.
pub(crate) fn redact(text: &str) -> String {
    const PATTERNS: [(&str, &str); 6] = [
        (r"gk_[0-9a-f]{16}_[0-9a-f]{32}", "[SECRET]"),
        (r"gpustack_[0-9a-f]{16}_[0-9a-f]{32}", "[SECRET]"),
        (r"\b[0-9a-f]{16}\b", "[ID]"),
        (r"gk_[0-9a-f]{4}\*{3}", "[MASKED]"),
        (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", "[TIME]"),
        (r"127\.0\.0\.1:\d+", "[ADDRESS]"),
    ];
    PATTERNS.iter().fold(text.to_owned(), |text, (pattern, stand_in)| {
        regex::Regex::new(pattern).expect("a pattern that can be read").replace_all(&text, *stand_in).into_owned()
    })
}
