//! What goes wrong: one run for each exit code, and every way in which a gateway can misbehave, with what is told of it.
//!
//! - `connection.rs`: the way to a gateway; `answers.rs`: what it answers

mod answers;
mod connection;

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::{Double, KEYS, PASSWORD, refusal};
use crate::support::{Home, Run};

const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";

/// `gatekey --url URL --kind gpustack ARGS` with a key that nobody made.
fn at(url: &str, line: &str) -> Run {
    let home = Home::new();
    let words = ["--url", url, "--kind", "gpustack"].into_iter().chain(line.split_whitespace());
    home.gatekey(words).env("GATEKEY_TOKEN", KEY).run()
}

/// `tokens list` on a server that answers like this.
fn list_answered(reply: ResponseTemplate) -> Run {
    let double = Double::silent();
    double.answers("GET", KEYS, reply);
    at(&double.url(), "--retries 0 tokens list")
}

/// `tokens create ci` on a server that answers like this, and how often it was asked to.
fn create_answered(reply: ResponseTemplate) -> (Run, usize) {
    let double = Double::silent();
    double.answers("POST", KEYS, reply);
    let run = at(&double.url(), "tokens create ci");
    (run, double.calls().len())
}

fn body(text: &str, kind: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text, kind)
}

/// A listener that hands every connection to `serve`, for `count` connections.
fn listen(count: usize, serve: fn(TcpStream)) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        for stream in listener.incoming().take(count) {
            serve(stream.expect("a connection"));
        }
    });
    (address.to_string(), thread)
}

/// Reads one request whole: its head, and the body that the head announces.
fn read_request(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    head + &String::from_utf8_lossy(&body)
}

#[test]
fn each_exit_code_has_its_message() {
    let (home, double) = (Home::new(), Double::gpustack());
    // 0: done.
    home.local("tokens list").exits(0);
    // 1: another reason.
    let run = home.on(&double, "tokens update of-the-test --description x");
    double.answers("PUT", "/v2/api-keys/1", refusal(422, "Invalid", "1 validation errors: something"));
    assert_snapshot!(run.run().exits(1).told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] refused the request (422)
    cause: 1 validation errors: something
    hint: change what its own words name; `-vv` shows what was sent and answered
    ");
    // 2: wrong command line.
    assert_snapshot!(home.run("tokens lst").exits(2).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: unrecognized subcommand 'lst'

      tip: some similar subcommands exist: 'ls', 'list'

    Usage: gatekey tokens [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    assert_snapshot!(home.run("tokens list --sort name --sort").exits(2).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: a value is required for '--sort <FIELD[:desc]>' but none was supplied

    For more information, try '--help'.
    ");
    // 3: no credential, or rejected.
    assert_snapshot!(at(&double.url(), "tokens list").exits(3).told(), @"
    exit: 3
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] rejected the credential (401)
    cause: Invalid authentication credentials
    hint: check the token in GATEKEY_TOKEN: it may have expired, been revoked, or be of another gateway
    ");
    // 4: denied.
    let limited = double.key("limited", "admin", json!({"scope": ["inference"]}));
    let run = home.on(&double, "tokens list").env("GATEKEY_TOKEN", &limited).run().exits(4);
    assert_snapshot!(run.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] does not allow this credential to do that (403)
    cause: API key does not have permission to access management features
    hint: managing keys needs a credential that has the scope `management` or `*`
    ");
    // 5: no such thing.
    assert_snapshot!(home.on(&double, "tokens show id:99").run().exits(5).told(), @r"
    exit: 5
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] has no token with the id 99 that this credential sees
    hint: `gatekey tokens list` shows those it sees; keys of an organisation need `--team` there
    ");
    // 6: taken.
    double.key("ci", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens create ci").run().exits(6).told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] has a token named "ci" already
    cause: API key with name 'ci' already exists.
    hint: `gatekey tokens list --search ci` shows it (expired ones keep their names); choose another name or revoke it
    "#);
    // 7: no usable answer.
    assert_snapshot!(at("http://127.0.0.1:1", "--retries 0 tokens list").exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: the connection was refused
    cause: Connection refused (os error 111)
    hint: check that the gateway runs and listens at http://[ADDRESS]
    ");
    // 8: cannot do that.
    assert_snapshot!(home.on(&double, "tokens create ci --rpm 5").run().exits(8).told(), @"
    exit: 8
    ----- stdout
    ----- stderr
    error: GPUStack cannot do `tokens create` with a limit of requests per minute
    hint: GPUStack keys have no limits of use: `--model` limits what it reaches, `--expires-in` how long
    ");
    // 10: part of a bulk operation failed; 11: unknown. 130: below.
    home.on(&double, "tokens revoke ci nobody --yes").run().exits(10);
    let (run, _) = create_answered(ResponseTemplate::new(502));
    assert_snapshot!(run.exits(11).told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] may have made the token "ci", but it answered 502
    hint: `gatekey tokens list --search ci`; if it is there, its secret is lost: `gatekey tokens revoke id:…` and create it again
    "#);
}

#[test]
fn the_same_in_json_has_the_call_that_failed() {
    let double = Double::gpustack();
    let error = at(&double.url(), "tokens list -o json").exits(3).prints("").json_error();
    assert_eq!((&error["code"], &error["exit"]), (&json!("unauthenticated"), &json!(3)));
    assert_eq!((&error["cause"], &error["candidates"]), (&json!("Invalid authentication credentials"), &json!([])));
    assert_eq!((&error["request"]["method"], &error["request"]["status"]), (&json!("GET"), &json!(401)));
    assert!(
        error["request"]["url"].as_str().is_some_and(|url| url.starts_with(&format!("{}/v2/api-keys?", double.url())))
    );
    let with_id = Double::silent();
    with_id.answers("GET", KEYS, refusal(500, "x", "broken").insert_header("x-request-id", "req-7"));
    let error = at(&with_id.url(), "--retries 0 tokens list -o yaml").exits(7).json_error();
    assert_eq!(error["request"]["request_id"], "req-7");
    let usage = Home::new().run("tokens list --nonsense -o json").exits(2).json_error();
    assert_eq!((&usage["code"], &usage["request"]), (&json!("usage"), &Value::Null));
    let env = Home::new().gatekey(["tokens", "list"]).env("GATEKEY_OUTPUT", "json").run().exits(2).json_error();
    assert_eq!(env["message"], "no gateway is named and there is no default profile");
}

#[test]
fn what_cannot_apply_is_refused_and_not_dropped() {
    let home = Home::new();
    home.run("profiles use local").exits(0);
    home.run("--kind litellm tokens list").exits(2).says("--kind goes with --url");
    home.gatekey(["--kind", "litellm", "tokens", "list"])
        .env("GATEKEY_PROFILE", "local")
        .run()
        .exits(2)
        .says("--kind goes with --url");
    home.local("tokens create ci").exits(0);
    let id = home.local("tokens show ci --jq .id").line();
    home.local(&format!("tokens revoke id:{id} --all-generations --yes")).exits(2).says("means one token");
    home.local("tokens list --jq .name --limit none").exits(2).prints("").says("{\"error\":");
}

#[test]
fn a_wait_that_no_clock_can_count_is_a_wait() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    home.local("tokens revoke ci --yes --wait 18446744073709551615s").exits(0);
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_alone() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    let is_database = |path: &std::path::Path| path.extension().is_some_and(|kind| kind == "db");
    let (path, _) = home.files().into_iter().find(|(path, _)| is_database(path)).expect("a database");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    let other = Home::new();
    other.local("tokens list").exits(0);
    // What was not yet moved over from the log would be a database of its own.
    for log in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(other.path(&format!("data/{name}{log}")));
    }
    other.write(&format!("data/{name}"), "this is no database, and was not one before");
    other.local("tokens list").exits(1).prints("").says("hint: ").says(&name);
    assert_eq!(other.read(&format!("data/{name}")), "this is no database, and was not one before");
}

#[test]
fn a_disk_that_takes_nothing_more_is_told_and_loses_nothing() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    home.local_words(["tokens", "create", "more"]).without_room().run().exits(1).prints("").says("gatekey.db");
    assert_eq!(home.local("tokens list -o name").exits(0).stdout, "ci\n");
    let double = Double::gpustack();
    let login = format!("login {} --username admin --password-stdin --store file", double.url());
    let run = home.gatekey(login.split(' ')).stdin(PASSWORD).without_room().run().exits(1);
    run.says("credentials.json cannot be written").says("hint: make room");
    assert!(double.names().is_empty());
}
