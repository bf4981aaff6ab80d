//! Places in lists as texts that travel in an address. Whoever changes one gets a refusal, or a place like any other:
//! what a caller may see never depends on it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key;

/// The text is no place in a list, or one in another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    #[error("there is no such place in a list")]
    Unreadable,
    #[error("this place is one in a list of another order")]
    OtherOrder,
}

/// Which page of a list. Pages are counted from the start, or from what follows a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// What another page gave as its `next`. Read on so, the last page costs what the first does.
    pub after: Option<String>,
    /// The number of the page, from 1. Those before it are counted and passed over.
    pub page: Option<u64>,
}

impl Place {
    /// The number of the page, if that is how it was asked for: then it is told how many there are in all.
    pub fn number(&self) -> Option<u64> {
        match &self.after {
            None => Some(self.page.unwrap_or(1)),
            Some(_) => self.page,
        }
    }

    /// How many come before the page, where pages have this size.
    pub(super) fn skipped(&self, size: u64) -> u64 {
        self.number().map_or(0, |number| number.saturating_sub(1).saturating_mul(size))
    }

    /// The page of this number.
    #[cfg(test)]
    pub(super) fn page(number: u64) -> Self {
        Self { after: None, page: Some(number) }
    }

    /// What follows this place.
    #[cfg(test)]
    pub(super) fn after(text: String) -> Self {
        Self { after: Some(text), page: None }
    }
}

/// A place as a text: hexadecimal, since base64 of JSON begins as a JWT does, and whoever strikes secrets out of a trace
/// would strike the place too.
pub(super) fn write(place: &impl Serialize) -> String {
    key::hex(&serde_json::to_vec(place).expect("texts and numbers can be written as JSON"))
}

/// The place that a text is.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CursorError> {
    let bytes = from_hex(text).ok_or(CursorError::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_| CursorError::Unreadable)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<u32>>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok()).collect::<Option<Vec<u8>>>()?;
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Redactor;

    #[test]
    fn a_place_comes_back_and_anything_else_is_refused() {
        let place = serde_json::json!({"order": "name", "key": "ü\"{"});
        let text = write(&place);
        assert_eq!(read::<serde_json::Value>(&text), Ok(place));
        for wrong in ["", "7", "7b7", "+7", "eyJ9", "zz", "7b", "ü7"] {
            assert_eq!(read::<serde_json::Value>(wrong), Err(CursorError::Unreadable), "{wrong}");
        }
    }

    #[test]
    fn a_place_is_seen_in_a_trace() {
        let text =
            write(&serde_json::json!({"order": "created_at:desc", "key": 1_795_000_000_000_000_i64, "id": "0123"}));
        assert_eq!(Redactor::default().strike(&text), text);
    }
}
