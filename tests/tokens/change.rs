//! Updating and revoking tokens, and the yes that it takes.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{create, id_of, listed};
use crate::support::Home;
use crate::support::double::Double;

#[test]
fn an_update_changes_what_is_named_and_nothing_else() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --model a --description old --metadata k=v --expires-in 5d")
        .exits(0);
    let before = home.local("tokens show ci -o json").json();
    let updated = home.local("tokens update ci --description new --add-model b -o json").exits(0).json();
    assert_eq!((&updated["description"], &updated["models"]), (&json!("new"), &json!(["a", "b"])));
    for same in ["id", "name", "scopes", "metadata", "expires_at", "masked", "created_at", "owner"] {
        assert_eq!(before[same], updated[same], "{same}");
    }
    let cleared =
        home.local("tokens update ci --clear description --clear metadata --clear models -o json").exits(0).json();
    assert_eq!(
        (&cleared["description"], &cleared["metadata"], &cleared["models"]),
        (&Value::Null, &json!({}), &json!(["*"]))
    );
    home.local("tokens update ci --name cd").exits(0);
    assert_eq!(listed(&home, ""), ["cd"]);
}

#[test]
fn an_update_that_takes_rights_away_needs_a_yes() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --scope token:read --model a --model b --expires-in 5d").exits(0);
    for narrower in ["--scope inference", "--model a", "--remove-model a", "--expires-in 1d"] {
        let before = home.local("tokens show ci -o json").json();
        home.local(&format!("tokens update ci {narrower}")).exits(2).says("not done without a yes").says("--yes");
        assert_eq!(home.local("tokens show ci -o json").json(), before, "{narrower}");
    }
    assert_snapshot!(home.local("tokens update ci --remove-model a").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: not done without a yes: Take rights away from ci (id:[ID]) on "local"?
    hint: add --yes, or run it on a terminal to be asked
    "#);
    home.local("tokens update ci --remove-model a --scope inference --yes").exits(0);
    let after = home.local("tokens show ci -o json").json();
    assert_eq!((&after["models"], &after["scopes"]), (&json!(["b"]), &json!(["inference"])));
    // More than before takes nothing away.
    home.local("tokens update ci --add-model c --scope inference --scope token:read --expires-in 30d").exits(0);
}

#[test]
fn an_update_that_cannot_be_meant_is_refused() {
    let home = Home::new();
    home.local("tokens create ci --model a").exits(0);
    home.local("tokens create all").exits(0);
    for (args, said) in [
        ("ci", "there is nothing to change"),
        ("ci --clear description --description x", "both given and cleared"),
        ("ci --clear nothing", "invalid value 'nothing'"),
        ("ci --model a --add-model b", "cannot be used with"),
        ("ci --remove-model b --yes", "`b` is not in the list"),
        ("ci --remove-model a --yes", "nothing would be left"),
        ("all --remove-model a --yes", "taken from everything"),
        ("ci --scope nonsense --yes", "nonsense"),
        ("ci --expires-in 0s --yes", ""),
        ("ci --expires-in 1.5h", "whole numbers"),
        ("ci --expires-in P1M", "ISO 8601 months"),
    ] {
        let run = home.local(&format!("tokens update {args}")).exits(2).says(said);
        assert!(run.stdout.is_empty(), "{}", run.told());
    }
    assert_eq!(home.local("tokens show ci -o json").json()["models"], json!(["a"]));
}

#[test]
fn revoking_needs_a_yes_and_says_what_it_would_revoke() {
    let home = Home::new();
    create(&home, "ci");
    assert_snapshot!(home.local("tokens revoke ci").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: not done without a yes: Revoke ci (id:[ID]) on "local"?
    hint: add --yes, or run it on a terminal to be asked
    "#);
    home.local("--no-input tokens revoke ci").exits(2);
    assert_eq!(listed(&home, ""), ["ci"]);
}

#[test]
fn several_are_revoked_together_and_each_is_reported() {
    let home = Home::new();
    for name in ["a", "b", "c"] {
        create(&home, name);
    }
    assert_snapshot!(home.local("tokens revoke a nobody b a --yes").told(), @r#"
    exit: 10
    ----- stdout
    TOKEN   ID                OUTCOME  ERROR
    a       [ID]  done     -
    nobody  -                 failed   there is no live token "nobody" on "local"
    b       [ID]  done     -
    ----- stderr
    "#);
    let run = home.local("tokens revoke c nobody --yes -o json").exits(10);
    let told = run.json();
    assert_eq!((&told["done"], &told["failed"], &told["skipped"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(
        (&told["results"][0]["outcome"], &told["results"][0]["token"]["status"]),
        (&json!("done"), &json!("revoked"))
    );
    let failed = &told["results"][1];
    assert_eq!((&failed["token"], &failed["outcome"]), (&json!("nobody"), &json!("failed")));
    assert_eq!((&failed["error"]["code"], &failed["error"]["exit"]), (&json!("not_found"), &json!(5)));
    assert_eq!(run.stderr, "");
    // One alone that is not there is a plain failure.
    home.local("tokens revoke nobody --yes").exits(5).prints("");
    home.local("tokens revoke nobody nothing --yes").exits(10);
    home.local_words(["tokens", "revoke", "-", "-", "--yes"]).stdin("x").run().exits(2);
}

#[test]
fn revoke_keeps_the_row_and_purge_deletes_it() {
    let home = Home::new();
    let secret = create(&home, "ci").line();
    let id = id_of(&home, "ci");
    home.local("tokens revoke ci --yes --wait 5s").exits(0);
    assert_eq!(listed(&home, "--status revoked"), ["ci"]);
    home.local_words(["tokens", "revoke", "-", "--purge", "--yes"]).stdin(&secret).run().exits(0).says("keeps no row");
    assert!(listed(&home, "--status all").is_empty());
    home.local(&format!("tokens show id:{id}")).exits(5);
    let (double, home) = (Double::gpustack(), Home::new());
    double.key("ci", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes --wait 5s").run().told(), @"
    exit: 0
    ----- stdout
    TOKEN  ID  OUTCOME  ERROR
    ci     1   done     -
    ----- stderr
    note: GPUStack keeps no row of id:1
    ");
}

#[test]
fn a_token_that_is_not_seen_gone_in_time_is_unfinished() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    // It says that it deleted the key, and does not.
    double.answers("DELETE", "/v2/api-keys/1", wiremock::ResponseTemplate::new(200).set_body_json(Value::Null));
    let run = home.on(&double, "tokens revoke ci --yes --wait 0s").run();
    assert_snapshot!(run.told(), @"
    exit: 11
    ----- stdout
    ----- stderr
    error: the token id:1 was revoked on http://[ADDRESS] and not seen gone
    cause: it was revoked, but not seen gone within 0 s
    hint: look again with `gatekey tokens show id:1`
    ");
}
