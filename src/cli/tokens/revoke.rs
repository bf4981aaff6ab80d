//! `gatekey tokens revoke`: stop keys from working.

use std::time::Duration;

use crate::cli::answer::Answer;
use crate::cli::args::secret_for;
use crate::model::{
    BulkOutcome, BulkResult, BulkTarget, DryRun, Outcome, PlannedChange, RevokeMode, Revoked, Token, TokenRef,
    parse_duration,
};
use crate::ops::tokens::revoke::{self, Manner, Target};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Revoke tokens
///
/// The gateway refuses them from this moment. Each one is reported; exit code 10 tells that some of several failed.
/// Asks first, unless --yes is given. GPUStack does not tell whose a secret is: there, name the token by its id.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens revoke ci
  gatekey tokens revoke id:41 id:42 --yes
  printf %s \"$LEAKED\" | gatekey tokens revoke - --yes")]
pub struct Args {
    /// Tokens to revoke: id:X, name:X, a bare id or name, or `-` to read the secret from stdin
    #[arg(required = true, value_name = "TOKEN")]
    tokens: Vec<TokenRef>,
    /// Delete the row as well, where the gateway keeps one
    #[arg(long)]
    purge: bool,
    /// Wait at most this long to see it gone, else exit 11
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    wait: Option<Duration>,
    /// Revoke all generations of a name: ci, ci~2 and so on
    #[arg(long)]
    all_generations: bool,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<BulkResult>, Problem> {
    let secret = secret_for(&args.tokens, ui).await?;
    let mode = if args.purge { RevokeMode::Purge } else { RevokeMode::Revoke };
    let manner = Manner { mode, wait: args.wait, all_generations: args.all_generations };
    let mut targets = revoke::find(session, args.tokens, secret.as_ref(), manner).await?;
    // One token that is not found is a plain failure; among several it is one line of the report.
    if let [Target { found: Err(_), .. }] = targets.as_slice()
        && let Some(Target { found: Err(error), .. }) = targets.pop()
    {
        return Err(error.into());
    }
    // A plan that leaves out what was not found would look like all that was asked for.
    if dry_run
        && let Some(missing) = targets.iter().position(|target| target.found.is_err())
        && let Err(error) = targets.swap_remove(missing).found
    {
        return Err(error.into());
    }
    let found: Vec<&Token> = targets.iter().filter_map(|target| target.found.as_ref().ok()).flatten().collect();
    if dry_run {
        let changes = found.iter().map(|token| planned(token, args.purge)).collect();
        return Ok(Answer::WouldDo(DryRun { changes }));
    }
    if !found.is_empty() {
        ui.confirm(question(&found, session)).await?;
    }
    let single = targets.len() == 1 && found.len() == 1;
    let (mut number, all) = (0, found.len());
    let mut results = BulkResult::default();
    for Target { typed, found } in targets {
        match found {
            Err(error) => results.push(failed(None, &typed, error)),
            Ok(tokens) => {
                for token in tokens {
                    number += 1;
                    tell_progress(&token, number, all, args.wait.is_some(), ui);
                    match revoke::revoke(session, &token, manner).await {
                        Ok(revoked) => results.push(done(revoked, session, ui)),
                        Err(error) if single => return Err(error.into()),
                        Err(error) => results.push(failed(Some(token), &typed, error)),
                    }
                }
            }
        }
    }
    Ok(Answer::Done(results))
}

fn tell_progress(token: &Token, number: usize, all: usize, waits: bool, ui: &Ui) {
    let name = token.gateway_name().unwrap_or_else(|| format!("id:{}", token.id));
    let doing = if waits { "revoking and waiting to see it gone" } else { "revoking" };
    ui.progress.say(if all > 1 { format!("{doing}: {name}, {number} of {all}") } else { format!("{doing}: {name}") });
}

fn question(found: &[&Token], session: &Session) -> String {
    let names: Vec<String> = found
        .iter()
        .map(|token| {
            let own = if session.is_own_key(&token.id) { ", the key that you are logged in with" } else { "" };
            match token.gateway_name() {
                Some(name) => format!("{name} (id:{}{own})", token.id),
                None => format!("id:{}{own}", token.id),
            }
        })
        .collect();
    format!("Revoke {} on {}?", names.join(", "), session.label())
}

fn done(revoked: Revoked, session: &Session, ui: &Ui) -> BulkOutcome {
    let token = match revoked {
        Revoked::Kept(token) => token,
        Revoked::Gone(token) => {
            ui.note(&format!("{} keeps no row of id:{}", session.gateway.kind().title(), token.id));
            token
        }
    };
    BulkOutcome { token: BulkTarget::Token(token), outcome: Outcome::Done, error: None }
}

fn failed(token: Option<Token>, typed: &TokenRef, error: ops::Error) -> BulkOutcome {
    let token = token.map_or_else(|| BulkTarget::Typed(typed.to_string()), |token| BulkTarget::Token(Box::new(token)));
    BulkOutcome { token, outcome: Outcome::Failed, error: Some(Problem::from(error).report()) }
}

fn planned(token: &Token, purge: bool) -> PlannedChange {
    PlannedChange::new(if purge { "purge" } else { "revoke" }, format!("id:{}", token.id))
}
