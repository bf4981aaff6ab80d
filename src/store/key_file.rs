//! A file for a private key that is made here.

use std::path::Path;

use super::Error;
use super::private_file::PrivateFile;

/// Writes a file that only its owner reads. One that is there is left as it is: it may hold the only copy of a key.
///
/// # Errors
/// [`Error::Taken`], or that it cannot be written.
pub fn write_new_key_file(path: &Path, content: &[u8]) -> Result<(), Error> {
    PrivateFile::new(path.to_owned()).write_new(content)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_file_is_its_owners_alone_and_replaces_nothing() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("key.pem");
        write_new_key_file(&path, b"one").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert!(matches!(write_new_key_file(&path, b"two"), Err(Error::Taken { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
        let nowhere = write_new_key_file(&root.path().join("no/key"), b"x");
        assert!(matches!(nowhere, Err(Error::Unwritable { .. })), "{nowhere:?}");
    }
}
