//! CSV after RFC 4180: a header, CRLF, quotes where they are needed.

use super::row::{Cell, Column};
use super::{RenderError, safe};

/// Rows as CSV, in memory until complete.
pub(super) struct Csv {
    writer: ::csv::Writer<Vec<u8>>,
    /// On a terminal the values are cleaned; elsewhere they are exact.
    to_terminal: bool,
}

impl Csv {
    /// Starts with the columns' names: a list without rows is still a readable file.
    pub(super) fn new<T>(columns: &[&Column<T>], to_terminal: bool) -> Result<Self, RenderError> {
        let mut csv = Self::continued(to_terminal);
        csv.writer.write_record(columns.iter().map(|column| column.name)).map_err(std::io::Error::from)?;
        Ok(csv)
    }

    /// Goes on after a header that was written before.
    pub(super) fn continued(to_terminal: bool) -> Self {
        let writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        Self { writer, to_terminal }
    }

    pub(super) fn push(&mut self, cells: impl Iterator<Item = Cell>) -> Result<(), RenderError> {
        for cell in cells {
            let text = cell.text();
            let text = if self.to_terminal { safe::clean(&text) } else { text };
            self.writer.write_field(text.as_bytes()).map_err(std::io::Error::from)?;
        }
        // An empty record ends the row.
        Ok(self.writer.write_record(None::<&[u8]>).map_err(std::io::Error::from)?)
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, RenderError> {
        Ok(self.writer.into_inner().map_err(|error| error.into_error())?)
    }
}
