//! Which gateway is asked, with which credential: flags, environment, profiles, and the file they are kept in.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::double::Double;
use crate::support::{Home, Invocation};

/// `gatekey ARGS` with a token in the environment.
fn with_token(home: &Home, token: &str, line: &str) -> Invocation {
    home.gatekey(line.split_whitespace()).env("GATEKEY_TOKEN", token)
}

/// Who the gateway says we are, and where the credential came from.
#[track_caller]
fn credential(run: Invocation) -> (Value, Value) {
    let told = run.run().exits(0).json();
    (told["profile"].clone(), told["credential"]["source"].clone())
}

#[test]
fn with_no_gateway_named_there_is_no_silent_default() {
    let home = Home::new();
    assert_snapshot!(home.run("tokens list").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: no gateway is named and there is no default profile
    hint: run `gatekey login URL` to add one, or try the embedded gateway with `--profile local`
    ");
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    home.run("profiles use local").exits(0);
    home.run("profiles remove lab --yes").exits(0);
    home.write(
        "config/config.toml",
        "version = 1\n[profiles.prod]\nurl = \"https://gw.example.com\"\nkind = \"gpustack\"\n",
    );
    assert_snapshot!(home.run("tokens list").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: no gateway is named and there is no default profile
    hint: name one with --profile (prod, local), or set a default with `gatekey profiles use`
    ");
    assert_snapshot!(home.run("--profile other tokens list").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: there is no profile "other"
    hint: the profiles are prod, local; `gatekey login URL --profile other` adds one
    "#);
    assert_snapshot!(home.run("--profile prod tokens list").told(), @r#"
    exit: 3
    ----- stdout
    ----- stderr
    error: there is no credential for profile "prod"
    hint: run `gatekey login --profile prod`, or set GATEKEY_TOKEN and name the profile
    "#);
}

#[test]
fn a_token_from_the_environment_goes_to_a_gateway_that_is_named_and_never_to_the_default() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let key = double.key("mine", "polly", json!({}));
    let named = with_token(&home, &key, "--profile lab status -o json");
    assert_eq!(credential(named), (json!("lab"), json!("GATEKEY_TOKEN")));
    let by_variable = with_token(&home, &key, "status -o json").env("GATEKEY_PROFILE", "lab");
    assert_eq!(credential(by_variable), (json!("lab"), json!("GATEKEY_TOKEN")));
    let by_default = with_token(&home, &key, "status -o json");
    assert_eq!(credential(by_default), (json!("lab"), json!("file")));
    let calls = double.arrived().len();
    with_token(&home, &key, "tokens list").run().exits(0).says("note: the token from the environment is not used");
    assert!(double.arrived()[calls..].iter().all(|call| !format!("{call:?}").contains(&key)));
    home.run("profiles use local").exits(0);
    assert_eq!(credential(with_token(&home, &key, "status -o json")), (json!("local"), json!("os-user")));
    with_token(&home, &key, "--profile local status").run().exits(3);
}

#[test]
fn an_address_makes_a_profile_that_inherits_nothing() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let url = double.url();
    let calls = double.arrived().len();
    assert_snapshot!(home.run(&format!("--url {url} tokens list")).told(), @r"
    exit: 3
    ----- stdout
    ----- stderr
    error: there is no credential for http://[ADDRESS]
    cause: an address from --url or GATEKEY_URL uses no stored credential
    hint: set GATEKEY_TOKEN or GATEKEY_TOKEN_FILE, or run `gatekey login` and name the profile
    ");
    home.gatekey(["tokens", "list"]).env("GATEKEY_URL", &url).run().exits(3);
    assert_eq!(double.arrived().len(), calls, "nothing is asked without a credential");
    let key = double.admin_key();
    let told = with_token(&home, &key, &format!("--url {url} tokens list -o json")).run().exits(0).json();
    assert_eq!(told[0]["gateway"], json!({"profile": null, "kind": "gpustack", "url": url}));
    assert_eq!(
        credential(with_token(&home, &key, &format!("--url {url} status -o json"))),
        (Value::Null, json!("GATEKEY_TOKEN"))
    );
}

#[test]
fn a_flag_beats_a_variable_and_two_gateways_at_once_are_refused() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let (url, key) = (double.url(), double.admin_key());
    let both = |line: &str| with_token(&home, &key, line).env("GATEKEY_URL", &url).env("GATEKEY_PROFILE", "local");
    assert_snapshot!(both("status").run().told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: both the profile "local" and the address http://[ADDRESS] are named
    hint: give --profile or --url: a flag beats GATEKEY_PROFILE and GATEKEY_URL
    "#);
    assert_eq!(credential(both("--profile lab status -o json")).0, "lab");
    assert_eq!(credential(both(&format!("--url {url} status -o json"))).0, Value::Null);
    home.run(&format!("--url {url} --profile lab status")).exits(2).says("both the profile");
    home.run("--profile lab --kind gpustack status").exits(2).says("a profile knows its kind");
    // An empty variable is as none.
    let empty = home
        .gatekey(["status", "-o", "json"])
        .env("GATEKEY_PROFILE", "")
        .env("GATEKEY_URL", "")
        .env("GATEKEY_TOKEN_FILE", "");
    assert_eq!(credential(empty), (json!("lab"), json!("file")));
}

#[test]
fn variables_that_cannot_be_used_are_named() {
    let home = Home::new();
    for (name, value) in [
        ("GATEKEY_URL", "gateway.example.com"),
        ("GATEKEY_URL", "https://u:hunter2@gateway.example.com"),
        ("GATEKEY_KIND", "vllm"),
        ("GATEKEY_OUTPUT", "xml"),
        ("GATEKEY_PROFILE", "nobody"),
    ] {
        let run = home.gatekey(["tokens", "list"]).env(name, value).run().exits(2).prints("").does_not_say("hunter2");
        assert!(run.stderr.contains(name) || run.stderr.contains(value), "{}", run.told());
    }
    let run = home.gatekey(["--profile", "local", "status"]).env("GATEKEY_URL", "nonsense").run();
    run.exits(0);
}

#[test]
fn an_empty_token_is_an_error_and_not_a_reason_to_use_another() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let calls = double.arrived().len();
    assert_snapshot!(with_token(&home, "", "--profile lab tokens list").run().told(), @r"
    exit: 3
    ----- stdout
    ----- stderr
    error: GATEKEY_TOKEN is set but empty
    cause: in CI, a secret that is not defined is an empty variable
    hint: define the secret, or unset GATEKEY_TOKEN to use the stored credential
    ");
    with_token(&home, "", "--profile local tokens list").run().exits(3);
    with_token(&home, "", &format!("--url {} tokens list", double.url())).run().exits(3);
    assert_eq!(double.arrived().len(), calls);
}

#[test]
fn a_token_comes_from_a_file_too_but_not_from_both() {
    let (home, double) = (Home::new(), Double::gpustack());
    let file = home.write("token", &format!("{}\n", double.admin_key())).display().to_string();
    let line = format!("--url {} status -o json", double.url());
    let from_file = home.gatekey(line.split(' ')).env("GATEKEY_TOKEN_FILE", &file);
    assert_eq!(credential(from_file), (Value::Null, json!("GATEKEY_TOKEN_FILE")));
    with_token(&home, "k", "--profile local status").env("GATEKEY_TOKEN_FILE", &file).run().exits(2).says("both set");
    for content in ["", "two\nlines\n"] {
        let file = home.write("bad", content).display().to_string();
        home.gatekey(line.split(' ')).env("GATEKEY_TOKEN_FILE", &file).run().exits(2);
    }
    let missing = home.gatekey(["--profile", "local", "status"]).env("GATEKEY_TOKEN_FILE", "/nowhere/token").run();
    assert_snapshot!(missing.told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: /nowhere/token cannot be read
    cause: No such file or directory (os error 2)
    hint: make sure that /nowhere/token is a file that you may read
    ");
}

#[test]
fn the_kind_of_an_address_is_asked_once_and_remembered() {
    let (home, double) = (Home::new(), Double::gpustack());
    let (url, key) = (double.url(), double.admin_key());
    let asked = || double.calls().iter().filter(|call| *call == "GET /version").count();
    let list = format!("--url {url} tokens list");
    with_token(&home, &key, &list).run().exits(0);
    assert_eq!(asked(), 1);
    let with_credential = double.arrived().iter().filter(|call| call.authorization.is_some()).count();
    assert_eq!(with_credential, 1, "only the list itself shows the key");
    with_token(&home, &key, &list).run().exits(0);
    assert_eq!(asked(), 1);
    assert_eq!(double.calls().last().map(String::as_str), Some("GET /v2/api-keys"));
    // A cache that cannot be read or written is none.
    home.write("cache/kinds.json", "{broken");
    with_token(&home, &key, &list).run().exits(0);
    assert_eq!(asked(), 2);
    let fresh = Home::new();
    fresh.write("cache", "a file");
    with_token(&fresh, &key, &list).run().exits(0);
    with_token(&fresh, &key, &list).env("GATEKEY_KIND", "gpustack").run().exits(0);
    assert_eq!(asked(), 3);
    with_token(&fresh, &key, &format!("{list} --kind llama-stack")).run().exits(8).says("no adapter yet");
}

#[test]
fn a_stored_credential_goes_only_to_the_address_it_was_stored_for() {
    let (double, other) = (Double::gpustack(), Double::gpustack());
    let home = Home::logged_in(&double);
    let config = home.read("config/config.toml");
    home.write("config/config.toml", &config.replace(&double.url(), &other.url()));
    assert_snapshot!(home.run("tokens list").told_without(&[(&double.url(), "[OLD]"), (&other.url(), "[NEW]")]), @r"
    exit: 3
    ----- stdout
    ----- stderr
    error: the credential of profile `lab` is for [OLD] and is not sent to [NEW]
    hint: run `gatekey login [NEW] --profile lab`
    ");
    home.run("logout").exits(11).does_not_say("gpustack_");
    assert!(other.calls().is_empty(), "{:?}", other.calls());
    let home = Home::logged_in(&double);
    let calls = double.calls().len();
    home.write(
        "config/config.toml",
        &home.read("config/config.toml").replace(&double.url(), &format!("{}/prefix", double.url())),
    );
    home.run("tokens list").exits(3).says("is not sent to");
    assert_eq!(double.calls().len(), calls);
}

#[test]
fn a_config_that_cannot_be_used_is_told_with_its_place_and_left_alone() {
    let home = Home::new();
    home.write("config/config.toml", "version = 1\n[profiles.lab\n");
    assert_snapshot!(home.run("profiles list").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: [HOME]/config/config.toml is broken at line 2, column 14: unclosed table, expected `]`
    hint: correct it, or move it away to start anew: [HOME]/config/config.toml
    ");
    home.write("config/config.toml", "version = 2\nnew_thing = true\n");
    assert_snapshot!(home.local("tokens list").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: [HOME]/config/config.toml has version 2; this gatekey knows version 1 and leaves it as it is
    hint: use the newer gatekey that wrote it, or set GATEKEY_CONFIG_DIR to another folder
    ");
    home.run("profiles use local").exits(2);
    assert_eq!(home.read("config/config.toml"), "version = 2\nnew_thing = true\n");
    for (text, said) in [
        ("version = 1\nprofile = 3\n", "unknown field"),
        ("[profiles.lab]\nurl = \"nonsense\"\nkind = \"gpustack\"\n", "no scheme"),
        ("[profiles.lab]\nurl = \"https://gw\"\nkind = \"vllm\"\n", "line 3"),
        ("[profiles.\"a b\"]\nurl = \"https://gw\"\nkind = \"gpustack\"\n", "a b"),
        ("[profiles.local]\nurl = \"https://gw\"\nkind = \"gpustack\"\n", "local"),
    ] {
        home.write("config/config.toml", text);
        home.run("profiles list").exits(2).prints("").says(said).says("config.toml");
    }
    let unreadable = Home::new();
    std::fs::create_dir_all(unreadable.path("config/config.toml")).expect("a folder");
    assert_snapshot!(unreadable.run("profiles list").told(), @"
    exit: 2
    ----- stdout
    ----- stderr
    error: [HOME]/config/config.toml cannot be read
    cause: it is no regular file
    hint: make sure that [HOME]/config/config.toml is a file that you may read
    ");
}

#[test]
fn profiles_are_listed_shown_chosen_renamed_and_removed() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    assert_snapshot!(home.run("profiles list").told(), @r"
    exit: 0
    ----- stdout
    NAME   KIND      URL                     DEFAULT  STORE
    lab    gpustack  http://[ADDRESS]  yes      file
    local  local     -                       -        -
    ----- stderr
    ");
    assert_snapshot!(home.run("profiles show").told(), @r"
    exit: 0
    ----- stdout
    name:    lab
    kind:    gpustack
    url:     http://[ADDRESS]
    default: yes
    team:    -
    store:   file
    ----- stderr
    ");
    assert_snapshot!(home.run("profiles show local -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "name": "local",
      "kind": "local",
      "url": null,
      "default": false,
      "team": null,
      "store": null
    }
    ----- stderr
    "#);
    home.run("profiles use local").exits(0);
    assert_eq!(home.run("status -o json").json()["kind"], "local");
    assert_snapshot!(home.run("profiles rename lab prod -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "name": "prod",
      "kind": "gpustack",
      "url": "http://[ADDRESS]",
      "default": false,
      "team": null,
      "store": "file"
    }
    ----- stderr
    "#);
    home.run("--profile prod tokens list").exits(0);
    home.run("--profile lab tokens list").exits(2);
    home.run("profiles use prod").exits(0);
    home.run("profiles rename prod lab").exits(0);
    home.run("tokens list").exits(0);
    assert_snapshot!(home.run("profiles remove lab").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: not done without a yes: Remove the profile "lab" and its credential?
    hint: add --yes, or run it on a terminal to be asked
    "#);
    assert_snapshot!(home.run("profiles remove lab --yes").told(), @r#"
    exit: 0
    ----- stdout
    name:    lab
    kind:    gpustack
    url:     http://[ADDRESS]
    default: yes
    team:    -
    store:   file
    ----- stderr
    Removed the profile "lab" and revoked its key [OWN KEY]
    "#);
    assert!(double.names().is_empty(), "removing a profile logs out of it");
    assert_eq!(home.run("profiles list -o name").stdout, "local\n");
    home.run("status").exits(2);
}

#[test]
fn profiles_that_cannot_be_meant_are_refused() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let before = home.read("config/config.toml");
    for (line, exit) in [
        ("profiles show nobody", 2),
        ("profiles use nobody", 2),
        ("profiles rename nobody prod", 2),
        ("profiles rename lab lab", 6),
        ("profiles rename lab local", 2),
        ("profiles rename local lab2", 2),
        ("profiles remove local --yes", 2),
        ("profiles remove nobody --yes", 2),
        ("--dry-run profiles rename nobody prod", 2),
    ] {
        home.run(line).exits(exit).prints("");
    }
    for line in ["profiles use local", "profiles rename lab prod", "profiles remove lab"] {
        assert_eq!(home.run(&format!("--dry-run {line} -o json")).exits(0).json()["dry_run"], true, "{line}");
    }
    assert_eq!(home.read("config/config.toml"), before);
}

#[test]
fn a_dry_run_refuses_what_the_run_itself_would_refuse() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    for line in
        ["profiles rename lab lab", "profiles rename lab local", "profiles rename local prod", "profiles remove local"]
    {
        let (planned, real) = (home.run(&format!("--dry-run {line}")).exit, home.run(&format!("{line} --yes")).exit);
        assert_eq!(planned, real, "{line}");
    }
}
