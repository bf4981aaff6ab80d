//! Lengths of time as people type them: `90s 15m 8h 30d 2w 1y`, combinations like `1d12h`, and ISO 8601 `P1DT12H`.

use std::time::Duration;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    #[error("it is empty")]
    Empty,
    #[error("`{0}` has no unit: write 90s, 15m, 8h, 30d, 2w or 1y")]
    NoUnit(String),
    #[error("`{0}` is no unit: the units are s, m, h, d, w and y (365 days)")]
    UnknownUnit(String),
    #[error("ISO 8601 months and years have no fixed length: write days (30d) or `1y` for 365 days")]
    CalendarUnit,
    #[error("a number is missing before the unit `{0}`")]
    NoNumber(String),
    #[error("it is negative: time cannot be taken back")]
    Negative,
    #[error("only whole numbers can be used, as in 90m for 1.5h")]
    Fraction,
    #[error("the units must go from long to short, each once, as in 1d12h")]
    Order,
    #[error("it is longer than can be counted")]
    TooLong,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
const YEAR: u64 = 365 * DAY;

/// Reads a duration: one or more numbers, each with a unit, from long to short; or ISO 8601 without months and years.
///
/// # Errors
/// Says what is wrong with the text. Zero is a duration; whether it makes sense is for the caller to say.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    match text.strip_prefix('P') {
        // Nothing is nothing in every unit.
        None if text == "0" => Ok(Duration::ZERO),
        Some("" | "T") => Err(DurationError::Empty),
        Some(iso) => parse_iso(iso),
        None => parse_parts(text, unit_seconds),
    }
}

/// As people type it, to the second: `10d`, `1d12h`, `90s` as `1m30s`.
pub fn shown_duration(duration: Duration) -> String {
    let mut rest = duration.as_secs();
    let mut text = String::new();
    for (unit, seconds) in [("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)] {
        if rest >= seconds {
            text.push_str(&format!("{}{unit}", rest / seconds));
            rest %= seconds;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

fn unit_seconds(unit: &str) -> Result<u64, DurationError> {
    Ok(match unit {
        "s" => 1,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        "w" => WEEK,
        "y" => YEAR,
        other => return Err(DurationError::UnknownUnit(other.to_owned())),
    })
}

/// ISO 8601 §5.5.2 after the `P`: days and weeks, then `T` and hours, minutes, seconds.
fn parse_iso(text: &str) -> Result<Duration, DurationError> {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let date = if date.is_empty() {
        Duration::ZERO
    } else {
        parse_parts(date, |unit| match unit {
            "D" => Ok(DAY),
            "W" => Ok(WEEK),
            "M" | "Y" => Err(DurationError::CalendarUnit),
            other => Err(DurationError::UnknownUnit(other.to_owned())),
        })?
    };
    let time = match time {
        None => Duration::ZERO,
        Some(time) => parse_parts(time, |unit| match unit {
            "H" => Ok(HOUR),
            "M" => Ok(MINUTE),
            "S" => Ok(1),
            other => Err(DurationError::UnknownUnit(other.to_owned())),
        })?,
    };
    date.checked_add(time).ok_or(DurationError::TooLong)
}

fn parse_parts(
    text: &str,
    unit_seconds: impl Fn(&str) -> Result<u64, DurationError>,
) -> Result<Duration, DurationError> {
    if text.is_empty() {
        return Err(DurationError::Empty);
    }
    let mut rest = text;
    let mut total: u64 = 0;
    let mut previous_unit = u64::MAX;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |character| !character.is_ascii_digit());
        let (unit, next) = split_where(after, |character| character.is_ascii_digit());
        if unit.starts_with(['.', ',']) {
            return Err(DurationError::Fraction);
        }
        if unit.is_empty() {
            return Err(DurationError::NoUnit(text.to_owned()));
        }
        if number.is_empty() && unit.starts_with('-') {
            return Err(DurationError::Negative);
        }
        if number.is_empty() {
            return Err(DurationError::NoNumber(unit.to_owned()));
        }
        let seconds = unit_seconds(unit)?;
        if seconds >= previous_unit {
            return Err(DurationError::Order);
        }
        previous_unit = seconds;
        total = number
            .parse::<u64>()
            .ok()
            .and_then(|count| count.checked_mul(seconds))
            .and_then(|part| total.checked_add(part))
            .ok_or(DurationError::TooLong)?;
        rest = next;
    }
    Ok(Duration::from_secs(total))
}

fn split_where(text: &str, at: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(at).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(text: &str) -> Result<u64, DurationError> {
        parse_duration(text).map(|duration| duration.as_secs())
    }

    #[test]
    fn every_unit_and_a_combination() {
        let cases =
            [("90s", 90), ("15m", 900), ("8h", 28_800), ("30d", 2_592_000), ("2w", 1_209_600), ("1y", 31_536_000)];
        for (text, expected) in cases {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        assert_eq!(seconds("1d12h"), Ok(129_600));
        assert_eq!(seconds("0s"), Ok(0));
    }

    #[test]
    fn iso_8601_without_calendar_units() {
        assert_eq!(seconds("P30D"), Ok(2_592_000));
        assert_eq!(seconds("P1DT12H"), Ok(129_600));
        assert_eq!(seconds("PT5M"), Ok(300));
        assert_eq!(seconds("P1M"), Err(DurationError::CalendarUnit));
        assert_eq!(seconds("P1Y"), Err(DurationError::CalendarUnit));
        assert_eq!(seconds("P"), Err(DurationError::Empty));
        assert_eq!(seconds("P1DT"), Err(DurationError::Empty));
    }

    #[test]
    fn what_is_no_duration_is_refused_with_the_reason() {
        assert_eq!(seconds(""), Err(DurationError::Empty));
        assert_eq!((seconds("0"), seconds("0s")), (Ok(0), Ok(0)));
        assert_eq!(seconds("30"), Err(DurationError::NoUnit("30".into())));
        assert_eq!(seconds("1h30"), Err(DurationError::NoUnit("1h30".into())));
        assert_eq!(seconds("1.5h"), Err(DurationError::Fraction));
        assert_eq!(seconds("30D"), Err(DurationError::UnknownUnit("D".into())));
        assert_eq!(seconds("-1d"), Err(DurationError::Negative));
        assert_eq!(seconds("h"), Err(DurationError::NoNumber("h".into())));
        assert_eq!(seconds("12h1d"), Err(DurationError::Order));
        assert_eq!(seconds("1h1h"), Err(DurationError::Order));
        assert_eq!(seconds("99999999999999999999y"), Err(DurationError::TooLong));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = parse_duration(&text);
        }

        #[test]
        fn days_and_hours_add_up(days in 0u64..100_000, hours in 0u64..100_000) {
            prop_assert_eq!(seconds(&format!("{days}d{hours}h")), Ok(days * DAY + hours * HOUR));
        }
    }
}
