//! `api`: one call on the gateway's own API, with the session's credential and nowhere but below its address.

use std::io::{Read, Write};
use std::net::TcpListener;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::{Double, KEYS, answer, refusal};
use crate::support::terminal::Terminal;
use crate::support::{Home, Run};

/// A double with these keys, and `gatekey api` on it.
struct Bench {
    home: Home,
    double: Double,
}

impl Bench {
    fn new(keys: &[&str]) -> Self {
        let double = Double::gpustack();
        for name in keys {
            double.key(name, "admin", json!({}));
        }
        Self { home: Home::new(), double }
    }

    fn words(&self, words: &[&str]) -> crate::support::Invocation {
        let url = self.double.url();
        let all =
            ["--url", &url, "--kind", "gpustack", "--retries", "1", "api"].into_iter().chain(words.iter().copied());
        self.home.gatekey(all).env("GATEKEY_TOKEN", &self.double.admin_key())
    }

    fn api(&self, line: &str) -> Run {
        self.words(&line.split_whitespace().collect::<Vec<_>>()).run()
    }

    /// How often this call arrived.
    fn count(&self, call: &str) -> usize {
        self.double.calls().iter().filter(|found| *found == call).count()
    }
}

#[test]
fn the_body_is_printed_as_it_came() {
    let bench = Bench::new(&[]);
    let body = "{\"a\" : 1.10,\n\t\"b\":\"\u{202e}\"}";
    bench.double.answers("GET", "/v2/odd", ResponseTemplate::new(200).set_body_raw(body, "application/json"));
    let run = bench.api("get v2/odd").exits(0).prints(body);
    assert_eq!(run.stderr, "");
    let call = bench.double.arrived().pop().expect("a call");
    assert!(call.authorization.is_some_and(|shown| shown.starts_with("Bearer gpustack_")));
    // A default for every command is not meant for this one.
    let by_default = bench.words(&["GET", "/v2/odd"]).env("GATEKEY_OUTPUT", "table").run();
    by_default.exits(0).prints(body);
}

#[test]
fn fields_go_into_the_query_of_a_get_and_into_the_body_of_a_post() {
    let bench = Bench::new(&["ci"]);
    let listed = bench.api("GET /v2/api-keys?perPage=1 -f search=ci -f user_id=* --jq .items[].name").exits(0);
    assert_eq!(listed.stdout, "ci\n");
    let call = bench.double.arrived().pop().expect("a call");
    assert_eq!((call.query.as_str(), call.body.as_str()), ("perPage=1&search=ci&user_id=*", ""));

    let made = bench.api("POST /v2/api-keys -f name=new -f scope[]=inference -f expires_in=60 -f description=null");
    let made = made.exits(0);
    // The secret of a new key is what was asked for.
    assert!(made.json()["value"].as_str().is_some_and(|secret| secret.starts_with("gpustack_")), "{}", made.told());
    let sent: Value = serde_json::from_str(&bench.double.arrived().pop().expect("a call").body).expect("JSON");
    assert_eq!(sent, json!({"name": "new", "scope": ["inference"], "expires_in": 60, "description": null}));
}

#[test]
fn a_body_comes_from_a_file_or_from_stdin_and_fields_then_go_into_the_query() {
    let bench = Bench::new(&[]);
    let file = bench.home.write("body.json", r#"{"name":"from-a-file"}"#).display().to_string();
    bench.words(&["POST", KEYS, "-F", &format!("@{file}"), "-f", "dry=1"]).run().exits(0);
    let call = bench.double.arrived().pop().expect("a call");
    assert_eq!((call.query.as_str(), call.body.as_str()), ("dry=1", r#"{"name":"from-a-file"}"#));
    bench.words(&["POST", KEYS, "-F", "-"]).stdin(r#"{"name":"from-stdin"}"#).run().exits(0);
    assert!(bench.double.names().contains(&"from-stdin".to_owned()));
    for (words, cause) in [
        (&["POST", KEYS, "-F", "@/nowhere"][..], "cannot be sent"),
        (&["POST", KEYS, "-F", "body.json"], "-F @FILE"),
        (&["GET", KEYS, "-F", "-"], "sends no body"),
        (&["POST", KEYS, "-f", "name"], "a field is KEY=VALUE"),
        (&["POST", KEYS, "-f", "a=1", "-f", "a[]=1"], "exclude each other"),
        (&["POST", KEYS, "--paginate"], "--paginate goes with GET"),
        (&["TRACE", KEYS], "no method"),
        (&["GE T", KEYS], "no method"),
        (&["GET", KEYS, "-o", "table"], "has no columns"),
        (&["GET", KEYS, "--columns", "name"], "has no columns"),
        (&["GET", KEYS, "-i", "--jq", "."], "-i shows the answer as it came"),
    ] {
        bench.words(words).run().exits(2).prints("").says(cause);
    }
    assert_eq!(bench.double.calls().len(), 2);
}

#[test]
fn all_pages_are_asked_for_and_each_is_printed() {
    let bench = Bench::new(&["a", "b", "c", "d"]);
    // With the key of this run there are five.
    let names = bench.api("GET /v2/api-keys -f perPage=2 -f user_id=* --paginate --jq .items[].name").exits(0);
    assert_eq!(names.stdout.lines().collect::<Vec<_>>(), ["of-the-test", "d", "c", "b", "a"]);
    assert_eq!(bench.count("GET /v2/api-keys"), 3);
    let pages = bench.api("GET /v2/api-keys?perPage=3&user_id=*&page=1 --paginate").exits(0);
    let numbers: Vec<Value> = pages
        .stdout
        .lines()
        .map(|page| serde_json::from_str::<Value>(page).expect("a page a line")["pagination"]["page"].clone())
        .collect();
    assert_eq!(numbers, [json!(1), json!(2)]);
    let lines = bench.api("GET /v2/api-keys?perPage=3&user_id=* --paginate -o ndjson").exits(0).stdout;
    assert_eq!(lines.lines().count(), 3);
    // What is no list is one answer.
    bench.api("GET /v2/users/me --paginate --jq .username").exits(0).prints("admin\n");
}

#[test]
fn a_list_that_breaks_off_prints_nothing_and_one_that_goes_in_circles_ends() {
    let bench = Bench::new(&[]);
    let page = |page| json!({"items": [page], "pagination": {"page": page, "perPage": 1, "total": 9, "totalPage": 9}});
    bench.double.answers_once("GET", KEYS, answer(200, page(1)));
    bench.double.answers("GET", KEYS, refusal(403, "Forbidden", "enough"));
    bench.api("GET /v2/api-keys --paginate").exits(4).prints("");
    let circle = Bench::new(&[]);
    circle.double.answers("GET", KEYS, answer(200, page(1)));
    circle.api("GET /v2/api-keys --paginate --jq .items[0]").exits(0).prints("1\n1\n");
}

#[test]
fn status_and_headers_are_shown_without_secrets() {
    let bench = Bench::new(&[]);
    let key = bench.double.admin_key();
    let echo = ResponseTemplate::new(201)
        .set_body_raw("made", "text/plain")
        .insert_header("x-echo", key.as_str())
        .insert_header("set-cookie", "session=hunter2");
    bench.double.answers("PUT", "/v2/echo", echo);
    let url = bench.double.url();
    let words = ["--url", &url, "--kind", "gpustack", "api", "PUT", "/v2/echo", "-i"];
    let run = bench.home.gatekey(words).env("GATEKEY_TOKEN", &key).run().exits(0);
    assert!(run.stdout.starts_with("HTTP/1.1 201 Created\n") && run.stdout.ends_with("\n\nmade"), "{}", run.told());
    for line in ["x-echo: [redacted]\n", "set-cookie: [redacted]\n", "content-type: text/plain\n"] {
        assert!(run.stdout.contains(line), "{line}{}", run.told());
    }
    bench.double.answers("HEAD", "/v2/echo", ResponseTemplate::new(200).insert_header("x-there", "yes"));
    let head = bench.api("HEAD /v2/echo -i").exits(0);
    assert!(head.stdout.contains("x-there: yes\n"), "{}", head.told());
    bench.double.answers("OPTIONS", "/v2/echo", ResponseTemplate::new(204).insert_header("allow", "GET, PUT"));
    bench.api("OPTIONS /v2/echo").exits(0).prints("");
}

#[test]
fn a_path_stays_below_the_address() {
    let bench = Bench::new(&[]);
    let elsewhere = Double::gpustack();
    let address = format!("{}/v2/users/me", elsewhere.url());
    for path in
        [address.as_str(), "//127.0.0.1/v2", "/v2/../../x", "/v2/%2e%2E/x", "/\\evil.example.com", "/v2#x", "/.\t./x"]
    {
        bench.words(&["GET", path]).run().exits(2).prints("").says("the path cannot be called");
    }
    assert_eq!((bench.double.calls().len(), elsewhere.calls().len()), (0, 0));
    // A prefix of the address is part of every path.
    let below = format!("{}/prefix", bench.double.url());
    let run = bench.home.gatekey(["--url", &below, "--kind", "gpustack", "api", "GET", "/v2/users/me"]);
    run.env("GATEKEY_TOKEN", "key").run().exits(5);
    assert_eq!(bench.double.calls(), ["GET /prefix/v2/users/me"]);
    // Nor does a redirect lead out.
    let out = ResponseTemplate::new(302).insert_header("location", address.as_str());
    bench.double.answers("GET", "/v2/out", out);
    bench.api("GET /v2/out").exits(7).prints("").says("redirects to");
    assert_eq!(elsewhere.calls().len(), 0);
}

#[test]
fn a_refusal_prints_nothing_and_its_status_is_the_exit_code() {
    let bench = Bench::new(&[]);
    for (status, exit) in [(400, 1), (401, 3), (403, 4), (404, 5), (409, 6), (422, 1), (429, 7), (500, 7)] {
        bench.double.answers("GET", &format!("/v2/{status}"), refusal(status, "No", "because of \u{1b}[31mthis"));
        let run = bench.api(&format!("GET /v2/{status} --retries 0 -i")).exits(exit).prints("");
        assert!(run.stderr.contains("cause: because of") && !run.stderr.contains('\u{1b}'), "{}", run.told());
    }
    let told = bench.api("GET /v2/404 -o json").exits(5).prints("").json_error();
    assert_eq!((&told["code"], &told["request"]["status"]), (&json!("not_found"), &json!(404)));
}

#[test]
fn what_is_not_the_same_twice_is_sent_once() {
    let bench = Bench::new(&[]);
    for (verb, calls, exit) in [("POST", 1, 11), ("PATCH", 1, 11), ("PUT", 2, 7), ("DELETE", 2, 7), ("GET", 2, 7)] {
        bench.double.answers(verb, "/v2/thing", ResponseTemplate::new(503));
        bench.api(&format!("{verb} /v2/thing")).exits(exit).prints("");
        assert_eq!(bench.count(&format!("{verb} /v2/thing")), calls, "{verb}");
    }
    // The answer to the first is lost; by the second there is nothing left to remove.
    bench.double.answers_once("DELETE", "/v2/lost", ResponseTemplate::new(502));
    bench.api("DELETE /v2/lost").exits(11).says("it may have been carried out");
}

#[test]
fn an_answer_that_never_ends_leaves_the_outcome_of_a_post_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a call");
        let mut request = [0; 1024];
        let length = stream.read(&mut request).expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").expect("an answer");
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let url = format!("http://{address}");
    let run = Home::new()
        .gatekey(["--url", &url, "--kind", "gpustack", "api", "POST", "/v2/thing", "-f", "n=1"])
        .env("GATEKEY_TOKEN", "key")
        .run();
    run.exits(11).prints("").says("look before you send it again");
    assert!(server.join().expect("one call").starts_with("POST /v2/thing "));
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let bench = Bench::new(&[]);
    let words = ["--dry-run", "POST", KEYS, "-f", "name=ci", "-f", "custom=hunter2-of-the-line", "-f", "scope[]=*"];
    let run = bench.words(&words).run();
    assert_snapshot!(run.told(), @r#"
    exit: 0
    ----- stdout
    ACTION  TARGET                              CHANGES
    POST    http://[ADDRESS]/v2/api-keys  name: - -> ci, custom: - -> [redacted], scope: - -> ["*"]
    ----- stderr
    "#);
    let told =
        bench.words(&["--dry-run", "-o", "json", "DELETE", "/v2/api-keys/1?token=hunter2"]).run().exits(0).json();
    assert_eq!(told["dry_run"], true);
    assert!(!told.to_string().contains("hunter2"), "{told}");
    let bytes = bench.words(&["--dry-run", "PUT", "/v2/file", "-F", "-", "-o", "json"]).stdin("no JSON").run().exits(0);
    assert_eq!(bytes.json()["changes"][0]["fields"]["body"], json!([null, "7 B"]));
    assert_eq!(bench.double.calls(), Vec::<String>::new());
    // What changes nothing is its own plan.
    bench.words(&["--dry-run", "GET", "/version", "--jq", ".version"]).run().exits(0).prints("v2.3.0\n");
}

#[test]
fn the_embedded_gateway_has_no_api_in_this_process() {
    assert_snapshot!(Home::new().local("api GET /v1/tokens").told(), @r#"
    exit: 8
    ----- stdout
    ----- stderr
    error: the embedded gateway in this process has no HTTP API
    hint: run `gatekey serve`, and name the address that it prints with --url
    "#);
}

#[test]
fn no_trace_and_no_error_repeats_what_was_sent() {
    let bench = Bench::new(&[]);
    bench.double.echoes(crate::support::double::Echo::Refusal(422));
    let secret = "hunter2-of-the-body";
    let body = json!({"name": "ci", "custom": secret}).to_string();
    let run = bench.words(&["POST", KEYS, "-F", "-", "-f", "api_key=hunter2-of-the-query", "-vv"]).stdin(&body).run();
    let run = run.exits(1).prints("");
    assert!(!run.stderr.contains("hunter2") && run.stderr.contains("[redacted]"), "{}", run.told());
}

#[test]
fn bytes_are_exact_in_a_file_and_not_shown_on_a_terminal() {
    let bench = Bench::new(&[]);
    let bytes = b"\x89PNG\x1b]0;title\x07\x00\xff";
    bench.double.answers("GET", "/v2/logo", ResponseTemplate::new(200).set_body_raw(&bytes[..], "image/png"));
    let text = ResponseTemplate::new(200).set_body_raw("a \u{1b}[31mred\u{202e} one", "text/plain");
    bench.double.answers("GET", "/v2/text", text);
    let child = bench.words(&["GET", "/v2/logo"]).spawn();
    assert_eq!(child.wait_with_output().expect("it ends").stdout, bytes);

    let line =
        format!("GATEKEY_TOKEN={} $G --url {} --kind gpustack api GET", bench.double.admin_key(), bench.double.url());
    let seen = Terminal::run(&bench.home, 200, &format!("{line} /v2/logo")).ends();
    assert!(seen.contains("not shown on a terminal") && !seen.contains("PNG"), "{seen}");
    let seen = Terminal::run(&bench.home, 200, &format!("{line} /v2/text")).ends();
    assert!(seen.contains(r"a \x1b[31mred\u{202e} one"), "{seen:?}");
}

#[test]
fn an_answer_larger_than_any_is_given_up() {
    let bench = Bench::new(&[]);
    let huge = ResponseTemplate::new(200).set_body_raw(vec![b'x'; (32 << 20) + 1], "text/plain");
    bench.double.answers("GET", "/v2/huge", huge);
    bench.api("GET /v2/huge").exits(7).prints("").says("larger than 32 MiB");
}

#[test]
fn what_is_no_json_is_not_taken_for_it() {
    let bench = Bench::new(&[]);
    bench.double.answers("GET", "/v2/page", ResponseTemplate::new(200).set_body_raw("<title>In</title>", "text/html"));
    bench.api("GET /v2/page").exits(0).prints("<title>In</title>");
    for way in ["-o json", "--jq .", "--paginate"] {
        bench.api(&format!("GET /v2/page {way}")).exits(7).prints("");
    }
    bench.double.answers("DELETE", "/v2/page", ResponseTemplate::new(204));
    bench.api("DELETE /v2/page -o json").exits(0).prints("");
    bench.api("GET /version -o yaml").exits(0).prints("version: v2.3.0\ngit_commit: \"63a03ba\"\n");
    bench.api("GET /version --jq .version|error").exits(1).prints("");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let bench = Bench::new(&[]);
    let run = bench.words(&["GET", "/version"]).run_into_closed_pipe();
    assert_eq!((run.exit, run.stderr.as_str()), (0, ""));
}

#[test]
fn the_pages_of_the_embedded_gateway_follow_one_another() {
    let (home, double) = (Home::new(), Double::silent());
    let page = |name, next| answer(200, json!({"items": [name], "pagination": {"next": next}}));
    double.answers_once("GET", "/v1/tokens", page("a", Some("cursor+1")));
    double.answers("GET", "/v1/tokens", page("b", None::<&str>));
    let words =
        ["--url", &double.url(), "--kind", "local", "api", "GET", "/v1/tokens", "--paginate", "--jq", ".items[]"];
    home.gatekey(words).env("GATEKEY_TOKEN", "key").run().exits(0).prints("a\nb\n");
    assert_eq!(double.arrived().iter().map(|call| call.query.as_str()).collect::<Vec<_>>(), ["", "after=cursor%2B1"]);
}

#[test]
fn the_pages_of_coder_are_counted_from_where_the_last_one_ended() {
    let (home, double) = (Home::new(), Double::silent());
    let page = |name: &str| answer(200, json!({"users": [name], "count": 2}));
    double.answers_once("GET", "/api/v2/users", page("ada"));
    double.answers("GET", "/api/v2/users", page("bob"));
    let words = ["api", "GET", "/api/v2/users?limit=1", "--paginate", "--jq", ".users[]"];
    let url = double.url();
    let on_coder = ["--url", &url, "--kind", "coder"].into_iter().chain(words);
    home.gatekey(on_coder).env("GATEKEY_TOKEN", "key").run().exits(0).prints("ada\nbob\n");
    let queries: Vec<String> = double.arrived().into_iter().map(|call| call.query).collect();
    assert_eq!(queries, ["limit=1", "limit=1&offset=1"]);
}
