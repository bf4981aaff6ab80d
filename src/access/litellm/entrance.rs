//! What LiteLLM looks at before the credential: the body, the address, the route. And who else may judge the credential.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Scene;
use super::config::texts;
use super::jwt::failed;
use super::python;
use super::routes;
use crate::access::trace::{Denial, Ruling, Trace};

/// Fields that a caller must not set: they would send the request, or the proxy's secrets, elsewhere.
#[derive(Deserialize)]
struct Refused {
    fields: Vec<String>,
}

static REFUSED: LazyLock<Refused> = LazyLock::new(|| {
    // Invariant: the file is part of this program, and a test reads it.
    serde_json::from_str(include_str!("refused_fields.json")).expect("the refused fields are well-formed")
});

/// Judges what stands before the credential.
pub(super) fn check(scene: &Scene<'_>, trace: &mut Trace) -> Ruling {
    check_body(scene, trace)?;
    check_address(scene, trace)?;
    check_route(scene)?;
    check_pass_through(scene)?;
    check_header(scene, trace)
}

/// Ends the walk where somebody else than the rules of LiteLLM judges the credential.
pub(super) fn check_who_decides(scene: &Scene<'_>, is_jwt: bool) -> Ruling {
    let general = |setting: &str| format!("general_settings.{setting}");
    if scene.config.general.get("custom_auth").is_some_and(|code| !code.is_null()) {
        let detail = "code of the gateway's own judges every credential";
        return Err(Denial::open("custom-auth", general("custom_auth"), detail).fix("ask the proxy itself"));
    }
    let route = scene.request.route.as_str();
    let is_asked_of = routes::is_llm(route) || routes::is_member(route, "info_routes");
    let is_sent_on = if is_jwt {
        scene.config.jwt.is_set("routing_overrides")
    } else {
        scene.config.general.get("enable_oauth2_auth") == Some(&Value::Bool(true))
    };
    if is_sent_on && is_asked_of {
        let source =
            if is_jwt { "litellm_jwtauth.routing_overrides".to_owned() } else { general("enable_oauth2_auth") };
        if !is_jwt && !scene.licensed {
            let error = "Oauth2 token validation is only available for premium users. You must be a LiteLLM Enterprise user to use this feature.";
            return Err(Denial::new("oauth2", 403, error).source(source).fix("set LITELLM_LICENSE on the gateway"));
        }
        let detail = "the token goes to OAuth2 introspection, which only the proxy can ask";
        return Err(Denial::open("oauth2", source, detail).fix("ask the proxy itself"));
    }
    if scene.config.general.get("enable_oauth2_proxy_auth") == Some(&Value::Bool(true)) {
        let detail = "who the caller is stands in headers that a proxy before LiteLLM sets";
        return Err(
            Denial::open("oauth2-proxy", general("enable_oauth2_proxy_auth"), detail).fix("ask the proxy itself")
        );
    }
    if !is_jwt && scene.config.takes_jwts() && scene.config.jwt.is_on("oidc_userinfo_enabled") {
        let detail = "a token that is no JWT may be shown to the issuer, which only the proxy can ask";
        return Err(
            Denial::open("oidc-userinfo", "litellm_jwtauth.oidc_userinfo_enabled", detail).fix("ask the proxy itself")
        );
    }
    Ok(())
}

/// Refuses what a caller must not set, in the body and in the mappings within it that are looked through.
fn check_body(scene: &Scene<'_>, trace: &mut Trace) -> Ruling {
    let body = &scene.request.body;
    if body.contains_key("model_list") {
        return Err(unsafe_body("model_list", "Rejected Request: model_list is not allowed in the request body."));
    }
    check_fields(scene, body, trace)?;
    for name in ["litellm_embedding_config", "extra_body", "metadata", "litellm_metadata"] {
        if let Some(inner) = body.get(name).and_then(mapping) {
            check_fields(scene, &inner, trace)?;
        }
    }
    let of_parameters = body.get("litellm_params").and_then(mapping);
    if let Some(inner) = of_parameters.as_ref().and_then(|inner| mapping(inner.get("metadata")?)) {
        check_fields(scene, &inner, trace)?;
    }
    for target in body.get("fallbacks").and_then(Value::as_array).into_iter().flatten() {
        if let Value::Object(target) = target {
            check_fields(scene, target, trace)?;
        }
        let model = target.as_str().or_else(|| target.get("model").and_then(Value::as_str)).unwrap_or_default();
        if model.contains("http://") || model.contains("https://") {
            let detail = format!("whether a fallback may lead to {model}: its host must be an allowed one");
            trace.unknown("request-body", "litellm_settings.provider_url_destination_allowed_hosts", detail);
        }
    }
    Ok(())
}

/// A mapping, also one that is written as JSON in a text.
pub(super) fn mapping(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members.clone()),
        Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

fn check_fields(scene: &Scene<'_>, body: &Map<String, Value>, trace: &mut Trace) -> Ruling {
    if scene.config.general.get("allow_client_side_credentials") == Some(&Value::Bool(true)) {
        return Ok(());
    }
    for field in REFUSED.fields.iter().filter(|field| body.contains_key(*field)) {
        match opened_by_model(scene, field) {
            Some(true) => {}
            Some(false) => {
                let detail = format!("whether this value of {field} is one that the deployment allows");
                trace.unknown("request-body", "configurable_clientside_auth_params", detail);
            }
            None => {
                let error = format!(
                    "Rejected Request: {field} is not allowed in request body. Clientside passthrough requires explicit \
                     admin opt-in via either `general_settings.allow_client_side_credentials = true` (proxy-wide) or \
                     `configurable_clientside_auth_params` on the deployment in your proxy config.yaml. Relevant Issue: \
                     https://huntr.com/bounties/4001e1a2-7b7a-4776-a3ae-e6692ec3d997"
                );
                return Err(unsafe_body(field, &error));
            }
        }
    }
    Ok(())
}

/// Whether a deployment of the model lets callers set the field; `Some(false)` where only some values are.
fn opened_by_model(scene: &Scene<'_>, field: &str) -> Option<bool> {
    let model = scene.request.body.get("model").and_then(Value::as_str)?;
    let of_model = scene.config.deployments.iter().filter(|one| one["model_name"].as_str() == Some(model));
    let listed =
        of_model.flat_map(|one| one["litellm_params"]["configurable_clientside_auth_params"].as_array()).flatten();
    let mut found = None;
    for entry in listed {
        if entry.as_str() == Some(field) {
            return Some(true);
        }
        if entry.get(field).is_some() {
            found = Some(false);
        }
    }
    found
}

fn unsafe_body(field: &str, error: &str) -> Box<Denial> {
    failed("request-body", error)
        .source(format!("the request's body: {field}"))
        .fix(format!("leave {field} out of the request: the gateway's configuration sets it"))
}

/// Refuses half of the API where a variable switches it off. That needs a licence, and without one the variable breaks what it
/// was to switch off.
pub(super) fn check_switches(scene: &Scene<'_>) -> Ruling {
    let route = scene.request.route.as_str();
    let (variable, what, error) = if routes::belongs(route, "management_routes") {
        ("DISABLE_ADMIN_ENDPOINTS", "ADMIN", "Management routes are disabled for this instance.")
    } else if routes::is_llm(route) && !["/models", "/v1/models"].contains(&route) {
        ("DISABLE_LLM_API_ENDPOINTS", "LLM API", "LLM API routes are disabled for this instance.")
    } else {
        return Ok(());
    };
    let Some(value) = scene.environment.get(variable) else { return Ok(()) };
    if !scene.has_other_licensed_settings {
        let error = format!("🚨🚨🚨 DISABLING {what} ENDPOINTS is an Enterprise feature\n🚨 {NOT_LICENSED}");
        return Err(Denial::new("switched-off", 500, error)
            .source(variable)
            .because(format!("{variable} is set, which only works with a licence: without one nothing answers there"))
            .fix(format!("take {variable} out of the gateway's environment, or set LITELLM_LICENSE")));
    }
    if value.trim().eq_ignore_ascii_case("true") {
        return Err(Denial::new("switched-off", 403, error)
            .source(variable)
            .fix(format!("ask another instance, or take {variable} out of this one's environment")));
    }
    Ok(())
}

/// What LiteLLM says where a licence is missing.
const NOT_LICENSED: &str = "You must be a LiteLLM Enterprise user to use this feature. If you have a license please set \
     `LITELLM_LICENSE` in your env. Get a 7 day trial key here: https://www.litellm.ai/enterprise#trial. \nPricing: https://www.litellm.ai/#pricing";

/// Ends the walk where the configuration sends a path on by itself, with rules of its own about who may.
fn check_pass_through(scene: &Scene<'_>) -> Ruling {
    const SETTING: &str = "pass_through_endpoints";
    let route = scene.request.route.as_str();
    let listed = scene.config.general.get(SETTING).and_then(Value::as_array).into_iter().flatten();
    let paths = listed.filter_map(|one| one.get("path").and_then(Value::as_str));
    let Some(path) = paths.into_iter().find(|path| routes::is_under(route, path.trim_end_matches('/'))) else {
        return Ok(());
    };
    let detail = format!(
        "{route} is sent on by the endpoint {path} of the configuration: who may call it, its own settings decide"
    );
    Err(Denial::open("pass-through", format!("general_settings.{SETTING}"), detail).fix("ask the proxy itself"))
}

/// Ends the walk where the request shows another credential that LiteLLM reads instead of the one that is explained.
fn check_header(scene: &Scene<'_>, trace: &mut Trace) -> Ruling {
    const SETTING: &str = "general_settings.litellm_key_header_name";
    let own = scene.config.general.get("litellm_key_header_name").and_then(Value::as_str);
    let first = own.unwrap_or("x-litellm-api-key").to_lowercase();
    if scene.request.headers.get(&first).is_some_and(|value| !value.is_empty()) {
        let detail = format!("LiteLLM reads the credential of the header {first}, whatever the token is sent in");
        return Err(Denial::open("credential", "the request's headers", detail)
            .fix(format!("explain what is in {first}, and leave the header out here")));
    }
    if let Some(own) = own {
        let detail = format!("the credential is read from the header {own} alone, and taken to be there");
        trace.warn("credential", SETTING, detail, &format!("send it as `{own}: Bearer TOKEN`"));
    }
    Ok(())
}

fn check_address(scene: &Scene<'_>, trace: &mut Trace) -> Ruling {
    const SOURCE: &str = "general_settings.allowed_ips";
    let Some(allowed) = scene.config.general.get("allowed_ips").filter(|allowed| !allowed.is_null()) else {
        return Ok(());
    };
    let allowed = texts(allowed);
    let address = match &scene.client_address {
        Some(address) if allowed.contains(address) => return Ok(()),
        Some(address) => address.as_str(),
        None if allowed.is_empty() => "of the caller",
        None => {
            trace.unknown("client-address", SOURCE, "where the request comes from is not known");
            return Ok(());
        }
    };
    let error = format!("Access forbidden: IP address {address} not allowed.");
    Err(Denial::new("client-address", 403, error)
        .source(SOURCE)
        .because(match allowed.as_slice() {
            [] => "the list is empty, which lets no address in; leave it out to let all in".to_owned(),
            _ => format!("only {} are let in", python::list(&allowed)),
        })
        .fix("add the address of the caller to that list, or take the list out"))
}

fn check_route(scene: &Scene<'_>) -> Ruling {
    const SOURCE: &str = "general_settings.allowed_routes";
    let Some(allowed) = scene.config.general.get("allowed_routes") else { return Ok(()) };
    let route = &scene.request.route;
    let is_among = match allowed {
        Value::Array(items) => items.iter().any(|item| item.as_str() == Some(route)),
        // Python looks for a part of a text.
        Value::String(text) => text.contains(route.as_str()),
        Value::Object(members) => members.contains_key(route),
        other => {
            let error = format!("argument of type '{}' is not iterable", python::type_name(other));
            return Err(failed("allowed-routes", error)
                .source(SOURCE)
                .fix("write it as a list of paths, or take it out"));
        }
    };
    if is_among {
        return Ok(());
    }
    let error = format!("Access forbidden: Route {route} not allowed");
    Err(Denial::new("allowed-routes", 403, error)
        .source(SOURCE)
        .fix(format!("add {route} to that list; paths must be exact there, and an empty list allows none")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refused_fields_are_read() {
        assert!(REFUSED.fields.len() > 150 && REFUSED.fields.iter().any(|field| field == "api_base"));
    }
}
