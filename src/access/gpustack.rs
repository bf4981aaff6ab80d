//! As a GPUStack 2.3 server judges a key: is it alive, is its user let in, does its scope open that half of the API, may it
//! and its user use the model, and is there one that runs.

use super::token::{self, Refusals};
use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessDecision, AccessFacts, AccessQuestion, AccessReport, Rights, Timestamp, Token};

const REFUSALS: Refusals = Refusals {
    ended: |_| "Invalid authentication credentials".to_owned(),
    kept_out: |_| "User account is deactivated".to_owned(),
};

/// The two halves of the API, which are the two scopes.
pub const ACTIONS: [&str; 2] = ["inference", "management"];

/// Paths that need no key.
const OPEN: [&str; 7] = ["/healthz", "/readyz", "/version", "/auth/config", "/auth/login", "/docs", "/openapi.json"];

/// Management that every user may do, each on what is their own.
const OF_EVERYBODY: [&str; 5] = ["/v2/users/me", "/v2/api-keys", "/v2/my-models", "/v2/usage", "/v2/organizations"];

/// Management that only administrators may do, by the beginning of its path.
const OF_ADMINISTRATORS: [&str; 2] = ["/v2/users", "/v2/groups"];

/// Judges what is asked about this key.
pub fn judge(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp) -> AccessReport {
    let mut trace = Trace::default();
    let ruled = rule(token, facts, asked, now, &mut trace);
    trace.report(ruled, token::identity(token, facts))
}

fn rule(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp, trace: &mut Trace) -> Ruling {
    let half = half_of(asked);
    if half == Half::Open {
        trace.pass("public-route", "the API", "this path is open to everybody");
        return Ok(());
    }
    token::check_alive(token, now, &REFUSALS, trace)?;
    token::check_owner(token, facts, &REFUSALS, trace)?;
    match half {
        Half::Named(name) => check_scope(token, name, trace)?,
        Half::Any => trace.skip("scope", "the API", "this path asks for no scope"),
        Half::Open | Half::Unknown => return Err(no_such_path()),
    }
    if half == Half::Named("management")
        && let Some(route) = asked.route.as_deref()
    {
        check_role(facts, route, trace)?;
    }
    match asked.model.as_deref() {
        Some(model) => check_model(token, facts, model, trace),
        None => Ok(()),
    }
}

/// Which half of the API is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Open,
    /// The scope of this name opens it.
    Named(&'static str),
    /// Every key that works.
    Any,
    Unknown,
}

fn half_of(asked: &AccessQuestion) -> Half {
    if let Some(action) = asked.action.as_deref() {
        return ACTIONS.iter().find(|name| **name == action).map_or(Half::Unknown, |name| Half::Named(name));
    }
    let Some(route) = asked.route.as_deref() else { return Half::Named("inference") };
    let is_below = |start: &str| route.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if OPEN.contains(&route) {
        Half::Open
    } else if is_below("/v1") || is_below("/v1-openai") || is_below("/token-auth") {
        Half::Named("inference")
    } else if is_below("/v2") || is_below("/debug") {
        Half::Named("management")
    } else if is_below("/auth") {
        Half::Any
    } else {
        Half::Unknown
    }
}

fn no_such_path() -> Box<Denial> {
    Denial::new("route", 404, "Not Found")
        .source("the API")
        .because("GPUStack has no such path")
        .fix("models are asked at /v1/…, administration is at /v2/…")
}

fn check_scope(token: &Token, half: &'static str, trace: &mut Trace) -> Ruling {
    match token::covering(&token.scopes, half, &[]) {
        Some(scope) => {
            trace.pass("scope", "scopes", format!("{scope} opens {half}"));
            Ok(())
        }
        None => Err(Denial::new("scope", 403, format!("API key does not have permission to access {half} features"))
            .source("scopes")
            .because(format!("the key may do {}, and not {half}", token::told_scopes(&token.scopes)))
            .fix(format!("`gatekey tokens update id:{} --scope {half}` replaces its scopes", token.id))),
    }
}

/// Some of management is for administrators, and some for owners of organisations.
fn check_role(facts: &AccessFacts, route: &str, trace: &mut Trace) -> Ruling {
    let is_in = |list: &[&str]| {
        list.iter().any(|start| route.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    let owner = facts.owner.as_ref().ok().and_then(Option::as_ref);
    if owner.is_some_and(token::is_administrator) {
        trace.pass("role", "users", "an administrator may do all of management");
    } else if is_in(&OF_EVERYBODY) {
        trace.pass("role", "the API", "every user may do that with what is their own");
    } else if owner.is_some() && is_in(&OF_ADMINISTRATORS) {
        return Err(Denial::new("role", 403, "No permission to access")
            .source("users")
            .because("only administrators may do that, and the key's owner is none")
            .fix("use a key of an administrator"));
    } else {
        trace.unknown("role", "users", "whether that is for administrators or owners of organisations only");
    }
    Ok(())
}

fn check_model(token: &Token, facts: &AccessFacts, model: &str, trace: &mut Trace) -> Ruling {
    const NOT_FOUND: &str = "Model not found";
    if let Rights::Only(names) = &token.models {
        if !names.iter().any(|name| name == model) {
            return Err(Denial::new("models", 404, NOT_FOUND)
                .source("models")
                .because(format!("the key may use {}, and {model} is hidden from it", names.join(", ")))
                .fix(format!("`gatekey tokens update id:{} --add-model {model}`", token.id)));
        }
        trace.pass("models", "models", format!("{model} is in the key's list"));
    } else {
        trace.pass("models", "models", "the key has no list of models");
    }
    let models = match &facts.models {
        Ok(models) => models,
        Err(why) => {
            trace.unknown("model-missing", "model routes", format!("whether there is {model}: {why}"));
            return Ok(());
        }
    };
    let Some(found) = models.iter().find(|one| one.is_called(model)) else {
        let there = models.iter().map(|one| one.name.as_str());
        let nearest = crate::model::nearest(model, there);
        return Err(Denial::new("model-missing", 404, NOT_FOUND)
            .source("model routes")
            .because(format!("the right is there, and no model of that name: {model} is not deployed"))
            .fix(match nearest {
                Some(name) => format!("did you mean {name}?"),
                None => "deploy it, or ask for one of `gatekey scopes list`".to_owned(),
            }));
    };
    match &found.is_open {
        Ok(true) => trace.pass("model-access", "model routes", format!("{model} is open to the key's owner")),
        Ok(false) => {
            return Err(Denial::new("model-access", 404, NOT_FOUND)
                .source(format!("model routes: {model}: access"))
                .because(format!("{model} is open to some users only, and the key's owner is none of them"))
                .fix("grant them the model on its access page"));
        }
        Err(why) => trace.unknown("model-access", "model routes", why.clone()),
    }
    if !found.is_running {
        return Err(Denial::new("model-stopped", 503, "No running instances available")
            .source("model routes")
            .because(format!("the right is there, and nothing of {model} runs now"))
            .fix("start an instance of it: it has none that is ready"));
    }
    trace.pass("model-stopped", "model routes", format!("{model} runs"));
    Ok(())
}

/// What an answer to the real request says about the right to make it.
pub fn answered(status: u16, _text: &str) -> AccessDecision {
    match status {
        401 | 403 | 404 | 503 => AccessDecision::Deny,
        // It was let in, and something else was wrong.
        200..=499 => AccessDecision::Allow,
        _ => AccessDecision::Unknown,
    }
}
