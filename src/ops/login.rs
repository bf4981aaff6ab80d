//! Log in: find out what answers, check the credential, store it, and leave nothing half done (CONTRACT §2).
//!
//! The order is the promise: the gateway is told apart before it sees a credential; the store is opened and written to
//! before anything is minted; what was minted is revoked when a later step fails; the previous key goes last.

use super::session::{connect_profile, in_store, stored_secret};
use super::target::LOCAL;
use super::{Error, Refusal, RefusalKind, Surroundings};
use crate::gateway::capability::{Field, Verb, refuse_unsupported};
use crate::gateway::connect::{self, Credential};
use crate::gateway::{ErrorKind, Gateway};
use crate::model::{GatewayUrl, Identity, Kind, NewToken, OwnKey, RevokeMode, Secret, Server, Token, TokenId};
use crate::store::{Config, ConfigFile, CredentialRecord, MintedRecord, Profile, StoreKind, check_profile_name};

/// How long a key lives that `login` makes, when the gateway allows it: long enough for daily work, short enough that a
/// forgotten laptop's key dies by itself.
const KEY_LIFETIME: std::time::Duration = std::time::Duration::from_secs(90 * 24 * 60 * 60);

/// Where to log in, and how it shall be remembered.
#[derive(Debug, Clone)]
pub struct Request {
    /// `None`: the address that the profile already has.
    pub url: Option<GatewayUrl>,
    /// `None`: named after the host.
    pub profile: Option<String>,
    /// `None`: asked without a credential.
    pub kind: Option<Kind>,
    /// `None`: where the profile's credential lies already, else the keyring.
    pub store: Option<StoreKind>,
    /// The team the new key is to be tied to.
    pub team: Option<String>,
    /// Who logs in with a password.
    pub user: Option<String>,
}

/// A gateway that was found, before any credential is shown to it.
#[derive(Debug, Clone)]
pub struct Found {
    pub name: String,
    pub profile: Profile,
    pub store: StoreKind,
    pub server: Server,
    /// The profile as it was, when it is logged in to again.
    previous: Option<Profile>,
}

/// What the person shows.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A key of their own.
    Token(Secret),
    /// Exchanged for a key of gatekey's own; never stored.
    Password { user: String, password: Secret },
}

/// What came of it.
#[derive(Debug)]
pub struct LoggedIn {
    pub name: String,
    pub profile: Profile,
    pub server: Server,
    pub identity: Option<Identity>,
    /// What the gateway tells of a key that was shown.
    pub own_key: Option<OwnKey>,
    /// The key that was made in exchange for a password.
    pub minted: Option<Token>,
    pub became_default: bool,
    /// What is left of the previous login that could not be cleared away, a sentence each.
    pub left_behind: Vec<String>,
}

/// Finds out which gateway is meant and what answers there, without a credential.
///
/// # Errors
/// [`RefusalKind::Conflict`] when the profile's name is taken by another address; [`ErrorKind::Unsupported`] when this
/// version has no adapter for what answers.
pub async fn find(surroundings: &Surroundings, request: &Request) -> Result<Found, Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let (name, url) = name_and_url(&config, request)?;
    let previous = config.profiles.get(&name).cloned();
    refuse_taken(&config, &name, &url)?;
    let (kind, server) = match request.kind {
        None => {
            let found = connect::fingerprint(&url, &surroundings.http).await?;
            (found.kind, found.server)
        }
        Some(kind) => (kind, Server::default()),
    };
    let store = request.store.or_else(|| previous.as_ref()?.credential.as_ref().map(|record| record.store));
    let profile = Profile { url, kind, team: request.team.clone(), credential: None };
    // An adapter that is missing is said now, not after the password was typed.
    let bare = connect_profile(surroundings, &name, &profile, Credential::None).await?;
    check_way_in(surroundings, &name, &profile, request, bare.as_ref()).await?;
    let server = if request.kind.is_some() { bare.server().await? } else { server };
    Ok(Found { name, profile, store: store.unwrap_or(StoreKind::Keyring), server, previous })
}

/// Refuses a password where none is taken, and a team where no key is tied to one: before either is asked for.
async fn check_way_in(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    request: &Request,
    gateway: &dyn Gateway,
) -> Result<(), Error> {
    if let Some(user) = request.user.clone() {
        let password = Credential::Password { user, password: Secret::new("") };
        connect_profile(surroundings, name, profile, password).await?;
    }
    match request.team {
        Some(_) => Ok(refuse_unsupported(gateway, Verb::Create, &[Field::Team])?),
        None => Ok(()),
    }
}

fn name_and_url(config: &Config, request: &Request) -> Result<(String, GatewayUrl), Error> {
    if request.profile.as_deref() == Some(LOCAL) {
        return Err(Refusal::new(RefusalKind::Usage, "the profile \"local\" is built in and needs no login")
            .hint("use it as it is: `gatekey --profile local tokens list`")
            .into());
    }
    match (&request.url, request.profile.as_ref().or(config.default_profile.as_ref())) {
        (Some(url), _) => {
            let name = request.profile.clone().unwrap_or_else(|| url.host());
            check_profile_name(&name)?;
            Ok((name, url.clone()))
        }
        (None, Some(name)) if name != LOCAL => {
            Ok((name.clone(), super::session::find_profile(config, name)?.url.clone()))
        }
        (None, _) => Err(Refusal::new(RefusalKind::Usage, "no gateway is named to log in to")
            .hint("give its address, as in `gatekey login https://gateway.example.com`")
            .into()),
    }
}

/// Makes sure that the store takes a credential. Asked before a person types one in vain.
///
/// # Errors
/// When the store cannot be opened, or does not keep what is written to it.
pub async fn check_store(surroundings: &Surroundings, found: &Found) -> Result<(), Error> {
    Ok(in_store(surroundings, found.store, |store| store.test_write()).await?)
}

/// Checks the credential, stores it and writes the profile.
///
/// # Errors
/// Whatever fails; by then nothing is stored, and a key that was made is revoked, or named in the error.
pub async fn log_in(surroundings: &Surroundings, found: Found, shown: Shown) -> Result<LoggedIn, Error> {
    check_store(surroundings, &found).await?;
    match shown {
        Shown::Token(secret) => {
            let gateway = connect(surroundings, &found, Credential::Token(secret.clone())).await?;
            let identity = gateway.identity().await.map_err(no_good_key)?;
            let found = with_version(found, gateway.as_ref()).await;
            // As good to know, and as little to fail for.
            let own_key = gateway.own_key().await.unwrap_or_default();
            Ok(LoggedIn { own_key, ..keep(surroundings, found, secret, None, identity).await? })
        }
        Shown::Password { user, password } => {
            let gateway = connect(surroundings, &found, Credential::Password { user, password }).await?;
            let logged_in = exchange(surroundings, found, gateway.as_ref()).await;
            end_session(gateway.as_ref(), logged_in).await
        }
    }
}

async fn connect(
    surroundings: &Surroundings,
    found: &Found,
    credential: Credential,
) -> Result<Box<dyn Gateway>, Error> {
    connect_profile(surroundings, &found.name, &found.profile, credential).await
}

/// What the password opened is not needed any more, however the exchange ended.
async fn end_session(gateway: &dyn Gateway, logged_in: Result<LoggedIn, Error>) -> Result<LoggedIn, Error> {
    let ended = gateway.close().await;
    let mut done = logged_in?;
    if let Err(error) = ended {
        let why = Error::from(error).in_full();
        done.left_behind
            .push(format!("the session that the password opened could not be ended, and ends by itself: {why}"));
    }
    Ok(done)
}

/// What the gateway did not tell to everybody, it may tell now. Good to know, but nothing to fail for.
async fn with_version(found: Found, gateway: &dyn Gateway) -> Found {
    if found.server.version.is_some() {
        return found;
    }
    let server = gateway.server().await.unwrap_or_default();
    Found { server, ..found }
}

/// To log in is what is being tried: that cannot be the way on.
fn no_good_key(error: crate::gateway::Error) -> crate::gateway::Error {
    match error.kind {
        ErrorKind::Unauthenticated => {
            error.hint("check that the key is complete, of this gateway, and neither expired nor revoked")
        }
        _ => error,
    }
}

/// Makes a key of gatekey's own with the password's rights, tries it, and keeps it.
async fn exchange(surroundings: &Surroundings, found: Found, gateway: &dyn Gateway) -> Result<LoggedIn, Error> {
    let identity = gateway.identity().await?;
    let wished = gateway.key_of_login(name_of_own_key(surroundings, "gatekey")?, KEY_LIFETIME).await?;
    let new = NewToken { team: found.profile.team.clone(), ..wished };
    let name = new.name.as_deref().unwrap_or_default();
    // From here on an interrupt waits: the key is kept or revoked, never forgotten.
    let _held = surroundings.hold.take(format!("the key {name} was asked for, and is neither stored nor revoked"));
    // There is no profile yet to look with.
    let elsewhere = "see on the gateway's own page whether that key is there, and delete it";
    let minted = gateway.create_token(&new).await.map_err(|error| match error.kind {
        ErrorKind::OutcomeUnknown => error.hint(elsewhere),
        _ => error,
    })?;
    let kept = async {
        let own = connect(surroundings, &found, Credential::Token(minted.secret.clone())).await?;
        own.identity().await?;
        keep(surroundings, found, minted.secret.clone(), Some(&minted.token), identity).await
    };
    match kept.await {
        Ok(done) => Ok(done),
        Err(error) => match gateway.revoke_token(&minted.token, RevokeMode::Revoke).await {
            Ok(_) => Err(error),
            Err(revoking) => Err(still_alive(&minted.token, &error, &revoking)),
        },
    }
}

fn still_alive(token: &Token, why: &Error, revoking: &crate::gateway::Error) -> Error {
    let name = token.gateway_name().unwrap_or_default();
    Refusal::new(
        RefusalKind::Unfinished,
        format!("the login failed, and its key {name} (id:{}) is still alive", token.id),
    )
    .cause(format!("{}; revoking the key failed too: {revoking}", why.in_full()))
    .hint("revoke that key by hand on the gateway")
    .into()
}

/// Writes the store, then the profile; takes the first back when the second fails. Then the previous key goes.
async fn keep(
    surroundings: &Surroundings,
    found: Found,
    secret: Secret,
    minted: Option<&Token>,
    identity: Option<Identity>,
) -> Result<LoggedIn, Error> {
    let Found { name, mut profile, store, server, previous } = found;
    let previous_secret = match previous.as_ref().and_then(|old| Some((old, old.credential.as_ref()?))) {
        // Unreadable is as good as gone: it is about to be replaced.
        Some((old, record)) => stored_secret(surroundings, &name, old, record).await.ok(),
        None => None,
    };
    profile.credential = Some(CredentialRecord { store, minted: minted.map(record_of) });
    let written = write(surroundings, &name, &profile, store, secret).await;
    let became_default = match written {
        Ok(became_default) => became_default,
        Err(error) => {
            restore(surroundings, &name, store, previous.as_ref(), previous_secret).await;
            return Err(error);
        }
    };
    let left_behind = match previous {
        Some(old) => retire(surroundings, &name, &old, &profile, previous_secret).await,
        None => Vec::new(),
    };
    let minted = minted.cloned();
    Ok(LoggedIn { name, profile, server, identity, own_key: None, minted, became_default, left_behind })
}

/// Writes the credential and the profile under the lock of the configuration, so that two logins at once cannot mix.
/// Returns whether the profile became the default.
async fn write(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    store: StoreKind,
    secret: Secret,
) -> Result<bool, Error> {
    let (file, name, profile) = (ConfigFile::new(&surroundings.paths), name.to_owned(), profile.clone());
    in_store(surroundings, store, move |store| {
        file.update(|config| {
            refuse_taken(config, &name, &profile.url)?;
            store.set(&name, &profile.url, &secret)?;
            let became_default = config.default_profile.is_none();
            config.default_profile.get_or_insert_with(|| name.clone());
            config.profiles.insert(name.clone(), profile.clone());
            Ok(became_default)
        })
    })
    .await
}

/// Refuses a name that another address has.
fn refuse_taken(config: &Config, name: &str, url: &GatewayUrl) -> Result<(), Error> {
    match config.profiles.get(name) {
        Some(taken) if taken.url != *url => {
            Err(Refusal::new(RefusalKind::Conflict, format!("the profile \"{name}\" belongs to {}", taken.url))
                .hint(format!("choose another name with --profile, or `gatekey profiles remove {name}` first"))
                .into())
        }
        _ => Ok(()),
    }
}

/// Puts the store back as it was before a login that failed. Best effort: the failure itself is what gets reported.
async fn restore(
    surroundings: &Surroundings,
    name: &str,
    store: StoreKind,
    previous: Option<&Profile>,
    secret: Option<Secret>,
) {
    let account = name.to_owned();
    let was_here = previous
        .filter(|old| old.credential.as_ref().is_some_and(|record| record.store == store))
        .map(|old| old.url.clone());
    let _ = in_store(surroundings, store, move |store| match (was_here, secret) {
        (Some(url), Some(secret)) => store.set(&account, &url, &secret),
        _ => store.remove(&account).map(|_| ()),
    })
    .await;
}

/// Revokes the previous key of gatekey's own, by its own hand; and clears the store it lay in if that is another one.
/// What could not be done is told, a sentence each.
async fn retire(
    surroundings: &Surroundings,
    name: &str,
    old: &Profile,
    new: &Profile,
    secret: Option<Secret>,
) -> Vec<String> {
    let Some(record) = &old.credential else { return Vec::new() };
    let mut left_behind = Vec::new();
    if new.credential.as_ref().is_some_and(|credential| credential.store != record.store) {
        let account = name.to_owned();
        if let Err(error) = in_store(surroundings, record.store, move |store| store.remove(&account)).await {
            let why = Error::from(error).in_full();
            left_behind.push(format!("the previous credential is still in {}: {why}", record.store.title()));
        }
    }
    if let Some(minted) = &record.minted {
        let revoked = match secret {
            Some(secret) => revoke_previous(surroundings, name, old, secret, minted).await,
            None => Err("its secret could not be read".to_owned()),
        };
        if let Err(why) = revoked {
            left_behind
                .push(format!("the previous key {} could not be revoked and may still be alive: {why}", minted.name));
        }
    }
    left_behind
}

async fn revoke_previous(
    surroundings: &Surroundings,
    name: &str,
    old: &Profile,
    secret: Secret,
    minted: &MintedRecord,
) -> Result<(), String> {
    let revoked = async {
        let gateway = connect_profile(surroundings, name, old, Credential::Token(secret)).await?;
        revoke_own(gateway.as_ref(), &TokenId::new(minted.id.as_str())).await
    };
    revoked.await.map_err(|error: Error| error.in_full())
}

/// Lets a key revoke itself. One that is rejected or not there is gone already.
pub(super) async fn revoke_own(gateway: &dyn Gateway, id: &TokenId) -> Result<(), Error> {
    let revoked = async {
        let token = gateway.token(id).await?;
        gateway.revoke_token(&token, RevokeMode::Revoke).await
    };
    match revoked.await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What is noted about a key that gatekey made for itself.
pub(super) fn record_of(token: &Token) -> MintedRecord {
    MintedRecord {
        id: token.id.to_string(),
        name: token.gateway_name().unwrap_or_default(),
        expires_at: token.expires_at,
        scopes: token.scopes.to_list().unwrap_or_default(),
    }
}

/// `WORD-USER@HOST-RANDOM`: in the gateway's list it tells whose machine holds it.
pub(super) fn name_of_own_key(surroundings: &Surroundings, word: &str) -> Result<String, Error> {
    let mut random = [0u8; 4];
    aws_lc_rs::rand::fill(&mut random)
        .map_err(|_| Refusal::new(RefusalKind::Usage, "the system has no random numbers to give"))?;
    let random = u32::from_be_bytes(random);
    Ok(format!("{word}-{}@{}-{random:08x}", surroundings.os_user, surroundings.host_name))
}
