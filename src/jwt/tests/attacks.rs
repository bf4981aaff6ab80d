//! Those who want a token taken that nobody should take: one case for each way that is known (RFC 8725 §2).

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    EC, ED25519, SECRET, alone, any_payload, base64url, fails, judge, jwks, key_with, no_header, now, object_with,
    passes, rules, set, status, token, token_of, token_with_header,
};
use crate::jwt::algorithm::{Algorithm, Curve};
use crate::jwt::generate::{RsaBits, Wanted, generate};
use crate::jwt::jwks::KeySet;
use crate::jwt::key::{Key, Public};
use crate::jwt::manner::Manner;
use crate::jwt::verify::Rules;
use crate::jwt::{jwk, sign};
use crate::model::Kind;
use crate::model::verdict::TokenCheckStatus;

fn claims() -> serde_json::Value {
    json!({"sub": "alice", "exp": now() + 60})
}

#[test]
fn no_spelling_of_none_is_an_algorithm() {
    for name in ["none", "None", "NONE", "nOnE", "", " none"] {
        for signature in ["", ".c2ln"] {
            let header = base64url::encode(json!({ "alg": name }).to_string().as_bytes());
            let payload = base64url::encode(claims().to_string().as_bytes());
            let token = format!("{header}.{payload}{}", if signature.is_empty() { "." } else { signature });
            let failed: &[&str] = if signature.is_empty() { &["alg", "signature"] } else { &["alg"] };
            assert_eq!(fails(&token, alone(EC), rules()), failed, "{name}");
        }
        // Also with a signature that would be right, so that nothing but the algorithm is in its way.
        let signed = token_with_header(EC, &json!({ "alg": name }).to_string(), &claims().to_string());
        assert_eq!(fails(&signed, alone(EC), rules()), ["alg"], "{name}");
    }
    passes(&token_with_header(EC, r#"{"alg":"ES256"}"#, &claims().to_string()), alone(EC), rules());
}

#[test]
fn an_allowed_list_never_widens_what_the_key_is_for() {
    let token = token_with_header(EC, r#"{"alg":"none"}"#, &claims().to_string());
    for algorithms in [vec![], vec![Algorithm::Es256], Algorithm::ALL.to_vec()] {
        assert_eq!(fails(&token, alone(EC), Rules { algorithms, ..rules() }), ["alg"]);
    }
    let fine = super::token(EC, no_header(), &claims());
    assert_eq!(fails(&fine, alone(EC), Rules { algorithms: vec![Algorithm::Es384], ..rules() }), ["alg"]);
    passes(&fine, alone(EC), Rules { algorithms: vec![Algorithm::Es384, Algorithm::Es256], ..rules() });
}

/// RFC 8725 §2.1: the public key, as everybody has it, taken as the secret of an HMAC.
#[test]
fn a_public_key_is_never_taken_as_a_secret() {
    let rsa = generate(Wanted::Rsa(RsaBits::Bits2048), None, Some("k".to_owned())).unwrap();
    let pem = rsa.public_pem.unwrap();
    let jwk = jwk::to_json(&rsa.key, false).unwrap();
    for secret in [pem.clone().into_bytes(), pem.trim_end().as_bytes().to_vec(), jwk.to_string().into_bytes()] {
        let forger = Key::of_secret(secret.into());
        for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
            let header = sign::header(&forger, algorithm, json!({"kid": "k"}).as_object().unwrap());
            let token = sign::sign(&forger, algorithm, &header, claims().to_string().as_bytes()).unwrap();
            assert_eq!(fails(&token, alone(&pem), rules()), ["alg"]);
            assert_eq!(fails(&token, set(std::slice::from_ref(&jwk)), rules()), ["alg"]);
        }
    }
    // And who gives the public key as the secret by mistake is told.
    let forger = Key::of_secret(pem.clone().into_bytes().into());
    let header = sign::header(&forger, Algorithm::Hs256, &serde_json::Map::new());
    let token = sign::sign(&forger, Algorithm::Hs256, &header, claims().to_string().as_bytes()).unwrap();
    assert_eq!(found(&token, KeySet::alone(forger.clone()), "strength"), ["what everybody may know: a public key"]);
    assert_eq!(fails(&token, KeySet::alone(forger), rules()), ["strength"]);
}

/// RFC 7517 §4.7: readers that take the certificate, and readers that take the numbers, must not read two keys.
#[test]
fn a_key_with_the_certificate_of_another_is_refused() {
    let body = |pem: &str| pem.lines().filter(|line| !line.starts_with("-----")).collect::<String>();
    let others = body(include_str!("../../../fuzz/corpus/key_file/ec_certificate.pem"));
    let fine = token(EC, no_header(), &claims());
    let with = |chain: Value| KeySet::alone(key_with(EC, json!({ "x5c": chain })));
    assert_eq!(fails(&fine, with(json!([others])), rules()), ["key"]);
    assert_eq!(found(&fine, with(json!([others])), "key"), ["in its `x5c` that of another key"]);
    // What is no certificate, nobody takes for a key.
    passes(&fine, with(json!(["AAAA"])), rules());
    let by_all = token(EC, json!({"kid": "k"}), &json!({"iss": "i", "aud": "a", "iat": now(), "exp": now() + 60}));
    passes(&by_all, with(json!(null)), Rules { strict: true, ..asked() });
    assert_eq!(fails(&by_all, with(json!(["AAAA"])), Rules { strict: true, ..asked() }), ["key"]);
    // PyJWT looks at the numbers alone, and so do its callers.
    let litellm = Rules { manner: Manner::of(Kind::Litellm).unwrap(), ..rules() };
    let verdict = judge(&fine, with(json!([others])), litellm);
    assert!(verdict.valid && verdict.with_status(TokenCheckStatus::Warn).any(|check| check.check == "key"));
}

/// Rules under which nothing is left unasked.
fn asked() -> Rules {
    Rules { issuer: Some("i".to_owned()), audiences: vec!["a".to_owned()], ..rules() }
}

/// What was found where this check failed.
fn found(token: &str, keys: KeySet, check: &str) -> Vec<String> {
    let verdict = judge(token, keys, rules());
    let failed = verdict.with_status(TokenCheckStatus::Fail).filter(|failed| failed.check == check);
    failed.filter_map(|failed| failed.found.clone()).collect()
}

#[test]
fn a_set_of_secrets_and_public_keys_is_refused_as_a_whole() {
    let keys = [object_with(EC, json!({"kid": "e"})), object_with(SECRET, json!({"kid": "s"}))];
    for key in &keys {
        let token = token(&key.to_string(), no_header(), &claims());
        assert_eq!(fails(&token, set(&keys), rules()), ["key"]);
        passes(&token, set(std::slice::from_ref(key)), rules());
    }
}

#[test]
fn a_key_that_the_token_brings_along_is_never_used() {
    let forger = generate(Wanted::Ec(Curve::P256), None, Some("k".to_owned())).unwrap();
    let jwk = jwk::to_json(&forger.key, false).unwrap();
    for (member, value) in [
        ("jwk", jwk),
        ("jku", json!("http://169.254.169.254/latest/keys")),
        ("x5u", json!("file:///etc/passwd")),
        ("x5c", json!(["MIIB"])),
    ] {
        let header = sign::header(&forger.key, Algorithm::Es256, json!({ member: value }).as_object().unwrap());
        let token = sign::sign(&forger.key, Algorithm::Es256, &header, claims().to_string().as_bytes()).unwrap();
        let keys = || set(&[object_with(EC, json!({"kid": "k"}))]);
        assert_eq!(fails(&token, keys(), rules()), ["signature"], "{member}");
        // The same header is taken from who has the key.
        let header = Value::Object(header);
        passes(&token_with_header(EC, &header.to_string(), &claims().to_string()), keys(), rules());
    }
}

#[test]
fn a_kid_is_compared_and_never_a_path_or_a_query() {
    for kid in ["../../../../dev/null", "x' UNION SELECT 'AAAA", "/etc/passwd\0", "k\n"] {
        let signer = object_with(EC, json!({"kid": kid})).to_string();
        let token = token(&signer, no_header(), &claims());
        assert_eq!(fails(&token, set(&[object_with(EC, json!({"kid": "k"}))]), rules()), ["kid"]);
    }
    passes(&token(&object_with(EC, json!({"kid": "k"})).to_string(), no_header(), &claims()), alone(EC), rules());
    for kid in [json!(7), json!(null), json!(["k"]), json!({"k": 1})] {
        let token = token_with_header(EC, &json!({"alg": "ES256", "kid": kid}).to_string(), &claims().to_string());
        assert_eq!(fails(&token, set(&[object_with(EC, json!({"kid": "k"}))]), rules()), ["kid"], "{kid}");
    }
}

#[test]
fn a_kid_that_two_keys_have_chooses_neither() {
    let keys = [object_with(EC, json!({"kid": "k"})), object_with(EC, json!({"kid": "k"}))];
    let token = token(&keys[0].to_string(), no_header(), &claims());
    assert_eq!(fails(&token, set(&keys), rules()), ["kid"]);
    passes(&token, set(&keys[..1]), rules());
}

#[test]
fn a_token_that_names_no_key_is_tried_with_those_that_fit() {
    let keys = [
        object_with(ED25519, json!({"kid": "a"})),
        object_with(EC, json!({"kid": "b", "use": "enc"})),
        jwk::to_json(&generate(Wanted::Ec(Curve::P256), None, None).unwrap().key, false).unwrap(),
        object_with(EC, json!({"kid": "c"})),
    ];
    let nameless = token(EC, no_header(), &claims());
    let verdict = judge(&nameless, set(&keys), rules());
    assert_eq!((verdict.valid, verdict.key.unwrap().kid.as_deref()), (true, Some("c")));
    assert_eq!(status(&judge(&nameless, set(&keys), rules()), "kid"), Some(TokenCheckStatus::Warn));
    assert_eq!(fails(&nameless, set(&keys[..3]), rules()), ["signature"]);
    let many: Vec<_> = (0..20).map(|number| object_with(EC, json!({"kid": number.to_string()}))).collect();
    assert_eq!(fails(&nameless, set(&many), rules()), ["kid"]);
}

#[test]
fn what_a_key_says_it_is_for_counts() {
    let fine = token(EC, no_header(), &claims());
    let public = jwk::to_json(&key_with(EC, json!({})), false).unwrap().to_string();
    for (more, failed) in [
        (json!({"use": "enc"}), "use"),
        (json!({"key_ops": ["sign"]}), "use"),
        (json!({"key_ops": ["deriveBits"]}), "use"),
        (json!({"key_ops": []}), "use"),
        (json!({"alg": "ES384"}), "alg"),
        (json!({"alg": "ES224"}), "alg"),
        (json!({"alg": "ECDH-ES"}), "alg"),
    ] {
        assert_eq!(fails(&fine, KeySet::alone(key_with(&public, more.clone())), rules()), [failed], "{more}");
    }
    // A private key says that it signs, and verifies all the same; of a secret, both must be said.
    passes(&fine, KeySet::alone(key_with(EC, json!({"key_ops": ["sign"]}))), rules());
    let signs = KeySet::alone(key_with(SECRET, json!({"key_ops": ["sign"]})));
    assert_eq!(fails(&token(SECRET, no_header(), &claims()), signs, rules()), ["use"]);
    passes(&fine, KeySet::alone(key_with(EC, json!({"use": "sig", "key_ops": ["verify"], "alg": "ES256"}))), rules());
    let by_secret = token(SECRET, no_header(), &claims());
    for alg in ["A256GCM", "A256KW", "dir"] {
        assert_eq!(fails(&by_secret, KeySet::alone(key_with(SECRET, json!({ "alg": alg }))), rules()), ["alg"]);
    }
}

#[test]
fn weak_keys_are_refused_although_the_signature_is_right() {
    let short = |length: usize| json!({"kty": "oct", "k": base64url::encode(&vec![7; length])}).to_string();
    for (length, algorithm, failed) in
        [(31, "HS256", true), (32, "HS256", false), (47, "HS384", true), (63, "HS512", true)]
    {
        let text = short(length);
        let signer = object_with(&text, json!({ "alg": algorithm })).to_string();
        let token = token(&signer, no_header(), &claims());
        if failed {
            assert_eq!(fails(&token, alone(&text), rules()), ["strength"]);
        } else {
            passes(&token, alone(&text), rules());
        }
    }
    assert_eq!(fails(&token(&short(0), no_header(), &claims()), alone(&short(0)), rules()), ["strength"]);
}

/// Made by OpenSSL, and the signature is right.
/// What is tried counts for nothing: the key that the signature is by is the one to judge.
#[test]
fn a_weak_key_is_refused_wherever_it_stands_in_the_set() {
    let strong = generate(Wanted::Hmac(256), None, Some("a".to_owned())).unwrap().key;
    let strong = jwk::to_json(&strong, true).unwrap();
    let weak = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "b"});
    let by = |key: &serde_json::Value| {
        let key = jwk::parse(key).unwrap();
        let header = json!({"alg": "HS256"});
        sign::sign(&key, Algorithm::Hs256, header.as_object().unwrap(), claims().to_string().as_bytes()).unwrap()
    };
    for keys in [[strong.clone(), weak.clone()], [weak.clone(), strong.clone()]] {
        assert_eq!(fails(&by(&weak), set(&keys), rules()), ["strength"]);
        passes(&by(&strong), set(&keys), rules());
    }
}

/// A signature with nothing but the identity in it is right for every text by a key of small order.
#[test]
fn an_ed25519_key_of_small_order_is_refused() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(&identity)});
    let signed = token(ED25519, no_header(), &claims());
    let (signed, _) = signed.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", base64url::encode(&[identity, [0; 32]].concat()));
    assert_eq!(fails(&forged, alone(&key.to_string()), rules()), ["strength"]);
    assert_eq!(found(&forged, alone(&key.to_string()), "strength"), ["a point of small order"]);
}

#[test]
fn keys_of_different_kinds_may_share_a_name_and_those_of_one_kind_may_not() {
    let (ec, ed) = (object_with(EC, json!({"kid": "k"})), object_with(ED25519, json!({"kid": "k"})));
    for key in [&ec, &ed] {
        passes(&token(&key.to_string(), no_header(), &claims()), set(&[ec.clone(), ed.clone()]), rules());
    }
    // Also where the other cannot be used: nothing tells which was meant.
    let broken = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "k"});
    assert_eq!(fails(&token(&ec.to_string(), no_header(), &claims()), set(&[ec.clone(), broken]), rules()), ["kid"]);
}

#[test]
fn rsa_keys_that_can_be_broken_are_refused_although_the_signature_is_right() {
    let weak = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDDWFNeRAyyKuRjT3oHbCucTYKb
IlV2zQrqt2nQw9+ert57rGwDXAzjTdQZ9Egzlptm1fOJyE6oJYVd92sJuLDmJ0ii
LseCrT0aZvMRG2Nn/NBnbj6kuvVajjZ1ubvLKM1pPbZ1rCW1wNKQxJLTfzBM6ySq
VCMzcLBKRrz5/rITlwIDAQAB
-----END PUBLIC KEY-----";
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.MSfzMts3FqgTpcBMRZfbDjhdIk5ehFPPuFIjq2VgCd7lExP471k7eT3EooI863eF7FF0AGgMG6kDmudwgzKKfrKvVKhZdLr8A_HrUkCyDnQ4iBilvw1wAiMfb3adZ_onpjwFcgbd2zGTNrQa5d_cW4uDa-2dw65O1owhNv48aG8";
    assert_eq!(fails(token, alone(weak), rules()), ["strength"]);
    assert_eq!(found(token, alone(weak), "strength"), ["1024 bits"]);
    // The pattern of ROCA: a modulus that is a power of 65537. Nobody has to sign with it.
    let n = (0..128).fold(vec![1u8], |number, _| times_65537(&number));
    let key = json!({"kty": "RSA", "n": base64url::encode(&n), "e": "AQAB"}).to_string();
    assert_eq!(fails(token, alone(&key), rules()), ["strength", "signature"]);
    assert_eq!(found(token, alone(&key), "strength"), ["the pattern of ROCA (CVE-2017-15361)"]);
}

/// Big-endian, without zeros in front.
fn times_65537(number: &[u8]) -> Vec<u8> {
    let shifted: Vec<u8> = number.iter().copied().chain([0, 0]).collect();
    let mut sum = shifted;
    let mut carry = 0;
    for (place, digit) in sum.iter_mut().rev().enumerate() {
        let own = number.len().checked_sub(place + 1).map_or(0, |at| u32::from(number[at]));
        let total = u32::from(*digit) + own + carry;
        (*digit, carry) = ((total % 256) as u8, total / 256);
    }
    if carry > 0 {
        sum.insert(0, carry as u8);
    }
    sum
}

#[test]
fn numbers_that_are_none_are_no_signature() {
    let Public::Ec { .. } = key_with(EC, json!({})).public else { panic!("no EC key") };
    // The order of P-256 (FIPS 186-5): r and s are from 1 to one less.
    let order = base64url::decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").unwrap();
    let less = base64url::decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVA").unwrap();
    let one = [[0; 31].as_slice(), &[1]].concat();
    let fine = token(EC, no_header(), &claims());
    let (signed, signature) = fine.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    let mut wrong = Vec::new();
    for r in [&[0; 32][..], &one, &less, &order, &[0xff; 32]] {
        for s in [&[0; 32][..], &one, &less, &order, &[0xff; 32]] {
            wrong.push([r, s].concat());
        }
    }
    // Longer, shorter, and as DER, which is how X.509 writes them.
    wrong.push([signature.as_slice(), &[0]].concat());
    wrong.push([&[0], signature.as_slice()].concat());
    wrong.push(signature[..63].to_vec());
    wrong.push([&[0x30, 0x44, 2, 0x20], &signature[..32], &[2, 0x20], &signature[32..]].concat());
    wrong.push(vec![0; 100_000]);
    for wrong in wrong {
        let forged = format!("{signed}.{}", base64url::encode(&wrong));
        assert_eq!(fails(&forged, alone(EC), rules()), ["signature"], "{wrong:?}");
    }
}

#[test]
fn an_exponent_of_one_makes_every_text_its_own_signature() {
    let Public::Rsa { n, .. } = generate(Wanted::Rsa(RsaBits::Bits2048), None, None).unwrap().key.public else {
        panic!("no RSA key");
    };
    for (e, name) in [("AQ", "1"), ("Ag", "an even number")] {
        let key = json!({"kty": "RSA", "n": base64url::encode(&n), "e": e}).to_string();
        let header = base64url::encode(br#"{"alg":"RS256"}"#);
        let payload = base64url::encode(claims().to_string().as_bytes());
        let token = format!("{header}.{payload}.{}", base64url::encode(&[1; 256]));
        assert_eq!(fails(&token, alone(&key), rules()), ["strength", "signature"]);
        assert_eq!(found(&token, alone(&key), "strength"), [name]);
    }
}

#[test]
fn points_off_the_curve_and_keys_of_other_curves_verify_nothing() {
    let token = token(EC, json!({"kid": "k"}), &claims());
    for more in [
        json!({"kid": "k", "y": "y_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}),
        json!({"kid": "k", "crv": "P-384"}),
        json!({"kid": "k", "crv": "secp256k1"}),
        json!({"kid": "k", "kty": "RSA"}),
    ] {
        assert_eq!(fails(&token, set(&[object_with(EC, more.clone())]), rules()), ["kid"], "{more}");
    }
    let other = generate(Wanted::Ec(Curve::Secp256k1), None, None).unwrap();
    let keys = jwk::to_json(&other.key, false).unwrap().to_string();
    assert_eq!(fails(&token, alone(&keys), rules()), ["alg"]);
}

#[test]
fn extensions_that_are_not_understood_are_refused() {
    for (crit, more) in [
        (json!(["exp"]), json!({"exp": 1})),
        (json!(["b64", "x"]), json!({"b64": true, "x": 1})),
        (json!(["x"]), json!({})),
        (json!([]), json!({})),
        (json!("b64"), json!({"b64": true})),
        (json!([1]), json!({})),
        (json!(["alg"]), json!({})),
        (json!(["b64", "b64"]), json!({"b64": true})),
        (json!(["b64"]), json!({"b64": 0})),
    ] {
        let mut header = more;
        header["crit"] = crit.clone();
        assert_eq!(fails(&token(EC, header, &claims()), alone(EC), any_payload()), ["crit"], "{crit}");
    }
    let without = token(EC, json!({"b64": false}), &claims());
    assert_eq!(fails(&without, alone(EC), any_payload()), ["crit"]);
    passes(&token(EC, json!({"crit": ["b64"], "b64": true}), &claims()), alone(EC), rules());
}

#[test]
fn members_that_stand_there_twice_are_refused() {
    passes(&token_with_header(EC, r#"{"alg":"ES256"}"#, &claims().to_string()), alone(EC), rules());
    let header = r#"{"alg":"ES256","alg":"ES256"}"#;
    assert_eq!(fails(&token_with_header(EC, header, &claims().to_string()), alone(EC), rules()), ["header"]);
    let twice = format!(r#"{{"exp":1,"exp":{}}}"#, now() + 60);
    assert_eq!(fails(&token_with_header(EC, r#"{"alg":"ES256"}"#, &twice), alone(EC), rules()), ["payload"]);
}

#[test]
fn no_part_has_another_spelling() {
    let fine = token(EC, no_header(), &claims());
    passes(&fine, alone(EC), rules());
    let [header, payload, signature] = fine.split('.').collect::<Vec<_>>()[..] else { panic!("no token") };
    // A payload that is spelled in another way is another text, too.
    for (mangled, failed) in [
        (format!("{header}=.{payload}.{signature}"), &["header"][..]),
        (format!("{header}.{payload}=.{signature}"), &["signature", "payload"][..]),
        (format!("{header}.{payload}.{signature}="), &["signature"][..]),
        (format!("{header}.{payload}.{signature}\n"), &["signature"][..]),
        (format!("{header}.{payload} .{signature}"), &["signature", "payload"][..]),
        (format!("{header}.{payload}.{signature}A"), &["signature"][..]),
        (format!("{header}.{payload}."), &["signature"][..]),
        (format!(".{payload}.{signature}"), &["header"][..]),
        (format!("{header}..{signature}"), &["signature", "payload"][..]),
        (format!("{header}.{payload}"), &["format"][..]),
        (format!("{fine}."), &["format"][..]),
        (format!("{fine}.{header}"), &["format"][..]),
        (String::new(), &["format"][..]),
        (json!({"payload": payload, "protected": header, "signature": signature}).to_string(), &["format"][..]),
    ] {
        assert_eq!(fails(&mangled, alone(EC), rules()), failed, "{mangled}");
    }
    // The last character of a P-256 signature has four bits that stand for nothing.
    let last = signature.chars().last().unwrap();
    let spelled = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = spelled.find(last).unwrap();
    let other = &spelled[at + 1..=at + 1];
    let mangled = format!("{header}.{payload}.{}{other}", &signature[..signature.len() - 1]);
    assert_eq!(fails(&mangled, alone(EC), rules()), ["signature"]);
}

#[test]
fn what_is_no_json_is_told_and_the_rest_is_still_judged() {
    for payload in [&b"\xff\xfe"[..], b"[]", b"{", b"{\"exp\":NaN}", b"{\"exp\":1e999}", b"hello"] {
        assert_eq!(fails(&token_of(EC, no_header(), payload), alone(EC), rules()), ["payload"]);
        passes(&token_of(EC, no_header(), payload), alone(EC), any_payload());
    }
    let nested = token_of(EC, no_header(), "[".repeat(10_000).as_bytes());
    assert_eq!(fails(&nested, alone(EC), rules()), ["payload"]);
    let broken_header = format!("e30x.{}.c2ln", base64url::encode(json!({"exp": 1}).to_string().as_bytes()));
    assert_eq!(fails(&broken_header, alone(EC), rules()), ["header", "exp"]);
}

#[test]
fn ten_megabytes_are_judged_at_once() {
    let claim = "x".repeat(7_500_000);
    let token = token(SECRET, no_header(), &json!({"big": claim, "exp": now() + 60}));
    let started = std::time::Instant::now();
    passes(&token, alone(SECRET), rules());
    let dots = ".".repeat(10_000_000);
    assert_eq!(fails(&dots, alone(SECRET), rules()), ["format"]);
    // Unoptimised, and each is judged twice.
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn nothing_that_was_not_signed_is_valid(place in 0usize..400, character in "[A-Za-z0-9_.-]") {
        let fine = token(ED25519, no_header(), &claims());
        let place = place % fine.len();
        let mut changed = fine.clone();
        changed.replace_range(place..=place, &character);
        let verdict = judge(&changed, alone(ED25519), rules());
        prop_assert_eq!(verdict.valid, changed == fine);
        // The part that was changed is what is refused, or what makes the signature one of another text.
        let part = fine[..place].matches('.').count();
        let names: Vec<_> = super::names(&verdict).into_iter().map(std::borrow::Cow::into_owned).collect();
        let expected: &[&str] = match part {
            0 => &["format", "header", "alg", "crit", "kid", "signature"],
            1 => &["format", "payload", "exp", "signature"],
            _ => &["format", "signature"],
        };
        prop_assert!(verdict.valid || names.iter().any(|name| expected.contains(&name.as_str())), "{:?}", names);
    }

    #[test]
    fn what_is_signed_is_valid_and_read_back(
        sub in "\\PC{0,40}", number: i64, flag: bool, list in prop::collection::vec("[a-z]{0,5}", 0..4), kid in "\\PC{1,20}",
    ) {
        let claims = json!({"sub": sub, "n": number, "flag": flag, "list": list, "exp": now() + 60});
        for key in [EC, ED25519, SECRET] {
            let named = object_with(key, json!({ "kid": kid }));
            let token = token(&named.to_string(), no_header(), &claims);
            let verdict = judge(&token, set(&[named]), rules());
            prop_assert!(verdict.valid, "{:?}", verdict.checks);
            prop_assert_eq!(&verdict.claims, &claims);
            prop_assert_eq!(&verdict.header["kid"], &json!(kid));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}", parts in prop::collection::vec("[A-Za-z0-9_=-]{0,40}", 0..6)) {
        prop_assert!(!judge(&text, alone(EC), rules()).valid);
        prop_assert!(!judge(&parts.join("."), alone(EC), rules()).valid);
    }

    #[test]
    fn no_bytes_of_a_key_file_make_it_panic(bytes: Vec<u8>, start in 0usize..4) {
        let starts: [&[u8]; 4] = [b"", b"{\"keys\":[", b"-----BEGIN PUBLIC KEY-----\n", &[0x30, 0x82]];
        let _ = jwks::read(&[starts[start], bytes.as_slice()].concat());
    }
}

#[test]
fn a_token_of_a_million_values_is_no_token() {
    let many = format!("{{\"exp\":[{}0]}}", "0,".repeat(1_000_000));
    assert_eq!(fails(&token_of(EC, no_header(), many.as_bytes()), alone(EC), rules()), ["payload"]);
}
