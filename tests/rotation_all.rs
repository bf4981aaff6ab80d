//! `tokens rotate --all`: many secrets exchanged, some at a time, each with places of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::support::double::Double;
use crate::support::served::Served;
use crate::support::terminal::Terminal;
use crate::support::{Home, Invocation, Run};

/// Where tokens are rotated.
enum Place {
    Local,
    Served(Served, String),
    Gpustack(Double, String),
}

/// A home with a folder for keys, and a gateway.
struct House {
    home: Home,
    place: Place,
}

impl House {
    fn of(home: Home, place: Place) -> Self {
        std::fs::create_dir(home.path("keys")).expect("a folder");
        Self { home, place }
    }

    fn local() -> Self {
        Self::of(Home::new(), Place::Local)
    }

    fn served() -> Self {
        let home = Home::new();
        let (served, key) = home.serve_with_administrator();
        Self::of(home, Place::Served(served, key))
    }

    fn gpustack() -> Self {
        let double = Double::gpustack();
        // All others look alike to whoever sees four digits of them.
        let key = double.key("of-the-test", "admin", json!({"custom": "a-key-of-the-administrators-own"}));
        Self::of(Home::new(), Place::Gpustack(double, key))
    }

    fn words<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Invocation {
        self.showing(words, None)
    }

    fn showing<'a>(&self, words: impl IntoIterator<Item = &'a str>, key: Option<&str>) -> Invocation {
        let (at, admin) = match &self.place {
            Place::Local => (vec!["--profile".to_owned(), "local".to_owned()], None),
            Place::Served(served, key) => (of_kind("local", format!("http://{}", served.address())), Some(key)),
            Place::Gpustack(double, key) => (of_kind("gpustack", double.url()), Some(key)),
        };
        let words: Vec<String> = at.into_iter().chain(words.into_iter().map(str::to_owned)).collect();
        let invocation = self.home.gatekey(words.iter().map(String::as_str)).env("PATH", "/usr/bin:/bin");
        match key.or(admin.map(String::as_str)) {
            Some(key) => invocation.env("GATEKEY_TOKEN", key),
            None => invocation,
        }
    }

    fn run(&self, line: &str) -> Run {
        self.words(line.split_whitespace()).run()
    }

    /// Makes a token, and writes its secret to its file.
    fn token(&self, name: &str) -> String {
        let made = self.words(["tokens", "create", name, "--scope", "inference", "--expires-in", "30d"]).run().exits(0);
        self.home.write(&format!("keys/{name}"), &made.line());
        made.line()
    }

    /// `file:…/keys/{name}`, which `held` reads.
    fn files(&self) -> String {
        format!("file:{}/{{name}}", self.home.path("keys").display())
    }

    fn held(&self, name: &str) -> String {
        self.home.read(&format!("keys/{name}")).trim().to_owned()
    }

    /// `tokens rotate --all …`, as JSON.
    fn rotate_all(&self, to: &str, more: &str, exit: i32) -> Value {
        let words = ["tokens", "rotate", "--all", "--to", to, "-o", "json"].into_iter().chain(more.split_whitespace());
        self.words(words).run().exits(exit).json()
    }

    #[track_caller]
    fn lets_in(&self, secret: &str) -> bool {
        let words: &[&str] = match &self.place {
            Place::Local => &["status"],
            Place::Served(..) => &["api", "GET", "/v1/me"],
            Place::Gpustack(..) => &["api", "GET", "/v1/models"],
        };
        match self.showing(words.iter().copied(), Some(secret)).run().exit {
            0 => true,
            3 => false,
            other => panic!("exit {other}"),
        }
    }
}

fn of_kind(kind: &str, url: String) -> Vec<String> {
    ["--url", &url, "--kind", kind].map(str::to_owned).to_vec()
}

fn counts(told: &Value) -> (u64, u64, u64) {
    let count = |name: &str| told[name].as_u64().unwrap_or_else(|| panic!("{told}"));
    (count("done"), count("failed"), count("skipped"))
}

/// What became of the token of this name.
fn of<'a>(told: &'a Value, name: &str) -> &'a Value {
    let results = told["results"].as_array().expect("results");
    results.iter().find(|one| one["token"]["name"] == json!(name)).unwrap_or_else(|| panic!("{name}: {told}"))
}

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

#[test]
fn each_secret_goes_to_its_own_place_and_the_old_ones_are_refused() {
    for house in [House::local(), House::served(), House::gpustack()] {
        let old: Vec<String> = NAMES.iter().map(|name| house.token(name)).collect();
        let told = house.rotate_all(&house.files(), "--parallel 2", 0);
        // The key that is shown is left alone where it is in the list.
        assert_eq!((counts(&told).0, counts(&told).1), (5, 0), "{told}");
        for (name, old) in NAMES.iter().zip(&old) {
            let new = house.held(name);
            assert!(new != *old && house.lets_in(&new) && !house.lets_in(old), "{name}");
            let one = of(&told, name);
            assert_eq!((&one["outcome"], &one["error"]), (&json!("done"), &json!(null)));
            assert_eq!(one["proof"], json!({"new": "works", "old": "refused"}));
            assert_eq!(one["delivered"], json!([house.files().replace("{name}", name)]));
        }
        // Once more, from there: of each family only the newest.
        assert_eq!(counts(&house.rotate_all(&house.files(), "", 0)).0, 5);
    }
}

#[test]
fn one_that_fails_stops_no_other_and_is_told() {
    let house = House::gpustack();
    let Place::Gpustack(double, _) = &house.place else { unreachable!("it is one") };
    house.token("a");
    house.token("b");
    double.key("hers", "polly", json!({"expires_in": 3600}));
    let told = house.rotate_all(&house.files(), "", 10);
    assert_eq!((counts(&told).0, counts(&told).1), (2, 1), "{told}");
    let hers = of(&told, "hers");
    assert_eq!((&hers["outcome"], &hers["error"]["exit"]), (&json!("failed"), &json!(8)));
    assert!(house.lets_in(&house.held("a")) && house.lets_in(&house.held("b")));
    let own = of(&told, "of-the-test");
    assert_eq!(own["outcome"], json!("skipped"));
    assert!(own["reason"].as_str().is_some_and(|reason| reason.contains("shown to the gateway")), "{own}");
    let table = house.words(["tokens", "rotate", "--all", "--search", "hers", "--to", &house.files()]).run().exits(10);
    assert!(table.stdout.starts_with("TOKEN") && table.stdout.contains("failed"), "{}", table.stdout);
}

#[test]
fn what_would_overwrite_is_refused_before_anything_is_made() {
    let house = House::local();
    let old = [house.token("a-b"), house.token("a_b")];
    for (line, exit, said) in [
        ("tokens rotate --all", 2, "--to"),
        ("tokens rotate --all --to file:key", 2, "overwrite"),
        ("tokens rotate --all --to stdout", 2, "nobody could tell"),
        ("tokens rotate --all --to file:{name} --to exec:true", 2, "overwrite"),
        ("tokens rotate --all --to file:{NAME}", 6, "one place"),
        ("tokens rotate a-b --all --to file:{name}", 2, ""),
        ("tokens rotate", 2, ""),
        ("tokens rotate a-b --owner me --to file:x", 2, "--all"),
        ("tokens rotate a-b --parallel 2 --to file:x", 2, ""),
        ("tokens rotate --all --abort", 2, ""),
        ("tokens rotate --all --parallel 0 --to file:{name}", 2, ""),
        ("tokens rotate a-b --to env-file:.env#{NAME}", 2, "rotate --all"),
        ("tokens create x --to env-file:.env#{NAME}", 2, "rotate --all"),
    ] {
        house.run(line).exits(exit).prints("").says(said);
    }
    assert!(old.iter().all(|secret| house.lets_in(secret)));
    let none = house.words(["tokens", "rotate", "--all", "--search", "zzz", "--to", "file:{name}"]).run().exits(0);
    none.says("no tokens that match");
}

#[test]
fn many_variables_of_one_file_are_all_written() {
    let house = House::local();
    for number in 0..12 {
        house.token(&format!("k-{number}"));
    }
    house.home.write(".env", "OTHER=1\n");
    let sink = format!("env-file:{}#{{NAME}}_KEY", house.home.path(".env").display());
    let told = house.rotate_all(&sink, "--parallel 8", 0);
    assert_eq!(counts(&told), (12, 0, 0));
    let text = house.home.read(".env");
    assert!(text.starts_with("OTHER=1\n"), "{text}");
    for number in 0..12 {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("K_{number}_KEY=")));
        assert!(house.lets_in(line.unwrap_or_else(|| panic!("{number}: {text}"))));
    }
}

#[test]
fn filters_choose_and_conditions_leave_out() {
    let house = House::local();
    NAMES.iter().for_each(|name| drop(house.token(name)));
    house.run("tokens create expired --scope inference --expires-in 1s").exits(0);
    let told = house.rotate_all(&house.files(), "--search a", 0);
    assert_eq!(counts(&told), (1, 0, 0), "{told}");
    let told = house.rotate_all(&house.files(), "--limit 2", 0);
    assert_eq!(counts(&told), (2, 0, 0), "{told}");
    let told = house.rotate_all(&house.files(), "--if-older-than 90d --search b", 0);
    assert_eq!(counts(&told), (0, 0, 1), "{told}");
    assert!(of(&told, "b")["reason"].as_str().is_some_and(|reason| reason.contains("its secret is of")));
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let house = House::local();
    let old: Vec<String> = ["a", "b"].map(|name| house.token(name)).to_vec();
    house.words(["tokens", "create", "x/y", "--scope", "inference", "--expires-in", "30d"]).run().exits(0);
    let plan = house.rotate_all(&house.files(), "--dry-run", 0);
    let actions: Vec<&Value> = plan["changes"].as_array().expect("changes").iter().map(|one| &one["action"]).collect();
    assert_eq!(actions.iter().filter(|action| ***action == json!("rotate")).count(), 2, "{plan}");
    assert_eq!(actions.iter().filter(|action| ***action == json!("fail")).count(), 1, "{plan}");
    assert!(old.iter().all(|secret| house.lets_in(secret)));
    // For real, the one whose name leads elsewhere fails, and the others are done.
    assert_eq!(counts(&house.rotate_all(&house.files(), "", 10)), (2, 1, 0));
}

#[test]
fn with_a_grace_both_work_and_finish_ends_the_old_ones() {
    for house in [House::local(), House::gpustack()] {
        let old: Vec<String> = ["a", "b"].map(|name| house.token(name)).to_vec();
        house.rotate_all(&house.files(), "--grace 1h", 0);
        assert!(old.iter().all(|secret| house.lets_in(secret)));
        let told = house.words(["tokens", "rotate", "--all", "--finish", "-o", "json"]).run().exits(0).json();
        assert_eq!((counts(&told).0, counts(&told).1), (2, 0), "{told}");
        assert!(old.iter().all(|secret| !house.lets_in(secret)));
        assert!(["a", "b"].iter().all(|name| house.lets_in(&house.held(name))));
        let told = house.words(["tokens", "rotate", "--all", "--finish", "-o", "json"]).run().exits(0).json();
        assert_eq!(counts(&told).0, 0, "{told}");
    }
}

/// A run that stands still while it hands the first secret over.
struct Halted {
    child: Child,
    go: PathBuf,
}

impl House {
    /// A program for each token: it keeps the secret, says so, and waits to be let go.
    fn halting(&self) -> String {
        let [keys, started, go] = ["keys", "started", "go"].map(|name| self.home.path(name).display().to_string());
        format!(
            "exec:sh -c 'cat > {keys}/$0.new && mv {keys}/$0.new {keys}/$0; echo $0 > {started}; timeout 60 cat {go}' {{name}}"
        )
    }

    fn halted(&self) -> Halted {
        for name in ["started", "go"] {
            let path = self.home.path(name);
            rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
        }
        let to = self.halting();
        let words = ["tokens", "rotate", "--all", "--parallel", "1", "--to", &to, "-o", "csv"];
        let child = self.words(words).spawn();
        let (tell, told) = mpsc::channel();
        let started = self.home.path("started");
        // On a thread of its own: a program that never comes so far would be waited for without end.
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(File::open(started).expect("a pipe")).read_line(&mut line);
            tell.send(read.map(|_| line))
        });
        let line = told.recv_timeout(Duration::from_secs(60)).expect("a program is started").expect("text");
        assert!(NAMES.contains(&line.trim()), "{line:?}");
        Halted { child, go: self.home.path("go") }
    }
}

impl Halted {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Waits until gatekey tells that it was interrupted.
    fn is_heard(&mut self) {
        let mut stderr = BufReader::new(self.child.stderr.take().expect("piped"));
        let mut line = String::new();
        while !line.contains("seeing that through first") {
            line.clear();
            assert_ne!(stderr.read_line(&mut line).expect("text"), 0, "it ended");
        }
    }

    /// Lets the program go on.
    fn go(&self) {
        // Opening it waits for the program to read.
        File::options().write(true).open(&self.go).expect("a pipe").write_all(b"\n").expect("it is read");
    }
}

#[test]
fn interrupted_in_the_middle_it_sees_through_what_it_began_and_begins_nothing_more() {
    let house = House::gpustack();
    let old: Vec<String> = NAMES.iter().map(|name| house.token(name)).collect();
    let mut halted = house.halted();
    halted.signal(Signal::INT);
    halted.is_heard();
    halted.go();
    let mut stdout = String::new();
    halted.child.stdout.take().expect("piped").read_to_string(&mut stdout).expect("text");
    assert_eq!(halted.child.wait().expect("it ends").code(), Some(130), "{stdout}");
    let ended = |outcome: &str| stdout.lines().filter(|line| line.contains(&format!(",{outcome},"))).count();
    // The others, and the key that is shown.
    assert_eq!((ended("done"), ended("failed"), ended("skipped")), (1, 0, 5), "{stdout}");
    let dead = old.iter().filter(|secret| !house.lets_in(secret)).count();
    assert_eq!(dead, 1, "the others were left alone");
    assert!(NAMES.iter().all(|name| house.lets_in(&house.held(name))));
}

#[test]
fn killed_in_the_middle_a_later_run_finishes_what_was_begun() {
    for (house, signals) in [
        (House::local(), [Signal::KILL, Signal::KILL]),
        (House::gpustack(), [Signal::KILL, Signal::KILL]),
        (House::gpustack(), [Signal::INT, Signal::INT]),
    ] {
        let old: Vec<String> = NAMES.iter().map(|name| house.token(name)).collect();
        let mut halted = house.halted();
        halted.signal(signals[0]);
        if signals[1] != Signal::KILL {
            halted.is_heard();
            halted.signal(signals[1]);
        }
        let status = halted.child.wait().expect("it ends");
        assert!(matches!(status.code(), None | Some(130)), "{status:?}");
        halted.go();
        assert!(NAMES.iter().all(|name| house.lets_in(&house.held(name))), "a place holds a dead key");
        let told = house.rotate_all(&house.files(), "--resume", 0);
        assert_eq!(counts(&told).0, 1, "one was begun: {told}");
        assert!(NAMES.iter().all(|name| house.lets_in(&house.held(name))));
        assert_eq!(old.iter().filter(|secret| !house.lets_in(secret)).count(), 1, "and only that one");
        house.rotate_all(&house.files(), "", 0);
        assert!(old.iter().all(|secret| !house.lets_in(secret)));
    }
}

#[test]
fn on_a_terminal_a_bar_tells_how_far_it_has_come() {
    let house = House::local();
    ["a", "b", "c"].iter().for_each(|name| drop(house.token(name)));
    let gate = house.home.path("gate");
    assert!(std::process::Command::new("mkfifo").arg(&gate).status().expect("mkfifo is there").success());
    // Each is handed over when it is let through.
    let place = format!("exec:sh -c \"cat >/dev/null; cat {} >/dev/null\" {{name}}", gate.display());
    let line = format!("$G --profile local tokens rotate --all --parallel 1 --to '{place}'");
    let open = format!(": > {}", gate.display());
    let let_through = || {
        let opened = std::process::Command::new("timeout").args(["60", "sh", "-c", &open]).status().expect("a shell");
        assert!(opened.success(), "nobody came to the gate");
    };
    let terminal = Terminal::run(&house.home, 100, &line);
    let_through();
    let terminal = terminal.answers("[######--------------] 1 of 3 rotated… ", "");
    let_through();
    let terminal = terminal.answers("[#############-------] 2 of 3 rotated… ", "");
    let_through();
    let seen = terminal.ends();
    let left = seen.rsplit("\u{1b}[2K").next().expect("text");
    assert!(left.contains("OUTCOME") && !left.contains("rotated…"), "{left:?}");
}
