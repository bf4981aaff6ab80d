//! Tokens and session keys.

use jiff::SignedDuration;
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use super::super::answer;
use super::rights::Caller;
use super::routes::{Answer, EXTERNAL, body, named, no_route, parameter, session};
use super::state::{A_WEEK, State, User, Wanted, everything};
use super::{at_fault, not_found, refusal};

/// Everything below `/users/{user}/keys`.
pub(super) fn on_keys(state: &mut State, caller: &Caller, request: &Request, user: &str, rest: &[&str]) -> Answer {
    let user = named(state, caller, user)?;
    match (request.method.as_str(), rest) {
        ("POST", []) if caller.may_with_keys("api_key:create", &user.id) => {
            let key = session(state, &user.id, 7 * 24);
            Ok(answer(201, json!({ "key": key })))
        }
        ("POST", []) => Err(forbidden("Failed to create API key.", "insert API key")),
        ("GET", ["tokens"]) => Ok(list(state, caller, request, &user)),
        ("POST", ["tokens"]) => create(state, caller, &user, &body(request)),
        ("GET", ["tokens", "tokenconfig"]) => {
            Ok(answer(200, json!({ "max_token_lifetime": State::longest(&user) * 1_000_000_000 })))
        }
        ("GET", ["tokens", name]) => {
            let found = state.keys.iter().find(|key| key.is_token() && key.user == user.id && key.name == *name);
            found.map(|key| answer(200, key.told())).ok_or_else(not_found)
        }
        (_, [id]) => on_key(state, caller, request, id, ""),
        (_, [id, "expire"]) if state.can_expire => on_key(state, caller, request, id, "expire"),
        _ => Err(no_route()),
    }
}

/// What the database's own guard says: a server error, because nobody thought of it.
fn forbidden(message: &str, what: &str) -> ResponseTemplate {
    refusal(500, message, Some(&format!("{what}: unauthorized: rbac: forbidden")))
}

/// Tokens only; with `include_all`, everybody's that the caller may read.
fn list(state: &State, caller: &Caller, request: &Request, user: &User) -> ResponseTemplate {
    let is_asked = |name| parameter(request, name).as_deref() == Some("true");
    let now = state.now();
    let shown = state.keys.iter().filter(|key| {
        let is_meant = is_asked("include_all") || key.user == user.id;
        let is_seen = caller.may_with_keys("api_key:read", &key.user);
        key.is_token() && is_meant && is_seen && (is_asked("include_expired") || key.expires_at > now)
    });
    let told: Vec<Value> = shown
        .map(|key| {
            let mut told = key.told();
            told["username"] = json!(state.user(&key.user).map(|user| user.username.clone()).unwrap_or_default());
            told
        })
        .collect();
    // As Go writes a list that nothing was put into.
    answer(200, if told.is_empty() { Value::Null } else { Value::Array(told) })
}

fn on_key(state: &mut State, caller: &Caller, request: &Request, id: &str, what: &str) -> Answer {
    let action = match (request.method.as_str(), what) {
        ("GET", "") => "api_key:read",
        ("DELETE", "") => "api_key:delete",
        ("PUT", "expire") => "api_key:update",
        _ => return Err(no_route()),
    };
    let now = state.now();
    let found = state.keys.iter().position(|key| key.id == id && caller.may_with_keys("api_key:read", &key.user));
    let Some(place) = found else { return Err(not_found()) };
    if !caller.may_with_keys(action, &state.keys[place].user) {
        return Err(refusal(403, "Forbidden.", Some("unauthorized: rbac: forbidden")));
    }
    match action {
        "api_key:read" => Ok(answer(200, state.keys[place].told())),
        "api_key:delete" => {
            state.keys.remove(place);
            Ok(ResponseTemplate::new(204))
        }
        _ => {
            state.keys[place].expires_at = now;
            Ok(ResponseTemplate::new(204))
        }
    }
}

fn create(state: &mut State, caller: &Caller, user: &User, wanted: &Value) -> Answer {
    let refuse = |detail: &str| Err(refusal(400, "Failed to validate create API key request.", Some(detail)));
    let nanoseconds = wanted["lifetime"].as_i64().unwrap_or_default();
    if wanted["lifetime"].is_f64() || wanted["lifetime"].is_string() {
        return Err(refusal(400, "Request body must be valid JSON.", Some("cannot unmarshal into time.Duration")));
    }
    let lifetime = SignedDuration::from_nanos(if nanoseconds == 0 { A_WEEK * 1_000_000_000 } else { nanoseconds });
    if nanoseconds < 0 {
        return refuse("lifetime must be positive number greater than 0");
    }
    let longest = State::longest(user);
    if lifetime > SignedDuration::from_secs(longest) {
        return refuse(&format!("lifetime must be less than {}h0m0s", longest / 3600));
    }
    let (scopes, allow_list) = match state.ignores_limits {
        true => (vec!["coder:all".to_owned()], Value::Null),
        false => (requested(&wanted["scopes"])?, allowed(&wanted["allow_list"])?),
    };
    if !caller.may_with_keys("api_key:create", &user.id) {
        return Err(forbidden("Failed to create API key.", "insert API key"));
    }
    let name = match wanted["token_name"].as_str().unwrap_or_default() {
        "" => format!("jolly_turing{}", state.keys.len()),
        name => name.to_owned(),
    };
    // Whatever has become of the other one: its row holds the name.
    if state.keys.iter().any(|key| key.is_token() && key.user == user.id && key.name == name) {
        let message = format!("A token with name {name:?} already exists.");
        return Err(at_fault(409, &message, "name", "This value is already in use and should be unique."));
    }
    let key = state.make(Wanted { user: user.id.clone(), name, login_type: "token", scopes, allow_list, lifetime });
    Ok(answer(201, json!({ "key": key })))
}

fn requested(scopes: &Value) -> Result<Vec<String>, ResponseTemplate> {
    let names: Vec<&str> = scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if names.is_empty() {
        return Ok(vec!["coder:all".to_owned()]);
    }
    for name in &names {
        // As the first version with many scopes had it.
        if ["all", "application_connect"].contains(name) {
            return Err(refusal(
                500,
                "Failed to create API key.",
                Some("insert API key: invalid input value for enum"),
            ));
        }
        if !EXTERNAL.contains(name) {
            let detail = format!("invalid or unsupported API key scope: {name:?}");
            return Err(refusal(400, "Failed to create API key.", Some(&detail)));
        }
    }
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn allowed(entries: &Value) -> Result<Value, ResponseTemplate> {
    const KNOWN: [&str; 6] = ["*", "workspace", "template", "api_key", "organization", "user"];
    let Some(list) = entries.as_array().filter(|list| !list.is_empty()) else { return Ok(everything()) };
    for entry in list {
        let resource = entry["type"].as_str().unwrap_or_default();
        if !KNOWN.contains(&resource) {
            return Err(refusal(
                400,
                "Request body must be valid JSON.",
                Some(&format!("unknown resource type {resource:?}")),
            ));
        }
    }
    Ok(entries.clone())
}
