//! The issuers whose JWTs `gatekey serve` takes in the place of keys: the file that names them, and where their keys come from.

use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::jwks::{SetPlace, Wish, address, find};
use super::source::read_file;
pub use crate::access::issuers::{Config, KeySource};
use crate::access::issuers::{Issuer, IssuerKeys, STALE_AT_MOST};
use crate::access::yaml;
use crate::ops::{Error, Refusal, RefusalKind, Surroundings};

/// Reads the file.
///
/// # Errors
/// [`RefusalKind::Usage`], naming the setting that cannot be used.
pub fn read(path: &Path) -> Result<Config, Error> {
    let unreadable = |cause: String| {
        Refusal::new(RefusalKind::Usage, format!("the issuers in {} cannot be used", path.display())).cause(cause)
    };
    let bytes = read_file(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("it is no text".to_owned()))?;
    let document = yaml::read(text).map_err(|error| unreadable(error.to_string()))?;
    let config = Config::of(&document)
        .map_err(|error| unreadable(error.to_string()).hint(format!("mend {} in that file", error.field)))?;
    for (number, issuer) in config.issuers.iter().enumerate() {
        let field = format!("issuers[{number}].jwks");
        place_of(issuer, path).map_err(|reason| {
            unreadable(format!("{field}: {reason}")).hint("write the address or the file of the issuer's key set")
        })?;
    }
    Ok(config)
}

/// Where the keys of an issuer are; a file lies beside the one that names it.
fn place_of(issuer: &Issuer, config: &Path) -> Result<SetPlace, String> {
    match issuer.jwks.as_deref() {
        Some(text) if text.contains("://") => address(text).map(SetPlace::At).map_err(str::to_owned),
        Some(file) => Ok(SetPlace::File(config.parent().unwrap_or_else(|| Path::new(".")).join(file))),
        None => address(&issuer.issuer)
            .map(SetPlace::Issuer)
            .map_err(|_| "it is missing, and the issuer is no address that could be asked".to_owned()),
    }
}

/// The issuers' keys: fetched, kept, and for a while used when they cannot be fetched anew.
#[derive(Debug)]
pub struct Keys {
    surroundings: Surroundings,
    config: PathBuf,
}

impl Keys {
    /// Of the issuers in this file.
    pub fn new(surroundings: Surroundings, config: PathBuf) -> Self {
        Self { surroundings, config }
    }
}

#[async_trait]
impl KeySource for Keys {
    async fn keys(&self, issuer: &Issuer, kid: Option<&str>) -> Result<IssuerKeys, String> {
        let place = place_of(issuer, &self.config)?;
        let wish = Wish { kid, anew: false, max_stale: STALE_AT_MOST };
        let found = find(&self.surroundings, &place, wish).await.map_err(|error| error.in_full())?;
        Ok(IssuerKeys { set: found.set, fresh_until: found.fresh_until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuers.yaml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn keys_are_at_an_address_beside_the_file_or_where_the_issuer_says() {
        let (folder, path) = written(
            "issuers: [{issuer: a, audience: x, jwks: keys/a.json}, {issuer: b, audience: x, jwks: 'https://b/keys'}, \
             {issuer: 'https://c', audience: x}]",
        );
        let config = read(&path).unwrap();
        let places: Vec<SetPlace> = config.issuers.iter().map(|issuer| place_of(issuer, &path).unwrap()).collect();
        assert_eq!(
            places,
            [
                SetPlace::File(folder.path().join("keys/a.json")),
                SetPlace::At("https://b/keys".parse().unwrap()),
                SetPlace::Issuer("https://c".parse().unwrap()),
            ]
        );
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (text, field) in [
            ("issuers: [{issuer: a, audience: x}]", "issuers[0].jwks"),
            ("issuers: [{issuer: a, audience: x, jwks: 'ftp://b'}]", "issuers[0].jwks"),
            ("issuers: [{issuer: a, audience: x, jwks: 'https://u:p@b/'}]", "issuers[0].jwks"),
            ("issuers: [{issuer: a}]", "issuers[0].audience"),
            ("issuers: [", "cannot be used"),
        ] {
            let error = read(&written(text).1).unwrap_err().in_full();
            assert!(error.contains(field) && !error.contains("u:p"), "{text}: {error}");
        }
    }
}
