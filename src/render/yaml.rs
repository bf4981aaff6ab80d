//! YAML that reads back as the same value, in YAML 1.1 and 1.2 parsers alike, and is safe to show.

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;
use serde_saphyr::{DoubleQuoted, ser_options};

use super::{RenderError, safe};

/// One document.
pub(super) fn to_string(value: &Value) -> Result<String, RenderError> {
    // Block scalars keep characters as they are, and trailing spaces in them are easily lost.
    let options = ser_options! { prefer_block_scalars: false };
    let text = serde_saphyr::to_string_with_options(&Quoted(value), options)
        .map_err(|error| RenderError::Encode(error.into()))?;
    // serde-saphyr escapes controls, but not what hides. All of that is now in double quotes, where an escape is the same.
    Ok(safe::escape_hidden(&text, |character| character == '\n', push_escape).into_owned())
}

/// As YAML escapes a character in double quotes (YAML 1.2.2 §5.7).
fn push_escape(out: &mut String, character: char) {
    let code = u32::from(character);
    // Invariant: a String takes everything.
    if code <= 0xffff { write!(out, "\\u{code:04x}") } else { write!(out, "\\U{code:08x}") }
        .expect("writing to a string");
}

/// The value, with every text that holds hidden characters in double quotes.
struct Quoted<'a>(&'a Value);

impl Serialize for Quoted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) => Text(text).serialize(serializer),
            Value::Array(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| sequence.serialize_element(&Quoted(item)))?;
                sequence.end()
            }
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(key, value)| map.serialize_entry(&Text(key), &Quoted(value)))?;
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

struct Text<'a>(&'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if safe::is_clean(self.0) {
            serializer.serialize_str(self.0)
        } else {
            DoubleQuoted(self.0).serialize(serializer)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn round_trip(value: &Value) -> String {
        let yaml = to_string(value).unwrap();
        let read: Value = serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
        assert_eq!(&read, value, "{yaml}");
        assert!(safe::is_clean(&yaml.replace('\n', "")), "{yaml}");
        yaml
    }

    #[test]
    fn texts_that_look_like_something_else_stay_texts() {
        for text in [
            "yes",
            "no",
            "null",
            "~",
            "1e3",
            "0x1f",
            "2026-01-01",
            "",
            "*",
            "- a",
            "a: b",
            "#x",
            "'",
            "\"",
            "1_000",
            ".inf",
        ] {
            round_trip(&json!({"a": text, "b": [text], text: 1}));
        }
    }

    #[test]
    fn what_acts_or_hides_is_escaped_and_reads_back() {
        let hidden = "a\u{1b}[31m\n\u{7f}\u{9b}\u{202e}\u{200b}\u{2028}\u{e0041}é👩\u{200d}💻";
        let yaml = round_trip(&json!({"key": hidden, hidden: [hidden]}));
        assert!(yaml.contains(r"\u202e") && yaml.contains(r"\U000e0041"), "{yaml}");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in any::<String>(), key in any::<String>()) {
            round_trip(&json!({"list": [text.clone(), {"k": text.clone()}], key: text}));
        }
    }
}
