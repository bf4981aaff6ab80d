//! Keys for the length of a command, and an audit, on a real LiteLLM.

use serde_json::Value;

use super::server::{Server, User, unique};
use super::with_key;
use crate::support::Home;

/// The command's key lets it in, and is gone afterwards, whatever the command made of it.
pub(super) fn a_command_has_a_key_and_nobody_has_it_afterwards() {
    let (home, user, name, url) = (Home::new(), User::member(), unique("run"), Server::url());
    let ask = format!("{url}/v1/models --silent --output /dev/null --write-out %{{http_code}}");
    let script = format!("echo $KEY; curl {ask} --header \"Authorization: Bearer $KEY\"; exit 3");
    let made =
        ["run", "--ttl", "10m", "--name", &name, "--scope", "llm_api", "--model", "gpt-4o", "--owner", user.id()];
    let words = ["--url", &url, "--kind", "litellm"].into_iter().chain(made);
    let words = words.chain(["--env", "KEY", "--", "sh", "-c", &script]);
    let run =
        home.gatekey(words).env("GATEKEY_TOKEN", &Server::master_key()).env("PATH", "/usr/bin:/bin").run().exits(3);
    let [key, status] = run.stdout.lines().collect::<Vec<_>>()[..] else { panic!("{}", run.told()) };
    assert_eq!(status, "200");
    assert_eq!(Server::call(key, reqwest::Method::GET, "/v1/models", None).0, 401);
    assert!(user.keys().iter().all(|key| key["key_alias"] != name.as_str()));
    run.says(&format!("Revoked {name}"));
}

pub(super) fn an_audit_finds_what_is_odd_about_a_key() {
    let (home, user) = (Home::new(), User::member());
    let (odd, fine) = (unique("odd"), unique("fine"));
    let master = Server::master_key();
    with_key(&home, &master, &format!("tokens create {odd} --owner {} --expires-in never", user.id())).exits(0);
    let limits = "--scope llm_api --model gpt-4o --expires-in 20d --budget 1";
    with_key(&home, &master, &format!("tokens create {fine} --owner {} {limits}", user.id())).exits(0);
    let report = with_key(&home, &master, "tokens audit -o json").exits(0).json();
    let rules = |name: &str| -> Vec<String> {
        let findings = report["findings"].as_array().expect("findings").iter();
        let own = findings.filter(|finding| finding["token"]["name"] == name);
        own.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
    };
    assert_eq!(rules(&odd), ["never_expires", "all_scopes", "all_models", "no_budget"]);
    assert_eq!(rules(&fine), Vec::<String>::new());
    assert_eq!(report["profiles"][0]["error"], Value::Null);
    with_key(&home, &master, "tokens audit --fail-on never_expires -q").exits(12);
}
