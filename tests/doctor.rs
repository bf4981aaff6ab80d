//! `doctor`: the set-up on one screen, with no network and no configuration too.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
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
    note: keyring: no keyring can be reached: no D-Bus answers in this session; set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
    note: gateway: no gateway is named and there is no default profile; run `gatekey login URL` to add one, or try the embedded gateway with `--profile local`
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
    note: keyring: no keyring can be reached: no D-Bus answers in this session; set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
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
    note: keyring: no keyring can be reached: no D-Bus answers in this session; set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
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

#[test]
fn an_empty_data_folder_that_others_can_enter_and_a_file_in_its_place_are_failures() {
    let home = Home::new();
    std::fs::create_dir(home.path("data")).expect("a folder");
    std::fs::set_permissions(home.path("data"), PermissionsExt::from_mode(0o755)).expect("a folder");
    let run = doctor(&home, "--profile local -o json").run().exits(12);
    assert_eq!(check(&run, "data")["status"], "fail");
    assert!(check(&run, "data")["hint"].as_str().is_some_and(|hint| hint.contains("chmod 700")), "{}", run.told());
    std::fs::remove_dir(home.path("data")).expect("an empty folder");
    std::fs::write(home.path("data"), "").expect("a file");
    let run = doctor(&home, "-o json").run().exits(12);
    assert_eq!(check(&run, "data")["status"], "fail", "{}", run.told());
}

#[test]
fn a_key_that_the_embedded_gateway_does_not_know_is_a_failure_on_a_new_machine_too() {
    let home = Home::new();
    let run = doctor(&home, "--profile local -o json").env("GATEKEY_TOKEN", "gk_bad").run().exits(12);
    assert_eq!(check(&run, "credential")["status"], "fail");
    assert!(home.files().is_empty());
}

#[test]
fn looking_changes_nothing_not_even_when_a_key_was_last_used() {
    let home = Home::new();
    let key = home.local("tokens create ci").exits(0).line();
    let before = home.files();
    let run = doctor(&home, "--profile local -o json").env("GATEKEY_TOKEN", &key).run().exits(0);
    let detail = check(&run, "credential")["detail"].as_str().expect("text").to_owned();
    assert!(detail.starts_with("accepted (tester, administrator), from GATEKEY_TOKEN, until "), "{detail}");
    doctor(&home, "--profile local").run().exits(0);
    // Readers note in the index of the database's log where they are, and nothing else anywhere.
    let is_index = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "db-shm");
    let changed = |file: &(PathBuf, Vec<u8>)| !is_index(&file.0) && !before.contains(file);
    let changed: Vec<_> = home.files().into_iter().filter(changed).map(|(path, _)| path).collect();
    assert!(changed.is_empty(), "{changed:?} changed");
}

#[test]
fn a_proxy_that_cannot_be_used_is_a_failure_only_where_it_is_needed() {
    let home = Home::new();
    for proxy in ["http://ada:12/hunter2@proxy", "ftp://proxy"] {
        let local = doctor(&home, "--profile local -o json").env("HTTPS_PROXY", proxy).run().exits(0);
        assert_eq!(
            (&check(&local, "proxy")["status"], &check(&local, "tls")["status"]),
            (&"warn".into(), &"ok".into())
        );
        let url = "--url https://127.0.0.1:9 -o json";
        let remote = doctor(&home, url).env("HTTPS_PROXY", proxy).run().exits(12);
        assert_eq!(
            (&check(&remote, "proxy")["status"], &check(&remote, "tls")["status"]),
            (&"fail".into(), &"ok".into())
        );
        assert!(check(&remote, "proxy")["hint"].as_str().is_some_and(|hint| hint.contains("HTTPS_PROXY")));
        assert!(!remote.stdout.contains("hunter2"), "{}", remote.told());
    }
    let direct = doctor(&home, "-o json").env("HTTPS_PROXY", "http://proxy").env("NO_PROXY", "ada:hunter2@x").run();
    assert!(!direct.exits(0).stdout.contains("hunter2"));
}

#[test]
fn what_is_wrong_is_told_whole_below_a_table_that_cuts_it() {
    let home = Home::new();
    let line = r#"DBUS_SESSION_BUS_ADDRESS=disabled: "$G" --profile a\ b/c doctor 2>&1"#;
    let screen = crate::support::terminal::Terminal::run(&home, 80, line).ends();
    assert!(screen.contains("there is no profile \"a b/c\"; "), "{screen}");
    assert!(screen.contains("`gatekey login URL --profile 'a b/c'`"), "{screen}");
    assert!(screen.contains("no keyring can be reached: no D-Bus answers in this session; "), "{screen}");
}

#[test]
fn a_store_fails_the_run_only_where_the_chosen_profile_needs_it() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    std::fs::remove_file(home.path("data/credentials.json")).expect("a file");
    for (words, exit, status) in [("", 12, "fail"), ("--profile lab", 12, "fail"), ("--profile local", 0, "warn")] {
        let run = doctor(&home, &format!("{words} -o json")).run().exits(exit);
        let found = check(&run, "credentials");
        assert_eq!(found["status"], status, "{words}");
        assert!(found["detail"].as_str().is_some_and(|detail| detail.contains("the profile lab")), "{found}");
        assert!(found["hint"].as_str().is_some_and(|hint| hint.contains("gatekey login --profile lab")), "{found}");
    }
}

#[test]
fn a_configuration_that_others_can_change_is_a_warning() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    for (path, mode) in [("config", 0o777), ("config/config.toml", 0o666)] {
        std::fs::set_permissions(home.path("config"), PermissionsExt::from_mode(0o700)).expect("a folder");
        std::fs::set_permissions(home.path(path), PermissionsExt::from_mode(mode)).expect("it is there");
        let run = doctor(&home, "-o json").run().exits(0);
        assert_eq!(check(&run, "config")["status"], "warn", "{path}");
        assert!(check(&run, "config")["hint"].as_str().is_some_and(|hint| hint.contains("chmod go-w")));
    }
}
