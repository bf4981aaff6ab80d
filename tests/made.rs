//! What a gateway made is held against what was asked for: nothing is called done that was not seen.

use serde_json::{Value, json};

use crate::support::double::{Double, KEYS, answer};
use crate::support::{Home, Run};

const KEY: &str = "gpustack_0123456789abcdef_0123456789abcdef0123456789abcdef";
const ASKED: &str = "tokens create ci --scope inference --model m1 --expires-in 1d";

/// What is told when this is answered to [`ASKED`], with the fields that differ from it.
fn answered(differing: Value) -> Run {
    let double = Double::silent();
    let mut made = json!({"id": 7, "name": "ci", "user_name": "admin", "value": KEY, "masked_value": "gpustack_0123***",
        "scope": ["inference"], "is_custom": false, "allowed_model_names": ["m1"], "description": null,
        "owner_principal_id": null, "expires_at": "2026-11-23T10:20:50Z",
        "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z"});
    for (field, value) in differing.as_object().expect("fields") {
        made[field] = value.clone();
    }
    double.answers("POST", KEYS, answer(200, made));
    // It knows no models yet, and takes every name.
    let none = json!({"items": [], "pagination": {"page": 1, "perPage": 100, "total": 0, "totalPage": 0}});
    double.answers("GET", "/v2/model-routes", answer(200, none));
    let url = double.url();
    let line = format!("--url {url} --kind gpustack {ASKED}");
    Home::new().gatekey(line.split(' ')).env("GATEKEY_TOKEN", "gpustack_of_the_caller").run()
}

#[test]
fn what_was_made_as_asked_needs_no_warning() {
    let run = answered(json!({})).exits(0).does_not_say("warning");
    assert_eq!(run.line(), KEY);
}

#[test]
fn what_was_made_otherwise_is_told_and_the_secret_is_not_lost() {
    let cases = [
        (json!({"name": "other"}), "another name"),
        (json!({"scope": ["*"]}), "another list of scopes"),
        (json!({"scope": ["inference", "management"]}), "another list of scopes"),
        (json!({"allowed_model_names": null}), "another list of models"),
        (json!({"allowed_model_names": ["m1", "m2"]}), "another list of models"),
        (json!({"expires_at": null}), "another life"),
        (json!({"expires_at": "2030-01-01T00:00:00Z"}), "another life"),
    ];
    for (differing, told) in cases {
        let run = answered(differing).exits(0).says(&format!("warning: the gateway made the token with {told}"));
        assert_eq!(run.line(), KEY);
    }
}

#[test]
fn a_secret_with_control_characters_is_not_printed() {
    let run = answered(json!({"value": "gpustack_\u{1b}[2Jtwo\nlines"})).exits(11).prints("");
    run.says("the token id:7 was made, but its secret is no usable text").says("tokens revoke id:7");
}
