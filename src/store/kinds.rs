//! Which software answered at an address: remembered, so that an address without a profile is asked only once.

use serde::{Deserialize, Serialize};

use super::Paths;
use super::private_file::PrivateFile;
use crate::model::{GatewayUrl, Kind};

/// As many addresses as are kept; the one not seen for longest goes first.
const MOST_ADDRESSES: usize = 256;

/// The kinds of gateways by their address. Only a convenience: whatever is wrong with it, it is as if it were empty.
#[derive(Debug, Clone)]
pub struct KindCache {
    file: PrivateFile,
}

/// Newest last. A broken or foreign file reads as none.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Wire {
    kinds: Vec<Answer>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    /// Scheme, host, port and path prefix.
    url: GatewayUrl,
    kind: Kind,
}

impl KindCache {
    /// The cache in the folder for it. Nothing is read yet.
    pub fn new(paths: &Paths) -> Self {
        Self { file: PrivateFile::new(paths.cache_dir.join("kinds.json")) }
    }

    /// What answered at this address last time.
    pub fn get(&self, url: &GatewayUrl) -> Option<Kind> {
        self.read().kinds.into_iter().rev().find(|answer| answer.url == *url).map(|answer| answer.kind)
    }

    /// Keeps what answered at this address. If that cannot be, it is asked again next time.
    pub fn remember(&self, url: &GatewayUrl, kind: Kind) {
        let Ok(_lock) = self.file.lock() else { return };
        let mut wire = self.read();
        wire.kinds.retain(|answer| answer.url != *url);
        wire.kinds.push(Answer { url: url.clone(), kind });
        let surplus = wire.kinds.len().saturating_sub(MOST_ADDRESSES);
        wire.kinds.drain(..surplus);
        if let Ok(json) = serde_json::to_vec(&wire) {
            // A cache that cannot be written is no failure of what the user asked for.
            let _ = self.file.write(&json);
        }
    }

    fn read(&self) -> Wire {
        self.file.read().ok().flatten().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> GatewayUrl {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_known_by_its_origin_and_prefix() {
        let root = tempfile::tempdir().unwrap();
        let cache = KindCache::new(&Paths::below(root.path()));
        assert_eq!(cache.get(&url("http://localhost:1")), None);
        cache.remember(&url("http://localhost:1/a"), Kind::Coder);
        cache.remember(&url("http://localhost:1/b"), Kind::Litellm);
        cache.remember(&url("http://localhost:1/a"), Kind::Gpustack);
        assert_eq!(cache.get(&url("http://localhost:1/a/")), Some(Kind::Gpustack));
        assert_eq!(cache.get(&url("http://localhost:1/b")), Some(Kind::Litellm));
        assert_eq!(cache.get(&url("http://localhost:1")), None);
    }

    #[test]
    fn a_broken_file_is_as_none_and_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        let cache = KindCache::new(&Paths::below(root.path()));
        for content in ["", "{", "[]", r#"{"kinds":[{"url":"x","kind":"coder"}]}"#] {
            cache.file.write(content.as_bytes()).unwrap();
            assert_eq!(cache.get(&url("http://localhost:1")), None);
            cache.remember(&url("http://localhost:1"), Kind::Coder);
            assert_eq!(cache.get(&url("http://localhost:1")), Some(Kind::Coder));
        }
    }

    #[test]
    fn the_addresses_not_seen_for_longest_go_first() {
        let root = tempfile::tempdir().unwrap();
        let cache = KindCache::new(&Paths::below(root.path()));
        let kinds = (1..=300).map(|port| Answer { url: url(&format!("http://h:{port}")), kind: Kind::Coder }).collect();
        cache.file.write(&serde_json::to_vec(&Wire { kinds }).unwrap()).unwrap();
        cache.remember(&url("http://new"), Kind::Coder);
        assert_eq!(cache.read().kinds.len(), MOST_ADDRESSES);
        assert_eq!(cache.get(&url("http://h:45")), None);
        assert!(cache.get(&url("http://h:46")).is_some() && cache.get(&url("http://new")).is_some());
    }
}
