//! Why would a Llama Stack server let this token in, or not, and what would it let its bearer do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{fetched, keys_at, read_yaml};
use crate::access::KeyDocuments;
use crate::access::llama_stack::{Config, Question, judge};
pub use crate::access::llama_stack::{Owner, Question as Asked, User, config::ACTIONS};
use crate::model::{AccessReport, Secret, Timestamp};
use crate::net::HttpSettings;
use crate::ops::jwt::jwks::SetPlace;
use crate::ops::{Error, Refusal, RefusalKind};

/// A question with its configuration read.
#[derive(Debug)]
pub struct Prepared {
    config: Config,
    asked: Question,
    at: Timestamp,
}

/// Reads the configuration; variables in it are looked up by `lookup`.
///
/// # Errors
/// Names the file and the setting that cannot be.
pub fn prepare(
    path: PathBuf,
    asked: Question,
    at: Timestamp,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Prepared, Error> {
    let document = read_yaml(&path)?;
    let config = Config::of(&document, lookup).map_err(|error| {
        Refusal::new(RefusalKind::Usage, format!("Llama Stack would not start with {}", path.display()))
            .cause(error.to_string())
            .hint(format!(
                "mend {} in that file; variables come from --env-file, then from this environment",
                error.field
            ))
    })?;
    Ok(Prepared { config, asked, at })
}

impl Prepared {
    /// Settings of `server.auth` that decide nothing here.
    pub fn ignored(&self) -> &[String] {
        &self.config.ignored
    }

    /// The verdict with these keys.
    pub fn judge(&self, token: &Secret, keys: &KeyDocuments) -> AccessReport {
        judge(&self.config, keys, token, self.at.unix_microseconds() as f64 / 1e6, &self.asked)
    }

    /// The keys at this place; without one, those that the configuration names.
    ///
    /// # Errors
    /// When the file that was named cannot be read.
    pub async fn keys(&self, place: Option<&SetPlace>, http: &HttpSettings) -> Result<KeyDocuments, Error> {
        if let Some(place) = place {
            return keys_at(place, http).await;
        }
        let Some(address) = self.config.jwks() else { return Ok(KeyDocuments::default()) };
        let document = fetched(address, http).await;
        Ok(KeyDocuments { by_url: BTreeMap::from([(address.to_owned(), document)]), for_all: None })
    }
}
