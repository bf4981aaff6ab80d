//! Teams and blocked tokens: told, made and deleted where a gateway has them, refused with a way on where it has not.

use serde_json::json;

use crate::support::Home;
use crate::support::double::{Double, answer, refusal};

#[test]
fn the_embedded_gateway_has_neither_and_says_what_to_do() {
    let home = Home::new();
    for line in ["teams list", "teams show a", "teams create a", "teams delete a --yes"] {
        home.local(line).exits(8).prints("").says("it has no teams").says("--metadata");
    }
    for line in ["tokens block ci --yes", "tokens unblock ci"] {
        home.local(line).exits(8).prints("").says("revoke it");
    }
}

const ACME: &str = "/v2/organizations/9";

/// A GPUStack with the organisation `acme`, in which there are this many keys.
fn with_organization(keys: usize) -> (Home, Double) {
    let double = Double::gpustack();
    double.answers("DELETE", ACME, answer(200, json!(null)));
    for number in 0..keys {
        double.key_in_acme(&format!("key-{number}"));
    }
    (Home::logged_in(&double), double)
}

#[test]
fn a_team_is_told_with_its_members_and_goes_after_a_yes() {
    let (home, double) = with_organization(0);
    let team = home.run("teams show acme -o json").exits(0).json();
    assert_eq!(team["members"], json!([{"id": "5", "name": "polly", "role": "owner"}]));
    assert_eq!((&team["models"], &team["blocked"], &team["budget"]), (&json!(null), &json!(false), &json!(null)));
    let listed = home.run("teams list -o json").exits(0).json();
    assert_eq!((&listed[0]["name"], &listed[0]["members"]), (&json!("acme"), &json!(null)));
    home.run("teams delete acme").exits(2).says("Delete the team acme (id:9) and with it no keys");
    let planned = home.run("teams delete acme --dry-run -o json").exits(0).json();
    assert_eq!(planned["changes"][0]["target"], "id:9");
    assert!(!double.calls().contains(&format!("DELETE {ACME}")));
    home.run("teams delete acme --yes").exits(0).says("Deleted the team acme");
    assert!(double.calls().contains(&format!("DELETE {ACME}")));
}

#[test]
fn a_team_with_keys_stays_where_the_server_wants_it_empty() {
    let (home, double) = with_organization(2);
    home.run("teams delete acme --yes").exits(6).says("has 2 keys").says("tokens list --team acme");
    double.answers("POST", "/v2/organizations", refusal(409, "AlreadyExists", "Organization 'acme' already exists"));
    home.run("teams create acme").exits(6).says("has an organisation named \"acme\" already");
    home.run("teams create Acme").exits(2).says("lower-case");
    home.run("teams create new --budget 5").exits(8);
    assert!(!double.calls().contains(&format!("DELETE {ACME}")));
}

#[test]
fn a_token_is_blocked_after_a_yes_and_let_in_again_without_one() {
    let (home, double, hash) = (Home::new(), Double::silent(), "ab".repeat(32));
    let key = |blocked: bool| {
        json!({"token": hash, "key_name": "sk-...YhTg", "key_alias": "ci", "user_id": "alice", "models": [],
            "blocked": blocked, "created_at": "2026-11-22T10:00:00Z"})
    };
    let listed = json!({"keys": [key(false)], "total_count": 1, "current_page": 1, "total_pages": 1});
    double.answers("GET", "/key/list", answer(200, listed));
    double.answers("GET", "/key/info", answer(404, json!({"error": {"message": "Key not found in database"}})));
    double.answers("GET", "/v2/user/info", answer(404, json!({"error": {"message": "User not found"}})));
    double.answers("POST", "/key/block", answer(200, key(true)));
    double.answers("POST", "/key/unblock", answer(200, key(false)));
    let on = |line: &str| {
        let line = format!("--url {} --kind litellm {line}", double.url());
        home.gatekey(line.split(' ')).env("GATEKEY_TOKEN", "sk-0123456789abcdef").run()
    };
    for verb in ["block", "unblock"] {
        let planned = on(&format!("tokens {verb} ci --dry-run -o json")).exits(0).json();
        assert_eq!(planned["changes"][0]["action"], verb);
    }
    on("tokens block ci").exits(2).says("Block ci").says("--yes");
    let has_posted = || double.calls().iter().any(|call| call.starts_with("POST"));
    assert!(!has_posted());
    let blocked = on("tokens block ci --yes -o json").exits(0).json();
    assert_eq!(blocked["status"], "blocked");
    assert!(has_posted());
    assert_eq!(on("tokens unblock ci -o json").exits(0).json()["status"], "active");
}
