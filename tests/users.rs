//! People and service accounts: create, list, show, update, activate, deactivate, delete. On the embedded gateway.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::double::Double;
use crate::support::{Home, Run};

fn users(home: &Home, line: &str) -> Run {
    home.local(&format!("users {line}"))
}

fn redacted(run: &Run) -> String {
    let told = run.told();
    regex::Regex::new("user-([0-9a-f]{16}|\\[ID\\])").expect("a pattern").replace_all(&told, "user-[ID]").into_owned()
}

#[test]
fn a_user_is_made_seen_changed_and_deleted() {
    let home = Home::new();
    let created = users(&home, "create alice --email alice@example.com --role administrator");
    assert_snapshot!(redacted(&created), @r#"
    exit: 0
    ----- stdout
    name:       alice
    id:         user-[ID]
    role:       administrator
    active:     yes
    full name:  -
    email:      alice@example.com
    last seen:  -
    created:    [AGO]
    teams:      -
    attributes: -
    budget:     -
    ----- stderr
    Created alice (id:user-[ID]) on "local": administrator
    "#);
    assert_snapshot!(users(&home, "list").told(), @r#"
    exit: 0
    ----- stdout
    NAME    ROLE           ACTIVE  FULL NAME  EMAIL              LAST SEEN
    alice   administrator  yes     -          alice@example.com  -
    tester  administrator  yes     -          -                  -
    ----- stderr
    "#);
    let update = "update alice --full-name Alice --clear email -o csv --columns name,full_name,email";
    assert_snapshot!(users(&home, update).told(), @r#"
    exit: 0
    ----- stdout
    name,full_name,email
    alice,Alice,
    ----- stderr
    Changed alice (id:user-[ID]) on "local"
    "#);
    assert_snapshot!(redacted(&users(&home, "delete alice --yes")), @r#"
    exit: 0
    ----- stdout
    name:       alice
    id:         user-[ID]
    role:       administrator
    active:     yes
    full name:  Alice
    email:      -
    last seen:  -
    created:    [AGO]
    teams:      -
    attributes: -
    budget:     -
    ----- stderr
    Deleted alice (id:user-[ID]) and with them no keys on "local"
    "#);
    assert_snapshot!(users(&home, "show alice").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: there is no user `alice`
    hint: `gatekey users list` shows every user you may see
    "#);
}

#[test]
fn the_json_of_a_user_is_the_contract() {
    let home = Home::new();
    users(&home, "create alice --full-name Alice").exits(0);
    let told = users(&home, "show name:alice -o json").exits(0).json();
    let fields: Vec<&String> = told.as_object().expect("an object").keys().collect();
    let contract = [
        "id",
        "name",
        "email",
        "full_name",
        "role",
        "active",
        "created_at",
        "last_seen_at",
        "teams",
        "attributes",
        "unknown",
        "gateway",
    ];
    assert_eq!(fields, contract);
    let id = told["id"].as_str().expect("an id");
    for reference in [id.to_owned(), format!("id:{id}"), "alice".to_owned()] {
        assert_eq!(users(&home, &format!("show {reference} -o json")).exits(0).json(), told);
    }
    assert_eq!(users(&home, "show me -o json --jq .id").exits(0).line(), "os:tester");
    users(&home, "show id:alice").exits(5);
}

#[test]
fn a_list_is_searched_and_cut() {
    let home = Home::new();
    for line in ["create alice --full-name Zoë", "create bob --email bob@EXAMPLE.com", "create carol"] {
        users(&home, line).exits(0);
    }
    let names = |args: &str| {
        let told = users(&home, &format!("list -o json {args}")).exits(0).json();
        told.as_array().expect("a list").iter().map(|user| user["name"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(names(""), ["alice", "bob", "carol", "tester"]);
    assert_eq!(names("--search ZOË"), ["alice"]);
    assert_eq!(names("--search example"), ["bob"]);
    assert_eq!(names("--limit 2"), ["alice", "bob"]);
}

#[test]
fn what_takes_rights_away_wants_a_yes() {
    let home = Home::new();
    users(&home, "create alice --role administrator").exits(0);
    for line in ["update alice --role member", "deactivate alice", "delete alice"] {
        users(&home, line).exits(2).says("not done without a yes");
        let plan = users(&home, &format!("{line} --dry-run -o json")).exits(0).json();
        assert_eq!(plan["dry_run"], true);
    }
    assert_eq!(users(&home, "show alice -o json --jq .active").exits(0).line(), "true");
    users(&home, "deactivate alice --yes").exits(0);
    users(&home, "activate alice").exits(0);
    users(&home, "update alice --role member --yes").exits(0);
}

#[test]
fn nobody_locks_themself_out_of_their_own_machine() {
    let home = Home::new();
    users(&home, "create alice --role administrator").exits(0);
    for line in ["update me --role member --yes", "deactivate me --yes", "delete tester --yes", "delete me --dry-run"] {
        users(&home, line).exits(6).says("`tester` is the user of this machine").says("hint: ");
    }
    users(&home, "show me -o json --jq .role").exits(0).prints("administrator\n");
}

#[test]
fn a_variable_that_is_no_name_makes_nobody_of_that_name() {
    let home = Home::new();
    let number = rustix::process::geteuid().as_raw();
    for name in ["id:7", "a\nb", "\u{1b}[2J"] {
        let told = home.local_words(["users", "show", "me", "-o", "name"]).env("USER", name).run().exits(0).line();
        assert_eq!(told, number.to_string(), "{name:?}");
    }
    users(&home, "list -o name").exits(0).prints(&format!("{number}\ntester\n"));
}

#[test]
fn a_name_that_looks_like_another_is_refused() {
    let home = Home::new();
    users(&home, "create alice").exits(0);
    users(&home, "create ALICE").exits(6);
    let hidden = home.local_words(["users", "create", "ali\u{200b}ce"]).run().exits(2);
    hidden.says("characters that nobody sees (U+200B)").says("hint: ");
}

#[test]
fn deleting_says_how_many_keys_die() {
    let home = Home::new();
    users(&home, "create alice").exits(0);
    for name in ["ci", "cd"] {
        home.local(&format!("tokens create {name} --owner alice")).exits(0);
    }
    users(&home, "delete alice").exits(2).says("with them 2 keys");
    let plan = users(&home, "delete alice --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["tokens"], serde_json::json!([2, 0]));
}

#[test]
fn keys_of_a_deactivated_user_are_refused() {
    let home = Home::new();
    users(&home, "create alice").exits(0);
    let key = home.local("tokens create ci --owner alice").exits(0).line();
    users(&home, "deactivate alice --yes").exits(0);
    let by_key = home.local_words(["tokens", "list"]).env("GATEKEY_TOKEN", &key).run();
    by_key.exits(3);
    assert_eq!(home.local("tokens show ci -o json --jq .status").exits(0).line(), "blocked");
}

#[test]
fn a_service_account_is_made_given_its_first_key_and_used() {
    let home = Home::new();
    home.local("tokens create own").exits(0);
    users(&home, "create bot --role service-account").exits(0);
    let made = home.local("tokens create bot-key --owner bot --scope inference --scope token:read").exits(0);
    let by_key = |line: &str| home.local_words(line.split_whitespace()).env("GATEKEY_TOKEN", &made.line()).run();
    let status = by_key("status -o json").exits(0).json();
    assert_eq!((&status["identity"]["name"], &status["identity"]["role"]), (&"bot".into(), &"member".into()));
    by_key("tokens list -o name").exits(0).prints("bot-key\n");
    home.local("tokens list --owner bot -o name").exits(0).prints("bot-key\n");
    home.local("tokens list --owner name:bot -o name").exits(0).prints("bot-key\n");
    home.local("tokens list --owner me -o name").exits(0).prints("own\n");
    let plan = users(&home, "delete bot --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["tokens"], serde_json::json!([1, 0]));
    users(&home, "delete bot --yes").exits(0).says("and with them 1 key");
    by_key("status").exits(3);
}

#[test]
fn a_token_is_made_for_whoever_may_have_one_and_for_no_longer_than_theirs_live() {
    let home = Home::new();
    users(&home, "create bot --role service-account").exits(0);
    let create = |line: &str| home.local(&format!("tokens create {line}"));
    create("ci --owner nobody").exits(5).says("there is no user `nobody`");
    create("ci --owner bot --expires-in never").exits(2).says("ask for 365d at most");
    create("ci --owner bot --expires-in 366d --dry-run").exits(2).says("366 days");
    let plan = create("ci --owner bot --scope inference --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["owner"], serde_json::json!([null, "bot"]));
    create("ci --owner bot --scope inference").exits(0);
    create("ci --owner bot").exits(6).says("`bot` has a token called `ci` already");
    let key = create("keys --owner bot --scope management").exits(0).line();
    let by_key = home.local_words(["tokens", "create", "x", "--owner", "tester"]).env("GATEKEY_TOKEN", &key).run();
    by_key.exits(5).says("there is no user `tester`");
    home.local("tokens update ci --owner tester").exits(8).says("gatekey tokens create --owner USER");
    users(&home, "deactivate bot --yes").exits(0);
    create("late --owner bot").exits(6).says("deactivated").says("`gatekey users activate`");
}

#[test]
fn a_password_comes_from_stdin_and_its_rule_is_named() {
    let home = Home::new();
    let create =
        |password: &str| home.local_words(["users", "create", "bob", "--password-stdin"]).stdin(password).run();
    create("hunter2\n").exits(2).says("at least 12 characters").does_not_say("hunter2");
    create("correct horse battery\n").exits(0);
    create("correct horse battery\n").exits(6);
    let bot = home.local_words(["users", "create", "bot", "--role", "service-account", "--password-stdin"]);
    bot.stdin("correct horse battery").run().exits(2).says("service account has no password");
}

#[test]
fn a_number_is_no_guess_where_somebody_is_called_so() {
    let (home, double) = (Home::new(), Double::gpustack());
    for (name, owner) in [("ci", "polly"), ("cd", "polly"), ("theirs", "5")] {
        double.key(name, owner, serde_json::json!({}));
    }
    for line in ["users show 5", "users deactivate 5 --yes", "users delete 5 --dry-run", "tokens list --owner 5"] {
        let told = home.on(&double, &format!("{line} -o json")).run().exits(6).json_error();
        assert_eq!(told["code"], "ambiguous", "{line}");
        let candidates: Vec<&str> =
            told["candidates"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(candidates, ["polly", "5"], "{line}");
    }
    home.on(&double, "users show 5")
        .run()
        .exits(6)
        .says("  id:9  name 5  member")
        .says("hint: write `id:5` or `name:5`");
    for (wanted, keys) in [("polly", 2), ("id:5", 2), ("name:5", 1)] {
        let plan = home.on(&double, &format!("users delete {wanted} --dry-run -o json")).run().exits(0).json();
        assert_eq!(plan["changes"][0]["fields"]["tokens"], serde_json::json!([keys, 0]), "{wanted}");
        let listed = home.on(&double, &format!("tokens list -o name --owner {wanted}")).run().exits(0);
        assert_eq!(listed.stdout.lines().count(), keys, "{wanted}");
    }
}

#[test]
fn what_gpustack_does_not_tell_of_a_user_is_unknown_and_not_never() {
    let (home, double) = (Home::new(), Double::gpustack());
    let told = home.on(&double, "users show polly -o json").run().exits(0).json();
    assert_eq!(told["unknown"], serde_json::json!(["last_seen_at", "teams"]));
    assert_eq!((&told["last_seen_at"], &told["teams"]), (&Value::Null, &Value::Null));
    let row = home.on(&double, "users list --search polly").run().exits(0).stdout;
    assert!(row.lines().nth(1).is_some_and(|row| row.ends_with('?')), "{row}");
    home.on(&double, "users list --sort last_seen_at").run().exits(8).says("does not tell when users were last seen");
}

#[test]
fn a_list_is_filtered_and_sorted() {
    let home = Home::new();
    for line in ["create alice --role administrator", "create bob", "create bot --role service-account"] {
        users(&home, line).exits(0);
    }
    users(&home, "deactivate bob --yes").exits(0);
    let names = |args: &str| {
        users(&home, &format!("list -o name {args}")).exits(0).stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("--role administrator"), ["alice", "tester"]);
    assert_eq!(names("--role service-account"), ["bot"]);
    assert_eq!(names("--active no"), ["bob"]);
    assert_eq!(names("--sort name:desc --active yes"), ["tester", "bot", "alice"]);
    assert_eq!(names("--sort created_at:desc --limit 1"), ["bot"]);
    users(&home, "list --sort age").exits(2).says("name, created_at or last_seen_at");
}

#[test]
fn what_gpustack_lacks_is_refused_before_anything_is_sent() {
    let (home, double) = (Home::new(), Double::gpustack());
    for line in ["users create alice --email a@example.com", "users update polly --email a@example.com"] {
        home.on(&double, line).run().exits(8).says("e-mail");
    }
}

#[test]
fn several_at_once_are_asked_about_once_and_reported_each() {
    let home = Home::new();
    for name in ["alice", "bob", "carol"] {
        users(&home, &format!("create {name}")).exits(0);
    }
    home.local("tokens create ci --owner bob").exits(0);
    users(&home, "delete alice bob").exits(2).says("and with them no keys, bob").says("and with them 1 key on");
    let plan = users(&home, "deactivate alice bob --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"].as_array().map(Vec::len), Some(2));
    users(&home, "deactivate alice nobody --dry-run").exits(5).prints("");
    let report = users(&home, "deactivate alice me name:bob alice --yes -o json").exits(10).json();
    assert_eq!((&report["done"], &report["failed"]), (&2.into(), &1.into()));
    assert_eq!(report["results"][0]["user"]["active"], false);
    assert_eq!(report["results"][1]["user"], "me");
    assert_eq!(report["results"][1]["error"]["code"], "conflict");
    users(&home, "activate alice bob -o name").exits(0).prints("alice\nbob\n");
    users(&home, "delete alice bob carol --yes -o csv --columns user,outcome").exits(0);
    users(&home, "list -o name").exits(0).prints("tester\n");
}

#[test]
fn only_what_takes_something_away_is_asked_about_and_the_question_tells_all_of_it() {
    let home = Home::new();
    users(&home, "create svc --role service-account").exits(0);
    users(&home, "update svc --role member").exits(0).says("Changed svc (id:");
    users(&home, "update svc --role service-account")
        .exits(2)
        .says("the role becomes service-account instead of member?");
    users(&home, "update svc --role administrator --name root").exits(0);
    let update =
        ["users", "update", "root", "--role", "member", "--full-name", "Root", "--clear", "email", "--password-stdin"];
    let asked = home.local_words(update).stdin("correct horse battery").run().exits(2);
    asked
        .says("the e-mail address goes, the full name becomes \"Root\"")
        .says("the role becomes member instead of administrator, the password is replaced?");
}

#[test]
fn attributes_are_given_changed_and_taken_and_what_goes_is_asked_about() {
    let home = Home::new();
    let attributes = |line: &str| users(&home, &format!("{line} -o json --jq .attributes")).exits(0).json();
    let made = attributes("create kim --attribute roles=writer --attribute teams=red --attribute roles=reader");
    let roles = serde_json::json!(["writer", "reader"]);
    assert_eq!(made, serde_json::json!({"roles": roles, "teams": ["red"], "projects": [], "namespaces": []}));
    assert_eq!(attributes("show kim"), made);
    let more = attributes("update kim --add-attribute teams=blue --attribute projects=p");
    assert_eq!((&more["teams"], &more["projects"]), (&serde_json::json!(["red", "blue"]), &serde_json::json!(["p"])));
    users(&home, "update kim --remove-attribute teams=red --attribute roles=writer")
        .exits(2)
        .says("the roles become writer, the teams become blue?");
    let less = attributes("update kim --remove-attribute teams=red --attribute roles=writer --yes");
    assert_eq!((&less["roles"], &less["teams"]), (&serde_json::json!(["writer"]), &serde_json::json!(["blue"])));
    users(&home, "list --search kim -o csv --columns name,attributes")
        .exits(0)
        .prints("name,attributes\r\nkim,\"roles=writer, teams=blue, projects=p\"\r\n");
    users(&home, "update kim --remove-attribute teams=green --yes").exits(2).says("`green` is not in the list");
    users(&home, "update kim --attribute teams=x --add-attribute teams=y").exits(2).says("gives the whole list");
    users(&home, "update kim --attribute colour=red").exits(2).says("roles, teams, projects, namespaces");
    users(&home, "update kim --attribute teams=x --clear attributes").exits(2).says("--clear attributes");
    let plan = users(&home, "update kim --clear attributes --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["attributes"][1]["roles"], serde_json::json!([]));
    let none = attributes("update kim --clear attributes --yes");
    assert_eq!(none, serde_json::json!({"roles": [], "teams": [], "projects": [], "namespaces": []}));
    let double = Double::gpustack();
    home.on(&double, "users create molly --attribute roles=a").run().exits(8).says("attributes");
    home.on(&double, "users update admin --attribute roles=a").run().exits(8).says("attributes");
}

#[test]
fn a_password_can_be_taken_away() {
    let home = Home::new();
    home.local_words(["users", "create", "bob", "--password-stdin"]).stdin("correct horse battery").run().exits(0);
    users(&home, "update bob --clear password").exits(2).says("the password goes?");
    let plan = users(&home, "update bob --clear password --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["password"], serde_json::json!([null, null]));
    users(&home, "update bob --clear password --yes").exits(0);
    users(&home, "update bob --clear password --password-stdin").exits(2).says("beside `--password-stdin`");
    users(&home, "update bob --clear email --email b@example.com").exits(2).says("`--clear email`").says("hint: ");
}

#[test]
fn a_plan_tells_the_role_that_nobody_named_and_the_rule_of_a_password() {
    let (home, double) = (Home::new(), Double::gpustack());
    let plan = users(&home, "create alice --dry-run -o json").exits(0).json();
    assert_eq!(plan["changes"][0]["fields"]["role"], serde_json::json!([null, "member"]));
    let short = home.on(&double, "users create molly --password-stdin --dry-run").stdin("x").run().exits(2);
    short.says("GPUStack wants an upper-case letter").does_not_say("\"x\"");
}
