//! Every format, as it is printed.

use super::*;

#[tokio::test]
async fn a_table_shows_what_a_person_looks_for() {
    assert_snapshot!(print(options(Format::Table), tokens()).await, @r#"
    NAME              OWNER  SCOPES  MODELS               STATUS   EXPIRES  LAST USED
    ci                alice  *       chat, embed, rerank  active   in 2d    ?
    ci~2              alice  *       none                 expired  3d ago   ?
    \x1b[31m鍵 "a,b"  alice  *       chat, embed, rerank  active   never    ?
    "#);
}

#[tokio::test]
async fn a_wide_table_shows_every_column() {
    assert_snapshot!(print(options(Format::Wide), vec![token("7", "ci")]).await, @"
    NAME  ID  GENERATION  OWNER  TEAM  SCOPES  MODELS               ROUTES  ALLOW LIST  STATUS  EXPIRES  LAST USED  CREATED  UPDATED  MASKED    BUDGET  RATE LIMIT  METADATA  DESCRIPTION
    ci    7   1           alice  t1    *       chat, embed, rerank  -       -           active  in 2d    ?          21d ago  -        gk_…9f2c  -       -           -         for CI
    ");
}

#[tokio::test]
async fn columns_are_shown_in_the_order_asked_for() {
    let columns = Some(vec!["masked".into(), "id".into()]);
    assert_snapshot!(print(PrinterOptions { columns, ..options(Format::Table) }, tokens()).await, @"
    MASKED    ID
    gk_…9f2c  7
    gk_…9f2c  8
    gk_…9f2c  9
    ");
}

#[tokio::test]
async fn colour_is_only_where_it_was_asked_for() {
    let columns = Some(vec!["status".into(), "expires_at".into()]);
    let coloured = PrinterOptions { columns, colour: true, ..options(Format::Table) };
    assert_snapshot!(print(coloured, tokens()).await.replace('\u{1b}', "ESC"), @"
    ESC[1mSTATUSESC[0m   ESC[1mEXPIRESESC[0m
    ESC[32mactiveESC[0m   ESC[33min 2dESC[0m
    ESC[33mexpiredESC[0m  3d ago
    ESC[32mactiveESC[0m   never
    ");
}

#[tokio::test]
async fn json_is_an_array() {
    assert_snapshot!(print(options(Format::Json), vec![token("7", "ci")]).await, @r#"
    [
      {
        "id": "7",
        "name": "ci",
        "gateway_name": "ci",
        "generation": 1,
        "description": "for CI",
        "kind": "token",
        "owner": {
          "id": null,
          "name": "alice"
        },
        "team": {
          "id": "t1",
          "name": null
        },
        "scopes": [
          "*"
        ],
        "models": [
          "chat",
          "embed",
          "rerank"
        ],
        "routes": null,
        "allow_list": null,
        "masked": "gk_…9f2c",
        "custom": false,
        "status": "active",
        "created_at": "2026-11-01T10:00:00Z",
        "updated_at": null,
        "expires_at": "2026-11-24T10:00:00Z",
        "last_used_at": null,
        "lifetime_seconds": 1987200,
        "budget": null,
        "rate_limit": null,
        "metadata": {},
        "supersedes": null,
        "grace_expires_at": null,
        "unknown": [
          "last_used_at"
        ],
        "gateway": {
          "profile": "local",
          "kind": "local",
          "url": null
        }
      }
    ]
    "#);
}

#[tokio::test]
async fn ndjson_is_an_object_a_line() {
    let text = print(options(Format::Ndjson), tokens()).await;
    assert_eq!(text.lines().count(), 3);
    for (line, token) in text.lines().zip(tokens()) {
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(read, serde_json::to_value(&token).unwrap());
    }
}

#[tokio::test]
async fn csv_is_exact_in_a_pipe_and_clean_on_a_terminal() {
    let columns = Some(vec!["name".into(), "models".into(), "expires_at".into(), "routes".into()]);
    let piped = PrinterOptions { columns, ..options(Format::Csv) };
    assert_eq!(
        print(piped.clone(), tokens()).await,
        "name,models,expires_at,routes\r\n\
         ci,\"chat, embed, rerank\",2026-11-24T10:00:00Z,\r\n\
         ci~2,none,2026-11-19T10:00:00Z,\r\n\
         \"\u{1b}[31m鍵 \"\"a,b\"\"\",\"chat, embed, rerank\",never,\r\n"
    );
    let shown = print(PrinterOptions { to_terminal: true, ..piped }, tokens()).await;
    assert!(shown.contains(r#""\x1b[31m鍵 ""a,b""""#), "{shown}");
}

#[tokio::test]
async fn names_are_what_can_be_typed_back() {
    let mut revoked = token("2", "ci");
    revoked.status = Status::Revoked;
    let mut nameless = token("3", "");
    nameless.name = None;
    let mut rows = vec![token("1", "ci~2"), revoked, nameless];
    let odd = ["", " a", "id:7", "name:x", "-", "-x", "a\nb", "a\u{202e}b", "ci~1"];
    rows.extend(odd.iter().enumerate().map(|(index, name)| token(&format!("odd{index}"), name)));
    let names = print(options(Format::Name), rows).await;
    let mut lines = names.lines();
    assert_eq!(lines.by_ref().take(3).collect::<Vec<_>>(), ["ci~2", "id:2", "id:3"]);
    assert!(lines.all(|line| line.starts_with("id:odd")), "{names}");
}

#[tokio::test]
async fn of_nothing_people_see_nothing_and_programs_an_empty_list() {
    for format in Format::ALL {
        let expected = match format {
            Format::Json | Format::Yaml => "[]\n",
            Format::Csv => {
                "name,id,generation,owner,team,scopes,models,routes,allow_list,status,expires_at,last_used_at,created_at,updated_at,masked,budget,rate_limit,metadata,description\r\n"
            }
            Format::Table | Format::Wide | Format::Ndjson | Format::Name => "",
        };
        assert_eq!(print(options(format), vec![]).await, expected, "{format}");
    }
}

#[test]
fn one_thing_is_shown_field_by_field() {
    assert_snapshot!(printed(options(Format::Table), |printer| printer.one(&token("7", "ci"))), @"
    name:        ci
    id:          7
    generation:  1
    owner:       alice
    team:        t1
    scopes:      *
    models:      chat, embed, rerank
    routes:      -
    allow list:  -
    status:      active
    expires:     in 2d (2026-11-24T10:00:00Z)
    last used:   ?
    created:     21d ago (2026-11-01T10:00:00Z)
    updated:     -
    masked:      gk_…9f2c
    budget:      -
    rate limit:  -
    metadata:    -
    description: for CI
    ");
}

#[test]
fn profiles_and_status_have_their_columns() {
    let profile = ProfileEntry {
        name: "prod".into(),
        kind: Kind::Gpustack,
        url: Some("https://gw.example.com".parse().unwrap()),
        default: true,
        team: None,
        store: Some("keyring".into()),
    };
    assert_snapshot!(printed(options(Format::Table), |printer| printer.one(&profile)), @"
    name:    prod
    kind:    gpustack
    url:     https://gw.example.com
    default: yes
    team:    -
    store:   keyring
    ");
    assert_eq!(printed(options(Format::Name), |printer| printer.one(&profile)), "prod\n");
    let status = StatusReport {
        profile: None,
        kind: Kind::Local,
        url: None,
        version: None,
        edition: None,
        identity: None,
        credential: None,
    };
    assert_snapshot!(printed(options(Format::Ndjson), |printer| printer.one(&status)), @r#"{"profile":null,"kind":"local","url":null,"version":null,"edition":null,"identity":null,"credential":null}"#);
}

#[test]
fn bulk_results_are_a_list_for_people_and_an_object_for_programs() {
    let mut bulk = BulkResult::default();
    let done = BulkTarget::Token(Box::new(token("7", "ci")));
    bulk.push(BulkOutcome { token: done, outcome: Outcome::Done, error: None });
    let error = ErrorReport {
        code: "not_found".into(),
        exit: 5,
        message: "there is no token `nope`".into(),
        cause: None,
        hint: None,
        candidates: vec![],
        request: None,
    };
    bulk.push(BulkOutcome { token: BulkTarget::Typed("nope".into()), outcome: Outcome::Failed, error: Some(error) });
    assert_snapshot!(printed(options(Format::Table), |printer| printer.report(&bulk)), @"
    TOKEN  ID  OUTCOME  ERROR
    ci     7   done     -
    nope   -   failed   there is no token `nope`
    ");
    let counts = jq(Format::Json, "[.done, .failed, .skipped, .results[1].token, .results[1].error.exit]");
    assert_eq!(printed(counts, |printer| printer.report(&bulk)), "[1,1,0,\"nope\",5]\n");
}

#[test]
fn dry_runs_tell_old_and_new() {
    let change = PlannedChange::new("update", "ci").field("name", "ci", "deploy").field("models", vec!["a"], vec!["*"]);
    let plan = DryRun { changes: vec![change] };
    assert_snapshot!(printed(options(Format::Table), |printer| printer.report(&plan)), @r#"
    ACTION  TARGET  CHANGES
    update  ci      name: ci -> deploy, models: ["a"] -> ["*"]
    "#);
    assert_snapshot!(printed(options(Format::Ndjson), |printer| printer.report(&plan)), @r#"{"dry_run":true,"changes":[{"action":"update","target":"ci","fields":{"name":["ci","deploy"],"models":[["a"],["*"]]}}]}"#);
}
