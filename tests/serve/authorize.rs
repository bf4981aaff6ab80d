//! The auth endpoint: what Llama Stack asks about every request to it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::support::Home;
use crate::support::served::{Reply, Served};

/// A question as Llama Stack asks it, with headers that are nobody's business.
fn question(key: &str) -> Value {
    json!({"api_key": key, "request": {
        "path": "/v1/models",
        "headers": {"host": "127.0.0.1:8321", "cookie": "session=s3ntinel-cookie", "x-api-key": "s3ntinel-header"},
        "params": {"limit": ["10"], "tag": ["a", "s3ntinel-param"]},
    }})
}

fn ask(served: &Served, key: &str) -> Reply {
    served.send("", "POST", "/authorize", Some(&question(key)))
}

fn make(served: &Served, admin: &str, new: &Value) -> (String, String) {
    let made = served.call(admin, "POST", "/v1/tokens", Some(new)).is(201).json();
    let text = |field: &str| made[field].as_str().expect("a text").to_owned();
    (text("id"), text("secret"))
}

/// What every refusal is made of but its number.
fn without_id(reply: Reply) -> (u16, Vec<(String, String)>, String) {
    let headers = reply.headers.into_iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    (reply.status, headers.collect(), reply.body)
}

#[test]
fn a_key_for_models_gets_the_answer_that_every_release_understands() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let (_, key) = make(&served, &admin, &json!({"scopes": ["inference.chat"], "models": ["small", "large"]}));
    let id = served.call(&admin, "GET", "/v1/me", None).is(200).json()["id"].clone();
    let given = json!({"attributes": {"roles": ["writer"], "teams": {"add": ["red"]}}});
    let path = format!("/v1/users/{}", id.as_str().unwrap());
    served.call(&admin, "PATCH", &path, Some(&given)).is(200);
    let shared = json!({"roles": ["writer"], "teams": ["red"], "projects": [], "namespaces": []});
    let mut attributes = shared.clone();
    attributes["models"] = json!(["small", "large"]);
    attributes["scopes"] = json!(["inference.chat"]);
    let expected = json!({"principal": id, "attributes": attributes, "access_attributes": shared, "message": "ok"});
    assert_eq!(ask(&served, &key).is(200).json(), expected);
    assert_eq!(ask(&served, &format!(" {key}")).is(200).json(), expected, "a space before it arrives with it");
    assert_eq!(ask(&served, &admin).is(200).json()["attributes"]["models"], json!(["*"]));
    // gatekey's own judge of such endpoints finds nothing to say.
    let url = format!("http://{}/authorize", served.address());
    let probe = home.gatekey(["authz", "probe", &url, "--token-stdin", "-o", "json"]).stdin(&key).run().exits(0).json();
    let checks = probe["checks"].as_array().expect("checks");
    assert!(checks.iter().all(|check| check["status"] == "ok"), "{probe}");
}

#[test]
fn keys_that_do_not_work_are_refused_in_the_same_words_whatever_is_wrong_with_them() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let (id, revoked) = make(&served, &admin, &json!({"name": "revoked"}));
    served.call(&admin, "POST", &format!("/v1/tokens/{id}/revoke"), None).is(200);
    let (_, expired) = make(&served, &admin, &json!({"name": "expired", "expires_in": 1}));
    served.call(&admin, "POST", "/v1/users", Some(&json!({"name": "bob"}))).is(201);
    let (_, of_bob) = make(&served, &admin, &json!({"owner": "bob", "expires_in": 3600}));
    let bob = ask(&served, &of_bob).is(200).json()["principal"].as_str().unwrap().to_owned();
    served.call(&admin, "PATCH", &format!("/v1/users/{bob}"), Some(&json!({"active": false}))).is(200);
    let started = Instant::now();
    while ask(&served, &expired).status == 200 {
        assert!(started.elapsed() < Duration::from_secs(20), "it expires after a second");
    }
    let unknown = format!("gk_{}_{}", "0".repeat(16), "0".repeat(32));
    let refused = without_id(ask(&served, &unknown).refuses(401, "unauthenticated"));
    for key in [&revoked, &expired, &of_bob, "", "nonsense", &"x".repeat(40), &format!("{admin}x")] {
        assert_eq!(without_id(ask(&served, key)), refused, "{key:?}");
    }
    let (_, other) = make(&served, &admin, &json!({"scopes": ["management"]}));
    ask(&served, &other).refuses(403, "missing_scope");
}

#[test]
fn a_revocation_by_another_process_counts_within_a_second() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    for number in 0..3 {
        let (id, key) = make(&served, &admin, &json!({"name": format!("n{number}")}));
        ask(&served, &key).is(200);
        thread::scope(|scope| {
            // Asked all the time, so that what is known of it is always fresh.
            let asked = scope.spawn(|| {
                let mut last = Instant::now();
                let is_let_in = || {
                    let asked_at = Instant::now();
                    (ask(&served, &key).status == 200).then_some(asked_at)
                };
                while let Some(asked_at) = is_let_in() {
                    last = asked_at;
                }
                last
            });
            home.local(&format!("tokens revoke id:{id} --yes")).exits(0);
            let revoked_at = Instant::now();
            let last = asked.join().expect("it is refused");
            assert!(last < revoked_at + Duration::from_secs(1), "{:?}", last.duration_since(revoked_at));
        });
        ask(&served, &key).refuses(401, "unauthenticated");
    }
}

#[test]
fn a_revocation_over_the_socket_counts_before_it_is_acknowledged() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    for _ in 0..5 {
        let (id, key) = make(&served, &admin, &json!({}));
        ask(&served, &key).is(200);
        served.call(&admin, "DELETE", &format!("/v1/tokens/{id}"), None).is(200);
        ask(&served, &key).refuses(401, "unauthenticated");
    }
}

#[test]
fn while_the_database_is_away_nobody_is_let_in_and_then_everybody_again() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    ask(&served, &admin).is(200);
    let away = home.path("away");
    fs::rename(home.path("data"), &away).unwrap();
    let gone_at = Instant::now();
    // What was known a moment ago may be relied on for less than a second.
    let is_let_in = || {
        let asked_after = gone_at.elapsed();
        (ask(&served, &admin).status == 200).then_some(asked_after)
    };
    while let Some(asked_after) = is_let_in() {
        assert!(asked_after < Duration::from_secs(1), "it is let in without a database");
    }
    for key in [&admin, "nonsense"] {
        let refused = ask(&served, key).refuses(503, "unavailable");
        assert_eq!(refused.header("retry-after"), Some("1"));
    }
    fs::rename(&away, home.path("data")).unwrap();
    ask(&served, &admin).is(200);
    ask(&served, "nonsense").refuses(401, "unauthenticated");
    served.call(&admin, "GET", "/v1/me", None).is(200);
}

/// How a question begins whose length is still to be said.
const HEAD: &str = "POST /authorize HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Type: application/json";

#[test]
fn what_is_no_question_is_told_so_and_nothing_of_it_is_repeated() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let post = |body: &str| served.raw(format!("{HEAD}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    let nested = |open: &str| format!(r#"{{"api_key":"x","more":{}"#, open.repeat(10_000));
    for body in [
        "",
        "{",
        "{]",
        r#"{"api_key":"x"}{}"#,
        "\u{feff}{}",
        "{'api_key':'s3ntinel'}",
        r#"{"api_key":"s3ntinel",}"#,
        r#"{"api_key":"s3ntinel"/* */}"#,
        r#"{api_key:"s3ntinel"}"#,
        r#"{"api_key":NaN}"#,
        r#"{"api_key":05318008}"#,
        r#"{"api_key":"\ud800"}"#,
        r#"{"api_key":"\u00e"}"#,
        "{\"api_key\":\"s3ntinel\0\"}",
        "{\"api_key\":\"s3ntinel\n\"}",
        r#"{"api_key":"x"}x"#,
        &"[".repeat(60_000),
        &nested("["),
        &nested(r#"{"a":"#),
    ] {
        let refused = post(body).refuses(400, "malformed");
        assert!(!refused.body.contains("s3ntinel") && !refused.body.contains("5318008"), "{body}: {refused:?}");
    }
    let bytes = [&b"{\"api_key\":\"\xff\xfe\"}"[..], b"{\"api_key\":\"\xc3\"}", b"\xff\xfe{\0}\0"];
    for body in bytes {
        let head = format!("{HEAD}\r\nContent-Length: {}\r\n\r\n", body.len());
        served.raw(&[head.as_bytes(), body].concat()).refuses(400, "malformed");
    }
    // Lengths that are none, and chunks that are none.
    for (length, body) in [
        ("Content-Length: -1", "{}"),
        ("Content-Length: 99999999999999999999999", "{}"),
        ("Content-Length: 2\r\nContent-Length: 3", "{} "),
        ("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "fffffffffffffffff\r\n{}"),
    ] {
        let refused = served.raw(format!("{HEAD}\r\n{length}\r\n\r\n{body}").as_bytes());
        assert_eq!(refused.status, 400, "{length}: {refused:?}");
    }
    for body in [
        "[]",
        "null",
        "{}",
        r#"{"api_key":5318008}"#,
        r#"{"api_key":["s3ntinel"]}"#,
        r#"{"api_key":"s3ntinel","api_key":"s3ntinel"}"#,
        r#"{"api_key":"s3ntinel","request":"s3ntinel"}"#,
        r#"{"api_key":"s3ntinel","request":{"path":5318008}}"#,
        r#"{"api_key":"s3ntinel","request":{"headers":{"s3ntinel":5318008}}}"#,
        r#"{"api_key":"s3ntinel","request":{"params":{"s3ntinel":"s3ntinel"}}}"#,
    ] {
        let refused = post(body).refuses(422, "invalid");
        assert!(!refused.body.contains("s3ntinel") && !refused.body.contains("5318008"), "{body}: {refused:?}");
    }
    let padded = |bytes: usize| json!({"api_key": admin, "request": {"path": "x".repeat(bytes)}}).to_string();
    post(&padded(60_000)).is(200);
    post(&padded(1_000_000)).refuses(413, "too_large");
    post(&format!(r#"{{"api_key":"{}"}}"#, "x".repeat(1_000_000))).refuses(413, "too_large");
    served.send("", "POST", "/authorize", None).refuses(415, "unsupported_media_type");
    served.send("", "GET", "/authorize", None).refuses(405, "method_not_allowed");
    let (_, log) = served.stop();
    assert!(!log.contains("s3ntinel") && !log.contains(&admin) && !log.contains("\"status\":5"), "{log}");
}

#[test]
fn who_never_ends_a_question_keeps_nobody_waiting() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let begun = |text: &str| {
        let mut stream = served.connect();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let bodies = format!("{HEAD}\r\nContent-Length: 100\r\n\r\n{{\"api_key\":");
    let mut slow: Vec<_> = (0..100).map(|_| begun(&bodies)).collect();
    let mut heads: Vec<_> = (0..60).map(|place| begun(&HEAD[..=place])).collect();
    let started = Instant::now();
    ask(&served, &admin).is(200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    // Some go on, a byte at a time: what is slow stays slow, and others are answered in between.
    let mut dripping = slow.split_off(50);
    for byte in 0..5 {
        for stream in &mut dripping {
            stream.write_all(b" ").unwrap();
        }
        for (place, stream) in heads.iter_mut().enumerate() {
            let next = place + 1 + byte;
            stream.write_all(&HEAD.as_bytes()[next..=next]).unwrap();
        }
        ask(&served, &admin).is(200);
    }
    let told = |mut stream: TcpStream| {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    for stream in slow.into_iter().take(3).chain(dripping.into_iter().take(3)) {
        let answer = told(stream);
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("too_slow"), "{answer}");
    }
}

#[test]
fn ten_thousand_connections_keep_nobody_out() {
    const MANY: usize = 10_000;
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).unwrap();
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    // Half of them rest, half of them are in the middle of a question.
    let body = question(&admin).to_string();
    let held: Vec<_> = (0..MANY)
        .map(|number| {
            let mut stream = served.connect();
            if number % 2 == 0 {
                let head = "POST /authorize HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n";
                let _refused = stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{{", body.len()).as_bytes());
            }
            stream
        })
        .collect();
    for _ in 0..10 {
        let started = Instant::now();
        ask(&served, &admin).is(200);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
    drop(held);
    ask(&served, &admin).is(200);
    let (exit, log) = served.stop();
    assert_eq!(exit, Some(0));
    assert!(!log.contains("panicked"), "{log}");
}

#[test]
fn a_flood_of_wrong_keys_is_limited_and_hits_no_key_that_works() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let fresh: Vec<String> = (0..20).map(|n| make(&served, &admin, &json!({"name": format!("k{n}")})).1).collect();
    let ask_wrong = |number: usize| ask(&served, &format!("gk_{number:016x}_{}", "0".repeat(32))).status;
    let statuses: BTreeSet<u16> = thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|caller| scope.spawn(move || (0..500).map(|n| ask_wrong(caller * 500 + n)).collect::<Vec<_>>()))
            .collect();
        // Meanwhile: a key that is known, and one after the other that nobody has shown yet.
        let mut fresh = fresh.iter().cycle();
        while callers.iter().any(|caller| !caller.is_finished()) {
            for key in [&admin, fresh.next().expect("endless")] {
                let started = Instant::now();
                ask(&served, key).is(200);
                assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
            }
        }
        callers.into_iter().flat_map(|caller| caller.join().expect("a caller")).collect()
    });
    assert_eq!(statuses, BTreeSet::from([401, 429]));
    for key in fresh.iter().chain([&admin]) {
        ask(&served, key).is(200);
    }
}

#[test]
fn nobody_is_let_in_by_a_database_that_is_rubbish_and_everybody_again_when_the_good_one_is_back() {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    let (_, key) = make(&served, &admin, &json!({"scopes": ["inference"]}));
    ask(&served, &key).is(200);
    let database = home.path("data/gatekey.db");
    for rubbish in [String::new(), "no database at all\n".repeat(1000)] {
        let (broken, good) = (home.write("broken", &rubbish), home.path("good.db"));
        // The good one moves away with all that belongs to it.
        for end in ["", "-wal", "-shm"] {
            let _absent = fs::rename(home.path(&format!("data/gatekey.db{end}")), home.path(&format!("good.db{end}")));
        }
        fs::rename(&broken, &database).unwrap();
        let deadline = Instant::now() + Duration::from_secs(1);
        while ask(&served, &key).status == 200 {
            assert!(Instant::now() < deadline, "it is let in by what was remembered");
        }
        for shown in [key.as_str(), admin.as_str(), "gk_nobodys_key"] {
            let refused = ask(&served, shown).refuses(503, "unavailable");
            assert_eq!(refused.header("retry-after"), Some("1"));
            assert!(!refused.body.contains("gatekey.db"), "{}", refused.body);
        }
        for end in ["-wal", "-shm"] {
            let _absent = fs::remove_file(home.path(&format!("data/gatekey.db{end}")));
        }
        for end in ["", "-wal", "-shm"] {
            let _absent = fs::rename(home.path(&format!("good.db{end}")), home.path(&format!("data/gatekey.db{end}")));
        }
        assert!(!good.exists());
        let deadline = Instant::now() + Duration::from_secs(5);
        while ask(&served, &key).status != 200 {
            assert!(Instant::now() < deadline, "it is not let in again: {:?}", ask(&served, &key));
        }
    }
}
