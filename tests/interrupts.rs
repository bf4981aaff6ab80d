//! Being asked to end in the middle: at once where nothing is lost, and not while a key is being made.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::time::Duration;

use insta::assert_snapshot;
use rustix::process::Signal;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::Home;
use crate::support::double::{Double, KEYS, PASSWORD, answer};

const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";

#[test]
fn an_interrupt_ends_a_call_that_hangs() {
    let double = Double::silent();
    double.answers("GET", KEYS, ResponseTemplate::new(200).set_delay(Duration::from_secs(60)));
    let home = Home::new();
    let child = home
        .gatekey(["-v", "--url", &double.url(), "--kind", "gpustack", "tokens", "list"])
        .env("GATEKEY_TOKEN", KEY)
        .spawn();
    assert_snapshot!(interrupted(child, "> GET ", 1), @"
    exit: Some(130)
    ----- stdout
    ----- stderr
    error: interrupted
    ");
}

#[test]
fn who_interrupts_a_change_is_told_where_to_look_for_it() {
    let double = Double::silent();
    double.answers("GET", "/v2/users/5", ResponseTemplate::new(200).set_delay(Duration::from_secs(60)));
    let home = Home::new();
    let line = ["-v", "--url", &double.url(), "--kind", "gpustack", "users", "delete", "id:5", "--yes"];
    let told = interrupted(home.gatekey(line).env("GATEKEY_TOKEN", KEY).spawn(), "> GET ", 1);
    assert!(
        told.contains("hint: if a change was sent already, it may have been made: `gatekey users list` shows"),
        "{told}"
    );
}

/// `tokens create ci` on a server that takes this long to answer, with its trace on stderr.
fn create_slowly(takes: Duration) -> (Double, Home, Child) {
    let double = Double::silent();
    let made = json!({"id": 7, "name": "ci", "user_name": "admin", "value": KEY, "masked_value": "gpustack_0123***",
        "scope": ["*"], "is_custom": false, "allowed_model_names": null, "description": null,
        "owner_principal_id": null, "expires_at": null,
        "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z"});
    double.answers("POST", KEYS, answer(200, made).set_delay(takes));
    let home = Home::new();
    let url = double.url();
    let child = home
        .gatekey(["-v", "--url", &url, "--kind", "gpustack", "tokens", "create", "ci"])
        .env("GATEKEY_TOKEN", "gpustack_of_the_caller")
        .spawn();
    (double, home, child)
}

#[test]
fn an_interrupted_create_is_seen_through_so_that_no_key_is_lost() {
    let (_double, _home, child) = create_slowly(Duration::from_millis(700));
    let told = interrupted(child, "> POST ", 1);
    assert!(told.contains(&format!("exit: Some(0)\n----- stdout\n{KEY}\n")), "{told}");
    assert!(told.contains("note: a key is being made: seeing that through first"), "{told}");
}

#[test]
fn a_cancelled_job_and_a_closed_terminal_lose_no_key_either() {
    for signal in [Signal::TERM, Signal::HUP] {
        let (_double, _home, child) = create_slowly(Duration::from_millis(700));
        let told = ended_by(signal, child, "> POST ", 1);
        assert!(told.contains(&format!("exit: Some(0)\n----- stdout\n{KEY}\n")), "{signal:?}: {told}");
    }
}

#[test]
fn an_interrupted_login_keeps_its_key_and_forgets_none() {
    let (home, double) = (Home::new(), Double::gpustack());
    // The key is made; trying it takes a while.
    double.answers_once("GET", "/v2/users/me", answer(200, admin()));
    double.answers_once("GET", "/v2/users/me", answer(200, admin()).set_delay(Duration::from_millis(700)));
    let url = double.url();
    let line = ["-v", "login", &url, "--username", "admin", "--password-stdin", "--store", "file", "--profile", "lab"];
    let child = home.gatekey(line).stdin(PASSWORD).spawn();
    let told = interrupted(child, "> POST ", 1);
    assert!(told.contains("exit: Some(0)"), "{told}");
    assert_eq!(double.names().len(), 1, "the one key there is");
    assert!(home.read("data/credentials.json").contains(&double.secrets()[0]), "is the one that was stored");
}

/// The administrator as GPUStack tells them.
fn admin() -> serde_json::Value {
    json!({"id": 3, "username": "admin", "is_admin": true, "is_active": true, "full_name": null, "source": "Local",
        "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z"})
}

#[test]
fn a_token_file_that_is_a_pipe_nobody_fills_can_be_interrupted() {
    let home = Home::new();
    let pipe = home.path("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
    let mut child =
        home.gatekey(["--profile", "local", "status"]).env("GATEKEY_TOKEN_FILE", pipe.to_str().expect("text")).spawn();
    // Opening it for writing waits until gatekey reads: from then on it waits for a token that never comes.
    let _writer = std::fs::OpenOptions::new().write(true).open(&pipe).expect("gatekey reads it");
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, Signal::INT).expect("it runs");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}

#[test]
fn who_interrupts_a_create_twice_is_told_what_may_be_left_behind() {
    let (_double, _home, child) = create_slowly(Duration::from_secs(60));
    assert_snapshot!(interrupted(child, "> POST ", 2), @r#"
    exit: Some(130)
    ----- stdout
    ----- stderr
    note: a key is being made: seeing that through first; interrupt again to stop all the same
    error: interrupted
    cause: the token "ci" was asked for and may exist; its secret is lost
    hint: look for that key on the gateway, and revoke it
    "#);
}

/// Waits for this line of the trace, interrupts so many times, and tells the rest.
fn interrupted(child: Child, once: &str, times: usize) -> String {
    ended_by(Signal::INT, child, once, times)
}

/// As [`interrupted`], with any of the signals that ask a program to end.
fn ended_by(signal: Signal, mut child: Child, once: &str, times: usize) -> String {
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    while !line.starts_with(once) {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).expect("the trace"), 0, "it ended without \"{once}\"");
    }
    let mut told = String::new();
    for more in (0..times).rev() {
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, signal).expect("it runs");
        if more > 0 {
            // Two at once would be one: the next goes out when the first was heard.
            stderr.read_line(&mut told).expect("the note");
        }
    }
    stderr.read_to_string(&mut told).expect("the rest");
    let mut stdout = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut stdout).expect("text");
    let status = child.wait().expect("it ends");
    format!("exit: {:?}\n----- stdout\n{stdout}----- stderr\n{told}", status.code())
}
