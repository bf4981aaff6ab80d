//! `gatekey tokens create`: a new key, its secret shown once.

use crate::cli::answer::Answer;
use crate::cli::args::{SecretSource, TokenFields};
use crate::model::{DryRun, Minted, TokenKind};
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
  gatekey tokens create ide --scope workspace:read --allow 'workspace:*'
  printf %s \"$MY_KEY\" | gatekey tokens create ci --custom -")]
pub struct Args {
    /// Name of the new token; GPUStack wants one, the others can choose
    name: Option<String>,
    #[command(flatten)]
    fields: TokenFields,
    /// Use a secret of your own, read from stdin
    #[arg(long, value_name = "-")]
    custom: Option<SecretSource>,
    /// Make what signing in gives, with every right and no name, in a token's place (Coder)
    #[arg(long)]
    session: bool,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Minted>, Problem> {
    let mut new = args.fields.into_new_token(args.name);
    new.session = args.session;
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
    let name = token.gateway_name().unwrap_or_else(|| match token.kind {
        TokenKind::Token => "a token".to_owned(),
        TokenKind::Session => "a session key".to_owned(),
    });
    let until = match token.expires_at {
        Some(at) => format!("expires at {at}"),
        None if token.unknown.contains(&"expires_at") => "its expiry is not known".to_owned(),
        None => "never expires".to_owned(),
    };
    ui.done(&format!(
        "Created {name} (id:{}) on {}: {until}. The secret is shown this once.",
        token.id,
        session.label()
    ));
    for note in &made.minted.notes {
        ui.note(note);
    }
    for warning in &made.warnings {
        ui.warn(warning);
    }
}
