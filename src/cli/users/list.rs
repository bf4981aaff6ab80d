//! `gatekey users list`: who there is.

use futures_util::stream::BoxStream;

use crate::model::{User, UserQuery};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// List users
///
/// Shows every user that the credential may see, by name: an administrator sees all, a member sees themself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users list
  gatekey users list --search example.com
  gatekey users list -o json --jq '.[] | select(.active | not) | .name'")]
pub struct Args {
    /// Only users whose name, full name or e-mail address contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl Args {
    /// The filters as the gateway is asked.
    pub fn query(self) -> UserQuery {
        UserQuery { search: self.search, limit: self.limit.map(|limit| limit as usize) }
    }
}

/// The users, as they are read.
pub fn run<'a>(query: &'a UserQuery, session: &'a Session) -> Result<BoxStream<'a, Result<User, ops::Error>>, Problem> {
    Ok(ops::users::list::list(session, query)?)
}
