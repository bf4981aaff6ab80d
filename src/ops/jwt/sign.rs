//! Makes a token, for tests and for accounts that sign their own.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::jwt::algorithm::Algorithm;
use crate::jwt::jwks::KeySet;
use crate::jwt::strength::Weakness;
use crate::jwt::{json, sign};
use crate::model::{SignedToken, Timestamp};
use crate::ops::{Error, Refusal, RefusalKind};

/// What is to be signed, and how.
#[derive(Debug, Clone, Default)]
pub struct Order {
    pub algorithm: Option<Algorithm>,
    /// Instead of the key's own name.
    pub kid: Option<String>,
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    pub expires_in: Option<Duration>,
}

/// A token that was made, and what its maker should know.
#[derive(Debug)]
pub struct Made {
    pub token: SignedToken,
    pub warnings: Vec<String>,
}

/// Reads claims: one JSON object.
///
/// # Errors
/// When the text is none.
pub fn claims(text: &[u8]) -> Result<Map<String, Value>, Error> {
    let usage = |message: &str| Error::from(Refusal::new(RefusalKind::Usage, message));
    let read = json::parse(text)
        .map_err(|error| Refusal::new(RefusalKind::Usage, "the claims are no JSON").cause(error.to_string()))?;
    if let Some(name) = read.repeated.first() {
        return Err(usage(&format!("the claims have `{name}` more than once")));
    }
    if let Some(name) = read.rounded.first() {
        let refusal =
            Refusal::new(RefusalKind::Usage, format!("the number in `{name}` is too large to be signed exactly"));
        return Err(refusal.hint("write it as text, in quotes: most readers round numbers beyond 64 bits").into());
    }
    match read.value {
        Value::Object(claims) => Ok(claims),
        _ => Err(usage("the claims are no JSON object")),
    }
}

/// A value as it was typed: JSON, else text.
///
/// # Errors
/// When it is a number that would be signed as another one.
pub fn value(typed: &str) -> Result<Value, &'static str> {
    match json::parse(typed.as_bytes()) {
        Ok(read) if !read.rounded.is_empty() => {
            Err("a number beyond 64 bits cannot be signed exactly; write it as text: NAME='\"…\"'")
        }
        Ok(read) => Ok(read.value),
        Err(_) => Ok(typed.into()),
    }
}

/// Signs these claims. `iat` is now, unless they say otherwise.
///
/// # Errors
/// When the key cannot sign so.
pub fn sign(mut set: KeySet, order: Order, now: Timestamp) -> Result<Made, Error> {
    if set.keys.len() != 1 {
        let message = format!("there are {} keys to sign with, and nothing says which", set.keys.len());
        return Err(Refusal::new(RefusalKind::Usage, message)
            .hint("give a file with one JWK or one private key")
            .into());
    }
    // What the header says of them is what is really used.
    for (name, option) in [("alg", "--alg"), ("kid", "--kid")] {
        if order.header.contains_key(name) {
            let message = format!("`{name}` cannot be set as any member of the header");
            return Err(Refusal::new(RefusalKind::Usage, message).hint(format!("give it with {option}")).into());
        }
    }
    let mut key = set.keys.remove(0);
    key.id = order.kid.or(key.id);
    let refused = |error: sign::SignError| {
        let refusal = Refusal::new(RefusalKind::Invalid, "the token was not signed").cause(error.to_string());
        match error {
            sign::SignError::NoPrivate => refusal.hint("give the file with its private half; `jwt keygen` makes one"),
            sign::SignError::NoPrimes => {
                refusal.hint("export it with all its numbers, as `openssl genpkey` and `jwt keygen` write them")
            }
            sign::SignError::Weak { .. } => refusal.hint("verifiers refuse it too: `jwt keygen` makes a good one"),
            _ => refusal,
        }
    };
    let algorithm = sign::algorithm(&key, order.algorithm)
        .map_err(|error| Refusal::new(RefusalKind::Usage, "the token was not signed").cause(error.to_string()))?;
    let mut claims = Map::new();
    claims.insert("iat".to_owned(), now.unix_seconds().into());
    claims.extend(order.claims);
    if let Some(length) = order.expires_in {
        let expires_at = now
            .checked_add(length)
            .ok_or_else(|| Refusal::new(RefusalKind::Usage, "--expires-in ends after the year 9999"))?;
        claims.insert("exp".to_owned(), expires_at.unix_seconds().into());
    }
    let mut warnings = Vec::new();
    if !claims.contains_key("exp") {
        warnings.push("the token never expires: --expires-in sets an end".to_owned());
    }
    if let Some(Weakness { found, expected, .. }) = sign::weakness(&key, algorithm) {
        warnings.push(format!("verifiers refuse {} for {algorithm}: it is {found}, not {expected}", key.label()));
    }
    if let Some(purpose) = key.purpose.as_deref().filter(|purpose| *purpose != "sig") {
        warnings.push(format!("verifiers refuse {}: its `use` is `{purpose}`, not `sig`", key.label()));
    }
    if key.operations.as_ref().is_some_and(|operations| !operations.iter().any(|operation| operation == "sign")) {
        warnings.push(format!("`key_ops` of {} does not have `sign`", key.label()));
    }
    let header = sign::header(&key, algorithm, &order.header);
    let claims = Value::Object(claims);
    let token = sign::sign(&key, algorithm, &header, claims.to_string().as_bytes()).map_err(refused)?;
    Ok(Made { token: SignedToken { token, header: Value::Object(header), claims }, warnings })
}
