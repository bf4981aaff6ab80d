//! A list that never ends, as a running log: each row is written when it comes.

use std::pin::pin;

use futures_util::{FutureExt as _, Stream, StreamExt as _};

use super::csv::Csv;
use super::printer::{Printer, cells};
use super::row::{Row, View};
use super::table::{Table, Written};
use super::{Format, PrintError, RenderError};

/// As many rows as are laid out together when they come at once.
const TOGETHER: usize = 500;

impl Printer {
    /// Writes rows as they come: ndjson as lists have it, tables with columns as wide as what came so far.
    ///
    /// # Errors
    /// [`RenderError::Endless`] for a format that is one document; when the rows fail, or the writing.
    pub async fn log<T: Row, E>(&mut self, rows: impl Stream<Item = Result<T, E>>) -> Result<(), PrintError<E>> {
        let mut rows = pin!(rows);
        let format = self.format();
        match format {
            Format::Ndjson => return self.stream(rows).await.map(drop),
            Format::Json | Format::Yaml => return Err(RenderError::Endless(format).into()),
            Format::Table | Format::Wide | Format::Csv | Format::Name => {}
        }
        let columns = self.columns::<T>()?;
        let mut written = Written::default();
        let mut is_begun = false;
        while let Some(first) = rows.next().await {
            let mut batch = vec![first];
            while batch.len() < TOGETHER
                && let Some(Some(next)) = rows.next().now_or_never()
            {
                batch.push(next);
            }
            // What came before a failure is seen.
            let failed = batch.iter().position(Result::is_err).map(|place| batch.split_off(place));
            let batch: Vec<T> = batch.into_iter().filter_map(Result::ok).collect();
            match format {
                // Of a failure nothing is seen, not even headings.
                _ if batch.is_empty() => {}
                Format::Csv => {
                    let to_terminal = self.options.to_terminal;
                    let is_first = !std::mem::replace(&mut is_begun, true);
                    let mut csv = if is_first { Csv::new(&columns, to_terminal)? } else { Csv::continued(to_terminal) };
                    let context = self.context(View::Exact);
                    batch.iter().try_for_each(|row| csv.push(cells(&columns, row, &context)))?;
                    self.write(&csv.finish()?)?;
                }
                Format::Name => self.names(&batch)?,
                _ => {
                    let mut table = Table::new(&columns);
                    let context = self.context(View::Log);
                    batch.iter().for_each(|row| table.push(cells(&columns, row, &context)));
                    self.write(table.write_below(&mut written, self.surface()).as_bytes())?;
                }
            }
            if let Some(Err(error)) = failed.into_iter().flatten().next() {
                return Err(PrintError::Rows(error));
            }
        }
        Ok(())
    }
}
