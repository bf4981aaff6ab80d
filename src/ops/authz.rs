//! Asks an external auth endpoint what Llama Stack asks, and judges the answer as Llama Stack 0.7 does.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;
use url::Url;

use crate::gateway::{self, ErrorKind};
use crate::model::{AuthzBar, AuthzReport, AuthzTiming, Check, CheckStatus, Secret};
use crate::net::{Failure, HttpSettings, What, probe};
use crate::ops::Error;

/// How long Llama Stack waits.
const LIMIT: Duration = Duration::from_secs(10);
/// Longer than this, every request to Llama Stack feels it.
const SLOW_MS: f64 = 1000.0;

/// A question to an endpoint.
#[derive(Debug)]
pub struct Question {
    pub endpoint: Url,
    /// Path of the request to Llama Stack.
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub params: BTreeMap<String, Vec<String>>,
    pub repeat: usize,
}

/// Asks, as often as wanted, and judges the first answer.
///
/// # Errors
/// When no answer came to the first question.
pub async fn probe(question: &Question, key: &Secret, http: &HttpSettings) -> Result<AuthzReport, Error> {
    let body = body_of(question, key);
    let started = Instant::now();
    let answer = probe::ask(&question.endpoint, &body, key, LIMIT, http)
        .await
        .map_err(|failure| unanswered(&question.endpoint, failure))?;
    let elapsed_ms = milliseconds(started);
    let mut times = vec![elapsed_ms];
    let mut failed = 0;
    for _ in 1..question.repeat {
        let started = Instant::now();
        match probe::ask(&question.endpoint, &body, key, LIMIT, http).await {
            Ok(again) if again.status == answer.status => times.push(milliseconds(started)),
            _ => failed += 1,
        }
    }
    let mut report = judge(answer.status, &answer.body, elapsed_ms);
    if question.repeat > 1 {
        if failed > 0 {
            let detail = format!("{failed} of {} questions brought no answer, or another one", question.repeat);
            report.checks.push(Check::fail("repeat", detail));
            report.accepted = false;
        }
        report.timing = Some(timing(times, failed));
    }
    Ok(report)
}

fn milliseconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1e6).round() / 1e3
}

/// What Llama Stack sends: the key in the body, every header but `authorization`, each parameter a list.
fn body_of(question: &Question, key: &Secret) -> Value {
    let mut headers = Map::new();
    headers.insert("host".to_owned(), json!("127.0.0.1:8321"));
    headers.insert("user-agent".to_owned(), json!(concat!("gatekey/", env!("CARGO_PKG_VERSION"))));
    headers.insert("accept".to_owned(), json!("*/*"));
    for (name, value) in question.headers.iter().filter(|(name, _)| *name != "authorization") {
        headers.insert(name.clone(), json!(value));
    }
    json!({
        "api_key": key.expose(),
        "request": {"path": question.path, "headers": headers, "params": question.params},
    })
}

/// Judges an answer by the rules of Llama Stack 0.7.3.
fn judge(status: u16, body: &[u8], elapsed_ms: f64) -> AuthzReport {
    let mut checks = Vec::new();
    checks.push(if elapsed_ms < SLOW_MS {
        Check::ok("time", format!("{elapsed_ms} ms; Llama Stack waits {} s", LIMIT.as_secs()))
    } else {
        Check::warn("time", format!("{elapsed_ms} ms, and every request to Llama Stack waits for it"))
            .hint("bring the endpoint nearer, or make it faster: Llama Stack keeps no answers".to_owned())
    });
    let mut report = AuthzReport {
        accepted: false,
        status,
        elapsed_ms,
        principal: Value::Null,
        attributes: Value::Null,
        checks,
        timing: None,
    };
    report.checks.push(status_check(status));
    if status != 200 {
        return report;
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(answer)) => {
            report.checks.push(Check::ok("json", "a JSON object"));
            report.principal = answer.get("principal").cloned().unwrap_or(Value::Null);
            report.attributes = answer.get("attributes").cloned().unwrap_or(Value::Null);
            report.checks.push(principal_check(&report.principal, &report.attributes));
            report.checks.push(attributes_check(&report.attributes));
            report.checks.extend(message_check(&answer));
            report.checks.push(older_check(&answer));
        }
        _ => report.checks.push(
            Check::fail(
                "json",
                "the body is no JSON object: Llama Stack says `Invalid authentication response format`",
            )
            .hint("answer {\"principal\": \"NAME\", \"attributes\": {\"roles\": [\"ROLE\"]}}".to_owned()),
        ),
    }
    report.accepted = report.checks.iter().all(|check| check.status != CheckStatus::Fail);
    report
}

fn status_check(status: u16) -> Check {
    match status {
        200 => Check::ok("status", "200"),
        401 | 403 => {
            Check::warn("status", format!("{status}: the endpoint refuses the key; Llama Stack's caller gets a 401"))
        }
        429 => Check::warn(
            "status",
            "429: the endpoint takes no more keys that it does not know now; Llama Stack's caller gets a 401",
        )
        .hint("ask again in a moment; keys that it let in lately are not held up".to_owned()),
        300..=399 => {
            Check::fail("status", format!("{status}: Llama Stack follows no redirect, and its caller gets a 401"))
                .hint("write the address that it redirects to into Llama Stack's configuration".to_owned())
        }
        201..=299 => Check::fail("status", format!("{status}: only 200 is a yes, and the caller gets a 401"))
            .hint("answer 200 with a JSON body".to_owned()),
        404 | 405 => Check::fail(
            "status",
            format!("{status}: nothing takes the question there; Llama Stack's caller gets a 401"),
        )
        .hint("see that the address has the right path: Llama Stack sends a POST to it as it is written".to_owned()),
        502..=504 => Check::fail(
            "status",
            format!(
                "{status}: the endpoint, or what stands before it, cannot decide now; Llama Stack's caller gets a 401"
            ),
        )
        .hint("ask again in a moment; if it stays so, the endpoint's log tells why".to_owned()),
        500.. => Check::fail("status", format!("{status}: the endpoint failed; Llama Stack's caller gets a 401"))
            .hint("look into the endpoint's log".to_owned()),
        other => Check::fail(
            "status",
            format!("{other}: the endpoint does not take the question; Llama Stack's caller gets a 401"),
        )
        .hint("look into the endpoint's log: it must take {\"api_key\": …, \"request\": {…}} as JSON".to_owned()),
    }
}

fn principal_check(principal: &Value, attributes: &Value) -> Check {
    match principal {
        Value::String(name) if !name.is_empty() => Check::ok("principal", name.clone()),
        Value::String(_) if attributes.as_object().is_none_or(Map::is_empty) => {
            Check::fail("principal", "it is empty, and there are no attributes: Llama Stack takes that for no authentication at all, and holds no policy against it")
                .hint("never answer an empty principal".to_owned())
        }
        Value::String(_) => {
            Check::warn("principal", "it is empty").hint("name the caller: what they make belongs to that name".to_owned())
        }
        _ => Check::fail("principal", "there is none, or it is no text: Llama Stack says `Invalid authentication response format`")
            .hint("answer the caller's name as `principal`".to_owned()),
    }
}

fn attributes_check(attributes: &Value) -> Check {
    const FORM: &str = "write each as a list of texts: {\"roles\": [\"admin\"]}";
    let object = match attributes {
        Value::Null => return Check::ok("attributes", "none"),
        Value::Object(object) => object,
        _ => return Check::fail("attributes", "they are no object of lists").hint(FORM.to_owned()),
    };
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
    match object.iter().find(|(_, value)| !is_list(value)) {
        Some((name, _)) => {
            Check::fail("attributes", format!("`{name}` is no list of texts: Llama Stack refuses the whole answer"))
                .hint(FORM.to_owned())
        }
        None => {
            let shown: Vec<String> = object.iter().map(|(name, value)| format!("{name}={value}")).collect();
            Check::ok("attributes", if shown.is_empty() { "none".to_owned() } else { shown.join(", ") })
        }
    }
}

/// Nobody reads it, and what is wrong with it spoils the answer all the same.
fn message_check(answer: &Map<String, Value>) -> Option<Check> {
    answer.get("message").filter(|message| !message.is_string() && !message.is_null()).map(|_| {
        Check::fail("message", "it is no text: Llama Stack says `Invalid authentication response format`")
            .hint("answer a text as `message`, or leave it out".to_owned())
    })
}

/// Releases before 0.2.10 read another member, and make a role or namespace of the key where it is missing.
fn older_check(answer: &Map<String, Value>) -> Check {
    if answer.get("access_attributes").is_some_and(Value::is_object) {
        Check::ok("older", "releases before 0.2.10 find their `access_attributes`")
    } else {
        Check::warn(
            "older",
            "there are no `access_attributes`: Llama Stack before 0.2.10 takes the key itself for a role or namespace",
        )
        .hint("answer the same attributes under both names if such a release asks".to_owned())
    }
}

fn timing(mut times: Vec<f64>, failed: usize) -> AuthzTiming {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let place = (times.len() as f64 * part).ceil() as usize;
        times[place.clamp(1, times.len()) - 1]
    };
    let (p50_ms, p95_ms, p99_ms) = (at(0.5), at(0.95), at(0.99));
    let mut histogram = Vec::new();
    let (mut below_ms, mut seen) = (1.0, 0);
    while seen < times.len() {
        let total = times.iter().take_while(|time| **time < below_ms).count();
        if total > seen {
            histogram.push(AuthzBar { below_ms, answers: total - seen });
        }
        seen = total;
        below_ms *= 2.0;
    }
    AuthzTiming { count: times.len(), failed, p50_ms, p95_ms, p99_ms, histogram }
}

fn unanswered(endpoint: &Url, failure: Failure) -> Error {
    let kind = match failure.what {
        What::PlainHttp | What::Setting(_) => ErrorKind::Input,
        _ => ErrorKind::Unreachable,
    };
    let mut shown = endpoint.clone();
    shown.set_query(None);
    let message = format!("no answer came from {shown}");
    let cause = match failure.what {
        What::PlainHttp => "it is plain http to another machine, on which anybody between can read the key".to_owned(),
        what => failure.text.map_or_else(|| what.to_string(), |text| format!("{what}: {text}")),
    };
    let hint = match kind {
        ErrorKind::Input => "take the https address, or add --allow-http",
        _ => "Llama Stack would give its caller a 401: see that the endpoint runs and can be reached from here",
    };
    gateway::Error::new(kind, message).cause(cause).hint(hint).request(*failure.request).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(status: u16, body: &str) -> Vec<&'static str> {
        let report = judge(status, body.as_bytes(), 5.0);
        let failed: Vec<_> =
            report.checks.iter().filter(|check| check.status == CheckStatus::Fail).map(|check| check.check).collect();
        assert_eq!(report.accepted, status == 200 && failed.is_empty(), "{body}");
        failed
    }

    #[test]
    fn an_answer_is_judged_as_llama_stack_judges_it() {
        let none: Vec<&str> = Vec::new();
        assert_eq!(failed(200, r#"{"principal":"bob","attributes":{"roles":["writer"]},"message":"ignored"}"#), none);
        assert_eq!(failed(200, r#"{"principal":"bob"}"#), none);
        assert_eq!(failed(200, r#"{"principal":"","attributes":{"roles":["a"]}}"#), none);
        assert_eq!(failed(200, r#"{"principal":""}"#), ["principal"]);
        assert_eq!(failed(200, r#"{"principal":7}"#), ["principal"]);
        assert_eq!(failed(200, r#"{"principal":"b","attributes":{"roles":"admin"}}"#), ["attributes"]);
        assert_eq!(failed(200, r#"{"principal":"b","attributes":{"roles":[1]}}"#), ["attributes"]);
        assert_eq!(failed(200, r#"{"principal":"b","attributes":{"roles":null}}"#), ["attributes"]);
        assert_eq!(failed(200, r#"{"principal":"b","message":null}"#), none);
        for message in ["5", "[]", "{}", "true"] {
            assert_eq!(failed(200, &format!(r#"{{"principal":"b","message":{message}}}"#)), ["message"]);
        }
        for body in ["", "[]", "no", "null"] {
            assert_eq!(failed(200, body), ["json"], "{body}");
        }
        assert_eq!(failed(401, ""), none);
        assert_eq!(failed(429, ""), none);
        for status in [201, 204, 302, 404, 500, 503] {
            assert_eq!(failed(status, ""), ["status"], "{status}");
        }
    }

    #[test]
    fn what_to_do_about_a_status_is_told_for_that_status() {
        let hint = |status| status_check(status).hint.unwrap_or_default();
        for (status, words) in [
            (404, "right path"),
            (405, "right path"),
            (429, "in a moment"),
            (503, "in a moment"),
            (500, "log"),
            (400, "as JSON"),
        ] {
            assert!(hint(status).contains(words), "{status}: {}", hint(status));
        }
        assert!(!hint(503).contains("path") && !hint(429).contains("path"));
    }

    #[test]
    fn the_question_is_llama_stacks() {
        let question = Question {
            endpoint: "http://127.0.0.1:9400/authorize".parse().unwrap(),
            path: "/v1/models".to_owned(),
            headers: BTreeMap::from([
                ("x-trace".to_owned(), "two".to_owned()),
                ("authorization".to_owned(), "no".to_owned()),
            ]),
            params: BTreeMap::from([("tag".to_owned(), vec!["a".to_owned(), "b".to_owned()])]),
            repeat: 1,
        };
        let body = body_of(&question, &Secret::new(" admin"));
        assert_eq!(body["api_key"], " admin");
        assert_eq!(body["request"]["path"], "/v1/models");
        assert_eq!(body["request"]["params"], json!({"tag": ["a", "b"]}));
        assert_eq!(body["request"]["headers"]["x-trace"], "two");
        assert!(body["request"]["headers"].get("authorization").is_none());
    }

    #[test]
    fn percentiles_and_bars_come_from_the_times() {
        let timing = timing((1..=100).map(f64::from).collect(), 2);
        assert_eq!((timing.p50_ms, timing.p95_ms, timing.p99_ms), (50.0, 95.0, 99.0));
        assert_eq!((timing.count, timing.failed), (100, 2));
        assert_eq!(timing.histogram.iter().map(|bar| bar.answers).sum::<usize>(), 100);
        assert_eq!(timing.histogram[0], AuthzBar { below_ms: 2.0, answers: 1 });
    }
}
