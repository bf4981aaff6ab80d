//! New keys, and keys as PEM.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Curve};
use super::der;
use super::key::{Key, Origin};
use super::thumbprint::thumbprint;

/// Which key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Of 2048, 3072 or 4096 bits.
    Rsa(RsaBits),
    Ec(Curve),
    Ed25519,
    /// A secret of this many bits.
    Hmac(usize),
}

/// The sizes of RSA keys that are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaBits {
    Bits2048,
    Bits3072,
    Bits4096,
}

/// A key that was made, and how it is written for other tools.
#[derive(Debug)]
pub struct Generated {
    pub key: Key,
    /// PKCS#8 in PEM; none for a secret.
    pub private_pem: Option<Zeroizing<String>>,
    pub public_pem: Option<String>,
}

/// The system gave no random numbers, or the crypto library made no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the system made no key: it may lack random numbers")]
pub struct GenerateError;

/// Makes a key for this algorithm, named after its thumbprint unless it has a name.
///
/// # Errors
/// When the system has no random numbers.
pub fn generate(wanted: Wanted, algorithm: Option<Algorithm>, id: Option<String>) -> Result<Generated, GenerateError> {
    let random = SystemRandom::new();
    let document = match wanted {
        Wanted::Hmac(bits) => {
            let mut secret = Zeroizing::new(vec![0; bits.div_ceil(8)]);
            fill(&mut secret).map_err(|_| GenerateError)?;
            let key = named(Key::of_secret(secret), algorithm, id);
            return Ok(Generated { key, private_pem: None, public_pem: None });
        }
        Wanted::Rsa(bits) => {
            let size = match bits {
                RsaBits::Bits2048 => KeySize::Rsa2048,
                RsaBits::Bits3072 => KeySize::Rsa3072,
                RsaBits::Bits4096 => KeySize::Rsa4096,
            };
            let pair = RsaKeyPair::generate(size).map_err(|_| GenerateError)?;
            let document: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| GenerateError)?;
            Zeroizing::new(document.as_ref().to_vec())
        }
        Wanted::Ec(curve) => {
            let document = EcdsaKeyPair::generate_pkcs8(der::ecdsa_signing(curve), &random);
            Zeroizing::new(document.map_err(|_| GenerateError)?.as_ref().to_vec())
        }
        Wanted::Ed25519 => {
            // Version 1, without the public half in it, is what every other tool reads.
            let document = Ed25519KeyPair::generate_pkcs8v1(&random).map_err(|_| GenerateError)?;
            Zeroizing::new(document.as_ref().to_vec())
        }
    };
    let read = der::read_der(&document).map_err(|_| GenerateError)?;
    let public_pem = public_pem(&read);
    let key = named(Key::new(read.public, read.private, Origin::Generated), algorithm, id);
    Ok(Generated { key, private_pem: Some(pem("PRIVATE KEY", &document)), public_pem })
}

fn named(mut key: Key, algorithm: Option<Algorithm>, id: Option<String>) -> Key {
    key.id = Some(id.unwrap_or_else(|| thumbprint(&key)));
    key.purpose = Some("sig".to_owned());
    key.algorithm = algorithm.map(|algorithm| algorithm.as_str().to_owned());
    key
}

/// The public half in PEM; `None` for a secret, which has none.
pub fn public_pem(key: &Key) -> Option<String> {
    let parsed: ParsedPublicKey = key.public.parsed()?;
    let document = parsed.as_der().ok()?;
    Some(pem("PUBLIC KEY", document.as_ref()).to_string())
}

/// RFC 7468 §2 and §3: 64 characters a line.
fn pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    const LINE: usize = 64;
    let text = Zeroizing::new(STANDARD.encode(der));
    let mut pem = Zeroizing::new(String::with_capacity(text.len() * 66 / LINE + 128));
    pem.push_str(&format!("-----BEGIN {label}-----\n"));
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::jwt::jwks::KeySet;
    use crate::jwt::verify::{Rules, Verifier};
    use crate::jwt::{jwk, jwks, sign};

    const ALL: [Wanted; 7] = [
        Wanted::Rsa(RsaBits::Bits2048),
        Wanted::Ec(Curve::P256),
        Wanted::Ec(Curve::P384),
        Wanted::Ec(Curve::P521),
        Wanted::Ec(Curve::Secp256k1),
        Wanted::Ed25519,
        Wanted::Hmac(512),
    ];

    fn is_valid(token: &str, key: Key) -> bool {
        let mut rules = Rules::at("2026-11-22T10:00:00Z".parse().unwrap());
        rules.any_payload = true;
        Verifier::new(KeySet::alone(key), rules).judge(token).valid
    }

    #[test]
    fn what_a_new_key_signs_is_verified_by_every_form_of_it() {
        for wanted in ALL {
            let made = generate(wanted, None, None).unwrap();
            for algorithm in made.key.algorithms() {
                let header = sign::header(&made.key, algorithm, &Map::new());
                let token = sign::sign(&made.key, algorithm, &header, b"payload").unwrap();
                let all = jwk::to_json(&made.key, true).unwrap();
                let mut forms = vec![all.to_string()];
                forms.extend(jwk::to_json(&made.key, false).map(|public| public.to_string()));
                forms.extend(made.private_pem.as_ref().map(|pem| pem.to_string()));
                forms.extend(made.public_pem.clone());
                for form in forms {
                    let mut set = jwks::read(form.as_bytes()).unwrap();
                    assert!(is_valid(&token, set.keys.remove(0)), "{wanted:?} {algorithm}");
                }
                let other = generate(wanted, None, None).unwrap();
                assert!(!is_valid(&token, other.key), "{wanted:?} {algorithm}");
            }
        }
    }

    #[test]
    fn the_private_half_is_read_from_pem_as_it_was_made() {
        for wanted in ALL.into_iter().filter(|wanted| *wanted != Wanted::Hmac(512)) {
            let made = generate(wanted, None, None).unwrap();
            let mut read = jwks::read(made.private_pem.as_ref().unwrap().as_bytes()).unwrap().keys.remove(0);
            read.id.clone_from(&made.key.id);
            read.purpose.clone_from(&made.key.purpose);
            assert_eq!(jwk::to_json(&read, true), jwk::to_json(&made.key, true), "{wanted:?}");
        }
    }

    #[test]
    fn a_name_is_the_thumbprint_unless_one_was_given() {
        let made = generate(Wanted::Ed25519, Some(Algorithm::EdDsa), None).unwrap();
        assert_eq!(made.key.id, Some(thumbprint(&made.key)));
        let json = jwk::to_json(&made.key, false).unwrap();
        assert_eq!((&json["use"], &json["alg"]), (&json!("sig"), &json!("EdDSA")));
        let made = generate(Wanted::Hmac(256), None, Some("mine".to_owned())).unwrap();
        assert_eq!(made.key.id.as_deref(), Some("mine"));
    }
}
