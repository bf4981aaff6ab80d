//! The options that say where keys come from.

use std::path::PathBuf;
use std::time::Duration;

use crate::env;
use crate::model::parse_duration;
use crate::ops::jwt::jwks::{self, SetPlace};
use crate::ops::jwt::{KeySet, SecretEncoding, keys};
use crate::problem::Problem;

/// Where the keys of a verification come from: one of these.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct KeyArgs {
    /// JWK set that the token names its key in: file, or https address
    #[arg(long, value_name = "FILE|URL")]
    jwks: Option<SetPlace>,
    /// Issuer whose discovery document names its set; the token must be of it
    #[arg(long, value_name = "URL", value_parser = jwks::address)]
    issuer: Option<url::Url>,
    /// Key: JWK, PEM, DER or certificate; a private key verifies too
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File that holds the secret of an HMAC
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Environment variable that holds the secret of an HMAC
    #[arg(long, value_name = "VAR")]
    secret_env: Option<String>,
}

impl KeyArgs {
    /// The set that was named, if it is one.
    pub fn place(&self) -> Option<SetPlace> {
        self.jwks.clone().or_else(|| self.issuer.clone().map(SetPlace::Issuer))
    }

    /// The keys, from this machine.
    ///
    /// # Errors
    /// When none are named, or they cannot be used.
    pub fn read(&self, encoding: SecretEncoding) -> Result<KeySet, Problem> {
        let set = match &self.jwks {
            Some(SetPlace::File(path)) => Some(path),
            _ => None,
        };
        if let Some(path) = set.or(self.key.as_ref()) {
            return Ok(keys::of_file(path)?);
        }
        if let Some(path) = &self.secret_file {
            return Ok(keys::of_secret_file(path, encoding)?);
        }
        match &self.secret_env {
            Some(name) => secret_of_variable(name, encoding),
            None => Err(no_key()),
        }
    }
}

fn no_key() -> Problem {
    Problem::usage("there is no key to verify with")
        .hint("name one with --jwks, --issuer, --key, --secret-file or --secret-env; `gatekey jwt decode` needs none")
}

/// The secret in a variable that the person names.
pub(super) fn secret_of_variable(name: &str, encoding: SecretEncoding) -> Result<KeySet, Problem> {
    match env::secret_in(name).map_err(Problem::usage)? {
        Some(secret) => Ok(keys::of_secret(&secret, encoding, &format!("the variable {name}"))?),
        None => Err(Problem::usage(format!("the environment variable {name} is not set"))),
    }
}

/// How long past its time a copy of a provider's keys may be used.
#[derive(Debug, clap::Args)]
pub struct MaxStale {
    /// How long past its time a copy of the keys is used while the provider is down [default: 1h]
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    max_stale: Option<Duration>,
}

impl MaxStale {
    /// What was asked for, or an hour.
    pub fn duration(&self) -> Duration {
        const HOUR: Duration = Duration::from_secs(3600);
        self.max_stale.unwrap_or(HOUR)
    }
}
