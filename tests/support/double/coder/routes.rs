//! From a request to its answer: who asks, whether they ask too often, and which resource is meant.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use super::super::answer;
use super::rights::Caller;
use super::state::{State, Wanted, everything};
use super::{keys, not_found, organizations, refusal, users};

const SIGNED_OUT: &str = "You are signed out or your session has expired. Please sign in again to continue.";

/// Answers everything that no test answers itself.
pub(super) struct Coder(pub(super) Arc<Mutex<State>>);

impl Respond for Coder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().expect("no test panicked in it");
        let decoded: Vec<String> = request.url.path_segments().into_iter().flatten().map(decode).collect();
        let segments: Vec<&str> = decoded.iter().map(String::as_str).collect();
        match segments.strip_prefix(&["api", "v2"]) {
            Some(rest) => route(&mut state, request, rest).unwrap_or_else(|refused| refused),
            None => ResponseTemplate::new(200).set_body_raw("<!doctype html><title>Coder</title>", "text/html"),
        }
    }
}

fn decode(segment: &str) -> String {
    let pair = format!("x={}", segment.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, text)| text.into_owned()).unwrap_or_default()
}

/// The refusal is the error, so that every step can end with one.
pub(super) type Answer = Result<ResponseTemplate, ResponseTemplate>;

fn route(state: &mut State, request: &Request, path: &[&str]) -> Answer {
    let method = request.method.as_str();
    match (method, path) {
        ("GET", ["buildinfo"]) => {
            return Ok(answer(
                200,
                json!({"version": "v2.31.0+5eed", "dashboard_url": "http://coder.example.com", "deployment_id": "d",
                       "workspace_proxy": false}),
            ));
        }
        ("POST", ["users", "login"]) => return users::log_in(state, &body(request)),
        _ => {}
    }
    let caller = authenticate(state, request)?;
    hold_back(state, &caller, method, path)?;
    match (method, path) {
        ("POST", ["users", "logout"]) => {
            state.keys.retain(|key| key.id != caller.key.id);
            Ok(refusal(200, "Logged out!", None))
        }
        ("POST", ["authcheck"]) => Ok(authcheck(&caller, &body(request))),
        ("GET", ["auth", "scopes"]) => Ok(answer(200, catalogue(state))),
        (_, ["organizations", rest @ ..]) => organizations::on_organizations(state, &caller, request, rest),
        (_, ["users"]) => users::on_all(state, &caller, request),
        (_, ["users", user, "keys", rest @ ..]) => keys::on_keys(state, &caller, request, user, rest),
        (_, ["users", user, rest @ ..]) => users::on_one(state, &caller, request, user, rest),
        _ => Err(no_route()),
    }
}

/// Whether the caller may, without doing it: each check by its name.
fn authcheck(caller: &Caller, body: &Value) -> ResponseTemplate {
    let mut told = serde_json::Map::new();
    for (name, check) in body["checks"].as_object().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let object = &check["object"];
        let action = format!("{}:{}", text(&object["resource_type"]), text(&check["action"]));
        told.insert(name.clone(), json!(caller.may(&action, object["resource_id"].as_str())));
    }
    answer(200, Value::Object(told))
}

pub(super) fn no_route() -> ResponseTemplate {
    refusal(404, "Route not found.", None)
}

pub(super) fn body(request: &Request) -> Value {
    request.body_json().unwrap_or_default()
}

pub(super) fn parameter(request: &Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The user that the path names: a name, an id, or `me`.
pub(super) fn named(state: &State, caller: &Caller, word: &str) -> Result<super::state::User, ResponseTemplate> {
    let word = if word == "me" { caller.user.id.as_str() } else { word };
    let user = state.user(word).filter(|user| caller.sees(user));
    user.cloned().ok_or_else(not_found)
}

fn authenticate(state: &mut State, request: &Request) -> Result<Caller, ResponseTemplate> {
    let signed_out = |detail: &str| refusal(401, SIGNED_OUT, Some(detail));
    let Some(shown) = request.headers.get("coder-session-token").and_then(|value| value.to_str().ok()) else {
        return Err(signed_out("Cookie \"coder_session_token\" or query parameter must be provided."));
    };
    let parts: Vec<&str> = shown.split('-').collect();
    let [id, secret] = parts.as_slice() else {
        return Err(signed_out(&format!(
            "Invalid API key format: incorrect amount of API key parts, expected 2 got {}",
            parts.len()
        )));
    };
    if id.len() != 10 || secret.len() != 22 {
        return Err(signed_out("Invalid API key format: invalid API key ID length"));
    }
    let now = state.now();
    let Some(key) = state.keys.iter_mut().find(|key| key.id == *id) else {
        return Err(signed_out("API key is invalid."));
    };
    if key.secret != *secret {
        return Err(signed_out("API key secret is invalid."));
    }
    if key.expires_at <= now {
        return Err(signed_out(&format!("API key expired at \"{}\".", key.expires_at)));
    }
    let an_hour = SignedDuration::from_hours(1);
    if key.last_used.is_none_or(|used| now.duration_since(used) > an_hour) {
        key.last_used = Some(now);
    }
    let lifetime = SignedDuration::from_secs(key.lifetime);
    // It slides: whoever is used lives on.
    if key.expires_at.duration_since(now) <= lifetime - an_hour {
        key.expires_at = now + lifetime;
    }
    let key = key.clone();
    let Some(user) = state.users.iter_mut().find(|user| user.id == key.user) else {
        return Err(signed_out("API key is invalid."));
    };
    if user.status == "dormant" {
        user.status = "active";
    }
    if user.status != "active" {
        let message = "User is not active (status = \"suspended\"). Contact an admin to reactivate your account.";
        return Err(refusal(401, message, None));
    }
    Ok(Caller { user: user.clone(), key })
}

/// So many calls of one user to one endpoint in a minute.
fn hold_back(state: &mut State, caller: &Caller, method: &str, path: &[&str]) -> Result<(), ResponseTemplate> {
    let (now, limit) = (state.now(), state.calls_per_minute);
    let (since, count) =
        state.calls.entry(format!("{} {method} {}", caller.user.id, path.join("/"))).or_insert((now, 0));
    if now.duration_since(*since) >= SignedDuration::from_mins(1) {
        (*since, *count) = (now, 0);
    }
    *count += 1;
    if *count > limit {
        let message = format!("You've been rate limited for sending more than {limit} requests in 1m0s.");
        return Err(refusal(429, &message, None));
    }
    Ok(())
}

/// What may be asked for here: an older server, without skills and chats.
pub(super) const EXTERNAL: [&str; 31] = [
    "api_key:*",
    "api_key:create",
    "api_key:delete",
    "api_key:read",
    "api_key:update",
    "coder:all",
    "coder:apikeys.manage_self",
    "coder:application_connect",
    "coder:templates.author",
    "coder:templates.build",
    "coder:workspaces.access",
    "coder:workspaces.create",
    "coder:workspaces.delete",
    "coder:workspaces.operate",
    "file:*",
    "file:create",
    "file:read",
    "moon_base:land",
    "organization:*",
    "organization:read",
    "template:*",
    "template:read",
    "template:use",
    "user:*",
    "user:read",
    "user:read_personal",
    "user:update_personal",
    "workspace:*",
    "workspace:create",
    "workspace:read",
    "workspace:ssh",
];

fn catalogue(state: &State) -> Value {
    if state.scopes_are_bare { json!(EXTERNAL) } else { json!({ "external": EXTERNAL, "internal": 7 }) }
}

/// What signing in gives.
pub(super) fn session(state: &mut State, user: &str, hours: i64) -> String {
    state.make(Wanted {
        user: user.to_owned(),
        name: String::new(),
        login_type: "password",
        scopes: vec!["coder:all".to_owned()],
        allow_list: everything(),
        lifetime: SignedDuration::from_hours(hours),
    })
}
