//! `gatekey jwt diff`: what is not the same in two tokens.

use crate::model::{Secret, Timestamp, TokenDiff};
use crate::ops;
use crate::ops::jwt::TokenSource;
use crate::problem::Problem;

/// Compare two tokens, member by member
///
/// For the one that works and the one that does not. Nothing is verified. Exit code 12 when they differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt diff @works.txt @rejected.txt
  gatekey jwt diff \"$OLD\" \"$NEW\" -o json --jq '.changes[].name'")]
pub struct Args {
    /// First token, `-` to read it, or @FILE
    #[arg(value_name = "A")]
    pub first: TokenSource,
    /// Second token, `-` to read it, or @FILE
    #[arg(value_name = "B")]
    pub second: TokenSource,
}

pub fn run(first: &Secret, second: &Secret, now: Timestamp) -> Result<TokenDiff, Problem> {
    Ok(ops::jwt::diff::diff(first, second, now)?)
}
