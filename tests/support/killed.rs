//! A rotation that harm is done to, and what must hold all the same: at least one key works at all times, no place holds a
//! dead one, and a later run brings it to its end. On doubles and on real servers alike.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

use super::faulty::{Fault, Faulty, Watch};
use super::place::Place;
use super::{Home, Invocation};

/// A gateway over HTTP with the token `ci` on it, whose secret is in a file.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) place: Place,
    /// What the token is called.
    name: String,
    pub(crate) old: String,
    /// The token as it was at first.
    before: Value,
}

/// How the secret gets into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    File,
    /// By a program, so that gatekey cannot read it back.
    Program,
}

impl House {
    pub(crate) fn with_token(home: Home, place: Place, name: &str) -> Self {
        let mut house = Self { home, place, name: name.to_owned(), old: String::new(), before: Value::Null };
        house.old = house.gatekey(None, house.place.create(name)).run().exits(0).line();
        house.home.write("key", &format!("{}\n", house.old));
        house.before = house.tokens().remove(0);
        house
    }

    pub(crate) fn gatekey<'a>(&self, url: Option<&str>, words: impl IntoIterator<Item = &'a str>) -> Invocation {
        // A real server takes longer.
        let patience = if matches!(self.place, Place::Remote { .. }) { "4s" } else { "1s" };
        let words = ["--retries", "0", "--timeout", patience].into_iter().chain(words);
        self.place.gatekey(&self.home, url, words, None)
    }

    pub(crate) fn sink(&self, way: Way) -> String {
        let path = self.home.path("key");
        match way {
            Way::File => format!("file:{}", path.display()),
            // In one step, as a careful program does it.
            Way::Program => format!("exec:sh -c 'cat > {0}.new && mv {0}.new {0}'", path.display()),
        }
    }

    /// Rotates with this harm. Returns the way that it was done on, or nothing when there was nothing left to do it to.
    pub(crate) fn rotate(&self, way: Way, fault: Fault, at: usize) -> Option<Faulty> {
        self.rotate_with(way, fault, at, &[])
    }

    pub(crate) fn rotate_with(&self, way: Way, fault: Fault, at: usize, more: &[&str]) -> Option<Faulty> {
        let faulty = Faulty::watching(self.place.address(), fault, at, Some(self.watch()));
        let (sink, url) = (self.sink(way), faulty.url());
        let words = ["tokens", "rotate", &self.name, "--to", &sink].into_iter().chain(more.iter().copied());
        // What a limit does to it is an error, and no signal.
        let child = self.gatekey(Some(&url), words).deaf_to_limits().spawn();
        faulty.watches(&child);
        let _ended = child.wait_with_output().expect("it ends");
        assert_eq!(faulty.wrong(), Vec::<String>::new(), "{way:?}, {fault:?} at {at}");
        faulty.is_done().then_some(faulty)
    }

    /// Whether the place holds a key that is let in, at this moment: so one works.
    fn watch(&self) -> Watch {
        let (address, kind, path) = (self.place.address(), self.place.kind(), self.home.path("key"));
        Box::new(move || {
            let held = std::fs::read_to_string(&path).unwrap_or_default();
            let status = status_for(address, kind, held.trim()).unwrap_or_default();
            (status == 401 || status == 0).then(|| format!("the place holds a dead key ({status})"))
        })
    }

    pub(crate) fn works(&self, secret: &str) -> bool {
        self.place.lets_in(&self.home, secret)
    }

    pub(crate) fn held(&self) -> String {
        self.home.read("key").trim().to_owned()
    }

    pub(crate) fn tokens(&self) -> Vec<Value> {
        let listed = self.gatekey(None, ["tokens", "list", "--search", &self.name, "-o", "json"]).run().json();
        listed.as_array().expect("a list").clone()
    }

    /// What must hold at all times; `extra` is how many keys more than one there may be.
    pub(crate) fn holds(&self, extra: usize, what: &str) {
        assert!(self.works(&self.held()), "{what}: the place holds a dead key");
        let count = self.tokens().len();
        assert!((1..=1 + extra).contains(&count), "{what}: {count} keys");
    }

    /// Two machines make a successor at the same moment. One hands its secret over, and the other nothing.
    pub(crate) fn two_at_once(&self) {
        let faulty = Faulty::meeting(self.place.address());
        let url = faulty.url();
        let homes = [Home::new(), Home::new()];
        let start = |home: &Home| {
            let sink = format!("file:{}", home.path("key").display());
            let words = ["--timeout", "20s", "tokens", "rotate", &self.name, "--to", &sink];
            self.place.gatekey(home, Some(&url), words, None).spawn()
        };
        let ends = homes.each_ref().map(start).map(|child| child.wait_with_output().expect("it ends"));
        let told = ends.each_ref().map(|end| String::from_utf8_lossy(&end.stderr).into_owned());
        let mut codes = ends.each_ref().map(|end| end.status.code());
        for (home, code) in homes.iter().zip(codes) {
            let held = home.path("key").exists().then(|| home.read("key").trim().to_owned());
            assert_eq!(held.is_some(), code == Some(0), "{told:?}");
            assert!(held.is_none_or(|held| self.works(&held)), "{told:?}");
        }
        codes.sort();
        assert_eq!(codes, [Some(0), Some(6)], "{}: {told:?}", self.place.kind());
        assert_eq!(self.tokens().len(), 1, "{told:?}");
        assert!(!self.works(&self.old));
    }

    /// A later run brings it to its end: here, where it was begun, or as if on another machine.
    pub(crate) fn converges(&self, way: Way, here: Option<&Faulty>, what: &str) {
        // Of a place that cannot be read, nobody knows what it holds while another is made.
        let watch = Some(self.watch()).filter(|_| way == Way::File);
        let elsewhere = Faulty::watching(self.place.address(), Fault::Failed, usize::MAX, watch);
        let (sink, url) = (self.sink(way), here.map_or_else(|| elsewhere.url(), Faulty::url));
        let run = self.gatekey(Some(&url), ["tokens", "rotate", &self.name, "--to", &sink, "-o", "json"]).run();
        assert_eq!(run.exit, 0, "{what}: {}", run.told());
        assert_eq!(elsewhere.wrong(), Vec::<String>::new(), "{what}");
        self.is_done(what);
    }

    /// What must hold when it has come to its end.
    pub(crate) fn is_done(&self, what: &str) {
        assert!(self.works(&self.held()), "{what}: the place holds a dead key in the end");
        assert!(!self.works(&self.old), "{what}: the old key works in the end");
        let tokens = self.tokens();
        assert_eq!(tokens.len(), 1, "{what}: {tokens:?}");
        assert_eq!(tokens[0]["grace_expires_at"], json!(null), "{what}");
        self.is_as_before(&tokens[0], what);
    }

    /// Whether this token has every limit that the first one had.
    fn is_as_before(&self, token: &Value, what: &str) {
        for field in
            ["scopes", "models", "routes", "allow_list", "owner", "team", "rate_limit", "metadata", "description"]
        {
            assert_eq!(token[field], self.before[field], "{what}: {field}");
        }
        assert_eq!(token["budget"]["max"], self.before["budget"]["max"], "{what}");
        let life = |token: &Value| token["lifetime_seconds"].as_i64().unwrap_or_default();
        // The keys of the double are all of one day.
        let is_kept = (life(token) - life(&self.before)).abs() <= 3 || matches!(self.place, Place::Gpustack(..));
        assert!(is_kept, "{what}: lives for {} and not {} s", life(token), life(&self.before));
    }
}

/// Where the run is that comes later. What was remembered of the first is known by the gateway's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    Here,
    Elsewhere,
}

/// Every step with this harm; how many there were.
pub(crate) fn at_every_step(house: &dyn Fn() -> House, way: Way, fault: Fault, later: Later) -> usize {
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
pub(crate) fn steps(house: &dyn Fn() -> House) -> usize {
    let house = house();
    let place = &house.place;
    match place.keeps_state() {
        _ if place.is_in_place() => 4,
        true => 5,
        false => 2,
    }
}

pub(crate) fn survives(house: &dyn Fn() -> House, faults: &[Fault]) {
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
pub(crate) fn survives_twice(house: &dyn Fn() -> House) {
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

/// What the server answers to this key.
fn status_for(address: SocketAddr, kind: &str, secret: &str) -> Option<u16> {
    let (path, header) = match kind {
        "coder" => ("/api/v2/users/me", format!("Coder-Session-Token: {secret}")),
        "local" => ("/v1/me", format!("authorization: Bearer {secret}")),
        _ => ("/v1/models", format!("authorization: Bearer {secret}")),
    };
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{header}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

impl Drop for House {
    /// A real server is left as it was.
    fn drop(&mut self) {
        if matches!(self.place, Place::Remote { .. }) {
            for token in self.tokens() {
                let id = format!("id:{}", token["id"].as_str().unwrap_or_default());
                self.gatekey(None, ["tokens", "revoke", &id, "--yes"]).run();
            }
        }
    }
}
