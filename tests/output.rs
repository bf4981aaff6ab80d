//! How answers are written: columns, jq, secrets, notes, and what happens to a stdout that nobody reads or that cannot be
//! written. Every format of every family of commands is in `formats/`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::formats::{as_told, two_tokens};
use crate::support::double::Double;
use crate::support::terminal::Terminal;
use crate::support::{Home, Run};

#[test]
fn a_table_for_a_pipe_is_not_cut_and_has_every_column_when_wide() {
    let home = two_tokens();
    let header = |format: &str| {
        let run = home.local(&format!("tokens list -o {format}")).exits(0);
        run.stdout
            .lines()
            .next()
            .expect("a header")
            .split("  ")
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(header("table"), ["NAME", "OWNER", "SCOPES", "MODELS", "STATUS", "EXPIRES", "LAST USED"]);
    let wide = header("wide");
    assert_eq!(wide.len(), 19, "{wide:?}");
    let csv = home.local("tokens list -o csv").exits(0).stdout;
    assert_snapshot!(csv.lines().next().expect("a header"), @r"
    name,id,generation,owner,team,scopes,models,routes,allow_list,status,expires_at,last_used_at,created_at,updated_at,masked,budget,rate_limit,metadata,description
    ");
}

#[test]
fn columns_are_chosen_in_order_and_wrong_ones_named() {
    let home = two_tokens();
    let chosen = home.local("tokens list --columns status,name --sort name").exits(0);
    assert_eq!(chosen.stdout.lines().next().map(str::trim_end), Some("STATUS  NAME"));
    assert_snapshot!(home.local("tokens list --columns name,stat").told(), @"
    exit: 2
    ----- stdout
    ----- stderr
    error: there is no column `stat`
    hint: did you mean `status`? The columns are name, id, generation, owner, team, scopes, models, routes, allow_list, status, expires_at, last_used_at, created_at, updated_at, masked, budget, rate_limit, metadata, description
    ");
    for line in
        ["tokens list --columns name -o json", "tokens list --columns name -o name", "tokens create x --columns name"]
    {
        home.local(line).exits(2).prints("");
    }
    assert_eq!(home.local("tokens list -o json").json().as_array().map(Vec::len), Some(2), "nothing was made");
    // Before anything is done, not after.
    home.local("tokens update ci --description x --columns nonsense").exits(2);
    assert_eq!(home.local("tokens show ci -o json").json()["description"], Value::Null);
    home.local("tokens revoke ci --yes --columns nonsense").exits(2);
    home.local("tokens show ci").exits(0);
}

#[test]
fn jq_filters_json_and_works_line_by_line_on_ndjson() {
    let home = two_tokens();
    let prints = |args: &[&str], expected: &str| {
        home.local_words(["tokens", "list", "--sort", "name"].into_iter().chain(args.iter().copied()))
            .run()
            .exits(0)
            .prints(expected);
    };
    prints(&["--jq", ".[].name"], "ci\nnight, \"build\"\n");
    prints(&["--jq", "length"], "2\n");
    prints(&["--jq", "map({name, models})[0]"], "{\"name\":\"ci\",\"models\":[\"m1\",\"m2\"]}\n");
    prints(&["-o", "ndjson", "--jq", ".name"], "ci\nnight, \"build\"\n");
    prints(&["--jq", "empty"], "");
    for (program, exit) in [(".[", 2), ("nonsense", 2), (".[0].name | error", 1)] {
        let run = home.local_words(["tokens", "list", "--jq", program]).run().exits(exit).prints("");
        assert_eq!(run.json_error()["exit"], exit);
    }
    home.local("tokens list --jq . -o table").exits(2).says("--jq works on JSON");
    // On a wrong program nothing is made or revoked.
    home.local_words(["tokens", "create", "x", "--jq", ".["]).run().exits(2);
    home.local_words(["tokens", "revoke", "ci", "--yes", "--jq", ".["]).run().exits(2);
    assert_eq!(home.local("tokens list --jq length").stdout, "2\n");
}

#[test]
fn the_format_comes_from_the_flag_then_from_the_variable() {
    let home = two_tokens();
    let run = |line: &str, format: &str| home.local_words(line.split(' ')).env("GATEKEY_OUTPUT", format).run();
    run("tokens list --search ci", "name").exits(0).prints("ci\n");
    run("tokens list --search ci -o csv --columns name", "json").exits(0).prints("name\r\nci\r\n");
    assert!(run("tokens list --search ci", "").exits(0).stdout.starts_with("NAME"));
    assert!(run("tokens list --search ci", "json").exits(0).json().is_array());
    run("tokens list", "xml").exits(2).says("GATEKEY_OUTPUT").says("table, wide, json");
}

#[test]
fn a_created_secret_is_bare_unless_a_format_is_typed() {
    let home = Home::new();
    let run = |name: &str, more: &str| home.local(&format!("tokens create {name} {more}"));
    assert!(run("bare", "").exits(0).line().starts_with("gk_"));
    // The variable does not count here.
    let by_variable = home.local_words(["tokens", "create", "variable"]).env("GATEKEY_OUTPUT", "json").run().exits(0);
    assert!(by_variable.line().starts_with("gk_") && by_variable.stderr.starts_with("Created variable"));
    for format in ["json", "ndjson"] {
        let told = run(format, &format!("-o {format}")).exits(0);
        assert!(told.json()["secret"].as_str().is_some_and(|secret| secret.starts_with("gk_")));
        assert_eq!((told.stderr.as_str(), &told.json()["name"]), ("", &json!(format)));
    }
    let yaml = run("yaml", "-o yaml").exits(0).stdout;
    assert!(yaml.lines().any(|line| line.starts_with("secret: gk_")), "{}", as_told(&yaml));
    assert!(home.local_words(["tokens", "create", "jq", "--jq", ".secret"]).run().exits(0).line().starts_with("gk_"));
    for format in ["table", "wide", "csv", "name"] {
        run("refused", &format!("-o {format}")).exits(2).prints("").says("cannot carry a secret");
    }
    assert_eq!(home.local("tokens list --jq length").stdout, "6\n");
    assert_snapshot!(run("refused", "-o table").told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: -o table cannot carry a secret
    hint: leave -o out to get the bare secret, or use json, yaml or ndjson
    ");
}

#[test]
fn a_secret_that_jq_fails_on_is_not_lost() {
    let home = Home::new();
    let run = home.local_words(["tokens", "create", "ci", "--jq", ".secret | error"]).run();
    assert!(run.line().starts_with("gk_"));
    assert_snapshot!(run.exits(11).told(), @r#"
    exit: 11
    ----- stdout
    [SECRET]
    ----- stderr
    {"error":{"code":"not_as_asked","exit":11,"message":"the token id:[ID] was made; its bare secret is on stdout","cause":"the --jq program failed: on what, is not shown: it can hold the secret","hint":null,"candidates":[],"request":null}}
    "#);
}

#[test]
fn stderr_of_a_structured_run_has_no_notes_and_ends_with_the_error_in_json() {
    let (home, double) = (Home::new(), Double::gpustack());
    for format in ["json", "ndjson", "yaml"] {
        // Notes and warnings: a token that never expires, a row that is not kept, nothing found.
        let name = format!("t-{format}");
        home.on(&double, &format!("tokens create {name} -o {format}")).run().exits(0);
        let quiet = |line: String| assert_eq!(home.on(&double, &line).run().exits(0).stderr, "", "{line}");
        quiet(format!("tokens list --search nothing -o {format}"));
        quiet(format!("tokens revoke {name} --yes -o {format}"));
        let run = home.local(&format!("tokens show nobody -o {format}")).exits(5).prints("");
        assert_eq!((run.stderr.lines().count(), &run.json_error()["code"]), (1, &json!("not_found")), "{format}");
        let by_variable = home.local_words(["tokens", "show", "nobody"]).env("GATEKEY_OUTPUT", format).run();
        assert_eq!(by_variable.exits(5).json_error()["exit"], 5);
    }
    let parser = home.run("tokens list --limit many -ojson").exits(2);
    assert!(parser.json_error()["message"].as_str().is_some_and(|message| message.contains("'many'")));
    let traced = home.on(&double, "-v tokens show nobody -o json").run().exits(5);
    assert!(traced.stderr.starts_with("> GET") && traced.json_error()["exit"] == 5);
    assert_snapshot!(home.local("tokens show nobody -o json").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    {"error":{"code":"not_found","exit":5,"message":"there is no live token \"nobody\" on \"local\"","cause":null,"hint":"`gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`","candidates":[],"request":null}}
    "#);
}

#[test]
fn quiet_leaves_out_notes_and_never_the_error() {
    let home = Home::new();
    assert_eq!(home.local("-q tokens create ci").exits(0).stderr, "");
    home.local("-q tokens show nobody").exits(5).says("error: ");
}

#[test]
fn the_trace_shows_calls_and_bodies_without_secrets() {
    let (home, double) = (Home::new(), Double::gpustack());
    assert_snapshot!(home.on(&double, "-v tokens list --columns name").run().told(), @r"
    exit: 0
    ----- stdout
    NAME
    of-the-test
    ----- stderr
    > GET http://[ADDRESS]/v2/api-keys?user_id=*&page=1&perPage=500
    < 200 in [N] ms, 378 B
    ");
    let bodies = home.on(&double, "-vv tokens create ci --scope inference --expires-in 1d").run().exits(0);
    bodies.says("authorization: [redacted]").says(r#""value":"[redacted]""#).says(r#""scope":["inference"]"#);
}

#[test]
fn a_closed_pipe_is_success() {
    let home = two_tokens();
    for line in [
        "tokens list",
        "tokens list -o json",
        "tokens list -o ndjson",
        "tokens show ci",
        "status",
        "--help",
        "--version",
    ] {
        let run = home.local_words(line.split(' ')).run_into_closed_pipe().exits(0);
        assert_eq!(run.stderr, "", "{line}");
    }
    home.local("tokens update ci --description x").exits(0);
    home.local_words(["tokens", "update", "ci", "--description", "y"]).run_into_closed_pipe().exits(0);
    assert_eq!(home.local("tokens show ci -o json").json()["description"], "y");
}

#[test]
fn a_secret_that_nobody_could_read_is_told_as_lost() {
    let home = Home::new();
    let told = |run: Run| run.exits(11).told();
    assert_snapshot!(told(home.local_words(["tokens", "create", "a"]).run_into_closed_pipe()), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    Created a (id:[ID]) on "local": expires at [TIME]. The secret is shown this once.
    warning: the token may do everything its owner may: give --scope to limit it
    error: the token id:[ID] was made, but its secret is lost
    cause: the reader closed the pipe
    hint: revoke it with `gatekey tokens revoke id:[ID]` and create another
    "#);
    assert_snapshot!(told(home.local_words(["tokens", "create", "b"]).run_into("/dev/full")), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    Created b (id:[ID]) on "local": expires at [TIME]. The secret is shown this once.
    warning: the token may do everything its owner may: give --scope to limit it
    error: the token id:[ID] was made, but its secret is lost
    cause: cannot write the output
    hint: revoke it with `gatekey tokens revoke id:[ID]` and create another
    "#);
    let json = home.local_words(["tokens", "create", "c", "-o", "json"]).run_into("/dev/full").exits(11);
    assert_eq!(json.json_error()["code"], "secret_lost");
    assert!(json.stderr.contains("tokens revoke id:"));
}

#[test]
fn a_stdout_that_cannot_be_written_is_a_failure() {
    let home = two_tokens();
    for line in
        ["tokens list", "tokens list -o json", "tokens list -o ndjson", "tokens list -o csv", "profiles list", "status"]
    {
        let run = home.local_words(line.split(' ')).run_into("/dev/full").exits(1);
        assert!(run.stderr.contains("cannot write the output"), "{line}: {}", run.told());
    }
    assert_snapshot!(home.local_words(["tokens", "list"]).run_into("/dev/full").told(), @r"
    exit: 1
    ----- stdout
    ----- stderr
    error: cannot write the output
    cause: No space left on device (os error 28)
    ");
}

/// What `gatekey --profile local LINE` prints on a terminal this wide.
fn on_terminal(home: &Home, columns: u16, line: &str) -> String {
    Terminal::run(home, columns, &format!(r#""$G" --profile local {line}"#)).ends()
}

#[test]
fn a_table_fits_the_terminal_and_the_status_has_its_colour() {
    let home = two_tokens();
    let long = format!("a-very-long-name-{}", "x".repeat(60));
    home.local(&format!("tokens create {long} --model a-model-with-a-long-name --model another-one --expires-in 2d"))
        .exits(0);
    let shown = on_terminal(&home, 80, "tokens list --sort name");
    let plain = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(&shown, "").into_owned();
    for line in plain.lines() {
        assert!(line.chars().count() <= 80, "{} characters: {line}", line.chars().count());
    }
    assert_snapshot!(plain, @r#"
    NAME              OWNER   SCOPES     MODELS           STATUS  EXPIRES  LAST USED
    a-very-long-nam…  tester  *          a-model-wit… +1  active  in 2d    -
    ci                tester  inference  m1, m2           active  in 30d   -
    night, "build"    tester  *          *                active  never    -
    "#);
    assert!(shown.contains("\u{1b}[32mactive"), "active is green: {shown:?}");
    assert!(!on_terminal(&home, 80, "--color never tokens list").contains('\u{1b}'));
    assert!(!home.local("tokens list").stdout.contains('\u{1b}'), "no colour in a pipe");
    assert!(home.local("--color always tokens list").stdout.contains('\u{1b}'));
}
