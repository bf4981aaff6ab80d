//! `gatekey users deactivate`: keep a user out.

use super::update::changed;
use crate::cli::answer::Answer;
use crate::model::{User, UserChange, UserRef};
use crate::ops::Session;
use crate::ops::users::{self, update};
use crate::problem::Problem;
use crate::ui::Ui;

/// Keep a user out, and everything they own
///
/// Their keys and their password are refused from this moment; nothing is deleted. Asks first, unless --yes is given.
/// The last active administrator cannot be deactivated.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users deactivate alice
  gatekey users deactivate id:42 --yes")]
pub struct Args {
    /// User to deactivate: id:X, name:X, a bare name or id
    user: UserRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<User>, Problem> {
    let change = UserChange { active: Some(false), ..UserChange::default() };
    update::check(session, &change)?;
    let user = users::find(session, &args.user).await?;
    changed(&user, &change, session, ui, dry_run).await
}
