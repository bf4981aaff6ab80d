//! A secret in a file that the person named: written in one step, readable by its owner alone.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Error;
use super::private_file::PrivateFile;
use crate::model::Secret;

/// Refuses a place that [`write_secret_file`] could not write to. Leaves nothing behind.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn check_secret_file(path: &Path) -> Result<(), Error> {
    let unwritable = |source| Error::Unwritable { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(unwritable(io::Error::other("it is no regular file"))),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unwritable(error)),
    }
    let tried = tempfile::Builder::new().prefix(".gatekey-").tempfile_in(folder(path));
    tried.and_then(|mut file| file.write_all(b"tried").and_then(|()| file.close())).map_err(unwritable)
}

/// Writes a secret and a line end.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn write_secret_file(path: &Path, secret: &Secret) -> Result<(), Error> {
    let line = Zeroizing::new(format!("{}\n", secret.expose()));
    // A bare name lies in the folder one is in.
    PrivateFile::new(folder(path).join(path.file_name().unwrap_or_default())).write(line.as_bytes())
}

/// Removes a secret file. One that cannot be removed holds nothing that opens anything.
pub fn remove_secret_file(path: &Path) {
    let _left = fs::remove_file(path);
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

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
