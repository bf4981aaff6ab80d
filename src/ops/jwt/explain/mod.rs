//! Why would a gateway let this token in, or not: its configuration and keys are read here, the rules are those of
//! [`crate::access`].
//!
//! - [`litellm`], [`llama_stack`]: what each is configured by

pub mod litellm;
pub mod llama_stack;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};
use url::Url;

use super::jwks::SetPlace;
use super::source::read_file;
pub use crate::access::KeyDocuments;
use crate::access::{Fetched, yaml};
use crate::net::{Failure, HttpSettings, What, fetch};
use crate::ops::{Error, Refusal, RefusalKind};

/// The keys of a file or an address, which stand for whatever the configuration names.
///
/// # Errors
/// When the file cannot be read. An address may be out of reach: that is part of the verdict.
async fn keys_at(place: &SetPlace, http: &HttpSettings) -> Result<KeyDocuments, Error> {
    match place {
        SetPlace::File(path) => of_file(path),
        SetPlace::At(url) | SetPlace::Issuer(url) => {
            Ok(KeyDocuments { for_all: Some(fetched(url.as_str(), http).await), by_url: BTreeMap::new() })
        }
    }
}

/// The keys in a file, as they stand there: LiteLLM has rules of its own for what it takes.
///
/// # Errors
/// When the file cannot be read, or is no JSON.
pub fn of_file(path: &Path) -> Result<KeyDocuments, Error> {
    Ok(KeyDocuments { for_all: Some(Fetched::Document(read_json(path, "keys")?)), by_url: BTreeMap::new() })
}

/// A body of a request: a JSON object.
///
/// # Errors
/// When it is none.
pub fn read_body(path: &Path) -> Result<Map<String, Value>, Error> {
    match read_json(path, "the request's body")? {
        Value::Object(body) => Ok(body),
        _ => Err(Refusal::new(RefusalKind::Usage, format!("{} is no JSON object", path.display()))
            .hint("the body of a request looks like {\"model\": \"gpt-4o\", \"messages\": []}")
            .into()),
    }
}

/// A file of `NAME=VALUE` lines.
///
/// # Errors
/// When it cannot be read, or a line is none.
pub fn read_variables(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let bytes = read_file(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut variables = BTreeMap::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            let message = format!("line {} of {} is no NAME=VALUE", place + 1, path.display());
            let hint = "write NAME=VALUE, one variable a line; a comment begins with #";
            return Err(Refusal::new(RefusalKind::Usage, message).hint(hint).into());
        };
        let value = value.trim();
        let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        variables.insert(name.trim().to_owned(), quoted.unwrap_or(value).to_owned());
    }
    Ok(variables)
}

/// A configuration in YAML.
fn read_yaml(path: &Path) -> Result<Value, Error> {
    let bytes = read_file(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable(path, "it is no text".to_owned()))?;
    yaml::read(text).map_err(|error| unreadable(path, error.to_string()))
}

fn unreadable(path: &Path, cause: String) -> Error {
    Refusal::new(RefusalKind::Usage, format!("the configuration {} cannot be read", path.display()))
        .cause(cause)
        .hint("mend it there; a value that holds `: `, `#` or a bracket needs quotes in YAML")
        .into()
}

fn read_json(path: &Path, what: &str) -> Result<Value, Error> {
    let bytes = read_file(path)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!("{what} in {} cannot be read", path.display());
        Refusal::new(RefusalKind::Usage, message)
            .cause(format!("it is no JSON: {error}"))
            .hint("name a file that holds JSON, as the server tells it")
            .into()
    })
}

async fn fetched(address: &str, http: &HttpSettings) -> Fetched {
    let Ok(url) = address.parse::<Url>() else {
        return Fetched::NotFromHere(format!("{address} is no address"));
    };
    match fetch::fetch(&url, http).await {
        Ok(document) => serde_json::from_slice(&document.body)
            .map_or_else(|error| Fetched::NoJson(error.to_string()), Fetched::Document),
        Err(failure) => failed(failure),
    }
}

fn failed(failure: Failure) -> Fetched {
    match failure.what {
        What::Status(status) => Fetched::Status { status, text: failure.text.unwrap_or_default() },
        what => Fetched::NotFromHere(what.to_string()),
    }
}
