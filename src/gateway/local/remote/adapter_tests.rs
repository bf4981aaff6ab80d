//! The adapter against a server that behaves badly, and the requests it makes. That it works on the real one, the
//! contract suite shows.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, header_exists, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::gateway::connect::{Credential, Remote, connect};
use crate::gateway::{Error, ErrorKind, Gateway, fixture};
use crate::model::{
    Kind, ListChange, NewToken, NewUser, OwnerFilter, RevokeMode, Revoked, Role, ScopeKind, Secret, SecretMatch, Sort,
    SortField, Status, StatusFilter, Token, TokenChange, TokenId, TokenQuery, User, UserChange, UserRef,
};

const TOKENS: &str = "/v1/tokens";
const ID: &str = "0123456789abcdef";
const CREDENTIAL: &str = "gk_0123456789abcdef_0123456789abcdef0123456789abcdef";

fn remote(url: &str, credential: Credential) -> Remote {
    fixture::remote(Kind::Local, url, credential)
}

async fn gateway(server: &MockServer) -> Box<dyn Gateway> {
    connect(remote(&server.uri(), Credential::Token(Secret::new(CREDENTIAL)))).await.unwrap()
}

/// A server that answers every call like this.
async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(header_exists("accept")).respond_with(answer).mount(&server).await;
    server
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn refusal(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(json!({"error": {"code": code, "message": "no", "cause": "because", "hint": "do this"}}))
}

fn token_json(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "description": null, "owner": {"id": "os:ada", "name": "ada"}, "scopes": ["*"],
        "models": ["m"], "metadata": {"a": "1"}, "custom": false, "masked": "gk_0123***", "status": "active",
        "created_at": "2026-11-22T10:00:00.5Z", "updated_at": "2026-11-22T10:00:00.5Z", "expires_at": null,
        "last_used_at": null, "revoked_at": null, "added_later": {"by": "a newer server"}})
}

fn user_json(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "email": null, "full_name": null, "role": "service-account", "active": true,
        "created_at": "2026-11-22T10:00:00Z", "last_seen_at": null, "added_later": 1})
}

fn listing(items: &[Value], next: Option<&str>) -> ResponseTemplate {
    ok(json!({"items": items, "pagination": {"page": null, "per_page": 500, "total": null, "next": next}}))
}

async fn all(gateway: &dyn Gateway, query: &TokenQuery) -> Result<Vec<Token>, Error> {
    gateway.tokens(query).try_collect().await
}

/// A token that was seen earlier.
async fn seen() -> Token {
    let server = server(ok(token_json(ID, "ci"))).await;
    gateway(&server).await.token(&TokenId::new(ID)).await.unwrap()
}

async fn user_seen() -> User {
    let server = server(ok(user_json("user-1", "bot"))).await;
    let gateway = gateway(&server).await;
    gateway.users().unwrap().user(&UserRef::Id("user-1".into())).await.unwrap()
}

fn named(name: &str) -> NewToken {
    NewToken { name: Some(name.to_owned()), ..NewToken::default() }
}

#[tokio::test]
async fn a_token_is_told_whole_and_what_is_new_is_ignored() {
    let token = seen().await;
    assert_eq!((token.gateway_name().as_deref(), token.status), (Some("ci"), Status::Active));
    assert_eq!((token.gateway.profile.as_deref(), token.gateway.kind), (Some("prod"), Kind::Local));
    assert!(token.gateway.url.is_some() && token.unknown.is_empty());
    assert_eq!(token.metadata.get("a"), Some(&json!("1")));
    assert_eq!(user_seen().await.role, "service-account");
}

#[tokio::test]
async fn the_credential_is_a_bearer_or_a_password_and_the_health_is_asked_without() {
    let server = MockServer::start().await;
    let me = json!({"id": "os:ada", "name": "ada", "role": "administrator", "key": null});
    for scheme in [format!("Bearer {CREDENTIAL}"), "Basic YWRhOmdlaGVpbQ==".to_owned()] {
        Mock::given(path("/v1/me"))
            .and(header("authorization", scheme))
            .respond_with(ok(me.clone()))
            .mount(&server)
            .await;
    }
    let health = ok(json!({"service": "gatekey", "version": "9.1.0"}));
    Mock::given(path("/healthz")).respond_with(health).mount(&server).await;
    let password = Credential::Password { user: "ada".into(), password: Secret::new("geheim") };
    for credential in [Credential::Token(Secret::new(CREDENTIAL)), password] {
        let gateway = connect(remote(&server.uri(), credential)).await.unwrap();
        assert_eq!(gateway.identity().await.unwrap().unwrap().role, Role::Administrator);
        assert_eq!(gateway.server().await.unwrap().version.as_deref(), Some("9.1.0"));
    }
    let asked = server.received_requests().await.unwrap();
    let health = asked.iter().filter(|request| request.url.path() == "/healthz");
    assert!(
        health.clone().count() == 2 && health.into_iter().all(|asked| !asked.headers.contains_key("authorization"))
    );
}

#[tokio::test]
async fn pages_are_asked_for_one_after_the_other_as_they_are_read() {
    let server = MockServer::start().await;
    let first = [token_json(ID, "a"), token_json("1123456789abcdef", "b")];
    Mock::given(path(TOKENS))
        .and(query_param_is_missing("after"))
        .respond_with(listing(&first, Some("c1")))
        .mount(&server)
        .await;
    let last = [token_json("2123456789abcdef", "c")];
    Mock::given(path(TOKENS)).and(query_param("after", "c1")).respond_with(listing(&last, None)).mount(&server).await;
    let (gateway, query) = (gateway(&server).await, TokenQuery::default());
    let two: Vec<_> = gateway.tokens(&query).take(2).collect().await;
    assert_eq!((two.len(), server.received_requests().await.unwrap().len()), (2, 1));
    assert_eq!(all(gateway.as_ref(), &query).await.unwrap().len(), 3);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn every_filter_is_the_servers() {
    let server = MockServer::start().await;
    let mut asked = Mock::given(method("GET")).and(path(TOKENS));
    for (name, value) in [
        ("sort", "expires_at:desc"),
        ("search", "a&b"),
        ("owner", "me"),
        ("status", "expired"),
        ("expiring_within", "60"),
        ("unused_for", "3600"),
        ("per_page", "7"),
    ] {
        asked = asked.and(query_param(name, value));
    }
    // Changed while it was read, it moved to the next page.
    let token = token_json(ID, "a&b");
    asked.respond_with(listing(&[token.clone(), token], None)).expect(1).mount(&server).await;
    let query = TokenQuery {
        owner: Some(OwnerFilter::Me),
        status: StatusFilter::Only(Status::Expired),
        expiring_within: Some(Duration::from_secs(60)),
        unused_for: Some(Duration::from_secs(3600)),
        search: Some("a&b".into()),
        name: None,
        sort: Some(Sort { field: SortField::ExpiresAt, descending: true }),
        limit: Some(7),
        team: None,
    };
    assert_eq!(all(gateway(&server).await.as_ref(), &query).await.unwrap().len(), 1);
}

#[tokio::test]
async fn refusals_come_in_the_servers_words_and_end_as_in_process() {
    for (status, code, kind) in [
        (422, "invalid", ErrorKind::Input),
        (404, "not_found", ErrorKind::NotFound),
        (403, "missing_scope", ErrorKind::Denied),
        (403, "beyond_own_rights", ErrorKind::Denied),
        (403, "administrators_only", ErrorKind::Denied),
        (409, "name_taken", ErrorKind::Conflict),
        (409, "custom_key_taken", ErrorKind::Conflict),
        (409, "last_administrator", ErrorKind::Conflict),
        (409, "owner_deactivated", ErrorKind::Conflict),
        (409, "revoked", ErrorKind::Conflict),
        (400, "malformed", ErrorKind::Failed),
        (418, "of_a_newer_server", ErrorKind::Failed),
    ] {
        let server = server(refusal(status, code)).await;
        let gateway = gateway(&server).await;
        let told = gateway.create_token(&named("ci")).await.unwrap_err();
        assert_eq!((told.kind, told.message.as_str()), (kind, "no"), "{code}");
        assert_eq!((told.cause.as_deref(), told.hint.as_deref()), (Some("because"), Some("do this")), "{code}");
        assert_eq!(told.request.unwrap().status, Some(status));
        let of_a_change = gateway.update_token(&seen().await, &TokenChange::default()).await.unwrap_err();
        assert_eq!((of_a_change.kind, of_a_change.hint.as_deref()), (kind, Some("do this")), "{code}");
    }
}

#[tokio::test]
async fn a_rejected_key_is_told_with_the_way_to_another_that_works_here() {
    let server = server(refusal(401, "unauthenticated")).await;
    let told = gateway(&server).await.identity().await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::Unauthenticated);
    assert_eq!(told.message, "gateway \"prod\" rejected the credential (401)");
    assert_eq!(told.cause.as_deref(), Some("because"));
    assert_eq!(told.hint.as_deref(), Some("run `gatekey login --profile prod`, or set GATEKEY_TOKEN"));
}

#[tokio::test]
async fn what_is_not_the_api_is_unreachable() {
    let page = ResponseTemplate::new(200).set_body_raw("<title>Sign in</title>", "text/html");
    for answer in [
        page,
        ok(json!({"things": []})),
        ResponseTemplate::new(200).set_body_raw(r#"{"items":[{"id":"#, "application/json"),
        ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"})),
        ResponseTemplate::new(502),
        refusal(500, "failed"),
        ResponseTemplate::new(302).insert_header("location", "https://elsewhere.example.com/"),
    ] {
        let server = server(answer.clone()).await;
        let gateway = gateway(&server).await;
        let told = all(gateway.as_ref(), &TokenQuery::default()).await.unwrap_err();
        assert_eq!(told.kind, ErrorKind::Unreachable, "{answer:?}: {told:?}");
        assert!(told.hint.is_some(), "{told:?}");
        let told = gateway.token(&TokenId::new(ID)).await.unwrap_err();
        assert_eq!(told.kind, ErrorKind::Unreachable, "{answer:?}: {told:?}");
    }
}

#[tokio::test]
async fn a_key_that_may_have_been_made_is_unknown_and_never_asked_for_again() {
    for answer in [
        ok(token_json(ID, "ci")).set_delay(Duration::from_secs(2)),
        // Made, and its secret lost.
        ResponseTemplate::new(201).set_body_json(token_json(ID, "ci")),
        ResponseTemplate::new(201).set_body_raw(r#"{"id":"0123"#, "application/json"),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(502),
        refusal(500, "failed"),
    ] {
        let server = self::server(answer.clone()).await;
        let gateway = self::gateway(&server).await;
        let told = gateway.create_token(&named("it's")).await.unwrap_err();
        assert_eq!(told.kind, ErrorKind::OutcomeUnknown, "{answer:?}: {told:?}");
        assert!(told.message.contains("may have made the token \"it's\""), "{told:?}");
        let find = r"`gatekey tokens list --search 'it'\''s'` shows whether it is there";
        assert_eq!(told.hint.as_deref(), Some(find));
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
    let server = self::server(ResponseTemplate::new(502)).await;
    let new = NewUser { name: "bot".into(), ..NewUser::default() };
    let told = gateway(&server).await.users().unwrap().create_user(&new).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::OutcomeUnknown);
    assert_eq!(told.hint.as_deref(), Some("`gatekey users list --search bot` shows whether it is there"));
    // The server says that it did not even begin.
    let server = self::server(refusal(503, "unavailable")).await;
    let told = gateway(&server).await.create_token(&named("ci")).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::Unreachable, "{told:?}");
}

#[tokio::test]
async fn a_dry_run_asks_the_server_and_is_never_unknown() {
    let server = MockServer::start().await;
    let done = ok(json!({"dry_run": true}));
    Mock::given(query_param("dry_run", "true")).respond_with(done).expect(5).mount(&server).await;
    let (gateway, token, user) = (gateway(&server).await, seen().await, user_seen().await);
    gateway.check_new_token(&named("ci")).await.unwrap();
    gateway.check_token_change(&token, &TokenChange::default()).await.unwrap();
    let users = gateway.users().unwrap();
    users.check_new_user(&NewUser { name: "bot".into(), ..NewUser::default() }).await.unwrap();
    users.check_user_change(&user, &UserChange::default()).await.unwrap();
    users.check_user_deletion(&user).await.unwrap();
    let broken = self::server(ResponseTemplate::new(502)).await;
    let told = self::gateway(&broken).await.check_new_token(&named("ci")).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn a_change_is_asked_for_again_and_is_unknown_where_the_answer_stays_lost() {
    let token = seen().await;
    let change = TokenChange { name: Some("x".into()), ..TokenChange::default() };
    // Lost once: the second answer counts.
    let server = MockServer::start().await;
    Mock::given(method("PATCH")).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    Mock::given(body_json(json!({"name": "x"}))).respond_with(ok(token_json(ID, "x"))).mount(&server).await;
    assert_eq!(gateway(&server).await.update_token(&token, &change).await.unwrap().gateway_name().unwrap(), "x");
    // The second one is refused, maybe because the first was carried out.
    let server = MockServer::start().await;
    Mock::given(method("PATCH")).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    Mock::given(method("PATCH")).respond_with(refusal(422, "invalid")).mount(&server).await;
    let models = Some(ListChange::Edit { add: Vec::new(), remove: vec!["m".into()] });
    let told =
        gateway(&server).await.update_token(&token, &TokenChange { models, ..change.clone() }).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::OutcomeUnknown, "{told:?}");
    assert!(told.hint.unwrap().contains("it may have been carried out"));
    let silent = self::server(ok(token_json(ID, "x")).set_delay(Duration::from_secs(2))).await;
    let told = gateway(&silent).await.update_token(&token, &change).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::OutcomeUnknown, "{told:?}");
}

#[tokio::test]
async fn what_a_repeated_deletion_does_not_find_the_first_has_deleted() {
    let (token, user) = (seen().await, user_seen().await);
    let server = MockServer::start().await;
    for at in [format!("{TOKENS}/{ID}"), "/v1/users/user-1".to_owned()] {
        Mock::given(path(at)).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    }
    Mock::given(method("DELETE")).respond_with(refusal(404, "not_found")).mount(&server).await;
    let gateway = gateway(&server).await;
    let left = gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
    assert!(matches!(left, Revoked::Gone(_)), "{left:?}");
    gateway.users().unwrap().delete_user(&user).await.unwrap();
    // Not found at once is not there.
    assert_eq!(gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(gateway.users().unwrap().delete_user(&user).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_key_that_revoked_itself_in_a_lost_answer_is_rejected_and_not_unknown() {
    let token = seen().await;
    let server = MockServer::start().await;
    let revoke = || Mock::given(method("POST")).and(path(format!("{TOKENS}/{ID}/revoke")));
    revoke().respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    revoke().respond_with(refusal(401, "unauthenticated")).mount(&server).await;
    let told = gateway(&server).await.revoke_token(&token, RevokeMode::Revoke).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn whose_secret_it_is_is_asked_by_its_public_part_alone() {
    let server = MockServer::start().await;
    Mock::given(path(format!("{TOKENS}/{ID}"))).respond_with(ok(token_json(ID, "ci"))).mount(&server).await;
    Mock::given(path(TOKENS)).respond_with(listing(&[token_json(ID, "ci")], None)).mount(&server).await;
    Mock::given(path(format!("{TOKENS}/ffffffffffffffff")))
        .respond_with(refusal(404, "not_found"))
        .mount(&server)
        .await;
    let gateway = gateway(&server).await;
    let secret = "fedcba9876543210fedcba9876543210";
    let found = gateway.token_of_secret(&Secret::new(format!("gk_{ID}_{secret}"))).await.unwrap();
    assert!(matches!(found, SecretMatch::Exact(token) if token.id.as_str() == ID));
    let unknown = gateway.token_of_secret(&Secret::new(format!("gk_ffffffffffffffff_{secret}"))).await.unwrap_err();
    assert_eq!((unknown.kind, unknown.message.as_str()), (ErrorKind::NotFound, "no token has this secret"));
    // There is no custom token that it could be.
    let custom = gateway.token_of_secret(&Secret::new("my-own-secret".repeat(3))).await.unwrap_err();
    assert_eq!(custom.kind, ErrorKind::NotFound);
    for asked in server.received_requests().await.unwrap() {
        let told = format!("{} {:?} {:?}", asked.url, asked.headers, String::from_utf8_lossy(&asked.body));
        assert!(!told.contains(secret) && !told.contains("my-own"), "{told}");
    }
}

#[tokio::test]
async fn what_can_be_no_id_is_not_found_and_not_asked_for() {
    let server = MockServer::start().await;
    let gateway = gateway(&server).await;
    for id in ["", ".", "..", "ci", "../users/me", "0123456789abcdeg", "é", "0123456789abcdef0"] {
        let told = gateway.token(&TokenId::new(id)).await.unwrap_err();
        assert_eq!(told.kind, ErrorKind::NotFound, "{id}");
        assert_eq!(told.message, format!("there is no token with the id `{id}`"));
    }
    for id in ["", ".", "..", "me"] {
        let told = gateway.users().unwrap().user(&UserRef::Id(id.into())).await.unwrap_err();
        assert_eq!(told.kind, ErrorKind::NotFound, "{id}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bare_word_is_a_users_name_before_it_is_an_id() {
    let server = MockServer::start().await;
    let found = listing(&[user_json("user-1", "bot")], None);
    Mock::given(path("/v1/users")).and(query_param("name", "bot")).respond_with(found).mount(&server).await;
    Mock::given(path("/v1/users")).respond_with(listing(&[], None)).mount(&server).await;
    Mock::given(path("/v1/users/user-2")).respond_with(ok(user_json("user-2", "two"))).mount(&server).await;
    Mock::given(path("/v1/users/os:ada")).respond_with(ok(user_json("os:ada", "ada"))).mount(&server).await;
    Mock::given(path("/v1/users/me")).respond_with(ok(user_json("os:ada", "ada"))).mount(&server).await;
    Mock::given(path("/v1/users/nobody")).respond_with(refusal(404, "not_found")).mount(&server).await;
    let gateway = gateway(&server).await;
    let users = gateway.users().unwrap();
    for (typed, id) in
        [("bot", "user-1"), ("name:bot", "user-1"), ("user-2", "user-2"), ("id:os:ada", "os:ada"), ("me", "os:ada")]
    {
        assert_eq!(users.user(&typed.parse().unwrap()).await.unwrap().id, id, "{typed}");
    }
    for typed in ["nobody", "id:nobody", "name:nobody"] {
        let told = users.user(&typed.parse().unwrap()).await.unwrap_err();
        assert_eq!((told.kind, told.message.as_str()), (ErrorKind::NotFound, "there is no user `nobody`"), "{typed}");
    }
}

#[tokio::test]
async fn an_owner_who_is_it_already_may_be_said_and_another_is_refused_here() {
    let token = seen().await;
    let server = server(ok(token_json(ID, "ci"))).await;
    let gateway = gateway(&server).await;
    let to = |owner: &str| TokenChange { owner: Some(owner.into()), ..TokenChange::default() };
    for owner in ["ada", "os:ada", "name:ada"] {
        gateway.update_token(&token, &to(owner)).await.unwrap();
    }
    let asked = server.received_requests().await.unwrap().len();
    let told = gateway.update_token(&token, &to("bob")).await.unwrap_err();
    assert_eq!(told.kind, ErrorKind::Unsupported);
    assert_eq!(server.received_requests().await.unwrap().len(), asked);
}

#[tokio::test]
async fn no_failure_repeats_a_secret() {
    let sentinel = "sentinel-0123456789-0123456789-0123456789";
    let echo = ResponseTemplate::new(422).set_body_json(json!({"error": {"code": "invalid",
        "message": format!("not {sentinel}"), "cause": format!("{sentinel}!"), "hint": CREDENTIAL}}));
    let server = server(echo).await;
    let gateway = gateway(&server).await;
    let new = NewToken { custom: Some(Secret::new(sentinel)), ..named("ci") };
    let with_password = NewUser { name: "bot".into(), password: Some(Secret::new(sentinel)), ..NewUser::default() };
    let told = [
        gateway.create_token(&new).await.unwrap_err(),
        gateway.check_new_token(&new).await.unwrap_err(),
        gateway.users().unwrap().create_user(&with_password).await.unwrap_err(),
    ];
    for error in told {
        let text = format!("{error:?}");
        assert!(!text.contains("sentinel") && !text.contains(CREDENTIAL) && text.contains("[redacted]"), "{text}");
    }
}

#[tokio::test]
async fn the_catalogue_is_the_servers() {
    let items = json!([{"name": "*", "title": "Everything", "grants": ["management"], "aliases": ["all"]},
                       {"name": "newer", "title": "Of a newer server"}]);
    let server = server(ok(json!({"items": items}))).await;
    let scopes = gateway(&server).await.scopes().await.unwrap();
    assert_eq!((scopes[0].aliases[0].as_str(), scopes[0].grants[0].as_str()), ("all", "management"));
    assert_eq!((scopes[1].name.as_str(), scopes[1].kind, scopes.len()), ("newer", ScopeKind::Scope, 2));
}
