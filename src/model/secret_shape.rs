//! Which software makes secrets that look like this one.

use super::{Kind, Secret};

/// What a secret looks like. A shape proves nothing: a person may have chosen a secret of any shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretShape {
    /// As this kind makes them.
    Of(Kind),
    /// A JWT: three parts, and a JSON object in the first (RFC 7519 §3).
    Jwt,
    /// As none that gatekey knows.
    Unknown,
}

impl SecretShape {
    /// The shape of this secret. Looks at nothing but the text.
    pub fn of(secret: &Secret) -> Self {
        let text = secret.expose();
        // GPUStack 2: `gpustack_` + 16 hex digits + `_` + 32. The embedded gateway: the same after `gk_`.
        if text.strip_prefix("gpustack_").is_some_and(is_two_hex_parts) {
            Self::Of(Kind::Gpustack)
        } else if text.strip_prefix("gk_").is_some_and(is_two_hex_parts) {
            Self::Of(Kind::Local)
        } else if text.starts_with("eyJ") && text.split('.').count() == 3 {
            Self::Jwt
        } else if text.strip_prefix("sk-").is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
            // LiteLLM: `sk-` + 22 characters of base64, or whatever a person chose after it.
            Self::Of(Kind::Litellm)
        } else if text.split_once('-').is_some_and(|(id, key)| is_alphanumeric(id, 10) && is_alphanumeric(key, 22)) {
            // Coder 2: an id of 10 characters, `-`, 22 characters.
            Self::Of(Kind::Coder)
        } else {
            Self::Unknown
        }
    }
}

/// Whether the text begins with a whole key of Coder's: ten characters, `-`, 22 characters. They are drawn at random from
/// digits and letters in both cases; without all three, it is more likely somebody's word for something.
pub(super) fn starts_with_coder_key(text: &str) -> bool {
    let Some(key) = text.get(..CODER_KEY) else { return false };
    let is_whole =
        !text[CODER_KEY..].starts_with(|character: char| character.is_ascii_alphanumeric() || character == '-');
    let parts = key.split_once('-').is_some_and(|(id, key)| is_alphanumeric(id, 10) && is_alphanumeric(key, 22));
    let holds = |sort: fn(&u8) -> bool| key.bytes().any(|byte| sort(&byte));
    is_whole && parts && holds(u8::is_ascii_digit) && holds(u8::is_ascii_lowercase) && holds(u8::is_ascii_uppercase)
}

/// Whether the text is the beginning of such a key, into its secret.
pub(super) fn is_start_of_coder_key(text: &str) -> bool {
    text.len() < CODER_KEY
        && text.split_once('-').is_some_and(|(id, key)| {
            is_alphanumeric(id, 10) && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// How long such a key is.
pub(super) const CODER_KEY: usize = 33;

/// Whether the text is one, and nothing else.
pub(super) fn is_coder_key(text: &str) -> bool {
    text.len() == CODER_KEY && starts_with_coder_key(text)
}

fn is_two_hex_parts(text: &str) -> bool {
    let is_hex = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_once('_').is_some_and(|(id, key)| is_hex(id, 16) && is_hex(key, 32))
}

fn is_alphanumeric(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_by_what_it_makes() {
        let hex = "0123456789abcdef_0123456789abcdef0123456789abcdef";
        for (text, shape) in [
            (format!("gpustack_{hex}"), SecretShape::Of(Kind::Gpustack)),
            (format!("gk_{hex}"), SecretShape::Of(Kind::Local)),
            ("sk-1cRxYwuzT0gZ2bF9pZyYhTg0".to_owned(), SecretShape::Of(Kind::Litellm)),
            ("aB3dE6gH9j-0123456789abcdefghijkl".to_owned(), SecretShape::Of(Kind::Coder)),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln".to_owned(), SecretShape::Jwt),
        ] {
            assert_eq!(SecretShape::of(&Secret::new(text.clone())), shape, "{text}");
        }
    }

    #[test]
    fn what_is_nearly_so_is_unknown() {
        for text in ["", "sk-", "gpustack_0123", "gk_", "eyJ", "eyJ.a", "aB3dE6gH9j-short", "a-word", "ü-ü"] {
            assert_eq!(SecretShape::of(&Secret::new(text)), SecretShape::Unknown, "{text}");
        }
    }
}
