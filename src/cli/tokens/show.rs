//! `gatekey tokens show`: everything about one token.

use crate::cli::args::secret_for;
use crate::model::{Token, TokenRef};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Show one token
///
/// Never its secret: that is shown once, by `tokens create`. A revoked token has no name any more: show it by its id.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens show ci
  gatekey tokens show id:42 -o json --jq .expires_at")]
pub struct Args {
    /// Token to show: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    token: TokenRef,
}

pub async fn run(args: Args, session: &Session, ui: &Ui) -> Result<Token, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    Ok(ops::tokens::resolve::resolve(session, &args.token, secret.as_ref()).await?)
}
