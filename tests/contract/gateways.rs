//! The gateways that the suite runs on. A new one is a row here, and a [`Bench`].

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use gatekey::clock;
use gatekey::gateway::connect::{Credential, InProcess, Remote, connect, open_in_process};
use gatekey::gateway::{Error, Gateway};
use gatekey::model::{Kind, Lifetime, NewToken, Secret, UserRef};
use gatekey::net::HttpSettings;
use gatekey::server::http::{Running, start};
use gatekey::server::service::Service;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::fixture::Bench;
use crate::environment;
use crate::gpustack;
use crate::gpustack::server::{Organization, Server, User};
use crate::litellm;
use crate::support::double::coder::CoderDouble;

/// A gateway of the suite.
pub(super) struct Row {
    /// As in the names of its trials.
    pub(super) name: &'static str,
    /// Why it cannot be tried here, if it cannot.
    pub(super) absent: fn() -> Option<String>,
    /// Made anew for each trial; what it holds is cleaned up when it is dropped.
    pub(super) bench: fn() -> Box<dyn Bench>,
}

pub(super) const GATEWAYS: &[Row] = &[
    Row { name: "local", absent: || None, bench: || Box::new(Local::new()) },
    Row { name: "local-http", absent: || None, bench: || Box::new(Served::new()) },
    Row { name: "gpustack", absent: gpustack::absent, bench: || Box::new(Gpustack::new()) },
    Row { name: "litellm", absent: litellm::absent, bench: || Box::new(Litellm::new()) },
    Row { name: "coder (double)", absent: || None, bench: || Box::new(Coder::of_the_double()) },
    Row { name: "coder", absent: Coder::absent, bench: || Box::new(Coder::real()) },
];

/// Those that are asked over HTTP.
pub(super) const OVER_HTTP: &[Kind] = &[Kind::Gpustack, Kind::Litellm, Kind::Coder, Kind::Local];

/// A gateway of this kind at an address where nobody listens: whatever is sent there fails.
pub(super) async fn nowhere(kind: Kind) -> Box<dyn Gateway> {
    at(kind, "http://127.0.0.1:9", Credential::Token(Secret::new("key"))).await.expect("nothing is sent yet")
}

/// The gateway of this kind at this address, asked as the program asks by default.
async fn at(kind: Kind, url: &str, credential: Credential) -> Result<Box<dyn Gateway>, Error> {
    let remote = Remote {
        kind,
        url: url.parse().expect("an address"),
        profile: None,
        credential,
        token_source: None,
        tied_to_team: None,
        http: HttpSettings::default(),
        clock: clock::system(),
    };
    connect(remote).await
}

/// The embedded gateway, on a data directory of its own.
struct Local {
    folder: TempDir,
}

impl Local {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder for the test") }
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

#[async_trait]
impl Bench for Local {
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error> {
        let os_user = "tester".to_owned();
        let token = key.cloned();
        open_in_process(InProcess { data_dir: self.data_dir(), os_user, token, clock: clock::system() }).await
    }

    async fn admits(&self, user: &str, password: &Secret) -> bool {
        let service = Service::open(&self.data_dir(), clock::system()).await.expect("it opens");
        service.authenticate_password(user, password).await.is_ok()
    }

    fn team(&self) -> Option<String> {
        None
    }
}

/// The embedded gateway as `gatekey serve` serves it, at a free port, on a data directory of its own.
struct Served {
    local: Local,
    running: OnceCell<Administered>,
}

/// A server, and the key of its administrator.
struct Administered {
    running: Running,
    key: Secret,
}

impl Served {
    fn new() -> Self {
        Self { local: Local::new(), running: OnceCell::new() }
    }

    /// Starts in the runtime of the trial, and ends with it.
    async fn start(&self) -> Administered {
        let service = Service::open(&self.local.data_dir(), clock::system()).await.expect("it opens");
        let administrator = service.administrator("tester").expect("nobody else can read the folder");
        let key = NewToken { expires_in: Some(Lifetime::Never), ..NewToken::default() };
        let made = service.create(&administrator, &key).await.expect("a key is made");
        let running = start(service, ([127, 0, 0, 1], 0).into()).await.expect("a free port");
        Administered { running, key: made.secret }
    }

    async fn connect(&self, credential: impl FnOnce(&Secret) -> Credential) -> Result<Box<dyn Gateway>, Error> {
        let Administered { running, key } = self.running.get_or_init(|| self.start()).await;
        at(Kind::Local, &format!("http://{}", running.address()), credential(key)).await
    }
}

#[async_trait]
impl Bench for Served {
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error> {
        self.connect(|administrators| Credential::Token(key.unwrap_or(administrators).clone())).await
    }

    async fn admits(&self, user: &str, password: &Secret) -> bool {
        let shown = Credential::Password { user: user.to_owned(), password: password.clone() };
        let gateway = self.connect(|_| shown).await.expect("nothing is sent yet");
        gateway.identity().await.is_ok()
    }

    fn team(&self) -> Option<String> {
        None
    }
}

/// A real GPUStack: an administrator who is there only for these tests, and goes with all their keys at the end.
struct Gpustack {
    user: Arc<User>,
    organization: OnceLock<Organization>,
}

impl Gpustack {
    fn new() -> Self {
        Self { user: gpustack::shared_administrator(), organization: OnceLock::new() }
    }

    async fn shown(credential: Credential) -> Result<Box<dyn Gateway>, Error> {
        at(Kind::Gpustack, &Server::url(), credential).await
    }
}

#[async_trait]
impl Bench for Gpustack {
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error> {
        let key = key.cloned().unwrap_or_else(|| Secret::new(self.user.key()));
        Self::shown(Credential::Token(key)).await
    }

    async fn admits(&self, user: &str, password: &Secret) -> bool {
        let shown = Credential::Password { user: user.to_owned(), password: password.clone() };
        Self::shown(shown).await.expect("nothing is sent yet").identity().await.is_ok()
    }

    fn team(&self) -> Option<String> {
        Some(self.organization.get_or_init(Organization::create).name().to_owned())
    }
}

/// A real LiteLLM: an administrator who is there only for these tests, and goes with all their keys at the end.
struct Litellm {
    user: Arc<litellm::server::User>,
    team: OnceLock<litellm::server::Team>,
}

impl Litellm {
    fn new() -> Self {
        Self { user: litellm::shared_administrator(), team: OnceLock::new() }
    }
}

#[async_trait]
impl Bench for Litellm {
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error> {
        let key = key.cloned().unwrap_or_else(|| Secret::new(self.user.key()));
        at(Kind::Litellm, &litellm::server::Server::url(), Credential::Token(key)).await
    }

    async fn admits(&self, _user: &str, _password: &Secret) -> bool {
        // Nobody has a password there.
        false
    }

    fn scopes(&self) -> [&'static str; 2] {
        ["llm_api", "management"]
    }

    fn secrets_begin_with(&self) -> &'static str {
        "sk-"
    }

    fn team(&self) -> Option<String> {
        Some(self.team.get_or_init(|| litellm::server::Team::of(&self.user)).name().to_owned())
    }
}

/// A Coder: the double, or a real one in which an owner's token is given. Tokens that a failed test leaves on a real one
/// die within the hour.
struct Coder {
    url: String,
    key: String,
    /// Kept for as long as it is asked.
    _double: Option<CoderDouble>,
}

impl Coder {
    fn of_the_double() -> Self {
        let double = CoderDouble::new();
        double.is_premium();
        Self { url: double.url(), key: double.owner_key(), _double: Some(double) }
    }

    fn real() -> Self {
        let set = |name| environment(name).expect("it is there, or this row is absent");
        Self { url: set("CODER_URL"), key: set("CODER_SESSION_TOKEN"), _double: None }
    }

    fn absent() -> Option<String> {
        let is_set = |name| environment(name).is_some();
        (!is_set("CODER_URL") || !is_set("CODER_SESSION_TOKEN"))
            .then(|| "set CODER_URL and CODER_SESSION_TOKEN, an owner's token".to_owned())
    }

    async fn shown(&self, credential: Credential) -> Result<Box<dyn Gateway>, Error> {
        at(Kind::Coder, &self.url, credential).await
    }
}

#[async_trait]
impl Bench for Coder {
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error> {
        self.shown(Credential::Token(key.cloned().unwrap_or_else(|| Secret::new(self.key.as_str())))).await
    }

    async fn admits(&self, user: &str, password: &Secret) -> bool {
        let administrator = self.open(None).await.expect("nothing is sent yet");
        let users = administrator.users().expect("Coder has users");
        let found = users.user(&UserRef::Name(user.to_owned())).await.expect("the user is there");
        let email = found.email.expect("every user of the suite has an address");
        let shown = Credential::Password { user: email, password: password.clone() };
        let gateway = self.shown(shown).await.expect("nothing is sent yet");
        let is_admitted = gateway.identity().await.is_ok();
        gateway.close().await.expect("the session ends");
        is_admitted
    }

    fn scopes(&self) -> [&'static str; 2] {
        ["workspace:read", "api_key:read"]
    }

    fn longest_life(&self) -> Duration {
        // What a stock server allows owners.
        Duration::from_secs(7 * 86_400)
    }

    fn has_pages(&self) -> bool {
        false
    }

    fn team(&self) -> Option<String> {
        None
    }
}
