//! `gatekey profiles rename`: another name for a gateway.

use crate::cli::answer::Answer;
use crate::cli::settings::Settings;
use crate::model::{DryRun, PlannedChange, ProfileEntry};
use crate::ops::profiles;
use crate::problem::Problem;

/// Rename a profile
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey profiles rename gateway.example.com prod")]
pub struct Args {
    /// Its name now
    old: String,
    /// Its new name
    new: String,
}

pub async fn run(args: &Args, settings: &Settings) -> Result<Answer<ProfileEntry>, Problem> {
    if settings.dry_run {
        profiles::check_rename(&settings.surroundings, &args.old, &args.new)?;
        let change = PlannedChange::new("rename", args.old.clone()).field("name", args.old.clone(), args.new.clone());
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    Ok(Answer::Done(profiles::rename(&settings.surroundings, &args.old, &args.new).await?))
}
