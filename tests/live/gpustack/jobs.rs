//! Keys for the length of a command, and an audit, on a real GPUStack.

use reqwest::Method;

use super::server::{Server, Shown, User};
use super::{keys_of, with_key};
use crate::support::Home;

/// The command's key lets it in, and is gone afterwards, whatever the command made of it.
pub(super) fn a_command_has_a_key_and_nobody_has_it_afterwards() {
    let (home, user, url) = (Home::new(), User::member(), Server::url());
    let ask = format!("{url}/v1/models --silent --output /dev/null --write-out %{{http_code}}");
    let script = format!("echo $KEY; curl {ask} --header \"Authorization: Bearer $KEY\"; exit 3");
    let made =
        ["--url", &url, "--kind", "gpustack", "run", "--ttl", "10m", "--scope", "inference", "--env", "KEY", "--"];
    let words = made.into_iter().chain(["sh", "-c", &script]);
    let own = user.key();
    let before = keys_of(&user).len();
    let run = home.gatekey(words).env("GATEKEY_TOKEN", own).env("PATH", "/usr/bin:/bin").run().exits(3);
    let [key, status] = run.stdout.lines().collect::<Vec<_>>()[..] else { panic!("{}", run.told()) };
    assert_eq!(status, "200");
    assert_eq!(Server::call(Shown::Key(key), Method::GET, "/v1/models", None).0, 401);
    assert_eq!(keys_of(&user).len(), before);
    run.says("Revoked run-");
}

pub(super) fn an_audit_tells_what_is_odd_and_what_nobody_can_tell() {
    let (home, user) = (Home::new(), User::member());
    let key = user.key();
    with_key(&home, key, "tokens create odd --expires-in never").exits(0);
    with_key(&home, key, "tokens create fine --scope inference --model llama3 --expires-in 20d").exits(0);
    let report = with_key(&home, key, "tokens audit -o json").exits(0).json();
    let rules = |name: &str| -> Vec<String> {
        let findings = report["findings"].as_array().expect("findings").iter();
        let own = findings.filter(|finding| finding["token"]["name"] == name);
        own.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
    };
    assert_eq!(rules("odd"), ["never_expires", "all_scopes", "all_models"]);
    assert_eq!(rules("fine"), Vec::<String>::new());
    let unknown = report["unknown"].as_array().expect("a list").iter();
    let unknown: Vec<&str> = unknown.map(|unknown| unknown["rule"].as_str().expect("a rule")).collect();
    // A member may not list the users.
    assert_eq!(unknown, ["inactive_owner", "unused"], "{report}");
}
