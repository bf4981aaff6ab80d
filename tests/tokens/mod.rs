//! API keys: the main job, and what concerns all of them. On the embedded gateway; what only names that are no identity
//! can show, on the double of GPUStack.
//!
//! - `create.rs`, `list.rs`, `change.rs` (update, revoke): a thing to do each
//! - `naming.rs`: which token is meant; `names.rs`: what a name may be

mod change;
mod create;
mod list;
mod names;
mod naming;

use insta::assert_snapshot;

use crate::support::{Home, Run};

const CUSTOM: &str = "a-custom-key+of/more%than_32=characters";

/// The names that `tokens list ARGS` answers, in order.
#[track_caller]
fn listed(home: &Home, args: &str) -> Vec<String> {
    let told = home.local(&format!("tokens list -o json {args}")).exits(0).json();
    told.as_array().expect("a list").iter().map(|token| token["name"].as_str().unwrap_or("?").to_owned()).collect()
}

/// The id of the token that this word means.
#[track_caller]
fn id_of(home: &Home, token: &str) -> String {
    let told = home.local_words(["tokens", "show", token, "-o", "json"]).run().exits(0).json();
    told["id"].as_str().expect("an id").to_owned()
}

fn create(home: &Home, name: &str) -> Run {
    home.local_words(["tokens", "create", name]).run().exits(0)
}

#[test]
fn the_main_job_takes_four_commands_and_no_server() {
    let home = Home::new();
    let created = home.local("tokens create ci --scope inference --expires-in 30d").exits(0);
    assert_snapshot!(created.told(), @r#"
    exit: 0
    ----- stdout
    [SECRET]
    ----- stderr
    Created ci (id:[ID]) on "local": expires at [TIME]. The secret is shown this once.
    "#);
    assert_snapshot!(home.local("tokens list").told(), @r"
    exit: 0
    ----- stdout
    NAME  OWNER   SCOPES     MODELS  STATUS  EXPIRES  LAST USED
    ci    tester  inference  *       active  in 30d   -
    ----- stderr
    ");
    assert_snapshot!(home.local("tokens show ci").told(), @r"
    exit: 0
    ----- stdout
    name:        ci
    id:          [ID]
    generation:  1
    owner:       tester
    team:        -
    scopes:      inference
    models:      *
    routes:      -
    allow list:  -
    status:      active
    expires:     in 30d ([TIME])
    last used:   -
    created:     [AGO]
    updated:     [AGO]
    masked:      [MASKED]
    budget:      -
    rate limit:  -
    metadata:    -
    description: -
    ----- stderr
    ");
    // The key works: with it one may see what it may see, which is nothing here.
    let used = home.local_words(["tokens", "list"]).env("GATEKEY_TOKEN", &created.line()).run();
    assert_snapshot!(used.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:read`
    hint: use a key with `token:read`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    assert_snapshot!(home.local("tokens revoke ci --yes").told(), @"
    exit: 0
    ----- stdout
    TOKEN  ID                OUTCOME  ERROR
    ci     [ID]  done     -
    ----- stderr
    ");
    let refused = home.local_words(["status"]).env("GATEKEY_TOKEN", &created.line()).run();
    assert_snapshot!(refused.told(), @r"
    exit: 3
    ----- stdout
    ----- stderr
    error: the embedded gateway rejected the key
    cause: it is unknown, has expired or was revoked
    hint: set GATEKEY_TOKEN to a key that is active, or unset it to be the administrator of your own data directory
    ");
}

#[test]
fn a_token_in_json_has_every_field_of_the_contract() {
    let home = Home::new();
    home.local("tokens create ci --model m1 --model m2 --metadata team=a --expires-in 1d12h --description nightly")
        .exits(0);
    assert_snapshot!(home.local("tokens show ci -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "id": "[ID]",
      "name": "ci",
      "gateway_name": "ci",
      "generation": 1,
      "description": "nightly",
      "kind": "token",
      "owner": {
        "id": "os:tester",
        "name": "tester"
      },
      "team": null,
      "scopes": [
        "*"
      ],
      "models": [
        "m1",
        "m2"
      ],
      "routes": null,
      "allow_list": null,
      "masked": "[MASKED]",
      "custom": false,
      "status": "active",
      "created_at": "[TIME]",
      "updated_at": "[TIME]",
      "expires_at": "[TIME]",
      "last_used_at": null,
      "lifetime_seconds": 129600,
      "budget": null,
      "rate_limit": null,
      "metadata": {
        "team": "a"
      },
      "supersedes": null,
      "grace_expires_at": null,
      "unknown": [],
      "gateway": {
        "profile": "local",
        "kind": "local",
        "url": null
      }
    }
    ----- stderr
    "#);
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let home = Home::new();
    assert_snapshot!(home.local("--dry-run tokens create ci --scope inference --expires-in 1d").told(), @r#"
    exit: 0
    ----- stdout
    ACTION  TARGET  CHANGES
    create  ci      scopes: - -> ["inference"], lifetime_seconds: - -> 86400
    ----- stderr
    "#);
    assert!(listed(&home, "--status all").is_empty());
    create(&home, "ci");
    let before = home.local("tokens show ci -o json").json();
    assert_snapshot!(home.local("--dry-run tokens update ci --description new --model a -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "dry_run": true,
      "changes": [
        {
          "action": "update",
          "target": "id:[ID]",
          "fields": {
            "description": [
              null,
              "new"
            ],
            "models": [
              [
                "*"
              ],
              [
                "a"
              ]
            ]
          }
        }
      ]
    }
    ----- stderr
    "#);
    assert_snapshot!(home.local("--dry-run tokens revoke ci").told(), @r"
    exit: 0
    ----- stdout
    ACTION  TARGET               CHANGES
    revoke  id:[ID]  -
    ----- stderr
    ");
    home.local("--dry-run tokens revoke ci nobody").exits(5).prints("").says("no live token \"nobody\"");
    assert_snapshot!(home.local("--dry-run tokens revoke ci --purge -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "dry_run": true,
      "changes": [
        {
          "action": "purge",
          "target": "id:[ID]",
          "fields": {}
        }
      ]
    }
    ----- stderr
    "#);
    assert_eq!(home.local("tokens show ci -o json").json(), before);
}

#[test]
fn a_key_sees_and_grants_no_more_than_it_holds() {
    let home = Home::new();
    let reader = home.local("tokens create reader --scope token:read").exits(0).line();
    let run = |line: &str| home.local_words(line.split_whitespace()).env("GATEKEY_TOKEN", &reader).run();
    run("tokens list").exits(0);
    assert_snapshot!(run("tokens create more").told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:create`
    hint: use a key with `token:create`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    assert_snapshot!(run("tokens revoke reader --yes").told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:delete`
    hint: use a key with `token:delete`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    let maker = home.local("tokens create maker --scope token:create --scope token:read").exits(0).line();
    let beyond = home.local_words(["tokens", "create", "beyond", "--scope", "*"]).env("GATEKEY_TOKEN", &maker).run();
    assert_snapshot!(beyond.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: a key cannot grant more than it holds
    cause: it does not have the scope `*` itself
    hint: ask for less, or use a key that has these rights
    ");
}

#[test]
fn two_processes_at_once_lose_nothing() {
    let home = Home::new();
    let names: Vec<String> = (0..8).map(|number| format!("t{number}")).collect();
    let running: Vec<_> = names.iter().map(|name| home.local_words(["tokens", "create", name]).spawn()).collect();
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(listed(&home, "--sort name"), names);
}
