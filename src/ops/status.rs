//! Who am I, where, until when, and where does the secret lie.

use super::Error;
use super::session::{CredentialSource, Session};
use crate::model::{CredentialReport, OwnKey, StatusReport};
use crate::store::MintedRecord;

/// Asks the gateway who the credential is.
///
/// # Errors
/// [`crate::gateway::ErrorKind::Unauthenticated`] when the gateway rejects it.
pub async fn status(session: &Session) -> Result<StatusReport, Error> {
    let identity = session.gateway.identity().await?;
    let (server, own) = futures_util::future::try_join(session.gateway.server(), session.gateway.own_key()).await?;
    let minted = match &session.source {
        CredentialSource::Stored(record) => record.minted.as_ref(),
        _ => None,
    };
    Ok(StatusReport {
        profile: session.profile.clone(),
        kind: session.gateway.kind(),
        url: session.url.clone(),
        version: server.version,
        edition: server.edition,
        identity,
        credential: Some(credential(source_name(&session.source), own, minted)),
    })
}

/// The credential as the gateway tells of it, or as it was when `login` made it.
pub fn credential(source: &str, own: Option<OwnKey>, minted: Option<&MintedRecord>) -> CredentialReport {
    let made = |minted: &MintedRecord| OwnKey { name: minted.name.clone(), expires_at: minted.expires_at };
    let (name, expires_at) = match own.or_else(|| minted.map(made)) {
        Some(OwnKey { name, expires_at }) => (Some(name), expires_at),
        None => (None, None),
    };
    CredentialReport { source: source.to_owned(), name, expires_at }
}

pub(super) fn source_name(source: &CredentialSource) -> &'static str {
    match source {
        CredentialSource::Stored(record) => record.store.as_str(),
        CredentialSource::Environment => "GATEKEY_TOKEN",
        CredentialSource::TokenFile => "GATEKEY_TOKEN_FILE",
        CredentialSource::OsUser => "os-user",
    }
}
