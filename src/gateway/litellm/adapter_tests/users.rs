//! Users and teams, and what the key that is shown tells of itself: what was done is never told as what failed.

use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{CREDENTIAL, empty, gateway, key, ok, on, refusal, requests};
use crate::gateway::ErrorKind;
use crate::gateway::teams::TeamDirectory;
use crate::gateway::users::UserDirectory;
use crate::model::{NewUser, OwnKey, TypedTeam, User, UserChange, UserRef};

const REJECTED: &str = "Authentication Error, Invalid proxy server token passed. Unable to find token in cache";

fn user(id: &str) -> Value {
    json!({"user_id": id, "user_role": "proxy_admin", "teams": null, "metadata": null})
}

/// A server that answers the first call on a path in one way, and all that come later in another.
async fn first_then(server: &MockServer, place: &str, first: ResponseTemplate, then: ResponseTemplate) {
    Mock::given(method("GET")).and(path(place)).respond_with(first).up_to_n_times(1).mount(server).await;
    on(server, "GET", place, then).await;
}

/// It reads the query itself, and takes a plus as it is.
#[tokio::test]
async fn a_space_in_an_id_is_sent_as_one_that_no_server_misreads() {
    let server = MockServer::start().await;
    on(&server, "POST", "/user/new", ok(json!({"user_id": "ada l+c&d", "key": ""}))).await;
    on(&server, "GET", "/v2/user/info", ok(user("ada l+c&d"))).await;
    let gateway = gateway(&server).await;
    let new = NewUser { name: "ada l+c&d".into(), ..NewUser::default() };
    assert_eq!(gateway.users().unwrap().create_user(&new).await.unwrap().id, "ada l+c&d");
    let asked = requests(&server, "/v2/user/info").await;
    assert_eq!(asked[0].url.query(), Some("user_id=ada%20l%2Bc%26d"));
}

/// What the user directory answers when what it did is not seen afterwards.
async fn unseen(after: ResponseTemplate) -> [ErrorKind; 3] {
    let server = MockServer::start().await;
    on(&server, "POST", "/user/new", ok(json!({"user_id": "eve", "key": ""}))).await;
    on(&server, "POST", "/user/update", ok(json!({"user_id": "eve"}))).await;
    on(&server, "POST", "/user/delete", ok(json!(1))).await;
    let admin = |request: &Request| request.url.query().is_none();
    Mock::given(path("/v2/user/info")).and(admin).respond_with(ok(user("ada"))).mount(&server).await;
    // Seen once, by what looks before it changes.
    let of_eve = Mock::given(path("/v2/user/info")).and(query_param("user_id", "eve"));
    of_eve.respond_with(ok(user("eve"))).up_to_n_times(2).mount(&server).await;
    on(&server, "GET", "/v2/user/info", after).await;
    let gateway = gateway(&server).await;
    let users: &dyn UserDirectory = gateway.users().unwrap();
    let eve: User = users.user(&UserRef::Id("eve".into())).await.unwrap();
    let change = UserChange { full_name: Some(Some("Eve".into())), ..UserChange::default() };
    let new = NewUser { name: "eve".into(), ..NewUser::default() };
    [
        users.update_user(&eve, &change).await.unwrap_err().kind,
        users.create_user(&new).await.unwrap_err().kind,
        users.delete_user(&eve).await.map_or_else(|error| error.kind, |()| ErrorKind::NotFound),
    ]
}

#[tokio::test]
async fn what_was_done_and_not_seen_is_unknown_and_never_missing() {
    use ErrorKind::{NotFound, OutcomeUnknown};
    let of_another = refusal(401, REJECTED);
    assert_eq!(unseen(of_another).await, [OutcomeUnknown; 3]);
    assert_eq!(unseen(refusal(500, "no")).await, [OutcomeUnknown; 3]);
    // For a user that is to be gone, it is what was wanted.
    assert_eq!(unseen(refusal(404, "User eve not found")).await, [OutcomeUnknown, OutcomeUnknown, NotFound]);
}

#[tokio::test]
async fn whoever_deletes_themself_is_gone_though_their_key_is_refused_from_then_on() {
    let server = MockServer::start().await;
    on(&server, "POST", "/user/delete", ok(json!(1))).await;
    let of_me = Mock::given(path("/v2/user/info")).respond_with(ok(user("eve")));
    of_me.up_to_n_times(2).mount(&server).await;
    on(&server, "GET", "/v2/user/info", refusal(401, REJECTED)).await;
    let gateway = gateway(&server).await;
    let users = gateway.users().unwrap();
    let eve = users.user(&UserRef::Id("eve".into())).await.unwrap();
    users.delete_user(&eve).await.unwrap();
}

#[tokio::test]
async fn whoever_deletes_the_team_of_their_key_has_deleted_it() {
    let team = json!({"team_id": "t1", "team_alias": "research"});
    let teams = ok(json!({"teams": [team], "total": 1, "total_pages": 1}));
    let mut own = key('a', "ci");
    for (of, is_done) in [(json!("t1"), true), (Value::Null, false)] {
        own["team_id"] = of;
        let server = MockServer::start().await;
        on(&server, "GET", "/v2/user/info", ok(user("ada"))).await;
        on(&server, "GET", "/key/info", ok(json!({"key": CREDENTIAL, "info": own}))).await;
        on(&server, "GET", "/team/info", ok(json!({"team_info": team}))).await;
        on(&server, "POST", "/team/delete", ok(json!({"deleted_teams": ["t1"]}))).await;
        first_then(&server, "/v2/team/list", teams.clone(), refusal(401, REJECTED)).await;
        let gateway = gateway(&server).await;
        let directory: &dyn TeamDirectory = gateway.teams().unwrap();
        let team = directory.team(&TypedTeam::Id("t1".into())).await.unwrap();
        let deleted = directory.delete_team(&team).await.map_err(|error| error.kind);
        assert_eq!(deleted, if is_done { Ok(()) } else { Err(ErrorKind::OutcomeUnknown) });
    }
}

#[tokio::test]
async fn a_key_tells_what_it_is_called_and_until_when_it_works() {
    let mut of_no_name = key('a', "");
    of_no_name["expires"] = Value::Null;
    for (info, told) in [
        (key('a', "ci"), OwnKey { name: "ci".into(), expires_at: Some("2026-11-22T11:00:00Z".parse().unwrap()) }),
        (of_no_name, OwnKey { name: "sk-...YhTg".into(), expires_at: None }),
    ] {
        let server = MockServer::start().await;
        on(&server, "GET", "/key/info", ok(json!({"key": CREDENTIAL, "info": info}))).await;
        assert_eq!(gateway(&server).await.own_key().await, Ok(Some(told)));
    }
    // The master key has no row.
    assert_eq!(gateway(&empty().await).await.own_key().await, Ok(None));
}
