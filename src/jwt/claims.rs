//! What claims mean: dates, audiences, and how one is found by its name (RFC 7519 §2 and §4.1).

use serde_json::{Map, Value};

use super::json::{self, Picked};
use crate::model::Timestamp;

/// The year 2286 in milliseconds: up to it, a number that is no time in seconds is likely one in milliseconds.
const LAST_MILLISECONDS: f64 = 1e13;

/// Claims, by their names: all of a token's, or those that somebody asks for.
pub trait Claims {
    /// The claim of this name.
    fn named(&self, name: &str) -> Option<&Value>;
}

impl Claims for Map<String, Value> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Claims for Picked<'_> {
    fn named(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// A NumericDate: seconds since 1970, perhaps with a fraction (RFC 7519 §2).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct NumericDate(f64);

impl NumericDate {
    /// `None` for what is no number. JSON knows neither NaN nor infinity.
    pub fn of(value: &Value) -> Option<Self> {
        value.as_f64().filter(|seconds| seconds.is_finite()).map(Self)
    }

    /// As Python's `int()` makes a whole number of a value, which PyJWT leaves dates to and the RFC knows nothing of: truth
    /// counts as 1, fractions are cut off, and text may hold digits.
    pub fn of_python(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(Self(f64::from(u8::from(*truth)))),
            Value::Number(_) => Self::of(value).map(|date| Self(date.0.trunc())),
            Value::String(text) => python_digits(text.trim()).map(Self),
            _ => None,
        }
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> f64 {
        self.0
    }

    /// This point in time.
    pub fn at(time: Timestamp) -> Self {
        Self(time.unix_microseconds() as f64 / 1e6)
    }

    /// So many seconds later.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Self(self.0 + seconds as f64)
    }

    /// As a point in time; `None` outside the years -9999 to 9999.
    pub fn time(self) -> Option<Timestamp> {
        let microseconds = self.0 * 1e6;
        // Far inside what an i64 holds, and far outside what a calendar does.
        if microseconds.abs() < 1e18 { Timestamp::from_unix_microseconds(microseconds.round() as i64) } else { None }
    }

    /// In words: RFC 3339, or that there is no such year.
    pub fn words(self) -> String {
        match self.time() {
            Some(time) => time.to_string(),
            // The usual slip of who reads a clock in JavaScript or Java.
            None if self.0 > 0.0 && self.0 < LAST_MILLISECONDS => {
                let meant = Self((self.0 / 1000.0).trunc()).words();
                format!("a time after the year 9999; counted in milliseconds it is {meant}")
            }
            None if self.0 > 0.0 => "a time after the year 9999".to_owned(),
            None => "a time before the year -9999".to_owned(),
        }
    }
}

/// A whole number as Python writes it in its source: with a sign, and with single `_` between digits.
fn python_digits(text: &str) -> Option<f64> {
    /// What Python refuses to read.
    const MOST_DIGITS: usize = 4_300;
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let is_number = digits.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let digits = digits.replace('_', "");
    let seconds: f64 = digits.parse().ok().filter(|_| is_number && digits.len() <= MOST_DIGITS)?;
    // Larger than any double is a time to come all the same.
    Some(sign * seconds.min(f64::MAX))
}

/// The audiences that a claim names: a text, or a list of them (RFC 7519 §4.1.3). `None` for anything else.
pub fn audiences(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(audience) => Some(vec![audience]),
        Value::Array(audiences) => audiences.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// The claim of this name, or, where there is none, at this path of names with dots between.
pub fn find<'c>(claims: &'c (impl Claims + ?Sized), name: &str) -> Option<&'c Value> {
    if let Some(value) = claims.named(name) {
        return Some(value);
    }
    let mut names = name.split('.');
    let first = claims.named(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// Whether a claim is what somebody typed: the text itself, a list that has it, or the same JSON.
pub fn is(value: &Value, typed: &str) -> bool {
    match value {
        Value::String(text) => text == typed,
        Value::Array(items) => items.iter().any(|item| !item.is_array() && is(item, typed)) || is_json(value, typed),
        other => is_json(other, typed),
    }
}

fn is_json(value: &Value, typed: &str) -> bool {
    json::parse(typed.as_bytes()).is_ok_and(|typed| typed.rounded.is_empty() && typed.value == *value)
}

/// Whether what was typed has a number that is not kept exactly: nothing can be said to be equal to it.
pub fn is_rounded(typed: &str) -> bool {
    json::parse(typed.as_bytes()).is_ok_and(|typed| !typed.rounded.is_empty())
}

/// A value on one line, cut to what a message may hold.
pub fn shown(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = match value {
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_are_numbers_of_any_size_and_nothing_else() {
        let words = |value: Value| NumericDate::of(&value).map(NumericDate::words);
        assert_eq!(words(json!(1_300_819_380)).unwrap(), "2011-03-22T18:43:00Z");
        assert_eq!(words(json!(0.5)).unwrap(), "1970-01-01T00:00:00.5Z");
        assert_eq!(words(json!(-1)).unwrap(), "1969-12-31T23:59:59Z");
        assert_eq!(words(json!(10_000_000_000_000_u64)).unwrap(), "a time after the year 9999");
        let late = "a time after the year 9999; counted in milliseconds it is 2026-11-22T10:00:00Z";
        assert_eq!(words(json!(1_795_341_600_123_u64)).unwrap(), late);
        assert_eq!(words(json!(u64::MAX)).unwrap(), "a time after the year 9999");
        assert_eq!(words(json!(-1e300)).unwrap(), "a time before the year -9999");
        for value in [json!("1300819380"), json!(null), json!([1]), json!(true)] {
            assert_eq!(words(value), None);
        }
    }

    #[test]
    fn an_audience_is_a_text_or_a_list_of_texts() {
        assert_eq!(audiences(&json!("a")), Some(vec!["a"]));
        assert_eq!(audiences(&json!(["a", "b"])), Some(vec!["a", "b"]));
        assert_eq!(audiences(&json!([])), Some(vec![]));
        assert_eq!(audiences(&json!(["a", 1])), None);
        assert_eq!(audiences(&json!(1)), None);
    }

    #[test]
    fn a_claim_is_found_by_its_name_before_it_is_found_by_a_path() {
        let claims = json!({"a.b": 1, "a": {"b": 2, "c": {"d": 3}}});
        let find = |name| find(claims.as_object().unwrap(), name);
        assert_eq!(find("a.b"), Some(&json!(1)));
        assert_eq!(find("a.c.d"), Some(&json!(3)));
        assert_eq!(find("a.c.d.e"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn a_claim_is_what_was_typed_as_text_in_a_list_or_as_json() {
        assert!(is(&json!("admin"), "admin") && !is(&json!("admin"), "Admin"));
        assert!(is(&json!(["dev", "admin"]), "admin") && is(&json!([1, 2]), "[1,2]"));
        assert!(is(&json!(5), "5") && is(&json!(true), "true") && !is(&json!("true"), "True"));
        assert!(!is(&json!([["admin"]]), "admin") && !is(&json!(null), ""));
        // Beyond 64 bits two numbers are one and the same double.
        for typed in ["18446744073709551616", "100000000000000000000000", "1e23", "[18446744073709551617]"] {
            let value: Value = serde_json::from_str(typed).unwrap();
            assert!(!is(&value, typed) && is_rounded(typed), "{typed}");
        }
        assert!(is(&json!(u64::MAX), "18446744073709551615") && !is_rounded("18446744073709551615"));
    }
}
