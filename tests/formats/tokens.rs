//! A list of tokens, and one token, in every format.

use insta::assert_snapshot;

use super::{as_told, in_every_format, two_tokens};

#[test]
fn a_list_of_tokens_in_every_format() {
    let home = two_tokens();
    let told =
        in_every_format(&home, "--profile local tokens list --sort name", "name,id,scopes,models,expires_at,metadata");
    assert_snapshot!(as_told(&told).replace("in 30d", "[IN 30D]"), @r#"
    === table
    NAME            ID                SCOPES     MODELS  EXPIRES  METADATA
    ci              [ID]  inference  m1, m2  [IN 30D]   team=a
    night, "build"  [ID]  *          *       never    -
    === wide
    NAME            ID                SCOPES     MODELS  EXPIRES  METADATA
    ci              [ID]  inference  m1, m2  [IN 30D]   team=a
    night, "build"  [ID]  *          *       never    -
    === json
    [
      {
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
        "status": "active",
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
      {
        "id": "[ID]",
        "name": "night, \"build\"",
        "gateway_name": "night, \"build\"",
        "generation": 1,
        "description": "a\tb",
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
          "*"
        ],
        "routes": null,
        "allow_list": null,
        "masked": "[MASKED]",
        "custom": false,
        "status": "active",
        "created_at": "[TIME]",
        "updated_at": "[TIME]",
        "expires_at": null,
        "last_used_at": null,
        "lifetime_seconds": null,
        "budget": null,
        "rate_limit": null,
        "metadata": {},
        "supersedes": null,
        "grace_expires_at": null,
        "unknown": [],
        "gateway": {
          "profile": "local",
          "kind": "local",
          "url": null
        }
      }
    ]
    === ndjson
    {"id":"[ID]","name":"ci","gateway_name":"ci","generation":1,"description":null,"kind":"token","owner":{"id":"os:tester","name":"tester"},"team":null,"scopes":["inference"],"models":["m1","m2"],"routes":null,"allow_list":null,"masked":"[MASKED]","custom":false,"status":"active","created_at":"[TIME]","updated_at":"[TIME]","expires_at":"[TIME]","last_used_at":null,"lifetime_seconds":2592000,"budget":null,"rate_limit":null,"metadata":{"team":"a"},"supersedes":null,"grace_expires_at":null,"unknown":[],"gateway":{"profile":"local","kind":"local","url":null}}
    {"id":"[ID]","name":"night, \"build\"","gateway_name":"night, \"build\"","generation":1,"description":"a\tb","kind":"token","owner":{"id":"os:tester","name":"tester"},"team":null,"scopes":["*"],"models":["*"],"routes":null,"allow_list":null,"masked":"[MASKED]","custom":false,"status":"active","created_at":"[TIME]","updated_at":"[TIME]","expires_at":null,"last_used_at":null,"lifetime_seconds":null,"budget":null,"rate_limit":null,"metadata":{},"supersedes":null,"grace_expires_at":null,"unknown":[],"gateway":{"profile":"local","kind":"local","url":null}}
    === yaml
    - id: [ID]
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
      status: active
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
    - id: [ID]
      name: "night, \"build\""
      gateway_name: "night, \"build\""
      generation: 1
      description: "a\tb"
      kind: token
      owner:
        id: "os:tester"
        name: tester
      team: null
      scopes:
        - "*"
      models:
        - "*"
      routes: null
      allow_list: null
      masked: "[MASKED]"
      custom: false
      status: active
      created_at: "[TIME]"
      updated_at: "[TIME]"
      expires_at: null
      last_used_at: null
      lifetime_seconds: null
      budget: null
      rate_limit: null
      metadata: {}
      supersedes: null
      grace_expires_at: null
      unknown: []
      gateway:
        profile: local
        kind: local
        url: null
    === csv
    name,id,scopes,models,expires_at,metadata
    ci,[ID],inference,"m1, m2",[TIME],team=a
    "night, ""build""",[ID],*,*,never,
    === name
    ci
    id:[ID]
    "#);
}

#[test]
fn one_token_in_every_format() {
    let home = two_tokens();
    assert_snapshot!(as_told(&in_every_format(&home, "--profile local tokens show ci", "name,models,status")), @r#"
    === table
    name:   ci
    models: m1, m2
    status: active
    === wide
    name:   ci
    models: m1, m2
    status: active
    === json
    {
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
      "status": "active",
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
    }
    === ndjson
    {"id":"[ID]","name":"ci","gateway_name":"ci","generation":1,"description":null,"kind":"token","owner":{"id":"os:tester","name":"tester"},"team":null,"scopes":["inference"],"models":["m1","m2"],"routes":null,"allow_list":null,"masked":"[MASKED]","custom":false,"status":"active","created_at":"[TIME]","updated_at":"[TIME]","expires_at":"[TIME]","last_used_at":null,"lifetime_seconds":2592000,"budget":null,"rate_limit":null,"metadata":{"team":"a"},"supersedes":null,"grace_expires_at":null,"unknown":[],"gateway":{"profile":"local","kind":"local","url":null}}
    === yaml
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
    status: active
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
    === csv
    name,models,status
    ci,"m1, m2",active
    === name
    ci
    "#);
}
