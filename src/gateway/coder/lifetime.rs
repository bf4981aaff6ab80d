//! How long tokens live: whole nanoseconds in 64 bits, never for ever, and at most what the server allows their owner.

use super::adapter::Coder;
use super::wire::TokenConfig;
use crate::gateway::{Error, ErrorKind};
use crate::model::Lifetime;

const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What the server counts. It reads 0 as its default.
///
/// # Errors
/// [`ErrorKind::Unsupported`] for `never`; [`ErrorKind::Input`] for less than a second and for more than can be counted.
pub(super) fn nanoseconds(lifetime: Lifetime) -> Result<i64, Error> {
    let Lifetime::For(duration) = lifetime else {
        return Err(Error::new(ErrorKind::Unsupported, "every token of Coder expires: `never` is nothing it can keep")
            .hint("give a time, as in `--expires-in 7d`; a token that is used lives on, see docs/coder.md"));
    };
    if duration.as_secs() == 0 {
        return Err(refused("the token would live less than a second, which Coder reads as its own default")
            .hint("give at least `--expires-in 1s`"));
    }
    let seconds = i64::try_from(duration.as_secs()).ok();
    seconds.and_then(|seconds| seconds.checked_mul(SECOND)).ok_or_else(|| {
        refused("the token would live longer than 292 years, which Coder cannot count")
            .hint("give a shorter time, as in `--expires-in 90d`")
    })
}

impl Coder {
    /// The longest that a token of this user may live, in nanoseconds. `None` where the server does not tell: then it
    /// judges the token itself.
    pub(super) async fn longest_life(&self, user: &str) -> Result<Option<i64>, Error> {
        let path = ["api", "v2", "users", user, "keys", "tokens", "tokenconfig"];
        match self.try_get::<TokenConfig>(&path).await? {
            Ok(config) => Ok(config.max_token_lifetime.filter(|maximum| *maximum > 0)),
            // Versions before it take the word for a token's name, and have none of that name.
            Err(failure) if failure.is_status(404) => Ok(None),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// Refuses a life that the server would refuse this user.
    pub(super) async fn check_life(&self, user: &str, nanoseconds: i64) -> Result<(), Error> {
        match self.longest_life(user).await? {
            Some(longest) if nanoseconds > longest => {
                let whose = if user == "me" { "your own tokens".to_owned() } else { format!("tokens of \"{user}\"") };
                let (longest, asked) = (told(longest), told(nanoseconds));
                Err(refused(format!(
                    "{} lets {whose} live for {longest} at most, and {asked} were asked for",
                    self.place
                ))
                .cause("Coder has one maximum for owners and one for everybody else")
                .hint(format!("give `--expires-in {longest}` or less")))
            }
            _ => Ok(()),
        }
    }
}

/// As it can be typed: `7d`, `36h`, `90s`.
pub(super) fn told(nanoseconds: i64) -> String {
    let seconds = nanoseconds / SECOND;
    match seconds {
        seconds if seconds % DAY == 0 && seconds > 0 => format!("{}d", seconds / DAY),
        seconds if seconds % HOUR == 0 && seconds > 0 => format!("{}h", seconds / HOUR),
        seconds => format!("{seconds}s"),
    }
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn lives_are_counted_to_the_last_second_that_64_bits_hold() {
        let life = |seconds| nanoseconds(Lifetime::For(Duration::from_secs(seconds)));
        assert_eq!(life(604_800).unwrap(), 604_800_000_000_000);
        assert_eq!(life(9_223_372_036).unwrap(), 9_223_372_036_000_000_000);
        for too_much in [9_223_372_037, u64::MAX] {
            let error = life(too_much).unwrap_err();
            assert!(error.kind == ErrorKind::Input && error.message.contains("292 years"), "{error:?}");
        }
        assert_eq!(life(0).unwrap_err().kind, ErrorKind::Input);
        assert_eq!(nanoseconds(Lifetime::For(Duration::from_millis(999))).unwrap_err().kind, ErrorKind::Input);
        assert_eq!(nanoseconds(Lifetime::Never).unwrap_err().kind, ErrorKind::Unsupported);
    }

    #[test]
    fn a_maximum_is_told_as_it_is_typed() {
        for (seconds, text) in [(604_800, "7d"), (129_600, "36h"), (90, "90s"), (3_155_760_000, "36525d")] {
            assert_eq!(told(seconds * SECOND), text);
        }
    }
}
