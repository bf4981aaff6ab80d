//! What `gatekey jwt verify --batch` is held against: the same signatures verified by aws-lc-rs and nothing else. Also makes
//! the tokens. Run by `benches/jwt`:
//!
//! ```text
//! jwt_raw make ALG COUNT TOKENS KEY     tokens of ALG, and the key that verifies them
//! jwt_raw verify TOKENS KEY             seconds for all signatures, on all cores, already taken apart
//! jwt_raw hmac TOKENS KEY               the same for HS256, with parsing, and a line printed for each
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for measuring, not for people")]

use std::io::Write as _;
use std::time::Instant;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatekey::jwt::algorithm::Curve;
use gatekey::jwt::generate::{RsaBits, Wanted, generate};
use gatekey::jwt::key::{Key, Public};
use gatekey::jwt::{Algorithm, compact, jwk, jwks, sign};
use serde_json::{Value, json};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", algorithm, count, tokens, key] => {
            make(algorithm.parse().unwrap(), count.parse().unwrap(), tokens, key)
        }
        ["verify", tokens, key] => verify(&read(tokens), key),
        ["hmac", tokens, key] => hmac(&read(tokens), key),
        _ => {}
    }
}

fn make(algorithm: Algorithm, count: usize, tokens: &str, key_file: &str) {
    let wanted = match algorithm {
        Algorithm::Rs256 => Wanted::Rsa(RsaBits::Bits2048),
        Algorithm::Es256 => Wanted::Ec(Curve::P256),
        _ => Wanted::Hmac(256),
    };
    let made = generate(wanted, Some(algorithm), Some("bench".to_owned())).unwrap();
    let with_private = matches!(wanted, Wanted::Hmac(_));
    std::fs::write(key_file, jwk::to_json(&made.key, with_private).unwrap().to_string()).unwrap();
    let header = sign::header(&made.key, algorithm, &serde_json::Map::new());
    let mut out = std::io::BufWriter::new(std::fs::File::create(tokens).unwrap());
    for number in 0..count {
        let claims = json!({"iss": "https://issuer.example.com", "sub": format!("user-{number}"), "aud": "my-api",
            "iat": 1_700_000_000, "exp": 4_000_000_000_u64, "scope": "read write", "jti": format!("{number:032x}")});
        let token = sign::sign(&made.key, algorithm, &header, claims.to_string().as_bytes()).unwrap();
        writeln!(out, "{token}").unwrap();
    }
}

fn read(tokens: &str) -> Vec<String> {
    std::fs::read_to_string(tokens).unwrap().lines().map(str::to_owned).collect()
}

fn key(file: &str) -> Key {
    jwks::read(&std::fs::read(file).unwrap()).unwrap().keys.remove(0)
}

/// Runs `work` on each half, third, … of the tokens, and tells the seconds.
fn timed<T: Sync>(items: &[T], work: impl Fn(&[T]) + Sync) {
    let cores = std::thread::available_parallelism().unwrap().get();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for part in items.chunks(items.len().div_ceil(cores)) {
            scope.spawn(|| work(part));
        }
    });
    println!("{}", start.elapsed().as_secs_f64());
}

fn verify(tokens: &[String], key_file: &str) {
    let algorithm = key(key_file).algorithms().next().unwrap();
    let parts: Vec<(&str, Vec<u8>)> = tokens
        .iter()
        .map(|token| {
            let parts = compact::split(token).unwrap();
            (parts.signed, URL_SAFE_NO_PAD.decode(parts.signature).unwrap())
        })
        .collect();
    // `Key::verifies` is one call of aws-lc-rs, with the key parsed before.
    timed(&parts, |parts| {
        let key = key(key_file);
        for (signed, signature) in parts {
            assert!(key.verifies(algorithm, signed.as_bytes(), signature).unwrap());
        }
    });
}

fn hmac(tokens: &[String], key_file: &str) {
    let Public::Secret(secret) = &key(key_file).public else { panic!("no secret") };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    timed(tokens, |tokens| {
        let mut out = std::io::BufWriter::new(std::fs::File::create("/dev/null").unwrap());
        for (line, token) in tokens.iter().enumerate() {
            let mut parts = token.split('.');
            let (header, payload, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let _: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
            let _: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
            let signed = &token.as_bytes()[..header.len() + 1 + payload.len()];
            hmac::verify(&key, signed, &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
            writeln!(out, r#"{{"line":{},"valid":true,"failed":[]}}"#, line + 1).unwrap();
        }
    });
}
