//! `gatekey scopes show`: what one grants.

use crate::model::Scope;
use crate::ops::{self, Session};
use crate::problem::Problem;

/// Show what one scope grants
///
/// By its name or another word for it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey --profile local scopes show management
  gatekey scopes show coder:workspaces.access -o json --jq '.grants[]'")]
pub struct Args {
    /// Name of the scope, or another word for it
    scope: String,
}

pub async fn run(args: Args, session: &Session) -> Result<Scope, Problem> {
    Ok(ops::scopes::find(session, &args.scope).await?)
}
