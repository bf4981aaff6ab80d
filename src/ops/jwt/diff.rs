//! Compares two tokens, member by member.

use serde_json::{Map, Value};

use crate::jwt::{compact, decode};
use crate::model::{DecodedToken, Secret, Timestamp, TokenChangeLine, TokenDiff};
use crate::ops::{Error, Refusal, RefusalKind};

/// How the second differs from the first.
///
/// # Errors
/// When either is no token.
pub fn diff(first: &Secret, second: &Secret, now: Timestamp) -> Result<TokenDiff, Error> {
    let (a, b) = (look_into(first, "first", now)?, look_into(second, "second", now)?);
    let mut changes = Vec::new();
    compare("header", &a.header, &b.header, &mut changes);
    compare("claims", &a.claims, &b.claims, &mut changes);
    if a.payload != b.payload {
        changes.push(changed("payload", "payload", Value::from(a.payload), Value::from(b.payload)));
    }
    // Where the rest is the same, that the signatures are not is worth knowing: other keys, or one is forged.
    let signature = |token: &Secret| compact::split(token.expose()).ok().map(|parts| parts.signature.to_owned());
    if changes.is_empty() && signature(first) != signature(second) {
        changes.push(changed("signature", "signature", Value::from("…"), Value::from("another")));
    }
    Ok(TokenDiff { same: changes.is_empty(), changes })
}

fn look_into(token: &Secret, which: &str, now: Timestamp) -> Result<DecodedToken, Error> {
    decode::decode(token.expose(), now, false).map_err(|error| {
        Refusal::new(RefusalKind::Invalid, format!("the {which} text cannot be compared"))
            .cause(error.to_string())
            .into()
    })
}

fn compare(part: &'static str, first: &Value, second: &Value, changes: &mut Vec<TokenChangeLine>) {
    let none = Map::new();
    let (first, second) = (first.as_object().unwrap_or(&none), second.as_object().unwrap_or(&none));
    for (name, value) in first {
        match second.get(name) {
            Some(other) if other == value => {}
            Some(other) => changes.push(changed(part, name, value.clone(), other.clone())),
            None => changes.push(line(part, name, "removed", value.clone(), Value::Null)),
        }
    }
    for (name, value) in second.iter().filter(|(name, _)| !first.contains_key(*name)) {
        changes.push(line(part, name, "added", Value::Null, value.clone()));
    }
}

fn changed(part: &'static str, name: &str, first: Value, second: Value) -> TokenChangeLine {
    line(part, name, "changed", first, second)
}

fn line(part: &'static str, name: &str, change: &'static str, first: Value, second: Value) -> TokenChangeLine {
    TokenChangeLine { part, name: name.to_owned(), change, first, second }
}
