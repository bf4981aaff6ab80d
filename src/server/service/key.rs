//! The secrets of tokens: how they are made, digested and compared. Nothing here is kept or shown; that is for the
//! database and for whoever asked for the token.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac, rand};

use super::error::ServiceError;
use crate::model::{Secret, TokenId};

/// How generated secrets begin. Chosen ones must not, so that the two never meet.
const PREFIX: &str = "gk_";
/// Characters of the public id.
const ID_LENGTH: usize = 16;
/// Characters of the secret part: 128 random bits.
const SECRET_LENGTH: usize = 32;
/// A chosen secret has at least this many characters.
pub(super) const CUSTOM_MINIMUM: usize = 32;
/// And at most this many: longer ones do not fit the header limits of common proxies together with the rest.
const CUSTOM_MAXIMUM: usize = 1024;

/// Why a chosen secret is refused. Never holds any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustomKeyError {
    #[error("a custom key needs at least {CUSTOM_MINIMUM} characters, this one has {0}")]
    TooShort(usize),
    #[error("a custom key has at most {CUSTOM_MAXIMUM} characters, this one has {0}")]
    TooLong(usize),
    #[error("a custom key must not begin with `{PREFIX}`: generated keys do")]
    LooksGenerated,
    #[error("a custom key travels in an HTTP header: only visible ASCII characters without spaces can be used")]
    NoHeaderText,
}

/// What is kept of a secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum KeyDigest {
    /// SHA-256 of salt and secret part: 128 random bits need no work factor.
    Generated { salt: [u8; 16], sha256: [u8; 32] },
    /// HMAC-SHA-256 under the pepper, so that whoever reads the database alone cannot try weak keys against it.
    Custom { hmac: [u8; 32] },
}

/// The key of every HMAC over chosen secrets. Kept beside the database, never in it.
pub(super) struct Pepper(hmac::Key);

/// What a caller has shown, by its form.
pub(super) enum Presented<'a> {
    Generated { id: TokenId, secret_part: &'a str },
    Custom(&'a Secret),
}

/// A secret just made, with the public id that is its first part.
pub(super) struct GeneratedKey {
    pub(super) id: TokenId,
    pub(super) secret: Secret,
    pub(super) digest: KeyDigest,
}

/// Random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], ServiceError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| ServiceError::NoRandomness)?;
    Ok(bytes)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A new random id.
pub(super) fn new_id() -> Result<TokenId, ServiceError> {
    Ok(TokenId::new(hex(&random::<{ ID_LENGTH / 2 }>()?)))
}

/// Makes a key `gk_<16 hex>_<32 hex>`.
pub(super) fn generate() -> Result<GeneratedKey, ServiceError> {
    generate_for(new_id()?)
}

/// Makes a secret for a token that there is.
pub(super) fn generate_for(id: TokenId) -> Result<GeneratedKey, ServiceError> {
    let secret_part = Secret::new(hex(&random::<{ SECRET_LENGTH / 2 }>()?));
    Ok(GeneratedKey { digest: digest_of(&secret_part)?, secret: whole(&id, &secret_part), id })
}

/// Takes a secret that somebody made for this token, if it has the form of its secrets.
pub(super) fn chosen_for(id: TokenId, secret: &Secret) -> Result<GeneratedKey, ServiceError> {
    match Presented::read(secret) {
        Some(Presented::Generated { id: of, secret_part }) if of == id => {
            Ok(GeneratedKey { digest: digest_of(&Secret::new(secret_part))?, secret: secret.clone(), id })
        }
        _ => Err(ServiceError::NotOfThisToken(id)),
    }
}

fn digest_of(secret_part: &Secret) -> Result<KeyDigest, ServiceError> {
    let salt = random()?;
    Ok(KeyDigest::Generated { salt, sha256: salted(&salt, secret_part.expose()) })
}

fn whole(id: &TokenId, secret_part: &Secret) -> Secret {
    Secret::new(format!("{PREFIX}{id}_{}", secret_part.expose()))
}

/// Whether a secret can be a key of the caller's choice.
pub(super) fn check_custom(secret: &Secret) -> Result<(), CustomKeyError> {
    let text = secret.expose();
    match text.chars().count() {
        count if count < CUSTOM_MINIMUM => Err(CustomKeyError::TooShort(count)),
        count if count > CUSTOM_MAXIMUM => Err(CustomKeyError::TooLong(count)),
        _ if text.starts_with(PREFIX) => Err(CustomKeyError::LooksGenerated),
        _ if !text.bytes().all(|byte| byte.is_ascii_graphic()) => Err(CustomKeyError::NoHeaderText),
        _ => Ok(()),
    }
}

#[cfg(test)]
thread_local! {
    /// How many digests this thread computed.
    pub(super) static COMPUTED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn computed() {
    #[cfg(test)]
    COMPUTED.set(COMPUTED.get() + 1);
}

fn salted(salt: &[u8; 16], secret_part: &str) -> [u8; 32] {
    computed();
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(salt);
    context.update(secret_part.as_bytes());
    to_array(context.finish().as_ref())
}

fn to_array(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().expect("SHA-256 gives 32 bytes")
}

impl Pepper {
    pub(super) fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// What is kept, and searched for, of a chosen secret.
    pub(super) fn digest(&self, secret: &Secret) -> [u8; 32] {
        computed();
        to_array(hmac::sign(&self.0, secret.expose().as_bytes()).as_ref())
    }
}

impl<'a> Presented<'a> {
    /// Reads what was shown. `None` for what can be no key of this gateway.
    pub(super) fn read(secret: &'a Secret) -> Option<Self> {
        let Some(parts) = secret.expose().strip_prefix(PREFIX) else {
            return check_custom(secret).is_ok().then_some(Self::Custom(secret));
        };
        let (id, secret_part) = parts.split_once('_')?;
        let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let well_formed =
            id.len() == ID_LENGTH && secret_part.len() == SECRET_LENGTH && is_hex(id) && is_hex(secret_part);
        well_formed.then(|| Self::Generated { id: TokenId::new(id), secret_part })
    }
}

impl KeyDigest {
    /// Stands in for the digest of an id that does not exist, so that an unknown id takes as long as a known one.
    pub(super) const DECOY: Self = Self::Generated { salt: [0; 16], sha256: [0; 32] };

    /// Whether this is the digest of that secret part. Takes as long for a wrong one as for the right one.
    pub(super) fn is_of(&self, secret_part: &str) -> bool {
        match self {
            Self::Generated { salt, sha256 } => verify_slices_are_equal(&salted(salt, secret_part), sha256).is_ok(),
            // The id of a custom key was shown in the form of a generated one: no secret part belongs to it. It takes as
            // long to say so.
            Self::Custom { .. } => Self::DECOY.is_of(secret_part),
        }
    }

    /// As [`KeyDigest::is_of`], of a whole secret.
    pub(super) fn is_of_secret(&self, secret: &Secret) -> bool {
        matches!(Presented::read(secret), Some(Presented::Generated { secret_part, .. }) if self.is_of(secret_part))
    }

    /// Salt, if it has one, and digest: as they are kept.
    pub(super) fn parts(&self) -> (Option<&[u8]>, &[u8]) {
        match self {
            Self::Generated { salt, sha256 } => (Some(salt), sha256),
            Self::Custom { hmac } => (None, hmac),
        }
    }

    /// The digest alone, which tells two secrets apart.
    pub(super) fn bytes(&self) -> [u8; 32] {
        match self {
            Self::Generated { sha256: digest, .. } | Self::Custom { hmac: digest } => *digest,
        }
    }

    /// Whether this is that HMAC, in constant time.
    pub(super) fn is_hmac(&self, of_presented: &[u8; 32]) -> bool {
        matches!(self, Self::Custom { hmac } if verify_slices_are_equal(hmac, of_presented).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_has_its_form_and_its_id_in_front() {
        let key = generate().unwrap();
        let text = key.secret.expose();
        assert_eq!(text.len(), 3 + 16 + 1 + 32);
        assert!(text.starts_with(&format!("gk_{}_", key.id)), "{text}");
        let Some(Presented::Generated { id, secret_part }) = Presented::read(&key.secret) else { panic!("{text}") };
        assert_eq!(id, key.id);
        assert!(key.digest.is_of(secret_part));
        assert!(!key.digest.is_of(&"0".repeat(32)) && !KeyDigest::DECOY.is_of(secret_part));
    }

    #[test]
    fn two_keys_share_neither_id_nor_salt() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert!(one.id != other.id && one.digest != other.digest && one.secret != other.secret);
    }

    #[test]
    fn what_only_looks_like_a_key_is_none() {
        for text in ["", "gk_", "gk_0123456789abcdef", "gk_0123456789abcdef_0123", "gk_0123456789ABCDEF_", "short"] {
            assert!(Presented::read(&Secret::new(text)).is_none(), "{text}");
        }
        let with_capitals = format!("gk_0123456789ABCDEF_{}", "0".repeat(32));
        assert!(Presented::read(&Secret::new(with_capitals)).is_none());
    }

    #[test]
    fn custom_keys_are_checked_and_the_reason_never_shows_them() {
        let check = |text: String| check_custom(&Secret::new(text));
        assert_eq!(check("x".repeat(31)), Err(CustomKeyError::TooShort(31)));
        assert_eq!(check("x".repeat(32)), Ok(()));
        assert_eq!(check("x".repeat(1025)), Err(CustomKeyError::TooLong(1025)));
        assert_eq!(check(format!("gk_{}", "x".repeat(40))), Err(CustomKeyError::LooksGenerated));
        for bad in [" ", "\n", "ö", "\u{7f}"] {
            assert_eq!(check(format!("{}{bad}", "x".repeat(40))), Err(CustomKeyError::NoHeaderText), "{bad:?}");
        }
        assert!(CustomKeyError::TooShort(31).to_string().contains("32 characters, this one has 31"));
    }

    #[test]
    fn the_hmac_depends_on_the_pepper() {
        let secret = Secret::new("c".repeat(32));
        let (one, other) = (Pepper::new(&[1; 32]).digest(&secret), Pepper::new(&[2; 32]).digest(&secret));
        assert_ne!(one, other);
        assert!(KeyDigest::Custom { hmac: one }.is_hmac(&one) && !KeyDigest::Custom { hmac: one }.is_hmac(&other));
    }

    #[test]
    fn hex_is_lower_case_and_whole() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa5, 0xff]), "000fa5ff");
    }
}
