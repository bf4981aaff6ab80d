//! A key for signatures, whatever it was read from, and what is told about it beside its numbers.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use aws_lc_rs::{encoding, hmac};
use der::Encode as _;
use der::asn1::UintRef;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Curve, Family};
use super::x5c::CertificateFault;

/// A key: its public half or secret, its private half if that was there, and what its owner said about it.
pub struct Key {
    pub public: Public,
    pub private: Option<Private>,
    /// `kid`.
    pub id: Option<String>,
    /// `alg`: the only algorithm it is for, by name. May be one that is not for signatures.
    pub algorithm: Option<String>,
    /// `use`.
    pub purpose: Option<String>,
    /// `key_ops`.
    pub operations: Option<Vec<String>>,
    /// Whether it is an RSA key for RSASSA-PSS and nothing else (RFC 4055 §1.2).
    pub is_pss_only: bool,
    /// What is wrong with the certificate that it carries.
    pub certificate_faults: Vec<CertificateFault>,
    pub origin: Origin,
    ready: [OnceLock<Result<Ready, Unusable>>; Algorithm::ALL.len()],
}

/// The numbers that verify.
#[derive(Clone)]
pub enum Public {
    /// Modulus and exponent, big-endian, without zeros in front.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// Coordinates of the curve's size.
    Ec {
        curve: Curve,
        x: Vec<u8>,
        y: Vec<u8>,
    },
    Ed25519 {
        x: Vec<u8>,
    },
    /// Both verifies and signs: never public.
    Secret(Zeroizing<Vec<u8>>),
}

/// The numbers that sign.
#[derive(Clone)]
pub enum Private {
    Rsa { d: Zeroizing<Vec<u8>>, primes: Option<Box<RsaPrimes>> },
    Ec { d: Zeroizing<Vec<u8>> },
    Ed25519 { d: Zeroizing<Vec<u8>> },
}

/// What makes signing with RSA fast, and possible here (RFC 7518 §6.3.2.2 to 6.3.2.6).
#[derive(Clone)]
pub struct RsaPrimes {
    pub p: Zeroizing<Vec<u8>>,
    pub q: Zeroizing<Vec<u8>>,
    pub dp: Zeroizing<Vec<u8>>,
    pub dq: Zeroizing<Vec<u8>>,
    pub qi: Zeroizing<Vec<u8>>,
}

/// What the key was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Jwk,
    /// PEM or DER, by its title.
    File(&'static str),
    /// In seconds since 1970, from when to when it is good.
    Certificate {
        not_before: i64,
        not_after: i64,
        /// Whether its keyUsage, if it has one, allows that signatures are verified by it (RFC 5280 §4.2.1.3).
        verifies: bool,
    },
    /// Bytes that are the secret.
    Secret,
    /// Made here.
    Generated,
}

/// Why a key cannot verify with an algorithm, though it is of its family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("the point (x, y) is not on the curve {}", .0.as_str())]
    NotOnCurve(Curve),
    #[error("it is no RSA key: the modulus or the exponent cannot be one")]
    Rsa,
    #[error("x is no point of Ed25519")]
    Ed25519,
    #[error("an RSA key of {bits} bits cannot be used for {algorithm} at all")]
    RsaSize { bits: usize, algorithm: Algorithm },
}

enum Ready {
    Public(ParsedPublicKey),
    Hmac(Box<hmac::Key>),
}

impl Key {
    /// A key that nothing else is known about.
    pub fn new(public: Public, private: Option<Private>, origin: Origin) -> Self {
        Self {
            public,
            private,
            id: None,
            algorithm: None,
            purpose: None,
            operations: None,
            is_pss_only: false,
            certificate_faults: Vec::new(),
            origin,
            ready: [const { OnceLock::new() }; Algorithm::ALL.len()],
        }
    }

    /// A secret as it is.
    pub fn of_secret(secret: Zeroizing<Vec<u8>>) -> Self {
        Self::new(Public::Secret(secret), None, Origin::Secret)
    }

    /// What algorithms it is for.
    pub fn family(&self) -> Family {
        self.public.family()
    }

    /// The algorithms that this key may be used with: those of its family, or the one that it names.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        Algorithm::of(self.family()).filter(|algorithm| self.allows(*algorithm))
    }

    /// Whether the algorithm is for keys like this one, and the one that the key names, if it names one.
    pub fn allows(&self, algorithm: Algorithm) -> bool {
        algorithm.family() == self.family()
            && self.algorithm.as_deref().is_none_or(|name| algorithm.is_named(name))
            && (!self.is_pss_only || algorithm.is_pss())
    }

    /// Whether the signature of this message is by this key. What the key says about itself is for the caller to judge.
    ///
    /// # Errors
    /// When the key is none that could verify anything with this algorithm.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<bool, Unusable> {
        match self.ready[algorithm as usize].get_or_init(|| self.public.make_ready(algorithm)) {
            Ok(Ready::Public(key)) => Ok(key.verify_sig(message, signature).is_ok()),
            Ok(Ready::Hmac(key)) => Ok(hmac::verify(key, message, signature).is_ok()),
            Err(unusable) => Err(unusable.clone()),
        }
    }

    /// Whether the key can sign: its private half is there, or it is a secret.
    pub fn can_sign(&self) -> bool {
        self.private.is_some() || self.family() == Family::Hmac
    }
}

impl Public {
    /// The key's family.
    pub fn family(&self) -> Family {
        match self {
            Self::Rsa { .. } => Family::Rsa,
            Self::Ec { curve, .. } => Family::Ec(*curve),
            Self::Ed25519 { .. } => Family::Ed25519,
            Self::Secret(_) => Family::Hmac,
        }
    }

    /// The point of an EC key as SEC 1 §2.3.3 writes it, `None` for other keys.
    pub fn point(&self) -> Option<Vec<u8>> {
        match self {
            Self::Ec { x, y, .. } => Some([&[4], x.as_slice(), y.as_slice()].concat()),
            _ => None,
        }
    }

    /// A public key from the bytes of a point, in full or compressed (SEC 1 §2.3.4).
    ///
    /// # Errors
    /// When they are no point of the curve.
    pub fn of_point(curve: Curve, point: &[u8]) -> Result<Self, Unusable> {
        let not_on_curve = Unusable::NotOnCurve(curve);
        let parsed = ParsedPublicKey::new(ecdsa(curve), point).map_err(|_| not_on_curve.clone())?;
        let full = match point {
            [4, ..] => point.to_vec(),
            _ => full_point(&parsed, curve).ok_or_else(|| not_on_curve.clone())?,
        };
        let (x, y) = full.get(1..).ok_or(not_on_curve)?.split_at(curve.coordinate_bytes());
        Ok(Self::Ec { curve, x: x.to_vec(), y: y.to_vec() })
    }

    /// The size of an RSA modulus or a secret in bits.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { n, .. } => Some(n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize)),
            Self::Secret(secret) => Some(secret.len() * 8),
            Self::Ec { .. } | Self::Ed25519 { .. } => None,
        }
    }

    /// Fails for a point that is not on its curve. RSA's numbers are judged with the algorithm of a token, one by one.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn check(&self) -> Result<(), Unusable> {
        match (self, Algorithm::of(self.family()).next()) {
            (Self::Ec { .. } | Self::Ed25519 { .. }, Some(algorithm)) => self.make_ready(algorithm).map(drop),
            _ => Ok(()),
        }
    }

    /// As the crypto library keeps it; `None` for a secret, and for a key that is none.
    pub(super) fn parsed(&self) -> Option<ParsedPublicKey> {
        let algorithm = Algorithm::of(self.family()).next()?;
        match self.make_ready(algorithm).ok()? {
            Ready::Public(key) => Some(key),
            Ready::Hmac(_) => None,
        }
    }

    fn make_ready(&self, algorithm: Algorithm) -> Result<Ready, Unusable> {
        Ok(match self {
            Self::Secret(secret) => Ready::Hmac(Box::new(hmac_key(algorithm, secret))),
            Self::Ec { curve, .. } => {
                let point = self.point().unwrap_or_default();
                Ready::Public(ParsedPublicKey::new(ecdsa(*curve), point).map_err(|_| Unusable::NotOnCurve(*curve))?)
            }
            Self::Ed25519 { x } => {
                Ready::Public(ParsedPublicKey::new(&signature::ED25519, x).map_err(|_| Unusable::Ed25519)?)
            }
            Self::Rsa { n, e } => {
                let encoded = rsa_der(n, e).ok_or(Unusable::Rsa)?;
                // The small ones are refused elsewhere; whether their signature is right is worth knowing all the same.
                let bits = self.bits().unwrap_or_default();
                let verification = rsa(algorithm, bits).ok_or(Unusable::RsaSize { bits, algorithm })?;
                Ready::Public(ParsedPublicKey::new(verification, encoded).map_err(|_| Unusable::Rsa)?)
            }
        })
    }
}

/// A secret as the crypto library keeps it, with the algorithm's hash (RFC 7518 §3.2).
pub(super) fn hmac_key(algorithm: Algorithm, secret: &[u8]) -> hmac::Key {
    let hash = match algorithm.hash_bits() {
        256 => hmac::HMAC_SHA256,
        384 => hmac::HMAC_SHA384,
        _ => hmac::HMAC_SHA512,
    };
    hmac::Key::new(hash, secret)
}

/// The bytes of a point in full, for one that was compressed.
fn full_point(parsed: &ParsedPublicKey, curve: Curve) -> Option<Vec<u8>> {
    let der: encoding::PublicKeyX509Der<'_> = encoding::AsDer::as_der(parsed).ok()?;
    let length = 1 + 2 * curve.coordinate_bytes();
    // SubjectPublicKeyInfo ends with the bits of the point (RFC 5480 §2).
    let bytes = der.as_ref();
    bytes.get(bytes.len().checked_sub(length)?..).filter(|point| point.first() == Some(&4)).map(<[u8]>::to_vec)
}

fn rsa_der(n: &[u8], e: &[u8]) -> Option<Vec<u8>> {
    let key = pkcs1::RsaPublicKeyRef { modulus: UintRef::new(n).ok()?, public_exponent: UintRef::new(e).ok()? };
    key.to_der().ok()
}

fn ecdsa(curve: Curve) -> &'static dyn VerificationAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
    }
}

/// How RSA verifies with a modulus of so many bits; `None` where nothing does.
fn rsa(algorithm: Algorithm, bits: usize) -> Option<&'static dyn VerificationAlgorithm> {
    let enough: &'static dyn VerificationAlgorithm = match algorithm {
        Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    };
    match (bits, algorithm) {
        (2048..=8192, _) => Some(enough),
        (1024..2048, Algorithm::Rs256) => Some(&signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        (1024..2048, Algorithm::Rs512) => Some(&signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        _ => None,
    }
}

impl Clone for Key {
    /// The copy is made ready for verifying anew: threads that share one that is ready wait for each other's locks in the
    /// crypto library, at every signature.
    fn clone(&self) -> Self {
        Self {
            public: self.public.clone(),
            private: self.private.clone(),
            id: self.id.clone(),
            algorithm: self.algorithm.clone(),
            purpose: self.purpose.clone(),
            operations: self.operations.clone(),
            is_pss_only: self.is_pss_only,
            certificate_faults: self.certificate_faults.clone(),
            origin: self.origin.clone(),
            ready: [const { OnceLock::new() }; Algorithm::ALL.len()],
        }
    }
}

impl fmt::Debug for Key {
    /// Nothing of the numbers: some are secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Key");
        shown.field("family", &self.family()).field("id", &self.id).field("origin", &self.origin);
        shown.field("can_sign", &self.can_sign()).finish_non_exhaustive()
    }
}
