//! GPUStack's users, and the rule that it keeps only in part: an administrator always stays. It refuses to deactivate
//! and to delete the only one, but demotes them with a 200, and nobody can undo that through the API. So gatekey looks
//! first, for all three.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::adapter::Gpustack;
use super::convert;
use super::wire::{NewUser as NewUserBody, PAGE_SIZE, User as WireUser, UserChange as UserChangeBody};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::user::ADMINISTRATOR;
use crate::model::{NewUser, User, UserChange, UserQuery, UserRef};
use crate::net::{Call, Failure, What, page};

#[async_trait]
impl UserDirectory for Gpustack {
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>> {
        try_stream! {
            let search = query.search.clone().unwrap_or_default();
            let size = query.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
            let mut users = self.all_users(&search, size);
            while let Some(user) = users.try_next().await? {
                yield convert::user(user, self.gateway_ref());
            }
        }
        .boxed()
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let found = match wanted {
            UserRef::Word(word) if word == "me" => self.me().await?,
            UserRef::Word(word) => self.user_called(word).await?,
            UserRef::Id(id) => self.user_of_id(id).await?.ok_or_else(|| self.no_such_user(id))?,
            UserRef::Name(name) => self.user_named(name).await?.ok_or_else(|| self.no_such_user(name))?,
        };
        Ok(convert::user(found, self.gateway_ref()))
    }

    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        convert::new_user(new)?;
        match self.user_named(&new.name).await? {
            Some(_) => Err(self.name_taken(&new.name)),
            None => Ok(()),
        }
    }

    async fn create_user(&self, new: &NewUser) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersCreate, &new.fields())?;
        let body: NewUserBody<'_> = convert::new_user(new)?;
        let mut call = self.client.post(&["v2", "users"]).json(&body);
        if let Some(password) = &new.password {
            call = call.secret(password);
        }
        let created = call.send().await.and_then(|reply| reply.json());
        let user = created.map_err(|failure| self.failed_with_user(&new.name, failure))?;
        Ok(convert::user(user, self.gateway_ref()))
    }

    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersUpdate, &change.fields())?;
        convert::user_change(user, change)?;
        let stays = change.role.as_deref().unwrap_or(&user.role) == ADMINISTRATOR && change.active != Some(false);
        if !stays {
            self.keep_an_administrator(user).await?;
        }
        match change.name.as_ref().filter(|name| **name != user.name) {
            Some(name) if self.user_named(name).await?.is_some() => Err(self.name_taken(name)),
            _ => Ok(()),
        }
    }

    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        self.check_user_change(user, change).await?;
        let id = user.id.as_str();
        let mut found: Option<WireUser> = None;
        if !change.fields().is_empty() {
            let body: UserChangeBody<'_> = convert::user_change(user, change)?;
            let mut call = self.client.put(&["v2", "users", id]).json(&body);
            if let Some(Some(password)) = &change.password {
                call = call.secret(password);
            }
            let name = change.name.as_deref().filter(|name| *name != user.name);
            found = Some(self.changed(call, user, name).await?);
        }
        if let Some(is_active) = change.active {
            let body = serde_json::json!({ "is_active": is_active });
            let call = self.client.patch(&["v2", "users", id, "activation"]).json(&body);
            found = Some(self.changed(call, user, None).await?);
        }
        match found {
            Some(found) => Ok(convert::user(found, self.gateway_ref())),
            None => Ok(user.clone()),
        }
    }

    async fn check_user_deletion(&self, user: &User) -> Result<(), Error> {
        self.keep_an_administrator(user).await
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        self.keep_an_administrator(user).await?;
        match self.client.delete(&["v2", "users", &user.id]).send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => Ok(()),
            // The repeated one found nobody, because the first, whose answer was lost, had deleted them.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => Ok(()),
            Err(failure) if failure.is_status(404) => Err(self.no_such_user(&user.id)),
            Err(failure) => Err(self.failed_with_user(&user.name, failure)),
        }
    }
}

impl Gpustack {
    fn all_users<'a>(&'a self, search: &'a str, size: u32) -> BoxStream<'a, Result<WireUser, Error>> {
        let fetch = move |number: u32| async move {
            let mut call = self.client.get(&["v2", "users"]).query("sort_by", "username");
            if !search.is_empty() {
                call = call.query("search", search);
            }
            self.listing::<WireUser>(call, number, size).await
        };
        page::by_offset(fetch, |user: &WireUser| user.id)
    }

    /// The user of exactly this name: the server searches for a part of it.
    pub(super) async fn user_named(&self, name: &str) -> Result<Option<WireUser>, Error> {
        let mut found = self.all_users(name, PAGE_SIZE);
        while let Some(user) = found.try_next().await? {
            if user.username == name {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// The user of this id; `None` for text that can be no id.
    pub(super) async fn user_of_id(&self, id: &str) -> Result<Option<WireUser>, Error> {
        // The server answers 500 to ids beyond 32 bits.
        let Ok(id) = id.parse::<i32>() else { return Ok(None) };
        match self.client.get(&["v2", "users", &id.to_string()]).send().await {
            Ok(reply) => reply.json().map(Some).map_err(|failure| self.failed(failure)),
            Err(failure) if failure.is_status(404) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The user of this name or, if nobody has it, of this id.
    pub(super) async fn user_called(&self, wanted: &str) -> Result<WireUser, Error> {
        if let Some(user) = self.user_named(wanted).await? {
            return Ok(user);
        }
        self.user_of_id(wanted).await?.ok_or_else(|| self.no_such_user(wanted))
    }

    /// Refuses to let go of the only administrator who is let in.
    async fn keep_an_administrator(&self, user: &User) -> Result<(), Error> {
        if user.role != ADMINISTRATOR || !user.active {
            return Ok(());
        }
        let mut all = self.all_users("", PAGE_SIZE);
        while let Some(other) = all.try_next().await? {
            if other.is_admin && other.is_active && other.id.to_string() != user.id {
                return Ok(());
            }
        }
        let message = format!("\"{}\" is the last active administrator of {}", user.name, self.place);
        Err(Error::new(ErrorKind::Conflict, message)
            .cause("nobody could administer it any more, and nobody could undo that")
            .hint("make another administrator first: `gatekey users update NAME --role administrator`"))
    }

    async fn changed(&self, call: Call<'_>, user: &User, new_name: Option<&str>) -> Result<WireUser, Error> {
        match call.send().await.and_then(|reply| reply.json()) {
            Ok(found) => Ok(found),
            Err(failure) if failure.is_status(404) => Err(self.no_such_user(&user.id)),
            // A taken name is a 500 with SQL there. Whether it was that, the list tells.
            Err(failure) if failure.is_status(500) => match new_name {
                Some(name) if matches!(self.user_named(name).await, Ok(Some(_))) => Err(self.name_taken(name)),
                _ => Err(self.failed_with_user(&user.name, failure)),
            },
            Err(failure) => Err(self.failed_with_user(new_name.unwrap_or(&user.name), failure)),
        }
    }

    fn failed_with_user(&self, name: &str, failure: Failure) -> Error {
        if failure.is_status(409) && failure.text.as_deref().is_some_and(|text| text.contains("already exists")) {
            return self.name_taken(name).request(*failure.request);
        }
        if failure.is_status(422) {
            return self.refused_user(failure);
        }
        let may_have_run = failure.may_have_run
            && matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let mut error = self.failed(failure);
        if may_have_run {
            error.kind = ErrorKind::OutcomeUnknown;
            return error.hint("it may have been carried out: `gatekey users list` shows what is there");
        }
        error
    }

    /// The server's text repeats what it was sent, a password too: only the rule is taken out of it.
    fn refused_user(&self, failure: Failure) -> Error {
        let rule = failure.text.as_deref().and_then(rule);
        let message = match &rule {
            Some(rule) => format!("{} refused it: {rule}", self.place),
            None => format!("{} refused what a user is to be (422)", self.place),
        };
        let error = Error::new(ErrorKind::Failed, message).request(*failure.request);
        match rule {
            Some(rule) if rule.starts_with("Password must") => error.hint(
                "GPUStack wants an upper-case and a lower-case letter, a digit, and one of ! @ # $ % ^ & * _ + .",
            ),
            _ => error,
        }
    }

    fn name_taken(&self, name: &str) -> Error {
        Error::new(ErrorKind::Conflict, format!("{} has a user called \"{name}\" already", self.place))
            .hint("choose another name")
    }

    fn no_such_user(&self, wanted: &str) -> Error {
        Error::new(ErrorKind::NotFound, format!("{} has no user \"{wanted}\"", self.place))
            .hint("give the user name as it is on the gateway, or the user's id")
    }
}

/// The sentences that GPUStack 2.3 has for a refused user, none of which holds what was typed.
fn rule(text: &str) -> Option<String> {
    const BEGINNINGS: [&str; 2] = ["Password must", "Password is required"];
    let start = BEGINNINGS.iter().find_map(|beginning| text.find(beginning))?;
    let sentence = &text[start..];
    let end = ["', '", "\", '", "\n", "'}"].iter().filter_map(|end| sentence.find(end)).min().unwrap_or(sentence.len());
    let sentence = &sentence[..end];
    // A password that begins like the sentence would be taken for it.
    (sentence.len() < 160).then(|| sentence.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_taken_out_of_what_repeats_the_password() {
        let text = "1 validation errors:\n  {'type': 'value_error', 'loc': ('body', 'password'), 'msg': 'Value error, \
                    Password must contain at least one special character (! @ # $ % ^ & * _ + .)', 'input': 'NoSpecial1', \
                    'ctx': {…}}\n";
        assert_eq!(
            rule(text).as_deref(),
            Some("Password must contain at least one special character (! @ # $ % ^ & * _ + .)")
        );
        assert_eq!(rule("Field required"), None);
    }
}
