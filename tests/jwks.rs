//! `jwt jwks`, and `jwt verify` with the keys of a provider: fetched, kept, and fetched anew; a provider that is down, or
//! hands out something else.

use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Home, Invocation, Run};

/// RFC 8037, appendix A.1.
const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;

fn key(kid: &str) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

fn set(kids: &[&str]) -> Value {
    json!({"keys": kids.iter().map(|kid| key(kid)).collect::<Vec<_>>()})
}

fn home() -> Home {
    let home = Home::new();
    home.write("private.jwk", PRIVATE);
    home
}

fn run(home: &Home, line: &str) -> Run {
    invocation(home, line).run()
}

fn invocation(home: &Home, line: &str) -> Invocation {
    let folder = home.path("").display().to_string();
    let words: Vec<String> = line.split_whitespace().map(|word| word.replace("@/", &folder)).collect();
    home.gatekey(["jwt"].into_iter().chain(words.iter().map(String::as_str)).chain(["--retries", "0"]))
}

fn signed(home: &Home, kid: &str) -> String {
    run(home, &format!("sign --key @/private.jwk --kid {kid} --sub a --expires-in 1h")).exits(0).line()
}

async fn answer(server: &MockServer, at: &str, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(server).await;
}

async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap_or_default().len()
}

fn cached(home: &Home) -> PathBuf {
    let file = home.files().into_iter().find(|(file, _)| file.starts_with(home.path("cache/jwks")));
    file.expect("a set in the cache").0
}

/// As if the cached set had been fetched so many seconds earlier.
fn age(home: &Home, seconds: i64) {
    let file = cached(home);
    let text = std::fs::read_to_string(&file).expect("a file");
    let mut stored: Value = serde_json::from_str(&text).expect("JSON");
    for member in ["fetched_at", "fresh_until", "tried_at"] {
        let time: gatekey::model::Timestamp = stored[member].as_str().expect("a time").parse().expect("a time");
        let earlier = gatekey::model::Timestamp::from_unix_seconds(time.unix_seconds() - seconds).expect("a time");
        stored[member] = earlier.to_string().into();
    }
    std::fs::write(&file, stored.to_string()).expect("written");
}

#[tokio::test]
async fn a_set_is_fetched_once_and_anew_for_an_unknown_key() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    let verify = |kid: &str| run(&home, &format!("verify {} --jwks {url}", signed(&home, kid)));
    verify("a").exits(0);
    verify("a").exits(0);
    assert_eq!(asked(&server).await, 1);
    // The provider has a new key; within a minute it is not asked again, then it is.
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a", "b"]))).await;
    verify("b").exits(9);
    assert_eq!(asked(&server).await, 0);
    age(&home, 61);
    verify("b").exits(0);
    verify("b").exits(0);
    assert_eq!(asked(&server).await, 1);
    age(&home, 601);
    verify("a").exits(0);
    assert_eq!(asked(&server).await, 2);
}

#[tokio::test]
async fn a_batch_gets_newer_keys_for_a_token_that_names_one_and_asks_once() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    let [a, b, c] = ["a", "b", "c"].map(|kid| signed(&home, kid));
    home.write("tokens.txt", &format!("{a}\n{b}\n{c}\n{b}\n{c}\n"));
    let batch = |more: &str| run(&home, &format!("verify --batch @/tokens.txt --jwks {url} --jq .valid {more}"));
    batch("").exits(9).prints("true\nfalse\nfalse\nfalse\nfalse\n");
    assert_eq!(asked(&server).await, 1);
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a", "b"]))).await;
    age(&home, 61);
    batch("--full").exits(9).prints("true\ntrue\nfalse\ntrue\nfalse\n");
    assert_eq!(asked(&server).await, 1);
    // A provider that is down in between makes no good token bad, and ends nothing.
    answer(&server, "/keys", ResponseTemplate::new(503)).await;
    age(&home, 61);
    batch("").exits(9).prints("true\ntrue\nfalse\ntrue\nfalse\n");
}

#[tokio::test]
async fn what_is_odd_about_the_keys_that_judge_is_said() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    let mut private: Value = serde_json::from_str(PRIVATE).expect("JSON");
    private["kid"] = "p".into();
    let keys = json!({"keys": [key("a"), key("a"), private]});
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(keys)).await;
    let verify = |kid: &str, more: &str| run(&home, &format!("verify {} --jwks {url} {more}", signed(&home, kid)));
    verify("p", "").exits(0).says("the key `p` is a private key").says("2 keys have the kid `a`");
    verify("a", "").exits(9);
    let set = verify("p", "-o json").exits(0).json()["key_set"].clone();
    assert_eq!((&set["source"], &set["stale"]), (&json!(url), &json!(false)));
    let list = run(&home, &format!("jwks list {url}")).exits(0);
    assert!(list.stdout.contains("private_key: ") && list.stdout.contains("duplicate_kid: "), "{}", list.told());
}

#[tokio::test]
async fn a_copy_that_judges_is_said_to_be_one_where_the_signature_is_not_by_it() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    let mut other = key("a");
    other["x"] = "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw".into();
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(json!({"keys": [other]}))).await;
    let verify = |kid: &str, more: &str| run(&home, &format!("verify {} --jwks {url} {more}", signed(&home, kid)));
    let fetch_anew = "`gatekey jwt jwks fetch` asks for it anew";
    // What was just fetched is as new as it gets.
    let first = verify("a", "").exits(9);
    assert!(first.stdout.contains("signature failed") && !first.stdout.contains(fetch_anew), "{}", first.told());
    for kid in ["a", "b"] {
        let again = verify(kid, "").exits(9);
        assert!(
            again.stdout.contains("the set is a copy of ") && again.stdout.contains(fetch_anew),
            "{}",
            again.told()
        );
    }
    assert_eq!(asked(&server).await, 1);
    assert_eq!(verify("a", "-o json").exits(9).json()["key_set"]["cached"], true);
    // The hint is right: the provider has another key under the old name.
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    run(&home, &format!("jwks fetch {url}")).exits(0);
    verify("a", "").exits(0);
    assert_eq!(asked(&server).await, 1);
    // Nor is an old copy mistaken for what the provider has now.
    age(&home, 700);
    answer(&server, "/keys", ResponseTemplate::new(503)).await;
    let stale = verify("b", "").exits(9);
    assert!(stale.stdout.contains(fetch_anew), "{}", stale.told());
}

#[tokio::test]
async fn a_set_fetched_by_the_trust_in_one_authority_is_not_used_without_it() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    for (name, seed) in [("ca.pem", "ec_certificate.pem"), ("other.pem", "rsa_certificate.pem")] {
        let path = format!("{}/fuzz/corpus/key_file/{seed}", env!("CARGO_MANIFEST_DIR"));
        home.write(name, &std::fs::read_to_string(path).expect("a certificate"));
    }
    let token = signed(&home, "a");
    for (more, asked_so_far) in
        [("--ca-cert @/ca.pem", 1), ("", 2), ("--ca-cert @/other.pem", 3), ("--ca-cert @/ca.pem", 3), ("", 3)]
    {
        run(&home, &format!("verify {token} --jwks {url} {more}")).exits(0);
        assert_eq!(asked(&server).await, asked_so_far, "{more}");
    }
    // What counts is what is in the file.
    home.write("ca.pem", &home.read("other.pem"));
    home.write("other.pem", "");
    run(&home, &format!("verify {token} --jwks {url} --ca-cert @/ca.pem")).exits(0);
    assert_eq!(asked(&server).await, 3);
}

#[test]
fn weak_keys_and_those_with_the_certificate_of_another_are_told() {
    let home = home();
    let mut other = key("a");
    let pem = include_str!("../fuzz/corpus/key_file/ec_certificate.pem");
    other["x5c"] = json!([pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()]);
    home.write("keys.json", &json!({"keys": [other]}).to_string());
    home.write("weak.pem", include_str!("fixtures/rsa-1024.pem"));
    let list = run(&home, "jwks list @/keys.json").exits(0);
    let told = "the key `a`: its `x5c` is the certificate of another key (RFC 7517 §4.7)";
    assert!(list.stdout.contains(&format!("other_certificate: {told}")), "{}", list.told());
    run(&home, "jwks show @/keys.json").exits(0).says(told);
    let weak = "the RSA key is too weak to verify anything: 1024 bits instead of an RSA modulus of at least 2048 bits";
    let list = run(&home, "jwks list @/weak.pem").exits(0);
    assert!(list.stdout.contains(&format!("weak_key: {weak}")), "{}", list.told());
    run(&home, "jwks show @/weak.pem").exits(0).says(weak);
    let verdict = run(&home, &format!("verify {} --jwks @/keys.json -o json", signed(&home, "a"))).exits(9).json();
    let failed: Vec<&Value> =
        verdict["checks"].as_array().expect("checks").iter().filter(|check| check["status"] == "fail").collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!((&failed[0]["check"], &failed[0]["section"]), (&json!("key"), &json!("RFC 7517 §4.7")));
}

#[tokio::test]
async fn an_address_in_a_token_is_never_asked() {
    let (home, server) = (home(), MockServer::start().await);
    home.write("keys.json", &set(&["a"]).to_string());
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    for (member, path) in [("jku", "keys"), ("x5u", "certificate"), ("jwk", "keys")] {
        let line = format!(
            "sign --key @/private.jwk --kid a --expires-in 1h --header {member}={}/{path} --header iss={}",
            server.uri(),
            server.uri()
        );
        let token = run(&home, &line).exits(0).line();
        run(&home, &format!("verify {token} --jwks @/keys.json")).exits(0);
        let decoded = run(&home, &format!("decode {token}")).exits(0);
        assert!(decoded.stdout.contains("brings a key along"), "{}", decoded.told());
    }
    assert_eq!(asked(&server).await, 0);
}

#[tokio::test]
async fn what_the_provider_says_about_keeping_counts() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    let kept =
        |control: &str| ResponseTemplate::new(200).set_body_json(set(&["a"])).insert_header("cache-control", control);
    answer(&server, "/keys", kept("no-store")).await;
    for _ in 0..2 {
        run(&home, &format!("jwks list {url}")).exits(0);
    }
    assert_eq!(asked(&server).await, 2);
    assert!(!home.files().into_iter().any(|(file, _)| file.starts_with(home.path("cache/jwks"))));
    answer(&server, "/keys", kept("max-age=3600")).await;
    run(&home, &format!("jwks list {url}")).exits(0);
    age(&home, 3000);
    run(&home, &format!("jwks list {url}")).exits(0);
    assert_eq!(asked(&server).await, 1);
    assert_snapshot!(run(&home, &format!("jwks fetch {url}")).told());
    assert_eq!(asked(&server).await, 2);
    assert_snapshot!(run(&home, &format!("jwks fetch {url} -o json")).told());
    answer(&server, "/keys", ResponseTemplate::new(404)).await;
    assert_snapshot!(run(&home, &format!("jwks fetch {url}")).told());
    assert_snapshot!(run(&home, &format!("jwks fetch {url} -o json")).told());
}

#[tokio::test]
async fn an_old_copy_is_used_for_an_hour_while_the_provider_is_down_and_that_is_said() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    run(&home, &format!("jwks fetch {url}")).exits(0);
    answer(&server, "/keys", ResponseTemplate::new(503)).await;
    age(&home, 700);
    let line = format!("verify {} --jwks {url}", signed(&home, "a"));
    run(&home, &line).exits(0).says("using the keys fetched at");
    assert_eq!(run(&home, &format!("jwks list {url} -o json")).exits(0).json()["stale"], true);
    assert_eq!(run(&home, &format!("{line} -o json")).exits(0).json()["key_set"]["stale"], true);
    run(&home, &format!("{line} --max-stale 10s")).exits(7).prints("");
    run(&home, &format!("jwks fetch {url}")).exits(7).prints("");
    age(&home, 3600);
    assert_snapshot!(run(&home, &line).exits(7).told());
    // A page instead of keys is no better, and takes no good copy's place.
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_string("<html>")).await;
    assert_snapshot!(run(&home, &line).exits(7).told());
}

#[tokio::test]
async fn discovery_leads_to_the_keys_of_that_issuer_alone() {
    let (home, server) = (home(), MockServer::start().await);
    let issuer = server.uri();
    let discovery =
        |named: &str, keys: &str| ResponseTemplate::new(200).set_body_json(json!({"issuer": named, "jwks_uri": keys}));
    let well_known = "/.well-known/openid-configuration";
    let keys = format!("{issuer}/keys");
    answer(&server, well_known, discovery(&issuer, &keys)).await;
    Mock::given(path("/keys")).respond_with(ResponseTemplate::new(200).set_body_json(set(&["a"]))).mount(&server).await;
    let token = run(&home, &format!("sign --key @/private.jwk --kid a --iss {issuer} --expires-in 1h")).exits(0).line();
    run(&home, &format!("verify {token} --issuer {issuer}")).exits(0);
    run(&home, &format!("verify {} --issuer {issuer}", signed(&home, "a"))).exits(9);
    assert_eq!(run(&home, &format!("jwks fetch --issuer {issuer} -o json")).exits(0).json()["keys"][0]["kid"], "a");
    // What an issuer calls itself counts letter by letter, however its address was typed.
    answer(&server, well_known, discovery(&format!("{issuer}/"), &keys)).await;
    Mock::given(path("/keys")).respond_with(ResponseTemplate::new(200).set_body_json(set(&["a"]))).mount(&server).await;
    let home = self::home();
    let slashed =
        run(&home, &format!("sign --key @/private.jwk --kid a --iss {issuer}/ --expires-in 1h")).exits(0).line();
    for typed in [issuer.clone(), format!("{issuer}/")] {
        run(&home, &format!("verify {slashed} --issuer {typed}")).exits(0);
        run(&home, &format!("verify {token} --issuer {typed}")).exits(9);
    }
    for (named, keys) in [
        ("https://other.example.com", keys.as_str()),
        (&issuer, "http://192.0.2.1/keys"),
        (&issuer, "file:///etc/passwd"),
    ] {
        let home = self::home();
        answer(&server, well_known, discovery(named, keys)).await;
        let run = run(&home, &format!("verify {token} --issuer {issuer}")).prints("");
        assert!([2, 7].contains(&run.exit), "{}", run.told());
    }
}

#[tokio::test]
async fn an_old_copy_of_what_an_issuer_says_of_itself_is_told_too() {
    let (home, server) = (home(), MockServer::start().await);
    let well_known = "/.well-known/openid-configuration";
    let named = json!({"issuer": server.uri(), "jwks_uri": format!("{}/keys", server.uri())});
    let keys = || Mock::given(path("/keys")).respond_with(ResponseTemplate::new(200).set_body_json(set(&["a"])));
    answer(&server, well_known, ResponseTemplate::new(200).set_body_json(named)).await;
    keys().mount(&server).await;
    let issuer = server.uri();
    let token = run(&home, &format!("sign --key @/private.jwk --kid a --iss {issuer} --expires-in 1h")).exits(0).line();
    let verify = format!("verify {token} --issuer {issuer} -o json");
    assert_eq!(run(&home, &verify).exits(0).json()["key_set"]["stale"], false);
    answer(&server, well_known, ResponseTemplate::new(503)).await;
    keys().mount(&server).await;
    for (file, _) in home.files().into_iter().filter(|(file, _)| file.starts_with(home.path("cache/jwks"))) {
        let mut stored: Value = serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
        stored["fresh_until"] = stored["fetched_at"].clone();
        std::fs::write(&file, stored.to_string()).expect("written");
    }
    assert_eq!(run(&home, &verify).exits(0).json()["key_set"]["stale"], true);
    run(&home, &format!("verify {token} --issuer {issuer}")).exits(0).says("using the keys fetched at");
}

#[tokio::test]
async fn what_is_no_set_of_keys_is_an_error_of_its_own() {
    let (home, server) = (home(), MockServer::start().await);
    let url = format!("{}/keys", server.uri());
    let said = |text: String| ResponseTemplate::new(200).set_body_string(text);
    for (exit, bad) in [
        (7, ResponseTemplate::new(200).set_body_bytes(vec![b' '; 100 << 20])),
        (7, said("<!doctype html><title>Log in</title>".into())),
        (7, said("{\"keys\":".into())),
        (7, said("[".repeat(10_000))),
        (7, said("{}".into())),
        (7, ResponseTemplate::new(302).insert_header("location", "http://192.0.2.1/keys")),
        (7, ResponseTemplate::new(302).insert_header("location", "/keys")),
        (7, ResponseTemplate::new(404)),
        (9, said(r#"{"keys":[]}"#.into())),
    ] {
        answer(&server, "/keys", bad).await;
        let started = std::time::Instant::now();
        run(&home, &format!("jwks list {url}")).exits(exit).prints("");
        // Unoptimised, and among other tests: what matters is that nothing is read to its end.
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    }
    // It takes longer than anybody waits.
    answer(&server, "/keys", ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(60))).await;
    run(&home, &format!("jwks list {url} --timeout 1s")).exits(7).prints("").says("no answer came within 1 s");
    run(&home, "jwks list http://192.0.2.1/keys").exits(2).prints("");
    run(&home, "jwks list https://user:hunter2@issuer.example.com/keys").exits(2).does_not_say("hunter2");
}

#[test]
fn the_keys_of_a_file_are_listed_with_what_is_odd() {
    let home = home();
    let keys =
        json!({"keys": [key("a"), key("a"), {"kty": "oct", "kid": "s", "k": "c2VjcmV0"}, {"kty": "AKP", "kid": "pq"}]});
    home.write("keys.json", &keys.to_string());
    let list = run(&home, "jwks list @/keys.json");
    assert_snapshot!(list.told_exactly());
    let json = run(&home, "jwks list @/keys.json -o json").exits(0);
    assert!(!json.stdout.contains("c2VjcmV0"), "{}", json.told());
    assert_snapshot!(json.stdout.replace(&home.path("").display().to_string(), "[HOME]/"));
    let private = run(&home, "jwks show @/private.jwk -o json").exits(0).json();
    assert_eq!((&private["can_sign"], &private["jwk"]["d"]), (&json!(true), &Value::Null));
    assert_snapshot!(run(&home, "jwks show @/keys.json s").told_exactly());
    home.write("public.json", &key("a").to_string());
    assert_snapshot!(run(&home, "jwks show @/public.json -o json").told_exactly());
    run(&home, "jwks show @/keys.json").exits(6).prints("");
    assert_snapshot!(run(&home, "jwks show @/keys.json b").told());
    assert_snapshot!(run(&home, "jwks list @/missing.json").told());
    assert_snapshot!(run(&home, "jwks diff @/keys.json @/missing.json -o json").told());
}

#[test]
fn two_sets_are_compared_with_the_tokens_that_would_lose_their_key() {
    let home = home();
    home.write("old.json", &set(&["a", "b"]).to_string());
    home.write("new.json", &set(&["b", "c"]).to_string());
    let ended =
        run(&home, "sign --key @/private.jwk --kid a --expires-in 1h --at 2020-01-01T00:00:00Z").exits(0).line();
    let tokens = [signed(&home, "b"), ended, signed(&home, "a"), "no token".to_owned(), signed(&home, "z")];
    home.write("tokens.txt", &tokens.join("\n"));
    let diff = run(&home, "jwks diff @/old.json @/new.json --tokens @/tokens.txt");
    assert_snapshot!(diff.told());
    let json = run(&home, "jwks diff @/old.json @/new.json --tokens @/tokens.txt -o json").exits(12).json();
    assert_eq!((json["orphaned"].as_array().map(Vec::len), &json["orphaned"][0]["line"]), (Some(1), &json!(3)));
    assert_snapshot!(run(&home, "jwks diff @/old.json @/new.json --tokens @/tokens.txt -o json").told());
    assert_snapshot!(run(&home, "jwks diff @/old.json @/old.json").told());
}

#[test]
fn a_key_that_is_for_something_else_now_is_lost_and_so_is_one_that_no_token_names() {
    let home = home();
    home.write("old.json", &set(&["a"]).to_string());
    let mut encrypts = key("a");
    encrypts["use"] = "enc".into();
    home.write("new.json", &json!({ "keys": [encrypts] }).to_string());
    home.write("tokens.txt", &format!("{}\n", signed(&home, "a")));
    let diff = |old: &str, new: &str| {
        let line = format!("jwks diff @/{old} @/{new} --tokens @/tokens.txt -o json");
        let json = run(&home, &line).exits(12).json();
        (json["changes"][0]["change"].clone(), json["orphaned"][0]["line"].clone())
    };
    assert_eq!(diff("old.json", "new.json"), (json!("changed"), json!(1)));
    // Two secrets of one name, and a token that names none.
    for (file, secret) in [
        ("old.json", "b25lIHNlY3JldCBvZiAzMiBieXRlcywgb3IgbW9yZSE"),
        ("new.json", "YW5vdGhlciBvbmUgb2YgMzIgYnl0ZXMsIG9yIG1vcmU"),
    ] {
        home.write(file, &json!({"keys": [{"kty": "oct", "kid": "s", "k": secret}]}).to_string());
        home.write(&format!("{file}.jwk"), &json!({"kty": "oct", "k": secret}).to_string());
    }
    let token = run(&home, "sign --key @/old.json.jwk --sub a --expires-in 1h").exits(0).line();
    home.write("tokens.txt", &format!("{token}\nno token\n"));
    assert_eq!(diff("old.json", "new.json"), (json!("changed"), json!(1)));
}

#[test]
fn a_second_key_of_a_name_is_a_change_and_costs_the_tokens_of_that_name_their_key() {
    let home = home();
    home.write("old.json", &set(&["a"]).to_string());
    let mut other = key("a");
    other["x"] = "VzZ1FoRcjhKMLHHnnNHuSJnrx7cSBCAdK6Pq4qBEbrs".into();
    home.write("new.json", &json!({ "keys": [key("a"), other] }).to_string());
    let good = signed(&home, "a");
    // Nobody could use one with a broken signature before either.
    let broken = format!("{}AAAA", &good[..good.len() - 4]);
    let diff = |more: &str| {
        let invocation = invocation(&home, &format!("jwks diff @/old.json @/new.json --tokens - {more}"));
        invocation.stdin(&format!("{broken}\n{good}\n")).run().exits(12)
    };
    diff("").says("2 keys have the kid `a`");
    let json = diff("-o json").json();
    assert_eq!((&json["changes"][0]["change"], json["changes"].as_array().map(Vec::len)), (&json!("added"), Some(1)));
    assert_eq!((&json["orphaned"][0]["line"], json["orphaned"].as_array().map(Vec::len)), (&json!(2), Some(1)));
}

#[tokio::test]
async fn the_query_of_an_address_is_told_nowhere() {
    let (home, server) = (home(), MockServer::start().await);
    let fetch = || run(&home, &format!("jwks fetch {}/keys?sig=hunter2 -vv -o json", server.uri()));
    answer(&server, "/keys", ResponseTemplate::new(200).set_body_json(set(&["a"]))).await;
    let fetched = fetch().exits(0);
    assert!(!fetched.told().contains("hunter2"), "{}", fetched.told());
    answer(&server, "/keys", ResponseTemplate::new(500)).await;
    let failed = fetch();
    assert!(!failed.told().contains("hunter2"), "{}", failed.exits(7).told());
}
