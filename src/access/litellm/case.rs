//! What is judged: a request, who sends it, and what the proxy is and knows.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::config::Config;
use super::objects::Objects;
use super::routes::is_member;
use crate::access::key_documents::KeyDocuments;

/// A request to the proxy, without its credential.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The path, without a query.
    pub route: String,
    pub query: BTreeMap<String, String>,
    /// In capitals.
    pub method: String,
    pub body: Map<String, Value>,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
}

impl Request {
    /// The method that this path is usually called with.
    pub fn usual_method(route: &str, has_model: bool) -> &'static str {
        const TELLING: [&str; 5] = [
            "info_routes",
            "spend_tracking_routes",
            "global_spend_tracking_routes",
            "public_routes",
            "admin_viewer_routes",
        ];
        let is_told = || super::served::OPEN.contains(&route) || TELLING.iter().any(|group| is_member(route, group));
        if !has_model && is_told() { "GET" } else { "POST" }
    }
}

/// The master key of the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MasterKey {
    Is(String),
    /// It has none.
    None,
    /// Nothing here tells whether it has one.
    Unknown,
}

/// Where a request is judged.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    pub config: &'a Config,
    pub objects: &'a Objects,
    /// Whether anybody knows the objects: else what they decide is unknown.
    pub objects_known: bool,
    pub environment: &'a BTreeMap<String, String>,
    /// Whether that is all of the proxy's: else it may have variables that are not known here.
    pub environment_known: bool,
    pub keys: &'a KeyDocuments,
    pub request: &'a Request,
    /// Seconds since 1970.
    pub now: f64,
    /// Whether the proxy takes JWTs, which needs a licence.
    pub licensed: bool,
    /// Whether it heeds `public_routes` and `admin_only_routes`, which need one too.
    pub has_other_licensed_settings: bool,
    pub has_database: bool,
    pub master_key: MasterKey,
    /// Whether an estimate is reserved in budgets before the call.
    pub reserves: bool,
    /// Where the request comes from, if that is known.
    pub client_address: Option<String>,
}

/// Who the request is by, once that is settled: what the common checks look at.
#[derive(Debug, Clone, Default)]
pub(super) struct Caller {
    pub(super) is_admin: bool,
    pub(super) role: Option<String>,
    pub(super) user_id: Value,
    pub(super) user_email: Value,
    pub(super) team_id: Value,
    pub(super) org_id: Value,
    pub(super) end_user_id: Value,
    pub(super) project_id: Value,
    /// The key's own limits; a JWT has none.
    pub(super) key: Option<Value>,
    pub(super) allowed_routes: Vec<String>,
    pub(super) permissions: Value,
    pub(super) metadata: Value,
    pub(super) team_metadata: Value,
}

impl Caller {
    pub(super) fn is_service_account(&self) -> bool {
        self.metadata.get("service_account_id").is_some_and(|id| !id.is_null())
            && !self.team_id.is_null()
            && self.user_id.is_null()
    }

    /// The key's aliases, where it has any.
    pub(super) fn key_aliases(&self) -> Option<&Map<String, Value>> {
        self.key.as_ref()?.get("aliases")?.as_object().filter(|aliases| !aliases.is_empty())
    }
}

/// The headers that `user_header_mappings` reads an end user from.
fn customer_headers(mappings: Option<&Value>) -> Vec<String> {
    let items = match mappings {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    };
    let is_customers =
        |item: &&Value| item["litellm_user_role"].as_str().is_some_and(|role| role.eq_ignore_ascii_case("customer"));
    items.iter().filter(is_customers).filter_map(|item| item["header_name"].as_str()).map(str::to_lowercase).collect()
}

/// What a request body names as its end user, in LiteLLM's order.
pub(super) fn end_user_of(scene: &Scene<'_>) -> Option<String> {
    end_user_in(&scene.config.general, scene.request)
}

/// The same, where there is no scene yet.
pub(super) fn end_user_in(general: &Map<String, Value>, request: &Request) -> Option<String> {
    let header = |name: &str| request.headers.get(name).filter(|value| !value.is_empty()).cloned();
    let mapped = customer_headers(general.get("user_header_mappings"));
    let own = general.get("user_header_name").and_then(Value::as_str).map(str::to_lowercase);
    let own = if mapped.is_empty() { own.into_iter().collect() } else { mapped };
    let body = &request.body;
    let coerced = |value: Option<&Value>| match value? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let within = |outer: &str, inner: &str| match body.get(outer)? {
        Value::String(text) => coerced(serde_json::from_str::<Value>(text).ok()?.get(inner)),
        value => coerced(value.get(inner)),
    };
    header("x-litellm-customer-id")
        .or_else(|| header("x-litellm-end-user-id"))
        .or_else(|| own.iter().find_map(|name| header(name)))
        .or_else(|| coerced(body.get("user")))
        .or_else(|| within("litellm_metadata", "user"))
        .or_else(|| within("metadata", "user_id"))
        .or_else(|| coerced(body.get("safety_identifier")))
}
