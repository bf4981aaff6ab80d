//! Query parameters: each known, each once, each read whole.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::App;
use super::error::{Code, Error};

/// The query that was read as `T`.
pub(super) struct Query<T>(pub(super) T);

/// No parameter at all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Error> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    // The reader below would put question marks in the place of what is no text.
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Error::new(Code::Malformed, "the query is no UTF-8 text"));
    }
    let pairs = serde_urlencoded::Deserializer::new(form_pairs(query));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        let refused = match path.as_str() {
            "." => Error::invalid("the query cannot be used"),
            name => Error::invalid(format!("the parameter `{name}` cannot be used")),
        };
        refused.cause(error.into_inner().to_string())
    })
}

fn form_pairs(query: &str) -> url::form_urlencoded::Parse<'_> {
    url::form_urlencoded::parse(query.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        page: Option<u64>,
        search: Option<String>,
    }

    #[test]
    fn values_are_decoded() {
        let Example { page, search } = parse("page=2&search=a+b%26%C3%A9").unwrap();
        assert_eq!((page, search.as_deref()), (Some(2), Some("a b&é")));
    }

    #[test]
    fn what_is_unknown_twice_or_no_number_is_refused_by_name() {
        for (query, told) in [
            ("pages=1", "unknown field `pages`"),
            ("page=1&page=2", "duplicate field `page`"),
            ("page=one", "`page`"),
            ("page=", "`page`"),
            ("page=-1", "`page`"),
            ("page=99999999999999999999", "`page`"),
        ] {
            let error = format!("{:?}", parse::<Example>(query).unwrap_err());
            assert!(error.contains("Invalid") && error.contains(told), "{query}: {error}");
        }
        let error = format!("{:?}", parse::<Example>("search=%ff").unwrap_err());
        assert!(error.contains("Malformed"), "{error}");
    }
}
