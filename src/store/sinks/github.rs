//! An output of a step of GitHub Actions: for the steps after it in the same job. GitHub drops outputs that hold a
//! masked secret between jobs, without a word.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::{failed, refused};
use crate::model::{Secret, Sink};
use crate::store::Error;

/// Refuses anything but a step that can leave an output.
pub(super) fn check(sink: &Sink, file: Option<&Path>) -> Result<(), Error> {
    let opened = OpenOptions::new().read(true).append(true).open(output(sink, file)?);
    opened.map(drop).map_err(|error| failed(sink, error.to_string()))
}

/// Leaves the output. The log is told first what to strike out.
pub(super) fn write(
    sink: &Sink,
    file: Option<&Path>,
    name: &str,
    secret: &Secret,
    mask: fn(&Secret),
) -> Result<(), Error> {
    let file = output(sink, file)?;
    mask(secret);
    let append = || -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).append(true).open(file)?;
        // Behind what somebody wrote without an end of line, it would be part of that.
        let gap = if is_within_line(&mut file)? { "\n" } else { "" };
        let line = Zeroizing::new(format!("{gap}{name}={}\n", secret.expose()));
        file.write_all(line.as_bytes())
    };
    append().map_err(|error| failed(sink, error.to_string()))
}

fn is_within_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn output<'a>(sink: &Sink, file: Option<&'a Path>) -> Result<&'a Path, Error> {
    file.ok_or_else(|| {
        refused(sink, "this is no step of GitHub Actions: GITHUB_ACTIONS and GITHUB_OUTPUT are not set".to_owned())
            .with_hint("use another sink here, as in `--to file:PATH`")
    })
}
