//! What most requests have not: each of these is drawn now and then, and a test sees that each was.

use serde_json::{Value, json};

use super::cases::{MODELS, TEAMS};
use super::dice::Dice;

/// Each with its name and what it makes of a case.
type Feature = (&'static str, fn(&mut Dice, &mut Value));

/// One in so many requests has each of them.
const EACH: usize = 14;

const FOR_ALL: [Feature; 15] = [
    ("no master key", |_, case| case["master_key"] = Value::Null),
    ("global budget", |dice, case| {
        case["litellm_settings"]["max_budget"] = json!(100);
        case["global_spend"] = dice.one(&[json!(1.0), json!(100.0), json!(101.0)]);
    }),
    ("tags", |dice, case| {
        let tag = |name: &str, spend: Value| json!({"tag_name": name, "spend": spend, "litellm_budget_table": {"max_budget": 5.0}});
        let spend = dice.one(&[json!(1.0), json!(5.0), json!(6.0)]);
        case["objects"]["tags"] = json!([tag("a", spend), tag("b", json!(0.0))]);
        case["headers"]["x-litellm-tags"] = dice.one(&[json!("a"), json!("b, a"), json!("c")]);
    }),
    ("tags in the body", |dice, case| {
        case["body"]["metadata"] = json!({"tags": dice.some(&["a", "b"], 2)});
    }),
    ("tags refused", |_, case| setting(case, "reject_clientside_metadata_tags", json!(true))),
    ("customer header", |dice, case| {
        case["headers"]["x-litellm-customer-id"] = dice.one(&[json!("cust"), json!("rich"), json!("nobody")]);
    }),
    ("metadata user", |dice, case| {
        case["body"]["metadata"]["user_id"] = dice.one(&[json!("cust"), json!("rich"), json!(7)]);
    }),
    ("header mapping", |dice, case| {
        let mapping = json!([{"header_name": "X-Who", "litellm_user_role": dice.word(&["customer", "internal_user"])}]);
        setting(case, "user_header_mappings", mapping);
        case["headers"]["x-who"] = json!("cust");
    }),
    ("allowed addresses", |dice, case| {
        let list = dice.one(&[json!(["192.0.2.10"]), json!(["192.0.2.9"]), json!([])]);
        setting(case, "allowed_ips", list);
    }),
    ("public and admin routes", |dice, case| {
        let route = case["route"].clone();
        setting(
            case,
            dice.one(&[json!("public_routes"), json!("admin_only_routes")]).as_str().unwrap_or_default(),
            json!([route]),
        );
    }),
    ("unsafe body", |dice, case| {
        let field = dice.word(&["api_base", "langfuse_host", "input_cost_per_token", "model_list", "api_key"]);
        case["body"][field] = json!("x");
    }),
    ("client-side credentials", |_, case| setting(case, "allow_client_side_credentials", json!(true))),
    ("switched off", |dice, case| {
        let name = dice.word(&["DISABLE_LLM_API_ENDPOINTS", "DISABLE_ADMIN_ENDPOINTS"]);
        case["env"][name] = dice.one(&[json!("true"), json!("False")]);
    }),
    ("guardrails", |_, case| case["body"]["guardrails"] = json!(["x"])),
    ("tools", |dice, case| {
        case["body"]["tools"] = json!([{"type": "function", "function": {"name": dice.word(&["f", "g"])}}]);
    }),
];

const FOR_TEAMS: [Feature; 4] = [
    ("team aliases", |dice, case| {
        let aliases = json!({"model_aliases": {"my/quick": dice.word(&MODELS)}, "created_by": "x", "updated_by": "x"});
        of_each(case, "teams", |team| team["litellm_model_table"] = aliases.clone());
    }),
    ("team metadata", |dice, case| {
        let metadata = dice.one(&[
            json!({"allowed_tools": ["f"]}),
            json!({"guardrails": {"modify_guardrails": false}}),
            json!({"allowed_passthrough_routes": ["/no/such"]}),
        ]);
        of_each(case, "teams", |team| team["metadata"] = metadata.clone());
    }),
    ("windows", |dice, case| {
        let limit = dice.one(&[json!(0.0), json!(0)]);
        of_each(case, "teams", |team| team["budget_limits"] = json!([{"budget_duration": "1d", "max_budget": limit}]));
    }),
    ("members", |dice, case| {
        let user = dice.word(&["u1", "u2"]);
        let team = dice.word(&TEAMS);
        let spend = dice.one(&[json!(1.0), json!(3.0)]);
        case["objects"]["team_memberships"] = json!([{"team_id": team, "user_id": user, "spend": spend, "litellm_budget_table": {"budget_id": "m", "max_budget": 3.0}}]);
    }),
];

const FOR_KEYS: [Feature; 8] = [
    ("no database", |_, case| case["no_db"] = json!(true)),
    ("project", |dice, case| {
        case["key"]["project_id"] = dice.one(&[json!("p1"), json!("p404")]);
        let mut project = json!({"project_id": "p1", "models": dice.some(&MODELS, 3),
            "spend": dice.one(&[json!(1.0), json!(5.0)]), "litellm_budget_table": {"max_budget": 5.0}});
        if dice.rarely(4) {
            project["blocked"] = json!(true);
        }
        case["objects"]["projects"] = json!([project]);
    }),
    ("key metadata", |dice, case| {
        case["key"]["metadata"] = dice.one(&[
            json!({"tags": ["a"]}),
            json!({"allowed_tools": ["f"]}),
            json!({"allowed_passthrough_routes": ["/no/such"]}),
            json!({"temp_budget_increase": 5, "temp_budget_expiry": "2026-01-01T00:00:00Z"}),
            json!({"temp_budget_increase": 5, "temp_budget_expiry": "2025-01-01T00:00:00Z"}),
        ]);
    }),
    ("service account", |dice, case| {
        case["key"]["metadata"] = json!({"service_account_id": "sa"});
        case["key"]["user_id"] = Value::Null;
        case["key"]["team_id"] = json!("t1");
        case["route"] = json!(dice.word(&["/key/generate", "/key/update", "/team/new"]));
        case["method"] = json!("POST");
    }),
    ("scim", |dice, case| {
        let is_active = dice.one(&[json!(true), json!(false)]);
        of_each(case, "users", |user| user["metadata"] = json!({"scim_active": is_active}));
    }),
    ("key's budget row", |dice, case| {
        case["key"]["max_budget"] = Value::Null;
        case["key"]["spend"] = json!(4.0);
        case["key"]["litellm_budget_table"] = json!({"max_budget": dice.one(&[json!(3.0), json!(4.0), json!(5.0)])});
    }),
    ("model budget of nothing", |dice, case| {
        case["key"]["model_max_budget"] = json!({dice.word(&MODELS): {"budget_limit": 0.0, "time_period": "1d"}});
    }),
    ("unlicensed", |_, case| case["licensed"] = json!(false)),
];

const FOR_JWTS: [Feature; 7] = [
    ("unlicensed JWT", |_, case| case["licensed"] = json!(false)),
    ("another time", |dice, case| {
        case["now"] = dice.one(&[json!(1_750_000_599), json!(1_750_000_600), json!(1_749_999_999.5)]);
    }),
    ("keys by address", |dice, case| {
        case["env"]["JWT_PUBLIC_KEY_URL"] = json!("https://one.test/keys, https://two.test/keys");
        let document = dice.one(&[
            json!({"status": 500, "text": "down"}),
            json!("unreachable"),
            json!(["rsa-2"]),
            json!(["rsa-1"]),
        ]);
        case["jwks"] = json!({"by_url": {"https://one.test/keys": document, "https://two.test/keys": ["rsa-1"]}});
    }),
    ("virtual key of a claim", |dice, case| {
        auth(case, "virtual_key_claim_field", json!("sub"));
        auth(case, "unregistered_jwt_client_behavior", dice.one(&[json!("reject"), json!("fallback_team_mapping")]));
        case["objects"]["keys"] =
            json!([{"token": "mapped", "key_name": "sk-...abcd", "models": dice.some(&MODELS, 3), "user_id": "u1"}]);
        let mapped = dice.word(&["u1", "u2", "nobody"]);
        case["objects"]["jwt_key_mappings"] =
            json!([{"jwt_claim_name": "sub", "jwt_claim_value": mapped, "token": "mapped"}]);
    }),
    ("ids that are no texts", |dice, case| {
        let claim = dice.word(&["sub", "org", "cust", "email"]);
        case["claims"][claim] =
            dice.one(&[json!(0), json!(false), json!(7), json!(1.5), json!([]), json!(["u1"]), json!({})]);
    }),
    ("roles that are no list", |dice, case| {
        case["claims"]["roles"] = dice.one(&[json!({"adm": 1}), json!([1, "adm"]), json!(3), json!("adm")]);
    }),
    ("empty variables", |dice, case| {
        let name = dice.word(&["JWT_AUDIENCE", "JWT_ISSUER"]);
        case["env"][name] = json!("");
    }),
];

fn setting(case: &mut Value, name: &str, value: Value) {
    case["config"]["general_settings"][name] = value;
}

fn auth(case: &mut Value, name: &str, value: Value) {
    case["config"]["general_settings"]["litellm_jwtauth"][name] = value;
}

fn of_each(case: &mut Value, list: &str, change: impl Fn(&mut Value)) {
    case["objects"][list].as_array_mut().into_iter().flatten().for_each(change);
}

/// All names, for whoever counts them.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FOR_ALL.iter().chain(&FOR_TEAMS).chain(&FOR_KEYS).chain(&FOR_JWTS).map(|(name, _)| *name)
}

/// Gives a case some of them, and writes down which.
pub(super) fn add(dice: &mut Dice, case: &mut Value) {
    let own: &[Feature] = if case.get("key").is_some_and(|key| !key.is_null()) { &FOR_KEYS } else { &FOR_JWTS };
    let mut drawn = Vec::new();
    for (name, change) in FOR_ALL.iter().chain(&FOR_TEAMS).chain(own) {
        if dice.rarely(EACH) {
            change(dice, case);
            drawn.push(*name);
        }
    }
    case["drawn"] = json!(drawn);
}
