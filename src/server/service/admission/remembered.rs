//! Judgements about what was shown, as many as fit: what nobody asks for goes first.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;

use super::super::db::State;
use crate::model::{Secret, Timestamp};

/// Stands for a key that was shown. The key itself is not remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shown([u8; 32]);

impl Shown {
    pub(super) fn of(key: &Secret) -> Self {
        let digest = digest::digest(&digest::SHA256, key.expose().as_bytes());
        Self(digest.as_ref().try_into().expect("SHA-256 gives 32 bytes"))
    }
}

/// What can be remembered.
pub(super) trait Remember: Clone {
    /// About how many bytes it holds besides its own.
    fn bytes(&self) -> usize;

    /// From when on it does not hold any more, whatever happens.
    fn until(&self) -> Option<Timestamp>;
}

/// What was judged, and in which state of the database.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    halves: Mutex<Halves<T>>,
    /// How many bytes a half holds.
    half: usize,
}

type Half<T> = HashMap<Shown, (State, T)>;

/// When the young half is full it becomes the old one, and what nobody asked for since the last time is forgotten.
#[derive(Debug)]
struct Halves<T> {
    young: Half<T>,
    /// How many bytes it holds.
    weight: usize,
    old: Half<T>,
}

impl<T: Remember> Remembered<T> {
    pub(super) fn new(most_bytes: usize) -> Self {
        let halves = Halves { young: HashMap::new(), weight: 0, old: HashMap::new() };
        Self { halves: Mutex::new(halves), half: most_bytes / 2 }
    }

    /// What was judged, if it was in this state and is not over. What is over is forgotten.
    pub(super) fn get(&self, shown: &Shown, state: State, now: Timestamp) -> Option<T> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, judged) = halves.young.get(shown).or_else(|| halves.old.get(shown))?.clone();
        if judged.until().is_some_and(|until| until <= now) {
            halves.forget(shown);
            return None;
        }
        if of != state {
            return None;
        }
        if halves.old.remove(shown).is_some() && !halves.young.contains_key(shown) {
            halves.keep(self.half, *shown, state, judged.clone());
        }
        Some(judged)
    }

    /// Whether anything was judged of it, in whatever state.
    pub(super) fn has(&self, shown: &Shown) -> bool {
        let halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        halves.young.contains_key(shown) || halves.old.contains_key(shown)
    }

    /// Remembers what was judged in this state.
    pub(super) fn keep(&self, shown: Shown, state: State, judged: T) {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner).keep(self.half, shown, state, judged);
    }
}

/// What one takes up: its place in the table, and what it holds.
fn weight<T: Remember>(judged: &T) -> usize {
    // A table has up to twice as many places as it has entries.
    2 * mem::size_of::<(Shown, (State, T))>() + judged.bytes()
}

impl<T: Remember> Halves<T> {
    fn keep(&mut self, half: usize, shown: Shown, state: State, judged: T) {
        let own = weight(&judged);
        if own > half {
            // It would leave no room for any other.
            self.forget(&shown);
            return;
        }
        if self.weight + own > half {
            // The room of the one that is emptied stays its own: memory does not grow and shrink by turns.
            mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
            self.weight = 0;
        }
        self.weight += own;
        if let Some((_, before)) = self.young.insert(shown, (state, judged)) {
            self.weight -= weight(&before);
        }
    }

    fn forget(&mut self, shown: &Shown) {
        if let Some((_, before)) = self.young.remove(shown) {
            self.weight -= weight(&before);
        }
        self.old.remove(shown);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::super::testing;
    use super::*;

    /// Of so many bytes, until then.
    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Thing(usize, Option<Timestamp>);

    impl Remember for Thing {
        fn bytes(&self) -> usize {
            self.0
        }

        fn until(&self) -> Option<Timestamp> {
            self.1
        }
    }

    const SIZE: usize = 2 * mem::size_of::<(Shown, (State, Thing))>() + 1000;

    fn shown(number: usize) -> Shown {
        Shown::of(&Secret::new(number.to_string()))
    }

    fn get(remembered: &Remembered<Thing>, number: usize, state: u64) -> Option<Thing> {
        remembered.get(&shown(number), State::example(state), testing::now())
    }

    fn keep(remembered: &Remembered<Thing>, number: usize, state: u64, bytes: usize) {
        remembered.keep(shown(number), State::example(state), Thing(bytes, None));
    }

    #[test]
    fn what_is_asked_for_stays_and_never_more_than_fit() {
        let remembered = Remembered::new(100 * SIZE);
        for number in 0..1000 {
            keep(&remembered, number, 1, 1000);
            assert!(get(&remembered, 0, 1).is_some(), "after {number}");
            let halves = remembered.halves.lock().unwrap();
            assert!(halves.young.len() + halves.old.len() <= 100);
            assert_eq!(halves.weight, halves.young.len() * SIZE);
        }
        assert!(get(&remembered, 999, 1).is_some());
        assert_eq!(get(&remembered, 1, 1), None);
    }

    #[test]
    fn what_is_large_takes_the_room_of_many_and_what_is_too_large_is_not_remembered() {
        let remembered = Remembered::new(100 * SIZE);
        for number in 0..1000 {
            keep(&remembered, number, 1, 10 * SIZE);
            let halves = remembered.halves.lock().unwrap();
            assert!(halves.young.len() + halves.old.len() <= 10);
        }
        keep(&remembered, 999, 1, 60 * SIZE);
        assert_eq!(get(&remembered, 999, 1), None);
        assert!(get(&remembered, 998, 1).is_some());
    }

    #[test]
    fn what_was_judged_in_another_state_is_not_known() {
        let remembered = Remembered::new(100 * SIZE);
        keep(&remembered, 1, 1, 5);
        assert_eq!(get(&remembered, 1, 2), None);
        assert!(remembered.has(&shown(1)) && !remembered.has(&shown(2)));
        keep(&remembered, 1, 2, 6);
        assert_eq!(get(&remembered, 1, 2), Some(Thing(6, None)));
        assert_eq!(get(&remembered, 1, 1), None);
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let remembered = Remembered::new(100 * SIZE);
        let end = testing::now().checked_add(Duration::from_secs(1)).unwrap();
        remembered.keep(shown(1), State::example(1), Thing(5, Some(end)));
        assert!(get(&remembered, 1, 1).is_some());
        assert_eq!(remembered.get(&shown(1), State::example(1), end), None);
        assert!(!remembered.has(&shown(1)));
        assert_eq!(remembered.halves.lock().unwrap().weight, 0);
    }
}
