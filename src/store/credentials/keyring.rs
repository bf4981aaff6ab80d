//! Credentials in the operating system's keyring: on Linux the Secret Service on the session's D-Bus.
//!
//! A keyring may wait for its password where nobody can give it, and the library waits with it. So each operation runs on
//! a thread of its own and is given up at a deadline.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use keyring::Entry;
use zeroize::Zeroizing;

use super::payload::Payload;
use super::{CredentialStore, StoreKind};
use crate::model::{GatewayUrl, Secret};
use crate::store::Error;

/// What the entries of gatekey are found by, together with the profile's name.
const SERVICE: &str = "gatekey";

/// The account of the entry that proves writing. No profile can have this name (`/`).
const TEST_ACCOUNT: &str = "test/write";

/// The operating system's keyring.
#[derive(Debug)]
pub struct KeyringStore {
    deadline: Duration,
}

impl KeyringStore {
    /// A keyring that is given up when it does not answer within `deadline`. Nothing is asked yet.
    pub fn new(deadline: Duration) -> Self {
        Self { deadline }
    }

    /// Does something with the entry of an account, within the deadline.
    fn with<R: Send + 'static>(
        &self,
        account: &str,
        act: impl FnOnce(&Entry) -> keyring::Result<R> + Send + 'static,
    ) -> Result<R, Error> {
        let (answer, answered) = mpsc::sync_channel(1);
        let name = account.to_owned();
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let outcome = entry(&name).and_then(|entry| act(&entry).map_err(|error| told(error, &name)));
                // Nobody listens any more when the deadline is over.
                let _ = answer.send(outcome);
            })
            .map_err(|error| Error::Keyring { reason: format!("no thread for it: {error}") })?;
        answered.recv_timeout(self.deadline).map_err(|error| match error {
            RecvTimeoutError::Timeout => Error::KeyringSilent { seconds: self.deadline.as_secs() },
            RecvTimeoutError::Disconnected => Error::Keyring { reason: "its library broke off".to_owned() },
        })?
    }

    fn write(&self, account: &str, json: Zeroizing<String>) -> Result<(), Error> {
        self.with(account, move |entry| entry.set_secret(json.as_bytes()))
    }

    fn read(&self, account: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.with(account, |entry| entry.get_secret().map(Zeroizing::new))
    }
}

impl CredentialStore for KeyringStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Keyring
    }

    fn test_write(&self) -> Result<(), Error> {
        let written = Zeroizing::new("gatekey tests whether it can store a credential here".to_owned());
        self.write(TEST_ACCOUNT, written.clone())?;
        let read = self.read(TEST_ACCOUNT)?;
        self.remove(TEST_ACCOUNT)?;
        if *read == written.as_bytes() { Ok(()) } else { Err(Error::TestWrite { store: self.kind() }) }
    }

    fn get(&self, profile: &str, url: &GatewayUrl) -> Result<Secret, Error> {
        let bytes = self.read(profile)?;
        let json =
            str::from_utf8(&bytes).map_err(|_| Error::NotOurs { profile: profile.to_owned(), store: self.kind() })?;
        Payload::from_json(json, profile, self.kind())?.secret_for(profile, url)
    }

    fn set(&self, profile: &str, url: &GatewayUrl, secret: &Secret) -> Result<(), Error> {
        self.write(profile, Payload::new(url, secret).to_json())
    }

    fn remove(&self, profile: &str) -> Result<bool, Error> {
        match self.with(profile, Entry::delete_credential) {
            Ok(()) => Ok(true),
            Err(Error::NoCredential { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The entry of an account, in the keyring of this platform.
fn entry(account: &str) -> Result<Entry, Error> {
    // Asked first: `Entry::new` says only that there is no keyring, not why.
    if let Err(error) = Entry::store_status() {
        return Err(platform_failure(error, account));
    }
    Entry::new(SERVICE, account).map_err(|error| told(error, account))
}

/// The library's error in gatekey's words. The bytes that some of its errors carry are dropped: they are secrets.
fn told(error: keyring::Error, account: &str) -> Error {
    let profile = account.to_owned();
    let store = StoreKind::Keyring;
    match error {
        keyring::Error::NoEntry => Error::NoCredential { profile, store },
        keyring::Error::Ambiguous(entries) => Error::Ambiguous { profile, store, count: entries.len() },
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => Error::NotOurs { profile, store },
        other => platform_failure(&other, account),
    }
}

fn platform_failure(error: &keyring::Error, _account: &str) -> Error {
    Error::Keyring { reason: error.to_string() }
}
