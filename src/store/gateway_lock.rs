//! One at a time, where a server keeps no rule itself and gatekey has to look first and write then.

use super::private_file::{Lock, PrivateFile};
use super::{Error, Paths};
use crate::model::GatewayUrl;

/// Held by the one run of this user that may change the gateway so, until it is dropped. Runs on other machines are not
/// kept from it.
#[derive(Debug)]
pub struct GatewayLock {
    _lock: Lock,
}

impl GatewayLock {
    /// Waits until no other run holds it for this gateway, whatever the path prefix. Blocks.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when there is no place for the lock.
    pub fn wait(paths: &Paths, url: &GatewayUrl) -> Result<Self, Error> {
        let origin = url.origin();
        let name: String = origin
            .chars()
            .map(|character| if character.is_ascii_alphanumeric() || character == '.' { character } else { '-' })
            .collect();
        Ok(Self { _lock: PrivateFile::new(paths.data_dir.join(format!("users-{name}"))).lock()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_for_another_on_the_same_gateway_only() {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::below(root.path());
        let [here, deeper, elsewhere] =
            ["https://gw.example.com", "https://gw.example.com/api", "https://gw.example.com:8443"]
                .map(|text| text.parse::<GatewayUrl>().unwrap());
        let held = GatewayLock::wait(&paths, &here).unwrap();
        GatewayLock::wait(&paths, &elsewhere).unwrap();
        let (taken, heard) = std::sync::mpsc::channel();
        let waiting = std::thread::spawn({
            let paths = paths.clone();
            move || taken.send(GatewayLock::wait(&paths, &deeper).is_ok())
        });
        assert!(heard.recv_timeout(std::time::Duration::from_millis(100)).is_err(), "it waits");
        drop(held);
        assert_eq!(heard.recv(), Ok(true));
        waiting.join().unwrap().unwrap();
    }
}
