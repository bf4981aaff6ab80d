//! The catalogue of a gateway: what tokens can be limited to there, and the names that were meant.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::Home;
use crate::support::double::{Double, answer, refusal};

/// The double serves these models.
fn serves(double: &Double, models: &[&str]) {
    let routes: Vec<_> = models.iter().enumerate().map(|(id, name)| json!({"id": id + 1, "name": name})).collect();
    let listing = json!({"items": routes, "pagination": {"page": 1, "perPage": 500, "total": 2, "totalPage": 1}});
    double.answers("GET", "/v2/model-routes", answer(200, listing));
}

#[test]
fn the_embedded_gateway_lists_its_scopes_and_what_comes_with_each() {
    let home = Home::new();
    let listed = home.local("scopes list -o json").exits(0).json();
    let everything = json!({"name": "*", "title": "Everything", "grants": ["management", "inference"], "aliases": ["all"],
                            "kind": "scope"});
    assert_eq!(listed[0], everything);
    assert_eq!(home.local("scopes show all -o json").exits(0).json(), everything);
    home.local("scopes list --search EMBED -o name").exits(0).prints("inference.embeddings\n");
    home.local("scopes list --search nonsense").exits(0).prints("").says("there are no scopes that match");
    home.local("scopes show managment").exits(5).says("did you mean `management`?");
    home.local("scopes list --columns name,colour").exits(2).says("colour");
}

#[test]
fn every_name_that_is_listed_can_be_given_to_a_token() {
    let home = Home::new();
    let names = home.local("scopes list -o name").exits(0).stdout;
    for (number, name) in names.lines().enumerate() {
        home.local(&format!("tokens create t{number} --scope {name} --quiet")).exits(0);
    }
    assert!(names.lines().count() > 5);
}

#[test]
fn gpustack_lists_its_scopes_and_the_models_it_serves() {
    let (home, double) = (Home::new(), Double::gpustack());
    serves(&double, &["llama3", "qwen3"]);
    home.on(&double, "scopes list -o name").run().exits(0).prints("*\nmanagement\ninference\nllama3\nqwen3\n");
    let model = home.on(&double, "scopes show qwen3 -o json").run().exits(0).json();
    assert_eq!((&model["kind"], &model["grants"]), (&json!("model"), &json!([])));
}

#[test]
fn a_key_that_may_not_see_the_routes_sees_the_models_it_can_use() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers("GET", "/v2/model-routes", refusal(403, "Forbidden", "no access to management features"));
    double.answers("GET", "/v1/models", answer(200, json!({"object": "list", "data": [{"id": "llama3"}]})));
    home.on(&double, "scopes list -o name").run().exits(0).prints("*\nmanagement\ninference\nllama3\n");
    double.answers_once("GET", "/v1/models", refusal(403, "Forbidden", "no access to inference features"));
    home.on(&double, "scopes list -o name").run().exits(0).prints("*\nmanagement\ninference\n");
}

#[test]
fn a_model_that_is_not_served_is_refused_with_the_nearest_before_anything_is_made() {
    let (home, double) = (Home::new(), Double::gpustack());
    serves(&double, &["llama3", "qwen3"]);
    home.on(&double, "tokens create ci --model llama-3").run().exits(2).says("no model \"llama-3\"").says("`llama3`?");
    home.on(&double, "tokens create ci --model zephyr --dry-run").run().exits(2).says("`gatekey scopes list`");
    assert!(!double.calls().iter().any(|call| call.starts_with("POST")), "{:?}", double.calls());
    home.on(&double, "tokens create ci --model llama3 --model *").run().exits(2);
    home.on(&double, "tokens create ci --model llama3").run().exits(0);
    home.on(&double, "tokens update ci --add-model qwen-3").run().exits(2).says("`qwen3`?");
    home.on(&double, "tokens update ci --add-model qwen3").run().exits(0);
}

#[test]
fn a_token_without_models_costs_no_question_and_an_empty_or_broken_catalogue_refuses_nothing() {
    let (home, double) = (Home::new(), Double::gpustack());
    home.on(&double, "tokens create plain").run().exits(0);
    home.on(&double, "tokens create every --model *").run().exits(0);
    assert!(double.calls().iter().all(|call| !call.contains("model")), "{:?}", double.calls());
    serves(&double, &[]);
    home.on(&double, "tokens create early --model not-yet-there").run().exits(0);
    let broken = Double::gpustack();
    broken.answers("GET", "/v2/model-routes", ResponseTemplate::new(502));
    home.on(&broken, "tokens create ci --model llama3 --retries 0").run().exits(0);
}
