//! The certificate that a JWK carries beside its numbers (`x5c`): some readers take its key, and others the numbers, so that
//! both must be the same (RFC 7517 §4.7 to §4.9).

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use serde_json::{Map, Value};

use super::base64url;
use super::der::{self, DerError};
use super::key::{Key, Origin};
use super::thumbprint::thumbprint;

/// What is wrong with a key's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    #[error("its `x5c` begins with no certificate that can be read (RFC 7517 §4.7)")]
    Unreadable,
    #[error("its `x5c` is the certificate of another key (RFC 7517 §4.7)")]
    OtherKey,
    #[error("its `{member}` is not the thumbprint of its certificate (RFC 7517 {section})")]
    Thumbprint { member: &'static str, section: &'static str },
}

const THUMBPRINTS: [(&str, &str, &Algorithm); 2] =
    [("x5t", "§4.8", &SHA1_FOR_LEGACY_USE_ONLY), ("x5t#S256", "§4.9", &SHA256)];

/// Holds the first certificate of a key's chain against the key. The others are of those who signed it, and nobody asks them:
/// the key is trusted because its set is.
pub(super) fn faults(members: &Map<String, Value>, key: &Key) -> Vec<CertificateFault> {
    let first = match members.get("x5c") {
        None | Some(Value::Null) => return Vec::new(),
        Some(chain) => chain.get(0).and_then(Value::as_str).and_then(of_lines),
    };
    let Some(certificate) = first else { return vec![CertificateFault::Unreadable] };
    let is_of_key = match der::read_der(&certificate) {
        Ok(read) if matches!(read.origin, Origin::Certificate { .. }) => thumbprint(&read) == thumbprint(key),
        // Of a kind that is not known here, and the key's is.
        Err(DerError::UnknownType(_) | DerError::UnknownCurve(_) | DerError::Unusable(_)) => false,
        _ => return vec![CertificateFault::Unreadable],
    };
    let other_key = (!is_of_key).then_some(CertificateFault::OtherKey);
    let other_thumbprints = THUMBPRINTS.into_iter().filter_map(|(member, section, algorithm)| {
        let said = members.get(member).filter(|said| !said.is_null())?;
        let is_right = said.as_str().is_some_and(|said| is_digest(said, digest(algorithm, &certificate).as_ref()));
        (!is_right).then_some(CertificateFault::Thumbprint { member, section })
    });
    other_key.into_iter().chain(other_thumbprints).collect()
}

/// The standard wants base64 in one piece; who breaks it into lines says the same certificate.
fn of_lines(text: &str) -> Option<Vec<u8>> {
    base64url::decode_lenient(&text.split_ascii_whitespace().collect::<String>())
}

/// Some providers write the digest in hex before they encode it.
fn is_digest(said: &str, digest: &[u8]) -> bool {
    let Some(said) = base64url::decode_lenient(said) else { return false };
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    said == digest || said.eq_ignore_ascii_case(hex.as_bytes())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;

    use super::*;
    use crate::jwt::{jwk, jwks};

    const KEY: &[u8] = include_bytes!("../../fuzz/corpus/key_file/ec_public.pem");
    const CERTIFICATE: &str = include_str!("../../fuzz/corpus/key_file/ec_certificate.pem");
    const OTHER: &str = include_str!("../../fuzz/corpus/key_file/rsa_certificate.pem");

    /// The lines between the first and the last.
    fn body(pem: &str) -> String {
        pem.lines().filter(|line| !line.starts_with("-----")).collect()
    }

    fn found(more: Value) -> Vec<CertificateFault> {
        let mut object = jwk::to_json(&jwks::read(KEY).unwrap().keys[0], false).unwrap();
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        jwk::parse(&object).unwrap().certificate_faults
    }

    #[test]
    fn a_certificate_of_the_key_is_right_however_it_is_broken_into_lines() {
        assert_eq!(found(json!({})), []);
        assert_eq!(found(json!({"x5c": null})), []);
        assert_eq!(found(json!({"x5c": [body(CERTIFICATE)]})), []);
        assert_eq!(found(json!({"x5c": [body(CERTIFICATE), body(OTHER)]})), []);
        assert_eq!(found(json!({"x5c": [body(CERTIFICATE).replace('M', "M\n")]})), []);
    }

    #[test]
    fn the_certificate_of_another_key_and_what_is_none_are_told_apart() {
        assert_eq!(found(json!({"x5c": [body(OTHER), body(CERTIFICATE)]})), [CertificateFault::OtherKey]);
        let public_key = STANDARD.encode([0x30, 3, 2, 1, 1]);
        for chain in [json!([]), json!("MIIB"), json!([7]), json!(["MIIB"]), json!(["-"]), json!([public_key])] {
            assert_eq!(found(json!({ "x5c": chain })), [CertificateFault::Unreadable], "{chain}");
        }
    }

    #[test]
    fn a_thumbprint_is_that_of_the_certificate() {
        let der = STANDARD.decode(body(CERTIFICATE)).unwrap();
        let [sha1, sha256] = THUMBPRINTS.map(|(_, _, algorithm)| digest(algorithm, &der).as_ref().to_vec());
        let hex: String = sha1.iter().map(|byte| format!("{byte:02X}")).collect();
        let [sha1, sha256, hex] =
            [&sha1[..], &sha256, hex.as_bytes()].map(|bytes| Value::from(base64url::encode(bytes)));
        let chain = json!([body(CERTIFICATE)]);
        assert_eq!(found(json!({"x5c": chain, "x5t": sha1, "x5t#S256": sha256})), []);
        assert_eq!(found(json!({"x5c": chain, "x5t": hex})), []);
        let faults = found(json!({"x5c": chain, "x5t": sha256, "x5t#S256": sha1}));
        assert_eq!(faults, THUMBPRINTS.map(|(member, section, _)| CertificateFault::Thumbprint { member, section }));
        // Without a certificate, there is nothing to hold it against.
        assert_eq!(found(json!({"x5t": "AAAA"})), []);
    }
}
