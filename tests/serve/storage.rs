//! The database in trouble under a running server: a clear status, no word about files, and work goes on when it can.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::support::Home;
use crate::support::served::{Reply, Served};

fn make(served: &Served, key: &str, name: &str) -> Reply {
    served.call(key, "POST", "/v1/tokens", Some(&json!({"name": name})))
}

/// Tells nothing of where things lie.
fn is_discreet(reply: &Reply, home: &Home) {
    let place = home.path("").display().to_string();
    assert!(!reply.body.contains(&place) && !reply.body.contains("gatekey.db"), "{reply:?}");
}

#[test]
fn a_database_that_is_gone_is_unavailable_and_comes_back() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    make(&served, &key, "before").is(201);
    let away = home.path("away");
    fs::rename(home.path("data"), &away).unwrap();
    for _ in 0..3 {
        let refused = make(&served, &key, "meanwhile").refuses(503, "unavailable");
        assert_eq!(refused.header("retry-after"), Some("1"));
        is_discreet(&refused, &home);
        served.send("", "GET", "/readyz", None).refuses(503, "unavailable");
        served.send("", "GET", "/healthz", None).is(200);
    }
    fs::rename(&away, home.path("data")).unwrap();
    served.send("", "GET", "/readyz", None).is(200);
    make(&served, &key, "after").is(201);
    let (_, log) = served.stop();
    assert!(log.contains("gatekey.db"), "the log tells what the caller is not told: {log}");
    home.local("tokens list --sort name -o name").exits(0).prints("after\nbefore\nroot\n");
}

#[test]
fn nothing_is_acknowledged_that_goes_to_a_deleted_database() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    make(&served, &key, "before").is(201);
    for name in ["gatekey.db", "gatekey.db-wal", "gatekey.db-shm"] {
        let _absent = fs::remove_file(home.path("data").join(name));
    }
    make(&served, &key, "lost").refuses(503, "unavailable");
    served.call(&key, "GET", "/v1/tokens", None).refuses(503, "unavailable");
}

#[test]
fn a_damaged_database_is_the_servers_failure_and_is_told_without_its_place() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    served.stop();
    let database = home.path("data/gatekey.db");
    let served = home.serve();
    // In its place, as a restore that went wrong leaves it.
    let broken = home.write("broken", &"no database at all\n".repeat(1000));
    for name in ["gatekey.db-wal", "gatekey.db-shm"] {
        let _absent = fs::remove_file(home.path("data").join(name));
    }
    fs::rename(&broken, &database).unwrap();
    let refused = make(&served, &key, "ci").refuses(500, "failed");
    is_discreet(&refused, &home);
    served.send("", "GET", "/healthz", None).is(200);
    let (exit, log) = served.stop();
    assert_eq!(exit, Some(0), "{log}");
    assert!(log.contains("is damaged or no database of gatekey"), "{log}");
}

/// Another process that holds the write lock until its stdin ends.
fn lock(home: &Home) -> Option<Child> {
    let script = "import sqlite3, sys\n\
                  database = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
                  database.execute('BEGIN IMMEDIATE')\n\
                  print('locked', flush=True)\n\
                  sys.stdin.read()\n";
    let mut locker = Command::new("python3");
    locker.args(["-c", script, home.path("data/gatekey.db").to_str()?]);
    let mut child = locker.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut()?).read_line(&mut line).ok()?;
    (line == "locked\n").then_some(child)
}

#[test]
fn while_another_process_writes_readers_read_and_writers_are_told_to_come_back() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let Some(mut locker) = lock(&home) else { panic!("python3 with sqlite3 is needed to lock the database") };
    let started = std::time::Instant::now();
    served.call(&key, "GET", "/v1/tokens", None).is(200);
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    let refused = make(&served, &key, "ci").refuses(503, "unavailable");
    is_discreet(&refused, &home);
    drop(locker.stdin.take().map(|mut stdin| stdin.flush()));
    locker.wait().unwrap();
    make(&served, &key, "ci").is(201);
}

#[test]
fn the_log_tells_of_a_caller_who_did_not_wait() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let Some(mut locker) = lock(&home) else { panic!("python3 with sqlite3 is needed to lock the database") };
    let mut impatient = served.connect();
    let head = format!(
        "POST /v1/tokens HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {key}\r\nExpect: 100-continue\r\n\
         Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    );
    impatient.write_all(head.as_bytes()).unwrap();
    // The server asks for the body: it has taken the request up.
    let mut word = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    impatient.read_exact(&mut word).unwrap();
    assert_eq!(word, *b"HTTP/1.1 100 Continue\r\n\r\n");
    impatient.write_all(b"{}").unwrap();
    drop(impatient);
    let (_, log) = served.stop();
    drop(locker.stdin.take());
    locker.wait().unwrap();
    let left = log.lines().find(|line| line.contains("the caller left")).unwrap_or_else(|| panic!("{log}"));
    assert!(left.contains(r#""route":"/v1/tokens""#) && !left.contains("status"), "{left}");
}
