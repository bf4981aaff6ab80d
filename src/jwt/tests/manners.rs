//! The gateways' own ways to judge, as they were seen to.

use serde_json::{Value, json};

use super::{
    EC, ED25519, SECRET, alone, fails, judge, no_header, now, object_with, passes, rules, set, status, token, token_of,
};
use crate::jwt::manner::Manner;
use crate::jwt::verify::Rules;
use crate::model::Kind;
use crate::model::verdict::TokenCheckStatus::{Fail, Skip, Warn};

fn like(kind: Kind) -> Rules {
    Rules { manner: Manner::of(kind).unwrap(), ..rules() }
}

fn named(key: &str, kid: &str) -> Value {
    object_with(key, json!({ "kid": kid }))
}

fn by(key: &Value, claims: Value) -> String {
    token(&key.to_string(), no_header(), &claims)
}

#[test]
fn only_gateways_that_take_jwts_have_a_manner() {
    for kind in [Kind::Litellm, Kind::LlamaStack, Kind::Gpustack] {
        assert!(Manner::of(kind).is_some());
    }
    assert_eq!((Manner::of(Kind::Coder), Manner::of(Kind::Local)), (None, None));
}

#[test]
fn litellm_takes_no_secret_and_needs_a_kid_among_several_keys() {
    let (ec, secret) = (named(EC, "a"), named(SECRET, "s"));
    let claims = || json!({"sub": "alice", "exp": now() + 9});
    passes(&by(&ec, claims()), set(std::slice::from_ref(&ec)), like(Kind::Litellm));
    passes(&token(EC, no_header(), &claims()), set(std::slice::from_ref(&ec)), like(Kind::Litellm));
    assert_eq!(fails(&by(&secret, claims()), set(std::slice::from_ref(&secret)), like(Kind::Litellm)), ["alg"]);
    let two = [ec.clone(), named(ED25519, "b")];
    assert_eq!(fails(&token(EC, no_header(), &claims()), set(&two), like(Kind::Litellm)), ["kid", "alg"][..1]);
    passes(&by(&ec, claims()), set(&two), like(Kind::Litellm));
    let unnamed: Value = serde_json::from_str(EC).unwrap();
    assert_eq!(fails(&by(&ec, claims()), set(&[unnamed]), like(Kind::Litellm)), ["kid"]);
}

#[test]
fn litellm_looks_at_neither_audience_nor_use_but_at_the_type_of_sub() {
    let key = object_with(EC, json!({"kid": "a", "use": "enc"}));
    let verdict =
        judge(&by(&key, json!({"sub": "alice", "aud": "x"})), set(std::slice::from_ref(&key)), like(Kind::Litellm));
    assert!(verdict.valid);
    assert_eq!((status(&verdict, "aud"), status(&verdict, "use")), (Some(Skip), Some(Warn)));
    let audience = Rules { audiences: vec!["proxy".into()], ..like(Kind::Litellm) };
    assert_eq!(fails(&by(&key, json!({"sub": 7, "aud": "x"})), set(&[key]), audience), ["aud", "sub"]);
}

#[test]
fn of_two_keys_with_one_kid_litellm_takes_the_last() {
    let (first, last) = (named(ED25519, "k"), named(EC, "k"));
    let keys = [first.clone(), last.clone()];
    passes(&by(&last, json!({"exp": now() + 9})), set(&keys), like(Kind::Litellm));
    assert_eq!(fails(&by(&first, json!({"exp": now() + 9})), set(&keys), like(Kind::Litellm)), ["alg"]);
}

#[test]
fn llama_stack_wants_a_kid_a_subject_and_its_audience() {
    let key = named(EC, "a");
    let keys = || set(std::slice::from_ref(&key));
    let claims = || json!({"sub": "alice", "aud": ["llama-stack"], "exp": now() + 9});
    passes(&by(&key, claims()), keys(), like(Kind::LlamaStack));
    assert_eq!(fails(&token(EC, no_header(), &claims()), keys(), like(Kind::LlamaStack)), ["kid"]);
    assert_eq!(fails(&by(&key, json!({"exp": now() + 9})), keys(), like(Kind::LlamaStack)), ["aud", "required:sub"]);
    let other = Rules { audiences: vec!["mine".into()], ..like(Kind::LlamaStack) };
    assert_eq!(fails(&by(&key, claims()), keys(), other), ["aud"]);
}

#[test]
fn llama_stack_leaves_out_keys_for_anything_but_signatures_and_its_library_takes_dates_in_quotes() {
    let claims = || json!({"sub": "alice", "aud": "llama-stack", "exp": (now() + 9).to_string(), "jti": "1"});
    let key = named(EC, "a");
    passes(&by(&key, claims()), set(std::slice::from_ref(&key)), like(Kind::LlamaStack));
    let encrypts = object_with(EC, json!({"kid": "a", "use": "enc"}));
    assert_eq!(fails(&by(&key, claims()), set(&[encrypts]), like(Kind::LlamaStack)), ["use"]);
    let numbered = json!({"sub": 7, "aud": "llama-stack", "jti": null});
    assert_eq!(fails(&by(&key, numbered), set(&[key]), like(Kind::LlamaStack)), ["sub", "jti"]);
}

#[test]
fn litellm_takes_a_key_alone_by_its_name() {
    let key = named(EC, "a");
    let claims = || json!({"sub": "alice", "exp": (now() + 9).to_string()});
    passes(&by(&key, claims()), alone(&key.to_string()), like(Kind::Litellm));
    assert_eq!(
        fails(&by(&named(EC, "b"), claims()), alone(&key.to_string()), like(Kind::Litellm)),
        ["kid", "alg"][..1]
    );
}

#[test]
fn gpustack_takes_hs256_and_only_as_its_cookie() {
    let claims = json!({"sub": "admin", "exp": now() + 9});
    let secret: Value = serde_json::from_str(SECRET).unwrap();
    let verdict = judge(&by(&secret, claims.clone()), set(std::slice::from_ref(&secret)), like(Kind::Gpustack));
    assert_eq!((verdict.valid, status(&verdict, "use_as")), (true, Some(Warn)));
    let ec: Value = serde_json::from_str(EC).unwrap();
    assert_eq!(fails(&by(&ec, claims), set(&[ec]), like(Kind::Gpustack)), ["alg"]);
}

#[test]
fn gpustack_has_no_audience_and_refuses_tokens_that_have_one() {
    let secret: Value = serde_json::from_str(SECRET).unwrap();
    let keys = || set(std::slice::from_ref(&secret));
    for aud in [json!("x"), json!(["x"]), json!(7)] {
        let token = by(&secret, json!({"sub": "admin", "aud": aud}));
        assert_eq!(fails(&token, keys(), like(Kind::Gpustack)), ["aud"], "{aud}");
    }
    for aud in [json!(""), json!([]), json!(null)] {
        passes(&by(&secret, json!({"sub": "admin", "aud": aud})), keys(), like(Kind::Gpustack));
    }
    let asked = Rules { audiences: vec!["x".into()], ..like(Kind::Gpustack) };
    passes(&by(&secret, json!({"sub": "admin", "aud": "x"})), keys(), asked);
}

#[test]
fn what_python_reads_beyond_json_is_taken_and_told_and_what_is_beyond_gatekey_is_unknown() {
    let keys = || alone(EC);
    let payload = br#"{"sub":"alice","x":NaN,"y":"\ud800"}"#;
    let verdict = judge(&token_of(EC, no_header(), payload), keys(), like(Kind::Litellm));
    assert!(verdict.valid && verdict.with_status(Warn).any(|check| check.check == "payload"), "{:?}", verdict.checks);
    assert_eq!(fails(&token_of(EC, no_header(), payload), keys(), rules()), ["payload"]);
    let deep = format!(r#"{{"x":{}0{}}}"#, "[".repeat(200), "]".repeat(200));
    let many = format!(r#"{{"x":[{}0]}}"#, "0,".repeat(100_000));
    for payload in [deep, many] {
        let token = token_of(EC, no_header(), payload.as_bytes());
        assert_eq!(fails(&token, keys(), like(Kind::Litellm)), ["payload"]);
        let hint = |rules| {
            let verdict = judge(&token, keys(), rules);
            verdict.with_status(Fail).find_map(|check| check.hint.clone()).unwrap()
        };
        assert!(hint(like(Kind::Litellm)).ends_with("whether it takes this token is unknown"));
        assert!(!hint(rules()).contains("unknown"));
    }
}
