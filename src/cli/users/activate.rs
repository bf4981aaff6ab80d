//! `gatekey users activate`: let a user in again.

use super::update::changed;
use crate::cli::answer::Answer;
use crate::model::{User, UserChange, UserRef};
use crate::ops::Session;
use crate::ops::users::{self, update};
use crate::problem::Problem;
use crate::ui::Ui;

/// Let a user in again
///
/// Their keys work again as before, those that have not expired meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users activate alice")]
pub struct Args {
    /// User to activate: id:X, name:X, a bare name or id
    user: UserRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<User>, Problem> {
    let change = UserChange { active: Some(true), ..UserChange::default() };
    update::check(session, &change)?;
    let user = users::find(session, &args.user).await?;
    changed(&user, &change, session, ui, dry_run).await
}
