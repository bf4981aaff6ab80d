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
        changes.push(changed("payload", "payload", Value::from(a.payload.clone()), Value::from(b.payload.clone())));
    }
    // What two readers read differently is not shown whole: of numbers that are too large, and members that are there twice.
    let is_unclear = |token: &DecodedToken| {
        token.warnings.iter().any(|warning| matches!(warning.warning, "rounded_number" | "repeated_member"))
    };
    let payload = |token: &Secret| token.expose().split('.').nth(1).map(str::to_owned);
    let shows_payload = changes.iter().any(|change| matches!(change.part, "claims" | "payload"));
    if (is_unclear(&a) || is_unclear(&b)) && !shows_payload && payload(first) != payload(second) {
        changes.push(changed("payload", "payload", Value::from("…"), Value::from("another")));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::base64url::encode;

    fn parts_that_differ(first: &str, second: &str) -> Vec<&'static str> {
        let token = |claims: &str| {
            Secret::new(format!("{}.{}.c2ln", encode(br#"{"alg":"ES256","kid":"k"}"#), encode(claims.as_bytes())))
        };
        let now = Timestamp::from_unix_seconds(0).unwrap();
        diff(&token(first), &token(second), now).unwrap().changes.iter().map(|change| change.part).collect()
    }

    #[test]
    fn what_is_too_large_or_there_twice_differs_where_its_text_does() {
        let number = |end| format!(r#"{{"t":1234567890123456789012{end}}}"#);
        assert_eq!(parts_that_differ(&number(3), &number(4)), ["payload"]);
        assert_eq!(parts_that_differ(r#"{"t":1,"t":2}"#, r#"{"t":2}"#), ["payload"]);
        assert_eq!(parts_that_differ(r#"{"t":1}"#, r#"{"t":2}"#), ["claims"]);
        // Another spelling of the same claims is told by its signature alone.
        assert_eq!(parts_that_differ(r#"{"t":1}"#, r#"{ "t": 1 }"#), ["signature"]);
        assert_eq!(parts_that_differ(&number(3), &number(3)), Vec::<&str>::new());
    }
}
