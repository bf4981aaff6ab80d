//! Where a token comes from: typed, from stdin, or from a file.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::model::Secret;
use crate::ops::{Error, Refusal, RefusalKind};

/// Longer texts are neither tokens nor keys, whatever they are.
pub const LONGEST: u64 = 16 << 20;

/// A token as it is named on the command line. A JWT is short-lived, so that it may be typed; it is not repeated all the
/// same.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenSource {
    Typed(Secret),
    /// `-`.
    Stdin,
    /// `@FILE`.
    File(PathBuf),
}

impl TokenSource {
    /// The text, without white space around it and the words in front that it was copied with.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, stdin: &mut dyn Read) -> Result<Secret, Error> {
        let bytes = match self {
            Self::Typed(token) => return Ok(Secret::new(bare(token.expose()))),
            Self::Stdin => read_limited(stdin, "the token on stdin")?,
            Self::File(path) => read_file(path)?,
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Secret::new(bare(text))),
            Err(_) => Err(Refusal::new(RefusalKind::Invalid, "the token is no text, but other bytes").into()),
        }
    }
}

impl FromStr for TokenSource {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "" => Err("the token is empty"),
            "-" => Ok(Self::Stdin),
            text => Ok(match text.strip_prefix('@') {
                Some(path) => Self::File(path.into()),
                None => Self::Typed(Secret::new(text)),
            }),
        }
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typed(_) => formatter.write_str("Typed(…)"),
            Self::Stdin => formatter.write_str("Stdin"),
            Self::File(path) => formatter.debug_tuple("File").field(path).finish(),
        }
    }
}

/// A token as it is copied: with white space around it, quotes, and `Authorization: Bearer` in front; or saved by an
/// editor that marks text as Unicode.
pub fn bare(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}').trim();
    for word in ["authorization:", "bearer "] {
        if let Some(start) = rest.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)) {
            rest = rest[start.len()..].trim_start();
        }
    }
    rest.trim_matches(|character| matches!(character, '"' | '\'')).trim()
}

/// The bytes of a file that holds a token or a key, wiped when dropped.
///
/// # Errors
/// When it cannot be read, or is too long to be either.
pub fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let shown = path.display();
    let mut file = File::open(path).map_err(|error| match path.to_str().filter(|text| is_content(text)) {
        Some(_) => {
            Refusal::new(RefusalKind::Usage, "what was given looks like a key or a token, and not like a file's name")
                .hint("put it into a file that only you can read, and give its name")
                .into()
        }
        None => unreadable(&format!("the file {shown}"), &error),
    })?;
    read_limited(&mut file, &format!("the file {shown}"))
}

/// Whether somebody gave what should be in the file: that may be a secret, and is not repeated.
fn is_content(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) || text.contains("-----BEGIN ") || text.starts_with("eyJ")
}

fn read_limited(from: &mut dyn Read, what: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(what, &error))?;
    if bytes.len() as u64 > LONGEST {
        let message = format!("{what} is longer than {} MiB: that is neither a token nor a key", LONGEST >> 20);
        return Err(Refusal::new(RefusalKind::Invalid, message).into());
    }
    Ok(bytes)
}

fn unreadable(what: &str, error: &io::Error) -> Error {
    Refusal::new(RefusalKind::Usage, format!("{what} cannot be read")).cause(error.to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_was_copied_with_is_taken_off() {
        for text in
            ["a.b.c", " a.b.c\n", "Bearer a.b.c", "bearer  a.b.c", "Authorization: Bearer a.b.c\r\n", "\"a.b.c\""]
        {
            assert_eq!(bare(text), "a.b.c", "{text}");
        }
        assert_eq!(bare("Bearer"), "Bearer");
        assert_eq!(bare("ünï"), "ünï");
    }

    #[test]
    fn a_source_does_not_show_what_was_typed() {
        let typed: TokenSource = "hunter2".parse().unwrap();
        assert!(!format!("{typed:?}").contains("hunter2"));
        assert_eq!("@a/b".parse(), Ok(TokenSource::File("a/b".into())));
        assert_eq!("-".parse(), Ok(TokenSource::Stdin));
        assert!("".parse::<TokenSource>().is_err());
    }

    #[test]
    fn what_is_too_long_is_not_read_to_its_end() {
        let error = TokenSource::Stdin.read(&mut io::repeat(b'a')).unwrap_err();
        assert!(error.to_string().contains("longer than 16 MiB"), "{error}");
        assert!(TokenSource::Stdin.read(&mut &b"\xff\xfe"[..]).is_err());
    }
}
