//! The name of a key that is made of the key itself (RFC 7638, and RFC 8037 §2 for Ed25519).

use aws_lc_rs::digest::{SHA256, digest};

use super::base64url::encode;
use super::key::{Key, Public};

/// SHA-256 over the members that make the key, in their order, without white space. Of a secret too, by the rule, but that
/// is for its owner's eyes: a short secret can be found from it.
pub fn thumbprint(key: &Key) -> String {
    let text = |bytes: &[u8]| encode(bytes);
    // RFC 7638 §3.2 and §3.3: lexicographic order. base64url and the names need no escapes.
    let members = match &key.public {
        Public::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text(e), text(n)),
        Public::Ec { curve, x, y } => {
            format!(r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#, curve.as_str(), text(x), text(y))
        }
        Public::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text(x)),
        Public::Secret(secret) => format!(r#"{{"k":"{}","kty":"oct"}}"#, text(secret)),
    };
    encode(digest(&SHA256, zeroize::Zeroizing::new(members).as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::jwk;

    #[test]
    fn the_examples_of_rfc_7638_and_rfc_8037() {
        // RFC 7638 §3.1.
        let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
        assert_eq!(thumbprint(&jwk::parse_text(rsa).unwrap()), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        // RFC 8037, appendix A.3.
        let okp = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert_eq!(thumbprint(&jwk::parse_text(okp).unwrap()), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
