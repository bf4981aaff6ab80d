//! What of the trail a list has told already, so that no change made while it was read is lost or told twice.

use crate::server::service::stored::StoredToken;

/// A list by creation, read page by page, each page as of a place in the trail. What was done to a token up to the
/// place of the page it belongs to is in that page; what was done later is news.
#[derive(Debug, Default)]
pub(super) struct Covered {
    /// The last token of each stretch read as of the same place, and that place: one entry however many pages were read
    /// while nothing was changed.
    stretches: Vec<(Key, i64)>,
}

/// Where a token stands in the list. It never moves: neither part ever changes.
type Key = (i64, String);

fn key(token: &StoredToken) -> Key {
    (token.created_at.unix_microseconds(), token.id.as_str().to_owned())
}

impl Covered {
    /// Adds a page that was read as of this place. `last` is its last token, `None` when no page follows.
    pub(super) fn page(&mut self, last: Option<&StoredToken>, place: i64) {
        let until = last.map_or((i64::MAX, String::new()), key);
        match self.stretches.last_mut() {
            Some(stretch) if stretch.1 == place => stretch.0 = until,
            _ => self.stretches.push((until, place)),
        }
    }

    /// Whether the list told what was done to this token at this place.
    pub(super) fn tells(&self, token: &StoredToken, place: i64) -> bool {
        let key = key(token);
        let stretch = self.stretches.partition_point(|(until, _)| *until < key);
        self.stretches.get(stretch).is_some_and(|(_, told)| place <= *told)
    }

    /// The place after which nothing is told. 0 without a list.
    pub(super) fn end(&self) -> i64 {
        self.stretches.last().map_or(0, |(_, place)| *place)
    }
}
