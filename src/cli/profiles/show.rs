//! `gatekey profiles show`: one named gateway, never its credential.

use crate::cli::settings::Settings;
use crate::model::ProfileEntry;
use crate::ops::profiles;
use crate::problem::Problem;

/// Show a profile
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey profiles show
  gatekey profiles show prod -o yaml")]
pub struct Args {
    /// Profile to show; left out, the one that commands would use
    name: Option<String>,
}

pub fn run(args: &Args, settings: &Settings) -> Result<ProfileEntry, Problem> {
    Ok(profiles::show(&settings.surroundings, args.name.as_deref())?)
}
