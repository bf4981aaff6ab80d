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
use crate::support::double::{Double, answer};
use crate::support::served::Served;

/// Its name, whose keys the house takes, and what it does.
type Test = (&'static str, fn() -> House, fn(&House));

const TESTS: &[Test] = &[
    ("who_shows_no_key_or_a_wrong_one_is_kept_out", House::new, wrong_keys),
    ("a_good_key_is_let_in_and_a_revoked_one_within_a_second_no_more", House::new, revoked_keys),
    ("nobody_is_let_in_while_the_endpoint_has_no_database", House::new, without_database),
    ("attributes_decide_who_may_do_what", House::new, attributes),
    ("a_jwt_of_a_trusted_issuer_is_let_in_with_what_its_claims_say", House::trusting, jwts),
];

/// One after the other: the server asks at one address.
static TURN: Mutex<()> = Mutex::new(());

/// All ignored where there is no server, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, make, body): &Test| {
        let (make, body) = (*make, *body);
        let trial = Trial::test(format!("llama_stack::{name}"), move || {
            let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
            body(&make());
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
    /// The provider of the issuer that it trusts.
    _provider: Option<Double>,
    _served: Served,
}

const ISSUER: &str = "https://id.example.com";

impl House {
    fn new() -> Self {
        Self::serving(Home::new(), None, &[])
    }

    /// One that takes the JWTs of an issuer, whose keys it fetches from a provider.
    fn trusting() -> Self {
        let (home, provider) = (Home::new(), Double::gpustack());
        let public = keygen(&home, "one");
        keygen(&home, "other");
        provider.answers("GET", "/keys", answer(200, json!({"keys": [public]})));
        let config = json!({"issuers": [{
            "issuer": ISSUER, "audience": "llama-stack", "jwks": format!("{}/keys", provider.url()),
            "attributes": {"roles": "realm.roles", "teams": "groups"},
        }]});
        let file = home.write("issuers.yaml", &config.to_string()).display().to_string();
        Self::serving(home, Some(provider), &["--jwt-config", &file])
    }

    fn serving(home: Home, provider: Option<Double>, options: &[&str]) -> Self {
        let endpoint = environment("AUTH_ENDPOINT").expect("trials without a server are ignored");
        let address = endpoint.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/authorize"));
        let served = home.serve_at(address.expect("AUTH_ENDPOINT is http://IP:PORT/authorize"), options);
        Self { home, _provider: provider, _served: served }
    }

    /// A JWT by the key of this name, with these claims and options.
    fn jwt(&self, key: &str, sub: &str, more: &str) -> String {
        let private = self.home.path(&format!("{key}.jwk")).display().to_string();
        let line = format!("jwt sign --key {private} --sub {sub} --expires-in 10m {more}");
        self.home.run(&line).exits(0).line()
    }

    /// A key made with these words.
    fn key(&self, words: &str) -> String {
        self.home.local(&format!("tokens create {words} --quiet")).exits(0).stdout.trim().to_owned()
    }
}

/// Makes a key pair: the private half in a file of the home, the public half as JSON.
fn keygen(home: &Home, name: &str) -> Value {
    let private = home.path(&format!("{name}.jwk")).display().to_string();
    home.gatekey(["jwt", "keygen", "--type", "ed25519", "--kid", "one", "--private", &private]).run().exits(0).json()
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

fn jwts(house: &House) {
    let usual = format!("--iss {ISSUER} --aud llama-stack --claim scope=inference");
    let good = |sub: &str, claims: &str| house.jwt("one", sub, &format!("{usual} {claims}"));
    let writer = good("wendy", "--claim realm={\"roles\":[\"writer\"]} --claim groups=[\"red\"]");
    let colleague = good("carl", "--claim groups=red");
    let stranger = good("sam", "--claim groups=blue --claim roles=admin");
    let small = vec!["offline/small".to_owned()];
    for jwt in [&writer, &colleague, &stranger] {
        assert_eq!(models(jwt), Ok(small.clone()));
    }
    // Claims decide what they may do, as attributes of users do; those that are not mapped are nothing.
    let id = format!("of-jwts-{}", std::process::id());
    let dataset = json!({"dataset_id": id, "purpose": "eval/messages-answer", "metadata": {},
        "source": {"type": "rows", "rows": [{"a": 1}]}});
    let make = |jwt: &str| call(jwt, Method::POST, "/v1beta/datasets", Some(&dataset)).0;
    assert_eq!([&colleague, &stranger].map(|jwt| make(jwt)), [403; 2]);
    assert_eq!(make(&writer), 200);
    let see = |key: &str| call(key, Method::GET, &format!("/v1beta/datasets/{id}"), None).0;
    assert_eq!([&writer, &colleague, &stranger].map(|jwt| see(jwt)), [200, 200, 404]);
    assert_eq!(call(&stranger, Method::GET, "/v1/providers", None).0, 403);
    // A user of the gateway is of the same team; one of the same name is somebody else.
    house.home.local("users create wendy --attribute teams=red").exits(0);
    assert_eq!(see(&house.key("hers --owner wendy --scope inference")), 200);
    let delete = |key: &str| call(key, Method::DELETE, &format!("/v1beta/datasets/{id}"), None).0;
    assert_ne!(delete(&stranger), 200);

    let wrong = |words: &str| house.jwt("one", "wendy", &format!("--claim scope=inference {words}"));
    let refused = [
        ("expired", good("wendy", "--at 2026-01-01T00:00:00Z")),
        ("of a foreign issuer", wrong("--iss https://other.example.com --aud llama-stack")),
        ("for something else", wrong(&format!("--iss {ISSUER} --aud other"))),
        ("by another key", house.jwt("other", "wendy", &usual)),
        ("cut", writer[..writer.len() - 2].to_owned()),
    ];
    for (what, jwt) in refused {
        assert_eq!(message(&jwt), "Authentication failed: 401", "{what}");
    }
    let idle = house.jwt("one", "wendy", &format!("--iss {ISSUER} --aud llama-stack --claim scope=openid"));
    assert_eq!(message(&idle), "Authentication failed: 403");
}
