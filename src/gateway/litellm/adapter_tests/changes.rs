//! Keys that are changed or taken away: what is done is looked at afterwards.

use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};
use wiremock::matchers::{body_partial_json, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{found, gateway, hash, key, ok, on, refusal, requests};
use crate::gateway::ErrorKind;
use crate::model::{RevokeMode, Revoked, Secret, TeamRef, Token, TokenChange, TokenId};

#[tokio::test]
async fn a_key_whose_row_says_deleted_is_no_token() {
    let server = MockServer::start().await;
    let deleted = json!({"key_name": "sk-...YhTg", "key_alias": "ci", "status": "deleted"});
    on(&server, "GET", "/key/info", ok(json!({"key": hash('a'), "info": deleted}))).await;
    let gateway = gateway(&server).await;
    assert_eq!(gateway.token(&TokenId::new(hash('a'))).await.unwrap_err().kind, ErrorKind::NotFound);
    let secret = Secret::new("sk-deleted-a-while-ago-0");
    assert_eq!(gateway.token_of_secret(&secret).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn an_echo_is_no_proof_that_a_key_is_gone() {
    let deleted = json!({"key": "x", "info": {"key_name": "sk-...YhTg", "status": "deleted"}});
    let alive = json!({"key": "x", "info": key('e', "ci")});
    let rejected = "Authentication Error, Invalid proxy server token passed. Unable to find token in cache";
    for (info, is_gone) in [
        (ok(deleted), Ok(())),
        (refusal(404, "Key not found in database"), Ok(())),
        (ok(alive), Err(ErrorKind::OutcomeUnknown)),
        (refusal(500, "no"), Err(ErrorKind::OutcomeUnknown)),
        (ResponseTemplate::new(404), Err(ErrorKind::OutcomeUnknown)),
        (ResponseTemplate::new(404).set_body_string("404 page not found"), Err(ErrorKind::OutcomeUnknown)),
        (refusal(401, rejected), Err(ErrorKind::OutcomeUnknown)),
    ] {
        let server = MockServer::start().await;
        on(&server, "POST", "/key/delete", ok(json!({"deleted_keys": [hash('e')]}))).await;
        on(&server, "GET", "/key/info", info).await;
        let (gateway, token) = found(&server, 'e').await;
        let revoked = gateway.revoke_token(&token, RevokeMode::Revoke).await;
        assert_eq!(revoked.map(|left| assert!(matches!(left, Revoked::Gone(_)))).map_err(|error| error.kind), is_gone);
    }
}

/// A key to whose metadata each write is answered, and what others make of them before it is looked at again.
async fn contested(others: impl Fn(usize, &mut Map<String, Value>) + Send + Sync + 'static) -> (MockServer, Token) {
    let server = MockServer::start().await;
    let state = Arc::new(Mutex::new((0, json!({"kept": [1]}))));
    let shown = state.clone();
    let info = move |_: &Request| {
        let mut now = key('f', "ci");
        now["metadata"] = shown.lock().unwrap().1.clone();
        ok(json!({"key": "x", "info": now}))
    };
    Mock::given(path("/key/info")).respond_with(info).mount(&server).await;
    let update = move |request: &Request| {
        let body: Value = request.body_json().unwrap();
        let (writes, metadata) = &mut *state.lock().unwrap();
        *metadata = body["metadata"].clone();
        *writes += 1;
        others(*writes, metadata.as_object_mut().unwrap());
        ok(key('f', "ci"))
    };
    Mock::given(path("/key/update")).respond_with(update).mount(&server).await;
    let (_, token) = found(&server, 'f').await;
    (server, token)
}

#[tokio::test]
async fn metadata_that_others_take_away_meanwhile_are_put_in_again() {
    // Somebody who had read what was there before writes once.
    let others = |writes: usize, metadata: &mut Map<String, Value>| {
        if writes == 1 {
            *metadata = json!({"kept": [1], "theirs": "2"}).as_object().unwrap().clone();
        }
    };
    let (server, token) = contested(others).await;
    let metadata = Some(vec![("mine".to_owned(), "1".to_owned())]);
    let change = TokenChange { metadata, rpm: Some(Some(5)), ..TokenChange::default() };
    let after = gateway(&server).await.update_token(&token, &change).await.unwrap();
    assert_eq!(Value::Object(after.metadata), json!({"kept": [1], "theirs": "2", "mine": "1"}));
    let sent: Vec<Value> =
        requests(&server, "/key/update").await.iter().map(|request| request.body_json().unwrap()).collect();
    // What else changes is sent once: it could undo what came in between.
    assert_eq!(sent.iter().map(|body| body["rpm_limit"].clone()).collect::<Vec<_>>(), [json!(5), Value::Null]);
}

#[tokio::test]
async fn metadata_that_never_stay_are_told_as_unknown() {
    let (server, token) = contested(|_, metadata| drop(metadata.shift_remove("mine"))).await;
    let metadata = Some(vec![("mine".to_owned(), "1".to_owned())]);
    let change = TokenChange { metadata, ..TokenChange::default() };
    let error = gateway(&server).await.update_token(&token, &change).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::OutcomeUnknown, "{error:?}");
    assert!(error.hint.unwrap().contains("give the metadata again"));
    assert_eq!(requests(&server, "/key/update").await.len(), 5);
}

#[tokio::test]
async fn a_change_is_no_failure_because_the_team_cannot_be_named() {
    let server = MockServer::start().await;
    let mut changed = key('f', "ci");
    changed["team_id"] = json!("t1");
    on(&server, "POST", "/key/update", ok(changed.clone())).await;
    on(&server, "POST", "/key/block", ok(changed)).await;
    on(&server, "GET", "/v2/team/list", refusal(500, "no")).await;
    let (gateway, token) = found(&server, 'f').await;
    let after = gateway.update_token(&token, &TokenChange { rpm: Some(None), ..TokenChange::default() }).await.unwrap();
    assert_eq!(after.team, Some(TeamRef { id: "t1".into(), name: None }));
    assert!(after.unknown.contains(&"team.name"));
    gateway.set_blocked(&token, true).await.unwrap();
}

#[tokio::test]
async fn metadata_are_merged_into_what_is_there_at_that_moment() {
    let server = MockServer::start().await;
    let mut now = key('f', "ci");
    let info = |metadata: Value| {
        now["metadata"] = metadata;
        ok(json!({"key": "x", "info": now}))
    };
    let mut info = info;
    let before = info(json!({"kept": [1], "stage": "test", "description": "old"}));
    Mock::given(path("/key/info")).respond_with(before).up_to_n_times(1).mount(&server).await;
    on(&server, "GET", "/key/info", info(json!({"kept": [1], "stage": "prod", "description": "old"}))).await;
    let expected = json!({"key": hash('f'), "metadata": {"kept": [1], "stage": "prod", "description": "old"}});
    let update = Mock::given(path("/key/update")).and(body_partial_json(expected)).respond_with(ok(key('f', "ci")));
    update.expect(1).mount(&server).await;
    let (gateway, token) = found(&server, 'f').await;
    let metadata = Some(vec![("stage".to_owned(), "prod".to_owned())]);
    gateway.update_token(&token, &TokenChange { metadata, ..TokenChange::default() }).await.unwrap();
}
