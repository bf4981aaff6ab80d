//! A secret into a file that the person chose: whole, for its owner alone, and known to work before anything is made.

use std::path::Path;

use super::Error;
use crate::model::Secret;
use crate::store;

/// Refuses a file that could not be written. Leaves nothing behind.
///
/// # Errors
/// When there is no such folder, it cannot be written to, or something else than a file is in the place.
pub fn check(path: &Path) -> Result<(), Error> {
    Ok(store::check_secret_file(path)?)
}

/// Writes the secret and a line end, in the place of what was there.
///
/// # Errors
/// When it cannot be written; then what was there still is.
pub fn write(path: &Path, secret: &Secret) -> Result<(), Error> {
    Ok(store::write_secret_file(path, secret)?)
}

/// Removes a secret that turned out to open nothing.
pub fn remove(path: &Path) {
    store::remove_secret_file(path);
}
