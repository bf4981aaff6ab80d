//! `gatekey users deactivate`: keep users out.

use super::several::{self, Done, Job};
use crate::model::UserRef;
use crate::ops::Session;
use crate::problem::Problem;
use crate::ui::Ui;

/// Keep users out, and everything they own
///
/// Their keys and their passwords are refused from this moment; nothing is deleted. Asks first, unless --yes is given.
/// The last active administrator cannot be deactivated, nor the user of this machine on the embedded gateway.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users deactivate alice
  gatekey users deactivate id:42 id:43 --yes")]
pub struct Args {
    /// Users to deactivate: id:X, name:X, a bare name or id, or `me`
    #[arg(required = true, value_name = "USER")]
    pub(super) users: Vec<UserRef>,
}

impl Args {
    pub async fn run(self, session: &Session, ui: &Ui, dry_run: bool) -> Result<Done, Problem> {
        several::run(Job::Deactivate, self.users, session, ui, dry_run).await
    }
}
