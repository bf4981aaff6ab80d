//! `gatekey scopes check`, as a person types it: on the embedded gateway in this process and over HTTP, and on a double of
//! Coder.

use serde_json::{Value, json};

use crate::support::double::coder::CoderDouble;
use crate::support::double::{Double, answer};
use crate::support::served::Served;
use crate::support::{Home, Invocation, Run};

fn decision(run: &Run) -> (i32, Value) {
    (run.exit, run.json()["decision"].clone())
}

fn failed_rule(run: &Run) -> Value {
    let told = run.json();
    let steps = told["steps"].as_array().expect("a list of steps");
    steps.iter().find(|step| step["outcome"] == "fail").map_or(Value::Null, |step| step["rule"].clone())
}

#[test]
fn a_key_may_what_its_scopes_hold_and_is_told_which_layer_says_no() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --model m1 --quiet").exits(0);
    home.local("tokens create admin --scope management --quiet").exits(0);
    for (line, exit, rule) in [
        ("ci --model m1", 0, Value::Null),
        ("ci --model m2", 4, json!("models")),
        ("ci --action token:read", 4, json!("scope")),
        ("ci --action inference.chat", 0, Value::Null),
        ("ci --route /v1/me", 0, Value::Null),
        ("ci --route /v1/tokens", 4, json!("scope")),
        ("ci --route /v1/nothing", 4, json!("route")),
        ("ci --route /healthz", 0, Value::Null),
        ("admin --action user:create", 0, Value::Null),
        ("admin --route /v1/tokens --method post", 0, Value::Null),
        ("admin --model m1", 4, json!("scope")),
    ] {
        let run = home.local(&format!("scopes check {line} -o json")).exits(exit);
        assert_eq!(failed_rule(&run), rule, "{line}: {}", run.told());
    }
    let told = home.local("scopes check ci --model m2 --columns outcome,rule").exits(4);
    assert!(told.stdout.starts_with("denied with status 403\n"), "{}", told.told());
    assert!(told.stdout.contains("models said no: the key may use m1, and not m2"), "{}", told.told());
    assert!(told.stdout.contains("--add-model m2"), "{}", told.told());
}

#[test]
fn what_is_not_asked_and_what_cannot_be_is_refused() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --quiet").exits(0);
    home.local("scopes check ci").exits(2).says("nothing is asked").says("--list");
    home.local("scopes check ci --action token:raed").exits(2).says("did you mean `token:read`?");
    home.local("scopes check ci --model m --user bob").exits(8).says("decides nothing by --user");
    home.local("scopes check ci --resource workspace:1").exits(2);
    home.local("scopes check nobody --model m").exits(5);
    home.local("scopes check ci --list --model m").exits(2);
    home.local("scopes check ci --route v1/me").exits(2).says("a path begins with a slash");
    home.local("scopes check ci --model m --columns rule,nothing").exits(2).says("nothing");
}

#[test]
fn a_key_that_ended_or_was_revoked_and_one_of_a_deactivated_user_work_no_more() {
    let home = Home::new();
    home.local_words(["users", "create", "bob", "--password-stdin"]).stdin("correct horse battery 1").run().exits(0);
    home.local("tokens create his --owner bob --scope inference --quiet").exits(0);
    let id = home.local("tokens create gone --scope inference -o json --jq .id").exits(0).line();
    home.local("tokens revoke gone --yes").exits(0);
    let run = home.local(&format!("scopes check id:{id} --model m -o json")).exits(4);
    assert_eq!((failed_rule(&run), run.json()["status"].clone()), (json!("key-revoked"), json!(401)));
    home.local("users deactivate bob --yes").exits(0);
    let run = home.local("scopes check his --model m -o json").exits(4);
    assert_eq!(failed_rule(&run), "owner", "{}", run.told());
    assert!(
        run.json()["steps"].as_array().unwrap().last().unwrap()["fix"].as_str().unwrap().contains("users activate")
    );
}

#[test]
fn all_that_a_key_can_do_is_listed_and_nothing_else() {
    let home = Home::new();
    home.local("tokens create ci --scope token:read --scope inference.chat --model m1 --model m2 --quiet").exits(0);
    home.local("scopes check ci --list -o name").exits(0).prints("inference.chat\ntoken:read\nm1\nm2\n");
    let line = home.local("scopes check ci --list -o json --jq .[0]").exits(0).json();
    assert_eq!(
        line,
        json!({"kind": "action", "name": "inference.chat", "decision": "allow", "rule": null, "detail": null})
    );
}

/// `gatekey --url SERVER --kind local ARGS` with this key, not yet run.
fn on(home: &Home, served: &Served, key: &str, line: &str) -> Invocation {
    let url = format!("http://{}", served.address());
    home.gatekey(["--url", &url, "--kind", "local"].into_iter().chain(line.split_whitespace()))
        .env("GATEKEY_TOKEN", key)
}

#[test]
fn the_gateway_itself_agrees_in_this_process_and_over_http() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let reader = home.local("tokens create reader --scope token:read --quiet").exits(0).line();
    let user = home.local("tokens create chat --scope inference --quiet").exits(0).line();
    for (name, secret, what, exit) in [
        ("reader", &reader, "--action token:read", 0),
        ("chat", &user, "--action token:read", 4),
        ("chat", &user, "--action user:read", 4),
        ("chat", &user, "--route /v1/users", 4),
    ] {
        let line = format!("scopes check {name} {what} --prove -o json");
        let here = home.local_words(line.split_whitespace()).stdin(secret).run().exits(exit);
        let there = on(&home, &served, &key, &line).stdin(secret).run().exits(exit);
        for run in [here, there] {
            assert_eq!(run.json()["proof"]["agrees"], json!(true), "{}", run.told());
        }
    }
    let run = on(&home, &served, &key, "scopes check chat --route /v1/me --prove -o json").stdin(&user).run().exits(0);
    assert_eq!(run.json()["proof"]["request"], "GET /v1/me");
}

#[test]
fn nothing_is_proved_with_the_secret_of_another_and_nothing_is_changed_to_prove_it() {
    let home = Home::new();
    home.local("tokens create ci --scope management --quiet").exits(0);
    let other = home.local("tokens create other --scope management --quiet").exits(0).line();
    let check = |line: &str| home.local_words(line.split_whitespace()).stdin(&other).run();
    check("scopes check ci --action token:read --prove").exits(6).says("is not that of the token").does_not_say(&other);
    check("scopes check ci --action token:create --prove").exits(8).says("by reading only");
    let planned = check("scopes check - --action token:read --prove --dry-run -o json").exits(0);
    assert_eq!(planned.json()["proof"], Value::Null);
    check("scopes check - --action token:read --prove").exits(0);
    home.local("tokens list -o name").exits(0).prints("other\nci\n");
}

/// Runs `gatekey ARGS` on the double of Coder, as its owner.
fn coder(double: &CoderDouble, line: &str) -> Invocation {
    let url = double.url();
    let words = ["--url", &url, "--kind", "coder"].into_iter().chain(line.split_whitespace());
    Home::new().gatekey(words).env("GATEKEY_TOKEN", &double.owner_key())
}

#[test]
fn coders_composite_scopes_are_looked_into_and_its_own_check_agrees() {
    let double = CoderDouble::new();
    let made = coder(&double, "tokens create ci --scope coder:workspaces.access --expires-in 1h").run().exits(0).line();
    for (action, exit) in [("workspace:read", 0), ("workspace:ssh", 0), ("workspace:delete", 4), ("template:read", 4)] {
        let line = format!("scopes check ci --action {action} --prove -o json");
        let run = coder(&double, &line).stdin(&made).run().exits(exit);
        assert_eq!(run.json()["proof"]["agrees"], json!(true), "{action}: {}", run.told());
    }
    let told = coder(&double, "scopes check ci --action workspace:read").run().exits(0);
    assert!(told.stdout.contains("coder:workspaces.access holds workspace:read"), "{}", told.told());
    let listed = coder(&double, "scopes check ci --list -o name").run().exits(0);
    listed.prints("workspace:application_connect\nworkspace:read\nworkspace:ssh\n");
    coder(&double, "scopes check ci --model m").run().exits(8).says("ask by --action");
    coder(&double, "scopes check ci --action read").run().exits(2);
}

#[test]
fn coders_allow_list_narrows_to_its_resources() {
    const ID: &str = "5e0b9c6e-3b1e-4a37-9d5e-6a4cf1f3f5a1";
    let double = CoderDouble::new();
    let line = format!("tokens create one --scope workspace:* --allow workspace:{ID} --expires-in 1h");
    let made = coder(&double, &line).run().exits(0).line();
    let check = |what: &str| coder(&double, &format!("scopes check one {what} -o json")).stdin(&made).run();
    assert_eq!(decision(&check("--action workspace:read")), (0, json!("allow")));
    let it = format!("--action workspace:read --resource workspace:{ID} --prove");
    assert_eq!(check(&it).json()["proof"]["agrees"], json!(true));
    let other = "--action workspace:read --resource workspace:00000000-0000-0000-0000-000000000001 --prove";
    let run = check(other).exits(4);
    assert_eq!((failed_rule(&run), run.json()["proof"]["agrees"].clone()), (json!("allow-list"), json!(true)));
    assert_eq!(failed_rule(&check("--action template:read")), "scope");
}

#[test]
fn what_its_owner_may_do_is_unknown_where_roles_decide_and_coder_can_be_asked() {
    let double = CoderDouble::new();
    let key = double.key("polly", "mine", &["coder:all"]);
    let run = coder(&double, "scopes check mine --action template:create -o json").run();
    assert_eq!(decision(&run), (11, json!("unknown")), "{}", run.told());
    let run = coder(&double, "scopes check mine --action template:create --prove -o json").stdin(&key).run().exits(4);
    let proof = run.json()["proof"].clone();
    assert_eq!((&proof["decision"], &proof["agrees"]), (&json!("deny"), &Value::Null));
    // What members may do with their own is known.
    coder(&double, "scopes check mine --action workspace:read").run().exits(0);
}

#[test]
fn where_the_gateway_answers_otherwise_both_are_shown_and_the_exit_code_says_so() {
    let double = CoderDouble::new();
    let made = coder(&double, "tokens create ci --scope workspace:read --expires-in 1h").run().exits(0).line();
    double.answers_once("POST", "/api/v2/authcheck", answer(200, json!({"asked": false})));
    let line = "scopes check ci --action workspace:read --prove";
    let run = coder(&double, line).stdin(&made).run().exits(12);
    assert!(run.stdout.starts_with("allowed\n"), "{}", run.told());
    assert!(run.stdout.contains("THE GATEWAY DECIDES OTHERWISE: deny"), "{}", run.told());
    double.answers_once("POST", "/api/v2/authcheck", answer(500, json!({"message": "An internal error occurred."})));
    let run = coder(&double, &format!("{line} -o json")).stdin(&made).run().exits(0);
    assert_eq!(run.json()["proof"]["agrees"], Value::Null, "{}", run.told());
}

#[test]
fn a_gateway_that_answers_nonsense_is_an_error_and_never_a_verdict() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers("GET", "/v2/model-routes", wiremock::ResponseTemplate::new(200).set_body_string("<html>"));
    let run = home.on(&double, "scopes check id:1 --model m").run();
    assert!([5, 7].contains(&run.exit), "{}", run.told());
    assert_eq!(run.stdout, "");
}
