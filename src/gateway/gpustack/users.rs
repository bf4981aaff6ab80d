//! GPUStack's users, and the rule that it keeps only in part: an administrator always stays. It refuses to deactivate
//! and to delete the only one, but demotes them with a 200, and nobody can undo that through the API. So gatekey looks
//! first, for all three.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::adapter::Gpustack;
use super::context::is_called;
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
            let size = query.enough().and_then(|limit| u32::try_from(limit).ok()).unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
            let mut users = self.all_users(&search, size);
            while let Some(user) = users.try_next().await? {
                yield convert::user(user, self.gateway_ref());
            }
        }
        .boxed()
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let found = match wanted {
            UserRef::Word(word) if word == "me" => self.me().await,
            UserRef::Word(word) => self.user_called(word).await,
            UserRef::Id(id) => self.user_of_id(id).await.and_then(|found| found.ok_or_else(|| self.no_such_user(id))),
            UserRef::Name(name) => {
                self.user_named(name).await.and_then(|found| found.ok_or_else(|| self.no_such_user(name)))
            }
        };
        let found = match found {
            // Who may not look at users may still look at themself.
            Err(error) if error.kind == ErrorKind::Denied => {
                self.me().await.ok().filter(|me| is_called(me, wanted)).ok_or(error)?
            }
            found => found?,
        };
        Ok(convert::user(found, self.gateway_ref()))
    }

    fn needs_password(&self, _new: &NewUser) -> bool {
        true
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
        if lets_go(user, change) {
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
        let lets_another_go = lets_go(user, change) && !self.is_the_caller(user).await?;
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
        if lets_another_go {
            self.see_an_administrator().await?;
        }
        Ok(found.map_or_else(|| user.clone(), |found| convert::user(found, self.gateway_ref())))
    }

    async fn check_user_deletion(&self, user: &User) -> Result<(), Error> {
        self.keep_an_administrator(user).await
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        self.keep_an_administrator(user).await?;
        let administers = user.role == ADMINISTRATOR && user.active;
        let lets_another_go = administers && !self.is_the_caller(user).await?;
        match self.client.delete(&["v2", "users", &user.id]).send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => {}
            // The repeated one found nobody, because the first, whose answer was lost, had deleted them.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => {}
            Err(failure) if failure.is_status(404) => return Err(self.no_such_user(&user.id)),
            Err(failure) => return Err(self.failed_with_user(&user.name, failure)),
        }
        if lets_another_go { self.see_an_administrator().await } else { Ok(()) }
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
    async fn user_named(&self, name: &str) -> Result<Option<WireUser>, Error> {
        let mut found = self.all_users(name, PAGE_SIZE);
        while let Some(user) = found.try_next().await? {
            if user.username == name {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// The user of this id; `None` for text that can be no id.
    async fn user_of_id(&self, id: &str) -> Result<Option<WireUser>, Error> {
        // The server answers 500 to ids beyond 32 bits. `+4` and `04` are no ids, but could be names.
        if !id.parse::<i32>().is_ok_and(|number| number.to_string() == id) {
            return Ok(None);
        }
        match self.client.get(&["v2", "users", id]).send().await {
            Ok(reply) => reply.json().map(Some).map_err(|failure| self.failed(failure)),
            Err(failure) if failure.is_status(404) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The user of this name or this id. GPUStack lets a user be called as another's id is.
    async fn user_called(&self, wanted: &str) -> Result<WireUser, Error> {
        match (self.user_named(wanted).await?, self.user_of_id(wanted).await?) {
            (Some(named), Some(numbered)) if named.id != numbered.id => {
                let candidates = [numbered, named].map(|user| convert::user(user, self.gateway_ref()));
                Err(Error::new(ErrorKind::Ambiguous, format!("\"{wanted}\" is one user's id and another's name"))
                    .hint(format!("write `id:{wanted}` or `name:{wanted}`"))
                    .candidates(candidates.to_vec()))
            }
            (Some(user), _) | (None, Some(user)) => Ok(user),
            (None, None) => Err(self.no_such_user(wanted)),
        }
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

    /// Whether the caller is meant: who lets go of themself can look at nothing afterwards.
    async fn is_the_caller(&self, user: &User) -> Result<bool, Error> {
        Ok(self.me().await?.id.to_string() == user.id)
    }

    /// Looks whether an administrator is left, now that one was let go: somebody else may have let go of another in the
    /// same moment, and the server stops neither. While the caller is one, one is left; when not, it is not theirs to
    /// undo.
    async fn see_an_administrator(&self) -> Result<(), Error> {
        let cause = match self.me().await {
            Ok(me) if me.is_admin && me.is_active => return Ok(()),
            Ok(me) => format!("\"{}\" is no administrator any more either", me.username),
            Err(error) => error.message,
        };
        let message = format!("it was done, but whether {} has an administrator left is not known", self.place);
        Err(Error::new(ErrorKind::OutcomeUnknown, message)
            .cause(cause)
            .hint("look with another administrator's credential: `gatekey users list --role administrator`"))
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
            Some(rule) if rule.starts_with("Password must") => error.hint(convert::PASSWORD_RULE),
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

/// Whether the user is an administrator who is let in, and would be none any more.
fn lets_go(user: &User, change: &UserChange) -> bool {
    let stays = change.role.as_deref().unwrap_or(&user.role) == ADMINISTRATOR && change.active != Some(false);
    user.role == ADMINISTRATOR && user.active && !stays
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
