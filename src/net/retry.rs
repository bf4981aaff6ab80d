//! Which failed calls are tried again, and after how long.
//!
//! A call that means the same however often it arrives is repeated when the way failed: no connection, a broken one, a
//! server in trouble. Any other call is repeated only if the server certainly did not act on it. A timeout is final: the
//! user's `--timeout` has passed, and waiting for it again would not be what they asked for.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::failure::{Failure, What};

/// The longest that a server's `Retry-After` is waited for. Beyond it, a person should decide.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const FIRST_BACKOFF: Duration = Duration::from_millis(200);
const LONGEST_BACKOFF: Duration = Duration::from_secs(5);

/// How long to wait before this call is tried again, or `None` if the failure is final. `attempt` counts from 0.
pub(super) fn pause(failure: &Failure, idempotent: bool, attempt: u32, retries: u32) -> Option<Duration> {
    if attempt >= retries || !may_be_repeated(failure, idempotent) {
        return None;
    }
    match failure.retry_after {
        Some(wait) if wait > LONGEST_WAIT => None,
        Some(wait) => Some(wait),
        None => Some(FIRST_BACKOFF.saturating_mul(2u32.saturating_pow(attempt)).min(LONGEST_BACKOFF)),
    }
}

fn may_be_repeated(failure: &Failure, idempotent: bool) -> bool {
    match failure.what {
        What::Refused | What::Connect | What::Dns { .. } => true,
        What::BrokeOff => idempotent,
        // The server says it did nothing.
        What::Status(429) => true,
        What::Status(500 | 502 | 503 | 504) => idempotent,
        _ => false,
    }
}

/// What the server asks for: seconds, or a date (RFC 9110 §10.2.3). The date is compared with the answer's own, so that
/// this machine's clock does not matter.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than can be counted is for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let sent = jiff::fmt::rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?.timestamp();
    // Already past: at once.
    Some(Duration::try_from(until.duration_since(sent)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;
    use crate::net::RequestInfo;

    fn failure(what: What) -> Failure {
        let request =
            RequestInfo { method: "GET".into(), url: "http://localhost".into(), status: None, request_id: None };
        Failure::new(what, request, None, false)
    }

    #[test]
    fn what_may_have_arrived_is_repeated_only_if_it_means_the_same_twice() {
        for what in [What::BrokeOff, What::Status(500), What::Status(502), What::Status(504)] {
            let failure = failure(what);
            assert!(pause(&failure, true, 0, 2).is_some(), "{failure:?}");
            assert!(pause(&failure, false, 0, 2).is_none(), "{failure:?}");
        }
    }

    #[test]
    fn what_certainly_did_not_arrive_is_always_repeated() {
        for what in [What::Refused, What::Connect, What::Status(429)] {
            assert!(pause(&failure(what), false, 0, 1).is_some());
        }
    }

    #[test]
    fn timeouts_refusals_and_used_up_retries_are_final() {
        assert_eq!(pause(&failure(What::Timeout(LONGEST_WAIT)), true, 0, 5), None);
        assert_eq!(pause(&failure(What::Status(404)), true, 0, 5), None);
        assert_eq!(pause(&failure(What::Refused), true, 2, 2), None);
        assert_eq!(pause(&failure(What::Refused), true, 0, 0), None);
    }

    #[test]
    fn the_pause_doubles_up_to_a_cap_and_a_long_wait_is_not_waited_for() {
        let refused = failure(What::Refused);
        assert_eq!(pause(&refused, true, 1, 99), Some(Duration::from_millis(400)));
        assert_eq!(pause(&refused, true, 98, 99), Some(LONGEST_BACKOFF));
        let told = |seconds| Failure { retry_after: Some(Duration::from_secs(seconds)), ..failure(What::Status(429)) };
        assert_eq!(pause(&told(60), true, 0, 1), Some(Duration::from_secs(60)));
        assert_eq!(pause(&told(61), true, 0, 1), None);
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let headers = |retry, date| {
            HeaderMap::from_iter([
                (RETRY_AFTER, HeaderValue::from_static(retry)),
                (DATE, HeaderValue::from_static(date)),
            ])
        };
        let noon = "Sun, 22 Nov 2026 12:00:00 GMT";
        assert_eq!(retry_after(&headers("7", noon)), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers("Sun, 22 Nov 2026 12:00:30 GMT", noon)), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&headers("Sun, 22 Nov 2026 11:00:00 GMT", noon)), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers("99999999999999999999", noon)), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(retry_after(&headers("soon", noon)), None);
    }
}
