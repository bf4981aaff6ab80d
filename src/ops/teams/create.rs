//! Create a team.

use serde_json::{Value, json};

use super::directory;
use crate::gateway::capability::{Carries, Verb};
use crate::model::{NewTeam, PlannedChange, Team};
use crate::ops::{Error, Session, scopes};

/// What would be made.
///
/// # Errors
/// Those of [`create`] that do not need it to be tried.
pub async fn plan(session: &Session, new: &NewTeam) -> Result<PlannedChange, Error> {
    check(session, new).await?;
    directory(session, Verb::TeamsCreate, &new.fields())?.check_new_team(new).await?;
    let fields =
        [("models", json!(new.models)), ("budget", json!(new.budget)), ("budget_period", json!(new.budget_period))];
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    let plan = PlannedChange::new("create", new.name.clone());
    Ok(given.fold(plan, |plan, (name, value)| plan.field(name, Value::Null, value)))
}

/// Makes the team.
///
/// # Errors
/// For fields that this gateway does not have, and models that it does not know; and as
/// [`crate::gateway::teams::TeamDirectory::create_team`].
pub async fn create(session: &Session, new: &NewTeam) -> Result<Team, Error> {
    check(session, new).await?;
    Ok(directory(session, Verb::TeamsCreate, &new.fields())?.create_team(new).await?)
}

async fn check(session: &Session, new: &NewTeam) -> Result<(), Error> {
    directory(session, Verb::TeamsCreate, &new.fields())?;
    scopes::check_models(session, new.models.as_deref().unwrap_or_default()).await
}
