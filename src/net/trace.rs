//! The account of each call for `-v` (a line each way) and `-vv` (headers and bodies), without secrets.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::failure::Failure;
use super::settings::{Trace, TraceLevel};
use crate::model::redact::STRUCK;
use crate::model::{Redactor, Secret};

/// As many characters of a body as are told.
const BODY_LIMIT: usize = 4096;

/// As many bytes of it, or of a header, as are looked at: no character is longer than four.
const READ_LIMIT: usize = 4 * BODY_LIMIT;

/// Headers that carry credentials, whatever they are marked as.
const SECRET_HEADERS: [&str; 8] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-litellm-api-key",
    "coder-session-token",
    "x-auth-token",
];

/// JSON fields that hold secrets, alone or as the end of a longer name.
const SECRET_FIELDS: [&str; 6] = ["value", "password", "token", "secret", "key", "custom"];

/// Tells that a request goes out.
pub(super) fn request(
    trace: &Trace,
    redactor: &Redactor,
    method: &Method,
    url: &str,
    headers: &HeaderMap,
    body: Option<&[u8]>,
) {
    trace.tell(TraceLevel::Lines, || format!("> {method} {url}"));
    tell_rest(trace, redactor, '>', headers, body.unwrap_or_default());
}

/// Tells which answer came, how long it took and how much it was.
pub(super) fn answer(
    trace: &Trace,
    redactor: &Redactor,
    status: u16,
    took: Duration,
    headers: &HeaderMap,
    body: &[u8],
) {
    trace.tell(TraceLevel::Lines, || format!("< {status} in {} ms, {}", took.as_millis(), size(body.len())));
    tell_rest(trace, redactor, '<', headers, body);
}

/// Tells that an answer has begun that goes on.
pub(super) fn beginning(trace: &Trace, redactor: &Redactor, status: u16, took: Duration, headers: &HeaderMap) {
    trace.tell(TraceLevel::Lines, || format!("< {status} in {} ms, and goes on", took.as_millis()));
    tell_rest(trace, redactor, '<', headers, &[]);
}

/// Tells a line of such an answer.
pub(super) fn line(trace: &Trace, redactor: &Redactor, line: &str) {
    if !line.is_empty() {
        trace.tell(TraceLevel::Bodies, || format!("< {}", body_text(redactor, line.as_bytes())));
    }
}

/// Tells that a failed call is tried again.
pub(super) fn again(trace: &Trace, failure: &Failure, pause: Duration) {
    trace.tell(TraceLevel::Lines, || format!("* {failure}: trying again in {} ms", pause.as_millis()));
}

fn tell_rest(trace: &Trace, redactor: &Redactor, arrow: char, headers: &HeaderMap, body: &[u8]) {
    for (name, value) in headers {
        trace.tell(TraceLevel::Bodies, || format!("{arrow} {name}: {}", header_text(redactor, name, value)));
    }
    if !body.is_empty() {
        trace.tell(TraceLevel::Bodies, || format!("{arrow} {}", body_text(redactor, body)));
    }
}

/// The value of a header, without secrets.
pub(super) fn header_text(redactor: &Redactor, name: &HeaderName, value: &HeaderValue) -> String {
    if value.is_sensitive() || is_secret_header(name) {
        return STRUCK.to_owned();
    }
    told(redactor, &String::from_utf8_lossy(value.as_bytes()))
}

fn is_secret_header(name: &HeaderName) -> bool {
    SECRET_HEADERS.contains(&name.as_str())
}

fn body_text(redactor: &Redactor, body: &[u8]) -> String {
    let text = masked(body).map_or_else(|| String::from_utf8_lossy(body).into_owned(), |json| json.to_string());
    told(redactor, &text)
}

/// The body with the fields masked that hold secrets, if it is JSON.
pub(super) fn masked(body: &[u8]) -> Option<Value> {
    let mut json = serde_json::from_slice(body).ok()?;
    mask(&mut json);
    Some(json)
}

/// Hands over every text in a field that holds secrets.
pub(super) fn secrets_in(json: &Value, found: &mut impl FnMut(Secret)) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| secrets_in(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if is_secret_field(name) => found(Secret::new(text.as_str())),
                    value => secrets_in(value, found),
                }
            }
        }
        _ => {}
    }
}

fn told(redactor: &Redactor, text: &str) -> String {
    let struck = redactor.strike_start(text, READ_LIMIT);
    match struck.char_indices().nth(BODY_LIMIT) {
        Some((end, _)) => format!("{}… (cut)", &struck[..end]),
        None if text.len() > READ_LIMIT => format!("{struck}… (cut)"),
        None => struck,
    }
}

fn mask(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if is_secret_field(name) => *text = STRUCK.to_owned(),
                    value => mask(value),
                }
            }
        }
        _ => {}
    }
}

pub(super) fn is_secret_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // GPUStack's `masked_value` is made to be shown.
    let last = name.rsplit(['_', '-']).next().unwrap_or_default();
    SECRET_FIELDS.contains(&last) && !name.starts_with("masked")
}

pub(super) fn size(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
    let count = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", count / 1e3),
        _ => format!("{:.1} MB", count / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;

    #[test]
    fn secrets_are_masked_by_field_by_knowledge_and_by_shape() {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2"));
        let body = br#"{"name":"hunter2","value":"v","api_key":"k","items":[{"password":"p","masked_value":"gpustack_f0ba***"}],
            "custom":null,"note":"gk_0123456789abcdef_0123456789abcdef"}"#;
        assert_eq!(
            body_text(&redactor, body),
            r#"{"name":"[redacted]","value":"[redacted]","api_key":"[redacted]","items":[{"password":"[redacted]","masked_value":"gpustack_f0ba***"}],"custom":null,"note":"[redacted]"}"#
        );
        assert_eq!(body_text(&redactor, b"<p>hunter2</p>"), "<p>[redacted]</p>");
    }

    #[test]
    fn of_a_body_as_long_as_an_answer_may_be_the_start_is_soon_told() {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2"));
        let started = std::time::Instant::now();
        for unit in ["\\", "h\\", "sk-!"] {
            let told = body_text(&redactor, unit.repeat((32 << 20) / unit.len()).as_bytes());
            assert!(told.ends_with("… (cut)") && told.chars().count() < BODY_LIMIT + 10, "{unit}");
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }

    #[test]
    fn sizes_are_told_in_three_digits() {
        assert_eq!((size(999), size(1_234), size(2_500_000)), ("999 B".into(), "1.2 kB".into(), "2.5 MB".into()));
    }
}
