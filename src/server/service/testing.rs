//! What the tests of the service share: a house of its own for each, and a clock that stands still.

use std::path::Path;
use std::sync::Arc;

use super::error::ServiceError;
use super::tokens::Made;
use super::{Caller, Service};
use crate::model::{Clock, NewToken, Timestamp};

/// A clock of tests.
pub(super) type Now = fn() -> Timestamp;

pub(super) const IN_50_SECONDS: Now = || at("2026-11-23T06:00:50Z");
pub(super) const TOMORROW: Now = || at("2026-11-24T06:00:00Z");

/// The time in tests.
pub(super) fn now() -> Timestamp {
    at("2026-11-23T06:00:00Z")
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A gateway in a folder of its own, and its administrator.
pub(super) struct House {
    folder: Arc<tempfile::TempDir>,
    pub(super) service: Service,
    pub(super) admin: Caller,
}

pub(super) async fn house() -> House {
    open(Arc::new(tempfile::tempdir().unwrap()), now).await
}

async fn open(folder: Arc<tempfile::TempDir>, now: Now) -> House {
    let service = Service::open(&folder.path().join("data"), Clock::new(now)).await.unwrap();
    let admin = service.administrator("ada").unwrap();
    House { folder, service, admin }
}

impl House {
    /// Another process on the same folder, at another time.
    pub(super) async fn at(&self, now: Now) -> Self {
        open(Arc::clone(&self.folder), now).await
    }

    /// Another process on the same folder.
    pub(super) async fn again(&self) -> Self {
        self.at(now).await
    }

    pub(super) fn data_dir(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub(super) fn database(&self) -> std::path::PathBuf {
        Path::join(&self.data_dir(), "gatekey.db")
    }

    /// Makes a token as the administrator.
    pub(super) async fn create(&self, new: NewToken) -> Result<Made, ServiceError> {
        self.service.create(&self.admin, &new).await
    }

    /// The caller that shows a key with these scopes.
    pub(super) async fn key(&self, new: NewToken) -> Caller {
        let made = self.create(new).await.unwrap();
        self.service.authenticate(&made.secret).await.unwrap()
    }
}

/// A token with this name.
pub(super) fn named(name: &str) -> NewToken {
    NewToken { name: Some(name.to_owned()), ..NewToken::default() }
}

/// A token with these scopes.
pub(super) fn scoped(scopes: &[&str]) -> NewToken {
    NewToken { scopes: Some(list(scopes)), ..NewToken::default() }
}

pub(super) fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
