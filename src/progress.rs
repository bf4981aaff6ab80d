//! The one line at the bottom of a person's terminal that says what is being waited for, and for how long.
//!
//! It comes after a moment, is written over itself, and is gone before anything else is written. A crate for bars would
//! draw from a thread of its own, for which nobody here has a use: where it is known how many there will be, the text has a bar.

use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::stream::{BoxStream, StreamExt};

use crate::render::safe;

/// What is over sooner needs no word.
const PATIENCE: Duration = Duration::from_millis(500);
const EVERY: Duration = Duration::from_millis(200);
/// Begins the line anew: back to its start, and everything on it erased.
const ERASE: &str = "\r\x1b[2K";
/// Where a terminal does not tell its width.
const COLUMNS: usize = 80;

/// How much of it is done, where that is known.
pub fn bar(done: u64, all: u64) -> String {
    const WIDTH: u64 = 20;
    let full = (done.min(all) * WIDTH).checked_div(all).unwrap_or(WIDTH) as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(WIDTH as usize - full))
}

/// The line. Clones share it; none is drawn unless there is a terminal for it.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<Arc<Mutex<Line>>>);

#[derive(Debug)]
struct Line {
    text: String,
    since: Instant,
    is_drawn: bool,
    /// When [`Progress::tick`] drew it.
    drawn: Option<Instant>,
    /// How many want it out of their way.
    held: usize,
}

/// Keeps the line away, until this is dropped.
#[must_use]
#[derive(Debug)]
pub struct Away<'p>(&'p Progress);

impl Progress {
    /// A line that is drawn on stderr.
    pub fn on_terminal() -> Self {
        let text = "waiting for the gateway".to_owned();
        Self(Some(Arc::new(Mutex::new(Line { text, since: Instant::now(), is_drawn: false, drawn: None, held: 0 }))))
    }

    /// No line.
    pub fn none() -> Self {
        Self(None)
    }

    /// From now on it says this.
    pub fn say(&self, text: impl Into<String>) {
        if let Some(mut line) = self.line() {
            line.text = text.into();
        }
    }

    /// Passes rows on, and says how many there were so far.
    pub fn count<'a, T: 'a, E: 'a>(
        &self,
        what: &'static str,
        rows: BoxStream<'a, Result<T, E>>,
    ) -> BoxStream<'a, Result<T, E>> {
        if self.0.is_none() {
            return rows;
        }
        let (progress, mut count) = (self.clone(), 0_usize);
        let counted = rows.inspect_ok(move |_| {
            count += 1;
            progress.say(format!("{count} {what} read"));
        });
        counted.boxed()
    }

    /// Draws it, again and again, as long as this is waited for.
    pub async fn draw(&self) -> Infallible {
        if self.0.is_none() {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(EVERY).await;
            if let Some(mut line) = self.line() {
                line.draw();
            }
        }
    }

    /// Draws it now, unless it was drawn a moment ago: for work that no runtime waits for. May be called as often as one likes.
    pub fn tick(&self) {
        if let Some(mut line) = self.line()
            && line.drawn.is_none_or(|drawn| drawn.elapsed() >= EVERY)
        {
            line.drawn = Some(Instant::now());
            line.draw();
        }
    }

    /// Takes it away: something else is about to be written.
    pub fn clear(&self) {
        if let Some(mut line) = self.line() {
            line.clear();
        }
    }

    /// Takes it away for a while: somebody is asked something.
    pub fn away(&self) -> Away<'_> {
        if let Some(mut line) = self.line() {
            line.clear();
            line.held += 1;
        }
        Away(self)
    }

    /// Takes it away for good: the answer is being written.
    pub fn end(&self) {
        std::mem::forget(self.away());
    }

    /// Ends it before the first byte that goes to this output.
    pub fn before(&self, output: impl Write + 'static) -> Box<dyn Write> {
        if self.0.is_none() {
            return Box::new(output);
        }
        Box::new(Ending { progress: self.clone(), output })
    }

    fn line(&self) -> Option<MutexGuard<'_, Line>> {
        self.0.as_ref().map(|line| line.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Away<'_> {
    fn drop(&mut self) {
        if let Some(mut line) = self.0.line() {
            line.held = line.held.saturating_sub(1);
            // The time somebody took to answer is not a wait for the gateway.
            line.since = Instant::now();
        }
    }
}

impl Line {
    fn draw(&mut self) {
        let waited = self.since.elapsed();
        if self.held > 0 || waited < PATIENCE {
            return;
        }
        let text = format!("{}… {} s", safe::clean(&self.text), waited.as_secs());
        let columns = terminal_size::terminal_size_of(io::stderr()).map_or(COLUMNS, |(width, _)| usize::from(width.0));
        // A line that is broken could not be written over.
        let shown: String = text.chars().take(columns.saturating_sub(1)).collect();
        self.is_drawn = true;
        write(&format!("{ERASE}{shown}"));
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            write(ERASE);
        }
    }
}

/// Whether anybody sees it cannot change what is being done.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

struct Ending<W> {
    progress: Progress,
    output: W,
}

impl<W: Write> Write for Ending<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.end();
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
