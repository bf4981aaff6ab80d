//! Judgements about what was shown, as many as fit: what nobody asks for goes first.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;

use super::super::db::State;
use crate::model::Secret;

/// Stands for a key that was shown. The key itself is not remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shown([u8; 32]);

impl Shown {
    pub(super) fn of(key: &Secret) -> Self {
        let digest = digest::digest(&digest::SHA256, key.expose().as_bytes());
        Self(digest.as_ref().try_into().expect("SHA-256 gives 32 bytes"))
    }
}

/// What was judged, and in which state of the database.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    halves: Mutex<Halves<T>>,
    /// How many a half holds.
    half: usize,
}

type Half<T> = HashMap<Shown, (State, T)>;

/// When the young half is full it becomes the old one, and what nobody asked for since the last time is forgotten.
#[derive(Debug)]
struct Halves<T> {
    young: Half<T>,
    old: Half<T>,
}

impl<T: Clone> Remembered<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { halves: Mutex::new(Halves { young: HashMap::new(), old: HashMap::new() }), half: most / 2 }
    }

    /// What was judged, if it was in this state.
    pub(super) fn get(&self, shown: &Shown, state: State) -> Option<T> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, judged)) = halves.young.get(shown) {
            return (*of == state).then(|| judged.clone());
        }
        halves.old.get(shown).filter(|(of, _)| *of == state)?;
        let (_, judged) = halves.old.remove(shown)?;
        halves.keep(self.half, *shown, state, judged.clone());
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

impl<T> Halves<T> {
    fn keep(&mut self, half: usize, shown: Shown, state: State, judged: T) {
        if self.young.len() >= half {
            // The room of the one that is emptied stays its own: memory does not grow and shrink by turns.
            mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.insert(shown, (state, judged));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: usize) -> Shown {
        Shown::of(&Secret::new(number.to_string()))
    }

    #[test]
    fn what_is_asked_for_stays_and_never_more_than_fit() {
        let remembered = Remembered::new(100);
        let state = State::example(1);
        for number in 0..1000 {
            remembered.keep(shown(number), state, number);
            assert_eq!(remembered.get(&shown(0), state), Some(0), "after {number}");
            let halves = remembered.halves.lock().unwrap();
            assert!(halves.young.len() + halves.old.len() <= 100);
        }
        assert_eq!(remembered.get(&shown(999), state), Some(999));
        assert_eq!(remembered.get(&shown(1), state), None);
    }

    #[test]
    fn what_was_judged_in_another_state_is_not_known() {
        let remembered = Remembered::new(100);
        remembered.keep(shown(1), State::example(1), "one");
        assert_eq!(remembered.get(&shown(1), State::example(2)), None);
        assert!(remembered.has(&shown(1)) && !remembered.has(&shown(2)));
        remembered.keep(shown(1), State::example(2), "two");
        assert_eq!(remembered.get(&shown(1), State::example(2)), Some("two"));
        assert_eq!(remembered.get(&shown(1), State::example(1)), None);
    }
}
