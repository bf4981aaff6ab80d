//! Rotations that are killed, cut off and failed at every step: at least one key works at all times, no place holds a dead
//! one, and a later run brings it to its end.

use serde_json::{Value, json};

use crate::support::faulty::{Fault, Faulty};
use crate::support::place::Place;
use crate::support::{Home, Invocation};

/// A gateway over HTTP with the token `ci` on it, whose secret is in a file.
struct House {
    home: Home,
    place: Place,
    old: String,
}

/// How the secret gets into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    File,
    /// By a program, so that gatekey cannot read it back.
    Program,
}

impl House {
    fn local() -> Self {
        let home = Home::new();
        let place = Place::served(&home);
        Self::with_token(home, place)
    }

    fn gpustack() -> Self {
        Self::with_token(Home::new(), Place::gpustack())
    }

    fn litellm() -> Self {
        Self::with_token(Home::new(), Place::litellm())
    }

    fn litellm_member() -> Self {
        Self::with_token(Home::new(), Place::litellm_member())
    }

    fn coder() -> Self {
        Self::with_token(Home::new(), Place::coder())
    }

    fn everywhere() -> [Self; 5] {
        [Self::local(), Self::gpustack(), Self::litellm(), Self::litellm_member(), Self::coder()]
    }

    fn with_token(home: Home, place: Place) -> Self {
        let mut house = Self { home, place, old: String::new() };
        house.old = house.gatekey(None, house.place.create().split_whitespace()).run().exits(0).line();
        house.home.write("key", &format!("{}\n", house.old));
        house
    }

    fn gatekey<'a>(&self, url: Option<&str>, words: impl IntoIterator<Item = &'a str>) -> Invocation {
        let words = ["--retries", "0", "--timeout", "1s"].into_iter().chain(words);
        self.place.gatekey(&self.home, url, words, None)
    }

    fn sink(&self, way: Way) -> String {
        let path = self.home.path("key");
        match way {
            Way::File => format!("file:{}", path.display()),
            // In one step, as a careful program does it.
            Way::Program => format!("exec:sh -c 'cat > {0}.new && mv {0}.new {0}'", path.display()),
        }
    }

    /// Rotates with this harm. Returns the way that it was done on, or nothing when there was nothing left to do it to.
    fn rotate(&self, way: Way, fault: Fault, at: usize) -> Option<Faulty> {
        let faulty = Faulty::before(self.place.address(), fault, at);
        let (sink, url) = (self.sink(way), faulty.url());
        let child = self.gatekey(Some(&url), ["tokens", "rotate", "ci", "--to", &sink]).spawn();
        faulty.watches(&child);
        let _ended = child.wait_with_output().expect("it ends");
        faulty.is_done().then_some(faulty)
    }

    fn works(&self, secret: &str) -> bool {
        self.place.lets_in(&self.home, secret)
    }

    fn held(&self) -> String {
        self.home.read("key").trim().to_owned()
    }

    fn tokens(&self) -> Vec<Value> {
        let listed = self.gatekey(None, ["tokens", "list", "--search", "ci", "-o", "json"]).run().json();
        listed.as_array().expect("a list").clone()
    }

    /// What must hold at all times; `extra` is how many keys more than one there may be.
    fn holds(&self, extra: usize, what: &str) {
        assert!(self.works(&self.held()), "{what}: the place holds a dead key");
        let count = self.tokens().len();
        assert!((1..=1 + extra).contains(&count), "{what}: {count} keys");
    }

    /// A later run brings it to its end: here, where it was begun, or as if on another machine.
    fn converges(&self, way: Way, here: Option<&Faulty>, what: &str) {
        let (sink, url) = (self.sink(way), here.map(Faulty::url));
        let run = self.gatekey(url.as_deref(), ["tokens", "rotate", "ci", "--to", &sink, "-o", "json"]).run();
        assert_eq!(run.exit, 0, "{what}: {}", run.told());
        assert!(self.works(&self.held()), "{what}: the place holds a dead key in the end");
        assert!(!self.works(&self.old), "{what}: the old key works in the end");
        let tokens = self.tokens();
        assert_eq!(tokens.len(), 1, "{what}: {tokens:?}");
        assert_eq!(tokens[0]["grace_expires_at"], json!(null), "{what}");
    }
}

/// Where the run is that comes later. What was remembered of the first is known by the gateway's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    Here,
    Elsewhere,
}

/// Every step with this harm; how many there were.
fn at_every_step(house: fn() -> House, way: Way, fault: Fault, later: Later) -> usize {
    for at in 1.. {
        let house = house();
        let what = format!("{way:?}, {fault:?} at {at}, then {later:?}");
        let Some(faulty) = house.rotate(way, fault, at) else {
            // Nothing was left to do harm to: it came to its end.
            assert_ne!(house.held(), house.old, "{what}");
            return at - 1;
        };
        house.holds(1, &what);
        house.converges(way, Some(&faulty).filter(|_| later == Later::Here), &what);
    }
    unreachable!("a rotation has an end")
}

/// The steps that each gateway has: making, delivering, delivered (on two keys where one takes the place of another), and the
/// end of the old one. Where nothing can be written down, only the first and the last.
fn steps(house: fn() -> House) -> usize {
    let place = house().place;
    match place.keeps_state() {
        _ if place.is_in_place() => 4,
        true => 5,
        false => 2,
    }
}

fn survives(house: fn() -> House, faults: &[Fault]) {
    // Where the gateway keeps it all, it is all the same where the later run is.
    let later: &[Later] =
        if house().place.keeps_state() { &[Later::Elsewhere] } else { &[Later::Here, Later::Elsewhere] };
    for way in [Way::File, Way::Program] {
        for fault in faults {
            for later in later {
                let count = at_every_step(house, way, *fault, *later);
                assert_eq!(count, steps(house), "{way:?}, {fault:?}, {later:?}");
            }
        }
    }
}

/// Killed once, and once more while the next run mends it.
fn survives_twice(house: fn() -> House) {
    for way in [Way::File, Way::Program] {
        for first in 1..=steps(house) {
            for second in 1.. {
                let house = house();
                let what = format!("{way:?}, killed at {first} and at {second}");
                assert!(house.rotate(way, Fault::KilledAfter, first).is_some(), "{what}");
                if house.rotate(way, Fault::KilledAfter, second).is_none() {
                    break;
                }
                house.holds(2, &what);
                house.converges(way, None, &what);
            }
        }
    }
}

const KILLED: [Fault; 2] = [Fault::KilledBefore, Fault::KilledAfter];
const FAILED: [Fault; 4] = [Fault::Cut, Fault::Failed, Fault::FailedAfter, Fault::Silent];

#[test]
fn on_the_embedded_gateway_a_rotation_survives_being_killed_at_every_step() {
    survives(House::local, &KILLED);
}

#[test]
fn on_the_embedded_gateway_a_rotation_survives_every_failure_at_every_step() {
    survives(House::local, &FAILED);
}

#[test]
fn on_the_embedded_gateway_a_rotation_survives_being_killed_twice() {
    survives_twice(House::local);
}

#[test]
fn on_gpustack_a_rotation_survives_being_killed_at_every_step() {
    survives(House::gpustack, &KILLED);
}

#[test]
fn on_gpustack_a_rotation_survives_every_failure_at_every_step() {
    survives(House::gpustack, &FAILED);
}

#[test]
fn on_gpustack_a_rotation_survives_being_killed_twice() {
    survives_twice(House::gpustack);
}

#[test]
fn on_litellm_a_rotation_survives_being_killed_at_every_step() {
    survives(House::litellm, &KILLED);
}

#[test]
fn on_litellm_a_rotation_survives_every_failure_at_every_step() {
    survives(House::litellm, &FAILED);
}

#[test]
fn on_litellm_a_rotation_survives_being_killed_twice() {
    survives_twice(House::litellm);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_being_killed_at_every_step() {
    survives(House::litellm_member, &KILLED);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_every_failure_at_every_step() {
    survives(House::litellm_member, &FAILED);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_being_killed_twice() {
    survives_twice(House::litellm_member);
}

#[test]
fn on_coder_a_rotation_survives_being_killed_at_every_step() {
    survives(House::coder, &KILLED);
}

#[test]
fn on_coder_a_rotation_survives_every_failure_at_every_step() {
    survives(House::coder, &FAILED);
}

#[test]
fn on_coder_a_rotation_survives_being_killed_twice() {
    survives_twice(House::coder);
}

#[test]
fn killed_by_the_place_itself_it_is_gone_on_with() {
    for house in House::everywhere() {
        let path = house.home.path("key");
        for killer in [
            "exec:sh -c 'kill -9 $PPID'".to_owned(),
            format!("exec:sh -c 'cat > {0}.new && mv {0}.new {0} && kill -9 $PPID'", path.display()),
        ] {
            let child = house.gatekey(None, ["tokens", "rotate", "ci", "--to", &killer]).spawn();
            assert_eq!(child.wait_with_output().expect("it ends").status.code(), None);
            house.holds(2, &killer);
        }
        house.converges(Way::File, None, "after both");
    }
}
