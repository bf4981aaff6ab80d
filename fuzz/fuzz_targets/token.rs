//! Any text as a token: decoding and judging it end without a panic, both ways of judging agree, and nothing is valid but
//! the one token that the key has signed.

#![no_main]

use std::sync::LazyLock;

use gatekey::jwt::{HeaderCache, Rules, Verifier, decode, jwks};
use libfuzzer_sys::fuzz_target;

/// RFC 8037, appendix A: the key, and the token that it signed.
const KEY: &[u8] = br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn verifier(any_payload: bool) -> Verifier {
    let rules = Rules::at("2026-11-22T10:00:00Z".parse().expect("a time"));
    Verifier::new(jwks::read(KEY).expect("a key"), Rules { any_payload, ..rules })
}

static VERIFIERS: LazyLock<[Verifier; 2]> = LazyLock::new(|| [verifier(true), verifier(false)]);

fuzz_target!(|text: &str| {
    let now = "2026-11-22T10:00:00Z".parse().expect("a time");
    let _ = decode::decode(text, now, text.len() % 2 == 0);
    for verifier in VERIFIERS.iter() {
        let verdict = verifier.judge(text);
        let (valid, _) = verifier.judge_in_short(text, &mut HeaderCache::default());
        assert_eq!(verdict.valid, valid);
        assert!(!valid || text == SIGNED, "valid: {text}");
    }
});
