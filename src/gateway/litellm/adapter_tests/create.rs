//! Keys that are made: no secret is lost, and none is overwritten.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{ci, empty, gateway, hash, key, ok, on, refusal, requests};
use crate::gateway::{Error, ErrorKind};
use crate::model::{Lifetime, Minted, NewToken, Secret};

#[tokio::test]
async fn a_lifetime_is_sent_in_seconds_and_the_secret_is_chosen_here() {
    let server = empty().await;
    let answer = |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let mut made = key('b', "ci");
        made["key"] = body["key"].clone();
        ok(made)
    };
    Mock::given(path("/key/generate")).respond_with(answer).mount(&server).await;
    let day_and_a_half = Lifetime::For(Duration::from_secs(36 * 3600));
    let new = NewToken { expires_in: Some(day_and_a_half), scopes: Some(vec!["llm_api".into()]), ..ci() };
    let minted = gateway(&server).await.create_token(&new).await.unwrap();
    let sent: Value = requests(&server, "/key/generate").await[0].body_json().unwrap();
    let secret = sent["key"].as_str().unwrap();
    assert_eq!(sent, json!({"key_alias": "ci", "key": secret, "key_type": "llm_api", "duration": "129600s"}));
    assert!(secret.len() == 25 && secret.starts_with("sk-"), "{secret}");
    assert_eq!(minted.secret.expose(), secret);
    assert_ne!(minted.token.id.as_str(), hash('b'), "the id is that of the secret");
}

/// A server that makes the key, but whose answer does not come.
async fn of_few_words(then: ResponseTemplate) -> (Result<Minted, Error>, usize) {
    let server = MockServer::start().await;
    on(&server, "GET", "/v2/user/info", refusal(404, "User not found: default_user_id")).await;
    let asked_for_itself = |request: &Request| request.url.query().is_none();
    Mock::given(path("/key/info"))
        .and(asked_for_itself)
        .respond_with(refusal(404, "Key not found in database"))
        .mount(&server)
        .await;
    on(&server, "GET", "/key/info", then).await;
    on(&server, "POST", "/key/generate", ok(key('c', "ci")).set_delay(Duration::from_secs(5))).await;
    let made = gateway(&server).await.create_token(&ci()).await;
    let count = requests(&server, "/key/generate").await.len();
    (made, count)
}

#[tokio::test]
async fn a_lost_answer_loses_no_secret() {
    let (made, count) = of_few_words(ok(json!({"key": "x", "info": key('c', "ci")}))).await;
    let minted = made.unwrap();
    assert!(minted.secret.expose().starts_with("sk-") && minted.token.gateway_name().as_deref() == Some("ci"));
    assert_eq!(count, 1, "a create is never repeated");
}

#[tokio::test]
async fn a_lost_answer_to_a_key_that_is_not_there_is_unknown() {
    let (made, count) = of_few_words(refusal(404, "Key not found in database")).await;
    let error = made.unwrap_err();
    assert_eq!((error.kind, count), (ErrorKind::OutcomeUnknown, 1), "{error:?}");
    assert!(error.hint.unwrap().contains("gatekey tokens show id:"));
}

#[tokio::test]
async fn a_server_that_fails_aloud_and_made_nothing_is_believed() {
    let server = empty().await;
    on(&server, "POST", "/key/generate", refusal(500, "{'error': 'Internal Server Error.'}")).await;
    let error = gateway(&server).await.create_token(&ci()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable, "{error:?}");
}

#[tokio::test]
async fn a_secret_that_no_client_could_show_is_refused_before_anything_is_sent() {
    let server = empty().await;
    for secret in [
        "sk-0123456789-\u{e4}bcdef",
        "sk-0123456789 abcdef",
        "sk-0123456789-abcdef\u{7f}",
        "sk-short",
        "0123456789abcdef",
    ] {
        let new = NewToken { custom: Some(Secret::new(secret)), ..ci() };
        let gateway = gateway(&server).await;
        for error in [gateway.create_token(&new).await.unwrap_err(), gateway.check_new_token(&new).await.unwrap_err()] {
            assert_eq!(error.kind, ErrorKind::Input, "{error:?}");
            assert!(!format!("{error:?}").contains("0123456789"), "{error:?}");
        }
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_taken_name_is_a_conflict_and_a_taken_secret_is_never_sent() {
    let server = empty().await;
    on(&server, "POST", "/key/generate", refusal(400, "Key with alias 'ci' already exists. Unique key aliases")).await;
    let error = gateway(&server).await.create_token(&ci()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");

    let server = MockServer::start().await;
    on(&server, "GET", "/key/info", ok(json!({"key": "x", "info": key('d', "other")}))).await;
    on(&server, "POST", "/key/generate", ok(key('d', "ci"))).await;
    let new = NewToken { custom: Some(Secret::new("sk-of-somebody-else-0123")), ..ci() };
    let error = gateway(&server).await.create_token(&new).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
    assert!(requests(&server, "/key/generate").await.is_empty());
}
