//! When keys were last used, and their users last seen: noted here on the way, and written down together by a task of its own.
//! Whoever is let in does not wait for the disk.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::db::{Database, Noted};
use crate::model::{Timestamp, TokenId};

/// So many are written in one change: others want to write as well.
const AT_ONCE: usize = 256;

/// What is still to be written down.
#[derive(Debug, Default)]
pub(super) struct Uses(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    noted: HashMap<TokenId, (String, Timestamp)>,
    /// Whether somebody is at it.
    is_written: bool,
}

impl Uses {
    /// Notes that this key of this user was used now.
    pub(super) fn note(self: &Arc<Self>, database: &Database, token: &TokenId, user: &str, now: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.noted.insert(token.clone(), (user.to_owned(), now));
        if !mem::replace(&mut waiting.is_written, true) {
            tokio::spawn(write(Arc::clone(self), database.clone()));
        }
    }

    /// Some of what waits; `None` when nothing does, and then nobody is at it.
    fn some(&self) -> Option<Vec<Noted>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens: Vec<TokenId> = waiting.noted.keys().take(AT_ONCE).cloned().collect();
        let noted = |token: TokenId| {
            let (user, at) = waiting.noted.remove(&token)?;
            Some(Noted { token, user, at })
        };
        let some: Vec<Noted> = tokens.into_iter().filter_map(noted).collect();
        waiting.is_written = !some.is_empty();
        (!some.is_empty()).then_some(some)
    }
}

async fn write(uses: Arc<Uses>, database: Database) {
    while let Some(some) = uses.some() {
        // What cannot be written down is lost: a key that goes on being used is noted again in a minute.
        let _unwritten = database.note_uses(&some).await;
    }
}
