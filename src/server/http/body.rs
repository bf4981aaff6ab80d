//! Bodies: JSON, not too long, not too slow, and nothing in them that would be ignored.

use std::time::Duration;

use axum::body::{Body as AxumBody, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::App;
use super::error::{Code, Error};

/// More than the longest description, metadata and custom key need together.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// What another server passes on of a request to it: the key, all headers and parameters of its caller, in JSON. More than such
/// servers take.
pub(super) const MOST_BYTES_PASSED_ON: usize = 256 * 1024;

/// Whoever sends a body keeps a connection: so long at most.
const LONGEST: Duration = Duration::from_secs(10);

/// A body that was read as `T`.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Error> {
        read(request, MOST_BYTES).await.map(Self)
    }
}

/// A body that holds what another server passes on of a request to it.
pub(super) struct PassedOn<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for PassedOn<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Error> {
        read(request, MOST_BYTES_PASSED_ON).await.map(Self)
    }
}

async fn read<T: DeserializeOwned>(request: Request, most_bytes: usize) -> Result<T, Error> {
    if !is_json(&request) {
        return Err(Error::new(Code::UnsupportedMediaType, "the body is not announced as JSON")
            .hint("send the header `Content-Type: application/json`"));
    }
    parse(&bytes_of(request.into_body(), most_bytes).await?)
}

fn is_json(request: &Request) -> bool {
    let announced = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = announced.and_then(|text| text.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Whether a field, or what is in it, may be secret: the headers of another request too.
fn may_be_secret(path: &str) -> bool {
    ["custom", "password", "api_key", "request"].contains(&path.split('.').next().unwrap_or_default())
}

async fn bytes_of(body: AxumBody, most_bytes: usize) -> Result<Bytes, Error> {
    let too_large = || Error::new(Code::TooLarge, format!("a body has at most {most_bytes} bytes"));
    // Told before anything is asked for: whoever says the length may wait for a word before they send it.
    if body.size_hint().lower() > most_bytes as u64 {
        return Err(too_large());
    }
    let collected = tokio::time::timeout(LONGEST, Limited::new(body, most_bytes).collect());
    match collected.await {
        Err(_) => Err(Error::new(Code::TooSlow, format!("the body was not there after {} seconds", LONGEST.as_secs()))
            .hint("nothing was changed: send it again")),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => Err(too_large()),
        Ok(Err(error)) => {
            let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            Err(Error::new(Code::Malformed, "the body could not be read").cause(cause))
        }
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // serde would take a list of values for an object with its names left out.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(match serde_json::from_slice::<IgnoredAny>(bytes) {
            Ok(_) => Error::invalid("the body is no JSON object"),
            Err(error) => Error::new(Code::Malformed, "the body is no JSON").cause(error.to_string()),
        });
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let unusable = |path: String, error: serde_json::Error| match error.classify() {
        Category::Data if path == "." => Error::invalid("the body cannot be used").cause(error.to_string()),
        // The cause would repeat what was sent in the place of the text.
        Category::Data if may_be_secret(&path) => {
            let field = path.split('.').next().unwrap_or_default();
            Error::invalid(format!("the field `{field}` cannot be used")).hint("GET /openapi.json tells what it can be")
        }
        Category::Data => Error::invalid(format!("the field `{path}` cannot be used")).cause(error.to_string()),
        _ => Error::new(Code::Malformed, "the body is no JSON").cause(error.to_string()),
    };
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| unusable(error.path().to_string(), error.into_inner()))?;
    json.end().map_err(|error| unusable(".".to_owned(), error))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        #[expect(dead_code, reason = "only read")]
        name: Option<String>,
    }

    fn refused(text: &str) -> String {
        format!("{:?}", parse::<Example>(text.as_bytes()).unwrap_err())
    }

    #[test]
    fn what_is_no_json_is_malformed_and_what_is_no_such_object_is_invalid() {
        parse::<Example>(br#"{"name":"x"}"#).unwrap();
        for text in ["", "{", "{}x", "\u{feff}{}", r#"{"name":"\ud800"}"#, &"[".repeat(10_000)] {
            assert!(refused(text).contains("Malformed"), "{text}");
        }
        for text in [r#"{"name":1}"#, r#"{"nam":"x"}"#, r#"{"name":"x","name":"y"}"#, r#"["x"]"#, "7", "null"] {
            assert!(refused(text).contains("Invalid"), "{text}: {}", refused(text));
        }
    }
}
