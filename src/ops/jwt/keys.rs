//! Where the keys of a verification come from: files and secrets. Those of a URL are [`super::jwks`]'s.

use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::source::read_file;
use crate::jwt::der::DerError;
use crate::jwt::jwks::{self, KeySet, KeySetError};
use crate::jwt::key::Key;
use crate::jwt::{base64url, jwk};
use crate::model::{Secret, shell_word};
use crate::ops::{Error, Refusal, RefusalKind};

/// How a secret is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SecretEncoding {
    /// Its bytes are the secret.
    #[default]
    Raw,
    /// base64 or base64url.
    Base64,
    Hex,
}

impl FromStr for SecretEncoding {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "raw" => Ok(Self::Raw),
            "base64" => Ok(Self::Base64),
            "hex" => Ok(Self::Hex),
            _ => Err("the encodings are raw, base64 and hex"),
        }
    }
}

/// The keys in a file: a JWK set, a JWK, PEM, DER, or a certificate.
///
/// # Errors
/// When the file cannot be read, or holds no key.
pub fn of_file(path: &Path) -> Result<KeySet, Error> {
    let bytes = read_file(path)?;
    of_bytes(&bytes, &format!("the file {}", path.display()), path)
}

fn of_bytes(bytes: &[u8], what: &str, path: &Path) -> Result<KeySet, Error> {
    let set = jwks::read(bytes).map_err(|error| {
        let refusal = Refusal::new(RefusalKind::Invalid, format!("{what} holds no key that can be used"));
        let refusal = refusal.cause(error.to_string());
        match hint(&error, path) {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        }
    })?;
    refuse_without_keys(set, what)
}

/// A set may be without any key that can be used; then there is nothing to judge by.
///
/// # Errors
/// [`RefusalKind::Invalid`], with the reason for the first that was left out.
pub fn refuse_without_keys(set: KeySet, what: &str) -> Result<KeySet, Error> {
    if !set.keys.is_empty() {
        return Ok(set);
    }
    let refusal = Refusal::new(RefusalKind::Invalid, format!("{what} holds no key that can be used"));
    Err(match set.skipped.first() {
        Some(skipped) => refusal.cause(format!("key {}: {}", skipped.place, skipped.error)),
        None => refusal.cause("the set is empty"),
    }
    .into())
}

fn hint(error: &KeySetError, path: &Path) -> Option<String> {
    let file = shell_word(&path.display().to_string());
    match error {
        KeySetError::Der(DerError::Encrypted) => Some(format!(
            "decrypt it first: `openssl pkey -in {file} -out plain.pem`; to verify, the public key is enough"
        )),
        KeySetError::Unknown => {
            Some("a secret goes to --secret-file; a key is a JWK set, a JWK, PEM, DER or a certificate".to_owned())
        }
        KeySetError::Token => Some("the key is what --key names; the token is an argument".to_owned()),
        _ => None,
    }
}

/// The secret in a file, without the line break at its end where it is text: of other bytes, none is a line break.
///
/// # Errors
/// When the file cannot be read, or is not in this encoding.
pub fn of_secret_file(path: &Path, encoding: SecretEncoding) -> Result<KeySet, Error> {
    let bytes = read_file(path)?;
    let secret = match std::str::from_utf8(&bytes) {
        Ok(text) => text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(text).as_bytes(),
        Err(_) => &bytes,
    };
    of_secret_bytes(secret, encoding, &format!("the file {}", path.display()))
}

/// A secret that is text.
///
/// # Errors
/// When it is not in this encoding.
pub fn of_secret(secret: &Secret, encoding: SecretEncoding, what: &str) -> Result<KeySet, Error> {
    of_secret_bytes(secret.expose().as_bytes(), encoding, what)
}

fn of_secret_bytes(bytes: &[u8], encoding: SecretEncoding, what: &str) -> Result<KeySet, Error> {
    if bytes.is_empty() {
        return Err(Refusal::new(RefusalKind::Usage, format!("{what} holds no secret: it is empty")).into());
    }
    // A JWK is a secret with its name: nobody means its text.
    if encoding == SecretEncoding::Raw
        && let Some(key) = std::str::from_utf8(bytes).ok().and_then(|text| jwk::parse_text(text).ok())
    {
        return Ok(KeySet::alone(key));
    }
    let secret = match encoding {
        SecretEncoding::Raw => Some(Zeroizing::new(bytes.to_vec())),
        SecretEncoding::Base64 => of_base64(bytes),
        SecretEncoding::Hex => of_hex(bytes),
    };
    let secret = secret.filter(|secret| !secret.is_empty()).ok_or_else(|| {
        Refusal::new(RefusalKind::Usage, format!("the secret of {what} is not written as --secret-encoding says"))
    })?;
    Ok(KeySet::alone(Key::of_secret(secret)))
}

/// The characters of an encoding, which tools break into lines.
fn characters(bytes: &[u8]) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(std::str::from_utf8(bytes).ok()?.split_ascii_whitespace().collect()))
}

fn of_base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = characters(bytes)?;
    let standard = STANDARD.decode(text.as_str()).ok();
    standard.or_else(|| base64url::decode(text.trim_end_matches('=')).ok()).map(Zeroizing::new)
}

fn of_hex(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = characters(bytes)?;
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = Zeroizing::new(digits?);
    (digits.len() % 2 == 0).then(|| Zeroizing::new(digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::key::Public;

    fn secret(text: &str, encoding: SecretEncoding) -> Option<Vec<u8>> {
        let set = of_secret(&Secret::new(text), encoding, "it").ok()?;
        match &set.keys[0].public {
            Public::Secret(secret) => Some(secret.to_vec()),
            _ => None,
        }
    }

    #[test]
    fn a_secret_is_read_in_each_encoding() {
        assert_eq!(secret("YWI=", SecretEncoding::Raw).unwrap(), b"YWI=");
        assert_eq!(secret("YWI=", SecretEncoding::Base64).unwrap(), b"ab");
        assert_eq!(secret("_-8", SecretEncoding::Base64).unwrap(), [0xff, 0xef]);
        assert_eq!(secret("6162\n", SecretEncoding::Hex).unwrap(), b"ab");
        assert_eq!(secret(r#"{"kty":"oct","k":"YWI"}"#, SecretEncoding::Raw).unwrap(), b"ab");
        // `openssl rand` breaks what it prints into lines.
        assert_eq!(secret("YW\nI=\n", SecretEncoding::Base64).unwrap(), b"ab");
        assert_eq!(secret("61\r\n62\n", SecretEncoding::Hex).unwrap(), b"ab");
        for (text, encoding) in [
            ("616", SecretEncoding::Hex),
            ("6g", SecretEncoding::Hex),
            ("a.b", SecretEncoding::Base64),
            ("====", SecretEncoding::Base64),
            ("\n", SecretEncoding::Hex),
        ] {
            assert_eq!(secret(text, encoding), None);
        }
        assert_eq!(secret("", SecretEncoding::Raw), None);
    }

    #[test]
    fn only_text_has_a_line_break_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let of_file = |bytes: &[u8]| {
            let path = folder.path().join("secret");
            std::fs::write(&path, bytes).unwrap();
            let set = of_secret_file(&path, SecretEncoding::Raw).unwrap();
            let Public::Secret(secret) = &set.keys[0].public else { panic!("no secret") };
            secret.to_vec()
        };
        assert_eq!(
            (of_file(b"ab\n"), of_file(b"ab\r\n"), of_file(b"ab")),
            (b"ab".to_vec(), b"ab".to_vec(), b"ab".to_vec())
        );
        assert_eq!(of_file(b"\xff\x00\n"), b"\xff\x00\n");
    }
}
