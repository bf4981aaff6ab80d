//! Configurations, claims, objects and requests, thrown together by a seed. Few names, so that they meet.

use serde_json::{Map, Value, json};

/// xorshift64*: the same numbers from the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    /// Once in so many throws.
    fn rarely(&mut self, sides: usize) -> bool {
        self.throw(sides) == 0
    }

    fn one(&mut self, among: &[Value]) -> Value {
        among[self.throw(among.len())].clone()
    }

    fn word(&mut self, among: &[&str]) -> String {
        among[self.throw(among.len())].to_owned()
    }

    fn some(&mut self, among: &[&str], at_most: usize) -> Value {
        let count = self.throw(at_most + 1);
        let mut found: Vec<String> = Vec::new();
        for _ in 0..count {
            let word = self.word(among);
            if !found.contains(&word) {
                found.push(word);
            }
        }
        json!(found)
    }
}

const MODELS: [&str; 7] =
    ["gpt-4o", "gpt-4o-mini", "claude-sonnet", "openai/o3", "free/local", "my/quick", "no-such/model"];
const ENTRIES: [&str; 14] = [
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
const TEAMS: [&str; 5] = ["t1", "t2", "t3", "t404", "Größe"];
const USERS: [&str; 6] = ["u1", "u2", "u3", "boss", "v", "ghost"];
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
const GROUPS: [&str; 9] = [
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
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..count).map(|place| case(&mut dice, place)).collect()
}

fn case(dice: &mut Dice, place: usize) -> Value {
    let route = dice.word(&ROUTES);
    let method = if GETS.contains(&route.as_str()) { "GET" } else { "POST" };
    let mut case = json!({
        "id": place, "route": route, "method": method, "objects": objects(dice), "model_list": deployments(),
        "router_settings": {"model_group_alias": {"my/quick": "gpt-4o"}}, "litellm_settings": settings(dice),
        "body": body(dice, &route),
    });
    if !dice.rarely(6) {
        case["model"] = json!(dice.word(&MODELS));
    }
    if dice.rarely(4) {
        case["user"] = json!(dice.word(&["cust", "rich", "nobody"]));
    }
    if dice.rarely(8) {
        case["query"] = json!({"user_id": dice.word(&USERS)});
    }
    if dice.rarely(3) {
        of_key(dice, &mut case);
    } else {
        of_jwt(dice, &mut case);
        // The oracle does not hand the query on there, as a proxy does.
        if method == "GET" {
            case["model"] = Value::Null;
        }
    }
    case
}

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
    let mut budget = json!({"max_budget": dice.one(&[json!(null), json!(2), json!(9)])});
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
        team["max_budget"] = json!(10);
        team["spend"] = dice.one(&[json!(1), json!(10), json!(11)]);
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
        user["max_budget"] = json!(5.0);
        user["spend"] = dice.one(&[json!(1.0), json!(5.0), json!(6.0)]);
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

fn general(dice: &mut Dice) -> Map<String, Value> {
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

fn of_key(dice: &mut Dice, case: &mut Value) {
    let mut key = json!({
        "token": format!("hash-{}", case["id"]), "key_name": "sk-...abcd", "models": dice.some(&ENTRIES, 2), "spend": 0.0,
        "user_id": dice.one(&[json!(null), json!("u1"), json!("u2"), json!("u3"), json!("boss"), json!("v"), json!("ghost")]),
        "team_id": dice.one(&[json!(null), json!(null), json!("t1"), json!("t2"), json!("t404"), json!("Größe")]),
        "metadata": {},
    });
    if dice.rarely(5) {
        key["max_budget"] = json!(10.0);
        key["spend"] = dice.one(&[json!(1.0), json!(10.0), json!(12.0)]);
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

fn of_jwt(dice: &mut Dice, case: &mut Value) {
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
