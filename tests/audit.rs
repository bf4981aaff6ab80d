//! `tokens audit`: what is odd about the tokens of one gateway, and of all at once.

use std::net::TcpListener;
use std::time::Instant;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::double::coder::{CoderDouble, OWNER, PASSWORD as CODER_PASSWORD};
use crate::support::double::litellm::{LitellmDouble, MASTER_KEY};
use crate::support::double::{Double, PASSWORD, answer};
use crate::support::served::Served;
use crate::support::terminal::Terminal;
use crate::support::{Home, Run};

/// Who has logged in to the Coder.
const OWNER_NAME: &str = "admin";

/// Tokens that are each odd in their own way, and one that is not.
fn odd_tokens(home: &Home) {
    for line in [
        "tokens create fine --scope inference --model llama3 --expires-in 60d",
        "tokens create soon --scope inference --model llama3 --expires-in 12h",
        "tokens create week --scope inference --model llama3 --expires-in 6d",
        "tokens create forever --scope inference --model llama3 --expires-in never",
        "tokens create mighty --scope all --expires-in 60d",
    ] {
        home.local(line).exits(0);
    }
    home.local("users create polly").exits(0);
    home.local("tokens create hers --owner polly --scope inference --model llama3 --expires-in 60d").exits(0);
    home.local("users deactivate polly --yes").exits(0);
}

/// What was found, as `rule of token`.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| format!("{} of {}", text(&finding["rule"]), text(&finding["token"]["name"])))
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

const ODD: [&str; 6] = [
    "inactive_owner of hers",
    "expiring of soon",
    "never_expires of forever",
    "all_scopes of mighty",
    "expiring of week",
    "all_models of mighty",
];

#[test]
fn each_odd_token_is_told_and_the_others_are_not() {
    let home = Home::new();
    odd_tokens(&home);
    let report = home.local("tokens audit -o json").exits(0).json();
    assert_eq!(found(&report), ODD);
    assert_eq!(report["unknown"], json!([]));
    let profile = json!({"name": "local", "kind": "local", "url": null, "reachable": true, "tokens": 6, "error": null});
    assert_eq!(report["profiles"], json!([profile]));
    let first = &report["findings"][0];
    assert_eq!((text(&first["severity"]), text(&first["detail"])), ("high", "its owner polly is deactivated"));
    // The same over HTTP.
    let key = home.local("tokens create root --scope all --expires-in 60d").exits(0).line();
    let served = home.serve();
    let over_http = |key: &str| {
        let url = format!("http://{}", served.address());
        let words = ["--url", &url, "--kind", "local", "tokens", "audit", "-o", "json"];
        home.gatekey(words).env("GATEKEY_TOKEN", key).run().exits(0).json()
    };
    let report = over_http(&key);
    assert!(ODD.iter().all(|odd| found(&report).contains(&(*odd).to_owned())), "{report}");
}

#[test]
fn on_a_terminal_there_is_a_timeline_and_nothing_is_wider() {
    let home = Home::new();
    odd_tokens(&home);
    let seen = Terminal::run(&home, 80, "$G --profile local tokens audit").ends();
    let shown = seen.rsplit("\u{1b}[2K").next().expect("text").to_owned();
    let plain = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern").replace_all(&shown, "").into_owned();
    for line in plain.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_snapshot!(plain, @"
    6 tokens on 1 gateway: 2 high, 2 medium, 2 low

     expired      0
       in 1d      1  █
       in 3d      0
       in 7d      1  █
      in 30d      0
      in 90d      3  ███
       in 1y      0
       later      0
       never      1  █

    SEVERITY  RULE            TOKEN    PROFILE  DETAIL
    high      inactive_owner  hers     local    its owner polly is deactivated
    high      expiring        soon     local    expires in 12h
    medium    never_expires   forever  local    never expires
    medium    all_scopes      mighty   local    may do everything its owner may
    low       expiring        week     local    expires in 6d
    low       all_models      mighty   local    may use every model
    ");
}

#[test]
fn only_what_was_named_fails() {
    let home = Home::new();
    home.local("tokens create fine --scope inference --model llama3 --expires-in 60d").exits(0);
    home.local("tokens audit --fail-on low,unknown").exits(0);
    home.local("tokens create forever --scope inference --model llama3 --expires-in never").exits(0);
    home.local("tokens audit").exits(0);
    for (named, exit) in [("never_expires", 12), ("never-expires", 12), ("medium", 12), ("low", 12), ("high", 0)] {
        let run = home.local_words(["tokens", "audit", "--fail-on", named, "-o", "json"]).run().exits(exit);
        assert_eq!(found(&run.json()), ["never_expires of forever"], "a verdict is printed");
    }
    home.local("tokens audit --fail-on unused --fail-on never_expires -q").exits(12);
    home.local("tokens audit --fail-on sometimes").exits(2).says("past_grace");
    home.local("tokens audit --unused-for 0s --fail-on unused").exits(12);
}

#[test]
fn programs_get_each_format() {
    let home = Home::new();
    odd_tokens(&home);
    home.local("tokens audit -o name").exits(0).prints("hers\nsoon\nforever\nmighty\nweek\nmighty\n");
    let csv = home.local("tokens audit -o csv").exits(0);
    let rows: Vec<&str> = csv.stdout.lines().collect();
    assert_eq!((rows[0], rows.len()), ("severity,rule,token,id,owner,profile,expires_at,detail", 7));
    assert!(rows[1].starts_with("high,inactive_owner,hers,"), "{}", rows[1]);
    let lines = home.local("tokens audit -o ndjson").exits(0);
    assert_eq!(lines.stdout.lines().count(), 1, "a report is one object");
    home.local_words(["tokens", "audit", "--jq", ".findings[0].token.name"]).run().exits(0).prints("hers\n");
    home.local("tokens audit --columns rule,token -o csv").exits(0);
    home.local("tokens audit --columns rules").exits(2).says("severity");
    home.local("tokens audit --all-profiles").exits(2).says("--profile");
}

/// A machine with a profile for each gateway, logged in to all of them.
struct Fleet {
    home: Home,
    served: Served,
    gpustack: Double,
    coder: CoderDouble,
}

impl Fleet {
    fn new() -> Self {
        let home = Home::new();
        let (served, key) = home.serve_with_administrator();
        let (gpustack, coder) = (Double::gpustack(), CoderDouble::new());
        let url = format!("http://{}", served.address());
        let login = ["login", &url, "--profile", "served", "--token-stdin", "--store", "file"];
        home.gatekey(login).stdin(&key).run().exits(0);
        for (profile, url, user, password) in
            [("gpu", gpustack.url(), "admin", PASSWORD), ("coder", coder.url(), OWNER, CODER_PASSWORD)]
        {
            let login =
                ["login", &url, "--profile", profile, "--username", user, "--password-stdin", "--store", "file"];
            home.gatekey(login).stdin(password).run().exits(0);
        }
        Self { home, served, gpustack, coder }
    }

    /// Adds a profile with a credential, as if somebody had logged in to that address.
    fn add(&self, name: &str, url: &str) {
        self.add_as(name, "gpustack", url, "gpustack_x");
    }

    fn add_as(&self, name: &str, kind: &str, url: &str, secret: &str) {
        let config = self.home.read("config/config.toml");
        let profile = format!(
            "[profiles.{name}]\nurl = \"{url}\"\nkind = \"{kind}\"\n[profiles.{name}.credential]\nstore = \"file\"\n"
        );
        self.home.write("config/config.toml", &format!("{config}\n{profile}"));
        let mut credentials: Value = serde_json::from_str(&self.home.read("data/credentials.json")).expect("JSON");
        credentials["credentials"][name] = json!({"url": url, "secret": secret});
        self.home.write("data/credentials.json", &credentials.to_string());
    }

    fn audit(&self, more: &str) -> Run {
        self.home.run(&format!("tokens audit --all-profiles -o json --timeout 3s {more}"))
    }
}

#[test]
fn every_profile_is_read_and_what_one_does_not_tell_is_unknown() {
    let fleet = Fleet::new();
    fleet.gpustack.key("forever", "polly", json!({"scope": ["inference"], "allowed_model_names": ["llama3"]}));
    let polly = json!({"id": 8, "username": "polly", "is_admin": false, "is_active": false, "full_name": null,
        "source": "Local", "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z"});
    let page = json!({"items": [polly], "pagination": {"page": 1, "perPage": 100, "total": 1, "totalPage": 1}});
    fleet.gpustack.answers("GET", "/v2/users", answer(200, page));
    fleet.coder.key(OWNER_NAME, "mighty", &["coder:all"]);
    let report = fleet.audit("").exits(0).json();
    let found = found(&report);
    for odd in ["inactive_owner of forever", "never_expires of forever", "all_scopes of mighty"] {
        assert!(found.contains(&odd.to_owned()), "{odd}: {found:?}");
    }
    let profiles: Vec<_> = report["profiles"].as_array().expect("profiles").iter().collect();
    let names: Vec<&str> = profiles.iter().map(|profile| text(&profile["name"])).collect();
    assert_eq!(names, ["coder", "gpu", "served", "local"], "the embedded gateway too, where there is one");
    assert!(profiles.iter().all(|profile| profile["reachable"] == json!(true)), "{report}");
    let unused = json!({"rule": "unused", "profile": "gpu", "tokens": 2,
        "detail": "the gateway does not tell when it was last used"});
    assert!(report["unknown"].as_array().expect("a list").contains(&unused), "{report}");
    fleet.audit("--fail-on unknown").exits(12);
    // A key of the environment is for one gateway: it goes to none of these.
    let told = fleet.home.gatekey(["tokens", "audit", "--all-profiles"]).env("GATEKEY_TOKEN", "of-somewhere").run();
    told.exits(0).says("is not used");
    drop(fleet.served);
}

/// What was found on this profile, as `severity rule of token: detail`.
fn found_on(report: &Value, profile: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let here = findings.filter(|finding| finding["token"]["gateway"]["profile"] == json!(profile));
    let told = |finding: &Value| {
        let name = text(&finding["token"]["gateway_name"]);
        format!("{} {} of {name}: {}", text(&finding["severity"]), text(&finding["rule"]), text(&finding["detail"]))
    };
    here.map(told).collect()
}

fn ago(time: jiff::SignedDuration) -> Value {
    #[expect(clippy::disallowed_methods, reason = "the server has a clock of its own")]
    let now = jiff::Timestamp::now();
    json!((now - time).to_string())
}

#[test]
fn on_two_proxies_one_secret_an_end_that_is_past_a_grace_that_is_over_and_what_lies_idle_are_told() {
    let fleet = Fleet::new();
    let proxies = [LitellmDouble::new(), LitellmDouble::new()];
    for (name, proxy) in ["one", "two"].into_iter().zip(&proxies) {
        fleet.add_as(name, "litellm", &proxy.url(), MASTER_KEY);
    }
    let on = |profile: &str, line: &str| {
        let words = ["--profile", profile, "tokens"].into_iter().chain(line.split(' '));
        fleet.home.gatekey(words)
    };
    let limits = "--scope llm_api --model gpt-4o --expires-in 30d";
    for profile in ["one", "two"] {
        let create = format!("create everywhere {limits} --budget 5 --custom -");
        on(profile, &create).stdin("sk-the-same-secret-on-both").run().exits(0);
    }
    for name in ["dear", "gone", "idle", "kept", "cut"] {
        let budget = if name == "dear" { "" } else { " --budget 5" };
        on("one", &format!("create {name} {limits}{budget}")).run().exits(0);
    }
    proxies[0].set("gone", "expires", ago(jiff::SignedDuration::from_hours(50)));
    proxies[0].set("idle", "created_at", ago(jiff::SignedDuration::from_hours(24 * 100)));
    // The grace of both is over. The proxy ended one by itself, and somebody let the other live on.
    for (name, ends) in
        [("kept", ago(jiff::SignedDuration::from_hours(-99))), ("cut", ago(jiff::SignedDuration::from_hours(3)))]
    {
        let file = format!("file:{}", fleet.home.path(name).display());
        let told = on("one", &format!("rotate {name} --to {file} --grace 1h -o json")).run().exits(0).json();
        let old = text(&told["superseded"]["gateway_name"]).to_owned();
        let mut metadata = proxies[0].told(&old)["metadata"].clone();
        metadata["gatekey"]["until"] = ago(jiff::SignedDuration::from_hours(3));
        proxies[0].set(&old, "metadata", metadata);
        proxies[0].set(&old, "expires", ends);
    }
    let report = fleet.audit("").exits(0).json();
    let mut on_one = found_on(&report, "one");
    on_one.iter_mut().for_each(|told| {
        *told = regex::Regex::new("old-[0-9a-f]+").expect("a pattern").replace(told, "old").into_owned()
    });
    assert_eq!(
        on_one,
        [
            "high shared_key of everywhere: is everywhere on \"two\" as well",
            "high past_grace of kept~old: is there still; its grace ended 3h ago",
            "medium expired of gone: expired 2d ago",
            "medium expired of cut~old: expired 3h ago",
            "low no_budget of dear: has no budget of its own",
            "low unused of idle: never used, made 100d ago",
        ]
    );
    assert_eq!(found_on(&report, "two"), ["high shared_key of everywhere: is everywhere on \"one\" as well"]);
    fleet.audit("--fail-on past_grace").exits(12);
}

#[test]
fn on_coder_an_older_token_beside_a_newer_is_told_and_that_nothing_is_kept_of_it() {
    let fleet = Fleet::new();
    for name in ["ci", "ci~2"] {
        fleet.coder.key(OWNER_NAME, name, &["workspace:read"]);
    }
    let report = fleet.audit("").exits(0).json();
    let found = found_on(&report, "coder");
    assert!(found.contains(&"low past_grace of ci: ci~2 is newer, and this one works still".to_owned()), "{found:?}");
    assert!(!found.iter().any(|told| told.contains("past_grace of ci~2")), "{found:?}");
    let unknown = report["unknown"].as_array().expect("a list").iter();
    let unknown: Vec<_> = unknown.filter(|unknown| unknown["rule"] == json!("past_grace")).collect();
    assert!(matches!(unknown.as_slice(), [one] if one["profile"] == json!("coder")), "{unknown:?}");
}

#[test]
fn one_that_was_not_asked_is_not_called_reachable() {
    let fleet = Fleet::new();
    let config = fleet.home.read("config/config.toml");
    fleet.home.write(
        "config/config.toml",
        &format!("{config}\n[profiles.bare]\nurl = \"http://127.0.0.1:9\"\nkind = \"gpustack\"\n"),
    );
    let report = fleet.audit("").exits(10).json();
    let bare = report["profiles"].as_array().expect("profiles").iter().find(|profile| profile["name"] == "bare");
    let bare = bare.expect("it is told");
    assert_eq!((&bare["reachable"], &bare["tokens"]), (&Value::Null, &Value::Null));
    assert!(bare["error"].is_object(), "{bare}");
}

#[test]
fn a_gateway_that_is_dead_costs_its_own_time_only_and_is_told() {
    let fleet = Fleet::new();
    // They take connections, and never answer.
    let silent: Vec<TcpListener> = (0..4).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    for (number, listener) in silent.iter().enumerate() {
        fleet.add(&format!("dead{number}"), &format!("http://{}", listener.local_addr().expect("an address")));
    }
    let timed = |run: &dyn Fn() -> Run| {
        let started = Instant::now();
        (run(), started.elapsed())
    };
    let (_, alone) = timed(&|| fleet.home.run("--profile dead0 tokens audit --timeout 3s").exits(7));
    let (run, took) = timed(&|| fleet.audit(""));
    // One after the other, four of them take four times as long as one.
    assert!(took < alone * 2, "{took:?} for all, {alone:?} for one");
    let report = run.exits(10).json();
    for profile in report["profiles"].as_array().expect("profiles") {
        let is_dead = text(&profile["name"]).starts_with("dead");
        assert_eq!(profile["reachable"], json!(!is_dead), "{profile}");
        assert_eq!(profile["error"]["code"], if is_dead { json!("unreachable") } else { Value::Null }, "{profile}");
        assert_eq!(profile["tokens"].is_null(), is_dead, "{profile}");
    }
    // What was found is certain; what was not read is not.
    fleet.audit("--fail-on medium").exits(12);
    // Alone, it is a plain failure.
    fleet.home.run("--profile dead0 tokens audit --timeout 1s").exits(7).prints("");
    let shown = fleet.home.run("tokens audit --all-profiles --timeout 1s").exits(10);
    shown.says("warning: \"dead0\" was not read: ");
}

#[test]
fn a_rejected_credential_is_told_apart_from_silence() {
    let fleet = Fleet::new();
    fleet.add("other", &fleet.gpustack.url());
    let report = fleet.audit("").exits(10).json();
    let other = report["profiles"].as_array().expect("profiles").iter().find(|profile| profile["name"] == "other");
    let other = other.expect("it is told");
    assert_eq!((&other["reachable"], &other["error"]["code"]), (&json!(true), &json!("unauthenticated")));
}

#[test]
fn without_a_profile_there_is_nothing_to_audit() {
    Home::new().run("tokens audit --all-profiles").exits(2).says("no profiles");
    Home::new().run("tokens audit").exits(2);
}
