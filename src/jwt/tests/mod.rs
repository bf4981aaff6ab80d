//! The rules held against the standards' own examples (`vectors.rs`) and against those who want to get round them
//! (`attacks.rs`, and `wycheproof.rs` with the public suite); `claims.rs` has a case for each rule about claims,
//! `manners.rs` the gateways' own ways, `files.rs` the forms of key files, `batch.rs` what is said of one among many.

mod attacks;
mod batch;
mod claims;
mod files;
mod manners;
mod vectors;
mod wycheproof;

use serde_json::{Map, Value, json};

use super::jwks::{self, KeySet};
use super::key::Key;
use super::verify::{Rules, Verifier};
use super::{Algorithm, base64url, jwk, sign};
use crate::model::verdict::{TokenCheckStatus, Verdict};

/// RFC 7515, appendix A.3.1.
const EC: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
/// RFC 8037, appendix A.1.
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
/// RFC 7520, §3.5.
const SECRET: &str = r#"{"kty":"oct","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;

const NOW: &str = "2026-11-22T10:00:00Z";

fn rules() -> Rules {
    Rules::at(NOW.parse().unwrap())
}

/// The standard's rules on any payload.
fn any_payload() -> Rules {
    Rules { any_payload: true, ..rules() }
}

fn now() -> i64 {
    rules().at.unix_seconds()
}

/// A key with further members.
fn key_with(text: &str, more: Value) -> Key {
    jwk::parse(&object_with(text, more)).unwrap()
}

fn object_with(text: &str, more: Value) -> Value {
    let mut object: Value = serde_json::from_str(text).unwrap();
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

fn set(keys: &[Value]) -> KeySet {
    jwks::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn alone(text: &str) -> KeySet {
    jwks::read(text.as_bytes()).unwrap()
}

/// A token by this key with these further members of the header.
fn token(key: &str, header: Value, payload: &Value) -> String {
    token_of(key, header, payload.to_string().as_bytes())
}

fn token_of(key: &str, header: Value, payload: &[u8]) -> String {
    let key = jwk::parse_text(key).unwrap();
    let algorithm: Algorithm = sign::algorithm(&key, None).unwrap();
    let all = sign::header(&key, algorithm, header.as_object().unwrap());
    sign::sign(&key, algorithm, &all, payload).unwrap()
}

/// A token with this header as it is, signed with the key all the same.
fn token_with_header(key: &str, header: &str, payload: &str) -> String {
    let key = jwk::parse_text(key).unwrap();
    let algorithm = sign::algorithm(&key, None).unwrap();
    let signed = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = sign::signature_of(&key, algorithm, signed.as_bytes()).unwrap();
    format!("{signed}.{}", base64url::encode(&signature))
}

fn no_header() -> Value {
    Value::Object(Map::new())
}

fn judge(token: &str, keys: KeySet, rules: Rules) -> Verdict {
    let verifier = Verifier::new(keys, rules);
    let verdict = verifier.judge(token);
    // What is said in short is the same.
    let (valid, failed) = verifier.judge_in_short(token, &mut super::HeaderCache::default());
    assert_eq!((valid, failed), (verdict.valid, names(&verdict)));
    verdict
}

fn names(verdict: &Verdict) -> Vec<std::borrow::Cow<'static, str>> {
    verdict.with_status(TokenCheckStatus::Fail).map(|check| check.check.clone()).collect()
}

/// The names of the checks that fail.
#[track_caller]
fn fails(token: &str, keys: KeySet, rules: Rules) -> Vec<String> {
    let verdict = judge(token, keys, rules);
    assert!(!verdict.valid);
    for check in verdict.with_status(TokenCheckStatus::Fail) {
        assert!(!check.detail.is_empty() && check.section.starts_with("RFC "), "{check:?}");
    }
    names(&verdict).into_iter().map(std::borrow::Cow::into_owned).collect()
}

#[track_caller]
fn passes(token: &str, keys: KeySet, rules: Rules) {
    let verdict = judge(token, keys, rules);
    assert!(verdict.valid, "{:#?}", verdict.checks);
}

fn status(verdict: &Verdict, check: &str) -> Option<TokenCheckStatus> {
    verdict.checks.iter().find(|found| found.check == check).map(|found| found.status)
}
