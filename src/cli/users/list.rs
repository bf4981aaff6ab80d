//! `gatekey users list`: who there is.

use futures_util::stream::BoxStream;

use crate::model::{User, UserQuery, UserSort};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// List users
///
/// Shows every user that the credential may see, by name: an administrator sees all. On the embedded gateway a member
/// sees themself; GPUStack lists users to administrators only, and `users show me` works for everybody.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users list
  gatekey users list --search example.com
  gatekey users list --role administrator --active yes
  gatekey users list --sort last_seen_at
  gatekey users list -o json --jq '.[] | select(.active | not) | .name'")]
pub struct Args {
    /// Only users whose name, full name or e-mail address contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only users of this role, as in administrator or service-account
    #[arg(long, value_name = "R")]
    role: Option<String>,
    /// Only users who are let in (yes), or only those who are not (no)
    #[arg(long, value_name = "yes|no")]
    active: Option<YesNo>,
    /// Order: name, created_at or last_seen_at; add :desc to turn it round
    #[arg(long, value_name = "FIELD[:desc]")]
    sort: Option<UserSort>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    Yes,
    No,
}

impl Args {
    /// The filters as the gateway is asked.
    pub fn query(self) -> UserQuery {
        UserQuery {
            search: self.search,
            role: self.role,
            active: self.active.map(|active| active == YesNo::Yes),
            sort: self.sort,
            limit: self.limit.map(|limit| limit as usize),
        }
    }
}

/// The users, as they are read.
pub fn run<'a>(query: &'a UserQuery, session: &'a Session) -> Result<BoxStream<'a, Result<User, ops::Error>>, Problem> {
    Ok(ops::users::list::list(session, query)?)
}
