//! base64url as RFC 7515 §2 wants it: no padding, no white space, no spare bits, so that a text has one spelling only.

use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, Engine as _};
use base64::{DecodeError, alphabet};

/// Why a text is no base64url. Tells places and single characters, never the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    #[error("it ends with `=`: base64url has no padding here (RFC 7515 §2)")]
    Padding,
    #[error("it holds white space at character {place}")]
    WhiteSpace { place: usize },
    #[error(
        "it holds `{character}` at character {place}: that is base64, not base64url, which has `-` and `_` instead"
    )]
    OtherAlphabet { character: char, place: usize },
    #[error("it holds a character that is not of base64url, at character {place}")]
    Alphabet { place: usize },
    #[error("its length of {length} characters is one that no base64url has")]
    Length { length: usize },
    #[error("its last character has bits that stand for nothing, so that it has more than one spelling")]
    SpareBits,
}

/// For looking at what a sender got wrong: takes padding, spare bits and no more.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that this text stands for.
///
/// # Errors
/// For every spelling but the one that [`encode`] writes.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    URL_SAFE_NO_PAD.decode(text).map_err(|error| explain(&error, text))
}

/// The bytes that this text was meant for, where [`decode`] refuses a spelling that leaves no doubt: padding, spare bits,
/// `+` and `/`. Only for looking at a token: nothing read so is ever verified.
pub fn decode_lenient(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text.replace('+', "-").replace('/', "_")).ok()
}

/// A part of a token as PyJWT 2.15 reads it: without the padding that fills it up to whole fours, which it takes.
pub fn without_padding(text: &str) -> &str {
    let bare = text.trim_end_matches('=');
    if text.len() - bare.len() <= 2 && text.len().is_multiple_of(4) { bare } else { text }
}

/// The one spelling of these bytes.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn explain(error: &DecodeError, text: &str) -> Base64Error {
    let character_at = |place: usize| text.get(place..).and_then(|rest| rest.chars().next());
    match *error {
        DecodeError::InvalidByte(at, _) => {
            let place = at + 1;
            match character_at(at) {
                Some('=') if text[at..].trim_end_matches('=').is_empty() => Base64Error::Padding,
                Some(character) if character.is_whitespace() => Base64Error::WhiteSpace { place },
                Some(character @ ('+' | '/')) => Base64Error::OtherAlphabet { character, place },
                _ => Base64Error::Alphabet { place },
            }
        }
        DecodeError::InvalidPadding => Base64Error::Padding,
        DecodeError::InvalidLength(_) if text.ends_with('=') => Base64Error::Padding,
        DecodeError::InvalidLength(_) => Base64Error::Length { length: text.len() },
        DecodeError::InvalidLastSymbol(..) if text.ends_with('=') => Base64Error::Padding,
        DecodeError::InvalidLastSymbol(..) => Base64Error::SpareBits,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_rfc_7515_appendix_c() {
        assert_eq!(encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode("A-z_4ME").unwrap(), [3, 236, 255, 224, 193]);
    }

    #[test]
    fn each_other_spelling_is_refused_with_its_reason() {
        assert_eq!(decode("YQ=="), Err(Base64Error::Padding));
        assert_eq!(decode("YQ="), Err(Base64Error::Padding));
        assert_eq!(decode("YWJj="), Err(Base64Error::Padding));
        assert_eq!(decode("YW Jj"), Err(Base64Error::WhiteSpace { place: 3 }));
        assert_eq!(decode("YWJj\n"), Err(Base64Error::WhiteSpace { place: 5 }));
        assert_eq!(decode("a+z/"), Err(Base64Error::OtherAlphabet { character: '+', place: 2 }));
        assert_eq!(decode("YW=Jj"), Err(Base64Error::Alphabet { place: 3 }));
        assert_eq!(decode("YWé_"), Err(Base64Error::Alphabet { place: 3 }));
        assert_eq!(decode("YWJjZ"), Err(Base64Error::Length { length: 5 }));
        assert_eq!(decode("YR"), Err(Base64Error::SpareBits));
        assert_eq!(decode("").unwrap(), b"");
    }

    #[test]
    fn padding_is_taken_off_where_it_fills_up_a_four() {
        for (text, bare) in [("YQ==", "YQ"), ("YWI=", "YWI"), ("YWJj", "YWJj"), ("", "")] {
            assert_eq!(without_padding(text), bare);
        }
        for text in ["YQ=", "YWJj=", "YWJj====", "A===", "==", "YQ===", "Y=Q="] {
            assert!(decode(without_padding(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_meant_can_still_be_looked_at() {
        assert_eq!(decode_lenient("YQ==").unwrap(), b"a");
        assert_eq!(decode_lenient("YR").unwrap(), b"a");
        assert_eq!(decode_lenient("a+z/").unwrap(), decode("a-z_").unwrap());
        assert_eq!(decode_lenient("!"), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn what_is_decoded_has_one_spelling(text in "[A-Za-z0-9_+/= -]{0,12}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
