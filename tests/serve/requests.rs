//! What is no request, too much of one or a wrong one: each has its status and its word, and none is the server's fault.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::Home;
use crate::support::served::Served;

/// Sends a request with these lines after the first, and a key.
fn raw(served: &Served, key: &str, first: &str, lines: &str, body: &str) -> crate::support::served::Reply {
    let head = format!("{first} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n");
    served.raw(format!("{head}{lines}\r\n{body}").as_bytes())
}

#[test]
fn every_failure_has_its_status_and_its_word() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let post = |body: &str| {
        let lines = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        raw(&served, &key, "POST /v1/tokens", &lines, body)
    };
    post("{").refuses(400, "malformed");
    post(&"[".repeat(60_000)).refuses(400, "malformed");
    post(r#"{"name":"\ud800"}"#).refuses(400, "malformed");
    post("[]").refuses(422, "invalid");
    post(r#"{"names":"ci"}"#).refuses(422, "invalid");
    post(r#"{"name":"a","name":"b"}"#).refuses(422, "invalid");
    post(r#"{"expires_in":"30d"}"#).refuses(422, "invalid");
    post(r#"{"expires_in":99999999999999999999}"#).refuses(422, "invalid");
    post(r#"{"metadata":{"a":"1","a":"2"}}"#).refuses(422, "invalid");
    post(&format!(r#"{{"description":"{}"}}"#, "x".repeat(70_000))).refuses(413, "too_large");
    raw(&served, &key, "POST /v1/tokens", "Content-Length: 2\r\n", "{}").refuses(415, "unsupported_media_type");
    raw(&served, &key, "POST /v1/tokens", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}")
        .refuses(415, "unsupported_media_type");
    let get = |path: &str| served.call(&key, "GET", path, None);
    get("/v1/tokens?search=%ff").refuses(400, "malformed");
    get("/v1/tokens/%ff").refuses(400, "malformed");
    for query in
        ["pages=1", "page=0", "page=-1", "page=1&page=2", "per_page=501", "per_page=0", "sort=size", "status=x"]
    {
        get(&format!("/v1/tokens?{query}")).refuses(422, "invalid");
    }
    get("/v1/tokens?watch=true&page=1").refuses(422, "invalid");
    get("/v1/events?after=-1").refuses(422, "invalid");
    get("/v1/events?after=18446744073709551615").refuses(422, "invalid");
    get("/v1/me?x=1").refuses(422, "invalid");
    get("/v1/tokens?after=bnVsbA").refuses(404, "not_found");
    get("/v1/tokens?owner=nobody").refuses(404, "not_found");
    get(&format!("/v1/tokens/{}", "a/".repeat(2000))).refuses(404, "not_found");
    for path in ["/", "/v1", "/v1/tokens/", "/v1/tokens/0123456789abcdef", "/v1/users/nobody", "/v2/tokens"] {
        get(path).refuses(404, "not_found");
    }
    get(&format!("/v1/tokens?search={}", "x".repeat(9000))).refuses(414, "uri_too_long");
    raw(&served, &key, "GET /v1/me", &format!("X-Long: {}\r\n", "x".repeat(17_000)), "")
        .refuses(431, "headers_too_large");
    raw(&served, &key, "GET /v1/me", &"X: y\r\n".repeat(150), "").refuses(431, "headers_too_large");
    raw(&served, &key, "GET /v1/me", "Host: another\r\n", "").refuses(400, "malformed");
    served.raw(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n").refuses(400, "malformed");
    let (_, log) = served.stop();
    assert!(!log.contains("\"status\":5"), "{log}");
}

#[test]
fn a_method_that_does_not_go_with_a_path_is_told_which_do() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    for (path, allowed) in [
        ("/healthz", "GET,HEAD"),
        ("/v1/tokens", "GET,HEAD,POST"),
        ("/v1/tokens/config", "GET,HEAD"),
        ("/v1/users/me", "GET,HEAD,PATCH,DELETE"),
    ] {
        for method in ["PUT", "OPTIONS", "TRACE", "BREW"] {
            let refused = served.call(&key, method, path, None).refuses(405, "method_not_allowed");
            assert_eq!(refused.header("allow"), Some(allowed), "{method} {path}");
        }
    }
    for path in ["/healthz", "/readyz", "/openapi.json", "/v1/me", "/v1/tokens", "/v1/users/me"] {
        let head = served.call(&key, "HEAD", path, None).is(200);
        assert_eq!((head.body.as_str(), head.header("x-request-id").is_some()), ("", true), "{path}");
    }
}

#[test]
fn who_shows_no_credential_or_a_wrong_one_is_told_how() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    for authorization in ["", "Bearer", "Bearer wrong", "Digest x", "Basic !", &format!("Token {key}"), &key] {
        for path in ["/v1/me", "/v1/tokens", "/v1/users", "/v1/events", "/v1/scopes", "/v1/tokens/config"] {
            let refused = served.send(authorization, "GET", path, None).refuses(401, "unauthenticated");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer, Basic realm=\"gatekey\""), "{path}");
        }
    }
    // Before anything is said about the body.
    served.send("", "POST", "/v1/tokens", Some(&json!({"nonsense": true}))).refuses(401, "unauthenticated");
    let twice = format!("Authorization: Bearer {key}\r\n");
    raw(&served, &key, "GET /v1/me", &twice, "").refuses(401, "unauthenticated");
    served.send(&format!("bEARER {key}"), "GET", "/v1/me", None).is(200);
}

#[test]
fn a_password_is_as_good_as_a_key_and_a_deactivated_user_has_neither() {
    use base64::Engine as _;

    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let bob = json!({"name": "bob", "password": "correct horse battery"});
    served.call(&key, "POST", "/v1/users", Some(&bob)).is(201);
    let basic = |password: &str| {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("bob:{password}")))
    };
    let right = basic("correct horse battery");
    let me = served.send(&right, "GET", "/v1/me", None).is(200).json();
    assert_eq!((&me["name"], &me["role"], &me["key"]), (&json!("bob"), &json!("member"), &json!(null)));
    served.send(&basic("wrong horse battery"), "GET", "/v1/me", None).refuses(401, "unauthenticated");
    let secret = served.send(&right, "POST", "/v1/tokens", Some(&json!({}))).is(201).json()["secret"].clone();
    let path = format!("/v1/users/{}", me["id"].as_str().unwrap());
    served.call(&key, "PATCH", &path, Some(&json!({"active": false}))).is(200);
    served.send(&right, "GET", "/v1/me", None).refuses(401, "unauthenticated");
    served.call(secret.as_str().unwrap(), "GET", "/v1/me", None).refuses(401, "unauthenticated");
    let (_, log) = served.stop();
    assert!(!log.contains("horse") && !log.contains(secret.as_str().unwrap()), "{log}");
}

#[test]
fn a_body_that_never_comes_is_given_up_and_keeps_nobody_else_waiting() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let mut slow = served.connect();
    let head = format!(
        "POST /v1/tokens HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).unwrap();
    let started = Instant::now();
    served.call(&key, "GET", "/v1/tokens", None).is(200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("too_slow"), "{answer}");
}

#[test]
fn a_head_that_never_ends_is_hung_up_on() {
    let home = Home::new();
    let served = home.serve();
    let mut slow = served.connect();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: gate").unwrap();
    let mut answer = Vec::new();
    // A limit of the harness would be an error, and the server's end of it is none.
    slow.read_to_end(&mut answer).expect("the server ends it");
}

#[test]
fn a_connection_serves_many_requests() {
    let home = Home::new();
    let served = home.serve();
    let mut stream = served.connect();
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n").unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
        }
        assert!(seen.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&seen));
    }
}
