//! Change a token, and tell beforehand what changes and whether that takes rights away.

use serde::Serialize;
use serde_json::{Value, json};

use crate::gateway::ErrorKind;
use crate::gateway::capability::{Carries, Verb};
use crate::model::{Lifetime, ListChange, PlannedChange, Rights, Team, Timestamp, Token, TokenChange, TypedTeam};
use crate::ops::scopes::check_added_models;
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// Refuses a change that is none, or that this gateway cannot make.
///
/// # Errors
/// [`RefusalKind::Usage`] when nothing is to change or the name is kept for generations; for fields that this gateway does
/// not have.
pub fn check(session: &Session, change: &TokenChange) -> Result<(), Error> {
    if change.fields().is_empty() {
        return Err(Refusal::new(RefusalKind::Usage, "there is nothing to change")
            .hint("give the fields to change, as in --description TEXT or --clear description")
            .into());
    }
    if let Some(name) = &change.name {
        super::create::check_name(name)?;
    }
    super::check_support(session, Verb::Update, change)
}

/// Refuses what the gateway would refuse, and changes nothing.
///
/// # Errors
/// As [`update`].
pub async fn check_on_gateway(session: &Session, token: &Token, change: &TokenChange) -> Result<(), Error> {
    check_added_models(session, change).await?;
    Ok(session.gateway.check_token_change(token, change).await?)
}

/// Makes the change and returns the token as it then is.
///
/// # Errors
/// As [`check`] and [`crate::gateway::Gateway::update_token`].
pub async fn update(session: &Session, token: &Token, change: &TokenChange) -> Result<Token, Error> {
    check(session, change)?;
    check_added_models(session, change).await?;
    // Without a place for the lock it is done all the same: the adapter looks whether the change stays.
    let _turn = if session.gateway.rewrites(change) { session.turn().await.ok() } else { None };
    Ok(session.gateway.update_token(token, change).await?)
}

/// What a change makes of a token: the fields, old and new, and whether its user could do less than before.
#[derive(Debug)]
pub struct Plan {
    pub change: PlannedChange,
    /// Asked about before it is done (CONTRACT §1).
    pub takes_rights_away: bool,
}

/// Works out what would change. Of the gateway, nothing is asked but what another team allows.
///
/// # Errors
/// [`RefusalKind::Usage`] when a list cannot be changed as asked; when there is no such team.
pub async fn plan(session: &Session, token: &Token, change: &TokenChange) -> Result<Plan, Error> {
    let mut plan = planned(token, change, session.clock.now())?;
    if let Some(wanted) = &change.team {
        plan.takes_rights_away |= is_narrowed_by_team(session, token, wanted.as_deref()).await?;
    }
    Ok(plan)
}

/// Whether the team that a token goes to allows less than it could do so far. What is not told may be less.
async fn is_narrowed_by_team(session: &Session, token: &Token, wanted: Option<&str>) -> Result<bool, Error> {
    let (Some(wanted), Some(teams)) = (wanted, session.gateway.teams()) else { return Ok(false) };
    let Ok(wanted) = wanted.parse::<TypedTeam>();
    let team = match teams.team(&wanted).await {
        Ok(team) => team,
        Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::Unsupported) => return Ok(true),
        Err(error) => return Err(error.into()),
    };
    let before = match &token.team {
        Some(before) if before.id == team.id => return Ok(false),
        Some(before) => teams.team(&TypedTeam::Id(before.id.clone())).await.ok(),
        None => None,
    };
    let most = |team: &Team| team.budget.as_ref().and_then(|budget| budget.max);
    let usable = match (&token.models, &before) {
        (Rights::All, Some(before)) => &before.models,
        (models, _) => models,
    };
    let spends_less =
        most(&team).is_some_and(|most_now| before.as_ref().and_then(most).is_none_or(|most| most_now < most));
    Ok(team.blocked || spends_less || !covers(&team.models, usable))
}

fn planned(token: &Token, change: &TokenChange, now: Timestamp) -> Result<Plan, Error> {
    let mut plan = Plan {
        change: PlannedChange::new("update", format!("id:{}", token.id)),
        takes_rights_away: change.allow_list.is_some(),
    };
    plan.text("name", token.gateway_name(), change.name.clone().map(Some));
    plan.text("description", token.description.clone(), change.description.clone());
    plan.text("owner", token.owner.as_ref().and_then(|owner| owner.id.clone()), change.owner.clone().map(Some));
    let team = token.team.as_ref().map(|team| team.name.as_ref().unwrap_or(&team.id).clone());
    plan.text("team", team, change.team.clone());
    plan.rights("scopes", &token.scopes, change.scopes.as_ref())?;
    plan.rights("models", &token.models, change.models.as_ref())?;
    plan.rights("routes", &token.routes, change.routes.as_ref())?;
    plan.expiry(token, change.expires_in, now);
    let budget = token.budget.as_ref();
    plan.limit("budget", budget.and_then(|budget| budget.max), change.budget);
    plan.text("budget_period", budget.and_then(|budget| budget.period.clone()), change.budget_period.clone());
    let rate = token.rate_limit.as_ref();
    plan.limit("rpm", rate.and_then(|limit| limit.rpm), change.rpm);
    plan.limit("tpm", rate.and_then(|limit| limit.tpm), change.tpm);
    if let Some(pairs) = &change.metadata {
        let new = pairs.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        plan.note("metadata", json!(token.metadata), Value::Object(new));
    }
    Ok(plan)
}

impl Plan {
    fn note(&mut self, field: &str, old: Value, new: Value) {
        self.change.fields.insert(field.to_owned(), json!([old, new]));
    }

    fn text(&mut self, field: &str, old: Option<String>, new: Option<Option<String>>) {
        if let Some(new) = new {
            self.note(field, json!(old), json!(new));
        }
    }

    fn rights(&mut self, field: &str, old: &Rights, change: Option<&ListChange>) -> Result<(), Error> {
        let Some(change) = change else { return Ok(()) };
        let new = change
            .applied_to(old)
            .map_err(|error| Refusal::new(RefusalKind::Usage, format!("the {field} cannot be changed so: {error}")))?;
        self.takes_rights_away |= !covers(&new, old);
        self.note(field, json!(old), json!(new));
        Ok(())
    }

    fn limit<N: PartialOrd + Serialize>(&mut self, field: &str, old: Option<N>, new: Option<Option<N>>) {
        let Some(new) = new else { return };
        self.takes_rights_away |= new.as_ref().is_some_and(|new| old.as_ref().is_none_or(|old| new < old));
        self.note(field, json!(old), json!(new));
    }

    fn expiry(&mut self, token: &Token, new: Option<Lifetime>, now: Timestamp) {
        let Some(lifetime) = new else { return };
        let end = match lifetime {
            Lifetime::Never => None,
            Lifetime::For(duration) => now.checked_add(duration),
        };
        self.takes_rights_away |= end.is_some_and(|end| token.expires_at.is_none_or(|old| end < old));
        self.note("expires_at", json!(token.expires_at), json!(end));
    }
}

fn covers(new: &Rights, old: &Rights) -> bool {
    match (new, old) {
        (Rights::All | Rights::NoSuchLimit, _) => true,
        (Rights::Only(_), Rights::All | Rights::NoSuchLimit) => false,
        (Rights::Only(new), Rights::Only(old)) => old.iter().all(|name| new.contains(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(names: &[&str]) -> Rights {
        Rights::Only(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn fewer_names_or_an_end_to_everything_take_rights_away() {
        assert!(!covers(&only(&["a"]), &only(&["a", "b"])));
        assert!(!covers(&only(&["a"]), &Rights::All));
        assert!(covers(&only(&["a", "b"]), &only(&["a"])));
        assert!(covers(&Rights::All, &only(&["a"])));
    }
}
