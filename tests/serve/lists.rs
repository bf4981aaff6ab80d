//! Lists page by page, the trail, and tokens as they change.

use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::served::Served;

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().map(|item| item["name"].as_str().expect("a name")).collect()
}

fn make(served: &Served, key: &str, path: &str, count: usize) {
    for number in 0..count {
        served.call(key, "POST", path, Some(&json!({"name": format!("n{number}")}))).is(201);
    }
}

#[test]
fn every_filter_of_tokens_counts_what_it_lists() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let bob = served.call(&key, "POST", "/v1/users", Some(&json!({"name": "bob"}))).is(201).json()["id"].clone();
    let own = |owner: &str, name: &str| {
        let made = served.call(&key, "POST", "/v1/tokens", Some(&json!({"name": name, "owner": owner}))).is(201);
        format!("/v1/tokens/{}", made.json()["id"].as_str().expect("an id"))
    };
    own("bob", "blocked");
    let revoked = own("me", "gone");
    served.call(&key, "POST", &format!("{revoked}/revoke"), None).is(200);
    served
        .call(&key, "PATCH", &format!("/v1/users/{}", bob.as_str().expect("an id")), Some(&json!({"active": false})))
        .is(200);
    for (query, found) in [
        ("status=all", vec!["blocked", "gone", "root"]),
        ("status=live", vec!["blocked", "root"]),
        ("status=active", vec!["root"]),
        ("status=blocked", vec!["blocked"]),
        ("status=revoked", vec!["gone"]),
        ("status=expired", vec![]),
        ("status=superseded", vec![]),
        ("owner=bob", vec!["blocked"]),
        ("search=LOCK", vec!["blocked"]),
        ("unused_for=0", vec!["blocked", "root"]),
        ("expiring_within=8640000", vec!["blocked"]),
    ] {
        let page = served.call(&key, "GET", &format!("/v1/tokens?sort=name&{query}"), None).is(200).json();
        assert_eq!(names(&page), found, "{query}");
        assert_eq!(page["pagination"]["total"], json!(found.len()), "{query}");
    }
}

#[test]
fn pages_by_number_and_by_place_hold_the_same_and_only_the_number_counts() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    for path in ["/v1/tokens", "/v1/users"] {
        make(&served, &key, path, 4);
        let get = |query: &str| {
            served.call(&key, "GET", &format!("{path}?sort=name&per_page=2&{query}"), None).is(200).json()
        };
        let (first, second, third) = (get("page=1"), get("page=2"), get("page=3"));
        assert_eq!([names(&first), names(&second), names(&third)], [vec!["n0", "n1"], vec!["n2", "n3"], vec!["root"]]);
        assert_eq!((&first["pagination"]["total"], &first["pagination"]["page"]), (&json!(5), &json!(1)), "{path}");
        let after = first["pagination"]["next"].as_str().unwrap();
        let by_place = get(&format!("after={after}"));
        assert_eq!(by_place["items"], second["items"], "{path}");
        let told = &by_place["pagination"];
        assert_eq!((&told["total"], &told["page"], told["next"].is_string()), (&json!(null), &json!(null), true));
        assert_eq!(get(&format!("after={after}&page=2"))["items"], third["items"], "{path}: counted from there");
        assert_eq!(third["pagination"]["next"], json!(null), "{path}");
        served.call(&key, "GET", &format!("{path}?sort=name:desc&after={after}"), None).refuses(404, "not_found");
    }
    assert_eq!(names(&served.call(&key, "GET", "/v1/users?name=n2", None).is(200).json()), ["n2"]);
}

#[test]
fn what_was_done_is_in_the_trail_with_who_did_it() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let id = served.call(&key, "POST", "/v1/tokens", Some(&json!({"name": "ci"}))).is(201).json()["id"].clone();
    let path = format!("/v1/tokens/{}", id.as_str().unwrap());
    served.call(&key, "PATCH", &path, Some(&json!({"description": "for CI"}))).is(200);
    served.call(&key, "POST", &format!("{path}/revoke"), None).is(200);
    served.call(&key, "PATCH", &path, Some(&json!({"description": null}))).refuses(409, "revoked");
    let told = served.call(&key, "GET", &format!("{path}/events"), None).is(200).json();
    let actions: Vec<_> = told["items"].as_array().unwrap().iter().map(|event| event["action"].clone()).collect();
    assert_eq!(actions, ["token.create", "token.update", "token.revoke"]);
    assert_eq!(told["items"][1]["changes"]["description"], json!([null, "for CI"]));
    assert_eq!(told["items"][1]["actor"]["name"], "root");
    let first = served.call(&key, "GET", "/v1/events?per_page=2", None).is(200).json();
    let next = first["pagination"]["next"].as_i64().unwrap();
    let rest = served.call(&key, "GET", &format!("/v1/events?after={next}"), None).is(200).json();
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 3));
    assert_eq!(rest["pagination"]["next"], json!(null));
}

/// Reads a stream up to the next event, and tells its name, its id and its data.
fn event(stream: &mut impl BufRead) -> (String, Option<String>, Value) {
    let (mut name, mut id, mut data) = (String::new(), None, String::new());
    loop {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).expect("the stream goes on") > 0, "the stream has ended");
        match line.trim_end().split_once(": ") {
            Some(("event", text)) => name = text.to_owned(),
            Some(("id", text)) => id = Some(text.to_owned()),
            Some(("data", text)) => data = text.to_owned(),
            _ if line.trim_end().is_empty() && !name.is_empty() => {
                return (name, id, serde_json::from_str(&data).expect("JSON"));
            }
            _ => {}
        }
    }
}

fn watch(served: &Served, key: &str, last: Option<&str>) -> impl BufRead + use<> {
    let mut stream = served.connect();
    let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
    let request =
        format!("GET /v1/tokens?watch=true HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {key}\r\n{last}\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    BufReader::new(stream)
}

#[test]
fn a_watch_tells_what_there_is_and_what_becomes_of_it_and_goes_on_where_it_was() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let mut stream = watch(&served, &key, None);
    let (name, _, token) = event(&mut stream);
    assert_eq!((name.as_str(), &token["name"]), ("snapshot", &json!("root")));
    let (name, place, _) = event(&mut stream);
    assert_eq!(name, "live");
    // Whoever makes it: over the socket, or another process on the same folder.
    let id = served.call(&key, "POST", "/v1/tokens", Some(&json!({"name": "ci"}))).is(201).json()["id"].clone();
    assert_eq!(event(&mut stream).0, "created");
    home.local("tokens update ci --description changed").exits(0);
    assert_eq!(event(&mut stream).2["description"], "changed");
    served.call(&key, "POST", &format!("/v1/tokens/{}/revoke", id.as_str().unwrap()), None).is(200);
    let (name, _, token) = event(&mut stream);
    assert_eq!((name.as_str(), &token["status"]), ("deleted", &json!("revoked")));
    let mut again = watch(&served, &key, place.as_deref());
    let mut told = Vec::new();
    while told.len() < 3 {
        let (name, ..) = event(&mut again);
        if name != "live" {
            told.push(name);
        }
    }
    assert_eq!(told, ["created", "updated", "deleted"]);
    // Streams have no end of their own, and hold nobody up.
    let (exit, log) = served.stop();
    assert_eq!(exit, Some(0), "{log}");
    assert!(!log.contains("cut off"), "{log}");
}

#[test]
fn a_watch_ends_when_its_key_stops_working() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let made = served.call(&key, "POST", "/v1/tokens", Some(&json!({"name": "watcher"}))).is(201).json();
    let mut stream = watch(&served, made["secret"].as_str().unwrap(), None);
    while event(&mut stream).0 != "live" {}
    served.call(&key, "DELETE", &format!("/v1/tokens/{}", made["id"].as_str().unwrap()), None).is(200);
    let mut rest = String::new();
    while stream.read_line(&mut rest).expect("an end") > 0 {}
    assert!(!rest.contains("event: created"), "{rest}");
}

#[test]
fn who_watches_often_leaves_room_for_others() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    served.call(&key, "POST", "/v1/users", Some(&json!({"name": "bob"}))).is(201);
    let bob = served.call(&key, "POST", "/v1/tokens", Some(&json!({"owner": "bob"}))).is(201).json();
    let watching = |key: &str| {
        let mut stream = watch(&served, key, None);
        event(&mut stream);
        stream
    };
    let streams: Vec<_> = (0..16).map(|_| watching(&key)).collect();
    served.call(&key, "GET", "/v1/tokens?watch=true", None).refuses(503, "unavailable");
    served.call(&key, "GET", "/v1/tokens", None).is(200);
    watching(bob["secret"].as_str().expect("a secret"));
    drop(streams);
}
