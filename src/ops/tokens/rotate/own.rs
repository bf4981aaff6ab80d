//! The key that gatekey itself shows, rotated: a login gets the new secret like any other place, before the old one ends.

use super::Run;
use crate::gateway::rotation::Underway;
use crate::model::{Secret, SecretMatch, Token, TokenId};
use crate::ops::session::{CredentialSource, in_store_at};
use crate::ops::{Error, Refusal, RefusalKind, login};
use crate::store::{ConfigFile, CredentialRecord};

impl Run<'_> {
    /// Whether the key that is shown is part of this rotation, as far as that can be told.
    pub(super) async fn shows_one_of(&self, token: &Token, under_way: Option<&Underway>) -> bool {
        let Some(secret) = self.session.shown.as_ref().filter(|_| !self.request.is_one_of_many) else { return false };
        let known = under_way.into_iter().flat_map(|under_way| under_way.old.iter().chain(&under_way.new));
        let ids: Vec<&TokenId> = known.map(|token| &token.id).chain([&token.id]).collect();
        if ids.iter().any(|id| self.session.is_own_key(id)) {
            return true;
        }
        match self.session.gateway.token_of_secret(secret).await {
            Ok(SecretMatch::Exact(found)) => ids.contains(&&found.id),
            // One of several it may be, or not.
            Ok(SecretMatch::Candidates(found)) => matches!(found.as_slice(), [only] if ids.contains(&&only.id)),
            Err(_) => false,
        }
    }

    /// The login that is to have the new secret.
    fn own_login(&self) -> Option<(&str, &CredentialRecord)> {
        match (&self.session.source, &self.session.profile) {
            (CredentialSource::Stored(record), Some(profile)) if self.is_own => Some((profile, record)),
            _ => None,
        }
    }

    /// The secret that the login has, if it is part of this rotation.
    pub(super) fn held_by_login(&self) -> Option<&Secret> {
        self.own_login().and(self.session.shown.as_ref())
    }

    /// Refuses a store that does not keep what is written to it.
    pub(super) async fn check_login(&self) -> Result<(), Error> {
        let Some((_, record)) = self.own_login() else { return Ok(()) };
        let (paths, patience) = (&self.session.paths, self.session.handover.patience);
        Ok(in_store_at(paths, patience, record.store, |store| store.test_write()).await?)
    }

    /// Gives the new secret to the login, or says who else has to have it.
    pub(super) async fn renew_login(&mut self, under_way: &Underway, secret: &Secret) -> Result<(), Error> {
        let Some((profile, record)) = self.own_login() else {
            if self.is_own {
                let note = "it is the key that gatekey was given: whatever gives it needs the new one from now on";
                self.notes.push(note.to_owned());
            }
            return Ok(());
        };
        let (Some(url), Some(new)) = (self.session.url.clone(), under_way.new.as_ref()) else { return Ok(()) };
        let note = format!("the login of \"{profile}\" has the new secret");
        let (file, name, secret, minted) =
            (ConfigFile::new(&self.session.paths), profile.to_owned(), secret.clone(), login::record_of(new));
        let (paths, patience) = (&self.session.paths, self.session.handover.patience);
        in_store_at(paths, patience, record.store, move |store| {
            file.update(|config| {
                let profile = config.profiles.get_mut(&name).filter(|profile| profile.url == url);
                let Some(record) = profile.and_then(|profile| profile.credential.as_mut()) else {
                    let message = format!("the login of \"{name}\" was changed meanwhile, and has not the new secret");
                    return Err(Error::from(Refusal::new(RefusalKind::Conflict, message)));
                };
                store.set(&name, &url, &secret)?;
                record.minted = record.minted.take().map(|_| minted);
                Ok(())
            })
        })
        .await?;
        self.notes.push(note);
        Ok(())
    }
}
