//! The adapter against a server that behaves badly, and the requests it makes. That it works on the real one, the contract
//! suite shows. The answers are those of LiteLLM 1.106.2, shortened.
//!
//! - `lists.rs`, `create.rs`, `changes.rs`: keys; `users.rs`: users and teams; `refusals.rs`: what the
//!   server refuses, and what never reaches it

mod changes;
mod create;
mod lists;
mod refusals;
mod rows;
mod users;

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::gateway::connect::{Credential, Remote, connect};
use crate::gateway::{Error, Gateway, fixture};
use crate::model::{Kind, NewToken, Secret, Token, TokenQuery};
use crate::net::HttpSettings;

const CREDENTIAL: &str = "sk-the-key-of-the-caller-1";

fn remote(url: &str, credential: Credential) -> Remote {
    // Nothing is tried again: each answer is told as it comes.
    let remote = fixture::remote(Kind::Litellm, url, credential);
    Remote { http: HttpSettings { retries: 0, ..remote.http }, ..remote }
}

async fn gateway(server: &MockServer) -> Box<dyn Gateway> {
    connect(remote(&server.uri(), Credential::Token(Secret::new(CREDENTIAL)))).await.unwrap()
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// Shape A of its errors.
fn refusal(status: u16, message: &str) -> ResponseTemplate {
    let error = json!({"message": message, "type": "internal_server_error", "param": null, "code": status.to_string()});
    ResponseTemplate::new(status).set_body_json(json!({ "error": error }))
}

/// Shape C.
fn detail(status: u16, detail: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "detail": detail }))
}

fn hash(digit: char) -> String {
    digit.to_string().repeat(64)
}

fn key(digit: char, alias: &str) -> Value {
    json!({"token": hash(digit), "key_name": "sk-...YhTg", "key_alias": alias, "spend": 1.5, "max_budget": null,
        "expires": "2026-11-22T11:00:00.000000Z", "models": null, "allowed_routes": [], "user_id": "alice",
        "team_id": null, "tpm_limit": null, "rpm_limit": -1, "metadata": null, "blocked": null,
        "created_at": "2026-11-22T10:00:00.5+00:00", "updated_at": "2026-11-22T10:00:00.5Z", "last_active": null,
        "added_later": 1})
}

fn list(keys: Value, total: usize) -> ResponseTemplate {
    ok(json!({"keys": keys, "total_count": total, "current_page": 1, "total_pages": total.div_ceil(100)}))
}

async fn on(server: &MockServer, verb: &str, place: &str, answer: ResponseTemplate) {
    Mock::given(method(verb)).and(path(place)).respond_with(answer).mount(server).await;
}

/// A server whose master key is shown, and which has no key.
async fn empty() -> MockServer {
    let server = MockServer::start().await;
    on(&server, "GET", "/v2/user/info", refusal(404, "User not found: default_user_id")).await;
    on(&server, "GET", "/key/info", refusal(404, "Key not found in database")).await;
    server
}

async fn all(gateway: &dyn Gateway, query: &TokenQuery) -> Result<Vec<Token>, Error> {
    gateway.tokens(query).try_collect().await
}

fn ci() -> NewToken {
    NewToken { name: Some("ci".into()), ..NewToken::default() }
}

async fn requests(server: &MockServer, place: &str) -> Vec<Request> {
    server.received_requests().await.unwrap().into_iter().filter(|request| request.url.path() == place).collect()
}

async fn found(server: &MockServer, digit: char) -> (Box<dyn Gateway>, Token) {
    let gateway = gateway(server).await;
    on(server, "GET", "/key/list", list(json!([key(digit, "ci")]), 1)).await;
    let token = all(&*gateway, &TokenQuery::default()).await.unwrap().remove(0);
    (gateway, token)
}
