//! What the server refuses, and what is refused before it is asked.

use serde_json::json;
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{all, ci, detail, empty, gateway, hash, key, ok, on, refusal, remote, requests};
use crate::gateway::connect::{Credential, connect};
use crate::gateway::{Error, ErrorKind};
use crate::model::{NewToken, Secret, TokenId, TokenQuery};

async fn list_error(answer: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    on(&server, "GET", "/key/list", answer).await;
    all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap_err()
}

#[tokio::test]
async fn every_refusal_has_its_kind_whatever_its_status() {
    let licence = "Regenerating Virtual Keys is an Enterprise feature, You must be a LiteLLM Enterprise user to use this feature.";
    let wrong = "Authentication Error, Invalid proxy server token passed. Received API Key = sk-...iUkQ, Key Hash (Token) =2047";
    let not_admin = "Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. Route=/user/new.";
    for (answer, kind, hint) in [
        (refusal(401, wrong), ErrorKind::Unauthenticated, "gatekey login --profile prod"),
        (refusal(401, not_admin), ErrorKind::Denied, "proxy_admin"),
        (
            detail(401, json!({"error": "Only admin users can query all teams/other teams."})),
            ErrorKind::Denied,
            "proxy_admin",
        ),
        (
            refusal(401, "Team member does not have permissions for endpoint: KeyManagementRoutes.KEY_GENERATE."),
            ErrorKind::Denied,
            "team_member_permissions",
        ),
        (refusal(401, "User mem does not belong to team 664132c1."), ErrorKind::Denied, "team_member_permissions"),
        (
            refusal(401, "Authentication Error, Key is blocked. Update via `/key/unblock`"),
            ErrorKind::Unauthenticated,
            "tokens unblock",
        ),
        (
            refusal(401, "Authentication Error, Team=team-a is blocked. Update via `/team/unblock`"),
            ErrorKind::Unauthenticated,
            "its team is blocked",
        ),
        (
            detail(
                403,
                json!("Virtual key is not allowed to call this route. Only allowed to call routes: ['/key/info']."),
            ),
            ErrorKind::Denied,
            "`management`",
        ),
        (
            refusal(403, "You are not authorized. No 'user_id' is associated with your API key."),
            ErrorKind::Denied,
            "belongs to no user",
        ),
        (refusal(500, licence), ErrorKind::Unsupported, "LITELLM_LICENSE"),
        (
            refusal(
                403,
                "{'error': 'This feature is only available for LiteLLM Enterprise users: tags. You must be a LiteLLM Enterprise user'}",
            ),
            ErrorKind::Unsupported,
            "LITELLM_LICENSE",
        ),
        (refusal(403, "JWT Auth is an enterprise only feature."), ErrorKind::Unsupported, "LITELLM_LICENSE"),
        (
            refusal(500, "DB not connected. This endpoint needs a database; set DATABASE_URL"),
            ErrorKind::Unsupported,
            "DATABASE_URL",
        ),
        (refusal(400, "No connected db."), ErrorKind::Unsupported, "DATABASE_URL"),
        (refusal(500, "Authentication Error, Database not connected"), ErrorKind::Unsupported, "DATABASE_URL"),
        (detail(500, json!({"error": "No db connected. prisma client=None"})), ErrorKind::Unsupported, "DATABASE_URL"),
        (detail(404, json!("Not Found")), ErrorKind::Unreachable, "path prefix"),
        (
            detail(422, json!([{"type": "x", "loc": ["query", "size"], "msg": "Input should be less"}])),
            ErrorKind::Failed,
            "-vv",
        ),
        (refusal(500, "{'error': 'Internal Server Error.'}"), ErrorKind::Unreachable, "try again later"),
        (ResponseTemplate::new(429).insert_header("retry-after", "90"), ErrorKind::Unreachable, "90 s"),
        (
            ResponseTemplate::new(200).set_body_raw("<html><title>Welcome</title>", "text/html"),
            ErrorKind::Unreachable,
            "address",
        ),
        (ok(json!({"keys": null, "total_count": 1, "total_pages": 1})), ErrorKind::Unreachable, "address"),
        (
            ResponseTemplate::new(200).set_body_raw("{\"keys\": [", "application/json"),
            ErrorKind::Unreachable,
            "try again",
        ),
    ] {
        let error = list_error(answer).await;
        let told = format!("{error:?}");
        assert_eq!(error.kind, kind, "{told}");
        assert!(error.hint.unwrap_or_default().contains(hint), "{told}");
    }
    let error = list_error(refusal(400, "{'error': 'No keys found'}")).await;
    assert_eq!(error.cause.as_deref(), Some("No keys found"));
}

#[tokio::test]
async fn no_secret_that_a_body_repeats_is_told() {
    let server = empty().await;
    let echo = |request: &Request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let shown = request.headers["authorization"].to_str().unwrap().to_owned();
        refusal(400, &format!("{{'error': \"bad request {body} by {shown}\"}}"))
    };
    Mock::given(path("/key/generate")).respond_with(echo).mount(&server).await;
    let custom = "sk-custom!sentinel_0123";
    let new = NewToken { custom: Some(Secret::new(custom)), ..ci() };
    let told = format!("{:?}", gateway(&server).await.create_token(&new).await.unwrap_err());
    assert!(told.contains("bad request") && !told.contains("sentinel") && !told.contains("caller"), "{told}");
}

#[tokio::test]
async fn a_404_that_is_not_the_proxys_own_makes_nobody_an_administrator() {
    for answer in [ResponseTemplate::new(404), ResponseTemplate::new(404).set_body_string("404 page not found")] {
        let server = MockServer::start().await;
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let error = gateway(&server).await.identity().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreachable, "{error:?}");
    }
}

#[tokio::test]
async fn what_needs_a_licence_is_refused_before_it_is_sent() {
    let server = empty().await;
    let community = json!({"has_license": false, "license_type": "community"});
    on(&server, "GET", "/health/license", ok(community)).await;
    let new = NewToken { metadata: vec![("tags".to_owned(), "a,b".to_owned())], ..ci() };
    let error = gateway(&server).await.create_token(&new).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported, "{error:?}");
    assert!(requests(&server, "/key/generate").await.is_empty());

    let server = empty().await;
    on(&server, "GET", "/health/license", ok(json!({"has_license": true, "license_type": "enterprise"}))).await;
    let sent = Mock::given(path("/key/generate")).and(body_partial_json(json!({"tags": ["a", "b"]})));
    sent.respond_with(ok(key('a', "ci"))).expect(1).mount(&server).await;
    gateway(&server).await.create_token(&new).await.unwrap();
}

#[tokio::test]
async fn what_can_be_no_id_is_never_sent() {
    let server = MockServer::start().await;
    let gateway = gateway(&server).await;
    for text in ["sk-the-key-of-somebody", &hash('A'), &hash('a')[1..]] {
        assert_eq!(gateway.token(&TokenId::new(text)).await.unwrap_err().kind, ErrorKind::NotFound);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_password_is_refused_with_the_reason() {
    let password = Credential::Password { user: "admin".into(), password: Secret::new("hunter2") };
    let refused = connect(remote("https://litellm.example.com", password)).await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Unsupported);
    assert!(refused.hint.unwrap().contains("--token-stdin"));
}
