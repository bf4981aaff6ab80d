//! What is said of one of many tokens, in short, against what is said of it alone.

use proptest::prelude::*;
use serde_json::json;

use super::{EC, ED25519, SECRET, alone, any_payload, names, now, object_with, rules, set, token, token_of};
use crate::jwt::manner::Manner;
use crate::jwt::verify::{HeaderCache, Rules, Verifier};
use crate::model::Kind;

/// Rules under which every claim is looked at, one way or another.
fn judges() -> Vec<Verifier> {
    let manner = |kind| Rules { manner: Manner::of(kind).unwrap(), ..rules() };
    let asking = Rules {
        issuer: Some("a".to_owned()),
        audiences: vec!["a".to_owned(), "b".to_owned()],
        required: vec!["sub".to_owned(), "a.b".to_owned()],
        asserted: vec![("a".to_owned(), "1".to_owned()), ("x.y".to_owned(), "b".to_owned())],
        leeway_seconds: 90,
        ..rules()
    };
    let all = [
        rules(),
        Rules { strict: true, ..rules() },
        Rules { strict: true, ..asking.clone() },
        asking,
        any_payload(),
        manner(Kind::Litellm),
        manner(Kind::LlamaStack),
        manner(Kind::Gpustack),
    ];
    all.into_iter().map(|rules| Verifier::new(alone(SECRET), rules)).collect()
}

fn agree(token: &str) {
    for verifier in judges() {
        let verdict = verifier.judge(token);
        let short = verifier.judge_in_short(token, &mut HeaderCache::default());
        assert_eq!(short, (verdict.valid, names(&verdict)), "{token}");
    }
}

const NAMES: &[&str] = &["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "a", "a.b", "x", "\\u0061ud"];
const VALUES: &[&str] = &[
    "1",
    "0.5",
    "-1",
    "1e300",
    "9999999999",
    "99999999999999999999",
    "1e400",
    "NaN",
    "true",
    "null",
    "\"a\"",
    "\"b\"",
    "\"1\"",
    "\"\\u0061\"",
    "\"\\ud800\"",
    "[]",
    "[\"a\"]",
    "[\"c\",1]",
    "{}",
    "{\"b\":1}",
    "{\"y\":\"b\",\"y\":2}",
    "[1",
];

proptest! {
    #[test]
    fn whatever_is_claimed_is_judged_alike_alone_and_among_many(
        members in prop::collection::vec((prop::sample::select(NAMES), prop::sample::select(VALUES)), 0..8)
    ) {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        agree(&token_of(SECRET, json!({}), format!("{{{}}}", members.join(",")).as_bytes()));
    }

    #[test]
    fn any_text_is_judged_alike_alone_and_among_many(text in r"[A-Za-z0-9_=.-]{0,40}", payload: Vec<u8>) {
        agree(&text);
        agree(&token_of(SECRET, json!({}), &payload));
    }
}

#[test]
fn headers_in_turns_are_each_remembered_for_what_they_are() {
    let keys = [object_with(EC, json!({"kid": "e"})), object_with(ED25519, json!({"kid": "d"}))];
    let verifier = Verifier::new(set(&keys), rules());
    let claims = json!({"exp": now() + 9});
    let good = keys.each_ref().map(|key| token(&key.to_string(), json!({}), &claims));
    // The header of one, and payload and signature of the other.
    let (header, rest) = (good[0].split_once('.').unwrap().0, good[1].split_once('.').unwrap().1);
    let mixed = format!("{header}.{rest}");
    let mut headers = HeaderCache::default();
    for _ in 0..3 {
        for token in &good {
            assert_eq!(verifier.judge_in_short(token, &mut headers), (true, vec![]));
        }
        assert_eq!(verifier.judge_in_short(&mixed, &mut headers), (false, vec!["signature".into()]));
    }
}

#[test]
fn more_headers_than_are_remembered_and_longer_ones_are_judged_all_the_same() {
    let verifier = Verifier::new(alone(EC), rules());
    let claims = json!({"exp": now() + 9});
    let mut headers = HeaderCache::default();
    for number in 0..200 {
        let odd = json!({"x": "y".repeat(number * 500), "n": number % 150});
        assert!(verifier.judge_in_short(&token(EC, odd, &claims), &mut headers).0, "{number}");
    }
    let other = token(ED25519, json!({}), &claims);
    assert_eq!(verifier.judge_in_short(&other, &mut headers), (false, vec!["alg".into()]));
}

#[test]
fn a_judge_for_another_thread_judges_alike() {
    let verifier = Verifier::new(alone(EC), rules()).for_another_thread();
    assert!(verifier.judge(&token(EC, json!({}), &json!({"exp": now() + 9}))).valid);
    assert!(!verifier.judge(&token(EC, json!({}), &json!({"exp": now() - 9}))).valid);
}
