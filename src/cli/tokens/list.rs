//! `gatekey tokens list`: which tokens there are.

use std::time::Duration;

use futures_util::stream::BoxStream;

use crate::model::{OwnerFilter, Sort, StatusFilter, Token, TokenQuery, parse_duration};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// List tokens
///
/// Shows every token that the credential may see, without the revoked. The filters that a gateway can apply are
/// applied there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens list
  gatekey tokens list --expiring-within 14d --sort expires_at
  gatekey tokens list --owner me -o json --jq '.[].name'")]
pub struct Args {
    /// Only tokens of this user, by name or id; `me` for your own
    #[arg(long, value_name = "USER|me")]
    owner: Option<OwnerFilter>,
    /// Only tokens of this team, by name or id
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked
    #[arg(long, value_name = "STATUS")]
    status: Option<StatusFilter>,
    /// Only tokens that expire within this time
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    expiring_within: Option<Duration>,
    /// Only tokens not used for this long, or never and made that long ago
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    unused_for: Option<Duration>,
    /// Only tokens whose name contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round
    #[arg(long, value_name = "FIELD[:desc]")]
    sort: Option<Sort>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl Args {
    /// The filters as the gateway is asked.
    pub fn query(self) -> TokenQuery {
        TokenQuery {
            owner: self.owner,
            team: self.team,
            status: self.status.unwrap_or_default(),
            expiring_within: self.expiring_within,
            unused_for: self.unused_for,
            search: self.search,
            name: None,
            sort: self.sort,
            limit: self.limit.map(|limit| limit as usize),
        }
    }
}

/// The tokens, as they are read.
pub fn run<'a>(
    query: &'a TokenQuery,
    session: &'a Session,
) -> Result<BoxStream<'a, Result<Token, ops::Error>>, Problem> {
    Ok(ops::tokens::list::list(session, query)?)
}
