//! Whose keys one sees: members their own, administrators everybody's.

use serde_json::Value;

use super::server::User;
use super::{each, keys_of, with_key};
use crate::support::Home;

pub(super) fn a_member_sees_only_their_own() {
    let (home, member, other) = (Home::new(), User::member(), User::member());
    let (key, others_key) = (member.key(), other.key());
    with_key(&home, others_key, "tokens create theirs --expires-in 1h").exits(0);
    with_key(&home, key, "tokens create mine --expires-in 1h").exits(0);
    let theirs = keys_of(&other).iter().find(|key| key["name"] == "theirs").unwrap()["id"].clone();

    for filter in ["", "--owner me", &format!("--owner {}", member.name()), &format!("--owner {}", member.id())] {
        let listed = with_key(&home, key, &format!("tokens list -o json {filter}")).exits(0).json();
        let owners: Vec<&Value> = listed.as_array().unwrap().iter().map(|token| &token["owner"]["name"]).collect();
        assert_eq!(owners, [member.name(); 2], "{filter}");
    }
    with_key(&home, key, &format!("tokens list --owner {}", other.name())).exits(4);
    with_key(&home, key, &format!("tokens show id:{theirs}")).exits(5);
    with_key(&home, key, "tokens revoke theirs --yes").exits(5);
    with_key(&home, key, &format!("tokens revoke id:{theirs} --yes")).exits(5);
    assert_eq!(keys_of(&other).len(), 2);
}

pub(super) fn an_administrator_sees_everybody_and_narrows_by_owner() {
    let (home, admin, member) = (Home::new(), User::administrator(), User::member());
    let key = admin.key();
    with_key(&home, member.key(), "tokens create shared-name --expires-in 1h").exits(0);
    with_key(&home, key, "tokens create shared-name --expires-in 1h").exits(0);

    let search = |filter: &str| {
        let listed =
            with_key(&home, key, &format!("tokens list -o json --search shared-name {filter}")).exits(0).json();
        let tokens = listed.as_array().unwrap().iter();
        let owners = tokens.map(|token| token["owner"]["name"].as_str().unwrap().to_owned());
        // Another run's users may be there too.
        owners.filter(|name| [admin.name(), member.name()].contains(&name.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(search(""), [admin.name(), member.name()]);
    assert_eq!(search("--owner me"), [admin.name()]);
    assert_eq!(search(&format!("--owner {}", member.name())), [member.name()]);
    assert_eq!(search(&format!("--owner {}", member.id())), [member.name()]);
    with_key(&home, key, &format!("tokens list --owner {}x", member.name())).exits(5);

    // A name that two owners have is nobody's in particular; the id is.
    let told = with_key(&home, key, "tokens revoke shared-name --yes -o json").exits(6).json_error();
    assert!(told["candidates"].as_array().unwrap().len() >= 2, "{told}");
    let keys = keys_of(&member);
    let id = &keys.iter().find(|key| key["name"] == "shared-name").unwrap()["id"];
    with_key(&home, key, &format!("tokens revoke id:{id} --yes")).exits(0);
    assert!(!each(&keys_of(&member), "name").contains(&"shared-name"));

    with_key(&home, key, &format!("tokens create for-them --owner {}", member.name())).exits(8);
    assert!(!each(&keys_of(&member), "name").contains(&"for-them"));
    assert!(!each(&keys_of(&admin), "name").contains(&"for-them"));
}
