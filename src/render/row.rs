//! What a noun is made of when it is shown in columns: each column's name and how its cell is read from the value.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::tree::Branch;
use super::{safe, when};
use crate::model::{Rights, Timestamp};

/// A noun that can be listed: its JSON is its `Serialize`, its columns and its name are these.
pub trait Row: Serialize + Sized + 'static {
    /// Every column, in the order in which they are shown.
    fn columns() -> &'static [Column<Self>];

    /// What a person would type to name this one: a line of `-o name`.
    fn reference(&self) -> String;

    /// The same where [`Row::reference`] would name another of the list too.
    fn exact_reference(&self) -> String {
        self.reference()
    }
}

/// An answer that is one object in JSON and a list of things in a table.
pub trait Report: Serialize {
    /// The things listed.
    type Item: Row;

    /// Those in this answer, in order.
    fn items(&self) -> &[Self::Item];

    /// What a person reads before the table, if anything.
    fn before(&self, _context: &Context) -> Option<String> {
        None
    }

    /// The things as a tree, where that says more than a table of all.
    fn tree(&self) -> Option<Vec<Branch>> {
        None
    }

    /// What a person reads after it.
    fn after(&self, _context: &Context) -> Option<String> {
        None
    }
}

/// One column of a noun.
#[derive(Debug)]
pub struct Column<T> {
    /// As typed after `--columns`: where there is such a field, its name in JSON.
    pub name: &'static str,
    pub(super) wide: bool,
    pub(super) elastic: bool,
    pub(super) cell: fn(&T, &Context) -> Cell,
}

impl<T> Column<T> {
    /// A column of the default table that always gets the width it needs.
    pub const fn new(name: &'static str, cell: fn(&T, &Context) -> Cell) -> Self {
        Self { name, wide: false, elastic: false, cell }
    }

    /// Shown only by `-o wide`, `-o csv`, in the view of one thing, and when asked for.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// May be cut when the terminal is too narrow.
    #[must_use]
    pub const fn elastic(mut self) -> Self {
        self.elastic = true;
        self
    }

    /// The name as people read it: a time needs no "at" above it.
    pub(super) fn title(&self) -> String {
        self.name.strip_suffix("_at").unwrap_or(self.name).replace('_', " ")
    }
}

/// Who reads the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A person looking over many: as short as can be.
    Table,
    /// A person looking at one.
    Detail,
    /// A person reading what happened, now or later: dates and times of day.
    Log,
    /// A program: exact values, and nothing where there is none.
    Exact,
}

/// What a cell may depend on besides its value.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    pub now: Timestamp,
    pub view: View,
}

impl Context {
    /// The text, or the mark for nothing.
    pub fn text(&self, text: Option<impl Into<String>>) -> Cell {
        match text {
            Some(text) => Cell::new(text),
            None => self.nothing(),
        }
    }

    /// `-`, or no text at all for programs.
    pub fn nothing(&self) -> Cell {
        Cell::new(if self.view == View::Exact { "" } else { "-" })
    }

    /// The items, or `none`.
    pub fn list(&self, items: &[String]) -> Cell {
        if items.is_empty() { Cell::new("none") } else { Cell { parts: items.to_vec(), style: Style::new() } }
    }

    /// `*`, the list, `none` for an empty list, or nothing where there is no such limit.
    pub fn rights(&self, rights: &Rights) -> Cell {
        match rights {
            Rights::All => Cell::new("*"),
            Rights::Only(names) => self.list(names),
            Rights::NoSuchLimit => self.nothing(),
        }
    }

    /// When something ends, yellow within 3 days and red within 1; `never` without a time.
    pub fn expiry(&self, time: Option<Timestamp>) -> Cell {
        const DAY: i64 = 24 * 60 * 60;
        const THREE_DAYS: i64 = 3 * DAY;
        let Some(time) = time else { return Cell::new("never") };
        let style = match time.seconds_since(self.now) {
            0..DAY => RED,
            DAY..THREE_DAYS => YELLOW,
            _ => Style::new(),
        };
        self.relative(time).style(style)
    }

    /// When something was, or the mark for nothing.
    pub fn time(&self, time: Option<Timestamp>) -> Cell {
        time.map_or_else(|| self.nothing(), |time| self.relative(time))
    }

    fn relative(&self, time: Timestamp) -> Cell {
        Cell::new(match self.view {
            View::Table => when::relative(time, self.now),
            View::Detail => format!("{} ({time})", when::relative(time, self.now)),
            // To the second: what is left out would take the room of a name.
            View::Log => Timestamp::from_unix_seconds(time.unix_seconds()).unwrap_or(time).to_string(),
            View::Exact => time.to_string(),
        })
    }
}

/// What stands in one row under one column: a text, or a list that can be cut between its items. Foreign text goes in as
/// it is; whoever shows it to a person cleans it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub(super) parts: Vec<String>,
    pub(super) style: Style,
}

pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const DIM: Style = Style::new().dimmed();

impl Cell {
    /// A text without colour.
    pub fn new(text: impl Into<String>) -> Self {
        Self { parts: vec![text.into()], style: Style::new() }
    }

    /// The mark for what the gateway does not tell.
    pub fn unknown() -> Self {
        Self::new("?")
    }

    /// In this colour, where colour is on.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// The whole text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [only] => Cow::Borrowed(only),
            parts => Cow::Owned(parts.join(", ")),
        }
    }

    /// Safe to show on one line.
    #[must_use]
    pub(super) fn cleaned(mut self) -> Self {
        for part in &mut self.parts {
            if let Cow::Owned(clean) = safe::clean(part) {
                *part = clean;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(view: View) -> Context {
        Context { now: "2026-11-22T10:00:00Z".parse().unwrap(), view }
    }

    #[test]
    fn rights_have_a_word_for_everything_and_for_nothing() {
        let words = |view, rights| context(view).rights(&rights).text().into_owned();
        assert_eq!(words(View::Table, Rights::All), "*");
        assert_eq!(words(View::Table, Rights::Only(vec!["a".into(), "b".into()])), "a, b");
        assert_eq!(words(View::Table, Rights::Only(vec![])), "none");
        assert_eq!(words(View::Table, Rights::NoSuchLimit), "-");
        assert_eq!(words(View::Exact, Rights::NoSuchLimit), "");
    }

    #[test]
    fn the_nearer_the_end_the_louder() {
        let expiry = |text: &str| context(View::Table).expiry(Some(text.parse().unwrap()));
        assert_eq!(expiry("2026-11-25T10:00:00Z"), Cell::new("in 3d"));
        assert_eq!(expiry("2026-11-25T09:59:59Z"), Cell::new("in 3d").style(YELLOW));
        assert_eq!(expiry("2026-11-23T09:00:00Z"), Cell::new("in 23h").style(RED));
        assert_eq!(expiry("2026-11-21T10:00:00Z"), Cell::new("1d ago"));
        assert_eq!(context(View::Table).expiry(None), Cell::new("never"));
    }

    #[test]
    fn programs_get_exact_times_and_a_person_looking_at_one_gets_both() {
        let time = |view| context(view).time(Some("2026-11-21T10:00:00Z".parse().unwrap())).text().into_owned();
        assert_eq!(time(View::Exact), "2026-11-21T10:00:00Z");
        assert_eq!(time(View::Detail), "1d ago (2026-11-21T10:00:00Z)");
    }
}
