//! Teams and blocked keys on a real LiteLLM.

use reqwest::Method;
use serde_json::json;

use super::server::{Server, User, unique};
use super::with_key;
use crate::support::Home;

pub(super) fn a_team_goes_after_a_yes_and_takes_its_keys_along() {
    let (home, user, name) = (Home::new(), User::administrator(), unique("team"));
    let on = |line: String| with_key(&home, user.key(), &line);
    let made =
        on(format!("teams create {name} --model gpt-4o --budget 100 --budget-period 30d -o json")).exits(0).json();
    assert_eq!((&made["models"], &made["budget"]["max"]), (&json!(["gpt-4o"]), &json!(100.0)));
    on(format!("teams create {name}")).exits(6);
    on(format!("teams create {name}-x --model gpt-4")).exits(2).says("did you mean `gpt-4o`?");
    on(format!("tokens create {name} --team {name} --scope llm_api --expires-in 1h")).exits(0);
    let token = on(format!("tokens list --team {name} -o json")).exits(0).json();
    assert_eq!(token[0]["team"], json!({"id": made["id"], "name": name}));

    on(format!("teams delete {name}")).exits(2).says("and with it 1 key");
    on(format!("teams delete {name} --yes")).exits(0).says("and with it 1 key");
    on(format!("teams show {name}")).exits(5);
    on(format!("tokens show {name}")).exits(5);
}

/// Names are not unique there.
pub(super) fn a_team_name_held_twice_wants_an_id() {
    let (home, user, name) = (Home::new(), User::administrator(), unique("twice"));
    let make = || Server::manage(Method::POST, "/team/new", &json!({"team_alias": name}))["team_id"].clone();
    let (first, second) = (make(), make());
    let told = with_key(&home, user.key(), &format!("teams show {name} -o json")).exits(6).json_error();
    let hint = told["hint"].as_str().expect("a hint");
    assert!([&first, &second].iter().all(|id| hint.contains(id.as_str().expect("an id"))), "{hint}");
    with_key(&home, user.key(), &format!("tokens list --team {name}")).exits(6);
    for id in [first, second] {
        let id = id.as_str().expect("an id");
        with_key(&home, user.key(), &format!("teams delete id:{id} --yes")).exits(0);
    }
}

pub(super) fn a_blocked_key_is_kept_out_at_once() {
    let (home, user, name) = (Home::new(), User::administrator(), unique("leaked"));
    let key = with_key(&home, user.key(), &format!("tokens create {name} --expires-in 1h")).exits(0).line();
    with_key(&home, user.key(), &format!("tokens block {name}")).exits(2);
    with_key(&home, user.key(), &format!("tokens block {name} --yes")).exits(0);
    with_key(&home, &key, "tokens list").exits(3).says("gatekey tokens unblock");
    let blocked = with_key(&home, user.key(), "tokens list --status blocked -o json --jq .[].name").exits(0);
    assert!(blocked.stdout.contains(&name), "{}", blocked.told());
    with_key(&home, user.key(), &format!("tokens unblock {name}")).exits(0);
    with_key(&home, &key, "tokens list").exits(0);
}
