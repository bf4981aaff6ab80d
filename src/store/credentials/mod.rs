//! Where credentials lie: one contract, and a place to choose.
//!
//! - [`keyring`]: the operating system's, the default
//! - [`mod@file`]: a file for the owner only, when asked for
//! - `payload`: what is stored for a profile, and the address it is bound to
//! - `secret_service`: what the failures of Linux' keyring mean

pub mod file;
pub mod keyring;
mod payload;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod secret_service;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::file::FileStore;
use self::keyring::KeyringStore;
use super::{Error, Paths};
use crate::model::{GatewayUrl, Secret};

/// A place for credentials, each bound to the address it was stored for (DESIGN §2, promise 5).
///
/// Everything here blocks, the keyring for as long as its [`Patience`]: call it from a thread that may.
pub trait CredentialStore: Send + Sync {
    /// Which place it is.
    fn kind(&self) -> StoreKind;

    /// Proves that a credential can be kept: writes an entry of its own, reads it back and deletes it. `login` asks
    /// this before it mints anything.
    fn test_write(&self) -> Result<(), Error>;

    /// The credential of a profile.
    ///
    /// # Errors
    /// [`Error::NoCredential`] when there is none; [`Error::OtherAddress`] when it is bound to another address.
    fn get(&self, profile: &str, url: &GatewayUrl) -> Result<Secret, Error>;

    /// Keeps a credential for a profile, bound to `url`, in place of the one before.
    fn set(&self, profile: &str, url: &GatewayUrl, secret: &Secret) -> Result<(), Error>;

    /// Forgets the credential of a profile. `false` when there was none.
    fn remove(&self, profile: &str) -> Result<bool, Error>;
}

/// Which place for credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The operating system's keyring.
    Keyring,
    /// A file for the owner only, not encrypted.
    File,
}

/// The text names no store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stores are keyring and file")]
pub struct UnknownStore;

impl StoreKind {
    /// Every store, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::Keyring, Self::File];

    /// The word typed and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }

    /// What it is called in sentences.
    pub fn title(self) -> &'static str {
        match self {
            Self::Keyring => "the keyring",
            Self::File => "the credentials file",
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for StoreKind {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownStore)
    }
}

/// How long to wait for a store that may ask the user for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody is there to answer: 5 seconds.
    Unattended,
    /// Somebody may be typing a password: 30 seconds.
    Attended,
}

impl Patience {
    /// The longest that one operation takes.
    pub fn deadline(self) -> Duration {
        match self {
            Self::Unattended => Duration::from_secs(5),
            Self::Attended => Duration::from_secs(30),
        }
    }
}

/// Opens a store where nobody is there to answer: [`open_with`] tells more.
///
/// # Errors
/// As [`open_with`].
pub fn open(kind: StoreKind, paths: &Paths) -> Result<Box<dyn CredentialStore>, Error> {
    open_with(kind, paths, Patience::Unattended)
}

/// Opens a store. The keyring is not asked yet: whether it works is told by the first use.
///
/// # Errors
/// [`Error::OpenToOthers`] when the folder of the credentials file is not the user's alone.
pub fn open_with(kind: StoreKind, paths: &Paths, patience: Patience) -> Result<Box<dyn CredentialStore>, Error> {
    Ok(match kind {
        StoreKind::Keyring => Box::new(KeyringStore::new(patience.deadline())),
        StoreKind::File => Box::new(FileStore::open(paths)?),
    })
}
