//! The only list of adapters: from an address and a credential to a gateway.

use std::path::{Path, PathBuf};

use super::Gateway;
use super::capability::{Field, Support, Verb};
use super::coder::Coder;
use super::error::{Error, ErrorKind};
pub use super::fingerprint::fingerprint;
use super::gpustack::Gpustack;
use super::litellm::Litellm;
use super::local::{self, LocalGateway, RemoteGateway, SCHEMA_VERSION};
use crate::model::{Clock, GatewayUrl, Identity, Kind, Secret, Server, Timestamp};
use crate::net::HttpSettings;

/// What a gateway is shown.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Nothing: only what needs no credential will work.
    None,
    /// A key.
    Token(Secret),
    /// A user name and password, for as long as it takes to make a key of gatekey's own.
    Password { user: String, password: Secret },
}

/// A gateway over HTTP, and how to reach it.
#[derive(Debug, Clone)]
pub struct Remote {
    pub kind: Kind,
    pub url: GatewayUrl,
    /// `None` for an address from a flag or the environment.
    pub profile: Option<String>,
    pub credential: Credential,
    /// The variable that the credential came from, in a hint's words; `None` for one that is stored or was typed.
    pub token_source: Option<&'static str>,
    /// The team that the stored key is tied to (GPUStack: one made inside an organisation). A password never is.
    pub tied_to_team: Option<String>,
    pub http: HttpSettings,
    pub clock: Clock,
}

/// The embedded gateway, in this process.
#[derive(Debug, Clone)]
pub struct InProcess {
    /// Folder of the database and the pepper.
    pub data_dir: PathBuf,
    /// The operating system's user: the administrator `os:USER`, unless a token is given.
    pub os_user: String,
    /// The key whose rights apply instead.
    pub token: Option<Secret>,
    pub clock: Clock,
}

/// What answered at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    pub kind: Kind,
    pub server: Server,
}

/// The gateway at this address, behind the contract. Sends nothing yet.
///
/// # Errors
/// [`ErrorKind::Unsupported`] for a kind that this version cannot administer over HTTP; [`ErrorKind::Input`] for settings
/// that cannot be used, plain http to another machine among them.
pub async fn connect(remote: Remote) -> Result<Box<dyn Gateway>, Error> {
    match remote.kind {
        Kind::Gpustack => Ok(Box::new(Gpustack::new(remote)?)),
        Kind::Coder => Ok(Box::new(Coder::new(remote)?)),
        Kind::Local => Ok(Box::new(RemoteGateway::new(remote)?)),
        Kind::Litellm => Ok(Box::new(Litellm::new(remote)?)),
        kind @ Kind::LlamaStack => Err(no_adapter(kind, &remote.url)),
    }
}

fn no_adapter(kind: Kind, url: &GatewayUrl) -> Error {
    let message = format!("{url} is {}, for which this version of gatekey has no adapter yet", kind.title());
    Error::new(ErrorKind::Unsupported, message).hint(
        "it administers GPUStack (`--kind gpustack`), Coder (`--kind coder`), LiteLLM (`--kind litellm`) and the embedded \
         gateway (`--kind local`, `--profile local`)",
    )
}

/// Whether there is an embedded gateway in this data directory already. Makes none.
pub fn is_in_process_made(data_dir: &Path) -> bool {
    LocalGateway::is_made(data_dir)
}

/// What the embedded gateway can do. Makes none.
pub fn support_in_process(verb: Verb, field: Field) -> Support {
    local::support(verb, field)
}

/// The version of the embedded gateway's database that this program writes.
pub const IN_PROCESS_VERSION: i64 = SCHEMA_VERSION;

/// The version of the database in this data directory; `None` when there is none yet. Changes nothing there.
///
/// # Errors
/// [`ErrorKind::Denied`] when others could read or change the directory; otherwise when it or its database cannot be used.
pub async fn look_in_process(data_dir: &Path) -> Result<Option<i64>, Error> {
    Ok(LocalGateway::look(data_dir).await?.version)
}

/// Who would be let in by the embedded gateway in this process, and until when; `None` where an older database would have
/// to be brought up to date first. Changes nothing, and leaves no trace of the key.
///
/// # Errors
/// As [`look_in_process`]; [`ErrorKind::Unauthenticated`] when the key is rejected.
pub async fn look_for_in_process(local: &InProcess) -> Result<Option<(Identity, Option<Timestamp>)>, Error> {
    LocalGateway::look_for(local).await
}

/// The embedded gateway in this process. Makes its data directory when there is none.
///
/// # Errors
/// [`ErrorKind::Denied`] without a token when others could read or change the directory;
/// otherwise when the directory or its database cannot be used. A token is judged at the first call that needs it.
pub async fn open_in_process(local: InProcess) -> Result<Box<dyn Gateway>, Error> {
    Ok(Box::new(LocalGateway::open(local).await?))
}
