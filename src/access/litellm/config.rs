//! The configuration of a LiteLLM proxy: what decides about access is read, and what a proxy would not start with is an
//! error. Everything else is named and left alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::jwt_auth::JwtAuth;
use super::python;
use crate::access::config_error::{ConfigError, wrong};

/// A configuration as the proxy has it in memory.
#[derive(Debug)]
pub struct Config {
    pub(super) general: Map<String, Value>,
    pub(super) jwt: JwtAuth,
    pub(super) deployments: Vec<Value>,
    pub(super) settings: Map<String, Value>,
    pub(super) router: Map<String, Value>,
    /// `environment_variables`: what the proxy sets itself.
    pub environment: BTreeMap<String, String>,
    /// Sections and settings that are not looked at.
    pub ignored: Vec<String>,
    /// Settings that name a variable which nobody here knows, and the variable: they count as not set.
    pub unset: Vec<(String, String)>,
}

/// What is read of `general_settings`.
const GENERAL_SETTINGS: [&str; 24] = [
    "master_key",
    "enable_jwt_auth",
    "enable_oauth2_auth",
    "enable_oauth2_proxy_auth",
    "litellm_jwtauth",
    "allowed_routes",
    "allowed_ips",
    "public_routes",
    "admin_only_routes",
    "role_permissions",
    "enforce_rbac",
    "enforce_user_param",
    "apply_user_budget_to_team_keys",
    "disable_budget_reservation",
    "user_header_name",
    "user_header_mappings",
    "database_url",
    "custom_auth",
    "litellm_key_header_name",
    "pass_through_endpoints",
    "reject_clientside_metadata_tags",
    "allow_client_side_credentials",
    "fail_closed_budget_enforcement",
    "vector_store_deny_by_default",
];

/// What is read of `litellm_settings`, and of `router_settings`.
const LITELLM_SETTINGS: [&str; 5] = [
    "max_budget",
    "model_alias_map",
    "max_end_user_budget_id",
    "budget_exceeded_status_code",
    "provider_url_destination_allowed_hosts",
];
const ROUTER_SETTINGS: [&str; 1] = ["model_group_alias"];

const SECTIONS: [&str; 6] =
    ["general_settings", "model_list", "litellm_settings", "router_settings", "environment_variables", "include"];

impl Config {
    /// Takes a configuration apart. What stands for a variable (`os.environ/X`) is looked up.
    ///
    /// # Errors
    /// Names the setting that cannot be.
    pub fn of(document: &Value, environment: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let document = match document {
            Value::Null => &Map::new(),
            Value::Object(document) => document,
            _ => return Err(wrong("the configuration", "it must be a mapping of sections")),
        };
        let own = strings_of(section(document, "environment_variables")?, environment);
        let mut all = own.clone();
        all.extend(environment.iter().map(|(name, value)| (name.clone(), value.clone())));
        let mut unset = Vec::new();
        let mut looked_up = |name: &str| -> Result<Map<String, Value>, ConfigError> {
            Ok(resolved(section(document, name)?, &all, name, &mut unset))
        };
        let general = looked_up("general_settings")?;
        let mut settings = looked_up("litellm_settings")?;
        let router = looked_up("router_settings")?;
        if let Some(budget) = settings.get_mut("max_budget") {
            *budget = money(budget).ok_or_else(|| wrong("litellm_settings.max_budget", "it must be a number"))?;
        }
        let jwt = match general.get("litellm_jwtauth") {
            None | Some(Value::Null) => JwtAuth::of(&Map::new(), &unset)?,
            Some(Value::Object(settings)) => JwtAuth::of(settings, &unset)?,
            Some(_) => return Err(wrong("general_settings.litellm_jwtauth", "it must be a mapping")),
        };
        let deployments = match document.get("model_list") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(deployments)) => deployments.clone(),
            Some(_) => return Err(wrong("model_list", "it must be a list")),
        };
        Ok(Self {
            ignored: ignored(document, &general, &settings, &router),
            unset,
            jwt,
            deployments,
            settings,
            router,
            environment: own,
            general,
        })
    }

    /// The master key, if there is one.
    pub fn master_key(&self) -> Option<String> {
        let given = self.general.get("master_key").and_then(Value::as_str).map(str::to_owned);
        given.or_else(|| self.environment.get("LITELLM_MASTER_KEY").cloned()).filter(|key| !key.is_empty())
    }

    /// Whether a setting says where the database is.
    pub fn names_database(&self) -> bool {
        let named = self.general.get("database_url").is_some_and(python::is_true);
        named || self.environment.get("DATABASE_URL").is_some_and(|url| !url.is_empty())
    }

    /// Whether there are other ways in than the master key and virtual keys.
    pub(super) fn has_other_logins(&self) -> bool {
        ["enable_jwt_auth", "enable_oauth2_auth", "enable_oauth2_proxy_auth"].iter().any(|name| self.is_on(name))
    }

    /// Whether an estimate is reserved before each call.
    pub fn reserves(&self) -> bool {
        !self.is_on("disable_budget_reservation")
    }

    /// Whether JWTs are taken at all.
    pub(super) fn takes_jwts(&self) -> bool {
        self.general.get("enable_jwt_auth") == Some(&Value::Bool(true))
    }

    /// A setting of `general_settings` that is on.
    pub(super) fn is_on(&self, setting: &str) -> bool {
        self.general.get(setting).is_some_and(python::is_true)
    }

    /// A list of texts in `general_settings`.
    pub(super) fn general_list(&self, setting: &str) -> Vec<String> {
        self.general.get(setting).map(texts).unwrap_or_default()
    }

    /// What the request for this name goes to, where it is an alias for the whole proxy.
    pub(super) fn alias_of(&self, model: &str) -> Option<String> {
        let in_settings = self.settings.get("model_alias_map").and_then(|map| map.get(model)).and_then(Value::as_str);
        let router = self.router.get("model_group_alias").and_then(|map| map.get(model));
        let in_router =
            router.and_then(|target| target.as_str().or_else(|| target.get("model").and_then(Value::as_str)));
        in_settings.or(in_router).map(str::to_owned)
    }
}

fn section(document: &Map<String, Value>, name: &str) -> Result<Map<String, Value>, ConfigError> {
    match document.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(section)) => Ok(section.clone()),
        Some(_) => Err(wrong(name, "it must be a mapping")),
    }
}

/// The settings with `os.environ/X` looked up, in mappings at any depth and in those within lists. A variable that is not set
/// leaves nothing, and is noted with its place.
fn resolved(
    mut settings: Map<String, Value>,
    environment: &BTreeMap<String, String>,
    place: &str,
    unset: &mut Vec<(String, String)>,
) -> Map<String, Value> {
    for (name, value) in &mut settings {
        let place = format!("{place}.{name}");
        match value {
            Value::String(text) => {
                let Some(variable) = text.strip_prefix("os.environ/") else { continue };
                let found = environment.get(variable).cloned();
                if found.is_none() {
                    unset.push((place, variable.to_owned()));
                }
                *value = found.map_or(Value::Null, Value::String);
            }
            Value::Object(inner) => *inner = resolved(std::mem::take(inner), environment, &place, unset),
            Value::Array(items) => {
                for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                    *inner = resolved(std::mem::take(inner), environment, &place, unset);
                }
            }
            _ => {}
        }
    }
    settings
}

fn strings_of(section: Map<String, Value>, environment: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let resolved = resolved(section, environment, "environment_variables", &mut Vec::new());
    resolved
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, python::text(&value)))
        .collect()
}

fn ignored(
    document: &Map<String, Value>,
    general: &Map<String, Value>,
    settings: &Map<String, Value>,
    router: &Map<String, Value>,
) -> Vec<String> {
    let mut all: BTreeSet<String> =
        document.keys().filter(|name| !SECTIONS.contains(&name.as_str())).cloned().collect();
    let sections: [(&str, &Map<String, Value>, &[&str]); 3] = [
        ("general_settings", general, &GENERAL_SETTINGS),
        ("litellm_settings", settings, &LITELLM_SETTINGS),
        ("router_settings", router, &ROUTER_SETTINGS),
    ];
    for (section, given, read) in sections {
        let unread = given.keys().filter(|name| !read.contains(&name.as_str()));
        all.extend(unread.map(|name| format!("{section}.{name}")));
    }
    all.into_iter().collect()
}

/// An amount as Python's `float()` takes it: also from a text, which `1e3` is in YAML 1.1.
pub(super) fn money(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::Bool(truth) => Some(Value::from(f64::from(u8::from(*truth)))),
        Value::String(text) => {
            let number: f64 = text.trim().replace('_', "").parse().ok()?;
            // Infinity and NaN never refuse, and JSON has neither.
            Some(Value::from(if number.is_finite() { number } else { 0.0 }))
        }
        _ => None,
    }
}

/// The texts of a list, and nothing else of it.
pub(super) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
