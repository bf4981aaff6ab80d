//! A point in time, RFC 3339 in UTC wherever it is written.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time with the precision its source gave. Written as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z. `None` outside years -9999 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z. `None` outside years -9999 to 9999.
    pub fn from_unix_microseconds(microseconds: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(microseconds).ok().map(Self)
    }

    /// Seconds since 1970, rounded down to the whole second.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_microsecond().div_euclid(1_000_000)
    }

    /// Microseconds since 1970.
    pub fn unix_microseconds(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Reads what servers send: RFC 3339 with any offset, or without one, which then means UTC
    /// (GPUStack 2.3 leaves the `Z` out in live events and some answers). A time in the last hours of the year 9999, which
    /// some servers use for "never", is the last one that can be counted: one odd row must not hide all the others.
    ///
    /// # Errors
    /// When the text is no date and time.
    pub fn from_server(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(Self).or_else(|error| {
            let Ok(civil) = without_offset(text).parse::<jiff::civil::DateTime>() else { return Err(error) };
            if civil.year() >= LAST_YEAR {
                return Ok(Self(jiff::Timestamp::MAX));
            }
            if text.len() > without_offset(text).len() {
                return Err(error);
            }
            Ok(Self(civil.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp()))
        })
    }

    /// This time plus `duration`; `None` past the year 9999.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(jiff::SignedDuration::try_from(duration).ok()?).ok().map(Self)
    }

    /// How many whole seconds after `now` it is at the earliest: of a part of a second the whole counts. 0 when it is over.
    pub fn whole_seconds_after(self, now: Self) -> u64 {
        let apart = self.unix_microseconds().saturating_sub(now.unix_microseconds());
        u64::try_from(apart).unwrap_or(0).div_ceil(1_000_000)
    }

    /// Seconds from `earlier` to this time, negative when it is not earlier. Fractions are cut towards zero.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.duration_since(earlier.0).as_secs()
    }

    /// The current time of this machine, to the microsecond: what databases and servers keep. Only `clock.rs` may call
    /// it.
    pub(crate) fn of_this_machine() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
        let now = jiff::Timestamp::now();
        Self(jiff::Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now))
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("write a time as in 2026-11-22T10:00:00Z, or as seconds since 1970, as tokens do")]
    Form,
    #[error("it names no offset: write 2026-11-22T10:00:00Z for UTC, or +02:00 in place of the Z")]
    NoOffset,
    #[error("it is beyond the year 9999")]
    TooLate,
}

/// Reads a time as people give it: RFC 3339 with its offset, or whole seconds since 1970 (the NumericDate of RFC 7519 §2).
///
/// # Errors
/// Says what is wrong with the text.
pub fn parse_time(text: &str) -> Result<Timestamp, TimeError> {
    if let Ok(seconds) = text.parse() {
        return Timestamp::from_unix_seconds(seconds).ok_or(TimeError::TooLate);
    }
    let civil = |text: &str| text.parse::<jiff::civil::DateTime>().ok();
    let bare = without_offset(text);
    match text.parse() {
        Ok(time) => Ok(time),
        Err(_) if civil(bare).is_none() => Err(TimeError::Form),
        Err(_) if bare == text => Err(TimeError::NoOffset),
        // Hours of the last year that cannot be counted are as good as its last one that can.
        Err(_) => Timestamp::from_server(text).map_err(|_| TimeError::Form),
    }
}

/// The last year in which times can be counted.
const LAST_YEAR: i16 = 9999;

/// The text without `Z` or an offset like `+02:00` at its end.
fn without_offset(text: &str) -> &str {
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let offset_at = text.len().saturating_sub("+02:00".len());
    match text.get(offset_at..) {
        Some(offset) if offset.starts_with(['+', '-']) && offset.as_bytes().get(3) == Some(&b':') => &text[..offset_at],
        _ => text,
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_server(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_offset_is_utc() {
        let bare = Timestamp::from_server("2026-11-22T10:22:18.443234").unwrap();
        assert_eq!(bare, "2026-11-22T10:22:18.443234Z".parse().unwrap());
    }

    #[test]
    fn other_offsets_are_written_in_utc() {
        assert_eq!(Timestamp::from_server("2026-11-22T12:00:00+02:00").unwrap().to_string(), "2026-11-22T10:00:00Z");
    }

    #[test]
    fn the_last_hours_that_can_be_written_are_the_last_time_that_can_be_counted() {
        let last = Timestamp(jiff::Timestamp::MAX);
        for text in ["9999-12-31T11:59:59Z", "9999-12-31T23:59:59.999999", "9999-12-31T23:59:59-05:00"] {
            assert_eq!(Timestamp::from_server(text).unwrap(), last, "{text}");
        }
        for text in ["9999-13-31T00:00:00Z", "soon", "", "2026-11-22T10:00:00+99:00"] {
            assert!(Timestamp::from_server(text).is_err(), "{text}");
        }
    }

    #[test]
    fn people_write_times_as_text_or_as_tokens_do() {
        let at = |text: &str| parse_time(text).map(|time| time.unix_seconds());
        assert_eq!(at("2026-11-22T10:00:00Z"), Ok(1_795_341_600));
        assert_eq!(at("2026-11-22T12:00:00+02:00"), at("1795341600"));
        assert_eq!(at("9999-12-31T23:59:59Z"), Ok(jiff::Timestamp::MAX.as_second()));
        assert_eq!(at("-1"), Ok(-1));
        assert_eq!(at("2026-11-22T10:00:00"), Err(TimeError::NoOffset));
        assert_eq!(at("2026-11-22"), Err(TimeError::NoOffset));
        assert_eq!(at("999999999999"), Err(TimeError::TooLate));
        for text in ["", "soon", "2026-13-22T10:00:00Z", "1.5", "2026-11-22T10:00:00+99:00", "99999999999999999999"] {
            assert_eq!(at(text), Err(TimeError::Form), "{text}");
        }
    }

    #[test]
    fn past_the_year_9999_there_is_no_time() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(now.checked_add(Duration::from_secs(u64::MAX)), None);
    }

    #[test]
    fn seconds_before_1970_round_down() {
        assert_eq!(Timestamp::from_unix_microseconds(-1).unwrap().unix_seconds(), -1);
    }
}
