//! The way to a gateway: nobody there, the wrong protocol, silence, a redirect to somewhere else.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use wiremock::ResponseTemplate;

use super::{at, list_answered, listen};
use crate::support::Home;
use crate::support::double::{Double, KEYS};

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
