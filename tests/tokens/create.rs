//! Making a token: what may be left out, where its secret comes from, what is refused.

use insta::assert_snapshot;
use serde_json::json;

use super::{CUSTOM, create, listed};
use crate::support::Home;
use crate::support::double::Double;

#[test]
fn create_says_what_may_not_have_been_meant() {
    let home = Home::new();
    assert_snapshot!(home.local("tokens create forever --expires-in never --scope inference").told(), @r#"
    exit: 0
    ----- stdout
    [SECRET]
    ----- stderr
    Created forever (id:[ID]) on "local": never expires. The secret is shown this once.
    "#);
    assert_snapshot!(home.local("tokens create everything --expires-in 8h").told(), @r#"
    exit: 0
    ----- stdout
    [SECRET]
    ----- stderr
    Created everything (id:[ID]) on "local": expires at [TIME]. The secret is shown this once.
    warning: the token may do everything its owner may: give --scope to limit it
    "#);
    let double = Double::gpustack();
    let made = home.on(&double, "tokens create ci").run().exits(0);
    made.says("warning: the token never expires").says("warning: the token may do everything");
    home.on(&double, "-q tokens create ci2").run().exits(0).does_not_say("warning");
}

#[test]
fn a_token_without_a_name_gets_a_readable_one() {
    let home = Home::new();
    home.local("tokens create").exits(0);
    let name = listed(&home, "").remove(0);
    assert!(regex::Regex::new("^[a-z]+-[a-z]+-[0-9a-f]{4}$").unwrap().is_match(&name), "{name}");
}

#[test]
fn a_secret_of_ones_own_comes_from_stdin_and_nowhere_else() {
    let home = Home::new();
    let made = home.local_words(["tokens", "create", "own", "--custom", "-"]).stdin(CUSTOM).run().exits(0);
    assert_eq!(made.line(), CUSTOM);
    let shown = home.local("tokens show own -o json").json();
    assert_eq!((&shown["custom"], shown["masked"].to_string().contains("more")), (&json!(true), false));
    let again = home.local_words(["tokens", "create", "two", "--custom", "-"]).stdin(CUSTOM).run();
    assert_snapshot!(again.told(), @r"
    exit: 6
    ----- stdout
    ----- stderr
    error: another token has this custom key
    cause: it belongs to the token [ID], `own`
    hint: choose another key, or run `gatekey tokens revoke --purge id:[ID]` first
    ");
    let short = home.local_words(["tokens", "create", "three", "--custom", "-"]).stdin("short").run();
    assert_snapshot!(short.told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: a custom key needs at least 32 characters, this one has 5
    hint: leave --custom out to get a key with 128 random bits
    ");
    let none = home.local_words(["tokens", "create", "four", "--custom", "-"]).run();
    assert_snapshot!(none.told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: the custom secret was to come from stdin, but stdin is empty
    ");
    let lines = home.local_words(["tokens", "create", "five", "--custom", "-"]).stdin("one\ntwo").run();
    assert_snapshot!(lines.told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: the custom secret must be one line of text
    ");
    assert_eq!(listed(&home, ""), ["own"]);
}

#[test]
fn a_secret_typed_as_an_argument_is_refused_and_not_repeated() {
    let home = Home::new();
    let typed = home.local("tokens create ci --custom hunter2");
    assert_snapshot!(typed.told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: invalid value '[redacted]' for '--custom <->': a secret is never an argument: write `-` and pipe it in

    For more information, try '--help'.
    ");
    home.local("tokens create ci --custom=hunter2 -o json").exits(2).does_not_say("hunter2");
}

#[test]
fn a_key_in_the_place_of_a_name_is_refused_not_repeated_and_not_sent() {
    let (home, double) = (Home::new(), Double::gpustack());
    let key = double.key("ci", "admin", json!({}));
    for verb in ["show", "update --description x", "revoke --yes"] {
        for prefix in ["", "name:", "id:"] {
            let run = home.on(&double, &format!("tokens {verb} {prefix}{key}")).run().exits(2).prints("");
            run.says("pipe it in").does_not_say(&key);
        }
    }
    assert!(double.calls().is_empty(), "{:?}", double.calls());
    assert_snapshot!(home.local(&format!("tokens show {key}")).told(), @r"
    exit: 2
    ----- stdout
    ----- stderr
    error: invalid value '[redacted]' for '<TOKEN>': this is a key and no name: write `-` and pipe it in; whoever saw this command line has seen the key

    For more information, try '--help'.
    ");
}

#[test]
fn a_taken_name_is_a_conflict_and_a_revoked_token_frees_it() {
    let home = Home::new();
    create(&home, "ci");
    assert_snapshot!(home.local("tokens create ci").told(), @r"
    exit: 6
    ----- stdout
    ----- stderr
    error: you have a token called `ci` already
    cause: the token [ID] has that name
    hint: choose another name, or run `gatekey tokens revoke id:[ID]` first
    ");
    home.local("tokens revoke ci -y").exits(0);
    create(&home, "ci");
    assert_eq!(listed(&home, "--status all"), ["ci", "ci"]);
    assert_eq!(listed(&home, ""), ["ci"]);
}

#[test]
fn names_kept_for_generations_cannot_be_given() {
    let home = Home::new();
    assert_snapshot!(home.local("tokens create ci~2").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: the name "ci~2" ends like a generation
    cause: `~` and a number at the end tell the generations of a rotated token apart
    hint: choose a name without that ending
    "#);
    create(&home, "ci");
    home.local("tokens update ci --name ci~1").exits(2).says("ends like a generation");
    home.local_words(["tokens", "create", ""]).run().exits(2).says("the name is empty");
}

#[test]
fn what_the_gateway_lacks_is_refused_before_anything_changes() {
    let home = Home::new();
    for flags in
        ["--rpm 5", "--tpm 5", "--budget 1", "--team a", "--route /v1", "--allow model:a", "--budget-period 1d"]
    {
        let refused = home.local(&format!("tokens create ci {flags}")).exits(8);
        assert!(refused.stderr.contains("hint: ") && refused.stdout.is_empty(), "{flags}: {}", refused.told());
        home.local(&format!("--dry-run tokens create ci {flags}")).exits(8);
    }
    assert!(listed(&home, "--status all").is_empty());
    assert_snapshot!(home.local("tokens create ci --rpm 5").told(), @"
    exit: 8
    ----- stdout
    ----- stderr
    error: the embedded gateway cannot do `tokens create` with a limit of requests per minute
    hint: it counts no requests: limit what the token may do with --scope and --model
    ");
    let double = Double::gpustack();
    for flags in ["--metadata a=b", "--owner polly", "--rpm 5"] {
        home.on(&double, &format!("tokens create ci {flags}")).run().exits(8);
    }
    home.on(&double, "tokens list --unused-for 3d").run().exits(8).says("does not tell when a key was last used");
    home.on(&double, "tokens update of-the-test --name b").run().exits(8).says("create a token with the new name");
    assert!(double.calls().is_empty(), "{:?}", double.calls());
}
