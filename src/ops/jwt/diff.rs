//! Compares two tokens, member by member.

use serde_json::{Map, Value};

use crate::jwt::decode;
use crate::model::{DecodedToken, Secret, Timestamp, TokenChangeLine, TokenDiff, TokenForm};
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
    // Where what can be read is the same, the rest may still not be: signed by other keys, forged, or encrypted.
    if changes.is_empty() && first != second {
        let part = if a.form == TokenForm::Jwe { "payload" } else { "signature" };
        changes.push(changed(part, part, Value::from("…"), Value::from("another")));
    }
    Ok(TokenDiff { same: changes.is_empty(), changes })
}

fn look_into(token: &Secret, which: &str, now: Timestamp) -> Result<DecodedToken, Error> {
    let refused = |cause: String| {
        Refusal::new(RefusalKind::Invalid, format!("the {which} text cannot be compared"))
            .cause(cause)
            .hint("give two tokens, each whole and in one piece")
    };
    match decode::decode(token.expose(), now, false) {
        Ok(decoded) if decoded.form == TokenForm::Key => Err(refused(decoded.form.title().to_owned()).into()),
        Ok(decoded) => Ok(decoded),
        Err(error) => Err(refused(error.to_string()).into()),
    }
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
