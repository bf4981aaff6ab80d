//! The formats of `-o`.

use std::fmt;
use std::str::FromStr;

/// How an answer is written (CONTRACT §5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: the columns most often looked for.
    #[default]
    Table,
    /// For people: every column.
    Wide,
    /// One document, printed only when complete.
    Json,
    /// One JSON object a line, as they come.
    Ndjson,
    /// One document, printed only when complete.
    Yaml,
    /// RFC 4180, with a header.
    Csv,
    /// What a person would type to name each thing, one a line.
    Name,
}

/// The text names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the formats are table, wide, json, ndjson, yaml, csv and name")]
pub struct UnknownFormat;

impl Format {
    /// Every format, in the order of the help.
    pub const ALL: [Self; 7] = [Self::Table, Self::Wide, Self::Json, Self::Ndjson, Self::Yaml, Self::Csv, Self::Name];

    /// The word typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Wide => "wide",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Yaml => "yaml",
            Self::Csv => "csv",
            Self::Name => "name",
        }
    }

    /// Whether it carries the whole noun rather than columns of it: stderr then has no notes (CONTRACT §5).
    pub fn is_structured(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson | Self::Yaml)
    }

    /// Whether it is made of columns, so that some can be chosen.
    pub fn has_columns(self) -> bool {
        matches!(self, Self::Table | Self::Wide | Self::Csv)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_back_and_named_in_the_error() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
            assert!(UnknownFormat.to_string().contains(format.as_str()));
        }
        assert_eq!("JSON".parse::<Format>(), Err(UnknownFormat));
    }
}
