//! Writes answers: each noun in each format, to one output.

use std::io::{BufWriter, Write};
use std::pin::{Pin, pin};

use futures_util::{Stream, StreamExt as _};

use super::csv::Csv;
use super::jq::Program;
use super::names::Names;
use super::row::{Cell, Column, Context, Report, Row, View};
use super::table::{Surface, Table};
use super::{Format, PrintError, RenderError, safe, tree};
use crate::model::{Minted, Secret, Timestamp, Token, TokenHistory, TrailEvent};

/// How answers are to be written. As asked for; what does not go together is refused by [`Printer::new`].
#[derive(Debug, Clone)]
pub struct PrinterOptions {
    pub format: Format,
    /// Names of columns, in the order wanted.
    pub columns: Option<Vec<String>>,
    /// A jq program. It works on json and ndjson; that it implies json is for the caller to know.
    pub jq: Option<String>,
    pub colour: bool,
    /// Of the terminal; `None` when the output is none, and nothing is cut.
    pub width: Option<usize>,
    pub now: Timestamp,
    /// Text is then cleaned even where it would otherwise be exact.
    pub to_terminal: bool,
}

/// Writes answers in the format asked for. `Table` and `Wide` are always clean; JSON and YAML are by their escapes.
///
/// Nothing is written of a list that fails, except whole lines of ndjson (CONTRACT §5).
pub struct Printer {
    pub(super) options: PrinterOptions,
    pub(super) program: Option<Program>,
    pub(super) out: BufWriter<Box<dyn Write>>,
}

impl Printer {
    /// A printer onto `out`. Compiles the jq program.
    ///
    /// # Errors
    /// When the options do not go together, or the program cannot be understood: all of them usage errors.
    pub fn new(options: PrinterOptions, out: Box<dyn Write>) -> Result<Self, RenderError> {
        let format = options.format;
        if options.columns.is_some() && !format.has_columns() {
            return Err(RenderError::ColumnsWithout(format));
        }
        if options.jq.is_some() && !matches!(format, Format::Json | Format::Ndjson) {
            return Err(RenderError::JqWithoutJson(format));
        }
        let program = options.jq.as_deref().map(Program::compile).transpose()?;
        Ok(Self { options, program, out: BufWriter::new(out) })
    }

    /// The format in use.
    pub fn format(&self) -> Format {
        self.options.format
    }

    /// Whether every column asked for is one of this noun: to be asked before any work is done.
    ///
    /// # Errors
    /// [`RenderError::UnknownColumn`].
    pub fn check_columns<T: Row>(&self) -> Result<(), RenderError> {
        self.columns::<T>().map(drop)
    }

    /// Writes a list, and says how many there were. Columns are checked before the first row is asked for.
    ///
    /// ndjson is written as the rows come; everything else when the last one has come.
    ///
    /// # Errors
    /// When the rows fail, or the writing.
    pub async fn rows<T: Row, E>(&mut self, rows: impl Stream<Item = Result<T, E>>) -> Result<usize, PrintError<E>> {
        let columns = self.columns::<T>()?;
        let rows = pin!(rows);
        match self.options.format {
            Format::Ndjson => self.stream(rows).await,
            Format::Json => self.array(rows).await,
            Format::Yaml => self.yaml_list(rows).await,
            Format::Table | Format::Wide => {
                let mut table = Table::new(&columns);
                let context = self.context(View::Table);
                let count = each(rows, |row| {
                    table.push(cells(&columns, row, &context));
                    Ok(())
                })
                .await?;
                self.write(table.write(self.surface()).as_bytes())?;
                Ok(count)
            }
            Format::Csv => {
                let mut csv = Csv::new(&columns, self.options.to_terminal)?;
                let context = self.context(View::Exact);
                let count = each(rows, |row| csv.push(cells(&columns, row, &context))).await?;
                self.write(&csv.finish()?)?;
                Ok(count)
            }
            Format::Name => {
                let mut names = Names::default();
                let count = each(rows, |row| {
                    names.push(row);
                    Ok(())
                })
                .await?;
                self.write_names(&names)?;
                Ok(count)
            }
        }
    }

    /// Writes one thing: `field: value` lines for people, an object for programs.
    ///
    /// # Errors
    /// When a column asked for is none, or the writing fails.
    pub fn one<T: Row>(&mut self, value: &T) -> Result<(), RenderError> {
        if self.options.format.is_structured() {
            return self.object(value);
        }
        let columns = self.columns_of_one::<T>()?;
        match self.options.format {
            Format::Csv => self.csv(&columns, std::slice::from_ref(value)),
            Format::Name => self.names(std::slice::from_ref(value)),
            _ => {
                let mut table = Table::new(&columns);
                table.push(cells(&columns, value, &self.context(View::Detail)));
                self.write(table.write_blocks(self.surface()).as_bytes())
            }
        }
    }

    /// Writes an answer that is one object for programs and a list for people.
    ///
    /// # Errors
    /// When a column asked for is none, or the writing fails.
    pub fn report<R: Report>(&mut self, report: &R) -> Result<(), RenderError> {
        if self.options.format.is_structured() {
            return self.object(report);
        }
        let columns = self.columns::<R::Item>()?;
        match self.options.format {
            Format::Csv => self.csv(&columns, report.items()),
            Format::Name => self.names(report.items()),
            _ => {
                let mut table = Table::new(&columns);
                let context = self.context(View::Table);
                for item in report.items() {
                    table.push(cells(&columns, item, &context));
                }
                let mut text = around(report.before(&context));
                let is_plain = self.options.format == Format::Table && self.options.columns.is_none();
                match report.tree().filter(|_| is_plain) {
                    Some(branches) => text.push_str(&tree::write(&branches, self.surface())),
                    None if report.items().is_empty() => {}
                    None => text.push_str(&table.write(self.surface())),
                }
                text.push_str(&around(report.after(&context)));
                self.write(text.as_bytes())
            }
        }
    }

    /// Writes a token and what was done to it: one object for programs, for people the token and then a list.
    ///
    /// # Errors
    /// When the format has no place for both, a column asked for is none, or the writing fails.
    pub fn token_with_history(&mut self, told: &TokenHistory) -> Result<(), RenderError> {
        self.check_history()?;
        if self.options.format.is_structured() {
            return self.object(told);
        }
        self.one(&told.token)?;
        let mut table = Table::new(&TrailEvent::columns().iter().collect::<Vec<_>>());
        let context = self.context(View::Table);
        for event in &told.history {
            table.push(cells(&TrailEvent::columns().iter().collect::<Vec<_>>(), event, &context));
        }
        self.write(format!("\n{}", table.write(self.surface())).as_bytes())
    }

    /// Whether a history can be written: to be asked before any work is done.
    ///
    /// # Errors
    /// [`RenderError::HistoryIn`], or when a column asked for is none.
    pub fn check_history(&self) -> Result<(), RenderError> {
        match self.options.format {
            format @ (Format::Csv | Format::Name) => Err(RenderError::HistoryIn(format)),
            _ => self.check_columns::<Token>(),
        }
    }

    /// Writes a token just made together with its secret, for a typed `-o json|ndjson|yaml`.
    ///
    /// # Errors
    /// When the format cannot carry a secret, or the writing fails: then nobody has seen the secret, a broken pipe included.
    pub fn minted(&mut self, minted: &Minted) -> Result<(), RenderError> {
        self.with_secret(minted).map_err(|error| match error {
            // jq tells the value it failed on: the secret, or what the program made of it.
            RenderError::JqRun(_) => RenderError::JqRun("on what, is not shown: it can hold the secret".to_owned()),
            other => other,
        })
    }

    /// Writes a secret alone on its line.
    ///
    /// # Errors
    /// When the writing fails: then nobody has seen the secret, a broken pipe included.
    pub fn bare_secret(&mut self, secret: &Secret) -> Result<(), RenderError> {
        self.out.write_all(secret.expose().as_bytes())?;
        self.write(b"\n")
    }
}

/// What has a form of its own.
impl Printer {
    /// Writes a text that gatekey made, as it is.
    ///
    /// # Errors
    /// When the writing fails.
    pub fn text(&mut self, text: &str) -> Result<(), RenderError> {
        self.write(text.as_bytes())
    }
}

/// The formats made of columns and names; those that carry the whole noun are in `structured.rs`.
impl Printer {
    fn csv<T: Row>(&mut self, columns: &[&Column<T>], values: &[T]) -> Result<(), RenderError> {
        let mut csv = Csv::new(columns, self.options.to_terminal)?;
        let context = self.context(View::Exact);
        values.iter().try_for_each(|value| csv.push(cells(columns, value, &context)))?;
        self.write(&csv.finish()?)
    }

    pub(super) fn names<T: Row>(&mut self, values: &[T]) -> Result<(), RenderError> {
        let mut names = Names::default();
        values.iter().for_each(|value| names.push(value));
        self.write_names(&names)
    }

    fn write_names(&mut self, names: &Names) -> Result<(), RenderError> {
        let mut lines = String::new();
        for name in names.lines() {
            lines.push_str(&if self.options.to_terminal { safe::clean(name) } else { name.into() });
            lines.push('\n');
        }
        self.write(lines.as_bytes())
    }

    /// The columns asked for, or those of the format.
    pub(super) fn columns<T: Row>(&self) -> Result<Vec<&'static Column<T>>, RenderError> {
        match &self.options.columns {
            Some(names) => names.iter().map(|name| column(name)).collect(),
            None => {
                let all = self.options.format != Format::Table;
                Ok(T::columns().iter().filter(|column| all || !column.wide).collect())
            }
        }
    }

    /// One thing is shown whole.
    fn columns_of_one<T: Row>(&self) -> Result<Vec<&'static Column<T>>, RenderError> {
        if self.options.columns.is_some() { self.columns() } else { Ok(T::columns().iter().collect()) }
    }

    pub(super) fn context(&self, view: View) -> Context {
        Context { now: self.options.now, view }
    }

    pub(super) fn surface(&self) -> Surface {
        Surface { width: self.options.width, colour: self.options.colour }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), RenderError> {
        self.out.write_all(bytes)?;
        self.flush()
    }

    pub(super) fn flush(&mut self) -> Result<(), RenderError> {
        Ok(self.out.flush()?)
    }
}

/// Hands each row to `use_row` as it comes, and counts them.
pub(super) async fn each<T, E>(
    mut rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
    mut use_row: impl FnMut(&T) -> Result<(), RenderError>,
) -> Result<usize, PrintError<E>> {
    let mut count = 0;
    while let Some(row) = rows.next().await {
        use_row(&row.map_err(PrintError::Rows)?)?;
        count += 1;
    }
    Ok(count)
}

/// Lines around a table, safe to show.
fn around(text: Option<String>) -> String {
    text.map_or_else(String::new, |text| format!("{}\n", safe::clean_lines(&text)))
}

pub(super) fn cells<T>(columns: &[&Column<T>], row: &T, context: &Context) -> impl Iterator<Item = Cell> {
    columns.iter().map(move |column| (column.cell)(row, context))
}

fn column<T: Row>(name: &str) -> Result<&'static Column<T>, RenderError> {
    let all = T::columns();
    all.iter().find(|column| column.name == name).ok_or_else(|| RenderError::UnknownColumn {
        name: name.to_owned(),
        known: all.iter().map(|column| column.name).collect(),
    })
}
