//! Any bytes as claims that are well signed: every rule is judged without a panic, in words and in short alike.

#![no_main]

use std::sync::LazyLock;

use gatekey::jwt::{Algorithm, HeaderCache, Key, KeySet, Rules, Verifier, sign};
use libfuzzer_sys::fuzz_target;

const SECRET: &[u8] = b"a-secret-of-thirty-two-bytes-or-";

fn key() -> Key {
    Key::of_secret(SECRET.to_vec().into())
}

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let rules = Rules {
        issuer: Some("https://issuer.example.com".to_owned()),
        audiences: vec!["a".to_owned()],
        required: vec!["sub".to_owned(), "realm.roles".to_owned()],
        asserted: vec![("role".to_owned(), "admin".to_owned())],
        ..Rules::at("2026-11-22T10:00:00Z".parse().expect("a time"))
    };
    Verifier::new(KeySet::alone(key()), rules)
});

fuzz_target!(|payload: &[u8]| {
    let header = sign::header(&key(), Algorithm::Hs256, &serde_json::Map::new());
    let token = sign::sign(&key(), Algorithm::Hs256, &header, payload).expect("a secret signs");
    let verdict = VERIFIER.judge(&token);
    let (valid, failed) = VERIFIER.judge_in_short(&token, &mut HeaderCache::default());
    assert_eq!(verdict.valid, valid);
    assert_eq!(valid, failed.is_empty());
    assert!(verdict.checks.iter().any(|check| check.check == "signature" && check.status.as_str() == "pass"));
});
