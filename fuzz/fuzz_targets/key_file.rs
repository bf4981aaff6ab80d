//! Any bytes as a file of keys: JWK sets, JWKs, PEM, DER and certificates are read without a panic, and what is read is written
//! and read back as the same key.

#![no_main]

use gatekey::jwt::thumbprint::thumbprint;
use gatekey::jwt::{Algorithm, jwk, jwks, strength};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(set) = jwks::read(bytes) else { return };
    let _ = set.findings(true);
    for key in set.keys.iter().take(8) {
        for algorithm in Algorithm::ALL {
            let _ = strength::weaknesses(key, algorithm);
        }
        if let Some(algorithm) = key.algorithms().next() {
            assert!(!matches!(key.verifies(algorithm, b"message", b"no signature"), Ok(true)));
        }
        let json = jwk::to_json(key, true).expect("a key with its private half has a JSON form");
        let again = jwk::parse(&json).expect("what was written can be read");
        assert_eq!(thumbprint(key), thumbprint(&again));
    }
});
