//! Making tokens: for tests, and for service accounts that sign their own (RFC 7515 §5.1).

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use serde_json::{Map, Value};

use super::algorithm::{Algorithm, Family};
use super::base64url::encode;
use super::der::ecdsa_signing;
use super::key::{Key, Private, Public, hmac_key};
use super::strength::{Weakness, weaknesses};

/// Why nothing was signed. Never holds anything of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error("the key is a public one: it can verify, and cannot sign")]
    NoPrivate,
    #[error("{algorithm} is not for this key, which is for {expected}")]
    Algorithm { algorithm: Algorithm, expected: String },
    #[error("the key is for no signature algorithm")]
    NoAlgorithm,
    #[error(
        "the RSA key has no p, q, dp, dq and qi: RFC 7518 §6.3.2 lets keys leave them out, but none is signed with here"
    )]
    NoPrimes,
    #[error("the key is too weak: expected {expected}, found {found}")]
    Weak { expected: String, found: String },
    #[error("the private half of the key is broken, or not that of the public one")]
    Rejected,
    #[error("the system gave no random numbers")]
    Random,
}

/// The algorithm that this key signs with: the one wished for, the one it names, or the first of its kind.
///
/// # Errors
/// When the wish is not for this key.
pub fn algorithm(key: &Key, wished: Option<Algorithm>) -> Result<Algorithm, SignError> {
    match wished {
        Some(algorithm) if key.allows(algorithm) => Ok(algorithm),
        Some(algorithm) => {
            let expected = key.algorithms().map(Algorithm::as_str).collect::<Vec<_>>().join(", ");
            Err(SignError::Algorithm { algorithm, expected })
        }
        None => key.algorithms().next().ok_or(SignError::NoAlgorithm),
    }
}

/// The header of a token by this key: `alg`, `typ` and the key's name, then what else is wished for.
pub fn header(key: &Key, algorithm: Algorithm, more: &Map<String, Value>) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), algorithm.as_str().into());
    header.insert("typ".to_owned(), "JWT".into());
    if let Some(id) = &key.id {
        header.insert("kid".to_owned(), id.as_str().into());
    }
    header.extend(more.clone());
    header
}

/// Signs header and payload, and returns the compact form.
///
/// # Errors
/// When the key cannot sign.
pub fn sign(key: &Key, algorithm: Algorithm, header: &Map<String, Value>, payload: &[u8]) -> Result<String, SignError> {
    // Invariant: a map of JSON values is JSON.
    let header = serde_json::to_string(header).expect("a JSON object can be written");
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(payload));
    let signature = signature_of(key, algorithm, signed.as_bytes())?;
    Ok(format!("{signed}.{}", encode(&signature)))
}

pub(super) fn signature_of(key: &Key, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SignError> {
    let rejected = |_| match super::strength::weaknesses(key, algorithm).into_iter().next() {
        Some(weakness) => SignError::Weak { expected: weakness.expected, found: weakness.found },
        None => SignError::Rejected,
    };
    let random = SystemRandom::new();
    match (&key.public, &key.private) {
        (Public::Secret(secret), _) => Ok(hmac::sign(&hmac_key(algorithm, secret), message).as_ref().to_vec()),
        (Public::Ed25519 { x }, Some(Private::Ed25519 { d })) => {
            let pair = Ed25519KeyPair::from_seed_and_public_key(d, x).map_err(rejected)?;
            Ok(pair.sign(message).as_ref().to_vec())
        }
        (public @ Public::Ec { curve, .. }, Some(Private::Ec { d })) => {
            let point = public.point().unwrap_or_default();
            let pair =
                EcdsaKeyPair::from_private_key_and_public_key(ecdsa_signing(*curve), d, &point).map_err(rejected)?;
            let signature = pair.sign(&random, message).map_err(|_| SignError::Random)?;
            Ok(signature.as_ref().to_vec())
        }
        (Public::Rsa { n, e }, Some(Private::Rsa { d, primes })) => {
            let primes = primes.as_ref().ok_or(SignError::NoPrimes)?;
            let pair = RsaKeyPair::from_components(&KeyPairComponents {
                public_key: PublicKeyComponents { n: n.as_slice(), e: e.as_slice() },
                d: d.as_slice(),
                p: primes.p.as_slice(),
                q: primes.q.as_slice(),
                dP: primes.dp.as_slice(),
                dQ: primes.dq.as_slice(),
                qInv: primes.qi.as_slice(),
            })
            .map_err(rejected)?;
            let encoding = rsa_encoding(algorithm).ok_or(SignError::NoAlgorithm)?;
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &random, message, &mut signature).map_err(|_| SignError::Random)?;
            Ok(signature)
        }
        _ => Err(SignError::NoPrivate),
    }
}

fn rsa_encoding(algorithm: Algorithm) -> Option<&'static dyn signature::RsaEncoding> {
    Some(match algorithm {
        Algorithm::Rs256 => &signature::RSA_PKCS1_SHA256,
        Algorithm::Rs384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_SHA512,
        _ => return None,
    })
}

/// Why verifiers will refuse the secret, as [`super::strength`] has it. Other weak keys sign nothing.
pub fn weakness(key: &Key, algorithm: Algorithm) -> Option<Weakness> {
    weaknesses(key, algorithm).into_iter().next().filter(|_| key.family() == Family::Hmac)
}
