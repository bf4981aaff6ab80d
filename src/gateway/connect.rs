//! The only list of adapters: from an address and a credential to a gateway.

use std::path::PathBuf;

use super::local::LocalGateway;
use super::{Error, Gateway};
use crate::model::{Clock, GatewayUrl, Kind, Secret, Server};
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
    /// The team that the stored credential is tied to (GPUStack: a key made inside an organisation).
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

/// The embedded gateway in this process. Makes its data directory when there is none.
///
/// # Errors
/// [`ErrorKind::Denied`](super::ErrorKind::Denied) without a token when others could read or change the directory;
/// otherwise when the directory or its database cannot be used. A token is judged at the first call that needs it.
pub async fn open_in_process(local: InProcess) -> Result<Box<dyn Gateway>, Error> {
    Ok(Box::new(LocalGateway::open(local).await?))
}
