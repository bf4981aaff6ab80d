//! Coder's users, and the rule that somebody can administer it: nobody gives up their own role or account there, and
//! gatekey looks after the last owner where the server would let somebody else take them away.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::adapter::Coder;
use super::convert;
use super::explain::is_refusal;
use super::profile;
use super::wire::{Organization, User as WireUser, Users};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::user::ADMINISTRATOR;
use crate::model::{NewUser, User, UserChange, UserQuery, UserRef};
use crate::net::{Failure, What, page};

/// As many as one page shall hold; without a limit, the server puts all into one.
const PAGE_SIZE: usize = 500;

/// What stands for the default organization.
const DEFAULT_ORGANIZATION: &str = "00000000-0000-0000-0000-000000000000";

#[async_trait]
impl UserDirectory for Coder {
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>> {
        try_stream! {
            // Not searched for there: it looks at user names and addresses only, not at full names.
            let size = match query.enough() {
                Some(limit) if query.search.is_none() => limit.clamp(1, PAGE_SIZE),
                _ => PAGE_SIZE,
            };
            let mut users = self.all_users("", size);
            while let Some(user) = users.try_next().await? {
                yield convert::user(user, self.gateway_ref());
            }
        }
        .boxed()
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let found = match wanted {
            UserRef::Word(word) if word == "me" => Some(self.me().await?),
            // Names hold no four dashes in these places: what looks like an id is one.
            UserRef::Word(word) => self.user_at(word).await?,
            UserRef::Id(id) if convert::is_uuid(id) => self.user_at(id).await?,
            UserRef::Name(name) if name != "me" && !convert::is_uuid(name) => self.user_at(name).await?,
            UserRef::Id(_) | UserRef::Name(_) => None,
        };
        let missing = match wanted {
            UserRef::Id(text) | UserRef::Name(text) | UserRef::Word(text) => text,
        };
        found.map(|user| convert::user(user, self.gateway_ref())).ok_or_else(|| self.no_such_user(missing))
    }

    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        profile::new_user(new, Vec::new())?;
        match self.user_at(&new.name).await? {
            Some(_) => Err(self.user_name_taken(&new.name)),
            None => Ok(()),
        }
    }

    async fn create_user(&self, new: &NewUser) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        profile::new_user(new, Vec::new())?;
        let organization = self.default_organization().await?;
        let body = profile::new_user(new, vec![organization])?;
        let mut call = self.client().await?.post(&["api", "v2", "users"]).json(&body);
        if let Some(password) = &new.password {
            call = call.secret(password);
        }
        let created: Result<WireUser, Failure> = self.answer(call).await;
        let user = created.map_err(|failure| self.failed_with_new_user(new, failure))?;
        self.completed(new, user).await
    }

    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersUpdate, &change.fields())?;
        profile::check_change(change)?;
        let loses_role = change.role.as_ref().is_some_and(|role| *role != user.role);
        let is_kept_out = change.active == Some(false) && user.active;
        if loses_role || is_kept_out || change.password.is_some() {
            self.check_not_myself(user, change).await?;
        }
        if is_kept_out && user.role == ADMINISTRATOR {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!("{} keeps no owner out, and \"{}\" is one", self.place, user.name),
            )
            .hint(format!("take the role first: `gatekey users update {} --role member`", user.name)));
        }
        if loses_role {
            self.keep_an_owner(user).await?;
        }
        match change.name.as_ref().filter(|name| !name.eq_ignore_ascii_case(&user.name)) {
            Some(name) if self.user_at(name).await?.is_some() => Err(self.user_name_taken(name)),
            _ => Ok(()),
        }
    }

    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        self.check_user_change(user, change).await?;
        let mut found = user.clone();
        if change.name.is_some() || change.full_name.is_some() {
            found = self.update_profile(&found, change).await?;
        }
        if let Some(role) = &change.role {
            found = self.update_roles(&found, role).await?;
        }
        if let Some(Some(password)) = &change.password {
            self.update_password(&found, password).await?;
        }
        if let Some(active) = change.active {
            found = self.update_status(&found, active).await?;
        }
        Ok(found)
    }

    async fn check_user_deletion(&self, user: &User) -> Result<(), Error> {
        if self.me().await?.id == user.id {
            return Err(Error::new(ErrorKind::Conflict, format!("{} lets nobody delete themself", self.place))
                .hint("another owner can do it"));
        }
        self.keep_an_owner(user).await
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        self.check_segment(&user.id)?;
        self.check_user_deletion(user).await?;
        let call = self.client().await?.delete(&["api", "v2", "users", &user.id]).final_if(is_refusal);
        match call.send().await {
            // Its answer is a sentence, in the shape of an error.
            Ok(_) => Ok(()),
            // The repeated one found nobody, because the first, whose answer was lost, had deleted them.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => Ok(()),
            Err(failure) if failure.is_status(404) => Err(self.no_such_user(&user.id)),
            Err(failure) if failure.is_status(417) => {
                let mut error = self.place.error(failure);
                error.kind = ErrorKind::Conflict;
                error.message =
                    format!("{} deletes no user who has workspaces, and \"{}\" has some", self.place, user.name);
                Err(error.hint(format!(
                    "delete the workspaces first; or keep them out: `gatekey users deactivate {}`",
                    user.name
                )))
            }
            Err(failure) => Err(self.failed_with_user(&user.name, failure)),
        }
    }
}

impl Coder {
    /// The users that this query of the server's own finds.
    fn all_users<'a>(&'a self, query: &'static str, size: usize) -> BoxStream<'a, Result<WireUser, Error>> {
        let fetch = move |number: u32| async move {
            let offset = usize::try_from(number - 1).unwrap_or(usize::MAX).saturating_mul(size);
            let mut call = self.client().await?.get(&["api", "v2", "users"]);
            if !query.is_empty() {
                call = call.query("q", query);
            }
            let call = call.query("limit", &size.to_string()).query("offset", &offset.to_string());
            let answer: Users = self.answer(call).await.map_err(|failure| self.failed(failure))?;
            let items = answer.users.unwrap_or_default();
            let read = u64::try_from(offset.saturating_add(items.len())).unwrap_or(u64::MAX);
            Ok(page::Page { more: read < answer.count, items })
        };
        page::by_offset(fetch, |user: &WireUser| user.id.clone())
    }

    /// Who has this name or id.
    pub(super) async fn user_at(&self, word: &str) -> Result<Option<WireUser>, Error> {
        if matches!(word, "" | "." | ".." | "me") {
            return Ok(None);
        }
        match self.try_get::<WireUser>(&["api", "v2", "users", word]).await? {
            Ok(user) => Ok(Some(user)),
            // Some versions say 400 to what can be neither.
            Err(failure) if failure.is_status(404) || failure.is_status(400) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    async fn default_organization(&self) -> Result<String, Error> {
        match self.try_get::<Option<Vec<Organization>>>(&["api", "v2", "organizations"]).await? {
            Ok(found) => {
                let found = found.unwrap_or_default();
                let default = found.iter().find(|organization| organization.is_default).or(found.first());
                Ok(default.map_or_else(|| DEFAULT_ORGANIZATION.to_owned(), |organization| organization.id.clone()))
            }
            Err(failure) if failure.is_status(404) => Ok(DEFAULT_ORGANIZATION.to_owned()),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// What the server refuses people to do to themselves.
    async fn check_not_myself(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        if self.me().await?.id != user.id {
            return Ok(());
        }
        if change.password.is_some() {
            return Err(Error::new(ErrorKind::Unsupported, "Coder wants the old password to change one's own")
                .hint("change it on Coder's own page (Account, Security)"));
        }
        let what = if change.active == Some(false) {
            "keeps nobody out at their own wish"
        } else {
            "lets nobody change their own role"
        };
        Err(Error::new(ErrorKind::Conflict, format!("{} {what}", self.place)).hint("another owner can do it"))
    }

    /// Refuses to let go of the only owner who is let in.
    async fn keep_an_owner(&self, user: &User) -> Result<(), Error> {
        if user.role != ADMINISTRATOR || !user.active {
            return Ok(());
        }
        let mut owners = self.all_users("role:owner", PAGE_SIZE);
        while let Some(other) = owners.try_next().await? {
            // Looked at again: an older server may not know the filter.
            if other.id != user.id && convert::is_owner(&other) && other.status.as_deref() != Some("suspended") {
                return Ok(());
            }
        }
        let message = format!("\"{}\" is the last active owner of {}", user.name, self.place);
        Err(Error::new(ErrorKind::Conflict, message)
            .cause("nobody could administer it any more, and nobody could undo that")
            .hint("make another owner first: `gatekey users update NAME --role administrator`"))
    }

    /// Versions that know no roles in the request make a member, and no service account: looked at, and made good.
    async fn completed(&self, new: &NewUser, made: WireUser) -> Result<User, Error> {
        let user = convert::user(made, self.gateway_ref());
        match &new.role {
            Some(role) if *role != user.role => {
                let given = if role == convert::SERVICE_ACCOUNT {
                    let message = format!("{} knows no service accounts", self.place);
                    Err(Error::new(ErrorKind::Unsupported, message))
                } else {
                    self.update_roles(&user, role).await
                };
                given.map_err(|error| {
                    let message = format!("the user \"{}\" (id:{}) was made, but is no {role}", user.name, user.id);
                    Error { kind: ErrorKind::OutcomeUnknown, ..Error::new(error.kind, message) }
                        .cause(error.message)
                        .hint(format!("give the role with `gatekey users update {}`, or delete the user", user.name))
                })
            }
            _ => Ok(user),
        }
    }

    fn failed_with_new_user(&self, new: &NewUser, failure: Failure) -> Error {
        if failure.is_status(409) {
            return self.user_name_taken(&new.name).request(*failure.request);
        }
        let text = failure.text.as_deref().unwrap_or_default().to_lowercase();
        let is_licence = ["premium", "license", "entitle", "enterprise"].iter().any(|word| text.contains(word));
        if failure.is_status(403) && new.role.as_deref() == Some(convert::SERVICE_ACCOUNT) && is_licence {
            let mut error = self.place.error(failure);
            error.kind = ErrorKind::Unsupported;
            error.message = format!("service accounts of {} need a Premium licence", self.place);
            return error.hint("make an ordinary user without a password: `gatekey users create NAME --email ADDRESS`");
        }
        self.failed_with_user(&new.name, failure)
    }

    pub(super) fn failed_with_user(&self, name: &str, failure: Failure) -> Error {
        if failure.is_status(409) {
            return self.user_name_taken(name).request(*failure.request);
        }
        let may_have_run = failure.may_have_run
            && !is_refusal(&failure)
            && matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let mut error = self.failed(failure);
        if may_have_run {
            error.kind = ErrorKind::OutcomeUnknown;
            return error.hint("it may have been carried out: `gatekey users list` shows what is there");
        }
        error
    }

    fn user_name_taken(&self, name: &str) -> Error {
        let message = format!("{} has a user with the name \"{name}\" or that e-mail address already", self.place);
        Error::new(ErrorKind::Conflict, message).hint("choose another name, or look with `gatekey users list`")
    }
}
