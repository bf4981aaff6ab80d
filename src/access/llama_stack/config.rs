//! `server.auth` of a Llama Stack configuration: what decides about access is read, what the server would not start with is an
//! error, and everything else is named and left alone.

use serde_json::{Map, Value};

use super::policy::{Condition, Guard};
use super::variables::{self, Lookup};
use crate::access::config_error::{ConfigError, wrong};

/// What can be done to a resource.
pub const ACTIONS: [&str; 4] = ["create", "read", "update", "delete"];

/// Whose attributes open everything where there is no access policy.
const SHARED: [&str; 4] = ["roles", "teams", "projects", "namespaces"];

const AUTH: &str = "server.auth";
const PROVIDER: &str = "server.auth.provider_config";

/// Who the server takes a caller for, and what it lets them do.
#[derive(Debug)]
pub struct Config {
    pub(super) provider: Provider,
    pub(super) routes: Vec<RouteRule>,
    pub(super) access: Vec<Rule>,
    /// Whether the access policy is the one that holds where none is written.
    pub(super) is_default: bool,
    /// Settings that are not looked at.
    pub ignored: Vec<String>,
}

/// How callers are told apart.
#[derive(Debug)]
pub(super) enum Provider {
    /// Not at all.
    None,
    Jwt(JwtProvider),
    /// Somebody else decides, whom only the server asks.
    Other(String),
}

/// `oauth2_token` with keys.
#[derive(Debug)]
pub(super) struct JwtProvider {
    pub(super) audience: String,
    pub(super) issuer: Option<String>,
    pub(super) jwks: String,
    /// From claims to attributes, in order.
    pub(super) mapping: Vec<(String, String)>,
}

/// A rule of an access policy.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) permits: bool,
    pub(super) principal: Option<String>,
    pub(super) actions: Vec<String>,
    pub(super) resource: Option<String>,
    pub(super) guard: Guard,
    /// What it is called in sentences.
    pub(super) words: String,
}

/// A rule of a route policy.
#[derive(Debug)]
pub(super) struct RouteRule {
    pub(super) permits: bool,
    pub(super) paths: Vec<String>,
    pub(super) guard: Guard,
    pub(super) words: String,
}

impl Config {
    /// Takes a configuration apart; variables in it are looked up.
    ///
    /// # Errors
    /// Names the setting that the server would not start with.
    pub fn of(document: &Value, lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        if !document.is_object() {
            return Err(wrong("the configuration", "it must be a mapping"));
        }
        let server = mapping(document.get("server"), "server")?;
        let auth = match server.get("auth") {
            None | Some(Value::Null) => return Ok(Self::open()),
            Some(auth) => variables::put_in(auth, AUTH, lookup)?,
        };
        let auth = mapping(Some(&auth), AUTH)?;
        let mut ignored = unknown(&auth, AUTH, &["provider_config", "route_policy", "access_policy"]);
        let provider = provider(auth.get("provider_config"), &mut ignored)?;
        let routes = rules(auth.get("route_policy"), "route_policy")?
            .iter()
            .enumerate()
            .map(|(place, rule)| route_rule(rule, place))
            .collect::<Result<_, _>>()?;
        let written: Vec<Rule> = rules(auth.get("access_policy"), "access_policy")?
            .iter()
            .enumerate()
            .map(|(place, rule)| access_rule(rule, place))
            .collect::<Result<_, _>>()?;
        let is_default = written.is_empty();
        let access = if is_default { default_policy() } else { written };
        Ok(Self { provider, routes, access, is_default, ignored })
    }

    /// Without `server.auth` nobody is asked anything.
    fn open() -> Self {
        Self {
            provider: Provider::None,
            routes: Vec::new(),
            access: default_policy(),
            is_default: true,
            ignored: Vec::new(),
        }
    }

    /// The address of the keys, where tokens are verified with some.
    pub fn jwks(&self) -> Option<&str> {
        match &self.provider {
            Provider::Jwt(provider) => Some(&provider.jwks),
            Provider::None | Provider::Other(_) => None,
        }
    }
}

fn default_policy() -> Vec<Rule> {
    let rule = |condition: Condition, words: String| Rule {
        permits: true,
        principal: None,
        actions: ACTIONS.map(str::to_owned).into(),
        resource: None,
        guard: Guard::When(vec![condition]),
        words,
    };
    let shared = SHARED.map(|name| {
        let words = format!("the default policy: who shares a value of {name} with its owner may do everything");
        rule(Condition::Shares { attribute: name.to_owned() }, words)
    });
    let own = rule(Condition::IsOwner, "the default policy: its owner may do everything".to_owned());
    let nobodys = rule(Condition::Unowned, "the default policy: what nobody owns is everybody's".to_owned());
    shared.into_iter().chain([own, nobodys]).collect()
}

fn mapping(value: Option<&Value>, field: &str) -> Result<Map<String, Value>, ConfigError> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members.clone()),
        Some(_) => Err(wrong(field, "it must be a mapping")),
    }
}

fn unknown(members: &Map<String, Value>, field: &str, known: &[&str]) -> Vec<String> {
    members.keys().filter(|name| !known.contains(&name.as_str())).map(|name| format!("{field}.{name}")).collect()
}

fn text(members: &Map<String, Value>, name: &str, field: &str) -> Result<Option<String>, ConfigError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(&format!("{field}.{name}"), "it must be a text")),
    }
}

/// One text, or a list of them.
fn texts(value: &Value, field: &str) -> Result<Vec<String>, ConfigError> {
    let refused = || wrong(field, "it must be a text, or a list of texts");
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(refused)).collect(),
        _ => Err(refused()),
    }
}

fn provider(value: Option<&Value>, ignored: &mut Vec<String>) -> Result<Provider, ConfigError> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(Provider::None) };
    let settings = mapping(Some(value), PROVIDER)?;
    let kind = text(&settings, "type", PROVIDER)?.ok_or_else(|| {
        wrong(&format!("{PROVIDER}.type"), "it is missing: oauth2_token, custom, github_token, kubernetes")
    })?;
    match kind.as_str() {
        "oauth2_token" => {}
        "custom" | "github_token" | "kubernetes" => return Ok(Provider::Other(kind)),
        other => {
            let reason = format!("there is no `{other}`: oauth2_token, custom, github_token, kubernetes");
            return Err(wrong(&format!("{PROVIDER}.type"), &reason));
        }
    }
    let known = ["type", "audience", "verify_tls", "tls_cafile", "issuer", "claims_mapping", "jwks", "introspection"];
    ignored.extend(unknown(&settings, PROVIDER, &known));
    let jwks_field = format!("{PROVIDER}.jwks");
    let jwks = mapping(settings.get("jwks"), &jwks_field)?;
    let has_introspection = settings.get("introspection").is_some_and(|value| !value.is_null());
    let has_jwks = settings.get("jwks").is_some_and(|value| !value.is_null());
    match (has_jwks, has_introspection) {
        (false, false) => return Err(wrong(PROVIDER, "one of jwks and introspection must be there")),
        (true, true) => return Err(wrong(PROVIDER, "only one of jwks and introspection may be there")),
        (false, true) => return Ok(Provider::Other("introspection".to_owned())),
        (true, false) => {}
    }
    ignored.extend(unknown(&jwks, &jwks_field, &["uri", "token", "key_recheck_period"]));
    let is_whole = |value: &Value| match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.fract() == 0.0),
        Value::String(text) => text.trim().parse::<i64>().is_ok(),
        Value::Bool(_) => true,
        _ => false,
    };
    if jwks.get("key_recheck_period").is_some_and(|period| !is_whole(period)) {
        return Err(wrong(&format!("{jwks_field}.key_recheck_period"), "it must be a whole number of seconds"));
    }
    let uri = text(&jwks, "uri", &jwks_field)?
        .ok_or_else(|| wrong(&format!("{jwks_field}.uri"), "it is missing: the address of the issuer's keys"))?;
    Ok(Provider::Jwt(JwtProvider {
        // Null is no text, and the server would not take it.
        audience: match settings.get("audience") {
            None => "llama-stack".to_owned(),
            Some(Value::String(audience)) => audience.clone(),
            Some(_) => return Err(wrong(&format!("{PROVIDER}.audience"), "it must be a text")),
        },
        issuer: text(&settings, "issuer", PROVIDER)?,
        jwks: uri,
        mapping: claims_mapping(settings.get("claims_mapping"))?,
    }))
}

fn claims_mapping(value: Option<&Value>) -> Result<Vec<(String, String)>, ConfigError> {
    let field = format!("{PROVIDER}.claims_mapping");
    let Some(value) = value else {
        let default = [
            ("sub", "roles"),
            ("username", "roles"),
            ("groups", "teams"),
            ("team", "teams"),
            ("project", "projects"),
            ("tenant", "namespaces"),
            ("namespace", "namespaces"),
        ];
        return Ok(default.map(|(claim, attribute)| (claim.to_owned(), attribute.to_owned())).into());
    };
    let Value::Object(members) = value else {
        return Err(wrong(&field, "it must be a mapping from claims to attributes"));
    };
    let pair = |(claim, attribute): (&String, &Value)| match attribute.as_str() {
        Some(attribute) => Ok((claim.clone(), attribute.to_owned())),
        None => Err(wrong(&format!("{field}.{claim}"), "it must be the name of an attribute")),
    };
    members.iter().map(pair).collect()
}

fn rules<'v>(value: Option<&'v Value>, name: &str) -> Result<&'v [Value], ConfigError> {
    match value {
        None => Ok(&[]),
        Some(Value::Array(rules)) => Ok(rules),
        Some(_) => Err(wrong(&format!("{AUTH}.{name}"), "it must be a list of rules")),
    }
}

/// What both sorts of rules have: whether it permits, what it is about, and its guard.
struct Parts {
    permits: bool,
    scope: Map<String, Value>,
    field: String,
    guard: Guard,
    words: String,
}

fn parts(rule: &Value, list: &str, place: usize) -> Result<Parts, ConfigError> {
    let field = format!("{AUTH}.{list}[{place}]");
    let Value::Object(members) = rule else {
        return Err(wrong(&field, "a rule is a mapping with permit or forbid"));
    };
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    let (permits, scope) = match (given("permit"), given("forbid")) {
        (Some(scope), None) => (true, scope),
        (None, Some(scope)) => (false, scope),
        (Some(_), Some(_)) => return Err(wrong(&field, "permit and forbid exclude each other")),
        (None, None) => return Err(wrong(&field, "it has neither permit nor forbid")),
    };
    let effect = if permits { "permit" } else { "forbid" };
    let guard = guard(given("when"), given("unless"), &field)?;
    let description = text(members, "description", &field)?.filter(|text| !text.is_empty());
    let words = match description {
        Some(text) => format!("{list} rule {}, {effect}: {text}", place + 1),
        None => format!("{list} rule {}, {effect}", place + 1),
    };
    let field = format!("{field}.{effect}");
    Ok(Parts { permits, scope: mapping(Some(scope), &field)?, field, guard, words })
}

fn guard(when: Option<&Value>, unless: Option<&Value>, field: &str) -> Result<Guard, ConfigError> {
    // An empty text or list asks nothing: then the rule holds for everybody.
    let asked = |value: Option<&Value>, name: &str| -> Result<Vec<Condition>, ConfigError> {
        let Some(value) = value else { return Ok(Vec::new()) };
        let field = format!("{field}.{name}");
        let sentences = texts(value, &field)?;
        let is_list = value.is_array();
        let mut conditions = Vec::new();
        for sentence in sentences.iter().filter(|sentence| is_list || !sentence.is_empty()) {
            let known = "user with VALUE in NAME, user with VALUE not in NAME, user is owner, user is not owner, user in \
                         owners NAME, user not in owners NAME, resource is unowned";
            let condition = Condition::parse(sentence)
                .ok_or_else(|| wrong(&field, &format!("Invalid condition: {sentence}; the conditions are: {known}")))?;
            conditions.push(condition);
        }
        Ok(conditions)
    };
    let (when, unless) = (asked(when, "when")?, asked(unless, "unless")?);
    match (when.is_empty(), unless.is_empty()) {
        (true, true) => Ok(Guard::None),
        (false, true) => Ok(Guard::When(when)),
        (true, false) => Ok(Guard::Unless(unless)),
        (false, false) => Err(wrong(field, "when and unless exclude each other")),
    }
}

fn access_rule(rule: &Value, place: usize) -> Result<Rule, ConfigError> {
    let Parts { permits, scope, field, guard, words } = parts(rule, "access_policy", place)?;
    let actions_field = format!("{field}.actions");
    let actions = scope.get("actions").ok_or_else(|| wrong(&actions_field, "it is missing"))?;
    let actions = texts(actions, &actions_field)?;
    if let Some(other) = actions.iter().find(|action| !ACTIONS.contains(&action.as_str())) {
        let reason = format!("there is no action `{other}`: {}", ACTIONS.join(", "));
        return Err(wrong(&actions_field, &reason));
    }
    let principal = text(&scope, "principal", &field)?.filter(|text| !text.is_empty());
    let resource = text(&scope, "resource", &field)?;
    Ok(Rule { permits, principal, actions, resource, guard, words })
}

fn route_rule(rule: &Value, place: usize) -> Result<RouteRule, ConfigError> {
    let Parts { permits, scope, field, guard, words } = parts(rule, "route_policy", place)?;
    let paths_field = format!("{field}.paths");
    let paths = scope.get("paths").ok_or_else(|| wrong(&paths_field, "it is missing"))?;
    Ok(RouteRule { permits, paths: texts(paths, &paths_field)?, guard, words })
}
