//! Which paths a role may call: the last of the common checks, and the one that a management call is refused by.

use serde_json::Value;

use super::case::Caller;
use super::objects::text;
use super::routes::{belongs, is_among, is_equal_or_prefixed, is_llm, is_member, is_under};
use super::{Scene, python};
use crate::access::trace::{Denial, Ruling, Trace};

/// What a viewer of everything must never write.
const VIEWER_NEVER: [&str; 21] = [
    "/user/new",
    "/management/v1/users/bulk",
    "/user/delete",
    "/management/v1/users/bulk_delete",
    "/user/bulk_update",
    "/team/new",
    "/management/v1/teams/{team_id}/members/bulk_delete",
    "/management/v1/teams/{team_id}/members/bulk_update",
    "/team/update",
    "/team/delete",
    "/model/new",
    "/model/update",
    "/model/delete",
    "/key/generate",
    "/key/delete",
    "/key/update",
    "/key/regenerate",
    "/key/service-account/generate",
    "/key/block",
    "/key/unblock",
    "/team/key/bulk_update",
];

const RULE: &str = "role-route";

/// What everybody gets as far as, and what serves it decides.
pub(super) const SELF_MANAGED: &str = "self_managed_routes";

/// The role of a row as LiteLLM takes it: a word that it does not know is an `internal_user`.
pub(super) fn effective_role(user: Option<&Value>) -> Option<&str> {
    let user = user?;
    Some(text(user, "user_role").filter(|role| super::jwt_auth::ROLES.contains(role)).unwrap_or("internal_user"))
}

/// May the caller's role call this route?
pub(super) fn check(scene: &Scene<'_>, caller: &Caller, user: Option<&Value>, trace: &mut Trace) -> Ruling {
    let route = scene.request.route.as_str();
    if user.and_then(|user| text(user, "user_role")) == Some("proxy_admin") {
        trace.pass(RULE, "the user's role", "a proxy_admin may call everything");
        return Ok(());
    }
    let role = effective_role(user);
    check_admin_only(scene, route)?;
    if is_llm(route) {
        trace.pass(RULE, "the route groups", format!("{route} calls a model, which every role may"));
        return Ok(());
    }
    if is_member(route, "info_routes") {
        return check_info(scene, caller, role, route, trace);
    }
    if is_member(route, "global_spend_tracking_routes") && caller.permissions.get("get_spend_routes").is_some() {
        trace.pass(RULE, "the key's permissions", "get_spend_routes opens the spend of all");
        return Ok(());
    }
    if role == Some("proxy_admin_viewer") {
        return check_viewer(scene, route, trace);
    }
    match opened_by(scene, caller, user, role, route) {
        Some(why) => {
            trace.pass(RULE, "the route groups", why);
            Ok(())
        }
        None => Err(admin_only(user, route)),
    }
}

fn check_admin_only(scene: &Scene<'_>, route: &str) -> Ruling {
    // A proxy without a licence ignores the setting, and says so in its log.
    if scene.has_other_licensed_settings
        && scene.config.general_list("admin_only_routes").iter().any(|entry| entry == route)
    {
        let error = format!("user not allowed to access this route. Route={route} is an admin only route");
        return Err(Denial::new(RULE, 403, error)
            .source("general_settings.admin_only_routes")
            .fix("call it as a proxy admin, or take it off that list"));
    }
    Ok(())
}

fn check_info(scene: &Scene<'_>, caller: &Caller, role: Option<&str>, route: &str, trace: &mut Trace) -> Ruling {
    if route == "/user/info" {
        let asked = scene.request.query.get("user_id").filter(|id| !id.is_empty());
        let is_other = asked.is_some_and(|id| caller.user_id.as_str() != Some(id));
        if is_other && role != Some("proxy_admin_viewer") {
            let (asked, own) = (asked.map_or("", String::as_str), python::text(&caller.user_id));
            let error = format!("key not allowed to access this user's info. user_id={asked}, key's user_id={own}");
            return Err(Denial::new(RULE, 403, error)
                .source("?user_id=")
                .fix("ask for the caller's own user, or as an administrator"));
        }
    }
    trace.pass(RULE, "info_routes", format!("{route} only tells, which every role may"));
    Ok(())
}

fn check_viewer(scene: &Scene<'_>, route: &str, trace: &mut Trace) -> Ruling {
    let refused = |more: &str| {
        let error =
            format!("user not allowed to access this route, role= proxy_admin_viewer. Trying to access: {route}{more}");
        Denial::new(RULE, 403, error)
            .source("the user's role")
            .fix("a viewer reads and never writes: call it as a proxy admin")
    };
    let check_update = || match scene.request.body.keys().find(|name| *name != "user_email") {
        Some(name) => Err(refused(&format!(" and updating invalid param: {name}. only user_email can be updated"))),
        None => Ok(()),
    };
    let is_key_write =
        route.starts_with("/key/") && (route.ends_with("/regenerate") || route.ends_with("/reset_spend"));
    if belongs(route, "management_routes") {
        if route == "/user/update" {
            check_update()?;
        } else if is_among(route, &VIEWER_NEVER) || is_key_write {
            return Err(refused(""));
        }
    }
    let is_read = matches!(scene.request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let is_own = route == "/user/password/change" || route == "/session/logout";
    if !is_read && route == "/user/update" {
        check_update()?;
    } else if !is_read && !is_own {
        let is_never = is_among(route, &VIEWER_NEVER) || (route.starts_with("/key/") && route.ends_with("/regenerate"));
        if is_never || !(belongs(route, "admin_viewer_routes") || belongs(route, "global_spend_tracking_routes")) {
            return Err(refused(""));
        }
    }
    trace.pass(RULE, "the user's role", "a proxy_admin_viewer may read");
    Ok(())
}

/// What opens a route that is neither a model's nor information.
fn opened_by(
    scene: &Scene<'_>,
    caller: &Caller,
    user: Option<&Value>,
    role: Option<&str>,
    route: &str,
) -> Option<String> {
    if role == Some("internal_user") && belongs(route, "internal_user_routes") {
        return Some(format!("{route} is one of internal_user_routes"));
    }
    if is_org_admin(scene, user) && belongs(route, "org_admin_allowed_routes") {
        return Some(format!("{route} is for administrators of an organization, which the caller is"));
    }
    if role == Some("internal_user_viewer") && belongs(route, "internal_user_view_only_routes") {
        return Some(format!("{route} is one of internal_user_view_only_routes"));
    }
    if belongs(route, SELF_MANAGED) {
        return Some(format!("{route} is one of {SELF_MANAGED}, which are checked again when they are served"));
    }
    if route.starts_with("/v1/mcp/") || route.starts_with("/mcp-rest/") {
        return Some(format!("{route} is checked by the MCP server"));
    }
    let passed: Vec<String> = [&caller.metadata, &caller.team_metadata]
        .into_iter()
        .flat_map(|metadata| super::config::texts(&metadata["allowed_passthrough_routes"]))
        .collect();
    if passed.iter().any(|entry| is_under(route, entry)) {
        return Some(format!("{route} is one of allowed_passthrough_routes"));
    }
    if caller.is_service_account() && belongs(route, "team_service_account_key_routes") {
        return Some(format!("{route} is for service accounts of a team"));
    }
    let opens = |entry: &&String| is_under(route, entry) || is_equal_or_prefixed(route, entry);
    caller.allowed_routes.iter().find(opens).map(|entry| format!("the key's allowed_routes name {entry}"))
}

/// Whether the request names organizations, all of which the user administers.
fn is_org_admin(scene: &Scene<'_>, user: Option<&Value>) -> bool {
    let body = &scene.request.body;
    let single = body.get("organization_id").filter(|id| !id.is_null());
    let several = body.get("organizations").and_then(Value::as_array).into_iter().flatten();
    let named: Vec<&Value> = single.into_iter().chain(several).collect();
    let memberships = user.and_then(|user| user["organization_memberships"].as_array());
    let administers = |id: &Value| {
        memberships
            .into_iter()
            .flatten()
            .any(|row| row.get("organization_id") == Some(id) && text(row, "user_role") == Some("org_admin"))
    };
    !named.is_empty() && named.into_iter().all(administers)
}

fn admin_only(user: Option<&Value>, route: &str) -> Box<Denial> {
    let column =
        |name: &str| user.and_then(|user| text(user, name)).filter(|text| !text.is_empty()).unwrap_or("unknown");
    let error = format!(
        "Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. \
         Route={route}. Your role={}. Your user_id={}",
        column("user_role"),
        masked(column("user_id"))
    );
    Denial::new(RULE, 401, error)
        .source("the user's role, the route groups")
        .because(format!("{route} is for proxy admins; the caller's role is {}", column("user_role")))
        .fix("call it as a proxy admin, or check the path: one that LiteLLM does not know is refused like this too")
}

/// An id as refusals show it.
fn masked(id: &str) -> String {
    let characters: Vec<char> = id.chars().collect();
    match characters.len() {
        0..=4 => "***".to_owned(),
        length @ 5..=8 => "*".repeat(length),
        length => {
            let shown: String = characters[..6].iter().collect();
            let end: String = characters[length - 2..].iter().collect();
            format!("{shown}{}{end}", "*".repeat(length - 8))
        }
    }
}
