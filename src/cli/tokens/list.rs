//! `gatekey tokens list`: which tokens there are.

use futures_util::stream::BoxStream;

use crate::cli::args::TokenFilters;
use crate::model::{Sort, Token, TokenQuery};
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
    #[command(flatten)]
    filters: TokenFilters,
    /// Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round
    #[arg(long, value_name = "FIELD[:desc]")]
    sort: Option<Sort>,
}

impl Args {
    /// The filters as the gateway is asked.
    pub fn query(self) -> TokenQuery {
        TokenQuery { sort: self.sort, ..self.filters.query() }
    }
}

/// The tokens, as they are read.
pub fn run<'a>(
    query: &'a TokenQuery,
    session: &'a Session,
) -> Result<BoxStream<'a, Result<Token, ops::Error>>, Problem> {
    Ok(ops::tokens::list::list(session, query)?)
}
