//! The users of a `gatekey serve`. That an administrator always stays, the server sees to.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::adapter::RemoteGateway;
use super::convert;
use super::wire::{PageItems, User as WireUser};
use crate::gateway::capability::Verb;
use crate::gateway::local::support::refuse_unsupported;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind};
use crate::model::{NewUser, User, UserChange, UserQuery, UserRef};
use crate::net::{Call, page};
use crate::server::service::ServiceError;

#[async_trait]
impl UserDirectory for RemoteGateway {
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>> {
        try_stream! {
            let size = Self::page_size(query.enough());
            let list_call = || {
                let call = self.client.get(&["v1", "users"]);
                match query.search.as_deref().filter(|text| !text.is_empty()) {
                    Some(search) => call.query("search", search),
                    None => call,
                }
            };
            let mut users = page::by_cursor(|after| self.page(list_call(), size, after), |page| self.items::<WireUser>(&page));
            while let Some(user) = users.try_next().await? {
                yield self.user_from(user);
            }
        }
        .boxed()
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let found = match wanted {
            UserRef::Word(word) if word == "me" => Some(self.user_at("me", word).await?),
            UserRef::Id(id) => Some(self.user_of_id(id).await?),
            UserRef::Name(name) => self.user_named(name).await?,
            UserRef::Word(word) => match self.user_named(word).await? {
                Some(user) => Some(user),
                None => Some(self.user_of_id(word).await?),
            },
        };
        found.map(|user| self.user_from(user)).ok_or_else(|| match wanted {
            UserRef::Id(text) | UserRef::Name(text) | UserRef::Word(text) => no_such_user(text),
        })
    }

    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersCreate, new)?;
        let answer = self.create_user_call(new).query("dry_run", "true").send().await;
        answer.and_then(|reply| reply.acknowledged()).map_err(|failure| self.failed(failure))
    }

    async fn create_user(&self, new: &NewUser) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersCreate, new)?;
        let answer = Self::ask(self.create_user_call(new)).await;
        answer
            .map(|user| self.user_from(user))
            .map_err(|failure| self.failed_to_create("user", "gatekey users list", Some(&new.name), failure))
    }

    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersUpdate, change)?;
        let answer = self.change_user_call(user, change)?.query("dry_run", "true").send().await;
        answer.and_then(|reply| reply.acknowledged()).map_err(|failure| self.failed(failure))
    }

    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersUpdate, change)?;
        let answer = Self::ask(self.change_user_call(user, change)?).await;
        answer.map(|user| self.user_from(user)).map_err(|failure| self.failed_to_change(failure))
    }

    async fn check_user_deletion(&self, user: &User) -> Result<(), Error> {
        check_id(&user.id)?;
        let call = self.client.delete(&["v1", "users", &user.id]).query("dry_run", "true");
        call.send().await.and_then(|reply| reply.acknowledged()).map_err(|failure| self.failed(failure))
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        check_id(&user.id)?;
        let call = self.client.delete(&["v1", "users", &user.id]);
        match call.send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => Ok(()),
            // The repeated one found nobody, because the first, whose answer was lost, had deleted them.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => Ok(()),
            Err(failure) => Err(self.failed_to_change(failure)),
        }
    }
}

impl RemoteGateway {
    /// The user of exactly this name.
    async fn user_named(&self, name: &str) -> Result<Option<WireUser>, Error> {
        let call = self.client.get(&["v1", "users"]).query("name", name);
        let found: PageItems<WireUser> = Self::ask(call).await.map_err(|failure| self.failed(failure))?;
        Ok(found.items.into_iter().find(|user| user.name == name))
    }

    async fn user_of_id(&self, id: &str) -> Result<WireUser, Error> {
        check_id(id)?;
        self.user_at(id, id).await
    }

    async fn user_at(&self, id: &str, typed: &str) -> Result<WireUser, Error> {
        Self::ask(self.client.get(&["v1", "users", id])).await.map_err(|failure| {
            let is_not_there = failure.is_status(404) && failure.parts.is_some();
            if is_not_there { no_such_user(typed).request(*failure.request) } else { self.failed(failure) }
        })
    }

    fn create_user_call(&self, new: &NewUser) -> Call<'_> {
        let call = self.client.post(&["v1", "users"]).json(&convert::new_user(new));
        match &new.password {
            Some(password) => call.secret(password),
            None => call,
        }
    }

    fn change_user_call(&self, user: &User, change: &UserChange) -> Result<Call<'_>, Error> {
        check_id(&user.id)?;
        let call = self.client.patch(&["v1", "users", &user.id]).json(&convert::user_change(change));
        Ok(match &change.password {
            Some(Some(password)) => call.secret(password),
            _ => call,
        })
    }
}

/// Refuses what can be no user's id: some cannot be part of a path, and `me` in one is not an id but whoever asks.
fn check_id(id: &str) -> Result<(), Error> {
    match id {
        "" | "." | ".." | "me" => Err(no_such_user(id)),
        _ => Ok(()),
    }
}

fn no_such_user(text: &str) -> Error {
    RemoteGateway::refused_here(&ServiceError::NoSuchUser(text.to_owned()), ErrorKind::NotFound)
}
