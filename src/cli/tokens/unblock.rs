//! `gatekey tokens unblock`: let a key in again.

use crate::cli::answer::Answer;
use crate::cli::args::secret_for;
use crate::model::{DryRun, Token, TokenRef};
use crate::ops::Session;
use crate::ops::tokens::{block, resolve};
use crate::problem::Problem;
use crate::ui::Ui;

/// Let a blocked token in again
///
/// It works as before, if it has not expired meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens unblock ci")]
pub struct Args {
    /// Token to let in: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    token: TokenRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Token>, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    block::check(session, false)?;
    let token = resolve::resolve(session, &args.token, secret.as_ref()).await?;
    if dry_run {
        return Ok(Answer::WouldDo(DryRun { changes: vec![block::plan(&token, false)] }));
    }
    let token = block::set_blocked(session, &token, false).await?;
    ui.done(&format!("Let id:{} in again on {}", token.id, session.label()));
    Ok(Answer::Done(token))
}
