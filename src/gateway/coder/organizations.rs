//! Coder's organizations as teams: who belongs to one, and making and deleting them, which needs a Premium licence.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::adapter::Coder;
use super::convert;
use super::explain::is_refusal;
use super::wire::{Member, NewOrganization, Organization};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::teams::TeamDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::{NewTeam, Rights, Team, TeamMember, TeamQuery, TypedTeam};
use crate::net::{Failure, What};

/// The role of everybody in an organization, which is not listed.
const MEMBER: &str = "member";

#[async_trait]
impl TeamDirectory for Coder {
    fn teams<'a>(&'a self, query: &'a TeamQuery) -> BoxStream<'a, Result<Team, Error>> {
        try_stream! {
            // There are no pages and no filters: all come in one answer.
            for organization in self.organizations().await? {
                let team = self.team_from(organization, None);
                if query.admits(&team) {
                    yield team;
                }
            }
        }
        .boxed()
    }

    async fn team(&self, wanted: &TypedTeam) -> Result<Team, Error> {
        let (word, is_meant): (&str, fn(&Organization, &str) -> bool) = match wanted {
            TypedTeam::Id(id) => (id, |found, id| found.id == id),
            TypedTeam::Name(name) => (name, |found, name| found.name == name),
            TypedTeam::Word(word) => (word, |found, word| found.name == word || found.id == word),
        };
        let mut organizations = self.organizations().await?;
        // No name is an id there: names hold no more than 32 characters.
        let Some(place) = organizations.iter().position(|found| is_meant(found, word)) else {
            return Err(self.no_such_organization(word));
        };
        let organization = organizations.swap_remove(place);
        let members = self.members(&organization.id).await?;
        Ok(self.team_from(organization, members))
    }

    async fn check_new_team(&self, new: &NewTeam) -> Result<(), Error> {
        refuse_unsupported(self, Verb::TeamsCreate, &new.fields())?;
        convert::check_name(&new.name, "an organization")?;
        if self.organizations().await?.iter().any(|found| found.name.eq_ignore_ascii_case(&new.name)) {
            return Err(self.organization_taken(&new.name));
        }
        Ok(())
    }

    async fn create_team(&self, new: &NewTeam) -> Result<Team, Error> {
        self.check_new_team(new).await?;
        let body = NewOrganization { name: &new.name };
        let call = self.client().await?.post(&["api", "v2", "organizations"]).json(&body);
        let made: Result<Organization, Failure> = self.answer(call).await;
        match made {
            Ok(organization) => Ok(self.team_from(organization, None)),
            Err(failure) if failure.is_status(409) => Err(self.organization_taken(&new.name).request(*failure.request)),
            Err(failure) => Err(self.failed_with_organization(&new.name, failure)),
        }
    }

    async fn check_team_deletion(&self, team: &Team) -> Result<(), Error> {
        let organizations = self.organizations().await?;
        match organizations.iter().find(|found| found.id == team.id) {
            None => Err(self.no_such_organization(&team.id)),
            Some(found) if found.is_default => {
                let message = format!("\"{}\" is the default organization of {}", team.name, self.place);
                Err(Error::new(ErrorKind::Conflict, message).hint("new users are put into it, and it stays"))
            }
            Some(_) => Ok(()),
        }
    }

    async fn delete_team(&self, team: &Team) -> Result<(), Error> {
        self.check_team_deletion(team).await?;
        let call = self.client().await?.delete(&["api", "v2", "organizations", &team.id]).final_if(is_refusal);
        match call.send().await {
            // Its answer is a sentence, in the shape of an error.
            Ok(_) => Ok(()),
            // The repeated one found none, because the first, whose answer was lost, had deleted it.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => Ok(()),
            Err(failure) => Err(self.failed_with_organization(&team.name, failure)),
        }
    }
}

impl Coder {
    /// Those that the credential may see.
    async fn organizations(&self) -> Result<Vec<Organization>, Error> {
        let found: Option<Vec<Organization>> = self.get(&["api", "v2", "organizations"]).await?;
        Ok(found.unwrap_or_default())
    }

    /// Who belongs to it; `None` for a credential that may not see that.
    async fn members(&self, organization: &str) -> Result<Option<Vec<TeamMember>>, Error> {
        match self.try_get::<Option<Vec<Member>>>(&["api", "v2", "organizations", organization, "members"]).await? {
            Ok(members) => Ok(Some(members.unwrap_or_default().into_iter().map(member).collect())),
            Err(failure) if failure.is_status(403) || failure.is_status(404) || is_refusal(&failure) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn team_from(&self, organization: Organization, members: Option<Vec<TeamMember>>) -> Team {
        Team {
            id: organization.id,
            name: organization.name,
            models: Rights::NoSuchLimit,
            blocked: false,
            budget: None,
            members,
            gateway: self.gateway_ref(),
        }
    }

    fn failed_with_organization(&self, name: &str, failure: Failure) -> Error {
        let text = failure.text.as_deref().unwrap_or_default();
        // A build without what needs a licence has no such route at all.
        let is_no_route = failure.is_status(404) && text.contains("Route not found") || failure.is_status(405);
        let is_licence = failure.is_status(403) && text.contains("Premium");
        if is_no_route || is_licence {
            let mut error = self.place.error(failure);
            error.kind = ErrorKind::Unsupported;
            error.message = format!("more organizations of {} than one need a Premium licence", self.place);
            return error.hint("`gatekey users` administers those of the one there is");
        }
        if failure.is_status(404) {
            return self.no_such_organization(name);
        }
        let is_unknown = failure.may_have_run
            && matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let mut error = self.failed(failure);
        if is_unknown {
            error.kind = ErrorKind::OutcomeUnknown;
            return error.hint("it may have been carried out: look what is there before you do it again");
        }
        error
    }

    fn no_such_organization(&self, wanted: &str) -> Error {
        Error::new(
            ErrorKind::NotFound,
            format!("{} has no organization \"{wanted}\" that this credential sees", self.place),
        )
        .hint("give its name or id as they are on the gateway")
    }

    fn organization_taken(&self, name: &str) -> Error {
        Error::new(ErrorKind::Conflict, format!("{} has an organization called \"{name}\" already", self.place))
            .hint("choose another name")
    }
}

fn member(member: Member) -> TeamMember {
    let roles: Vec<String> = member.roles.unwrap_or_default().into_iter().map(|role| role.name).collect();
    TeamMember {
        id: member.user_id,
        name: member.username.filter(|name| !name.is_empty()),
        role: if roles.is_empty() { MEMBER.to_owned() } else { roles.join(",") },
    }
}
