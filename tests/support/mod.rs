//! The one harness: a home of its own for each test, a cleared environment, and runs that are told whole.

pub(crate) mod cases;
pub(crate) mod double;
pub(crate) mod faulty;
pub(crate) mod killed;
pub(crate) mod place;
pub(crate) mod served;
pub(crate) mod stream;
pub(crate) mod terminal;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use double::{Double, PASSWORD};

/// A person's machine: configuration, data and cache of its own, and nothing else in the environment.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder for the test") }
    }

    /// A home in which `admin` has logged in to the double by password, as the profile `lab`.
    pub(crate) fn logged_in(double: &Double) -> Self {
        let home = Self::new();
        let login = ["login", &double.url(), "--profile", "lab", "--username", "admin", "--password-stdin", "--store"];
        home.gatekey(login.into_iter().chain(["file"])).stdin(PASSWORD).run().exits(0);
        home
    }

    /// A place inside this home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file inside this home.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Puts text into a file inside this home, for its owner alone.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside the home")).expect("a folder");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its owner's alone");
        fs::set_permissions(path.parent().expect("inside the home"), fs::Permissions::from_mode(0o700))
            .expect("a folder");
        path
    }

    /// Who may do what with a file inside this home.
    pub(crate) fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode() & 0o7777
    }

    /// Every file in this home with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn below(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if entry.is_dir() {
                    below(&entry, files);
                } else {
                    files.push((entry.clone(), fs::read(&entry).expect("a file")));
                }
            }
        }
        let mut files = Vec::new();
        below(self.folder.path(), &mut files);
        files
    }

    /// `gatekey ARGS`, not yet run.
    pub(crate) fn gatekey<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Invocation {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatekey"));
        command
            .args(args)
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

    /// `gatekey --profile local ARGS`, not yet run.
    pub(crate) fn local_words<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Invocation {
        self.gatekey(["--profile", "local"].into_iter().chain(args))
    }

    /// Runs `gatekey --profile local ARGS`: the embedded gateway of this home.
    pub(crate) fn local(&self, line: &str) -> Run {
        self.local_words(line.split_whitespace()).run()
    }

    /// `gatekey --url DOUBLE --kind gpustack ARGS` with a key of the administrator's, not yet run.
    pub(crate) fn on(&self, double: &Double, line: &str) -> Invocation {
        self.gatekey(["--url", &double.url(), "--kind", "gpustack"].into_iter().chain(line.split_whitespace()))
            .env("GATEKEY_TOKEN", &double.admin_key())
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

    /// Runs it there.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    /// As on a full disk: no file can grow.
    pub(crate) fn without_room(self) -> Self {
        self.through(r#"trap "" XFSZ; ulimit -f 0; exec "$0" "$@""#)
    }

    fn through(mut self, script: &str) -> Self {
        let mut limited = Command::new("/bin/sh");
        limited.args(["-c", script]);
        limited.arg(self.command.get_program()).args(self.command.get_args()).env_clear();
        limited.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.command = limited;
        self
    }

    /// A limit that is set on it while it runs is an error to it, and no signal.
    pub(crate) fn deaf_to_limits(self) -> Self {
        self.through(r#"trap "" XFSZ; exec "$0" "$@""#)
    }

    /// The path of its home, which no output is to be told with.
    pub(crate) fn home(&self) -> &str {
        &self.home
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Run {
        self.run_onto(Stdio::piped())
    }

    /// Runs it to its end with its stdout going elsewhere.
    pub(crate) fn run_into(self, file: &str) -> Run {
        self.run_onto(Stdio::from(File::options().write(true).open(file).expect("a file to write to")))
    }

    /// Runs it with a stdout that nobody reads any more.
    pub(crate) fn run_into_closed_pipe(self) -> Run {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        self.run_onto(Stdio::from(writer))
    }

    fn run_onto(self, stdout: Stdio) -> Run {
        let home = self.home.clone();
        Run::of(self.start(stdout).wait_with_output().expect("gatekey ends"), &home)
    }

    /// Runs it until it has printed a line, which is told, and interrupts it then; or to its end.
    pub(crate) fn run_to_first_line(self) -> Run {
        let home = self.home.clone();
        let mut child = self.spawn();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut text = String::new();
        if stdout.read_line(&mut text).expect("text") > 0 {
            let id = rustix::process::Pid::from_child(&child);
            rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it runs");
        }
        stdout.read_to_string(&mut text).expect("text");
        let output = child.wait_with_output().expect("gatekey ends");
        Run::of(Output { stdout: text.into_bytes(), ..output }, &home)
    }

    /// Starts it, and leaves it running.
    pub(crate) fn spawn(self) -> Child {
        self.start(Stdio::piped())
    }

    /// Starts it, and leaves it running and its stdin open.
    pub(crate) fn spawn_to_talk(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().expect("gatekey starts")
    }

    fn start(mut self, stdout: Stdio) -> Child {
        self.command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("gatekey starts");
        // gatekey may end without reading its input: a broken pipe is no failure of the test.
        let _ = child.stdin.take().expect("piped").write_all(&self.stdin);
        child
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
    pub(crate) fn of(output: Output, home: &str) -> Self {
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

    /// The run as a snapshot that shows times and ids too: for runs at a given time.
    pub(crate) fn told_exactly(&self) -> String {
        let told = format!("exit: {}\n----- stdout\n{}----- stderr\n{}", self.exit, self.stdout, self.stderr);
        told.replace(&self.home, "[HOME]")
    }

    /// stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}):\n{}", self.told()))
    }

    /// The error that a structured run told in the last line of stderr.
    #[track_caller]
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

    /// Asserts that stderr holds this text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "stderr does not say {text:?}:\n{}", self.told());
        self
    }

    /// Asserts that stderr does not hold this text.
    #[track_caller]
    pub(crate) fn does_not_say(self, text: &str) -> Self {
        assert!(!self.stderr.contains(text), "stderr says {text:?}:\n{}", self.told());
        self
    }

    /// Asserts that stdout is this.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert_eq!(self.stdout, text, "{}", self.told());
        self
    }

    /// The one line on stdout: a bare secret.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        assert_eq!(self.stdout.lines().count(), 1, "{}", self.told());
        self.stdout.trim_end().to_owned()
    }
}

/// Replaces what no two runs share: keys, generated ids and names, times, ports.
pub(crate) fn redact(text: &str) -> String {
    const PATTERNS: [(&str, &str); 9] = [
        (r"gk_[0-9a-f]{16}_[0-9a-f]{32}", "[SECRET]"),
        (r"gpustack_[0-9a-f]{16}_[0-9a-f]{32}", "[SECRET]"),
        (r"\b[0-9a-f]{16}\b", "[ID]"),
        (r"gk_[0-9a-f]{4}\*{3}", "[MASKED]"),
        (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", "[TIME]"),
        (r"(now|\d+[smhdy] ago) \(\[TIME\]\)", "[AGO]"),
        (r"127\.0\.0\.1:\d+", "[ADDRESS]"),
        (r"gatekey-tester@\S+?-[0-9a-f]{8}\b", "[OWN KEY]"),
        (r"in \d+ ms", "in [N] ms"),
    ];
    PATTERNS.iter().fold(text.to_owned(), |text, (pattern, stand_in)| {
        regex::Regex::new(pattern).expect("a pattern that can be read").replace_all(&text, *stand_in).into_owned()
    })
}
