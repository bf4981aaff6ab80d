//! Values in bodies that need reading of their own.

use std::fmt;
use std::time::Duration;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::Lifetime;

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

            fn visit_str<E: Error>(self, text: &str) -> Result<WantedLifetime, E> {
                match text {
                    "never" => Ok(WantedLifetime(Lifetime::Never)),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
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
