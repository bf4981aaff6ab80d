//! A secret in a file that the person named: written in one step, readable by its owner alone.

use std::fs;
use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use super::Error;
use super::given_file::{Access, GivenFile};
use crate::model::Secret;

/// Refuses a place that [`write_secret_file`] could not write to. Leaves nothing behind.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn check_secret_file(path: &Path) -> Result<(), Error> {
    GivenFile::check(path, Access::OwnerAlone).map_err(|source| unwritable(path, source))
}

/// Writes a secret and a line end.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn write_secret_file(path: &Path, secret: &Secret) -> Result<(), Error> {
    let line = Zeroizing::new(format!("{}\n", secret.expose()));
    let written = GivenFile::lock(path).and_then(|file| file.replace(line.as_bytes(), Access::OwnerAlone));
    written.map_err(|source| unwritable(path, source))
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::Unwritable { path: path.to_owned(), source }
}

/// Removes a secret file. One that cannot be removed holds nothing that opens anything.
pub fn remove_secret_file(path: &Path) {
    let _left = fs::remove_file(path);
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn a_place_is_tried_without_leaving_anything_and_written_for_the_owner_alone() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("key");
        check_secret_file(&path).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
        write_secret_file(&path, &Secret::new("gk_1")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "gk_1\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_written_is_refused_by_name() {
        let root = tempfile::tempdir().unwrap();
        for path in [root.path().to_owned(), root.path().join("none/key"), PathBuf::from("/dev/null")] {
            let error = check_secret_file(&path).unwrap_err();
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        }
    }
}
