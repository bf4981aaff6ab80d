//! How far a rotation has come, where the gateway cannot keep that. No secret is in it: an id, a phase, a time, and a digest
//! of each place. Each rotation has a file of its own, which one run at a time holds.

use std::fs;
use std::io::ErrorKind;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::private_file::{Lock, PrivateFile};
use super::{Error, Paths};
use crate::model::{RotationPhase, Sink, Timestamp, TokenId};

/// The journal of the rotation of one token, held until it is dropped.
#[derive(Debug)]
pub struct Journal {
    file: PrivateFile,
    _lock: Lock,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The token that takes the place.
    pub new: TokenId,
    pub phase: RotationPhase,
    /// Until when the old secret works; `None` until somebody says so.
    pub until: Option<Timestamp>,
    /// A digest of each place that the secret goes to.
    pub sinks: Vec<String>,
}

/// What is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Entry(Entry),
    /// Something that gatekey did not write, or that was cut off.
    Garbage,
}

impl Journal {
    /// Holds the journal of this token on this gateway. `None` when another run holds it.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when there is no place for it.
    pub fn hold(paths: &Paths, gateway: &str, token: &TokenId) -> Result<Option<Self>, Error> {
        let name = hex(format!("{gateway}\n{token}").as_bytes());
        let file = PrivateFile::new(paths.data_dir.join("rotations").join(format!("{name}.json")));
        Ok(file.try_lock()?.map(|lock| Self { file, _lock: lock }))
    }

    /// What was written last.
    pub fn read(&self) -> Found {
        match self.file.read() {
            Ok(None) => Found::Nothing,
            Ok(Some(text)) => serde_json::from_str(&text).map_or(Found::Garbage, Found::Entry),
            Err(_) => Found::Garbage,
        }
    }

    /// Writes it down, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn write(&self, entry: &Entry) -> Result<(), Error> {
        let text = serde_json::to_vec(entry).expect("ids, words and times are JSON");
        self.file.write(&text)
    }

    /// Refuses a place that could not be written to, and leaves it as it is.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn check(&self) -> Result<(), Error> {
        super::check_secret_file(self.file.path())
    }

    /// Forgets it. `false` when it cannot be removed.
    pub fn forget(&self) -> bool {
        match fs::remove_file(self.file.path()) {
            Ok(()) => true,
            Err(error) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    }
}

/// What is kept of a place: its words may hold what is nobody's business.
pub fn digest_of(sink: &Sink) -> String {
    hex(sink.to_string().as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn journal(paths: &Paths, token: &str) -> Option<Journal> {
        Journal::hold(paths, "https://coder.example.com", &TokenId::new(token)).unwrap()
    }

    fn entry() -> Entry {
        let sink: Sink = "exec:gh secret set KEY --repo acme/app".parse().unwrap();
        Entry {
            new: TokenId::new("aB3dE6gH9j"),
            phase: RotationPhase::Delivered,
            until: Some("2026-11-24T12:00:00Z".parse().unwrap()),
            sinks: vec![digest_of(&sink)],
        }
    }

    #[test]
    fn what_was_written_is_read_by_the_next_run_and_by_nobody_else() {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::below(root.path());
        let held = journal(&paths, "1").unwrap();
        assert_eq!(held.read(), Found::Nothing);
        held.check().unwrap();
        held.write(&entry()).unwrap();
        let path = held.file.path().to_owned();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert!(!fs::read_to_string(&path).unwrap().contains("acme"), "only a digest of a place");
        drop(held);
        let held = journal(&paths, "1").unwrap();
        assert_eq!(held.read(), Found::Entry(entry()));
        assert_eq!(journal(&paths, "2").unwrap().read(), Found::Nothing);
        held.forget();
        assert_eq!(held.read(), Found::Nothing);
        drop(held);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "nothing is left of it");
    }

    #[test]
    fn one_run_at_a_time_holds_it() {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::below(root.path());
        let held = journal(&paths, "1");
        assert!(held.is_some() && journal(&paths, "1").is_none() && journal(&paths, "2").is_some());
        drop(held);
        assert!(journal(&paths, "1").is_some());
    }

    #[test]
    fn garbage_is_told_from_nothing() {
        let root = tempfile::tempdir().unwrap();
        let held = journal(&Paths::below(root.path()), "1").unwrap();
        for garbage in
            ["", "{", "[]", "{\"new\":\"a\"}", "{\"new\":\"a\",\"phase\":\"soon\",\"until\":null,\"sinks\":[]}"]
        {
            held.file.write(garbage.as_bytes()).unwrap();
            assert_eq!(held.read(), Found::Garbage, "{garbage}");
        }
        held.file.write(b"\xff\xfe").unwrap();
        assert_eq!(held.read(), Found::Garbage);
    }
}
