//! `gatekey doctor`: is everything set up.

use super::settings::Settings;
use crate::model::{Check, CheckStatus, DoctorReport};
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

/// Says whole what is not as it should be, and what to do: a table has no room for it.
pub fn tell_findings(report: &DoctorReport, ui: &Ui) {
    for Check { check, detail, hint, .. } in report.checks.iter().filter(|check| check.status != CheckStatus::Ok) {
        match hint {
            Some(hint) => ui.note(&format!("{check}: {detail}; {hint}")),
            None => ui.note(&format!("{check}: {detail}")),
        }
    }
}
