//! `gatekey teams delete`: a team goes, and its keys with it.

use crate::cli::answer::Answer;
use crate::model::{DryRun, Team, TypedTeam};
use crate::ops::Session;
use crate::ops::teams::delete::{self, TokensOfTeam};
use crate::problem::Problem;
use crate::ui::Ui;

/// Delete a team
///
/// Its keys die with it: the question says how many. Asks first, unless --yes is given. GPUStack deletes only organisations
/// without keys; on Coder, tokens belong to users and stay.
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
        TokensOfTeam::Counted(0) => " and with it no keys".to_owned(),
        TokensOfTeam::Counted(1) => " and with it 1 key".to_owned(),
        TokensOfTeam::Counted(tokens) => format!(" and with it {tokens} keys"),
        TokensOfTeam::Unseen => " and with it all its keys".to_owned(),
        TokensOfTeam::Never => String::new(),
    };
    let which = format!("the team {} (id:{}){with} on {}", team.name, team.id, session.label());
    ui.confirm(format!("Delete {which}?")).await?;
    delete::delete(session, &team).await?;
    ui.done(&format!("Deleted {which}"));
    Ok(Answer::Done(team))
}
