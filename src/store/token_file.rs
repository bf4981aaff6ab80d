//! A key handed over in a file: `GATEKEY_TOKEN_FILE`, as container platforms mount secrets.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::Error;
use crate::model::Secret;

/// More than any key has; a file this long is the wrong one.
const MOST_BYTES: u64 = 64 * 1024;

/// Reads a key from a file; the line end after it does not belong to it.
///
/// Who else may read the file is not judged: platforms mount secrets with modes of their own.
///
/// # Errors
/// [`Error::Unreadable`], or [`Error::TokenFile`] when it is empty, too long, of several lines or no text.
pub fn read_token_file(path: &Path) -> Result<Secret, Error> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    let unusable = |reason| Error::TokenFile { path: path.to_owned(), reason };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unusable("it is longer than 64 KiB"));
    }
    let text = str::from_utf8(&bytes).map_err(|_| unusable("it is not UTF-8 text"))?;
    let key = text.strip_suffix('\n').unwrap_or(text);
    let key = key.strip_suffix('\r').unwrap_or(key);
    if key.trim().is_empty() {
        return Err(unusable("it is empty"));
    }
    if key.contains(['\n', '\r']) {
        return Err(unusable("it has more than one line"));
    }
    Ok(Secret::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, content).unwrap();
        read_token_file(&path).map(|secret| secret.expose().to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn one_line_end_is_not_part_of_the_key() {
        for content in ["sk-1", "sk-1\n", "sk-1\r\n"] {
            assert_eq!(read(content.as_bytes()).as_deref(), Ok("sk-1"));
        }
    }

    #[test]
    fn what_can_be_no_key_is_refused_without_showing_it() {
        for (content, reason) in [
            (b"\n".to_vec(), "it is empty"),
            (b"hunter\nhunter\n".to_vec(), "more than one line"),
            (b"hunter\xff".to_vec(), "not UTF-8"),
            (vec![b'x'; 64 * 1024 + 1], "longer than 64 KiB"),
        ] {
            let error = read(&content).unwrap_err();
            assert!(error.contains(reason) && !error.contains("hunter"), "{error}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = read_token_file(Path::new("/nowhere/key")).unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/key cannot be read"), "{error}");
    }
}
