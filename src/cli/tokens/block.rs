//! `gatekey tokens block`: keep a key out.

use crate::cli::answer::Answer;
use crate::cli::args::secret_for;
use crate::model::{DryRun, Token, TokenRef};
use crate::ops::Session;
use crate::ops::tokens::{block, resolve};
use crate::problem::Problem;
use crate::ui::Ui;

/// Keep a token out
///
/// It is refused from this moment, and everything about it stays, until `tokens unblock` lets it in again. Asks first, unless
/// --yes is given. On LiteLLM; elsewhere revoke the token.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens block ci
  printf %s \"$LEAKED\" | gatekey tokens block - --yes")]
pub struct Args {
    /// Token to keep out: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    token: TokenRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Token>, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    block::check(session, true)?;
    let token = resolve::resolve(session, &args.token, secret.as_ref()).await?;
    if dry_run {
        return Ok(Answer::WouldDo(DryRun { changes: vec![block::plan(&token, true)] }));
    }
    let own = if session.is_own_key(&token.id) { ", the key that you are logged in with," } else { "" };
    ui.confirm(format!("Block {} (id:{}){own} on {}?", args.token, token.id, session.label())).await?;
    let token = block::set_blocked(session, &token, true).await?;
    ui.done(&format!("Blocked id:{} on {}", token.id, session.label()));
    Ok(Answer::Done(token))
}
