//! Rows that decide about access: which are asked for, and where each leads.

use serde_json::json;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer};

use super::{empty, gateway, ok, on, refusal};
use crate::model::{RowsWanted, TokenId};

/// Answers `GET place?name=value`.
async fn on_query(server: &MockServer, place: &str, (name, value): (&str, &str), body: serde_json::Value) {
    let mock = Mock::given(method("GET")).and(path(place)).and(query_param(name, value));
    mock.respond_with(ok(body)).with_priority(1).mount(server).await;
}

#[tokio::test]
async fn a_user_is_found_by_the_id_of_single_sign_on_and_on_later_pages() {
    let server = empty().await;
    on(&server, "GET", "/user/info", refusal(404, "User sso-7 not found")).await;
    for id in ["u7", "u8"] {
        let body = json!({"user_info": {"user_id": id, "sso_user_id": "sso-7"}});
        on_query(&server, "/user/info", ("user_id", id), body).await;
    }
    let by_sso = json!({"users": [{"user_id": "u7", "sso_user_id": "sso-7"}], "total_pages": 1});
    on_query(&server, "/user/list", ("sso_user_ids", "sso-7"), by_sso).await;
    let none = json!({"users": [{"user_id": "x", "user_email": "not-a@b.c"}], "total_pages": 2});
    on_query(&server, "/user/list", ("page", "1"), none).await;
    let later = json!({"users": [{"user_id": "u8", "user_email": "A@b.c"}], "total_pages": 2});
    on_query(&server, "/user/list", ("page", "2"), later).await;
    let wanted =
        RowsWanted { users: vec!["sso-7".to_owned()], emails: vec!["a@b.c".to_owned()], ..RowsWanted::default() };
    let rows = gateway(&server).await.rows(&wanted).await.unwrap();
    let ids: Vec<_> = rows.document["users"].as_array().unwrap().iter().map(|user| &user["user_id"]).collect();
    assert_eq!((ids, rows.untold.len()), (vec![&json!("u7"), &json!("u8")], 0));
}

#[tokio::test]
async fn a_key_leads_to_its_project_and_a_tag_whose_spend_is_not_told_is_noted() {
    let server = MockServer::start().await;
    on(&server, "GET", "/v2/user/info", refusal(404, "User not found: default_user_id")).await;
    let key = json!({"info": {"project_id": "p1", "metadata": {"tags": ["free", "paid"]}}});
    on(&server, "GET", "/key/info", ok(key)).await;
    on(&server, "GET", "/project/info", ok(json!({"project_id": "p1", "blocked": true}))).await;
    let tags = json!({"free": {"name": "free"}, "paid": {"name": "paid", "litellm_budget_table": {"max_budget": 5.0}}});
    on(&server, "POST", "/tag/info", ok(tags)).await;
    let wanted = RowsWanted { key: Some(TokenId::new("h")), ..RowsWanted::default() };
    let rows = gateway(&server).await.rows(&wanted).await.unwrap();
    assert_eq!(rows.document["projects"][0]["blocked"], true);
    let untold: Vec<_> = rows.untold.iter().map(|(list, why)| (*list, why.contains("paid"))).collect();
    assert_eq!(untold, [("tags", true)]);
}
