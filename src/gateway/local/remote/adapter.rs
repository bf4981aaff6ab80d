//! Keeps the [`Gateway`] contract on a `gatekey serve`.

use std::collections::HashSet;

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;

use super::convert;
use super::wire::{Catalogue, Health, Me, PAGE_SIZE, PageEnd, PageItems, Token as WireToken, User as WireUser};
use crate::gateway::capability::{Field, Support, Verb};
use crate::gateway::connect::{Credential, Remote};
use crate::gateway::local::support::{canonical_scope, refuse_unsupported, support};
use crate::gateway::place::Place;
use crate::gateway::raw::Raw;
use crate::gateway::rotation::Rotator;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind, Fact, Gateway};
use crate::model::{
    Clock, GatewayRef, Identity, Kind, Minted, NewToken, OwnerFilter, RevokeMode, Revoked, Scope, Secret, SecretMatch,
    SecretShape, Server, SortField, StatusFilter, Timestamp, Token, TokenChange, TokenId, TokenQuery, TrailEvent,
    UserRef,
};
use crate::net::page::{self, CursorPage};
use crate::net::{Auth, Call, Client, Failure, Reply};
use crate::server::service::ServiceError;

/// Characters of a token's id, which is also the first part of a generated key, after `gk_`.
const ID_LENGTH: usize = 16;
pub(super) const KEY_PREFIX: &str = "gk_";

/// A `gatekey serve` at an address, and the credential it is shown.
pub(in crate::gateway) struct RemoteGateway {
    pub(super) client: Client,
    pub(super) place: Place,
    gateway: GatewayRef,
    clock: Clock,
}

impl RemoteGateway {
    /// The gateway at this address. Nothing is sent yet.
    pub(in crate::gateway) fn new(remote: Remote) -> Result<Self, Error> {
        let place = Place::new(remote.profile.clone(), remote.url.clone(), &remote.credential, remote.token_source);
        let auth = match remote.credential {
            Credential::None => Auth::None,
            Credential::Token(key) => Auth::Bearer(key),
            Credential::Password { user, password } => Auth::Basic { user, password },
        };
        let client = Client::new(&remote.url, &auth, &remote.http).map_err(|failure| place.error(failure))?;
        let gateway = GatewayRef { profile: remote.profile, kind: Kind::Local, url: Some(remote.url) };
        Ok(Self { client, place, gateway, clock: remote.clock })
    }

    /// Sends a call and reads its answer as the JSON that was expected.
    pub(super) async fn ask<T: DeserializeOwned>(call: Call<'_>) -> Result<T, Failure> {
        call.send().await.and_then(|reply| reply.json())
    }

    pub(super) fn token_from(&self, token: WireToken) -> Token {
        convert::token(token, &self.gateway, self.clock.now())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn user_from(&self, user: WireUser) -> crate::model::User {
        convert::user(user, self.gateway.clone())
    }

    /// One page of a list, and where the next begins: to know that, its items need not be read.
    pub(super) async fn page(
        &self,
        call: Call<'_>,
        size: usize,
        after: Option<String>,
    ) -> Result<CursorPage<Reply>, Error> {
        let call = call.query("per_page", &size.to_string());
        let call = match after {
            Some(after) => call.query("after", &after),
            None => call,
        };
        let place = async { call.send().await.and_then(|reply| Ok((reply.json::<PageEnd>()?, reply))) };
        let (end, content) = place.await.map_err(|failure| self.failed(failure))?;
        Ok(CursorPage { content, next: end.pagination.next })
    }

    /// What a page holds.
    pub(super) fn items<T: DeserializeOwned>(&self, page: &Reply) -> Result<Vec<T>, Error> {
        page.json::<PageItems<T>>().map(|page| page.items).map_err(|failure| self.failed(failure))
    }

    /// How many to ask for at once: no more than are wanted.
    pub(super) fn page_size(limit: Option<usize>) -> usize {
        limit.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE)
    }

    pub(super) fn list_call(&self, query: &TokenQuery) -> Call<'_> {
        let mut call = self.client.get(&["v1", "tokens"]);
        let given = [
            ("sort", query.sort.map(convert::sort)),
            ("search", query.search.clone().filter(|text| !text.is_empty())),
            (
                "owner",
                query.owner.as_ref().map(|owner| match owner {
                    OwnerFilter::Me => "me".to_owned(),
                    OwnerFilter::User(wanted) => wanted.to_string(),
                }),
            ),
            ("status", convert::status_filter(query.status).map(str::to_owned)),
            ("expiring_within", query.expiring_within.map(|window| window.as_secs().to_string())),
            ("unused_for", query.unused_for.map(|window| window.as_secs().to_string())),
        ];
        for (name, value) in given {
            if let Some(value) = value {
                call = call.query(name, &value);
            }
        }
        call
    }

    /// The custom tokens that the credential sees: of a secret that a person chose nothing is shown.
    async fn custom_tokens(&self) -> Result<Vec<Token>, Error> {
        let query = TokenQuery { status: StatusFilter::All, ..TokenQuery::default() };
        self.tokens(&query).try_filter(|token| std::future::ready(token.custom == Some(true))).try_collect().await
    }

    /// Refuses to give the token to somebody else. Whose it is already may be said.
    async fn keep_owner(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        let Some(wanted) = &change.owner else { return Ok(()) };
        let owner = token.owner.as_ref();
        let id = owner.and_then(|owner| owner.id.clone()).unwrap_or_default();
        let name = owner.and_then(|owner| owner.name.clone()).unwrap_or_default();
        let is_owner = if wanted == "me" {
            self.me().await?.id == id
        } else {
            let Ok(reference) = wanted.parse::<UserRef>();
            reference.is_of(&id, &name)
        };
        if is_owner {
            return Ok(());
        }
        Err(Self::refused_here(&ServiceError::OtherOwner(wanted.clone()), ErrorKind::Unsupported))
    }

    async fn me(&self) -> Result<Me, Error> {
        Self::ask(self.client.get(&["v1", "me"])).await.map_err(|failure| self.failed(failure))
    }

    fn create_call(&self, new: &NewToken) -> Call<'_> {
        let call = self.client.post(&["v1", "tokens"]).json(&convert::new_token(new));
        match &new.custom {
            Some(custom) => call.secret(custom),
            None => call,
        }
    }

    fn change_call(&self, token: &Token, change: &TokenChange) -> Call<'_> {
        self.client.patch(&["v1", "tokens", token.id.as_str()]).json(&convert::token_change(change))
    }
}

/// Whether a token can have this id at all; others are not worth a question, and some cannot be part of a path.
fn is_id(id: &TokenId) -> bool {
    id.as_str().len() == ID_LENGTH && id.as_str().bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn no_such_token(id: &TokenId) -> Error {
    RemoteGateway::refused_here(&ServiceError::NoSuchToken(id.clone()), ErrorKind::NotFound)
}

pub(super) fn check_id(id: &TokenId) -> Result<(), Error> {
    if is_id(id) { Ok(()) } else { Err(no_such_token(id)) }
}

#[async_trait]
impl Gateway for RemoteGateway {
    fn kind(&self) -> Kind {
        Kind::Local
    }

    fn support(&self, verb: Verb, field: Field) -> Support {
        support(verb, field)
    }

    fn sorts_by(&self, _field: SortField) -> bool {
        true
    }

    async fn server(&self) -> Result<Server, Error> {
        let call = self.client.get(&["healthz"]).anonymous();
        let health: Health = Self::ask(call).await.map_err(|failure| self.failed(failure))?;
        Ok(Server { version: Some(health.version), edition: None })
    }

    async fn identity(&self) -> Result<Option<Identity>, Error> {
        self.me().await.map(|me| Some(convert::identity(me)))
    }

    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::List, query)?;
            // In any order but that of creation, a token that is changed meanwhile can come up again.
            let mut seen = query.sort.is_some_and(|sort| sort.field != SortField::CreatedAt).then(HashSet::new);
            let size = Self::page_size(query.limit);
            let mut tokens = page::by_cursor(
                |after| self.page(self.list_call(query), size, after),
                |page| self.items::<WireToken>(&page),
            );
            while let Some(token) = tokens.try_next().await? {
                if seen.as_mut().is_none_or(|seen| seen.insert(token.id.clone())) {
                    yield self.token_from(token);
                }
            }
        }
        .boxed()
    }

    async fn token(&self, id: &TokenId) -> Result<Token, Error> {
        check_id(id)?;
        let call = self.client.get(&["v1", "tokens", id.as_str()]);
        Self::ask(call).await.map(|token| self.token_from(token)).map_err(|failure| self.failed(failure))
    }

    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error> {
        let nobodys = || Self::refused_here(&ServiceError::NoTokenOfSecret, ErrorKind::NotFound);
        // The id in a generated key is no secret; no custom key looks like one.
        if SecretShape::of(secret) == SecretShape::Of(Kind::Local) {
            let id = secret.expose().strip_prefix(KEY_PREFIX).and_then(|rest| rest.get(..ID_LENGTH));
            return match self.token(&TokenId::new(id.unwrap_or_default())).await {
                Ok(token) if token.custom == Some(false) => Ok(SecretMatch::Exact(Box::new(token))),
                Ok(_) => Err(nobodys()),
                Err(error) if error.kind == ErrorKind::NotFound => Err(nobodys()),
                Err(error) => Err(error),
            };
        }
        match self.custom_tokens().await? {
            none if none.is_empty() => Err(nobodys()),
            candidates => Ok(SecretMatch::Candidates(candidates)),
        }
    }

    async fn scopes(&self) -> Result<Vec<Scope>, Error> {
        let catalogue: Catalogue =
            Self::ask(self.client.get(&["v1", "scopes"])).await.map_err(|failure| self.failed(failure))?;
        Ok(catalogue.items.into_iter().map(convert::scope).collect())
    }

    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Create, new)?;
        let answer = self.create_call(new).query("dry_run", "true").send().await;
        answer.and_then(|reply| reply.acknowledged()).map_err(|failure| self.failed(failure))
    }

    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error> {
        refuse_unsupported(self, Verb::Create, new)?;
        let failed = |failure| self.failed_to_create("token", "gatekey tokens list", new.name.as_deref(), failure);
        let reply = self.create_call(new).send().await.map_err(failed)?;
        let mut token: WireToken = reply.json().map_err(failed)?;
        match token.secret.take() {
            Some(secret) => Ok(Minted { token: self.token_from(token), secret, notes: Vec::new() }),
            None => Err(failed(reply.lacking("the answer holds no secret"))),
        }
    }

    async fn check_token_change(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Update, change)?;
        self.keep_owner(token, change).await?;
        check_id(&token.id)?;
        let answer = self.change_call(token, change).query("dry_run", "true").send().await;
        answer.and_then(|reply| reply.acknowledged()).map_err(|failure| self.failed(failure))
    }

    async fn update_token(&self, token: &Token, change: &TokenChange) -> Result<Token, Error> {
        refuse_unsupported(self, Verb::Update, change)?;
        self.keep_owner(token, change).await?;
        check_id(&token.id)?;
        let answer = Self::ask(self.change_call(token, change)).await;
        answer.map(|token| self.token_from(token)).map_err(|failure| self.failed_to_change(failure))
    }

    async fn revoke_token(&self, token: &Token, mode: RevokeMode) -> Result<Revoked, Error> {
        check_id(&token.id)?;
        let path = ["v1", "tokens", token.id.as_str(), "revoke"];
        let call = match mode {
            RevokeMode::Revoke => self.client.post(&path).idempotent(),
            RevokeMode::Purge => self.client.delete(&path[..3]),
        };
        match (Self::ask::<WireToken>(call).await, mode) {
            (Ok(left), RevokeMode::Revoke) => Ok(Revoked::Kept(Box::new(self.token_from(left)))),
            (Ok(gone), RevokeMode::Purge) => Ok(Revoked::Gone(Box::new(self.token_from(gone)))),
            // The repeated one found nothing, because the first, whose answer was lost, had deleted it.
            (Err(failure), RevokeMode::Purge) if failure.is_status(404) && failure.after_lost_answer => {
                Ok(Revoked::Gone(Box::new(token.clone())))
            }
            (Err(failure), _) => Err(self.failed_to_change(failure)),
        }
    }

    fn canonical_scope<'s>(&self, typed: &'s str) -> &'s str {
        canonical_scope(typed)
    }

    fn watch<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        self.facts(query)
    }

    async fn history(&self, id: &TokenId) -> Result<Vec<TrailEvent>, Error> {
        self.trail(id).await
    }

    fn raw(&self) -> Option<Raw<'_>> {
        Some(Raw { client: &self.client, place: &self.place, explain: Place::error, next_page })
    }

    fn rotator(&self) -> Option<&dyn Rotator> {
        Some(self)
    }

    fn users(&self) -> Option<&dyn UserDirectory> {
        Some(self)
    }
}

/// Lists are `{"items":[…],"pagination":{…,"next":"…"}}`, with null at the end.
fn next_page(answer: &serde_json::Value, _call: &Call<'_>) -> Option<(&'static str, String)> {
    let next = answer.get("pagination")?.get("next")?.as_str()?;
    Some(("after", next.to_owned()))
}
