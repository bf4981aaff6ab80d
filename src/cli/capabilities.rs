//! `gatekey capabilities`: what can be done on this gateway.

use super::settings::Settings;
use crate::model::CapabilityReport;
use crate::ops::capabilities::{self, Query};
use crate::problem::Problem;
use crate::ui::Ui;

/// Show what can be done on a gateway
///
/// A row for each command and each option: yes, no, or emulated, which is done by gatekey on top of what the gateway
/// has. What is not supported comes with the nearest thing that is. Needs no credential: only the version is asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey capabilities
  gatekey capabilities tokens create --profile prod
  gatekey capabilities --field models --profile local
  gatekey capabilities users --jq '.capabilities[].command'")]
pub struct Args {
    /// Only commands that begin so, as in `tokens` or `tokens create`
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Only this field, by its name or its option, as in `models` or `--model`
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    field: Option<String>,
}

pub async fn run(args: Args, settings: &Settings, ui: &Ui) -> Result<CapabilityReport, Problem> {
    let query = Query { command: args.command, field: args.field };
    let told = capabilities::capabilities(&settings.surroundings, &query).await?;
    let report = told.report;
    let place = match (&report.profile, &report.url) {
        (Some(profile), _) => format!("\"{profile}\""),
        (None, Some(url)) => url.to_string(),
        (None, None) => String::new(),
    };
    let kind = report.kind.title();
    match (&report.version, told.version_untold) {
        (Some(version), _) => ui.note(&format!("{place} is {kind} {version}")),
        (None, Some(error)) => ui.note(&format!("{place} is {kind} of unknown version: {error}")),
        (None, None) => {
            ui.note(&format!("{place} is {kind}; it tells its version only to whom it knows: `gatekey status`"))
        }
    }
    Ok(report)
}
