//! `gatekey scopes list`: the catalogue.

use crate::model::Scope;
use crate::ops::{self, Session};
use crate::problem::Problem;

/// List what tokens can be limited to
///
/// The catalogue of the gateway: names for `--scope`, with what comes with each, and the models it knows, for `--model`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey scopes list
  gatekey --profile local scopes list --search token
  gatekey scopes list -o json --jq '.[] | select(.kind == \"model\") | .name'")]
pub struct Args {
    /// Only those whose name or title contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

pub async fn run(args: Args, session: &Session) -> Result<Vec<Scope>, Problem> {
    Ok(ops::scopes::list(session, args.search.as_deref()).await?)
}
