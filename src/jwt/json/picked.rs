//! A JSON object of which only some members are kept: of a million tokens, the few claims that are judged. The rest is read
//! all the same, by the same rules as [`super::parse`]'s, and forgotten.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{JsonError, Notes, Seed, read};

/// What was kept of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked<'w> {
    /// Whether it is an object at all.
    pub is_object: bool,
    /// Those of the members asked for that are there; of two of one name, the last.
    pub members: Vec<(&'w str, Value)>,
    /// As in [`super::Json::repeated`].
    pub repeated: Vec<String>,
}

/// Reads one JSON text, and keeps these members of its object.
///
/// # Errors
/// As [`super::parse`]'s.
pub fn pick<'w>(bytes: &[u8], wanted: &'w [String]) -> Result<Picked<'w>, JsonError> {
    let mut notes = Notes::default();
    let mut members = Vec::with_capacity(wanted.len());
    let is_object = read(bytes, Skim { notes: &mut notes, pick: Some(Pick { wanted, members: &mut members }) })?;
    Ok(Picked { is_object, members, repeated: notes.repeated })
}

/// Reads one value and keeps nothing but what is picked. Its value is whether it is an object.
struct Skim<'n, 'w> {
    notes: &'n mut Notes,
    /// At the outermost object alone.
    pick: Option<Pick<'n, 'w>>,
}

struct Pick<'n, 'w> {
    wanted: &'w [String],
    members: &'n mut Vec<(&'w str, Value)>,
}

impl<'w> Pick<'_, 'w> {
    fn wanted(&self, name: &str) -> Option<&'w str> {
        self.wanted.iter().map(String::as_str).find(|wanted| *wanted == name)
    }

    fn keep(&mut self, name: &'w str, value: Value) {
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) => *before = value,
            None => self.members.push((name, value)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Skim<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.notes.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skim<'_, '_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<bool, E> {
        if value.is_finite() { Ok(false) } else { Err(E::custom(super::OUT_OF_RANGE)) }
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element_seed(Skim { notes: self.notes, pick: None })?.is_some() {}
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<bool, A::Error> {
        let mut names = Names::default();
        while let Some(name) = members.next_key_seed(Name)? {
            match self.pick.as_mut().and_then(|pick| Some((pick.wanted(&name)?, pick))) {
                Some((wanted, pick)) => {
                    let value = members.next_value_seed(Seed { notes: self.notes, name: wanted, depth: 1 })?;
                    pick.keep(wanted, value);
                }
                None => {
                    members.next_value_seed(Skim { notes: self.notes, pick: None })?;
                }
            }
            if let Some(again) = names.add(name) {
                self.notes.repeat(&again);
            }
        }
        Ok(true)
    }
}

/// The name of a member, which is copied only where it is spelled with escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(name.into())
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(name.to_owned().into())
    }
}

/// The names in an object so far. Most objects have few, which are found soonest one by one.
#[derive(Default)]
struct Names<'de> {
    few: Vec<Cow<'de, str>>,
    more: HashSet<Cow<'de, str>>,
}

impl<'de> Names<'de> {
    const FEW: usize = 16;

    /// Gives the name back if it was there before.
    fn add(&mut self, name: Cow<'de, str>) -> Option<Cow<'de, str>> {
        if self.few.contains(&name) || self.more.contains(&name) {
            return Some(name);
        }
        if self.few.len() < Self::FEW {
            self.few.push(name);
        } else {
            self.more.insert(name);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::parse;
    use super::*;

    fn wanted() -> Vec<String> {
        ["exp", "iss", "a"].map(str::to_owned).to_vec()
    }

    /// What [`parse`] makes of it, and then is picked.
    fn picked_later<'w>(bytes: &[u8], wanted: &'w [String]) -> Result<Picked<'w>, JsonError> {
        let whole = parse(bytes)?;
        let object = whole.value.as_object();
        let member = |name: &'w String| Some((name.as_str(), object?.get(name)?.clone()));
        let mut members: Vec<_> = wanted.iter().filter_map(member).collect();
        members.sort_by_key(|(name, _)| *name);
        Ok(Picked { is_object: object.is_some(), members, repeated: whole.repeated })
    }

    fn agree(bytes: &[u8]) {
        let wanted = wanted();
        let picked = pick(bytes, &wanted).map(|mut picked| {
            picked.members.sort_by_key(|(name, _)| *name);
            picked
        });
        assert_eq!(picked, picked_later(bytes, &wanted), "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn what_is_asked_for_is_kept_and_the_rest_is_judged_all_the_same() {
        let wanted = wanted();
        let text = br#"{"sub":{"x":[1,{"y":2,"y":3}]},"exp":1,"\u0065xp":{"a":[null]},"iss":"i","sub":0}"#;
        let picked = pick(text, &wanted).unwrap();
        assert_eq!(picked.members, [("exp", json!({"a":[null]})), ("iss", json!("i"))]);
        assert_eq!(picked.repeated, ["y", "exp", "sub"]);
        assert!(picked.is_object && !pick(b"[1]", &wanted).unwrap().is_object);
    }

    #[test]
    fn what_is_refused_is_refused_in_what_nobody_asks_for_too() {
        for text in [
            "",
            "{",
            "{}x",
            r#"{"z":1e999}"#,
            r#"{"z":NaN}"#,
            r#"{"z":"\ud800"}"#,
            r#"{"z":01}"#,
            r#"{"z":[1,]}"#,
            r#"{"z":"\u00"}"#,
            "{\"z\":\"\u{1}\"}",
            r#"{"z":tru}"#,
            r#"{"z"}"#,
            "{z:1}",
            r#"{"z":1,}"#,
            "[1e999]",
        ] {
            assert!(pick(text.as_bytes(), &wanted()).is_err(), "{text}");
            agree(text.as_bytes());
        }
        agree(b"{\"z\":\"\xff\"}");
        agree(format!(r#"{{"z":{}}}"#, "[".repeat(10_000)).as_bytes());
        agree(format!(r#"{{"z":[{}0]}}"#, "0,".repeat(super::super::MOST_VALUES)).as_bytes());
    }

    #[test]
    fn of_many_members_each_that_is_repeated_is_found() {
        let members: Vec<String> = (0..100).chain([3, 50, 99, 3]).map(|n| format!(r#""m{n}":{n}"#)).collect();
        let text = format!("{{{}}}", members.join(","));
        assert_eq!(pick(text.as_bytes(), &wanted()).unwrap().repeated, ["m3", "m50", "m99"]);
        agree(text.as_bytes());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_as_the_whole_is_read(bytes: Vec<u8>) {
            agree(&bytes);
        }

        #[test]
        fn any_text_that_looks_like_json_is_read_as_the_whole_is_read(
            words in prop::collection::vec(prop::sample::select(WORDS), 0..24)
        ) {
            agree(words.concat().as_bytes());
            agree(format!("{{\"exp\":1,\"a\":[{}]}}", words.join(",")).as_bytes());
            agree(format!("{{{}}}", words.chunks(2).map(|pair| pair.join(":")).collect::<Vec<_>>().join(",")).as_bytes());
        }
    }

    const WORDS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"exp\"",
        "\"iss\"",
        "\"a\"",
        "\"b\"",
        "\"\\u0061\"",
        "\"\\ud83d\"",
        "\"x\\n\"",
        "0",
        "-1",
        "1.5",
        "1e3",
        "1e400",
        "-0",
        "18446744073709551616",
        "true",
        "null",
        "{}",
        "[]",
        "{\"a\":1,\"a\":2}",
        " ",
    ];
}
