//! Configurations, objects and requests to a LiteLLM proxy, thrown together by a seed. Few names, so that they meet.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::{features, keys, tokens};

pub(super) const MODELS: [&str; 7] =
    ["gpt-4o", "gpt-4o-mini", "claude-sonnet", "openai/o3", "free/local", "my/quick", "no-such/model"];
pub(super) const ENTRIES: [&str; 14] = [
    "gpt-4o",
    "gpt-4o-mini",
    "claude-sonnet",
    "openai/*",
    "*",
    "all-proxy-models",
    "premium",
    "cheap",
    "no-default-models",
    "all-team-models",
    "openai/o3",
    "gpt*",
    "claude*",
    "free/local",
];
pub(super) const TEAMS: [&str; 5] = ["t1", "t2", "t3", "t404", "Größe"];
pub(super) const USERS: [&str; 6] = ["u1", "u2", "u3", "boss", "v", "ghost"];
const ROUTES: [&str; 26] = [
    "/chat/completions",
    "/chat/completions",
    "/chat/completions",
    "/v1/chat/completions",
    "/v1/chat/completions",
    "/embeddings",
    "/v1/messages",
    "/v1/models",
    "/models",
    "/key/generate",
    "/key/info",
    "/user/new",
    "/user/info",
    "/team/new",
    "/team/t1",
    "/user/list",
    "/global/spend/keys",
    "/spend/keys",
    "/no/such/route",
    "/health/liveliness",
    "/v1/responses/r1/cancel",
    "/anthropic/v1/messages",
    "/openai/deployments/gpt-4o/chat/completions",
    "/team/member_add",
    "/config/update",
    "/v1/mcp/tools",
];
pub(super) const GROUPS: [&str; 9] = [
    "openai_routes",
    "info_routes",
    "management_routes",
    "llm_api_routes",
    "/chat/completions",
    "/v1/*",
    "/embeddings",
    "mcp_routes",
    "key_management_routes",
];
const GETS: [&str; 9] = [
    "/v1/models",
    "/models",
    "/key/info",
    "/user/info",
    "/user/list",
    "/global/spend/keys",
    "/spend/keys",
    "/health/liveliness",
    "/v1/mcp/tools",
];

/// So many cases.
pub(super) fn generate(seed: u64, count: usize) -> Vec<Value> {
    let mut dice = Dice::of_seed(seed);
    (0..count).map(|place| case(&mut dice, place)).collect()
}

fn case(dice: &mut Dice, place: usize) -> Value {
    let (route, method) = if dice.rarely(3) {
        (routed(dice), if dice.rarely(3) { "GET" } else { "POST" })
    } else {
        let route = dice.word(&ROUTES);
        let method = if GETS.contains(&route.as_str()) { "GET" } else { "POST" };
        (route, method)
    };
    let mut case = json!({
        "id": place, "route": route, "method": method, "objects": objects(dice), "model_list": deployments(),
        "router_settings": {"model_group_alias": {"my/quick": "gpt-4o"}}, "litellm_settings": settings(dice),
        "body": body(dice, &route),
    });
    if !dice.rarely(6) {
        case["model"] = json!(dice.word(&MODELS));
    }
    if dice.rarely(4) {
        case["user"] = json!(dice.word(&["cust", "rich", "broke", "nobody"]));
    }
    if dice.rarely(2) {
        case["reservation"] = json!(true);
    }
    if dice.rarely(8) {
        case["query"] = json!({"user_id": dice.word(&USERS)});
    }
    if dice.rarely(3) {
        keys::of_key(dice, &mut case);
    } else {
        tokens::of_jwt(dice, &mut case);
        // The oracle does not hand the query on there, as a proxy does.
        if method == "GET" {
            case["model"] = Value::Null;
        }
    }
    features::add(dice, &mut case);
    // The oracle leaves variables of one case set for the next.
    for name in ["DISABLE_LLM_API_ENDPOINTS", "DISABLE_ADMIN_ENDPOINTS"] {
        if case["env"].get(name).is_none() {
            case["env"][name] = Value::Null;
        }
    }
    case
}

/// A path of any group, its places filled in.
fn routed(dice: &mut Dice) -> String {
    let member = dice.word(&ALL_ROUTES.iter().map(String::as_str).collect::<Vec<_>>());
    let mut path = String::new();
    let mut rest = member.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        path.push_str(before);
        let filling: &[&str] = if name.contains("model") { &MODELS } else { &["x1", "t1", "u1"] };
        let filling: Vec<&str> =
            filling.iter().copied().filter(|one| name.ends_with(":path") || !one.contains('/')).collect();
        path.push_str(&dice.word(&filling));
        rest = after;
    }
    path + rest.trim_end_matches('*')
}

/// The members of every group of LiteLLM's.
static ALL_ROUTES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(include_str!("../../../src/access/litellm/routes.json")).unwrap_or_default();
    let groups = file["groups"].as_object().into_iter().flat_map(|groups| groups.values());
    let members = groups.flat_map(|group| group.as_array().into_iter().flatten()).filter_map(Value::as_str);
    // Where a JWT is shown, the oracle reads the bodies of these, which a proxy does not.
    let members = members.filter(|member| !["/v1/traces", "/v1/logs"].contains(member));
    members.filter(|member| member.starts_with('/')).map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
});

fn deployments() -> Value {
    json!([
        {"model_name": "gpt-4o", "litellm_params": {"model": "openai/gpt-4o"}, "model_info": {"access_groups": ["premium"]}},
        {"model_name": "gpt-4o-mini", "litellm_params": {"model": "openai/gpt-4o-mini"}, "model_info": {"access_groups": ["cheap"]}},
        {"model_name": "claude-sonnet", "litellm_params": {"model": "anthropic/claude-3-5-sonnet-20240620"}},
        {"model_name": "openai/*", "litellm_params": {"model": "openai/*"}},
        {"model_name": "free/local", "litellm_params": {"model": "openai/local", "api_base": "http://127.0.0.1:9"},
            "model_info": {"input_cost_per_token": 0, "output_cost_per_token": 0}},
    ])
}

fn settings(dice: &mut Dice) -> Value {
    let mut settings = Map::new();
    if dice.rarely(12) {
        settings.insert("max_end_user_budget_id".to_owned(), json!("small"));
    }
    if dice.rarely(20) {
        settings.insert("model_alias_map".to_owned(), json!({"no-such/model": "gpt-4o-mini"}));
    }
    Value::Object(settings)
}

fn body(dice: &mut Dice, route: &str) -> Value {
    let mut body = Map::new();
    if dice.rarely(10) {
        body.insert("fallbacks".to_owned(), json!([dice.word(&MODELS)]));
    }
    if ["/user/new", "/team/new"].contains(&route) && dice.rarely(2) {
        body.insert("organization_id".to_owned(), json!(dice.word(&["o1", "o2"])));
    }
    Value::Object(body)
}

fn objects(dice: &mut Dice) -> Value {
    let mut teams = Vec::new();
    for id in ["t1", "t2", "t3", "Größe"] {
        if !dice.rarely(6) {
            teams.push(team(dice, id));
        }
    }
    let mut users = Vec::new();
    for id in ["u1", "u2", "u3", "boss", "v"] {
        if !dice.rarely(6) {
            users.push(user(dice, id));
        }
    }
    json!({
        "teams": teams, "users": users,
        "organizations": [
            {"organization_id": "o1", "organization_alias": "Org", "budget_id": "b1", "spend": dice.one(&[json!(0), json!(20)]),
                "litellm_budget_table": {"budget_id": "b1", "max_budget": 10}},
            {"organization_id": "o2", "organization_alias": "Two", "budget_id": "b2", "spend": 0},
        ],
        "end_users": [
            {"user_id": "cust", "spend": dice.one(&[json!(1.0), json!(2.0), json!(3.0)]),
                "litellm_budget_table": {"budget_id": "be", "max_budget": 2.0}},
            {"user_id": "rich", "models": dice.some(&["gpt-4o", "gpt-4o-mini"], 1), "spend": 1.0},
            {"user_id": "broke", "spend": dice.one(&[json!(0.0), json!(0.1)]),
                "litellm_budget_table": {"budget_id": "bz", "max_budget": dice.one(&[json!(0.0), json!(-1.0)])}},
        ],
        "budgets": [{"budget_id": "small", "max_budget": dice.one(&[json!(0.0), json!(5.0)])}],
        "access_groups": [{"access_group_id": "ag1", "access_group_name": "g", "access_model_names": ["gpt-4o"],
            "assigned_team_ids": ["t1"], "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z"}],
        "team_memberships": memberships(dice),
    })
}

fn memberships(dice: &mut Dice) -> Value {
    if !dice.rarely(4) {
        return json!([]);
    }
    let mut budget = json!({"max_budget": dice.one(&[json!(null), json!(0), json!(2), json!(9)])});
    if dice.rarely(3) {
        budget["allowed_models"] = dice.some(&MODELS, 2);
    }
    json!([{"team_id": "t1", "user_id": "u1", "spend": dice.one(&[json!(0), json!(2)]), "litellm_budget_table": budget}])
}

fn team(dice: &mut Dice, id: &str) -> Value {
    let alias = if id == "t3" && dice.rarely(3) { "Team t1".to_owned() } else { format!("Team {id}") };
    let mut team = json!({
        "team_id": id, "team_alias": alias, "models": dice.some(&ENTRIES, 2), "members_with_roles": [{"user_id": "u1", "role": "user"}],
    });
    if dice.rarely(12) {
        team["blocked"] = json!(true);
    }
    if dice.rarely(6) {
        team["max_budget"] = dice.one(&[json!(10), json!(10), json!(0)]);
        team["spend"] = dice.one(&[json!(0), json!(1), json!(10), json!(11)]);
    }
    if dice.rarely(8) {
        team["organization_id"] = json!(dice.word(&["o1", "o2"]));
    }
    if dice.rarely(8) {
        team["access_group_ids"] = json!(["ag1"]);
    }
    team
}

fn user(dice: &mut Dice, id: &str) -> Value {
    let role = match id {
        "boss" => json!("proxy_admin"),
        "v" => dice.one(&[json!("proxy_admin_viewer"), json!("internal_user_viewer")]),
        _ => dice.one(&[
            json!("internal_user"),
            json!("internal_user"),
            json!(null),
            json!("odd"),
            json!("internal_user_viewer"),
        ]),
    };
    let mut user = json!({
        "user_id": id, "user_role": role, "user_email": format!("{id}@example.com"), "models": dice.some(&ENTRIES, 1),
        "teams": dice.some(&TEAMS, 2),
    });
    if dice.rarely(5) {
        user["max_budget"] = dice.one(&[json!(5.0), json!(5.0), json!(0.0)]);
        user["spend"] = dice.one(&[json!(0.0), json!(1.0), json!(5.0), json!(6.0)]);
    }
    if dice.rarely(8) {
        user["sso_user_id"] = json!(format!("sso-{id}"));
    }
    if dice.rarely(6) {
        user["organization_memberships"] =
            json!([{"organization_id": "o1", "user_role": dice.word(&["org_admin", "internal_user"])}]);
    }
    user
}

pub(super) fn general(dice: &mut Dice) -> Map<String, Value> {
    let mut general = Map::new();
    let mut maybe = |dice: &mut Dice, sides, name: &str, value: Value| {
        if dice.rarely(sides) {
            general.insert(name.to_owned(), value);
        }
    };
    maybe(dice, 10, "enforce_user_param", json!(true));
    maybe(dice, 8, "apply_user_budget_to_team_keys", json!(true));
    maybe(dice, 30, "allowed_routes", json!(["/chat/completions", "/v1/models"]));
    maybe(dice, 12, "enforce_rbac", json!(true));
    general
}
