//! May this token do that? What decides is fetched from its gateway, and judged here by the gateway's own rules.
//!
//! - [`list`]: everything that a token can do; [`prove`]: what the gateway itself answers

pub mod list;
pub mod prove;

use super::{Error, Refusal, RefusalKind, Session};
use crate::access::litellm::live::LiveKey;
use crate::access::{coder, gpustack, local};
use crate::model::{AccessFacts, AccessQuestion, AccessReport, Kind, Timestamp, Token, nearest};

/// Whether the token may do it, and if not, which layer says no.
///
/// # Errors
/// When nothing is asked, or something that this gateway does not decide by; and what keeps the facts from being read.
pub async fn check(session: &Session, token: &Token, asked: &AccessQuestion) -> Result<AccessReport, Error> {
    let judge = Judge::of(session, token, asked).await?;
    judge.refuse_unknown_action(asked)?;
    Ok(judge.judge(asked))
}

/// A token with all that decides about it.
struct Judge<'t> {
    kind: Kind,
    token: &'t Token,
    facts: AccessFacts,
    live: Option<LiveKey>,
    now: Timestamp,
}

impl<'t> Judge<'t> {
    async fn of(session: &Session, token: &'t Token, asked: &AccessQuestion) -> Result<Self, Error> {
        let kind = session.gateway.kind();
        let facts = session.gateway.access_facts(token, asked).await?;
        let live = match kind {
            Kind::Litellm => Some(LiveKey::read(&token.id, &facts.rows).map_err(|error| {
                Refusal::new(RefusalKind::Failed, format!("the rows of {} cannot be judged", session.label()))
                    .cause(error.to_string())
            })?),
            _ => None,
        };
        Ok(Self { kind, token, facts, live, now: session.clock.now() })
    }

    fn judge(&self, asked: &AccessQuestion) -> AccessReport {
        match (self.kind, &self.live) {
            (Kind::Litellm, Some(live)) => live.judge(asked, self.now),
            (Kind::Gpustack, _) => gpustack::judge(self.token, &self.facts, asked, self.now),
            (Kind::Coder, _) => coder::judge(self.token, &self.facts, asked, self.now),
            _ => local::judge(self.token, &self.facts, asked, self.now),
        }
    }

    /// A word that is no right of this gateway would be denied to every token.
    fn refuse_unknown_action(&self, asked: &AccessQuestion) -> Result<(), Error> {
        let Some(action) = asked.action.as_deref() else { return Ok(()) };
        let known: Vec<String> = match self.kind {
            Kind::Gpustack => gpustack::ACTIONS.map(str::to_owned).into(),
            // Coder has more actions than may be asked for by name.
            Kind::Coder
                if action.split_once(':').is_some_and(|(thing, verb)| !thing.is_empty() && !verb.is_empty()) =>
            {
                return Ok(());
            }
            _ => self.actions(),
        };
        if known.iter().any(|name| name == action) || known.is_empty() {
            return Ok(());
        }
        let message = format!("{} has no action \"{action}\"", self.kind.title());
        Err(Refusal::new(RefusalKind::Usage, message)
            .hint(match nearest(action, known.iter().map(String::as_str)) {
                Some(nearest) => format!("did you mean `{nearest}`? `gatekey scopes list` shows all"),
                None => format!("the actions are {}", known.join(", ")),
            })
            .into())
    }

    /// Every right that can be asked about by name.
    fn actions(&self) -> Vec<String> {
        if self.kind == Kind::Gpustack {
            return gpustack::ACTIONS.map(str::to_owned).into();
        }
        let catalogue = self.facts.catalogue.as_deref().unwrap_or_default();
        let names = catalogue.iter().filter(|scope| !scope.kind.is_of_models()).flat_map(|scope| {
            let is_leaf = scope.grants.is_empty();
            scope.grants.iter().chain(Some(&scope.name).filter(|_| is_leaf))
        });
        // A part that holds other parts is no action by itself.
        let is_whole = |name: &&String| {
            let has_parts = catalogue.iter().any(|scope| scope.name == **name && !scope.grants.is_empty());
            !has_parts && !name.ends_with('*')
        };
        let mut all: Vec<String> = names.filter(is_whole).cloned().collect();
        all.sort();
        all.dedup();
        all
    }
}

/// Refuses what this gateway does not decide by, with what it does.
///
/// # Errors
/// [`RefusalKind::Usage`] when nothing is asked, [`RefusalKind::Unsupported`] when the wrong thing is.
pub fn refuse_question(session: &Session, asked: &AccessQuestion, is_list: bool) -> Result<(), Error> {
    let kind = session.gateway.kind();
    let (takes, instead): (&[&str], &str) = match kind {
        Kind::Litellm => (&["--model", "--route", "--method", "--user"], "ask by --model and --route"),
        Kind::Gpustack => (
            &["--model", "--route", "--method", "--action"],
            "ask by --model, by --route, or by --action inference or management",
        ),
        Kind::Coder => (&["--action", "--resource"], "ask by --action, as in workspace:read"),
        _ => (&["--model", "--route", "--method", "--action"], "ask by --action, as in token:read, or by --model"),
    };
    let given = [
        ("--model", asked.model.is_some()),
        ("--route", asked.route.is_some()),
        ("--action", asked.action.is_some()),
        ("--method", asked.method.is_some()),
        ("--resource", asked.resource.is_some()),
        ("--user", asked.end_user.is_some()),
    ];
    if let Some((flag, _)) = given.iter().find(|(flag, is_given)| *is_given && !takes.contains(flag)) {
        let message = format!("{} decides nothing by {flag}", kind.title());
        return Err(Refusal::new(RefusalKind::Unsupported, message).hint(instead).into());
    }
    let asks = asked.model.is_some() || asked.route.is_some() || asked.action.is_some();
    if !asks && !is_list {
        return Err(Refusal::new(RefusalKind::Usage, "nothing is asked about the token")
            .hint(format!("{instead}; --list shows everything that it can do"))
            .into());
    }
    Ok(())
}
