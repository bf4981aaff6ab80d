//! `gatekey users show`: everything about one user.

use crate::model::{User, UserRef};
use crate::ops::{self, Session};
use crate::problem::Problem;

/// Show one user
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users show alice
  gatekey users show id:42 -o json --jq .active")]
pub struct Args {
    /// User to show: id:X, name:X, a bare name or id, or `me`
    user: UserRef,
}

pub async fn run(args: Args, session: &Session) -> Result<User, Problem> {
    Ok(ops::users::find(session, &args.user).await?)
}
