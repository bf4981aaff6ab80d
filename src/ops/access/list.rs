//! Everything that a token can do: each thing that can be asked about, judged one by one.

use super::Judge;
use crate::access::litellm::live;
use crate::model::{AccessDecision, AccessLine, AccessQuestion, Kind, Rights, Token};
use crate::ops::{Error, Session};

/// A name that stands for everything of its kind, where there is no list of it.
const EVERYTHING: &str = "*";

/// As many exceptions as a line tells.
const MOST_EXCEPTIONS: usize = 12;

/// What the token can do, and what only its gateway knows. What it cannot do is left out.
///
/// # Errors
/// When what decides cannot be read.
pub async fn list(session: &Session, token: &Token, asked: &AccessQuestion) -> Result<Vec<AccessLine>, Error> {
    let judge = Judge::of(session, token, asked).await?;
    let mut lines = Vec::new();
    for action in if judge.kind == Kind::Litellm { Vec::new() } else { judge.actions() } {
        let question = AccessQuestion { action: Some(action.clone()), ..AccessQuestion::default() };
        lines.push(AccessLine::of("action", &action, &judge.judge(&question)));
    }
    for model in judge.models() {
        let question = AccessQuestion { model: Some(model.clone()), ..asked.clone() };
        lines.push(AccessLine::of("model", &model, &judge.judge(&question)));
    }
    if judge.kind == Kind::Litellm {
        for group in live::GROUPS {
            lines.extend(judge.routes(group));
        }
    }
    lines.retain(|line| line.decision != AccessDecision::Deny);
    Ok(lines)
}

impl Judge<'_> {
    /// The models that can be asked about.
    fn models(&self) -> Vec<String> {
        if let Some(live) = &self.live {
            return live.models().map(str::to_owned).collect();
        }
        match (self.kind, &self.facts.models, &self.token.models) {
            (Kind::Coder, ..) => Vec::new(),
            (Kind::Gpustack, Ok(models), _) => models.iter().map(|model| model.name.clone()).collect(),
            (_, _, Rights::Only(names)) => names.clone(),
            _ => vec![EVERYTHING.to_owned()],
        }
    }

    /// The paths of a group that the key may call: the group alone where it is all of them.
    fn routes(&self, group: &str) -> Vec<AccessLine> {
        let question = |route: &str| AccessQuestion { route: Some(route.to_owned()), ..AccessQuestion::default() };
        let lines: Vec<AccessLine> = live::paths_of(group)
            .iter()
            .map(|(written, path)| AccessLine::of("route", written, &self.judge(&question(path))))
            .collect();
        let Some(first) = lines.first() else { return Vec::new() };
        let group = |detail: String| {
            vec![AccessLine { kind: "routes", name: group.to_owned(), detail: Some(detail), ..first.clone() }]
        };
        if lines.iter().all(|line| line.decision == first.decision) {
            return group(first.detail.clone().unwrap_or_else(|| format!("all of its {} paths", lines.len())));
        }
        // Of a group that is open but for a few, those few are told.
        let closed: Vec<&str> =
            lines.iter().filter(|line| line.decision == AccessDecision::Deny).map(|line| line.name.as_str()).collect();
        if first.decision == AccessDecision::Allow && closed.len() <= MOST_EXCEPTIONS {
            return group(format!("all of its {} paths but {}", lines.len(), closed.join(", ")));
        }
        lines
    }
}
