//! What holds for a key on every gateway that has rows of its own for keys: it is there, it has not ended, its owner is let in.

use serde_json::Value;

use super::trace::{Denial, Ruling, Trace};
use crate::model::{AccessFacts, AccessIdentity, Rights, Scope, Status, Timestamp, Token, User};

/// How a gateway refuses a key that is no longer good.
pub(super) struct Refusals {
    /// To whoever shows a key that has ended or was revoked.
    pub(super) ended: fn(&Token) -> String,
    /// To the key of somebody who is kept out.
    pub(super) kept_out: fn(&Token) -> String,
}

/// Who the caller is taken for.
pub(super) fn identity(token: &Token, facts: &AccessFacts) -> AccessIdentity {
    let owner = facts.owner.as_ref().ok().and_then(Option::as_ref);
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let named = token.owner.as_ref().and_then(|owner| owner.id.as_deref().or(owner.name.as_deref()));
    AccessIdentity {
        is_proxy_admin: owner.map(is_administrator),
        user_id: text(owner.map(|user| user.id.as_str()).or(named)),
        user_email: text(owner.and_then(|user| user.email.as_deref())),
        team_id: text(token.team.as_ref().map(|team| team.id.as_str())),
        scopes: token.scopes.to_list().map(|names| names.into_iter().map(Value::String).collect()),
        ..AccessIdentity::default()
    }
}

/// Whether this user may do everything.
pub(super) fn is_administrator(user: &User) -> bool {
    user.role == crate::model::user::ADMINISTRATOR
}

/// Whether the key works at all.
pub(super) fn check_alive(token: &Token, now: Timestamp, refusals: &Refusals, trace: &mut Trace) -> Ruling {
    let refused = |rule, detail: String, fix: &str| {
        Err(Denial::new(rule, 401, (refusals.ended)(token)).source("status").because(detail).fix(fix))
    };
    match token.status {
        Status::Revoked => {
            let fix = "make a new one with `gatekey tokens create`";
            return refused("key-revoked", "the key was revoked".to_owned(), fix);
        }
        Status::Blocked => {
            let fix = "an administrator lets it in again with `gatekey tokens unblock`";
            return refused("key-blocked", "the key is blocked".to_owned(), fix);
        }
        Status::Superseded => {
            let until = match token.grace_expires_at {
                Some(until) => format!("another key replaced this one, which is to go at {until}"),
                None => "another key replaced this one, which may go at any time".to_owned(),
            };
            trace.warn("key-status", "status", until, "use its successor");
        }
        Status::Active | Status::Expired => {
            trace.pass("key-status", "status", "the key is neither revoked nor blocked");
        }
    }
    match token.expires_at {
        Some(end) if end <= now => {
            let fix =
                "make a new one with `gatekey tokens create`, or exchange it in time with `gatekey tokens rotate`";
            return refused("key-expiry", format!("the key ended at {end}"), fix);
        }
        Some(end) => trace.pass("key-expiry", "expires_at", format!("the key is good until {end}")),
        None if token.unknown.contains(&"expires_at") => {
            trace.unknown("key-expiry", "expires_at", "the gateway does not tell when the key ends");
        }
        None => trace.pass("key-expiry", "expires_at", "the key never expires"),
    }
    Ok(())
}

/// Whether the key's owner is let in.
pub(super) fn check_owner(token: &Token, facts: &AccessFacts, refusals: &Refusals, trace: &mut Trace) -> Ruling {
    match &facts.owner {
        Err(why) => trace.unknown("owner", "users", format!("whether the key's owner is let in: {why}")),
        Ok(None) => trace.skip("owner", "users", "the key belongs to nobody"),
        Ok(Some(user)) if !user.active => {
            return Err(Denial::new("owner", 401, (refusals.kept_out)(token))
                .source(format!("users: {}", user.name))
                .because(format!("{} is deactivated, and so are all their keys", user.name))
                .fix("an administrator lets them in again with `gatekey users activate`"));
        }
        Ok(Some(user)) => trace.pass("owner", "users", format!("{} is let in, as {}", user.name, user.role)),
    }
    Ok(())
}

/// The scope of these rights that holds what is wanted, as the catalogue has it.
pub(super) fn covering<'a>(rights: &'a Rights, wanted: &str, catalogue: &[Scope]) -> Option<&'a str> {
    match rights {
        Rights::All | Rights::NoSuchLimit => Some("*"),
        Rights::Only(names) => names.iter().map(String::as_str).find(|held| holds(held, wanted, catalogue, 0)),
    }
}

/// Whether a scope is this one, or has it among what comes with it.
fn holds(held: &str, wanted: &str, catalogue: &[Scope], depth: usize) -> bool {
    /// Deeper than any catalogue; one that goes in circles ends there.
    const DEEPEST: usize = 8;
    if held == wanted || held == "*" {
        return true;
    }
    // `workspace:*` is every action on it, also those that are not in the catalogue.
    if held.strip_suffix('*').is_some_and(|start| start.ends_with(':') && wanted.starts_with(start)) {
        return true;
    }
    let entry = catalogue.iter().find(|scope| scope.is_called(held));
    depth < DEEPEST
        && entry.is_some_and(|scope| scope.grants.iter().any(|part| holds(part, wanted, catalogue, depth + 1)))
}

/// What the scopes are called in sentences.
pub(super) fn told_scopes(rights: &Rights) -> String {
    match rights {
        Rights::All | Rights::NoSuchLimit => "everything".to_owned(),
        Rights::Only(names) if names.is_empty() => "nothing".to_owned(),
        Rights::Only(names) => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ScopeKind;

    fn scope(name: &str, grants: &[&str]) -> Scope {
        let grants = grants.iter().map(|name| (*name).to_owned()).collect();
        Scope { name: name.to_owned(), title: String::new(), grants, aliases: Vec::new(), kind: ScopeKind::Scope }
    }

    #[test]
    fn a_scope_holds_what_comes_with_it_and_circles_end() {
        let catalogue = [scope("a", &["b"]), scope("b", &["a", "c:read"]), scope("all-of-d", &["d:*"])];
        let only = |name: &str| Rights::Only(vec![name.to_owned()]);
        assert_eq!(covering(&only("a"), "c:read", &catalogue), Some("a"));
        assert_eq!(covering(&only("all-of-d"), "d:new", &catalogue), Some("all-of-d"));
        assert_eq!(covering(&only("d:*"), "dx:new", &catalogue), None);
        assert_eq!(covering(&only("a"), "e", &catalogue), None);
        assert_eq!(covering(&Rights::Only(Vec::new()), "a", &catalogue), None);
    }
}
