//! Users against canned answers, as GPUStack 2.3.0 gave them.

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::adapter_tests::{gateway, listing, ok};
use crate::gateway::{Error, ErrorKind};
use crate::model::{NewUser, Secret, User, UserChange, UserQuery, UserRef};

const USERS: &str = "/v2/users";

fn user(id: u32, name: &str, is_admin: bool) -> Value {
    json!({"username": name, "is_admin": is_admin, "is_active": true, "full_name": null, "avatar_url": null,
        "source": "Local", "require_password_change": false, "id": id, "created_at": "2026-11-22T10:00:00.5Z",
        "updated_at": "2026-11-22T10:00:00.5Z"})
}

/// A server with these users.
async fn server(users: &[Value]) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET")).and(path(USERS)).respond_with(listing(users, 1)).mount(&server).await;
    for user in users {
        let one = path(format!("{USERS}/{}", user["id"]));
        Mock::given(method("GET")).and(one).respond_with(ok(user.clone())).mount(&server).await;
    }
    server
}

async fn on(server: &MockServer, verb: &str, place: &str, answer: ResponseTemplate, times: u64) {
    Mock::given(method(verb)).and(path(place)).respond_with(answer).expect(times).mount(server).await;
}

async fn find(server: &MockServer, name: &str) -> User {
    let gateway = gateway(server).await;
    gateway.users().unwrap().user(&UserRef::Name(name.into())).await.unwrap()
}

async fn update(server: &MockServer, name: &str, change: UserChange) -> Result<User, Error> {
    let user = find(server, name).await;
    gateway(server).await.users().unwrap().update_user(&user, &change).await
}

async fn create(server: &MockServer, new: NewUser) -> Result<User, Error> {
    gateway(server).await.users().unwrap().create_user(&new).await
}

fn polly() -> NewUser {
    NewUser { name: "polly".into(), password: Some(Secret::new("A-Special-1!")), ..NewUser::default() }
}

fn refusal(status: u16, reason: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"code": status, "reason": reason, "message": message}))
}

#[tokio::test]
async fn a_word_that_is_ones_id_and_anothers_name_is_ambiguous() {
    let server =
        server(&[user(1, "admin", true), user(7, "1", false), user(8, "+7", false), user(9, "9", false)]).await;
    let gateway = gateway(&server).await;
    let users = gateway.users().unwrap();
    let error = users.user(&UserRef::Word("1".into())).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Ambiguous);
    assert_eq!(error.candidates.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["1", "7"]);
    assert_eq!(error.hint.as_deref(), Some("write `id:1` or `name:1`"));
    let id = async |wanted: UserRef| users.user(&wanted).await.unwrap().id;
    assert_eq!(id(UserRef::Name("1".into())).await, "7");
    assert_eq!(id(UserRef::Id("1".into())).await, "1");
    assert_eq!(id(UserRef::Word("7".into())).await, "7");
    assert_eq!(id(UserRef::Word("9".into())).await, "9", "their own id and name");
    assert_eq!(id(UserRef::Word("+7".into())).await, "8", "no id is written so");
    let nobody = users.user(&UserRef::Id("99999999999".into())).await.unwrap_err();
    assert_eq!(nobody.kind, ErrorKind::NotFound, "not asked: the server would answer 500");
    let query = UserQuery { search: Some("adm".into()), ..UserQuery::default() };
    Mock::given(query_param("search", "adm"))
        .respond_with(listing(&[], 1))
        .expect(1)
        .with_priority(1)
        .mount(&server)
        .await;
    assert_eq!(users.users(&query).try_collect::<Vec<_>>().await.unwrap(), []);
}

#[tokio::test]
async fn the_only_administrator_is_kept_before_anything_is_sent() {
    let mut other = user(2, "other", true);
    other["is_active"] = json!(false);
    let server = server(&[user(1, "admin", true), other, user(3, "polly", false)]).await;
    for (verb, place) in [("PUT", "/v2/users/1"), ("PATCH", "/v2/users/1/activation"), ("DELETE", "/v2/users/1")] {
        on(&server, verb, place, ok(user(1, "admin", false)), 0).await;
    }
    let demoted = UserChange { role: Some("member".into()), ..UserChange::default() };
    let deactivated = UserChange { active: Some(false), ..UserChange::default() };
    for change in [demoted, deactivated] {
        assert_eq!(update(&server, "admin", change).await.unwrap_err().kind, ErrorKind::Conflict);
    }
    let admin = find(&server, "admin").await;
    let deleted = gateway(&server).await.users().unwrap().delete_user(&admin).await;
    assert_eq!(deleted.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_change_says_the_name_again_and_leaves_the_rest() {
    let server = server(&[user(1, "admin", true), user(3, "polly", false)]).await;
    let body = body_json(json!({"username": "polly", "full_name": null}));
    let put = Mock::given(method("PUT")).and(path("/v2/users/3")).and(body);
    put.respond_with(ok(user(3, "polly", false))).expect(1).mount(&server).await;
    update(&server, "polly", UserChange { full_name: Some(None), ..UserChange::default() }).await.unwrap();
}

#[tokio::test]
async fn a_taken_name_is_a_conflict_also_where_the_server_is_in_trouble_over_it() {
    let server = server(&[user(1, "admin", true), user(3, "polly", false)]).await;
    let renamed = UserChange { name: Some("admin".into()), ..UserChange::default() };
    assert_eq!(update(&server, "polly", renamed).await.unwrap_err().kind, ErrorKind::Conflict);
    let taken = refusal(409, "AlreadyExists", "User with name 'polly' already exists.");
    on(&server, "POST", USERS, taken, 1).await;
    assert_eq!(create(&server, polly()).await.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_name_taken_in_between_is_a_500_with_sql_and_a_conflict_here() {
    let server = MockServer::start().await;
    let before = listing(&[user(1, "admin", true), user(3, "polly", false)], 1);
    // Found by the name, looked for before the change: free until then.
    Mock::given(method("GET")).and(path(USERS)).respond_with(before).up_to_n_times(2).mount(&server).await;
    let after = listing(&[user(1, "admin", true), user(3, "polly", false), user(4, "molly", false)], 1);
    Mock::given(method("GET")).and(path(USERS)).respond_with(after).mount(&server).await;
    let sql = refusal(500, "Internal Server Error", "Unexpected error occurred: duplicate key value [SQL: UPDATE …]");
    Mock::given(method("PUT")).and(path("/v2/users/3")).respond_with(sql).mount(&server).await;
    let renamed = UserChange { name: Some("molly".into()), ..UserChange::default() };
    let error = update(&server, "polly", renamed).await.unwrap_err();
    assert_eq!((error.kind, error.cause), (ErrorKind::Conflict, None));
}

#[tokio::test]
async fn a_rejected_password_is_answered_with_the_rule_and_never_shown() {
    let server = server(&[user(1, "admin", true)]).await;
    let text = "1 validation errors:\n  {'type': 'value_error', 'loc': ('body', 'password'), 'msg': 'Value error, Password \
                must contain at least one special character (! @ # $ % ^ & * _ + .)', 'input': 'A-Special-1!', 'ctx': {}}\n";
    on(&server, "POST", USERS, refusal(422, "Invalid", text), 1).await;
    let error = create(&server, polly()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Failed);
    assert!(error.message.contains("at least one special character"), "{error:?}");
    assert!(!format!("{error:?}").contains("A-Special-1!"), "{error:?}");
}

#[tokio::test]
async fn what_gpustack_lacks_is_refused() {
    let server = server(&[user(1, "admin", true)]).await;
    on(&server, "POST", USERS, ok(user(9, "polly", false)), 0).await;
    let refused = async |new: NewUser| create(&server, new).await.unwrap_err().kind;
    assert_eq!(refused(NewUser { email: Some("a@b".into()), ..polly() }).await, ErrorKind::Unsupported);
    assert_eq!(refused(NewUser { role: Some("service-account".into()), ..polly() }).await, ErrorKind::Input);
    assert_eq!(refused(NewUser { password: None, ..polly() }).await, ErrorKind::Input);
    assert_eq!(refused(NewUser { name: String::new(), ..polly() }).await, ErrorKind::Input);
    for text in ["é".repeat(256), "a\nb".to_owned(), "\u{1b}[31m".to_owned(), "\0".to_owned()] {
        assert_eq!(refused(NewUser { name: text.clone(), ..polly() }).await, ErrorKind::Input, "{text:?}");
        assert_eq!(refused(NewUser { full_name: Some(text), ..polly() }).await, ErrorKind::Input);
    }
    let none = UserChange { password: Some(None), ..UserChange::default() };
    assert_eq!(update(&server, "admin", none).await.unwrap_err().kind, ErrorKind::Input);
}

#[tokio::test]
async fn the_rule_of_a_password_is_known_before_it_is_sent() {
    let server = server(&[user(1, "admin", true)]).await;
    on(&server, "POST", USERS, ok(user(9, "polly", false)), 0).await;
    let gateway = gateway(&server).await;
    let users = gateway.users().unwrap();
    for (password, missing) in [
        ("x", "an upper-case letter"),
        ("ÄX1!", "a lower-case letter"),
        ("Secret-!", "a digit"),
        ("Secret-1?", "a special character"),
    ] {
        let new = NewUser { password: Some(Secret::new(password)), ..polly() };
        for error in [users.check_new_user(&new).await.unwrap_err(), users.create_user(&new).await.unwrap_err()] {
            assert_eq!(error.kind, ErrorKind::Input);
            assert!(error.message.contains(missing) && !error.message.contains(password), "{error:?}");
        }
        let change = UserChange { password: Some(Some(Secret::new(password))), ..UserChange::default() };
        assert_eq!(update(&server, "admin", change).await.unwrap_err().kind, ErrorKind::Input);
    }
    users.check_new_user(&polly()).await.unwrap();
}

/// A server that lets nobody but administrators look at users, on which the caller is this one.
async fn as_member(me: &Value) -> MockServer {
    let server = MockServer::start().await;
    let denied = || refusal(403, "Forbidden", "Only administrators can access this resource");
    Mock::given(path("/v2/users/me")).respond_with(ok(me.clone())).mount(&server).await;
    Mock::given(path(USERS)).respond_with(denied()).mount(&server).await;
    Mock::given(wiremock::matchers::path_regex("^/v2/users/[0-9]+$")).respond_with(denied()).mount(&server).await;
    server
}

#[tokio::test]
async fn a_member_may_look_at_themself_by_every_name() {
    let server = as_member(&user(5, "polly", false)).await;
    let gateway = gateway(&server).await;
    let users = gateway.users().unwrap();
    let polly = || "polly".to_owned();
    for own in [UserRef::Word("me".into()), UserRef::Word(polly()), UserRef::Name(polly()), UserRef::Id("5".into())] {
        assert_eq!(users.user(&own).await.unwrap().name, "polly", "{own}");
    }
    for other in [UserRef::Word("admin".into()), UserRef::Id("1".into()), UserRef::Name("5".into())] {
        assert_eq!(users.user(&other).await.unwrap_err().kind, ErrorKind::Denied, "{other}");
    }
}

#[tokio::test]
async fn who_was_let_go_while_letting_another_go_is_told_that_nobody_may_be_left() {
    let admins = [user(1, "admin", true), user(2, "root", true)];
    let server = server(&admins).await;
    Mock::given(path("/v2/users/me")).respond_with(ok(admins[0].clone())).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/v2/users/me")).respond_with(ok(user(1, "admin", false))).mount(&server).await;
    on(&server, "PUT", "/v2/users/2", ok(user(2, "root", false)), 1).await;
    let demoted = UserChange { role: Some("member".into()), ..UserChange::default() };
    let error = update(&server, "root", demoted).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::OutcomeUnknown);
    assert!(error.cause.unwrap().contains("\"admin\" is no administrator any more either"));
}

#[tokio::test]
async fn who_lets_go_of_themself_is_not_asked_for_what_they_can_no_longer_see() {
    let admins = [user(1, "admin", true), user(2, "root", true)];
    let server = server(&admins).await;
    Mock::given(path("/v2/users/me")).respond_with(ok(admins[0].clone())).expect(1).mount(&server).await;
    on(&server, "DELETE", "/v2/users/1", ok(Value::Null), 1).await;
    let admin = find(&server, "admin").await;
    gateway(&server).await.users().unwrap().delete_user(&admin).await.unwrap();
}
