//! Coder as it is typed: logging in, tokens with several scopes and an end, session keys, users, and its refusals in words.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::coder::{CoderDouble, OWNER, PASSWORD, refusal};
use crate::support::{Home, Run};

const A_DAY: Duration = Duration::from_secs(86_400);

/// Runs `gatekey ARGS` with a key of the owner's from the environment.
fn run(double: &CoderDouble, line: &str) -> Run {
    run_with(double, &double.owner_key(), line)
}

fn run_with(double: &CoderDouble, key: &str, line: &str) -> Run {
    let url = double.url();
    let words = ["--url", &url, "--kind", "coder"].into_iter().chain(line.split_whitespace());
    Home::new().gatekey(words).env("GATEKEY_TOKEN", key).run()
}

/// The calls with this method and path.
fn calls(double: &CoderDouble, call: &str) -> usize {
    double.calls().iter().filter(|made| *made == call).count()
}

fn body_of(double: &CoderDouble, path: &str) -> Value {
    let arrived = double.arrived();
    let call = arrived.iter().rev().find(|call| call.method == "POST" && call.path == path).expect("it was sent");
    serde_json::from_str(&call.body).expect("it is JSON")
}

#[test]
fn a_password_becomes_a_token_of_gatekeys_own_and_its_session_is_ended() {
    let double = CoderDouble::new();
    let home = Home::new();
    let login = ["login", &double.url(), "--username", OWNER, "--password-stdin", "--store", "file"];
    let run = home.gatekey(login).stdin(PASSWORD).run().exits(0);
    let named: Vec<String> = double.names();
    assert!(named.len() == 1 && named[0].starts_with("gatekey-tester@"), "{named:?}");
    assert_eq!(double.sessions(), 0, "the session is ended");
    // The stock maximum of owners is less than what gatekey would like.
    assert_eq!(double.told(&named[0])["lifetime_seconds"], 7 * 86_400);
    run.says("scope *").says("Made the key gatekey-tester@");
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()), "one header, and no other");
    let shows_key = |path: &str| double.arrived().iter().any(|call| call.path == path && call.session_token.is_some());
    assert!(shows_key("/api/v2/users/me") && shows_key("/api/v2/users/logout"));
    assert!(!shows_key("/api/v2/buildinfo") && !shows_key("/api/v2/users/login"), "not before it is asked for");

    home.run("status -o json --jq .identity.name").exits(0).prints("admin\n");
    home.run("logout").exits(0);
    assert_eq!(double.told(&named[0])["scopes"], json!(["coder:all"]));
    home.run("status").exits(3);
}

#[test]
fn a_user_name_a_wrong_password_and_switched_off_passwords_say_what_helps() {
    let double = CoderDouble::new();
    let login = |user: &str, password: &str| {
        let words = ["login", &double.url(), "--username", user, "--password-stdin", "--store", "file"];
        Home::new().gatekey(words).stdin(password).run()
    };
    login("admin", PASSWORD).exits(2).says("signs in by e-mail address").says("--username");
    assert_eq!(calls(&double, "POST /api/v2/users/login"), 0);
    login(OWNER, "wrong").exits(3).says("Incorrect email or password.").says("check the user name and the password");
    let off = refusal(403, "Password authentication is disabled.", None);
    double.answers_once("POST", "/api/v2/users/login", off);
    login(OWNER, PASSWORD).exits(4).says("Password authentication is disabled.").says("--token-stdin");
    assert_eq!((double.names().len(), double.sessions()), (0, 0));
}

#[test]
fn a_login_that_fails_leaves_neither_key_nor_session() {
    let double = CoderDouble::new();
    let home = Home::new();
    // The profile cannot be written: the key has to go again.
    home.write("config/config.toml", "version = 1\n[profiles.lab]\nurl = \"http://127.0.0.1:1\"\nkind = \"coder\"\n");
    let login =
        ["login", &double.url(), "--profile", "lab", "--username", OWNER, "--password-stdin", "--store", "file"];
    home.gatekey(login).stdin(PASSWORD).run().exits(6);
    assert_eq!((double.names().len(), double.sessions()), (0, 0));
    // The new key is refused when it is tried.
    let sour = refusal(409, "A token with name \"x\" already exists.", None);
    double.answers_once("POST", "/api/v2/users/me/keys/tokens", sour);
    let login = ["login", &double.url(), "--username", OWNER, "--password-stdin", "--store", "file"];
    Home::new().gatekey(login).stdin(PASSWORD).run().exits(6);
    assert_eq!((double.names().len(), double.sessions()), (0, 0));
}

#[test]
fn a_token_has_several_scopes_an_allow_list_and_a_life_in_nanoseconds() {
    let double = CoderDouble::new();
    let workspace = "workspace:5eed0000-0000-4000-8000-00000000a5ed";
    let line = format!(
        "tokens create ci --scope workspace:read --scope workspace:ssh --allow {workspace} --allow template:* \
         --expires-in 36h -o json"
    );
    let made = run(&double, &line).exits(0).json();
    assert_eq!(made["scopes"], json!(["workspace:read", "workspace:ssh"]));
    assert_eq!(made["allow_list"], json!([workspace, "template:*"]));
    assert_eq!(
        (&made["lifetime_seconds"], &made["kind"], &made["unknown"]),
        (&json!(129_600), &json!("token"), &json!([]))
    );
    assert_eq!(made["owner"]["name"], "admin");
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(made["id"], json!(secret.split('-').next()), "the id is in the key");
    assert_eq!(
        body_of(&double, "/api/v2/users/me/keys/tokens"),
        json!({"token_name": "ci", "lifetime": 129_600_000_000_000_i64, "scopes": ["workspace:read", "workspace:ssh"],
               "allow_list": [{"type": "workspace", "id": &workspace["workspace:".len()..]}, {"type": "template", "id": "*"}]})
    );
    run(&double, "tokens create open").exits(0).says("may do everything its owner may");
    assert_eq!(body_of(&double, "/api/v2/users/me/keys/tokens"), json!({"token_name": "open"}));
}

#[test]
fn the_target_users_maximum_is_asked_and_named_before_anything_is_made() {
    let double = CoderDouble::new();
    run(&double, "tokens create ci --expires-in 30d")
        .exits(2)
        .says("lets your own tokens live for 7d at most, and 30d were asked for")
        .says("`--expires-in 7d` or less");
    // Another user's is another one.
    run(&double, "tokens create ci --expires-in 30d --owner polly").exits(0);
    run(&double, "tokens create ci --expires-in 36526d --owner polly")
        .exits(2)
        .says("tokens of \"polly\" live for 36525d");
    for (line, why) in [
        ("--expires-in never", "every token of Coder expires"),
        ("--expires-in 300y", "292 years"),
        ("--expires-in 0s", "0 seconds"),
        ("--expires-in=-5s", "invalid value"),
    ] {
        let run = run(&double, &format!("tokens create ci {line}"));
        assert!([2, 8].contains(&run.exit), "{}", run.told());
        run.says(why);
    }
    run(&double, "tokens create week --expires-in 7d").exits(0);
    assert_eq!(calls(&double, "POST /api/v2/users/me/keys/tokens"), 1);
    assert_eq!(calls(&double, "POST /api/v2/users/polly/keys/tokens"), 1);
}

#[test]
fn a_server_that_tells_no_maximum_judges_itself() {
    let double = CoderDouble::new();
    let no_config = refusal(404, "Resource not found or you do not have access to this resource", None);
    double.answers("GET", "/api/v2/users/me/keys/tokens/tokenconfig", no_config);
    run(&double, "tokens create ci --expires-in 30d").exits(1).says("lifetime must be less than 168h0m0s");
}

#[test]
fn an_unknown_scope_is_refused_with_the_nearest_before_anything_is_made() {
    let double = CoderDouble::new();
    run(&double, "tokens create ci --scope workspace:raed")
        .exits(2)
        .says("Coder has no scope \"workspace:raed\"")
        .says("did you mean `workspace:read`?");
    run(&double, "tokens create ci --scope coder:workspaces.acces").exits(2).says("`coder:workspaces.access`");
    run(&double, "tokens create ci --scope coder:all --scope workspace:read")
        .exits(2)
        .says("cannot stand beside others");
    assert_eq!(calls(&double, "POST /api/v2/users/me/keys/tokens"), 0);
    // What only this server knows is asked for; what everybody knows costs nothing.
    run(&double, "tokens create moon --scope moon_base:land").exits(0);
    let asked = calls(&double, "GET /api/v2/auth/scopes");
    run(&double, "tokens create plain --scope workspace:read").exits(0);
    assert_eq!(calls(&double, "GET /api/v2/auth/scopes"), asked);
    // Well known, and not to this older server.
    run(&double, "tokens create ci --scope user_secret:read").exits(2).says("has no scope \"user_secret:read\"");
}

#[test]
fn an_alias_goes_out_under_its_name_and_is_told_as_what_it_is() {
    let double = CoderDouble::new();
    run(&double, "tokens create app --scope application_connect").exits(0).does_not_say("another list of scopes");
    assert_eq!(double.told("app")["scopes"], json!(["coder:application_connect"]));
    run(&double, "tokens create all --scope all").exits(0).does_not_say("warning");
    run(&double, "tokens create star --scope *").exits(0).does_not_say("warning");
    assert_eq!(double.told("star")["scopes"], json!(["coder:all"]));
}

#[test]
fn a_secret_is_not_lost_when_the_token_cannot_be_read_back() {
    let double = CoderDouble::new();
    let key = double.owner_key();
    let one_key = "^/api/v2/users/[^/]+/keys/kQ[0-9a-f]{8}$";
    double.answers_matching("GET", one_key, ResponseTemplate::new(502));
    let run = run_with(&double, &key, "tokens create ci --retries 0 -o json").exits(0);
    let made = run.json();
    assert!(made["secret"].as_str().unwrap().starts_with(made["id"].as_str().unwrap()));
    assert_eq!((&made["name"], &made["scopes"], &made["expires_at"]), (&json!("ci"), &Value::Null, &Value::Null));
    assert!(made["unknown"].as_array().unwrap().contains(&json!("expires_at")));
    let plain = run_with(&double, &key, "tokens create other --retries 0").exits(0);
    assert_eq!(plain.line().len(), 33);
    plain.says("could not be read back").says("its expiry is not known").does_not_say("never expires");
}

#[test]
fn a_create_whose_answer_is_lost_says_how_to_find_out() {
    let double = CoderDouble::new();
    double.answers_once("POST", "/api/v2/users/me/keys/tokens", ResponseTemplate::new(502));
    run(&double, "tokens create ci").exits(11).says("may have made the token \"ci\"").says("--search ci");
    assert_eq!(calls(&double, "POST /api/v2/users/me/keys/tokens"), 1, "never sent twice");
}

#[test]
fn a_session_key_is_made_on_request_and_has_nothing_of_a_token() {
    let double = CoderDouble::new();
    let made = run(&double, "tokens create --session -o json").exits(0).json();
    assert_eq!((&made["kind"], &made["name"]), (&json!("session"), &Value::Null));
    assert_eq!(double.sessions(), 1);
    let key = made["secret"].as_str().unwrap();
    run_with(&double, key, "status -o json --jq .identity.name").exits(0).prints("admin\n");
    // It is listed nowhere, and found by its id.
    run(&double, "tokens list --status all -o json --jq map(.kind)|unique").prints("[\"token\"]\n");
    run(&double, &format!("tokens show id:{}", made["id"].as_str().unwrap())).exits(0);
    for (line, what) in
        [("ci", "a name"), ("--scope workspace:read", "`--scope`"), ("--expires-in 1d", "`--expires-in`")]
    {
        run(&double, &format!("tokens create --session {line}")).exits(2).says(what);
    }
    let home = Home::new();
    home.local("tokens create --session").exits(8).says("a session key");
    assert_eq!(double.sessions(), 1);
}

#[test]
fn a_server_that_drops_limits_in_silence_is_found_out_and_its_token_deleted() {
    let double = CoderDouble::new();
    double.ignores_limits();
    run(&double, "tokens create ci --scope workspace:read").exits(8).says("knows no scopes").says("deleted again");
    run(&double, "tokens create ci --allow workspace:*").exits(8).says("knows no allow-lists");
    assert!(!double.names().contains(&"ci".to_owned()), "{:?}", double.names());
    run(&double, "tokens create ci --scope *").exits(0);
    // Where it cannot be deleted again, it is named.
    let path = "^/api/v2/users/[^/]+/keys/kQ[0-9a-f]{8}$";
    double.answers_matching("DELETE", path, refusal(403, "Forbidden.", None));
    let left = run(&double, "tokens create left --scope workspace:read").exits(11).says("could not be deleted again");
    let id = double.told("left")["id"].as_str().unwrap().to_owned();
    left.says(&format!("gatekey tokens revoke id:{id} --purge"));
}

#[test]
fn revoking_expires_the_token_and_purging_deletes_it() {
    let double = CoderDouble::new();
    double.key("admin", "ci", &["coder:all"]);
    let revoked = run(&double, "tokens revoke ci --yes -o json").exits(0).json();
    assert_eq!(revoked["results"][0]["token"]["status"], "revoked");
    run(&double, "tokens list --search ci -o name").prints("");
    run(&double, "tokens list --search ci --status revoked -o json --jq .[0].name").prints("ci\n");
    // The row holds the name, and says how to free it.
    let taken = run(&double, "tokens create ci").exits(6).says("already exists").says("--purge");
    drop(taken);
    let id = double.told("ci")["id"].as_str().unwrap().to_owned();
    run(&double, &format!("tokens revoke id:{id} --purge --yes")).exits(0).says("keeps no row");
    run(&double, "tokens create ci").exits(0);
}

#[test]
fn an_older_server_that_cannot_expire_deletes_and_it_is_said() {
    let double = CoderDouble::new();
    double.cannot_expire();
    double.key("admin", "ci", &["coder:all"]);
    run(&double, "tokens revoke ci --yes").exits(0).says("Coder keeps no row of id:");
    assert!(!double.names().contains(&"ci".to_owned()));
}

#[test]
fn a_token_dies_by_itself_and_one_that_is_used_lives_on() {
    let double = CoderDouble::new();
    let used = double.key("admin", "used", &["coder:all"]);
    double.key("admin", "idle", &["coder:all"]);
    for _ in 0..3 {
        double.passes(3 * A_DAY);
        run_with(&double, &used, "status").exits(0);
    }
    double.passes(Duration::from_secs(60));
    let told = run_with(&double, &used, "tokens list --status all --sort name -o json --jq .[]|{name,status}").exits(0);
    // gatekey's clock stands nine days behind the server's: it judges by its own.
    told.prints("{\"name\":\"idle\",\"status\":\"active\"}\n{\"name\":\"used\",\"status\":\"active\"}\n");
    assert_eq!(double.told("used")["lifetime_seconds"], 7 * 86_400);
}

#[test]
fn a_token_that_died_early_was_revoked_whoever_did_it() {
    let double = CoderDouble::new();
    double.key("admin", "by-hand", &["coder:all"]);
    let id = double.told("by-hand")["id"].as_str().unwrap().to_owned();
    // On Coder's own page.
    run(&double, &format!("tokens revoke id:{id} --yes")).exits(0);
    run(&double, &format!("tokens show id:{id} -o json --jq .status")).prints("revoked\n");
    let before = double.told("by-hand")["expires_at"].clone();
    run(&double, &format!("tokens revoke id:{id} --yes")).exits(0);
    assert_eq!(double.told("by-hand")["expires_at"], before, "once is enough");
}

#[test]
fn an_empty_list_may_be_null_and_a_list_is_one_request() {
    let double = CoderDouble::new();
    let key = double.owner_key();
    run_with(&double, &key, "tokens list -o json --jq length").prints("1\n");
    assert_eq!(double.calls(), ["GET /api/v2/users/me/keys/tokens"]);
    run_with(&double, &key, "tokens list --owner polly -o json").exits(0).prints("[]\n");
    run_with(&double, &key, "tokens list --owner nobody").exits(5).says("has no user \"nobody\"");
}

#[test]
fn an_owner_sees_everybodys_tokens_and_a_member_their_own() {
    let double = CoderDouble::new();
    double.key("admin", "of-the-owner", &["coder:all"]);
    let member = double.key("polly", "of-the-member", &["coder:all"]);
    run(&double, "tokens list --sort name -o name").prints("of-the-member\nof-the-owner\nof-the-test\n");
    run_with(&double, &member, "tokens list -o name").prints("of-the-member\n");
    run_with(&double, &member, "tokens create ci --owner admin").exits(5).says("has no user \"admin\"");
    run_with(&double, &member, "tokens list --owner admin").exits(5);
    let id = double.told("of-the-owner")["id"].as_str().unwrap().to_owned();
    run_with(&double, &member, &format!("tokens show id:{id}")).exits(5);
}

#[test]
fn a_404_about_oneself_and_a_500_with_rights_in_it_are_refusals_and_not_repeated() {
    let double = CoderDouble::new();
    let weak = double.key("polly", "weak", &["workspace:read"]);
    run_with(&double, &weak, "tokens list").exits(4).says("does not allow this credential to do that (404)");
    run_with(&double, &weak, "status").exits(0);
    let reader = double.key("polly", "reader", &["user:read", "api_key:read"]);
    run_with(&double, &reader, "tokens create ci").exits(4).says("rbac: forbidden");
    assert_eq!(calls(&double, "POST /api/v2/users/me/keys/tokens"), 1);
    let refused = refusal(500, "Internal error fetching keys.", Some("unauthorized: rbac: forbidden"));
    double.answers("GET", "/api/v2/users/me/keys/tokens", refused);
    let before = calls(&double, "GET /api/v2/users/me/keys/tokens");
    run(&double, "tokens list --retries 3").exits(4).says("api_key:*");
    assert_eq!(calls(&double, "GET /api/v2/users/me/keys/tokens"), before + 1);
}

#[test]
fn a_rate_limit_without_a_time_says_so() {
    let double = CoderDouble::new();
    let key = double.owner_key();
    double.limits_to(1);
    run_with(&double, &key, "tokens list").exits(0);
    run_with(&double, &key, "tokens list --retries 0")
        .exits(7)
        .says("rate limited for sending more than 1 requests in 1m0s.")
        .says("try again in a minute");
}

#[test]
fn what_is_wrong_with_a_key_is_told_in_the_servers_words() {
    let double = CoderDouble::new();
    let key = double.key("polly", "ci", &["coder:all"]);
    run_with(&double, "nonsense", "tokens list").exits(3).says("Invalid API key format").says("GATEKEY_TOKEN");
    run(&double, "users deactivate polly --yes").exits(0);
    run_with(&double, &key, "tokens list").exits(3).says("suspended").says("an administrator can activate the account");
    run(&double, "users activate polly").exits(0);
    run_with(&double, &key, "tokens list").exits(0);
    double.passes(8 * A_DAY);
    run_with(&double, &key, "tokens list").exits(3).says("API key expired at");
}

#[test]
fn the_wrong_address_is_told_from_a_refusal() {
    let double = CoderDouble::new();
    let url = format!("{}/coder", double.url());
    let words = ["--url", &url, "--kind", "coder", "tokens", "list"];
    Home::new().gatekey(words).env("GATEKEY_TOKEN", "kQ00000000-sZ00000000000000000000").run().exits(7).says("HTML");
}

#[test]
fn odd_names_reach_the_token_that_is_meant() {
    let double = CoderDouble::new();
    for name in ["a/b", "../admin", "ü ?#%", "tokenconfig2", "me"] {
        let words = ["--url", &double.url(), "--kind", "coder", "tokens", "create", name, "--expires-in", "1d"];
        Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key()).run().exits(0);
        let words = ["--url", &double.url(), "--kind", "coder", "tokens", "create", name, "--dry-run"];
        Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key()).run().exits(6);
        let words = ["--url", &double.url(), "--kind", "coder", "tokens", "revoke", &format!("name:{name}"), "--yes"];
        Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key()).run().exits(0);
    }
    run(&double, "tokens create tokenconfig").exits(2).says("could not be read by it");
}

#[test]
fn what_coder_lacks_is_refused_before_anything_is_sent() {
    let double = CoderDouble::new();
    let key = double.owner_key();
    for (line, instead) in [
        ("tokens update id:kQ00000000 --description x", "create one as it shall be"),
        ("tokens create ci --model gpt-4o", "--allow"),
        ("tokens create ci --budget 10", "--expires-in"),
        ("tokens list --team acme", "--owner USER"),
        ("users update polly --email new@example.com", "changes no e-mail address"),
    ] {
        run_with(&double, &key, line).exits(8).says(instead);
    }
    assert_eq!(double.calls(), Vec::<String>::new());
    for allow in ["workspace", "workspace:", "workspace:my-workspace"] {
        run_with(&double, &key, &format!("tokens create ci --allow {allow}")).exits(2).says("--allow workspace:");
    }
    run_with(&double, &key, "tokens create ci --allow moon:*").exits(1).says("unknown resource type \"moon\"");
}

#[test]
fn the_scopes_are_listed_from_the_server_in_both_shapes() {
    let double = CoderDouble::new();
    let listed = run(&double, "scopes list -o json").exits(0).json();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|scope| scope["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"moon_base:land") && names.contains(&"coder:all"));
    double.lists_scopes_barely();
    assert_eq!(run(&double, "scopes list -o json").json(), listed);
    let one = run(&double, "scopes show all -o json").exits(0).json();
    assert_eq!(
        (&one["name"], &one["aliases"], &one["kind"]),
        (&json!("coder:all"), &json!(["all"]), &json!("composite"))
    );
    run(&double, "scopes show coder:workspaces.access -o json --jq .grants[]")
        .prints("workspace:read\nworkspace:ssh\nworkspace:application_connect\n");
    run(&double, "scopes show workspace:raed").exits(5).says("did you mean `workspace:read`?");
    run(&double, "scopes list --search templates -o name")
        .exits(0)
        .says("")
        .prints("coder:templates.author\ncoder:templates.build\ntemplate:*\ntemplate:read\ntemplate:use\n");
}

#[test]
fn a_server_that_looks_whose_key_it_is_still_finds_those_of_others() {
    let double = CoderDouble::new();
    double.key("polly", "theirs", &["coder:all"]);
    let id = double.told("theirs")["id"].as_str().unwrap().to_owned();
    let unseen = refusal(404, "Resource not found or you do not have access to this resource", None);
    double.answers("GET", &format!("/api/v2/users/me/keys/{id}"), unseen);
    run(&double, &format!("tokens show id:{id} -o json --jq .owner.name")).exits(0).prints("polly\n");
    run(&double, &format!("tokens revoke id:{id} --yes")).exits(0);
    run(&double, &format!("tokens show id:{id} -o json --jq .status")).prints("revoked\n");
}

#[test]
fn the_set_up_is_looked_at_as_on_any_gateway() {
    let double = CoderDouble::new();
    let told = run(&double, "doctor -o json").exits(0).json();
    let checks = told["checks"].as_array().unwrap();
    let detail =
        |name: &str| checks.iter().find(|check| check["check"] == name).map(|check| check["detail"].to_string());
    assert!(detail("gateway").unwrap().contains("Coder"), "{told}");
    assert!(detail("credential").unwrap().contains("admin"), "{told}");
}
