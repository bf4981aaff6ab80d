//! `scopes check` on a real GPUStack: what is decided here must be what the server answers.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Server, Shown, User, unique};
use crate::support::{Home, Run};

/// A key of this owner with these scopes and models: its secret.
fn key(owner: &User, scope: &[&str], models: &[&str]) -> String {
    let body = json!({"name": unique("key"), "scope": scope, "allowed_model_names": models, "expires_in": 3600});
    let shown = Shown::Password(owner.name(), owner.password());
    let (status, made) = Server::call(shown, Method::POST, "/v2/api-keys", Some(&body));
    assert_eq!(status, 200, "{made}");
    made["value"].as_str().expect("a key has a secret").to_owned()
}

/// A key by its id: of a secret, GPUStack tells only whose it may be.
fn check(home: &Home, admin: &User, secret: &str, line: &str) -> Run {
    let on = |words: &[&str]| {
        let url = Server::url();
        let global = ["--url", url.as_str(), "--kind", "gpustack"];
        home.gatekey(global.into_iter().chain(words.iter().copied())).env("GATEKEY_TOKEN", admin.key())
    };
    let told = on(&["tokens", "whois", "-o", "json"]).stdin(secret).run().json();
    let candidates = told["tokens"].as_array().expect("a list").len();
    assert_eq!(candidates, 1, "{told}");
    let token = format!("id:{}", told["tokens"][0]["id"].as_str().expect("an id"));
    let mut words = vec!["scopes", "check", &token];
    words.extend(line.split_whitespace());
    words.extend(["--prove", "--yes", "-o", "json"]);
    on(&words).stdin(secret).run()
}

/// What the server answered, where it agrees.
#[track_caller]
fn agreed(run: &Run) -> (Value, Value) {
    let told = run.json();
    assert_eq!(told["proof"]["agrees"], json!(true), "{}", run.told());
    (told["decision"].clone(), told["proof"]["status"].clone())
}

pub(super) fn what_is_decided_here_is_what_the_server_answers() {
    let (home, admin, owner) = (Home::new(), User::administrator(), User::member());
    let user_of = key(&owner, &["inference"], &[]);
    let manager = key(&owner, &["management"], &[]);
    let nothing = key(&owner, &[], &[]);
    let of_admin = key(&admin, &["*"], &[]);
    for (secret, line, decision, status) in [
        (&user_of, "--action inference", "allow", 200),
        (&user_of, "--action management", "deny", 403),
        (&user_of, "--route /v2/api-keys", "deny", 403),
        (&user_of, "--route /auth/config", "allow", 200),
        (&manager, "--action inference", "deny", 403),
        (&manager, "--route /v2/users", "deny", 403),
        (&manager, "--route /v2/users/me", "allow", 200),
        (&manager, "--route /no/such/path", "deny", 404),
        (&nothing, "--action inference", "deny", 403),
        (&of_admin, "--route /v2/users", "allow", 200),
    ] {
        let run = check(&home, &admin, secret, line);
        assert_eq!(agreed(&run), (json!(decision), json!(status)), "{line}: {}", run.told());
    }
    let activation = format!("/v2/users/{}/activation", owner.id());
    Server::manage(Method::PATCH, &activation, Some(&json!({"is_active": false})));
    assert_eq!(agreed(&check(&home, &admin, &user_of, "--action inference")), (json!("deny"), json!(401)));
    Server::manage(Method::PATCH, &activation, Some(&json!({"is_active": true})));
}

/// A name without a model behind it, a model of which nothing runs, and what goes with it: gone when dropped.
struct Deployed {
    cluster: Value,
    model: Value,
    route: Value,
    name: String,
}

impl Deployed {
    fn new() -> Self {
        let name = unique("m");
        let make = |path: &str, body: Value| Server::manage(Method::POST, path, Some(&body))["id"].clone();
        let cluster = make("/v2/clusters", json!({"name": unique("c"), "provider": "Docker"}));
        let model = json!({"name": name, "source": "local_path", "local_path": "/nowhere", "replicas": 0, "cluster_id": cluster});
        let model = make("/v2/models", model);
        let route = json!({"name": format!("{name}-r"), "targets": [{"model_id": model, "weight": 100}]});
        let route = make("/v2/model-routes", route);
        Self { cluster, model, route, name: format!("{name}-r") }
    }

    fn is_for(&self, users: &[&User]) {
        let users: Vec<Value> = users.iter().map(|user| json!({"id": user.id()})).collect();
        let body = json!({"access_policy": "allowed_principals", "users": users});
        Server::manage(Method::POST, &format!("/v2/model-routes/{}/access", self.route), Some(&body));
    }
}

impl Drop for Deployed {
    fn drop(&mut self) {
        Server::remove(&format!("/v2/model-routes/{}", self.route));
        Server::remove(&format!("/v2/models/{}", self.model));
        Server::remove(&format!("/v2/clusters/{}", self.cluster));
    }
}

pub(super) fn a_model_that_is_missing_stopped_or_not_granted_is_told_apart() {
    let (home, admin, owner) = (Home::new(), User::administrator(), User::member());
    let deployed = Deployed::new();
    let free = key(&owner, &["inference"], &[]);
    let narrow = key(&owner, &["inference"], &["something-else"]);
    let rule = |run: &Run| run.json()["steps"].as_array().and_then(|steps| Some(steps.last()?["rule"].clone()));
    let at = |secret: &str, model: &str, status: u16, failed: &str| {
        let run = check(&home, &admin, secret, &format!("--model {model}"));
        assert_eq!(agreed(&run), (json!("deny"), json!(status)), "{}", run.told());
        assert_eq!(rule(&run), Some(json!(failed)), "{}", run.told());
    };
    at(&narrow, &deployed.name, 404, "models");
    at(&free, "no-such-model", 404, "model-missing");
    at(&free, &deployed.name, 503, "model-stopped");
    deployed.is_for(&[&admin]);
    at(&free, &deployed.name, 404, "model-access");
    deployed.is_for(&[&owner]);
    at(&free, &deployed.name, 503, "model-stopped");
}
