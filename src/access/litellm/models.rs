//! Which models a request names, and whether a list allows them. One function for keys, teams, users and customers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::config::{Config, texts};
use super::python;

/// Bare names whose provider LiteLLM 1.106.2 knows, by provider.
#[derive(Deserialize)]
struct Providers {
    providers: BTreeMap<String, BTreeSet<String>>,
}

static PROVIDERS: LazyLock<Providers> = LazyLock::new(|| {
    // Invariant: the file is part of this program, and a test reads it.
    serde_json::from_str(include_str!("providers.json")).expect("the table of providers is well-formed")
});

/// Whose bare names begin so.
const MAKERS: [(&str, &str); 7] = [
    ("claude-", "anthropic"),
    ("gpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("text-embedding-", "openai"),
    ("gemini-", "vertex_ai"),
];

/// What a list says about a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// With the reason.
    Yes(String),
    No,
    /// With what decides it.
    Unknown(String),
    /// An entry that is no regular expression: LiteLLM trips over it.
    Broken(String),
}

/// A list and the names that stand for others beside it.
#[derive(Debug, Default)]
pub(super) struct Allowance<'a> {
    pub(super) models: Vec<String>,
    pub(super) team_aliases: Option<&'a Map<String, Value>>,
    pub(super) key_aliases: Option<&'a Map<String, Value>>,
    pub(super) is_team: bool,
}

impl Allowance<'_> {
    /// Whether all these names are allowed.
    pub(super) fn allows(&self, config: &Config, names: &[String]) -> (Match, Option<String>) {
        let mut reason = Match::Yes("no model is asked for".to_owned());
        for name in names {
            match self.allows_one(config, name) {
                no @ (Match::No | Match::Broken(_)) => return (no, Some(name.clone())),
                Match::Yes(_) if matches!(reason, Match::Unknown(_)) => {}
                other => reason = other,
            }
        }
        (reason, None)
    }

    fn allows_one(&self, config: &Config, name: &str) -> Match {
        let replaced = |map: Option<&Map<String, Value>>, name: &str| {
            map.and_then(|map| map.get(name)).and_then(Value::as_str).unwrap_or(name).to_owned()
        };
        let after_team = replaced(self.team_aliases, name);
        let after_key = replaced(self.key_aliases, &after_team);
        let after_all = config
            .settings
            .get("model_alias_map")
            .and_then(|map| map.get(&after_key))
            .and_then(Value::as_str)
            .unwrap_or(&after_key)
            .to_owned();
        let dispatched = replaced(self.key_aliases, &after_all);
        let tried = if after_key != after_team || dispatched != after_all {
            vec![dispatched]
        } else {
            [Some(name.to_owned()), config.alias_of(name)].into_iter().flatten().collect()
        };
        let mut unknown = None;
        for candidate in tried {
            match self.is_listed(config, &candidate) {
                Match::No => {}
                broken @ Match::Broken(_) => return broken,
                Match::Unknown(why) => unknown = Some(why),
                yes => return yes,
            }
        }
        unknown.map_or(Match::No, Match::Unknown)
    }

    fn is_listed(&self, config: &Config, name: &str) -> Match {
        let models = self.written_out(config);
        let groups = groups_of(config, name);
        if let Some(group) = models.iter().find(|entry| groups.contains(*entry)) {
            return Match::Yes(format!("{name} is in the access group {group}"));
        }
        if self.team_aliases.is_some_and(|aliases| aliases.contains_key(name)) {
            return Match::Yes(format!("{name} is an alias of the team"));
        }
        for entry in models.iter().filter(|entry| entry.contains('*')) {
            match fits(name, entry) {
                Some(true) => return Match::Yes(format!("{name} fits {entry}")),
                Some(false) => {}
                None if entry.contains("(?") => {
                    return Match::Unknown(format!("{entry} is an expression of Python's own"));
                }
                None => return Match::Broken(entry.clone()),
            }
        }
        let provided = by_provider(name, &models);
        if let Match::Yes(_) = provided {
            return provided;
        }
        if models.is_empty() {
            return Match::Yes("the list is empty, which allows everything".to_owned());
        }
        if let Some(entry) = models.iter().find(|entry| *entry == "all-proxy-models" || *entry == name) {
            return Match::Yes(format!("{entry} is in the list"));
        }
        provided
    }

    /// `all-team-models` on a team is every model of the proxy.
    fn written_out(&self, config: &Config) -> Vec<String> {
        const ALL: &str = "all-team-models";
        if !self.is_team || !self.models.iter().any(|entry| entry == ALL) {
            return self.models.clone();
        }
        let others: Vec<String> = self.models.iter().filter(|entry| *entry != ALL).cloned().collect();
        let names = names_of(config);
        match (names.is_empty(), others.is_empty()) {
            (true, true) => self.models.clone(),
            _ => others.into_iter().chain(names).collect(),
        }
    }
}

/// The names under which the proxy offers models.
pub(super) fn names_of(config: &Config) -> Vec<String> {
    config.deployments.iter().filter_map(|one| one["model_name"].as_str()).map(str::to_owned).collect()
}

/// The access groups of the deployments of exactly this name.
fn groups_of(config: &Config, name: &str) -> BTreeSet<String> {
    let of_name = config.deployments.iter().filter(|one| one["model_name"].as_str() == Some(name));
    of_name.flat_map(|one| texts(&one["model_info"]["access_groups"])).collect()
}

/// Whether a bare name is allowed as `provider/name`.
fn by_provider(name: &str, models: &[String]) -> Match {
    if name.contains('/') {
        return Match::No;
    }
    if let Some((provider, _)) = PROVIDERS.providers.iter().find(|(_, names)| names.contains(name)) {
        let full = format!("{provider}/{name}");
        let found = models.iter().find(|entry| entry.contains('*') && fits(&full, entry) == Some(true));
        return found
            .map_or(Match::No, |pattern| Match::Yes(format!("{name} is of {provider}, and {full} fits {pattern}")));
    }
    // A newer table than ours may know the name; whose model it could be, its beginning tells.
    let maker = MAKERS.iter().find(|(beginning, _)| name.starts_with(beginning)).map(|(_, maker)| *maker);
    let possible = models.iter().find(|entry| {
        entry.split_once('/').is_some_and(|(provider, rest)| {
            rest.contains('*')
                && PROVIDERS.providers.contains_key(provider)
                && maker.is_none_or(|maker| maker == provider)
                && fits(&format!("{provider}/{name}"), entry) == Some(true)
        })
    });
    match possible {
        Some(pattern) => Match::Unknown(format!(
            "whether {pattern} covers {name}: only LiteLLM's own table tells the provider of a bare name"
        )),
        None => Match::No,
    }
}

/// Whether a name fits an entry with `*`: a regular expression anchored at both ends, in which nothing else is escaped.
/// `None` where it is none.
fn fits(name: &str, pattern: &str) -> Option<bool> {
    const SPECIAL: [char; 11] = ['+', '?', '(', ')', '[', ']', '{', '}', '|', '^', '$'];
    if !pattern.contains(SPECIAL) && !pattern.contains('\\') {
        let (name, pattern): (Vec<char>, Vec<char>) = (name.chars().collect(), pattern.chars().collect());
        return Some(fits_simply(&name, &pattern));
    }
    let expression = format!("^(?:{})$", pattern.replace('*', ".*"));
    regex_lite::Regex::new(&expression).ok().map(|expression| expression.is_match(name))
}

/// `*` is anything, `.` is one character.
fn fits_simply(name: &[char], pattern: &[char]) -> bool {
    let (mut at, mut place) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while at < name.len() {
        match pattern.get(place) {
            Some('*') => {
                again = Some((place, at));
                place += 1;
            }
            Some(one) if *one == '.' || *one == name[at] => {
                at += 1;
                place += 1;
            }
            _ => match again {
                Some((star, from)) => {
                    again = Some((star, from + 1));
                    at = from + 1;
                    place = star + 1;
                }
                None => return false,
            },
        }
    }
    pattern[place..].iter().all(|one| *one == '*')
}

/// Whether every deployment of these names is priced at nothing: then no budget is looked at.
pub(super) fn are_free(config: &Config, names: &[String]) -> bool {
    let is_zero = |one: &Value, column: &str| {
        let price = one["model_info"].get(column).or_else(|| one["litellm_params"].get(column));
        price.and_then(Value::as_f64) == Some(0.0)
    };
    let is_free = |name: &String| {
        let name = config.alias_of(name).unwrap_or_else(|| name.clone());
        let mut of_name =
            config.deployments.iter().filter(|one| one["model_name"].as_str() == Some(name.as_str())).peekable();
        of_name.peek().is_some()
            && of_name.all(|one| is_zero(one, "input_cost_per_token") && is_zero(one, "output_cost_per_token"))
    };
    !names.is_empty() && names.iter().all(is_free)
}

/// Whether LiteLLM knows a price for this name, or for what it stands for.
pub(super) fn is_priced(config: &Config, name: &str) -> bool {
    let is_known = |name: &str| {
        let bare = name.split_once('/').map_or(name, |(_, rest)| rest);
        PROVIDERS.providers.values().any(|names| names.contains(bare))
    };
    let meant = config.alias_of(name).unwrap_or_else(|| name.to_owned());
    let deployed = config.deployments.iter().filter(|one| one["model_name"].as_str() == Some(&meant));
    is_known(name)
        || is_known(&meant)
        || deployed.filter_map(|one| one["litellm_params"]["model"].as_str()).any(is_known)
}

/// The models that a request names: in its body, or in its path.
pub(super) fn requested(body: &Map<String, Value>, route: &str) -> Vec<String> {
    let mut names = Vec::new();
    if route == PREDICT {
        return names;
    }
    let body_model = body.get("model").cloned().unwrap_or(Value::Null);
    append(&mut names, &body_model);
    if !python::is_true(&body_model) {
        append(&mut names, body.get("target_model_names").unwrap_or(&Value::Null));
    }
    if names.is_empty() {
        names.extend(of_path(route));
    }
    names
}

/// Where the models are those of two deployments, which the body names by their ids.
const PREDICT: &str = "/cost/predict-cache";

/// Which deployments have these ids, only the proxy knows: it makes them up. Without two ids no model is judged.
pub(super) fn note_predicted(scene: &super::Scene<'_>, trace: &mut crate::access::trace::Trace) {
    let has = |name: &str| scene.request.body.get(name).is_some_and(Value::is_string);
    let names_two = has("current_deployment_id") && has("candidate_deployment_id");
    if scene.request.route == PREDICT && names_two && !scene.config.deployments.is_empty() {
        let detail = "the models of the two deployments are judged, and only the proxy knows which have these ids";
        trace.unknown("models", "current_deployment_id, candidate_deployment_id", detail);
    }
}

/// The models that a request names for when the first one fails.
pub(super) fn fallbacks(body: &Map<String, Value>) -> Vec<String> {
    let listed = body.get("fallbacks").and_then(Value::as_array).into_iter().flatten();
    let name = |one: &Value| one.as_str().or_else(|| one.get("model").and_then(Value::as_str)).map(str::to_owned);
    listed.filter_map(name).collect()
}

fn append(names: &mut Vec<String>, value: &Value) {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let found = items.iter().filter(|item| !item.is_null()).flat_map(|item| match item {
        Value::String(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        // A name that is no text is taken as Python writes it.
        other => vec![python::text(other).trim().to_owned()],
    });
    for name in found {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
}

fn of_path(route: &str) -> Option<String> {
    let before = |text: &str, stop: char| text.split(stop).next().filter(|name| !name.is_empty()).map(str::to_owned);
    if let Some(rest) = route.strip_prefix("/openai/deployments/") {
        return before(rest, '/');
    }
    let is_vertex = route.to_ascii_lowercase().starts_with("/vertex");
    let after = |marker: &str| route.split_once(marker).map(|(_, rest)| rest);
    if is_vertex {
        return after("/models/").and_then(|rest| before(rest, ':'));
    }
    let google = after("/v1beta/models/").or_else(|| after("/beta/models/")).or_else(|| route.strip_prefix("/models/"));
    google.filter(|rest| rest.contains(':')).and_then(|rest| before(rest, ':'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_star_is_anything_and_a_dot_one_character() {
        for (name, pattern, expected) in [
            ("openai/o3", "openai/*", Some(true)),
            ("bedrock/usXnova", "bedrock/us.*", Some(true)),
            ("x", "*", Some(true)),
            ("azure/o3", "openai/*", Some(false)),
            ("aopenai/x", "openai/*", Some(false)),
            ("gpt-4o", "gpt-(4|5)*", Some(true)),
            ("x", "(*", None),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
    }

    #[test]
    fn the_provider_of_a_bare_name_comes_from_the_table_or_is_not_known() {
        let list = |entry: &str| vec![entry.to_owned()];
        assert!(matches!(by_provider("gpt-4o", &list("openai/*")), Match::Yes(_)));
        assert_eq!(by_provider("claude-3-5-sonnet-20240620", &list("openai/*")), Match::No);
        assert!(matches!(by_provider("brand-new-model", &list("openai/*")), Match::Unknown(_)));
        assert_eq!(by_provider("brand-new-model", &list("gpt-4o")), Match::No);
    }

    #[test]
    fn models_are_named_in_the_body_or_the_path() {
        let of = |body: Value, route: &str| requested(body.as_object().unwrap(), route);
        assert_eq!(of(json!({"model": "a, b"}), "/chat/completions"), ["a", "b"]);
        assert_eq!(of(json!({}), "/openai/deployments/gpt-4o/chat/completions"), ["gpt-4o"]);
        assert_eq!(of(json!({}), "/v1beta/models/a/b:generateContent"), ["a/b"]);
        assert_eq!(
            of(json!({}), "/vertex_ai/v1/projects/p/publishers/google/models/gemini-pro:generateContent"),
            ["gemini-pro"]
        );
        assert!(of(json!({}), "/chat/completions").is_empty());
    }
}
