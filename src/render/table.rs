//! Tables for people: no borders, two spaces between columns, never wider than the terminal.
//!
//! Written by hand: table libraries wrap cells over several lines, while one thing a line is what people and `grep` want, and
//! lists are to be cut between their items.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::row::{Cell, Column};

const GAP: usize = 2;
const ELLIPSIS: &str = "…";
/// An elastic column keeps at least this width, or its heading's.
const LEAST: usize = 8;
const HEADING: Style = Style::new().bold();

/// How a table is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surface {
    /// Columns of the terminal; `None` where there is no limit.
    pub(super) width: Option<usize>,
    pub(super) colour: bool,
}

/// Rows waiting for the last one: only then the widths are known.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Debug)]
struct Heading {
    title: String,
    elastic: bool,
}

impl Table {
    pub(super) fn new<T>(columns: &[&Column<T>]) -> Self {
        let heading = |column: &&Column<T>| Heading { title: column.title(), elastic: column.elastic };
        Self { headings: columns.iter().map(heading).collect(), rows: Vec::new() }
    }

    /// Adds a row with a cell for each column, and cleans it.
    pub(super) fn push(&mut self, cells: impl Iterator<Item = Cell>) {
        self.rows.push(cells.map(Cell::cleaned).collect());
    }

    /// The rows under their headings; nothing at all without rows. Where the terminal is too narrow for that, each row as a
    /// block of `field: value`, so that nothing is lost.
    pub(super) fn write(&self, surface: Surface) -> String {
        let mut out = String::new();
        if self.rows.is_empty() {
            return out;
        }
        match self.widths(surface.width) {
            Some(widths) => self.write_grid(&mut out, &widths, surface.colour),
            None => out = self.write_blocks(surface),
        }
        out
    }

    /// Each row as a block of `field: value`, with an empty line between blocks.
    pub(super) fn write_blocks(&self, surface: Surface) -> String {
        let label_width = self.headings.iter().map(|heading| heading.title.len()).max().unwrap_or_default() + 1;
        let mut out = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            for (heading, cell) in self.headings.iter().zip(row) {
                let label = format!("{}:", heading.title);
                push(&mut out, &format!("{label:label_width$}"), HEADING, surface.colour);
                out.push(' ');
                push(&mut out, &cell.text(), cell.style, surface.colour);
                out.push('\n');
            }
        }
        out
    }

    fn write_grid(&self, out: &mut String, widths: &[usize], colour: bool) {
        let headings = self.headings.iter().map(|heading| (heading.title.to_uppercase(), HEADING));
        write_line(out, headings, widths, colour);
        for row in &self.rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| (fit(cell, *width), cell.style));
            write_line(out, cells, widths, colour);
        }
    }

    /// The width of each column, or `None` when they do not fit even at their least.
    fn widths(&self, limit: Option<usize>) -> Option<Vec<usize>> {
        let mut widths: Vec<usize> = self.headings.iter().map(|heading| heading.title.width()).collect();
        let least: Vec<usize> = widths.iter().map(|heading| *heading.max(&LEAST)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text().width());
            }
        }
        let Some(limit) = limit else { return Some(widths) };
        let gaps = GAP * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
        while excess > 0 {
            let widest = (0..widths.len())
                .filter(|column| self.headings[*column].elastic && widths[*column] > least[*column])
                .max_by_key(|column| widths[*column])?;
            widths[widest] -= 1;
            excess -= 1;
        }
        Some(widths)
    }
}

fn write_line(out: &mut String, cells: impl Iterator<Item = (String, Style)>, widths: &[usize], colour: bool) {
    let mut padding = 0;
    for ((text, style), width) in cells.zip(widths) {
        // Padded before a cell, not after it: no spaces at the end of a line.
        out.extend(std::iter::repeat_n(' ', padding));
        push(out, &text, style, colour);
        padding = width.saturating_sub(text.width()) + GAP;
    }
    out.push('\n');
}

fn push(out: &mut String, text: &str, style: Style, colour: bool) {
    if colour && !style.is_plain() {
        // Invariant: a String takes everything.
        write!(out, "{style}{text}{style:#}").expect("writing to a string");
    } else {
        out.push_str(text);
    }
}

/// The cell in at most `width` columns: lists lose their last items (`chat, embed +3`), texts their end.
fn fit(cell: &Cell, width: usize) -> String {
    let whole = cell.text();
    if whole.width() <= width {
        return whole.into_owned();
    }
    for shown in (1..cell.parts.len()).rev() {
        let shorter = format!("{} +{}", cell.parts[..shown].join(", "), cell.parts.len() - shown);
        if shorter.width() <= width {
            return shorter;
        }
    }
    match cell.parts.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => {
            let more = format!(" +{}", rest.len());
            cut(first, width.saturating_sub(more.width())) + &more
        }
        _ => cut(&whole, width),
    }
}

/// The beginning of the text and an ellipsis, in at most `width` columns, cut between what people see as characters.
fn cut(text: &str, width: usize) -> String {
    let mut room = width.saturating_sub(ELLIPSIS.width());
    let mut out = String::new();
    for cluster in text.graphemes(true) {
        let Some(left) = room.checked_sub(cluster.width()) else { break };
        room = left;
        out.push_str(cluster);
    }
    out + ELLIPSIS
}
