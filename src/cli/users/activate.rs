//! `gatekey users activate`: let users in again.

use super::several::{self, Done, Job};
use crate::model::UserRef;
use crate::ops::Session;
use crate::problem::Problem;
use crate::ui::Ui;

/// Let users in again
///
/// Their keys work again as before, those that have not expired meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users activate alice
  gatekey users activate id:42 id:43")]
pub struct Args {
    /// Users to activate: id:X, name:X, a bare name or id, or `me`
    #[arg(required = true, value_name = "USER")]
    pub(super) users: Vec<UserRef>,
}

impl Args {
    pub async fn run(self, session: &Session, ui: &Ui, dry_run: bool) -> Result<Done, Problem> {
        several::run(Job::Activate, self.users, session, ui, dry_run).await
    }
}
