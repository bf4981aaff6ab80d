//! Values in bodies that need reading of their own.

use std::fmt;
use std::time::Duration;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::{Lifetime, ListChange};

/// To JSON Schema 60.0 is an integer, and some languages write every number so.
fn whole(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().filter(|duration| duration.subsec_nanos() == 0)
}

/// A length of time: whole seconds.
#[derive(Debug, Clone, Copy)]
pub(in crate::server::http) struct WholeSeconds(pub(in crate::server::http) Duration);

impl<'de> Deserialize<'de> for WholeSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let seconds = number.as_u64().map(Duration::from_secs).or_else(|| number.as_f64().and_then(whole));
        seconds.map(Self).ok_or_else(|| D::Error::custom(format!("{number} is no number of whole seconds")))
    }
}

/// How long a token is to live: whole seconds, or `never`.
#[derive(Debug, Clone, Copy)]
pub(in crate::server::http) struct WantedLifetime(pub(in crate::server::http) Lifetime);

impl<'de> Deserialize<'de> for WantedLifetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = WantedLifetime;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number of whole seconds, or \"never\"")
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<WantedLifetime, E> {
                Ok(WantedLifetime(Lifetime::For(Duration::from_secs(seconds))))
            }

            fn visit_f64<E: Error>(self, seconds: f64) -> Result<WantedLifetime, E> {
                let lifetime = whole(seconds).map(|duration| WantedLifetime(Lifetime::For(duration)));
                lifetime.ok_or_else(|| E::invalid_value(Unexpected::Float(seconds), &self))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WantedLifetime, E> {
                match text {
                    "never" => Ok(WantedLifetime(Lifetime::Never)),
                    _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// Texts by name, in the order given. A name given twice is kept, so that the service can refuse it.
#[derive(Debug, Clone, Default)]
pub(in crate::server::http) struct Metadata(pub(in crate::server::http) Vec<(String, String)>);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Metadata;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Metadata(entries))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

/// A list that replaces the old one, or what comes to it and goes.
#[derive(Debug, Clone)]
pub(in crate::server::http) struct WantedList(pub(in crate::server::http) ListChange);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
}

impl<'de> Deserialize<'de> for WantedList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = WantedList;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of texts, or an object with `add` and `remove`")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<WantedList, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(|names| WantedList(ListChange::Replace(names)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WantedList, A::Error> {
                let Edit { add, remove } = Edit::deserialize(MapAccessDeserializer::new(map))?;
                Ok(WantedList(ListChange::Edit { add, remove }))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// Reads a field that may be left out but not be null: what null would mean for it, nobody could tell.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a field that may be left out, and that null empties.
pub(super) fn emptied<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_replaced_or_edited() {
        let read = |text: &str| serde_json::from_str::<WantedList>(text).map(|WantedList(change)| change);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(read(r#"["a"]"#).unwrap(), ListChange::Replace(names(&["a"])));
        let edit = ListChange::Edit { add: names(&["a"]), remove: Vec::new() };
        assert_eq!(read(r#"{"add":["a"]}"#).unwrap(), edit);
        for text in [r#""a""#, "[1]", r#"{"adds":[]}"#, "null"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_lifetime_is_seconds_or_never_and_nothing_that_looks_like_one() {
        let read = |text: &str| serde_json::from_str::<WantedLifetime>(text).map(|WantedLifetime(lifetime)| lifetime);
        for text in ["60", "60.0"] {
            assert_eq!(read(text).unwrap(), Lifetime::For(Duration::from_secs(60)));
        }
        assert_eq!(read(r#""never""#).unwrap(), Lifetime::Never);
        for text in ["-1", "1.5", r#""60""#, r#""30d""#, "null", "true"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
