//! The adapter against a server that behaves badly, and the requests it makes. That it works on the real one, the contract
//! suite shows. The answers are those of LiteLLM 1.106.2, shortened.

use std::time::Duration;

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::gateway::connect::{Credential, Remote, connect};
use crate::gateway::{Error, ErrorKind, Gateway};
use crate::model::{
    Clock, Kind, Lifetime, NewToken, RevokeMode, Revoked, Rights, Secret, Sort, SortField, Status, StatusFilter,
    TeamQuery, Timestamp, Token, TokenChange, TokenId, TokenQuery, UserQuery,
};
use crate::net::{HttpSettings, Trace};

const CREDENTIAL: &str = "sk-the-key-of-the-caller-1";

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn remote(url: &str, credential: Credential) -> Remote {
    Remote {
        kind: Kind::Litellm,
        url: url.parse().unwrap(),
        profile: Some("prod".into()),
        credential,
        token_source: None,
        tied_to_team: None,
        http: HttpSettings {
            timeout: Duration::from_millis(500),
            retries: 0,
            ca_cert: None,
            client_cert: None,
            https_proxy: None,
            no_proxy: None,
            allow_http: false,
            trace: Trace::off(),
        },
        clock: Clock::new(noon),
    }
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

async fn list_error(answer: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    on(&server, "GET", "/key/list", answer).await;
    all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap_err()
}

fn ci() -> NewToken {
    NewToken { name: Some("ci".into()), ..NewToken::default() }
}

async fn requests(server: &MockServer, place: &str) -> Vec<Request> {
    server.received_requests().await.unwrap().into_iter().filter(|request| request.url.path() == place).collect()
}

#[tokio::test]
async fn a_list_is_one_request_and_null_is_what_an_empty_list_is() {
    let server = MockServer::start().await;
    on(&server, "GET", "/key/list", list(json!([key('a', "ci")]), 1)).await;
    let tokens = all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap();
    let sent = server.received_requests().await.unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].url.query(), Some("return_full_object=true&page=1&size=100"));
    assert_eq!((tokens[0].id.as_str(), tokens[0].status), (hash('a').as_str(), Status::Expired));
    assert_eq!((&tokens[0].models, &tokens[0].scopes, &tokens[0].routes), (&Rights::All, &Rights::All, &Rights::All));
    assert!(tokens[0].rate_limit.is_none() && tokens[0].metadata.is_empty());
    assert_eq!(tokens[0].unknown, ["custom", "owner.name"]);
}

#[tokio::test]
async fn a_list_that_is_null_is_one_of_nothing() {
    let server = empty().await;
    on(&server, "GET", "/key/list", list(Value::Null, 0)).await;
    on(&server, "GET", "/user/list", ok(json!({"users": null, "total": 0, "total_pages": 0}))).await;
    on(&server, "GET", "/v2/team/list", ok(json!({"teams": null, "total": 0, "total_pages": 0}))).await;
    let gateway = gateway(&server).await;
    assert_eq!(all(&*gateway, &TokenQuery::default()).await.unwrap(), []);
    let users: Vec<_> = gateway.users().unwrap().users(&UserQuery::default()).try_collect().await.unwrap();
    let teams: Vec<_> = gateway.teams().unwrap().teams(&TeamQuery::default()).try_collect().await.unwrap();
    assert!(users.is_empty() && teams.is_empty());
}

#[tokio::test]
async fn users_of_many_teams_on_many_pages_are_all_read() {
    let server = empty().await;
    let page = |request: &Request| {
        let page = request.url.query_pairs().find(|(name, _)| name == "page").unwrap().1.into_owned();
        let users: Vec<_> =
            (0..3).map(|n| json!({"user_id": format!("u{page}-{n}"), "teams": [format!("t{page}-{n}")]})).collect();
        ok(json!({"users": users, "total": 60, "total_pages": 20}))
    };
    Mock::given(path("/user/list")).respond_with(page).mount(&server).await;
    let team = |request: &Request| {
        let id = request.url.query_pairs().find(|(name, _)| name == "team_id").map(|(_, id)| id.into_owned());
        let teams: Vec<_> = id.iter().map(|id| json!({"team_id": id, "team_alias": format!("name-of-{id}")})).collect();
        ok(json!({"teams": teams, "total": 1, "total_pages": 1})).set_delay(Duration::from_millis(5))
    };
    Mock::given(path("/v2/team/list")).respond_with(team).mount(&server).await;
    let gateway = gateway(&server).await;
    let query = UserQuery::default();
    let users = gateway.users().unwrap().users(&query).try_collect::<Vec<_>>();
    let users = tokio::time::timeout(Duration::from_secs(30), users).await.expect("it comes to an end").unwrap();
    assert_eq!(users.len(), 60);
}

#[tokio::test]
async fn a_team_is_asked_for_once_however_many_pages_name_it() {
    let server = empty().await;
    let pages = |request: &Request| {
        let number: usize = request.url.query_pairs().find(|(name, _)| name == "page").unwrap().1.parse().unwrap();
        let digit = char::from_digit(u32::try_from(number).unwrap(), 16).unwrap();
        let mut one = key(digit, "ci");
        one["team_id"] = json!("t1");
        ok(json!({"keys": [one], "total_count": 9, "current_page": number, "total_pages": 9}))
    };
    Mock::given(path("/key/list")).respond_with(pages).mount(&server).await;
    let team = json!({"team_id": "t1", "team_alias": "research"});
    on(&server, "GET", "/v2/team/list", ok(json!({"teams": [team], "total": 1, "total_pages": 1}))).await;
    let tokens = all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap();
    assert_eq!(tokens.len(), 9);
    let name = |token: &Token| token.team.clone().unwrap().name;
    assert!(tokens.iter().all(|token| name(token).as_deref() == Some("research")));
    assert_eq!(requests(&server, "/v2/team/list").await.len(), 1);
}

#[tokio::test]
async fn many_teams_of_one_page_take_one_call_and_one_more_for_each_that_is_not_in_it() {
    let server = empty().await;
    let of_team = |number: u32| {
        let mut one = key('a', "ci");
        one["token"] = json!(format!("{number:064x}"));
        one["team_id"] = json!(format!("t{number}"));
        one
    };
    on(&server, "GET", "/key/list", list((0..30).map(of_team).collect(), 30)).await;
    let teams = |request: &Request| {
        let asked = request.url.query_pairs().find(|(name, _)| name == "team_id").map(|(_, id)| id.into_owned());
        let team = |id: String| json!({"team_id": id, "team_alias": format!("the {id}")});
        let told: Vec<Value> = match asked {
            Some(id) => vec![team(id)],
            None => (0..28).map(|number| team(format!("t{number}"))).collect(),
        };
        ok(json!({"teams": told, "total": 30, "total_pages": 1}))
    };
    Mock::given(path("/v2/team/list")).respond_with(teams).mount(&server).await;
    let tokens = all(&*gateway(&server).await, &TokenQuery::default()).await.unwrap();
    let names: Vec<String> = tokens.iter().map(|token| token.team.clone().unwrap().name.unwrap()).collect();
    assert_eq!(names, (0..30).map(|number| format!("the t{number}")).collect::<Vec<_>>());
    assert_eq!(requests(&server, "/v2/team/list").await.len(), 3);
}

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
async fn what_the_server_can_filter_and_sort_it_does() {
    let server = empty().await;
    on(&server, "GET", "/key/list", list(json!([]), 0)).await;
    let sort = Some(Sort { field: SortField::UpdatedAt, descending: true });
    for (query, expected) in [
        (TokenQuery::search("50% off"), "&search=off"),
        (TokenQuery { limit: Some(5), ..TokenQuery::default() }, "&size=5"),
        (TokenQuery { status: StatusFilter::Only(Status::Blocked), ..TokenQuery::default() }, "&status=revoked"),
        (TokenQuery { status: StatusFilter::Only(Status::Expired), ..TokenQuery::default() }, "&status=expired"),
        (TokenQuery { sort, ..TokenQuery::default() }, "&sort_by=updated_at&sort_order=desc"),
        (
            TokenQuery { expiring_within: Some(Duration::from_secs(9)), limit: Some(5), ..TokenQuery::default() },
            "&size=100&expires=active",
        ),
    ] {
        all(&*gateway(&server).await, &query).await.unwrap();
        let sent = requests(&server, "/key/list").await.pop().unwrap();
        assert!(sent.url.query().unwrap().ends_with(expected), "{}", sent.url);
    }
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
async fn of_few_words(then: ResponseTemplate) -> (Result<crate::model::Minted, Error>, usize) {
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

async fn found(server: &MockServer, digit: char) -> (Box<dyn Gateway>, Token) {
    let gateway = gateway(server).await;
    on(server, "GET", "/key/list", list(json!([key(digit, "ci")]), 1)).await;
    let token = all(&*gateway, &TokenQuery::default()).await.unwrap().remove(0);
    (gateway, token)
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
async fn metadata_are_merged_into_what_is_there_at_that_moment() {
    let server = MockServer::start().await;
    let mut now = key('f', "ci");
    now["metadata"] = json!({"kept": [1], "stage": "test", "description": "old"});
    on(&server, "GET", "/key/info", ok(json!({"key": "x", "info": now}))).await;
    let expected = json!({"key": hash('f'), "metadata": {"kept": [1], "stage": "prod", "description": "old"}});
    let update = Mock::given(path("/key/update")).and(body_partial_json(expected)).respond_with(ok(key('f', "ci")));
    update.expect(1).mount(&server).await;
    let (gateway, token) = found(&server, 'f').await;
    let metadata = Some(vec![("stage".to_owned(), "prod".to_owned())]);
    gateway.update_token(&token, &TokenChange { metadata, ..TokenChange::default() }).await.unwrap();
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
