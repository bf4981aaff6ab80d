//! Which token is meant: by id, by name, by a bare word, or by its secret.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{create, id_of, listed};
use crate::support::Home;
use crate::support::double::Double;

#[test]
fn a_token_is_named_by_id_by_name_by_a_bare_word_or_by_its_secret() {
    let home = Home::new();
    let secret = create(&home, "ci").line();
    let id = id_of(&home, "ci");
    for word in ["ci", "name:ci", &id, &format!("id:{id}"), "ci~1"] {
        assert_eq!(id_of(&home, word), id, "{word}");
    }
    let by_secret = home.local_words(["tokens", "show", "-", "-o", "name"]).stdin(&format!("{secret}\n")).run();
    by_secret.exits(0).prints("ci\n");
    for unknown in ["other", "name:other", "id:other", "ci~2", "name:", "id:", "c", "CI"] {
        let run = home.local_words(["tokens", "show", unknown]).run().exits(5);
        assert!(run.stdout.is_empty() && run.stderr.starts_with("error: there is no"), "{}", run.told());
    }
    assert_snapshot!(home.local("tokens show other").told(), @r#"
    exit: 5
    ----- stdout
    ----- stderr
    error: there is no live token "other" on "local"
    hint: `gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`
    "#);
    let other =
        home.local_words(["tokens", "show", "-"]).stdin("gk_0000000000000000_00000000000000000000000000000000").run();
    assert_snapshot!(other.told(), @r"
    exit: 5
    ----- stdout
    ----- stderr
    error: no token has this secret
    hint: `gatekey tokens list --status all` shows every token you may see
    ");
}

#[test]
fn only_live_tokens_go_by_name_and_revoked_ones_by_id() {
    let home = Home::new();
    create(&home, "ci");
    let first = id_of(&home, "ci");
    home.local("tokens revoke ci --yes").exits(0);
    home.local("tokens show ci").exits(5).says("a revoked one is found by `id:…`");
    create(&home, "ci");
    assert_ne!(id_of(&home, "ci"), first);
    let old = home.local(&format!("tokens show id:{first} -o json")).exits(0).json();
    assert_eq!((&old["name"], &old["status"]), (&json!("ci"), &json!("revoked")));
    home.local(&format!("tokens update id:{first} --description x")).exits(6).says("is revoked");
}

#[test]
fn a_word_that_is_one_tokens_id_and_anothers_name_is_ambiguous() {
    let home = Home::new();
    create(&home, "first");
    let id = id_of(&home, "first");
    home.local_words(["tokens", "create", &id]).run().exits(0);
    let double = Double::gpustack();
    double.key("ci", "admin", json!({}));
    double.key("1", "admin", json!({}));
    let run = home.on(&double, "tokens show 1").run();
    assert_snapshot!(run.told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: "1" is one token's id and another's name
      id:1  name ci  owner admin  active
      id:2  name 1  owner admin  active
    hint: name one by its id, as in `id:42`
    "#);
    let candidates =
        home.local(&format!("tokens revoke {id} --yes -o json")).exits(6).json_error()["candidates"].take();
    let names: Vec<&Value> = candidates.as_array().expect("a list").iter().map(|token| &token["name"]).collect();
    assert_eq!(names, [&json!("first"), &json!(id)]);
    home.local(&format!("tokens show name:{id} -o name")).exits(0).prints(&format!("{id}\n"));
    home.local(&format!("tokens show id:{id} -o name")).exits(0).prints("first\n");
    assert_eq!(listed(&home, "").len(), 2);
}

#[test]
fn a_name_held_by_several_owners_is_ambiguous() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    double.key("ci", "polly", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes").run().told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: the name "ci" is held by several tokens
      id:1  name ci  owner admin  active
      id:2  name ci  owner polly  active
    hint: name one by its id, as in `id:42`
    "#);
    home.on(&double, "tokens show id:2 -o json").run().exits(0);
    assert_eq!(double.names().iter().filter(|name| *name == "ci").count(), 2);
}

#[test]
fn a_name_is_its_newest_generation_and_older_ones_have_a_number() {
    let (home, double) = (Home::new(), Double::gpustack());
    for name in ["ci", "ci~2", "ci~3", "ci~x"] {
        double.key(name, "admin", json!({}));
    }
    for (word, id) in [("ci", "3"), ("name:ci", "3"), ("ci~3", "3"), ("ci~2", "2"), ("ci~1", "1"), ("ci~x", "4")] {
        let shown = home.on(&double, &format!("tokens show {word} -o json")).run().exits(0).json();
        assert_eq!(shown["id"], id, "{word}");
    }
    let shown = home.on(&double, "tokens show ci -o json").run().json();
    assert_eq!(
        (&shown["name"], &shown["generation"], &shown["gateway_name"]),
        (&json!("ci"), &json!(3), &json!("ci~3"))
    );
    home.on(&double, "tokens show ci~4").run().exits(5);
}

#[test]
fn revoking_a_name_with_older_generations_lists_them_and_wants_an_id_or_a_flag() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("ci", "admin", json!({}));
    double.key("ci~2", "admin", json!({}));
    assert_snapshot!(home.on(&double, "tokens revoke ci --yes").run().told(), @r#"
    exit: 6
    ----- stdout
    ----- stderr
    error: older generations of "ci" are still alive
      id:2  name ci~2  owner admin  active
      id:1  name ci  owner admin  active
    hint: name one by its id, or revoke all with --all-generations
    "#);
    assert_eq!(double.names()[..2], ["ci", "ci~2"]);
    home.on(&double, "tokens revoke ci --all-generations --yes").run().exits(0);
    assert!(!double.names().iter().any(|name| name.starts_with("ci")), "{:?}", double.names());
}

#[test]
fn on_gpustack_a_secret_tells_only_candidates() {
    let (home, double) = (Home::new(), Double::gpustack());
    let secret = double.key("ci", "admin", json!({}));
    double.key("own", "admin", json!({"custom": "x"}));
    let calls = double.calls().len();
    let run = home.on(&double, "tokens revoke - --yes").stdin(&secret).run().exits(6);
    run.says("does not tell whose secret this is").says("name ci");
    for call in &double.arrived()[calls..] {
        assert!(!format!("{call:?}").contains(&secret), "the secret was sent: {call:?}");
    }
}
