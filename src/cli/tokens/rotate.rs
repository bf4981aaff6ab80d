//! `gatekey tokens rotate`: a new secret in the place of an old one, with both working in between.

use std::time::Duration;

use super::rotate_all::Many;
use crate::cli::answer::Answer;
use crate::cli::args::{SinkArgs, TokenFilters, secret_for};
use crate::env;
use crate::model::{DryRun, OldProof, RotateReport, TokenRef, parse_duration};
use crate::ops::tokens::resolve::resolve;
use crate::ops::tokens::rotate::plan::{Window, Wish};
use crate::ops::tokens::rotate::proof::AtHand;
use crate::ops::tokens::rotate::{self, Request, Show};
use crate::ops::{self, Session};
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// How many tokens are rotated at a time, unless somebody says so.
const PARALLEL: usize = 4;

/// Exchange a token's secret
///
/// The new one has every limit of the old one. It is seen to work, handed over, and only then the old one ends: at once
/// with --to, with --finish when the secret was only shown, or after --grace. A run that was killed at any point is gone on
/// with by the next, on any machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  KEY=$(gatekey tokens rotate ci) && deploy && gatekey tokens rotate ci --finish
  gatekey tokens rotate ci --to env-file:.env#API_KEY --grace 1h
  gatekey tokens rotate ci --if-older-than 90d --to 'exec:gh secret set KEY'
  gatekey tokens rotate ci --if-expiring-within 14d -o json
  gatekey tokens rotate --all --owner me --to 'file:keys/{name}' --grace 1h")]
pub struct Args {
    /// Token to rotate: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    #[arg(value_name = "TOKEN", required_unless_present = "all", conflicts_with = "all")]
    token: Option<TokenRef>,
    /// Rotate every active token that the filters let through; {name}, {NAME} and {id} in --to stand for each one's own
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filters: TokenFilters,
    /// How many of --all are rotated at a time [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    parallel: Option<u16>,
    #[command(flatten)]
    to: SinkArgs,
    /// Let the old secret work beside the new one for so long
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    grace: Option<Duration>,
    /// Do nothing unless the token expires within this time
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    if_expiring_within: Option<Duration>,
    /// Do nothing unless the secret is older than this
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    if_older_than: Option<Duration>,
    /// Variable that holds the old secret: then it is seen to be refused, and not only to be gone
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    old_secret_env: Option<String>,
    /// Wait at most this long to see the new secret work and the old one refused
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    wait: Option<Duration>,
    /// Go on with a rotation that was begun, and begin none
    #[arg(long, conflicts_with_all = ["abort", "finish", "if_expiring_within", "if_older_than"])]
    resume: bool,
    /// Take back a new secret that was not handed over
    #[arg(long, conflicts_with_all = ["all", "finish", "sinks", "grace", "if_expiring_within", "if_older_than"])]
    abort: bool,
    /// End the old secret now
    #[arg(long, conflicts_with_all = ["sinks", "grace", "if_expiring_within", "if_older_than"])]
    finish: bool,
}

impl Args {
    /// Whether many are meant, and which.
    ///
    /// # Errors
    /// A usage error for filters where one token is meant.
    pub fn many(&self) -> Result<Option<Many>, Problem> {
        let query = self.filters.clone().query();
        let is_given = self.filters.is_given() || self.parallel.is_some();
        match (self.all, is_given) {
            (true, _) => {
                let parallel = self.parallel.map_or(PARALLEL, usize::from);
                Ok(Some(Many { query, request: self.request(), parallel }))
            }
            (false, false) => Ok(None),
            (false, true) => Err(Problem::usage("filters and --parallel are for many tokens, and one was named")
                .hint("write --all in its place")),
        }
    }

    /// Whether the answer can hold a secret.
    pub fn shows_secret(&self) -> bool {
        SinkArgs::show(&self.to.sinks) && !self.abort && !self.finish
    }

    /// Refuses a condition where the bare secret is the answer: `KEY=$(…)` must never be empty.
    ///
    /// # Errors
    /// A usage error that names the ways.
    pub fn check_condition(&self, is_structured: bool) -> Result<(), Problem> {
        let is_conditional = self.if_expiring_within.is_some() || self.if_older_than.is_some();
        if is_conditional && self.shows_secret() && !is_structured {
            return Err(Problem::usage("with a condition there may be no secret to print")
                .hint("say where it goes with --to, or type -o json"));
        }
        Ok(())
    }

    /// The old secret, where a variable is to hold it. In CI, one that is not defined is empty.
    fn old_secret(&self) -> Result<Option<AtHand>, Problem> {
        let Some(name) = &self.old_secret_env else { return Ok(None) };
        match env::secret_in(name).map_err(Problem::usage)?.filter(|secret| !secret.is_empty()) {
            Some(secret) => Ok(Some(AtHand { secret, variable: Some(name.clone()) })),
            None => Err(Problem::usage(format!("the environment variable {name} is not set, or empty"))
                .hint("put the old secret there, or leave `--old-secret-env` out")),
        }
    }

    fn request(&self) -> Request {
        let wish = match (self.resume, self.abort, self.finish) {
            (true, _, _) => Wish::Resume,
            (_, true, _) => Wish::Abort,
            (_, _, true) => Wish::Finish,
            _ => Wish::Rotate,
        };
        Request {
            wish,
            window: Window { expiring_within: self.if_expiring_within, older_than: self.if_older_than },
            grace: self.grace,
            sinks: self.to.sinks.clone(),
            wait: self.wait.unwrap_or_default(),
            is_one_of_many: self.all,
        }
    }
}

pub async fn run(
    args: Args,
    session: &Session,
    ui: &Ui,
    dry_run: bool,
    show: Show<'_>,
) -> Result<Answer<RotateReport>, Problem> {
    let request = args.request();
    let named = args.old_secret()?;
    let Some(token) = &args.token else { return Err(Problem::usage("no token is named")) };
    let secret = secret_for([token], ui).await?;
    let token = resolve(session, token, secret.as_ref()).await?;
    if dry_run {
        let changes = rotate::plan(session, &token, &request).await?;
        return Ok(Answer::WouldDo(DryRun { changes }));
    }
    let shown = secret.map(|secret| AtHand { secret, variable: None });
    let report = rotate::rotate(session, token, shown.or(named), &request, show).await?;
    tell(&report, session, ui);
    Ok(Answer::Done(report))
}

/// How it ended: what was waited for and not seen is not done.
pub fn exit(report: &RotateReport) -> Exit {
    let is_seen = matches!(report.proof.old, OldProof::Refused | OldProof::Gone);
    if report.is_old_ended && !is_seen { Exit::Unfinished } else { Exit::Done }
}

fn tell(report: &RotateReport, session: &Session, ui: &Ui) {
    let token = &report.token;
    let name = token.gateway_name().unwrap_or_else(|| "a token".to_owned());
    match &report.reason {
        Some(reason) => ui.done(&format!("{name} (id:{}) on {}: {reason}", token.id, session.label())),
        None => {
            let until = token.expires_at.map_or_else(|| "never expires".to_owned(), |at| format!("expires at {at}"));
            ui.done(&format!("Rotated {name} (id:{}) on {}: {until}.", token.id, session.label()));
        }
    }
    for note in &report.notes {
        ui.note(note);
    }
    for sink in &report.delivered {
        ui.done(&format!("Handed the secret to {sink}"));
    }
    let superseded_until = report.superseded.as_ref().and_then(|old| old.grace_expires_at);
    match report.proof.old {
        OldProof::Refused => ui.done("The old secret is refused."),
        OldProof::Gone => ui.done("The old secret is gone."),
        OldProof::Alive | OldProof::Unknown if report.is_old_ended => {
            ui.warn("the old secret was ended, and was not seen to be refused yet: look again, or give --wait");
        }
        OldProof::Alive => match token.grace_expires_at.or(superseded_until) {
            Some(until) if report.delivered.is_empty() => ui.note(&format!(
                "the old secret works until {until}, or until `gatekey tokens rotate id:{} --finish`",
                token.id
            )),
            Some(until) => ui.note(&format!("the old secret works until {until}")),
            None => ui.note(&format!("the old secret works until `gatekey tokens rotate id:{} --finish`", token.id)),
        },
        OldProof::Unknown => {}
    }
}

/// A failure to print the answer: the secret was made, and has not arrived.
pub fn not_printed(problem: &Problem) -> ops::Error {
    let refusal = ops::Refusal::new(ops::RefusalKind::Failed, problem.message.clone());
    match &problem.cause {
        Some(cause) => refusal.cause(cause.clone()).into(),
        None => refusal.into(),
    }
}
