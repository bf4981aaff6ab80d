//! `gatekey users delete`: users go, and their keys with them.

use super::several::{self, Done, Job};
use crate::model::UserRef;
use crate::ops::Session;
use crate::problem::Problem;
use crate::ui::Ui;

/// Delete users
///
/// Their keys die with them: the question says how many. Asks first, unless --yes is given. Of several, each one is
/// reported; exit code 10 tells that some failed. The last active administrator cannot be deleted, nor the user of this
/// machine on the embedded gateway. `users deactivate` keeps the keys for later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users delete alice
  gatekey users delete id:42 id:43 --yes
  gatekey users delete alice --dry-run")]
pub struct Args {
    /// Users to delete: id:X, name:X, a bare name or id, or `me`
    #[arg(required = true, value_name = "USER")]
    pub(super) users: Vec<UserRef>,
}

impl Args {
    pub async fn run(self, session: &Session, ui: &Ui, dry_run: bool) -> Result<Done, Problem> {
        several::run(Job::Delete, self.users, session, ui, dry_run).await
    }
}
