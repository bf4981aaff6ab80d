//! `tokens rotate`: with both secrets working in between, on every gateway that can.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::{Double, KEYS};
use crate::support::served::Served;
use crate::support::{Home, Invocation, Run};

/// Where a token is rotated.
enum Place {
    Local,
    Served(Served, String),
    Gpustack(Double, String),
}

/// A home, and a gateway with the token `ci` in it.
struct House {
    home: Home,
    place: Place,
    /// The secret of `ci`.
    secret: String,
}

const CREATE: &str = "tokens create ci --scope inference --expires-in 30d --description nightly";

impl House {
    fn of(home: Home, place: Place) -> Self {
        let mut house = Self { home, place, secret: String::new() };
        house.secret = house.run(CREATE).exits(0).line();
        house
    }

    fn local() -> Self {
        Self::of(Home::new(), Place::Local)
    }

    fn served() -> Self {
        let home = Home::new();
        let (served, key) = home.serve_with_administrator();
        Self::of(home, Place::Served(served, key))
    }

    fn gpustack() -> Self {
        let double = Double::gpustack();
        let key = double.admin_key();
        Self::of(Home::new(), Place::Gpustack(double, key))
    }

    fn everywhere() -> [Self; 3] {
        [Self::local(), Self::served(), Self::gpustack()]
    }

    fn words<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Invocation {
        self.with_key(words, None)
    }

    fn with_key<'a>(&self, words: impl IntoIterator<Item = &'a str>, key: Option<&str>) -> Invocation {
        let (kind, url) = match &self.place {
            Place::Local => ("local", String::new()),
            Place::Served(served, _) => ("local", format!("http://{}", served.address())),
            Place::Gpustack(double, _) => ("gpustack", double.url()),
        };
        let at = if url.is_empty() { vec!["--profile", kind] } else { vec!["--url", &url, "--kind", kind] };
        let words: Vec<String> =
            at.into_iter().map(str::to_owned).chain(words.into_iter().map(str::to_owned)).collect();
        let invocation = self.home.gatekey(words.iter().map(String::as_str));
        let own = match &self.place {
            Place::Local => None,
            Place::Served(_, admin) | Place::Gpustack(_, admin) => Some(admin.as_str()),
        };
        let invocation = match key.or(own) {
            Some(key) => invocation.env("GATEKEY_TOKEN", key),
            None => invocation,
        };
        invocation.env("PATH", "/usr/bin:/bin")
    }

    fn run(&self, line: &str) -> Run {
        self.words(line.split_whitespace()).run()
    }

    fn file(&self, name: &str) -> String {
        format!("file:{}", self.home.path(name).display())
    }

    /// Whether the gateway lets this secret in.
    #[track_caller]
    fn lets_in(&self, secret: &str) -> bool {
        let words: &[&str] = match &self.place {
            Place::Local => &["status"],
            Place::Served(..) => &["api", "GET", "/v1/me"],
            Place::Gpustack(..) => &["api", "GET", "/v1/models"],
        };
        match self.with_key(words.iter().copied(), Some(secret)).run().exit {
            0 => true,
            3 => false,
            other => panic!("exit {other}"),
        }
    }

    fn is_gpustack(&self) -> bool {
        matches!(self.place, Place::Gpustack(..))
    }

    fn names(&self) -> Vec<String> {
        let listed = self.run("tokens list --search ci -o json").json();
        let mut names: Vec<String> =
            listed.as_array().expect("a list").iter().map(|token| text(&token["gateway_name"])).collect();
        names.sort();
        names
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn handed_over_the_new_secret_is_in_place_and_the_old_one_is_refused() {
    for house in House::everywhere() {
        house.home.write("key", &format!("{}\n", house.secret));
        let sink = house.file("key");
        let told = house.words(["tokens", "rotate", "ci", "--to", &sink, "-o", "json"]).run().exits(0).json();
        let new = house.home.read("key").trim().to_owned();
        assert_ne!(new, house.secret);
        assert!(house.lets_in(&new) && !house.lets_in(&house.secret));
        assert_eq!(
            (&told["rotated"], &told["secret"], &told["delivered"]),
            (&json!(true), &Value::Null, &json!([sink]))
        );
        assert_eq!(told["proof"], json!({"new": "works", "old": "refused"}));
        let token = &told["token"];
        assert_eq!((&token["name"], &token["description"]), (&json!("ci"), &json!("nightly")));
        assert_eq!(token["scopes"], json!(["inference"]));
        // The double's keys are all of one day.
        assert!(house.is_gpustack() || token["lifetime_seconds"] == json!(30 * 86_400), "{token}");
        if house.is_gpustack() {
            assert_eq!(house.names(), ["ci~2"]);
            assert_eq!(token["supersedes"], told["superseded"]["id"]);
        } else {
            assert_eq!(house.names(), ["ci"]);
            assert_eq!(told["superseded"], Value::Null);
        }
        // Once more, from there.
        house.words(["tokens", "rotate", "ci", "--to", &sink]).run().exits(0).prints("").says("refused");
        assert!(!house.lets_in(&new));
    }
}

#[test]
fn a_secret_that_was_only_shown_leaves_the_old_one_until_finish() {
    for house in House::everywhere() {
        let rotated = house.run("tokens rotate ci").exits(0).says("--finish");
        let new = rotated.line();
        assert!(house.lets_in(&new) && house.lets_in(&house.secret));
        // A person is told, a job does nothing.
        house.run("tokens rotate ci").exits(6).says("--finish");
        let told = house.run("tokens rotate ci --if-older-than 1d -o json").exits(0).json();
        assert_eq!((&told["rotated"], &told["secret"]), (&json!(false), &Value::Null));
        house.run("tokens rotate ci --abort").exits(6).says("not taken back");
        house.run("tokens rotate ci --finish").exits(0).prints("").says("gone");
        assert!(house.lets_in(&new) && !house.lets_in(&house.secret));
        house.run("tokens rotate ci --finish").exits(0).says("no rotation is under way");
    }
}

#[test]
fn with_a_grace_both_work_and_the_list_says_until_when() {
    for house in House::everywhere() {
        let sink = house.file("key");
        house.words(["tokens", "rotate", "ci", "--to", &sink, "--grace", "1h"]).run().exits(0).says("works until 20");
        let new = house.home.read("key").trim().to_owned();
        assert!(house.lets_in(&new) && house.lets_in(&house.secret));
        let listed = house.run("tokens list --search ci -o json").json();
        let graces: Vec<_> =
            listed.as_array().unwrap().iter().filter(|token| !token["grace_expires_at"].is_null()).collect();
        assert_eq!(graces.len(), 1, "{listed}");
        if house.is_gpustack() {
            assert_eq!((&graces[0]["status"], &graces[0]["gateway_name"]), (&json!("superseded"), &json!("ci")));
        }
        house.run("tokens rotate ci --finish").exits(0);
        assert!(!house.lets_in(&house.secret));
    }
}

#[test]
fn a_grace_makes_no_secret_live_longer_than_it_would_have() {
    for house in House::everywhere() {
        house.run("tokens rotate ci --grace 99999d").exits(2).prints("").says("ten years");
        let before = house.run("tokens show ci -o json").json();
        let sink = house.file("key");
        house.words(["tokens", "rotate", "ci", "--grace", "5y", "--to", &sink]).run().exits(0);
        let listed = house.run("tokens list --search ci -o json").json();
        let graces: Vec<&str> =
            listed.as_array().expect("a list").iter().filter_map(|token| token["grace_expires_at"].as_str()).collect();
        // The grace is told to the server in whole seconds.
        assert_eq!(graces.len(), 1, "{listed}");
        let time = |text: &str| text.parse::<gatekey::model::Timestamp>().expect("a time");
        let apart = time(graces[0]).seconds_since(time(&text(&before["expires_at"])));
        assert!((-2..=2).contains(&apart), "{apart} s");
    }
}

#[test]
fn a_grace_of_zero_on_stdout_ends_the_old_one_once_it_is_typed() {
    for house in House::everywhere() {
        let told = house.run("tokens rotate ci --grace 0s -o json").exits(0).json();
        assert!(house.lets_in(&text(&told["secret"])) && !house.lets_in(&house.secret));
        assert!(told["rotated"] == json!(true) && told["proof"]["new"] == json!("works"));
    }
}

#[test]
fn conditions_make_it_a_job_that_can_run_every_day() {
    for house in House::everywhere() {
        let sink = house.file("key");
        let condition = |words: &[&str]| {
            let all = ["tokens", "rotate", "ci", "--to", &sink].into_iter().chain(words.iter().copied());
            house.words(all).run()
        };
        condition(&["--if-expiring-within", "14d"]).exits(0).says("it expires at");
        condition(&["--if-older-than", "90d"]).exits(0).says("its secret is of");
        assert!(!house.home.path("key").exists());
        condition(&["--if-expiring-within", "60d"]).exits(2).says("--if-older-than");
        condition(&["--if-older-than", "0s"]).exits(0).says("Rotated");
        house.run("tokens rotate ci --if-older-than 90d").exits(2).says("-o json");
        house.run("tokens rotate ci --if-older-than 90d -o table").exits(2);
    }
}

#[test]
fn a_place_that_fails_leaves_both_and_the_next_run_goes_on() {
    for house in House::everywhere() {
        let failed = house.words(["tokens", "rotate", "ci", "--to", "exec:false"]).run().exits(11);
        failed.says("the old one still works").says("--resume");
        assert!(house.lets_in(&house.secret));
        house.run("tokens rotate ci --finish").exits(6).says("not in place");
        let sink = house.file("key");
        house.words(["tokens", "rotate", "ci", "--resume", "--to", &sink]).run().exits(0).prints("");
        let new = house.home.read("key").trim().to_owned();
        assert!(house.lets_in(&new) && !house.lets_in(&house.secret));
        assert_eq!(house.names().len(), 1);
    }
}

#[test]
fn a_place_is_tried_before_anything_is_made() {
    for house in House::everywhere() {
        let nowhere = house.file("none/key");
        house.words(["tokens", "rotate", "ci", "--to", &nowhere]).run().exits(1);
        house.run("tokens rotate ci --to github-output:key").exits(2);
        house.run("tokens rotate nobody").exits(5);
        let plan = house.run("tokens rotate ci --dry-run -o json").exits(0).json();
        assert_eq!(plan["changes"][0]["action"], "rotate");
        assert!(house.lets_in(&house.secret));
        assert_eq!(house.names(), ["ci"]);
    }
}

#[test]
fn a_stdout_that_cannot_be_written_leaves_the_old_secret_and_a_way_on() {
    for house in House::everywhere() {
        house.words(["tokens", "rotate", "ci", "--grace", "0s"]).run_into("/dev/full").exits(11).says("--resume");
        assert!(house.lets_in(&house.secret));
        let new = house.run("tokens rotate ci --resume --grace 0s").exits(0).line();
        assert!(house.lets_in(&new) && !house.lets_in(&house.secret));
        assert_eq!(house.names().len(), 1);
    }
}

#[test]
fn the_old_secret_itself_can_name_the_token_and_is_then_seen_refused() {
    let house = House::local();
    let sink = house.file("key");
    let told = house.words(["tokens", "rotate", "-", "--to", &sink, "-o", "json"]).stdin(&house.secret).run().json();
    assert_eq!(told["proof"], json!({"new": "works", "old": "refused"}));
}

#[test]
fn on_gpustack_only_ones_own_keys_can_be_rotated_and_what_is_refused_says_so() {
    let house = House::gpustack();
    let Place::Gpustack(double, _) = &house.place else { unreachable!() };
    double.key("hers", "alice", json!({}));
    house.run("tokens rotate hers").exits(8).says("belongs to \"alice\"");
    // A new key that does not work is taken back.
    double.answers("GET", "/v1/models", ResponseTemplate::new(401));
    house.run("tokens rotate ci").exits(1).says("taken back");
    assert_eq!(house.names(), ["ci"]);
}

#[test]
fn a_lost_answer_to_the_making_is_made_good_by_the_next_run() {
    let house = House::gpustack();
    let Place::Gpustack(double, _) = &house.place else { unreachable!() };
    double.answers_once("POST", KEYS, ResponseTemplate::new(500));
    house.run("tokens rotate ci --retries 0").exits(11);
    let sink = house.file("key");
    house.words(["tokens", "rotate", "ci", "--to", &sink]).run().exits(0);
    assert_eq!(house.names().len(), 1);
    assert!(!house.lets_in(&house.secret));
}
