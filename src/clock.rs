//! The system's clock: the only place that reads it.

use crate::model::{Clock, Timestamp};

/// The clock of this machine.
pub fn system() -> Clock {
    Clock::new(Timestamp::of_this_machine)
}
