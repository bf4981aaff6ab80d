//! Keys as other tools write them: PEM (RFC 7468) and DER of public keys (RFC 5280), private keys (RFC 5958, RFC 8017,
//! RFC 5915) and certificates.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Encode as _};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::Certificate;
use x509_cert::ext::pkix::KeyUsage;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Curve};
use super::key::{Key, Origin, Private, Public, RsaPrimes, Unusable};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// By the hash that each is with.
const PSS: [(ObjectIdentifier, Algorithm); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), Algorithm::Ps256),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), Algorithm::Ps384),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), Algorithm::Ps512),
];
const CURVES: [(ObjectIdentifier, Curve); 4] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), Curve::Secp256k1),
];

/// Why a file holds no key that can be used. Never holds anything of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DerError {
    #[error("the private key is encrypted")]
    Encrypted,
    #[error("a PEM block `{0}` is none of a key")]
    Label(String),
    #[error("a PEM block `{0}` has no end, or holds what is no base64")]
    Pem(String),
    #[error("there is no PEM block of a key in it")]
    NoBlock,
    #[error("the {0} in it cannot be read")]
    Broken(&'static str),
    #[error("it is DER of none of: public key, private key (PKCS#8, PKCS#1, SEC 1), certificate")]
    UnknownDer,
    #[error("its kind of key ({0}) is none that gatekey knows")]
    UnknownType(String),
    #[error("its curve ({0}) is none that gatekey knows")]
    UnknownCurve(String),
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

const PUBLIC_KEY: &str = "public key";
const PRIVATE_KEY: &str = "private key";
const CERTIFICATE: &str = "certificate";

/// Reads the first key in PEM text. What stands around the blocks does not count, nor do EC parameters of their own.
///
/// # Errors
/// When there is none, or it cannot be used.
pub fn read_pem(text: &str) -> Result<Key, DerError> {
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let (label, body) = begun.split_once("-----").ok_or(DerError::NoBlock)?;
        let broken = || DerError::Pem(short(label));
        let (body, after) = body.split_once(&format!("-----END {label}-----")).ok_or_else(broken)?;
        rest = after;
        if label == "EC PARAMETERS" {
            continue;
        }
        if label == "ENCRYPTED PRIVATE KEY" || body.contains("ENCRYPTED") {
            return Err(DerError::Encrypted);
        }
        let read: fn(&[u8]) -> Result<Key, DerError> = match label {
            "PUBLIC KEY" => public_key,
            "RSA PUBLIC KEY" => pkcs1_public,
            "PRIVATE KEY" => private_key,
            "RSA PRIVATE KEY" => pkcs1_private,
            "EC PRIVATE KEY" => |der| sec1_private(der, None),
            "CERTIFICATE" | "X509 CERTIFICATE" => certificate,
            other => return Err(DerError::Label(short(other))),
        };
        let characters: Zeroizing<String> = Zeroizing::new(body.split_ascii_whitespace().collect());
        let der = Zeroizing::new(STANDARD.decode(characters.as_bytes()).map_err(|_| broken())?);
        return read(&der);
    }
    Err(DerError::NoBlock)
}

/// A label as it may be shown: they are short words, and anything else is foreign text of any length.
fn short(label: &str) -> String {
    label.chars().take(40).collect()
}

/// Reads a key from DER, whichever it is.
///
/// # Errors
/// When it is none, or cannot be used.
pub fn read_der(der: &[u8]) -> Result<Key, DerError> {
    if SubjectPublicKeyInfoRef::from_der(der).is_ok() {
        return public_key(der);
    }
    if PrivateKeyInfoRef::try_from(der).is_ok() {
        return private_key(der);
    }
    if Certificate::from_der(der).is_ok() {
        return certificate(der);
    }
    [pkcs1_private, pkcs1_public, |der: &[u8]| sec1_private(der, None)]
        .into_iter()
        .find_map(|read| match read(der) {
            Err(DerError::Broken(_)) => None,
            other => Some(other),
        })
        .unwrap_or(Err(DerError::UnknownDer))
}

/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
fn public_key(der: &[u8]) -> Result<Key, DerError> {
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| DerError::Broken(PUBLIC_KEY))?;
    of_public_info(&info, Origin::File(PUBLIC_KEY))
}

fn of_public_info(info: &SubjectPublicKeyInfoRef<'_>, origin: Origin) -> Result<Key, DerError> {
    let bits = info.subject_public_key.as_bytes().ok_or(DerError::Broken(PUBLIC_KEY))?;
    let public = match info.algorithm.oid {
        RSA => return pkcs1_public(bits).map(|key| Key::new(key.public, None, origin)),
        RSA_PSS => {
            let key = pkcs1_public(bits)?;
            return for_pss(Key::new(key.public, None, origin), &info.algorithm);
        }
        EC => Public::of_point(curve(&info.algorithm)?, bits)?,
        ED25519 => Public::Ed25519 { x: bits.to_vec() },
        other => return Err(DerError::UnknownType(other.to_string())),
    };
    public.check()?;
    Ok(Key::new(public, None, origin))
}

/// A key for RSASSA-PSS alone: with any hash, or, where its parameters name one, with that (RFC 4055 §3.1 and §3.3).
fn for_pss(mut key: Key, algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Key, DerError> {
    key.is_pss_only = true;
    if let Some(parameters) = algorithm.parameters {
        let parameters: pkcs1::RsaPssParams<der::Any> =
            parameters.decode_as().map_err(|_| DerError::Broken("RSASSA-PSS key"))?;
        let named = PSS.iter().find(|(hash, _)| *hash == parameters.hash.oid);
        key.algorithm = Some(match named {
            Some((_, algorithm)) => algorithm.as_str().to_owned(),
            None => format!("RSASSA-PSS with the hash {}", parameters.hash.oid),
        });
    }
    Ok(key)
}

fn curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, DerError> {
    // Curves written out in numbers are refused too: who chooses the numbers chooses the signatures (CVE-2020-0601).
    let oid = algorithm.parameters_oid().map_err(|_| DerError::UnknownCurve("no name".to_owned()))?;
    named_curve(oid)
}

fn named_curve(oid: ObjectIdentifier) -> Result<Curve, DerError> {
    let known = CURVES.iter().find(|(known, _)| *known == oid);
    known.map(|(_, curve)| *curve).ok_or_else(|| DerError::UnknownCurve(oid.to_string()))
}

/// RFC 8017, appendix A.1.1.
fn pkcs1_public(der: &[u8]) -> Result<Key, DerError> {
    let key = pkcs1::RsaPublicKeyRef::from_der(der).map_err(|_| DerError::Broken(PUBLIC_KEY))?;
    let public = Public::Rsa { n: key.modulus.as_bytes().to_vec(), e: key.public_exponent.as_bytes().to_vec() };
    Ok(Key::new(public, None, Origin::File(PUBLIC_KEY)))
}

/// RFC 8017, appendix A.1.2.
fn pkcs1_private(der: &[u8]) -> Result<Key, DerError> {
    let key = pkcs1::RsaPrivateKeyRef::from_der(der).map_err(|_| DerError::Broken(PRIVATE_KEY))?;
    let secret = |number: &der::asn1::UintRef<'_>| Zeroizing::new(number.as_bytes().to_vec());
    let public = Public::Rsa { n: key.modulus.as_bytes().to_vec(), e: key.public_exponent.as_bytes().to_vec() };
    let primes = RsaPrimes {
        p: secret(&key.prime1),
        q: secret(&key.prime2),
        dp: secret(&key.exponent1),
        dq: secret(&key.exponent2),
        qi: secret(&key.coefficient),
    };
    let private = Private::Rsa { d: secret(&key.private_exponent), primes: Some(Box::new(primes)) };
    Ok(Key::new(public, Some(private), Origin::File(PRIVATE_KEY)))
}

/// PKCS#8 (RFC 5958), which wraps the others.
fn private_key(der: &[u8]) -> Result<Key, DerError> {
    const BROKEN: DerError = DerError::Broken(PRIVATE_KEY);
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| BROKEN)?;
    let inner = info.private_key.as_bytes();
    match info.algorithm.oid {
        RSA => pkcs1_private(inner),
        RSA_PSS => for_pss(pkcs1_private(inner)?, &info.algorithm),
        EC => sec1_private(inner, Some(curve(&info.algorithm)?)),
        ED25519 => {
            // RFC 8410 §7: the seed is an octet string in the octet string.
            let seed = <&OctetStringRef>::from_der(inner).map_err(|_| BROKEN)?.as_bytes();
            let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BROKEN)?;
            let public = Public::Ed25519 { x: pair.public_key().as_ref().to_vec() };
            let private = Private::Ed25519 { d: Zeroizing::new(seed.to_vec()) };
            Ok(Key::new(public, Some(private), Origin::File(PRIVATE_KEY)))
        }
        other => Err(DerError::UnknownType(other.to_string())),
    }
}

/// RFC 5915. The public half is computed: some writers leave it out, and none has to be believed.
fn sec1_private(der: &[u8], outer: Option<Curve>) -> Result<Key, DerError> {
    const BROKEN: DerError = DerError::Broken(PRIVATE_KEY);
    let key = sec1::EcPrivateKey::from_der(der).map_err(|_| BROKEN)?;
    let inner = key.parameters.and_then(sec1::EcParameters::named_curve).map(named_curve).transpose()?;
    let curve = outer.or(inner).ok_or_else(|| DerError::UnknownCurve("no name".to_owned()))?;
    let bare = sec1::EcPrivateKey {
        private_key: key.private_key,
        parameters: CURVES
            .iter()
            .find(|(_, known)| *known == curve)
            .map(|(oid, _)| sec1::EcParameters::NamedCurve(*oid)),
        public_key: None,
    };
    let bare = Zeroizing::new(bare.to_der().map_err(|_| BROKEN)?);
    let pair = EcdsaKeyPair::from_private_key_der(ecdsa_signing(curve), &bare).map_err(|_| BROKEN)?;
    let public = Public::of_point(curve, pair.public_key().as_ref())?;
    let mut d = Zeroizing::new(vec![0; curve.coordinate_bytes().saturating_sub(key.private_key.len())]);
    d.extend_from_slice(key.private_key);
    Ok(Key::new(public, Some(Private::Ec { d }), Origin::File(PRIVATE_KEY)))
}

/// How a key on this curve signs.
pub(super) fn ecdsa_signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_FIXED_SIGNING,
        Curve::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED_SIGNING,
    }
}

/// The key in a certificate (RFC 5280 §4.1). Who signed it is not judged: it is trusted because it was named.
fn certificate(der: &[u8]) -> Result<Key, DerError> {
    const BROKEN: DerError = DerError::Broken(CERTIFICATE);
    let certificate = Certificate::from_der(der).map_err(|_| BROKEN)?;
    let inner = certificate.tbs_certificate();
    let seconds = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let validity = inner.validity();
    let usage = inner.get_extension::<KeyUsage>().map_err(|_| BROKEN)?;
    let origin = Origin::Certificate {
        not_before: seconds(&validity.not_before),
        not_after: seconds(&validity.not_after),
        verifies: usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation()),
    };
    let info = inner.subject_public_key_info().to_der().map_err(|_| BROKEN)?;
    of_public_info(&SubjectPublicKeyInfoRef::from_der(&info).map_err(|_| BROKEN)?, origin)
}
