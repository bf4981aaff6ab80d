//! Who am I, where, until when, and where does the secret lie.

use super::Error;
use super::session::{CredentialSource, Session};
use crate::model::{CredentialReport, StatusReport};

/// Asks the gateway who the credential is.
///
/// # Errors
/// [`crate::gateway::ErrorKind::Unauthenticated`] when the gateway rejects it.
pub async fn status(session: &Session) -> Result<StatusReport, Error> {
    let identity = session.gateway.identity().await?;
    let server = session.gateway.server().await?;
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
        credential: Some(CredentialReport {
            source: source_name(&session.source).to_owned(),
            name: minted.map(|minted| minted.name.clone()),
            expires_at: minted.and_then(|minted| minted.expires_at),
        }),
    })
}

pub(super) fn source_name(source: &CredentialSource) -> &'static str {
    match source {
        CredentialSource::Stored(record) => record.store.as_str(),
        CredentialSource::Environment => "GATEKEY_TOKEN",
        CredentialSource::TokenFile => "GATEKEY_TOKEN_FILE",
        CredentialSource::OsUser => "os-user",
    }
}
