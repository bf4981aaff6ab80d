//! Points in time as people say them: `in 3d`, `5m ago`.

use crate::model::Timestamp;

/// The units, longest first, each with its seconds and from how many seconds on it is used.
const UNITS: [(&str, u64, u64); 5] = [
    // A key for a year reads `in 365d`: years are used where nobody counts days.
    ("y", 365 * 86_400, 2 * 365 * 86_400),
    ("d", 86_400, 86_400),
    ("h", 3_600, 3_600),
    ("m", 60, 60),
    ("s", 1, 0),
];

/// The time as seen from `now`, in one unit, rounded down.
pub(super) fn relative(time: Timestamp, now: Timestamp) -> String {
    let seconds = time.seconds_since(now);
    let length = span(seconds.unsigned_abs(), seconds > 0);
    match seconds {
        0 => "now".to_owned(),
        1.. => format!("in {length}"),
        ..0 => format!("{length} ago"),
    }
}

fn span(seconds: u64, ahead: bool) -> String {
    for (unit, length, from) in UNITS {
        // What is less than a sixtieth short of a whole unit counts as whole: a key made a moment ago for 30 days shall
        // read `in 30d`, not `in 29d`.
        let slack = if ahead { length / 60 } else { 0 };
        if seconds + slack >= from {
            return format!("{}{unit}", (seconds + slack) / length);
        }
    }
    // Invariant: the last unit is used from 0 on, so the loop has returned.
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: i64) -> String {
        let now = Timestamp::from_unix_seconds(1_800_000_000).unwrap();
        relative(Timestamp::from_unix_seconds(1_800_000_000 + offset).unwrap(), now)
    }

    #[test]
    fn one_unit_says_enough() {
        let cases = [
            (0, "now"),
            (1, "in 1s"),
            (58, "in 58s"),
            (90, "in 1m"),
            (-90, "1m ago"),
            (5 * 3_600, "in 5h"),
            (-86_399, "23h ago"),
            (3 * 86_400, "in 3d"),
            (365 * 86_400, "in 365d"),
            (-800 * 86_400, "2y ago"),
        ];
        for (offset, expected) in cases {
            assert_eq!(at(offset), expected, "{offset}");
        }
    }

    #[test]
    fn a_moment_short_of_a_whole_unit_counts_as_whole() {
        assert_eq!(at(30 * 86_400 - 2), "in 30d");
        assert_eq!(at(3_600 - 2), "in 1h");
        assert_eq!(at(30 * 86_400 - 3_600), "in 29d");
    }
}
