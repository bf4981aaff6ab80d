//! Keys, as the program makes them and takes them away on a real LiteLLM.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Server, Team, User, unique};
use super::with_key;
use crate::support::Home;

/// Whether the gateway lets this key use a model.
fn answers(key: &str) -> u16 {
    let body = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]});
    Server::call(key, Method::POST, "/v1/chat/completions", Some(&body)).0
}

fn key_named(user: &User, name: &str) -> Value {
    user.keys().into_iter().find(|key| key["key_alias"] == name).unwrap_or_default()
}

/// Log in with the master key, make a key for somebody, use it, keep it out, let it in, revoke it, log out.
pub(super) fn the_main_job() {
    let (home, user, name) = (Home::new(), User::member(), unique("ci"));
    let url = Server::url();
    let login = ["login", &url, "--profile", "lab", "--store", "file", "--token-stdin"];
    home.gatekey(login).stdin(&Server::master_key()).run().exits(0);
    let on_lab = |line: String| home.gatekey(["--profile", "lab"].into_iter().chain(line.split_whitespace())).run();

    let status = on_lab("status -o json".to_owned()).exits(0).json();
    assert_eq!((&status["edition"], &status["identity"]["role"]), (&"community".into(), &"administrator".into()));
    let create = format!(
        "tokens create {name} --owner {} --scope llm_api --model gpt-4o --expires-in 1h30m --budget 10 --budget-period 30d",
        user.id()
    );
    let key = on_lab(create).exits(0).line();
    assert_eq!(answers(&key), 200);
    // Sent in one piece: of `1h30m` the server would read the first hour.
    let shown = on_lab(format!("tokens show {name} -o json")).exits(0).json();
    assert_eq!((&shown["lifetime_seconds"], &shown["budget"]["period"]), (&5400.into(), &"30d".into()));
    assert!(shown["budget"]["resets_at"].is_string() && shown["owner"]["id"] == user.id(), "{shown}");

    let told = home.gatekey(["--profile", "lab", "tokens", "whois", "-o", "json"]).stdin(&key).run().exits(0).json();
    assert_eq!((&told["match"], &told["tokens"][0]["id"]), (&"exact".into(), &shown["id"]));
    on_lab(format!("tokens revoke {name} --yes --wait 10s")).exits(0);
    assert_eq!(answers(&key), 401);
    on_lab(format!("tokens show {name}")).exits(5);
    on_lab("logout".to_owned()).exits(0);
}

/// The server would make the other's key into this one.
pub(super) fn a_taken_secret_is_not_overwritten() {
    let (home, user) = (Home::new(), User::administrator());
    let secret = format!("sk-{}", unique("custom"));
    let custom = |name: &str| {
        let url = Server::url();
        let words =
            ["--url", &url, "--kind", "litellm", "tokens", "create", name, "--expires-in", "1h", "--custom", "-"];
        home.gatekey(words).env("GATEKEY_TOKEN", user.key()).stdin(&secret).run()
    };
    let (first, second) = (unique("first"), unique("second"));
    custom(&first).exits(0);
    custom(&second).exits(6);
    assert_eq!(key_named(&user, &first)["key_name"], format!("sk-...{}", &secret[secret.len() - 4..]));
    assert_eq!(key_named(&user, &second), Value::Null);
}

/// Aliases are unique by luck only: two that came at once both stay.
pub(super) fn an_alias_held_twice_is_ambiguous() {
    let (home, user, name) = (Home::new(), User::administrator(), unique("twice"));
    let body = json!({"key_alias": name, "user_id": user.id()});
    let all: Vec<u16> = std::thread::scope(|scope| {
        let make = || Server::call(&Server::master_key(), Method::POST, "/key/generate", Some(&body)).0;
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a status")).collect()
    });
    let held = user.keys().iter().filter(|key| key["key_alias"] == name).count();
    assert_eq!(all.iter().filter(|status| **status == 200).count(), held);
    let run = with_key(&home, user.key(), &format!("tokens show {name} -o json"));
    if held > 1 {
        let candidates = run.exits(6).json_error()["candidates"].as_array().expect("candidates").len();
        assert_eq!(candidates, held);
    } else {
        run.exits(0);
    }
}

/// Its info still answers 200 and says `deleted`.
pub(super) fn a_deleted_key_is_no_key_any_more() {
    let (home, user) = (Home::new(), User::administrator());
    let made = Server::manage(Method::POST, "/key/generate", &json!({"user_id": user.id()}));
    let (key, hash) = (made["key"].as_str().expect("a secret"), made["token"].as_str().expect("a hash"));
    Server::manage(Method::POST, "/key/delete", &json!({"keys": [hash]}));
    let info = Server::manage(Method::GET, &format!("/key/info?key={hash}"), &Value::Null);
    assert_eq!(info["info"]["status"], "deleted");
    with_key(&home, user.key(), &format!("tokens show id:{hash}")).exits(5);
    with_key(&home, user.key(), &format!("tokens revoke id:{hash} --yes")).exits(5);
    let url = Server::url();
    let words = ["--url", &url, "--kind", "litellm", "tokens", "whois"];
    home.gatekey(words).env("GATEKEY_TOKEN", user.key()).stdin(key).run().exits(5);
}

/// It answers both with 401.
pub(super) fn what_a_member_may_not_do_is_denied_and_not_a_wrong_credential() {
    let (home, member) = (Home::new(), User::member());
    let told = with_key(&home, member.key(), "users list -o json").exits(4).json_error();
    assert_eq!(told["code"], "denied");
    with_key(&home, member.key(), "users create x").exits(4);
    with_key(&home, "sk-0123456789abcdefghijkl", "users list").exits(3);
    // Their own they see and make, and nobody else's.
    let name = unique("own");
    with_key(&home, member.key(), &format!("tokens create {name} --scope llm_api --expires-in 1h")).exits(0);
    assert_eq!(key_named(&member, &name)["allowed_routes"], json!(["llm_api_routes"]));
    with_key(&home, member.key(), &format!("tokens create {name}-x --route /v1/models --expires-in 1h")).exits(4);
    // The server remembers for a while who belonged where: this one has not been seen yet.
    let other = User::member();
    let team = Team::of(&other);
    let line = format!("tokens create {name}-y --team {} --scope llm_api --expires-in 1h", team.name());
    with_key(&home, other.key(), &line).exits(4).says("team_member_permissions");
    // A key of nobody sees none.
    let stray = Server::manage(Method::POST, "/key/generate", &json!({"duration": "60s"}));
    with_key(&home, stray["key"].as_str().expect("a secret"), "tokens list").exits(4);
}

/// The server replaces them whole.
pub(super) fn a_change_of_metadata_keeps_the_rest() {
    let (home, user, name) = (Home::new(), User::administrator(), unique("meta"));
    let body =
        json!({"key_alias": name, "user_id": user.id(), "metadata": {"kept": {"a": [1]}, "model_rpm_limit": {}}});
    Server::manage(Method::POST, "/key/generate", &body);
    with_key(&home, user.key(), &format!("tokens update {name} --metadata added=1 --description why")).exits(0);
    let expected = json!({"kept": {"a": [1]}, "model_rpm_limit": {}, "added": "1", "description": "why"});
    assert_eq!(key_named(&user, &name)["metadata"], expected);
    with_key(&home, user.key(), &format!("tokens update {name} --clear metadata --yes")).exits(0);
    let expected = json!({"model_rpm_limit": {}, "description": "why"});
    assert_eq!(key_named(&user, &name)["metadata"], expected);
}

pub(super) fn no_key_is_made_along_with_a_user() {
    let (home, name) = (Home::new(), unique("user"));
    with_key(&home, &Server::master_key(), &format!("users create {name} --full-name Ada")).exits(0);
    let path = format!("/key/list?user_id={name}");
    assert_eq!(Server::manage(Method::GET, &path, &Value::Null)["total_count"], 0);
    with_key(&home, &Server::master_key(), &format!("users deactivate {name} --yes")).exits(8);
    with_key(&home, &Server::master_key(), &format!("users update {name} --clear full-name")).exits(0);
    let path = format!("/v2/user/info?user_id={name}");
    let alias = Server::manage(Method::GET, &path, &Value::Null)["user_alias"].clone();
    assert!(alias.is_null() || alias == "", "{alias}");
    with_key(&home, &Server::master_key(), &format!("users delete {name} --yes")).exits(0);
}
