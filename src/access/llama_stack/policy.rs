//! Rules of `access_policy` and `route_policy`: the first that fits decides, and where none does the answer is no. What a rule
//! needs to know of a resource's owner may be unknown: then so is whether it fits.

use regex_lite::Regex;

use super::config::{RouteRule, Rule};

/// A caller, as the token names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    pub principal: String,
    /// In the order in which the claims gave them.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl User {
    /// Adds a value to an attribute.
    pub fn add(&mut self, attribute: &str, value: &str) {
        match self.attributes.iter_mut().find(|(name, _)| name == attribute) {
            Some((_, values)) => values.push(value.to_owned()),
            None => self.attributes.push((attribute.to_owned(), vec![value.to_owned()])),
        }
    }

    pub(super) fn values(&self, attribute: &str) -> Option<&[String]> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, values)| values.as_slice())
    }
}

/// Who made a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Owner {
    /// Nobody said.
    #[default]
    Unknown,
    /// Nobody: it came with the configuration.
    Nobody,
    User(User),
}

/// What a rule asks about user and resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    IsOwner,
    IsNotOwner,
    Has { value: String, attribute: String },
    HasNot { value: String, attribute: String },
    Shares { attribute: String },
    SharesNot { attribute: String },
    Unowned,
}

impl Condition {
    /// Reads a sentence; `None` for one that Llama Stack does not know.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let owned = |text: &str| text.to_owned();
        match words.as_slice() {
            ["user", "is", "owner"] => Some(Self::IsOwner),
            ["user", "is", "not", "owner"] => Some(Self::IsNotOwner),
            ["user", "with", value, "in", name] => Some(Self::Has { value: owned(value), attribute: owned(name) }),
            ["user", "with", value, "not", "in", name] => {
                Some(Self::HasNot { value: owned(value), attribute: owned(name) })
            }
            ["user", "in", "owners", name] => Some(Self::Shares { attribute: owned(name) }),
            ["user", "not", "in", "owners", name] => Some(Self::SharesNot { attribute: owned(name) }),
            ["resource", "is", "unowned"] => Some(Self::Unowned),
            _ => None,
        }
    }

    /// Whether it holds; `None` where the owner decides and is not known.
    fn holds(&self, user: &User, owner: &Owner) -> Option<bool> {
        let has = |value: &String, attribute: &str| user.values(attribute).is_some_and(|values| values.contains(value));
        let shares = |attribute: &str| {
            let own = user.values(attribute).unwrap_or_default();
            match owner {
                // Who has no value shares none, whoever made it.
                _ if own.is_empty() => Some(false),
                Owner::Unknown => None,
                Owner::Nobody => Some(false),
                Owner::User(maker) => {
                    Some(maker.values(attribute).unwrap_or_default().iter().any(|value| own.contains(value)))
                }
            }
        };
        let is_owner = match owner {
            Owner::Unknown => None,
            Owner::Nobody => Some(false),
            Owner::User(maker) => Some(maker.principal == user.principal),
        };
        match self {
            Self::IsOwner => is_owner,
            Self::IsNotOwner => is_owner.map(|is_owner| !is_owner),
            Self::Has { value, attribute } => Some(has(value, attribute)),
            Self::HasNot { value, attribute } => Some(!has(value, attribute)),
            Self::Shares { attribute } => shares(attribute),
            Self::SharesNot { attribute } => shares(attribute).map(|shares| !shares),
            Self::Unowned => match owner {
                Owner::Unknown => None,
                owner => Some(*owner == Owner::Nobody),
            },
        }
    }
}

/// What stands behind `when` or `unless`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guard {
    /// The rule holds for everybody.
    None,
    When(Vec<Condition>),
    Unless(Vec<Condition>),
}

/// Whether all of these hold.
fn all(conditions: &[Condition], user: &User, owner: &Owner) -> Option<bool> {
    let mut known = Some(true);
    for condition in conditions {
        match condition.holds(user, owner) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = None,
        }
    }
    known
}

/// What the rules say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said<'r> {
    /// `None`: not known.
    pub(super) allows: Option<bool>,
    /// The rule that decides, by its place, or the first of which it is not known whether it fits.
    pub(super) by: Option<(usize, &'r str)>,
}

/// Goes through the rules, each with whether it fits and permits. While it is not known whether one fits, the others must come
/// to the same.
fn first<'r>(rules: impl Iterator<Item = (Option<bool>, bool, &'r str)>) -> Said<'r> {
    let mut doubtful: Option<(usize, &'r str)> = None;
    let mut could_be: Vec<bool> = Vec::new();
    let mut decided = (false, None);
    for (place, (fits, permits, words)) in rules.enumerate() {
        match fits {
            Some(false) => {}
            Some(true) => {
                decided = (permits, Some((place, words)));
                break;
            }
            None => {
                doubtful.get_or_insert((place, words));
                could_be.push(permits);
            }
        }
    }
    if could_be.iter().all(|permits| *permits == decided.0) {
        return Said { allows: Some(decided.0), by: decided.1.or(doubtful) };
    }
    Said { allows: None, by: doubtful }
}

/// What an access policy says about an action on a resource, as `type::id`.
pub(super) fn of_resource<'r>(rules: &'r [Rule], action: &str, resource: &str, user: &User, owner: &Owner) -> Said<'r> {
    first(rules.iter().map(|rule| {
        let is_named = rule.principal.as_ref().is_none_or(|principal| *principal == user.principal);
        let is_meant = if is_named && rule.actions.iter().any(|one| one == action) {
            rule.resource.as_deref().map_or(Some(true), |scope| covers(scope, resource))
        } else {
            Some(false)
        };
        let fits = match is_meant {
            Some(false) => Some(false),
            is_meant => match &rule.guard {
                Guard::None => is_meant,
                Guard::When(conditions) => both(is_meant, all(conditions, user, owner)),
                Guard::Unless(conditions) => both(is_meant, all(conditions, user, owner).map(|all| !all)),
            },
        };
        (fits, rule.permits, rule.words.as_str())
    }))
}

fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether a resource is in the scope of a rule; `None` for a pattern that only Python reads.
fn covers(scope: &str, resource: &str) -> Option<bool> {
    if scope.is_empty() || scope == resource {
        return Some(true);
    }
    if let Some(pattern) = scope.strip_prefix("regex:") {
        return begins_with(pattern, resource);
    }
    Some(scope.ends_with("::*") && resource.starts_with(&scope[..scope.len() - 1]))
}

/// As Python's `re.match`: from the beginning, and not to the end. What is no pattern in Python either matches nothing there.
fn begins_with(pattern: &str, text: &str) -> Option<bool> {
    /// What only Python has: looking around, and back.
    const ITS_OWN: [&str; 8] = ["(?=", "(?!", "(?<", "(?P=", "(?(", "(?>", "\\Z", "\\u"];
    if let Ok(pattern) = Regex::new(&format!("^(?:{pattern})")) {
        return Some(pattern.is_match(text));
    }
    let looks_back = pattern.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_digit());
    let is_its_own = looks_back || ITS_OWN.iter().any(|part| pattern.contains(part));
    if is_its_own { None } else { Some(false) }
}

/// What a route policy says about a path. `user` is `None` for a caller who is nobody.
pub(super) fn of_route<'r>(rules: &'r [RouteRule], path: &str, user: Option<&User>) -> Said<'r> {
    first(rules.iter().map(|rule| {
        let mut is_meant = Some(false);
        for pattern in &rule.paths {
            match is_path(pattern, path) {
                Some(true) => {
                    is_meant = Some(true);
                    break;
                }
                None => is_meant = None,
                Some(false) => {}
            }
        }
        let guard = match (&rule.guard, user) {
            (Guard::None, _) => Some(true),
            (_, None) => Some(false),
            (Guard::When(conditions), Some(user)) => all(conditions, user, &Owner::Nobody),
            // Here, unlike in an access policy, none of them may hold.
            (Guard::Unless(conditions), Some(user)) => {
                Some(!conditions.iter().any(|one| one.holds(user, &Owner::Nobody) == Some(true)))
            }
        };
        (both(is_meant, guard), rule.permits, rule.words.as_str())
    }))
}

fn is_path(pattern: &str, path: &str) -> Option<bool> {
    if pattern == "*" {
        return Some(true);
    }
    if let Some(pattern) = pattern.strip_prefix("regex:") {
        return begins_with(pattern, path);
    }
    match pattern.strip_suffix('*') {
        Some(start) => Some(path.starts_with(start)),
        None => Some(pattern == path),
    }
}
