//! Coder's keys and passwords: in no trace, refusal or file, and not sent to find out whose they are.

use crate::support::double::Echo;
use crate::support::double::coder::{CoderDouble, OWNER, PASSWORD, refusal};
use crate::support::{Home, Run};

/// Runs `gatekey ARGS` with this key from the environment.
fn run_with(double: &CoderDouble, key: &str, line: &str) -> Run {
    let url = double.url();
    let words = ["--url", &url, "--kind", "coder"].into_iter().chain(line.split_whitespace());
    Home::new().gatekey(words).env("GATEKEY_TOKEN", key).run()
}

#[test]
fn no_secret_comes_out_of_traces_refusals_and_files() {
    let double = CoderDouble::new();
    let home = Home::new();
    let login = ["login", &double.url(), "--username", OWNER, "--password-stdin", "--store", "file", "-vv"];
    let told = home.gatekey(login).stdin(PASSWORD).run().exits(0);
    // What was minted on the way is in no trace, and the password in no file.
    let secrets = double.secrets();
    assert!(!secrets.is_empty());
    for text in [&told.stdout, &told.stderr] {
        assert!(!text.contains("s3ntinel") && secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
    assert!(
        told.stderr.contains("POST /api/v2/users/login") || told.stderr.contains("/users/login"),
        "{}",
        told.stderr
    );
    assert!(home.files().iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("s3ntinel")));

    let made = home.run("tokens create ci -vv").exits(0);
    let secret = made.line();
    assert!(!made.stderr.contains(secret.split('-').nth(1).unwrap()), "{}", made.stderr);
    let own = double.owner_key();
    for (status, path) in [(400, "/api/v2/users/me/keys/tokens"), (500, "/api/v2/users/me/keys/tokens")] {
        let echo = format!("you sent {own} and {secret}");
        double.answers_once("POST", path, refusal(status, "Failed to create API key.", Some(&echo)));
        let refused = run_with(&double, &own, "tokens create again -vv");
        assert_ne!(refused.exit, 0);
        for key in [&own, &secret] {
            assert!(!refused.stderr.contains(key.split('-').nth(1).unwrap()), "{}", refused.stderr);
        }
    }
}

#[test]
fn no_secret_comes_out_of_a_server_that_repeats_what_it_is_sent() {
    const CALLS: [&str; 10] = [
        "tokens list",
        "tokens show ci",
        "tokens create new --expires-in 1d",
        "tokens create --session",
        "tokens rotate ci --to exec:/usr/bin/false",
        "tokens revoke ci --yes",
        "users list",
        "users create eve --email eve@example.com --password-stdin",
        "scopes list",
        "status",
    ];
    for echo in Echo::ALL {
        let double = CoderDouble::new();
        let key = double.owner_key();
        let secret = key.split('-').nth(1).unwrap().to_owned();
        double.echoes(echo);
        let url = double.url();
        let judge = |told: Run, what: &str| {
            let all = format!("{}{}", told.stdout, told.stderr);
            assert!(!all.contains(&secret) && !all.contains("s3ntinel"), "{echo:?}: {what}\n{}", told.told());
            assert!(!all.contains("panicked"), "{echo:?}: {what}\n{}", told.told());
        };
        for (format, line) in ["-vv", "-o json"].into_iter().flat_map(|format| CALLS.map(|line| (format, line))) {
            let words = format!("--url {url} --kind coder --retries 0 {format} {line}");
            let told = Home::new().gatekey(words.split_whitespace()).env("GATEKEY_TOKEN", &key).stdin(PASSWORD).run();
            judge(told, line);
        }
        let login =
            ["login", &url, "--kind", "coder", "--username", OWNER, "--password-stdin", "--store", "file", "-vv"];
        judge(Home::new().gatekey(login).stdin(PASSWORD).run(), "login");
    }
}

#[test]
fn a_secret_is_known_by_its_id_and_never_sent() {
    let double = CoderDouble::new();
    let key = double.key("polly", "ci", &["workspace:read"]);
    let words = ["--url", &double.url(), "--kind", "coder", "tokens", "whois", "-", "-o", "json"];
    let found = Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key()).stdin(&key).run().exits(0);
    assert_eq!(found.json()["match"], "exact");
    assert_eq!(found.json()["tokens"][0]["owner"]["name"], "polly");
    let secret = key.split('-').nth(1).unwrap();
    assert!(double.arrived().iter().all(|call| !format!("{call:?}").contains(secret)));
    let words = ["--url", &double.url(), "--kind", "coder", "tokens", "whois", "-"];
    let other = Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key()).stdin("sk-of-somebody-else").run();
    other.exits(5).says("makes no keys of this shape");
    run_with(&double, &double.owner_key(), &format!("tokens show {key}")).exits(2).does_not_say(secret);
}
