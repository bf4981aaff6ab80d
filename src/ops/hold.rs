//! What an interrupt has to wait for: a key that was asked for must be seen to its end, stored, shown or revoked.

use std::sync::{Arc, Mutex, PoisonError};

/// Tells the edge that something is under way which would be left half done. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Hold(Arc<Mutex<Option<String>>>);

/// Something under way, until this is dropped.
#[must_use]
#[derive(Debug)]
pub struct Held<'a>(&'a Hold);

impl Hold {
    /// From now on an interrupt waits. `at_stake` says what is left behind if it does not wait.
    pub fn take(&self, at_stake: impl Into<String>) -> Held<'_> {
        self.set(Some(at_stake.into()));
        Held(self)
    }

    /// What is left behind by whoever does not wait; `None` when nothing is.
    pub fn at_stake(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, at_stake: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at_stake;
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.set(None);
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
}
