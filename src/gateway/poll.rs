//! Watching a gateway that tells no changes by itself: it is looked at again and again, less often while nothing happens.

use std::time::Duration;

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt};

use super::error::Error;
use super::watch::Fact;

/// The pause after something happened, and the longest one.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// [`Fact::Changed`] at once, and whenever a look shows something else than the one before. What happens between a look and
/// the list that follows it is in that list, and shows at the next look again: nothing that lasts is missed.
pub(super) fn poll<'a, Seen, Look, Answer>(look: Look) -> BoxStream<'a, Result<Fact, Error>>
where
    Seen: PartialEq + Send + 'a,
    Look: Fn() -> Answer + Send + Sync + 'a,
    Answer: Future<Output = Result<Seen, Error>> + Send + 'a,
{
    try_stream! {
        let mut seen = look().await?;
        let mut pause = SHORTEST;
        yield Fact::Changed;
        loop {
            tokio::time::sleep(pause).await;
            let now = look().await?;
            if now == seen {
                pause = pause.mul_f32(1.5).min(LONGEST);
            } else {
                (seen, pause) = (now, SHORTEST);
                yield Fact::Changed;
            }
        }
    }
    .boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::TryStreamExt;
    use tokio::time::Instant;

    use super::*;
    use crate::gateway::ErrorKind;

    #[tokio::test(start_paused = true)]
    async fn who_sees_nothing_new_looks_less_often_until_something_happens() {
        let looks = AtomicU32::new(0);
        // The tenth look shows something, and so does the one after it.
        let mut facts = poll(|| {
            let look = looks.fetch_add(1, Ordering::SeqCst);
            async move { Ok(look.saturating_sub(9)) }
        });
        let start = Instant::now();
        assert_eq!(facts.try_next().await.unwrap(), Some(Fact::Changed));
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert_eq!(facts.try_next().await.unwrap(), Some(Fact::Changed));
        let waited = start.elapsed();
        assert!(waited > Duration::from_secs(80) && waited < Duration::from_secs(120), "{waited:?}");
        assert_eq!(facts.try_next().await.unwrap(), Some(Fact::Changed));
        assert_eq!((start.elapsed() - waited).as_secs(), 1);
    }

    #[tokio::test]
    async fn a_look_that_fails_ends_it() {
        let mut facts = poll(|| async { Err::<u32, _>(Error::new(ErrorKind::Unauthenticated, "no")) });
        assert_eq!(facts.try_next().await.unwrap_err().kind, ErrorKind::Unauthenticated);
        assert!(facts.next().await.is_none());
    }
}
