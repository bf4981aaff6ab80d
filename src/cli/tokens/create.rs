//! `gatekey tokens create`: a new key, its secret shown once.

use crate::cli::answer::Answer;
use crate::cli::args::{SecretSource, TokenFields};
use crate::model::{DryRun, Minted};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Create a token
///
/// Prints the bare secret on stdout and everything else on stderr, so that KEY=$(gatekey tokens create ci) holds the
/// key. The secret is shown this once. With `-o json`, `yaml` or `ndjson` it is the field `secret`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens create ci --scope inference --expires-in 30d
  KEY=$(gatekey tokens create batch --model llama3 --expires-in 8h)
  gatekey tokens create build --owner build-bot --scope inference
  printf %s \"$MY_KEY\" | gatekey tokens create ci --custom -")]
pub struct Args {
    /// Name of the new token; GPUStack wants one, the embedded gateway can choose
    name: Option<String>,
    #[command(flatten)]
    fields: TokenFields,
    /// Use a secret of your own, read from stdin
    #[arg(long, value_name = "-")]
    custom: Option<SecretSource>,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Minted>, Problem> {
    let mut new = args.fields.into_new_token(args.name);
    if args.custom.is_some() {
        new.custom = Some(ui.read_secret("the custom secret").await?);
    }
    if dry_run {
        let change = ops::tokens::create::plan(session, &new).await?;
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    let made = ops::tokens::create::create(session, &new).await?;
    tell(&made, session, ui);
    Ok(Answer::Done(made.minted))
}

fn tell(made: &ops::tokens::create::Created, session: &Session, ui: &Ui) {
    let token = &made.minted.token;
    let name = token.gateway_name().unwrap_or_default();
    let until = token.expires_at.map_or_else(|| "never expires".to_owned(), |at| format!("expires at {at}"));
    ui.done(&format!(
        "Created {name} (id:{}) on {}: {until}. The secret is shown this once.",
        token.id,
        session.label()
    ));
    for warning in &made.warnings {
        ui.warn(warning);
    }
}
