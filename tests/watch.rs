//! Watching tokens, and looking back at what was done to one.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Output};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::support::double::Double;
use crate::support::stream::Front;
use crate::support::terminal::Terminal;
use crate::support::{Home, Invocation, Run, redact};

/// Longer than anything takes that is going to happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A watch under way, read line by line.
struct Watching {
    home: String,
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            if send.send(line.expect("text")).is_err() {
                break;
            }
        }
    });
    lines
}

impl Watching {
    fn begin(invocation: Invocation) -> Self {
        let home = invocation.home().to_owned();
        let mut child = invocation.spawn();
        let stdout = lines(child.stdout.take().expect("piped"));
        let stderr = lines(child.stderr.take().expect("piped"));
        Self { home, child, stdout, stderr }
    }

    /// The next line on stdout.
    #[track_caller]
    fn next(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).expect("a line on stdout")
    }

    /// The next line on stderr.
    #[track_caller]
    fn says(&self) -> String {
        redact(&self.stderr.recv_timeout(PATIENCE).expect("a line on stderr"))
    }

    /// How it ends, with the lines that were not read before. Fails when it does not.
    #[track_caller]
    fn ends(mut self) -> Run {
        let rest = |lines: &Receiver<String>| lines.iter().map(|line| line + "\n").collect::<String>().into_bytes();
        let (stdout, stderr) = (rest(&self.stdout), rest(&self.stderr));
        let status = self.child.wait().expect("it ends");
        Run::of(Output { status, stdout, stderr }, &self.home)
    }

    fn interrupted(self, signal: Signal) -> Run {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
        self.ends()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Of a test that failed. One that has ended cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const BRIEFLY: &str = r#""\(.event) \(.token.name) \(.token.status)""#;

/// The watch of the embedded gateway in this home, an event a line.
fn watch_local(home: &Home) -> Watching {
    Watching::begin(home.local_words(["tokens", "watch", "--jq", BRIEFLY]))
}

#[test]
fn what_another_gatekey_does_is_told_as_it_happens() {
    let home = Home::new();
    home.local("tokens create there -q").exits(0);
    let watching = watch_local(&home);
    assert_eq!(watching.next(), "snapshot there active");
    home.local("tokens create new -q").exits(0);
    assert_eq!(watching.next(), "created new active");
    home.local("tokens update new --description changed -q").exits(0);
    assert_eq!(watching.next(), "updated new active");
    home.local("tokens revoke new --yes -q").exits(0);
    assert_eq!(watching.next(), "deleted new revoked");
    home.local("tokens revoke there --purge --yes -q").exits(0);
    assert_eq!(watching.next(), "deleted there revoked");
}

#[test]
fn a_token_that_expires_is_told_when_it_does() {
    let home = Home::new();
    home.local("tokens create there -q").exits(0);
    let watching = watch_local(&home);
    // From here on it watches: what is made now is new to it.
    assert_eq!(watching.next(), "snapshot there active");
    home.local("tokens create short --expires-in 2s -q").exits(0);
    assert_eq!(watching.next(), "created short active");
    assert_eq!(watching.next(), "updated short expired");
}

#[test]
fn an_event_is_a_line_of_json() {
    let home = Home::new();
    let id = home.local("tokens create there -o json --jq .id").exits(0).line();
    let watching = Watching::begin(home.local_words(["tokens", "watch", "-o", "ndjson"]));
    let event: Value = serde_json::from_str(&watching.next()).expect("JSON");
    let fields: Vec<&String> = event.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["event", "token"]);
    let shown = home.local(&format!("tokens show id:{id} -o json")).exits(0).json();
    assert_eq!((&event["event"], &event["token"]), (&json!("snapshot"), &shown));
}

#[test]
fn on_a_terminal_of_80_columns_it_is_a_log_that_ctrl_c_ends() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --expires-in 30d -q").exits(0);
    let name = "a-name-that-is-longer-than-most-names-are-and-leaves-no-room";
    home.local_words(["tokens", "create", name, "--expires-in", "never", "-q"]).run().exits(0);
    let line = r#""$G" --profile local --color never tokens watch; echo "exit $?""#;
    let screen = Terminal::run(&home, 80, line).answers("never", "\u{3}").ends();
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    assert_snapshot!(redact(&screen), @"
    EVENT     NAME                   OWNER   SCOPES     STATUS  EXPIRES
    snapshot  ci                     tester  inference  active  [TIME]
    snapshot  a-name-that-is-longe…  tester  *          active  never
    ^Cexit 130
    ");
}

#[test]
fn interrupted_it_ends_with_130_and_nothing_to_say_but_to_programs() {
    for signal in [Signal::INT, Signal::TERM] {
        let home = Home::new();
        home.local("tokens create there -q").exits(0);
        let watching = Watching::begin(home.local_words(["tokens", "watch"]));
        assert!(watching.next().starts_with("EVENT"));
        let run = watching.interrupted(signal).exits(130);
        assert!(run.stdout.starts_with("snapshot  there") && run.stdout.ends_with('\n'), "{}", run.told());
        assert_eq!(run.stderr, "");
        let watching = Watching::begin(home.local_words(["tokens", "watch", "-o", "ndjson"]));
        watching.next();
        let run = watching.interrupted(signal).exits(130).prints("");
        assert_eq!((&run.json_error()["code"], &run.json_error()["hint"]), (&json!("interrupted"), &Value::Null));
    }
}

#[test]
fn a_reader_who_has_seen_enough_ends_it_although_nothing_happens() {
    let home = Home::new();
    home.local("tokens create there -q").exits(0);
    let mut child = home.local_words(["tokens", "watch", "-o", "name"]).spawn();
    let mut stdout: BufReader<ChildStdout> = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    drop(stdout);
    let since = Instant::now();
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((line.as_str(), output.status.code(), output.stderr), ("there\n", Some(0), Vec::new()));
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
}

#[test]
fn a_key_that_is_revoked_ends_its_watch() {
    let home = Home::new();
    let key = home.local("tokens create watcher --scope token:read -q").exits(0).line();
    let watching = Watching::begin(home.local_words(["tokens", "watch", "-o", "name"]).env("GATEKEY_TOKEN", &key));
    assert_eq!(watching.next(), "watcher");
    home.local("tokens revoke watcher --yes -q").exits(0);
    let run = watching.ends();
    assert_snapshot!(run.told(), @"
    exit: 3
    ----- stdout
    ----- stderr
    error: the embedded gateway rejected the key
    cause: it is unknown, has expired or was revoked
    hint: set GATEKEY_TOKEN to a key that is active, or unset it to be the administrator of your own data directory
    ");
}

#[test]
fn one_document_would_never_be_complete() {
    let home = Home::new();
    for format in ["json", "yaml"] {
        home.local(&format!("tokens watch -o {format}")).exits(2).prints("").says("-o ndjson");
    }
    assert_snapshot!(home.gatekey(["--profile", "local", "tokens", "watch", "--columns", "nothing"]).run().told(), @"
    exit: 2
    ----- stdout
    ----- stderr
    error: there is no column `nothing`
    hint: the columns are event, name, id, owner, scopes, models, status, expires_at, updated_at
    ");
    home.local("tokens create there -q").exits(0);
    // What is only the default gives way.
    let watching = Watching::begin(home.local_words(["tokens", "watch"]).env("GATEKEY_OUTPUT", "json"));
    assert!(watching.next().starts_with(r#"{"event":"snapshot","token":{"#));
    let watching = Watching::begin(home.local_words(["tokens", "watch", "-o", "csv", "--columns", "event,name"]));
    assert_eq!((watching.next(), watching.next()), ("event,name".into(), "snapshot,there".into()));
    home.local("tokens create new -q").exits(0);
    assert_eq!(watching.next(), "created,new");
}

#[test]
fn filters_are_those_of_list_and_what_cannot_be_filtered_is_refused() {
    let home = Home::new();
    home.local("tokens create ci-1 -q").exits(0);
    home.local("tokens create other -q").exits(0);
    let watching =
        Watching::begin(home.local_words(["tokens", "watch", "--search", "CI", "--owner", "me", "-o", "name"]));
    assert_eq!(watching.next(), "ci-1");
    home.local("tokens watch --owner nobody").exits(5);
    assert_snapshot!(home.local("tokens watch --team a").told(), @"
    exit: 8
    ----- stdout
    ----- stderr
    error: the embedded gateway cannot do `tokens watch` with a team
    hint: it has no teams: put the team into the tokens' names, and watch with --search
    ");
}

/// A watch of the double behind the front, an event a line.
fn watch_double(home: &Home, double: &Double, front: &Front) -> Watching {
    let words = ["--url", front.url(), "--kind", "gpustack", "tokens", "watch", "--search", "w", "-o", "csv"];
    let columns = ["--columns", "event,name"];
    let invocation = home.gatekey(words.into_iter().chain(columns)).env("GATEKEY_TOKEN", &double.admin_key());
    Watching::begin(invocation)
}

/// An event of GPUStack about this key, as it was seen: no `Z`, nothing masked.
fn event(kind: u8, key: &Value) -> String {
    let mut data = key.clone();
    data["masked_value"] = Value::Null;
    data["user_name"] = Value::Null;
    data["created_at"] = json!("2026-11-22T10:20:51.008411");
    json!({"type": kind, "data": data, "changed_fields": {}, "id": key["id"]}).to_string()
}

#[test]
fn keys_that_are_told_again_are_no_news_and_what_is_left_out_is_found() {
    let (home, double) = (Home::new(), Double::gpustack());
    let front = Front::before(&double);
    double.key("w1", "admin", json!({}));
    let watching = watch_double(&home, &double, &front);
    let mut stream = front.watched();
    assert_eq!(watching.next(), "event,name");
    assert!(stream.asked.contains("search=w") && stream.asked.contains("user_id=*"), "{}", stream.asked);
    assert_eq!(watching.next(), "snapshot,w1");
    // What was there before, as if it were new; and two of which only one is told, the second one first deleted.
    let told = double.told();
    told.iter().for_each(|key| stream.says(&event(1, key)));
    double.key("w2", "admin", json!({}));
    double.key("w3", "admin", json!({}));
    let w3 = double.told().pop().expect("a key");
    stream.says(&event(3, &w3));
    stream.says("");
    stream.says(&event(1, &w3));
    let mut created = [watching.next(), watching.next()];
    created.sort();
    assert_eq!(created, ["created,w2", "created,w3"]);
    home.on(&double, "tokens revoke w2 --yes -q").run().exits(0);
    // An old state, and of another key: news all the same.
    stream.says(&event(2, &w3));
    assert_eq!(watching.next(), "deleted,w2");
    let run = watching.interrupted(Signal::INT).exits(130);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn a_connection_that_is_lost_is_made_again_and_what_was_missed_is_told() {
    let (home, double) = (Home::new(), Double::gpustack());
    let front = Front::before(&double);
    double.key("w1", "admin", json!({}));
    let watching = watch_double(&home, &double, &front);
    assert_eq!((watching.next(), watching.next()), ("event,name".into(), "snapshot,w1".into()));
    let mut unreadable = "x".repeat(10 << 20);
    unreadable.push('\n');
    for (number, broken) in ["", "<html>", "{\"detail\":\"gone\"}", &unreadable].into_iter().enumerate() {
        let mut stream = front.watched();
        // Only now it is lost: what was listed before was of this connection.
        double.key(&format!("w-new-{number}"), "admin", json!({}));
        stream.says(&event(1, &json!({})));
        assert_eq!(watching.next(), format!("created,w-new-{number}"));
        if broken.is_empty() {
            stream.ends();
        } else {
            stream.says(broken);
        }
        double.key(&format!("w-missed-{number}"), "admin", json!({}));
        let lost = watching.says();
        assert!(lost.starts_with("warning: no usable answer from the gateway at http://[ADDRESS]:"), "{lost}");
        assert!(lost.contains("; trying again in "), "{lost}");
        assert_eq!(watching.next(), format!("created,w-missed-{number}"));
        assert_eq!(watching.says(), "note: watching again; what was missed is told");
    }
}

#[test]
fn a_credential_that_stops_working_ends_the_watch_although_the_server_goes_on() {
    let (home, double) = (Home::new(), Double::gpustack());
    let front = Front::before(&double);
    double.key("w1", "admin", json!({}));
    let watching = watch_double(&home, &double, &front);
    let mut stream = front.watched();
    assert_eq!((watching.next(), watching.next()), ("event,name".into(), "snapshot,w1".into()));
    home.on(&double, "tokens revoke id:2 --yes -q").run().exits(0);
    stream.says(&event(3, &json!({})));
    let run = watching.ends().exits(3).prints("");
    assert_snapshot!(run.told(), @"
    exit: 3
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] rejected the credential (401)
    cause: Invalid authentication credentials
    hint: check the token in GATEKEY_TOKEN: it may have expired, been revoked, or be of another gateway
    ");
}

#[test]
fn a_gateway_that_was_never_reached_is_not_waited_for() {
    let home = Home::new();
    let watch = ["--url", "http://127.0.0.1:9", "--kind", "gpustack", "--retries", "0", "tokens", "watch"];
    home.gatekey(watch).env("GATEKEY_TOKEN", "gpustack_of_the_test").run().exits(7).prints("");
}

#[test]
fn a_history_tells_who_did_what_to_a_token() {
    let home = Home::new();
    let key = home.local("tokens create robot --scope management -q").exits(0).line();
    home.local("tokens create ci --scope inference --expires-in 30d -q").exits(0);
    let update =
        ["tokens", "update", "ci", "--model", "gpt-4o", "--description", "for CI", "--yes", "-q", "-o", "name"];
    home.local_words(update).env("GATEKEY_TOKEN", &key).run().exits(0);
    let run = home.local("tokens show ci --history").exits(0);
    let (_, history) = run.stdout.split_once("\n\n").expect("the token, then its history");
    let times = regex::Regex::new(r"(?m)^(now|\d+s ago) +").expect("a pattern");
    assert_snapshot!(redact(&times.replace_all(history, "now  ")), @r#"
    AT   ACTION        BY                               CHANGES
    now  token.create  tester                           -
    now  token.update  tester with id:[ID]  description: - -> for CI, models: ["*"] -> ["gpt-4o"]
    "#);
    let told = home.local("tokens show ci --history -o json").exits(0).json();
    assert_eq!((told["name"].as_str(), told["history"].as_array().map(Vec::len)), (Some("ci"), Some(2)));
    assert_eq!(told["history"][1]["changes"]["models"], json!([["*"], ["gpt-4o"]]));
    assert_eq!(told["history"][1]["actor"]["name"], "tester");
    for format in ["csv", "name"] {
        home.local(&format!("tokens show ci --history -o {format}")).exits(2).prints("");
    }
}

#[test]
fn where_nothing_is_remembered_a_history_is_refused_before_anything_is_asked() {
    let (home, double) = (Home::new(), Double::gpustack());
    assert_snapshot!(home.on(&double, "tokens show ci --history").run().told(), @"
    exit: 8
    ----- stdout
    ----- stderr
    error: GPUStack cannot do `tokens show` with its history
    hint: GPUStack remembers no changes: `gatekey tokens watch` tells those to come
    ");
    assert!(double.calls().is_empty());
}
