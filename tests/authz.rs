//! Auth endpoints, asked as Llama Stack asks them.

use serde_json::json;
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Home, Run};

const KEY: &str = "the-key-of-bob";

async fn endpoint(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/authorize"))
        .and(header("user-agent", "python-httpx/0.28.1"))
        .and(header("content-type", "application/json"))
        .and(body_partial_json(
            json!({"api_key": KEY, "request": {"path": "/v1/files", "params": {"tag": ["a", "b"]}}}),
        ))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

fn probe(server: &MockServer, more: &str) -> Run {
    let line = format!(
        "authz probe {}/authorize --token-stdin --path /v1/files --param tag=a --param tag=b {more}",
        server.uri()
    );
    Home::new().gatekey(line.split_whitespace()).stdin(KEY).run()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_answer_tells_who_the_caller_is() {
    let answer =
        json!({"principal": "bob", "attributes": {"roles": ["writer"]}, "access_attributes": {"roles": ["writer"]}});
    let server = endpoint(ResponseTemplate::new(200).set_body_json(answer)).await;
    let run = probe(&server, "--header X-Trace:two").exits(0);
    assert!(run.stdout.starts_with("accepted: Llama Stack lets the caller in as bob\n"), "{}", run.stdout);
    assert!(!run.stdout.contains(KEY) && !run.stderr.contains(KEY));
    let run = probe(&server, "--repeat 20 -o json --jq .timing.count").exits(0);
    assert_eq!(run.stdout, "20\n");
    assert_eq!(server.received_requests().await.map(|all| all.len()), Some(21));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_and_an_answer_that_cannot_be_used_are_told_apart() {
    let server = endpoint(ResponseTemplate::new(401)).await;
    assert!(probe(&server, "").exits(4).stdout.starts_with("refused:"));
    let server = endpoint(
        ResponseTemplate::new(200).set_body_json(json!({"principal": "bob", "attributes": {"roles": "admin"}})),
    )
    .await;
    let run = probe(&server, "").exits(12);
    assert!(run.stdout.contains("attributes: `roles` is no list of texts"), "{}", run.stdout);
    let moved = ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:9/elsewhere");
    let run = probe(&endpoint(moved).await, "-o json --jq .status").exits(12);
    assert_eq!(run.stdout, "302\n");
}

#[test]
fn nobody_there_and_another_machine_in_plain_http_are_said() {
    let ask = |url: &str| Home::new().gatekey(["authz", "probe", url, "--token-stdin"]).stdin(KEY).run();
    ask("http://127.0.0.1:9/authorize").exits(7).says("no answer came from http://127.0.0.1:9/authorize");
    ask("http://gateway.example.com/authorize").exits(2).says("plain http to another machine");
    ask("gateway.example.com").exits(2);
    Home::new().gatekey(["authz", "probe", "http://127.0.0.1:9/"]).run().exits(2).says("--token-stdin");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_given_is_left_out_without_a_word() {
    let server = endpoint(ResponseTemplate::new(401)).await;
    let run = probe(&server, "--header Authorization:x").exits(2);
    assert!(run.stderr.contains("--token-stdin"), "{}", run.stderr);
    let run = probe(&server, "--param empty=").exits(4);
    assert!(run.stderr.contains("the parameter empty is empty"), "{}", run.stderr);
}
