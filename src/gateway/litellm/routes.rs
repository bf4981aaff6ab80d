//! What a key may call. LiteLLM keeps one list, `allowed_routes`, in which names of route groups and paths stand side by
//! side, and an empty one is everything. In gatekey's words the groups are scopes and the paths are routes: a key may call
//! what either allows.

use crate::gateway::error::{Error, ErrorKind};
use crate::model::{ListChange, Rights, TokenChange, nearest};

/// The key types, the groups that they stand for.
pub(super) const KEY_TYPES: [(&str, &str); 3] =
    [("llm_api", "llm_api_routes"), ("management", "management_routes"), ("read_only", "info_routes")];

/// The other route groups of LiteLLM 1.106.2, from its `LiteLLMRoutes`.
pub(super) const GROUPS: [&str; 28] = [
    "admin_viewer_routes",
    "agent_inference_routes",
    "agent_management_routes",
    "agent_routes",
    "anthropic_routes",
    "apply_guardrail_routes",
    "compliance_check_routes",
    "global_spend_tracking_routes",
    "google_routes",
    "internal_user_routes",
    "internal_user_view_only_routes",
    "key_management_routes",
    "litellm_native_routes",
    "mapped_pass_through_routes",
    "master_key_only_routes",
    "mcp_inference_routes",
    "mcp_management_routes",
    "mcp_routes",
    "model_info_routes",
    "openai_routes",
    "org_admin_allowed_routes",
    "org_admin_only_routes",
    "passthrough_routes_wildcard",
    "public_routes",
    "self_managed_routes",
    "spend_tracking_routes",
    "team_service_account_key_routes",
    "ui_routes",
];

/// What stands for everything.
const EVERYTHING: &str = "*";

/// The name that gatekey tells a scope by: the key type, where there is one.
pub(super) fn canonical(scope: &str) -> &str {
    match scope {
        "default" => EVERYTHING,
        scope => KEY_TYPES.iter().find(|(_, group)| *group == scope).map_or(scope, |(name, _)| name),
    }
}

/// The group that this scope is, as the server names it.
fn group(scope: &str) -> &str {
    KEY_TYPES.iter().find(|(name, _)| *name == scope).map_or(scope, |(_, group)| group)
}

/// The scopes and the routes of a key.
pub(super) fn rights(allowed: Option<Vec<String>>) -> (Rights, Rights) {
    let allowed = allowed.unwrap_or_default();
    if allowed.is_empty() || allowed.iter().any(|entry| entry == EVERYTHING) {
        return (Rights::All, Rights::All);
    }
    // Whatever is no path is the name of a group, or of nothing.
    let (paths, groups): (Vec<String>, Vec<String>) = allowed.into_iter().partition(|entry| entry.starts_with('/'));
    let scopes = groups.iter().map(|group| canonical(group).to_owned()).collect();
    (Rights::Only(scopes), Rights::Only(paths))
}

/// How the routes of a new key are limited.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Limit {
    None,
    /// Kept by a key type alone: the way that is open to everybody.
    KeyType(&'static str),
    Routes(Vec<String>),
}

/// The limit for what was asked.
pub(super) fn limit(scopes: Option<&[String]>, routes: Option<&[String]>) -> Result<Limit, Error> {
    let groups = scopes.map(groups).transpose()?;
    let paths = routes.map(paths).transpose()?;
    match (groups, paths) {
        (None, None) => Ok(Limit::None),
        (Some(Rights::Only(groups)), None) => Ok(match groups.as_slice() {
            [only] => match KEY_TYPES.iter().find(|(_, group)| group == only) {
                Some((key_type, _)) => Limit::KeyType(key_type),
                None => Limit::Routes(groups),
            },
            _ => Limit::Routes(groups),
        }),
        (groups, paths) => Ok(match union(groups.unwrap_or(NOTHING), paths.unwrap_or(NOTHING))? {
            all if all.is_empty() => Limit::None,
            all => Limit::Routes(all),
        }),
    }
}

const NOTHING: Rights = Rights::Only(Vec::new());

/// `allowed_routes` as it is to be; `None` when it stays as it is.
pub(super) fn changed(scopes: &Rights, routes: &Rights, change: &TokenChange) -> Result<Option<Vec<String>>, Error> {
    let is_free = *scopes == Rights::All;
    let after = |noun: &str, now: &Rights, wanted: Option<&ListChange>| match wanted {
        // Of a key that may do everything, nothing is in either list.
        None => Ok(if is_free { NOTHING } else { now.clone() }),
        Some(wanted) => wanted.applied_to(now).map_err(|error| {
            refused(format!("the {noun}s cannot be changed so: {error}"))
                .hint(format!("`--{noun} NAME` replaces the whole list"))
        }),
    };
    if change.scopes.is_none() && change.routes.is_none() {
        return Ok(None);
    }
    let new_scopes = after("scope", scopes, change.scopes.as_ref())?;
    let new_routes = after("route", routes, change.routes.as_ref())?;
    let groups = match (new_scopes, &change.scopes) {
        (Rights::Only(names), None) => Rights::Only(names.iter().map(|name| group(name).to_owned()).collect()),
        (Rights::Only(names), Some(_)) => groups(&names)?,
        (everything, _) => everything,
    };
    let paths = match (new_routes, &change.routes) {
        (Rights::Only(names), Some(_)) => paths(&names)?,
        (kept, _) => kept,
    };
    union(groups, paths).map(Some)
}

/// One list of both; an empty one is everything.
fn union(groups: Rights, paths: Rights) -> Result<Vec<String>, Error> {
    match (groups, paths) {
        (Rights::Only(mut groups), Rights::Only(paths)) => {
            groups.extend(paths);
            Ok(groups)
        }
        (Rights::Only(left), _) | (_, Rights::Only(left)) if !left.is_empty() => {
            Err(refused("LiteLLM lets a key call what its scopes or its routes allow: one of them is everything")
                .hint("limit both, or neither: `--scope '*' --route '*'` takes the limit away"))
        }
        _ => Ok(Vec::new()),
    }
}

/// The groups of these scopes.
fn groups(scopes: &[String]) -> Result<Rights, Error> {
    if scopes.is_empty() {
        return Err(refused("no scope is left: LiteLLM reads an empty list as everything")
            .hint("block the token if it is to do nothing, or revoke it"));
    }
    let mut groups = Vec::with_capacity(scopes.len());
    for scope in scopes {
        let name = canonical(scope);
        if name == EVERYTHING {
            return match scopes {
                [_] => Ok(Rights::All),
                _ => Err(refused("`*` stands for everything and cannot stand beside names")
                    .hint("give either `*` or the names")),
            };
        }
        let group = group(name);
        if group == name && !GROUPS.contains(&name) {
            return Err(unknown(scope));
        }
        if !groups.iter().any(|known| known == group) {
            groups.push(group.to_owned());
        }
    }
    Ok(Rights::Only(groups))
}

fn unknown(scope: &str) -> Error {
    let error = refused(format!("LiteLLM has no scope \"{scope}\""));
    if scope.starts_with('/') {
        return error.hint("a path is a route: `--route PATH`");
    }
    let known = "the scopes are `*` (everything), `llm_api`, `management`, `read_only`, and the names of route groups";
    let names = KEY_TYPES.iter().flat_map(|(name, group)| [*name, *group]).chain(GROUPS);
    error.hint(match nearest(scope, names) {
        Some(nearest) => format!("did you mean `{nearest}`? {known}"),
        None => known.to_owned(),
    })
}

/// The paths of these routes.
fn paths(routes: &[String]) -> Result<Rights, Error> {
    match routes {
        [] => Err(refused("no route is left: LiteLLM reads an empty list as every route")
            .hint("block the token if it is to do nothing, or revoke it")),
        [only] if only == EVERYTHING => Ok(Rights::All),
        routes => match routes.iter().find(|route| !route.starts_with('/') || route.chars().any(char::is_control)) {
            None => Ok(Rights::Only(routes.to_vec())),
            Some(wrong) => Err(refused(format!("\"{wrong}\" is no route: one begins with `/`"))
                .hint("write the path, as in `--route /v1/chat/completions`; a group of routes is a scope")),
        },
    }
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn only(names: &[&str]) -> Rights {
        Rights::Only(list(names))
    }

    fn new(scopes: &[&str], routes: &[&str]) -> Result<Limit, ErrorKind> {
        let (scopes, routes) = (list(scopes), list(routes));
        let given = |list: &[String]| !list.is_empty();
        limit(Some(&scopes[..]).filter(|list| given(list)), Some(&routes[..]).filter(|list| given(list)))
            .map_err(|error| error.kind)
    }

    #[test]
    fn groups_are_scopes_and_paths_are_routes() {
        for (allowed, scopes, routes) in [
            (&[][..], Rights::All, Rights::All),
            (&["*"], Rights::All, Rights::All),
            (&["llm_api_routes"], only(&["llm_api"]), only(&[])),
            (&["/key/info", "mcp_routes"], only(&["mcp_routes"]), only(&["/key/info"])),
        ] {
            assert_eq!(rights(Some(list(allowed))), (scopes, routes), "{allowed:?}");
        }
        assert_eq!(rights(None), (Rights::All, Rights::All));
    }

    #[test]
    fn one_key_type_alone_is_left_to_the_server() {
        assert_eq!(new(&["llm_api"], &[]), Ok(Limit::KeyType("llm_api")));
        assert_eq!(new(&["info_routes"], &[]), Ok(Limit::KeyType("read_only")));
        assert_eq!(new(&["llm_api", "/x"], &[]), Err(ErrorKind::Input));
        let both = Limit::Routes(list(&["llm_api_routes", "/key/info"]));
        assert_eq!(new(&["llm_api"], &["/key/info"]), Ok(both));
        assert_eq!(new(&["llm_api", "llm_api_routes"], &["/a"]), Ok(Limit::Routes(list(&["llm_api_routes", "/a"]))));
        assert_eq!(new(&["*"], &[]), Ok(Limit::None));
        assert_eq!(new(&["default"], &["*"]), Ok(Limit::None));
        assert_eq!(new(&["*"], &["/a"]), Err(ErrorKind::Input));
    }

    #[test]
    fn a_change_of_one_keeps_the_other() {
        let replace = |names: &[&str]| Some(ListChange::Replace(list(names)));
        let (scopes, routes) = (only(&["llm_api"]), only(&["/a"]));
        let to = |change: TokenChange| changed(&scopes, &routes, &change).map_err(|error| error.kind);
        let change = TokenChange { scopes: replace(&["management"]), ..TokenChange::default() };
        assert_eq!(to(change), Ok(Some(list(&["management_routes", "/a"]))));
        let change = TokenChange { routes: replace(&["/b"]), ..TokenChange::default() };
        assert_eq!(to(change), Ok(Some(list(&["llm_api_routes", "/b"]))));
        // What is left of the other would be no limit any more, without a word.
        assert_eq!(to(TokenChange { routes: replace(&["*"]), ..TokenChange::default() }), Err(ErrorKind::Input));
        let change = TokenChange { scopes: replace(&["*"]), routes: replace(&["*"]), ..TokenChange::default() };
        assert_eq!(to(change), Ok(Some(Vec::new())));
        assert_eq!(to(TokenChange::default()), Ok(None));
    }

    #[test]
    fn a_key_that_may_do_everything_is_limited_by_the_first_route() {
        let change = TokenChange { routes: Some(ListChange::Replace(list(&["/a"]))), ..TokenChange::default() };
        assert_eq!(changed(&Rights::All, &Rights::All, &change).unwrap(), Some(list(&["/a"])));
        let adding = ListChange::Edit { add: list(&["llm_api"]), remove: Vec::new() };
        let change = TokenChange { scopes: Some(adding), ..TokenChange::default() };
        assert_eq!(changed(&Rights::All, &Rights::All, &change).unwrap(), Some(Vec::new()));
    }
}
