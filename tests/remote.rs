//! The embedded gateway over HTTP, as the command line reaches it: logging in and out, keys, users, and what goes wrong.
//! Against a `gatekey serve` of the same home.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::served::Served;
use crate::support::{Home, Invocation, Run};

const PASSWORD: &str = "correct horse s3ntinel battery";
const CUSTOM: &str = "a-custom-key+of/more%than_32=characters";

/// `gatekey --url SERVER --kind local ARGS` with this key, not yet run.
fn on(home: &Home, served: &Served, key: &str, line: &str) -> Invocation {
    let url = url(served);
    home.gatekey(["--url", &url, "--kind", "local"].into_iter().chain(line.split_whitespace()))
        .env("GATEKEY_TOKEN", key)
}

fn url(served: &Served) -> String {
    format!("http://{}", served.address())
}

/// `gatekey login SERVER --profile lab`, with a key from stdin into a file.
fn login(home: &Home, served: &Served, key: &str) -> Run {
    let line = format!("login {} --profile lab --token-stdin --store file", url(served));
    home.gatekey(line.split_whitespace()).stdin(key).run()
}

/// The same with the password of `carol`, who is an administrator.
fn login_by_password(home: &Home, served: &Served) -> Invocation {
    let line = format!("login {} --profile lab --username carol --password-stdin --store file", url(served));
    home.gatekey(line.split_whitespace()).stdin(PASSWORD)
}

fn make_carol(home: &Home) {
    let create = ["users", "create", "carol", "--role", "administrator", "--password-stdin"];
    home.local_words(create).stdin(PASSWORD).run().exits(0);
}

/// The names of gatekey's own keys that are alive.
fn own_keys(home: &Home) -> Vec<Value> {
    let told = home.local("tokens list --search gatekey- -o json").exits(0).json();
    told.as_array().expect("a list").iter().map(|token| token["name"].clone()).collect()
}

#[test]
fn a_key_from_stdin_logs_in_and_logging_out_leaves_it_alone() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    assert_snapshot!(login(&home, &served, &key).told(), @r#"
    exit: 0
    ----- stdout
    profile:    lab
    kind:       local
    url:        http://[ADDRESS]
    version:    0.1.0
    edition:    -
    user:       root
    role:       administrator
    credential: file
    expires:    -
    ----- stderr
    Logged in to http://[ADDRESS] as root: profile "lab"
    "lab" is now the default profile
    "#);
    let status = home.run("status -o json").exits(0).json();
    assert_eq!((&status["kind"], &status["identity"]["name"]), (&json!("local"), &json!("root")));
    let made = home.run("tokens create ci --scope inference --expires-in 30d").exits(0);
    assert_eq!(home.run("tokens list --search ci -o name").exits(0).stdout, "ci\n");
    let token = home.run("tokens show ci -o json").exits(0).json();
    assert_eq!(token["gateway"], json!({"profile": "lab", "kind": "local", "url": url(&served)}));
    home.run("tokens revoke ci --yes").exits(0);
    home.run("logout").exits(0);
    home.run("status").exits(3);
    let (_, log) = served.stop();
    assert!(!log.contains(&key) && !log.contains(&made.line()), "{log}");
    assert_eq!(home.local("tokens list --sort name -o name").exits(0).stdout, "root\n");
}

#[test]
fn a_password_is_exchanged_for_a_key_that_goes_with_the_login() {
    let home = Home::new();
    let served = home.serve();
    make_carol(&home);
    assert_snapshot!(login_by_password(&home, &served).run().told(), @r#"
    exit: 0
    ----- stdout
    profile:    lab
    kind:       local
    url:        http://[ADDRESS]
    version:    0.1.0
    edition:    -
    user:       carol
    role:       administrator
    credential: [OWN KEY] (file)
    expires:    in 90d ([TIME])
    ----- stderr
    Logged in to http://[ADDRESS] as carol: profile "lab"
    Made the key [OWN KEY] (id:[ID]), scope management, expires [TIME]
    "lab" is now the default profile
    "#);
    let first = own_keys(&home);
    assert_eq!(first.len(), 1);
    home.run("tokens list").exits(0);
    // Logging in again makes a new key and lets the old one go.
    login_by_password(&home, &served).run().exits(0);
    let second = own_keys(&home);
    assert!(second.len() == 1 && second != first, "{first:?} {second:?}");
    home.run("logout").exits(0);
    assert!(own_keys(&home).is_empty());
    let (_, log) = served.stop();
    assert!(!log.contains("s3ntinel"), "{log}");
    let stored = home.files().into_iter().any(|(_, bytes)| String::from_utf8_lossy(&bytes).contains("s3ntinel"));
    assert!(!stored);
}

#[test]
fn a_wrong_password_or_key_is_rejected_and_nothing_is_stored() {
    let home = Home::new();
    let served = home.serve();
    make_carol(&home);
    login_by_password(&home, &served).stdin("wrong horse battery").run().exits(3).says("check the user name");
    let unknown = "gk_0123456789abcdef_0123456789abcdef0123456789abcdef";
    login(&home, &served, unknown).exits(3).says("check that the key is complete").does_not_say(unknown);
    assert!(!home.path("config/config.toml").exists());
}

#[test]
fn a_logout_without_the_server_names_the_key_that_is_alive() {
    let home = Home::new();
    let served = home.serve();
    make_carol(&home);
    login_by_password(&home, &served).run().exits(0);
    served.stop();
    home.run("status").exits(7).says("the connection was refused");
    home.run("logout --retries 0").exits(11).says("is still alive");
    assert_eq!(own_keys(&home).len(), 1);
}

#[test]
fn the_kind_is_told_without_a_credential() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let list = home.gatekey(["--url", &url(&served), "tokens", "list", "-o", "name"]).env("GATEKEY_TOKEN", &key);
    list.run().exits(0).prints("root\n");
    let (_, log) = served.stop();
    assert!(log.contains("/healthz"), "{log}");
}

/// Lines that are refused, and their exit codes.
const REFUSED: [(&str, i32); 19] = [
    ("tokens show id:0123456789abcdef", 5),
    ("tokens show id:nonsense", 5),
    ("tokens show nobody", 5),
    ("tokens create ci", 6),
    ("tokens create ci --dry-run", 6),
    ("tokens create x --scope infrence", 2),
    ("tokens create x --scope inference --expires-in 11y", 2),
    ("tokens create x --rpm 5", 8),
    ("tokens create x --owner nobody", 5),
    ("tokens create x --owner bot --expires-in never", 2),
    ("tokens update other --name ci", 6),
    ("tokens update other --owner bot", 8),
    ("tokens update other --remove-scope token:read --yes", 2),
    ("tokens list --owner nobody", 5),
    ("users create bot", 6),
    ("users create x --role adminstrator", 2),
    ("users create me", 2),
    ("users show nobody", 5),
    ("users update bot --email nonsense", 2),
];

#[test]
fn what_is_refused_ends_as_in_process_and_in_the_same_words() {
    let home = Home::new();
    let served = home.serve();
    let key = home.local("tokens create key").exits(0).line();
    for line in ["tokens create ci", "tokens create other", "users create bot --role service-account"] {
        home.local(line).exits(0);
    }
    for (line, exit) in REFUSED {
        let here = home.local(line).exits(exit);
        let there = on(&home, &served, &key, line).run().exits(exit);
        let words = |run: &Run| run.stderr.replace("\"local\"", "IT").replace(&url(&served), "IT");
        assert_eq!(words(&here), words(&there), "{line}");
        assert_eq!(here.stdout, there.stdout, "{line}");
    }
}

#[test]
fn hints_that_help_in_this_process_only_do_not_cross_a_socket() {
    let home = Home::new();
    let served = home.serve();
    let small = home.local("tokens create small --scope token:read --scope user:update").exits(0).line();
    login(&home, &served, &small).exits(0);
    home.run("tokens create x").exits(4).says("lacks the scope `token:create`").does_not_say("unset");
    let password = ["users", "update", "me", "--password-stdin", "--yes"];
    home.gatekey(password).stdin(PASSWORD).run().exits(4).does_not_say("unset");
    home.local("tokens revoke small --yes").exits(0);
    let rejected = home.run("tokens list").exits(3).does_not_say("unset");
    rejected.says("gateway \"lab\" rejected the credential (401)").says("run `gatekey login --profile lab`");
}

#[test]
fn users_are_administered_and_a_dry_run_changes_nothing() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let run = |line: &str| on(&home, &served, &key, line).run();
    run("users create bot --role service-account --dry-run").exits(0);
    run("users show bot").exits(5);
    run("users create bot --role service-account").exits(0);
    run("users update bot --full-name Bot --email bot@example.com").exits(0);
    run("users update bot --clear email").exits(0);
    let told = run("users show bot -o json").exits(0).json();
    assert_eq!(
        (&told["full_name"], &told["email"], &told["role"]),
        (&json!("Bot"), &Value::Null, &json!("service-account"))
    );
    let bots = run("tokens create build --owner bot --scope token:read").exits(0).line();
    assert_eq!(on(&home, &served, &bots, "users show me").run().exits(4).stdout, "");
    on(&home, &served, &bots, "tokens list -o name").run().exits(0).prints("build\n");
    run("users deactivate bot --dry-run").exits(0);
    run("users deactivate bot --yes").exits(0);
    on(&home, &served, &bots, "tokens list").run().exits(3);
    run("users activate bot").exits(0);
    run("users delete bot --dry-run").exits(0);
    run("users delete bot --yes").exits(0).says("with them 1 key");
    run("users show bot").exits(5);
    run("users update me --role member --yes").exits(6).says("last active administrator");
}

#[test]
fn whose_secret_it_is_is_told_without_sending_it() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let made = on(&home, &served, &key, "tokens create ci").run().exits(0).line();
    on(&home, &served, &key, "tokens create own --custom -").stdin(CUSTOM).run().exits(0);
    let whois = |secret: &str| on(&home, &served, &key, "tokens whois -o json").stdin(secret).run();
    let exact = whois(&made).exits(0).json();
    assert_eq!((&exact["match"], &exact["tokens"][0]["name"]), (&json!("exact"), &json!("ci")));
    let candidates = whois(CUSTOM).exits(0).json();
    assert_eq!((&candidates["match"], &candidates["tokens"][0]["name"]), (&json!("candidates"), &json!("own")));
    whois("gk_0123456789abcdef_0123456789abcdef0123456789abcdef").exits(5).says("no token has this secret");
    let (_, log) = served.stop();
    let secret_part = made.rsplit('_').next().expect("the last part").to_owned();
    for secret in [key.as_str(), CUSTOM, &secret_part] {
        assert!(!log.contains(secret), "{log}");
    }
}
