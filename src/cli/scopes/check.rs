//! `gatekey scopes check`: may this token do that, and if not, which layer says no.

use crate::cli::args::secret_for;
use crate::model::{AccessLine, AccessQuestion, AccessReport, TokenRef};
use crate::ops::access::{self, prove};
use crate::ops::{Session, Surroundings, tokens};
use crate::problem::Problem;
use crate::ui::Ui;

/// Tell whether a token may do something, and if not, which layer says no
///
/// Asks the gateway for what decides: the token, its owner, team, budgets and models. Every rule is walked in the gateway's
/// own order, up to the first that says no, with what would change it. Nothing is sent with the token itself, unless --prove
/// is given. Exit code 4 when it is denied, 11 when only the gateway can tell, 12 when it answered --prove otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey scopes check ci --model gpt-4o
  gatekey scopes check ci --route /key/generate -o json --jq .decision
  gatekey scopes check laptop --action workspace:read
  gatekey scopes check ci --list
  printf %s \"$KEY\" | gatekey scopes check ci --model gpt-4o --prove --yes")]
pub struct Args {
    /// Token: its id, its name, or `-` to read its secret
    #[arg(value_name = "TOKEN")]
    token: TokenRef,
    /// Model that is to be used
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Path that is to be called
    #[arg(long, value_name = "PATH", value_parser = crate::cli::args::parse_route)]
    route: Option<String>,
    /// Method of that call [default: as the path is usually called]
    #[arg(long, value_name = "METHOD", value_parser = crate::cli::args::parse_method)]
    method: Option<String>,
    /// Right that is needed, as in workspace:read
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// What the action is done to (Coder)
    #[arg(long, value_name = "TYPE:ID", requires = "action")]
    resource: Option<String>,
    /// End user on whose behalf a model is called (LiteLLM)
    #[arg(long, value_name = "END_USER")]
    user: Option<String>,
    /// Show everything that the token can do
    #[arg(long, conflicts_with_all = ["model", "route", "action", "prove"])]
    pub list: bool,
    /// Make the real request too, with the secret on stdin; a model may cost money
    #[arg(long)]
    prove: bool,
}

impl Args {
    fn question(&self) -> AccessQuestion {
        AccessQuestion {
            model: self.model.clone(),
            route: self.route.clone(),
            method: self.method.clone(),
            action: self.action.clone(),
            resource: self.resource.clone(),
            end_user: self.user.clone(),
        }
    }
}

/// The verdict, and what the gateway itself answered where it was asked.
pub async fn run(
    args: Args,
    session: &Session,
    surroundings: &Surroundings,
    ui: &Ui,
    dry_run: bool,
) -> Result<AccessReport, Problem> {
    let asked = args.question();
    access::refuse_question(session, &asked, false)?;
    let probe = if args.prove { Some(prove::Probe::of(session.gateway.kind(), &asked)?) } else { None };
    let secret = match secret_for([&args.token], ui).await? {
        None if args.prove => Some(ui.read_secret("the token's secret").await?),
        given => given,
    };
    let token = tokens::resolve::resolve(session, &args.token, secret.as_ref()).await?;
    let mut report = access::check(session, &token, &asked).await?;
    if let (Some(probe), Some(secret)) = (probe, secret) {
        prove::check_secret(session, &token, &secret).await?;
        if dry_run {
            ui.note(&format!("{} would be sent", probe.words()));
            return Ok(report);
        }
        if probe.costs {
            ui.note(&format!("{} asks a model, which may cost money", probe.words()));
            ui.confirm(format!("Send {} to {}?", probe.words(), session.label())).await?;
        }
        prove::prove(surroundings, session, &secret, &probe, &mut report).await?;
    }
    Ok(report)
}

/// Everything that the token can do.
pub async fn run_list(args: Args, session: &Session, ui: &Ui) -> Result<Vec<AccessLine>, Problem> {
    let asked = args.question();
    access::refuse_question(session, &asked, true)?;
    let secret = secret_for([&args.token], ui).await?;
    let token = tokens::resolve::resolve(session, &args.token, secret.as_ref()).await?;
    Ok(access::list::list(session, &token, &asked).await?)
}
