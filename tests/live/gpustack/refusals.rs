//! What GPUStack would ignore in silence is refused, and its errors are understood in whatever shape they come.

use reqwest::Method;
use serde_json::json;

use super::server::{Server, Shown, User};
use super::{each, keys_of, with_key};
use crate::support::Home;

pub(super) fn flags_it_would_ignore_are_refused_and_nothing_is_made() {
    let (home, user) = (Home::new(), User::administrator());
    let key = user.key();
    with_key(&home, key, "tokens create there --expires-in 1h").exits(0);
    let before = keys_of(&user);

    let lacking = [
        "--route /v1/models",
        "--budget 10",
        "--budget-period 30d",
        "--rpm 60",
        "--tpm 1000",
        "--metadata a=b",
        "--allow template:x",
        "--owner admin",
    ];
    for flag in lacking {
        let refused = with_key(&home, key, &format!("tokens create new --expires-in 1h {flag} -o json")).exits(8);
        assert!(refused.json_error()["hint"].is_string(), "{}", refused.told());
        with_key(&home, key, &format!("tokens update there --description x {flag} --yes")).exits(8);
    }
    for flag in ["--name other", "--expires-in 2h", "--expires-in never", "--team default"] {
        with_key(&home, key, &format!("tokens update there --description x {flag} --yes")).exits(8);
    }
    for flag in ["--unused-for 30d", "--sort last_used_at"] {
        with_key(&home, key, &format!("tokens list {flag}")).exits(8);
    }
    // What it would take for its opposite, or for nothing.
    for flag in ["--expires-in 0s", "--scope inferance"] {
        with_key(&home, key, &format!("tokens create new {flag}")).exits(2);
    }
    assert_eq!(keys_of(&user), before);
    assert_eq!(each(&before, "name").len(), 2);
}

/// Its own shape, OpenAI's and its framework's. Its own 404 turns into OpenAI's for as long as the process lives once an
/// inference route has answered one. The fourth, a 500 with SQL in it, answers nothing that gatekey sends.
pub(super) fn every_shape_of_its_errors_is_understood() {
    let (home, user) = (Home::new(), User::administrator());
    let key = user.key();
    let nobody = user.id() + 1_000_000;
    let line = format!("tokens list --owner {nobody} -o json");
    with_key(&home, key, &line).exits(5);

    let body = json!({"model": "nope", "messages": []});
    let (status, answer) = Server::call(Shown::Key(key), Method::POST, "/v1/chat/completions", Some(&body));
    assert_eq!((status, &answer["error"]["type"]), (404, &"NotFound".into()));
    let (status, answer) = Server::call(Shown::Key(key), Method::GET, &format!("/v2/users/{nobody}"), None);
    assert_eq!((status, &answer["error"]["type"]), (404, &"NotFound".into()), "the shape has changed");
    with_key(&home, key, &line).exits(5);

    with_key(&home, "gpustack_0000000000000000_00000000000000000000000000000000", "tokens list").exits(3);
    let taken = "tokens create taken --expires-in 1h -o json";
    with_key(&home, key, taken).exits(0);
    let told = with_key(&home, key, taken).exits(6).json_error();
    assert_eq!((&told["code"], &told["request"]["status"]), (&"conflict".into(), &409.into()));

    // Its framework answers where it has no route: that is not the API.
    let elsewhere = format!("{}/elsewhere", Server::url());
    let words = ["--url", &elsewhere, "--kind", "gpustack", "tokens", "list", "-o", "json"];
    let told = home.gatekey(words).env("GATEKEY_TOKEN", key).run().exits(7).json_error();
    assert_eq!(told["request"]["status"], 404);
}
