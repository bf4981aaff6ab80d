//! What `--jq` makes of an answer.

use super::*;

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
    1.7976931348623157e308
    -1.7976931348623157e308
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
async fn what_people_write_with_gh_works_here() {
    let program = r#".[] | select(.gateway_name | test("^ci")) | [.id, .gateway_name, .status] | @csv, @tsv"#;
    assert_snapshot!(print(jq(Format::Json, program), tokens()).await, @r#"
    "7","ci","active"
    7	ci	active
    "8","ci~2","expired"
    8	ci~2	expired
    "#);
    let program = r#"["a\"b", "t\t\\x\n", null, 1.5, true] | @csv, @tsv"#;
    assert_snapshot!(print(jq(Format::Json, program), tokens()).await, @r#"
    "a""b","t	\x
    ",,1.5,true
    a"b	t\t\\x\n		1.5	true
    "#);
    let program = r#"sort_by(.expires_at) | .[-1].expires_at | fromdateiso8601 | todate"#;
    assert_eq!(print(jq(Format::Json, program), tokens()).await, "2026-11-24T10:00:00Z\n");
    let program = r#"group_by(.status) | map({(.[0].status): length}) | add"#;
    assert_snapshot!(print(jq(Format::Json, program), tokens()).await, @r#"{"active":2,"expired":1}"#);
}

#[tokio::test]
async fn a_failure_does_not_repeat_the_whole_list() {
    let mut printer = Printer::new(jq(Format::Json, ".x"), Box::new(io::sink())).unwrap();
    let error = printer.rows(stream::iter(tokens().into_iter().map(Ok::<_, io::Error>))).await.unwrap_err();
    assert!(error.to_string().starts_with("the --jq program failed: cannot index [{"), "{error}");
    assert!(error.to_string().chars().count() < 250, "{error}");
}
