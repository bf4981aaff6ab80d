//! `gatekey tokens create`: a new key, its secret shown once.

use serde_json::{Value, json};

use crate::cli::answer::Answer;
use crate::cli::args::{SecretSource, SinkArgs, TokenFields};
use crate::model::{DryRun, Minted, TokenKind};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Create a token
///
/// Prints the bare secret on stdout and everything else on stderr, so that KEY=$(gatekey tokens create ci) holds the
/// key. The secret is shown this once. With `-o json`, `yaml` or `ndjson` it is the field `secret`. With --to it goes
/// there instead, and stdout is for what -o asks for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens create ci --scope inference --expires-in 30d
  KEY=$(gatekey tokens create batch --model llama3 --expires-in 8h)
  gatekey tokens create build --owner build-bot --scope inference
  gatekey tokens create ide --scope workspace:read --allow 'workspace:*'
  gatekey tokens create app --scope inference --to env-file:.env#OPENAI_API_KEY
  gatekey tokens create ci --to 'exec:gh secret set GATEWAY_KEY'
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
    #[command(flatten)]
    to: SinkArgs,
}

impl Args {
    /// Whether the secret is part of the answer.
    pub fn shows_secret(&self) -> bool {
        SinkArgs::show(&self.to.sinks)
    }
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Made>, Problem> {
    let mut new = args.fields.into_new_token(args.name);
    new.session = args.session;
    if args.custom.is_some() {
        new.custom = Some(ui.read_secret("the custom secret").await?);
    }
    let sinks = args.to.sinks;
    if dry_run {
        let change = ops::tokens::create::plan(session, &new).await?;
        ui.warn_of_all(&session.take_warnings());
        ops::sinks::check(session, &sinks).await?;
        let change = if sinks.is_empty() { change } else { change.field("to", Value::Null, json!(sinks)) };
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    let made = ops::tokens::create::create_for(session, &new, &sinks).await?;
    let is_shown = SinkArgs::show(&sinks);
    tell(&made, is_shown, session, ui);
    Ok(Answer::Done(Made { minted: made.minted, is_shown }))
}

/// A token just made, and whether its secret is part of the answer.
#[derive(Debug)]
pub struct Made {
    pub minted: Minted,
    pub is_shown: bool,
}

fn tell(made: &ops::tokens::create::Created, is_shown: bool, session: &Session, ui: &Ui) {
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
    let secret = if is_shown { " The secret is shown this once." } else { "" };
    ui.done(&format!("Created {name} (id:{}) on {}: {until}.{secret}", token.id, session.label()));
    for sink in &made.delivered {
        ui.done(&format!("Handed the secret to {sink}"));
    }
    for note in &made.minted.notes {
        ui.note(note);
    }
    ui.warn_of_all(&made.warnings);
    ui.warn_of_all(&session.take_warnings());
}
