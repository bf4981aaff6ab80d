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

    /// Does something with the entry of an account.
    fn with<R: Send + 'static>(
        &self,
        account: &str,
        act: impl FnOnce(&Entry) -> keyring::Result<R> + Send + 'static,
    ) -> Result<R, Error> {
        let account = account.to_owned();
        self.within_deadline(move || act(&entry(SERVICE, &account)?).map_err(|error| told(error, &account)))
    }

    fn within_deadline<R: Send + 'static>(
        &self,
        act: impl FnOnce() -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        within(self.deadline, act)
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
        // No profile can have this name (`/`), and no other process.
        let account = format!("test/{}", std::process::id());
        let written = Zeroizing::new("gatekey tests whether it can store a credential here".to_owned());
        self.write(&account, written.clone())?;
        let read = self.read(&account);
        // Also when it could not be read: nothing stays behind.
        self.remove(&account)?;
        if *read? == written.as_bytes() { Ok(()) } else { Err(Error::TestWrite { store: self.kind() }) }
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

/// An entry that is a person's own, of a service and an account that they named.
#[derive(Debug)]
pub struct KeyringEntry {
    service: String,
    account: String,
    deadline: Duration,
}

impl KeyringEntry {
    /// The entry of this service and account. Nothing is asked yet.
    pub fn new(service: &str, account: &str, deadline: Duration) -> Self {
        Self { service: service.to_owned(), account: account.to_owned(), deadline }
    }

    /// Proves that an entry can be kept, with one of another account that no process shares.
    ///
    /// # Errors
    /// When the keyring cannot be reached, or does not give back what it was given.
    pub fn test_write(&self) -> Result<(), Error> {
        let account = format!("{}/gatekey-tries/{}", self.account, std::process::id());
        let trial = Self { account, service: self.service.clone(), deadline: self.deadline };
        let written = Secret::new("gatekey tries whether it can store a secret here");
        trial.set(&written)?;
        let read = trial.get();
        // Also when it could not be read: nothing stays behind.
        trial.with(Entry::delete_credential)?;
        if read? == Some(written) { Ok(()) } else { Err(Error::TestWrite { store: StoreKind::Keyring }) }
    }

    /// Keeps the secret, in place of the one before.
    ///
    /// # Errors
    /// When the keyring cannot be reached or refuses.
    pub fn set(&self, secret: &Secret) -> Result<(), Error> {
        let secret = secret.clone();
        self.with(move |entry| entry.set_password(secret.expose()))
    }

    /// The secret that is kept; `None` when there is none.
    ///
    /// # Errors
    /// When the keyring cannot be reached, or holds what is no text.
    pub fn get(&self) -> Result<Option<Secret>, Error> {
        match self.with(|entry| entry.get_password().map(Secret::new)) {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoCredential { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn with<R: Send + 'static>(
        &self,
        act: impl FnOnce(&Entry) -> keyring::Result<R> + Send + 'static,
    ) -> Result<R, Error> {
        let (service, account) = (self.service.clone(), self.account.clone());
        within(self.deadline, move || act(&entry(&service, &account)?).map_err(|error| told(error, &account)))
    }
}

fn within<R: Send + 'static>(
    deadline: Duration,
    act: impl FnOnce() -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    let (answer, answered) = mpsc::sync_channel(1);
    // The thread is left behind when it hangs: the library cannot be interrupted.
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // After the deadline nobody listens any more.
            let _ = answer.send(act());
        })
        .map_err(|error| failed(&format!("no thread for it: {error}")))?;
    answered.recv_timeout(deadline).map_err(|error| match error {
        RecvTimeoutError::Timeout => Error::KeyringSilent { seconds: deadline.as_secs() },
        RecvTimeoutError::Disconnected => failed(&"its library broke off"),
    })?
}

/// The entry of an account, in the keyring of this platform.
fn entry(service: &str, account: &str) -> Result<Entry, Error> {
    // Asked first: `Entry::new` says only that there is no keyring, not why.
    if let Err(error) = Entry::store_status() {
        return Err(platform_failure(error));
    }
    Entry::new(service, account).map_err(|error| told(error, account))
}

/// The library's error in gatekey's words. The bytes that some of its errors carry are dropped: they are secrets.
fn told(error: keyring::Error, account: &str) -> Error {
    let profile = account.to_owned();
    let store = StoreKind::Keyring;
    match error {
        keyring::Error::NoEntry => Error::NoCredential { profile, store },
        keyring::Error::Ambiguous(entries) => Error::Ambiguous { profile, store, count: entries.len() },
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => Error::NotOurs { profile, store },
        other => platform_failure(&other),
    }
}

/// A failure of the keyring itself rather than of an entry in it.
fn platform_failure(error: &keyring::Error) -> Error {
    match error {
        keyring::Error::PlatformFailure(cause) => explain(&**cause).unwrap_or_else(|| failed(cause)),
        keyring::Error::NoStorageAccess(cause) => explain(&**cause).unwrap_or(Error::KeyringLocked),
        other => failed(other),
    }
}

fn failed(reason: &impl ToString) -> Error {
    Error::Keyring { reason: reason.to_string() }
}

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
fn explain(error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    super::secret_service::explain(error)
}

/// On macOS and Windows the system asks for the password itself, and its own words tell the rest.
#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
fn explain(_error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_does_not_answer_is_given_up_at_the_deadline() {
        let store = KeyringStore::new(Duration::from_millis(20));
        let error = store.within_deadline(|| {
            thread::sleep(Duration::from_secs(2));
            Ok(())
        });
        assert!(matches!(error, Err(Error::KeyringSilent { .. })));
    }

    #[test]
    fn a_library_that_panics_is_a_failure() {
        let store = KeyringStore::new(Duration::from_secs(5));
        assert!(matches!(store.within_deadline(|| -> Result<(), Error> { panic!("no") }), Err(Error::Keyring { .. })));
    }

    #[test]
    fn the_bytes_in_the_librarys_errors_are_not_shown() {
        let error = told(keyring::Error::BadEncoding(b"hunter2".to_vec()), "prod");
        assert!(matches!(error, Error::NotOurs { .. }));
        assert!(!format!("{error:?}").contains("104, 117"), "{error:?}");
    }
}
