//! Names of every kind: what can be read can be used, what cannot is refused, and what a server has is cleaned.

use insta::assert_snapshot;
use serde_json::json;

use super::listed;
use crate::support::Home;
use crate::support::double::Double;

#[test]
fn any_name_that_a_person_can_read_can_be_used_everywhere() {
    let home = Home::new();
    let names = ["two words", "it's \"quoted\" $HOME `x`", "ключ 🔑👩‍💻", "42", "-dash", "id:7", "a,b;c|d", "100%"];
    for name in names {
        home.local_words(["tokens", "create", "--expires-in", "1d", "--", name]).run().exits(0);
        let typed = format!("name:{name}");
        let shown = home.local_words(["tokens", "show", &typed, "-o", "json"]).run().exits(0).json();
        assert_eq!(shown["name"], name);
    }
    assert_snapshot!(home.local("tokens list --sort name --columns name").told(), @r#"
    exit: 0
    ----- stdout
    NAME
    -dash
    100%
    42
    a,b;c|d
    id:7
    it's "quoted" $HOME `x`
    two words
    ключ 🔑👩‍💻
    ----- stderr
    "#);
    assert_snapshot!(home.local("tokens list --sort name -o csv --columns name,status").told(), @r#"
    exit: 0
    ----- stdout
    name,status
    -dash,active
    100%,active
    42,active
    "a,b;c|d",active
    id:7,active
    "it's ""quoted"" $HOME `x`",active
    two words,active
    ключ 🔑👩‍💻,active
    ----- stderr
    "#);
    for name in names {
        home.local_words(["tokens", "revoke", "--yes", &format!("name:{name}")]).run().exits(0);
    }
    assert!(listed(&home, "").is_empty());
}

#[test]
fn what_o_name_prints_is_understood_by_the_other_commands() {
    let home = Home::new();
    for name in ["two words", "id:7", "-dash", "name:x", "plain", "a\u{202e}b"] {
        home.local_words(["tokens", "create", "--", name]).run().exits(0);
    }
    let printed = home.local("tokens list -o name").exits(0).stdout;
    assert_eq!(printed.lines().count(), 6);
    for line in printed.lines() {
        home.local_words(["tokens", "show", "--", line]).run().exits(0);
    }
}

#[test]
fn names_that_nobody_could_read_are_refused_by_the_embedded_gateway() {
    let home = Home::new();
    let long = "x".repeat(10_000);
    for name in ["a\nb", "a\tb", "a\u{1b}[31mb", "a\u{7f}", "   ", &long] {
        let run = home.local_words(["tokens", "create", name]).run().exits(2);
        assert!(!run.stderr.contains('\u{1b}') && run.stderr.len() < 2_000 && run.stdout.is_empty(), "{}", run.told());
    }
    let looked_for = home.local_words(["tokens", "show", &long]).run().exits(5);
    assert!(looked_for.stderr.len() < 12_000, "{} bytes of error", looked_for.stderr.len());
    assert!(listed(&home, "--status all").is_empty());
}

#[test]
fn names_on_a_server_are_taken_as_they_are_and_cleaned_where_they_are_shown() {
    let (home, double) = (Home::new(), Double::gpustack());
    let long = "é".repeat(10_000);
    let names = ["line\nbreak", "\u{1b}[31mred\u{1b}]0;title\u{7}", "abc\u{202e}fed", "\u{9b}2J", long.as_str()];
    for name in names {
        double.key(name, "admin", json!({}));
    }
    let table = home.on(&double, "tokens list --columns id,name").run().exits(0);
    assert_snapshot!(table.told_without(&[(&long, "[LONG]")]), @r#"
    exit: 0
    ----- stdout
    ID  NAME
    6   of-the-test
    5   [LONG]
    4   \x9b2J
    3   abc\u{202e}fed
    2   \x1b[31mred\x1b]0;title\x07
    1   line\nbreak
    ----- stderr
    "#);
    for format in ["table", "wide", "json", "ndjson", "yaml"] {
        let run = home.on(&double, &format!("tokens list -o {format}")).run().exits(0);
        let acts = |character: char| (character.is_control() && character != '\n') || character == '\u{202e}';
        assert!(!run.stdout.contains(acts), "{format}: {}", run.stdout.escape_debug());
    }
    let told = home.on(&double, "tokens list --sort created_at -o json").run().json();
    for name in names {
        assert!(told.as_array().unwrap().iter().any(|token| token["name"] == name), "{name:?} is not exact in JSON");
        home.gatekey([
            "--url",
            &double.url(),
            "--kind",
            "gpustack",
            "tokens",
            "show",
            &format!("name:{name}"),
            "-o",
            "json",
        ])
        .env("GATEKEY_TOKEN", &double.admin_key())
        .run()
        .exits(0);
    }
    let made = home
        .gatekey(["--url", &double.url(), "--kind", "gpustack", "tokens", "create", &format!("{long}2")])
        .env("GATEKEY_TOKEN", &double.admin_key())
        .run()
        .exits(0);
    assert!(double.names().contains(&format!("{long}2")));
    assert!(made.stdout.starts_with("gpustack_"));
}
