//! `capabilities`: what can be done on a gateway, asked without a credential and without making anything.

use gatekey::gateway::cells;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::double::Double;
use crate::support::{Home, Run};

/// The row of this command and field.
#[track_caller]
fn row(run: &Run, command: &str, field: &str) -> Value {
    let told = run.json();
    let rows = told["capabilities"].as_array().expect("a list");
    let found = rows.iter().find(|row| row["command"] == command && row["field"] == field);
    found.unwrap_or_else(|| panic!("no {command} × {field}: {told}")).clone()
}

#[test]
fn a_command_is_told_option_by_option_with_what_can_be_done_instead() {
    let (home, double) = (Home::new(), Double::gpustack());
    let words = format!("--url {} --kind gpustack capabilities tokens list", double.url());
    assert_snapshot!(home.run(&words).told(), @r#"
    exit: 0
    ----- stdout
    COMMAND      FIELD     OPTION             SUPPORT   INSTEAD
    tokens list  command   -                  yes       -
    tokens list  name      --search           yes       -
    tokens list  expiry    --expiring-within  emulated  -
    tokens list  owner     --owner            yes       -
    tokens list  team      --team             yes       -
    tokens list  last_use  --unused-for       no        GPUStack does not tell when a key was last used; `tokens list --sort created_at` shows the oldest first
    ----- stderr
    note: http://[ADDRESS] is GPUStack v2.3.0
    "#);
    assert_eq!(double.calls(), ["GET /version"]);
    assert_eq!(double.arrived()[0].authorization, None);
}

#[test]
fn every_cell_is_told_in_json() {
    let home = Home::new();
    let run = home.local("capabilities -o json").exits(0);
    assert_eq!(run.json()["capabilities"].as_array().map(Vec::len), Some(cells::all().count()));
    assert_eq!(row(&run, "tokens list", "command")["support"], "yes");
    let lacking = row(&run, "tokens create", "rpm");
    assert_eq!((&lacking["support"], &lacking["option"]), (&json!("no"), &json!("--rpm")));
    assert!(lacking["instead"].as_str().is_some_and(|text| text.contains("--scope")), "{lacking}");
    assert_eq!((run.json()["kind"].clone(), run.json()["url"].clone()), (json!("local"), Value::Null));
    assert_eq!(run.stderr, "");
    // The embedded gateway is made at its first use, and this is none.
    assert!(home.files().is_empty());
}

#[test]
fn no_credential_is_needed_and_none_is_sent() {
    let double = Double::gpustack();
    let home = Home::new();
    let url = double.url();
    home.write("config/config.toml", &format!("version = 1\n[profiles.lab]\nurl = \"{url}\"\nkind = \"gpustack\"\n"));
    let run = home.run("--profile lab capabilities -o json").exits(0);
    assert_eq!((run.json()["profile"].clone(), run.json()["version"].clone()), (json!("lab"), json!("v2.3.0")));
    let probed = home.gatekey(["--url", &url, "capabilities", "-o", "json"]).env("GATEKEY_TOKEN", "").run().exits(0);
    assert_eq!(probed.json()["kind"], "gpustack");
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()), "{:?}", double.calls());
}

#[test]
fn a_gateway_that_does_not_answer_is_told_without_its_version() {
    let home = Home::new();
    let run = home.run("--url http://127.0.0.1:9 --kind gpustack --retries 0 capabilities -o json").exits(0);
    assert_eq!(run.json()["version"], Value::Null);
    assert_eq!(row(&run, "tokens whois", "command")["support"], "emulated");
    let told = home.run("--url http://127.0.0.1:9 --kind gpustack --retries 0 capabilities users delete");
    assert_snapshot!(told.told(), @r#"
    exit: 0
    ----- stdout
    COMMAND       FIELD    OPTION  SUPPORT  INSTEAD
    users delete  command  -       yes      -
    ----- stderr
    note: http://[ADDRESS] is GPUStack of unknown version: no usable answer from the gateway at http://[ADDRESS]: the connection was refused
    "#);
    home.run("--url http://127.0.0.1:9 --retries 0 capabilities").exits(7).prints("");
}

#[test]
fn one_field_is_found_by_its_name_and_by_its_option() {
    let home = Home::new();
    let by_name = home.local("capabilities --field models -o name").exits(0);
    let by_name =
        by_name.prints("tokens show\ntokens create --model\ntokens update --model\nteams show\nteams create --model\n");
    let by_option = home.local("capabilities --field --model -o name").exits(0);
    assert_eq!(by_option.stdout, by_name.stdout.replace("tokens show\n", "").replace("teams show\n", ""));
    home.local("capabilities users --field role -o csv --columns command,support")
        .exits(0)
        .prints("command,support\r\nusers show,yes\r\nusers create,yes\r\nusers update,yes\r\n");
}

#[test]
fn what_the_table_does_not_have_is_refused() {
    let home = Home::new();
    assert_snapshot!(home.local("capabilities tokens creat").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: the capability table has no command `tokens creat`
    hint: did you mean `tokens create`?
    "#);
    assert_snapshot!(home.local("capabilities --field model").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: the capability table has no field `model`
    hint: did you mean `models`?
    "#);
    home.local("capabilities --columns nothing").exits(2).prints("");
    home.run("capabilities").exits(2).says("--profile local");
}
