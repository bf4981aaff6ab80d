//! JWTs: how a proxy reads them, their claims and keys.

use serde_json::{Map, Value, json};

use super::cases::{GROUPS, MODELS, general};
use super::dice::Dice;

pub(super) fn of_jwt(dice: &mut Dice, case: &mut Value) {
    let mut general = general(dice);
    general.insert("enable_jwt_auth".to_owned(), json!(true));
    if dice.rarely(3) {
        general.insert(
            "role_permissions".to_owned(),
            json!([
                {"role": "internal_user", "models": dice.some(&MODELS, 3), "routes": dice.some(&GROUPS, 3)},
                {"role": "team", "models": dice.some(&MODELS, 3)},
            ]),
        );
    }
    general.insert("litellm_jwtauth".to_owned(), auth(dice));
    case["config"] = json!({"general_settings": general});
    case["claims"] = claims(dice);
    if dice.rarely(5) {
        case["headers"] = json!({"x-litellm-team-id": dice.word(&["t1", "t2", "Team t1", "t404", "Team t2"])});
    }
    if dice.rarely(10) {
        case["env"] = json!({"JWT_AUDIENCE": "gw"});
    }
    if dice.rarely(15) {
        case["env"] = json!({"JWT_ISSUER": "https://idp"});
    }
    if dice.rarely(8) {
        case["jwks"] =
            dice.one(&[json!(["rsa-1", "rsa-2"]), json!(["rsa-2"]), json!(["ec-1", "rsa-1"]), json!({"keys": []})]);
    }
    if dice.rarely(10) {
        case["sign_with"] = dice.one(&[json!("rsa-2"), json!("ec-1"), json!("none")]);
    }
}

fn auth(dice: &mut Dice) -> Value {
    let mut auth = Map::new();
    let mut maybe = |dice: &mut Dice, sides, name: &str, value: Value| {
        if dice.rarely(sides) {
            auth.insert(name.to_owned(), value);
        }
    };
    maybe(dice, 2, "user_id_jwt_field", json!("sub"));
    maybe(dice, 8, "user_id_jwt_field", json!("ident.uid"));
    maybe(dice, 2, "user_email_jwt_field", json!("email"));
    maybe(dice, 4, "team_id_jwt_field", json!("team"));
    maybe(dice, 12, "team_id_jwt_field", json!("roles.0"));
    maybe(dice, 10, "team_id_default", json!("t1"));
    maybe(dice, 10, "team_alias_jwt_field", json!("tname"));
    maybe(dice, 2, "team_ids_jwt_field", json!("groups"));
    maybe(dice, 8, "org_id_jwt_field", json!("org"));
    maybe(dice, 12, "org_alias_jwt_field", json!("oname"));
    maybe(dice, 5, "end_user_id_jwt_field", json!("cust"));
    for name in [
        "user_id_upsert",
        "team_id_upsert",
        "team_claim_fallback",
        "fallback_to_db_teams",
        "enforce_rbac",
        "enforce_team_based_model_access",
    ] {
        maybe(dice, 6, name, json!(true));
    }
    maybe(dice, 8, "user_allowed_email_domain", json!("example.com"));
    let routes = dice.some(&GROUPS, 3);
    maybe(dice, 5, "admin_allowed_routes", routes);
    let routes = dice.some(&GROUPS, 3);
    maybe(dice, 5, "team_allowed_routes", routes);
    if dice.rarely(5) {
        auth.insert("user_roles_jwt_field".to_owned(), json!("roles"));
        auth.insert("user_allowed_roles".to_owned(), json!(["dev", "d"]));
    }
    if dice.rarely(4) {
        auth.insert("roles_jwt_field".to_owned(), json!("roles"));
        auth.insert(
            "role_mappings".to_owned(),
            json!([{"role": "ai", "internal_role": "team"}, {"role": "dev", "internal_role": "internal_user"}]),
        );
        if dice.rarely(2) {
            auth.insert("object_id_jwt_field".to_owned(), json!("oid"));
        }
    }
    if dice.rarely(8) {
        auth.insert("enforce_scope_based_access".to_owned(), json!(true));
        auth.insert(
            "scope_mappings".to_owned(),
            json!([{"scope": "gpt", "models": ["gpt-4o"]}, {"scope": "all", "models": dice.some(&MODELS, 4)}]),
        );
    }
    if dice.rarely(8) {
        auth.insert("sync_user_role_and_teams".to_owned(), json!(true));
        auth.insert("roles_jwt_field".to_owned(), json!("roles"));
        auth.insert("jwt_litellm_role_map".to_owned(), json!([{"jwt_role": "adm*", "litellm_role": "proxy_admin"}, {"jwt_role": "de?", "litellm_role": "internal_user_viewer"}]));
    }
    if dice.rarely(8) {
        auth.insert(
            "issuers".to_owned(),
            json!([{"issuer": "https://a", "jwks_url": "https://idp.oracle.test/jwks.json", "audience": ["gw", "other"],
            "user_id_jwt_field": "upn", "team_id_jwt_field": "tid", "team_ids_jwt_field": "gids"}]),
        );
    }
    Value::Object(auth)
}

fn claims(dice: &mut Dice) -> Value {
    let mut claims = Map::new();
    let now = 1_750_000_000;
    let good = !dice.rarely(6);
    let times = [json!(now), json!("1750000600"), json!(1_750_000_000.5), json!("later"), json!(null)];
    let exp = if good { json!(now + 600) } else { dice.one(&times) };
    claims.insert("exp".to_owned(), exp);
    let mut maybe = |dice: &mut Dice, sides, name: &str, among: &[Value]| {
        if !dice.rarely(sides) {
            claims.insert(name.to_owned(), dice.one(among));
        }
    };
    let ids =
        [json!("u1"), json!("u2"), json!("u3"), json!("boss"), json!("v"), json!("ghost"), json!("sso-u1"), json!("")];
    maybe(dice, 5, "sub", &ids);
    maybe(
        dice,
        3,
        "email",
        &[
            json!("u1@example.com"),
            json!("U2@Example.com"),
            json!("x@evil.com"),
            json!("u3@eu.example.com"),
            json!(null),
        ],
    );
    maybe(
        dice,
        2,
        "team",
        &[
            json!("t1"),
            json!("t2"),
            json!("t404"),
            json!(["t2", "t1"]),
            json!([]),
            json!(null),
            json!(""),
            json!("Größe"),
        ],
    );
    maybe(dice, 2, "tname", &[json!("Team t1"), json!("Team t2"), json!("Nope"), json!("")]);
    maybe(
        dice,
        2,
        "groups",
        &[
            json!(["t1"]),
            json!(["t2", "t1"]),
            json!(["t404"]),
            json!([]),
            json!("t1"),
            json!(null),
            json!(["t3", "t404", "t2"]),
            json!(["Größe"]),
        ],
    );
    maybe(
        dice,
        2,
        "roles",
        &[
            json!(["dev"]),
            json!(["ai"]),
            json!(["admin"]),
            json!("dev"),
            json!([]),
            json!(["x", "dev"]),
            json!(null),
            json!(["t1"]),
        ],
    );
    maybe(dice, 2, "oid", &[json!("u1"), json!("t1"), json!("t404"), json!("ghost")]);
    maybe(
        dice,
        2,
        "scope",
        &[
            json!("openid"),
            json!("gpt all"),
            json!(["gpt"]),
            json!("litellm_proxy_admin"),
            json!("openid litellm_proxy_admin"),
            json!(""),
            json!([]),
        ],
    );
    maybe(dice, 2, "org", &[json!("o1"), json!("o2"), json!("o404")]);
    maybe(dice, 2, "oname", &[json!("Org"), json!("None")]);
    maybe(dice, 2, "cust", &[json!("cust"), json!("rich"), json!("nobody"), json!("")]);
    maybe(dice, 2, "ident", &[json!({"uid": "u1"}), json!({"uid": 7}), json!("flat"), json!({})]);
    maybe(dice, 2, "iss", &[json!("https://idp"), json!("https://a"), json!("https://b")]);
    maybe(dice, 2, "aud", &[json!("gw"), json!(["x", "gw"]), json!("x"), json!([])]);
    maybe(dice, 2, "upn", &[json!("u1"), json!("u2"), json!(""), json!(null)]);
    maybe(dice, 2, "tid", &[json!("t1"), json!("t2"), json!([])]);
    maybe(dice, 2, "gids", &[json!(["t1"]), json!("t2"), json!(5)]);
    Value::Object(claims)
}
