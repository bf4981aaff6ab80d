//! `gatekey tokens show`: everything about one token.

use crate::cli::args::secret_for;
use crate::model::{Token, TokenHistory, TokenRef};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Show one token
///
/// Never its secret: that is shown once, by `tokens create`. A revoked token has no name any more: show it by its id.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens show ci
  gatekey tokens show id:42 -o json --jq .expires_at
  gatekey tokens show ci --history")]
pub struct Args {
    /// Token to show: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    token: TokenRef,
    /// Tell too what was done to it, by whom and when, where the gateway remembers that
    #[arg(long)]
    pub history: bool,
}

pub async fn run(args: Args, session: &Session, ui: &Ui) -> Result<Token, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    Ok(ops::tokens::resolve::resolve(session, &args.token, secret.as_ref()).await?)
}

/// The token with its history.
pub async fn run_with_history(args: Args, session: &Session, ui: &Ui) -> Result<TokenHistory, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    Ok(ops::tokens::history::history(session, &args.token, secret.as_ref()).await?)
}
