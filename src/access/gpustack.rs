//! As a GPUStack 2.3 server judges a key: is it alive, is its user let in, does its scope open that half of the API, may it
//! and its user use the model, and is there one that runs.

use super::token::{self, Refusals};
use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessDecision, AccessFacts, AccessQuestion, AccessReport, OfferedModel, Rights, Timestamp, Token};

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
        Half::ForAGateway => return check_for_a_gateway(token, facts, asked, trace),
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

/// Where a gateway before the models asks whether a key may use one.
pub const TOKEN_AUTH: &str = "/token-auth";

/// Which half of the API is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Open,
    /// The scope of this name opens it.
    Named(&'static str),
    /// Every key that works.
    Any,
    /// What a gateway before the models asks about a model.
    ForAGateway,
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
    } else if is_below("/v1") || is_below("/v1-openai") {
        Half::Named("inference")
    } else if route == TOKEN_AUTH {
        Half::ForAGateway
    } else if is_below("/v2") || is_below("/debug") {
        Half::Named("management")
    } else if is_below("/auth") {
        Half::Any
    } else {
        Half::Unknown
    }
}

/// `/token-auth` names the model in a header, and says why not, where the models' own paths hide what a key may not use.
fn check_for_a_gateway(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, trace: &mut Trace) -> Ruling {
    let Some(model) = asked.model.as_deref() else {
        return Err(Denial::new("model-missing", 400, "Missing 'model' field")
            .source("the request: X-Higress-Llm-Model")
            .because("/token-auth is asked about one model, and none is named")
            .fix("name it with --model"));
    };
    let models = match &facts.models {
        Ok(models) => models,
        Err(why) => {
            trace.unknown("model-missing", "model routes", format!("whether there is {model}: {why}"));
            return check_scope(token, "inference", trace);
        }
    };
    let Some(found) = models.iter().find(|one| one.is_called(model)) else { return Err(no_such_model(models, model)) };
    if found.is_public {
        trace.pass("model-access", "model routes", format!("{model} is public: open to any key that works"));
        return Ok(());
    }
    check_scope(token, "inference", trace)?;
    let refused = |why: String| {
        Denial::new("models", 403, format!("Not allowed to access model {model}")).source("models").because(why)
    };
    if let Rights::Only(names) = &token.models
        && !names.iter().any(|name| name == model)
    {
        return Err(refused(format!("the key may use {}, and not {model}", names.join(", ")))
            .fix(format!("`gatekey tokens update id:{} --add-model {model}`", token.id)));
    }
    match &found.is_open {
        Ok(true) => trace.pass("model-access", "model routes", format!("{model} is open to the key's owner")),
        Ok(false) => {
            return Err(refused(format!("{model} is open to some users only, and the key's owner is none of them"))
                .fix("grant them the model on its access page"));
        }
        Err(why) => trace.unknown("model-access", "model routes", why.clone()),
    }
    Ok(())
}

fn no_such_model(models: &[OfferedModel], model: &str) -> Box<Denial> {
    let nearest = crate::model::nearest(model, models.iter().map(|one| one.name.as_str()));
    Denial::new("model-missing", 404, "Model not found")
        .source("model routes")
        .because(format!("the right is there, and no model of that name: {model} is not deployed"))
        .fix(match nearest {
            Some(name) => format!("did you mean {name}?"),
            None => "deploy it, or ask for one that `gatekey scopes check TOKEN --list` tells".to_owned(),
        })
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
    let Some(found) = models.iter().find(|one| one.is_called(model)) else { return Err(no_such_model(models, model)) };
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
pub fn answered(status: u16, text: &str) -> AccessDecision {
    match status {
        400 if text.contains("Missing 'model' field") => AccessDecision::Deny,
        401 | 403 | 404 | 503 => AccessDecision::Deny,
        // It was let in, and something else was wrong.
        200..=499 => AccessDecision::Allow,
        _ => AccessDecision::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(name: &str, is_public: bool, is_open: bool) -> OfferedModel {
        OfferedModel { name: name.to_owned(), aliases: Vec::new(), is_running: false, is_public, is_open: Ok(is_open) }
    }

    fn asked(scope: &str, models: &[&str], model_name: Option<&str>) -> (Option<u16>, Option<String>) {
        let mut token = Token::untold("7");
        token.scopes = Rights::Only(vec![scope.to_owned()]);
        if !models.is_empty() {
            token.models = Rights::Only(models.iter().map(|name| (*name).to_owned()).collect());
        }
        let offered = vec![model("pub", true, false), model("m", false, true), model("closed", false, false)];
        let facts = AccessFacts { owner: Ok(None), models: Ok(offered), ..AccessFacts::default() };
        let mut trace = Trace::default();
        let question = AccessQuestion { model: model_name.map(str::to_owned), ..AccessQuestion::default() };
        let ruled = check_for_a_gateway(&token, &facts, &question, &mut trace);
        let report = trace.report(ruled, crate::model::AccessIdentity::default());
        (report.status, report.error)
    }

    #[test]
    fn what_a_gateway_asks_is_refused_by_its_name_and_a_public_model_to_no_key() {
        let told = |status: u16, error: &str| (Some(status), Some(error.to_owned()));
        assert_eq!(asked("inference", &[], Some("m")), (None, None), "stopped or not: nobody asks here");
        assert_eq!(asked("management", &["m"], Some("pub")), (None, None));
        let no_scope = "API key does not have permission to access inference features";
        assert_eq!(asked("management", &[], Some("m")), told(403, no_scope));
        assert_eq!(asked("inference", &["other"], Some("m")), told(403, "Not allowed to access model m"));
        assert_eq!(asked("inference", &[], Some("closed")), told(403, "Not allowed to access model closed"));
        assert_eq!(asked("inference", &[], Some("gone")), told(404, "Model not found"));
        assert_eq!(asked("inference", &[], None), told(400, "Missing 'model' field"));
    }
}
