//! LiteLLM's users. They are called by their ids, which they keep. The server makes whoever is to be changed and is not
//! there, and passes over what is to be emptied: so gatekey looks before and after.
//!
//! There is no last administrator to keep: whoever has the master key is one, whatever the users are.

use std::collections::HashMap;

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Map, Value, json};

use super::adapter::{AHEAD, Litellm};
use super::convert::{check_period, check_text, refused};
use super::explain::{cause, is_missing};
use super::wire::{NewUser as NewUserBody, PAGE_SIZE, Page, User as WireUser};
use crate::gateway::capability::{Carries, Field, Support, Verb, refuse_unsupported, unsupported};
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind, Gateway};
use crate::model::user::{ADMINISTRATOR, MEMBER};
use crate::model::{Budget, NewUser, TeamRef, User, UserChange, UserQuery, UserRef, nearest, shell_word};
use crate::net::ahead::{self, CountedPage};
use crate::net::{Failure, What};

/// The roles: as gatekey says them, and as the server does.
const ROLES: [(&str, &str); 4] = [
    (ADMINISTRATOR, "proxy_admin"),
    (MEMBER, "internal_user"),
    ("proxy_admin_viewer", "proxy_admin_viewer"),
    ("internal_user_viewer", "internal_user_viewer"),
];

#[async_trait]
impl UserDirectory for Litellm {
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>> {
        try_stream! {
            // Where some are left out or put in another order here, more than are wanted have to be read.
            let is_as_it_comes =
                query.search.is_none() && query.role.is_none() && query.active.is_none() && query.sort.is_none();
            let wanted = query.limit.filter(|_| is_as_it_comes).and_then(|limit| u32::try_from(limit).ok());
            let size = wanted.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
            let fetch = |number: u32| async move {
                let call = self.client.get(&["user", "list"]).query("page", &number.to_string());
                let call = call.query("page_size", &size.to_string());
                let call = call.query("sort_by", "user_id").query("sort_order", "asc");
                let list: Page<WireUser> = self.read(call).await.map_err(|failure| self.failed(failure))?;
                // All at once, not user after user.
                let teams: Vec<String> = list.items.iter().flat_map(|user| user.teams.clone().unwrap_or_default()).collect();
                self.name_teams(&teams).await?;
                // Here and not where they are read: there it would wait for what the pages that are fetched ahead hold.
                let mut items = Vec::with_capacity(list.items.len());
                for user in list.items {
                    items.push(self.user_from(user).await?);
                }
                Ok::<_, Error>(CountedPage { items, pages: list.total_pages, total: list.total })
            };
            let mut users = ahead::by_offset_ahead(fetch, |user: &User| user.id.clone(), AHEAD);
            while let Some(user) = users.try_next().await? {
                yield user;
            }
        }
        .boxed()
    }

    fn roles(&self) -> &'static [&'static str] {
        // The last three cannot be given here, and users of a server may have them.
        &[ADMINISTRATOR, MEMBER, "proxy_admin_viewer", "internal_user_viewer", "org_admin", "team", "customer"]
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let id = match wanted {
            UserRef::Word(word) if word == "me" => {
                let caller = self.caller().await?;
                let is_nobody = || self.is_nobody(caller, "`gatekey users list` shows the users");
                caller.user().ok_or_else(is_nobody)?.to_owned()
            }
            UserRef::Word(word) | UserRef::Name(word) => {
                let found = self.find_user(word).await?.ok_or_else(|| self.no_such_user(word))?;
                return self.user_from(found).await;
            }
            UserRef::Id(id) => id.clone(),
        };
        let found = self.user_of_id(&id).await?.ok_or_else(|| self.no_such_user(&id))?;
        self.user_from(found).await
    }

    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        new_user(new)?;
        match self.user_of_id(&new.name).await? {
            Some(_) => Err(self.user_taken(&new.name)),
            None => Ok(()),
        }
    }

    async fn create_user(&self, new: &NewUser) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        let call = self.client.post(&["user", "new"]).json(&new_user(new)?);
        call.send()
            .await
            .and_then(|reply| reply.acknowledged())
            .map_err(|failure| self.failed_with_user(new, failure))?;
        // The answer is shaped like a key: who was made, the server tells when asked.
        self.see_user(&new.name, "made").await
    }

    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        self.refuse_change(change)?;
        user_change(user, change)?;
        Ok(())
    }

    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        self.check_user_change(user, change).await?;
        // Whoever is not there would be made.
        self.user_of_id(&user.id).await?.ok_or_else(|| self.no_such_user(&user.id))?;
        let call = self.client.post(&["user", "update"]).json(&user_change(user, change)?);
        call.send()
            .await
            .and_then(|reply| reply.acknowledged())
            .map_err(|failure| self.maybe_done(failure, "`gatekey users show` tells what is there"))?;
        self.see_user(&user.id, "changed").await
    }

    async fn check_user_deletion(&self, _user: &User) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        // Asked while it can be: with the user, their keys go.
        let is_own = self.caller().await?.user() == Some(user.id.as_str());
        let call = self.client.post(&["user", "delete"]).json(&json!({ "user_ids": [user.id] }));
        match call.send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => {
                let seen = self.user_of_id(&user.id).await.map(|user| user.is_some());
                let look = format!("`gatekey users show {}`", shell_word(&format!("id:{}", user.id)));
                self.gone(seen, is_own, &format!("the user \"{}\"", user.name), &look)
            }
            Err(failure) if is_missing(&failure) => Err(self.no_such_user(&user.id)),
            Err(failure) => Err(self.maybe_done(failure, "`gatekey users show` tells whether they are still there")),
        }
    }
}

impl Litellm {
    async fn user_from(&self, user: WireUser) -> Result<User, Error> {
        let named = self.name_teams(user.teams.as_deref().unwrap_or_default()).await?;
        Ok(self.user_in(user, named))
    }

    /// The user to whom something was done, as the server then tells of them.
    async fn see_user(&self, id: &str, done: &str) -> Result<User, Error> {
        let seen = match self.user_of_id(id).await {
            Ok(Some(user)) => {
                let named = self.teams_as_known(user.teams.as_deref().unwrap_or_default()).await;
                return Ok(self.user_in(user, named));
            }
            Ok(None) => "the gateway says that it has no such user".to_owned(),
            Err(error) => error.to_string(),
        };
        let look = format!("`gatekey users show {}`", shell_word(&format!("id:{id}")));
        Err(self.unseen(&format!("the user \"{id}\" was {done}"), seen, &look))
    }

    fn user_in(&self, user: WireUser, mut named: HashMap<String, TeamRef>) -> User {
        let ids = user.teams.unwrap_or_default();
        let is_let_in =
            user.metadata.as_ref().and_then(|metadata| metadata.get("scim_active")) != Some(&Value::Bool(false));
        let role = user.user_role.unwrap_or_else(|| "internal_user".to_owned());
        User {
            id: user.user_id.clone(),
            name: user.user_id,
            email: user.user_email.filter(|text| !text.is_empty()),
            full_name: user.user_alias.filter(|text| !text.is_empty()),
            role: ROLES.iter().find(|(_, word)| *word == role).map_or(role.clone(), |(role, _)| (*role).to_owned()),
            active: is_let_in,
            created_at: user.created_at,
            last_seen_at: None,
            teams: Some(ids.iter().filter_map(|id| named.remove(id)).collect()),
            budget: Some(Budget {
                max: user.max_budget,
                spent: user.spend,
                period: user.budget_duration,
                resets_at: user.budget_reset_at,
            }),
            attributes: None,
            unknown: vec!["last_seen_at"],
            gateway: self.gateway_ref(),
        }
    }

    /// The user of this id or, if nobody has it, of exactly this e-mail address.
    pub(super) async fn find_user(&self, wanted: &str) -> Result<Option<WireUser>, Error> {
        if let Some(user) = self.user_of_id(wanted).await? {
            return Ok(Some(user));
        }
        if !wanted.contains('@') {
            return Ok(None);
        }
        let part = super::context::sure_part(wanted);
        let call = self.client.get(&["user", "list"]).query("user_email", part).query("page_size", "100");
        let list: Page<WireUser> = self.read(call).await.map_err(|failure| self.failed(failure))?;
        Ok(list.items.into_iter().find(|user| user.user_email.as_deref() == Some(wanted)))
    }

    /// The user of this id.
    async fn user_of_id(&self, id: &str) -> Result<Option<WireUser>, Error> {
        if id.is_empty() || id.contains('\0') {
            // Nobody is called so; and without an id the server would tell of the caller.
            return Ok(None);
        }
        match self.read::<WireUser>(self.client.get(&["v2", "user", "info"]).query("user_id", id)).await {
            Ok(user) => Ok(Some(user)),
            Err(failure) if is_missing(&failure) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn refuse_change(&self, change: &UserChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersUpdate, &change.fields())?;
        let Some(active) = change.active else { return Ok(()) };
        let verb = if active { Verb::UsersActivate } else { Verb::UsersDeactivate };
        match self.support(verb, Field::Itself) {
            Support::No(alternative) => Err(unsupported(self.kind(), verb, Field::Itself, alternative)),
            Support::Yes | Support::Emulated => Ok(()),
        }
    }

    fn failed_with_user(&self, new: &NewUser, failure: Failure) -> Error {
        if failure.is_status(409) {
            let error = self.user_taken(&new.name);
            return match &failure.text {
                Some(_) => error.cause(cause(&failure)).request(*failure.request),
                None => error.request(*failure.request),
            };
        }
        let was_answered = matches!(failure.what, What::Status(_));
        let error = self.maybe_done(failure, "`gatekey users show` tells whether they are there");
        if was_answered { error } else { Error { kind: ErrorKind::OutcomeUnknown, ..error } }
    }

    fn user_taken(&self, name: &str) -> Error {
        Error::new(ErrorKind::Conflict, format!("{} has a user \"{name}\", or one of that e-mail address", self.place))
            .hint("choose another name and another address")
    }
}

fn new_user(new: &NewUser) -> Result<NewUserBody<'_>, Error> {
    if new.name.trim().is_empty() {
        return Err(refused("the user's name is empty"));
    }
    if new.name.chars().any(char::is_control) {
        return Err(refused("the user's name holds control characters"));
    }
    check_text("the full name", new.full_name.as_deref().unwrap_or_default())?;
    check_text("the e-mail address", new.email.as_deref().unwrap_or_default())?;
    Ok(NewUserBody {
        user_id: &new.name,
        user_role: role(new.role.as_deref().unwrap_or(MEMBER))?,
        user_email: new.email.as_deref(),
        user_alias: new.full_name.as_deref(),
        max_budget: new.budget,
        budget_duration: new.budget_period.as_deref().map(check_period).transpose()?,
        auto_create_key: false,
    })
}

fn user_change(user: &User, change: &UserChange) -> Result<Map<String, Value>, Error> {
    let mut body = Map::new();
    body.insert("user_id".to_owned(), json!(user.id));
    for (field, value) in [("user_email", &change.email), ("user_alias", &change.full_name)] {
        if let Some(text) = value {
            // Null would leave it as it is.
            let text = text.as_deref().unwrap_or_default();
            check_text("the text", text)?;
            body.insert(field.to_owned(), json!(text));
        }
    }
    // Here, null clears.
    if let Some(budget) = change.budget {
        body.insert("max_budget".to_owned(), json!(budget));
    }
    if let Some(period) = &change.budget_period {
        body.insert("budget_duration".to_owned(), json!(period.as_deref().map(check_period).transpose()?));
    }
    if let Some(wanted) = &change.role {
        body.insert("user_role".to_owned(), json!(role(wanted)?));
    }
    Ok(body)
}

/// The server's word for a role.
fn role(wanted: &str) -> Result<&'static str, Error> {
    if let Some((_, word)) = ROLES.iter().find(|(role, word)| *role == wanted || *word == wanted) {
        return Ok(word);
    }
    let known = "the roles are `administrator`, `member`, `proxy_admin_viewer` and `internal_user_viewer`";
    Err(refused(format!("LiteLLM has no role \"{wanted}\"")).hint(match nearest(wanted, ROLES.map(|(role, _)| role)) {
        Some(nearest) => format!("did you mean `{nearest}`? {known}"),
        None => known.to_owned(),
    }))
}
