//! Keeps the [`Gateway`] contract on a GPUStack 2.3 server.

use async_stream::try_stream;
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::context::act;
use super::convert::{self, Inside};
use super::support::support;
use super::wire::{Key, PAGE_SIZE, Version};
use crate::gateway::capability::{Carries, Field, Support, Verb, refuse_unsupported};
use crate::gateway::connect::{Credential, Remote};
use crate::gateway::place::Place;
use crate::gateway::raw::Raw;
use crate::gateway::rotation::Rotator;
use crate::gateway::teams::TeamDirectory;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Error, ErrorKind, Fact, Gateway, facts};
use crate::model::{
    AccessFacts, AccessQuestion, Clock, GatewayRef, Identity, Kind, Minted, NewToken, RevokeMode, Revoked, Role, Scope,
    Secret, SecretMatch, Server, Sort, SortField, StatusFilter, Token, TokenChange, TokenId, TokenQuery,
};
use crate::net::{Auth, Call, Client, page};

/// How a key begins that the server made, before the sixteen hex digits of which it shows four.
const KEY_PREFIX: &str = "gpustack_";
const SHOWN_DIGITS: usize = 4;

/// A GPUStack server, and the credential it is shown.
pub(in crate::gateway) struct Gpustack {
    pub(super) client: Client,
    pub(super) place: Place,
    /// A key, which may be tied to an organisation, as opposed to a password, which never is.
    pub(super) is_token: bool,
    pub(super) tied_to_team: Option<String>,
    gateway: GatewayRef,
    clock: Clock,
}

impl Gpustack {
    /// The gateway at this address. Nothing is sent yet.
    pub(in crate::gateway) fn new(remote: Remote) -> Result<Self, Error> {
        let place = Place::new(remote.profile.clone(), remote.url.clone(), &remote.credential, remote.token_source);
        let is_token = matches!(remote.credential, Credential::Token(_));
        let auth = match remote.credential {
            Credential::None => Auth::None,
            Credential::Token(key) => Auth::Bearer(key),
            Credential::Password { user, password } => Auth::Basic { user, password },
        };
        let client = Client::new(&remote.url, &auth, &remote.http).map_err(|failure| place.error(failure))?;
        let gateway = GatewayRef { profile: remote.profile, kind: Kind::Gpustack, url: Some(remote.url) };
        // The password that `login --team` exchanges for a tied key has to be told where to act.
        let tied_to_team = remote.tied_to_team.filter(|_| is_token);
        Ok(Self { client, place, is_token, tied_to_team, gateway, clock: remote.clock })
    }

    pub(super) fn gateway_ref(&self) -> GatewayRef {
        self.gateway.clone()
    }

    fn token_from(&self, key: Key, inside: &Inside) -> Token {
        convert::token(key, inside, &self.gateway, self.clock.now())
    }

    /// Where a token seen earlier can be reached: those of an organisation are invisible outside it.
    fn inside_of(token: &Token) -> Inside {
        token.team.clone().map_or(Inside::Anywhere, Inside::Team)
    }

    /// What the server would show of a key that it made.
    pub(super) fn mask_of(secret: &Secret) -> Option<String> {
        let shown = secret.expose().strip_prefix(KEY_PREFIX).and_then(|digits| digits.get(..SHOWN_DIGITS));
        shown.map(|digits| format!("{KEY_PREFIX}{digits}***"))
    }

    /// Every key that the credential sees, without looking for a team or an owner.
    fn all_tokens(&self) -> BoxStream<'_, Result<Token, Error>> {
        try_stream! {
            let everything = TokenQuery::default();
            let mut tokens = self.tokens(&everything);
            while let Some(token) = tokens.try_next().await? {
                yield token;
            }
        }
        .boxed()
    }

    /// How many keys to ask for at once: no more than are wanted, if none of them will be sorted out here.
    fn page_size(&self, query: &TokenQuery) -> u32 {
        let sorts_out = !matches!(query.status, StatusFilter::Live | StatusFilter::All)
            || query.expiring_within.is_some()
            || query.sort.is_some_and(|sort| !self.sorts_by(sort.field));
        match query.limit.and_then(|limit| u32::try_from(limit).ok()) {
            Some(limit) if !sorts_out => limit.clamp(1, PAGE_SIZE),
            _ => PAGE_SIZE,
        }
    }

    /// Whether a credential that may not ask who it is works at all. The models are what the other half of the keys may
    /// see; a key without any scope is refused there too, by a server that knows it.
    async fn is_alive(&self) -> Result<(), Error> {
        match self.client.get(&["v1", "models"]).send().await {
            Ok(reply) => reply.acknowledged().map_err(|failure| self.failed(failure)),
            Err(failure) if failure.is_status(403) => Ok(()),
            Err(failure) => Err(self.failed(failure)),
        }
    }
}

#[async_trait]
impl Gateway for Gpustack {
    fn kind(&self) -> Kind {
        Kind::Gpustack
    }

    fn support(&self, verb: Verb, field: Field) -> Support {
        support(verb, field)
    }

    fn keeps_revoked(&self) -> bool {
        false
    }

    fn sorts_by(&self, field: SortField) -> bool {
        // It sorts names too, but in the order of its database's locale.
        matches!(field, SortField::CreatedAt | SortField::UpdatedAt | SortField::ExpiresAt)
    }

    async fn server(&self) -> Result<Server, Error> {
        let answer = self.client.get(&["version"]).anonymous().send().await;
        let version: Version = answer.and_then(|reply| reply.json()).map_err(|failure| self.failed(failure))?;
        Ok(Server { version: Some(version.version), edition: None })
    }

    async fn identity(&self) -> Result<Option<Identity>, Error> {
        match self.me().await {
            Ok(me) => {
                let role = if me.is_admin { Role::Administrator } else { Role::Member };
                Ok(Some(Identity { id: me.id.to_string(), name: me.username, role }))
            }
            Err(error) if error.kind == ErrorKind::Denied => self.is_alive().await.map(|()| None),
            Err(error) => Err(error),
        }
    }

    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::List, &query.fields())?;
            let inside = self.inside(query.team.as_deref()).await?;
            // Always sent: without it an administrator sees only their own. Others see only theirs in any case.
            let user_id = self.user_id(query.owner.as_ref()).await?;
            let size = self.page_size(query);
            let sort_by = query.sort.filter(|sort| self.sorts_by(sort.field)).map(sort_by);
            let fetch = |number: u32| {
                let mut call = act(self.client.get(&["v2", "api-keys"]), &inside).query("user_id", &user_id);
                if let Some(search) = query.search.as_deref().filter(|text| !text.is_empty()) {
                    call = call.query("search", search);
                }
                if let Some(sort_by) = &sort_by {
                    call = call.query("sort_by", sort_by);
                }
                self.listing::<Key>(call, number, size)
            };
            let mut keys = page::by_offset(fetch, |key: &Key| key.id);
            while let Some(key) = keys.try_next().await? {
                yield self.token_from(key, &inside);
            }
        }
        .boxed()
    }

    async fn token(&self, id: &TokenId) -> Result<Token, Error> {
        // There is no call for one key: list and pick, and do not ask for what can be no id.
        if convert::key_id(id).is_none() {
            return Err(self.no_such_token(id));
        }
        let mut tokens = self.all_tokens();
        while let Some(token) = tokens.try_next().await? {
            if token.id == *id {
                return Ok(token);
            }
        }
        Err(self.no_such_token(id))
    }

    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error> {
        let masked = Self::mask_of(secret);
        let all: Vec<Token> = self.all_tokens().try_collect().await?;
        let (custom, made): (Vec<_>, Vec<_>) = all.into_iter().partition(|token| token.custom == Some(true));
        let mut candidates: Vec<_> =
            made.into_iter().filter(|token| masked.is_some() && token.masked == masked).collect();
        if candidates.is_empty() {
            // Of a secret that a person chose nothing is shown, and it may look like any other.
            candidates = custom;
        }
        if candidates.is_empty() {
            let message = format!("{} shows no token that this secret could belong to", self.place);
            return Err(Error::new(ErrorKind::NotFound, message)
                .hint("a key that was deleted leaves nothing to look for; ask with an administrator's credential, which sees all keys"));
        }
        Ok(SecretMatch::Candidates(candidates))
    }

    async fn scopes(&self) -> Result<Vec<Scope>, Error> {
        self.catalogue().await
    }

    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Create, &new.fields())?;
        convert::new_key(new, self.clock.now())?;
        self.inside(new.team.as_deref()).await.map(drop)
    }

    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error> {
        refuse_unsupported(self, Verb::Create, &new.fields())?;
        let body = convert::new_key(new, self.clock.now())?;
        let inside = self.inside(new.team.as_deref()).await?;
        let mut call = act(self.client.post(&["v2", "api-keys"]), &inside).json(&body);
        if let Some(custom) = &new.custom {
            call = call.secret(custom);
        }
        let reply = call.send().await.map_err(|failure| self.failed_to_create(new, failure))?;
        let mut key: Key = reply.json().map_err(|failure| self.failed_to_create(new, failure))?;
        match key.value.take() {
            Some(secret) => Ok(Minted { token: self.token_from(key, &inside), secret, notes: Vec::new() }),
            None => Err(self.failed_to_create(new, reply.lacking("the answer holds no secret"))),
        }
    }

    async fn check_token_change(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        convert::key_change(token, change).map(drop)
    }

    async fn update_token(&self, token: &Token, change: &TokenChange) -> Result<Token, Error> {
        refuse_unsupported(self, Verb::Update, &change.fields())?;
        let body = convert::key_change(token, change)?;
        let Some(id) = convert::key_id(&token.id) else { return Err(self.no_such_token(&token.id)) };
        let inside = Self::inside_of(token);
        let call = act(self.client.put(&["v2", "api-keys", &id.to_string()]), &inside).json(&body);
        let answer = call.send().await.and_then(|reply| reply.json());
        let key = answer.map_err(|failure| self.failed_on(token, failure))?;
        Ok(self.token_from(key, &inside))
    }

    async fn revoke_token(&self, token: &Token, _mode: RevokeMode) -> Result<Revoked, Error> {
        let Some(id) = convert::key_id(&token.id) else { return Err(self.no_such_token(&token.id)) };
        let call = act(self.client.delete(&["v2", "api-keys", &id.to_string()]), &Self::inside_of(token));
        match call.send().await.and_then(|reply| reply.acknowledged()) {
            Ok(()) => Ok(Revoked::Gone(Box::new(token.clone()))),
            // The repeated one found nothing, because the first, whose answer was lost, had deleted it.
            Err(failure) if failure.is_status(404) && failure.after_lost_answer => {
                Ok(Revoked::Gone(Box::new(token.clone())))
            }
            Err(failure) => Err(self.failed_on(token, failure)),
        }
    }

    async fn access_facts(&self, token: &Token, asked: &AccessQuestion) -> Result<AccessFacts, Error> {
        let owner = facts::owner_of(Some(self), token).await?;
        let models = self.offered(&owner, asked.model.as_deref()).await?;
        Ok(AccessFacts { owner, models, ..AccessFacts::default() })
    }

    fn watch<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        self.news(query)
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

    fn teams(&self) -> Option<&dyn TeamDirectory> {
        Some(self)
    }
}

/// Lists are `{"items":[…],"pagination":{"page":1,"perPage":100,"total":…,"totalPage":…}}`.
fn next_page(answer: &serde_json::Value, _call: &Call<'_>) -> Option<(&'static str, String)> {
    let pagination = answer.get("pagination")?;
    let number = |name: &str| pagination.get(name)?.as_u64();
    let (page, last) = (number("page")?, number("totalPage")?);
    (page < last).then(|| ("page", (page + 1).to_string()))
}

/// As the server writes an order: a minus in front of what goes down.
fn sort_by(sort: Sort) -> String {
    let minus = if sort.descending { "-" } else { "" };
    format!("{minus}{}", sort.field.as_str())
}
