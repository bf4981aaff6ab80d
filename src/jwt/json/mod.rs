//! JSON as tokens and keys hold it: one object, whose members may not be repeated, and numbers that may not fit. All of it
//! ([`parse`]), or some members of it (`picked.rs`). [`python`] is for those that PyJWT judges.

mod picked;
pub mod python;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

pub use self::picked::{Picked, pick};

/// A JSON text that was read, with what its value does not tell any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// Of members of one name, the last counts, as in every common reader.
    pub value: Value,
    /// Names that an object has more than once, at any depth: readers disagree on which of them counts.
    pub repeated: Vec<String>,
    /// Members whose whole number is too large to be kept exactly.
    pub rounded: Vec<String>,
    /// Of a key set, the places of the keys that have a member more than once, with its name.
    pub repeated_in_keys: Vec<(usize, String)>,
}

/// Why a text is no JSON, or none that is read here. Tells the place, never the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("no JSON: it is not UTF-8 text, from byte {place} on")]
    Utf8 { place: usize },
    #[error("JSON nested deeper than the {MOST_LEVELS} levels that are read")]
    Deep,
    #[error("JSON with more than the {MOST_VALUES} values that are read")]
    Many,
    /// RFC 8259 §6 allows any number, and no two readers agree on those that a double does not hold.
    #[error("JSON with a number beyond 1.8e308, which readers take for different things")]
    Number,
    /// RFC 8259 §8.2 allows that too, and says that what is made of it is unpredictable.
    #[error("JSON with half of a surrogate pair, which stands for no character")]
    Surrogate,
    #[error("no JSON: {0}")]
    Syntax(String),
}

/// Reads one JSON text.
///
/// # Errors
/// When it is none, or nested too deep to be one that anybody meant.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let mut notes = Notes::default();
    let value = read(bytes, Seed { notes: &mut notes, name: "", depth: 0 })?;
    let Notes { repeated, rounded, repeated_in_keys, .. } = notes;
    Ok(Json { value, repeated, rounded, repeated_in_keys })
}

fn read<'de, S: DeserializeSeed<'de>>(bytes: &'de [u8], seed: S) -> Result<S::Value, JsonError> {
    // RFC 7519 §7.2, steps 2 and 8: the bytes must be UTF-8 before they can be JSON.
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError::Utf8 { place: error.valid_up_to() + 1 })?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| explain(&error))
}

fn explain(error: &serde_json::Error) -> JsonError {
    let text = error.to_string();
    let begins = |words: &str| text.starts_with(words);
    match () {
        // serde_json ends here on its own, before the stack does.
        () if begins("recursion limit exceeded") => JsonError::Deep,
        () if begins(MANY) => JsonError::Many,
        () if begins("number out of range") || begins(OUT_OF_RANGE) => JsonError::Number,
        () if begins("lone leading surrogate") || begins("unexpected end of hex escape") => JsonError::Surrogate,
        () => JsonError::Syntax(text),
    }
}

#[derive(Default)]
struct Notes {
    repeated: Vec<String>,
    rounded: Vec<String>,
    values: usize,
    /// In which key of a set the reader is.
    key: Option<usize>,
    repeated_in_keys: Vec<(usize, String)>,
}

/// More values than that, at any depth, are no token's and no set's, and would only cost time and memory.
const MOST_VALUES: usize = 100_000;
/// As deep as serde_json goes.
const MOST_LEVELS: usize = 128;

impl Notes {
    /// One more value.
    fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(E::custom(MANY));
        }
        Ok(())
    }

    /// A member of this name was there before.
    fn repeat(&mut self, name: &str) {
        push_once(&mut self.repeated, name);
        if let Some(key) = self.key
            && self.repeated_in_keys.last().is_none_or(|(known, _)| *known != key)
        {
            self.repeated_in_keys.push((key, name.to_owned()));
        }
    }
}

/// Reads one value; `name` is that of the member it stands in.
struct Seed<'n, 'm> {
    notes: &'n mut Notes,
    name: &'m str,
    /// How many values it is in.
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.notes.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // Whole numbers come here when no 64 bits hold them.
        if value.fract() == 0.0 && value.abs() >= i64::MAX as f64 {
            push_once(&mut self.notes.rounded, self.name);
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom(OUT_OF_RANGE))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let is_of_keys = self.depth == 0 || (self.depth == 1 && self.name == "keys");
        let mut list = Vec::new();
        loop {
            if is_of_keys {
                self.notes.key = Some(list.len());
            }
            let item = Seed { notes: self.notes, name: self.name, depth: self.depth + 1 };
            let Some(item) = items.next_element_seed(item)? else { break };
            list.push(item);
        }
        if is_of_keys {
            self.notes.key = None;
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        // Room for the claims of most tokens.
        let mut object = Map::with_capacity(8);
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Seed { notes: self.notes, name: &name, depth: self.depth + 1 })?;
            match object.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(mut place) => {
                    self.notes.repeat(place.key());
                    place.insert(value);
                }
            }
        }
        Ok(Value::Object(object))
    }
}

const MANY: &str = "there are too many values";
const OUT_OF_RANGE: &str = "a number is out of range";

fn push_once(names: &mut Vec<String>, name: &str) {
    const MOST_NAMES: usize = 20;
    if names.len() < MOST_NAMES && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn members_that_are_repeated_are_named_once_at_any_depth() {
        let json = parse(br#"{"a":1,"b":{"c":1,"c":2},"a":3,"a":4,"d":[{"e":1,"e":1}]}"#).unwrap();
        assert_eq!(json.value, json!({"a":4,"b":{"c":2},"d":[{"e":1}]}));
        assert_eq!(json.repeated, ["c", "a", "e"]);
    }

    #[test]
    fn a_name_is_repeated_however_it_is_spelled() {
        assert_eq!(parse(br#"{"exp":1,"\u0065xp":2}"#).unwrap().repeated, ["exp"]);
    }

    #[test]
    fn numbers_that_do_not_fit_are_told() {
        let json =
            parse(br#"{"a":123456789012345678901234567890,"b":1.5,"c":[99999999999999999999],"d":1e3}"#).unwrap();
        assert_eq!(json.rounded, ["a", "c"]);
        for text in ["{\"exp\":1e999}", "{\"exp\":NaN}", "{\"exp\":-Infinity}", "{\"exp\":01}"] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn ten_thousand_nested_arrays_are_refused_and_no_stack_runs_over() {
        for open in ["[", r#"{"a":"#] {
            assert_eq!(parse(open.repeat(10_000).as_bytes()), Err(JsonError::Deep));
        }
    }

    #[test]
    fn the_place_of_what_is_wrong_is_told_and_not_the_text() {
        assert_eq!(parse(b"{\"a\":\"\xff\"}"), Err(JsonError::Utf8 { place: 7 }));
        let JsonError::Syntax(reason) = parse(b"{\"a\":hunter2}").unwrap_err() else { panic!("another error") };
        assert!(reason.contains("column") && !reason.contains("hunter2"), "{reason}");
        for (text, error) in [
            (r#"{"a":1e999}"#, JsonError::Number),
            (r#"{"a":"\ud800"}"#, JsonError::Surrogate),
            (r#"{"a":"\ud800\u0041"}"#, JsonError::Surrogate),
            (r#"{"a":"\udc00"}"#, JsonError::Surrogate),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(error), "{text}");
        }
        assert_eq!(parse(format!("[{}0]", "0,".repeat(MOST_VALUES)).as_bytes()), Err(JsonError::Many));
        assert!(matches!(parse(br#"{"a":"\u00"}"#), Err(JsonError::Syntax(_))));
        assert!(parse(b"{} {}").is_err() && parse(b"").is_err());
    }

    #[test]
    fn of_a_key_set_it_is_told_which_keys_repeat_a_member() {
        let set =
            br#"{"x":[{"a":1,"a":1}],"keys":[{"n":1},{"n":{"m":[{"b":1,"b":1}]},"n":2},{"e":1,"e":1}],"e":0,"e":1}"#;
        let json = parse(set).unwrap();
        assert_eq!(json.repeated_in_keys, [(1, "b".to_owned()), (2, "e".to_owned())]);
        assert_eq!(json.repeated, ["a", "b", "n", "e"]);
        assert_eq!(parse(br#"[{},{"k":1,"k":2}]"#).unwrap().repeated_in_keys, [(1, "k".to_owned())]);
    }

    proptest! {
        #[test]
        fn what_serde_json_reads_is_read_alike(bytes: Vec<u8>) {
            let ours = parse(&bytes).map(|json| json.value).ok();
            prop_assert_eq!(ours, serde_json::from_slice::<Value>(&bytes).ok());
        }
    }
}
