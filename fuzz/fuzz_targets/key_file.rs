//! Any bytes as a file of keys: JWK sets, JWKs, PEM, DER and certificates are read without a panic, and what is read is written
//! and read back as the same key. A file with a public key is no secret.

#![no_main]

use gatekey::jwt::algorithm::Family;
use gatekey::jwt::thumbprint::thumbprint;
use gatekey::jwt::{Algorithm, Key, jwk, jwks, strength};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let taken_as_secret = strength::weaknesses(&Key::of_secret(bytes.to_vec().into()), Algorithm::Hs256);
    let Ok(set) = jwks::read(bytes) else { return };
    let _ = set.findings(true);
    assert!(!taken_as_secret.is_empty() || set.keys.iter().all(|key| key.family() == Family::Hmac));
    // As long as a signature by Ed25519 or on P-256; other lengths are refused by it alone.
    let signature = &bytes[bytes.len().saturating_sub(64)..];
    for key in set.keys.iter().take(8) {
        for algorithm in Algorithm::ALL {
            let is_weak = !strength::weaknesses(key, algorithm).is_empty();
            // By a key that is not called weak, nobody signs who has not its other half.
            assert!(is_weak || !key.verifies(algorithm, b"message", signature).is_ok_and(|right| right));
        }
        let json = jwk::to_json(key, true).expect("a key with its private half has a JSON form");
        let again = jwk::parse(&json).expect("what was written can be read");
        assert_eq!(thumbprint(key), thumbprint(&again));
    }
});
