//! TAB: what a shell is told while somebody types, asked as its script asks it, and by bash itself.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::double::{Double, Echo};
use crate::support::{Home, Invocation};

/// What the script of this shell asks for the last of these words.
fn asked<'a>(home: &Home, shell: &str, words: &'a [&'a str]) -> Invocation {
    let all = ["--", "gatekey"].into_iter().chain(words.iter().copied());
    home.gatekey(all)
        .env("GATEKEY_COMPLETE", shell)
        .env("_CLAP_COMPLETE_INDEX", &words.len().to_string())
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_SPACE", "false")
}

/// The words that bash is told.
fn told(home: &Home, words: &[&str]) -> Vec<String> {
    told_by(asked(home, "bash", words))
}

fn told_by(invocation: Invocation) -> Vec<String> {
    let run = invocation.run().exits(0);
    assert_eq!(run.stderr, "");
    run.stdout.lines().map(str::to_owned).collect()
}

/// A home with tokens and users on the embedded gateway, and a profile whose gateway is the double.
fn at_home(double: &Double) -> Home {
    let home = Home::logged_in(double);
    for name in ["ci", "ci-deploy", "nightly"] {
        home.local(&format!("tokens create {name}")).exits(0);
    }
    for name in ["two words", "$(touch oops)", "-dash", "semi;colon"] {
        home.local_words(["tokens", "create", "--", name]).run().exits(0);
    }
    home.local("users create polly").exits(0);
    home
}

#[test]
fn names_come_from_the_gateway_that_the_line_names() {
    let double = Double::gpustack();
    double.key("on-the-double", "admin", json!({}));
    let home = at_home(&double);
    let local = ["--profile", "local"];
    let on = |words: &[&str]| told(&home, &[&local[..], words].concat());
    assert_eq!(on(&["tokens", "revoke", "c"]), ["ci-deploy", "ci"]);
    assert_eq!(on(&["tokens", "show", "night"]), ["nightly"]);
    assert_eq!(on(&["keys", "update", "ci-"]), ["ci-deploy"]);
    assert_eq!(on(&["users", "delete", "p"]), ["polly"]);
    assert_eq!(on(&["tokens", "list", "--owner", "po"]), ["polly"]);
    assert_eq!(on(&["tokens", "create", "--scope", "inference.c"]), ["inference.chat"]);
    // The profile can stand behind, and the default one is asked where none is named.
    let behind = asked(&home, "bash", &["tokens", "revoke", "night", "--profile", "local"]);
    assert_eq!(told_by(behind.env("_CLAP_COMPLETE_INDEX", "3")), ["nightly"]);
    assert_eq!(told(&home, &["tokens", "show", "--profile=local", "night"]), ["nightly"]);
    assert_eq!(told(&home, &["tokens", "show", "on"]), ["on-the-double"]);
    assert_eq!(told(&home, &["teams", "delete", "a"]), ["acme"]);
    assert_eq!(told(&home, &["tokens", "create", "--team", "a"]), ["acme"]);
    assert_eq!(told(&home, &["teams", "list", "--columns", "name,mem"]), ["name,members"]);
}

#[test]
fn what_a_shell_would_take_for_something_else_is_no_candidate() {
    let home = at_home(&Double::gpustack());
    let all = told(&home, &["--profile", "local", "tokens", "revoke", ""]);
    for name in ["ci", "ci-deploy", "nightly"] {
        assert!(all.contains(&name.to_owned()), "{all:?}");
    }
    assert!(!all.iter().any(|word| word.contains([' ', '$', ';']) || word == "-dash"), "{all:?}");
}

#[test]
fn words_that_gatekey_knows_itself_need_no_gateway() {
    let home = Home::logged_in(&Double::gpustack());
    assert_eq!(told(&home, &["--profile", ""]), ["lab", "local"]);
    assert_eq!(told(&home, &["profiles", "use", "l"]), ["lab", "local"]);
    assert_eq!(told(&home, &["--kind", "l"]), ["litellm", "llama-stack", "local"]);
    assert_eq!(told(&home, &["tokens", "list", "-o", "n"]), ["ndjson", "name"]);
    assert_eq!(told(&home, &["tokens", "list", "--columns", "name,sco"]), ["name,scopes"]);
    assert_eq!(told(&home, &["tokens", "re"]), ["revoke"]);
    assert_eq!(told(&home, &["tokens", "list", "--status", "ex"]), ["expired"]);
    assert_eq!(told(&home, &["tokens", "list", "--sort", "n"]), ["name", "name:desc"]);
    assert_eq!(told(&home, &["login", "--store", ""]), ["keyring", "file"]);
    // The names of commands, and not what else they are called; which still leads on.
    let all = told(&home, &[""]);
    assert!(all.contains(&"tokens".to_owned()) && !all.contains(&"keys".to_owned()), "{all:?}");
    assert!(told(&home, &["tokens", ""]).contains(&"revoke".to_owned()));
    assert_eq!(told(&home, &["keys", "cre"]), ["create"]);
    assert_eq!(told(&home, &["tokens", "revoke", "--pu"]), ["--purge"]);
}

#[test]
fn nothing_is_made_and_nothing_is_said_where_nothing_can_be_found() {
    let home = Home::new();
    assert_eq!(told(&home, &["--profile", "local", "tokens", "revoke", "c"]), [""; 0]);
    for words in [
        &["tokens", "revoke", "c"][..],
        &["--profile", "nowhere", "tokens", "show", "c"],
        &["--url", "http://127.0.0.1:9", "--kind", "gpustack", "users", "show", "c"],
        &["--url", "not an address", "tokens", "show", "c"],
    ] {
        assert_eq!(told_by(asked(&home, "bash", words).env("GATEKEY_TOKEN", "key")), [""; 0], "{words:?}");
    }
    assert!(home.files().iter().all(|(path, _)| !path.ends_with("gatekey.db")));
    home.write("config/config.toml", "broken [");
    assert_eq!(told(&home, &["tokens", "show", "c"]), [""; 0]);
    assert_eq!(asked(&home, "tcsh", &["tokens", ""]).run().stdout, "");
}

#[test]
fn whoever_presses_tab_waits_for_no_gateway() {
    // Takes the call and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let begun = Instant::now();
    let words = ["--url", &url, "--kind", "gpustack", "--timeout", "60s", "tokens", "show", "c"];
    assert_eq!(told_by(asked(&Home::new(), "bash", &words).env("GATEKEY_TOKEN", "key")), [""; 0]);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn no_secret_is_told() {
    let double = Double::gpustack();
    double.key("s3ntinel-is-only-a-name", "admin", json!({"custom": "a-custom-key-of-more-than-32-s3cret"}));
    let home = Home::logged_in(&double);
    let key = double.admin_key();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = asked(&home, shell, &["--profile", "lab", "tokens", "show", ""]).env("GATEKEY_TOKEN", &key).run();
        assert!(run.stdout.contains("s3ntinel-is-only-a-name") && run.stderr.is_empty(), "{shell}: {}", run.told());
        assert!(double.secrets().iter().all(|secret| !run.stdout.contains(secret)), "{shell}: {}", run.told());
    }
    double.echoes(Echo::Refusal(401));
    let run = asked(&home, "bash", &["--profile", "lab", "tokens", "show", "s"]).env("GATEKEY_TOKEN", &key).run();
    run.exits(0).prints("");
}

/// The words in `COMPREPLY` after bash itself has run the function of the script.
fn in_bash(home: &Home, line: &str, words: &str, last: &str) -> Vec<String> {
    let script = home.run("completions bash").exits(0).stdout;
    let typed = format!(
        "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); COMP_TYPE=9; COMP_LINE='{line}'\n\
         _clap_complete_gatekey gatekey '{last}' x; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_gatekey")).parent().expect("a folder").display().to_string();
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", &typed])
        .env_clear()
        .envs([("PATH", format!("{bin}:/usr/bin:/bin")), ("USER", "tester".to_owned())])
        .envs([("HOME", home.path("")), ("GATEKEY_CONFIG_DIR", home.path("config"))])
        .envs([("GATEKEY_DATA_DIR", home.path("data")), ("GATEKEY_CACHE_DIR", home.path("cache"))])
        .output()
        .expect("bash starts");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[test]
fn bash_itself_gets_the_names() {
    let home = at_home(&Double::gpustack());
    let line = "gatekey --profile local tokens revoke c";
    assert_eq!(in_bash(&home, line, line, "c"), ["ci-deploy", "ci"]);
    assert_eq!(in_bash(&home, "gatekey tok", "gatekey tok", "tok"), ["tokens"]);
}
