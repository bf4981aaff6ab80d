//! `gatekey run`: a key that lives as long as a command, with real processes.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use wiremock::{Respond, ResponseTemplate};

use crate::support::double::{Double, KEYS, answer};
use crate::support::terminal::Terminal;
use crate::support::{Home, Invocation, Run};

const TTL: [&str; 6] = ["run", "--ttl", "30m", "--scope", "inference", "--env"];

/// `gatekey run … --env NAME -- CMD` on the embedded gateway.
fn local(home: &Home, variable: &str, command: &[&str]) -> Invocation {
    let words = TTL.into_iter().chain([variable, "--"]).chain(command.iter().copied());
    home.local_words(words).env("PATH", "/usr/bin:/bin")
}

/// The same on the double of GPUStack.
fn gpustack(home: &Home, double: &Double, command: &[&str]) -> Invocation {
    let (url, key) = (double.url(), double.admin_key());
    let words = ["--url", &url, "--kind", "gpustack", "--retries", "0"].into_iter().chain(TTL);
    let words: Vec<&str> = words.chain(["KEY", "--"]).chain(command.iter().copied()).collect();
    home.gatekey(words).env("GATEKEY_TOKEN", &key).env("PATH", "/usr/bin:/bin")
}

/// Every key that there is or was.
fn keys(home: &Home) -> Vec<Value> {
    let listed = home.local("tokens list --status all -o json").exits(0).json();
    listed.as_array().expect("a list").clone()
}

#[track_caller]
fn is_let_in(home: &Home, secret: &str) -> bool {
    match home.local_words(["status"]).env("GATEKEY_TOKEN", secret).run().exit {
        0 => true,
        3 => false,
        other => panic!("exit {other}"),
    }
}

#[test]
fn the_command_has_a_key_that_works_and_nobody_has_it_afterwards() {
    let home = Home::new();
    let gatekey = env!("CARGO_BIN_EXE_gatekey");
    let (data, config) = (home.path("data").display().to_string(), home.path("config").display().to_string());
    let script = format!(
        "echo $KEY; GATEKEY_DATA_DIR={data} GATEKEY_CONFIG_DIR={config} GATEKEY_TOKEN=$KEY {gatekey} --profile local status -o json --jq .identity.name"
    );
    let run = local(&home, "KEY", &["sh", "-c", &script]).run().exits(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let [secret, name] = lines.as_slice() else { panic!("{}", run.told()) };
    assert_eq!(*name, "tester");
    assert!(!is_let_in(&home, secret));
    let keys = keys(&home);
    let [key] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!((&key["status"], &key["lifetime_seconds"]), (&json!("revoked"), &json!(1800)));
    assert_eq!(key["scopes"], json!(["inference"]));
    assert!(key["name"].as_str().is_some_and(|name| name.starts_with("run-tester@")), "{key}");
    run.says("Created run-tester@").says("Revoked run-tester@").does_not_say("gk_");
}

#[test]
fn the_command_sees_no_variable_of_gatekeys_but_what_it_was_promised() {
    let home = Home::new();
    let variables = |run: Run| -> Vec<String> {
        let names = run.stdout.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.to_owned());
        names.filter(|name| name.starts_with("GATEKEY_")).collect()
    };
    let run = local(&home, "OPENAI_API_KEY", &["env"]).env("GATEKEY_OUTPUT", "json").run().exits(0);
    assert!(run.stdout.contains("OPENAI_API_KEY=gk_") && run.stdout.contains("USER=tester"), "{}", run.stdout);
    assert_eq!(variables(run), Vec::<String>::new());
    // What it shows gatekey itself is one like any other, and the key of the run is not it.
    let double = Double::gpustack();
    let (url, key) = (double.url(), double.admin_key());
    let words = ["--url", &url, "--kind", "gpustack", "run", "--ttl", "5m", "--env", "GATEKEY_TOKEN", "--env", "A"];
    let run =
        home.gatekey(words.into_iter().chain(["--", "env"])).env("GATEKEY_TOKEN", &key).env("PATH", "/usr/bin:/bin");
    let run = run.run().exits(0);
    let of = |name: &str| run.stdout.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    assert!(of("GATEKEY_TOKEN=").is_some_and(|own| own != key) && of("A=") == of("GATEKEY_TOKEN="));
    assert_eq!(variables(run), ["GATEKEY_TOKEN"]);
}

#[test]
fn the_exit_code_is_the_commands() {
    let home = Home::new();
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)] {
        local(&home, "KEY", &["sh", "-c", script]).run().exits(code);
    }
    local(&home, "KEY", &["cat"]).stdin("what is piped in").run().exits(0).prints("what is piped in");
    assert!(keys(&home).iter().all(|key| key["status"] == json!("revoked")));
}

#[test]
fn a_command_that_cannot_be_run_leaves_no_key() {
    let home = Home::new();
    local(&home, "KEY", &["there-is-no-such-command"]).run().exits(127).says("there is no command");
    let text = home.write("text", "no program");
    let text = text.to_str().expect("text");
    local(&home, "KEY", &[text]).run().exits(126).says("cannot be run");
    assert_eq!(keys(&home), Vec::<Value>::new(), "nothing was made for what cannot be run");
    // That it is no program is only known when it is started.
    std::fs::set_permissions(text, std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("its owner's");
    local(&home, "KEY", &[text]).run().exits(126).says("cannot be run").says("Revoked");
    assert!(keys(&home).iter().all(|key| key["status"] == json!("revoked")));
}

#[test]
fn a_failure_of_gatekeys_own_is_no_answer_of_the_commands() {
    let home = Home::new();
    for line in [
        "run --ttl 30m --env KEY",
        "run --env KEY -- true",
        "run --ttl 0s --env KEY -- true",
        "run --ttl 30m --env 1K -- true",
        "run --ttl 30m --env KEY true",
        "-o json run --ttl 30m --env KEY -- true",
        "run --ttl 30m --env KEY --scope no-such -- true",
        "run --ttl 30m --env KEY --budget 3 -- true",
        "run --ttl 30m --env KEY --name ci~2 -- true",
    ] {
        home.local_words(line.split_whitespace()).env("PATH", "/usr/bin:/bin").run().exits(125).prints("");
    }
    home.gatekey(["run", "--ttl", "1h", "--env", "K", "--", "true"]).env("PATH", "/bin").run().exits(125);
    // A name that happens to be the command's changes no other exit code.
    home.local("tokens create run --no-such").exits(2);
    assert_eq!(keys(&home), Vec::<Value>::new());
}

#[test]
fn a_dry_run_runs_nothing() {
    let home = Home::new();
    let path = home.path("made").display().to_string();
    let words = ["run", "--ttl", "30m", "--env", "KEY", "--dry-run", "-o", "json", "--", "touch", &path];
    let plan = home.local_words(words).env("PATH", "/usr/bin:/bin").run().exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["lifetime_seconds"], json!([null, 1800]));
    assert_eq!(plan["changes"][0]["fields"]["env"], json!([null, ["KEY"]]));
    assert!(!home.path("made").exists());
}

/// A run whose command has said `ready`, and how it ends.
struct Ready {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Ready {
    fn of(invocation: Invocation) -> Self {
        let mut child = invocation.spawn();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("text");
        assert_eq!(line, "ready\n");
        Self { child, stdout }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Reads a line of the command's.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("text");
        line.trim_end().to_owned()
    }

    fn ends(mut self) -> (Option<i32>, String, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        let output = self.child.wait_with_output().expect("it ends");
        (output.status.code(), rest, String::from_utf8(output.stderr).expect("text"))
    }
}

#[test]
fn signals_are_passed_on_each_time() {
    for (signal, name) in [
        (Signal::INT, "INT"),
        (Signal::TERM, "TERM"),
        (Signal::HUP, "HUP"),
        (Signal::QUIT, "QUIT"),
        (Signal::USR1, "USR1"),
        (Signal::USR2, "USR2"),
    ] {
        let home = Home::new();
        // It lets the first go by, and ends in its own manner at the second.
        let script = format!(
            "trap 'echo heard; n=$((n+1)); [ $n -lt 2 ] || exit 5' {name}; echo ready; while :; do sleep 0.1; done"
        );
        let mut ready = Ready::of(local(&home, "KEY", &["sh", "-c", &script]));
        ready.signal(signal);
        assert_eq!(ready.line(), "heard", "{name}");
        ready.signal(signal);
        assert_eq!(ready.line(), "heard", "{name}");
        let (code, _, stderr) = ready.ends();
        assert_eq!(code, Some(5), "{name}: {stderr}");
        assert!(keys(&home).iter().all(|key| key["status"] == json!("revoked")), "{name}");
    }
}

#[test]
fn a_command_that_a_signal_ends_is_told_as_shells_do_and_its_key_is_gone() {
    let home = Home::new();
    let ready = Ready::of(local(&home, "KEY", &["sh", "-c", "echo ready; exec sleep 600"]));
    ready.signal(Signal::TERM);
    let (code, _, stderr) = ready.ends();
    assert_eq!(code, Some(143), "{stderr}");
    assert!(stderr.contains("Revoked run-tester@"), "{stderr}");
}

#[test]
fn at_a_terminal_the_command_hears_an_interrupt_once() {
    let home = Home::new();
    let script = "trap \"c=\\$((c+1))\" INT; echo ready; until read x; do :; done; echo heard=$c";
    let line = format!("$G --profile local run --ttl 5m --scope inference --env KEY -- sh -c '{script}'; echo code=$?");
    let seen = Terminal::run(&home, 80, &line).answers("ready", "\u{3}").answers("^C", "go on\n").ends();
    assert!(seen.contains("heard=1") && seen.contains("code=0"), "{seen}");
    assert!(seen.contains("Revoked run-tester@"), "{seen}");
}

#[test]
fn at_a_terminal_each_key_that_asks_for_an_end_is_heard_once() {
    let home = Home::new();
    let script = "trap \"echo int.\" INT; trap \"echo quit.\" QUIT; echo ready; until read x; do :; done";
    let line = format!(
        "trap : QUIT; $G --profile local run --ttl 5m --scope inference --env KEY -- sh -c '{script}'; echo code=$?"
    );
    let terminal = Terminal::run(&home, 80, &line).answers("ready", "\u{3}").answers("int.", "\u{3}");
    let seen = terminal.answers("int.", "\u{1c}").answers("quit.", "go on\n").ends();
    assert_eq!((seen.matches("int.").count(), seen.matches("quit.").count()), (2, 1), "{seen}");
    assert!(seen.contains("code=0") && seen.contains("Revoked run-tester@"), "{seen}");
}

#[test]
fn a_terminal_that_goes_away_is_told_to_the_command_and_its_key_is_gone() {
    let home = Home::new();
    let heard = home.path("heard").display().to_string();
    let script = format!("trap \"echo hangup > {heard}; exit\" HUP; echo ready; while :; do sleep 0.1; done");
    // In the place of the shell: the first program on a terminal is the only one that the system tells.
    let line = format!("exec $G --profile local run --ttl 5m --scope inference --env KEY -- sh -c '{script}'");
    Terminal::run(&home, 80, &line).answers("ready", "").goes_away();
    let started = std::time::Instant::now();
    while keys(&home).iter().any(|key| key["status"] != json!("revoked")) {
        assert!(started.elapsed() < Duration::from_secs(60), "the key lives on");
    }
    assert_eq!(home.read("heard"), "hangup\n");
    assert_eq!(keys(&home).len(), 1);
}

#[test]
fn signals_that_were_ignored_stay_ignored_in_the_command() {
    let home = Home::new();
    let line = "trap '' HUP USR1 TERM; $G --profile local run --ttl 5m --scope inference --env KEY -- \
                sh -c 'kill -HUP $PPID; kill -TERM $PPID; grep SigIgn /proc/self/status; kill -USR2 $PPID; sleep 600'";
    let seen = Terminal::run(&home, 80, line).ends();
    let mask = seen.lines().find_map(|line| line.split_once("SigIgn:")).map(|(_, mask)| mask.trim().to_owned());
    let mask = u64::from_str_radix(&mask.expect("the set"), 16).expect("a number");
    let is_ignored = |signal: Signal| mask >> (signal.as_raw() - 1) & 1 == 1;
    assert!([Signal::HUP, Signal::USR1, Signal::TERM].into_iter().all(is_ignored), "{mask:x}");
    assert!(![Signal::INT, Signal::QUIT, Signal::USR2].into_iter().any(is_ignored), "{mask:x}");
    assert!(seen.contains("Revoked run-tester@"), "{seen}");
}

#[test]
fn killed_it_leaves_a_key_that_ends_by_itself() {
    let home = Home::new();
    let killed = local(&home, "KEY", &["sh", "-c", "kill -KILL $PPID"]).spawn().wait_with_output().expect("it ends");
    assert_eq!(killed.status.code(), None);
    let keys = keys(&home);
    let [key] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!((&key["status"], &key["lifetime_seconds"]), (&json!("active"), &json!(1800)));
}

#[test]
fn on_gpustack_the_key_is_made_and_deleted() {
    let (home, double) = (Home::new(), Double::gpustack());
    let run = gpustack(&home, &double, &["sh", "-c", "echo $KEY; exit 3"]).run().exits(3);
    assert!(run.line().starts_with("gpustack_"));
    assert_eq!(double.names(), ["of-the-test"]);
    run.says("Created run-tester@").says("Revoked run-tester@");
}

#[test]
fn a_key_that_was_not_seen_to_be_revoked_is_told() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers("DELETE", &format!("{KEYS}/2"), ResponseTemplate::new(503));
    let run = gpustack(&home, &double, &["sh", "-c", "exit 3"]).run().exits(11);
    run.says("gatekey tokens revoke id:2").says("the command's own exit code is 3").says("it works until");
}

#[test]
fn a_key_that_is_gone_already_is_as_good_as_revoked() {
    let (home, double) = (Home::new(), Double::gpustack());
    let (url, key) = (double.url(), double.admin_key());
    let gatekey = env!("CARGO_BIN_EXE_gatekey");
    let script =
        format!("GATEKEY_TOKEN={key} {gatekey} --url {url} --kind gpustack tokens revoke id:3 --yes -q >/dev/null");
    gpustack(&home, &double, &["sh", "-c", &script]).run().exits(0);
}

/// A server that makes a key which ends then.
fn makes(expires_at: &str) -> Double {
    makes_when(expires_at, |made| made)
}

/// An answer that comes when the test lets it.
struct Held {
    go: Mutex<Receiver<()>>,
    answer: ResponseTemplate,
}

impl Respond for Held {
    fn respond(&self, _request: &wiremock::Request) -> ResponseTemplate {
        // The test has ended where nobody lets it go.
        let _ended = self.go.lock().expect("nobody panicked").recv();
        self.answer.clone()
    }
}

fn makes_when<R: Respond + 'static>(expires_at: &str, when: impl FnOnce(ResponseTemplate) -> R) -> Double {
    let double = Double::silent();
    let key = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";
    let made = json!({"id": 7, "name": "run", "user_name": "admin", "value": key, "masked_value": "gpustack_0123***",
        "scope": ["inference"], "is_custom": false, "allowed_model_names": null, "description": null,
        "owner_principal_id": null, "expires_at": if expires_at.is_empty() { Value::Null } else { json!(expires_at) },
        "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z"});
    double.answers_with("POST", KEYS, when(answer(200, made)));
    double.answers("DELETE", &format!("{KEYS}/7"), answer(200, json!({})));
    let page = json!({"page": 1, "perPage": 500, "total": 0, "totalPage": 0});
    double.answers("GET", KEYS, answer(200, json!({"items": [], "pagination": page})));
    double
}

fn in_half_an_hour() -> String {
    #[expect(clippy::disallowed_methods, reason = "the server has a clock of its own")]
    let now = jiff::Timestamp::now();
    (now + jiff::SignedDuration::from_mins(30)).to_string()
}

#[test]
fn a_key_that_would_outlive_its_time_is_not_used() {
    for (expires_at, said) in [("", "never expires"), ("2099-01-01T00:00:00Z", "2099")] {
        let (home, double) = (Home::new(), makes(expires_at));
        let run = gpustack(&home, &double, &["echo", "started"]).run().exits(125).prints("");
        run.says(said).says("was revoked");
        assert!(double.calls().contains(&format!("DELETE {KEYS}/7")));
    }
}

#[test]
fn interrupted_while_the_key_is_made_no_command_is_started_and_no_key_is_left() {
    let home = Home::new();
    let (let_go, go) = std::sync::mpsc::channel();
    let double = makes_when(&in_half_an_hour(), |answer| Held { go: Mutex::new(go), answer });
    let url = double.url();
    let words =
        ["-v", "--url", &url, "--kind", "gpustack"].into_iter().chain(TTL).chain(["KEY", "--", "echo", "started"]);
    let mut child = home.gatekey(words).env("GATEKEY_TOKEN", "gpustack_x").env("PATH", "/usr/bin:/bin").spawn();
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    let mut says = |text: &str| {
        while !line.contains(text) {
            line.clear();
            assert_ne!(stderr.read_line(&mut line).expect("text"), 0, "it ended");
        }
    };
    says("> POST ");
    kill_process(Pid::from_child(&child), Signal::INT).expect("it runs");
    says("seeing that through first");
    let_go.send(()).expect("the server waits");
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("text");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{rest}");
    assert_eq!(output.status.code(), Some(130), "{rest}");
    assert!(double.calls().contains(&format!("DELETE {KEYS}/7")), "{rest}");
}

#[test]
fn the_command_reads_what_is_typed() {
    let home = Home::new();
    let mut child = local(&home, "KEY", &["sh", "-c", "echo ready; cat"]).stdin("a\n").spawn();
    let mut text = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut text).expect("text");
    assert_eq!(text, "ready\na\n");
    assert!(child.wait().expect("it ends").success());
}
