//! What is thrown together by a seed.

use serde_json::{Value, json};

/// xorshift64*: the same numbers from the same seed, on every machine.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of_seed(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    /// Once in so many throws.
    pub(super) fn rarely(&mut self, sides: usize) -> bool {
        self.throw(sides) == 0
    }

    pub(super) fn one(&mut self, among: &[Value]) -> Value {
        among[self.throw(among.len())].clone()
    }

    pub(super) fn word(&mut self, among: &[&str]) -> String {
        among[self.throw(among.len())].to_owned()
    }

    pub(super) fn some(&mut self, among: &[&str], at_most: usize) -> Value {
        let count = self.throw(at_most + 1);
        let mut found: Vec<String> = Vec::new();
        for _ in 0..count {
            let word = self.word(among);
            if !found.contains(&word) {
                found.push(word);
            }
        }
        json!(found)
    }
}
