//! LiteLLM's teams. Their names are not unique there: gatekey makes no second one of a name, and asks for the id where
//! others did.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use super::adapter::Litellm;
use super::convert::{check_models, check_period, members, models, refused};
use super::explain::is_missing;
use super::wire::{NewTeam as NewTeamBody, Team as WireTeam, TeamInfo};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::teams::TeamDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::{Budget, NewTeam, Team, TeamQuery, TypedTeam, shell_word};

#[async_trait]
impl TeamDirectory for Litellm {
    fn teams<'a>(&'a self, query: &'a TeamQuery) -> BoxStream<'a, Result<Team, Error>> {
        try_stream! {
            let mut teams = self.all_teams(query.search.as_deref()).await?;
            while let Some(team) = teams.try_next().await? {
                yield self.team_from(team);
            }
        }
        .boxed()
    }

    async fn team(&self, wanted: &TypedTeam) -> Result<Team, Error> {
        let found = self.team_called(wanted).await?;
        // The list tells the members' ids; the view of one, what they are called.
        let call = self.client.get(&["team", "info"]).query("team_id", &found.team_id);
        match self.read::<TeamInfo>(call).await {
            Ok(TeamInfo { team_info }) => Ok(self.team_from(team_info)),
            Err(failure) if is_missing(&failure) => Err(self.no_such_team(&found.team_id)),
            Err(failure) => match self.failed(failure) {
                error if error.kind == ErrorKind::Denied => Ok(self.team_from(found)),
                error => Err(error),
            },
        }
    }

    async fn check_new_team(&self, new: &NewTeam) -> Result<(), Error> {
        refuse_unsupported(self, Verb::TeamsCreate, &new.fields())?;
        new_team(new)?;
        match self.teams_named(&new.name).await?.first() {
            None => Ok(()),
            Some(taken) => {
                let message = format!("{} has a team named \"{}\" already", self.place, new.name);
                Err(Error::new(ErrorKind::Conflict, message)
                    .hint(format!("it is id:{}; choose another name", taken.team_id)))
            }
        }
    }

    async fn create_team(&self, new: &NewTeam) -> Result<Team, Error> {
        self.check_new_team(new).await?;
        let call = self.client.post(&["team", "new"]).json(&new_team(new)?);
        let made: WireTeam = self
            .read(call)
            .await
            .map_err(|failure| self.maybe_done(failure, "`gatekey teams list` shows whether it is there"))?;
        Ok(self.team_from(made))
    }

    async fn check_team_deletion(&self, _team: &Team) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_team(&self, team: &Team) -> Result<(), Error> {
        // Asked while it can be: with the team, its keys go.
        let is_own = self.own_team().await?.as_ref() == Some(&team.id);
        let call = self.client.post(&["team", "delete"]).json(&json!({ "team_ids": [team.id] }));
        match call.send().await.and_then(|reply| reply.acknowledged()) {
            // The answer repeats the request and proves nothing.
            Ok(()) => {
                let seen = self.team_of_id(&team.id).await.map(|team| team.is_some());
                let look = format!("`gatekey teams show {}`", shell_word(&format!("id:{}", team.id)));
                self.gone(seen, is_own, &format!("the team \"{}\"", team.name), &look)
            }
            Err(failure) if is_missing(&failure) => Err(self.no_such_team(&team.id)),
            Err(failure) => Err(self.maybe_done(failure, "`gatekey teams list` shows whether it is still there")),
        }
    }
}

impl Litellm {
    fn team_from(&self, team: WireTeam) -> Team {
        Team {
            name: team.team_alias.filter(|name| !name.is_empty()).unwrap_or_else(|| team.team_id.clone()),
            id: team.team_id,
            models: models(team.models),
            blocked: team.blocked == Some(true),
            budget: Some(Budget {
                max: team.max_budget,
                spent: team.spend,
                period: team.budget_duration,
                resets_at: team.budget_reset_at,
            }),
            members: team.members_with_roles.map(members),
            gateway: self.gateway_ref(),
        }
    }
}

fn new_team(new: &NewTeam) -> Result<NewTeamBody<'_>, Error> {
    if new.name.trim().is_empty() || new.name.chars().any(char::is_control) {
        return Err(refused("the team's name is empty, or holds control characters")
            .hint("give the team a name that says who it is"));
    }
    let models = new.models.as_deref().map(check_models).transpose()?;
    Ok(NewTeamBody {
        team_alias: &new.name,
        models: models.filter(|models| !models.is_empty()),
        max_budget: new.budget,
        budget_duration: new.budget_period.as_deref().map(check_period).transpose()?,
    })
}
