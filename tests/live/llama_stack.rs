//! A real Llama Stack whose auth endpoint is `gatekey serve`: who shows no key, or one that does not work, is kept out, and
//! attributes decide what the others may do.
//!
//! `LLAMA_STACK_URL` is the server, configured as in the kit; `AUTH_ENDPOINT` is where it asks, and where nothing listens yet.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use reqwest::Method;
use serde_json::{Value, json};

use crate::environment;
use crate::neighbour;
use crate::support::Home;
use crate::support::served::Served;

type Test = (&'static str, fn(&House));

const TESTS: &[Test] = &[
    ("who_shows_no_key_or_a_wrong_one_is_kept_out", wrong_keys),
    ("a_good_key_is_let_in_and_a_revoked_one_within_a_second_no_more", revoked_keys),
    ("nobody_is_let_in_while_the_endpoint_has_no_database", without_database),
    ("attributes_decide_who_may_do_what", attributes),
];

/// One after the other: the server asks at one address.
static TURN: Mutex<()> = Mutex::new(());

/// All ignored where there is no server, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, body): &Test| {
        let body = *body;
        let trial = Trial::test(format!("llama_stack::{name}"), move || {
            let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
            body(&House::new());
            Ok(())
        });
        neighbour::unless_absent(trial, absent().as_deref())
    };
    TESTS.iter().map(trial).collect()
}

/// Why there is no Llama Stack to test against, if there is none.
fn absent() -> Option<String> {
    neighbour::absent(&["LLAMA_STACK_URL", "AUTH_ENDPOINT"], "GATEKEY_TEST_LLAMA_STACK_ABSENT")
}

/// The gateway at the address where Llama Stack asks.
struct House {
    home: Home,
    _served: Served,
}

impl House {
    fn new() -> Self {
        let home = Home::new();
        let endpoint = environment("AUTH_ENDPOINT").expect("trials without a server are ignored");
        let address = endpoint.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/authorize"));
        let served = home.serve_at(address.expect("AUTH_ENDPOINT is http://IP:PORT/authorize"));
        Self { home, _served: served }
    }

    /// A key made with these words.
    fn key(&self, words: &str) -> String {
        self.home.local(&format!("tokens create {words} --quiet")).exits(0).stdout.trim().to_owned()
    }
}

/// One request to Llama Stack: the status, and the body where it is JSON.
fn call(key: &str, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
    let url = environment("LLAMA_STACK_URL").expect("trials without a server are ignored");
    let request = neighbour::client().request(method, format!("{url}{path}"));
    let request = if key.is_empty() { request } else { request.bearer_auth(key) };
    neighbour::exchange(match body {
        Some(body) => request.json(body),
        None => request,
    })
}

/// The models that are shown to this key, or the status of the refusal.
fn models(key: &str) -> Result<Vec<String>, u16> {
    let (status, answer) = call(key, Method::GET, "/v1/models", None);
    if status != 200 {
        return Err(status);
    }
    let name = |model: &Value| model["id"].as_str().or(model["identifier"].as_str()).map(str::to_owned);
    let mut names: Vec<String> = answer["data"].as_array().expect("a list").iter().filter_map(name).collect();
    names.sort();
    Ok(names)
}

/// What Llama Stack tells its caller.
fn message(key: &str) -> String {
    let (status, answer) = call(key, Method::GET, "/v1/models", None);
    assert_eq!(status, 401, "{answer}");
    answer["error"]["message"].as_str().expect("a message").to_owned()
}

/// How long after that moment somebody asked and was let in all the same.
fn let_in_after(key: &str, moment: Instant) -> Option<Duration> {
    let asked_after = moment.elapsed();
    models(key).is_ok().then_some(asked_after)
}

fn wrong_keys(house: &House) {
    assert_eq!(models(""), Err(401));
    assert_eq!(message("nonsense"), "Authentication failed: 401");
    assert_eq!(message(&house.key("admin --scope management")), "Authentication failed: 403");
}

fn revoked_keys(house: &House) {
    let key = house.key("ci --scope inference");
    assert_eq!(models(&key), Ok(vec!["offline/small".to_owned()]));
    house.home.local("tokens revoke ci --yes").exits(0);
    let revoked_at = Instant::now();
    while let Some(asked_after) = let_in_after(&key, revoked_at) {
        assert!(asked_after < Duration::from_secs(1), "it is let in {asked_after:?} after it was revoked");
    }
    assert_eq!(message(&key), "Authentication failed: 401");
}

fn without_database(house: &House) {
    let key = house.key("ci --scope inference");
    assert!(models(&key).is_ok());
    let (data, away) = (house.home.path("data"), house.home.path("away"));
    std::fs::rename(&data, &away).unwrap();
    let gone_at = Instant::now();
    while let Some(asked_after) = let_in_after(&key, gone_at) {
        assert!(asked_after < Duration::from_secs(1), "it is let in {asked_after:?} after the database has gone");
    }
    assert_eq!(message(&key), "Authentication failed: 503");
    std::fs::rename(&away, &data).unwrap();
    assert!(models(&key).is_ok());
}

fn attributes(house: &House) {
    let user = |name: &str, attributes: &str| {
        house.home.local(&format!("users create {name} {attributes}")).exits(0);
        house.key(&format!("{name} --owner {name} --scope inference"))
    };
    let writer = user("wendy", "--attribute roles=writer --attribute teams=red");
    let colleague = user("carl", "--attribute teams=red");
    let stranger = user("sam", "--attribute teams=blue");
    let researcher = user("rita", "--attribute projects=research");
    let small = vec!["offline/small".to_owned()];
    for key in [&writer, &colleague, &stranger] {
        assert_eq!(models(key), Ok(small.clone()));
    }
    assert_eq!(models(&researcher), Ok(vec!["offline/large".to_owned(), "offline/small".to_owned()]));

    // What earlier runs made is still there, and somebody else's.
    let id = format!("of-wendy-{}", std::process::id());
    let dataset = json!({"dataset_id": id, "purpose": "eval/messages-answer", "metadata": {},
        "source": {"type": "rows", "rows": [{"a": 1}]}});
    let make = |key: &str| call(key, Method::POST, "/v1beta/datasets", Some(&dataset)).0;
    assert_eq!([&colleague, &stranger, &researcher].map(|key| make(key)), [403; 3]);
    assert_eq!(make(&writer), 200);
    let see = |key: &str| call(key, Method::GET, &format!("/v1beta/datasets/{id}"), None).0;
    assert_eq!([&writer, &colleague, &stranger].map(|key| see(key)), [200, 200, 404]);

    let providers = |key: &str| call(key, Method::GET, "/v1/providers", None).0;
    assert_eq!(providers(&stranger), 403);
    house.home.local("users update sam --add-attribute roles=admin").exits(0);
    let given_at = Instant::now();
    while providers(&stranger) != 200 {
        assert!(given_at.elapsed() < Duration::from_secs(10), "the role does not count");
    }
    assert_eq!(see(&stranger), 200);
}
