//! `gatekey teams show`: everything about one team.

use crate::model::{Team, TypedTeam};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// Show one team, and who belongs to it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey teams show data-science
  gatekey teams show id:42 -o json --jq '.members[].id'")]
pub struct Args {
    /// Team to show: id:X, name:X, a bare name or id
    team: TypedTeam,
}

pub async fn run(args: Args, session: &Session) -> Result<Team, Problem> {
    Ok(ops::teams::find(session, &args.team).await?)
}
