//! LiteLLM as it is typed, against answers of 1.106.2: what it refuses, what it misleads about, and what it repeats.

use serde_json::{Value, json};

use crate::support::double::{Double, Echo, answer};
use crate::support::{Home, Run};

const MASTER_KEY: &str = "sk-s3ntinel-of-the-master-0123";

fn run(double: &Double, line: &str) -> Run {
    let url = double.url();
    let words = ["--url", &url, "--kind", "litellm", "--retries", "0"].into_iter().chain(line.split_whitespace());
    Home::new().gatekey(words).env("GATEKEY_TOKEN", MASTER_KEY).stdin("sk-s3ntinel-from-stdin-0123").run()
}

/// Shape A of its errors.
fn says(message: &str) -> Value {
    json!({"error": {"message": message, "type": "internal_server_error", "param": null, "code": "400"}})
}

fn key(hash: &str, alias: &str) -> Value {
    json!({"token": hash, "key_name": "sk-...YhTg", "key_alias": alias, "user_id": null, "models": null,
        "allowed_routes": null, "metadata": null, "created_at": "2026-11-22T10:00:00Z"})
}

fn listed(keys: &[Value]) -> Value {
    json!({"keys": keys, "total_count": keys.len(), "current_page": 1, "total_pages": usize::from(!keys.is_empty())})
}

/// A LiteLLM with these keys, asked with its master key.
fn with_keys(keys: &[Value]) -> Double {
    let double = Double::silent();
    double.answers("GET", "/v2/user/info", answer(404, says("User not found: default_user_id")));
    double.answers("GET", "/key/info", answer(404, says("Key not found in database")));
    double.answers("GET", "/key/list", answer(200, listed(keys)));
    double.answers("GET", "/health/license", answer(200, json!({"has_license": false, "license_type": "community"})));
    let models = json!({"data": [{"model_name": "gpt-4o", "model_info": {"access_groups": ["general"]}}]});
    double.answers("GET", "/model/info", answer(200, models));
    double.answers("GET", "/v1/models", answer(200, json!({"data": [{"id": "gpt-4o"}]})));
    double
}

fn posted(double: &Double) -> Vec<String> {
    double.calls().into_iter().filter(|call| call.starts_with("POST")).collect()
}

#[test]
fn a_proxy_without_a_database_can_administer_nothing() {
    let missing = |words: &str| answer(500, says(words));
    let double = Double::silent();
    double.answers("GET", "/v2/user/info", missing("DB not connected. This endpoint needs a database"));
    double.answers("GET", "/key/info", missing("Database not connected. Connect a database to your proxy"));
    double.answers("GET", "/key/list", missing("Authentication Error, Database not connected"));
    let of_users = json!({"detail": {"error": "No db connected. prisma client=None"}});
    double.answers("GET", "/user/list", answer(500, of_users));
    double.answers("POST", "/user/new", missing("DB not connected. This endpoint needs a database"));
    let id = "a".repeat(64);
    for line in [
        "status",
        "tokens list",
        "tokens watch",
        "tokens create ci",
        &format!("tokens show id:{id}"),
        &format!("tokens revoke id:{id} --yes"),
        "users list",
        "users create eve",
        "teams list",
        "teams create research",
    ] {
        run(&double, line).exits(8).prints("").says("has no database").says("DATABASE_URL");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let double = with_keys(&[]);
    for (line, why) in [
        ("--expires-in 0s", "cannot live for 0 seconds"),
        ("--expires-in=-5d", "negative"),
        ("--expires-in 1mo", "`mo` is no unit"),
        ("--expires-in 9000y", "after the year 9999"),
        ("--scope info_route", "did you mean `info_routes`?"),
        ("--scope llm_apy", "did you mean `llm_api`?"),
        ("--scope * --scope llm_api", "`*`"),
        ("--model gtp-4o", "did you mean `gpt-4o`?"),
        ("--route v1/models", "begins with `/`"),
        ("--budget=-1", "not negative"),
    ] {
        run(&double, &format!("tokens create ci {line}")).exits(2).prints("").says(why);
    }
    for (line, instead) in [
        ("tokens create ci --allow model:x", "--model"),
        ("tokens create ci --session", "every LiteLLM key is a token"),
        ("tokens create ci --metadata tags=a", "no Enterprise licence"),
        ("tokens show id:x --history", "tokens watch"),
        ("users deactivate eve --yes", "revoke or block their keys"),
        ("users create eve --password-stdin", "tokens create NAME --owner USER"),
    ] {
        run(&double, line).exits(8).prints("").says(instead);
    }
    assert_eq!(posted(&double), Vec::<String>::new());
}

#[test]
fn more_than_292_years_are_sent_in_seconds() {
    let double = with_keys(&[]);
    double.answers("POST", "/key/generate", answer(200, key(&"0".repeat(64), "ci")));
    run(&double, "tokens create ci --expires-in 300y --scope llm_api -q").exits(0);
    let sent = double.arrived().into_iter().find(|call| call.path == "/key/generate").unwrap();
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(body["duration"], "9460800000s");
}

#[test]
fn a_name_that_two_keys_hold_is_ambiguous_and_one_that_is_held_is_taken() {
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let double = with_keys(&[key(&one, "ci"), key(&two, "ci")]);
    for line in ["tokens show ci", "tokens block ci --yes", "tokens revoke ci --yes", "tokens update ci --rpm 5"] {
        let told = run(&double, &format!("{line} -o json"));
        assert!(matches!(told.exit, 6 | 10), "{}", told.told());
        assert!(
            [&one, &two].iter().all(|id| format!("{}{}", told.stdout, told.stderr).contains(*id)),
            "{}",
            told.told()
        );
    }
    assert_eq!(posted(&double), Vec::<String>::new());
    run(&double, "tokens create ci --dry-run").exits(6).says("has a token named \"ci\" already");
    let taken = "Key with alias 'ci' already exists. Unique key aliases across all keys are required.";
    double.answers("POST", "/key/generate", answer(400, says(taken)));
    run(&double, "tokens create ci").exits(6).prints("").says("tokens list --search ci");
}

#[test]
fn what_cannot_be_done_is_said_before_it_is_asked_about() {
    let double = with_keys(&[key(&"1".repeat(64), "ci")]);
    for (line, why) in [("--scope llm_apy", "did you mean `llm_api`?"), ("--model gtp-4o", "did you mean `gpt-4o`?")] {
        run(&double, &format!("tokens update ci {line}")).exits(2).says(why).does_not_say("--yes");
    }
    double.answers("POST", "/user/new", answer(409, says("{'error': 'User with id eve already exists'}")));
    run(&double, "users create eve").exits(6).says("cause: User with id eve already exists\n");
}

#[test]
fn a_budget_of_a_user_that_shrinks_wants_a_yes() {
    let double = Double::silent();
    let alice = json!({"user_id": "alice", "user_role": "internal_user", "spend": 1.5, "max_budget": 10.0,
        "budget_duration": "7d", "budget_reset_at": "2026-11-30T00:00:00Z", "teams": null, "metadata": null});
    double.answers("GET", "/v2/user/info", answer(200, alice.clone()));
    double.answers("POST", "/user/update", answer(200, json!({"user_id": "alice", "data": alice})));
    let shown = run(&double, "users show alice -o json").exits(0).json();
    let budget = json!({"max": 10.0, "spent": 1.5, "period": "7d", "resets_at": "2026-11-30T00:00:00Z"});
    assert_eq!(shown["budget"], budget);
    run(&double, "users update alice --budget 5").exits(2).says("the budget becomes 5").says("--yes");
    run(&double, "users update alice --budget=-5").exits(2).says("not negative");
    let planned = run(&double, "users update alice --budget 5 --clear budget-period --dry-run -o json").exits(0).json();
    assert_eq!(planned["changes"][0]["fields"], json!({"budget": [10.0, 5.0], "budget_period": ["7d", null]}));
    assert_eq!(posted(&double), Vec::<String>::new());
    run(&double, "users update alice --budget 20").exits(0);
    run(&double, "users update alice --clear budget --yes").exits(0);
    let sent = |call: &crate::support::double::Arrived| serde_json::from_str::<Value>(&call.body).unwrap();
    let bodies: Vec<Value> = double.arrived().iter().filter(|call| call.method == "POST").map(sent).collect();
    let expected = |budget: Value| json!({"user_id": "alice", "max_budget": budget});
    assert_eq!(bodies, [expected(json!(20.0)), expected(Value::Null)]);
}

#[test]
fn what_the_server_says_of_its_edition_is_exit_8_whatever_its_status() {
    let words = "You must be a LiteLLM Enterprise user to use this feature.";
    for (status, body) in [
        (500, says(&format!("Regenerating Virtual Keys is an Enterprise feature, {words}"))),
        (
            403,
            says(&format!("{{'error': 'This feature is only available for LiteLLM Enterprise users: tags. {words}'}}")),
        ),
        (400, json!({"detail": {"error": format!("Assigning team admins is a premium feature. {words}")}})),
    ] {
        let double = with_keys(&[]);
        double.answers("POST", "/key/generate", answer(status, body));
        run(&double, "tokens create ci").exits(8).prints("").says("Enterprise").says("gatekey status");
    }
}

#[test]
fn no_secret_comes_out_of_a_server_that_repeats_what_it_is_sent() {
    const CALLS: [&str; 11] = [
        "tokens list",
        "tokens show ci",
        "tokens create new --expires-in 1d",
        "tokens create new --custom -",
        "tokens revoke ci --yes",
        "tokens block - --yes",
        "tokens whois -",
        "users list",
        "teams create research",
        "scopes list",
        "status",
    ];
    for echo in Echo::ALL {
        let double = Double::silent();
        double.echoes_at("^/(key|user|team|v1|v2|model|health)/", echo);
        for (format, line) in ["-vv", "-o json"].into_iter().flat_map(|format| CALLS.map(|line| (format, line))) {
            let told = run(&double, &format!("{format} {line}"));
            let all = format!("{}{}", told.stdout, told.stderr);
            assert!(!all.contains("s3ntinel") && !all.contains("panicked"), "{echo:?}: {line}\n{}", told.told());
        }
        // A key that is made and whose answer is of no use: what was chosen for it is in no error and no trace.
        let double = with_keys(&[]);
        double.echoes_at("^/key/generate$", echo);
        let told = run(&double, "-vv tokens create new");
        let sent = double.arrived().into_iter().find(|call| call.path == "/key/generate").unwrap();
        let body: Value = serde_json::from_str(&sent.body).unwrap();
        let chosen = body["key"].as_str().unwrap();
        assert!(!told.stderr.contains(chosen), "{echo:?}\n{}", told.told());
    }
}

fn queries(double: &Double, at: &str) -> Vec<String> {
    double.arrived().into_iter().filter(|call| call.path == at).map(|call| call.query).collect()
}

#[test]
fn a_token_is_found_by_its_name_without_reading_those_that_are_called_alike() {
    let double = with_keys(&[key(&"1".repeat(64), "ci")]);
    run(&double, "tokens show ci").exits(0);
    let asked = queries(&double, "/key/list");
    let [exact, generations] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(exact.contains("key_alias=ci") && !exact.contains("search"), "{exact}");
    assert!(generations.contains("search=ci%7E") && !generations.contains("key_alias"), "{generations}");
}

#[test]
fn a_name_that_means_two_tokens_is_listed_by_their_ids() {
    let (one, two, three) = ("1".repeat(64), "2".repeat(64), "3".repeat(64));
    let double = with_keys(&[key(&one, "ci"), key(&two, "ci"), key(&three, "deploy")]);
    run(&double, "tokens list -o name").prints(&format!("id:{one}\nid:{two}\ndeploy\n"));
}

#[test]
fn a_revoked_token_is_not_promised_to_be_found() {
    run(&with_keys(&[]), "tokens show ci").exits(5).says("tokens list").does_not_say("revoked");
}

/// A LiteLLM with these teams, and a key in the first of them.
fn with_teams(teams: &[Value]) -> Double {
    let mut ci = key(&"1".repeat(64), "ci");
    ci["team_id"] = teams[0]["team_id"].clone();
    let double = with_keys(&[ci.clone()]);
    double.answers("POST", "/key/update", answer(200, ci));
    let all = json!({"teams": teams, "total": teams.len(), "page": 1, "page_size": 100, "total_pages": 1});
    double.answers("GET", "/v2/team/list", answer(200, all));
    // Who may not see its members sees the team all the same.
    double.answers("GET", "/team/info", answer(403, says("You are not authorized to view this team's info")));
    double
}

#[test]
fn a_token_that_goes_to_a_narrower_team_wants_a_yes() {
    let team = |id: &str, models: &[&str], budget: Option<f64>, blocked: bool| json!({"team_id": id, "team_alias": id, "models": models, "max_budget": budget, "blocked": blocked});
    let free = team("free", &[], None, false);
    for (before, after, asks) in [
        (free.clone(), team("other", &[], None, false), false),
        (free.clone(), team("other", &["gpt-4o"], None, false), true),
        (free.clone(), team("other", &[], Some(10.0), false), true),
        (free, team("other", &[], None, true), true),
        (team("small", &["gpt-4o"], Some(5.0), false), team("other", &["gpt-4o", "o1"], Some(10.0), false), false),
    ] {
        let double = with_teams(&[before, after]);
        let told = run(&double, "tokens update ci --team other");
        if asks {
            told.exits(2).says("Take rights away from ci").says("--yes");
            assert_eq!(posted(&double), Vec::<String>::new());
        } else {
            told.exits(0);
        }
        let planned = run(&double, "tokens update ci --team other --dry-run -o json").exits(0).json();
        assert_eq!(planned["changes"][0]["fields"]["team"][1], "other", "{planned}");
        run(&double, "tokens update ci --team other --yes").exits(0);
    }
}

#[test]
fn models_that_could_not_be_checked_are_warned_of() {
    let double = with_keys(&[]);
    double.answers_once("GET", "/model/info", answer(200, json!({"data": null})));
    double.answers("POST", "/key/generate", answer(200, key(&"0".repeat(64), "ci")));
    run(&double, "tokens create ci --model gpt-9 --scope llm_api").exits(0).says("could not be checked");
    run(&double, "tokens create ci --model gpt-9 --scope llm_api").exits(2).says("no model \"gpt-9\"");
    // What is given twice is asked for once.
    run(&double, "tokens create ci --model gpt-4o --model gpt-4o").exits(0);
    let sent = double.arrived().into_iter().rfind(|call| call.path == "/key/generate").unwrap();
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(body["models"], json!(["gpt-4o"]));
}

#[test]
fn a_key_that_is_kept_from_asking_who_it_is_is_denied_and_not_nobodys() {
    let words = "Virtual key is not allowed to call this route. Only allowed to call routes: ['llm_api_routes'].";
    let double = Double::silent();
    for at in ["/v2/user/info", "/user/info", "/key/info", "/key/list"] {
        double.answers("GET", at, answer(403, json!({ "detail": words })));
    }
    for line in ["tokens list --owner me", "users show me"] {
        run(&double, line).exits(4).prints("").says("does not let this key ask").says("`management`");
    }
    run(&double, "status").exits(0);
}

#[test]
fn what_litellm_reads_as_a_setting_is_refused_as_a_label() {
    let double = with_keys(&[key(&"1".repeat(64), "ci")]);
    for (label, exit) in
        [("model_rpm_limit=5", 2), ("cache=no", 2), ("logging=x", 8), ("denied_passthrough_routes=/x", 8)]
    {
        let (name, _) = label.split_once('=').unwrap();
        for line in ["tokens create new", "tokens update ci"] {
            run(&double, &format!("{line} --metadata {label}")).exits(exit).says(name).says("no label");
        }
    }
    assert_eq!(posted(&double), Vec::<String>::new());
}

#[test]
fn names_and_roles_that_cannot_be_meant_are_refused() {
    let double = with_keys(&[]);
    for (line, why) in [
        ("tokens create ci --budget -5", "not negative"),
        ("tokens create ci --budget 5 --budget-period 1h30m", "does not read \"1h30m\""),
        ("teams create research --budget -5", "not negative"),
        ("teams create research --budget-period fortnightly", "does not read"),
        ("users create me", "`me` is whoever types it"),
        ("users create id:x", "`id:`"),
        ("users create eve --email nobody", "no e-mail address"),
        ("users update eve --email a@b@c", "no e-mail address"),
        ("users create eve --budget -5", "not negative"),
        ("users list --role administrater", "did you mean `administrator`?"),
    ] {
        run(&double, line).exits(2).prints("").says(why).does_not_say("tip:");
    }
    let url = double.url();
    let blank = ["--url", &url, "--kind", "litellm", "tokens", "create", " "];
    Home::new().gatekey(blank).env("GATEKEY_TOKEN", MASTER_KEY).run().exits(2).says("the name is empty");
    assert_eq!(posted(&double), Vec::<String>::new());
}

#[test]
fn a_login_with_a_password_or_a_team_is_refused_before_either_is_asked_for() {
    let double = Double::silent();
    let url = double.url();
    for (kind, more, why) in [
        ("litellm", "--username ada", "--token-stdin"),
        ("litellm", "--username ada --team research", "--token-stdin"),
        ("coder", "--username ada --team research", "a team"),
        ("local", "--username ada --team research", "a team"),
    ] {
        let line = format!("login {url} --kind {kind} --password-stdin {more}");
        for end in ["", " --dry-run"] {
            let home = Home::new();
            let line = format!("{line}{end}");
            home.gatekey(line.split_whitespace()).stdin("hunter2").run().exits(8).prints("").says(why);
        }
    }
    assert_eq!(double.calls(), Vec::<String>::new());
}
