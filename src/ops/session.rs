//! Profile + credential + gateway + clock, put together once per run.

use std::sync::{Mutex, PoisonError};

use super::target::{GivenToken, Selection, Target};
use super::{Error, Hold, Refusal, RefusalKind};
use crate::gateway::Gateway;
use crate::gateway::connect::{self, Credential, InProcess, Remote};
use crate::model::{Clock, GatewayUrl, Kind, Secret, TokenId, shell_word};
use crate::net::HttpSettings;
use crate::store::{
    self, Config, ConfigFile, CredentialRecord, CredentialStore, GatewayLock, Handover, KindCache, Paths, Patience,
    Profile, StoreKind, credentials,
};

/// All that an activity needs from outside: resolved once, at the edge.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub paths: Paths,
    pub http: HttpSettings,
    pub clock: Clock,
    pub selection: Selection,
    pub given_token: GivenToken,
    pub os_user: String,
    pub host_name: String,
    /// Whether somebody is there to unlock a keyring that asks.
    pub patience: Patience,
    /// Taken while a key is under way.
    pub hold: Hold,
    /// How secrets are handed over.
    pub handover: Handover,
}

/// Where the credential of this run came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// A store of gatekey's, and what `login` noted about the credential.
    Stored(CredentialRecord),
    /// `GATEKEY_TOKEN`.
    Environment,
    /// The file that `GATEKEY_TOKEN_FILE` names.
    TokenFile,
    /// The operating system's user, for the embedded gateway in this process.
    OsUser,
}

impl CredentialSource {
    /// The variable that names it, if one does.
    fn variable(&self) -> Option<&'static str> {
        match self {
            Self::Stored(_) | Self::OsUser => None,
            Self::Environment => Some("GATEKEY_TOKEN"),
            Self::TokenFile => Some("GATEKEY_TOKEN_FILE"),
        }
    }
}

/// A gateway that is ready to be asked.
pub struct Session {
    pub gateway: Box<dyn Gateway>,
    /// `None` for an address from a flag or the environment.
    pub profile: Option<String>,
    /// `None` for the embedded gateway in this process.
    pub url: Option<GatewayUrl>,
    pub source: CredentialSource,
    pub clock: Clock,
    /// The key that the gateway is shown; `None` for the operating system's user.
    pub shown: Option<Secret>,
    /// Where this machine keeps what it must not do twice at once.
    pub paths: Paths,
    /// Taken while a key is under way.
    pub hold: Hold,
    /// How secrets are handed over.
    pub handover: Handover,
    /// What the person should know about how the gateway and the credential were chosen.
    pub notes: Vec<String>,
    /// What turned out on the way that the person should know.
    pub warnings: Mutex<Vec<String>>,
}

impl Session {
    /// Finds the gateway that is meant and the credential for it, and connects.
    ///
    /// # Errors
    /// When no gateway is named, the profile is unknown, or there is no credential for it.
    pub async fn open(surroundings: &Surroundings) -> Result<Self, Error> {
        let config = ConfigFile::new(&surroundings.paths).read()?;
        let target = Target::choose(&surroundings.selection, &config)?;
        let (given, notes) = given_token(surroundings, &target).await?;
        let mut session = match target {
            Target::Local { .. } => open_local(surroundings, given).await?,
            Target::Url { url, kind } => open_url(surroundings, url, kind, given).await?,
            Target::Profile { name, .. } => {
                let profile = find_profile(&config, &name)?;
                open_profile(surroundings, name, profile, given).await?
            }
        };
        session.notes = notes;
        Ok(session)
    }

    /// Whether this token is the key that this session shows: the one that `login` made, or another as far as its gateway
    /// can tell.
    pub fn is_own_key(&self, id: &TokenId) -> bool {
        let is_made_by_login = match &self.source {
            CredentialSource::Stored(record) => record.minted.as_ref().is_some_and(|own| own.id == id.as_str()),
            _ => false,
        };
        is_made_by_login || self.gateway.is_own(id)
    }

    /// Keeps other runs on this machine from changing the same gateway meanwhile: what is looked at first and written then
    /// must not be written in between. The embedded gateway needs none of this.
    ///
    /// # Errors
    /// When there is no place for the lock.
    pub(super) async fn turn(&self) -> Result<Option<GatewayLock>, Error> {
        let Some(url) = self.url.clone() else { return Ok(None) };
        let paths = self.paths.clone();
        let waited = tokio::task::spawn_blocking(move || GatewayLock::wait(&paths, &url)).await;
        Ok(Some(waited.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))?))
    }

    /// Has the person warned of this, once.
    pub(super) fn warn(&self, warning: String) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// What the person is to be warned of, and was not yet.
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the gateway is called in sentences: the profile's name, else the address.
    pub fn label(&self) -> String {
        match (&self.profile, &self.url) {
            (Some(profile), _) => format!("\"{profile}\""),
            (None, Some(url)) => url.to_string(),
            (None, None) => self.gateway.kind().title().to_owned(),
        }
    }
}

/// The profile of this name.
///
/// # Errors
/// [`RefusalKind::Usage`] naming the profiles there are.
pub fn find_profile<'a>(config: &'a Config, name: &str) -> Result<&'a Profile, Error> {
    config.profiles.get(name).ok_or_else(|| {
        let mut known: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
        known.push(super::target::LOCAL);
        Refusal::new(RefusalKind::Usage, format!("there is no profile \"{name}\""))
            .hint(format!(
                "the profiles are {}; `gatekey login URL --profile {}` adds one",
                known.join(", "),
                shell_word(name)
            ))
            .into()
    })
}

/// The adapter for a stored profile with this credential.
pub(super) async fn connect_profile(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    credential: Credential,
) -> Result<Box<dyn Gateway>, Error> {
    connect_from(surroundings, name, profile, credential, None).await
}

async fn connect_from(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    credential: Credential,
    token_source: Option<&'static str>,
) -> Result<Box<dyn Gateway>, Error> {
    let remote = Remote {
        kind: profile.kind,
        url: profile.url.clone(),
        profile: Some(name.to_owned()),
        credential,
        token_source,
        tied_to_team: profile.team.clone(),
        http: surroundings.http.clone(),
        clock: surroundings.clock,
    };
    Ok(connect::connect(remote).await?)
}

/// The secret that is stored for a profile.
pub(super) async fn stored_secret(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    record: &CredentialRecord,
) -> Result<Secret, Error> {
    let (name, url) = (name.to_owned(), profile.url.clone());
    Ok(in_store(surroundings, record.store, move |store| store.get(&name, &url)).await?)
}

/// Opens a credential store and works with it, off the runtime's thread: keyrings block, and may ask for a password.
pub(super) async fn in_store<R: Send + 'static, E: From<store::Error> + Send + 'static>(
    surroundings: &Surroundings,
    kind: StoreKind,
    work: impl FnOnce(&dyn CredentialStore) -> Result<R, E> + Send + 'static,
) -> Result<R, E> {
    in_store_at(&surroundings.paths, surroundings.patience, kind, work).await
}

/// The same where only the folders are known, and whether somebody is there.
pub(super) async fn in_store_at<R: Send + 'static, E: From<store::Error> + Send + 'static>(
    paths: &Paths,
    patience: Patience,
    kind: StoreKind,
    work: impl FnOnce(&dyn CredentialStore) -> Result<R, E> + Send + 'static,
) -> Result<R, E> {
    let paths = paths.clone();
    let task = tokio::task::spawn_blocking(move || work(credentials::open_with(kind, &paths, patience)?.as_ref()));
    task.await.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}

/// The token from the environment, if it may go to this gateway; else what to say about it.
pub(super) async fn given_token(
    surroundings: &Surroundings,
    target: &Target,
) -> Result<(Option<(Secret, CredentialSource)>, Vec<String>), Error> {
    if let GivenToken::Empty = surroundings.given_token {
        return Err(Refusal::new(RefusalKind::NoCredential, "GATEKEY_TOKEN is set but empty")
            .cause("in CI, a secret that is not defined is an empty variable")
            .hint("define the secret, or unset GATEKEY_TOKEN to use the stored credential")
            .into());
    }
    if !target.is_explicit() {
        let is_given = !matches!(surroundings.given_token, GivenToken::None);
        let note =
            "the token from the environment is not used: it goes only to a gateway that is named (--profile, --url)";
        return Ok((None, if is_given { vec![note.to_owned()] } else { Vec::new() }));
    }
    let given = match &surroundings.given_token {
        GivenToken::None | GivenToken::Empty => None,
        GivenToken::Value(token) => Some((token.clone(), CredentialSource::Environment)),
        GivenToken::File(path) => {
            // It may be a pipe: waiting for it must not keep an interrupt from being heard.
            let path = path.clone();
            let read = tokio::task::spawn_blocking(move || store::read_token_file(&path)).await;
            let token = read.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))?;
            Some((token, CredentialSource::TokenFile))
        }
    };
    Ok((given, Vec::new()))
}

/// The embedded gateway of this machine, shown this key if there is one.
pub(super) fn in_process(surroundings: &Surroundings, token: Option<Secret>) -> InProcess {
    InProcess {
        data_dir: surroundings.paths.data_dir.clone(),
        os_user: surroundings.os_user.clone(),
        token,
        clock: surroundings.clock,
    }
}

async fn open_local(surroundings: &Surroundings, given: Option<(Secret, CredentialSource)>) -> Result<Session, Error> {
    let (token, source) = match given {
        Some((token, source)) => (Some(token), source),
        None => (None, CredentialSource::OsUser),
    };
    let local = in_process(surroundings, token.clone());
    Ok(Session {
        shown: token,
        gateway: connect::open_in_process(local).await?,
        profile: Some(super::target::LOCAL.to_owned()),
        url: None,
        source,
        clock: surroundings.clock,
        paths: surroundings.paths.clone(),
        hold: surroundings.hold.clone(),
        handover: surroundings.handover.clone(),
        notes: Vec::new(),
        warnings: Mutex::default(),
    })
}

async fn open_url(
    surroundings: &Surroundings,
    url: GatewayUrl,
    kind: Option<Kind>,
    given: Option<(Secret, CredentialSource)>,
) -> Result<Session, Error> {
    let (token, source) = given.ok_or_else(|| {
        Refusal::new(RefusalKind::NoCredential, format!("there is no credential for {url}"))
            .cause("an address from --url or GATEKEY_URL uses no stored credential")
            .hint("set GATEKEY_TOKEN or GATEKEY_TOKEN_FILE, or run `gatekey login` and name the profile")
    })?;
    let kind = match kind {
        Some(kind) => kind,
        None => kind_at(surroundings, &url).await?,
    };
    let remote = Remote {
        kind,
        url: url.clone(),
        profile: None,
        credential: Credential::Token(token.clone()),
        token_source: source.variable(),
        tied_to_team: None,
        http: surroundings.http.clone(),
        clock: surroundings.clock,
    };
    let gateway = connect::connect(remote).await?;
    Ok(Session {
        gateway,
        shown: Some(token),
        profile: None,
        url: Some(url),
        source,
        clock: surroundings.clock,
        paths: surroundings.paths.clone(),
        hold: surroundings.hold.clone(),
        handover: surroundings.handover.clone(),
        notes: Vec::new(),
        warnings: Mutex::default(),
    })
}

/// Which kind answers there: remembered, else asked without a credential.
pub(super) async fn kind_at(surroundings: &Surroundings, url: &GatewayUrl) -> Result<Kind, Error> {
    let cache = KindCache::new(&surroundings.paths);
    if let Some(kind) = cache.get(url) {
        return Ok(kind);
    }
    let kind = connect::fingerprint(url, &surroundings.http).await?.kind;
    cache.remember(url, kind);
    Ok(kind)
}

async fn open_profile(
    surroundings: &Surroundings,
    name: String,
    profile: &Profile,
    given: Option<(Secret, CredentialSource)>,
) -> Result<Session, Error> {
    let (secret, source, team) = match (given, &profile.credential) {
        // What is noted about the stored credential, its team, says nothing about this one.
        (Some((token, source)), _) => (token, source, None),
        (None, Some(record)) => {
            let secret = stored_secret(surroundings, &name, profile, record).await?;
            (secret, CredentialSource::Stored(record.clone()), profile.team.clone())
        }
        (None, None) => return Err(no_credential(&name).into()),
    };
    let shown = Profile { team, ..profile.clone() };
    let credential = Credential::Token(secret.clone());
    let gateway = connect_from(surroundings, &name, &shown, credential, source.variable()).await?;
    Ok(Session {
        gateway,
        shown: Some(secret),
        url: Some(profile.url.clone()),
        profile: Some(name),
        source,
        clock: surroundings.clock,
        paths: surroundings.paths.clone(),
        hold: surroundings.hold.clone(),
        handover: surroundings.handover.clone(),
        notes: Vec::new(),
        warnings: Mutex::default(),
    })
}

/// The refusal when a profile has no credential.
pub(super) fn no_credential(profile: &str) -> Refusal {
    Refusal::new(RefusalKind::NoCredential, format!("there is no credential for profile \"{profile}\"")).hint(format!(
        "run `gatekey login --profile {}`, or set GATEKEY_TOKEN and name the profile",
        shell_word(profile)
    ))
}
