//! Organisations: a key made inside one acts only there, and a team it would ignore is refused.

use reqwest::Method;
use serde_json::Value;

use super::server::{Organization, Server, User};
use super::{each, keys_of, login, with_key};
use crate::support::Home;

/// The keys in the organisation, as the administrator sees them.
fn keys_in(organization: &Organization) -> Vec<Value> {
    let all = Server::manage(Method::GET, "/v2/api-keys?user_id=*&page=0", None);
    let mut keys = all["items"].as_array().expect("a list of keys").clone();
    keys.retain(|key| key["owner_principal_id"] == organization.id());
    keys
}

pub(super) fn a_login_into_an_organisation_is_tied_to_it() {
    let (home, member) = (Home::new(), User::member());
    let (own, other) = (Organization::create(), Organization::create());
    own.add(&member);
    other.add(&member);
    login(&home, &member, &format!("--team {}", own.name())).run().exits(0);
    home.run("tokens create ci --expires-in 1h").exits(0);
    assert_eq!(each(&keys_in(&own), "name").len(), 2);

    for team in [own.name(), &own.id().to_string()] {
        let listed = home.run(&format!("tokens list --team {team} -o json --search ci")).exits(0).json();
        assert_eq!((&listed[0]["name"], &listed[0]["team"]["id"]), (&"ci".into(), &own.id().to_string().into()));
    }
    for line in ["tokens list", "tokens create stray --expires-in 1h"] {
        let refused = home.run(&format!("{line} --team {} -o json", other.name())).exits(8).json_error();
        assert!(refused["hint"].as_str().unwrap().contains("gatekey login"), "{refused}");
    }
    home.run("tokens create stray --team nowhere --expires-in 1h").exits(8);
    assert_eq!((keys_in(&own).len(), keys_in(&other).len(), keys_of(&member).len()), (2, 0, 0));

    home.run("tokens revoke ci --yes").exits(0);
    home.run("logout").exits(0);
    assert_eq!(keys_in(&own), [Value::Null; 0]);
}

pub(super) fn a_token_from_the_environment_is_not_tied_by_the_profile() {
    let (home, admin) = (Home::new(), User::administrator());
    let (tied, other) = (Organization::create(), Organization::create());
    login(&home, &admin, &format!("--team {}", tied.name())).run().exits(0);
    let line = format!("--profile lab tokens create ci --expires-in 1h --team {}", other.name());
    home.run(&line).exits(8);
    home.gatekey(line.split_whitespace()).env("GATEKEY_TOKEN", admin.key()).run().exits(0);
    assert_eq!(each(&keys_in(&other), "name"), ["ci"]);
    // The profile's own team is one that this key has to be told, too.
    let line = "--profile lab tokens create outside --expires-in 1h";
    home.gatekey(line.split_whitespace()).env("GATEKEY_TOKEN", admin.key()).run().exits(0);
    assert_eq!(keys_in(&tied).len(), 1, "only the login's own");
}

pub(super) fn an_administrators_free_key_acts_in_any_organisation() {
    let (home, admin, organization) = (Home::new(), User::administrator(), Organization::create());
    login(&home, &admin, "").run().exits(0);
    let team = organization.name();
    home.run(&format!("tokens create inside --expires-in 1h --team {team}")).exits(0);
    home.run("tokens create outside --expires-in 1h").exits(0);
    assert_eq!(each(&keys_in(&organization), "name"), ["inside"]);
    let listed = home.run(&format!("tokens list --team {team} -o json")).exits(0).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["team"]["name"]), (1, &team.into()));

    // Found without being told where, by an administrator.
    let id = listed[0]["id"].as_str().unwrap();
    let shown = home.run(&format!("tokens show id:{id} -o json")).exits(0).json();
    assert_eq!((&shown["name"], &shown["team"]), (&"inside".into(), &Value::Null));
    assert!(shown["unknown"].as_array().unwrap().contains(&"team".into()), "{shown}");
    home.run(&format!("tokens update id:{id} --description changed")).exits(0);
    home.run(&format!("tokens revoke id:{id} --yes")).exits(0);
    assert_eq!(keys_in(&organization), [Value::Null; 0]);
    home.run("tokens list --team no-such-team").exits(5);
}

pub(super) fn a_member_cannot_log_in_to_an_organisation_of_others() {
    let (home, member, organization) = (Home::new(), User::member(), Organization::create());
    login(&home, &member, &format!("--team {}", organization.name())).run().exits(5);
    assert_eq!((keys_in(&organization).len(), keys_of(&member).len()), (0, 0));
    home.run("status --profile lab").exits(2);
    // A member's key made outside any organisation is tied to their own space.
    organization.add(&member);
    let line = format!("tokens create stray --expires-in 1h --team {}", organization.name());
    with_key(&home, member.key(), &line).exits(8);
    assert_eq!((keys_in(&organization).len(), keys_of(&member).len()), (0, 1));
}
