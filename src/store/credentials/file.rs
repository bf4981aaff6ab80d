//! Credentials in a file for the owner only, not encrypted: only when asked for with `--store file`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::payload::Payload;
use super::{CredentialStore, StoreKind};
use crate::model::{GatewayUrl, Secret};
use crate::store::private_file::PrivateFile;
use crate::store::{Error, Paths};

const VERSION: i64 = 1;

/// `credentials.json` in the data folder: 0600 in 0700.
#[derive(Debug)]
pub struct FileStore {
    file: PrivateFile,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    version: i64,
    /// By profile.
    credentials: BTreeMap<String, Payload>,
}

impl Default for Wire {
    fn default() -> Self {
        Self { version: VERSION, credentials: BTreeMap::new() }
    }
}

impl FileStore {
    /// The file in the folder for it, which need not exist yet.
    ///
    /// # Errors
    /// [`Error::OpenToOthers`] when others may enter the folder.
    pub fn open(paths: &Paths) -> Result<Self, Error> {
        let file = PrivateFile::new(paths.data_dir.join("credentials.json"));
        file.check_folder()?;
        Ok(Self { file })
    }

    fn read(&self) -> Result<Wire, Error> {
        let Some(text) = self.file.read_secret()? else { return Ok(Wire::default()) };
        #[derive(Deserialize)]
        struct AnyVersion {
            version: i64,
        }
        // Before anything else: what a newer version means by its fields is not for this one to judge.
        let AnyVersion { version } = serde_json::from_str(&text).map_err(|error| self.broken(&error))?;
        if version > VERSION {
            return Err(Error::Newer { path: self.file.path().to_owned(), found: version, known: VERSION });
        }
        serde_json::from_str(&text).map_err(|error| self.broken(&error))
    }

    fn update<R>(&self, change: impl FnOnce(&mut BTreeMap<String, Payload>) -> R) -> Result<R, Error> {
        let _lock = self.file.lock()?;
        let mut wire = self.read()?;
        let result = change(&mut wire.credentials);
        // Invariant: text, a number and a map with text keys.
        let json = Zeroizing::new(serde_json::to_vec_pretty(&wire).expect("credentials are always JSON"));
        self.file.write(&json)?;
        Ok(result)
    }

    fn broken(&self, error: &serde_json::Error) -> Error {
        // What serde says is dropped: it quotes the text, and the text is a secret.
        let reason = if error.is_data() { "it is not what gatekey writes" } else { "it is not JSON" };
        let path = self.file.path().to_owned();
        Error::Broken { path, line: error.line(), column: error.column(), reason: reason.to_owned() }
    }
}

impl CredentialStore for FileStore {
    fn kind(&self) -> StoreKind {
        StoreKind::File
    }

    fn test_write(&self) -> Result<(), Error> {
        // An entry of its own is not needed: writing all of them anew is what the next `set` does.
        self.update(|_| ())?;
        self.read().map(drop)
    }

    fn get(&self, profile: &str, url: &GatewayUrl) -> Result<Secret, Error> {
        let payload = self.read()?.credentials.remove(profile);
        payload
            .ok_or_else(|| Error::NoCredential { profile: profile.to_owned(), store: self.kind() })?
            .secret_for(profile, url)
    }

    fn set(&self, profile: &str, url: &GatewayUrl, secret: &Secret) -> Result<(), Error> {
        let payload = Payload::new(url, secret);
        self.update(|credentials| credentials.insert(profile.to_owned(), payload)).map(drop)
    }

    fn remove(&self, profile: &str) -> Result<bool, Error> {
        // Read first: to forget what is not there must not need a disk that can be written.
        if !self.read()?.credentials.contains_key(profile) {
            return Ok(false);
        }
        self.update(|credentials| credentials.remove(profile).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> GatewayUrl {
        text.parse().unwrap()
    }

    fn store(root: &tempfile::TempDir) -> FileStore {
        FileStore::open(&Paths::below(root.path())).unwrap()
    }

    #[test]
    fn a_credential_is_kept_replaced_and_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let (store, gateway) = (store(&root), url("https://gw"));
        store.test_write().unwrap();
        assert!(matches!(store.get("a", &gateway), Err(Error::NoCredential { .. })));
        store.set("a", &gateway, &Secret::new("one")).unwrap();
        store.set("a", &gateway, &Secret::new("two")).unwrap();
        assert_eq!(store.get("a", &gateway).unwrap().expose(), "two");
        assert!(matches!(store.get("a", &url("https://gw/x")), Err(Error::OtherAddress { .. })));
        assert!(store.remove("a").unwrap() && !store.remove("a").unwrap());
    }

    #[test]
    fn a_broken_or_newer_file_is_left_as_it_is_and_not_quoted() {
        let root = tempfile::tempdir().unwrap();
        let store = store(&root);
        for content in [r#"{"version":2,"keys":"hunter2"}"#, r#"{"version":1,"credentials":"hunter2"}"#, r#""hunter2""#]
        {
            store.file.write(content.as_bytes()).unwrap();
            let error = store.set("a", &url("https://gw"), &Secret::new("s")).unwrap_err();
            assert!(matches!(error, Error::Newer { .. } | Error::Broken { .. }), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"));
            assert_eq!(store.file.read().unwrap().unwrap().as_str(), content);
        }
    }

    #[test]
    fn writers_at_the_same_time_lose_nothing() {
        let root = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let store = store(&root);
                scope.spawn(move || {
                    for entry in 0..4 {
                        store.set(&format!("{writer}-{entry}"), &url("https://gw"), &Secret::new("s")).unwrap();
                    }
                });
            }
        });
        assert_eq!(store(&root).read().unwrap().credentials.len(), 32);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_enter_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::below(root.path());
        std::fs::create_dir(&paths.data_dir).unwrap();
        std::fs::set_permissions(&paths.data_dir, std::fs::Permissions::from_mode(0o755)).unwrap();
        let error = FileStore::open(&paths).unwrap_err();
        assert!(error.hint().unwrap().contains("chmod 700 "), "{error}");
    }
}
