//! As the embedded gateway judges a key: is it alive, is its user let in, does a scope hold what is asked, is it for
//! administrators only, and may the key use the model.

use super::token::{self, Refusals};
use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessFacts, AccessQuestion, AccessReport, Rights, Timestamp, Token};

const REFUSALS: Refusals = Refusals { ended: rejected, kept_out: rejected };

/// Whatever is wrong with a key, its caller is told the same.
fn rejected(_: &Token) -> String {
    "the embedded gateway rejected the key".to_owned()
}

/// What only administrators do, whatever scope a key has.
const OF_ADMINISTRATORS: [&str; 2] = ["user:create", "user:delete"];

/// What opens the use of models: any scope that this one holds.
const MODELS: &str = "inference";

/// Paths that need no key.
const OPEN: [&str; 4] = ["/healthz", "/readyz", "/openapi.json", "/authorize"];

/// Paths that need a key, and no scope.
const OF_EVERY_KEY: [&str; 3] = ["/v1/me", "/v1/scopes", "/v1/tokens/config"];

/// Judges what is asked about this key.
pub fn judge(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp) -> AccessReport {
    let mut trace = Trace::default();
    let ruled = rule(token, facts, asked, now, &mut trace);
    trace.report(ruled, token::identity(token, facts))
}

fn rule(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp, trace: &mut Trace) -> Ruling {
    let action = match (asked.action.as_deref(), asked.route.as_deref()) {
        (Some(action), _) => Some(action),
        (None, Some(route)) => match needs(route, asked.method.as_deref().unwrap_or("GET"))? {
            Needs::Nothing => {
                trace.pass("public-route", "the API", format!("{route} is open to everybody"));
                return Ok(());
            }
            Needs::Key => None,
            Needs::Scope(scope) => Some(scope),
            Needs::OneOf(scopes) => {
                let catalogue = facts.catalogue.as_deref().unwrap_or_default();
                let is_held = |scope: &&str| token::covering(&token.scopes, scope, catalogue).is_some();
                Some(scopes.into_iter().find(is_held).unwrap_or(scopes[0]))
            }
        },
        (None, None) => None,
    };
    // First, since a key of somebody who is kept out is told as blocked.
    token::check_owner(token, facts, &REFUSALS, trace)?;
    token::check_alive(token, now, &REFUSALS, trace)?;
    if let Some(action) = action {
        check_scope(token, facts, action, trace)?;
        check_role(facts, action, trace)?;
    }
    match asked.model.as_deref() {
        Some(model) => check_model(token, facts, model, trace),
        None => Ok(()),
    }
}

enum Needs {
    Nothing,
    /// A key that works, and no scope.
    Key,
    Scope(&'static str),
    /// Each of them opens a part of it.
    OneOf([&'static str; 2]),
}

/// What a call on this path needs.
fn needs(route: &str, method: &str) -> Ruling<Needs> {
    if OPEN.contains(&route) {
        return Ok(Needs::Nothing);
    }
    if OF_EVERY_KEY.contains(&route) {
        return Ok(Needs::Key);
    }
    let segments: Vec<&str> = route.trim_start_matches('/').split('/').collect();
    let scope = match (method, segments.as_slice()) {
        ("GET", ["v1", "events"]) => return Ok(Needs::OneOf(["token:read", "user:read"])),
        ("GET", ["v1", "tokens"] | ["v1", "tokens", _] | ["v1", "tokens", _, "events"]) => "token:read",
        ("POST", ["v1", "tokens"]) => "token:create",
        ("PATCH", ["v1", "tokens", _]) | ("POST" | "PATCH", ["v1", "tokens", _, "rotation"]) => "token:update",
        ("DELETE", ["v1", "tokens", _]) | ("POST", ["v1", "tokens", _, "revoke"]) => "token:delete",
        ("GET", ["v1", "users"] | ["v1", "users", _]) => "user:read",
        ("POST", ["v1", "users"]) => "user:create",
        ("PATCH", ["v1", "users", _]) => "user:update",
        ("DELETE", ["v1", "users", _]) => "user:delete",
        _ => {
            return Err(Denial::new("route", 404, "there is nothing at this path")
                .source("the API")
                .because(format!("the embedded gateway has no {method} {route}"))
                .fix("/openapi.json names every path and method"));
        }
    };
    Ok(Needs::Scope(scope))
}

fn check_scope(token: &Token, facts: &AccessFacts, action: &str, trace: &mut Trace) -> Ruling {
    let catalogue = facts.catalogue.as_deref().unwrap_or_default();
    match token::covering(&token.scopes, action, catalogue) {
        Some(scope) => trace.pass("scope", "scopes", format!("{scope} holds {action}")),
        None => {
            return Err(Denial::new("scope", 403, format!("the key may not do that: it lacks the scope `{action}`"))
                .source("scopes")
                .because(format!("the key has {}, and none of it holds {action}", token::told_scopes(&token.scopes)))
                .fix(format!("`gatekey tokens update id:{} --scope {action}` replaces its scopes", token.id)));
        }
    }
    Ok(())
}

fn check_role(facts: &AccessFacts, action: &str, trace: &mut Trace) -> Ruling {
    let owner = facts.owner.as_ref().ok().and_then(Option::as_ref);
    match owner {
        Some(owner) if token::is_administrator(owner) => {
            trace.pass("role", "users", format!("{} is an administrator: it holds for everybody's", owner.name));
        }
        Some(owner) if OF_ADMINISTRATORS.contains(&action) => {
            return Err(Denial::new("role", 403, "only administrators do that")
                .source("users")
                .because(format!("{} is {}", owner.name, owner.role))
                .fix("use a key of an administrator"));
        }
        Some(owner) => trace.pass("role", "users", format!("{} may do it with what is their own", owner.name)),
        None => trace.unknown("role", "users", "whether the key's owner is an administrator"),
    }
    Ok(())
}

fn check_model(token: &Token, facts: &AccessFacts, model: &str, trace: &mut Trace) -> Ruling {
    let catalogue = facts.catalogue.as_deref().unwrap_or_default();
    let parts = catalogue.iter().find(|scope| scope.name == MODELS).map(|scope| scope.grants.as_slice());
    let mut wanted = parts.unwrap_or_default().iter().map(String::as_str).chain([MODELS]);
    match wanted.find_map(|part| token::covering(&token.scopes, part, catalogue)) {
        Some(scope) => trace.pass("scope", "scopes", format!("{scope} opens the use of models")),
        None => {
            return Err(Denial::new("scope", 403, format!("the key may not do that: it lacks the scope `{MODELS}`"))
                .source("scopes")
                .because(format!("the key has {}, and using models needs {MODELS}", token::told_scopes(&token.scopes)))
                .fix(format!("`gatekey tokens update id:{} --scope {MODELS}` replaces its scopes", token.id)));
        }
    }
    match &token.models {
        Rights::Only(names) if !names.iter().any(|name| name == model) => {
            return Err(Denial::new("models", 403, format!("the key may not use {model}"))
                .source("models")
                .because(format!("the key may use {}, and not {model}", names.join(", ")))
                .fix(format!("`gatekey tokens update id:{} --add-model {model}`", token.id)));
        }
        Rights::Only(_) => trace.pass("models", "models", format!("{model} is in the key's list")),
        Rights::All | Rights::NoSuchLimit => trace.pass("models", "models", "the key has no list of models"),
    }
    trace.skip(
        "model-missing",
        "the gateway",
        "the embedded gateway serves no models itself: it answers who may use one",
    );
    Ok(())
}
