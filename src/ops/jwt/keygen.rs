//! Makes a key, and puts its private half where only its owner reads it.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::jwt::algorithm::{Algorithm, Curve, Family};
use crate::jwt::generate::{self, RsaBits, Wanted};
use crate::jwt::jwk;
use crate::model::{DryRun, PlannedChange, Secret};
use crate::ops::{Error, Refusal, RefusalKind};
use crate::store;

/// The sorts of keys that are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    Rsa,
    Ec,
    Ed25519,
    Hmac,
}

/// How keys are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyForm {
    #[default]
    Jwk,
    Pem,
}

/// Which key, and where it goes.
#[derive(Debug, Clone)]
pub struct Order {
    pub key_type: KeyType,
    /// Of an RSA key or a secret.
    pub bits: Option<usize>,
    pub curve: Option<Curve>,
    pub algorithm: Option<Algorithm>,
    pub kid: Option<String>,
    pub form: KeyForm,
    /// The file of the private half; without one it is the answer.
    pub private_file: Option<PathBuf>,
}

/// What was made: the private half, or, when that is in its file, the public one.
#[derive(Debug)]
pub struct Made {
    pub kid: String,
    /// Nothing when a secret went to its file: it has no public half.
    pub answer: Option<Secret>,
}

/// Makes the key.
///
/// # Errors
/// When there is no such key, or its file is taken or cannot be written.
pub fn keygen(order: &Order) -> Result<Made, Error> {
    let wanted = wanted(order)?;
    let made = generate::generate(wanted, order.algorithm, order.kid.clone())
        .map_err(|error| Refusal::new(RefusalKind::Failed, error.to_string()))?;
    let is_secret = made.key.family() == Family::Hmac;
    if is_secret && order.form == KeyForm::Pem {
        return Err(usage("a secret has no PEM form").hint("leave --format out: it is then a JWK").into());
    }
    let json = |with_private| jwk::to_json(&made.key, with_private).map(|key| format!("{key:#}\n"));
    let (private, public) = match order.form {
        KeyForm::Jwk => (json(true).map(Zeroizing::new), json(false)),
        KeyForm::Pem => (made.private_pem, made.public_pem),
    };
    let private = private.ok_or_else(|| Refusal::new(RefusalKind::Failed, "the key has no private half"))?;
    let kid = made.key.id.unwrap_or_default();
    let answer = match &order.private_file {
        None => Some(Secret::new(private.as_str())),
        Some(path) => {
            store::write_new_key_file(path, private.as_bytes())?;
            public.map(Secret::new)
        }
    };
    Ok(Made { kid, answer })
}

/// What would be written.
///
/// # Errors
/// When there is no such key.
pub fn plan(order: &Order) -> Result<DryRun, Error> {
    wanted(order)?;
    let target = |path: &Path| path.display().to_string();
    let target = order.private_file.as_deref().map_or_else(|| "the answer".to_owned(), target);
    Ok(DryRun { changes: vec![PlannedChange::new("write", target)] })
}

fn wanted(order: &Order) -> Result<Wanted, Error> {
    let family = match (order.key_type, order.curve) {
        (KeyType::Ec, curve) => Family::Ec(curve.or_else(|| curve_of(order.algorithm)).unwrap_or(Curve::P256)),
        (_, Some(_)) => return Err(usage("--curve is for EC keys only").into()),
        (KeyType::Rsa, None) => Family::Rsa,
        (KeyType::Ed25519, None) => Family::Ed25519,
        (KeyType::Hmac, None) => Family::Hmac,
    };
    if let Some(algorithm) = order.algorithm.filter(|algorithm| algorithm.family() != family) {
        return Err(usage(format!("{algorithm} is not for {}", family.title())).into());
    }
    Ok(match (family, order.bits) {
        (Family::Rsa, None | Some(2048)) => Wanted::Rsa(RsaBits::Bits2048),
        (Family::Rsa, Some(3072)) => Wanted::Rsa(RsaBits::Bits3072),
        (Family::Rsa, Some(4096)) => Wanted::Rsa(RsaBits::Bits4096),
        (Family::Rsa, Some(_)) => return Err(usage("RSA keys are made with 2048, 3072 or 4096 bits").into()),
        (Family::Hmac, bits) => {
            let least = order.algorithm.map_or(256, Algorithm::hash_bits);
            match bits.unwrap_or(least) {
                bits if bits < least || bits > 8192 || bits % 8 != 0 => {
                    let message = format!("a secret is made with {least} to 8192 bits, in whole bytes");
                    return Err(usage(message).into());
                }
                bits => Wanted::Hmac(bits),
            }
        }
        (_, Some(_)) => return Err(usage("--bits is for RSA keys and secrets only").into()),
        (Family::Ec(curve), None) => Wanted::Ec(curve),
        (Family::Ed25519, None) => Wanted::Ed25519,
    })
}

fn curve_of(algorithm: Option<Algorithm>) -> Option<Curve> {
    match algorithm?.family() {
        Family::Ec(curve) => Some(curve),
        _ => None,
    }
}

fn usage(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Usage, message)
}
