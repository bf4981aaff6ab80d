//! `gatekey teams delete`: a team goes, and its keys with it.

use crate::cli::answer::Answer;
use crate::model::{DryRun, Team, TypedTeam};
use crate::ops::Session;
use crate::ops::teams::delete;
use crate::problem::Problem;
use crate::ui::Ui;

/// Delete a team
///
/// Its keys die with it: the question says how many. Asks first, unless --yes is given. GPUStack deletes only organisations
/// without keys.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey teams delete data-science
  gatekey teams delete id:42 --yes
  gatekey teams delete data-science --dry-run")]
pub struct Args {
    /// Team to delete: id:X, name:X, a bare name or id
    team: TypedTeam,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Team>, Problem> {
    let team = delete::find(session, &args.team).await?;
    delete::check(session, &team).await?;
    let tokens = delete::tokens_of(session, &team).await?;
    if dry_run {
        return Ok(Answer::WouldDo(DryRun { changes: vec![delete::plan(session, &team, tokens).await?] }));
    }
    let with = match tokens {
        Some(0) => "no keys".to_owned(),
        Some(1) => "1 key".to_owned(),
        Some(tokens) => format!("{tokens} keys"),
        None => "all its keys".to_owned(),
    };
    let which = format!("the team {} (id:{})", team.name, team.id);
    ui.confirm(format!("Delete {which} and with it {with} on {}?", session.label())).await?;
    delete::delete(session, &team).await?;
    ui.done(&format!("Deleted {which} and with it {with} on {}", session.label()));
    Ok(Answer::Done(team))
}
