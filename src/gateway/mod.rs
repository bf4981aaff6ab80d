//! Every gateway behind one contract: the [`Gateway`] trait, its failures, what each can do, and where it is connected.
//!
//! - [`error`]: the failures all adapters speak
//! - [`capability`]: verb × field, asked before anything is sent; [`cells`]: all that can be asked about
//! - [`place`]: how errors name a gateway, and what a failed call means in our words
//! - [`connect`]: the only list of adapters; [`fingerprint`]: tells kinds apart by asking without a credential
//! - [`watch`]: what an adapter tells while tokens are watched; `poll.rs`: by looking again, where the server tells nothing
//! - `models.rs`: lists of models for servers that read an empty one as every model
//! - [`raw`]: the way to a gateway's own API; `facts.rs`: what decides about the rights of a token
//! - `fixture.rs`: what the tests of the adapters share
//! - [`users`], [`teams`], [`rotation`]: the parts of the contract that only gateways with users or teams keep, or on which
//!   secrets can be exchanged; `generations.rs`: by tokens that take the place of others
//! - one folder a kind: `adapter.rs` keeps the contract, `wire.rs` is that server's JSON, `convert.rs` goes between
//!   wire and model

pub mod capability;
pub mod cells;
mod coder;
pub mod connect;
pub mod error;
mod facts;
pub mod fingerprint;
#[cfg(test)]
mod fixture;
mod generations;
mod gpustack;
mod litellm;
mod local;
mod models;
pub mod place;
mod poll;
pub mod raw;
pub mod rotation;
pub mod teams;
pub mod users;
pub mod watch;

use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::{self, BoxStream, StreamExt};

use self::capability::{Field, Support, Verb};
pub use self::error::{Error, ErrorKind};
use self::raw::Raw;
use self::rotation::Rotator;
use self::teams::TeamDirectory;
use self::users::UserDirectory;
pub use self::watch::Fact;
use crate::model::{
    AccessFacts, AccessQuestion, Identity, Kind, Lifetime, Minted, NewToken, OwnKey, RevokeMode, Revoked, Rows,
    RowsWanted, Scope, Secret, SecretMatch, Server, SortField, Token, TokenChange, TokenId, TokenQuery, TrailEvent,
};

/// A gateway whose tokens are administered, in gatekey's words. The contract suite (`tests/contract/`) holds every
/// adapter to what is written here.
///
/// Callers ask [`Gateway::support`] for every field a request carries before they send it; an adapter refuses what it
/// lacks all the same ([`ErrorKind::Unsupported`], [`capability::refuse_unsupported`]) and never drops a field in
/// silence. Values that a server would take for the opposite of what they say (GPUStack's `expires_in: 0`) are refused
/// by the adapter as [`ErrorKind::Input`].
#[async_trait]
pub trait Gateway: Send + Sync {
    /// Which software it is.
    fn kind(&self) -> Kind;

    /// Whether `field` can go along with `verb`.
    fn support(&self, verb: Verb, field: Field) -> Support;

    /// Whether [`Gateway::tokens`] yields in the order of this field when asked to.
    fn sorts_by(&self, field: SortField) -> bool;

    /// The server's version and edition. Needs no credential.
    async fn server(&self) -> Result<Server, Error>;

    /// Who the credential is. `None` when the credential is good but may not ask that.
    ///
    /// # Errors
    /// [`ErrorKind::Unauthenticated`] when it is rejected.
    async fn identity(&self) -> Result<Option<Identity>, Error>;

    /// The key that is shown, where the gateway tells a key about itself. `None` also for a credential that is no key of
    /// its own, such as a master key.
    async fn own_key(&self) -> Result<Option<OwnKey>, Error> {
        Ok(None)
    }

    /// Whether this token is the key that is shown, where that can be told from the key alone.
    fn is_own(&self, _id: &TokenId) -> bool {
        false
    }

    /// The key that `login` makes in exchange for a password: of this name, good for whatever gatekey does, and living as
    /// long as is wished or, where the gateway allows less, as long as it allows.
    async fn key_of_login(&self, name: String, wished: Duration) -> Result<NewToken, Error> {
        Ok(NewToken {
            name: Some(name),
            description: Some("made by gatekey login".to_owned()),
            // To manage, not to use models.
            scopes: Some(vec!["management".to_owned()]),
            expires_in: Some(Lifetime::For(wished)),
            ..NewToken::default()
        })
    }

    /// Ends what was opened in exchange for a password, where the gateway opens something for one.
    async fn close(&self) -> Result<(), Error> {
        Ok(())
    }

    /// The tokens that the credential may see and that pass the query's owner and team, page by page as they are
    /// read, each id once. Other filters are applied where the server can; the caller applies them again. A caller who
    /// stops reading stops the fetching. The limit only sizes the pages. Without a sort that [`Gateway::sorts_by`],
    /// newest first.
    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>>;

    /// One token by its id, revoked rows included.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is none or it is not visible; also for text that can be no id here.
    async fn token(&self, id: &TokenId) -> Result<Token, Error>;

    /// The token this secret belongs to, as far as the gateway lets one tell without the secret being sent.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when it can be none of the tokens seen.
    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error>;

    /// The catalogue: every scope, and whatever else has a name that a token can be limited to.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where the server has none.
    async fn scopes(&self) -> Result<Vec<Scope>, Error>;

    /// Refuses what [`Gateway::create_token`] would refuse, as far as it can be known without making anything.
    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error>;

    /// Makes a token. Never repeated once it may have arrived. A name is kept as it was given, to the last space, or
    /// refused; a gateway that has none to give refuses a token without.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] for what cannot be meant, an empty list or a lifetime under a second among it;
    /// [`ErrorKind::Conflict`] when the name or the custom secret is taken; [`ErrorKind::OutcomeUnknown`] when the
    /// answer was lost after sending: the token may exist, its secret is lost, and the hint says how to find out.
    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error>;

    /// Refuses what [`Gateway::update_token`] would refuse, as far as it can be known without changing anything.
    async fn check_token_change(&self, token: &Token, change: &TokenChange) -> Result<(), Error>;

    /// Changes a token and returns it as it then is. What is not named stays; adding to everything leaves everything.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] for a change that cannot be meant, such as taking one name out of everything or the last
    /// one out of a list; then nothing was changed.
    async fn update_token(&self, token: &Token, change: &TokenChange) -> Result<Token, Error>;

    /// Whether [`Gateway::update_token`] makes this change by reading what is there and writing it whole. Of two runs at
    /// once, one could undo what the other did: those on one machine take turns.
    fn rewrites(&self, _change: &TokenChange) -> bool {
        false
    }

    /// Stops a token from working, at once. Doing it to one that is gone is [`ErrorKind::NotFound`]; to one whose
    /// row says revoked already, a success that changes nothing.
    async fn revoke_token(&self, token: &Token, mode: RevokeMode) -> Result<Revoked, Error>;

    /// Whether the row of a revoked token can still be looked at.
    fn keeps_revoked(&self) -> bool {
        true
    }

    /// Keeps a token out, or lets it in again, and returns it as it then is. Doing it twice changes nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where a token either works or is revoked.
    async fn set_blocked(&self, _token: &Token, blocked: bool) -> Result<Token, Error> {
        Err(self.lacking(if blocked { Verb::Block } else { Verb::Unblock }, Field::Itself))
    }

    /// The name under which the gateway tells a scope that it also knows by this one: an alias is told as what it
    /// stands for.
    fn canonical_scope<'s>(&self, typed: &'s str) -> &'s str {
        typed
    }

    /// What becomes of the tokens that pass the query's owner, team and search, without end. First the tokens that are
    /// there ([`Fact::Is`], then [`Fact::Complete`]), or [`Fact::Changed`] from a gateway whose word is not to be relied on:
    /// then whoever watches lists the tokens. From the first fact on nothing that lasts is missed. A fact may be told
    /// again, and may be what was known already. That a token expires is no fact: times are told.
    ///
    /// # Errors
    /// One ends it. [`ErrorKind::Unsupported`] where there is no such thing. [`ErrorKind::Unreachable`] when the connection is lost or falls silent: the caller may watch anew.
    /// [`ErrorKind::Unauthenticated`] soon after the credential stops working, also where the server itself would go on;
    /// [`ErrorKind::Denied`] when it may no longer see tokens.
    fn watch<'a>(&'a self, _query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        let lacking = self.lacking(Verb::Watch, Field::Itself);
        stream::once(std::future::ready(Err(lacking))).boxed()
    }

    /// What was done to a token, oldest first; also to one whose row is purged, where that is remembered.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where nothing is remembered; [`ErrorKind::NotFound`] as for [`Gateway::token`].
    async fn history(&self, _id: &TokenId) -> Result<Vec<TrailEvent>, Error> {
        Err(self.lacking(Verb::Show, Field::History))
    }

    /// What decides whether this token may do what is asked, beside the token itself. What this credential may not see is
    /// left untold, with the reason.
    async fn access_facts(&self, token: &Token, _asked: &AccessQuestion) -> Result<AccessFacts, Error> {
        let owner = facts::owner_of(self.users(), token).await?;
        let catalogue = facts::told(self.scopes().await)?;
        Ok(AccessFacts { owner, catalogue, ..AccessFacts::default() })
    }

    /// Rows as the gateway's management API tells them, for rules that are judged by rows. What is not there is left out.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where no rule is; [`ErrorKind::Denied`] to a credential that may not see them.
    async fn rows(&self, _wanted: &RowsWanted) -> Result<Rows, Error> {
        let message = format!("{} is judged by no rows of users and teams", self.kind().title());
        Err(Error::new(ErrorKind::Unsupported, message).hint("name the profile of a LiteLLM proxy"))
    }

    /// The refusal of what the gateway does not have, with the nearest alternative.
    fn lacking(&self, verb: Verb, field: Field) -> Error {
        match self.support(verb, field) {
            Support::No(instead) => capability::unsupported(self.kind(), verb, field, instead),
            Support::Yes | Support::Emulated => capability::unsupported(self.kind(), verb, field, ""),
        }
    }

    /// The way to the gateway's own API; `None` where there is no wire.
    fn raw(&self) -> Option<Raw<'_>>;

    /// How secrets are exchanged here. `None` where they cannot be yet.
    fn rotator(&self) -> Option<&dyn Rotator> {
        None
    }

    /// The gateway's users. `None` where it has none that can be administered.
    fn users(&self) -> Option<&dyn UserDirectory>;

    /// The gateway's teams. `None` where it has none.
    fn teams(&self) -> Option<&dyn TeamDirectory> {
        None
    }
}

/// As long a life, from now, as the token had from its creation.
///
/// # Errors
/// [`ErrorKind::Unsupported`] when its gateway does not tell how long that was.
fn lasting(token: &Token) -> Result<Lifetime, Error> {
    match (token.expires_at, token.lifetime_seconds()) {
        (None, _) if !token.unknown.contains(&"expires_at") => Ok(Lifetime::Never),
        (Some(_), Some(seconds)) if seconds > 0 => Ok(Lifetime::For(Duration::from_secs(seconds.unsigned_abs()))),
        _ => {
            let message = format!("how long the token id:{} was to live is not known", token.id);
            Err(Error::new(ErrorKind::Unsupported, message)
                .hint("create another with `gatekey tokens create`, and revoke this one"))
        }
    }
}
