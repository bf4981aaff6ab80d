//! Keeps the [`Gateway`] contract on a LiteLLM 1.106 proxy.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use serde_json::{Map, Value, json};
use tokio::sync::{Mutex as AsyncMutex, OnceCell, Semaphore};

use super::context::Caller;
use super::explain::{explained, is_missing};
use super::support::support;
use super::wire::{Details, Key, KeyInfo, License};
use super::{change, convert, routes};
use crate::gateway::capability::{Carries, Field, Support, Verb, refuse_unsupported};
use crate::gateway::connect::{Credential, Remote};
use crate::gateway::place::Place;
use crate::gateway::poll::poll;
use crate::gateway::raw::Raw;
use crate::gateway::rotation::Rotator;
use crate::gateway::teams::TeamDirectory;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind, Fact, Gateway};
use crate::model::{
    AccessFacts, AccessQuestion, Clock, GatewayRef, Identity, Kind, Minted, NewToken, OwnKey, OwnerFilter, RevokeMode,
    Revoked, Role, Rows, RowsWanted, Scope, Secret, SecretMatch, Server, SortField, Token, TokenChange, TokenId,
    TokenQuery,
};
use crate::net::{Auth, Call, Client, Failure};

/// As many calls as may be under way at once where several are needed.
pub(super) const AHEAD: usize = 8;

/// A LiteLLM proxy, and the credential it is shown.
pub(in crate::gateway) struct Litellm {
    pub(super) client: Client,
    pub(super) place: Place,
    pub(super) clock: Clock,
    /// Who the credential is, once it was asked.
    pub(super) caller: OnceCell<Caller>,
    /// Names of teams seen in this run; `None` for one whose name is not told.
    pub(super) team_names: Mutex<HashMap<String, Option<String>>>,
    /// Held by whoever asks for names of teams: others wait, and find them known.
    pub(super) naming: AsyncMutex<()>,
    /// A permit for each call that reads, so that there are never more than [`AHEAD`] whoever sends them.
    pub(super) reading: Semaphore,
    /// The id of the key that is shown, if it is one.
    own_id: Option<TokenId>,
    gateway: GatewayRef,
}

impl Litellm {
    /// The gateway at this address. Nothing is sent yet.
    pub(in crate::gateway) fn new(remote: Remote) -> Result<Self, Error> {
        let place = Place::new(remote.profile.clone(), remote.url.clone(), &remote.credential, remote.token_source);
        let (auth, own_id) = match remote.credential {
            Credential::None => (Auth::None, None),
            Credential::Token(key) => {
                let own_id = TokenId::new(convert::hash(&key));
                (Auth::Bearer(key), Some(own_id))
            }
            Credential::Password { .. } => {
                let message = format!("{place} gives no key in exchange for a user name and a password");
                return Err(Error::new(ErrorKind::Unsupported, message)
                    .cause("the password of LiteLLM's user interface opens nothing else")
                    .hint("log in with the master key or a virtual key: `gatekey login URL --token-stdin`"));
            }
        };
        let client = Client::new(&remote.url, &auth, &remote.http).map_err(|failure| place.error(failure))?;
        let gateway = GatewayRef { profile: remote.profile, kind: Kind::Litellm, url: Some(remote.url) };
        Ok(Self {
            client,
            place,
            clock: remote.clock,
            caller: OnceCell::new(),
            team_names: Mutex::default(),
            naming: AsyncMutex::default(),
            reading: Semaphore::new(AHEAD),
            own_id,
            gateway,
        })
    }

    pub(super) fn gateway_ref(&self) -> GatewayRef {
        self.gateway.clone()
    }

    /// The key as everybody sees it, its team by name.
    pub(super) async fn token_from(&self, id: TokenId, key: Key) -> Result<Token, Error> {
        let team = match &key.team_id {
            Some(team) => self.name_teams(std::slice::from_ref(team)).await?.remove(team),
            None => None,
        };
        Ok(convert::token(id, key, team, &self.gateway, self.clock.now()))
    }

    /// As [`Litellm::token_from`], of a key to which something was done already: that is not called failed because the
    /// name of its team cannot be told.
    pub(super) async fn token_after(&self, id: TokenId, key: Key) -> Token {
        let team = match &key.team_id {
            Some(team) => self.teams_as_known(std::slice::from_ref(team)).await.remove(team),
            None => None,
        };
        convert::token(id, key, team, &self.gateway, self.clock.now())
    }

    /// What the server holds of a key that is alive.
    pub(super) async fn key(&self, id: &TokenId) -> Result<Key, Error> {
        // Not sent unless it can be an id: it might be a secret.
        if !convert::is_hash(id) {
            return Err(self.no_such_token(id));
        }
        match self.read::<KeyInfo>(self.client.get(&["key", "info"]).query("key", id.as_str())).await {
            // A deleted key still answers.
            Ok(KeyInfo { info }) if info.status.as_deref() == Some("deleted") => Err(self.no_such_token(id)),
            Ok(KeyInfo { info }) => Ok(info),
            Err(failure) if is_missing(&failure) => Err(self.no_such_token(id).request(*failure.request)),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// The change as the server is told it, but for the metadata, which are put together with what is there.
    pub(super) async fn change_body(&self, token: &Token, change: &TokenChange) -> Result<Map<String, Value>, Error> {
        let mut body = change::of_token(token, change, self.clock.now())?;
        if let Some(owner) = &change.owner {
            let Ok(wanted) = owner.parse::<OwnerFilter>();
            body.insert("user_id".to_owned(), json!(self.user_id(&wanted).await?));
        }
        if let Some(team) = &change.team {
            let id = match team {
                Some(wanted) => Some(self.team_id(wanted).await?),
                None => None,
            };
            body.insert("team_id".to_owned(), json!(id));
        }
        body.insert("key".to_owned(), json!(token.id));
        Ok(body)
    }

    /// Sends a change, and returns the key as it then is.
    pub(super) async fn send_update(&self, token: &Token, body: &Map<String, Value>) -> Result<Key, Error> {
        let answer = self.read(self.client.post(&["key", "update"]).json(body)).await;
        answer.map_err(|failure| self.failed_on(token, failure))
    }

    /// Refuses the first of these fields on a server without a licence.
    pub(super) async fn check_enterprise(&self, fields: impl Iterator<Item = &String>) -> Result<(), Error> {
        let fields: Vec<String> = fields.map(|name| format!("`{name}`")).collect();
        if fields.is_empty() {
            return Ok(());
        }
        self.require_enterprise(&format!("a key with {}", fields.join(" and "))).await
    }

    /// Whether the key is gone, as the server tells it when asked again.
    async fn see_gone(&self, token: &Token) -> Result<Revoked, Error> {
        let unseen = |cause: String| {
            let look = format!("`gatekey tokens show id:{}`", token.id);
            self.unseen(&format!("the token id:{} was revoked", token.id), cause, &look)
        };
        match self.key(&token.id).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Revoked::Gone(Box::new(token.clone()))),
            // It was this very key that asked.
            Err(error) if error.kind == ErrorKind::Unauthenticated && self.is_own(&token.id) => {
                Ok(Revoked::Gone(Box::new(token.clone())))
            }
            Ok(_) => Err(unseen("the gateway said that it was deleted, and still shows it".to_owned())),
            Err(error) => Err(unseen(error.to_string())),
        }
    }

    /// Whether the failure only tells that this credential may not ask.
    fn is_not_for_it(failure: &Failure) -> bool {
        failure.status().is_some_and(|status| matches!(status, 401 | 403 | 404))
    }
}

#[async_trait]
impl Gateway for Litellm {
    fn kind(&self) -> Kind {
        Kind::Litellm
    }

    fn support(&self, verb: Verb, field: Field) -> Support {
        support(verb, field)
    }

    fn keeps_revoked(&self) -> bool {
        false
    }

    fn sorts_by(&self, field: SortField) -> bool {
        // It sorts names too, but in the order of its database's locale.
        matches!(field, SortField::CreatedAt | SortField::UpdatedAt)
    }

    /// Neither is told to everybody: without a credential that may ask, both are unknown.
    async fn server(&self) -> Result<Server, Error> {
        let details = self.read::<Details>(self.client.get(&["health", "readiness", "details"]));
        let license = self.read::<License>(self.client.get(&["health", "license"]));
        let (details, license) = futures_util::future::join(details, license).await;
        let version = match details {
            Ok(details) => details.litellm_version,
            Err(failure) if Self::is_not_for_it(&failure) => None,
            Err(failure) => return Err(self.failed(failure)),
        };
        let edition = license.ok().map(|license| match license.license_type {
            Some(edition) => edition,
            None => if license.has_license { "enterprise" } else { "community" }.to_owned(),
        });
        Ok(Server { version, edition })
    }

    async fn identity(&self) -> Result<Option<Identity>, Error> {
        // Asked anew: it may have been revoked meanwhile.
        let caller = self.ask_who().await?;
        let role = if caller.is_administrator() { Role::Administrator } else { Role::Member };
        Ok(caller.id().map(|id| Identity { id: id.to_owned(), name: id.to_owned(), role }))
    }

    fn is_own(&self, id: &TokenId) -> bool {
        self.own_id.as_ref() == Some(id)
    }

    async fn own_key(&self) -> Result<Option<OwnKey>, Error> {
        Ok(self.own_row().await?.and_then(|key| {
            // One without a name is called by what is shown of it.
            let name = key.key_alias.filter(|alias| !alias.is_empty()).or(key.key_name);
            Some(OwnKey { name: name?, expires_at: key.expires })
        }))
    }

    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        self.listed(query)
    }

    fn watch<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        poll(move || self.newest_change(query))
    }

    async fn token(&self, id: &TokenId) -> Result<Token, Error> {
        let key = self.key(id).await?;
        self.token_from(id.clone(), key).await
    }

    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error> {
        // The hash alone goes out, and lets nobody in.
        match self.token(&TokenId::new(convert::hash(secret))).await {
            Ok(token) => Ok(SecretMatch::Exact(Box::new(token))),
            Err(error) if error.kind == ErrorKind::NotFound => {
                let message = format!("{} has no token with this secret that this credential sees", self.place);
                Err(Error { message, hint: None, ..error })
            }
            Err(error) => Err(error),
        }
    }

    async fn scopes(&self) -> Result<Vec<Scope>, Error> {
        self.catalogue().await
    }

    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error> {
        self.check_new(new).await
    }

    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error> {
        self.create(new).await
    }

    async fn check_token_change(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        self.change_body(token, change).await?;
        self.check_metadata(token, change).await
    }

    async fn update_token(&self, token: &Token, change: &TokenChange) -> Result<Token, Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        if !convert::is_hash(&token.id) {
            return Err(self.no_such_token(&token.id));
        }
        let body = self.change_body(token, change).await?;
        let key = if self.rewrites(change) {
            self.update_with_metadata(token, change, body).await?
        } else {
            self.send_update(token, &body).await?
        };
        Ok(self.token_after(token.id.clone(), key).await)
    }

    fn rewrites(&self, change: &TokenChange) -> bool {
        change.metadata.is_some() || change.description.is_some()
    }

    async fn revoke_token(&self, token: &Token, _mode: RevokeMode) -> Result<Revoked, Error> {
        if !convert::is_hash(&token.id) {
            return Err(self.no_such_token(&token.id));
        }
        let call = self.client.post(&["key", "delete"]).json(&json!({ "keys": [token.id] }));
        match call.send().await.and_then(|reply| reply.acknowledged()) {
            // The answer repeats the request and proves nothing.
            Ok(()) => self.see_gone(token).await,
            Err(failure) if failure.may_have_run => {
                let error = self.failed_on(token, failure);
                // A lost answer is made up for by looking.
                self.see_gone(token).await.map_err(|_| error)
            }
            Err(failure) => Err(self.failed_on(token, failure)),
        }
    }

    async fn set_blocked(&self, token: &Token, blocked: bool) -> Result<Token, Error> {
        if !convert::is_hash(&token.id) {
            return Err(self.no_such_token(&token.id));
        }
        let path = if blocked { "block" } else { "unblock" };
        let call = self.client.post(&["key", path]).json(&json!({ "key": token.id }));
        let key: Key = self.read(call).await.map_err(|failure| self.failed_on(token, failure))?;
        Ok(self.token_after(token.id.clone(), key).await)
    }

    async fn access_facts(&self, token: &Token, asked: &AccessQuestion) -> Result<AccessFacts, Error> {
        let wanted = RowsWanted {
            key: Some(token.id.clone()),
            end_users: asked.end_user.iter().cloned().collect(),
            models: true,
            ..RowsWanted::default()
        };
        Ok(AccessFacts { rows: self.fetch_rows(&wanted).await?, ..AccessFacts::default() })
    }

    async fn rows(&self, wanted: &RowsWanted) -> Result<Rows, Error> {
        self.fetch_rows(wanted).await
    }

    fn canonical_scope<'s>(&self, typed: &'s str) -> &'s str {
        routes::canonical(typed)
    }

    fn raw(&self) -> Option<Raw<'_>> {
        Some(Raw { client: &self.client, place: &self.place, explain: explained, next_page })
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

/// Lists count their pages, the one under `current_page` and the others under `page`.
fn next_page(answer: &Value, _call: &Call<'_>) -> Option<(&'static str, String)> {
    let number = |name: &str| answer.get(name)?.as_u64();
    let page = number("current_page").or_else(|| number("page"))?;
    (page < number("total_pages")?).then(|| ("page", (page + 1).to_string()))
}
