//! The last step: an answer in the format that was asked for. One value, so that no two formats can drift apart.
//!
//! - [`Printer`] (`printer.rs`): writes rows, one thing, or a secret; [`Format`], [`RenderError`]: what was asked, what went wrong
//! - `structured.rs`, `log.rs`, `table.rs`, `tree.rs`, `json.rs`, `yaml.rs`, `csv.rs`, `names.rs`, `jq.rs`: the formats, and `--jq`;
//!   `raw.rs`: answers as they came
//! - [`safe`]: cleans foreign text; `when.rs`: times as people say them
//! - [`Row`] (`row.rs`): what a noun needs to be shown; its columns are in `token.rs`, `user.rs`, `team.rs`, `scope.rs`, `profile.rs`, `status.rs`, `bulk.rs`, `dry_run.rs`, `whois.rs`, `audit.rs`, `doctor.rs`, `capability.rs`, `watch.rs`, `history.rs`

mod access;
mod audit;
mod authz;
mod bulk;
mod capability;
mod csv;
mod doctor;
mod dry_run;
mod error;
mod format;
mod history;
mod jq;
pub mod json;
mod jwks;
mod jwt;
mod log;
mod names;
mod printer;
mod profile;
mod raw;
mod row;
pub mod safe;
mod scope;
mod status;
mod structured;
mod table;
mod team;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod user;
mod watch;
mod when;
mod whois;
mod yaml;

pub use error::{PrintError, RenderError};
pub use format::{Format, UnknownFormat};
pub use printer::{Printer, PrinterOptions};
pub use raw::{RawAnswer, Shown};
pub use row::{Cell, Column, Context, Report, Row, View};
pub use tree::{Branch, Leaf};
