//! What was told of the tokens so far, and so what a fact means to who saw that.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use crate::model::{Status, Timestamp, Token, TokenId, WatchEvent, WatchKind};

/// The tokens as they were last told.
#[derive(Debug, Default)]
pub(super) struct Known {
    tokens: HashMap<TokenId, Token>,
    /// When those end that work, the next one first.
    ends: BTreeSet<(Timestamp, TokenId)>,
    /// Those that were told since the telling began that is under way.
    told: HashSet<TokenId>,
    /// Whether a telling ever came to its end: what is told before is the snapshot.
    is_complete: bool,
}

impl Known {
    /// From here on every token there is will be told, up to [`Known::complete`].
    pub(super) fn begin(&mut self) {
        self.told.clear();
    }

    /// The token is there and looks like this.
    pub(super) fn is(&mut self, token: Token) -> Option<WatchEvent> {
        if !token.is_live() {
            return self.gone(token);
        }
        self.told.insert(token.id.clone());
        let before = self.tokens.get(&token.id);
        if before.is_some_and(|before| is_same(before, &token)) {
            return None;
        }
        let event = match before {
            Some(_) => WatchKind::Updated,
            None if self.is_complete => WatchKind::Created,
            None => WatchKind::Snapshot,
        };
        self.keep(token.clone());
        Some(WatchEvent { event, token })
    }

    /// The token is gone; this is how it was last seen.
    pub(super) fn gone(&mut self, token: Token) -> Option<WatchEvent> {
        self.told.remove(&token.id);
        self.forget(&token.id).map(|_| WatchEvent { event: WatchKind::Deleted, token })
    }

    /// Every token there is has been told: those that were not are gone.
    pub(super) fn complete(&mut self) -> Vec<WatchEvent> {
        self.is_complete = true;
        let mut gone: Vec<TokenId> = self.tokens.keys().filter(|id| !self.told.contains(id)).cloned().collect();
        // A map has no order of its own, and the same run shall tell the same twice.
        gone.sort();
        let event = |token| WatchEvent { event: WatchKind::Deleted, token };
        gone.iter().filter_map(|id| self.forget(id)).map(event).collect()
    }

    /// Whether the snapshot was told.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The tokens that have expired by now.
    pub(super) fn expired(&mut self, now: Timestamp) -> Vec<WatchEvent> {
        let mut events = Vec::new();
        while self.ends.first().is_some_and(|(end, _)| *end <= now) {
            let Some(mut token) = self.ends.pop_first().and_then(|(_, id)| self.tokens.get(&id).cloned()) else {
                break;
            };
            token.status = Status::Expired;
            self.keep(token.clone());
            events.push(WatchEvent { event: WatchKind::Updated, token });
        }
        events
    }

    /// How long until the next one expires.
    pub(super) fn next_end(&self, now: Timestamp) -> Option<Duration> {
        let (end, _) = self.ends.first()?;
        let left = end.unix_microseconds().saturating_sub(now.unix_microseconds());
        Some(Duration::from_micros(u64::try_from(left).unwrap_or(0)))
    }

    fn keep(&mut self, token: Token) {
        self.forget(&token.id);
        if let Some(end) = token.expires_at.filter(|_| token.status == Status::Active) {
            self.ends.insert((end, token.id.clone()));
        }
        self.tokens.insert(token.id.clone(), token);
    }

    fn forget(&mut self, id: &TokenId) -> Option<Token> {
        let token = self.tokens.remove(id)?;
        if let Some(end) = token.expires_at {
            self.ends.remove(&(end, id.clone()));
        }
        Some(token)
    }
}

/// Whether nothing was done to the token. That it was used is no change: nobody made one.
fn is_same(before: &Token, after: &Token) -> bool {
    let used = Token { last_used_at: after.last_used_at, ..before.clone() };
    used == *after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TokenName;

    const NOON: &str = "2026-11-23T12:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn token(id: &str, name: &str) -> Token {
        Token { name: Some(TokenName::parse(name)), ..Token::untold(id) }
    }

    fn told(events: impl IntoIterator<Item = WatchEvent>) -> Vec<String> {
        let line = |event: WatchEvent| {
            format!("{} {} {}", event.event.as_str(), event.token.id, event.token.gateway_name().unwrap())
        };
        events.into_iter().map(line).collect()
    }

    /// What is told of a whole list.
    fn list(known: &mut Known, tokens: &[Token]) -> Vec<String> {
        known.begin();
        let mut events: Vec<_> = tokens.iter().filter_map(|token| known.is(token.clone())).collect();
        events.extend(known.complete());
        told(events)
    }

    #[test]
    fn the_first_list_is_the_snapshot_and_the_next_tells_what_is_different() {
        let mut known = Known::default();
        assert_eq!(list(&mut known, &[token("1", "a"), token("2", "b")]), ["snapshot 1 a", "snapshot 2 b"]);
        assert!(list(&mut known, &[token("2", "b"), token("1", "a")]).is_empty());
        let next = [token("2", "renamed"), token("3", "c")];
        assert_eq!(list(&mut known, &next), ["updated 2 renamed", "created 3 c", "deleted 1 a"]);
        assert!(list(&mut known, &next).is_empty());
    }

    #[test]
    fn what_is_told_again_or_only_used_is_no_news() {
        let mut known = Known::default();
        list(&mut known, &[token("1", "a")]);
        let used = Token { last_used_at: Some(at(NOON)), ..token("1", "a") };
        assert!(told(known.is(used)).is_empty());
        assert_eq!(told(known.gone(token("1", "a"))), ["deleted 1 a"]);
        assert!(told(known.gone(token("1", "a"))).is_empty());
        assert_eq!(told(known.is(token("1", "a"))), ["created 1 a"]);
        assert_eq!(told(known.is(Token { status: Status::Revoked, ..token("1", "a") })), ["deleted 1 a"]);
    }

    #[test]
    fn a_token_expires_once_at_its_time_and_not_if_it_was_given_more() {
        let mut known = Known::default();
        let ends = |id: &str, end: &str| Token { expires_at: Some(at(end)), ..token(id, id) };
        list(&mut known, &[ends("1", "2026-11-23T12:00:10Z"), ends("2", "2026-11-23T12:00:20Z"), token("3", "3")]);
        assert_eq!(known.next_end(at(NOON)), Some(Duration::from_secs(10)));
        assert!(told(known.expired(at(NOON))).is_empty());
        told(known.is(ends("2", "2027-01-01T00:00:00Z")));
        let late = at("2026-11-23T12:01:00Z");
        assert_eq!(known.next_end(late), Some(Duration::ZERO));
        let events = known.expired(late);
        assert_eq!(events[0].token.status, Status::Expired);
        assert_eq!(told(events), ["updated 1 1"]);
        assert!(told(known.expired(late)).is_empty());
        // As the gateway tells it from now on.
        let expired = Token { status: Status::Expired, ..ends("1", "2026-11-23T12:00:10Z") };
        assert!(told(known.is(expired)).is_empty());
    }
}
