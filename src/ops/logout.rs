//! Log out: revoke the key that `login` made, then forget the credential.

use super::login::revoke_own;
use super::session::{connect_profile, find_profile, in_store, no_credential, stored_secret};
use super::target::{LOCAL, Target};
use super::{Error, Refusal, RefusalKind, Surroundings};
use crate::gateway::connect::Credential;
use crate::model::TokenId;
use crate::store::{ConfigFile, CredentialRecord, MintedRecord, Profile};

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub struct LoggedOut {
    pub profile: String,
    /// The key of gatekey's own that was revoked.
    pub revoked: Option<MintedRecord>,
}

/// Which profile would be logged out of, and the credential it has.
///
/// # Errors
/// [`RefusalKind::Usage`] when none is meant; [`RefusalKind::NoCredential`] when there is nothing to forget.
pub fn find(surroundings: &Surroundings) -> Result<(String, Profile, CredentialRecord), Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    match Target::choose(&surroundings.selection, &config)? {
        Target::Profile { name, .. } => {
            let profile = find_profile(&config, &name)?.clone();
            let record = profile.credential.clone().ok_or_else(|| no_credential(&name))?;
            Ok((name, profile, record))
        }
        Target::Local { .. } => {
            Err(Refusal::new(RefusalKind::Usage, format!("the profile \"{LOCAL}\" has no credential"))
                .cause("the embedded gateway knows you as the operating system's user")
                .into())
        }
        Target::Url { url, .. } => {
            Err(Refusal::new(RefusalKind::Usage, format!("nothing is stored for {url} as such"))
                .hint("name the profile instead, see `gatekey profiles list`")
                .into())
        }
    }
}

/// Revokes gatekey's own key and forgets the credential; the profile stays.
///
/// # Errors
/// [`RefusalKind::Unfinished`] when the credential is forgotten but the key could not be revoked: it names the key.
pub async fn log_out(surroundings: &Surroundings) -> Result<LoggedOut, Error> {
    let (name, profile, record) = find(surroundings)?;
    let revoked = match &record.minted {
        Some(minted) => revoke(surroundings, &name, &profile, &record, minted).await.map(|()| Some(minted.clone())),
        None => Ok(None),
    };
    match (revoked, forget(surroundings, &name, &record).await) {
        (Ok(revoked), Ok(())) => Ok(LoggedOut { profile: name, revoked }),
        (Err(error), Ok(())) => Err(still_alive(&name, &record, &error)),
        (Ok(None), Err(error)) => Err(error),
        (Ok(Some(key)), Err(error)) => Err(Refusal::new(
            RefusalKind::Unfinished,
            format!("the key {} of \"{name}\" is revoked, but the credential could not be forgotten here", key.name),
        )
        .cause(error.in_full())
        .hint(format!("mend that and run `gatekey logout --profile {name}` again"))
        .into()),
        (Err(alive), Err(error)) => Err(Refusal::new(
            RefusalKind::Unfinished,
            format!("logging out of \"{name}\" failed: its key could neither be revoked nor forgotten here"),
        )
        .cause(format!("{}; {}", alive.in_full(), error.in_full()))
        .hint(format!("mend that and run `gatekey logout --profile {name}` again"))
        .into()),
    }
}

async fn forget(surroundings: &Surroundings, name: &str, record: &CredentialRecord) -> Result<(), Error> {
    let account = name.to_owned();
    in_store(surroundings, record.store, move |store| store.remove(&account)).await?;
    ConfigFile::new(&surroundings.paths).update(|config| {
        if let Some(profile) = config.profiles.get_mut(name) {
            profile.credential = None;
        }
        Ok(())
    })
}

async fn revoke(
    surroundings: &Surroundings,
    name: &str,
    profile: &Profile,
    record: &CredentialRecord,
    minted: &MintedRecord,
) -> Result<(), Error> {
    let secret = stored_secret(surroundings, name, profile, record).await?;
    let gateway = connect_profile(surroundings, name, profile, Credential::Token(secret)).await?;
    revoke_own(gateway.as_ref(), &TokenId::new(minted.id.as_str())).await
}

fn still_alive(name: &str, record: &CredentialRecord, error: &Error) -> Error {
    let key = record.minted.as_ref().map(|minted| format!("{} (id:{})", minted.name, minted.id)).unwrap_or_default();
    Refusal::new(
        RefusalKind::Unfinished,
        format!("the credential of \"{name}\" is forgotten here, but its key {key} is still alive"),
    )
    .cause(error.in_full())
    .hint("revoke that key on the gateway, with any credential that may")
    .into()
}
