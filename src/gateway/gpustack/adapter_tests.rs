//! The adapter against a server that behaves badly, and the requests it makes. That it works on the real one, the
//! contract suite shows.

use std::time::Duration;

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::gateway::connect::{Credential, Remote, connect};
use crate::gateway::{Error, ErrorKind, Gateway, fixture};
use crate::model::{
    Kind, Lifetime, ListChange, NewToken, OwnerFilter, RevokeMode, Secret, SecretMatch, Sort, SortField, Status,
    StatusFilter, TeamRef, Token, TokenChange, TokenId, TokenQuery, UserRef,
};

const KEYS: &str = "/v2/api-keys";
const CREDENTIAL: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";

fn remote(url: &str) -> Remote {
    fixture::remote(Kind::Gpustack, url, Credential::Token(Secret::new(CREDENTIAL)))
}

pub(super) async fn gateway(server: &MockServer) -> Box<dyn Gateway> {
    connect(remote(&server.uri())).await.unwrap()
}

/// A server that answers every call on keys like this.
async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path(KEYS)).respond_with(answer.clone()).mount(&server).await;
    Mock::given(path(format!("{KEYS}/7"))).respond_with(answer).mount(&server).await;
    server
}

pub(super) fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn key(id: u32, name: &str) -> Value {
    json!({"id": id, "name": name, "description": null, "scope": ["*"], "allowed_model_names": null,
        "user_name": "admin", "value": null, "masked_value": "gpustack_0123***", "is_custom": false,
        "owner_principal_id": null, "created_at": "2026-11-22T10:00:00.5", "updated_at": "2026-11-22T10:00:00.5Z",
        "expires_at": "2026-11-22T11:00:00Z", "added_later": 1})
}

pub(super) fn listing(keys: &[Value], total_pages: u32) -> ResponseTemplate {
    ok(json!({"items": keys, "pagination": {"page": 1, "perPage": 500, "total": 9, "totalPage": total_pages}}))
}

async fn all(gateway: &dyn Gateway, query: &TokenQuery) -> Result<Vec<Token>, Error> {
    gateway.tokens(query).try_collect().await
}

async fn list_error(answer: ResponseTemplate) -> Error {
    let server = server(answer).await;
    all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap_err()
}

fn ci() -> NewToken {
    NewToken { name: Some("ci".into()), ..NewToken::default() }
}

async fn create_error(answer: ResponseTemplate) -> (Error, usize) {
    let server = server(answer).await;
    let error = gateway(&server).await.create_token(&ci()).await.unwrap_err();
    (error, server.received_requests().await.unwrap().len())
}

async fn seventh(server: &MockServer) -> (Box<dyn Gateway>, Token) {
    let page = listing(&[key(7, "ci")], 1);
    Mock::given(path(KEYS)).and(method("GET")).respond_with(page).with_priority(1).mount(server).await;
    let gateway = gateway(server).await;
    let token = gateway.token(&TokenId::new("7")).await.unwrap();
    (gateway, token)
}

#[tokio::test]
async fn one_page_is_one_request_for_everybodys_keys() {
    let server = server(listing(&[key(7, "ci")], 1)).await;
    let tokens = all(&*gateway(&server).await, &TokenQuery::search("c i")).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].url.query(), Some("user_id=*&search=c%20i&page=1&perPage=500"));
    assert_eq!((tokens[0].id.as_str(), tokens[0].status), ("7", Status::Expired));
    assert_eq!(tokens[0].unknown, ["owner.id", "last_used_at"]);
}

#[tokio::test]
async fn no_more_keys_are_asked_for_than_are_wanted_unless_some_are_sorted_out_here() {
    let server = MockServer::start().await;
    Mock::given(path(KEYS)).respond_with(listing(&[], 0)).mount(&server).await;
    let limited = |limit| TokenQuery { limit: Some(limit), ..TokenQuery::default() };
    let by_name = Some(Sort { field: SortField::Name, descending: false });
    for (query, size) in [
        (limited(5), "5"),
        (limited(501), "500"),
        (TokenQuery { status: StatusFilter::Only(Status::Expired), ..limited(5) }, "500"),
        (TokenQuery { expiring_within: Some(Duration::from_secs(60)), ..limited(5) }, "500"),
        (TokenQuery { sort: by_name, ..limited(5) }, "500"),
    ] {
        all(&*gateway(&server).await, &query).await.unwrap();
        let sent = server.received_requests().await.unwrap().pop().unwrap();
        assert!(sent.url.query_pairs().any(|pair| pair == ("perPage".into(), size.into())), "{}", sent.url);
    }
}

#[tokio::test]
async fn a_key_that_slid_to_the_next_page_comes_once() {
    let server = MockServer::start().await;
    for (page, keys) in [("1", [key(9, "a"), key(8, "b")]), ("2", [key(8, "b"), key(7, "c")])] {
        Mock::given(query_param("page", page)).respond_with(listing(&keys, 2)).mount(&server).await;
    }
    let tokens = all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap();
    assert_eq!(tokens.iter().map(|token| token.id.as_str()).collect::<Vec<_>>(), ["9", "8", "7"]);
}

#[tokio::test]
async fn each_status_has_its_kind_and_its_hint() {
    for (status, body, kind, hint) in [
        (
            401,
            json!({"code": 401, "message": "Invalid authentication credentials"}),
            ErrorKind::Unauthenticated,
            "login",
        ),
        (401, json!({"message": "User account is deactivated"}), ErrorKind::Unauthenticated, "administrator"),
        (403, json!({"message": "… access management features"}), ErrorKind::Denied, "`management`"),
        (404, json!({"detail": "Not Found"}), ErrorKind::Unreachable, "--kind"),
        (429, json!({}), ErrorKind::Unreachable, "try again"),
        (500, json!({"message": "Unexpected error occurred: SELECT"}), ErrorKind::Unreachable, "try again"),
        (503, json!({"error": {"message": "No running instances available"}}), ErrorKind::Unreachable, "try again"),
    ] {
        let error = list_error(ResponseTemplate::new(status).set_body_json(body)).await;
        assert_eq!(error.kind, kind, "{status}");
        assert!(error.message.contains("\"prod\""), "{}", error.message);
        assert!(error.hint.as_deref().is_some_and(|text| text.contains(hint)), "{error:?}");
        assert_eq!(error.request.unwrap().status, Some(status));
    }
}

#[tokio::test]
async fn what_is_not_its_api_is_unreachable_and_says_what_it_is() {
    let text = |body: &str, kind: &str| ResponseTemplate::new(200).set_body_raw(body, kind);
    for (answer, word) in [
        (text("<html><title>Login</title>", "text/html"), "HTML"),
        (text(r#"{"items":[{"id":7"#, "application/json"), "cut off"),
        (ok(json!({"code": 500, "reason": "x", "message": "broken"})), "error inside"),
        (ok(json!({"data": []})), "not what this API"),
        (ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:1/login"), "redirects to"),
        (listing(&[], 1).set_delay(Duration::from_secs(2)), "0.5 s"),
    ] {
        let error = list_error(answer).await;
        assert_eq!(error.kind, ErrorKind::Unreachable, "{error:?}");
        assert!(error.message.contains(word) && error.hint.is_some(), "{error:?}");
    }
}

#[tokio::test]
async fn an_echoed_secret_is_in_no_part_of_the_error() {
    let custom = "my very own secret";
    let body = format!("Field required, 'input': {{'custom': '{custom}'}} by {CREDENTIAL}");
    let server = server(ResponseTemplate::new(422).set_body_json(json!({"message": body}))).await;
    let new = NewToken { custom: Some(Secret::new(custom)), ..ci() };
    let error = gateway(&server).await.create_token(&new).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Failed);
    assert!(error.cause.as_deref().is_some_and(|cause| cause.starts_with("Field required")));
    let told = format!("{error:?}");
    assert!(!told.contains(custom) && !told.contains(CREDENTIAL), "{told}");
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_unknown_and_never_repeated() {
    for answer in [
        ResponseTemplate::new(502),
        ResponseTemplate::new(503),
        ResponseTemplate::new(504),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw(r#"{"id":7,"na"#, "application/json"),
        ok(key(7, "ci")),
        ok(key(7, "ci")).set_delay(Duration::from_secs(2)),
    ] {
        let (error, requests) = create_error(answer).await;
        assert_eq!((error.kind, requests), (ErrorKind::OutcomeUnknown, 1), "{error:?}");
        assert!(error.hint.unwrap().contains("`gatekey tokens list --search ci`"));
    }
}

#[tokio::test]
async fn a_create_that_was_refused_is_not_unknown() {
    let taken = json!({"error": {"message": "API key with name 'ci' already exists.", "code": 409}});
    let (error, _) = create_error(ResponseTemplate::new(409).set_body_json(taken)).await;
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(error.message, "gateway \"prod\" has a token named \"ci\" already");
    let taken = json!({"message": "Custom API Key duplicate with existing key b (id: 6, expired: False)"});
    let (error, _) = create_error(ResponseTemplate::new(409).set_body_json(taken)).await;
    assert!(error.kind == ErrorKind::Conflict && error.message.contains("this secret"));
    let (error, requests) = create_error(ResponseTemplate::new(429).insert_header("retry-after", "0")).await;
    assert_eq!((error.kind, requests), (ErrorKind::Unreachable, 2));
}

#[tokio::test]
async fn nothing_is_sent_for_a_token_that_would_become_something_else() {
    let server = MockServer::start().await;
    let gateway = gateway(&server).await;
    let list = |name: &str| Some(vec![name.to_owned()]);
    for (new, word) in [
        (NewToken::default(), "names"),
        (NewToken { name: Some(String::new()), ..ci() }, "name is empty"),
        (NewToken { name: Some("a\0".into()), ..ci() }, "NUL"),
        (NewToken { scopes: Some(vec![]), ..ci() }, "no scope"),
        (NewToken { scopes: list("inferance"), ..ci() }, "inferance"),
        (NewToken { models: Some(vec![]), ..ci() }, "no model"),
        (NewToken { models: Some(vec!["*".into(), "m".into()]), ..ci() }, "every model"),
        (NewToken { custom: Some(Secret::new("")), ..ci() }, "secret is empty"),
        (NewToken { expires_in: Some("8000y".parse().unwrap()), ..ci() }, "9999"),
        (NewToken { expires_in: Some(Lifetime::For(Duration::from_millis(999))), ..ci() }, "less than a second"),
    ] {
        let error = gateway.create_token(&new).await.unwrap_err();
        assert!(error.kind == ErrorKind::Input && error.message.contains(word), "{error:?}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_token_is_made_with_what_was_asked_for_and_nothing_else() {
    let server = MockServer::start().await;
    let mut answer = key(7, "ci");
    answer["value"] = json!("the secret");
    let expected = json!({"name": "ci", "expires_in": 3600, "scope": ["inference"]});
    Mock::given(method("POST")).and(body_json(expected)).respond_with(ok(answer)).mount(&server).await;
    let new = NewToken {
        scopes: Some(vec!["inference".into()]),
        models: Some(vec!["*".into()]),
        expires_in: Some("1h".parse().unwrap()),
        ..ci()
    };
    let minted = gateway(&server).await.create_token(&new).await.unwrap();
    assert_eq!((minted.secret.expose(), minted.token.id.as_str()), ("the secret", "7"));
}

#[tokio::test]
async fn an_update_sends_only_what_changes() {
    let server = MockServer::start().await;
    let (gateway, mut token) = seventh(&server).await;
    token.models = crate::model::Rights::Only(vec!["a".into(), "b".into()]);
    let expected = json!({"description": null, "allowed_model_names": ["b", "c"]});
    Mock::given(method("PUT")).and(body_json(expected)).respond_with(ok(key(7, "ci"))).mount(&server).await;
    let edit = |add: &[&str], remove: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Some(ListChange::Edit { add: owned(add), remove: owned(remove) })
    };
    let change = TokenChange { description: Some(None), models: edit(&["c", "b"], &["a"]), ..TokenChange::default() };
    gateway.update_token(&token, &change).await.unwrap();
    for (models, word) in [(edit(&[], &["a", "b"]), "nothing would be left"), (edit(&[], &["z"]), "`z`")] {
        let change = TokenChange { models, ..TokenChange::default() };
        let error = gateway.update_token(&token, &change).await.unwrap_err();
        assert!(error.kind == ErrorKind::Input && error.message.contains(word), "{error:?}");
    }
    let change = TokenChange { scopes: edit(&[], &["inference"]), ..TokenChange::default() };
    assert_eq!(gateway.update_token(&token, &change).await.unwrap_err().kind, ErrorKind::Input);
    // What is added to every scope is in it already.
    Mock::given(method("PUT")).and(body_json(json!({}))).respond_with(ok(key(7, "ci"))).mount(&server).await;
    let change = TokenChange { scopes: edit(&["inference"], &[]), ..TokenChange::default() };
    gateway.update_token(&token, &change).await.unwrap();
}

#[tokio::test]
async fn a_repeated_delete_that_finds_nothing_has_succeeded_and_a_first_one_has_not() {
    let server = MockServer::start().await;
    let (gateway, token) = seventh(&server).await;
    let gone = json!({"error": {"message": "Api key not found", "code": 404}});
    Mock::given(method("DELETE")).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    Mock::given(method("DELETE")).respond_with(ResponseTemplate::new(404).set_body_json(gone)).mount(&server).await;
    assert!(gateway.revoke_token(&token, RevokeMode::Revoke).await.is_ok());
    let error = gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_delete_is_not_believed_because_of_its_status_alone() {
    let server = MockServer::start().await;
    let (gateway, token) = seventh(&server).await;
    let page = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    Mock::given(method("DELETE")).respond_with(page).mount(&server).await;
    let error = gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn text_that_can_be_no_id_is_not_asked_for() {
    let server = MockServer::start().await;
    let gateway = gateway(&server).await;
    for id in ["ci", "", "0", "-1", "+7", "007", "2147483648", "../users/1"] {
        assert_eq!(gateway.token(&TokenId::new(id)).await.unwrap_err().kind, ErrorKind::NotFound, "{id}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_secret_is_matched_by_the_digits_shown_and_never_sent() {
    let mut custom = key(8, "own");
    custom["is_custom"] = json!(true);
    custom["masked_value"] = json!("Custom API Key");
    let server = server(listing(&[key(7, "ci"), custom], 1)).await;
    let gateway = gateway(&server).await;
    for (secret, expected) in
        [("gpustack_0123ffff_1", "7"), ("gpustack_9999ffff_1", "8"), ("my own", "8"), ("gpustack_é", "8")]
    {
        let SecretMatch::Candidates(found) = gateway.token_of_secret(&Secret::new(secret)).await.unwrap() else {
            panic!("GPUStack shows too little for an exact match");
        };
        assert_eq!(found.iter().map(|token| token.id.as_str()).collect::<Vec<_>>(), [expected], "{secret}");
    }
    let sent = server.received_requests().await.unwrap();
    assert!(sent.iter().all(|request| !request.url.as_str().contains("ffff") && request.body.is_empty()));
}

#[tokio::test]
async fn a_key_that_may_not_ask_who_it_is_is_tried_on_the_models() {
    for (models, expected) in [(200, Ok(None)), (403, Ok(None)), (401, Err(ErrorKind::Unauthenticated))] {
        let server = MockServer::start().await;
        Mock::given(path("/v2/users/me")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
        Mock::given(path("/v1/models")).respond_with(ResponseTemplate::new(models)).mount(&server).await;
        let identity = gateway(&server).await.identity().await.map_err(|error| error.kind);
        assert_eq!(identity, expected, "{models}");
    }
}

async fn with_account(is_admin: bool) -> MockServer {
    let server = MockServer::start().await;
    let me = json!({"id": 5, "username": "polly", "is_admin": is_admin});
    Mock::given(path("/v2/users/me")).respond_with(ok(me)).mount(&server).await;
    let acme = json!([{"organization": {"id": 5, "name": "polly", "is_personal": true}},
        {"organization": {"id": 9, "name": "acme", "is_personal": false}}]);
    Mock::given(path("/v2/users/me/organizations")).respond_with(ok(acme)).mount(&server).await;
    Mock::given(path("/v2/organizations")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    server
}

#[tokio::test]
async fn only_administrators_can_ask_for_other_owners() {
    let server = with_account(false).await;
    Mock::given(query_param("user_id", "5")).respond_with(listing(&[], 0)).mount(&server).await;
    let gateway = gateway(&server).await;
    let of = |owner: &str| TokenQuery { owner: Some(owner.parse::<OwnerFilter>().unwrap()), ..TokenQuery::default() };
    for mine in ["me", "polly", "5"] {
        assert_eq!(all(&*gateway, &of(mine)).await.unwrap(), [], "{mine}");
    }
    assert_eq!(all(&*gateway, &of("admin")).await.unwrap_err().kind, ErrorKind::Denied);
}

#[tokio::test]
async fn an_administrator_names_an_owner_by_the_exact_name() {
    let server = with_account(true).await;
    let users = [
        json!({"id": 6, "username": "ann-marie", "is_admin": false}),
        json!({"id": 7, "username": "ann", "is_admin": false}),
    ];
    Mock::given(path("/v2/users")).respond_with(listing(&users, 1)).mount(&server).await;
    Mock::given(query_param("user_id", "7")).respond_with(listing(&[], 0)).mount(&server).await;
    let query = TokenQuery { owner: Some(OwnerFilter::User(UserRef::Name("ann".into()))), ..TokenQuery::default() };
    assert_eq!(all(&*gateway(&server).await, &query).await.unwrap(), []);
    let query = TokenQuery { owner: Some(OwnerFilter::User(UserRef::Word("bo".into()))), ..TokenQuery::default() };
    assert_eq!(all(&*gateway(&server).await, &query).await.unwrap_err().kind, ErrorKind::NotFound);
}

fn in_team(team: &str) -> TokenQuery {
    TokenQuery { team: Some(team.into()), ..TokenQuery::default() }
}

/// A server that reads the organisation's header, or ignores it because the key has its own.
async fn with_organization(own: Option<u32>) -> MockServer {
    let server = with_account(false).await;
    let answer = move |request: &Request| {
        let asked = request.headers.get("x-organization-id").and_then(|value| value.to_str().ok()?.parse().ok());
        let sent = request.headers.contains_key("x-organization-id");
        let Some(acts_in) = own.or(asked) else {
            return ResponseTemplate::new(if sent { 422 } else { 200 });
        };
        let mut key = key(7, "ci");
        key["owner_principal_id"] = json!(acts_in);
        listing(&[key], 1)
    };
    Mock::given(path(KEYS)).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn a_key_tied_to_nothing_acts_in_the_team_it_is_told() {
    let server = with_organization(None).await;
    let team = Some(TeamRef { id: "9".into(), name: Some("acme".into()) });
    for name in ["acme", "9"] {
        let tokens = all(&*gateway(&server).await, &in_team(name)).await.unwrap();
        assert_eq!(tokens[0].team, team);
    }
    let error = all(&*gateway(&server).await, &in_team("polly")).await.unwrap_err();
    assert!(error.kind == ErrorKind::NotFound && error.hint.unwrap().contains("acme"));
}

#[tokio::test]
async fn a_key_tied_elsewhere_is_refused_before_anything_changes() {
    let server = with_organization(Some(5)).await;
    let new = NewToken { team: Some("acme".into()), ..ci() };
    let error = gateway(&server).await.create_token(&new).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
    assert!(error.hint.unwrap().contains("--team acme"));
    assert!(server.received_requests().await.unwrap().iter().all(|request| request.method.as_str() == "GET"));
    let server = with_organization(Some(9)).await;
    assert!(all(&*gateway(&server).await, &in_team("acme")).await.is_ok());
}

#[tokio::test]
async fn what_the_profile_knows_of_the_tie_needs_no_asking() {
    let server = with_organization(Some(9)).await;
    let tied = Remote { tied_to_team: Some("acme".into()), ..remote(&server.uri()) };
    let gateway = connect(tied).await.unwrap();
    for query in [TokenQuery::default(), in_team("acme")] {
        let tokens = all(&*gateway, &query).await.unwrap();
        assert_eq!(tokens[0].team, Some(TeamRef { id: "9".into(), name: Some("acme".into()) }));
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    assert_eq!(all(&*gateway, &in_team("other")).await.unwrap_err().kind, ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_password_is_tied_to_nothing_whatever_the_profile_says() {
    let server = with_organization(None).await;
    let credential = Credential::Password { user: "polly".into(), password: Secret::new("pw") };
    let profile = Remote { credential, tied_to_team: Some("acme".into()), ..remote(&server.uri()) };
    let mut answer = key(7, "ci");
    (answer["value"], answer["owner_principal_id"]) = (json!("the secret"), json!(9));
    let inside = Mock::given(method("POST")).and(header("x-organization-id", "9")).respond_with(ok(answer));
    inside.expect(1).with_priority(1).mount(&server).await;
    let new = NewToken { team: Some("acme".into()), ..ci() };
    connect(profile).await.unwrap().create_token(&new).await.unwrap();
}

#[tokio::test]
async fn a_token_of_an_organisation_is_reached_through_it() {
    let server = MockServer::start().await;
    let (gateway, mut token) = seventh(&server).await;
    token.team = Some(TeamRef { id: "9".into(), name: None });
    let through = Mock::given(method("DELETE")).and(header("x-organization-id", "9"));
    through.respond_with(ok(Value::Null)).expect(1).mount(&server).await;
    gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap();
}

#[tokio::test]
async fn a_list_that_is_null_is_one_of_nothing() {
    for (pages, expected) in [(0, Ok(Vec::new())), (1, Err(ErrorKind::Unreachable))] {
        let server = MockServer::start().await;
        let listed = ok(json!({"items": null, "pagination": {"page": 1, "totalPage": pages}}));
        Mock::given(method("GET")).and(path(KEYS)).respond_with(listed).mount(&server).await;
        let gateway = gateway(&server).await;
        let query = TokenQuery::default();
        let found: Result<Vec<Token>, Error> = gateway.tokens(&query).try_collect().await;
        assert_eq!(found.map_err(|error| error.kind), expected);
    }
}

#[tokio::test]
async fn kinds_without_an_adapter_say_so() {
    let error = connect(Remote { kind: Kind::LlamaStack, ..remote("http://localhost") }).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Unsupported);
    assert!(error.message.contains(Kind::LlamaStack.title()));
}
