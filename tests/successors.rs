//! Rotation where one key takes the place of another: what the new one takes over, what becomes of the old one's name and
//! end, and what is remembered where the gateway keeps nothing.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::double::litellm::{LitellmDouble, MASTER_KEY};
use crate::support::place::Place;
use crate::support::{Home, Run};

/// A LiteLLM with the key `ci` of the user `ada`, and somebody who rotates it.
struct House {
    home: Home,
    double: LitellmDouble,
    ada: String,
    secret: String,
}

impl House {
    fn new() -> Self {
        let double = LitellmDouble::new();
        let ada = double.user_key("ada");
        let mut house = Self { home: Home::new(), double, ada, secret: String::new() };
        let create = "tokens create ci --scope llm_api --model gpt-4o --expires-in 30d --budget 10 --budget-period 7d --rpm 60 \
                      --metadata stage=test --description nightly";
        house.secret = house.by_ada(create).exits(0).line();
        house
    }

    fn run_as(&self, key: &str, words: &[&str]) -> Run {
        let url = self.double.url();
        let at = ["--url", url.as_str(), "--kind", "litellm"];
        let invocation = self.home.gatekey(at.into_iter().chain(words.iter().copied()));
        invocation.env("GATEKEY_TOKEN", key).env("PATH", "/usr/bin:/bin").run()
    }

    fn by_admin(&self, line: &str) -> Run {
        self.run_as(MASTER_KEY, &line.split_whitespace().collect::<Vec<_>>())
    }

    fn by_ada(&self, line: &str) -> Run {
        self.run_as(&self.ada, &line.split_whitespace().collect::<Vec<_>>())
    }

    fn to_file(&self) -> String {
        format!("tokens rotate ci --to file:{}", self.home.path("key").display())
    }

    fn held(&self) -> String {
        self.home.read("key").trim().to_owned()
    }

    fn lets_in(&self, secret: &str) -> bool {
        match self.run_as(secret, &["api", "GET", "/v1/models"]).exit {
            0 => true,
            3 => false,
            other => panic!("exit {other}"),
        }
    }

    /// The aliases of the keys that there are but the one to come with.
    fn aliases(&self) -> Vec<String> {
        let listed = self.by_admin("tokens list -o json").json();
        let names = listed.as_array().expect("a list").iter().map(|token| token["gateway_name"].clone());
        let mut names: Vec<String> = names.filter_map(|name| name.as_str().map(str::to_owned)).collect();
        names.retain(|name| !name.ends_with("of-the-test"));
        names.sort();
        names
    }
}

/// Without what a new key cannot share with an old one.
fn limits(told: &Value) -> Value {
    let mut told = told.clone();
    for own in ["created_at", "updated_at", "expires", "key_name", "key_type"] {
        told[own] = Value::Null;
    }
    told["metadata"]["gatekey"] = Value::Null;
    told
}

#[test]
fn the_new_key_of_litellm_takes_over_every_limit_the_name_and_what_remains_of_the_budget() {
    let house = House::new();
    for (field, value) in [
        ("spend", json!(1.25)),
        ("max_parallel_requests", json!(3)),
        ("tpd_limit", json!(900)),
        ("team_id", json!("team-a")),
        ("aliases", json!({"fast": "gpt-4o"})),
        ("access_group_ids", json!(["general"])),
        ("permissions", json!({"pii": true})),
        ("object_permission", json!({"vector_stores": ["v1"]})),
    ] {
        house.double.set("ci", field, value);
    }
    let before = house.double.told("ci");
    house.by_admin(&house.to_file()).exits(0).says("Rotated ci").says("gone");
    let after = house.double.told("ci");
    assert_eq!(limits(&after), limits(&before));
    assert_eq!(after["metadata"]["gatekey"]["phase"], json!("delivered"));
    assert_eq!(house.aliases(), ["ci"]);
    assert!(house.lets_in(&house.held()) && !house.lets_in(&house.secret));
    // Nobody sees what a rotation wrote there, and nobody removes it.
    let shown = house.by_admin("tokens show ci -o json").json();
    assert_eq!(shown["metadata"], json!({"stage": "test"}));
    house.by_admin("tokens update ci --clear metadata --yes").exits(0);
    assert_eq!(house.double.told("ci")["metadata"]["gatekey"]["phase"], json!("delivered"));
    house.by_admin("tokens create other --metadata gatekey=mine").exits(2).says("kept for what `tokens rotate` writes");
}

#[test]
fn of_a_window_that_is_over_nothing_is_taken_over_and_of_one_that_begins_anew_it_is_said() {
    let house = House::new();
    house.double.set("ci", "spend", json!(9.0));
    house.double.restarts_windows();
    house.by_admin(&house.to_file()).exits(0).says("the budget's window begins anew");
    assert_eq!(house.double.told("ci")["spend"], json!(9.0));
    house.double.set("ci", "budget_reset_at", json!("2026-01-01T00:00:00Z"));
    house.by_admin(&house.to_file()).exits(0);
    assert_eq!(house.double.told("ci")["spend"], json!(0.0));
}

#[test]
fn a_key_that_the_proxy_makes_another_than_the_old_one_is_taken_back() {
    let house = House::new();
    house.double.gives("models", json!(["claude-sonnet"]));
    house.by_admin(&house.to_file()).exits(1).says("other models than the old one has").says("taken back");
    assert_eq!(house.aliases(), ["ci"]);
    assert!(house.lets_in(&house.secret) && !house.home.path("key").exists());
}

#[test]
fn the_proxy_itself_ends_the_old_key_and_the_next_run_clears_up() {
    let house = House::new();
    house.by_admin(&format!("{} --grace 1h", house.to_file())).exits(0).says("works until");
    let new = house.held();
    let old = house.aliases().into_iter().find(|alias| alias.starts_with("ci~old-")).expect("it has another name");
    assert!(house.lets_in(&house.secret) && house.lets_in(&new));
    house.double.passes(SignedDuration::from_hours(2));
    assert!(!house.lets_in(&house.secret) && house.lets_in(&new));
    // Named by its own name, it is the one whose place was taken.
    house.by_admin(&format!("tokens rotate {old} --finish")).exits(0).says("gone");
    assert_eq!(house.aliases(), ["ci"]);
}

#[test]
fn who_is_no_administrator_gets_generations_and_an_administrator_goes_on_with_them() {
    let house = House::new();
    house.by_ada(&house.to_file()).exits(0);
    assert_eq!(house.aliases(), ["ci~2"]);
    let held = house.held();
    house.run_as(&house.ada, &["tokens", "rotate", "ci", "--to", "exec:false"]).exits(11);
    assert_eq!(house.aliases(), ["ci~2", "ci~3"]);
    house.by_admin("tokens rotate ci --abort").exits(6).says("may be in use already");
    assert!(house.lets_in(&held));
    house.by_admin(&house.to_file()).exits(0).says("refused");
    assert_eq!(house.aliases(), ["ci~2"], "the name that it had stays");
    assert!(house.lets_in(&house.held()) && !house.lets_in(&held));
}

#[test]
fn a_name_is_not_revoked_while_the_key_that_had_it_works_under_another() {
    let house = House::new();
    house.by_admin(&format!("{} --grace 1h", house.to_file())).exits(0);
    house.by_admin("tokens revoke ci --yes").exits(6).says("--all-generations");
    assert!(house.lets_in(&house.held()) && house.lets_in(&house.secret));
    house.by_admin("tokens revoke ci --all-generations --yes").exits(0);
    assert!(!house.lets_in(&house.held()) && !house.lets_in(&house.secret));
    assert_eq!(house.aliases(), Vec::<String>::new());
}

#[test]
fn a_grace_does_not_shorten_the_life_of_what_takes_the_place() {
    let house = House::new();
    house.by_admin(&format!("{} --grace 1h", house.to_file())).exits(0);
    // The new one is deleted by hand, and the old one, which the proxy is about to end, is rotated.
    let new = house.by_admin("tokens show ci -o json").json()["id"].as_str().expect("an id").to_owned();
    house.by_admin(&format!("tokens revoke id:{new} --yes")).exits(0);
    let old = house.aliases().remove(0);
    house.by_admin(&format!("tokens rotate {old} --to file:{}", house.home.path("key").display())).exits(0);
    let listed = house.by_admin("tokens list -o json").json();
    let rotated = listed.as_array().expect("a list").iter().find(|token| token["name"] == json!("ci"));
    assert_eq!(rotated.expect("it has the name again")["lifetime_seconds"], json!(30 * 24 * 3600));
    // A field of the same name that somebody else wrote there is not thrown away.
    house.double.set("ci", "metadata", json!({"gatekey": {"mine": 1}}));
    house.by_admin(&house.to_file()).exits(6).says("none of gatekey's");
}

#[test]
fn a_blocked_key_is_not_rotated() {
    let house = House::new();
    house.by_admin("tokens block ci --yes").exits(0);
    house.by_admin(&house.to_file()).exits(6).says("is blocked").says("tokens unblock");
    assert_eq!(house.aliases(), ["ci"]);
}

#[test]
fn what_is_remembered_holds_no_secret_and_garbage_in_it_is_taken_for_handed_over_in_part() {
    for place in [Place::litellm_member(), Place::coder()] {
        let home = Home::new();
        let on = |words: &[&str]| place.gatekey(&home, None, words.iter().copied(), None);
        let secret = on(&place.create("ci")).run().exits(0).line();
        let sink = format!("exec:sh -c 'cat > {}; exit 1'", home.path("seen").display());
        on(&["tokens", "rotate", "ci", "--to", &sink]).run().exits(11);
        let seen = home.read("seen").trim().to_owned();
        let journals: Vec<_> =
            home.files().into_iter().filter(|(path, _)| path.to_string_lossy().contains("rotations")).collect();
        let journal = journals.iter().find(|(path, _)| path.extension().is_some_and(|end| end == "json"));
        let (path, bytes) = journal.expect("it is remembered");
        let remembered = String::from_utf8_lossy(bytes);
        assert!(remembered.contains("delivering"), "{remembered}");
        for hidden in [secret.as_str(), seen.as_str(), "exec:", "exit 1"] {
            assert!(!remembered.contains(hidden), "{remembered}");
        }
        std::fs::write(path, "\u{0}{\"new\":").expect("a file");
        // Nothing tells that the new one was not handed over: it is not taken back.
        on(&["tokens", "rotate", "ci", "--abort"]).run().exits(6);
        let file = format!("file:{}", home.path("key").display());
        on(&["tokens", "rotate", "ci", "--to", &file]).run().exits(0).says("cannot be read");
        assert!(place.lets_in(&home, home.read("key").trim()));
        assert!(!place.lets_in(&home, &secret) && !place.lets_in(&home, &seen));
        let left = home.files().into_iter().filter(|(path, _)| path.to_string_lossy().contains("rotations"));
        assert_eq!(left.count(), 0, "nothing is remembered of what is done");
    }
}

#[test]
fn what_cannot_be_remembered_is_not_relied_on() {
    for place in [Place::litellm_member(), Place::coder()] {
        let home = Home::new();
        let secret = place.gatekey(&home, None, place.create("ci"), None).run().exits(0).line();
        let on = |words: &[&str]| place.gatekey(&home, None, words.iter().copied(), None);
        // A job's machine is gone afterwards, and a folder that is none keeps nothing.
        let with_grace = ["tokens", "rotate", "ci", "--to", "exec:true", "--grace", "1h"];
        on(&with_grace).without_env("GATEKEY_DATA_DIR").env("CI", "true").run().exits(8).says("--grace 0s");
        on(&with_grace).env("GATEKEY_DATA_DIR", "/dev/null/none").run().exits(8).says("GATEKEY_DATA_DIR");
        on(&["tokens", "rotate", "ci"]).env("GATEKEY_DATA_DIR", "/dev/null/none").run().exits(8).prints("");
        assert!(place.lets_in(&home, &secret));
        // Whatever needs no memory goes on.
        let file = format!("file:{}", home.path("key").display());
        let readable = ["tokens", "rotate", "ci", "--to", &file, "--grace", "1h"];
        on(&readable).env("GATEKEY_DATA_DIR", "/dev/null/none").run().exits(0).says("works until");
        let new = home.read("key").trim().to_owned();
        assert!(place.lets_in(&home, &secret) && place.lets_in(&home, &new));
        // The place itself tells that it holds the new one.
        on(&readable).run().exits(0).says("works until");
        assert_eq!(home.read("key").trim(), new);
        let at_once = ["tokens", "rotate", "ci", "--to", &file, "--grace", "0s"];
        on(&at_once).env("GATEKEY_DATA_DIR", "/dev/null/none").run().exits(0);
        assert!(!place.lets_in(&home, &secret), "{}", place.kind());
    }
}
