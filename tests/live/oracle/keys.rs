//! Virtual keys.

use serde_json::{Value, json};

use super::cases::{ENTRIES, GROUPS, general};
use super::dice::Dice;

pub(super) fn of_key(dice: &mut Dice, case: &mut Value) {
    let mut key = json!({
        "token": format!("hash-{}", case["id"]), "key_name": "sk-...abcd", "models": dice.some(&ENTRIES, 2), "spend": 0.0,
        "user_id": dice.one(&[json!(null), json!("u1"), json!("u2"), json!("u3"), json!("boss"), json!("v"), json!("ghost")]),
        "team_id": dice.one(&[json!(null), json!(null), json!("t1"), json!("t2"), json!("t404"), json!("Größe")]),
        "metadata": {},
    });
    if dice.rarely(5) {
        key["max_budget"] = dice.one(&[json!(10.0), json!(10.0), json!(0.0)]);
        key["spend"] = dice.one(&[json!(0.0), json!(1.0), json!(10.0), json!(12.0)]);
    }
    if dice.rarely(10) {
        key["expires"] = dice.one(&[
            json!("2025-06-15T15:06:39Z"),
            json!("2025-06-15T15:06:40Z"),
            json!("2026-01-01T00:00:00"),
            json!("2025-01-01T00:00:00+02:00"),
        ]);
    }
    if dice.rarely(15) {
        key["blocked"] = json!(true);
    }
    if dice.rarely(3) {
        key["allowed_routes"] = dice.some(&GROUPS, 2);
    }
    if dice.rarely(10) {
        key["aliases"] = json!({"my/quick": "gpt-4o-mini"});
    }
    if dice.rarely(10) {
        key["organization_id"] = json!(dice.word(&["o1", "o2"]));
    }
    if dice.rarely(12) {
        key["permissions"] = json!({"get_spend_routes": true});
    }
    if dice.rarely(10) {
        key["access_group_ids"] = json!(["ag1"]);
    }
    case["key"] = key;
    case["config"] = json!({"general_settings": general(dice)});
}
