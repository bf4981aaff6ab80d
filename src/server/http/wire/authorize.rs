//! What an auth endpoint is asked and answers: the contract of Llama Stack, of all its releases at once. Seen on 0.7.3, and on
//! 0.2.2 to 0.2.12.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::schemas;
use crate::model::{Attributes, Secret};
use crate::server::service::Admission;

/// What Llama Stack asks. Fields that a newer one adds are ignored.
#[derive(Deserialize, ToSchema)]
pub(in crate::server::http) struct Question {
    #[schema(schema_with = schemas::shown_key)]
    api_key: String,
    /// The request that the key came with. It decides nothing, and nothing of it is kept.
    #[expect(dead_code, reason = "read to see that it is what it should be")]
    #[serde(default)]
    #[schema(required = false, inline)]
    request: RequestInQuestion,
}

/// A request to Llama Stack: neither its method nor its body.
#[derive(Default, Deserialize, ToSchema)]
struct RequestInQuestion {
    #[expect(dead_code, reason = "as above")]
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    path: Text,
    /// All but `authorization`.
    #[expect(dead_code, reason = "as above")]
    #[serde(default)]
    #[schema(schema_with = schemas::texts, required = false)]
    headers: Members<Text>,
    /// Each a list.
    #[expect(dead_code, reason = "as above")]
    #[serde(default)]
    #[schema(schema_with = schemas::lists_of_texts, required = false)]
    params: Members<Items<Text>>,
}

impl Question {
    /// The key, without the spaces that were between it and `Bearer`: they arrive with it.
    pub(in crate::server::http) fn key(self) -> Secret {
        if self.api_key.starts_with(' ') { Secret::new(self.api_key.trim_start()) } else { Secret::new(self.api_key) }
    }
}

/// A text that is read and not kept: it may be a cookie.
#[derive(Default)]
struct Text;

/// A list of which nothing is kept.
#[derive(Default)]
struct Items<T>(PhantomData<T>);

/// An object of which nothing is kept.
#[derive(Default)]
struct Members<T>(PhantomData<T>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_str<E>(self, _text: &str) -> Result<Text, E> {
                Ok(Text)
            }
        }

        deserializer.deserialize_str(Reader)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Items<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Items<T>, A::Error> {
                while items.next_element::<T>()?.is_some() {}
                Ok(Items(PhantomData))
            }
        }

        deserializer.deserialize_seq(Reader(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Members<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members<T>, A::Error> {
                while members.next_entry::<Text, T>()?.is_some() {}
                Ok(Members(PhantomData))
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// Who is let in.
pub(in crate::server::http) struct LetIn(pub(in crate::server::http) Arc<Admission>);

impl PartialSchema for LetIn {
    fn schema() -> RefOr<Schema> {
        schemas::admission().into()
    }
}

impl ToSchema for LetIn {
    fn name() -> Cow<'static, str> {
        "Admission".into()
    }
}

impl Serialize for LetIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Admission { principal, attributes, models, scopes, .. } = &*self.0;
        let mut answer = serializer.serialize_struct("Admission", 4)?;
        answer.serialize_field("principal", principal)?;
        answer.serialize_field("attributes", &Told { attributes, models, scopes })?;
        // Before 0.2.10. Without it these releases take the key itself for a role or a namespace.
        answer.serialize_field("access_attributes", attributes)?;
        answer.serialize_field("message", "ok")?;
        answer.end()
    }
}

/// What every release knows, and what newer ones take besides. Also the lists that are empty must be told.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    attributes: &'a Attributes,
    models: &'a [String],
    scopes: &'a [String],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_llama_stack_asks_it_and_as_a_newer_one_may() {
        let read = |text: &str| serde_json::from_str::<Question>(text).map(|question| question.key());
        let asked = r#"{"api_key":" admin","request":{"path":"/v1/models","headers":{"x":"y","é":"\n"},
            "params":{"tag":["a","b"],"none":[]}}}"#;
        assert_eq!(read(asked).unwrap().expose(), "admin");
        for text in [
            r#"{"api_key":"admin"}"#,
            r#"{"api_key":"admin","request":{}}"#,
            r#"{"api_key":"admin","method":"GET","request":{"method":"GET","body":null}}"#,
        ] {
            assert_eq!(read(text).unwrap().expose(), "admin", "{text}");
        }
        for text in [
            "{}",
            r#"{"api_key":null}"#,
            r#"{"api_key":["admin"]}"#,
            r#"{"api_key":"admin","api_key":"other"}"#,
            r#"{"api_key":"admin","request":null}"#,
            r#"{"api_key":"admin","request":{"path":1}}"#,
            r#"{"api_key":"admin","request":{"headers":[]}}"#,
            r#"{"api_key":"admin","request":{"headers":{"x":1}}}"#,
            r#"{"api_key":"admin","request":{"params":{"x":"y"}}}"#,
            r#"{"api_key":"admin","request":{"params":{"x":[null]}}}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
