//! The options that say where keys come from.

use std::path::PathBuf;

use crate::env;
use crate::ops::jwt::{KeySet, SecretEncoding, keys};
use crate::problem::Problem;

/// Where the keys of a verification come from: one of these.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct KeyArgs {
    /// JWK set that the token names its key in
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
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
    /// The keys, from this machine.
    ///
    /// # Errors
    /// When none are named, or they cannot be used.
    pub fn read(&self, encoding: SecretEncoding) -> Result<KeySet, Problem> {
        if let Some(path) = self.jwks.as_ref().or(self.key.as_ref()) {
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
        .hint("name one with --jwks, --key, --secret-file or --secret-env; `gatekey jwt decode` needs none")
}

/// The secret in a variable that the person names.
pub(super) fn secret_of_variable(name: &str, encoding: SecretEncoding) -> Result<KeySet, Problem> {
    match env::secret_in(name).map_err(Problem::usage)? {
        Some(secret) => Ok(keys::of_secret(&secret, encoding, &format!("the variable {name}"))?),
        None => Err(Problem::usage(format!("the environment variable {name} is not set"))),
    }
}
