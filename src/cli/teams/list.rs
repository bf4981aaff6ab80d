//! `gatekey teams list`: which teams there are.

use futures_util::stream::BoxStream;

use crate::model::{Team, TeamQuery};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// List teams
///
/// Teams of LiteLLM and organisations of GPUStack, as far as the credential sees them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey teams list
  gatekey teams list --search data -o json --jq '.[].name'")]
pub struct Args {
    /// Only teams whose name contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl Args {
    /// The filters as the gateway is asked.
    pub fn query(self) -> TeamQuery {
        TeamQuery { search: self.search, limit: self.limit.map(|limit| limit as usize) }
    }
}

/// The teams, as they are read.
pub fn run<'a>(query: &'a TeamQuery, session: &'a Session) -> Result<BoxStream<'a, Result<Team, ops::Error>>, Problem> {
    Ok(ops::teams::list::list(session, query)?)
}
