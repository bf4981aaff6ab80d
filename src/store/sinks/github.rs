//! An output of a step of GitHub Actions: for the steps after it in the same job. GitHub drops outputs that hold a
//! masked secret between jobs, without a word.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use zeroize::Zeroizing;

use super::{failed, refused};
use crate::model::{Secret, Sink};
use crate::store::Error;

/// Refuses anything but a step that can leave an output.
pub(super) fn check(sink: &Sink, file: Option<&Path>) -> Result<(), Error> {
    OpenOptions::new().append(true).open(output(sink, file)?).map(drop).map_err(|error| failed(sink, error.to_string()))
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
    let line = Zeroizing::new(format!("{name}={}\n", secret.expose()));
    let written = OpenOptions::new().append(true).open(file).and_then(|mut file| file.write_all(line.as_bytes()));
    written.map_err(|error| failed(sink, error.to_string()))
}

fn output<'a>(sink: &Sink, file: Option<&'a Path>) -> Result<&'a Path, Error> {
    file.ok_or_else(|| {
        refused(sink, "this is no step of GitHub Actions: GITHUB_ACTIONS and GITHUB_OUTPUT are not set".to_owned())
            .with_hint("use another sink here, as in `--to file:PATH`")
    })
}
