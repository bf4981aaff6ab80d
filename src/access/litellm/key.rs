//! A virtual key, in the order that LiteLLM judges one, up to where it meets the checks that JWTs share.

use aws_lc_rs::digest;
use serde_json::Value;

use super::budgets;
use super::case::{Caller, Scene, end_user_of};
use super::common::check_models;
use super::config::texts;
use super::fixes;
use super::models::{self, Allowance};
use super::objects::{find, text};
use super::python;
use super::routes;
use crate::access::trace::{Denial, Ruling, Trace};
use crate::model::Timestamp;
use crate::model::shell_word::shell_word;

/// What stands for a secret that is not shown.
fn hash_of(credential: &str) -> String {
    let hash = digest::digest(&digest::SHA256, credential.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keys are rows of a database.
pub(super) fn check_database(scene: &Scene<'_>) -> Ruling {
    if scene.has_database {
        return Ok(());
    }
    Err(Denial::new("database", 400, "No connected db.")
        .source("general_settings.database_url")
        .fix("give LiteLLM a database: without one it knows its master key alone"))
}

/// Finds the row of a key by its secret.
pub(super) fn find_key<'o>(scene: &Scene<'o>, credential: &str, trace: &mut Trace) -> Ruling<&'o Value> {
    check_database(scene)?;
    if !credential.starts_with("sk-") {
        return Err(no_key_at_all(scene, credential));
    }
    let hash = hash_of(credential);
    match find(&scene.objects.keys, "token", &Value::from(hash.as_str())) {
        Some(key) => {
            trace.pass("key", "keys", "the key is known");
            Ok(key)
        }
        None => {
            let error = format!(
                "Authentication Error, Invalid proxy server token passed. Received API Key = {}, Key Hash (Token) ={hash}. \
                 Unable to find token in cache or `LiteLLM_VerificationTokenTable`",
                abbreviated(credential)
            );
            Err(Denial::new("key", 401, error)
                .source("keys")
                .of_rows()
                .fix("make a new one with `gatekey tokens create`: this one was deleted, or is another gateway's"))
        }
    }
}

fn abbreviated(credential: &str) -> String {
    let characters: Vec<char> = credential.chars().collect();
    if characters.len() < 16 {
        return "sk-...".to_owned();
    }
    format!("sk-...{}", characters[characters.len() - 4..].iter().collect::<String>())
}

fn no_key_at_all(scene: &Scene<'_>, credential: &str) -> Box<Denial> {
    let characters: Vec<char> = credential.chars().collect();
    let shown = if characters.len() > 8 {
        let (start, end): (String, String) =
            (characters[..4].iter().collect(), characters[characters.len() - 4..].iter().collect());
        format!("{start}****{end}")
    } else {
        "****".to_owned()
    };
    let mut error = format!("LiteLLM Virtual Key expected. Received={shown}, expected to start with 'sk-'.");
    let denial = |error: String| Denial::new("key", 401, error).source("the credential");
    if super::token::looks_like_jwt(credential) && !scene.config.takes_jwts() {
        error.push_str(
            " This key has the structure of a JWT, but JWT auth is not enabled on this proxy, so it was treated as a virtual key. Set `enable_jwt_auth: true` under `general_settings` in your proxy config to authenticate with JWTs.",
        );
        return denial(error)
            .source("general_settings.enable_jwt_auth")
            .fix("set general_settings.enable_jwt_auth: true; it needs an enterprise licence");
    }
    denial(error).fix("LiteLLM's keys begin with sk-; a JWT has two dots")
}

/// Judges a key that was found, up to its routes.
pub(super) fn settle(scene: &Scene<'_>, key: &Value, trace: &mut Trace) -> Ruling<Caller> {
    let mut caller = caller_of(scene, key);
    if key["blocked"] == Value::Bool(true) {
        let error = "Authentication Error, Key is blocked. Update via `/key/unblock` if you're an admin.";
        return Err(Denial::new("key-blocked", 401, error)
            .source("keys")
            .fix(format!("an administrator lets it in again: `gatekey tokens unblock {}`", named(key))));
    }
    trace.pass("key-blocked", "keys", "the key is not blocked");
    let names = models::requested(&scene.request.body, &scene.request.route);
    check_key_models(scene, &caller, key, &names, trace)?;
    let owner = scene.objects.user(&caller.user_id);
    // A JWT's user is refused without the words in front.
    super::jwt::check_scim(owner, &caller.user_id)
        .map_err(|denial| denial.told_as(|error| format!("Authentication Error, {error}")))?;
    budgets::check_member_of_key(scene, &caller, &names)?;
    check_expiry(scene, key, trace)?;
    budgets::check_key(scene, key, &names, trace)?;
    super::entrance::check_switches(scene)?;
    check_routes(scene, &caller, trace)?;
    if let Some(user) = owner {
        caller.user_email = user["user_email"].clone();
        caller.role = super::rights::effective_role(Some(user)).map(str::to_owned);
        caller.is_admin = text(user, "user_role") == Some("proxy_admin");
    }
    caller.end_user_id = end_user_of(scene).map_or(Value::Null, Value::String);
    Ok(caller)
}

fn caller_of(scene: &Scene<'_>, key: &Value) -> Caller {
    let column = |name: &str| key.get(name).cloned().unwrap_or(Value::Null);
    let team = scene.objects.team(&column("team_id"));
    let org = column("organization_id");
    Caller {
        user_id: column("user_id"),
        team_id: column("team_id"),
        org_id: if org.is_null() { column("org_id") } else { org },
        project_id: column("project_id"),
        allowed_routes: texts(&column("allowed_routes")),
        permissions: column("permissions"),
        metadata: column("metadata"),
        team_metadata: team.map_or(Value::Null, |team| team["metadata"].clone()),
        key: Some(key.clone()),
        ..Caller::default()
    }
}

fn check_key_models(scene: &Scene<'_>, caller: &Caller, key: &Value, names: &[String], trace: &mut Trace) -> Ruling {
    let list = texts(&key["models"]);
    if list.iter().any(|entry| entry == "all-team-models") {
        trace.pass(
            "models",
            "keys: models",
            "the key: all-team-models, so the team's list decides; without a team, everything",
        );
        return Ok(());
    }
    let team = scene.objects.team(&caller.team_id);
    let aliases =
        team.and_then(|team| team["litellm_model_table"]["model_aliases"].as_object()).filter(|map| !map.is_empty());
    let mut allowance =
        Allowance { models: list, team_aliases: aliases, key_aliases: caller.key_aliases(), is_team: false };
    let groups = texts(&key["access_group_ids"]);
    if !groups.is_empty() && allowance.allows(scene.config, names).0 == models::Match::No {
        allowance.models.extend(scene.objects.models_of_groups(&groups));
    }
    check_models(scene, &allowance, names, ("key", &key["token"]), "keys: models".to_owned(), trace)?;
    let fallbacks = models::fallbacks(&scene.request.body);
    let source = "keys: models, for the request's fallbacks".to_owned();
    check_models(scene, &allowance, &fallbacks, ("key", &key["token"]), source, trace)
}

fn check_expiry(scene: &Scene<'_>, key: &Value, trace: &mut Trace) -> Ruling {
    let Some(expires) = text(key, "expires") else {
        trace.pass("key-expiry", "keys: expires", "the key never expires");
        return Ok(());
    };
    let Ok(time) = Timestamp::from_server(expires) else {
        trace.unknown("key-expiry", "keys: expires", format!("{expires} is no time that can be read"));
        return Ok(());
    };
    if (time.unix_microseconds() as f64) < scene.now * 1e6 {
        let now = Timestamp::from_unix_microseconds((scene.now * 1e6) as i64);
        let error = format!(
            "Authentication Error - Expired Key. Key Expiry time {} and current time {}",
            as_python(time),
            now.map(as_python).unwrap_or_default()
        );
        return Err(Denial::new("key-expiry", 401, error).source("keys: expires").fix(format!(
            "exchange it with `gatekey tokens rotate {}`, or make a new one with `gatekey tokens create`",
            named(key)
        )));
    }
    trace.pass("key-expiry", "keys: expires", format!("it is good until {time}"));
    Ok(())
}

/// A key as commands name it.
fn named(key: &Value) -> String {
    shell_word(&format!("id:{}", text(key, "token").unwrap_or("ID")))
}

/// The flags that make the key's routes these and one more.
fn with_route(allowed: &[String], route: &str) -> String {
    let all = allowed.iter().map(String::as_str).chain([route]);
    all.map(|one| format!("--route {}", shell_word(one))).collect::<Vec<_>>().join(" ")
}

/// As Python prints a time with its zone.
fn as_python(time: Timestamp) -> String {
    time.to_string().replace('T', " ").replace('Z', "+00:00")
}

fn check_routes(scene: &Scene<'_>, caller: &Caller, trace: &mut Trace) -> Ruling {
    const RULE: &str = "key-routes";
    let route = scene.request.route.as_str();
    let allowed = &caller.allowed_routes;
    if allowed.is_empty() {
        trace.pass(RULE, "keys: allowed_routes", "the key has no list of routes");
        return Ok(());
    }
    let is_discovery = || {
        let rest = route.strip_prefix("/v1/mcp/server");
        scene.request.method == "GET"
            && rest.is_some_and(|rest| {
                rest.is_empty() || (rest.len() > 1 && rest.starts_with('/') && !rest[1..].contains('/'))
            })
    };
    let opens = |entry: &&String| {
        routes::is_under(route, entry)
            || routes::is_equal_or_prefixed(route, entry)
            || routes::belongs(route, entry)
            || (*entry == "llm_api_routes" && (is_discovery() || routes::belongs(route, "agent_management_routes")))
    };
    if let Some(entry) = allowed.iter().find(opens) {
        trace.pass(RULE, "keys: allowed_routes", format!("{entry} covers {route}"));
        return Ok(());
    }
    let error = format!(
        "Virtual key is not allowed to call this route. Only allowed to call routes: {}. Tried to call route: {route}",
        python::list(allowed)
    );
    Err(Denial::new(RULE, 403, error)
        .source("keys: allowed_routes")
        .fix(format!(
            "{}; it replaces the list: /chat/completions does not cover /v1/chat/completions, and llm_api_routes covers both",
            fixes::key(caller.key.as_ref().unwrap_or(&Value::Null), &with_route(allowed, route))
        )))
}
