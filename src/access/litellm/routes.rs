//! Paths and the lists that name them. LiteLLM matches in four ways, which are not interchangeable; each has its function.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The route groups of LiteLLM 1.106.2, and the lists that are no groups.
#[derive(Deserialize)]
struct Routes {
    groups: BTreeMap<String, Vec<String>>,
    jwt_defaults: BTreeMap<String, Vec<String>>,
    budget_exempt_discovery_routes: Vec<String>,
    budget_enforced_side_effect_routes: Vec<String>,
}

static ROUTES: LazyLock<Routes> = LazyLock::new(|| {
    // Invariant: the file is part of this program, and a test reads it.
    serde_json::from_str(include_str!("routes.json")).expect("the route groups are well-formed")
});

/// The members of a group, if there is one of this name.
pub(super) fn group(name: &str) -> Option<&'static [String]> {
    ROUTES.groups.get(name).map(Vec::as_slice)
}

/// What `litellm_jwtauth` has where a list of routes is not set.
pub(super) fn jwt_default(setting: &str) -> Vec<String> {
    ROUTES.jwt_defaults.get(setting).cloned().unwrap_or_default()
}

/// Whether the route is an exact member of the group.
pub(super) fn is_member(route: &str, name: &str) -> bool {
    group(name).is_some_and(|members| members.iter().any(|member| member == route))
}

/// Membership by role: exact, by prefix, or by template.
pub(super) fn belongs(route: &str, name: &str) -> bool {
    group(name).is_some_and(|members| is_among(route, members))
}

/// The same for any list of paths.
pub(super) fn is_among<T: AsRef<str>>(route: &str, members: &[T]) -> bool {
    members.iter().any(|member| {
        let member = member.as_ref();
        member == route || is_prefixed(route, member) || fits(route, member)
    })
}

/// An entry of a key's `allowed_routes`: the path itself, or one above it.
pub(super) fn is_under(route: &str, entry: &str) -> bool {
    route.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Equal, or a prefix where the entry ends in `*`.
pub(super) fn is_equal_or_prefixed(route: &str, entry: &str) -> bool {
    route == entry || is_prefixed(route, entry)
}

fn is_prefixed(route: &str, entry: &str) -> bool {
    entry.strip_suffix('*').is_some_and(|prefix| route.starts_with(prefix))
}

/// `admin_allowed_routes`, `team_allowed_routes` and `role_permissions.routes`: names of groups, whose members are
/// templates, and paths.
pub(super) fn is_allowed_to_role(route: &str, entries: &[String]) -> bool {
    entries.iter().any(|entry| match group(entry) {
        // Here a `*` at the end of a member is a character, unlike everywhere else.
        Some(members) => members.iter().any(|member| member == route || (member.contains('{') && fits(route, member))),
        None => is_equal_or_prefixed(route, entry),
    })
}

/// The entries with the groups among them written out: what a refusal quotes.
pub(super) fn written_out(entries: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for entry in entries {
        match group(entry) {
            Some(members) => all.extend_from_slice(members),
            None => all.push(entry.clone()),
        }
    }
    all
}

/// Whether any group has it.
pub(super) fn is_of_any_group(route: &str) -> bool {
    is_llm(route) || ROUTES.groups.values().any(|members| is_among(route, members))
}

/// Whether a model is called: where keys have budgets, and everybody's role suffices.
pub(super) fn is_llm(route: &str) -> bool {
    let by_template = |name: &str| {
        group(name).is_some_and(|members| {
            members.iter().any(|member| member == route || (member.contains('{') && fits(route, member)))
        })
    };
    by_template("openai_routes")
        || by_template("anthropic_routes")
        || by_template("google_routes")
        || ["mcp_inference_routes", "agent_inference_routes", "litellm_native_routes"]
            .iter()
            .any(|name| belongs(route, name))
        || group("openai_routes").is_some_and(|members| members.iter().any(|member| is_prefixed(route, member)))
        || fits(route, "/openai/deployments/{a}/{b}/chat/completions")
        || group("mapped_pass_through_routes").is_some_and(|members| members.iter().any(|base| is_under(route, base)))
}

/// Whether budgets that several share are left alone: no model is paid for.
pub(super) fn skips_budgets(route: &str) -> bool {
    let listed = |list: &[String]| list.iter().any(|entry| entry == route);
    !listed(&ROUTES.budget_enforced_side_effect_routes)
        && (listed(&ROUTES.budget_exempt_discovery_routes) || !is_llm(route))
}

/// Whether the path fits the template: `{x}` is one segment, `{x:path}` all that is left.
fn fits(route: &str, template: &str) -> bool {
    let Some(open) = template.find('{') else { return route == template };
    let Some(rest) = route.strip_prefix(&template[..open]) else { return false };
    let Some(close) = template[open..].find('}') else { return false };
    let name = &template[open + 1..open + close];
    let after = &template[open + close + 1..];
    // A template that goes on after a colon keeps the colon out of what stands before it.
    let stop = match (name.ends_with(":path"), after.contains(':')) {
        (false, _) => Some('/'),
        (true, true) => Some(':'),
        (true, false) => None,
    };
    let end = stop.and_then(|stop| rest.find(stop)).unwrap_or(rest.len());
    (1..=end).filter(|place| rest.is_char_boundary(*place)).any(|place| fits(&rest[place..], after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_a_segment_or_the_rest() {
        assert!(fits("/team/t9", "/team/{team_id}") && !fits("/team/t9/x", "/team/{team_id}"));
        assert!(!fits("/team/", "/team/{team_id}"));
        assert!(fits("/v1beta/models/a/b:generateContent", "/v1beta/models/{model_name:path}:generateContent"));
        assert!(!fits("/v1beta/models/a:b:generateContent", "/v1beta/models/{model_name:path}:generateContent"));
        assert!(fits("/v1/mcp/server/a/b", "/v1/mcp/server/{path:path}"));
    }

    #[test]
    fn the_ways_to_match_differ() {
        assert!(is_under("/v1/chat/completions", "/v1") && !is_under("/v10", "/v1"));
        assert!(is_llm("/v1/responses/resp_1/cancel") && is_llm("/anthropic/v1/messages") && !is_llm("/user/new"));
        assert!(belongs("/bedrock/x", "passthrough_routes_wildcard") && !is_member("/team/t1", "management_routes"));
        assert!(is_allowed_to_role("/team/t9", &["management_routes".to_owned()]));
        assert!(skips_budgets("/v1/models") && !skips_budgets("/chat/completions"));
    }
}
