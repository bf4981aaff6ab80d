//! API keys: create, list, show, update, revoke. On the embedded gateway; what only names that are no identity can show,
//! on the double of GPUStack.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::double::Double;
use crate::support::{Home, Run};

const CUSTOM: &str = "a-custom-key+of/more%than_32=characters";

/// The names that `tokens list ARGS` answers, in order.
#[track_caller]
fn listed(home: &Home, args: &str) -> Vec<String> {
    let told = home.local(&format!("tokens list -o json {args}")).exits(0).json();
    told.as_array().expect("a list").iter().map(|token| token["name"].as_str().unwrap_or("?").to_owned()).collect()
}

/// The id of the token that this word means.
#[track_caller]
fn id_of(home: &Home, token: &str) -> String {
    let told = home.local_words(["tokens", "show", token, "-o", "json"]).run().exits(0).json();
    told["id"].as_str().expect("an id").to_owned()
}

fn create(home: &Home, name: &str) -> Run {
    home.local_words(["tokens", "create", name]).run().exits(0)
}

#[test]
fn the_main_job_takes_four_commands_and_no_server() {
    let home = Home::new();
    let created = home.local("tokens create ci --scope inference --expires-in 30d").exits(0);
    assert_snapshot!(created.told(), @r#"
    exit: 0
    ----- stdout
    [SECRET]
    ----- stderr
    Created ci (id:[ID]) on "local": expires at [TIME]. The secret is shown this once.
    "#);
    assert_snapshot!(home.local("tokens list").told(), @r"
    exit: 0
    ----- stdout
    NAME  OWNER   SCOPES     MODELS  STATUS  EXPIRES  LAST USED
    ci    tester  inference  *       active  in 30d   -
    ----- stderr
    ");
    assert_snapshot!(home.local("tokens show ci").told(), @r"
    exit: 0
    ----- stdout
    name:        ci
    id:          [ID]
    generation:  1
    owner:       tester
    team:        -
    scopes:      inference
    models:      *
    routes:      -
    allow list:  -
    status:      active
    expires:     in 30d ([TIME])
    last used:   -
    created:     [AGO]
    updated:     [AGO]
    masked:      [MASKED]
    budget:      -
    rate limit:  -
    metadata:    -
    description: -
    ----- stderr
    ");
    // The key works: with it one may see what it may see, which is nothing here.
    let used = home.local_words(["tokens", "list"]).env("GATEKEY_TOKEN", &created.line()).run();
    assert_snapshot!(used.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:read`
    hint: use a key with `token:read`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    assert_snapshot!(home.local("tokens revoke ci --yes").told(), @"
    exit: 0
    ----- stdout
    TOKEN  ID                OUTCOME  ERROR
    ci     [ID]  done     -
    ----- stderr
    ");
    let refused = home.local_words(["status"]).env("GATEKEY_TOKEN", &created.line()).run();
    assert_snapshot!(refused.told(), @r"
    exit: 3
    ----- stdout
    ----- stderr
    error: the embedded gateway rejected the key
    cause: it is unknown, has expired or was revoked
    hint: set GATEKEY_TOKEN to a key that is active, or unset it to be the administrator of your own data directory
    ");
}

#[test]
fn a_token_in_json_has_every_field_of_the_contract() {
    let home = Home::new();
    home.local("tokens create ci --model m1 --model m2 --metadata team=a --expires-in 1d12h --description nightly")
        .exits(0);
    assert_snapshot!(home.local("tokens show ci -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "id": "[ID]",
      "name": "ci",
      "gateway_name": "ci",
      "generation": 1,
      "description": "nightly",
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
      "lifetime_seconds": 129600,
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
    ----- stderr
    "#);
}

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

#[test]
fn a_token_is_named_by_id_by_name_by_a_bare_word_or_by_its_secret() {
    let home = Home::new();
    let secret = create(&home, "ci").line();
    let id = id_of(&home, "ci");
    for word in ["ci", "name:ci", &id, &format!("id:{id}"), "ci~1"] {
        assert_eq!(id_of(&home, word), id, "{word}");
    }
    let by_secret = home.local_words(["tokens", "show", "-", "-o", "name"]).stdin(&format!("{secret}\n")).run();
    by_secret.exits(0).prints("ci\n");
    for unknown in ["other", "name:other", "id:other", "ci~2", "name:", "id:", "c", "CI"] {
        let run = home.local_words(["tokens", "show", unknown]).run().exits(5);
        assert!(run.stdout.is_empty() && run.stderr.starts_with("error: there is no"), "{}", run.told());
    }
    assert_snapshot!(home.local("tokens show other").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: there is no live token "other" on "local"
    hint: `gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`
    "#);
    let other =
        home.local_words(["tokens", "show", "-"]).stdin("gk_0000000000000000_00000000000000000000000000000000").run();
    assert_snapshot!(other.told(), @r"
    exit: 5
    ----- stdout
    ----- stderr
    error: no token has this secret
    hint: `gatekey tokens list --status all` shows every token you may see
    ");
}

#[test]
fn only_live_tokens_go_by_name_and_revoked_ones_by_id() {
    let home = Home::new();
    create(&home, "ci");
    let first = id_of(&home, "ci");
    home.local("tokens revoke ci --yes").exits(0);
    home.local("tokens show ci").exits(5).says("a revoked one is found by `id:…`");
    create(&home, "ci");
    assert_ne!(id_of(&home, "ci"), first);
    let old = home.local(&format!("tokens show id:{first} -o json")).exits(0).json();
    assert_eq!((&old["name"], &old["status"]), (&json!("ci"), &json!("revoked")));
    home.local(&format!("tokens update id:{first} --description x")).exits(6).says("is revoked");
}

#[test]
fn a_word_that_is_one_tokens_id_and_anothers_name_is_ambiguous() {
    let home = Home::new();
    create(&home, "first");
    let id = id_of(&home, "first");
    home.local_words(["tokens", "create", &id]).run().exits(0);
    let double = Double::gpustack();
    double.key("ci", "admin", json!({}));
    double.key("1", "admin", json!({}));
    let run = home.on(&double, "tokens show 1").run();
    assert_snapshot!(run.told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: "1" is one token's id and another's name
      id:1  name ci  owner admin  active
      id:2  name 1  owner admin  active
    hint: name one by its id, as in `id:42`
    "#);
    let candidates =
        home.local(&format!("tokens revoke {id} --yes -o json")).exits(6).json_error()["candidates"].take();
    let names: Vec<&Value> = candidates.as_array().expect("a list").iter().map(|token| &token["name"]).collect();
    assert_eq!(names, [&json!("first"), &json!(id)]);
    home.local(&format!("tokens show name:{id} -o name")).exits(0).prints(&format!("{id}\n"));
    home.local(&format!("tokens show id:{id} -o name")).exits(0).prints("first\n");
    assert_eq!(listed(&home, "").len(), 2);
}

#[test]
fn a_name_held_by_several_owners_is_ambiguous() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    double.key("ci", "polly", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes").run().told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: the name "ci" is held by several tokens
      id:1  name ci  owner admin  active
      id:2  name ci  owner polly  active
    hint: name one by its id, as in `id:42`
    "#);
    home.on(&double, "tokens show id:2 -o json").run().exits(0);
    assert_eq!(double.names().iter().filter(|name| *name == "ci").count(), 2);
}

#[test]
fn a_name_is_its_newest_generation_and_older_ones_have_a_number() {
    let (home, double) = (Home::new(), Double::gpustack());
    for name in ["ci", "ci~2", "ci~3", "ci~x"] {
        double.key(name, "admin", json!({}));
    }
    for (word, id) in [("ci", "3"), ("name:ci", "3"), ("ci~3", "3"), ("ci~2", "2"), ("ci~1", "1"), ("ci~x", "4")] {
        let shown = home.on(&double, &format!("tokens show {word} -o json")).run().exits(0).json();
        assert_eq!(shown["id"], id, "{word}");
    }
    let shown = home.on(&double, "tokens show ci -o json").run().json();
    assert_eq!(
        (&shown["name"], &shown["generation"], &shown["gateway_name"]),
        (&json!("ci"), &json!(3), &json!("ci~3"))
    );
    home.on(&double, "tokens show ci~4").run().exits(5);
}

#[test]
fn revoking_a_name_with_older_generations_lists_them_and_wants_an_id_or_a_flag() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    double.key("ci~2", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes").run().told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: older generations of "ci" are still alive
      id:2  name ci~2  owner admin  active
      id:1  name ci  owner admin  active
    hint: name one by its id, or revoke all with --all-generations
    "#);
    assert_eq!(double.names()[..2], ["ci", "ci~2"]);
    home.on(&double, "tokens revoke ci --all-generations --yes").run().exits(0);
    assert!(!double.names().iter().any(|name| name.starts_with("ci")), "{:?}", double.names());
}

#[test]
fn on_gpustack_a_secret_tells_only_candidates() {
    let (home, double) = (Home::new(), Double::gpustack());
    let secret = double.key("ci", "admin", json!({}));
    double.key("own", "admin", json!({"custom": "x"}));
    let calls = double.calls().len();
    let run = home.on(&double, "tokens revoke - --yes").stdin(&secret).run().exits(6);
    run.says("does not tell whose secret this is").says("name ci");
    for call in &double.arrived()[calls..] {
        assert!(!format!("{call:?}").contains(&secret), "the secret was sent: {call:?}");
    }
}

#[test]
fn a_list_is_filtered_sorted_and_cut() {
    let home = Home::new();
    for (name, flags) in [("b", "--expires-in 2d"), ("a", "--expires-in never"), ("Cab", "--expires-in 1h")] {
        home.local(&format!("tokens create {name} {flags}")).exits(0);
    }
    home.local("tokens create gone").exits(0);
    home.local("tokens revoke gone --yes").exits(0);
    for (args, names) in [
        ("--sort name", vec!["Cab", "a", "b"]),
        ("--sort name:desc", vec!["b", "a", "Cab"]),
        ("--sort expires_at", vec!["Cab", "b", "a"]),
        ("--sort expires_at:desc", vec!["a", "b", "Cab"]),
        ("--sort name --limit 2", vec!["Cab", "a"]),
        ("--sort name --search A", vec!["Cab", "a"]),
        ("--search %", vec![]),
        ("--expiring-within 1d", vec!["Cab"]),
        ("--expiring-within 3d --sort name", vec!["Cab", "b"]),
        ("--unused-for 1d", vec![]),
        ("--status revoked", vec!["gone"]),
        ("--status expired", vec![]),
        ("--status all --sort name", vec!["Cab", "a", "b", "gone"]),
        ("--owner me --sort name", vec!["Cab", "a", "b"]),
        ("--owner tester --sort name --limit 1", vec!["Cab"]),
    ] {
        assert_eq!(listed(&home, args), names, "{args}");
    }
    for (args, exit) in
        [("--owner nobody", 5), ("--sort size", 2), ("--status gone", 2), ("--limit 0", 2), ("--team a", 8)]
    {
        home.local(&format!("tokens list {args}")).exits(exit).prints("");
    }
    assert_snapshot!(home.local("tokens list --search nothing-like-it").told(), @r"
    exit: 0
    ----- stdout
    ----- stderr
    note: there are no tokens that match
    ");
    assert_snapshot!(home.local("tokens list --search nothing-like-it -o json").told(), @r"
    exit: 0
    ----- stdout
    []
    ----- stderr
    ");
    home.local("keys ls --sort name -o name").exits(0).prints("Cab\na\nb\n");
}

#[test]
fn what_a_gateway_can_filter_and_sort_it_is_asked_to() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("of-polly", "polly", json!({}));
    let asked = |line: &str| {
        home.on(&double, line).run().exits(0);
        double.arrived().last().map(|call| call.query.clone()).expect("it was asked")
    };
    let query = asked("tokens list --search of --sort created_at:desc");
    assert_eq!(query, "user_id=*&search=of&sort_by=-created_at&page=1&perPage=500");
    assert_eq!(asked("tokens list --owner polly"), "user_id=5&page=1&perPage=500");
    assert_eq!(asked("tokens list --owner me --sort name"), "user_id=1&page=1&perPage=500");
    home.on(&double, "tokens list --owner nobody").run().exits(5).says("nobody");
}

#[test]
fn an_update_changes_what_is_named_and_nothing_else() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --model a --description old --metadata k=v --expires-in 5d")
        .exits(0);
    let before = home.local("tokens show ci -o json").json();
    let updated = home.local("tokens update ci --description new --add-model b -o json").exits(0).json();
    assert_eq!((&updated["description"], &updated["models"]), (&json!("new"), &json!(["a", "b"])));
    for same in ["id", "name", "scopes", "metadata", "expires_at", "masked", "created_at", "owner"] {
        assert_eq!(before[same], updated[same], "{same}");
    }
    let cleared =
        home.local("tokens update ci --clear description --clear metadata --clear models -o json").exits(0).json();
    assert_eq!(
        (&cleared["description"], &cleared["metadata"], &cleared["models"]),
        (&Value::Null, &json!({}), &json!(["*"]))
    );
    home.local("tokens update ci --name cd").exits(0);
    assert_eq!(listed(&home, ""), ["cd"]);
}

#[test]
fn an_update_that_takes_rights_away_needs_a_yes() {
    let home = Home::new();
    home.local("tokens create ci --scope inference --scope token:read --model a --model b --expires-in 5d").exits(0);
    for narrower in ["--scope inference", "--model a", "--remove-model a", "--expires-in 1d"] {
        let before = home.local("tokens show ci -o json").json();
        home.local(&format!("tokens update ci {narrower}")).exits(2).says("not done without a yes").says("--yes");
        assert_eq!(home.local("tokens show ci -o json").json(), before, "{narrower}");
    }
    assert_snapshot!(home.local("tokens update ci --remove-model a").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: not done without a yes: Take rights away from ci (id:[ID]) on "local"?
    hint: add --yes, or run it on a terminal to be asked
    "#);
    home.local("tokens update ci --remove-model a --scope inference --yes").exits(0);
    let after = home.local("tokens show ci -o json").json();
    assert_eq!((&after["models"], &after["scopes"]), (&json!(["b"]), &json!(["inference"])));
    // More than before takes nothing away.
    home.local("tokens update ci --add-model c --scope inference --scope token:read --expires-in 30d").exits(0);
}

#[test]
fn an_update_that_cannot_be_meant_is_refused() {
    let home = Home::new();
    home.local("tokens create ci --model a").exits(0);
    home.local("tokens create all").exits(0);
    for (args, said) in [
        ("ci", "there is nothing to change"),
        ("ci --clear description --description x", "both given and cleared"),
        ("ci --clear nothing", "invalid value 'nothing'"),
        ("ci --model a --add-model b", "cannot be used with"),
        ("ci --remove-model b --yes", "`b` is not in the list"),
        ("ci --remove-model a --yes", "nothing would be left"),
        ("all --remove-model a --yes", "taken from everything"),
        ("ci --scope nonsense --yes", "nonsense"),
        ("ci --expires-in 0s --yes", ""),
        ("ci --expires-in 1.5h", "whole numbers"),
        ("ci --expires-in P1M", "ISO 8601 months"),
    ] {
        let run = home.local(&format!("tokens update {args}")).exits(2).says(said);
        assert!(run.stdout.is_empty(), "{}", run.told());
    }
    assert_eq!(home.local("tokens show ci -o json").json()["models"], json!(["a"]));
}

#[test]
fn revoking_needs_a_yes_and_says_what_it_would_revoke() {
    let home = Home::new();
    create(&home, "ci");
    assert_snapshot!(home.local("tokens revoke ci").told(), @r#"
    exit: 2
    ----- stdout
    ----- stderr
    error: not done without a yes: Revoke ci (id:[ID]) on "local"?
    hint: add --yes, or run it on a terminal to be asked
    "#);
    home.local("--no-input tokens revoke ci").exits(2);
    assert_eq!(listed(&home, ""), ["ci"]);
}

#[test]
fn several_are_revoked_together_and_each_is_reported() {
    let home = Home::new();
    for name in ["a", "b", "c"] {
        create(&home, name);
    }
    assert_snapshot!(home.local("tokens revoke a nobody b a --yes").told(), @r#"
    exit: 10
    ----- stdout
    TOKEN   ID                OUTCOME  ERROR
    a       [ID]  done     -
    nobody  -                 failed   there is no live token "nobody" on "local"
    b       [ID]  done     -
    ----- stderr
    "#);
    let run = home.local("tokens revoke c nobody --yes -o json").exits(10);
    let told = run.json();
    assert_eq!((&told["done"], &told["failed"], &told["skipped"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(
        (&told["results"][0]["outcome"], &told["results"][0]["token"]["status"]),
        (&json!("done"), &json!("revoked"))
    );
    let failed = &told["results"][1];
    assert_eq!((&failed["token"], &failed["outcome"]), (&json!("nobody"), &json!("failed")));
    assert_eq!((&failed["error"]["code"], &failed["error"]["exit"]), (&json!("not_found"), &json!(5)));
    assert_eq!(run.stderr, "");
    // One alone that is not there is a plain failure.
    home.local("tokens revoke nobody --yes").exits(5).prints("");
    home.local("tokens revoke nobody nothing --yes").exits(10);
    home.local_words(["tokens", "revoke", "-", "-", "--yes"]).stdin("x").run().exits(2);
}

#[test]
fn revoke_keeps_the_row_and_purge_deletes_it() {
    let home = Home::new();
    let secret = create(&home, "ci").line();
    let id = id_of(&home, "ci");
    home.local("tokens revoke ci --yes --wait 5s").exits(0);
    assert_eq!(listed(&home, "--status revoked"), ["ci"]);
    home.local_words(["tokens", "revoke", "-", "--purge", "--yes"]).stdin(&secret).run().exits(0).says("keeps no row");
    assert!(listed(&home, "--status all").is_empty());
    home.local(&format!("tokens show id:{id}")).exits(5);
    let (double, home) = (Double::gpustack(), Home::new());
    double.key("ci", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes --wait 5s").run().told(), @"
    exit: 0
    ----- stdout
    TOKEN  ID  OUTCOME  ERROR
    ci     1   done     -
    ----- stderr
    note: GPUStack keeps no row of id:1
    ");
}

#[test]
fn a_token_that_is_not_seen_gone_in_time_is_unfinished() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    // It says that it deleted the key, and does not.
    double.answers("DELETE", "/v2/api-keys/1", wiremock::ResponseTemplate::new(200).set_body_json(Value::Null));
    let run = home.on(&double, "tokens revoke ci --yes --wait 0s").run();
    assert_snapshot!(run.told(), @"
    exit: 11
    ----- stdout
    ----- stderr
    error: the token id:1 was revoked on http://[ADDRESS] and not seen gone
    cause: it was revoked, but not seen gone within 0 s
    hint: look again with `gatekey tokens show id:1`
    ");
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let home = Home::new();
    assert_snapshot!(home.local("--dry-run tokens create ci --scope inference --expires-in 1d").told(), @r#"
    exit: 0
    ----- stdout
    ACTION  TARGET  CHANGES
    create  ci      scopes: - -> ["inference"], lifetime_seconds: - -> 86400
    ----- stderr
    "#);
    assert!(listed(&home, "--status all").is_empty());
    create(&home, "ci");
    let before = home.local("tokens show ci -o json").json();
    assert_snapshot!(home.local("--dry-run tokens update ci --description new --model a -o json").told(), @r#"
    exit: 0
    ----- stdout
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
            ],
            "models": [
              [
                "*"
              ],
              [
                "a"
              ]
            ]
          }
        }
      ]
    }
    ----- stderr
    "#);
    assert_snapshot!(home.local("--dry-run tokens revoke ci").told(), @r"
    exit: 0
    ----- stdout
    ACTION  TARGET               CHANGES
    revoke  id:[ID]  -
    ----- stderr
    ");
    home.local("--dry-run tokens revoke ci nobody").exits(5).prints("").says("no live token \"nobody\"");
    assert_snapshot!(home.local("--dry-run tokens revoke ci --purge -o json").told(), @r#"
    exit: 0
    ----- stdout
    {
      "dry_run": true,
      "changes": [
        {
          "action": "purge",
          "target": "id:[ID]",
          "fields": {}
        }
      ]
    }
    ----- stderr
    "#);
    assert_eq!(home.local("tokens show ci -o json").json(), before);
}

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

#[test]
fn a_key_sees_and_grants_no_more_than_it_holds() {
    let home = Home::new();
    let reader = home.local("tokens create reader --scope token:read").exits(0).line();
    let run = |line: &str| home.local_words(line.split_whitespace()).env("GATEKEY_TOKEN", &reader).run();
    run("tokens list").exits(0);
    assert_snapshot!(run("tokens create more").told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:create`
    hint: use a key with `token:create`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    assert_snapshot!(run("tokens revoke reader --yes").told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: the key may not do that: it lacks the scope `token:delete`
    hint: use a key with `token:delete`, `management` or `*`, or unset GATEKEY_TOKEN
    ");
    let maker = home.local("tokens create maker --scope token:create --scope token:read").exits(0).line();
    let beyond = home.local_words(["tokens", "create", "beyond", "--scope", "*"]).env("GATEKEY_TOKEN", &maker).run();
    assert_snapshot!(beyond.told(), @r"
    exit: 4
    ----- stdout
    ----- stderr
    error: a key cannot grant more than it holds
    cause: it does not have the scope `*` itself
    hint: ask for less, or use a key that has these rights
    ");
}

#[test]
fn two_processes_at_once_lose_nothing() {
    let home = Home::new();
    let names: Vec<String> = (0..8).map(|number| format!("t{number}")).collect();
    let running: Vec<_> = names.iter().map(|name| home.local_words(["tokens", "create", name]).spawn()).collect();
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(listed(&home, "--sort name"), names);
}
