//! How long a new token is to live.

use std::str::FromStr;
use std::time::Duration;

use super::duration::{DurationError, parse_duration};

/// How long a new token is to live: `never` ends, or whole seconds, more than 0, from its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// The token does not expire.
    Never,
    /// The token expires this long after it was created.
    For(Duration),
}

/// Why a text is no lifetime.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LifetimeError {
    #[error(transparent)]
    Duration(#[from] DurationError),
    // GPUStack reads 0 as "never", LiteLLM as "expired at once": nobody means either.
    #[error("a token cannot live for 0 seconds: write `never` for one that does not expire")]
    Zero,
}

impl Lifetime {
    /// The whole seconds, or `None` for never.
    pub fn seconds(self) -> Option<u64> {
        match self {
            Self::Never => None,
            Self::For(duration) => Some(duration.as_secs()),
        }
    }
}

impl FromStr for Lifetime {
    type Err = LifetimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "never" {
            return Ok(Self::Never);
        }
        match parse_duration(text)? {
            Duration::ZERO => Err(LifetimeError::Zero),
            duration => Ok(Self::For(duration)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_refused_and_never_is_a_word() {
        assert_eq!("0s".parse::<Lifetime>(), Err(LifetimeError::Zero));
        assert_eq!("never".parse(), Ok(Lifetime::Never));
        assert_eq!("1h".parse::<Lifetime>().unwrap().seconds(), Some(3600));
    }
}
