//! `tokens rotate`: with both secrets working in between, on every gateway that can.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::double::KEYS;
use crate::support::place::{House, Place};

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn handed_over_the_new_secret_is_in_place_and_the_old_one_is_refused() {
    for house in House::everywhere() {
        house.home.write("key", &format!("{}\n", house.secret));
        let sink = house.file("key");
        let before = house.run("tokens show ci -o json").json();
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
        assert_eq!(token["name"], json!("ci"));
        assert_eq!(house.names(), [house.place.name_afterwards()]);
        for field in ["description", "scopes", "models", "routes", "allow_list", "owner", "metadata"] {
            assert_eq!(token[field], before[field], "{field}");
        }
        // The keys of GPUStack's double are all of one day.
        let is_of_one_day = house.place.kind() == "gpustack";
        assert!(is_of_one_day || token["lifetime_seconds"] == before["lifetime_seconds"], "{token}");
        if house.place.is_in_place() {
            assert_eq!(told["superseded"], Value::Null);
        } else {
            let supersedes = if house.place.kind() == "coder" { &Value::Null } else { &told["superseded"]["id"] };
            assert_eq!(&token["supersedes"], supersedes);
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
        assert_eq!(graces.len(), usize::from(house.place.keeps_state()), "{listed}");
        if house.place.keeps_state() && !house.place.is_in_place() {
            assert_eq!(graces[0]["status"], json!("superseded"));
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
        let words = ["tokens", "rotate", "ci", "--grace", "5y", "--to", &sink, "-o", "json"];
        let told = house.words(words).run().exits(0).json();
        let old = if house.place.is_in_place() { &told["token"] } else { &told["superseded"] };
        let grace = text(&old["grace_expires_at"]);
        // The grace is told to the server in whole seconds.
        let time = |text: &str| text.parse::<gatekey::model::Timestamp>().expect("a time");
        let apart = time(&grace).seconds_since(time(&text(&before["expires_at"])));
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
        condition(&["--if-expiring-within", "3d"]).exits(0).says("it expires at");
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
    let Place::Gpustack(double, _) = &house.place else { unreachable!("it is one") };
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
    let Place::Gpustack(double, _) = &house.place else { unreachable!("it is one") };
    double.answers_once("POST", KEYS, ResponseTemplate::new(500));
    house.run("tokens rotate ci --retries 0").exits(11);
    let sink = house.file("key");
    house.words(["tokens", "rotate", "ci", "--to", &sink]).run().exits(0);
    assert_eq!(house.names().len(), 1);
    assert!(!house.lets_in(&house.secret));
}
