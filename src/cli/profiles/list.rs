//! `gatekey profiles list`: which gateways are known by name.

use crate::cli::settings::Settings;
use crate::model::ProfileEntry;
use crate::ops::profiles;
use crate::problem::Problem;

/// List profiles
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey profiles list
  gatekey profiles list -o json --jq '.[] | select(.default).name'")]
pub struct Args {}

pub fn run(_args: &Args, settings: &Settings) -> Result<Vec<ProfileEntry>, Problem> {
    Ok(profiles::list(&settings.surroundings)?)
}
