//! `gatekey doctor`: is everything set up.

use super::settings::Settings;
use crate::model::{CheckStatus, DoctorReport};
use crate::ops;
use crate::ui::Ui;

/// Check the set-up
///
/// Looks at the configuration, the credential stores, the data folder, TLS, the proxy, the chosen gateway, the clock and
/// the credential. Changes nothing. Exit code 12 when something that is in use does not work.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey doctor
  gatekey doctor --profile prod
  gatekey doctor -o json --jq '.checks[] | select(.status == \"fail\")'")]
pub struct Args {}

pub async fn run(_args: Args, settings: &Settings, ui: &Ui) -> DoctorReport {
    ui.progress.say("checking the set-up");
    ops::doctor::examine(&settings.surroundings).await
}

/// Says what to do, where a table has no room for it.
pub fn tell_hints(report: &DoctorReport, ui: &Ui) {
    for check in report.checks.iter().filter(|check| check.status != CheckStatus::Ok) {
        if let Some(hint) = &check.hint {
            ui.note(&format!("{}: {hint}", check.check));
        }
    }
}
