//! Credentials in memory, for tests; fails on demand, as a locked keyring does.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::payload::Payload;
use super::{CredentialStore, StoreKind};
use crate::model::{GatewayUrl, Secret};
use crate::store::Error;

/// Stands in for the keyring. What it keeps is gone when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    credentials: Mutex<BTreeMap<String, Payload>>,
    failure: Option<fn() -> Error>,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that answers everything with this error, as in `MemoryStore::failing(|| Error::KeyringLocked)`.
    pub fn failing(failure: fn() -> Error) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }

    fn with<R>(&self, act: impl FnOnce(&mut BTreeMap<String, Payload>) -> R) -> Result<R, Error> {
        if let Some(failure) = self.failure {
            return Err(failure());
        }
        // Each change is one step, so a panic elsewhere leaves nothing half done.
        Ok(act(&mut self.credentials.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl CredentialStore for MemoryStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Keyring
    }

    fn test_write(&self) -> Result<(), Error> {
        self.with(|_| ())
    }

    fn get(&self, profile: &str, url: &GatewayUrl) -> Result<Secret, Error> {
        self.with(|credentials| credentials.get(profile).cloned())?
            .ok_or_else(|| Error::NoCredential { profile: profile.to_owned(), store: self.kind() })?
            .secret_for(profile, url)
    }

    fn set(&self, profile: &str, url: &GatewayUrl, secret: &Secret) -> Result<(), Error> {
        self.with(|credentials| credentials.insert(profile.to_owned(), Payload::new(url, secret))).map(drop)
    }

    fn remove(&self, profile: &str) -> Result<bool, Error> {
        self.with(|credentials| credentials.remove(profile).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fails_as_told() {
        let store = MemoryStore::failing(|| Error::KeyringLocked);
        assert!(matches!(store.test_write(), Err(Error::KeyringLocked)));
        assert!(matches!(store.remove("a"), Err(Error::KeyringLocked)));
    }
}
