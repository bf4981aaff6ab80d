//! `tokens whois`: from a secret to its token, as far as the gateway lets one tell without the secret being sent.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::Home;
use crate::support::double::Double;

const CUSTOM: &str = "a-custom-key+of/more%than_32=characters";

#[test]
fn the_embedded_gateway_tells_exactly() {
    let home = Home::new();
    let made = home.local("tokens create ci --scope inference").exits(0).line();
    home.local_words(["tokens", "create", "own", "--custom", "-"]).stdin(CUSTOM).run().exits(0);
    assert_snapshot!(home.local_words(["tokens", "whois"]).stdin(&made).run().told(), @r#"
    exit: 0
    ----- stdout
    KIND   MATCH  NAME  ID                OWNER   STATUS
    local  exact  ci    [ID]  tester  active
    ----- stderr
    "#);
    let custom = home.local_words(["tokens", "whois", "-", "-o", "json"]).stdin(CUSTOM).run().exits(0).json();
    assert_eq!((&custom["kind"], &custom["match"]), (&json!("local"), &json!("exact")));
    assert_eq!(custom["tokens"][0]["name"], "own");
    let named = home.local_words(["tokens", "whois", "-o", "name"]).stdin(&made).run();
    named.exits(0).prints("ci\n");
}

#[test]
fn a_revoked_token_is_told_too() {
    let home = Home::new();
    let made = home.local("tokens create ci").exits(0).line();
    home.local("tokens revoke ci --yes").exits(0);
    let told = home.local_words(["tokens", "whois", "-o", "json"]).stdin(&made).run().exits(0).json();
    assert_eq!(told["tokens"][0]["status"], "revoked");
}

#[test]
fn a_secret_of_no_token_is_not_found() {
    let home = Home::new();
    assert_snapshot!(home.local_words(["tokens", "whois"]).stdin("nobody's").run().told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: no token has this secret
    hint: `gatekey tokens list --status all` shows every token you may see
    "#);
    home.local_words(["tokens", "whois"]).stdin("").run().exits(2).prints("");
}

#[test]
fn gpustack_shows_candidates_and_is_not_sent_the_secret() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.shows_alike();
    let secret = double.key("ci", "admin", json!({}));
    let run = home.on(&double, "tokens whois").stdin(&secret).run();
    assert_snapshot!(run.told(), @r#"
    exit: 0
    ----- stdout
    KIND      MATCH       NAME         ID  OWNER  STATUS
    gpustack  candidates  of-the-test  2   admin  active
    gpustack  candidates  ci           1   admin  active
    ----- stderr
    note: GPUStack does not tell whose secret this is, only whose it may be; it may be of none of these
    "#);
    let told = home.on(&double, "tokens whois -o json").stdin(&secret).run().exits(0).json();
    let candidates = told["tokens"].as_array().expect("a list");
    assert_eq!(told["match"], "candidates");
    assert!(candidates.iter().any(|token| token["name"] == "ci"), "{told}");
    for call in double.arrived() {
        let sent = format!("{} {} {} {:?}", call.path, call.query, call.body, call.authorization);
        assert!(!sent.contains(&secret), "{sent}");
    }
    home.on(&double, "tokens whois").stdin("gpustack_ffffffffffffffff_0").run().exits(5).prints("");
}

#[test]
fn offline_the_shape_alone_tells_the_kind() {
    let (home, double) = (Home::new(), Double::gpustack());
    let hex = "0123456789abcdef_0123456789abcdef0123456789abcdef";
    let offline = |secret: &str| home.gatekey(["tokens", "whois", "--offline"]).stdin(secret).run();
    assert_snapshot!(offline(&format!("gpustack_{hex}")).told(), @r#"
    exit: 0
    ----- stdout
    KIND      MATCH  NAME  ID  OWNER  STATUS
    gpustack  kind   -     -   -      -
    ----- stderr
    "#);
    assert_snapshot!(offline("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: the secret is a JWT, and no API key
    hint: a JWT says itself who made it and for whom: `gatekey jwt decode` shows it
    "#);
    assert_snapshot!(offline("hunter2").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: the secret has the shape of no gateway's keys that gatekey knows
    hint: a custom key has any shape: leave --offline out to ask a gateway, which is not sent the secret
    "#);
    home.on(&double, "tokens whois --offline").stdin(&format!("gk_{hex}")).run().exits(0);
    assert_eq!(double.calls(), Vec::<String>::new());
    assert!(home.files().is_empty());
}

#[test]
fn offline_nothing_of_the_configuration_is_needed() {
    let home = Home::new();
    home.write("config/config.toml", "broken [");
    let run = home.gatekey(["tokens", "whois", "--offline", "-o", "name"]).stdin("sk-1234567890").run();
    run.exits(0).prints("litellm\n");
}

#[test]
fn what_comes_along_when_a_key_is_copied_is_left_out_and_told() {
    let home = Home::new();
    let key = home.local("tokens create ci").exits(0).line();
    for (typed, note) in [
        (format!("  {key} "), "looked for without the spaces around it"),
        (format!("Bearer {key}"), "looked for without the word `Bearer`"),
    ] {
        for words in [&["tokens", "whois"][..], &["tokens", "whois", "--offline"]] {
            let told = home.local_words(words.iter().copied()).stdin(&typed).run().exits(0);
            told.says(note).does_not_say(&key);
        }
    }
    home.local_words(["tokens", "whois"]).stdin(&key).run().exits(0).does_not_say("looked for");
    home.local_words(["tokens", "whois"]).stdin(" nobody's ").run().exits(5);
}
