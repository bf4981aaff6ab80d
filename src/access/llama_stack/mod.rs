//! As a Llama Stack server judges a JWT: is it one of its issuer's, who does it stand for, and what do the policies let them do.
//! The rules are those of 0.7.3, seen by asking its code.
//!
//! - [`config`]: `server.auth` of the configuration; `variables.rs`: what `${env.…}` in it stands for
//! - `identity.rs`: from a token to a user with attributes; `policy.rs`: from a user to a decision

pub mod config;
mod identity;
mod policy;
mod variables;

use serde_json::Value;

pub use self::config::Config;
pub use self::policy::{Owner, User};
use super::KeyDocuments;
use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessIdentity, AccessReport, Secret, capitalised};

use self::config::Provider;
use self::policy::Said;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// `type::id`, and the action on it.
    pub action: Option<(String, String)>,
    pub owner: Owner,
    /// A path, for the route policy.
    pub route: Option<String>,
}

/// Judges a token, and what its bearer asks for.
pub fn judge(config: &Config, keys: &KeyDocuments, token: &Secret, now: f64, asked: &Question) -> AccessReport {
    let mut trace = Trace::default();
    let mut identity = AccessIdentity::default();
    let ruled = rule(config, keys, token.expose(), now, asked, &mut identity, &mut trace);
    trace.report(ruled, identity)
}

fn rule(
    config: &Config,
    keys: &KeyDocuments,
    token: &str,
    now: f64,
    asked: &Question,
    identity: &mut AccessIdentity,
    trace: &mut Trace,
) -> Ruling {
    let user = match &config.provider {
        Provider::None => {
            let fix = "set server.auth.provider_config";
            trace.warn("authentication", "server.auth", "nobody is asked who they are: there is no provider", fix);
            None
        }
        Provider::Other(kind) => {
            let detail = format!("{kind} decides who the caller is, and only the server can ask there");
            trace.unknown("authentication", "server.auth.provider_config", detail);
            return Ok(());
        }
        Provider::Jwt(provider) => Some(identity::of(provider, keys, token, now, trace)?),
    };
    if let Some(user) = &user {
        identity.user_id = Value::from(user.principal.as_str());
        trace.pass("attributes", "server.auth.provider_config.claims_mapping", told(user));
    }
    // The server takes an empty name without attributes for no authentication at all.
    let user = user.filter(|user| !user.principal.is_empty() || !user.attributes.is_empty());
    if let Some(route) = &asked.route {
        check_route(config, route, user.as_ref(), trace)?;
    }
    match (&asked.action, &user) {
        (None, _) => Ok(()),
        (Some(_), None) => {
            let detail = "no access policy holds a caller whom nobody knows: everything is allowed";
            trace.warn("access-policy", "server.auth", detail, "never let a principal be empty");
            Ok(())
        }
        (Some((resource, action)), Some(user)) => check_resource(config, resource, action, user, &asked.owner, trace),
    }
}

fn told(user: &User) -> String {
    if user.attributes.is_empty() {
        return format!("{} has no attributes: no claim of the mapping is there", user.principal);
    }
    let lists: Vec<String> =
        user.attributes.iter().map(|(name, values)| format!("{name}={}", super::python::list(values))).collect();
    format!("{} has {}", user.principal, lists.join(", "))
}

fn check_route(config: &Config, route: &str, user: Option<&User>, trace: &mut Trace) -> Ruling {
    const RULE: &str = "route-policy";
    const SOURCE: &str = "server.auth.route_policy";
    if config.routes.is_empty() {
        trace.skip(RULE, SOURCE, "there is none: every path is open to whoever is known");
        return Ok(());
    }
    // A slash at the end is not looked at.
    let route = if route == "/" { route } else { route.trim_end_matches('/') };
    let Said { allows, by } = policy::of_route(&config.routes, route, user);
    let words = by.map_or("no rule fits, which is a no".to_owned(), |(_, words)| words.to_owned());
    match allows {
        Some(true) => trace.pass(RULE, SOURCE, words),
        None => trace.unknown(RULE, SOURCE, format!("{words}: its pattern is one that only Python reads")),
        Some(false) => {
            let error = format!("Access denied: insufficient permissions for route {route}");
            return Err(Denial::new(RULE, 403, error)
                .source(SOURCE)
                .because(words)
                .fix("put a permit for this path in front, or give the caller what a permit asks for"));
        }
    }
    Ok(())
}

fn check_resource(
    config: &Config,
    resource: &str,
    action: &str,
    user: &User,
    owner: &Owner,
    trace: &mut Trace,
) -> Ruling {
    const RULE: &str = "access-policy";
    let source = if config.is_default { "the default policy" } else { "server.auth.access_policy" };
    // What is to be made has no owner yet.
    let owner = if action == "create" { &Owner::Nobody } else { owner };
    let Said { allows, by } = policy::of_resource(&config.access, action, resource, user, owner);
    let words = by.map_or("no rule fits, which is a no".to_owned(), |(_, words)| words.to_owned());
    match allows {
        Some(true) => {
            trace.pass(RULE, source, words);
            Ok(())
        }
        None => {
            let why = if *owner == Owner::Unknown {
                "whose it is decides: name who made it with --owner, or say --unowned"
            } else {
                "its pattern is one that only Python reads"
            };
            trace.unknown(RULE, source, format!("{words}: {why}"));
            Ok(())
        }
        Some(false) => {
            let (kind, id) = resource.split_once("::").unwrap_or(("", resource));
            // What may not be read is as if it were not there.
            let (status, error) = if action == "read" {
                (404, format!("{} '{id}' not found", capitalised(kind)))
            } else {
                (403, refusal(user, action, resource))
            };
            Err(Denial::new(RULE, status, error)
                .source(source)
                .because(words)
                .fix("put a permit for it in front, or give the caller what a permit asks for"))
        }
    }
}

fn refusal(user: &User, action: &str, resource: &str) -> String {
    let lists: Vec<String> =
        user.attributes.iter().map(|(name, values)| format!("{name}={}", super::python::list(values))).collect();
    let attributes = if lists.is_empty() { String::new() } else { format!(" (attributes: {})", lists.join(", ")) };
    format!("User '{}'{attributes} cannot perform action '{action}' on resource '{resource}'", user.principal)
}
