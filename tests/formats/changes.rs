//! What was done, what would be done, and what holds now, in every format.

use insta::assert_snapshot;

use super::{FORMATS, as_told, in_every_format, two_tokens};
use crate::support::Home;

#[test]
fn a_bulk_result_in_every_format() {
    let told = FORMATS.map(|format| {
        let home = two_tokens();
        let run = home.local(&format!("tokens revoke ci nobody --yes -o {format}")).exits(10);
        format!("=== {format}\n{}", run.stdout)
    });
    assert_snapshot!(as_told(&told.concat()), @r#"
    === table
    TOKEN   ID                OUTCOME  ERROR
    ci      [ID]  done     -
    nobody  -                 failed   there is no live token "nobody" on "local"
    === wide
    TOKEN   ID                OUTCOME  ERROR
    ci      [ID]  done     -
    nobody  -                 failed   there is no live token "nobody" on "local"
    === json
    {
      "results": [
        {
          "token": {
            "id": "[ID]",
            "name": "ci",
            "gateway_name": "ci",
            "generation": 1,
            "description": null,
            "kind": "token",
            "owner": {
              "id": "os:tester",
              "name": "tester"
            },
            "team": null,
            "scopes": [
              "inference"
            ],
            "models": [
              "m1",
              "m2"
            ],
            "routes": null,
            "allow_list": null,
            "masked": "[MASKED]",
            "custom": false,
            "status": "revoked",
            "created_at": "[TIME]",
            "updated_at": "[TIME]",
            "expires_at": "[TIME]",
            "last_used_at": null,
            "lifetime_seconds": 2592000,
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
          },
          "outcome": "done",
          "error": null
        },
        {
          "token": "nobody",
          "outcome": "failed",
          "error": {
            "code": "not_found",
            "exit": 5,
            "message": "there is no live token \"nobody\" on \"local\"",
            "cause": null,
            "hint": "`gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`",
            "candidates": [],
            "request": null
          }
        }
      ],
      "done": 1,
      "failed": 1,
      "skipped": 0
    }
    === ndjson
    {"results":[{"token":{"id":"[ID]","name":"ci","gateway_name":"ci","generation":1,"description":null,"kind":"token","owner":{"id":"os:tester","name":"tester"},"team":null,"scopes":["inference"],"models":["m1","m2"],"routes":null,"allow_list":null,"masked":"[MASKED]","custom":false,"status":"revoked","created_at":"[TIME]","updated_at":"[TIME]","expires_at":"[TIME]","last_used_at":null,"lifetime_seconds":2592000,"budget":null,"rate_limit":null,"metadata":{"team":"a"},"supersedes":null,"grace_expires_at":null,"unknown":[],"gateway":{"profile":"local","kind":"local","url":null}},"outcome":"done","error":null},{"token":"nobody","outcome":"failed","error":{"code":"not_found","exit":5,"message":"there is no live token \"nobody\" on \"local\"","cause":null,"hint":"`gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`","candidates":[],"request":null}}],"done":1,"failed":1,"skipped":0}
    === yaml
    results:
      - token:
          id: [ID]
          name: ci
          gateway_name: ci
          generation: 1
          description: null
          kind: token
          owner:
            id: "os:tester"
            name: tester
          team: null
          scopes:
            - inference
          models:
            - m1
            - m2
          routes: null
          allow_list: null
          masked: "[MASKED]"
          custom: false
          status: revoked
          created_at: "[TIME]"
          updated_at: "[TIME]"
          expires_at: "[TIME]"
          last_used_at: null
          lifetime_seconds: 2592000
          budget: null
          rate_limit: null
          metadata:
            team: a
          supersedes: null
          grace_expires_at: null
          unknown: []
          gateway:
            profile: local
            kind: local
            url: null
        outcome: done
        error: null
      - token: nobody
        outcome: failed
        error:
          code: not_found
          exit: 5
          message: "there is no live token \"nobody\" on \"local\""
          cause: null
          hint: "`gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`"
          candidates: []
          request: null
    done: 1
    failed: 1
    skipped: 0
    === csv
    token,id,outcome,error
    ci,[ID],done,
    nobody,,failed,"there is no live token ""nobody"" on ""local"""
    === name
    id:[ID]
    nobody
    "#);
}

#[test]
fn a_plan_in_every_format() {
    let home = two_tokens();
    let line = "--profile local --dry-run tokens update ci --description new";
    assert_snapshot!(as_told(&in_every_format(&home, line, "action,target,changes")), @r#"
    === table
    ACTION  TARGET               CHANGES
    update  id:[ID]  description: - -> new
    === wide
    ACTION  TARGET               CHANGES
    update  id:[ID]  description: - -> new
    === json
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
            ]
          }
        }
      ]
    }
    === ndjson
    {"dry_run":true,"changes":[{"action":"update","target":"id:[ID]","fields":{"description":[null,"new"]}}]}
    === yaml
    dry_run: true
    changes:
      - action: update
        target: "id:[ID]"
        fields:
          description:
            - null
            - new
    === csv
    action,target,changes
    update,id:[ID],description: - -> new
    === name
    id:[ID]
    "#);
}

#[test]
fn profiles_and_status_in_every_format() {
    let home = Home::new();
    home.write("config/config.toml", "version = 1\ndefault_profile = \"lab\"\n[profiles.lab]\nurl = \"https://gw.example.com/p\"\nkind = \"gpustack\"\nteam = \"acme\"\n");
    assert_snapshot!(as_told(&in_every_format(&home, "profiles list", "name,url,team")), @r#"
    === table
    NAME   URL                       TEAM
    lab    https://gw.example.com/p  acme
    local  -                         -
    === wide
    NAME   URL                       TEAM
    lab    https://gw.example.com/p  acme
    local  -                         -
    === json
    [
      {
        "name": "lab",
        "kind": "gpustack",
        "url": "https://gw.example.com/p",
        "default": true,
        "team": "acme",
        "store": null
      },
      {
        "name": "local",
        "kind": "local",
        "url": null,
        "default": false,
        "team": null,
        "store": null
      }
    ]
    === ndjson
    {"name":"lab","kind":"gpustack","url":"https://gw.example.com/p","default":true,"team":"acme","store":null}
    {"name":"local","kind":"local","url":null,"default":false,"team":null,"store":null}
    === yaml
    - name: lab
      kind: gpustack
      url: "https://gw.example.com/p"
      default: true
      team: acme
      store: null
    - name: local
      kind: local
      url: null
      default: false
      team: null
      store: null
    === csv
    name,url,team
    lab,https://gw.example.com/p,acme
    local,,
    === name
    lab
    local
    "#);
    assert_snapshot!(as_told(&in_every_format(&home, "profiles show", "name,default")), @r#"
    === table
    name:    lab
    default: yes
    === wide
    name:    lab
    default: yes
    === json
    {
      "name": "lab",
      "kind": "gpustack",
      "url": "https://gw.example.com/p",
      "default": true,
      "team": "acme",
      "store": null
    }
    === ndjson
    {"name":"lab","kind":"gpustack","url":"https://gw.example.com/p","default":true,"team":"acme","store":null}
    === yaml
    name: lab
    kind: gpustack
    url: "https://gw.example.com/p"
    default: true
    team: acme
    store: null
    === csv
    name,default
    lab,yes
    === name
    lab
    "#);
    let status = as_told(&in_every_format(&home, "--profile local status", "user,role,credential"));
    assert_snapshot!(status.replace(env!("CARGO_PKG_VERSION"), "[VERSION]"), @r#"
    === table
    user:       tester
    role:       administrator
    credential: os-user
    === wide
    user:       tester
    role:       administrator
    credential: os-user
    === json
    {
      "profile": "local",
      "kind": "local",
      "url": null,
      "version": "[VERSION]",
      "edition": null,
      "identity": {
        "id": "os:tester",
        "name": "tester",
        "role": "administrator"
      },
      "credential": {
        "source": "os-user",
        "name": null,
        "expires_at": null
      }
    }
    === ndjson
    {"profile":"local","kind":"local","url":null,"version":"[VERSION]","edition":null,"identity":{"id":"os:tester","name":"tester","role":"administrator"},"credential":{"source":"os-user","name":null,"expires_at":null}}
    === yaml
    profile: local
    kind: local
    url: null
    version: "[VERSION]"
    edition: null
    identity:
      id: "os:tester"
      name: tester
      role: administrator
    credential:
      source: os-user
      name: null
      expires_at: null
    === csv
    user,role,credential
    tester,administrator,os-user
    === name
    local
    "#);
}
