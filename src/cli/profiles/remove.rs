//! `gatekey profiles remove`: forget a gateway.

use crate::cli::answer::Answer;
use crate::cli::settings::Settings;
use crate::model::{DryRun, PlannedChange, ProfileEntry};
use crate::ops::profiles;
use crate::problem::Problem;
use crate::ui::Ui;

/// Remove a profile
///
/// Logs out first: the key that `login` made is revoked, and the credential forgotten.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey profiles remove prod
  gatekey profiles remove prod --yes")]
pub struct Args {
    /// Profile to remove
    name: String,
}

/// The profile as it was.
pub async fn run(args: &Args, settings: &Settings, ui: &Ui) -> Result<Answer<ProfileEntry>, Problem> {
    let entry = profiles::check_remove(&settings.surroundings, &args.name)?;
    if settings.dry_run {
        let change = PlannedChange::new("remove", args.name.clone());
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    ui.confirm(format!("Remove the profile \"{}\" and its credential?", args.name)).await?;
    let revoked = profiles::remove(&settings.surroundings, &args.name).await?;
    let key = revoked.map(|key| format!(" and revoked its key {}", key.name)).unwrap_or_default();
    ui.done(&format!("Removed the profile \"{}\"{key}", args.name));
    Ok(Answer::Done(entry))
}
