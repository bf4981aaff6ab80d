//! Finds out whose keys and which organisation a request means. The server ignores what it does not honour, in silence:
//! another user's id from everybody but administrators, and the organisation's header from a key that has its own.

use futures_util::TryStreamExt;

use super::adapter::Gpustack;
use super::convert::Inside;
use super::wire::{Key, Listing, Membership, Organization, PAGE_SIZE, User};
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::users::UserDirectory;
use crate::model::{OwnerFilter, TeamRef, UserRef, shell_word};
use crate::net::{Call, page};

/// Chooses the organisation a request acts in.
const ORGANIZATION: &str = "x-organization-id";

/// A value that no server takes for an organisation: one that reads the header answers 422.
const NO_ORGANIZATION: &str = "gatekey";

/// Makes the call act inside.
pub(super) fn act<'c>(call: Call<'c>, inside: &Inside) -> Call<'c> {
    match inside {
        Inside::Team(team) => call.header(ORGANIZATION, &team.id),
        Inside::Anywhere | Inside::Tied(_) => call,
    }
}

impl Gpustack {
    /// The value of `user_id` for this filter: `*` is everybody that the credential may see.
    pub(super) async fn user_id(&self, owner: Option<&OwnerFilter>) -> Result<String, Error> {
        let Some(owner) = owner else { return Ok("*".to_owned()) };
        let me = self.me().await?;
        let wanted = match owner {
            OwnerFilter::Me => return Ok(me.id.to_string()),
            OwnerFilter::User(wanted) => wanted,
        };
        if !me.is_admin {
            if is_called(&me, wanted) {
                return Ok(me.id.to_string());
            }
            let message = format!("{} shows the keys of \"{wanted}\" to administrators only", self.place);
            return Err(Error::new(ErrorKind::Denied, message)
                .hint(format!("you are \"{}\": `--owner me` shows your own", me.username)));
        }
        Ok(UserDirectory::user(self, wanted).await?.id)
    }

    /// The account of the credential.
    pub(super) async fn me(&self) -> Result<User, Error> {
        let answer = self.client.get(&["v2", "users", "me"]).send().await;
        answer.and_then(|reply| reply.json()).map_err(|failure| self.failed(failure))
    }

    /// Where a request for this team has to act.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when the credential is tied to another organisation, because the server would act in
    /// that one without a word.
    pub(super) async fn inside(&self, team: Option<&str>) -> Result<Inside, Error> {
        // A password is tied to none, even where the profile is: `login --team` makes the key that will be.
        let tied = self.tied_to_team.as_deref().filter(|_| self.is_token);
        let wanted = match (team, tied) {
            (None, None) => return Ok(Inside::Anywhere),
            (None, Some(tied)) => return Ok(Inside::Tied(tied.to_owned())),
            (Some(wanted), Some(tied)) if wanted == tied => return Ok(Inside::Tied(tied.to_owned())),
            (Some(wanted), _) => wanted,
        };
        let organization = match self.organization(wanted).await {
            Err(error) if error.kind == ErrorKind::NotFound && tied.is_some() => {
                return Err(self.tied_elsewhere(wanted));
            }
            found => found?,
        };
        let id = organization.id.to_string();
        let is_tied_there = match tied {
            Some(tied) => tied == id || tied == organization.name,
            None => !self.is_token || self.header_counts_or_leads_to(organization.id).await?,
        };
        if !is_tied_there {
            return Err(self.tied_elsewhere(wanted));
        }
        Ok(Inside::Team(TeamRef { id, name: Some(organization.name) }))
    }

    /// Whether this key acts in the organisation when told to: it is tied to none, or to this one.
    ///
    /// Sends the header with a value that is no organisation: who reads it refuses (422), who ignores it lists the keys
    /// of the organisation it is tied to, its own among them.
    async fn header_counts_or_leads_to(&self, organization: i64) -> Result<bool, Error> {
        let probe = self.client.get(&["v2", "api-keys"]).query("perPage", "1").query("user_id", "*");
        match probe.header(ORGANIZATION, NO_ORGANIZATION).send().await {
            Err(failure) if failure.is_status(422) => Ok(true),
            Err(failure) => Err(self.failed(failure)),
            Ok(reply) => {
                let keys: Listing<Key> = reply.json().map_err(|failure| self.failed(failure))?;
                Ok(keys.items.first().is_some_and(|key| key.owner_principal_id == Some(organization)))
            }
        }
    }

    fn tied_elsewhere(&self, wanted: &str) -> Error {
        let message = format!(
            "the key that {} is shown is tied to where it was made: GPUStack would ignore the team \"{wanted}\"",
            self.place
        );
        Error::new(ErrorKind::Unsupported, message).hint(format!(
            "run `gatekey login {} --team {}` for a key made there",
            self.client.base(),
            shell_word(wanted)
        ))
    }

    /// The organisation of this name or id. Everybody may list their own; an administrator may act in any.
    pub(super) async fn organization(&self, wanted: &str) -> Result<Organization, Error> {
        let reply = self.client.get(&["v2", "users", "me", "organizations"]).send().await;
        let own: Vec<Membership> = reply.and_then(|reply| reply.json()).map_err(|failure| self.failed(failure))?;
        let is_wanted = |found: &Organization| found.name == wanted || found.id.to_string() == wanted;
        let mut own: Vec<_> = own.into_iter().map(|membership| membership.organization).collect();
        own.retain(|organization| !organization.is_personal);
        if let Some(place) = own.iter().position(is_wanted) {
            return Ok(own.swap_remove(place));
        }
        // No name begins with a digit there: a number is always an id, which the search does not find.
        let search = if wanted.parse::<i64>().is_ok() { "" } else { wanted };
        let fetch = |number: u32| async move {
            let call = self.client.get(&["v2", "organizations"]).query("search", search);
            self.listing::<Organization>(call, number, PAGE_SIZE).await
        };
        let mut all = page::by_offset(fetch, |organization: &Organization| organization.id);
        loop {
            match all.try_next().await {
                Ok(Some(organization)) if !organization.is_personal && is_wanted(&organization) => {
                    return Ok(organization);
                }
                Ok(Some(_)) => {}
                Err(error) if error.kind != ErrorKind::Denied => return Err(error),
                Ok(None) | Err(_) => break,
            }
        }
        let names: Vec<_> = own.into_iter().map(|organization| organization.name).collect();
        let message = format!("{} has no organisation \"{wanted}\" that this credential sees", self.place);
        Err(Error::new(ErrorKind::NotFound, message).hint(match names.as_slice() {
            [] => "this account belongs to no organisation".to_owned(),
            names => format!("this account belongs to: {}", names.join(", ")),
        }))
    }

    /// One page of a paged list.
    pub(super) async fn listing<T: serde::de::DeserializeOwned>(
        &self,
        call: Call<'_>,
        number: u32,
        size: u32,
    ) -> Result<page::Page<T>, Error> {
        let call = call.query("page", &number.to_string()).query("perPage", &size.to_string());
        let reply = call.send().await.map_err(|failure| self.failed(failure))?;
        let listing: Listing<T> = reply.json().map_err(|failure| self.failed(failure))?;
        Ok(page::Page { items: listing.items, more: number < listing.pagination.total_pages })
    }
}

/// Whether this user is meant.
pub(super) fn is_called(user: &User, wanted: &UserRef) -> bool {
    wanted.is_of(&user.id.to_string(), &user.username)
}
