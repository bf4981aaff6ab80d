//! What is decided where a path is served, before the common checks or behind them. Seen by asking 1.106.2 every path, with
//! keys and without.

use super::Scene;
use super::case::Request;
use super::rights::SELF_MANAGED;
use super::routes::{self, is_llm, is_member};

/// What is read without a credential: the API's own description asks for none there. What looks at one by itself is left out.
pub(super) const OPEN: [&str; 24] = [
    "/.well-known/jwks.json",
    "/.well-known/litellm-cli-auth",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource",
    "/.well-known/openid-configuration",
    "/claude-code/marketplace.json",
    "/get/ui_settings",
    "/get/ui_theme_settings",
    "/health/readiness",
    "/openapi.json",
    "/public/agent_hub",
    "/public/agents/fields",
    "/public/autorouter_presets",
    "/public/complexity_router/fuse_presets",
    "/public/complexity_router/scorer_defaults",
    "/public/endpoints",
    "/public/litellm_blog_posts",
    "/public/litellm_model_cost_map",
    "/public/mcp_hub",
    "/public/model_hub",
    "/public/model_hub/info",
    "/public/providers",
    "/public/providers/fields",
    "/public/skill_hub",
];

/// What answers whoever gets as far, as long as nothing in particular is asked for.
const FOR_ALL: [&str; 14] = [
    "/get/latest_release_info",
    "/get/user_banner",
    "/health",
    "/key/info",
    "/model/info",
    "/model_group/info",
    "/models",
    "/sso/get/ui_settings",
    "/team/available",
    "/team/metadata_schema",
    "/user/available_roles",
    "/v1/model/info",
    "/v1/models",
    "/v2/model/info",
];

/// Whether a live proxy serves it to everybody, whatever credential is shown.
pub(super) fn is_open(request: &Request) -> bool {
    request.method == "GET" && OPEN.contains(&request.route.as_str())
}

/// What may still refuse a request that the common checks let through: who asks, where, and why that is not known here.
pub(super) fn undecided(scene: &Scene<'_>, is_admin: bool) -> Option<(&'static str, &'static str)> {
    let route = scene.request.route.as_str();
    if is_llm(route) || is_member(route, "public_routes") {
        return None;
    }
    let is_plain = scene.request.method == "GET" && scene.request.query.is_empty();
    if is_plain && FOR_ALL.contains(&route) {
        return None;
    }
    if !routes::is_of_any_group(route) {
        return Some((
            "the API",
            "it is in no route group of LiteLLM 1.106.2: where nothing is served, everybody gets a 404",
        ));
    }
    if route.starts_with("/organization/") {
        return Some((
            "LITELLM_LICENSE",
            "organizations need a licence, and the proxy does not tell whether it has one",
        ));
    }
    if is_admin {
        return None;
    }
    let source = if routes::belongs(route, SELF_MANAGED) { SELF_MANAGED } else { "the API" };
    Some((source, "who may do that, and with what, is decided where it is served"))
}
