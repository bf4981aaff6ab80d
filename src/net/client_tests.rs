//! The client against servers that behave badly.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wiremock::matchers::{header, header_exists, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::model::{GatewayUrl, Secret};

const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";

fn settings() -> HttpSettings {
    HttpSettings { timeout: Duration::from_secs(5), retries: 2, ..HttpSettings::default() }
}

fn client(url: &str) -> Client {
    client_with(url, &settings())
}

fn client_with(url: &str, settings: &HttpSettings) -> Client {
    let url: GatewayUrl = url.parse().unwrap();
    Client::new(&url, &Auth::Bearer(Secret::new(KEY)), settings).unwrap()
}

async fn server(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path("/v2/api-keys")).respond_with(template).mount(&server).await;
    server
}

async fn get(server: &MockServer) -> Result<serde_json::Value, Failure> {
    client(&server.uri()).get(&["v2", "api-keys"]).send().await?.json()
}

/// A server that reads a request and answers with these bytes, `times` times, then hangs up.
fn raw_server(answer: &'static [u8], times: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for _ in 0..times {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        }
    });
    address.to_string()
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let url: GatewayUrl = "http://gateway.example.com".parse().unwrap();
    let auth = Auth::Bearer(Secret::new(KEY));
    assert_eq!(Client::new(&url, &auth, &settings()).unwrap_err().what, What::PlainHttp);
    assert!(Client::new(&url, &auth, &HttpSettings { allow_http: true, ..settings() }).is_ok());
}

#[tokio::test]
async fn a_credential_that_no_header_can_carry_is_refused_without_being_shown() {
    let url: GatewayUrl = "http://localhost".parse().unwrap();
    for auth in
        [Auth::Bearer(Secret::new("hunter2\n")), Auth::Basic { user: "a:b".into(), password: Secret::new("hunter2") }]
    {
        let failure = Client::new(&url, &auth, &settings()).unwrap_err();
        assert!(matches!(failure.what, What::Setting(_)) && !format!("{failure:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn an_unusable_certificate_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roots.pem");
    std::fs::write(&file, "no certificate").unwrap();
    for path in [file, folder.path().join("missing.pem")] {
        let settings = HttpSettings { ca_cert: Some(path.clone()), ..settings() };
        let failure = Client::new(&"https://localhost".parse().unwrap(), &Auth::None, &settings).unwrap_err();
        assert!(failure.to_string().contains(&path.display().to_string()), "{failure}");
    }
}

#[tokio::test]
async fn path_and_query_are_encoded() {
    let server = MockServer::start().await;
    Mock::given(path("/gpu/v2/a%2Fb%3F")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let client = client(&format!("{}/gpu", server.uri()));
    client.get(&["v2", "a/b?"]).query("search", "ü & #").send().await.unwrap();
    let received = &server.received_requests().await.unwrap()[0];
    assert_eq!(received.url.query(), Some("search=%C3%BC%20%26%20%23"));
    assert!(client.get(&["v2", ".."]).send().await.is_err());
}

#[tokio::test]
async fn the_credential_and_the_user_agent_are_sent_and_an_anonymous_call_has_no_credential() {
    let server = server(ResponseTemplate::new(200)).await;
    let client = client(&server.uri());
    client.get(&["v2", "api-keys"]).send().await.unwrap();
    client.get(&["v2", "api-keys"]).anonymous().send().await.unwrap();
    let received = server.received_requests().await.unwrap();
    assert_eq!(received[0].headers["authorization"], format!("Bearer {KEY}").as_str());
    assert!(received[0].headers["user-agent"].to_str().unwrap().starts_with("gatekey/"));
    assert!(!received[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_redirect_elsewhere_fails_and_the_credential_does_not_arrive_there() {
    let elsewhere = MockServer::start().await;
    let target = format!("{}/login?token=secret", elsewhere.uri());
    let server = server(ResponseTemplate::new(302).insert_header("location", target.as_str())).await;
    let failure = get(&server).await.unwrap_err();
    assert_eq!(failure.what, What::RedirectElsewhere { to: format!("{}/login", elsewhere.uri()) });
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_out_of_the_path_prefix_is_elsewhere_too() {
    let server = MockServer::start().await;
    let redirect = ResponseTemplate::new(307).insert_header("location", "/other/v2");
    Mock::given(path("/gpu/v2")).respond_with(redirect).mount(&server).await;
    let failure = client(&format!("{}/gpu", server.uri())).get(&["v2"]).send().await.unwrap_err();
    assert!(matches!(failure.what, What::RedirectElsewhere { .. }));
}

#[tokio::test]
async fn a_redirect_on_the_same_origin_is_followed_but_not_in_circles() {
    let server = MockServer::start().await;
    let to = |location: &str| ResponseTemplate::new(307).insert_header("location", location);
    Mock::given(path("/a")).respond_with(to("/b")).mount(&server).await;
    Mock::given(path("/b"))
        .and(header_exists("authorization"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    Mock::given(path("/circle")).respond_with(to("/circle")).mount(&server).await;
    let client = client(&server.uri());
    assert!(client.get(&["a"]).send().await.is_ok());
    assert!(client.post(&["a"]).send().await.is_ok());
    assert_eq!(client.get(&["circle"]).send().await.unwrap_err().what, What::TooManyRedirects);
}

#[tokio::test]
async fn a_redirect_that_would_turn_a_post_into_a_get_is_not_followed() {
    let server = server(ResponseTemplate::new(302).insert_header("location", "/b")).await;
    let failure = client(&server.uri()).post(&["v2", "api-keys"]).send().await.unwrap_err();
    assert!(matches!(failure.what, What::RedirectElsewhere { .. }) && !failure.may_have_run);
}

#[tokio::test]
async fn an_error_status_keeps_the_words_the_request_id_and_no_secret() {
    let body = format!(r#"{{"code":403,"message":"key {KEY} may not"}}"#);
    let template =
        ResponseTemplate::new(403).insert_header("x-request-id", "r-1").set_body_raw(body, "application/json");
    let failure = get(&server(template).await).await.unwrap_err();
    assert!(failure.is_status(403) && !failure.may_have_run);
    assert_eq!(failure.text.as_deref(), Some("key [redacted] may not"));
    assert_eq!(failure.request.request_id.as_deref(), Some("r-1"));
}

#[tokio::test]
async fn an_echoed_basic_header_is_struck() {
    let echo = |request: &Request| {
        let sent = request.headers["authorization"].to_str().unwrap().replace("Basic ", "");
        ResponseTemplate::new(400).set_body_string(format!("got {sent} and Pa$sw0rd"))
    };
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(echo).mount(&server).await;
    let auth = Auth::Basic { user: "admin".into(), password: Secret::new("Pa$sw0rd") };
    let client = Client::new(&server.uri().parse().unwrap(), &auth, &settings()).unwrap();
    let failure = client.get(&["v2"]).send().await.unwrap_err();
    assert_eq!(failure.text.as_deref(), Some("got [redacted] and [redacted]"));
}

#[tokio::test]
async fn a_get_is_repeated_after_503_and_a_post_is_not() {
    let server = MockServer::start().await;
    let trouble = Mock::given(path("/v2")).respond_with(ResponseTemplate::new(503)).up_to_n_times(1);
    trouble.mount(&server).await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    assert!(client(&server.uri()).get(&["v2"]).send().await.is_ok());

    let server = self::server(ResponseTemplate::new(503)).await;
    let failure = client(&server.uri()).post(&["v2", "api-keys"]).send().await.unwrap_err();
    assert!(failure.may_have_run);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn retry_after_is_obeyed_even_for_a_post() {
    let server = MockServer::start().await;
    let wait = ResponseTemplate::new(429).insert_header("retry-after", "1");
    Mock::given(path("/v2")).respond_with(wait).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/v2")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let started = Instant::now();
    assert!(client(&server.uri()).post(&["v2"]).send().await.is_ok());
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_wait_too_long_to_wait_for_fails_at_once_and_is_told() {
    let server = server(ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
    let failure = get(&server).await.unwrap_err();
    assert_eq!(failure.retry_after, Some(Duration::from_secs(3600)));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_a_timeout_and_may_have_run() {
    let server = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(3))).await;
    let settings = HttpSettings { timeout: Duration::from_millis(200), ..settings() };
    let failure = client_with(&server.uri(), &settings).get(&["v2", "api-keys"]).send().await.unwrap_err();
    assert_eq!(failure.what, What::Timeout(settings.timeout));
    assert!(failure.may_have_run);
    assert_eq!(failure.to_string(), "no answer came within 0.2 s");
}

#[tokio::test]
async fn nobody_listening_is_refused_and_nothing_has_run() {
    let failure = client("http://127.0.0.1:1").post(&["v2"]).send().await.unwrap_err();
    assert_eq!((failure.what, failure.may_have_run), (What::Refused, false));
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_told_as_such() {
    let settings = HttpSettings { retries: 0, ..settings() };
    let failure = client_with("https://gatekey.invalid", &settings).get(&["v2"]).send().await.unwrap_err();
    assert_eq!(failure.what, What::Dns { host: "gatekey.invalid".into() });
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_told_as_such() {
    let address = raw_server(b"HTTP/1.1 400 Bad Request\r\n\r\nplain", 3);
    let failure = client(&format!("https://{address}")).get(&["v2"]).send().await.unwrap_err();
    assert_eq!((failure.what, failure.may_have_run), (What::Tls, false));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_and_may_have_run() {
    let address = raw_server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"items\":[", 3);
    let failure = client(&format!("http://{address}")).get(&["v2"]).send().await.unwrap_err();
    assert_eq!((failure.what, failure.may_have_run, failure.request.status), (What::BrokeOff, true, Some(200)));
    let address = raw_server(b"", 1);
    let failure = client(&format!("http://{address}")).post(&["v2"]).send().await.unwrap_err();
    assert_eq!((failure.what, failure.may_have_run), (What::BrokeOff, true));
}

#[tokio::test]
async fn a_failure_after_a_lost_answer_says_so() {
    let server = MockServer::start().await;
    Mock::given(path("/k")).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/k")).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    let failure = client(&server.uri()).delete(&["k"]).send().await.unwrap_err();
    assert!(failure.is_status(404) && failure.after_lost_answer);
    let failure = client(&server.uri()).delete(&["k"]).send().await.unwrap_err();
    assert!(failure.is_status(404) && !failure.after_lost_answer);
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let server = server(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 33 * 1024 * 1024])).await;
    assert!(matches!(get(&server).await.unwrap_err().what, What::TooLarge { .. }));
}

#[tokio::test]
async fn the_trace_tells_lines_and_never_a_secret() {
    let body = format!(r#"{{"value":"{KEY}","name":"ci"}}"#);
    let template = ResponseTemplate::new(200).set_body_raw(body, "application/json").insert_header("set-cookie", "s=1");
    let server = server(template).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let trace = Trace::new(TraceLevel::Bodies, move |line| sink.lock().unwrap().push(line.to_owned()));
    let client = client_with(&server.uri(), &HttpSettings { trace, ..settings() });
    let custom = Secret::new("my-own-key");
    let body = serde_json::json!({"custom": "my-own-key", "note": "my-own-key"});
    client.post(&["v2", "api-keys"]).json(&body).secret(&custom).send().await.unwrap();
    let told = lines.lock().unwrap().join("\n");
    assert!(told.starts_with("> POST http://127.0.0.1:") && told.contains("\n< 200 in "), "{told}");
    assert!(told.contains(r#"< {"value":"[redacted]","name":"ci"}"#), "{told}");
    for secret in [KEY, "my-own-key", "s=1"] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn https_passes_the_proxy_unless_the_host_is_excepted() {
    let proxy = raw_server(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 1);
    let through = HttpSettings { https_proxy: Some(format!("http://{proxy}")), retries: 0, ..settings() };
    let failure = client_with("https://127.0.0.1:1", &through).get(&["v2"]).send().await.unwrap_err();
    assert_eq!((failure.what, failure.may_have_run), (What::Connect, false));
    let direct = HttpSettings { no_proxy: Some("127.0.0.1".into()), ..through };
    let failure = client_with("https://127.0.0.1:1", &direct).get(&["v2"]).send().await.unwrap_err();
    assert_eq!(failure.what, What::Refused);
}

#[tokio::test]
async fn a_header_of_the_gateways_own_carries_the_key() {
    let server = MockServer::start().await;
    Mock::given(header("coder-session-token", "k")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let auth = Auth::Header("coder-session-token", Secret::new("k"));
    let client = Client::new(&server.uri().parse().unwrap(), &auth, &settings()).unwrap();
    assert!(client.get(&["v2"]).send().await.is_ok());
}
