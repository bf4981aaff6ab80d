//! What a gateway answers instead of what was asked for: another page, a refusal, half an answer, none that tells what was
//! done, or a text that wants to steer the terminal.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{KEY, at, body, create_answered, list_answered, listen, read_request};
use crate::support::Home;
use crate::support::double::{Double, KEYS, answer, refusal};

#[test]
fn what_is_not_the_api_is_told_by_what_it_is() {
    let html = "<!doctype html><html><head><title>Sign in · Corp</title></head>";
    assert_snapshot!(list_answered(body(html, "text/html")).exits(7).told(), @r#"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: it answered with an HTML page instead of JSON
    cause: the page's title is "Sign in · Corp"
    hint: check that http://[ADDRESS] is the address of the API, with its path prefix, and `--kind`
    "#);
    let cut = r#"{"items":[{"id":7,"name":"c"#;
    assert_snapshot!(list_answered(body(cut, "application/json")).exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: its answer is cut off in the middle
    hint: try again; if it stays so, check http or https in http://[ADDRESS], and the server's log
    ");
    let error = json!({"code": 500, "reason": "InternalServerError", "message": "database is gone"});
    assert_snapshot!(list_answered(answer(200, error)).exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: it reported an error inside a successful answer
    cause: database is gone
    hint: check that http://[ADDRESS] is the address of the API, with its path prefix, and `--kind`
    ");
    assert_snapshot!(list_answered(answer(200, json!({"data": []}))).exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: its answer is not what this API answers
    cause: missing field `items` at line 1 column 11
    hint: check that http://[ADDRESS] is the address of the API, with its path prefix, and `--kind`
    ");
    assert_snapshot!(list_answered(answer(404, json!({"detail": "Not Found"}))).exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: its API is not at this address (404)
    cause: Not Found
    hint: check the address with its path prefix, and `--kind`
    ");
    list_answered(body("", "application/json")).exits(7).says("empty");
    list_answered(body("hello", "text/plain")).exits(7).says("not JSON");
    // And before anything is known of the address:
    let double = Double::silent();
    double.answers("GET", "/version", body(html, "text/html"));
    let key = [("GATEKEY_TOKEN", KEY)];
    let run = Home::new().gatekey(["--url", &double.url(), "tokens", "list"]).env(key[0].0, key[0].1).run();
    assert_snapshot!(run.exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] is none that gatekey knows
    cause: it answered with an HTML page instead of JSON
    hint: check that http://[ADDRESS] is the address of the API, with its path prefix; if it is, name the software with `--kind`
    ");
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()));
}

#[test]
fn each_refusal_has_its_exit_code_and_repeats_what_the_server_said() {
    for (status, exit) in
        [(400, 1), (401, 3), (403, 4), (404, 7), (409, 6), (418, 1), (422, 1), (429, 7), (500, 7), (502, 7), (503, 7)]
    {
        let run = list_answered(refusal(status, "Reason", "the server's own words")).exits(exit).prints("");
        run.says("cause: the server's own words").says(&format!("({status})")).says("error: ");
    }
    // In whichever shape.
    for body in [
        json!({"error": {"message": "its words", "code": 403, "type": "Forbidden"}}),
        json!({"detail": "its words"}),
        json!({"message": "its words"}),
    ] {
        list_answered(answer(403, body)).exits(4).says("cause: its words");
    }
    let page = ResponseTemplate::new(503).set_body_raw("<title>Maintenance</title>", "text/html");
    assert_snapshot!(list_answered(page).told(), @r#"
    exit: 7
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] is in trouble (503)
    cause: the page's title is "Maintenance"
    hint: try again later, or look at the server's log
    "#);
}

#[test]
fn an_answer_of_too_many_requests_is_waited_for_as_long_as_it_says() {
    let (home, double) = (Home::new(), Double::gpustack());
    let busy = || refusal(429, "TooManyRequests", "slow down").insert_header("retry-after", "1");
    double.answers_once("GET", KEYS, busy());
    let run = home.on(&double, "-v tokens list -o name");
    let started = Instant::now();
    run.run().exits(0).prints("of-the-test\n").says("trying again in 1000 ms");
    assert!(started.elapsed() >= Duration::from_secs(1), "it did not wait");
    // Nobody waits for an hour: that is for the person to decide.
    let long = busy().insert_header("retry-after", "3600");
    assert_snapshot!(list_answered(long).exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] asks for fewer requests (429)
    cause: slow down
    hint: try again in 3600 s
    ");
}

#[test]
fn a_create_is_tried_again_only_if_it_was_certainly_not_carried_out() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers_once("POST", KEYS, refusal(429, "TooManyRequests", "slow down").insert_header("retry-after", "0"));
    home.on(&double, "tokens create ci").run().exits(0);
    for status in [500, 502, 503, 504] {
        let (run, calls) = create_answered(ResponseTemplate::new(status));
        assert_eq!((calls, run.stdout.as_str()), (1, ""), "{}", run.told());
        run.says("tokens list --search ci");
    }
}

#[test]
fn a_create_whose_answer_is_lost_is_unknown_and_says_how_to_find_out() {
    let (address, server) = listen(1, |mut stream| {
        let request = read_request(&mut stream);
        assert!(request.starts_with("POST /v2/api-keys"), "{request}");
    });
    let run = at(&format!("http://{address}"), "tokens create ci");
    assert_snapshot!(run.exits(11).told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] may have made the token "ci", but the connection broke before the answer was complete
    cause: connection closed before message completed
    hint: `gatekey tokens list --search ci`; if it is there, its secret is lost: `gatekey tokens revoke id:…` and create it again
    "#);
    server.join().expect("one request and no more");
    for reply in [
        body("<html>", "text/html"),
        body(r#"{"id":7,"na"#, "application/json"),
        answer(200, json!({"id": 7, "name": "ci"})),
        ResponseTemplate::new(504),
    ] {
        let (run, calls) = create_answered(reply);
        assert_eq!((run.exit, calls, run.stdout.as_str()), (11, 1, ""), "{}", run.told());
    }
    let slow = Double::silent();
    slow.answers("POST", KEYS, ResponseTemplate::new(200).set_delay(Duration::from_secs(60)));
    let late = at(&slow.url(), "--timeout 1s tokens create ci -o json").exits(11).json_error();
    assert_eq!((&late["code"], &late["request"]["method"]), (&json!("outcome_unknown"), &json!("POST")));
}

#[test]
fn a_revoke_whose_answer_is_lost_is_repeated_and_gone_is_gone() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    // The first answer is lost on the way; by the second the key is not there any more.
    double.answers_once("DELETE", "/v2/api-keys/1", ResponseTemplate::new(502));
    double.answers("DELETE", "/v2/api-keys/1", refusal(404, "NotFound", "Api key not found"));
    home.on(&double, "tokens revoke ci --yes").run().exits(0);
    let calls = double.calls().iter().filter(|call| call.starts_with("DELETE")).count();
    assert_eq!(calls, 2);
}

#[test]
fn a_servers_text_does_not_steer_the_terminal() {
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m line\nbreak \u{202e}txt";
    let run = list_answered(refusal(403, "Forbidden", text));
    assert_snapshot!(run.told(), @r#"
    exit: 4
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] does not allow this credential to do that (403)
    cause: ]0;owned [2J 31m line break \u{202e}txt
    hint: this needs an administrator
    "#);
    let acts = |character: char| (character.is_control() && character != '\n') || character == '\u{202e}';
    for line in ["tokens list", "tokens list -o json", "-vv tokens list", "--color always -vv tokens list"] {
        let double = Double::silent();
        double.answers("GET", KEYS, refusal(403, "Forbidden", text).insert_header("x-request-id", "a b"));
        let run = at(&double.url(), line);
        let told = run.stderr.replace("\u{1b}[1m\u{1b}[3", "").replace("\u{1b}[0m", "");
        assert!(!told.contains(acts), "{line}: {}", told.escape_debug());
    }
}

#[test]
fn a_server_that_echoes_the_key_does_not_make_gatekey_echo_it() {
    let echo = format!("no such key: {KEY}, header Bearer {KEY}");
    let run = list_answered(refusal(401, "Unauthorized", &echo));
    assert_snapshot!(run.told(), @"
    exit: 3
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] rejected the credential (401)
    cause: no such key: [redacted], header Bearer [redacted]
    hint: check the token in GATEKEY_TOKEN: it may have expired, been revoked, or be of another gateway
    ");
    assert!(!run.stderr.contains("0123456789abcdef"));
}

#[test]
fn a_list_that_breaks_in_the_middle_prints_only_whole_lines_of_ndjson() {
    let double = Double::gpustack();
    for number in 0..501 {
        double.key(&format!("k{number}"), "admin", json!({}));
    }
    let home = Home::new();
    let listing = home.on(&double, "tokens list -o ndjson").run().exits(0);
    assert_eq!(listing.stdout.lines().count(), 502);
    let broken = Double::silent();
    let page: Vec<Value> = (0..3).map(|id| json!({"id": id, "name": format!("k{id}"), "scope": ["*"]})).collect();
    let first = json!({"items": page, "pagination": {"page": 1, "perPage": 500, "total": 501, "totalPage": 2}});
    broken.answers_once("GET", KEYS, answer(200, first.clone()));
    broken.answers("GET", KEYS, refusal(500, "x", "broken"));
    let run = at(&broken.url(), "--retries 0 tokens list -o ndjson").exits(7);
    assert_eq!(run.stdout.lines().count(), 3);
    assert!(run.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert_eq!(run.json_error()["code"], "unreachable");
    for format in ["table", "json", "yaml", "csv", "name"] {
        broken.answers_once("GET", KEYS, answer(200, first.clone()));
        at(&broken.url(), &format!("--retries 0 tokens list -o {format}")).exits(7).prints("");
    }
}

#[test]
fn a_token_that_was_revoked_but_cannot_be_looked_at_is_said_to_be_revoked() {
    let double = Double::gpustack();
    double.key("ci", "admin", json!({}));
    let home = Home::new();
    let list = format!("--url {} --kind gpustack --retries 0 tokens revoke ci --yes --wait 1s", double.url());
    let key = double.admin_key();
    // Found, and from then on the list is in trouble.
    double.answers_once("GET", KEYS, listed_once(&double));
    double.answers("GET", KEYS, refusal(503, "ServiceUnavailable", "in maintenance"));
    let run = home.gatekey(list.split(' ')).env("GATEKEY_TOKEN", &key).run().exits(11).prints("");
    run.says("was revoked on").says("in trouble (503)");
    assert_eq!(double.names(), ["of-the-test"], "it is gone");
}

/// The keys as the double lists them.
fn listed_once(double: &Double) -> ResponseTemplate {
    let items: Vec<Value> = double.told();
    let total = items.len();
    answer(200, json!({"items": items, "pagination": {"page": 1, "perPage": 500, "total": total, "totalPage": 1}}))
}
