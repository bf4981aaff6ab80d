//! `gatekey users delete`: a user goes, and their keys with them.

use crate::cli::answer::Answer;
use crate::model::{DryRun, User, UserRef};
use crate::ops::Session;
use crate::ops::users::delete;
use crate::problem::Problem;
use crate::ui::Ui;

/// Delete a user
///
/// Their keys die with them: the question says how many. Asks first, unless --yes is given. The last active
/// administrator cannot be deleted. `users deactivate` keeps the keys for later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users delete alice
  gatekey users delete id:42 --yes
  gatekey users delete alice --dry-run")]
pub struct Args {
    /// User to delete: id:X, name:X, a bare name or id
    user: UserRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<User>, Problem> {
    let user = delete::find(session, &args.user).await?;
    delete::check(session, &user).await?;
    ui.progress.say(format!("counting the keys of {}", user.name));
    let tokens = delete::tokens_of(session, &user).await?;
    if dry_run {
        return Ok(Answer::WouldDo(DryRun { changes: vec![delete::plan(session, &user, tokens).await?] }));
    }
    let with = match tokens {
        Some(0) => "no keys".to_owned(),
        Some(1) => "1 key".to_owned(),
        Some(tokens) => format!("{tokens} keys"),
        None => "all their keys".to_owned(),
    };
    let who = format!("{} (id:{})", user.name, user.id);
    ui.confirm(format!("Delete {who} and with them {with} on {}?", session.label())).await?;
    ui.progress.say(format!("deleting {}", user.name));
    delete::delete(session, &user).await?;
    ui.done(&format!("Deleted {who} and with them {with} on {}", session.label()));
    Ok(Answer::Done(user))
}
