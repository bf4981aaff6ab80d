//! Rotations that are killed, cut off and failed at every step: at least one key works at all times, no place holds a dead
//! one, and a later run brings it to its end.

use crate::support::Home;
use crate::support::faulty::Fault;
use crate::support::killed::{House, Way, survives, survives_twice};
use crate::support::place::Place;

fn of(place: Place) -> House {
    House::with_token(Home::new(), place, "ci")
}

fn local() -> House {
    let home = Home::new();
    let place = Place::served(&home);
    House::with_token(home, place, "ci")
}

fn gpustack() -> House {
    of(Place::gpustack())
}

fn litellm() -> House {
    of(Place::litellm())
}

fn litellm_member() -> House {
    of(Place::litellm_member())
}

fn coder() -> House {
    of(Place::coder())
}

fn everywhere() -> [House; 5] {
    [local(), gpustack(), litellm(), litellm_member(), coder()]
}

const KILLED: [Fault; 2] = [Fault::KilledBefore, Fault::KilledAfter];
const FAILED: [Fault; 5] = [Fault::Cut, Fault::Failed, Fault::FailedAfter, Fault::Silent, Fault::NoRoom];

#[test]
fn on_the_embedded_gateway_a_rotation_survives_being_killed_at_every_step() {
    survives(&local, &KILLED);
}

#[test]
fn on_the_embedded_gateway_a_rotation_survives_every_failure_at_every_step() {
    survives(&local, &FAILED);
}

#[test]
fn on_the_embedded_gateway_a_rotation_survives_being_killed_twice() {
    survives_twice(&local);
}

#[test]
fn on_gpustack_a_rotation_survives_being_killed_at_every_step() {
    survives(&gpustack, &KILLED);
}

#[test]
fn on_gpustack_a_rotation_survives_every_failure_at_every_step() {
    survives(&gpustack, &FAILED);
}

#[test]
fn on_gpustack_a_rotation_survives_being_killed_twice() {
    survives_twice(&gpustack);
}

#[test]
fn on_litellm_a_rotation_survives_being_killed_at_every_step() {
    survives(&litellm, &KILLED);
}

#[test]
fn on_litellm_a_rotation_survives_every_failure_at_every_step() {
    survives(&litellm, &FAILED);
}

#[test]
fn on_litellm_a_rotation_survives_being_killed_twice() {
    survives_twice(&litellm);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_being_killed_at_every_step() {
    survives(&litellm_member, &KILLED);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_every_failure_at_every_step() {
    survives(&litellm_member, &FAILED);
}

#[test]
fn on_litellm_as_a_member_a_rotation_survives_being_killed_twice() {
    survives_twice(&litellm_member);
}

#[test]
fn on_coder_a_rotation_survives_being_killed_at_every_step() {
    survives(&coder, &KILLED);
}

#[test]
fn on_coder_a_rotation_survives_every_failure_at_every_step() {
    survives(&coder, &FAILED);
}

#[test]
fn on_coder_a_rotation_survives_being_killed_twice() {
    survives_twice(&coder);
}

#[test]
fn with_a_grace_it_survives_being_killed_at_every_step_with_every_limit() {
    for house in [local, gpustack, litellm, litellm_member, coder] {
        for at in 1.. {
            let house = house();
            let what = format!("{}, killed at {at}", house.place.kind());
            if house.rotate_with(Way::File, Fault::KilledAfter, at, &["--grace", "1h"]).is_none() {
                break;
            }
            house.holds(1, &what);
            let sink = house.sink(Way::File);
            // A window is no reason to leave it half done, and none to begin another.
            let later = ["tokens", "rotate", "ci", "--to", &sink, "--grace", "1h", "--if-older-than", "9000d"];
            house.gatekey(None, later).run().exits(0);
            assert!(house.works(&house.old) && house.works(&house.held()), "{what}");
            house.gatekey(None, ["tokens", "rotate", "ci", "--finish"]).run().exits(0);
            house.is_done(&what);
        }
    }
}

#[test]
fn what_nobody_has_is_taken_back_by_abort_and_all_is_as_before() {
    for house in everywhere() {
        let told = |house: &House| {
            let mut token = house.tokens().remove(0);
            token["updated_at"] = serde_json::Value::Null;
            token["last_used_at"] = serde_json::Value::Null;
            token
        };
        let before = told(&house);
        assert!(house.rotate(Way::File, Fault::KilledAfter, 1).is_some());
        let abort = house.gatekey(None, ["tokens", "rotate", "ci", "--abort"]).run();
        // Where nothing can be written down, it is taken for handed over in part.
        if matches!(&house.place, Place::Litellm(..)) && !house.place.keeps_state() {
            abort.exits(6).says("may be in use already");
        } else {
            abort.exits(0).says("taken back");
            house.holds(0, house.place.kind());
            assert_eq!((told(&house), house.held()), (before, house.old.clone()), "{}", house.place.kind());
        }
        house.converges(Way::File, None, house.place.kind());
    }
}

#[test]
fn killed_by_the_place_itself_it_is_gone_on_with() {
    for house in everywhere() {
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

#[test]
fn a_place_that_fails_among_others_leaves_no_dead_key_in_any() {
    for house in everywhere() {
        let other = format!("file:{}", house.home.path("other").display());
        house.home.write("other", &format!("{}\n", house.old));
        let (file, program) = (house.sink(Way::File), house.sink(Way::Program));
        let other_held = || house.home.read("other").trim().to_owned();
        for failing in 0..3 {
            let mut sinks = vec![file.as_str(), other.as_str()];
            sinks.insert(failing, "exec:false");
            let words = ["tokens", "rotate", "ci"].into_iter().chain(sinks.iter().flat_map(|sink| ["--to", sink]));
            let failed = house.gatekey(None, words).run().exits(11).says("the old one still works");
            let what = format!("{}, {failing}: {}", house.place.kind(), failed.told());
            // The one before it may be in a place still: one more than after the first.
            house.holds(1 + failing, &what);
            assert!(house.works(&other_held()), "{what}");
        }
        let words = ["tokens", "rotate", "ci", "--to", &program, "--to", &other];
        house.gatekey(None, words).run().exits(0);
        assert_eq!(house.held(), other_held());
        house.holds(0, "in the end");
    }
}

#[test]
fn one_run_at_a_time_on_a_machine_rotates_a_token() {
    for house in everywhere() {
        let fifo = |name: &str| {
            let path = house.home.path(name);
            let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo is there");
            assert!(made.success());
            path
        };
        let (begun, go_on) = (fifo("begun"), fifo("go-on"));
        let waits = format!(
            "exec:sh -c 'cat > {0}.new && mv {0}.new {0}; echo > {1}; read x < {2}'",
            house.home.path("key").display(),
            begun.display(),
            go_on.display()
        );
        let words = ["--timeout", "60s", "tokens", "rotate", "ci", "--to", &waits];
        let first = house.place.gatekey(&house.home, None, words, None).spawn();
        // It is read when the place is written to.
        std::fs::read_to_string(&begun).expect("it is handed over");
        let file = house.sink(Way::File);
        house
            .gatekey(None, ["tokens", "rotate", "ci", "--to", &file])
            .run()
            .exits(6)
            .says("another gatekey on this machine");
        std::fs::write(&go_on, "now\n").expect("it waits");
        assert_eq!(first.wait_with_output().expect("it ends").status.code(), Some(0), "{}", house.place.kind());
        house.holds(0, "in the end");
    }
}

#[test]
fn of_two_machines_that_rotate_at_once_one_hands_over_and_the_other_nothing() {
    for house in everywhere() {
        if let Place::Litellm(double, _) = &house.place {
            double.overlooks_twins();
        }
        house.two_at_once();
    }
}
