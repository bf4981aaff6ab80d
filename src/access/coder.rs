//! As a Coder 2 server judges a token: is it alive, is its owner let in, does a scope hold the action, is the resource in the
//! allow-list, and may the owner do it at all, which no scope widens.

use super::token::{self, Refusals};
use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessDecision, AccessFacts, AccessQuestion, AccessReport, Timestamp, Token, User};

const REFUSALS: Refusals = Refusals {
    ended: |token| match token.expires_at {
        Some(end) => format!("API key expired at \"{end}\"."),
        None => "API key is invalid.".to_owned(),
    },
    kept_out: |_| {
        "User is not active (status = \"suspended\"). Contact an admin to reactivate your account.".to_owned()
    },
};

/// What every member may do, each with what is their own.
const OF_MEMBERS: [&str; 16] = [
    "api_key:create",
    "api_key:delete",
    "api_key:read",
    "api_key:update",
    "file:create",
    "user:read_personal",
    "user:update_personal",
    "user_secret:create",
    "user_secret:delete",
    "user_secret:read",
    "user_secret:update",
    "workspace:application_connect",
    "workspace:read",
    "workspace:ssh",
    "workspace:start",
    "workspace:stop",
];

/// Roles with more, and the resource that they have it on.
const ROLES: [(&str, &str); 2] = [("template-admin", "template"), ("user-admin", "user")];

/// Judges whether this token may do the action that is asked about.
pub fn judge(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp) -> AccessReport {
    let mut trace = Trace::default();
    let ruled = rule(token, facts, asked, now, &mut trace);
    trace.report(ruled, token::identity(token, facts))
}

fn rule(token: &Token, facts: &AccessFacts, asked: &AccessQuestion, now: Timestamp, trace: &mut Trace) -> Ruling {
    let action = asked.action.as_deref().unwrap_or_default();
    token::check_alive(token, now, &REFUSALS, trace)?;
    token::check_owner(token, facts, &REFUSALS, trace)?;
    check_scope(token, facts, action, trace)?;
    check_allow_list(token, action, asked.resource.as_deref(), trace)?;
    check_owner_may(facts, action, trace);
    Ok(())
}

/// What Coder answers to what a token may not do. What it may not see is a 404 there.
fn forbidden(rule: &'static str, action: &str) -> Box<Denial> {
    if action.ends_with(":read") {
        return Denial::new(rule, 404, "Resource not found or you do not have access to this resource");
    }
    Denial::new(rule, 403, "Forbidden.")
}

fn check_scope(token: &Token, facts: &AccessFacts, action: &str, trace: &mut Trace) -> Ruling {
    let catalogue = facts.catalogue.as_deref().unwrap_or_default();
    match token::covering(&token.scopes, action, catalogue) {
        Some("*") => trace.pass("scope", "scopes", "the token has every right of its owner"),
        Some(scope) if scope == action => trace.pass("scope", "scopes", format!("{scope} is one of its scopes")),
        Some(scope) => trace.pass("scope", "scopes", format!("{scope} holds {action}")),
        None => {
            if let Err(why) = &facts.catalogue {
                trace.unknown("scope", "scopes", format!("what its scopes hold: {why}"));
                return Ok(());
            }
            return Err(forbidden("scope", action)
                .source("scopes")
                .because(format!("its scopes are {}, and none holds {action}", token::told_scopes(&token.scopes)))
                .fix(format!("make another with `gatekey tokens create --scope {action}`: Coder changes no token")));
        }
    }
    Ok(())
}

fn check_allow_list(token: &Token, action: &str, resource: Option<&str>, trace: &mut Trace) -> Ruling {
    const RULE: &str = "allow-list";
    let list = match token.allow_list.as_deref() {
        None => {
            trace.skip(RULE, "allow_list", "this Coder limits tokens to no resources");
            return Ok(());
        }
        Some(list) if list.iter().any(|entry| entry == "*" || entry == "*:*") => {
            trace.pass(RULE, "allow_list", "the token is limited to no resources");
            return Ok(());
        }
        Some(list) => list,
    };
    let sort = action.split(':').next().unwrap_or_default();
    let entries: Vec<&String> = list
        .iter()
        .filter(|entry| entry.split_once(':').is_some_and(|(kind, _)| kind == sort || kind == "*"))
        .collect();
    let is_listed = |wanted: &str| {
        let id = wanted.split_once(':').map_or(wanted, |(_, id)| id);
        entries.iter().any(|entry| entry.split_once(':').is_some_and(|(_, own)| own == "*" || own == id))
    };
    let refused = |detail: String| {
        Err(forbidden(RULE, action)
            .source("allow_list")
            .because(detail)
            .fix("make another with `gatekey tokens create --allow TYPE:ID`: Coder changes no token"))
    };
    match resource {
        _ if entries.is_empty() => {
            refused(format!("the token is limited to {}, none of which is a {sort}", list.join(", ")))
        }
        Some(resource) if is_listed(resource) => {
            trace.pass(RULE, "allow_list", format!("{resource} is in it"));
            Ok(())
        }
        Some(resource) => refused(format!("the token is limited to {}, and not {resource}", list.join(", "))),
        None if entries.iter().any(|entry| entry.ends_with(":*")) => {
            trace.pass(RULE, "allow_list", format!("every {sort} is in it"));
            Ok(())
        }
        None => {
            let names: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
            trace.warn(RULE, "allow_list", format!("only on {}", names.join(", ")), "name one with --resource");
            Ok(())
        }
    }
}

/// A token never does more than its owner may.
fn check_owner_may(facts: &AccessFacts, action: &str, trace: &mut Trace) {
    const RULE: &str = "owner-rights";
    let Some(owner) = facts.owner.as_ref().ok().and_then(Option::as_ref) else {
        trace.unknown(RULE, "users", "what its owner may do is not known, and a token never does more");
        return;
    };
    let resource = action.split(':').next().unwrap_or_default();
    if token::is_administrator(owner) {
        trace.pass(RULE, "users", format!("{} is an owner of Coder, and may do everything", owner.name));
    } else if let Some((role, _)) = ROLES.iter().find(|(role, sort)| has_role(owner, role) && *sort == resource) {
        trace.pass(RULE, "users", format!("{} is {role}", owner.name));
    } else if OF_MEMBERS.contains(&action) {
        trace.pass(RULE, "users", format!("{} may do it with what is their own", owner.name));
    } else {
        let detail = format!(
            "whether {} may: it depends on roles in organizations, and on whose it is; --prove asks Coder",
            owner.name
        );
        trace.unknown(RULE, "users", detail);
    }
}

fn has_role(owner: &User, role: &str) -> bool {
    owner.role.split([',', ' ']).any(|own| own == role)
}

/// What an answer to Coder's own check says: the question may be refused, or answered.
pub fn answered(status: u16, checked: Option<bool>) -> AccessDecision {
    match (status, checked) {
        (200, Some(true)) => AccessDecision::Allow,
        (200, Some(false)) | (401 | 403, _) => AccessDecision::Deny,
        _ => AccessDecision::Unknown,
    }
}
