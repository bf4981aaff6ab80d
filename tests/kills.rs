//! Rotations that are killed, cut off and failed at every step: at least one key works at all times, no place holds a dead
//! one, and a later run brings it to its end.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::double::Double;
use crate::support::faulty::{Fault, Faulty};
use crate::support::served::Served;

/// A gateway over HTTP with the token `ci` on it, whose secret is in a file.
struct House {
    home: Home,
    server: Server,
    admin: String,
    old: String,
}

enum Server {
    Local(Served),
    Gpustack(Double),
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
        let (served, admin) = home.serve_with_administrator();
        Self::with_token(home, Server::Local(served), admin)
    }

    fn gpustack() -> Self {
        let double = Double::gpustack();
        let admin = double.admin_key();
        Self::with_token(Home::new(), Server::Gpustack(double), admin)
    }

    fn with_token(home: Home, server: Server, admin: String) -> Self {
        let mut house = Self { home, server, admin, old: String::new() };
        let made =
            house.gatekey(&house.url(), ["tokens", "create", "ci", "--expires-in", "30d", "--scope", "inference"]);
        house.old = made.run().exits(0).line();
        house.home.write("key", &format!("{}\n", house.old));
        house
    }

    fn address(&self) -> SocketAddr {
        match &self.server {
            Server::Local(served) => served.address(),
            Server::Gpustack(double) => double.url().trim_start_matches("http://").parse().expect("an address"),
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    fn gatekey<'a>(&self, url: &'a str, words: impl IntoIterator<Item = &'a str>) -> crate::support::Invocation {
        let kind = if matches!(self.server, Server::Local(_)) { "local" } else { "gpustack" };
        let words = ["--url", url, "--kind", kind, "--retries", "0", "--timeout", "1s"].into_iter().chain(words);
        self.home.gatekey(words).env("GATEKEY_TOKEN", &self.admin).env("PATH", "/usr/bin:/bin")
    }

    fn sink(&self, way: Way) -> String {
        let path = self.home.path("key");
        match way {
            Way::File => format!("file:{}", path.display()),
            // In one step, as a careful program does it.
            Way::Program => format!("exec:sh -c 'cat > {0}.new && mv {0}.new {0}'", path.display()),
        }
    }

    /// Rotates with this harm; whether it was done.
    fn rotate(&self, way: Way, fault: Fault, at: usize) -> bool {
        let faulty = Faulty::before(self.address(), fault, at);
        let (sink, url) = (self.sink(way), faulty.url());
        let child = self.gatekey(&url, ["tokens", "rotate", "ci", "--to", &sink]).spawn();
        faulty.watches(&child);
        let _ended = child.wait_with_output().expect("it ends");
        faulty.is_done()
    }

    fn works(&self, secret: &str) -> bool {
        let path = if matches!(self.server, Server::Local(_)) { "/v1/me" } else { "/v1/models" };
        let url = self.url();
        let run = self.gatekey(&url, ["api", "GET", path]).env("GATEKEY_TOKEN", secret).run();
        match run.exit {
            0 => true,
            3 => false,
            _ => panic!("{}", run.told()),
        }
    }

    fn held(&self) -> String {
        self.home.read("key").trim().to_owned()
    }

    fn tokens(&self) -> Vec<Value> {
        let url = self.url();
        let listed = self.gatekey(&url, ["tokens", "list", "--search", "ci", "-o", "json"]).run().json();
        listed.as_array().expect("a list").clone()
    }

    /// What must hold at all times; `extra` is how many keys more than one there may be.
    fn holds(&self, extra: usize, what: &str) {
        assert!(self.works(&self.held()), "{what}: the place holds a dead key");
        let count = self.tokens().len();
        assert!((1..=1 + extra).contains(&count), "{what}: {count} keys");
    }

    /// A later run brings it to its end.
    fn converges(&self, way: Way, what: &str) {
        let (url, sink) = (self.url(), self.sink(way));
        let run = self.gatekey(&url, ["tokens", "rotate", "ci", "--to", &sink, "-o", "json"]).run();
        assert_eq!(run.exit, 0, "{what}: {}", run.told());
        assert!(self.works(&self.held()), "{what}: the place holds a dead key in the end");
        assert!(!self.works(&self.old), "{what}: the old key works in the end");
        let tokens = self.tokens();
        assert_eq!(tokens.len(), 1, "{what}: {tokens:?}");
        assert_eq!(tokens[0]["grace_expires_at"], json!(null), "{what}");
    }
}

/// Every step with this harm; how many there were.
fn at_every_step(house: fn() -> House, way: Way, fault: Fault) -> usize {
    for at in 1.. {
        let house = house();
        let what = format!("{way:?}, {fault:?} at {at}");
        if !house.rotate(way, fault, at) {
            // Nothing was left to do harm to: it came to its end.
            assert_ne!(house.held(), house.old, "{what}");
            return at - 1;
        }
        house.holds(1, &what);
        house.converges(way, &what);
    }
    unreachable!("a rotation has an end")
}

/// The steps that each gateway has: making, delivering, delivered (on GPUStack on two keys), and the end of the old one.
fn steps(house: fn() -> House) -> usize {
    if matches!(house().server, Server::Local(_)) { 4 } else { 5 }
}

fn survives(house: fn() -> House, faults: &[Fault]) {
    for way in [Way::File, Way::Program] {
        for fault in faults {
            assert_eq!(at_every_step(house, way, *fault), steps(house), "{way:?}, {fault:?}");
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
                assert!(house.rotate(way, Fault::KilledAfter, first), "{what}");
                if !house.rotate(way, Fault::KilledAfter, second) {
                    break;
                }
                house.holds(2, &what);
                house.converges(way, &what);
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
fn killed_by_the_place_itself_it_is_gone_on_with() {
    for house in [House::local(), House::gpustack()] {
        let (url, path) = (house.url(), house.home.path("key"));
        for killer in [
            "exec:sh -c 'kill -9 $PPID'".to_owned(),
            format!("exec:sh -c 'cat > {0}.new && mv {0}.new {0} && kill -9 $PPID'", path.display()),
        ] {
            let child = house.gatekey(&url, ["tokens", "rotate", "ci", "--to", &killer]).spawn();
            assert_eq!(child.wait_with_output().expect("it ends").status.code(), None);
            house.holds(2, &killer);
        }
        house.converges(Way::File, "after both");
    }
}
