//! `gatekey tokens audit`: what is odd about the tokens of one gateway, or of all.

use std::time::Duration;

use crate::cli::args::GlobalArgs;
use crate::cli::settings::Settings;
use crate::gateway::ErrorKind;
use crate::model::{AuditReport, AuditedProfile, FailOn, parse_duration};
use crate::ops::target::GivenToken;
use crate::ops::tokens::audit::rules::{Judged, judge};
use crate::ops::tokens::audit::{self, Looked};
use crate::ops::{self, Session};
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// Look for tokens that are about to end, may do too much, or lie idle
///
/// Reads every token that the credential may see, and changes nothing. With --all-profiles all gateways are read at once;
/// one that does not answer is told, and is exit code 10. What a gateway does not tell is told as unknown. Exit code 12
/// only for what --fail-on names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens audit
  gatekey tokens audit --all-profiles --fail-on high
  gatekey tokens audit --unused-for 30d --fail-on unused,never_expires
  gatekey tokens audit -o json --jq '.findings[] | \"\\(.rule) \\(.token.name)\"'")]
pub struct Args {
    /// Every profile, and the embedded gateway if there is one
    #[arg(long)]
    all_profiles: bool,
    /// How long a token may lie idle [default: 90d]
    #[arg(long, value_name = "DUR", value_parser = parse_duration, default_value = "90d", hide_default_value = true)]
    unused_for: Duration,
    /// Exit with 12 for this: a severity (and louder ones), a rule, or `unknown`; repeatable
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

impl Args {
    /// Whether every profile is meant.
    pub fn is_about_all(&self) -> bool {
        self.all_profiles
    }

    /// Refuses one gateway and all of them at once.
    ///
    /// # Errors
    /// A usage error.
    pub fn check_place(&self, global: &GlobalArgs) -> Result<(), Problem> {
        if self.all_profiles && (global.profile.is_some() || global.url.is_some()) {
            return Err(Problem::usage("--all-profiles is every gateway, and one was named")
                .hint("leave --all-profiles out, or --profile and --url"));
        }
        Ok(())
    }
}

/// `session` is the gateway that is meant; `None`: all of them.
pub async fn run(args: &Args, session: Option<&Session>, settings: &Settings, ui: &Ui) -> Result<AuditReport, Problem> {
    let looked = match session {
        Some(session) => {
            let Looked { seen, profile, kind, url } = audit::one(session).await;
            // Of one gateway, that it does not answer is a plain failure; among several it is a line of the report.
            vec![Looked { seen: Ok(seen?), profile, kind, url }]
        }
        None => {
            ui.progress.say("reading the tokens of every profile");
            if !matches!(settings.surroundings.given_token, GivenToken::None) {
                ui.note("the token from the environment is not used: it is for one gateway");
            }
            audit::all(&settings.surroundings).await?
        }
    };
    let Judged { findings, unknown, timeline } = judge(&looked, args.unused_for, settings.surroundings.clock.now());
    let profiles = looked.into_iter().map(|looked| told(looked, ui)).collect();
    Ok(AuditReport { findings, unknown, profiles, timeline })
}

fn told(looked: Looked, ui: &Ui) -> AuditedProfile {
    let Looked { profile: name, kind, url, seen } = looked;
    let (reachable, tokens, error) = match seen {
        Ok(seen) => (Some(true), Some(seen.tokens.len()), None),
        Err(error) => {
            let reachable = match &error {
                ops::Error::Gateway(error) => Some(error.kind != ErrorKind::Unreachable),
                // Without a credential, say, nobody asked it.
                _ => None,
            };
            let problem = Problem::from(error);
            let whose = name.as_deref().unwrap_or_default();
            let cause = problem.cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default();
            ui.warn(&format!("\"{whose}\" was not read: {}{cause}", problem.message));
            (reachable, None, Some(problem.report()))
        }
    };
    AuditedProfile { name, kind, url, reachable, tokens, error }
}

/// How it ended.
pub fn exit(args: &Args, report: &AuditReport) -> Exit {
    if args.fail_on.iter().any(|what| report.fails_on(*what)) {
        return Exit::Findings;
    }
    // What was not read may be anything.
    if report.profiles.iter().any(|profile| profile.error.is_some()) { Exit::Partial } else { Exit::Done }
}
