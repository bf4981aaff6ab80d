//! The compact form of a signed token: three parts with dots between (RFC 7515 §3.1 and §7.1), and what it can be instead.

use serde_json::{Map, Value};

use super::base64url::{self, Base64Error};
use super::json::{self, Json, JsonError, Picked};

/// The parts of a token, as they stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'t> {
    pub header: &'t str,
    pub payload: &'t str,
    pub signature: &'t str,
    /// Header and payload with the dot between: what is signed.
    pub signed: &'t str,
}

impl Parts<'_> {
    /// The same without the padding of its parts. What is signed keeps it.
    #[must_use]
    pub fn without_padding(self) -> Self {
        let bare = base64url::without_padding;
        Self { header: bare(self.header), payload: bare(self.payload), signature: bare(self.signature), ..self }
    }
}

/// Why a text is no compact form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    #[error("nothing")]
    Empty,
    #[error("five parts: an encrypted token (JWE), which only its recipient can open")]
    Encrypted,
    #[error("JSON, which is the other form of a JWS")]
    JsonForm,
    #[error("{0} {parts}", parts = if *.0 == 1 { "part" } else { "parts" })]
    Parts(usize),
}

/// Why a part of a token cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    #[error("an empty part")]
    Empty,
    #[error("no base64url: {0}")]
    Base64(#[from] Base64Error),
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error("JSON, but no object")]
    NoObject,
}

/// Takes a text apart.
///
/// # Errors
/// When it has not three parts.
pub fn split(text: &str) -> Result<Parts<'_>, FormatError> {
    let mut dots = memchr::memchr_iter(b'.', text.as_bytes());
    match (dots.next(), dots.next(), dots.next()) {
        // No base64url begins so; a name in the JSON form may have dots.
        _ if text.starts_with('{') => Err(FormatError::JsonForm),
        (Some(first), Some(second), None) => Ok(Parts {
            header: &text[..first],
            payload: &text[first + 1..second],
            signature: &text[second + 1..],
            signed: &text[..second],
        }),
        _ if text.is_empty() => Err(FormatError::Empty),
        _ => match text.matches('.').count() + 1 {
            5 => Err(FormatError::Encrypted),
            parts => Err(FormatError::Parts(parts)),
        },
    }
}

/// Reads a part that must be a JSON object: the header, or claims.
///
/// # Errors
/// When it is none.
pub fn object(part: &str) -> Result<Json, PartError> {
    object_of(&bytes(part)?)
}

/// The bytes of a part, of which there must be some.
///
/// # Errors
/// When it is empty, or no base64url.
pub fn bytes(part: &str) -> Result<Vec<u8>, PartError> {
    if part.is_empty() { Err(PartError::Empty) } else { Ok(base64url::decode(part)?) }
}

/// Reads bytes of a part that must be a JSON object.
///
/// # Errors
/// When they are none.
pub fn object_of(bytes: &[u8]) -> Result<Json, PartError> {
    let json = json::parse(bytes)?;
    if json.value.is_object() { Ok(json) } else { Err(PartError::NoObject) }
}

/// Reads bytes of a part that must be a JSON object, and keeps these members of it.
///
/// # Errors
/// As [`object_of`]'s.
pub fn members_of<'w>(bytes: &[u8], wanted: &'w [String]) -> Result<Picked<'w>, PartError> {
    let picked = json::pick(bytes, wanted)?;
    if picked.is_object { Ok(picked) } else { Err(PartError::NoObject) }
}

impl Json {
    /// The members. None for what is no object, which [`object`] never returns.
    pub fn members(&self) -> &Map<String, Value> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.value.as_object().unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_are_a_token_and_anything_else_says_what_it_is() {
        let parts = split("a.b.c").unwrap();
        assert_eq!((parts.header, parts.payload, parts.signature, parts.signed), ("a", "b", "c", "a.b"));
        assert_eq!(split("..").unwrap().signed, ".");
        assert_eq!(split(""), Err(FormatError::Empty));
        assert_eq!(split("a"), Err(FormatError::Parts(1)));
        assert_eq!(split("a.b"), Err(FormatError::Parts(2)));
        assert_eq!(split("a.b.c."), Err(FormatError::Parts(4)));
        assert_eq!(split("a.b.c.d.e"), Err(FormatError::Encrypted));
        assert_eq!(split("a.b.c.d.e.f"), Err(FormatError::Parts(6)));
        assert_eq!(split(r#"{"payload":"x"}"#), Err(FormatError::JsonForm));
        assert_eq!(split(r#"{"payload":"x","header":{"kid":"a.b.c"}}"#), Err(FormatError::JsonForm));
    }

    #[test]
    fn an_object_is_read_strictly() {
        assert_eq!(object("e30").unwrap().members().len(), 0);
        assert_eq!(object(""), Err(PartError::Empty));
        assert_eq!(object("W10"), Err(PartError::NoObject));
        assert!(matches!(object("e30="), Err(PartError::Base64(Base64Error::Padding))));
        assert!(matches!(object("e"), Err(PartError::Base64(_))));
        assert!(matches!(object("_w"), Err(PartError::Json(JsonError::Utf8 { place: 1 }))));
    }
}
