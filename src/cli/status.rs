//! `gatekey status`: who am I, where, until when, and where does the secret lie.

use crate::model::StatusReport;
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Show who you are on the gateway
///
/// Asks the gateway, and tells where the credential comes from. The exit code tells too: 0 accepted, 3 none or
/// rejected, 7 the gateway cannot be reached.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey status
  gatekey status --profile prod -o json --jq .credential.expires_at")]
pub struct Args {}

pub async fn run(_args: Args, session: &Session, ui: &Ui) -> Result<StatusReport, Problem> {
    let report = ops::status::status(session).await?;
    if report.identity.is_none() {
        ui.note("the credential is accepted, but may not ask who it is");
    }
    Ok(report)
}
