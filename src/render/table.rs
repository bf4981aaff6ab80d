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

/// What was written of a table that goes on.
#[derive(Debug, Default)]
pub(super) struct Written {
    is_begun: bool,
    widths: Vec<usize>,
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
        match self.limits(&[], surface.width) {
            Some(limits) => drop(self.write_lines(&mut out, &limits, &[], true, surface.colour)),
            None => out = self.write_blocks(surface),
        }
        out
    }

    /// The rows below those that were written before, under the headings if they are the first. Columns are as wide as
    /// what came so far.
    pub(super) fn write_below(&self, written: &mut Written, surface: Surface) -> String {
        let mut out = String::new();
        let is_first = !std::mem::replace(&mut written.is_begun, true);
        match self.limits(&written.widths, surface.width) {
            Some(limits) => {
                let widths = std::mem::take(&mut written.widths);
                written.widths = self.write_lines(&mut out, &limits, &widths, is_first, surface.colour);
            }
            None if is_first => out = self.write_blocks(surface),
            None => out = format!("\n{}", self.write_blocks(surface)),
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
                for (number, line) in lines_of(cell, surface.width, label_width + 1).iter().enumerate() {
                    if number > 0 {
                        out.push('\n');
                        out.extend(std::iter::repeat_n(' ', label_width + 1));
                    }
                    push(&mut out, line, cell.style, surface.colour);
                }
                out.push('\n');
            }
        }
        out
    }

    /// Writes the rows, and tells how wide the columns were, at least as wide as before.
    fn write_lines(
        &self,
        out: &mut String,
        limits: &[usize],
        before: &[usize],
        with_headings: bool,
        colour: bool,
    ) -> Vec<usize> {
        let mut lines: Vec<Vec<(String, Style)>> = Vec::new();
        if with_headings {
            lines.push(self.headings.iter().map(|heading| (heading.title.to_uppercase(), HEADING)).collect());
        }
        for row in &self.rows {
            lines.push(row.iter().zip(limits).map(|(cell, limit)| (fit(cell, *limit), cell.style)).collect());
        }
        // Lists that lost items are shorter than they might be: the columns close up.
        let widest = |column: usize| lines.iter().map(|line| line[column].0.width()).max().unwrap_or_default();
        let kept = |column: usize| before.get(column).copied().unwrap_or_default().min(limits[column]);
        let widths: Vec<usize> = (0..limits.len()).map(|column| widest(column).max(kept(column))).collect();
        for line in &lines {
            write_line(out, line, &widths, colour);
        }
        widths
    }

    /// How wide each column may be, or `None` when they do not fit even at their least. `before` is how wide they were.
    fn limits(&self, before: &[usize], limit: Option<usize>) -> Option<Vec<usize>> {
        let mut widths: Vec<usize> = self.headings.iter().map(|heading| heading.title.width()).collect();
        let least: Vec<usize> = widths.iter().map(|heading| *heading.max(&LEAST)).collect();
        for (width, before) in widths.iter_mut().zip(before) {
            *width = (*width).max(*before);
        }
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

fn write_line(out: &mut String, cells: &[(String, Style)], widths: &[usize], colour: bool) {
    let mut padding = 0;
    for ((text, style), width) in cells.iter().zip(widths) {
        // Padded before a cell, not after it: no spaces at the end of a line.
        out.extend(std::iter::repeat_n(' ', padding));
        push(out, text, *style, colour);
        padding = width.saturating_sub(text.width()) + GAP;
    }
    out.push('\n');
}

pub(super) fn push(out: &mut String, text: &str, style: Style, colour: bool) {
    if colour && !style.is_plain() {
        // Invariant: a String takes everything.
        write!(out, "{style}{text}{style:#}").expect("writing to a string");
    } else {
        out.push_str(text);
    }
}

/// The cell in lines that fit a terminal beside a label: a list goes on below, between its items. Elsewhere a field is one
/// line, which `grep` finds whole.
fn lines_of(cell: &Cell, width: Option<usize>, indent: usize) -> Vec<String> {
    let whole = cell.text();
    let room = match width {
        Some(width) if indent + whole.width() > width => width.saturating_sub(indent),
        _ => return vec![whole.into_owned()],
    };
    let mut lines: Vec<String> = Vec::new();
    let last = cell.parts.len().saturating_sub(1);
    for (number, part) in cell.parts.iter().enumerate() {
        let item = if number < last { format!("{part},") } else { part.clone() };
        match lines.last_mut() {
            Some(line) if line.width() + 1 + item.width() <= room => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column<[Cell; 4]>; 4] = [
        Column::new("name", |cells: &[Cell; 4], _| cells[0].clone()).elastic(),
        Column::new("models", |cells: &[Cell; 4], _| cells[1].clone()).elastic(),
        Column::new("status", |cells: &[Cell; 4], _| cells[2].clone()),
        Column::new("last_used", |cells: &[Cell; 4], _| cells[3].clone()),
    ];

    fn list(items: &[&str]) -> Cell {
        Cell { parts: items.iter().map(|item| (*item).to_owned()).collect(), style: Style::new() }
    }

    fn table(rows: &[(&str, &[&str])]) -> Table {
        let mut table = Table::new(&COLUMNS.each_ref());
        for (name, models) in rows {
            table.push([Cell::new(*name), list(models), Cell::new("active"), Cell::new("3d ago")].into_iter());
        }
        table
    }

    fn shown(table: &Table, width: usize) -> String {
        let text = table.write(Surface { width: Some(width), colour: false });
        for line in text.lines() {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
            assert_eq!(line, line.trim_end());
        }
        text
    }

    fn ordinary() -> Table {
        table(&[
            ("ci-deploy", &["gpt-4o", "gpt-4o-mini", "text-embedding-3-large", "whisper"]),
            ("a-rather-long-name-for-a-key", &["*"]),
        ])
    }

    #[test]
    fn in_200_columns_everything_is_there() {
        insta::assert_snapshot!(shown(&ordinary(), 200), @"
        NAME                          MODELS                                                STATUS  LAST USED
        ci-deploy                     gpt-4o, gpt-4o-mini, text-embedding-3-large, whisper  active  3d ago
        a-rather-long-name-for-a-key  *                                                     active  3d ago
        ");
    }

    #[test]
    fn in_80_columns_the_widest_column_gives_way_and_lists_end_between_items() {
        insta::assert_snapshot!(shown(&ordinary(), 80), @"
        NAME                          MODELS                  STATUS  LAST USED
        ci-deploy                     gpt-4o, gpt-4o-mini +2  active  3d ago
        a-rather-long-name-for-a-key  *                       active  3d ago
        ");
    }

    #[test]
    fn in_40_columns_every_elastic_column_gives_way() {
        insta::assert_snapshot!(shown(&ordinary(), 40), @"
        NAME        MODELS     STATUS  LAST USED
        ci-deploy   gpt-4o +3  active  3d ago
        a-rather-…  *          active  3d ago
        ");
    }

    #[test]
    fn where_not_even_that_fits_each_row_is_a_block() {
        let text = ordinary().write(Surface { width: Some(30), colour: false });
        insta::assert_snapshot!(text, @"
        name:      ci-deploy
        models:    gpt-4o,
                   gpt-4o-mini,
                   text-embedding-3-large,
                   whisper
        status:    active
        last used: 3d ago

        name:      a-rather-long-name-for-a-key
        models:    *
        status:    active
        last used: 3d ago
        ");
    }

    #[test]
    fn a_list_in_a_block_goes_on_below_its_beginning() {
        let mut table = Table::new(&COLUMNS.each_ref());
        let models = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-large", "whisper"];
        table.push([Cell::new("ci"), list(&models), Cell::new("active"), Cell::new("3d ago")].into_iter());
        let text = table.write_blocks(Surface { width: Some(44), colour: false });
        insta::assert_snapshot!(text, @"
        name:      ci
        models:    gpt-4o, gpt-4o-mini,
                   text-embedding-3-large, whisper
        status:    active
        last used: 3d ago
        ");
        assert!(table.write_blocks(Surface { width: None, colour: false }).lines().count() == 4);
    }

    #[test]
    fn what_comes_later_is_written_below_in_columns_that_only_grow() {
        let mut written = Written::default();
        let mut write = |rows: &[(&str, &[&str])], width| {
            table(rows).write_below(&mut written, Surface { width: Some(width), colour: false })
        };
        let mut log = write(&[("ci-deploy", &["gpt-4o"])], 50);
        log += &write(&[("a", &["b"])], 50);
        log += &write(&[("a-longer-name-than-before", &["gpt-4o", "whisper"])], 50);
        log += &write(&[("b", &["*"])], 50);
        insta::assert_snapshot!(log, @"
        NAME       MODELS  STATUS  LAST USED
        ci-deploy  gpt-4o  active  3d ago
        a          b       active  3d ago
        a-longer-name-…  gpt-4o +1  active  3d ago
        b                *          active  3d ago
        ");
        assert_eq!(write(&[("b", &["*"])], 20), "\nname:      b\nmodels:    *\nstatus:    active\nlast used: 3d ago\n");
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        let name = "n".repeat(10_000);
        let text = table(&[(&name, &[])]).write(Surface { width: None, colour: false });
        assert!(text.contains(&name));
    }

    #[test]
    fn a_name_of_10_000_characters_fits_a_terminal() {
        for name in ["n".repeat(10_000), "鍵".repeat(10_000), "\u{301}".repeat(10_000)] {
            shown(&table(&[(&name, &["chat"]), ("ci", &["embed"])]), 80);
        }
    }

    #[test]
    fn columns_stay_aligned_whatever_the_script() {
        let names = ["ci", "鍵の名前", "e\u{301}te\u{301}", "👩\u{200d}💻 laptop", "👍🏽", "🇩🇪", "a\nb"];
        let rows: Vec<(&str, &[&str])> = names.iter().map(|name| (*name, ["chat"].as_slice())).collect();
        let text = shown(&table(&rows), 80);
        for line in text.lines() {
            let column = line.find("active").or(line.find("STATUS")).unwrap();
            assert_eq!(line[..column].width(), 19, "{line}");
        }
    }

    #[test]
    fn a_cut_never_splits_what_is_seen_as_one_character() {
        assert_eq!(cut("鍵鍵鍵", 4), "鍵…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("👩\u{200d}💻👩\u{200d}💻", 3), "👩\u{200d}💻…");
        assert_eq!(fit(&list(&["a-very-long-model-name", "b", "c"]), 10), "a-very… +2");
        assert_eq!(fit(&list(&["chat", "embed", "x", "y", "z"]), 14), "chat, embed +3");
    }

    proptest! {
        #[test]
        fn a_cell_always_fits(parts in proptest::collection::vec(any::<String>(), 1..5), width in 6usize..60) {
            let cell = Cell { parts, style: Style::new() }.cleaned();
            prop_assert!(fit(&cell, width).width() <= width);
        }
    }
}
