//! Keys as OpenSSL writes them: the seeds of the fuzz target `key_file`.

use serde_json::json;

use super::{now, rules, status};
use crate::jwt::algorithm::{Algorithm, Curve, Family};
use crate::jwt::der::DerError;
use crate::jwt::jwks::{self, KeySet, KeySetError};
use crate::jwt::sign;
use crate::jwt::thumbprint::thumbprint;
use crate::jwt::verify::{Rules, Verifier};
use crate::model::Timestamp;
use crate::model::verdict::{TokenCheckStatus, Verdict};

macro_rules! seed {
    ($name:literal) => {
        include_bytes!(concat!("../../../fuzz/corpus/key_file/", $name)).as_slice()
    };
}

const RSA: [(&str, &[u8]); 6] = [
    ("private key", seed!("rsa_private.pem")),
    ("private key", seed!("rsa_private.der")),
    ("private key", seed!("rsa_traditional.pem")),
    ("public key", seed!("rsa_public.pem")),
    ("public key", seed!("rsa_public.der")),
    ("certificate", seed!("rsa_certificate.pem")),
];
const EC: [(&str, &[u8]); 6] = [
    ("private key", seed!("ec_private.pem")),
    ("private key", seed!("ec_private.der")),
    ("private key", seed!("ec_traditional.pem")),
    ("public key", seed!("ec_public.pem")),
    ("public key", seed!("ec_public.der")),
    ("certificate", seed!("ec_certificate.pem")),
];
const ED25519: [(&str, &[u8]); 5] = [
    ("private key", seed!("ed25519_private.pem")),
    ("private key", seed!("ed25519_private.der")),
    ("public key", seed!("ed25519_public.pem")),
    ("public key", seed!("ed25519_public.der")),
    ("certificate", seed!("ed25519_certificate.pem")),
];

fn read(bytes: &[u8]) -> KeySet {
    jwks::read(bytes).unwrap()
}

fn judged(token: &str, keys: &[u8], at: &str) -> Verdict {
    let at: Timestamp = at.parse().unwrap();
    Verifier::new(read(keys), Rules { at, ..rules() }).judge(token)
}

#[test]
fn a_key_is_the_same_in_every_form_that_openssl_writes() {
    for (family, algorithm, forms) in [
        (Family::Rsa, Algorithm::Ps256, &RSA[..]),
        (Family::Ec(Curve::P256), Algorithm::Es256, &EC[..]),
        (Family::Ed25519, Algorithm::EdDsa, &ED25519[..]),
    ] {
        let private = read(forms[0].1);
        let claims = json!({"exp": now() + 60}).to_string();
        let header = sign::header(&private.keys[0], algorithm, &serde_json::Map::new());
        let token = sign::sign(&private.keys[0], algorithm, &header, claims.as_bytes()).unwrap();
        for (form, bytes) in forms {
            let set = read(bytes);
            let key = &set.keys[0];
            assert_eq!((set.read_from, key.family(), key.can_sign()), (*form, family, *form == "private key"));
            assert_eq!(thumbprint(key), thumbprint(&private.keys[0]), "{form}");
            assert!(judged(&token, bytes, "2026-11-22T10:00:00Z").valid, "{form} of {family:?}");
            // What stands around a block does not count.
            if let Ok(text) = std::str::from_utf8(bytes) {
                let dressed = format!("Bag Attributes\r\n{}\r\n", text.replace('\n', "\r\n"));
                assert_eq!(thumbprint(&read(dressed.as_bytes()).keys[0]), thumbprint(key));
            }
        }
    }
}

#[test]
fn a_certificate_that_is_not_good_now_is_told() {
    let key = read(EC[0].1);
    let header = sign::header(&key.keys[0], Algorithm::Es256, &serde_json::Map::new());
    let token = sign::sign(&key.keys[0], Algorithm::Es256, &header, br#"{"exp":9000000000}"#).unwrap();
    for (at, expected) in [
        ("2026-11-24T08:54:35Z", TokenCheckStatus::Warn),
        ("2026-11-24T08:54:36Z", TokenCheckStatus::Pass),
        ("2036-11-21T08:54:36Z", TokenCheckStatus::Pass),
        ("2036-11-21T08:54:37Z", TokenCheckStatus::Warn),
    ] {
        let verdict = judged(&token, EC[5].1, at);
        assert_eq!((verdict.valid, status(&verdict, "key")), (true, Some(expected)), "{at}");
    }
}

#[test]
fn what_is_no_key_file_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| match jwks::read(bytes).unwrap_err() {
        KeySetError::Der(error) => error,
        other => panic!("{other}"),
    };
    let block = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    assert_eq!(refused(block("ENCRYPTED PRIVATE KEY", "AAAA").as_bytes()), DerError::Encrypted);
    let old = block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AA\n\nAAAA");
    assert_eq!(refused(old.as_bytes()), DerError::Encrypted);
    assert!(matches!(refused(block("OPENSSH PRIVATE KEY", "AAAA").as_bytes()), DerError::Label(_)));
    assert!(matches!(refused(block("PUBLIC KEY", "AAAA").as_bytes()), DerError::Broken(_)));
    assert!(matches!(refused(block("PUBLIC KEY", "no-base64!").as_bytes()), DerError::Pem(_)));
    assert!(matches!(refused(b"-----BEGIN PUBLIC KEY-----\nAAAA"), DerError::Pem(_)));
    for (_, whole) in RSA.iter().chain(&EC).chain(&ED25519) {
        for length in 0..whole.len() {
            // Cut anywhere, it is refused or, where only what follows a PEM block is cut off, the same key.
            if let Ok(set) = jwks::read(&whole[..length]) {
                assert_eq!(thumbprint(&set.keys[0]), thumbprint(&read(whole).keys[0]));
            }
        }
    }
}

/// `openssl genpkey -algorithm RSA-PSS`, public halves: with any hash, with SHA-384, and with SHA-1.
const PSS_ONLY: [(&str, &[Algorithm]); 3] = [
    (
        "MIGdMAsGCSqGSIb3DQEBCgOBjQAwgYkCgYEAuQxd3oqvqsGOhdKgFHAc9NhjqcSiEqWTwK9VKbmuKlAmGbKV9IE7kmdYyJorglDIl3iZbGmgay9m1uoh7uRBbLtXMSsA1HxastuWKSJyYtEBvDimrjhXTQHGtjnQ4GVjA3KpGdd5zL+NlFvNFBH+HiXfd3RgGTRyv8LNToZSDncCAwEAAQ==",
        &[Algorithm::Ps256, Algorithm::Ps384, Algorithm::Ps512],
    ),
    (
        "MIHOMDwGCSqGSIb3DQEBCjAvoA8wDQYJYIZIAWUDBAICBQChHDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAICBQADgY0AMIGJAoGBANnNKWv95jaaD5a8lnCUSPl9FyvK+NaPzqIrW6phW0fOoSQ9WhA1QcTOjzPOGCeMJVdqbV6ul/Y/u8kHp1CoJxpkgXkzArfRID5o9RgdNKcRj0q4p2knjhF7lKF7CDD58tgSsy/RaNdmHfaf8y1qN9UrbSDaK/IxWkxvbYC83kgjAgMBAAE=",
        &[Algorithm::Ps384],
    ),
    (
        "MIGfMA0GCSqGSIb3DQEBCjAAA4GNADCBiQKBgQC699c7YmSIil+Tu8HQtWyyTZ48rONbD162ByKXmlxCYdfRnSAn5YmTyjVPe4QYkNxxC2u2tTMTUsj0l37vDNnu4120L2csCCCqJodSpDL+uFTzuhCnbIHLhd9PIph3/xF/Yd7g6iLGK3QI+ZHuHlOW0Lu6ELR9JxOeKL7PPVi8+wIDAQAB",
        &[],
    ),
];

#[test]
fn a_key_for_pss_is_for_nothing_else() {
    for (der, expected) in PSS_ONLY {
        let set = super::alone(&format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"));
        assert_eq!(set.keys[0].algorithms().collect::<Vec<_>>(), expected);
    }
}

/// `openssl req -x509 -newkey ed25519 -addext keyUsage=critical,…`: the private key, and its certificates with
/// keyEncipherment and dataEncipherment, and with digitalSignature.
const USED_FOR: [&str; 3] = [
    "MC4CAQAwBQYDK2VwBCIEILMrAMzolt3mQYyKUVny8YgNFt93Ox90iNpO7oL9wXK0",
    "MIIBPDCB76ADAgECAhRb9Aq9AjrcQvzVXcgZIMPn23aQqjAFBgMrZXAwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjQxODI0MzlaFw0zNjExMjExODI0MzlaMAwxCjAIBgNVBAMMAXgwKjAFBgMrZXADIQAFEjp14sHMJuJVf8ahgSU39ipxbd7W4pDlzYwieC2bfKNjMGEwHQYDVR0OBBYEFHHlDixmQevM/x7Pc5vgAvAc7iqxMB8GA1UdIwQYMBaAFHHlDixmQevM/x7Pc5vgAvAc7iqxMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgQwMAUGAytlcANBANN3PyarFXnyFFZxDZJnPghe/Mivce1wjLu8mb27dgu7J6ZIBGiV37cmnkQ4RbW2ckbtnxgOGK6K3U/jGrv6mgU=",
    "MIIBPDCB76ADAgECAhQaRJt9+HlaygEURP6hJ1lkH8H1izAFBgMrZXAwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjQxODI0MzlaFw0zNjExMjExODI0MzlaMAwxCjAIBgNVBAMMAXgwKjAFBgMrZXADIQAFEjp14sHMJuJVf8ahgSU39ipxbd7W4pDlzYwieC2bfKNjMGEwHQYDVR0OBBYEFHHlDixmQevM/x7Pc5vgAvAc7iqxMB8GA1UdIwQYMBaAFHHlDixmQevM/x7Pc5vgAvAc7iqxMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgeAMAUGAytlcANBAK3t2JAlbXIxhibQczVEnwO3iiw/mnXkCNpB8doFqRoyRtMeGrbbh0ysX/5rd+oYTLV4+4EJvguOaCwmlM0GjQg=",
];

#[test]
fn a_certificate_for_anything_but_signatures_verifies_none() {
    let pem = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    let private = super::alone(&pem("PRIVATE KEY", USED_FOR[0]));
    let header = sign::header(&private.keys[0], Algorithm::EdDsa, &serde_json::Map::new());
    let token = sign::sign(&private.keys[0], Algorithm::EdDsa, &header, br#"{"exp":9000000000}"#).unwrap();
    for (certificate, expected) in [(USED_FOR[1], TokenCheckStatus::Fail), (USED_FOR[2], TokenCheckStatus::Pass)] {
        let verdict = judged(&token, pem("CERTIFICATE", certificate).as_bytes(), "2026-11-24T19:00:00Z");
        assert_eq!(verdict.valid, expected == TokenCheckStatus::Pass);
        assert_eq!(
            (status(&verdict, "use"), status(&verdict, "signature")),
            (Some(expected), Some(TokenCheckStatus::Pass))
        );
    }
}
