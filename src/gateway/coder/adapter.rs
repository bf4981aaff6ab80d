//! Keeps the [`Gateway`] contract on a Coder 2.x server.

use std::time::Duration;

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde::de::DeserializeOwned;

use super::access::Access;
use super::convert;
use super::explain::is_refusal;
use super::lifetime::{self, nanoseconds};
use super::support::{NO_CHANGE, support};
use super::wire::{BuildInfo, Key, Made, User as WireUser};
use crate::gateway::capability::{Carries, Field, Support, Verb, refuse_unsupported, unsupported};
use crate::gateway::connect::Remote;
use crate::gateway::place::Place;
use crate::gateway::poll::poll;
use crate::gateway::raw::Raw;
use crate::gateway::rotation::Rotator;
use crate::gateway::teams::TeamDirectory;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind, Fact, Gateway};
use crate::model::{
    Clock, GatewayRef, Identity, Kind, Lifetime, Minted, NewToken, OwnerFilter, RevokeMode, Revoked, Role, Scope,
    Secret, SecretMatch, Server, SortField, Status, Token, TokenChange, TokenId, TokenQuery, UserRef,
};
use crate::net::{Call, Failure};

/// A Coder server, and the credential it is shown.
pub(in crate::gateway) struct Coder {
    pub(super) access: Access,
    pub(super) place: Place,
    gateway: GatewayRef,
    clock: Clock,
}

impl Coder {
    /// The gateway at this address. Nothing is sent yet.
    pub(in crate::gateway) fn new(remote: Remote) -> Result<Self, Error> {
        let place = Place::new(remote.profile.clone(), remote.url.clone(), &remote.credential, remote.token_source);
        let access = Access::new(&remote).map_err(|failure| place.error(failure))?;
        let gateway = GatewayRef { profile: remote.profile, kind: Kind::Coder, url: Some(remote.url) };
        Ok(Self { access, place, gateway, clock: remote.clock })
    }

    pub(super) fn gateway_ref(&self) -> GatewayRef {
        self.gateway.clone()
    }

    /// Reads what is at this path, with the credential.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let call = self.client().await?.get(path);
        self.answer(call).await.map_err(|failure| self.failed(failure))
    }

    /// As [`Coder::get`], leaving it to the caller what a failure means.
    pub(super) async fn try_get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<Result<T, Failure>, Error> {
        let call = self.client().await?.get(path);
        Ok(self.answer(call).await)
    }

    /// Sends a call that means the same however often it arrives. A refusal in a server error's clothes is not repeated.
    pub(super) async fn answer<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Failure> {
        call.final_if(is_refusal).send().await?.json()
    }

    /// The account of the credential.
    pub(super) async fn me(&self) -> Result<WireUser, Error> {
        self.get(&["api", "v2", "users", "me"]).await
    }

    /// Every key of these that the credential may see, the expired too, in one answer: Coder has no pages here.
    pub(super) async fn keys(&self, owner: Option<&OwnerFilter>) -> Result<Vec<Token>, Error> {
        let (user, all) = match owner {
            None => ("me", true),
            Some(OwnerFilter::Me) => ("me", false),
            Some(OwnerFilter::User(UserRef::Id(id))) if !convert::is_uuid(id) => return Err(self.no_such_user(id)),
            Some(OwnerFilter::User(UserRef::Name(name))) if name == "me" || convert::is_uuid(name) => {
                return Err(self.no_such_user(name));
            }
            Some(OwnerFilter::User(UserRef::Id(user) | UserRef::Name(user) | UserRef::Word(user))) => (&**user, false),
        };
        self.check_segment(user)?;
        let client = self.client().await?;
        let call = client.get(&["api", "v2", "users", user, "keys", "tokens"]);
        // Versions that know no filter list the expired in any case.
        let call = call.query("include_all", if all { "true" } else { "false" }).query("include_expired", "true");
        let answer: Result<Option<Vec<Key>>, Failure> = self.answer(call).await;
        // An empty list may come as null.
        let mut keys = answer.map_err(|failure| self.failed_on_user(user, failure))?.unwrap_or_default();
        keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
        let now = self.clock.now();
        Ok(keys.into_iter().map(|key| convert::token(key, None, &self.gateway, now)).collect())
    }

    /// What can be no part of a path is nobody's name.
    pub(super) fn check_segment(&self, user: &str) -> Result<(), Error> {
        if matches!(user, "" | "." | "..") { Err(self.no_such_user(user)) } else { Ok(()) }
    }

    /// The key of this id as this user's, with the name of its owner, which only lists tell.
    async fn key(&self, user: &str, id: &TokenId) -> Result<Result<Token, Failure>, Error> {
        let key: Key = match self.try_get(&["api", "v2", "users", user, "keys", id.as_str()]).await? {
            Ok(key) => key,
            Err(failure) => return Ok(Err(failure)),
        };
        let owner: Result<WireUser, Failure> = self.try_get(&["api", "v2", "users", &key.user_id]).await?;
        let owner = owner.ok().map(|owner| owner.username);
        Ok(Ok(convert::token(key, owner, &self.gateway, self.clock.now())))
    }

    /// Tells a key that is not there from one that this credential may not even look for.
    async fn not_seen(&self, id: &TokenId) -> Error {
        match self.me().await {
            Ok(_) => self.no_such_token(id),
            Err(error) => error,
        }
    }

    /// A key just made, read back for what the answer does not tell. Whatever goes wrong there, the secret is not lost.
    async fn minted(&self, new: &NewToken, made: Made) -> Minted {
        let secret = made.key.expect("the caller has looked");
        let id =
            convert::id_in(&secret).unwrap_or_else(|| TokenId::new(secret.expose().split('-').next().unwrap_or("")));
        let read = match self.key(new.owner.as_deref().unwrap_or("me"), &id).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(failure)) => Err(failure.to_string()),
            Err(error) => Err(error.message),
        };
        match read {
            Ok(token) => Minted { notes: slides(&token).into_iter().collect(), token, secret },
            Err(why) => {
                let note =
                    format!("the token was made, but could not be read back ({why}): `gatekey tokens show id:{id}`");
                Minted { token: convert::unread(id, new, &self.gateway), secret, notes: vec![note] }
            }
        }
    }

    /// Refuses what can be refused without making anything, all but a name that is taken.
    async fn check(&self, new: &NewToken) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Create, &new.fields())?;
        let owner = new.owner.as_deref().unwrap_or("me");
        self.check_segment(owner)?;
        if new.session {
            return convert::check_session(new);
        }
        let body = convert::new_key(new)?;
        if let Some(scopes) = &body.scopes {
            self.check_scopes(scopes).await?;
        }
        match body.lifetime {
            Some(lifetime) => self.check_life(owner, lifetime).await,
            None => Ok(()),
        }
    }

    async fn mint(&self, new: &NewToken, call: Call<'_>) -> Result<Minted, Error> {
        let reply = call.send().await.map_err(|failure| self.failed_to_create(new, failure))?;
        let made: Made = reply.json().map_err(|failure| self.failed_to_create(new, failure))?;
        if made.key.is_none() {
            return Err(self.failed_to_create(new, reply.lacking("the answer holds no key")));
        }
        let minted = self.minted(new, made).await;
        match convert::limit_ignored(new, &minted.token) {
            None => Ok(minted),
            Some(limit) => Err(self.take_back(minted, limit).await),
        }
    }

    /// Deletes a token that can do more than was asked for: an older server makes it all the same.
    async fn take_back(&self, minted: Minted, limit: &str) -> Error {
        let id = &minted.token.id;
        let message = format!("{} is a Coder that knows no {limit}", self.place);
        match self.delete(&minted.token).await {
            Ok(_) => Error::new(ErrorKind::Unsupported, message)
                .cause("it made the token without that limit, and the token was deleted again")
                .hint("leave the limit out, or use a newer Coder"),
            Err(error) => Error::new(ErrorKind::OutcomeUnknown, message)
                .cause(format!(
                    "the token id:{id} was made without that limit, and could not be deleted again: {error}"
                ))
                .hint(format!("delete it: `gatekey tokens revoke id:{id} --purge`")),
        }
    }

    /// Sets the expiry to now. Versions without a call for that only delete: then no row remains, and it is said.
    async fn expire(&self, token: &Token) -> Result<Revoked, Error> {
        let user = owner_of(token);
        let client = self.client().await?;
        let call = client.put(&["api", "v2", "users", user, "keys", token.id.as_str(), "expire"]);
        let sent = call.final_if(is_refusal).send().await.and_then(|reply| reply.acknowledged());
        match sent {
            Ok(()) => Ok(Revoked::Kept(Box::new(self.expired(token).await))),
            Err(failure) if failure.is_status(404) || failure.is_status(405) => {
                match self.key(user, &token.id).await? {
                    // It is there: what is missing is the way to expire it.
                    Ok(_) => self.delete(token).await,
                    Err(failure) if failure.is_status(404) => Err(self.not_seen(&token.id).await),
                    Err(failure) => Err(self.failed(failure)),
                }
            }
            Err(failure) => Err(self.failed_on(failure)),
        }
    }

    /// The row after it was expired: as it is told or, to a key that expired itself and may ask no more, as it was.
    async fn expired(&self, token: &Token) -> Token {
        match self.key(owner_of(token), &token.id).await {
            Ok(Ok(row)) => Token { status: Status::Revoked, ..row },
            _ => {
                let mut unknown = token.unknown.clone();
                unknown.extend(["updated_at", "expires_at"]);
                Token { status: Status::Revoked, updated_at: None, expires_at: None, unknown, ..token.clone() }
            }
        }
    }

    async fn delete(&self, token: &Token) -> Result<Revoked, Error> {
        let client = self.client().await?;
        let call = client.delete(&["api", "v2", "users", owner_of(token), "keys", token.id.as_str()]);
        match call.final_if(is_refusal).send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => Ok(Revoked::Gone(Box::new(token.clone()))),
            // The repeated one found nothing, because the first, whose answer was lost, had deleted it.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => {
                Ok(Revoked::Gone(Box::new(token.clone())))
            }
            Err(failure) if failure.is_status(404) => Err(self.not_seen(&token.id).await),
            Err(failure) => Err(self.failed_on(failure)),
        }
    }
}

/// What few expect of an expiry. A life of an hour or less is never prolonged.
fn slides(token: &Token) -> Option<String> {
    let lifetime = token.told_lifetime.filter(|seconds| *seconds > 3600)?;
    let lifetime = lifetime::told(lifetime.saturating_mul(1_000_000_000));
    Some(format!(
        "a token of Coder that is used lives on: each use moves its end to {lifetime} later, unless the server is told not to"
    ))
}

/// The part of a path that stands for the owner: the id, where it is told.
fn owner_of(token: &Token) -> &str {
    token.owner.as_ref().and_then(|owner| owner.id.as_deref()).unwrap_or("me")
}

fn no_change() -> Error {
    unsupported(Kind::Coder, Verb::Update, Field::Itself, NO_CHANGE)
}

#[async_trait]
impl Gateway for Coder {
    fn kind(&self) -> Kind {
        Kind::Coder
    }

    fn support(&self, verb: Verb, field: Field) -> Support {
        support(verb, field)
    }

    fn sorts_by(&self, _field: SortField) -> bool {
        false
    }

    async fn server(&self) -> Result<Server, Error> {
        let call = self.access.anonymous().get(&["api", "v2", "buildinfo"]).anonymous();
        let build: BuildInfo = self.answer(call).await.map_err(|failure| self.failed(failure))?;
        Ok(Server { version: Some(build.version), edition: None })
    }

    async fn identity(&self) -> Result<Option<Identity>, Error> {
        // A password that is refused is no key that may not ask.
        self.client().await?;
        match self.me().await {
            Ok(me) => {
                let role = if convert::is_owner(&me) { Role::Administrator } else { Role::Member };
                Ok(Some(Identity { id: me.id, name: me.username, role }))
            }
            // A rejected key is a 401: this one is good.
            Err(error) if error.kind == ErrorKind::Denied => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn key_of_login(&self, name: String, wished: Duration) -> Result<NewToken, Error> {
        let wished = nanoseconds(Lifetime::For(wished))?;
        let life = self.longest_life("me").await?.map_or(wished, |longest| longest.min(wished));
        let life = Duration::from_nanos(u64::try_from(life).unwrap_or_default());
        // No scope that may be asked for lets a key give roles: it has the rights of whoever logs in.
        Ok(NewToken { name: Some(name), expires_in: Some(Lifetime::For(life)), ..NewToken::default() })
    }

    async fn close(&self) -> Result<(), Error> {
        self.end_session().await
    }

    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::List, &query.fields())?;
            for token in self.keys(query.owner.as_ref()).await? {
                yield token;
            }
        }
        .boxed()
    }

    fn watch<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        poll(move || async move {
            refuse_unsupported(self, Verb::Watch, &query.fields())?;
            // To be used is no change.
            let unused = |token| Token { last_used_at: None, ..token };
            Ok(self.keys(query.owner.as_ref()).await?.into_iter().map(unused).collect::<Vec<Token>>())
        })
    }

    async fn token(&self, id: &TokenId) -> Result<Token, Error> {
        if !convert::is_key_id(id.as_str()) {
            return Err(self.no_such_token(id));
        }
        match self.key("me", id).await? {
            Ok(token) => Ok(token),
            // Absent, out of sight, or another user's on a server that looks at whose it is: the list knows.
            Err(failure) if failure.is_status(404) => {
                let listed = self.keys(None).await?;
                listed.into_iter().find(|token| token.id == *id).ok_or_else(|| self.no_such_token(id))
            }
            Err(failure) => Err(self.failed(failure)),
        }
    }

    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error> {
        // The id stands before the dash; what stands behind it is not sent.
        let Some(id) = convert::id_in(secret) else {
            let message = format!("{} makes no keys of this shape", self.place);
            return Err(
                Error::new(ErrorKind::NotFound, message).hint("Coder's are ten characters, a dash, and 22 more")
            );
        };
        self.token(&id).await.map(|token| SecretMatch::Exact(Box::new(token)))
    }

    async fn scopes(&self) -> Result<Vec<Scope>, Error> {
        self.catalogue().await
    }

    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error> {
        self.check(new).await?;
        let owner = new.owner.as_deref().unwrap_or("me");
        match new.name.as_deref().filter(|name| !matches!(*name, "." | "..")) {
            // Asked here only: the create itself says so too.
            Some(name) => match self.try_get::<Key>(&["api", "v2", "users", owner, "keys", "tokens", name]).await? {
                Ok(_) => Err(self.name_taken(name)),
                Err(_) => Ok(()),
            },
            None => Ok(()),
        }
    }

    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error> {
        self.check(new).await?;
        let owner = new.owner.as_deref().unwrap_or("me");
        let client = self.client().await?;
        if new.session {
            return self.mint(new, client.post(&["api", "v2", "users", owner, "keys"])).await;
        }
        let body = convert::new_key(new)?;
        self.mint(new, client.post(&["api", "v2", "users", owner, "keys", "tokens"]).json(&body)).await
    }

    async fn check_token_change(&self, _token: &Token, change: &TokenChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        Err(no_change())
    }

    async fn update_token(&self, _token: &Token, change: &TokenChange) -> Result<Token, Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        Err(no_change())
    }

    async fn revoke_token(&self, token: &Token, mode: RevokeMode) -> Result<Revoked, Error> {
        if !convert::is_key_id(token.id.as_str()) {
            return Err(self.no_such_token(&token.id));
        }
        match (mode, token.status) {
            (RevokeMode::Purge, _) => self.delete(token).await,
            // Expiring it again would move its end to now.
            (RevokeMode::Revoke, Status::Revoked | Status::Expired) => {
                self.token(&token.id).await.map(|row| Revoked::Kept(Box::new(row)))
            }
            (RevokeMode::Revoke, _) => self.expire(token).await,
        }
    }

    fn canonical_scope<'s>(&self, typed: &'s str) -> &'s str {
        match super::catalogue::canonical(typed) {
            super::catalogue::EVERYTHING => "*",
            name => name,
        }
    }

    fn raw(&self) -> Option<Raw<'_>> {
        Some(Raw { client: self.access.with_key(), place: &self.place, explain: Place::error, next_page })
    }

    fn rotator(&self) -> Option<&dyn Rotator> {
        Some(self)
    }

    fn users(&self) -> Option<&dyn UserDirectory> {
        Some(self)
    }

    fn teams(&self) -> Option<&dyn TeamDirectory> {
        Some(self)
    }
}

/// Lists are `{"users":[…],"count":…}`, from `offset` on: all of it where no `limit` is asked for.
fn next_page(answer: &serde_json::Value, call: &Call<'_>) -> Option<(&'static str, String)> {
    let count = answer.get("count")?.as_u64()?;
    let here = answer.as_object()?.values().find_map(|value| value.as_array())?.len();
    let read = call.query_number("offset").unwrap_or(0).saturating_add(u64::try_from(here).ok()?);
    (here > 0 && read < count).then(|| ("offset", read.to_string()))
}
