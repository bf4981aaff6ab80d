//! What goes wrong: one run for each exit code, and every way in which a gateway can misbehave, with what is told of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::{Double, KEYS, PASSWORD, answer, refusal};
use crate::support::{Home, Run};

const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";

/// `gatekey --url URL --kind gpustack ARGS` with a key that nobody made.
fn at(url: &str, line: &str) -> Run {
    let home = Home::new();
    let words = ["--url", url, "--kind", "gpustack"].into_iter().chain(line.split_whitespace());
    home.gatekey(words).env("GATEKEY_TOKEN", KEY).run()
}

/// `tokens list` on a server that answers like this.
fn list_answered(reply: ResponseTemplate) -> Run {
    let double = Double::silent();
    double.answers("GET", KEYS, reply);
    at(&double.url(), "--retries 0 tokens list")
}

/// `tokens create ci` on a server that answers like this, and how often it was asked to.
fn create_answered(reply: ResponseTemplate) -> (Run, usize) {
    let double = Double::silent();
    double.answers("POST", KEYS, reply);
    let run = at(&double.url(), "tokens create ci");
    (run, double.calls().len())
}

fn body(text: &str, kind: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text, kind)
}

/// A listener that hands every connection to `serve`, for `count` connections.
fn listen(count: usize, serve: fn(TcpStream)) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        for stream in listener.incoming().take(count) {
            serve(stream.expect("a connection"));
        }
    });
    (address.to_string(), thread)
}

/// Reads one request whole: its head, and the body that the head announces.
fn read_request(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    head + &String::from_utf8_lossy(&body)
}

#[test]
fn each_exit_code_has_its_message() {
    let (home, double) = (Home::new(), Double::gpustack());
    // 0: done.
    home.local("tokens list").exits(0);
    // 1: another reason.
    let run = home.on(&double, "tokens update of-the-test --description x");
    double.answers("PUT", "/v2/api-keys/1", refusal(422, "Invalid", "1 validation errors: something"));
    assert_snapshot!(run.run().exits(1).told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] refused the request (422)
    cause: 1 validation errors: something
    hint: change what its own words name; `-vv` shows what was sent and answered
    ");
    // 2: wrong command line.
    assert_snapshot!(home.run("tokens lst").exits(2).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: unrecognized subcommand 'lst'

      tip: some similar subcommands exist: 'ls', 'list'

    Usage: gatekey tokens [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    assert_snapshot!(home.run("tokens list --sort name --sort").exits(2).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: a value is required for '--sort <FIELD[:desc]>' but none was supplied

    For more information, try '--help'.
    ");
    // 3: no credential, or rejected.
    assert_snapshot!(at(&double.url(), "tokens list").exits(3).told(), @"
    exit: 3
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] rejected the credential (401)
    cause: Invalid authentication credentials
    hint: check the token in GATEKEY_TOKEN: it may have expired, been revoked, or be of another gateway
    ");
    // 4: denied.
    let limited = double.key("limited", "admin", json!({"scope": ["inference"]}));
    let run = home.on(&double, "tokens list").env("GATEKEY_TOKEN", &limited).run().exits(4);
    assert_snapshot!(run.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] does not allow this credential to do that (403)
    cause: API key does not have permission to access management features
    hint: managing keys needs a credential that has the scope `management` or `*`
    ");
    // 5: no such thing.
    assert_snapshot!(home.on(&double, "tokens show id:99").run().exits(5).told(), @r"
    exit: 5
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] has no token with the id 99 that this credential sees
    hint: `gatekey tokens list` shows those it sees; keys of an organisation need `--team` there
    ");
    // 6: taken.
    double.key("ci", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens create ci").run().exits(6).told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] has a token named "ci" already
    cause: API key with name 'ci' already exists.
    hint: `gatekey tokens list --search ci` shows it (expired ones keep their names); choose another name or revoke it
    "#);
    // 7: no usable answer.
    assert_snapshot!(at("http://127.0.0.1:1", "--retries 0 tokens list").exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: the connection was refused
    cause: Connection refused (os error 111)
    hint: check that the gateway runs and listens at http://[ADDRESS]
    ");
    // 8: cannot do that.
    assert_snapshot!(home.on(&double, "tokens create ci --rpm 5").run().exits(8).told(), @"
    exit: 8
    ----- stdout
    ----- stderr
    error: GPUStack cannot do `tokens create` with a limit of requests per minute
    hint: GPUStack keys have no limits of use: `--model` limits what it reaches, `--expires-in` how long
    ");
    // 10: part of a bulk operation failed; 11: unknown. 130: below.
    home.on(&double, "tokens revoke ci nobody --yes").run().exits(10);
    let (run, _) = create_answered(ResponseTemplate::new(502));
    assert_snapshot!(run.exits(11).told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the gateway at http://[ADDRESS] may have made the token "ci", but it answered 502
    hint: `gatekey tokens list --search ci`; if it is there, its secret is lost: `gatekey tokens revoke id:…` and create it again
    "#);
}

#[test]
fn the_same_in_json_has_the_call_that_failed() {
    let double = Double::gpustack();
    let error = at(&double.url(), "tokens list -o json").exits(3).prints("").json_error();
    assert_eq!((&error["code"], &error["exit"]), (&json!("unauthenticated"), &json!(3)));
    assert_eq!((&error["cause"], &error["candidates"]), (&json!("Invalid authentication credentials"), &json!([])));
    assert_eq!((&error["request"]["method"], &error["request"]["status"]), (&json!("GET"), &json!(401)));
    assert!(
        error["request"]["url"].as_str().is_some_and(|url| url.starts_with(&format!("{}/v2/api-keys?", double.url())))
    );
    let with_id = Double::silent();
    with_id.answers("GET", KEYS, refusal(500, "x", "broken").insert_header("x-request-id", "req-7"));
    let error = at(&with_id.url(), "--retries 0 tokens list -o yaml").exits(7).json_error();
    assert_eq!(error["request"]["request_id"], "req-7");
    let usage = Home::new().run("tokens list --nonsense -o json").exits(2).json_error();
    assert_eq!((&usage["code"], &usage["request"]), (&json!("usage"), &Value::Null));
    let env = Home::new().gatekey(["tokens", "list"]).env("GATEKEY_OUTPUT", "json").run().exits(2).json_error();
    assert_eq!(env["message"], "no gateway is named and there is no default profile");
}

#[test]
fn nobody_there_is_told_with_what_to_look_at() {
    let unknown = at("https://gateway.invalid", "--retries 0 tokens list").exits(7);
    unknown.says("the name gateway.invalid could not be resolved").says("hint: check the name");
    let login =
        Home::new().gatekey(["login", "http://127.0.0.1:1", "--token-stdin", "--retries", "0"]).stdin("k").run();
    assert_snapshot!(login.exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: the connection was refused
    cause: Connection refused (os error 111)
    hint: check that the gateway runs and listens at http://[ADDRESS]
    ");
}

#[test]
fn garbage_instead_of_tls_is_told_as_such() {
    let (address, server) = listen(1, |mut stream| {
        let mut hello = [0; 5];
        stream.read_exact(&mut hello).expect("the client begins");
        stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n").expect("it listens");
        // Until the client has heard enough: an end that comes first would be a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    assert_snapshot!(at(&format!("https://{address}"), "--retries 0 tokens list").exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at https://[ADDRESS]: no secure connection could be made (TLS)
    cause: received corrupt message of type InvalidContentType
    hint: check that https://[ADDRESS] speaks TLS; for a certificate of your own authority add `--ca-cert FILE`
    ");
    server.join().expect("served");
}

#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let run = at("http://gateway.example.com", "tokens list");
    assert_snapshot!(run.exits(2).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: the gateway at http://gateway.example.com was not asked: it is another machine and the address is plain http, on which anybody between can read the credential
    hint: use its https address, or add `--allow-http` if you trust the network in between
    ");
}

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
fn a_gateway_that_does_not_answer_is_given_up_in_time() {
    let double = Double::silent();
    double.answers("GET", KEYS, ResponseTemplate::new(200).set_delay(Duration::from_secs(60)));
    let started = Instant::now();
    assert_snapshot!(at(&double.url(), "--timeout 1s tokens list").exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: no answer came within 1 s
    cause: operation timed out
    hint: give it more time with `--timeout`, as in `--timeout 60s`
    ");
    assert!(started.elapsed() < Duration::from_secs(10));
    at(&double.url(), "--timeout 0s tokens list").exits(2).says("no call can be made in no time");
}

#[test]
fn a_redirect_to_another_origin_is_refused_and_gets_no_credential() {
    let (double, elsewhere) = (Double::silent(), Double::gpustack());
    let there = format!("{}/v2/api-keys", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        double.answers("GET", KEYS, ResponseTemplate::new(status).insert_header("location", there.as_str()));
        at(&double.url(), "tokens list").exits(7).prints("").says("redirects to");
    }
    double.answers(
        "GET",
        KEYS,
        ResponseTemplate::new(302).insert_header("location", "https://sso.example.com/?next=x"),
    );
    double.answers("POST", KEYS, ResponseTemplate::new(307).insert_header("location", there.as_str()));
    at(&double.url(), "tokens create ci").exits(7);
    assert!(elsewhere.calls().is_empty(), "{:?}", elsewhere.calls());
    let sso = list_answered(ResponseTemplate::new(302).insert_header("location", "https://sso.example.com/?next=x"));
    assert_snapshot!(sso.exits(7).told(), @r"
    exit: 7
    ----- stdout
    ----- stderr
    error: no usable answer from the gateway at http://[ADDRESS]: it redirects to https://sso.example.com/, where the credential must not go
    hint: http://[ADDRESS] may not be the gateway's own address: use the one its API is served at
    ");
    // On its own origin it is followed.
    let slash = Double::gpustack();
    slash.answers_once(
        "GET",
        KEYS,
        ResponseTemplate::new(307)
            .insert_header("location", format!("{}/v2/api-keys?user_id=*&page=1&perPage=500", slash.url()).as_str()),
    );
    Home::new().on(&slash, "tokens list -o name").run().exits(0).prints("of-the-test\n");
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
fn what_cannot_apply_is_refused_and_not_dropped() {
    let home = Home::new();
    home.run("profiles use local").exits(0);
    home.run("--kind litellm tokens list").exits(2).says("--kind goes with --url");
    home.gatekey(["--kind", "litellm", "tokens", "list"])
        .env("GATEKEY_PROFILE", "local")
        .run()
        .exits(2)
        .says("--kind goes with --url");
    home.local("tokens create ci").exits(0);
    let id = home.local("tokens show ci --jq .id").line();
    home.local(&format!("tokens revoke id:{id} --all-generations --yes")).exits(2).says("means one token");
    home.local("tokens list --jq .name --limit none").exits(2).prints("").says("{\"error\":");
}

#[test]
fn a_wait_that_no_clock_can_count_is_a_wait() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    home.local("tokens revoke ci --yes --wait 18446744073709551615s").exits(0);
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

#[test]
fn a_file_that_is_no_database_is_told_and_left_alone() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    let is_database = |path: &std::path::Path| path.extension().is_some_and(|kind| kind == "db");
    let (path, _) = home.files().into_iter().find(|(path, _)| is_database(path)).expect("a database");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    let other = Home::new();
    other.local("tokens list").exits(0);
    // What was not yet moved over from the log would be a database of its own.
    for log in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(other.path(&format!("data/{name}{log}")));
    }
    other.write(&format!("data/{name}"), "this is no database, and was not one before");
    other.local("tokens list").exits(1).prints("").says("hint: ").says(&name);
    assert_eq!(other.read(&format!("data/{name}")), "this is no database, and was not one before");
}

#[test]
fn a_disk_that_takes_nothing_more_is_told_and_loses_nothing() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    home.local_words(["tokens", "create", "more"]).without_room().run().exits(1).prints("").says("gatekey.db");
    assert_eq!(home.local("tokens list -o name").exits(0).stdout, "ci\n");
    let double = Double::gpustack();
    let login = format!("login {} --username admin --password-stdin --store file", double.url());
    let run = home.gatekey(login.split(' ')).stdin(PASSWORD).without_room().run().exits(1);
    run.says("credentials.json cannot be written").says("hint: make room");
    assert!(double.names().is_empty());
}
