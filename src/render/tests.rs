//! Every format as it is printed, and what happens when the printing or the rows fail.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::task::Poll;

use futures_util::stream;
use insta::assert_snapshot;

use super::{Format, PrintError, Printer, PrinterOptions, RenderError};
use crate::model::{
    BulkOutcome, BulkResult, BulkTarget, DryRun, ErrorReport, GatewayRef, Kind, Minted, Outcome, Owner, PlannedChange,
    ProfileEntry, Rights, Secret, Status, StatusReport, TeamRef, Timestamp, Token, TokenId, TokenName,
};

const SENTINEL: &str = "gk_sentinel_0123456789";

/// What was printed, readable while the printer still has its end.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An output that always fails in one way.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn options(format: Format) -> PrinterOptions {
    PrinterOptions {
        format,
        columns: None,
        jq: None,
        colour: false,
        width: None,
        now: time("2026-11-22T10:00:00Z"),
        to_terminal: false,
    }
}

fn jq(format: Format, program: &str) -> PrinterOptions {
    PrinterOptions { jq: Some(program.to_owned()), ..options(format) }
}

fn token(id: &str, name: &str) -> Token {
    Token {
        id: TokenId::new(id),
        name: Some(TokenName::parse(name)),
        description: Some("for CI".into()),
        owner: Some(Owner { id: None, name: Some("alice".into()) }),
        team: Some(TeamRef { id: "t1".into(), name: None }),
        scopes: Rights::All,
        models: Rights::Only(vec!["chat".into(), "embed".into(), "rerank".into()]),
        routes: Rights::NoSuchLimit,
        allow_list: None,
        masked: Some("gk_…9f2c".into()),
        custom: Some(false),
        status: Status::Active,
        created_at: Some(time("2026-11-01T10:00:00Z")),
        updated_at: None,
        expires_at: Some(time("2026-11-24T10:00:00Z")),
        last_used_at: None,
        budget: None,
        rate_limit: None,
        metadata: serde_json::Map::new(),
        supersedes: None,
        grace_expires_at: None,
        unknown: vec!["last_used_at"],
        gateway: GatewayRef { profile: Some("local".into()), kind: Kind::Local, url: None },
    }
}

fn tokens() -> Vec<Token> {
    let mut old = token("8", "ci~2");
    old.status = Status::Expired;
    old.expires_at = Some(time("2026-11-19T10:00:00Z"));
    old.models = Rights::Only(vec![]);
    let mut odd = token("9", "\u{1b}[31m鍵 \"a,b\"");
    odd.expires_at = None;
    vec![token("7", "ci"), old, odd]
}

/// What is printed of these rows.
async fn print(options: PrinterOptions, rows: Vec<Token>) -> String {
    let page = Page::default();
    let mut printer = Printer::new(options, Box::new(page.clone())).unwrap();
    let count = rows.len();
    let rows = stream::iter(rows.into_iter().map(Ok::<_, io::Error>));
    assert_eq!(printer.rows(rows).await.unwrap(), count);
    page.text()
}

/// What is printed by `write`.
fn printed(options: PrinterOptions, write: impl FnOnce(&mut Printer) -> Result<(), RenderError>) -> String {
    let page = Page::default();
    write(&mut Printer::new(options, Box::new(page.clone())).unwrap()).unwrap();
    page.text()
}

fn refusal(options: PrinterOptions) -> RenderError {
    Printer::new(options, Box::new(io::sink())).err().unwrap()
}

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
    let columns = Some(vec!["status".into(), "expires".into()]);
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
    let columns = Some(vec!["name".into(), "models".into(), "expires".into(), "routes".into()]);
    let piped = PrinterOptions { columns, ..options(Format::Csv) };
    assert_eq!(
        print(piped.clone(), tokens()).await,
        "name,models,expires,routes\r\n\
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
                "name,id,generation,owner,team,scopes,models,routes,allow_list,status,expires,last_used,created,updated,masked,budget,rate_limit,metadata,description\r\n"
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
    TOKEN  OUTCOME  ERROR
    ci     done     -
    nope   failed   there is no token `nope`
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

#[test]
fn the_secret_is_only_in_what_is_made_to_carry_it() {
    let minted = Minted { token: token("7", "ci"), secret: Secret::new(SENTINEL) };
    for format in [Format::Json, Format::Ndjson, Format::Yaml] {
        assert!(printed(options(format), |printer| printer.minted(&minted)).contains(SENTINEL), "{format}");
        let elsewhere = printed(options(format), |printer| printer.minted_elsewhere(&minted.token));
        assert!(elsewhere.contains("secret") && !elsewhere.contains(SENTINEL), "{format}");
    }
    for format in [Format::Table, Format::Wide, Format::Csv, Format::Name] {
        let mut printer = Printer::new(options(format), Box::new(io::sink())).unwrap();
        let error = printer.minted(&minted).unwrap_err();
        assert!(error.is_usage() && matches!(error, RenderError::SecretIn(_)), "{error}");
    }
    assert_eq!(printed(options(Format::Table), |printer| printer.bare_secret(&minted.secret)), format!("{SENTINEL}\n"));
    assert_eq!(printed(jq(Format::Json, ".secret"), |printer| printer.minted(&minted)), format!("{SENTINEL}\n"));
    let mut printer = Printer::new(jq(Format::Json, ".secret.x"), Box::new(io::sink())).unwrap();
    let error = printer.minted(&minted).unwrap_err().to_string();
    assert!(!error.contains(SENTINEL), "{error}");
}

#[test]
fn options_that_do_not_go_together_are_usage_errors() {
    for format in Format::ALL {
        let columns = Some(vec!["name".into()]);
        let with_columns = Printer::new(PrinterOptions { columns, ..options(format) }, Box::new(io::sink()));
        assert_eq!(with_columns.is_ok(), format.has_columns(), "{format}");
        let with_jq = Printer::new(jq(format, "."), Box::new(io::sink()));
        assert_eq!(with_jq.is_ok(), matches!(format, Format::Json | Format::Ndjson), "{format}");
    }
    let columns = Some(vec!["modles".into()]);
    let printer = Printer::new(PrinterOptions { columns, ..options(Format::Table) }, Box::new(io::sink())).unwrap();
    let error = printer.check_columns::<Token>().unwrap_err();
    assert!(error.is_usage());
    assert_snapshot!(error, @"there is no column `modles`");
    assert_snapshot!(error.hint().unwrap(), @"did you mean `models`? The columns are name, id, generation, owner, team, scopes, models, routes, allow_list, status, expires, last_used, created, updated, masked, budget, rate_limit, metadata, description");
}

#[tokio::test]
async fn jq_sees_the_list_in_json_and_each_row_in_ndjson() {
    assert_eq!(print(jq(Format::Json, "length, (.[] | .id)"), tokens()).await, "3\n7\n8\n9\n");
    assert_eq!(print(jq(Format::Ndjson, ".id, {id}"), tokens()).await.lines().count(), 6);
    assert_eq!(
        print(jq(Format::Json, "map(.models)"), vec![token("7", "ci")]).await,
        "[[\"chat\",\"embed\",\"rerank\"]]\n"
    );
}

#[tokio::test]
async fn jq_text_is_raw_in_a_pipe_and_clean_on_a_terminal() {
    let raw = jq(Format::Json, ".[2].gateway_name, [.[2].gateway_name]");
    assert_eq!(print(raw.clone(), tokens()).await, "\u{1b}[31m鍵 \"a,b\"\n[\"\\u001b[31m鍵 \\\"a,b\\\"\"]\n");
    let shown = print(PrinterOptions { to_terminal: true, ..raw }, tokens()).await;
    assert!(shown.starts_with(r"\x1b[31m鍵"), "{shown}");
}

#[tokio::test]
async fn jq_gets_no_environment_and_no_files() {
    assert_eq!(print(jq(Format::Json, "env, $ENV, ($ENV | has(\"PATH\"))"), vec![]).await, "{}\n{}\nfalse\n");
    for program in ["input", "inputs", "import \"a\" as a; .", "import \"a\" as $a; .", "include \"a\"; ."] {
        assert!(refusal(jq(Format::Json, program)).is_usage(), "{program}");
    }
}

#[tokio::test]
async fn jq_says_what_json_cannot_as_jq_does() {
    let program = "nan, infinite, -infinite, 1.5, 100000000000000000000, {\"a\\u202e\": [null, true]}";
    assert_snapshot!(print(jq(Format::Json, program), vec![]).await, @r#"
    null
    179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    -179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    1.5
    100000000000000000000
    {"a\u202e":[null,true]}
    "#);
}

#[test]
fn a_jq_program_that_cannot_be_read_shows_where() {
    assert_snapshot!(refusal(jq(Format::Json, ".[] | fooo(1)")), @"the --jq program cannot be used: undefined filter at character 7: `fooo(1)`");
    assert_snapshot!(refusal(jq(Format::Json, ".[")), @"the --jq program cannot be used: expected closing bracket at its end");
    assert_snapshot!(refusal(jq(Format::Json, ". | )")), @"the --jq program cannot be used: expected token at character 5: `)`");
    assert_snapshot!(refusal(jq(Format::Json, "")), @"the --jq program cannot be used: expected term at its end");
    assert_snapshot!(refusal(jq(Format::Json, "\"é\" + $x + \"and much more that nobody wants to see again\"")), @r#"the --jq program cannot be used: undefined variable at character 7: `$x + "and much more that nobod…`"#);
}

#[tokio::test]
async fn a_jq_program_that_fails_prints_nothing_of_json() {
    let page = Page::default();
    let mut printer = Printer::new(jq(Format::Json, ".[].id, .x"), Box::new(page.clone())).unwrap();
    let rows = stream::iter(tokens().into_iter().map(Ok::<_, io::Error>));
    let error = printer.rows(rows).await.unwrap_err();
    assert!(matches!(error, PrintError::Render(RenderError::JqRun(_))), "{error}");
    assert_eq!(page.text(), "");
}

#[tokio::test]
async fn halt_ends_the_output_well_and_with_a_code_badly() {
    let run = |program: &'static str| async move {
        let page = Page::default();
        let mut printer = Printer::new(jq(Format::Ndjson, program), Box::new(page.clone())).unwrap();
        let rows = stream::iter(tokens().into_iter().map(Ok::<_, io::Error>));
        (printer.rows(rows).await.map_err(|error| error.to_string()), page.text())
    };
    assert_eq!(run(".id, halt").await, (Ok(1), "7\n".into()));
    let (result, text) = run("halt_error").await;
    assert_eq!(
        (result.unwrap_err().as_str(), text.as_str()),
        ("the --jq program failed: it halted with exit code 5", "")
    );
}

#[tokio::test]
async fn a_program_without_end_stops_when_the_reader_does() {
    for format in [Format::Json, Format::Ndjson] {
        let out = Box::new(Broken(io::ErrorKind::BrokenPipe));
        let mut printer = Printer::new(jq(format, "repeat(\"y\" * 1000)"), out).unwrap();
        let rows = stream::iter([Ok::<_, io::Error>(token("7", "ci"))]);
        assert!(matches!(printer.rows(rows).await, Err(PrintError::Render(RenderError::BrokenPipe))), "{format}");
    }
}

#[tokio::test]
async fn a_closed_pipe_and_a_full_disk_are_told_apart() {
    for format in Format::ALL {
        let failed = async |kind| {
            let mut printer = Printer::new(options(format), Box::new(Broken(kind))).unwrap();
            printer.rows(stream::iter([Ok::<_, io::Error>(token("7", "ci"))])).await.unwrap_err()
        };
        let closed = failed(io::ErrorKind::BrokenPipe).await;
        assert!(matches!(closed, PrintError::Render(RenderError::BrokenPipe)), "{format}");
        let full = failed(io::ErrorKind::StorageFull).await;
        assert!(matches!(full, PrintError::Render(RenderError::Write(_))), "{format}");
    }
}

#[tokio::test]
async fn rows_that_break_leave_only_whole_lines_of_ndjson() {
    for format in Format::ALL {
        let page = Page::default();
        let mut printer = Printer::new(options(format), Box::new(page.clone())).unwrap();
        let rows = stream::iter([Ok(token("7", "ci")), Err("the gateway is gone"), Ok(token("8", "ci"))]);
        let error = printer.rows(rows).await.unwrap_err();
        assert!(matches!(error, PrintError::Rows("the gateway is gone")), "{format}");
        let lines = page.text().lines().count();
        assert_eq!((lines, page.text().ends_with('\n')), if format == Format::Ndjson { (1, true) } else { (0, false) });
    }
}

#[tokio::test]
async fn ndjson_is_seen_while_the_next_row_is_waited_for() {
    let page = Page::default();
    let seen = page.clone();
    let mut polls = 0;
    let rows = stream::poll_fn(move |context| {
        polls += 1;
        match polls {
            1 | 4 => Poll::Ready(Some(Ok::<_, io::Error>(token("7", "ci")))),
            // Polled without and then with a waker; the line must be out before the second.
            2 | 3 => {
                assert_eq!(seen.text().lines().count(), polls - 2);
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(None),
        }
    });
    assert_eq!(Printer::new(options(Format::Ndjson), Box::new(page)).unwrap().rows(rows).await.unwrap(), 2);
}
