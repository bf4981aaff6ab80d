//! Who tells the time: a parameter, so that everything that judges times can be tested.

use super::Timestamp;

/// A source of the current time. The system's own is made in `clock.rs`, at the edge.
#[derive(Debug, Clone, Copy)]
pub struct Clock(fn() -> Timestamp);

impl Clock {
    /// A clock that asks `now` each time.
    pub fn new(now: fn() -> Timestamp) -> Self {
        Self(now)
    }

    /// The time at this instant.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}
