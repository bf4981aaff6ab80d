//! Finds out who the credential is, and which users and teams a request means. The server takes users and teams that do
//! not exist without a word, so they are looked for first.

use std::collections::HashMap;
use std::sync::PoisonError;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;

use super::adapter::{AHEAD, Litellm};
use super::explain::is_missing;
use super::wire::{Key, KeyInfo, License, PAGE_SIZE, Page, Team, User, UserInfo};
use crate::gateway::error::{Error, ErrorKind};
use crate::model::{OwnerFilter, TeamRef, TypedTeam, UserRef};
use crate::net::ahead::{self, CountedPage};
use crate::net::{Call, Failure};

/// Under which the server counts the master key.
const MASTER_USER: &str = "default_user_id";

/// The roles that see everybody's keys, users and teams.
const SEES_ALL: [&str; 2] = ["proxy_admin", "proxy_admin_viewer"];

/// Who the credential is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Caller {
    Master,
    User {
        id: String,
        role: Option<String>,
    },
    /// A key that belongs to nobody.
    Nobody,
    /// A key that may not ask that.
    Untold,
}

impl Caller {
    /// Whose keys it makes unless told otherwise: nobody's by the master key.
    pub(super) fn user(&self) -> Option<&str> {
        match self {
            Self::User { id, .. } => Some(id),
            Self::Master | Self::Nobody | Self::Untold => None,
        }
    }

    /// The name that the server has for it.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Master => Some(MASTER_USER),
            other => other.user(),
        }
    }

    pub(super) fn is_administrator(&self) -> bool {
        match self {
            Self::Master => true,
            Self::User { role, .. } => role.as_deref() == Some(SEES_ALL[0]),
            Self::Nobody | Self::Untold => false,
        }
    }

    /// What a list of teams has to be narrowed to, because others would be refused it.
    fn sees_only(&self) -> Option<&str> {
        match self {
            Self::User { role: Some(role), .. } if SEES_ALL.contains(&role.as_str()) => None,
            other => other.user(),
        }
    }
}

impl Litellm {
    /// Who the credential is, asked once.
    ///
    /// # Errors
    /// [`ErrorKind::Unauthenticated`] when it is rejected.
    pub(super) async fn caller(&self) -> Result<&Caller, Error> {
        self.caller.get_or_try_init(|| self.ask_who()).await
    }

    /// Who the credential is at this moment.
    pub(super) async fn ask_who(&self) -> Result<Caller, Error> {
        match self.read::<User>(self.client.get(&["v2", "user", "info"])).await {
            // There may be a row for the master key's user, without a role.
            Ok(user) if user.user_id == MASTER_USER => self.ask_key().await,
            Ok(user) => Ok(Caller::User { id: user.user_id, role: user.user_role }),
            // The master key is nobody in the database; a key may also belong to a user who is not there.
            Err(failure) if is_missing(&failure) => self.ask_key().await,
            Err(failure) if failure.is_status(400) && says(&failure, "user_id is required") => Ok(Caller::Nobody),
            Err(failure) if is_route_denied(&failure) => self.ask_who_otherwise().await,
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The master key has no row of its own.
    async fn ask_key(&self) -> Result<Caller, Error> {
        match self.read::<KeyInfo>(self.client.get(&["key", "info"])).await {
            Ok(own) => Ok(match own.info.user_id {
                Some(id) => Caller::User { id, role: None },
                None => Caller::Nobody,
            }),
            Err(failure) if is_missing(&failure) => Ok(Caller::Master),
            Err(failure) if is_route_denied(&failure) => Ok(Caller::Untold),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// What the server holds of the key that is shown. `None` for the master key, which has no row, and for a key that is
    /// kept from asking.
    pub(super) async fn own_row(&self) -> Result<Option<Key>, Error> {
        match self.read::<KeyInfo>(self.client.get(&["key", "info"])).await {
            Ok(KeyInfo { info }) => Ok(Some(info)),
            Err(failure) if is_missing(&failure) || is_route_denied(&failure) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The team that the key is in that is shown.
    pub(super) async fn own_team(&self) -> Result<Option<String>, Error> {
        Ok(self.own_row().await?.and_then(|key| key.team_id))
    }

    /// As a key may ask that may only manage. The answer holds all keys of the user as well, so it is the second choice.
    async fn ask_who_otherwise(&self) -> Result<Caller, Error> {
        match self.read::<UserInfo>(self.client.get(&["user", "info"])).await {
            Ok(UserInfo { user_id: Some(id), user_info }) => {
                Ok(Caller::User { id, role: user_info.and_then(|user| user.user_role) })
            }
            Ok(UserInfo { user_id: None, .. }) => Ok(Caller::Nobody),
            Err(failure) if is_missing(&failure) => Ok(Caller::Nobody),
            // It was let in, and kept from this route: it works.
            Err(failure) if is_route_denied(&failure) => Ok(Caller::Untold),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The user that is meant: it is there, unless it is the caller.
    pub(super) async fn user_id(&self, owner: &OwnerFilter) -> Result<String, Error> {
        let caller = self.caller().await?;
        let wanted = match owner {
            OwnerFilter::Me => {
                let is_nobody = || self.is_nobody(caller, "name the user: `--owner USER`");
                return caller.id().map(str::to_owned).ok_or_else(is_nobody);
            }
            OwnerFilter::User(UserRef::Id(wanted) | UserRef::Name(wanted) | UserRef::Word(wanted)) => wanted.as_str(),
        };
        if caller.id() == Some(wanted) {
            return Ok(wanted.to_owned());
        }
        match self.find_user(wanted).await? {
            Some(user) => Ok(user.user_id),
            None => Err(self.no_such_user(wanted)),
        }
    }

    /// Why the caller is no user that could be named; `then` is what helps, unless the key is kept from asking.
    pub(super) fn is_nobody(&self, caller: &Caller, then: &str) -> Error {
        let whose = match caller {
            Caller::Untold => {
                let message = format!("{} does not let this key ask whom it belongs to", self.place);
                return Error::new(ErrorKind::Denied, message)
                    .cause("the key is limited to other routes")
                    .hint("use a key with the scope `management`, or `*`");
            }
            Caller::Master => format!("the master key of {}", self.place),
            Caller::User { .. } | Caller::Nobody => format!("the key that {} is shown", self.place),
        };
        Error::new(ErrorKind::NotFound, format!("{whose} belongs to no user")).hint(then)
    }

    /// The team that is meant: of this id or name.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is none; [`ErrorKind::Conflict`] when the name is held by several.
    pub(super) async fn team_called(&self, wanted: &TypedTeam) -> Result<Team, Error> {
        let (TypedTeam::Id(typed) | TypedTeam::Name(typed) | TypedTeam::Word(typed)) = wanted;
        let named = match wanted {
            TypedTeam::Id(_) => None,
            TypedTeam::Name(_) | TypedTeam::Word(_) => self.only_team_named(typed).await?,
        };
        let found = match (named, wanted) {
            (Some(team), _) => Some(team),
            (None, TypedTeam::Name(_)) => None,
            (None, TypedTeam::Id(_) | TypedTeam::Word(_)) => self.team_of_id(typed).await?,
        };
        found.ok_or_else(|| self.no_such_team(typed))
    }

    /// As [`Litellm::team_called`], of what was typed for a token.
    pub(super) async fn team_id(&self, wanted: &str) -> Result<String, Error> {
        let Ok(wanted) = wanted.parse::<TypedTeam>();
        Ok(self.team_called(&wanted).await?.team_id)
    }

    /// The team of exactly this name.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] when the name is held by several.
    async fn only_team_named(&self, wanted: &str) -> Result<Option<Team>, Error> {
        let named = self.teams_named(wanted).await?;
        match <[Team; 1]>::try_from(named) {
            Ok([team]) => Ok(Some(team)),
            Err(none) if none.is_empty() => Ok(None),
            Err(several) => {
                let ids: Vec<String> = several.into_iter().map(|team| format!("id:{}", team.team_id)).collect();
                let message = format!("{} has several teams named \"{wanted}\"", self.place);
                Err(Error::new(ErrorKind::Conflict, message).hint(format!("give the id of one: {}", ids.join(", "))))
            }
        }
    }

    /// The teams of exactly this name: the server searches for a part of it.
    pub(super) async fn teams_named(&self, name: &str) -> Result<Vec<Team>, Error> {
        let teams = self.all_teams(Some(name)).await?;
        let named = teams.try_filter(|team| std::future::ready(team.team_alias.as_deref() == Some(name)));
        named.try_collect().await
    }

    /// The team of this id, without its keys.
    pub(super) async fn team_of_id(&self, id: &str) -> Result<Option<Team>, Error> {
        if id.is_empty() {
            // An empty filter is none.
            return Ok(None);
        }
        let call = self.client.get(&["v2", "team", "list"]).query("team_id", id).query("page_size", "1");
        let found: Page<Team> = match self.read(call).await {
            Ok(found) => found,
            Err(failure) => {
                let error = self.failed(failure);
                let Some(user) = self.narrowed(&error).await? else { return Err(error) };
                let call = self.client.get(&["v2", "team", "list"]).query("team_id", id).query("page_size", "1");
                self.read(call.query("user_id", &user)).await.map_err(|failure| self.failed(failure))?
            }
        };
        Ok(found.items.into_iter().find(|team| team.team_id == id))
    }

    /// The user whose teams may be asked for, when all may not.
    async fn narrowed(&self, error: &Error) -> Result<Option<String>, Error> {
        match error.kind {
            ErrorKind::Denied => Ok(self.caller().await?.sees_only().map(str::to_owned)),
            _ => Ok(None),
        }
    }

    /// Every team that the credential sees and whose name may hold this text.
    pub(super) async fn all_teams<'a>(
        &'a self,
        search: Option<&str>,
    ) -> Result<stream::BoxStream<'a, Result<Team, Error>>, Error> {
        let user = self.caller().await?.sees_only().map(str::to_owned);
        let search = search.map(sure_part).filter(|part| !part.is_empty()).map(str::to_owned);
        let fetch = move |number: u32| {
            let mut call = self.client.get(&["v2", "team", "list"]);
            if let Some(user) = &user {
                call = call.query("user_id", user);
            }
            if let Some(search) = &search {
                call = call.query("team_alias", search);
            }
            let call = call.query("page", &number.to_string()).query("page_size", &PAGE_SIZE.to_string());
            async move {
                let list: Page<Team> = self.read(call).await.map_err(|failure| self.failed(failure))?;
                Ok(CountedPage { items: list.items, pages: list.total_pages, total: list.total })
            }
        };
        Ok(ahead::by_offset_ahead(fetch, |team: &Team| team.team_id.clone(), AHEAD))
    }

    /// These teams with their names, as far as the credential may see those.
    pub(super) async fn name_teams(&self, ids: &[String]) -> Result<HashMap<String, TeamRef>, Error> {
        let _others_wait = self.naming.lock().await;
        let mut unknown = self.unnamed(ids);
        if unknown.len() > AHEAD {
            // Mostly, one page has all the teams there are.
            self.name_a_page_of_teams().await?;
            unknown = self.unnamed(ids);
        }
        let asked = stream::iter(unknown).map(|id| async move {
            let name = match self.team_of_id(&id).await {
                Ok(team) => team.and_then(|team| team.team_alias),
                // Good to know, but nothing to fail for.
                Err(error) if error.kind == ErrorKind::Denied => None,
                Err(error) => return Err(error),
            };
            Ok((id, name))
        });
        let found: Vec<(String, Option<String>)> = asked.buffer_unordered(AHEAD).try_collect().await?;
        let mut known = self.team_names.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(found);
        let named = |id: &String| TeamRef { id: id.clone(), name: known.get(id).cloned().flatten() };
        Ok(ids.iter().map(|id| (id.clone(), named(id))).collect())
    }

    /// As [`Litellm::name_teams`], for what was done already: that is not called failed because names cannot be told.
    pub(super) async fn teams_as_known(&self, ids: &[String]) -> HashMap<String, TeamRef> {
        match self.name_teams(ids).await {
            Ok(named) => named,
            Err(_) => ids.iter().map(|id| (id.clone(), TeamRef { id: id.clone(), name: None })).collect(),
        }
    }

    /// Those of these teams that were not asked for yet, each once.
    fn unnamed(&self, ids: &[String]) -> Vec<String> {
        let known = self.team_names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unknown: Vec<String> = ids.iter().filter(|id| !known.contains_key(*id)).cloned().collect();
        unknown.sort();
        unknown.dedup();
        unknown
    }

    async fn name_a_page_of_teams(&self) -> Result<(), Error> {
        let call = self.client.get(&["v2", "team", "list"]).query("page_size", &PAGE_SIZE.to_string());
        let page: Page<Team> = match self.read(call).await.map_err(|failure| self.failed(failure)) {
            Ok(page) => page,
            // Then each of them is asked for as far as that is allowed.
            Err(error) if error.kind == ErrorKind::Denied => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut known = self.team_names.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(page.items.into_iter().map(|team| (team.team_id, team.team_alias)));
        Ok(())
    }

    /// Refuses what needs the Enterprise edition on a server that is none.
    pub(super) async fn require_enterprise(&self, what: &str) -> Result<(), Error> {
        match self.read::<License>(self.client.get(&["health", "license"])).await {
            Ok(license) if license.has_license => Ok(()),
            Ok(_) => Err(self.enterprise_only(what)),
            // Who may not ask learns it from the server itself.
            Err(failure) if failure.status().is_some_and(|status| matches!(status, 401 | 403 | 404)) => Ok(()),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    pub(super) async fn read<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Failure> {
        // It is never closed.
        let _permit = self.reading.acquire().await.ok();
        call.send().await.and_then(|reply| reply.json())
    }
}

/// The longest part of a text that the server's searches take as it is. They match with SQL's `ILIKE`, in which `%`, `_`
/// and `\` mean something, and fold case by the locale of the database, which may know ASCII only. What is found with a
/// part is looked through again here.
pub(super) fn sure_part(text: &str) -> &str {
    let is_unsure = |character: char| !matches!(character, ' '..='~') || matches!(character, '%' | '_' | '\\');
    text.split(is_unsure).map(str::trim).max_by_key(|part| part.len()).unwrap_or_default()
}

pub(super) fn says(failure: &Failure, words: &str) -> bool {
    failure.text.as_deref().is_some_and(|text| text.contains(words))
}

/// The key was let in but is limited to other routes.
fn is_route_denied(failure: &Failure) -> bool {
    failure.is_status(403) && says(failure, "not allowed to call this route")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_cannot_misread_is_searched_for() {
        for (text, sent) in [
            ("nightly", "nightly"),
            ("100%", "100"),
            ("a_bc", "bc"),
            ("Nightly-ÉTÉ-Жук", "Nightly-"),
            ("жук", ""),
            ("two words", "two words"),
            (" c\\de ", "de"),
        ] {
            assert_eq!(sure_part(text), sent, "{text}");
        }
    }
}
