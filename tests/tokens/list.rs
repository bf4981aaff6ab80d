//! Listing tokens: filtered, sorted and cut, by the gateway where it can.

use insta::assert_snapshot;
use serde_json::json;

use super::listed;
use crate::support::Home;
use crate::support::double::Double;

#[test]
fn a_list_is_filtered_sorted_and_cut() {
    let home = Home::new();
    for (name, flags) in [("b", "--expires-in 2d"), ("a", "--expires-in never"), ("Cab", "--expires-in 1h")] {
        home.local(&format!("tokens create {name} {flags}")).exits(0);
    }
    home.local("tokens create gone").exits(0);
    home.local("tokens revoke gone --yes").exits(0);
    for (args, names) in [
        ("--sort name", vec!["Cab", "a", "b"]),
        ("--sort name:desc", vec!["b", "a", "Cab"]),
        ("--sort expires_at", vec!["Cab", "b", "a"]),
        ("--sort expires_at:desc", vec!["a", "b", "Cab"]),
        ("--sort name --limit 2", vec!["Cab", "a"]),
        ("--sort name --search A", vec!["Cab", "a"]),
        ("--search %", vec![]),
        ("--expiring-within 1d", vec!["Cab"]),
        ("--expiring-within 3d --sort name", vec!["Cab", "b"]),
        ("--unused-for 1d", vec![]),
        ("--status revoked", vec!["gone"]),
        ("--status expired", vec![]),
        ("--status all --sort name", vec!["Cab", "a", "b", "gone"]),
        ("--owner me --sort name", vec!["Cab", "a", "b"]),
        ("--owner tester --sort name --limit 1", vec!["Cab"]),
    ] {
        assert_eq!(listed(&home, args), names, "{args}");
    }
    for (args, exit) in
        [("--owner nobody", 5), ("--sort size", 2), ("--status gone", 2), ("--limit 0", 2), ("--team a", 8)]
    {
        home.local(&format!("tokens list {args}")).exits(exit).prints("");
    }
    assert_snapshot!(home.local("tokens list --search nothing-like-it").told(), @r"
    exit: 0
    ----- stdout
    ----- stderr
    note: there are no tokens that match
    ");
    assert_snapshot!(home.local("tokens list --search nothing-like-it -o json").told(), @r"
    exit: 0
    ----- stdout
    []
    ----- stderr
    ");
    home.local("keys ls --sort name -o name").exits(0).prints("Cab\na\nb\n");
}

#[test]
fn what_a_gateway_can_filter_and_sort_it_is_asked_to() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("of-polly", "polly", json!({}));
    let asked = |line: &str| {
        home.on(&double, line).run().exits(0);
        double.arrived().last().map(|call| call.query.clone()).expect("it was asked")
    };
    let query = asked("tokens list --search of --sort created_at:desc");
    assert_eq!(query, "user_id=*&search=of&sort_by=-created_at&page=1&perPage=500");
    assert_eq!(asked("tokens list --owner polly"), "user_id=5&page=1&perPage=500");
    assert_eq!(asked("tokens list --owner me --sort name"), "user_id=1&page=1&perPage=500");
    home.on(&double, "tokens list --owner nobody").run().exits(5).says("nobody");
}
