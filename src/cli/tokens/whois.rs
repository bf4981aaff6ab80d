//! `gatekey tokens whois`: from a secret to its token.

use crate::cli::args::SecretSource;
use crate::model::{Match, WhoisReport};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Tell which token a secret belongs to
///
/// The secret comes from stdin, and is never sent. The embedded gateway tells exactly; GPUStack shows four digits of a
/// key, so there are candidates. Exit code 5 when it can be none that this credential sees.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  printf %s \"$LEAKED\" | gatekey tokens whois
  printf %s \"$LEAKED\" | gatekey tokens whois - -o json --jq .match
  printf %s \"$LEAKED\" | gatekey tokens whois --offline")]
pub struct Args {
    /// `-`: the secret is on stdin, as it is without it
    #[arg(value_name = "-")]
    secret: Option<SecretSource>,
    /// Ask nobody: tell only which software makes secrets of this shape
    #[arg(long)]
    pub offline: bool,
}

/// `session` is `None` when nobody is to be asked.
pub async fn run(args: Args, session: Option<&Session>, ui: &Ui) -> Result<WhoisReport, Problem> {
    let secret = match args.secret {
        None if ui.interactive => ui.ask_secret("Secret", "pipe the secret in").await?,
        _ => ui.read_secret("the secret").await?,
    };
    let (secret, left_out) = ops::tokens::whois::bare(secret);
    if let Some(left_out) = left_out {
        ui.note(left_out);
    }
    let Some(session) = session else { return Ok(ops::tokens::whois::by_shape(&secret)?) };
    let report = ops::tokens::whois::whois(session, &secret).await?;
    if report.certainty == Match::Candidates {
        let title = report.kind.title();
        ui.note(&format!(
            "{title} does not tell whose secret this is, only whose it may be; it may be of none of these"
        ));
    }
    Ok(report)
}
