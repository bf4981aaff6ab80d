//! `completions` and `man`: what gatekey tells shells and readers of manuals. That the checked-in files are current is
//! in `docs.rs`.

use std::process::Command;

use insta::assert_snapshot;

use crate::support::Home;

#[test]
fn completions_are_printed_for_each_shell() {
    let home = Home::new();
    for (shell, begins) in [
        ("bash", "\n_clap_complete_gatekey() {"),
        ("zsh", "#compdef gatekey"),
        ("fish", "complete --keep-order --exclusive --command gatekey"),
        ("powershell", ""),
        ("elvish", ""),
    ] {
        let run = home.run(&format!("completions {shell}")).exits(0);
        assert!(run.stdout.starts_with(begins) && run.stdout.contains("GATEKEY_COMPLETE"), "{shell}: {}", run.told());
        assert_eq!(run.stderr, "");
    }
    assert_snapshot!(home.run("completions tcsh").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    "#);
}

#[test]
fn the_completions_of_bash_can_be_read_by_bash() {
    let home = Home::new();
    // As a file: it is longer than an argument may be.
    let script = home.write("gatekey.bash", &home.run("completions bash").exits(0).stdout);
    let read = Command::new("bash").arg("--norc").arg(script).status().expect("bash starts");
    assert!(read.success());
}

#[test]
fn the_main_page_has_the_environment_and_the_exit_codes() {
    let page = Home::new().run("man").exits(0).stdout;
    for part in [".TH gatekey 1", ".SH ENVIRONMENT", "GATEKEY_TOKEN", ".SH \"EXIT STATUS\"", ".SH EXAMPLES"] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

#[test]
fn all_pages_are_written_into_a_folder() {
    let home = Home::new();
    let folder = home.path("pages").display().to_string();
    let planned = home.gatekey(["man", "--dir", &folder, "--dry-run", "-o", "json"]).run().exits(0);
    assert!(!home.path("pages").exists(), "{}", planned.told());
    let run = home.gatekey(["man", "--dir", &folder]).run().exits(0).prints("").says("Wrote ");
    let written = std::fs::read_dir(home.path("pages")).expect("a folder").count();
    assert_eq!(planned.json()["changes"].as_array().map(Vec::len), Some(written), "{}", run.told());
    assert!(home.read("pages/gatekey-tokens-create.1").contains(".SH EXAMPLES"));
    let file = home.write("file", "").display().to_string();
    assert_snapshot!(home.gatekey(["man", "--dir", &file]).run().told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: [HOME]/file cannot be written
    cause: File exists (os error 17)
    hint: name a folder that you may write to with --dir
    "#);
}

#[test]
fn a_text_has_one_form() {
    let home = Home::new();
    assert_snapshot!(home.run("man -o json").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    {"error":{"code":"usage","exit":2,"message":"the answer is a text that has one form only","cause":null,"hint":"leave -o, --columns and --jq out","candidates":[],"request":null}}
    "#);
    home.run("completions bash --jq .").exits(2).prints("");
    // A default for every command is not meant for this one.
    let by_default = home.gatekey(["completions", "bash"]).env("GATEKEY_OUTPUT", "json").run().exits(0);
    assert!(by_default.stdout.contains("_gatekey"));
}

#[test]
fn neither_a_home_nor_usable_settings_are_needed() {
    let home = Home::new();
    let alone = |words: &[&str]| {
        let run = home.gatekey(words.iter().copied()).without_env("HOME").env("GATEKEY_KIND", "none of them");
        ["CONFIG", "DATA", "CACHE"].iter().fold(run, |run, name| run.without_env(&format!("GATEKEY_{name}_DIR"))).run()
    };
    assert!(alone(&["man"]).exits(0).stdout.contains("GATEKEY_KIND"));
    assert!(alone(&["completions", "fish"]).exits(0).stdout.contains("gatekey"));
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let run = Home::new().gatekey(["man"]).run_into_closed_pipe();
    assert_eq!((run.exit, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_link_in_the_place_of_a_page_is_replaced_and_not_written_through() {
    let home = Home::new();
    let precious = home.write("precious", "keep me");
    std::fs::create_dir(home.path("pages")).expect("a folder");
    std::os::unix::fs::symlink(&precious, home.path("pages/gatekey.1")).expect("a link");
    home.gatekey(["man", "--dir", &home.path("pages").display().to_string()]).run().exits(0);
    assert_eq!(home.read("precious"), "keep me");
    assert!(home.read("pages/gatekey.1").starts_with(".ie"), "{}", &home.read("pages/gatekey.1")[..40]);
}

#[test]
fn a_word_too_many_where_no_secret_goes_is_shown() {
    let home = Home::new();
    home.run("man tokens").exits(2).says("unexpected argument 'tokens'");
    home.run("doctor extra").exits(2).says("'extra'");
    home.run("doctor gpustack_0123456789abcdef").exits(2).does_not_say("0123456789abcdef");
}
