//! Rotations with bad input, and where somebody or something interferes: what is refused is refused before anything is made, and
//! what was begun leaves a key that works.

use std::os::unix::fs::PermissionsExt;

use jiff::SignedDuration;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::place::{House, Place};

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn a_program_that_is_missing_is_told_before_and_one_that_fails_afterwards() {
    for house in House::everywhere() {
        let tools = house.home.path("tools");
        std::fs::create_dir(&tools).expect("a folder");
        let path = format!("{}:/usr/bin:/bin", tools.display());
        let rotate = || house.words(["tokens", "rotate", "ci", "--to", "exec:gh secret set KEY"]);
        rotate().env("PATH", &tools.display().to_string()).run().exits(2).says("there is no program `gh`");
        assert_eq!(house.names(), ["ci"]);
        let gh = |script: &str| {
            let file = tools.join("gh");
            std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a file");
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("a program");
        };
        gh("echo 'HTTP 403: Resource not accessible' >&2; exit 4");
        rotate().env("PATH", &path).run().exits(11).says("Resource not accessible").says("--resume");
        assert!(house.lets_in(&house.secret));
        gh(&format!("cat > {}", house.home.path("key").display()));
        rotate().env("PATH", &path).run().exits(0).says("Handed the secret to exec:gh secret set KEY");
        assert!(house.lets_in(house.home.read("key").trim()) && !house.lets_in(&house.secret));
    }
}

#[test]
fn of_an_env_file_one_line_changes_and_one_that_is_there_twice_is_refused() {
    for house in [House::local(), House::litellm(), House::coder()] {
        let sink = format!("env-file:{}#KEY", house.home.path(".env").display());
        let rotate = || house.words(["tokens", "rotate", "ci", "--to", &sink, "-o", "json"]).run();
        house.home.write(".env", "KEY=a\nB=2\nKEY=b\n");
        rotate().exits(2).says("set more than once");
        assert_eq!(house.names(), ["ci"]);
        let written = |key: &str| format!("# of ci\r\nexport KEY='{key}' # keep\r\nB=\"2\"\r\n");
        house.home.write(".env", &written(&house.secret));
        // What it held was the old secret: it is seen to be refused.
        assert_eq!(rotate().exits(0).json()["proof"], json!({"new": "works", "old": "refused"}));
        let after = house.home.read(".env");
        let new = after.split('\'').nth(1).expect("it is still quoted").to_owned();
        assert_eq!(after, written(&new));
        assert!(house.lets_in(&new) && !house.lets_in(&house.secret));
    }
}

#[test]
fn a_name_with_a_tilde_is_a_name() {
    for house in House::everywhere() {
        house.words(house.place.create("night~shift")).run().exits(0);
        let sink = house.file("key");
        for _ in 0..2 {
            house.words(["tokens", "rotate", "night~shift", "--to", &sink]).run().exits(0);
        }
        let shown = house.run("tokens show night~shift -o json").json();
        assert_eq!(shown["name"], json!("night~shift"));
        assert!(house.lets_in(house.home.read("key").trim()));
        assert_eq!(house.names(), ["ci"]);
    }
}

#[test]
fn a_gateway_whose_clock_is_a_day_ahead_ends_no_key_early() {
    for house in [House::litellm(), House::litellm_member(), House::coder()] {
        match &house.place {
            Place::Litellm(double, _) => double.passes(SignedDuration::from_hours(24)),
            Place::Coder(double, _) => double.passes(std::time::Duration::from_secs(24 * 3600)),
            _ => unreachable!("it is one of them"),
        }
        let sink = house.file("key");
        let rotate = ["tokens", "rotate", "ci", "--to", &sink, "--grace", "1h"];
        house.words(rotate).run().exits(0).says("works until");
        // Neither the gateway nor a run that remembers nothing ends it.
        let forgotten = house.words(rotate.into_iter().chain(["--if-older-than", "1s"]));
        forgotten.env("GATEKEY_DATA_DIR", "/dev/null/none").run().exits(0);
        assert!(house.lets_in(&house.secret) && house.lets_in(house.home.read("key").trim()));
    }
}

#[test]
fn an_old_key_that_somebody_ends_meanwhile_is_gone_and_the_new_one_is_in_place() {
    for house in [House::gpustack(), House::litellm(), House::litellm_member(), House::coder()] {
        let id = text(&house.run("tokens show ci -o json").json()["id"]);
        let ends = format!(
            "exec:sh -c 'cat > {}; GATEKEY_TOKEN={} {} --url http://{} --kind {} tokens revoke id:{id} --yes'",
            house.home.path("key").display(),
            house.place.key().expect("it has one"),
            env!("CARGO_BIN_EXE_gatekey"),
            house.place.address(),
            house.place.kind(),
        );
        house.words(["tokens", "rotate", "ci", "--to", &ends]).run().exits(0).says("gone");
        assert!(house.lets_in(house.home.read("key").trim()) && !house.lets_in(&house.secret));
        assert_eq!(house.names().len(), 1);
        // And one that is gone already is not rotated.
        house.run(&format!("tokens rotate id:{id}")).exits(5).prints("");
    }
}

#[test]
fn who_may_change_no_token_is_told_so_and_nothing_is_made() {
    let served = House::served();
    let weak = served.run("tokens create weak --scope token:read").exits(0).line();
    let rotate = |house: &House, key: &str| {
        let sink = house.file("key");
        house.place.gatekey(&house.home, None, ["tokens", "rotate", "ci", "--to", &sink], Some(key)).run()
    };
    rotate(&served, &weak).exits(4);
    assert!(served.lets_in(&served.secret) && !served.home.path("key").exists());
    // The token itself may only use models.
    let gpustack = House::gpustack();
    rotate(&gpustack, &gpustack.secret).exits(4);
    assert_eq!(gpustack.names(), ["ci"]);
}

#[test]
fn a_variable_that_holds_the_old_secret_lets_it_be_seen_refused() {
    for house in House::everywhere() {
        let program = format!("exec:sh -c 'cat > {}'", house.home.path("key").display());
        let words = ["tokens", "rotate", "ci", "--to", &program, "--old-secret-env", "OLD", "-o", "json"];
        house.words(words).run().exits(2).says("OLD is not set");
        house.words(words).env("OLD", "").run().exits(2);
        let told = house.words(words).env("OLD", &house.secret).run().exits(0);
        assert_eq!(told.json()["proof"], json!({"new": "works", "old": "refused"}));
        assert!(!told.stdout.contains(&house.secret) && !told.stderr.contains(&house.secret));
        // Without it, what the gateway says is all there is.
        let second = house.words(["tokens", "rotate", "ci", "--to", &program, "-o", "json"]).run().exits(0).json();
        assert_eq!(second["proof"]["old"], json!("gone"));
        // As long as both work, nothing is claimed; with the variable, `--finish` sees it too.
        let third = house.words(["tokens", "rotate", "ci", "-o", "json"]).run().exits(0).json();
        assert_eq!(third["proof"]["old"], json!("alive"));
        let before = house.home.read("key");
        let finish = ["tokens", "rotate", "ci", "--finish", "--old-secret-env", "OLD", "-o", "json"];
        let finished = house.words(finish).env("OLD", before.trim()).run().exits(0).json();
        assert_eq!(finished["proof"]["old"], json!("refused"));
    }
}

#[test]
fn a_secret_that_is_not_the_old_one_proves_nothing() {
    for house in House::everywhere() {
        let other = house.words(house.place.create("other")).run().exits(0).line();
        let program = format!("exec:sh -c 'cat > {}'", house.home.path("key").display());
        let words = ["tokens", "rotate", "ci", "--to", &program, "--old-secret-env", "OLD"];
        house.words(words).env("OLD", "garbage").run().exits(2).says("OLD holds no secret of the token");
        house.words(words).env("OLD", &other).run().exits(2).says("OLD holds no secret of the token");
        assert!(house.lets_in(&house.secret) && house.names().len() == 1, "nothing was changed");
        // A place that holds another token's secret neither: that one goes on working.
        house.home.write("mixed", &other);
        let mixed = house.file("mixed");
        let told = house.words(["tokens", "rotate", "ci", "--to", &mixed, "-o", "json"]).run().exits(0).json();
        assert_eq!(told["proof"], json!({"new": "works", "old": "gone"}), "{}", house.place.kind());
        assert!(house.lets_in(&other) && !house.lets_in(&house.secret));
    }
}

#[test]
fn an_old_key_that_goes_on_working_is_not_called_ended() {
    let house = House::gpustack();
    let Place::Gpustack(double, _) = &house.place else { unreachable!("it is one") };
    let id = text(&house.run("tokens show ci -o json").json()["id"]);
    // It says that it was done, and does nothing.
    double.answers("DELETE", &format!("/v2/api-keys/{id}"), ResponseTemplate::new(204));
    house.home.write("key", &house.secret);
    let sink = house.file("key");
    let words = ["tokens", "rotate", "ci", "--to", &sink, "--wait", "1s", "-o", "json"];
    let told = house.words(words).run().exits(11).json();
    assert_eq!((&told["rotated"], &told["proof"]["old"]), (&json!(true), &json!("alive")));
    house.words(["tokens", "rotate", "ci", "--finish"]).run().exits(11).says("not seen to be refused");
    assert!(house.lets_in(house.home.read("key").trim()));
}
