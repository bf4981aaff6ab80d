//! Metadata are replaced whole. So they are read, changed, written and looked at again: whoever writes at the same time may
//! have read what was there before, and take away again what was put in here.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::adapter::Litellm;
use super::change::{self, Kept};
use super::wire::Key;
use crate::gateway::{Error, ErrorKind};
use crate::model::{Timestamp, Token, TokenChange};

/// How often metadata are written, before it is told that others are in the way.
const ATTEMPTS: usize = 5;
/// How often they are looked at after each time, while others write to the same key.
const LOOKS: usize = 10;
/// How long it must be quiet at least.
const SHORTEST: Duration = Duration::from_millis(50);

impl Litellm {
    /// Refuses metadata that [`Litellm::update_with_metadata`] would refuse.
    pub(super) async fn check_metadata(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        // The rules are the same whatever is there.
        let kept = change::metadata(token.metadata.clone(), change)?;
        self.check_enterprise(kept.enterprise.keys()).await
    }

    /// Sends a change that has to do with metadata, and looks whether it stays. `rest` is what else changes, sent once.
    pub(super) async fn update_with_metadata(
        &self,
        token: &Token,
        change: &TokenChange,
        mut rest: Map<String, Value>,
    ) -> Result<Key, Error> {
        self.check_metadata(token, change).await?;
        let mut is_begun = false;
        for _ in 0..ATTEMPTS {
            let started = Instant::now();
            let written = self.write_metadata(token, change, &mut rest).await;
            let written = written.map_err(|error| match is_begun {
                true => self.metadata_unseen(token, error.to_string()),
                false => error,
            })?;
            is_begun = true;
            // Whoever read before this was written writes in about the time that it took here.
            let quiet = (started.elapsed() * 2).max(SHORTEST);
            if let Some(key) = self.settled(token, quiet, written.at, |key| written.is_kept(key)).await? {
                return Ok(key);
            }
        }
        Err(self.metadata_unseen(token, format!("others changed them meanwhile, {ATTEMPTS} times in a row")))
    }

    /// The key once nobody wrote to it for this long, since it was written at this time; `None` as soon as it is not as it
    /// should be.
    async fn settled(
        &self,
        token: &Token,
        quiet: Duration,
        mut at: Option<Timestamp>,
        is_kept: impl Fn(&Key) -> bool,
    ) -> Result<Option<Key>, Error> {
        let mut looks = 0;
        loop {
            tokio::time::sleep(quiet).await;
            looks += 1;
            let key = self.key(&token.id).await.map_err(|error| self.metadata_unseen(token, error.to_string()))?;
            if !is_kept(&key) {
                return Ok(None);
            }
            // Of a key that is in use, the row changes all the time.
            if key.updated_at == at || looks == LOOKS {
                return Ok(Some(key));
            }
            at = key.updated_at;
        }
    }

    /// Writes what is there at this moment with the change in it. From `rest`, what was sent is taken out.
    async fn write_metadata(
        &self,
        token: &Token,
        change: &TokenChange,
        rest: &mut Map<String, Value>,
    ) -> Result<Written, Error> {
        let before = self.key(&token.id).await?.metadata.unwrap_or_default();
        let wanted = change::metadata(before.clone(), change)?;
        let mut body = std::mem::replace(rest, Map::from_iter([("key".to_owned(), json!(token.id))]));
        body.insert("metadata".to_owned(), json!(wanted.metadata));
        body.extend(wanted.enterprise.clone());
        let at = self.send_update(token, &body).await?.updated_at;
        Ok(Written { before, wanted, at })
    }

    fn metadata_unseen(&self, token: &Token, cause: String) -> Error {
        let message = format!(
            "the token id:{} was changed on {}, but its metadata were not seen as they should be",
            token.id, self.place
        );
        Error::new(ErrorKind::OutcomeUnknown, message)
            .cause(cause)
            .hint(format!("look with `gatekey tokens show id:{}`, and give the metadata again", token.id))
    }
}

/// Metadata as they were read, and as they were written then.
struct Written {
    before: Map<String, Value>,
    wanted: Kept,
    at: Option<Timestamp>,
}

impl Written {
    /// Whether nothing that was changed is as it was before. Whoever gave it another value came later, and may.
    fn is_kept(&self, key: &Key) -> bool {
        let Kept { metadata, enterprise } = &self.wanted;
        let seen = |name: &str| key.metadata.as_ref().and_then(|seen| seen.get(name));
        let wanted = |name: &str| enterprise.get(name).or_else(|| metadata.get(name));
        let mut all = self.before.keys().chain(metadata.keys()).chain(enterprise.keys());
        all.all(|name| {
            let before = self.before.get(name);
            before == wanted(name) || before != seen(name)
        })
    }
}
