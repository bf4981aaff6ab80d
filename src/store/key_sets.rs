//! Key sets of providers, as they were fetched: so that a verification needs no network each time, and still works while
//! the provider is down.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::Paths;
use super::private_file::PrivateFile;
use crate::model::Timestamp;

/// The key sets of this machine. Whatever is wrong with one, it is as if it were not there.
#[derive(Debug, Clone)]
pub struct KeySetCache {
    folder: std::path::PathBuf,
    trust: Option<String>,
}

/// A key set as its provider gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredKeySet {
    pub url: String,
    /// Digest of the authorities that were trusted beside the system's when it was fetched.
    #[serde(default)]
    pub trust: Option<String>,
    pub fetched_at: Timestamp,
    /// Until when it need not be asked for again.
    pub fresh_until: Timestamp,
    /// When it was last asked for, whatever came of it.
    pub tried_at: Timestamp,
    /// The document.
    pub body: String,
}

impl KeySetCache {
    /// The cache in the folder for it, of sets that were fetched while these authorities (PEM) were trusted beside the
    /// system's: who trusts others gets none of them. Nothing is read yet.
    pub fn new(paths: &Paths, authorities: Option<&[u8]>) -> Self {
        let trust = authorities.map(|pem| hex(digest(&SHA256, pem).as_ref()));
        Self { folder: paths.cache_dir.join("jwks"), trust }
    }

    /// What the provider at this address gave.
    pub fn get(&self, url: &str) -> Option<StoredKeySet> {
        let text = self.file(url).read().ok().flatten()?;
        serde_json::from_str::<StoredKeySet>(&text)
            .ok()
            .filter(|stored| stored.url == url && stored.trust == self.trust)
    }

    /// Keeps a set. If that cannot be, it is asked for again next time.
    pub fn put(&self, set: &StoredKeySet) {
        let file = self.file(&set.url);
        let set = StoredKeySet { trust: self.trust.clone(), ..set.clone() };
        if let Ok(json) = serde_json::to_vec(&set) {
            // A cache that cannot be written is no failure of what the user asked for.
            let _ = file.write(&json);
        }
    }

    /// Keeps nothing of this address.
    pub fn remove(&self, url: &str) {
        // As above.
        let _ = std::fs::remove_file(self.file(url).path());
    }

    /// Addresses are no file names: any character may be in one.
    fn file(&self, url: &str) -> PrivateFile {
        let whole = format!("{url}\n{}", self.trust.as_deref().unwrap_or_default());
        let digest = digest(&SHA256, if self.trust.is_some() { whole.as_bytes() } else { url.as_bytes() });
        PrivateFile::new(self.folder.join(format!("{}.json", hex(&digest.as_ref()[..16]))))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_back_by_its_address_and_a_broken_file_is_none() {
        let root = tempfile::tempdir().unwrap();
        let cache = KeySetCache::new(&Paths::below(root.path()), None);
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let set = StoredKeySet {
            url: "https://a/../x?y".into(),
            trust: None,
            fetched_at: at,
            fresh_until: at,
            tried_at: at,
            body: "{}".into(),
        };
        assert_eq!(cache.get(&set.url), None);
        cache.put(&set);
        assert_eq!(cache.get(&set.url), Some(set.clone()));
        assert_eq!(cache.get("https://a/x?y"), None);
        // Who trusts other authorities has fetched it from others, maybe.
        let other = KeySetCache::new(&Paths::below(root.path()), Some(b"PEM"));
        assert_eq!(other.get(&set.url), None);
        other.put(&set);
        assert_eq!(other.get(&set.url).unwrap().trust.unwrap().len(), 64);
        assert_eq!(cache.get(&set.url), Some(set.clone()));
        std::fs::copy(other.file(&set.url).path(), cache.file(&set.url).path()).unwrap();
        assert_eq!(cache.get(&set.url), None);
        cache.file(&set.url).write(b"{").unwrap();
        assert_eq!(cache.get(&set.url), None);
    }
}
