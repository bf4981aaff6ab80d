//! Attacks on the rules, by every route: nobody sees what is not theirs, nor gets more than they have.

use std::thread;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::served::{Reply, Served};

/// A served gateway with an administrator, and bob, a member with a key.
struct House {
    _home: Home,
    served: Served,
    admin: String,
    bob: String,
    bob_id: String,
}

impl House {
    fn new() -> Self {
        let home = Home::new();
        let (served, admin) = home.serve_with_administrator();
        let bob_id =
            text(&served.call(&admin, "POST", "/v1/users", Some(&json!({"name": "bob"}))).is(201).json(), "id");
        let key = json!({"owner": "bob", "name": "bobs", "expires_in": 86400});
        let bob = text(&served.call(&admin, "POST", "/v1/tokens", Some(&key)).is(201).json(), "secret");
        Self { _home: home, served, admin, bob, bob_id }
    }

    fn by(&self, key: &str, method: &str, path: &str, body: &Value) -> Reply {
        self.served.call(key, method, path, (!body.is_null()).then_some(body))
    }

    /// A key of the administrator's with these limits.
    fn key(&self, limits: &Value) -> String {
        text(&self.by(&self.admin, "POST", "/v1/tokens", limits).is(201).json(), "secret")
    }

    /// The id of whoever shows this key, and of the key.
    fn ids(&self, key: &str) -> (String, String) {
        let me = self.by(key, "GET", "/v1/me", &Value::Null).is(200).json();
        (text(&me, "id"), text(&me["key"], "id"))
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}: {value}")).to_owned()
}

#[test]
fn a_member_sees_and_changes_nothing_of_others() {
    let house = House::new();
    let (root_id, root_key) = house.ids(&house.admin);
    let bob = |method: &str, path: &str, body: Value| house.by(&house.bob, method, path, &body);
    let (token, user) = (format!("/v1/tokens/{root_key}"), format!("/v1/users/{root_id}"));
    bob("GET", &token, json!(null)).refuses(404, "not_found");
    bob("GET", &format!("{token}/events"), json!(null)).refuses(404, "not_found");
    bob("PATCH", &token, json!({"name": "mine"})).refuses(404, "not_found");
    bob("DELETE", &token, json!(null)).refuses(404, "not_found");
    bob("POST", &format!("{token}/revoke"), json!(null)).refuses(404, "not_found");
    bob("GET", &user, json!(null)).refuses(404, "not_found");
    bob("PATCH", &user, json!({"active": false})).refuses(404, "not_found");
    bob("DELETE", &user, json!(null)).refuses(404, "not_found");
    for owner in ["root", &root_id] {
        bob("GET", &format!("/v1/tokens?owner={owner}"), json!(null)).refuses(404, "not_found");
        bob("POST", "/v1/tokens", json!({"owner": owner})).refuses(404, "not_found");
    }
    for path in ["/v1/tokens?status=all", "/v1/users"] {
        let seen = bob("GET", path, json!(null)).is(200).json();
        let names: Vec<_> = seen["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
        assert_eq!((names.len(), seen["pagination"]["total"].as_u64()), (1, Some(1)), "{path}: {seen}");
    }
    let trail = bob("GET", "/v1/events", json!(null)).is(200).json();
    let targets: Vec<_> = trail["items"].as_array().unwrap().iter().map(|event| event["target_id"].clone()).collect();
    assert!(!targets.contains(&json!(root_key)) && !targets.contains(&json!(root_id)), "{trail}");
}

#[test]
fn a_member_makes_themselves_no_more_than_they_are() {
    let house = House::new();
    let bob = |method: &str, path: &str, body: Value| house.by(&house.bob, method, path, &body);
    for dry_run in ["", "?dry_run=true"] {
        let me = format!("/v1/users/me{dry_run}");
        bob("PATCH", &me, json!({"role": "administrator"})).refuses(403, "administrators_only");
        bob("PATCH", &format!("/v1/users/{}{dry_run}", house.bob_id), json!({"role": "administrator"}))
            .refuses(403, "administrators_only");
        bob("POST", &format!("/v1/users{dry_run}"), json!({"name": "eve", "role": "administrator"}))
            .refuses(403, "administrators_only");
        bob("DELETE", &me, json!(null)).refuses(403, "administrators_only");
        for roles in [json!(["admin"]), json!({"add": ["admin"]})] {
            bob("PATCH", &me, json!({"attributes": {"roles": roles}})).refuses(403, "administrators_only");
        }
        for lifetime in [json!("never"), json!(400 * 86_400)] {
            bob("POST", &format!("/v1/tokens{dry_run}"), json!({"expires_in": lifetime})).refuses(422, "invalid");
        }
    }
    assert_eq!(bob("GET", "/v1/users/me", json!(null)).is(200).json()["role"], "member");
}

#[test]
fn a_small_key_grants_only_what_it_holds_by_every_route() {
    let house = House::new();
    let scopes = json!(["token:create", "token:update", "token:read", "user:create", "user:update", "inference"]);
    let small = house.key(&json!({"scopes": scopes, "models": ["a"], "expires_in": 3600}));
    let (root_id, small_id) = house.ids(&small);
    let great = house.key(&json!({"name": "great"}));
    let (_, great_id) = house.ids(&great);
    let try_it = |method: &str, path: &str, body: Value| {
        for dry_run in ["", "?dry_run=true"] {
            house.by(&small, method, &format!("{path}{dry_run}"), &body).refuses(403, "beyond_own_rights");
        }
    };
    for body in [
        json!({"scopes": ["*"]}),
        json!({"scopes": ["inference", "token:delete"]}),
        json!({"models": ["*"]}),
        json!({"models": ["a", "b"]}),
        json!({"expires_in": 86400}),
        json!({"expires_in": "never"}),
        json!({"owner": "bob", "scopes": ["*"]}),
    ] {
        try_it("POST", "/v1/tokens", body);
    }
    let own = format!("/v1/tokens/{small_id}");
    for body in [
        json!({"scopes": ["*"]}),
        json!({"scopes": {"add": ["token:delete"]}}),
        json!({"models": ["*"]}),
        json!({"models": {"add": ["b"]}}),
        json!({"expires_in": "never"}),
    ] {
        try_it("PATCH", &own, body);
    }
    // Of a greater token nothing can be widened either, nor its life made longer.
    try_it("PATCH", &format!("/v1/tokens/{great_id}"), json!({"expires_in": "never"}));
    // A password, or a person who can do everything, would be more than the key.
    try_it("PATCH", &format!("/v1/users/{root_id}"), json!({"password": "correct horse battery"}));
    try_it("PATCH", "/v1/users/me", json!({"password": "correct horse battery"}));
    try_it("PATCH", &format!("/v1/users/{}", house.bob_id), json!({"role": "administrator"}));
    try_it("POST", "/v1/users", json!({"name": "eve", "role": "administrator"}));
    // What an attribute opens elsewhere, nobody here knows.
    try_it("POST", "/v1/users", json!({"name": "eve", "attributes": {"roles": ["admin"]}}));
    try_it("PATCH", "/v1/users/me", json!({"attributes": {"roles": ["admin"]}}));
    house.by(&small, "DELETE", &own, &Value::Null).refuses(403, "missing_scope");
    house.by(&small, "POST", &format!("{own}/revoke"), &Value::Null).refuses(403, "missing_scope");
    house.by(&small, "DELETE", "/v1/users/me", &Value::Null).refuses(403, "missing_scope");
    house.by(&small, "GET", "/v1/users", &Value::Null).refuses(403, "missing_scope");
    // What it holds it may pass on.
    house.by(&small, "POST", "/v1/tokens", &json!({"scopes": ["inference.chat"], "models": ["a"]})).is(201);
}

#[test]
fn of_many_who_want_one_name_exactly_one_gets_it() {
    let house = House::new();
    for (path, body) in [
        ("/v1/tokens", json!({"name": "wanted"})),
        ("/v1/users", json!({"name": "wanted"})),
        ("/v1/tokens", json!({"custom": "0123456789".repeat(4)})),
    ] {
        let statuses: Vec<u16> = thread::scope(|scope| {
            let tries: Vec<_> =
                (0..8).map(|_| scope.spawn(|| house.by(&house.admin, "POST", path, &body).status)).collect();
            tries.into_iter().map(|tried| tried.join().expect("an answer")).collect()
        });
        let made = statuses.iter().filter(|status| **status == 201).count();
        let taken = statuses.iter().filter(|status| **status == 409).count();
        assert_eq!((made, taken), (1, 7), "{path} {body}: {statuses:?}");
    }
}

#[test]
fn who_may_not_see_the_holder_of_a_custom_key_is_not_told_who_it_is() {
    let house = House::new();
    let custom = "my-own-key-".repeat(4);
    let made = house.by(&house.admin, "POST", "/v1/tokens", &json!({"name": "holder", "custom": custom})).is(201);
    let id = text(&made.json(), "id");
    let body = json!({"custom": custom});
    let seen = house.by(&house.admin, "POST", "/v1/tokens", &body).refuses(409, "custom_key_taken");
    assert!(seen.body.contains(&id) && seen.body.contains("holder"), "{seen:?}");
    let unseen = house.by(&house.bob, "POST", "/v1/tokens", &body).refuses(409, "custom_key_taken");
    assert!(!unseen.body.contains(&id) && !unseen.body.contains("holder"), "{unseen:?}");
}

#[test]
fn of_administrators_who_all_step_down_at_once_one_stays() {
    let home = Home::new();
    let (served, root) = home.serve_with_administrator();
    let mut keys = vec![root.clone()];
    for name in ["ada", "bob", "eve"] {
        let user = json!({"name": name, "role": "administrator"});
        served.call(&root, "POST", "/v1/users", Some(&user)).is(201);
        let key = served.call(&root, "POST", "/v1/tokens", Some(&json!({"owner": name}))).is(201);
        keys.push(text(&key.json(), "secret"));
    }
    let step_down = json!({"role": "member"});
    let answers: Vec<Reply> = thread::scope(|scope| {
        let (served, step_down) = (&served, &step_down);
        let tries: Vec<_> = keys
            .iter()
            .map(|key| scope.spawn(move || served.call(key, "PATCH", "/v1/users/me", Some(step_down))))
            .collect();
        tries.into_iter().map(|tried| tried.join().expect("an answer")).collect()
    });
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert_eq!(refused.len(), 1, "{answers:?}");
    refused[0].clone().refuses(409, "last_administrator");
}

#[test]
fn the_last_administrator_stays_by_every_route_and_however_many_try_at_once() {
    let home = Home::new();
    let (served, root) = home.serve_with_administrator();
    let me = text(&served.call(&root, "GET", "/v1/users/me", None).is(200).json(), "id");
    let path = format!("/v1/users/{me}");
    for dry_run in ["", "?dry_run=true"] {
        let at = |body: Value| served.call(&root, "PATCH", &format!("{path}{dry_run}"), Some(&body));
        at(json!({"role": "member"})).refuses(409, "last_administrator");
        at(json!({"role": "service-account"})).refuses(409, "last_administrator");
        at(json!({"active": false})).refuses(409, "last_administrator");
        served.call(&root, "DELETE", &format!("{path}{dry_run}"), None).refuses(409, "last_administrator");
    }
    // Two administrators who do away with each other.
    let ada = served.call(&root, "POST", "/v1/users", Some(&json!({"name": "ada", "role": "administrator"}))).is(201);
    let key = text(&served.call(&root, "POST", "/v1/tokens", Some(&json!({"owner": "ada"}))).is(201).json(), "secret");
    let other = format!("/v1/users/{}", text(&ada.json(), "id"));
    let off = json!({"active": false});
    let answers = thread::scope(|scope| {
        let (served, off) = (&served, &off);
        let one = scope.spawn(move || served.call(&root, "DELETE", &other, None).status);
        let two = scope.spawn(move || served.call(&key, "PATCH", &path, Some(off)).status);
        [one.join().expect("an answer"), two.join().expect("an answer")]
    });
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
}

#[test]
fn a_key_revoked_while_its_request_is_on_the_way_does_nothing_more() {
    use std::io::{Read, Write};

    let house = House::new();
    let key = house.key(&json!({"name": "short-lived"}));
    let (_, id) = house.ids(&key);
    let body = r#"{"name":"too-late"}"#;
    let mut late = house.served.connect();
    let head = format!(
        "POST /v1/tokens HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\
         Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    late.write_all(head.as_bytes()).unwrap();
    // The server asks for the body once it has let the caller in.
    let mut go_on = [0; 25];
    late.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on[..], b"HTTP/1.1 100 Continue\r\n\r\n");
    house.by(&house.admin, "DELETE", &format!("/v1/tokens/{id}"), &Value::Null).is(200);
    late.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let found = house.by(&house.admin, "GET", "/v1/tokens?search=too-late&status=all", &Value::Null).is(200).json();
    assert_eq!(found["items"], json!([]));
}
