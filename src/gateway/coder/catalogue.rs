//! The scopes of Coder: those that may be asked for, what the composite ones hold, and the other words for two of them.
//! The server's own list wins; this one saves asking for it where every name is well known.

use super::adapter::Coder;
use super::wire::Scopes;
use crate::gateway::{Error, ErrorKind};
use crate::model::{Scope, ScopeKind, capitalised, nearest};
use crate::net::Failure;

/// Every right of the token's owner.
pub(super) const EVERYTHING: &str = "coder:all";

/// Older words, accepted by the server and stored under the newer ones. Some versions accept them and then fail.
const ALIASES: [(&str, &str); 2] = [("all", EVERYTHING), ("application_connect", "coder:application_connect")];

/// A composite scope and what it holds (the table "API key scopes" of Coder's reference).
const COMPOSITES: [(&str, &str, &[&str]); 9] = [
    (EVERYTHING, "Everything its owner may do", &["*"]),
    ("coder:application_connect", "Connect to applications in workspaces", &["workspace:application_connect"]),
    (
        "coder:workspaces.create",
        "Create workspaces",
        &["template:read", "template:use", "workspace:create", "workspace:update", "workspace:read"],
    ),
    ("coder:workspaces.operate", "Start, stop and change workspaces", &["workspace:read", "workspace:update"]),
    ("coder:workspaces.delete", "Delete workspaces", &["workspace:read", "workspace:delete"]),
    (
        "coder:workspaces.access",
        "Enter workspaces",
        &["workspace:read", "workspace:ssh", "workspace:application_connect"],
    ),
    (
        "coder:templates.build",
        "Build templates",
        &["template:read", "file:create", "file:read", "provisioner_jobs:read"],
    ),
    (
        "coder:templates.author",
        "Write templates",
        &[
            "template:read",
            "template:create",
            "template:update",
            "template:delete",
            "template:view_insights",
            "file:create",
            "file:read",
        ],
    ),
    (
        "coder:apikeys.manage_self",
        "Manage one's own keys",
        &["api_key:read", "api_key:create", "api_key:update", "api_key:delete"],
    ),
];

/// What can be done with each resource, as far as it may be asked for; `*` is every action on it.
const ACTIONS: [(&str, &[&str]); 11] = [
    ("workspace", &["read", "create", "update", "delete", "ssh", "start", "stop", "application_connect", "*"]),
    ("template", &["read", "create", "update", "delete", "use", "*"]),
    ("api_key", &["read", "create", "update", "delete", "*"]),
    ("file", &["read", "create", "*"]),
    ("user", &["read", "read_personal", "update_personal", "*"]),
    ("user_secret", &["read", "create", "update", "delete", "*"]),
    ("user_skill", &["read", "create", "update", "delete", "*"]),
    ("organization_skill", &["read", "create", "update", "delete", "share", "*"]),
    ("organization", &["read", "update", "delete", "*"]),
    ("chat_model_config", &["read", "share"]),
    ("inbox_notification", &["read", "update"]),
];

/// The name under which the server stores it.
pub(super) fn canonical(name: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, canonical)| canonical)
}

fn is_well_known(name: &str) -> bool {
    COMPOSITES.iter().any(|(composite, ..)| *composite == name)
        || name.split_once(':').is_some_and(|(resource, action)| {
            ACTIONS.iter().any(|(known, actions)| *known == resource && actions.contains(&action))
        })
}

/// What is known of a scope by its name.
fn described(name: &str) -> Scope {
    let aliases =
        ALIASES.iter().filter(|(_, canonical)| *canonical == name).map(|(alias, _)| (*alias).to_owned()).collect();
    if let Some((_, title, grants)) = COMPOSITES.iter().find(|(composite, ..)| *composite == name) {
        let grants = grants.iter().map(|grant| (*grant).to_owned()).collect();
        return Scope {
            name: name.to_owned(),
            title: (*title).to_owned(),
            grants,
            aliases,
            kind: ScopeKind::Composite,
        };
    }
    let (resource, action) = name.split_once(':').unwrap_or((name, ""));
    let title = title(&resource.replace('_', " "), action);
    let actions = ACTIONS.iter().find(|(known, _)| *known == resource && action == "*").map_or(&[][..], |(_, all)| all);
    let grants = actions.iter().filter(|action| **action != "*").map(|action| format!("{resource}:{action}")).collect();
    Scope { name: name.to_owned(), title, grants, aliases, kind: ScopeKind::Scope }
}

/// As a person would say it, in the plural.
fn title(thing: &str, action: &str) -> String {
    match action {
        "*" => format!("Do everything with {thing}s"),
        "" => capitalised(thing),
        "ssh" => format!("Enter {thing}s by SSH"),
        "application_connect" => format!("Connect to applications in {thing}s"),
        "read_personal" => format!("Read personal details of {thing}s"),
        "update_personal" => format!("Update personal details of {thing}s"),
        action => format!("{} {thing}s", capitalised(&action.replace('_', " "))),
    }
}

impl Coder {
    /// The scopes that the server lets anybody ask for.
    async fn scope_names(&self) -> Result<Result<Vec<String>, Failure>, Error> {
        let answer = self.try_get::<Scopes>(&["api", "v2", "auth", "scopes"]).await?;
        Ok(answer.map(|scopes| match scopes {
            Scopes::Object { external } => external.unwrap_or_default(),
            Scopes::List(names) => names,
        }))
    }

    /// The catalogue, composite scopes first.
    pub(super) async fn catalogue(&self) -> Result<Vec<Scope>, Error> {
        let names = self.scope_names().await?.map_err(|failure| {
            let is_old = failure.is_status(404);
            let mut error = self.failed(failure);
            if is_old {
                error.kind = ErrorKind::Unsupported;
                error.message = format!("{} is a Coder without a catalogue of scopes", self.place);
                error.hint =
                    Some("its tokens have `all` or `application_connect`; newer versions have more".to_owned());
            }
            error
        })?;
        let mut scopes: Vec<Scope> = names.iter().map(|name| described(canonical(name))).collect();
        scopes.sort_by_key(|scope| scope.kind != ScopeKind::Composite);
        Ok(scopes)
    }

    /// Refuses a name that the server would refuse, before anything is made. Well-known ones cost no request: should an
    /// older server lack one of them, it says so itself.
    pub(super) async fn check_scopes(&self, names: &[String]) -> Result<(), Error> {
        let Some(doubtful) = names.iter().find(|name| !is_well_known(name)) else { return Ok(()) };
        match self.scope_names().await? {
            Ok(known) => match names.iter().find(|name| !is_well_known(name) && !known.contains(name)) {
                None => Ok(()),
                Some(unknown) => Err(no_such_scope(unknown, known.iter().map(String::as_str))),
            },
            // Nobody there to ask: what is not well known is most likely mistyped.
            Err(failure) if failure.is_status(404) => {
                Err(no_such_scope(doubtful, well_known().iter().map(String::as_str)))
            }
            Err(failure) => Err(self.failed(failure)),
        }
    }
}

fn well_known() -> Vec<String> {
    let low =
        ACTIONS.iter().flat_map(|(resource, actions)| actions.iter().map(move |action| format!("{resource}:{action}")));
    COMPOSITES.iter().map(|(name, ..)| (*name).to_owned()).chain(low).collect()
}

/// The refusal of a scope, with the one that was meant.
pub(super) fn no_such_scope<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    let error = Error::new(ErrorKind::Input, format!("Coder has no scope \"{name}\" that may be asked for"));
    error.hint(match nearest(name, known) {
        Some(nearest) => format!("did you mean `{nearest}`? `gatekey scopes list` shows all"),
        None => "`gatekey scopes list` shows those there are".to_owned(),
    })
}

/// As [`no_such_scope`], where the server has refused one of these and its list is not at hand.
pub(super) fn refused_scope(names: &[String], text: &str) -> Option<Error> {
    let name = names.iter().find(|name| text.contains(&format!("\"{name}\"")))?;
    let others: Vec<String> = well_known().into_iter().filter(|known| known != name).collect();
    Some(no_such_scope(name, others.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_composite_is_known_and_told_with_what_it_holds() {
        let create = described("coder:workspaces.create");
        assert_eq!((create.kind, create.grants.len()), (ScopeKind::Composite, 5));
        assert_eq!(described(EVERYTHING).aliases, ["all"]);
        let all = described("api_key:*");
        assert_eq!(all.title, "Do everything with api keys");
        assert_eq!(all.grants, ["api_key:read", "api_key:create", "api_key:update", "api_key:delete"]);
        // A newer server may have what is not known here.
        assert_eq!(described("moon:land").title, "Land moons");
        assert!(is_well_known("user:read_personal") && !is_well_known("user:create") && !is_well_known("user"));
    }
}
