//! `gatekey profiles use`: the gateway that commands use when none is named.

use crate::cli::answer::Answer;
use crate::cli::settings::Settings;
use crate::model::{DryRun, PlannedChange, ProfileEntry};
use crate::ops::profiles;
use crate::problem::Problem;

/// Make a profile the default
///
/// A token in GATEKEY_TOKEN never goes to the default profile: name the gateway to use it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey profiles use prod
  gatekey profiles use local")]
pub struct Args {
    /// Profile that commands are to use
    name: String,
}

pub fn run(args: &Args, settings: &Settings) -> Result<Answer<ProfileEntry>, Problem> {
    if settings.dry_run {
        let before = profiles::show(&settings.surroundings, Some(&args.name))?;
        let change = PlannedChange::new("use", args.name.clone()).field("default", before.default, true);
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    Ok(Answer::Done(profiles::set_default(&settings.surroundings, &args.name)?))
}
