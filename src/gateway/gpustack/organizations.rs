//! GPUStack's organisations as teams. Nobody's own space is one, nor is the platform itself.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use super::adapter::Gpustack;
use super::context::act;
use super::convert::Inside;
use super::wire::{Member, Membership, Organization, PAGE_SIZE};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::teams::TeamDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::{NewTeam, Rights, Team, TeamMember, TeamQuery, TeamRef, TypedTeam};
use crate::net::page;

#[async_trait]
impl TeamDirectory for Gpustack {
    fn teams<'a>(&'a self, query: &'a TeamQuery) -> BoxStream<'a, Result<Team, Error>> {
        try_stream! {
            // Who administers nothing sees their own.
            let own = self.own_organizations().await?;
            let search = query.search.clone().unwrap_or_default();
            let search = search.as_str();
            let fetch = |number: u32| async move {
                let call = self.client.get(&["v2", "organizations"]).query("search", search);
                self.listing::<Organization>(call, number, PAGE_SIZE).await
            };
            let mut all = page::by_offset(fetch, |organization: &Organization| organization.id);
            loop {
                match all.try_next().await {
                    Ok(Some(organization)) if organization.is_team() => yield self.team_from(organization, None),
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(error) if error.kind == ErrorKind::Denied => {
                        for organization in own {
                            yield self.team_from(organization, None);
                        }
                        break;
                    }
                    Err(error) => Err(error)?,
                }
            }
        }
        .boxed()
    }

    async fn team(&self, wanted: &TypedTeam) -> Result<Team, Error> {
        let word = match wanted {
            TypedTeam::Id(id) | TypedTeam::Name(id) | TypedTeam::Word(id) => id,
        };
        let found = self.organization(word).await?;
        let is_meant = match wanted {
            TypedTeam::Id(id) => found.id.to_string() == *id,
            TypedTeam::Name(name) => found.name == *name,
            TypedTeam::Word(_) => true,
        };
        if !is_meant {
            let message = format!("{} has no organisation {wanted} that this credential sees", self.place);
            return Err(Error::new(ErrorKind::NotFound, message).hint("`gatekey teams list` shows those it sees"));
        }
        let members = self.members(&found).await?;
        Ok(self.team_from(found, members))
    }

    async fn check_new_team(&self, new: &NewTeam) -> Result<(), Error> {
        refuse_unsupported(self, Verb::TeamsCreate, &new.fields())?;
        check_name(&new.name)?;
        match self.organization(&new.name).await {
            Ok(_) => Err(self.organization_taken(&new.name)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn create_team(&self, new: &NewTeam) -> Result<Team, Error> {
        refuse_unsupported(self, Verb::TeamsCreate, &new.fields())?;
        check_name(&new.name)?;
        let call = self.client.post(&["v2", "organizations"]).json(&json!({ "name": new.name }));
        match call.send().await.and_then(|reply| reply.json::<Organization>()) {
            Ok(made) => Ok(self.team_from(made, None)),
            Err(failure) if failure.is_status(409) => Err(self.organization_taken(&new.name)),
            Err(failure) => Err(self.maybe_done(failure, "`gatekey teams list` shows whether it is there")),
        }
    }

    async fn check_team_deletion(&self, _team: &Team) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_team(&self, team: &Team) -> Result<(), Error> {
        match self.client.delete(&["v2", "organizations", &team.id]).send().await.and_then(|reply| reply.acknowledged())
        {
            Ok(()) => Ok(()),
            // The repeated one found nothing, because the first, whose answer was lost, had deleted it.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => Ok(()),
            Err(failure) if failure.is_status(404) => {
                let message = format!("{} has no organisation id:{}", self.place, team.id);
                Err(Error::new(ErrorKind::NotFound, message).request(*failure.request))
            }
            Err(failure) if failure.is_status(409) => Err(self
                .failed(failure)
                .hint(format!("revoke its keys first: `gatekey tokens list --team {}` shows them", team.name))),
            Err(failure) => Err(self.maybe_done(failure, "`gatekey teams list` shows whether it is still there")),
        }
    }

    fn needs_empty_teams(&self) -> bool {
        true
    }
}

impl Gpustack {
    async fn own_organizations(&self) -> Result<Vec<Organization>, Error> {
        let reply = self.client.get(&["v2", "users", "me", "organizations"]).send().await;
        let own: Vec<Membership> = reply.and_then(|reply| reply.json()).map_err(|failure| self.failed(failure))?;
        let organizations = own.into_iter().map(|membership| membership.organization);
        Ok(organizations.filter(Organization::is_team).collect())
    }

    /// Who belongs to it; `None` when the credential may not see that. A member sees it only from inside.
    async fn members(&self, organization: &Organization) -> Result<Option<Vec<TeamMember>>, Error> {
        let id = organization.id.to_string();
        let inside = Inside::Team(TeamRef { id: id.clone(), name: None });
        let call = act(self.client.get(&["v2", "organizations", &id, "members"]), &inside);
        match call.send().await.and_then(|reply| reply.json::<Vec<Member>>()) {
            Ok(members) => Ok(Some(members.into_iter().map(member).collect())),
            Err(failure) => match self.failed(failure) {
                error if error.kind == ErrorKind::Denied => Ok(None),
                error => Err(error),
            },
        }
    }

    fn team_from(&self, organization: Organization, members: Option<Vec<TeamMember>>) -> Team {
        Team {
            id: organization.id.to_string(),
            name: organization.name,
            models: Rights::NoSuchLimit,
            blocked: false,
            budget: None,
            members,
            gateway: self.gateway_ref(),
        }
    }

    fn organization_taken(&self, name: &str) -> Error {
        Error::new(ErrorKind::Conflict, format!("{} has an organisation named \"{name}\" already", self.place))
            .hint("choose another name")
    }
}

impl Organization {
    fn is_team(&self) -> bool {
        !self.is_personal && !self.is_platform
    }
}

fn member(member: Member) -> TeamMember {
    TeamMember { id: member.principal_id.to_string(), name: member.principal_name, role: member.role }
}

/// The server's own rule, said before anything is sent.
fn check_name(name: &str) -> Result<(), Error> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if starts && name.bytes().all(is_plain) && !name.ends_with('-') {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Input, format!("\"{name}\" is no name for an organisation of GPUStack"))
        .hint("begin with a lower-case letter, then lower-case letters, digits and hyphens, no hyphen at the end"))
}
