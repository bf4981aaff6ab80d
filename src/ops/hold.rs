//! What an interrupt has to wait for: a key that was asked for must be seen to its end, stored, shown or revoked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tells the edge that something is under way which would be left half done, and tells who does it that the person wants
/// an end. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Hold(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// What is under way, each with its number: several keys can be made at once.
    taken: Vec<(u64, String)>,
    last: u64,
    is_end_wanted: bool,
}

/// Something under way, until this is dropped.
#[must_use]
#[derive(Debug)]
pub struct Held<'a> {
    hold: &'a Hold,
    number: u64,
}

impl Hold {
    /// From now on an interrupt waits. `at_stake` says what is left behind if it does not wait.
    pub fn take(&self, at_stake: impl Into<String>) -> Held<'_> {
        let mut state = self.state();
        state.last += 1;
        let number = state.last;
        state.taken.push((number, at_stake.into()));
        Held { hold: self, number }
    }

    /// What is left behind by whoever does not wait; `None` when nothing is.
    pub fn at_stake(&self) -> Option<String> {
        let state = self.state();
        let (first, rest) = state.taken.split_first()?;
        Some(match rest.len() {
            0 => first.1.clone(),
            more => format!("{}; and {more} more", first.1),
        })
    }

    /// The person wants an end: nothing more is to be begun.
    pub fn want_end(&self) {
        self.state().is_end_wanted = true;
    }

    /// Whether the person wants an end.
    pub fn is_end_wanted(&self) -> bool {
        self.state().is_end_wanted
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.hold.state().taken.retain(|(number, _)| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupt_waits_only_while_something_is_held() {
        let hold = Hold::default();
        let seen_by_the_edge = hold.clone();
        assert_eq!(seen_by_the_edge.at_stake(), None);
        let held = hold.take("the key ci");
        assert_eq!(seen_by_the_edge.at_stake().as_deref(), Some("the key ci"));
        drop(held);
        assert_eq!(seen_by_the_edge.at_stake(), None);
    }

    #[test]
    fn of_several_none_is_forgotten_when_another_ends() {
        let hold = Hold::default();
        let (first, second) = (hold.take("the key a"), hold.take("the key b"));
        assert_eq!(hold.at_stake().as_deref(), Some("the key a; and 1 more"));
        drop(first);
        assert_eq!(hold.at_stake().as_deref(), Some("the key b"));
        drop(second);
        assert_eq!(hold.at_stake(), None);
        assert!(!hold.is_end_wanted());
        hold.clone().want_end();
        assert!(hold.is_end_wanted());
    }
}
