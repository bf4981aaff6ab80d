//! `general_settings.litellm_jwtauth`: how a proxy reads JWTs, and what it would not start with.

use serde_json::{Map, Value};

use super::config::{money, texts};
use super::routes;
use crate::access::config_error::{ConfigError, wrong};

/// `general_settings.litellm_jwtauth`.
#[derive(Debug)]
pub(super) struct JwtAuth {
    settings: Map<String, Value>,
    pub(super) admin_scope: String,
    pub(super) admin_routes: Vec<String>,
    pub(super) team_routes: Vec<String>,
    pub(super) allowed_roles: Option<Vec<String>>,
    pub(super) role_mappings: Option<Vec<(String, String)>>,
    pub(super) role_map: Vec<(String, String)>,
    pub(super) scope_mappings: Vec<ScopeMapping>,
    pub(super) issuers: Vec<Issuer>,
}

/// One of `scope_mappings`. Its routes are never read by LiteLLM.
#[derive(Debug)]
pub(super) struct ScopeMapping {
    pub(super) scope: String,
    pub(super) models: Vec<String>,
    pub(super) has_routes: bool,
}

/// One of `issuers`.
#[derive(Debug)]
pub(super) struct Issuer {
    pub(super) settings: Map<String, Value>,
    pub(super) issuer: String,
    /// None: not looked at.
    pub(super) audiences: Option<Vec<String>>,
}

/// Every setting of `litellm_jwtauth` in 1.106.2.
const JWT_SETTINGS: [&str; 44] = [
    "admin_jwt_scope",
    "admin_allowed_routes",
    "team_id_jwt_field",
    "team_id_upsert",
    "team_ids_jwt_field",
    "upsert_sso_user_to_team",
    "team_allowed_routes",
    "team_id_default",
    "team_alias_jwt_field",
    "org_id_jwt_field",
    "org_alias_jwt_field",
    "user_id_jwt_field",
    "user_email_jwt_field",
    "user_allowed_email_domain",
    "user_roles_jwt_field",
    "user_allowed_roles",
    "user_id_upsert",
    "end_user_id_jwt_field",
    "agent_id_jwt_field",
    "mcp_client_id_jwt_field",
    "public_key_ttl",
    "public_key_stale_ttl",
    "public_allowed_routes",
    "enforce_rbac",
    "roles_jwt_field",
    "role_mappings",
    "object_id_jwt_field",
    "scope_mappings",
    "enforce_scope_based_access",
    "enforce_team_based_model_access",
    "custom_validate",
    "jwt_litellm_role_map",
    "sync_user_role_and_teams",
    "oidc_userinfo_endpoint",
    "oidc_userinfo_enabled",
    "oidc_userinfo_cache_ttl",
    "virtual_key_claim_field",
    "virtual_key_mapping_cache_ttl",
    "unregistered_jwt_client_behavior",
    "auto_register_map_existing_key",
    "routing_overrides",
    "team_claim_fallback",
    "fallback_to_db_teams",
    "issuers",
];

/// The switches among them.
const SWITCHES: [&str; 11] = [
    "team_id_upsert",
    "upsert_sso_user_to_team",
    "user_id_upsert",
    "enforce_rbac",
    "enforce_scope_based_access",
    "enforce_team_based_model_access",
    "sync_user_role_and_teams",
    "oidc_userinfo_enabled",
    "auto_register_map_existing_key",
    "team_claim_fallback",
    "fallback_to_db_teams",
];

const ISSUER_SETTINGS: [&str; 12] = [
    "issuer",
    "jwks_url",
    "audience",
    "disable_audience_validation",
    "user_id_jwt_field",
    "user_email_jwt_field",
    "team_id_jwt_field",
    "team_ids_jwt_field",
    "org_id_jwt_field",
    "end_user_id_jwt_field",
    "virtual_key_claim_field",
    "unregistered_jwt_client_behavior",
];

impl JwtAuth {
    pub(super) fn of(settings: &Map<String, Value>, unset: &[(String, String)]) -> Result<Self, ConfigError> {
        let mut settings = settings.clone();
        // Its name before 1.7x.
        if let Some(old) = settings.remove("jwt_client_id_field") {
            settings.entry("virtual_key_claim_field").or_insert(old);
        }
        if let Some(unknown) = settings.keys().find(|name| !JWT_SETTINGS.contains(&name.as_str())) {
            let meant = crate::model::nearest(unknown, JWT_SETTINGS.iter().copied());
            let hint = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
            return Err(wrong(
                &jwt_field(unknown),
                &format!("there is no such setting, and LiteLLM does not start{hint}"),
            ));
        }
        check_never_null(&settings, unset)?;
        check_numbers(&settings)?;
        for name in SWITCHES {
            if let Some(value) = settings.get(name) {
                let truth = as_switch(value).ok_or_else(|| wrong(&jwt_field(name), "it must be true or false"))?;
                settings.insert(name.to_owned(), Value::Bool(truth));
            }
        }
        for (name, value) in &settings {
            if (name.ends_with("_field")
                || ["team_id_default", "user_allowed_email_domain", "admin_jwt_scope"].contains(&name.as_str()))
                && !(value.is_string() || value.is_null())
            {
                return Err(wrong(&jwt_field(name), "it must be a text"));
            }
        }
        let auth = Self {
            admin_scope: text_of(&settings, "admin_jwt_scope").unwrap_or_else(|| "litellm_proxy_admin".to_owned()),
            admin_routes: list_of(&settings, "admin_allowed_routes")?
                .unwrap_or_else(|| routes::jwt_default("admin_allowed_routes")),
            team_routes: list_of(&settings, "team_allowed_routes")?
                .unwrap_or_else(|| routes::jwt_default("team_allowed_routes")),
            allowed_roles: list_of(&settings, "user_allowed_roles")?,
            role_mappings: pairs_of(&settings, "role_mappings", ["role", "internal_role"], &RBAC_ROLES)?,
            role_map: pairs_of(&settings, "jwt_litellm_role_map", ["jwt_role", "litellm_role"], &ROLES)?
                .unwrap_or_default(),
            scope_mappings: scopes_of(&settings)?,
            issuers: issuers_of(&settings)?,
            settings,
        };
        auth.check()?;
        Ok(auth)
    }

    /// What LiteLLM checks at its start.
    fn check(&self) -> Result<(), ConfigError> {
        let is_set = |name: &str| self.settings.get(name).is_some_and(|value| !value.is_null());
        if is_set("user_roles_jwt_field") != is_set("user_allowed_roles") {
            let field = jwt_field("user_allowed_roles");
            return Err(wrong(&field, "user_roles_jwt_field and user_allowed_roles go together: set both or none"));
        }
        if is_set("object_id_jwt_field") && !is_set("role_mappings") {
            let field = jwt_field("object_id_jwt_field");
            return Err(wrong(&field, "it needs role_mappings, which tell whether the id is a user's or a team's"));
        }
        if is_set("scope_mappings") && !self.is_on("enforce_scope_based_access") {
            return Err(wrong(&jwt_field("scope_mappings"), "they need enforce_scope_based_access: true"));
        }
        Ok(())
    }

    pub(super) fn is_on(&self, setting: &str) -> bool {
        self.settings.get(setting) == Some(&Value::Bool(true))
    }

    /// The claim that a setting names.
    pub(super) fn text(&self, setting: &str) -> Option<&str> {
        self.settings.get(setting).and_then(Value::as_str)
    }

    pub(super) fn is_set(&self, setting: &str) -> bool {
        self.settings.get(setting).is_some_and(|value| !value.is_null())
    }
}

impl Issuer {
    pub(super) fn text(&self, setting: &str) -> Option<&str> {
        self.settings.get(setting).and_then(Value::as_str)
    }
}

fn jwt_field(name: &str) -> String {
    format!("general_settings.litellm_jwtauth.{name}")
}

/// Settings that must not be null: LiteLLM does not start with an empty one.
fn check_never_null(settings: &Map<String, Value>, unset: &[(String, String)]) -> Result<(), ConfigError> {
    const OTHERS: [&str; 9] = [
        "admin_jwt_scope",
        "admin_allowed_routes",
        "team_allowed_routes",
        "public_allowed_routes",
        "public_key_ttl",
        "public_key_stale_ttl",
        "oidc_userinfo_cache_ttl",
        "virtual_key_mapping_cache_ttl",
        "unregistered_jwt_client_behavior",
    ];
    let is_null = |name: &&&str| settings.get(**name).is_some_and(Value::is_null);
    let Some(name) = SWITCHES.iter().chain(&OTHERS).find(is_null) else { return Ok(()) };
    let field = jwt_field(name);
    match unset.iter().find(|(place, _)| *place == field) {
        Some((_, variable)) => {
            let reason = format!("the variable {variable} is not set here: give the proxy's environment by --env-file");
            Err(wrong(&field, &reason))
        }
        None => Err(wrong(&field, "it is empty: give it a value, or leave it out")),
    }
}

/// Numbers of seconds, which may be written as text.
fn check_numbers(settings: &Map<String, Value>) -> Result<(), ConfigError> {
    for name in ["public_key_ttl", "public_key_stale_ttl", "oidc_userinfo_cache_ttl", "virtual_key_mapping_cache_ttl"] {
        let Some(value) = settings.get(name) else { continue };
        let seconds = money(value).as_ref().and_then(Value::as_f64);
        let seconds = seconds.ok_or_else(|| wrong(&jwt_field(name), "it must be a number of seconds"))?;
        if name == "public_key_stale_ttl" && seconds < 0.0 {
            return Err(wrong(&jwt_field(name), "it must not be less than 0"));
        }
    }
    const BEHAVIOURS: [&str; 3] = ["fallback_team_mapping", "reject", "auto_register"];
    let name = "unregistered_jwt_client_behavior";
    match settings.get(name) {
        Some(value) if !value.as_str().is_some_and(|word| BEHAVIOURS.contains(&word)) => {
            Err(wrong(&jwt_field(name), &format!("it is one of {}", BEHAVIOURS.join(", "))))
        }
        _ => Ok(()),
    }
}

/// The roles that a token may be mapped to, and those of users.
const RBAC_ROLES: [&str; 3] = ["proxy_admin", "team", "internal_user"];
pub(super) const ROLES: [&str; 7] =
    ["proxy_admin", "proxy_admin_viewer", "org_admin", "internal_user", "internal_user_viewer", "team", "customer"];

/// A switch as pydantic takes it.
fn as_switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "t" | "y" | "1" => Some(true),
            "false" | "no" | "off" | "f" | "n" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn text_of(settings: &Map<String, Value>, name: &str) -> Option<String> {
    settings.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn list_of(settings: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, ConfigError> {
    match settings.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::Array(items)) if items.iter().all(Value::is_string) => Ok(Some(texts(value))),
        Some(_) => Err(wrong(&jwt_field(name), "it must be a list of texts")),
    }
}

fn pairs_of(
    settings: &Map<String, Value>,
    name: &str,
    [first, second]: [&str; 2],
    among: &[&str],
) -> Result<Option<Vec<(String, String)>>, ConfigError> {
    let items = match settings.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(wrong(&jwt_field(name), "it must be a list")),
    };
    let pair = |item: &Value| {
        let member = |member: &str| item.get(member).and_then(Value::as_str).map(str::to_owned);
        member(first).zip(member(second))
    };
    let pairs: Option<Vec<(String, String)>> = items.iter().map(pair).collect();
    let pairs =
        pairs.ok_or_else(|| wrong(&jwt_field(name), &format!("each needs {first} and {second}, both texts")))?;
    match pairs.iter().find(|(_, role)| !among.contains(&role.as_str())) {
        Some((_, role)) => Err(wrong(&jwt_field(name), &format!("{second} {role} is none of {}", among.join(", ")))),
        None => Ok(Some(pairs)),
    }
}

fn scopes_of(settings: &Map<String, Value>) -> Result<Vec<ScopeMapping>, ConfigError> {
    let items = match settings.get("scope_mappings") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(wrong(&jwt_field("scope_mappings"), "it must be a list")),
    };
    let one = |item: &Value| {
        let scope = item.get("scope").and_then(Value::as_str)?.to_owned();
        let has_routes = item.get("routes").is_some_and(super::python::is_true);
        Some(ScopeMapping { scope, models: texts(&item["models"]), has_routes })
    };
    let all: Option<Vec<_>> = items.iter().map(one).collect();
    all.ok_or_else(|| wrong(&jwt_field("scope_mappings"), "each needs a scope"))
}

fn issuers_of(settings: &Map<String, Value>) -> Result<Vec<Issuer>, ConfigError> {
    let items = match settings.get("issuers") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(wrong(&jwt_field("issuers"), "it must be a list")),
    };
    items.iter().enumerate().map(|(place, item)| issuer_of(place, item)).collect()
}

fn issuer_of(place: usize, item: &Value) -> Result<Issuer, ConfigError> {
    let field = |name: &str| jwt_field(&format!("issuers[{place}].{name}"));
    let settings =
        item.as_object().ok_or_else(|| wrong(&jwt_field(&format!("issuers[{place}]")), "it must be a mapping"))?;
    if let Some(unknown) = settings.keys().find(|name| !ISSUER_SETTINGS.contains(&name.as_str())) {
        return Err(wrong(&field(unknown), "there is no such setting, and LiteLLM does not start"));
    }
    let issuer = text_of(settings, "issuer").ok_or_else(|| wrong(&field("issuer"), "it must be a text"))?;
    let audiences = match settings.get("audience") {
        None | Some(Value::Null) => None,
        Some(Value::String(one)) => Some(vec![one.clone()]),
        Some(list @ Value::Array(_)) => Some(texts(list)),
        Some(_) => return Err(wrong(&field("audience"), "it must be a text or a list of texts")),
    };
    let is_disabled = settings.get("disable_audience_validation").and_then(as_switch).unwrap_or(false);
    if audiences.is_some() == is_disabled {
        return Err(wrong(
            &field("audience"),
            "name an audience, or set disable_audience_validation: true, and not both",
        ));
    }
    Ok(Issuer { settings: settings.clone(), issuer, audiences })
}
