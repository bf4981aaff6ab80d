//! The scopes of the embedded gateway: their names, and what implies what. This is the only place that knows.

use crate::model::nearest;

/// A scope that a token can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub name: &'static str,
    /// What it allows, in a few words.
    pub title: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    /// The scopes that come with it.
    pub grants: &'static [&'static str],
}

/// The scope that grants every other.
pub(super) const EVERYTHING: &str = "*";
/// The scope for using models; those that begin so are parts of it.
pub(super) const INFERENCE: &str = "inference";
pub(super) const TOKEN_READ: &str = "token:read";
pub(super) const TOKEN_CREATE: &str = "token:create";
pub(super) const TOKEN_UPDATE: &str = "token:update";
pub(super) const TOKEN_DELETE: &str = "token:delete";

pub(super) const USER_READ: &str = "user:read";
pub(super) const USER_CREATE: &str = "user:create";
pub(super) const USER_UPDATE: &str = "user:update";
pub(super) const USER_DELETE: &str = "user:delete";

const fn leaf(name: &'static str, title: &'static str) -> Scope {
    Scope { name, title, aliases: &[], grants: &[] }
}

/// Every scope, in the order of the documentation.
pub const CATALOGUE: [Scope; 13] = [
    Scope { name: EVERYTHING, title: "Everything", aliases: &["all"], grants: &["management", "inference"] },
    Scope {
        name: "management",
        title: "Administer tokens and users",
        aliases: &[],
        grants: &[
            TOKEN_READ,
            TOKEN_CREATE,
            TOKEN_UPDATE,
            TOKEN_DELETE,
            USER_READ,
            USER_CREATE,
            USER_UPDATE,
            USER_DELETE,
        ],
    },
    Scope { name: INFERENCE, title: "Use models", aliases: &[], grants: &["inference.chat", "inference.embeddings"] },
    leaf("inference.chat", "Chat with models"),
    leaf("inference.embeddings", "Compute embeddings"),
    leaf(TOKEN_READ, "See tokens"),
    leaf(TOKEN_CREATE, "Make tokens"),
    leaf(TOKEN_UPDATE, "Change tokens"),
    leaf(TOKEN_DELETE, "Revoke and purge tokens"),
    leaf(USER_READ, "See users"),
    leaf(USER_CREATE, "Make users"),
    leaf(USER_UPDATE, "Change users"),
    leaf(USER_DELETE, "Delete users"),
];

/// Why a list of scopes is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    #[error("a token without any scope could do nothing")]
    NoScope,
    /// Every scope was taken out.
    #[error("a token without any scope could do nothing")]
    NothingLeft,
    #[error("there is no scope `{name}`")]
    Unknown { name: String, nearest: Option<&'static str> },
    #[error("`{part}` cannot be taken out of `{whole}`, which includes it")]
    PartOfAnother { part: String, whole: String },
}

fn find(name: &str) -> Option<&'static Scope> {
    CATALOGUE.iter().find(|scope| scope.name == name || scope.aliases.contains(&name))
}

/// Every word for a scope.
fn words() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().flat_map(|scope| scope.aliases.iter().copied().chain([scope.name]))
}

/// Whether the scope `held` allows what the scope `wanted` does. Names outside the catalogue only grant themselves.
pub fn grants(held: &str, wanted: &str) -> bool {
    held == wanted || find(held).is_some_and(|scope| scope.grants.iter().any(|part| grants(part, wanted)))
}

/// Whether one of the scopes allows what `wanted` does.
pub(super) fn any_grants(held: &[String], wanted: &str) -> bool {
    held.iter().any(|scope| grants(scope, wanted))
}

/// Whether a scope is for using models, all or in some way.
pub(super) fn is_of_inference(scope: &str) -> bool {
    scope.strip_prefix(INFERENCE).is_some_and(|part| part.is_empty() || part.starts_with('.'))
}

/// The catalogue's name for what was typed.
pub(super) fn canonical(name: &str) -> Result<&'static str, ScopeError> {
    find(name)
        .map(|scope| scope.name)
        .ok_or_else(|| ScopeError::Unknown { name: name.to_owned(), nearest: nearest(name, words()) })
}

/// The list in the catalogue's names, each once; `*` swallows the rest.
///
/// # Errors
/// When the list is empty or names a scope that there is not.
pub(super) fn canonical_list(names: &[String]) -> Result<Vec<String>, ScopeError> {
    let mut list: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let name = canonical(name)?;
        if !list.iter().any(|known| known == name) {
            list.push(name.to_owned());
        }
    }
    match list.iter().any(|name| name == EVERYTHING) {
        _ if list.is_empty() => Err(ScopeError::NoScope),
        true => Ok(vec![EVERYTHING.to_owned()]),
        false => Ok(list),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Result<Vec<String>, ScopeError> {
        canonical_list(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn broader_scopes_grant_the_narrower_and_never_the_reverse() {
        for scope in CATALOGUE {
            assert!(grants("*", scope.name), "{}", scope.name);
            assert!(scope.name == "*" || !grants(scope.name, "*"), "{}", scope.name);
        }
        assert!(grants("management", "token:delete") && grants("management", "user:create"));
        assert!(grants("inference", "inference.chat") && !grants("inference.chat", "inference"));
        assert!(!grants("management", "inference.chat") && !grants("inference", "token:read"));
        assert!(!grants("token:read", "token:create"));
    }

    #[test]
    fn every_granted_scope_is_in_the_catalogue() {
        for scope in CATALOGUE {
            assert!(scope.grants.iter().all(|part| find(part).is_some()), "{}", scope.name);
        }
    }

    #[test]
    fn duplicates_and_aliases_are_folded() {
        assert_eq!(list(&["inference", "token:read", "inference"]).unwrap(), ["inference", "token:read"]);
        assert_eq!(list(&["token:read", "all"]).unwrap(), ["*"]);
    }

    #[test]
    fn an_empty_list_is_refused() {
        assert_eq!(list(&[]), Err(ScopeError::NoScope));
    }

    #[test]
    fn an_unknown_scope_is_named_with_the_nearest() {
        let nearest = |name: &str| match list(&[name]) {
            Err(ScopeError::Unknown { nearest, .. }) => nearest,
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("inferance"), Some("inference"));
        assert_eq!(nearest("tokens:read"), Some("token:read"));
        assert_eq!(nearest("Management"), Some("management"));
        assert_eq!(nearest("zzz"), None);
        assert_eq!(nearest(""), None);
    }
}
