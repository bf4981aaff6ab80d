//! `gatekey teams create`: a new team.

use crate::cli::answer::Answer;
use crate::cli::args::{given, parse_amount};
use crate::model::{DryRun, NewTeam, Team};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Create a team
///
/// What the team may do, none of its keys may do more. A name that is taken is refused, also where the gateway would make a
/// second team of that name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey teams create data-science
  gatekey teams create research --model gpt-4o --budget 100 --budget-period 30d")]
pub struct Args {
    /// Name of the team
    name: String,
    /// Model the team's keys may use; repeatable
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// Money the team may spend
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, value_parser = parse_amount)]
    budget: Option<f64>,
    /// When the budget starts anew, in the gateway's words
    #[arg(long, value_name = "PERIOD")]
    budget_period: Option<String>,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Team>, Problem> {
    let new =
        NewTeam { name: args.name, models: given(args.models), budget: args.budget, budget_period: args.budget_period };
    if dry_run {
        let change = ops::teams::create::plan(session, &new).await?;
        ui.warn_of_all(&session.take_warnings());
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    let team = ops::teams::create::create(session, &new).await?;
    ui.warn_of_all(&session.take_warnings());
    ui.done(&format!("Created the team {} (id:{}) on {}", team.name, team.id, session.label()));
    Ok(Answer::Done(team))
}
