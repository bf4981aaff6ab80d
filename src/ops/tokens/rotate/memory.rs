//! What this machine remembers of a rotation: that it is under way here, and, where the gateway cannot keep it, how far it
//! has come.

use crate::gateway::rotation::Underway;
use crate::model::{Sink, Timestamp, TokenId};
use crate::ops::{Error, Refusal, RefusalKind, Session};
use crate::store::journal::{Entry, Found, Journal, digest_of};

/// The memory of one rotation, and the right to be the only one here that goes on with it.
pub(super) struct Memory {
    journal: Option<Journal>,
    /// Whether the gateway keeps it all: then nothing is written here.
    is_spare: bool,
    is_needed: bool,
    found: Found,
    sinks: Vec<String>,
}

impl Memory {
    /// Holds the rotation of the token whose place is taken, or which gets another secret.
    ///
    /// # Errors
    /// [`RefusalKind::Conflict`] when another run on this machine is at it.
    pub(super) fn of(session: &Session, root: &TokenId, is_spare: bool, sinks: &[Sink]) -> Result<Self, Error> {
        let gateway = session.url.as_ref().map_or_else(|| "local".to_owned(), ToString::to_string);
        let journal = match Journal::hold(&session.paths, &gateway, root) {
            Ok(Some(journal)) => Some(journal),
            Ok(None) => {
                let message = format!("another gatekey on this machine is rotating the token id:{root}");
                return Err(Refusal::new(RefusalKind::Conflict, message).hint("wait for it to end").into());
            }
            // Without a place for it nothing is remembered, and whatever needs that is refused before it begins.
            Err(_) => None,
        };
        let found = match &journal {
            Some(journal) if !is_spare => journal.read(),
            _ => Found::Nothing,
        };
        Ok(Self { journal, is_spare, is_needed: false, found, sinks: sinks.iter().map(digest_of).collect() })
    }

    /// What is seen on the gateway, with what is remembered of it.
    pub(super) fn recall(&self, under_way: Underway) -> Underway {
        match &self.found {
            Found::Entry(entry) if is_of(entry, &under_way) => {
                Underway { phase: entry.phase, until: entry.until, ..under_way }
            }
            _ => under_way,
        }
    }

    /// Since when the new secret may be in use, where nothing is remembered: its token tells.
    pub(super) fn began(&self, under_way: &Underway) -> Option<Timestamp> {
        let is_known = matches!(&self.found, Found::Entry(entry) if is_of(entry, under_way));
        let new = under_way.new.as_ref().filter(|_| !self.is_spare && !is_known)?;
        new.created_at
    }

    /// What the person should know about what was found.
    pub(super) fn notes(&self, under_way: &Underway) -> Option<String> {
        match &self.found {
            Found::Garbage => Some(
                "what was remembered of this rotation cannot be read: it is taken for handed over in part".to_owned(),
            ),
            Found::Entry(entry) if is_of(entry, under_way) && !self.is_for_same(entry) => Some(
                "the rotation was begun with other places for the secret: what those hold ends with the old one"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn is_for_same(&self, entry: &Entry) -> bool {
        entry.sinks.iter().all(|sink| self.sinks.contains(sink))
    }

    /// Relies on it from now on: else nobody would know when the old secret is to end.
    ///
    /// # Errors
    /// [`RefusalKind::Unsupported`] when nothing can be remembered.
    pub(super) fn rely(&mut self, session: &Session) -> Result<(), Error> {
        if self.is_spare {
            return Ok(());
        }
        self.is_needed = true;
        let cause = match &self.journal {
            _ if !session.paths.last => "in CI, what is kept on this machine is gone after the job".to_owned(),
            None => "there is no place for it on this machine either".to_owned(),
            Some(journal) => match journal.check() {
                Ok(()) => return Ok(()),
                Err(error) => Error::from(error).in_full(),
            },
        };
        let message = format!("{} cannot keep until when the old secret works", session.label());
        Err(Refusal::new(RefusalKind::Unsupported, message)
            .cause(cause)
            .hint("give `--grace 0s`, or a place that can be read back (file:, env-file:, keyring:), or set GATEKEY_DATA_DIR to a folder that lasts")
            .into())
    }

    /// Writes down how far it has come.
    ///
    /// # Errors
    /// [`crate::store::Error::Unwritable`].
    pub(super) fn note(&mut self, under_way: &Underway) -> Result<(), Error> {
        let Some(new) = under_way.new.as_ref().filter(|_| !self.is_spare) else { return Ok(()) };
        let entry =
            Entry { new: new.id.clone(), phase: under_way.phase, until: under_way.until, sinks: self.sinks.clone() };
        let written = self.journal.as_ref().map_or(Ok(()), |journal| journal.write(&entry));
        self.found = Found::Entry(entry);
        match (written, &self.journal) {
            (Err(error), _) if self.is_needed => Err(error.into()),
            // Where nothing relies on it, what cannot be kept is no loss; what was kept before would be taken for true.
            (Err(error), Some(journal)) if !journal.forget() => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// It is done.
    pub(super) fn forget(&self) {
        if let (Some(journal), false) = (&self.journal, self.is_spare) {
            // What cannot be removed tells of a token that is gone, and is never read again.
            let _left = journal.forget();
        }
    }
}

fn is_of(entry: &Entry, under_way: &Underway) -> bool {
    under_way.new.as_ref().is_some_and(|new| new.id == entry.new)
}
