//! `gatekey logout`: forget a credential.

use super::answer::Answer;
use super::settings::Settings;
use crate::model::{DryRun, PlannedChange, ProfileEntry};
use crate::ops::{logout, profiles};
use crate::problem::Problem;
use crate::ui::Ui;

/// Log out of a gateway
///
/// Revokes the key that `login` made, and forgets the credential; the profile stays. When the gateway cannot be reached
/// the credential is forgotten here all the same, and exit code 11 tells that its key is still alive.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey logout
  gatekey logout --profile prod")]
pub struct Args {}

pub async fn run(_args: Args, settings: &Settings, ui: &Ui) -> Result<Answer<ProfileEntry>, Problem> {
    if settings.dry_run {
        let (name, _, record) = logout::find(&settings.surroundings)?;
        let key = record.minted.map(|minted| format!("id:{}", minted.id));
        let change = PlannedChange::new("logout", name).field("key", key, serde_json::Value::Null);
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    let done = logout::log_out(&settings.surroundings).await?;
    match &done.revoked {
        Some(key) => ui.done(&format!("Logged out of \"{}\" and revoked its key {}", done.profile, key.name)),
        None => ui.done(&format!("Logged out of \"{}\"; the key itself was yours and stays alive", done.profile)),
    }
    Ok(Answer::Done(profiles::show(&settings.surroundings, Some(&done.profile))?))
}
