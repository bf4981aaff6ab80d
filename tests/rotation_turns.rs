//! Two machines that rotate the same token, where one goes on with it while the other is handing its secret over; and a key
//! that rotates itself.

use serde_json::json;

use crate::support::Home;
use crate::support::double::{Double, PASSWORD};
use crate::support::place::{House, Place};

/// A script that another machine rotates by, once: into the file, with this grace.
fn other_machine(house: &House, grace: &str) -> String {
    format!(
        "[ -e {done} ] || {{ touch {done}; env GATEKEY_DATA_DIR={data} GATEKEY_TOKEN={token} {gatekey} --url http://{address} \
         --kind {kind} tokens rotate ci --to file:{key} --grace {grace} 2>>{told}; }}",
        done = house.home.path("done").display(),
        data = house.home.path("elsewhere").display(),
        token = house.place.key().expect("it has one"),
        gatekey = env!("CARGO_BIN_EXE_gatekey"),
        address = house.place.address(),
        kind = house.place.kind(),
        key = house.home.path("key").display(),
        told = house.home.path("told").display(),
    )
}

fn held(house: &House) -> String {
    house.home.read("key").trim().to_owned()
}

#[test]
fn taken_over_while_its_secret_is_handed_over_a_run_leaves_a_key_that_works_in_the_places() {
    for house in [House::served(), House::gpustack(), House::litellm(), House::litellm_member(), House::coder()] {
        let what = house.place.kind();
        let key = house.home.path("key").display().to_string();
        // The other one is done before this one's secret is written over it.
        let late = format!("exec:sh -c 'cat > {key}.new; {}; mv {key}.new {key}'", other_machine(&house, "0s"));
        let run = house.words(["tokens", "rotate", "ci", "--to", &late]).run().exits(0);
        let run = run.says("somebody else rotated the token meanwhile");
        assert!(house.lets_in(&held(&house)), "{what}: {}", run.told());
        assert!(!house.lets_in(&house.secret), "{what}");
        assert_eq!(house.names().len(), 1, "{what}");
    }
}

#[test]
fn what_another_run_has_written_is_not_written_over() {
    for house in [House::served(), House::gpustack(), House::litellm(), House::litellm_member(), House::coder()] {
        let what = house.place.kind();
        let slow =
            format!("exec:sh -c 'cat >> {}; {}'", house.home.path("seen").display(), other_machine(&house, "0s"));
        let file = house.file("key");
        house.words(["tokens", "rotate", "ci", "--to", &slow, "--to", &file]).run().exits(0);
        let last = held(&house);
        assert!(house.lets_in(&last) && house.home.read("seen").ends_with(&last), "{what}: one secret in both places");
        assert_eq!(house.names().len(), 1, "{what}");
    }
}

#[test]
fn with_a_grace_the_run_that_wrote_last_takes_its_turn_back() {
    for house in [House::gpustack(), House::litellm()] {
        let what = house.place.kind();
        let key = house.home.path("key").display().to_string();
        let late = format!("exec:sh -c 'cat > {key}.new; {}; mv {key}.new {key}'", other_machine(&house, "1h"));
        house.words(["tokens", "rotate", "ci", "--to", &late, "--grace", "1h"]).run().exits(0);
        let last = held(&house);
        assert!(house.lets_in(&last) && house.lets_in(&house.secret), "{what}");
        house.words(["tokens", "rotate", "ci", "--finish"]).run().exits(0);
        assert!(house.lets_in(&last) && !house.lets_in(&house.secret), "{what}");
        assert_eq!(house.names().len(), 1, "{what}");
    }
    // Where a token keeps its row there is no way back: it is told, and both work until the grace is over.
    let house = House::served();
    let key = house.home.path("key").display().to_string();
    let late = format!("exec:sh -c 'cat > {key}.new; {}; mv {key}.new {key}'", other_machine(&house, "1h"));
    let run = house.words(["tokens", "rotate", "ci", "--to", &late, "--grace", "1h"]).run().exits(11);
    run.says("somebody else went on with this rotation").says("--finish");
    assert!(house.lets_in(&held(&house)));
}

/// A key that may rotate itself, on a gateway, and its id.
fn itself() -> [(House, String, String); 4] {
    [House::served(), House::gpustack(), House::litellm_member(), House::coder()].map(|house| {
        let key = house.place.key().expect("it has one").to_owned();
        let key = match &house.place {
            Place::Served(..) => {
                let create = ["tokens", "create", "itself", "--scope", "all", "--expires-in", "never"];
                house.words(create).run().exits(0).line()
            }
            _ => key,
        };
        let id = id_of(&house, &key);
        (house, key, id)
    })
}

/// The id of the token with this secret, as somebody tells it who shows the secret itself.
fn id_of(house: &House, secret: &str) -> String {
    let words = ["tokens", "whois", "-", "-o", "json"];
    let told = house.place.gatekey(&house.home, None, words, Some(secret)).stdin(secret).run().exits(0).json();
    told["tokens"][0]["id"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

#[test]
fn a_key_of_the_environment_rotates_itself_and_is_seen_to_be_refused() {
    for (house, key, id) in itself() {
        let (file, token) = (house.file("key"), format!("id:{id}"));
        let words = ["tokens", "rotate", &token, "--to", &file];
        let run = house.place.gatekey(&house.home, None, words, Some(&key)).run().exits(0);
        run.says("The old secret is refused.").says("whatever gives it needs the new one");
        let new = held(&house);
        assert!(house.lets_in(&new) && !house.lets_in(&key), "{}", house.place.kind());
        // Once more by the new one, with both for a while.
        let token = format!("id:{}", id_of(&house, &new));
        let words = ["tokens", "rotate", &token, "--to", &file, "--grace", "1h", "-o", "json"];
        let told = house.place.gatekey(&house.home, None, words, Some(&new)).run().exits(0).json();
        assert_eq!(told["proof"], json!({"new": "works", "old": "alive"}));
        let token = format!("id:{}", id_of(&house, &held(&house)));
        let words = ["tokens", "rotate", &token, "--finish"];
        house.place.gatekey(&house.home, None, words, Some(&held(&house))).run().exits(0);
        assert!(house.lets_in(&held(&house)) && !house.lets_in(&new), "{}", house.place.kind());
    }
}

#[test]
fn a_login_gets_the_new_secret_before_the_old_one_ends() {
    for (house, key, id) in itself() {
        let url = format!("http://{}", house.place.address());
        let login =
            ["login", &url, "--kind", house.place.kind(), "--profile", "lab", "--token-stdin", "--store", "file"];
        house.home.gatekey(login).stdin(&key).run().exits(0);
        let (file, token) = (house.file("key"), format!("id:{id}"));
        let by_login = |words: &[&str]| {
            let all = ["--profile", "lab"].into_iter().chain(words.iter().copied());
            house.home.gatekey(all).env("PATH", "/usr/bin:/bin").run()
        };
        // A place that fails leaves the login as it is.
        by_login(&["tokens", "rotate", &token, "--to", "exec:false"]).exits(11);
        by_login(&["status"]).exits(0);
        by_login(&["tokens", "rotate", &token, "--to", &file]).exits(0).says("the login of \"lab\" has the new secret");
        let new = held(&house);
        assert!(house.lets_in(&new) && !house.lets_in(&key), "{}", house.place.kind());
        by_login(&["status"]).exits(0);
        assert!(house.home.read("data/credentials.json").contains(&new));
    }
}

#[test]
fn a_key_that_login_made_is_known_as_its_own_after_it_was_rotated() {
    let (home, double) = (Home::new(), Double::gpustack());
    let url = double.url();
    let login = ["login", &url, "--profile", "lab", "--username", "admin", "--password-stdin", "--store", "file"];
    home.gatekey(login).stdin(PASSWORD).run().exits(0);
    let listed = home.run("--profile lab tokens list -o json").json();
    let id = listed[0]["id"].as_str().expect("an id").to_owned();
    let rotate = format!("--profile lab tokens rotate id:{id}");
    home.run(&rotate).exits(0).says("the login of \"lab\" has the new secret");
    home.run("--profile lab status").exits(0);
    home.run(&format!("{rotate} --finish")).exits(0);
    home.run("--profile lab status").exits(0);
    home.run("logout --profile lab").exits(0);
    assert_eq!(double.names(), Vec::<String>::new());
}
