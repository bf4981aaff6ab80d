//! The main job: log in with a password, make a key, use it, revoke it, log out.

use reqwest::Method;

use super::server::{Server, Shown, User};
use super::{each, keys_of, login};
use crate::support::{Home, redact};

fn status_of(key: &str, path: &str) -> u16 {
    Server::call(Shown::Key(key), Method::GET, path, None).0
}

pub(super) fn the_main_job() {
    let (home, user) = (Home::new(), User::administrator());
    let logged_in = login(&home, &user, "").run().exits(0);
    assert!(!logged_in.told().contains(user.password()), "{}", logged_in.told());
    let own = keys_of(&user);
    assert_eq!((own.len(), &own[0]["scope"]), (1, &serde_json::json!(["management"])));
    let status = home.run("status -o json").exits(0).json();
    assert_eq!((&status["identity"]["name"], &status["version"]), (&user.name().into(), &"v2.3.0".into()));
    assert_eq!(status["credential"]["name"], own[0]["name"]);

    let made = home.run("tokens create ci --scope inference --expires-in 1h").exits(0);
    let secret = made.line();
    assert!(!made.stderr.contains(&secret), "{}", redact(&made.stderr));
    assert_eq!(status_of(&secret, "/v1/models"), 200);
    assert_eq!(status_of(&secret, "/v2/api-keys"), 403);

    let listed = home.run("tokens list --owner me -o json").exits(0);
    let tokens = listed.json();
    let ci = tokens.as_array().unwrap().iter().find(|token| token["name"] == "ci").unwrap();
    assert_eq!((&ci["scopes"], &ci["lifetime_seconds"]), (&serde_json::json!(["inference"]), &3600.into()));
    assert!(!listed.stdout.contains(&secret[secret.len() - 16..]));
    let updated = home.run("tokens update ci --description nightly -o json").exits(0).json();
    assert_eq!((&updated["id"], &updated["description"]), (&ci["id"], &"nightly".into()));

    home.run("tokens revoke ci --yes --wait 5s").exits(0);
    assert_eq!(status_of(&secret, "/v1/models"), 401);
    home.run("tokens show ci").exits(5);

    home.run("logout --profile lab").exits(0);
    assert!(keys_of(&user).is_empty(), "{:?}", keys_of(&user));
    home.run("status --profile lab").exits(3);
    // The password was on no disk, and the key is on none any more.
    for folder in ["config", "data", "cache"] {
        for file in std::fs::read_dir(home.path(folder)).into_iter().flatten() {
            let text = String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned();
            assert!(!text.contains(user.password()) && !text.contains("gpustack_"), "{}", redact(&text));
        }
    }
}

pub(super) fn a_wrong_password_leaves_nothing_behind() {
    let (home, user) = (Home::new(), User::member());
    let refused = login(&home, &user, "").stdin("Aa1!wrong-sentinel").run().exits(3);
    assert!(!refused.stderr.contains("wrong-sentinel"), "{}", refused.told());
    assert!(keys_of(&user).is_empty());
    home.run("status --profile lab").exits(2);

    let path = format!("/v2/users/{}/activation", user.id());
    Server::manage(Method::PATCH, &path, Some(&serde_json::json!({"is_active": false})));
    let refused = login(&home, &user, "").run().exits(3);
    assert!(!refused.stderr.contains(user.password()), "{}", refused.told());
}

pub(super) fn logging_in_again_revokes_the_previous_key() {
    let (home, user) = (Home::new(), User::member());
    login(&home, &user, "").run().exits(0);
    let first = keys_of(&user);
    login(&home, &user, "").run().exits(0);
    let second = keys_of(&user);
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(each(&first, "name"), each(&second, "name"));
    home.run("tokens list").exits(0);
}

pub(super) fn a_key_revoked_elsewhere_is_told_and_logout_goes_on() {
    let (home, user) = (Home::new(), User::member());
    login(&home, &user, "").run().exits(0);
    Server::manage(Method::DELETE, &format!("/v2/api-keys/{}", keys_of(&user)[0]["id"]), None);
    home.run("status").exits(3);
    let told = home.run("tokens list -o json").exits(3).json_error();
    assert!(told["hint"].as_str().unwrap().contains("gatekey login"), "{told}");
    // What is gone needs no revoking.
    home.run("logout").exits(0);
}
