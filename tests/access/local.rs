//! What `scopes check` says of the embedded gateway's own API is what it answers: every path and method of `/openapi.json`, with a
//! key for each scope.

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::served::Served;

/// A body that nothing is wrong with but, perhaps, whom it is about.
fn body(method: &str, path: &str) -> Option<Value> {
    let body = match (method, path) {
        ("post", "/v1/tokens") => json!({"name": "made", "expires_in": 60, "scopes": ["token:create"]}),
        ("post", "/v1/users") => json!({"name": "made"}),
        ("patch", "/v1/tokens/{id}") => json!({"description": "changed"}),
        ("patch", "/v1/users/{id}") => json!({"full_name": "changed"}),
        ("patch", _) => json!({"id": "0", "step": "finished"}),
        ("post", "/v1/tokens/{id}/rotation") => json!({}),
        _ => return None,
    };
    Some(body)
}

/// The scope that the server misses, if it misses one.
fn missed(served: &Served, key: &str, method: &str, path: &str) -> bool {
    let at = path.replace("{id}", "0000000000000000");
    let reply = served.call(key, &method.to_uppercase(), &at, body(method, path).as_ref());
    assert!(reply.status < 500 && reply.status != 401, "{method} {path}: {reply:?}");
    reply.status == 403 && reply.json()["error"]["code"] == "missing_scope"
}

#[test]
fn every_call_needs_the_scope_that_is_said_of_it() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let api = served.call(&admin, "GET", "/openapi.json", None).is(200).json();
    let mut calls = Vec::new();
    for (path, methods) in api["paths"].as_object().expect("paths") {
        let of_scopes = path.starts_with("/v1/tokens") || path.starts_with("/v1/users") || path == "/v1/events";
        if of_scopes && path != "/v1/tokens/config" {
            calls.extend(methods.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone())));
        }
    }
    assert!(calls.len() >= 15, "{calls:?}");
    let scopes =
        ["token:read", "token:create", "token:update", "token:delete", "user:read", "user:create", "user:update"];
    for scope in scopes.into_iter().chain(["user:delete", "inference", "management"]) {
        let new = json!({"name": scope.replace(':', "-"), "scopes": [scope], "expires_in": 3600});
        let key = served.call(&admin, "POST", "/v1/tokens", Some(&new)).is(201).json();
        let (id, secret) = (key["id"].as_str().expect("an id"), key["secret"].as_str().expect("a secret"));
        for (method, path) in &calls {
            let at = path.replace("{id}", "0000000000000000");
            let line = format!(
                "scopes check id:{id} --route {at} --method {method} -o json --jq .steps[-1].rule+.steps[-1].outcome"
            );
            let said = home.local(&line).stdout;
            let is_missed = missed(&served, secret, method, path);
            assert_eq!(said.trim() == "scopefail", is_missed, "{scope}, {method} {path}: {said}");
        }
    }
}
