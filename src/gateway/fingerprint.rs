//! Tells which software answers at an address, without showing it a credential: every kind has something to say to
//! everybody.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;

use super::connect::{Credential, Fingerprint};
use super::error::{Error, ErrorKind};
use super::place::Place;
use crate::model::{GatewayUrl, Kind, Server};
use crate::net::{Auth, Client, Failure, HttpSettings, What};

/// A question that needs no credential, and how the answer of one kind is recognised.
struct Probe {
    kind: Kind,
    path: &'static [&'static str],
    recognise: fn(&Value) -> Option<Server>,
}

const PROBES: [Probe; 5] = [
    Probe { kind: Kind::Gpustack, path: &["version"], recognise: gpustack },
    Probe { kind: Kind::Coder, path: &["api", "v2", "buildinfo"], recognise: coder },
    Probe { kind: Kind::Litellm, path: &["health", "readiness"], recognise: litellm },
    Probe { kind: Kind::LlamaStack, path: &["v1", "version"], recognise: llama_stack },
    Probe { kind: Kind::Local, path: &["healthz"], recognise: local },
];

/// Which kind of gateway is at `url`. Asks all questions at once and sends no credential.
///
/// # Errors
/// [`ErrorKind::Unreachable`] when nothing answers, or nothing that gatekey knows; [`ErrorKind::Input`] when the address
/// may not be asked (plain http).
pub async fn fingerprint(url: &GatewayUrl, http: &HttpSettings) -> Result<Fingerprint, Error> {
    let place = Place::new(None, url.clone(), &Credential::None, None);
    let client = Client::new(url, &Auth::None, http).map_err(|failure| place.error(failure))?;
    let mut answers: FuturesUnordered<_> = PROBES.iter().map(|probe| ask(&client, probe)).collect();
    let mut failures = Vec::new();
    while let Some((probe, answer)) = answers.next().await {
        match answer {
            Ok(Some(server)) => return Ok(Fingerprint { kind: probe.kind, server }),
            Ok(None) => {}
            // Nobody is there for the other questions either.
            Err(failure) if is_nobody_there(&failure) => return Err(place.error(failure)),
            Err(failure) => failures.push(failure),
        }
    }
    match failures.iter().position(|failure| failure.status().is_some()) {
        // Not one word was heard: it is the way there that failed.
        None if failures.len() == PROBES.len() => Err(place.error(failures.swap_remove(0))),
        _ => Err(unknown(&place, url, failures)),
    }
}

fn is_nobody_there(failure: &Failure) -> bool {
    matches!(failure.what, What::Dns { .. } | What::Refused | What::Connect | What::Tls | What::Setting(_))
}

async fn ask<'p>(client: &Client, probe: &'p Probe) -> (&'p Probe, Result<Option<Server>, Failure>) {
    let answer = client.get(probe.path).send().await.and_then(|reply| reply.json::<Value>());
    (probe, answer.map(|body| (probe.recognise)(&body)))
}

/// Something answers that is none of the kinds: tells what was seen, the most telling first.
fn unknown(place: &Place, url: &GatewayUrl, failures: Vec<Failure>) -> Error {
    let telling = |failure: &Failure| match failure.what {
        What::RedirectElsewhere { .. } => 0,
        What::Html => 1,
        What::Status(404) => 4,
        What::Status(_) => 2,
        _ => 3,
    };
    let hint = format!(
        "check that {url} is the address of the API, with its path prefix; if it is, name the software with `--kind`"
    );
    let error = Error::new(ErrorKind::Unreachable, format!("{place} is none that gatekey knows"));
    let Some(failure) = failures.into_iter().min_by_key(telling) else {
        return error.cause("it answers with JSON that no known gateway answers with").hint(hint);
    };
    let seen = match &failure.what {
        What::Status(404) => "it knows none of the paths that the known gateways have (404)".to_owned(),
        What::Status(status) => format!("it answered {status} to a question that needs no credential"),
        what => what.to_string(),
    };
    error.cause(seen).hint(hint).request(*failure.request)
}

fn version(body: &Value) -> Option<Server> {
    let version = body.get("version")?.as_str()?;
    Some(Server { version: Some(version.to_owned()), edition: None })
}

fn gpustack(body: &Value) -> Option<Server> {
    body.get("git_commit")?;
    version(body)
}

fn coder(body: &Value) -> Option<Server> {
    body.get("dashboard_url").or_else(|| body.get("deployment_id")).or_else(|| body.get("external_url"))?;
    version(body)
}

/// Tells no version to everybody.
fn litellm(body: &Value) -> Option<Server> {
    body.get("status")?.as_str()?;
    body.get("db")?;
    Some(Server { version: body.get("litellm_version").and_then(Value::as_str).map(str::to_owned), edition: None })
}

/// Nothing but the version: a body with more is somebody else's.
fn llama_stack(body: &Value) -> Option<Server> {
    (body.as_object()?.len() == 1).then(|| version(body)).flatten()
}

fn local(body: &Value) -> Option<Server> {
    (body.get("service")?.as_str()? == "gatekey").then(|| version(body)).flatten()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wiremock::matchers::path;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn settings() -> HttpSettings {
        HttpSettings { timeout: Duration::from_secs(5), retries: 0, ..HttpSettings::default() }
    }

    async fn seen(at: &str, answer: ResponseTemplate) -> Result<Fingerprint, Error> {
        let server = MockServer::start().await;
        Mock::given(path(at)).respond_with(answer).mount(&server).await;
        let result = fingerprint(&server.uri().parse().unwrap(), &settings()).await;
        let asked = server.received_requests().await.unwrap();
        assert!(asked.iter().all(|request| !request.headers.contains_key("authorization")));
        result
    }

    fn json(body: &'static str) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    }

    #[tokio::test]
    async fn every_kind_is_recognised_by_what_it_tells_everybody() {
        for (at, body, kind, version) in [
            ("/version", r#"{"version":"v2.3.0","git_commit":"63a03ba"}"#, Kind::Gpustack, Some("v2.3.0")),
            (
                "/api/v2/buildinfo",
                r#"{"version":"v2.20.0+a","dashboard_url":"https://c","deployment_id":"d"}"#,
                Kind::Coder,
                Some("v2.20.0+a"),
            ),
            ("/health/readiness", r#"{"status":"healthy","db":"connected"}"#, Kind::Litellm, None),
            ("/v1/version", r#"{"version":"0.7.3"}"#, Kind::LlamaStack, Some("0.7.3")),
            ("/healthz", r#"{"service":"gatekey","version":"0.1.0"}"#, Kind::Local, Some("0.1.0")),
        ] {
            let found = seen(at, json(body)).await.unwrap();
            assert_eq!((found.kind, found.server.version.as_deref()), (kind, version));
        }
    }

    #[tokio::test]
    async fn what_is_no_known_gateway_is_told_with_what_was_seen() {
        let error = seen("/version", ResponseTemplate::new(200).set_body_raw("<html>", "text/html")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreachable);
        assert!(error.cause.unwrap().contains("HTML") && error.hint.unwrap().contains("--kind"));
        let error = seen("/version", json(r#"{"version":"1","name":"other"}"#)).await.unwrap_err();
        assert!(error.cause.unwrap().contains("404"));
    }

    #[tokio::test]
    async fn nobody_there_is_one_error() {
        let error = fingerprint(&"http://127.0.0.1:1".parse().unwrap(), &settings()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreachable);
        assert!(error.message.contains("refused"), "{error}");
    }
}
