//! How many keys may turn out not to work. All who ask do so from one address, so the limit is one for all, and it hits the
//! keys that do not work and nobody else.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::super::error::ServiceError;

/// So many at once …
const AT_ONCE: f64 = 200.0;
/// … and then so many a second.
const PER_SECOND: f64 = 50.0;

/// How many more may fail now, and as of when.
#[derive(Debug)]
pub(super) struct Failures(Mutex<(f64, Instant)>);

impl Failures {
    pub(super) fn new() -> Self {
        Self(Mutex::new((AT_ONCE, Instant::now())))
    }

    /// Counts a key that does not work and was not known as such.
    ///
    /// # Errors
    /// [`ServiceError::TooManyFailures`] when there were too many.
    pub(super) fn count(&self) -> Result<(), ServiceError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Time never goes back.
        let now = Instant::now().max(kept.1);
        let left = (kept.0 + now.duration_since(kept.1).as_secs_f64() * PER_SECOND).min(AT_ONCE);
        let is_within = left >= 1.0;
        *kept = (if is_within { left - 1.0 } else { left }, now);
        if is_within { Ok(()) } else { Err(ServiceError::TooManyFailures) }
    }
}

#[cfg(test)]
impl Failures {
    /// As if no time went by from now on: however slow the machine is, no more may fail.
    pub(super) fn stop_the_clock(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 += std::time::Duration::from_secs(3600);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn so_many_may_fail_at_once_and_so_many_a_second() {
        let failures = Failures::new();
        let count = |tries: usize| (0..tries).filter(|_| failures.count().is_ok()).count();
        assert_eq!(count(1000), 200);
        let mut counted = 0;
        for _ in 0..1000 {
            tokio::time::advance(Duration::from_millis(1)).await;
            counted += count(3);
        }
        assert_eq!(counted, 50);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(count(1000), 200);
    }
}
