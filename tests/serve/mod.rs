//! `gatekey serve`: the embedded gateway on a socket. Here: how it begins and how it ends.

mod authorize; // who is let in, as Llama Stack asks it
mod jwt; // JWTs in the place of keys
mod lists; // pages, the trail, and tokens as they change
mod requests; // what is no request, too much of one or a wrong one
mod rights; // attacks on the rules
mod storage; // the database in trouble

use std::thread;

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde_json::json;

use crate::support::Home;
use crate::support::served::Served;

#[test]
fn the_first_administrator_makes_a_key_over_the_socket_and_the_command_line_sees_it() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let made = served.call(&key, "POST", "/v1/tokens", Some(&json!({"name": "ci"}))).is(201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), Some(format!("/v1/tokens/{id}").as_str()));
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    served.call(&secret, "GET", "/v1/tokens", None).is(200);
    home.local("tokens list --sort name -o name").exits(0).prints("ci\nroot\n");
    served.call(&key, "POST", &format!("/v1/tokens/{id}/revoke"), None).is(200);
    served.call(&secret, "GET", "/v1/tokens", None).refuses(401, "unauthenticated");
    let (exit, log) = served.stop();
    assert_eq!(exit, Some(0), "{log}");
    assert!(!log.contains(&key) && !log.contains(&secret), "{log}");
}

#[test]
fn there_is_only_one_first_administrator() {
    let home = Home::new();
    let (served, _) = home.serve_with_administrator();
    served.stop();
    let file = home.path("other.key");
    let again = ["serve", "--listen", "127.0.0.1:0", "--init-admin", "other", "--token-to", file.to_str().unwrap()];
    home.gatekey(again).run().exits(6).says("has an administrator already");
    assert!(!file.exists());
}

#[test]
fn a_key_that_cannot_be_written_leaves_no_administrator() {
    let home = Home::new();
    let nowhere = home.path("none/admin.key");
    let words = ["serve", "--listen", "127.0.0.1:0", "--init-admin", "root", "--token-to", nowhere.to_str().unwrap()];
    home.gatekey(words).run().exits(1).says("cannot be written");
    home.serve_with_administrator();
}

#[test]
fn another_machine_is_only_served_when_that_is_said() {
    let home = Home::new();
    home.run("serve --listen 0.0.0.0:0").exits(2).says("--allow-http");
    assert!(!home.path("data").exists());
}

#[test]
fn a_file_that_holds_something_is_not_written_over() {
    let home = Home::new();
    let file = home.write("other.key", "gk_of_another_gateway\n");
    let words = ["serve", "--listen", "127.0.0.1:0", "--init-admin", "root", "--token-to", file.to_str().unwrap()];
    for more in [&[][..], &["--dry-run"]] {
        home.gatekey(words.iter().chain(more).copied()).run().exits(6).says("is there already");
    }
    assert_eq!(home.read("other.key"), "gk_of_another_gateway\n");
}

#[test]
fn an_address_that_is_taken_is_a_conflict() {
    let home = Home::new();
    let served = home.serve();
    let address = served.address().to_string();
    home.gatekey(["serve", "--listen", &address]).run().exits(6).says("another process listens there");
}

#[test]
fn a_dry_run_makes_nothing_and_listens_nowhere() {
    let home = Home::new();
    let file = home.path("admin.key");
    let words = ["serve", "--init-admin", "root", "--token-to", file.to_str().unwrap(), "--dry-run", "-o", "json"];
    let plan = home.gatekey(words).run().exits(0).json();
    let actions: Vec<_> = plan["changes"].as_array().unwrap().iter().map(|change| change["action"].clone()).collect();
    assert_eq!(actions, ["create", "write", "serve"]);
    assert!(!file.exists() && !home.path("data").exists());
}

#[test]
fn a_folder_that_others_can_read_is_not_served() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    home.local("tokens create ci").exits(0);
    std::fs::set_permissions(home.path("data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    home.run("serve --listen 127.0.0.1:0").exits(4).says("chmod 700");
}

#[test]
fn a_thousand_connections_that_rest_keep_nobody_out() {
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).unwrap();
    let home = Home::new();
    let served = home.serve();
    let resting: Vec<_> = (0..1000).map(|_| served.connect()).collect();
    let started = std::time::Instant::now();
    served.send("", "GET", "/healthz", None).is(200);
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    drop(resting);
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let home = Home::new();
    let (served, stalled) = home.serve_unread(&[]);
    // More than a pipe holds.
    for _ in 0..600 {
        served.send("", "GET", "/healthz", None).is(200);
    }
    drop(stalled);
    let (exit, log) = served.stop();
    assert_eq!((exit, log.matches("\"answered\"").count()), (Some(0), 600), "{log}");
}

#[test]
fn what_is_no_http_is_told_so() {
    let home = Home::new();
    let served = home.serve();
    assert_eq!(served.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").status, 400);
    assert_eq!(served.raw(b"GET / HTTP/1.1\r\nHost: \0\r\n\r\n").status, 400);
    served.send("", "GET", "/healthz", None).is(200);
}

/// Makes tokens from several callers until the server is gone, and tells the names of those that were acknowledged.
fn make_until_gone(served: Served, key: &str, end: impl FnOnce(&Served)) -> Vec<String> {
    thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|caller| {
                let served = &served;
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    for number in 0.. {
                        let name = format!("made-{caller}-{number}");
                        let sent = served.try_send(
                            &format!("Bearer {key}"),
                            "POST",
                            "/v1/tokens",
                            Some(&json!({"name": name})),
                        );
                        match sent {
                            Ok(reply) if reply.status == 201 => acknowledged.push(name),
                            Ok(reply) => panic!("{reply:?}"),
                            Err(_) => break,
                        }
                    }
                    acknowledged
                })
            })
            .collect();
        // In the middle of it: some are there, and all go on.
        while served.call(key, "GET", "/v1/tokens?per_page=1", None).json()["pagination"]["total"].as_u64() < Some(20) {
        }
        end(&served);
        callers.into_iter().flat_map(|caller| caller.join().expect("a caller")).collect()
    })
}

#[test]
fn nothing_that_was_acknowledged_is_lost_however_the_server_ends() {
    for signal in [Signal::TERM, Signal::KILL] {
        let home = Home::new();
        let (served, key) = home.serve_with_administrator();
        let acknowledged = make_until_gone(served, &key, |served| served.signal(signal));
        assert!(acknowledged.len() >= 19, "{signal:?}: {}", acknowledged.len());
        let listed = home.local("tokens list -o name").exits(0).stdout;
        let kept: std::collections::HashSet<&str> = listed.lines().collect();
        for name in &acknowledged {
            assert!(kept.contains(name.as_str()), "{signal:?}: {name} is lost of {}", acknowledged.len());
        }
    }
}
