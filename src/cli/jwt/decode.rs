//! `gatekey jwt decode`: what is in a token.

use crate::model::{DecodedToken, Secret, Timestamp, parse_time};
use crate::ops;
use crate::ops::jwt::TokenSource;
use crate::problem::Problem;

/// Show what is in a token, without verifying it
///
/// Header, claims, times and what is odd about them. Anybody can write a token that decodes: `jwt verify` tells whether it
/// is valid. Knows encrypted, nested and detached tokens, and API keys of the gateways.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt decode \"$TOKEN\"
  pbpaste | gatekey jwt decode
  gatekey jwt decode @token.txt --redact -o json --jq .claims")]
pub struct Args {
    /// Token, `-` to read it, or @FILE; without it, stdin is read
    #[arg(value_name = "TOKEN")]
    pub token: Option<TokenSource>,
    /// Hide claims about a person: names, addresses, the subject
    #[arg(long)]
    redact: bool,
    /// Show the token as at this time instead of now, as in 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
}

pub fn run(args: &Args, token: &Secret, now: Timestamp) -> Result<DecodedToken, Problem> {
    Ok(ops::jwt::decode::decode(token, args.at.unwrap_or(now), args.redact)?)
}

/// The time that it is shown at.
pub fn at(args: &Args, now: Timestamp) -> Timestamp {
    args.at.unwrap_or(now)
}
