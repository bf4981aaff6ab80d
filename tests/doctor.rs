//! `doctor`: the set-up on one screen, with no network and no configuration too.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::double::Double;
use crate::support::{Home, Invocation, Run};

/// Without a keyring, whatever machine this is.
fn doctor(home: &Home, words: &str) -> Invocation {
    home.gatekey(words.split_whitespace().chain(["doctor"])).env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
}

/// The finding of this name.
#[track_caller]
fn check(run: &Run, name: &str) -> Value {
    let told = run.json();
    let checks = told["checks"].as_array().expect("a list");
    checks.iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("no {name}: {told}")).clone()
}

#[test]
fn on_a_new_machine_nothing_fails_and_nothing_is_made() {
    let home = Home::new();
    assert_snapshot!(doctor(&home, "").run().told(), @r#"
    exit: 0
    ----- stdout
    CHECK        STATUS  DETAIL
    config       ok      [HOME]/config/config.toml: not there yet
    keyring      warn    no keyring can be reached: no D-Bus answers in this session
    credentials  ok      none are kept in a file
    data         ok      [HOME]/data: the embedded gateway was not used yet
    tls          ok      authorities to trust were found
    proxy        ok      none
    gateway      warn    no gateway is named and there is no default profile
    clock        ok      nothing to compare it with
    ----- stderr
    note: keyring: set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
    note: gateway: run `gatekey login URL` to add one, or try the embedded gateway with `--profile local`
    "#);
    assert!(home.files().is_empty());
    doctor(&home, "--profile local -o json").run().exits(0);
    assert!(home.files().is_empty());
}

#[test]
fn the_embedded_gateway_is_looked_at() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    assert_snapshot!(doctor(&home, "--profile local").run().told(), @r#"
    exit: 0
    ----- stdout
    CHECK        STATUS  DETAIL
    config       ok      [HOME]/config/config.toml: not there yet
    keyring      warn    no keyring can be reached: no D-Bus answers in this session
    credentials  ok      none are kept in a file
    data         ok      [HOME]/data: only you can read it, and the database opens
    tls          ok      authorities to trust were found
    proxy        ok      none
    gateway      ok      the embedded gateway, in this process
    clock        ok      nothing to compare it with
    credential   ok      accepted (tester, administrator), from os-user
    ----- stderr
    note: keyring: set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
    "#);
    std::fs::set_permissions(home.path("data/gatekey.db"), PermissionsExt::from_mode(0o644)).expect("a file");
    let open = doctor(&home, "--profile local -o json").run().exits(12);
    assert_eq!(check(&open, "data")["status"], "fail");
    assert!(check(&open, "data")["hint"].as_str().is_some_and(|hint| hint.contains("chmod")), "{}", open.told());
}

#[test]
fn a_gateway_that_answers_is_told_with_its_version_and_the_credential() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    assert_snapshot!(doctor(&home, "").run().told(), @r#"
    exit: 0
    ----- stdout
    CHECK        STATUS  DETAIL
    config       ok      [HOME]/config/config.toml: version 1, 1 profile, the default is lab
    keyring      warn    no keyring can be reached: no D-Bus answers in this session
    credentials  ok      [HOME]/data/credentials.json: only you can read it
    data         ok      [HOME]/data: the embedded gateway was not used yet
    tls          ok      authorities to trust were found
    proxy        ok      none
    gateway      ok      http://[ADDRESS] is GPUStack v2.3.0
    clock        ok      as the gateway's
    credential   ok      accepted (admin, administrator), from file, until [TIME]
    ----- stderr
    note: keyring: set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
    "#);
}

#[test]
fn a_credential_that_is_rejected_is_a_failure() {
    let (home, double) = (Home::new(), Double::gpustack());
    let run = doctor(&home, &format!("-o json --url {}", double.url())).env("GATEKEY_TOKEN", "none of theirs").run();
    let run = run.exits(12);
    assert_eq!(check(&run, "gateway")["status"], "ok");
    assert_eq!(check(&run, "credential")["status"], "fail");
    assert_eq!(run.stderr, "");
    let without = doctor(&home, &format!("-o json --url {}", double.url())).run().exits(12);
    assert!(check(&without, "credential")["hint"].as_str().is_some_and(|hint| hint.contains("GATEKEY_TOKEN")));
}

#[test]
fn a_gateway_that_is_not_there_is_a_failure() {
    assert_snapshot!(doctor(&Home::new(), "--url http://127.0.0.1:9 -o csv --columns check,status,detail").run().told(), @r#"
    exit: 12
    ----- stdout
    check,status,detail
    config,ok,[HOME]/config/config.toml: not there yet
    keyring,warn,no keyring can be reached: no D-Bus answers in this session
    credentials,ok,none are kept in a file
    data,ok,[HOME]/data: the embedded gateway was not used yet
    tls,ok,authorities to trust were found
    proxy,ok,none
    gateway,fail,no usable answer from the gateway at http://[ADDRESS]: the connection was refused: Connection refused (os error 111)
    clock,ok,nothing to compare it with
    ----- stderr
    "#);
}

#[test]
fn a_gateway_that_never_answers_is_given_up() {
    let (home, double) = (Home::new(), Double::silent());
    let begun = Instant::now();
    let run = doctor(&home, &format!("-o json --timeout 1s --retries 9 --url {}", double.url())).run().exits(12);
    assert_eq!(check(&run, "gateway")["status"], "fail");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn a_broken_config_is_a_failure_and_hides_nothing_else() {
    let home = Home::new();
    home.write("config/config.toml", "version = [");
    let run = doctor(&home, "-o json").run().exits(12);
    assert_eq!(check(&run, "config")["status"], "fail");
    assert_eq!(check(&run, "proxy")["status"], "ok");
}

#[test]
fn an_unknown_profile_is_a_failure() {
    let run = doctor(&Home::new(), "-o json --profile nowhere").run().exits(12);
    assert_eq!(check(&run, "gateway")["status"], "fail");
}

#[test]
fn a_credentials_file_that_others_can_read_is_a_failure_where_it_is_in_use() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    std::fs::set_permissions(home.path("data/credentials.json"), PermissionsExt::from_mode(0o644)).expect("a file");
    let run = doctor(&home, "-o json").run().exits(12);
    assert_eq!(check(&run, "credentials")["status"], "fail");
}

#[test]
fn of_a_proxy_the_password_is_not_told() {
    let home = Home::new();
    let run = doctor(&home, "-o json").env("HTTPS_PROXY", "http://ada:hunter2@proxy.example.com:3128").run().exits(0);
    assert_eq!(check(&run, "proxy")["detail"], "http://proxy.example.com:3128 for https addresses");
    assert!(!run.stdout.contains("hunter2"));
}

#[test]
fn without_an_authority_to_trust_there_is_a_warning() {
    let home = Home::new();
    let empty = home.write("empty.pem", "").display().to_string();
    let run = doctor(&home, "-o json").env("SSL_CERT_FILE", &empty).run();
    assert_ne!(check(&run, "tls")["status"], "ok", "{}", run.told());
}
