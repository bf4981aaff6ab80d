//! Rotations whose places fail again and again: how many keys there are after each run, and that none is made anew where a
//! place holds one that can be handed on.

use serde_json::json;

use crate::support::place::House;

/// A program that keeps all that it was ever given, and says that it failed.
fn failing(house: &House) -> String {
    format!("exec:sh -c 'cat >> {0}; echo >> {0}; exit 1'", house.home.path("given").display())
}

fn given(house: &House) -> Vec<String> {
    house.home.read("given").lines().map(str::to_owned).collect()
}

fn held(house: &House, name: &str) -> String {
    house.home.read(name).trim().to_owned()
}

#[test]
fn a_program_that_fails_five_times_leaves_two_more_keys_at_most_and_then_one_key() {
    for house in House::everywhere() {
        let what = house.place.kind();
        for run in 1..=5 {
            let to = failing(&house);
            house.words(["tokens", "rotate", "ci", "--to", &to]).run().exits(11).says("the old one still works");
            let given = given(&house);
            assert_eq!(given.len(), run, "{what}");
            let alive: Vec<bool> = given.iter().map(|secret| house.lets_in(secret)).collect();
            let expected: Vec<bool> = (0..run).map(|place| place + 2 >= run).collect();
            assert_eq!(alive, expected, "{what}: the last two");
            assert!(house.lets_in(&house.secret), "{what}");
            let rows = if house.place.is_in_place() { 1 } else { 1 + run.min(2) };
            assert_eq!(house.names().len(), rows, "{what}: {:?}", house.names());
        }
        let sink = house.file("key");
        house.words(["tokens", "rotate", "ci", "--to", &sink]).run().exits(0);
        assert!(house.lets_in(&held(&house, "key")), "{what}");
        assert!(given(&house).iter().chain([&house.secret]).all(|secret| !house.lets_in(secret)), "{what}");
        assert_eq!(house.names().len(), 1, "{what}");
    }
}

#[test]
fn what_a_place_holds_is_handed_to_the_others_and_not_made_anew() {
    for house in House::everywhere() {
        let (file, to) = (house.file("key"), failing(&house));
        for _ in 0..3 {
            house.words(["tokens", "rotate", "ci", "--to", &file, "--to", &to]).run().exits(11);
        }
        let new = held(&house, "key");
        assert_eq!(given(&house), [new.as_str(); 3], "{}", house.place.kind());
        assert!(house.lets_in(&new) && house.lets_in(&house.secret));
        let other = house.file("other");
        let words = ["tokens", "rotate", "ci", "--resume", "--to", &file, "--to", &other, "-o", "json"];
        let told = house.words(words).run().exits(0).json();
        assert_eq!((&told["rotated"], &told["delivered"]), (&json!(true), &json!([file, other])));
        assert_eq!((held(&house, "key"), held(&house, "other")), (new.clone(), new));
        assert!(!house.lets_in(&house.secret));
        assert_eq!(house.names().len(), 1);
    }
}

#[test]
fn a_place_that_holds_one_of_an_earlier_run_keeps_it() {
    for house in House::everywhere().into_iter().filter(|house| house.place.keeps_state()) {
        let (file, to) = (house.file("key"), failing(&house));
        house.words(["tokens", "rotate", "ci", "--to", &file, "--to", &to]).run().exits(11);
        let first = held(&house, "key");
        house.words(["tokens", "rotate", "ci", "--to", &to]).run().exits(11);
        assert!(house.lets_in(&first));
        house.words(["tokens", "rotate", "ci", "--to", &file]).run().exits(0);
        assert!(house.lets_in(&held(&house, "key")), "{}", house.place.kind());
        // In place there is one secret that is the newest, and another is made.
        assert_eq!(held(&house, "key") == first, !house.place.is_in_place(), "{}", house.place.kind());
        let others = given(&house).into_iter().chain([house.secret.clone()]);
        let mut others = others.filter(|secret| *secret != held(&house, "key"));
        assert!(others.all(|secret| !house.lets_in(&secret)));
        assert_eq!(house.names().len(), 1);
    }
}
