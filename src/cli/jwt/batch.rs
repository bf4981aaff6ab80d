//! Many tokens verified: a line of ndjson for each, as they come.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _};
use std::path::Path;

use super::verify::Args;
use crate::cli::settings::OutputSettings;
use crate::ops::jwt::Judge;
use crate::ops::jwt::batch::{self, BatchAnswer, Reading};
use crate::problem::{Exit, Problem};
use crate::progress;
use crate::render::{RenderError, json};
use crate::ui::Ui;

const BUFFER: usize = 1 << 20;

/// Why it ended before the last line.
enum Stop {
    /// Who reads has seen enough: success (CONTRACT §5).
    ClosedPipe,
    Problem(Box<Problem>),
}

impl From<crate::ops::Error> for Stop {
    fn from(error: crate::ops::Error) -> Self {
        Self::Problem(Box::new(error.into()))
    }
}

/// Writes the verdicts, and says how many there were.
pub(super) fn run(
    args: &Args,
    path: &Path,
    judge: &Judge<'_>,
    output: &OutputSettings,
    ui: &Ui,
) -> Result<Exit, Problem> {
    let mut printer = output.line_printer()?;
    let mut lines = lines_of(path)?;
    // Of a pipe nobody knows how much will come.
    let size = std::fs::metadata(path).ok().filter(|about| about.is_file()).map(|about| about.len());
    let reading = Reading { field: args.field.clone(), full: args.full };
    // Where the answers go to the same screen, they are the progress.
    let is_watched = !std::io::stdout().is_terminal();
    let mut write = |text: &[u8], tally: batch::Tally| -> Result<(), Stop> {
        printer.lines_of(text).map_err(|error| match error {
            RenderError::BrokenPipe => Stop::ClosedPipe,
            error => Stop::Problem(Box::new(error.into())),
        })?;
        if is_watched {
            let bar = size.map_or_else(String::new, |size| format!("{} ", progress::bar(tally.bytes, size)));
            ui.progress.say(format!("{bar}{} tokens verified", tally.total()));
            ui.progress.tick();
        }
        Ok(())
    };
    let outcome = batch::run(lines.as_mut(), judge, &reading, &encode, &mut write);
    ui.progress.clear();
    match outcome {
        Ok(tally) => {
            ui.done(&format!("{} tokens: {} valid, {} not", tally.total(), tally.valid, tally.bad));
            Ok(if tally.bad > 0 { Exit::Invalid } else { Exit::Done })
        }
        Err(Stop::ClosedPipe) => Ok(Exit::Done),
        Err(Stop::Problem(problem)) => Err(*problem),
    }
}

/// The lines of a file, or those of stdin for `-`.
pub(super) fn lines_of(path: &Path) -> Result<Box<dyn BufRead + Send>, Problem> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| {
        Problem::usage(format!("the file {} cannot be read", path.display())).cause(error.to_string())
    })?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// One answer as a line. Most have nothing that needs care, and are written without asking.
fn encode(answer: &BatchAnswer, text: &mut Vec<u8>) {
    use std::io::Write as _;
    match answer {
        BatchAnswer::Short(answer) if answer.failed.is_empty() => {
            // Invariant: a Vec takes everything.
            write!(text, r#"{{"line":{},"valid":{},"failed":[]}}"#, answer.line, answer.valid)
                .expect("writing to memory");
        }
        BatchAnswer::Short(answer) => json::append_line(text, answer),
        BatchAnswer::Full { line, verdict } => {
            #[derive(serde::Serialize)]
            struct Line<'v> {
                line: u64,
                #[serde(flatten)]
                verdict: &'v crate::model::Verdict,
            }
            json::append_line(text, &Line { line: *line, verdict });
        }
    }
    text.push(b'\n');
}
