//! Logging in, being logged in, logging out: on the double of GPUStack.

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::{Double, KEYS, PASSWORD, answer, refusal};
use crate::support::{Home, Invocation};

/// `gatekey login DOUBLE --profile lab` with the administrator's password, into a file.
fn by_password(home: &Home, double: &Double, more: &str) -> Invocation {
    let line = format!("login {} --profile lab --username admin --password-stdin --store file {more}", double.url());
    home.gatekey(line.split_whitespace()).stdin(PASSWORD)
}

/// `gatekey login DOUBLE` with a key from stdin, into a file.
fn by_key(home: &Home, double: &Double, key: &str, more: &str) -> Invocation {
    let line = format!("login {} --token-stdin --store file {more}", double.url());
    home.gatekey(line.split_whitespace()).stdin(&format!("{key}\n"))
}

/// Makes every change of `config.toml` fail: the file beside it that is locked is a folder.
fn block_config(home: &Home) {
    std::fs::create_dir_all(home.path("config/config.toml.lock")).expect("a folder");
}

#[test]
fn a_kind_without_an_adapter_is_recognised_and_says_so() {
    let (home, double) = (Home::new(), Double::silent());
    double.answers("GET", "/v1/version", answer(200, json!({"version": "0.7.3"})));
    by_key(&home, &double, "sk-0123456789abcdef", "").run().exits(8).prints("").says("Llama Stack").says("hint: ");
    assert!(double.arrived().iter().all(|call| call.method == "GET" && call.authorization.is_none()));
    assert!(home.files().is_empty(), "{:?}", home.files());
}

#[test]
fn a_litellm_is_recognised_without_a_credential_and_tells_its_version_to_one() {
    let (home, double) = (Home::new(), Double::silent());
    let readiness = json!({"status": "healthy", "db": "connected"});
    double.answers("GET", "/health/readiness", answer(200, readiness));
    double.answers("GET", "/health/readiness/details", answer(200, json!({"litellm_version": "1.106.2"})));
    double.answers("GET", "/health/license", answer(200, json!({"has_license": false, "license_type": "community"})));
    double.answers("GET", "/v2/user/info", answer(404, json!({"error": {"message": "User not found"}})));
    double.answers("GET", "/key/info", answer(404, json!({"error": {"message": "Key not found in database"}})));
    let status = by_key(&home, &double, "sk-0123456789abcdef", "-o json").run().exits(0).json();
    assert_eq!((&status["kind"], &status["version"]), (&json!("litellm"), &json!("1.106.2")));
    assert_eq!((&status["edition"], &status["identity"]["role"]), (&json!("community"), &json!("administrator")));
    let fingerprint = double.arrived().into_iter().find(|call| call.path == "/health/readiness").unwrap();
    assert_eq!(fingerprint.authorization, None);
}

#[test]
fn what_tells_itself_as_gatekey_and_lacks_the_rest_is_left_again() {
    let (home, double) = (Home::new(), Double::silent());
    double.answers("GET", "/healthz", answer(200, json!({"service": "gatekey", "version": "0.1.0"})));
    let run = by_key(&home, &double, "sk-0123456789abcdef", "").run().exits(7).prints("");
    run.says("its API is not at this address").does_not_say("sk-0123");
    assert!(!home.path("config/config.toml").exists(), "{:?}", home.files());
}

#[test]
fn a_key_from_stdin_is_checked_stored_and_becomes_the_default() {
    let (home, double) = (Home::new(), Double::gpustack());
    let key = double.key("mine", "polly", json!({}));
    assert_snapshot!(by_key(&home, &double, &key, "").run().told(), @r#"
    exit: 0
    ----- stdout
    profile:    127.0.0.1
    kind:       gpustack
    url:        http://[ADDRESS]
    version:    v2.3.0
    edition:    -
    user:       polly
    role:       member
    credential: file
    expires:    -
    ----- stderr
    Logged in to http://[ADDRESS] as polly: profile "127.0.0.1"
    "127.0.0.1" is now the default profile
    "#);
    assert_snapshot!(home.run("status -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "profile": "127.0.0.1",
      "kind": "gpustack",
      "url": "http://[ADDRESS]",
      "version": "v2.3.0",
      "edition": null,
      "identity": {
        "id": "5",
        "name": "polly",
        "role": "member"
      },
      "credential": {
        "source": "file",
        "name": null,
        "expires_at": null
      }
    }
    ----- stderr
    "#);
    let calls = double.arrived();
    let shown = calls.iter().position(|call| call.authorization.is_some()).expect("the key was tried");
    // How many of the five questions have been sent when the first answer tells the kind is a matter of time.
    assert!(shown >= 1, "the fingerprint comes first");
    assert_eq!(calls[shown].path, "/v2/users/me");
    assert_eq!(home.run("tokens list -o name").exits(0).stdout, "mine\n");
    // The key was polly's own: logging out forgets it and leaves it alive.
    assert_snapshot!(home.run("logout").told(), @r#"
    exit: 0
    ----- stdout
    name:    127.0.0.1
    kind:    gpustack
    url:     http://[ADDRESS]
    default: yes
    team:    -
    store:   -
    ----- stderr
    Logged out of "127.0.0.1"; the key itself was yours and stays alive
    "#);
    assert_eq!(double.names(), ["mine"]);
    assert!(!home.read("data/credentials.json").contains(&key));
}

#[test]
fn a_password_is_exchanged_for_a_key_of_gatekeys_own() {
    let (home, double) = (Home::new(), Double::gpustack());
    assert_snapshot!(by_password(&home, &double, "").run().told(), @r#"
    exit: 0
    ----- stdout
    profile:    lab
    kind:       gpustack
    url:        http://[ADDRESS]
    version:    v2.3.0
    edition:    -
    user:       admin
    role:       administrator
    credential: [OWN KEY] (file)
    expires:    in 90d ([TIME])
    ----- stderr
    Logged in to http://[ADDRESS] as admin: profile "lab"
    Made the key [OWN KEY] (id:1), scope management, expires [TIME]
    "lab" is now the default profile
    "#);
    let calls: Vec<String> = double
        .arrived()
        .iter()
        // Without one are only the questions that tell the kind, as many of them as were sent before it was known.
        .filter(|call| call.authorization.is_some())
        .map(|call| {
            let scheme = call.authorization.as_deref().and_then(|header| header.split(' ').next()).unwrap_or("nothing");
            format!("{} {} with {scheme}", call.method, call.path)
        })
        .collect();
    assert_eq!(
        calls,
        ["GET /v2/users/me with Basic", "POST /v2/api-keys with Basic", "GET /v2/users/me with Bearer"],
        "the password makes the key, and the key is tried before it counts"
    );
    let arrived = double.arrived();
    let create = arrived.iter().find(|call| call.method == "POST").expect("a create");
    let body: Value = serde_json::from_str(&create.body).expect("JSON");
    assert_eq!((&body["scope"], &body["expires_in"]), (&json!(["management"]), &json!(90 * 86_400)));
    let name = body["name"].as_str().expect("a name");
    assert!(regex::Regex::new("^gatekey-tester@.+-[0-9a-f]{8}$").unwrap().is_match(name), "{name}");
    assert_snapshot!(home.run("status").told_without(&[(name, "[OWN KEY]")]), @r"
    exit: 0
    ----- stdout
    profile:    lab
    kind:       gpustack
    url:        http://[ADDRESS]
    version:    v2.3.0
    edition:    -
    user:       admin
    role:       administrator
    credential: [OWN KEY] (file)
    expires:    in 90d ([TIME])
    ----- stderr
    ");
    for (path, bytes) in home.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(PASSWORD), "the password is in {}", path.display());
    }
}

#[test]
fn the_config_names_the_key_and_never_holds_a_secret() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let config = home.read("config/config.toml");
    assert!(config.contains(&double.names()[0]) && !config.contains(&double.secrets()[0]), "{config}");
    assert!(home.read("data/credentials.json").contains(&double.secrets()[0]));
    use std::os::unix::fs::PermissionsExt;
    let mode = |name: &str| std::fs::metadata(home.path(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode("data/credentials.json"), mode("data")), (0o600, 0o700));
}

#[test]
fn the_store_is_tried_before_anything_is_minted() {
    let (home, double) = (Home::new(), Double::gpustack());
    home.write("data", "a file where the folder should be");
    assert_snapshot!(by_password(&home, &double, "").run().told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: [HOME]/data/credentials.json cannot be written, and nothing was changed
    cause: File exists (os error 17)
    hint: make room and give yourself the right to write there, or set GATEKEY_CONFIG_DIR and GATEKEY_DATA_DIR to other folders
    ");
    let login = format!("login {} --username admin --password-stdin --store keyring", double.url());
    let fresh = Home::new();
    let no_bus = fresh.gatekey(login.split(' ')).stdin(PASSWORD).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    assert_snapshot!(no_bus.run().told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: no keyring can be reached: no D-Bus answers in this session
    hint: set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read
    ");
    assert!(double.names().is_empty(), "{:?}", double.names());
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()), "the password was shown for nothing");
}

#[test]
fn what_was_minted_is_revoked_when_a_later_step_fails() {
    let (home, double) = (Home::new(), Double::gpustack());
    block_config(&home);
    assert_snapshot!(by_password(&home, &double, "").run().told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: [HOME]/config/config.toml cannot be written, and nothing was changed
    cause: Is a directory (os error 21)
    hint: make room and give yourself the right to write there, or set GATEKEY_CONFIG_DIR and GATEKEY_DATA_DIR to other folders
    ");
    assert!(double.calls().contains(&"POST /v2/api-keys".to_owned()) && double.names().is_empty());
    assert!(!home.read("data/credentials.json").contains("gpustack_"));
    // And if that fails too, the key that is left is named.
    double.answers("DELETE", "/v2/api-keys/2", refusal(403, "Forbidden", "No permission to access"));
    let left = by_password(&home, &double, "").run();
    assert_snapshot!(left.told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the login failed, and its key [OWN KEY] (id:2) is still alive
    cause: [HOME]/config/config.toml cannot be written, and nothing was changed: Is a directory (os error 21); revoking the key failed too: gateway "lab" does not allow this credential to do that (403)
    hint: revoke that key by hand on the gateway
    "#);
    assert_eq!(double.names().len(), 1);
    assert!(left.stderr.contains(&double.names()[0]));
}

#[test]
fn a_key_that_does_not_work_is_not_kept() {
    let (home, double) = (Home::new(), Double::gpustack());
    let mut made = json!({"id": 1, "name": "x", "description": null, "scope": ["management"], "allowed_model_names": null,
        "user_name": "admin", "masked_value": "gpustack_0000***", "is_custom": false, "owner_principal_id": null,
        "created_at": null, "updated_at": null, "expires_at": null});
    made["value"] = json!("gpustack_deaddeaddeaddead_deaddeaddeaddeaddeaddeaddeaddead");
    double.answers("POST", KEYS, answer(200, made));
    by_password(&home, &double, "").run().exits(11).says("rejected the credential").says("still alive");
    assert!(double.calls().contains(&"DELETE /v2/api-keys/1".to_owned()));
    home.run("profiles show lab").exits(2);
}

#[test]
fn logging_in_again_stores_the_new_key_and_revokes_the_previous_one() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let first = double.names();
    by_password(&home, &double, "").run().exits(0);
    let second = double.names();
    assert!(second.len() == 1 && second != first, "{first:?} {second:?}");
    home.run("--profile lab status").exits(0);
    // Without the address: that of the profile.
    let again = home.gatekey("login --profile lab --username admin --password-stdin".split(' ')).stdin(PASSWORD).run();
    again.exits(0);
    assert_eq!(double.names().len(), 1);
    double.answers("DELETE", "/v2/api-keys/3", refusal(403, "Forbidden", "No permission to access"));
    let left = by_password(&home, &double, "").run();
    assert_snapshot!(left.told(), @r#"
    exit: 11
    ----- stdout
    profile:    lab
    kind:       gpustack
    url:        http://[ADDRESS]
    version:    v2.3.0
    edition:    -
    user:       admin
    role:       administrator
    credential: [OWN KEY] (file)
    expires:    in 90d ([TIME])
    ----- stderr
    Logged in to http://[ADDRESS] as admin: profile "lab"
    Made the key [OWN KEY] (id:4), scope management, expires [TIME]
    warning: the previous key [OWN KEY] could not be revoked and may still be alive: gateway "lab" does not allow this credential to do that (403): No permission to access
    "#);
    assert_eq!(double.names().len(), 2);
    home.run("--profile lab status").exits(0);
}

#[test]
fn a_name_taken_by_another_address_is_a_conflict() {
    let (double, other) = (Double::gpustack(), Double::gpustack());
    let home = Home::logged_in(&double);
    let before = home.read("config/config.toml");
    assert_snapshot!(by_password(&home, &other, "").run().told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: the profile "lab" belongs to http://[ADDRESS]
    hint: choose another name with --profile, or `gatekey profiles remove lab` first
    "#);
    assert!(other.calls().is_empty());
    assert_eq!(home.read("config/config.toml"), before);
    // Without --profile both would be called 127.0.0.1.
    let key = double.admin_key();
    by_key(&home, &double, &key, "").run().exits(0);
    by_key(&home, &other, &key, "").run().exits(6).says("choose another name with --profile");
}

#[test]
fn a_login_that_cannot_work_says_why_and_stores_nothing() {
    let (home, double) = (Home::new(), Double::gpustack());
    let login = format!("login {} --store file", double.url());
    let wrong = home.gatekey(format!("{login} --username admin --password-stdin").split(' ')).stdin("wrong").run();
    assert_snapshot!(wrong.told(), @r#"
    exit: 3
    ----- stdout
    ----- stderr
    error: gateway "127.0.0.1" rejected the credential (401)
    cause: Invalid authentication credentials
    hint: check the user name and the password; a single sign-on account has no password here
    "#);
    assert_snapshot!(by_key(&home, &double, "gpustack_unknown", "").run().told(), @r#"
    exit: 3
    ----- stdout
    ----- stderr
    error: gateway "127.0.0.1" rejected the credential (401)
    cause: Invalid authentication credentials
    hint: check that the key is complete, of this gateway, and neither expired nor revoked
    "#);
    assert_snapshot!(home.run(&login).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: there is no credential to log in with, and no terminal to ask on
    hint: pipe a key to --token-stdin, or a password to --username USER --password-stdin
    ");
    home.run(&format!("{login} --token-stdin")).exits(2).says("stdin is empty");
    home.run(&format!("{login} --password-stdin")).exits(2).says("--username");
    home.run(&format!("{login} --token-stdin --username admin")).exits(2).says("cannot be used with");
    home.gatekey(["login", "--token-stdin"]).stdin("k").run().exits(2).says("no gateway is named");
    home.gatekey(["login", &double.url(), "--profile", "local", "--token-stdin"])
        .stdin("k")
        .run()
        .exits(2)
        .says("built in");
    home.gatekey(["login", &double.url(), "--profile", "a b", "--token-stdin"]).stdin("k").run().exits(2);
    home.gatekey(["login", "gateway.example.com", "--token-stdin"])
        .stdin("k")
        .run()
        .exits(2)
        .says("it has no scheme: write https:// in front of it");
    home.gatekey(["login", "http://gateway.example.com", "--token-stdin"])
        .stdin("k")
        .run()
        .exits(2)
        .says("--allow-http");
    let typed = home.gatekey(["login", "https://me:hunter2@gateway.example.com"]).run().exits(2);
    typed.says("holds a user name or password").does_not_say("hunter2");
    assert!(!home.path("config/config.toml").exists());
}

#[test]
fn a_dry_run_shows_no_credential_to_anybody() {
    let (home, double) = (Home::new(), Double::gpustack());
    assert_snapshot!(by_password(&home, &double, "--dry-run").run().told(), @r"
    exit: 0
    ----- stdout
    ACTION  TARGET  CHANGES
    login   lab     url: - -> http://[ADDRESS], kind: - -> gpustack, store: - -> file
    ----- stderr
    ");
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()) && double.names().is_empty());
    assert!(home.files().is_empty());
    let home = Home::logged_in(&double);
    home.run("--dry-run logout").exits(0);
    home.run("status").exits(0);
}

#[test]
fn a_key_made_inside_an_organisation_is_tied_to_it() {
    let (home, double) = (Home::new(), Double::gpustack());
    by_password(&home, &double, "--team acme").run().exits(0);
    let list = home.run("--profile lab tokens list -o json").exits(0).json();
    assert_eq!((&list.as_array().map(Vec::len), &list[0]["team"]["name"]), (&Some(1), &json!("acme")));
    home.run("--profile lab tokens create ci --team acme").exits(0);
    home.run("--profile lab tokens create ci2 --team other").exits(8).says("other");
    assert_eq!(home.run("profiles show lab -o json").json()["team"], "acme");
}

#[test]
fn logging_out_revokes_the_key_and_keeps_the_profile() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    assert_snapshot!(home.run("logout").told(), @r#"
    exit: 0
    ----- stdout
    name:    lab
    kind:    gpustack
    url:     http://[ADDRESS]
    default: yes
    team:    -
    store:   -
    ----- stderr
    Logged out of "lab" and revoked its key [OWN KEY]
    "#);
    assert!(double.names().is_empty());
    assert_snapshot!(home.run("logout").told(), @r#"
    exit: 3
    ----- stdout
    ----- stderr
    error: there is no credential for profile "lab"
    hint: run `gatekey login --profile lab`, or set GATEKEY_TOKEN and name the profile
    "#);
    assert_snapshot!(home.run("status").told(), @r#"
    exit: 3
    ----- stdout
    ----- stderr
    error: there is no credential for profile "lab"
    hint: run `gatekey login --profile lab`, or set GATEKEY_TOKEN and name the profile
    "#);
    home.run("--profile local logout").exits(2).says("has no credential");
    home.run(&format!("--url {} logout", double.url())).exits(2).says("name the profile instead");
    Home::new().run("logout").exits(2).says("no gateway is named");
}

#[test]
fn logging_out_of_a_gateway_that_forgot_the_key_is_done() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    double.answers("GET", KEYS, refusal(401, "Unauthorized", "Invalid authentication credentials"));
    home.run("logout").exits(0);
}

#[test]
fn status_tells_by_its_exit_code() {
    let home = Home::new();
    assert_snapshot!(home.run("status").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: no gateway is named and there is no default profile
    hint: run `gatekey login URL` to add one, or try the embedded gateway with `--profile local`
    ");
    assert_snapshot!(home.local("status").told_without(&[(env!("CARGO_PKG_VERSION"), "[VERSION]")]), @r"
    exit: 0
    ----- stdout
    profile:    local
    kind:       local
    url:        -
    version:    [VERSION]
    edition:    -
    user:       tester
    role:       administrator
    credential: os-user
    expires:    -
    ----- stderr
    ");
    let double = Double::gpustack();
    home.on(&double, "status").run().exits(0);
    home.on(&double, "status").env("GATEKEY_TOKEN", "gpustack_gone").run().exits(3);
    home.on(&double, "status").without_env("GATEKEY_TOKEN").run().exits(3);
    home.gatekey("--url http://127.0.0.1:1 --kind gpustack --retries 0 status".split(' '))
        .env("GATEKEY_TOKEN", "k")
        .run()
        .exits(7);
    // A key that may not ask who it is works all the same; one that may do nothing too.
    let limited = double.key("limited", "admin", json!({"scope": ["inference"]}));
    let run = home.on(&double, "status").env("GATEKEY_TOKEN", &limited).run();
    assert_snapshot!(run.told(), @r"
    exit: 0
    ----- stdout
    profile:    -
    kind:       gpustack
    url:        http://[ADDRESS]
    version:    v2.3.0
    edition:    -
    user:       -
    role:       -
    credential: GATEKEY_TOKEN
    expires:    -
    ----- stderr
    note: the credential is accepted, but may not ask who it is
    ");
    double.answers("GET", "/v1/models", ResponseTemplate::new(401));
    home.on(&double, "status").env("GATEKEY_TOKEN", &limited).run().exits(3);
}
