//! Lists: what is asked for, page by page, and what the server filters.

use std::time::Duration;

use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request};

use super::{all, empty, gateway, hash, key, list, ok, on, requests};
use crate::model::{Rights, Sort, SortField, Status, StatusFilter, TeamQuery, Token, TokenQuery, UserQuery};

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
