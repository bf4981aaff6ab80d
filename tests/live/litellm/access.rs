//! `scopes check` and `jwt explain` on a real LiteLLM: what is decided here must be what the proxy answers.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Server, User, unique};
use super::with_key;
use crate::support::{Home, Run};

/// A key of this owner, with what else it is to have: its secret.
fn key(user: &User, name: &str, more: Value) -> String {
    let mut body = json!({"user_id": user.id(), "key_alias": name, "duration": "1h"});
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    let made = Server::manage(Method::POST, "/key/generate", &body);
    made["key"].as_str().expect("a key has a secret").to_owned()
}

fn check(home: &Home, admin: &User, secret: &str, line: &str) -> Run {
    let url = Server::url();
    let words = ["--url", url.as_str(), "--kind", "litellm", "scopes", "check", "-"];
    let words = words.into_iter().chain(line.split_whitespace()).chain(["--prove", "--yes", "-o", "json"]);
    home.gatekey(words).env("GATEKEY_TOKEN", admin.key()).stdin(secret).run()
}

#[track_caller]
fn agrees(run: &Run, decision: &str) {
    let told = run.json();
    assert_eq!((&told["decision"], &told["proof"]["agrees"]), (&json!(decision), &json!(true)), "{}", run.told());
}

pub(super) fn what_is_decided_here_is_what_the_proxy_answers() {
    let (home, admin, owner) = (Home::new(), User::administrator(), User::member());
    let team = json!({"team_alias": unique("team"), "models": ["gpt-4o"]});
    let team = Server::manage(Method::POST, "/team/new", &team)["team_id"].clone();
    let free = key(&owner, &unique("free"), json!({}));
    let llm = key(&owner, &unique("llm"), json!({"models": ["gpt-4o"], "allowed_routes": ["llm_api_routes"]}));
    let teams = key(&owner, &unique("teams"), json!({"team_id": team, "models": ["gpt-4o", "claude-sonnet"]}));
    let group = key(&owner, &unique("group"), json!({"models": ["general"]}));
    let blocked = key(&owner, &unique("blocked"), json!({"blocked": true}));
    for (secret, line, decision) in [
        (&free, "--model gpt-4o", "allow"),
        (&free, "--model claude-sonnet", "allow"),
        (&free, "--route /global/spend/report --method GET", "deny"),
        (&free, "--route /key/info", "allow"),
        (&free, "--route /health/readiness", "allow"),
        (&blocked, "--route /health/readiness", "allow"),
        (&llm, "--model gpt-4o", "allow"),
        (&llm, "--model claude-sonnet", "deny"),
        (&llm, "--route /key/info", "deny"),
        (&llm, "--route /v1/models", "allow"),
        (&teams, "--model gpt-4o", "allow"),
        (&teams, "--model claude-sonnet", "deny"),
        (&group, "--model gpt-4o", "allow"),
        (&group, "--model claude-sonnet", "deny"),
        (&blocked, "--model gpt-4o", "deny"),
    ] {
        agrees(&check(&home, &admin, secret, line), decision);
    }
    // What is decided where it is served is not told as decided, whatever the proxy then says.
    for line in ["--route /key/list", "--route /team/list", "--route /organization/list", "--model nobody-offers-this"]
    {
        let told = check(&home, &admin, &free, line).json();
        assert_eq!((&told["decision"], &told["proof"]["agrees"]), (&json!("unknown"), &Value::Null), "{line}: {told}");
    }
    // What serves this path decides by itself, and only it knows.
    let run = check(&home, &admin, &free, "--route /user/list").exits(4);
    let told = run.json();
    assert_eq!((&told["decision"], &told["proof"]["agrees"]), (&json!("unknown"), &Value::Null), "{}", run.told());
    let listed = with_key(&home, admin.key(), "tokens list -o json --jq length").exits(0);
    assert!(listed.line().parse::<usize>().is_ok_and(|count| count >= 5), "{}", listed.told());
    Server::manage(Method::POST, "/team/delete", &json!({"team_ids": [team]}));
    let gone = check(&home, &admin, &teams, "--model gpt-4o");
    gone.exits(5);
}

pub(super) fn budgets_and_end_users_count_as_the_proxy_counts_them() {
    let (home, admin, owner) = (Home::new(), User::administrator(), User::member());
    let spent = key(&owner, &unique("spent"), json!({"max_budget": 0.0}));
    agrees(&check(&home, &admin, &spent, "--model gpt-4o"), "deny");
    agrees(&check(&home, &admin, &spent, "--route /key/info"), "allow");
    let left = key(&owner, &unique("left"), json!({"max_budget": 1.0}));
    agrees(&check(&home, &admin, &left, "--model gpt-4o"), "allow");
    let free = key(&owner, &unique("free"), json!({}));
    agrees(&check(&home, &admin, &free, "--model gpt-4o --user nobody-there"), "allow");
    let customer = |spent: f64, max: f64| {
        let id = unique("customer");
        Server::manage(Method::POST, "/customer/new", &json!({"user_id": id, "spend": spent, "max_budget": max}));
        id
    };
    let asks = |customer: &str| check(&home, &admin, &free, &format!("--model gpt-4o --user {customer}"));
    let rule =
        |run: &Run| run.json()["steps"].as_array().and_then(|steps| steps.last().cloned()).unwrap()["rule"].clone();
    let (over, at, below, nothing) = (customer(2.0, 1.0), customer(1.0, 1.0), customer(0.5, 1.0), customer(0.0, 0.0));
    for (customer, refused) in [(&over, "end-user-budget"), (&at, "reservation")] {
        let run = asks(customer);
        agrees(&run, "deny");
        assert_eq!(rule(&run), refused, "{}", run.told());
    }
    agrees(&asks(&below), "allow");
    // Of a budget of nothing no estimate is taken: the first call gets through. Once it is written down, no other does.
    agrees(&asks(&nothing), "allow");
    let path = format!("/customer/info?end_user_id={nothing}");
    let started = Instant::now();
    while Server::manage(Method::GET, &path, &Value::Null)["spend"].as_f64().is_none_or(|spent| spent <= 0.0) {
        assert!(started.elapsed() < Duration::from_secs(120), "what was spent is never written down");
    }
    let run = asks(&nothing);
    agrees(&run, "deny");
    assert_eq!(rule(&run), "end-user-budget", "{}", run.told());
    Server::manage(Method::POST, "/customer/delete", &json!({"user_ids": [over, at, below, nothing]}));
}

const SIGNING: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
const KEYS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
const CONFIG: &str = "general_settings:
  enable_jwt_auth: true
  litellm_jwtauth: {user_id_jwt_field: sub, team_ids_jwt_field: groups}
model_list: [{model_name: gpt-4o, litellm_params: {model: openai/gpt-4o}}]
environment_variables: {JWT_PUBLIC_KEY_URL: 'https://id.example.com/keys'}
";

/// The proxy here has no licence for JWTs: what its rows are can be seen all the same.
pub(super) fn a_jwt_is_judged_by_the_rows_of_the_live_proxy() {
    let (home, admin, owner) = (Home::new(), User::administrator(), User::member());
    let team = json!({"team_alias": unique("team"), "models": ["gpt-4o"]});
    let team = Server::manage(Method::POST, "/team/new", &team)["team_id"].as_str().expect("an id").to_owned();
    let (signing, keys, config) =
        (home.write("k.jwk", SIGNING), home.write("keys.json", KEYS), home.write("config.yaml", CONFIG));
    let sign = |sub: &str, groups: &str| {
        let claim = format!("groups=[\"{groups}\"]");
        let signing = signing.display().to_string();
        let words =
            ["jwt", "sign", "--key", &signing, "--sub", sub, "--claim", &claim, "--expires-in", "1h", "--quiet"];
        home.gatekey(words).run().exits(0).line()
    };
    let explain = |token: &str, model: &str| {
        let (url, config, keys) = (Server::url(), config.display().to_string(), keys.display().to_string());
        let words = ["--url", &url, "--kind", "litellm", "jwt", "explain", "-", "--as", "litellm", "--config", &config]
            .into_iter()
            .chain(["--jwks", &keys, "--route", "/chat/completions", "--model", model, "-o", "json"]);
        home.gatekey(words).env("GATEKEY_TOKEN", admin.key()).stdin(token).run()
    };
    let good = sign(owner.id(), &team);
    let run = explain(&good, "gpt-4o").exits(0);
    assert_eq!(run.json()["identity"]["team_id"], json!(team), "{}", run.told());
    explain(&good, "claude-sonnet").exits(4);
    let failed = |run: &Run| run.json()["steps"].as_array().and_then(|steps| steps.last().cloned()).unwrap_or_default();
    assert_eq!(failed(&explain(&sign("nobody-there", &team), "gpt-4o").exits(4))["rule"], "user");
    assert_eq!(failed(&explain(&sign(owner.id(), "no-such-team"), "gpt-4o").exits(4))["rule"], "team-models");
    Server::manage(Method::POST, "/team/delete", &json!({"team_ids": [team]}));
    assert_eq!(failed(&explain(&good, "gpt-4o").exits(4))["rule"], "team-models");
}
