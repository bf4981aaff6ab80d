//! What was done is told as done, also where the key that asked goes along, and what two do at once both stays.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Server, User, unique};
use super::{typed, with_key};
use crate::support::Home;

/// It reads the query itself, and takes a plus as it is.
pub(super) fn a_user_whose_id_has_a_space_is_made_seen_and_deleted() {
    let (home, admin) = (Home::new(), User::administrator());
    for middle in [" ", "+", " + ", "&user_id=", "%20", "/", "ü"] {
        let name = format!("{}{middle}x", unique("user"));
        let on = |line: &[&str]| typed(&home, admin.key(), line).exits(0);
        let made = on(&["users", "create", &name, "-o", "json"]).json();
        assert_eq!(made["id"], name.as_str());
        assert_eq!(on(&["users", "show", &name, "-o", "json"]).json()["id"], name.as_str());
        on(&["users", "update", &name, "--full-name", "Ada"]);
        on(&["users", "delete", &name, "--yes"]);
        typed(&home, admin.key(), &["users", "show", &name]).exits(5);
    }
}

pub(super) fn whoever_deletes_what_their_key_hangs_on_has_done_so() {
    let home = Home::new();
    let make = |body: Value| {
        let made = Server::manage(Method::POST, "/key/generate", &body);
        made["key"].as_str().expect("a secret").to_owned()
    };
    let (user, team) = (unique("leaver"), unique("team"));
    Server::manage(
        Method::POST,
        "/user/new",
        &json!({"user_id": user, "user_role": "proxy_admin", "auto_create_key": false}),
    );
    let made = Server::manage(Method::POST, "/team/new", &json!({"team_alias": team}));
    // Their key, then the team of another, then themself.
    let alias = unique("own");
    let own = make(json!({"user_id": user, "key_alias": alias}));
    with_key(&home, &own, &format!("tokens revoke {alias} --yes --wait 10s")).exits(0);
    let in_team = make(json!({"user_id": user, "team_id": made["team_id"]}));
    with_key(&home, &in_team, &format!("teams delete {team} --yes")).exits(0);
    let last = make(json!({"user_id": user}));
    with_key(&home, &last, &format!("users delete {user} --yes")).exits(0);
    with_key(&home, &last, "tokens list").exits(3);
    let path = format!("/v2/user/info?user_id={user}");
    assert_eq!(Server::call(&Server::master_key(), Method::GET, &path, None).0, 404);
}

pub(super) fn a_key_tells_until_when_it_works() {
    let (home, member, alias) = (Home::new(), User::member(), unique("own"));
    let body = json!({"user_id": member.id(), "key_alias": alias, "duration": "3600s"});
    let made = Server::manage(Method::POST, "/key/generate", &body);
    let key = made["key"].as_str().expect("a secret");
    let credential = with_key(&home, key, "status -o json").exits(0).json()["credential"].clone();
    let info = Server::manage(Method::GET, &format!("/key/info?key={key}"), &Value::Null);
    let until = info["info"]["expires"].as_str().expect("a time").replace("+00:00", "Z");
    assert_eq!(credential["name"], alias.as_str());
    assert_eq!(credential["expires_at"].as_str().map(seconds), Some(seconds(&until)));
    let url = Server::url();
    let login = ["login", &url, "--profile", "lab", "--store", "file", "--token-stdin", "-o", "json"];
    let told = home.gatekey(login).stdin(key).run().exits(0).json();
    assert_eq!(told["credential"]["expires_at"], credential["expires_at"]);
    // The master key is told of by nobody.
    let credential = with_key(&home, &Server::master_key(), "status -o json").exits(0).json()["credential"].clone();
    assert_eq!((&credential["name"], &credential["expires_at"]), (&Value::Null, &Value::Null));
}

/// As in `2026-11-22T11:00:00`.
fn seconds(time: &str) -> &str {
    &time[..19]
}

/// It replaces them whole. From one home, runs take turns; from homes of their own they look whether theirs stay.
pub(super) fn metadata_of_many_at_once_all_stay() {
    let admin = User::administrator();
    for shared in [true, false] {
        let (home, name) = (Home::new(), unique("meta"));
        let body = json!({"key_alias": name, "user_id": admin.id(), "duration": "600s"});
        Server::manage(Method::POST, "/key/generate", &body);
        std::thread::scope(|scope| {
            for number in 0..6 {
                let (home, admin, name) = (&home, &admin, &name);
                scope.spawn(move || {
                    let own = Home::new();
                    let home = if shared { home } else { &own };
                    with_key(home, admin.key(), &format!("tokens update {name} --metadata n{number}=1 -q")).exits(0);
                });
            }
        });
        let told = admin.keys().into_iter().find(|key| key["key_alias"] == name.as_str()).expect("it is there");
        assert_eq!(told["metadata"].as_object().map(serde_json::Map::len), Some(6), "{told}");
    }
}

/// Each of these lets nobody through any more, or was refused when the key was made or changed.
pub(super) fn labels_that_it_reads_as_settings_never_reach_it() {
    let (home, admin, name) = (Home::new(), User::administrator(), unique("labels"));
    for (label, exit) in [("model_rpm_limit", 2), ("enforced_params", 2), ("end_user_budget_id", 2), ("logging", 8)] {
        let line = format!("tokens create {name} --scope llm_api --expires-in 10m --metadata {label}=x");
        with_key(&home, admin.key(), &line).exits(exit).says(label);
    }
    let line = format!("tokens create {name} --scope llm_api --expires-in 10m --metadata priority=high");
    let key = with_key(&home, admin.key(), &line).exits(0).line();
    let body = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]});
    assert_eq!(Server::call(&key, Method::POST, "/v1/chat/completions", Some(&body)).0, 200);
}

pub(super) fn a_team_is_named_by_its_id_and_one_that_allows_less_wants_a_yes() {
    let (home, admin, name) = (Home::new(), User::administrator(), unique("narrow"));
    let on = |line: String| with_key(&home, admin.key(), &line);
    let members = json!([{"user_id": admin.id(), "role": "user"}]);
    let body = json!({"team_alias": name, "models": ["gpt-4o"], "members_with_roles": members});
    let made = Server::manage(Method::POST, "/team/new", &body);
    let id = made["team_id"].as_str().expect("an id");
    on(format!("tokens create {name} --scope llm_api --expires-in 10m")).exits(0);
    on(format!("tokens update {name} --team id:{id}")).exits(2).says("Take rights away").says("--yes");
    on(format!("tokens update {name} --team id:{id} --yes")).exits(0);
    let listed = on(format!("tokens list --team id:{id} -o name")).exits(0);
    assert_eq!(listed.line(), name);
    on(format!("teams delete id:{id} --yes")).exits(0);
}
