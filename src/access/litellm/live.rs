//! A virtual key as its proxy tells it: the key's row and the rows that it leads to come from the management API, and of the
//! proxy's configuration only what that tells.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::case::{MasterKey, Request, Scene};
use super::config::{Config, texts};
use super::objects::{Objects, find};
use super::rights::SELF_MANAGED;
use super::{Credential, judge};
use crate::access::KeyDocuments;
use crate::model::{AccessDecision, AccessQuestion, AccessReport, AccessStep, Rows, StepOutcome, Timestamp, TokenId};

/// Under which the proxy counts what all of it may spend.
const WHOLE_PROXY: &str = "litellm-proxy-budget";

/// A key with the rows that decide about it.
#[derive(Debug)]
pub struct LiveKey {
    config: Config,
    objects: Objects,
    row: Value,
    untold: Vec<(&'static str, String)>,
    /// Names that requests may use and that are no deployment's.
    aliases: Vec<String>,
    names: Vec<String>,
}

/// The proxy told rows that are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnreadableRows(String);

impl LiveKey {
    /// Reads what the proxy told.
    ///
    /// # Errors
    /// Names what is not as it should be.
    pub fn read(id: &TokenId, rows: &Rows) -> Result<Self, UnreadableRows> {
        let unreadable = |error: &dyn std::fmt::Display| UnreadableRows(error.to_string());
        let objects = Objects::of(&Value::Object(rows.document.clone())).map_err(|error| unreadable(&error))?;
        let model_list = rows.document.get("model_list").cloned().unwrap_or_else(|| json!([]));
        let mut document = json!({"model_list": model_list});
        // The proxy's own budget is kept as that of a user.
        let whole = objects.user(&Value::from(WHOLE_PROXY)).and_then(|user| user.get("max_budget")).cloned();
        if let Some(max) = whole.filter(|max| !max.is_null()) {
            document["litellm_settings"] = json!({"max_budget": max});
        }
        let config = Config::of(&document, &BTreeMap::new()).map_err(|error| unreadable(&error))?;
        let row = find(&objects.keys, "token", &Value::from(id.as_str())).cloned();
        let row = row.ok_or_else(|| UnreadableRows(format!("there is no row of the key {id}")))?;
        let deployed = super::models::names_of(&config);
        let names = rows.document.get("model_names").map(texts).unwrap_or_default();
        let aliases = names.iter().filter(|name| !deployed.contains(name)).cloned().collect();
        Ok(Self { config, objects, row, untold: rows.untold.clone(), aliases, names })
    }

    /// The models that the proxy offers, wildcards left out.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        let deployed = self.config.deployments.iter().filter_map(|one| one["model_name"].as_str());
        let mut all: Vec<&str> = deployed.chain(self.names.iter().map(String::as_str)).collect();
        all.retain(|name| !name.contains('*'));
        all.sort_unstable();
        all.dedup();
        all.into_iter()
    }

    /// Judges what is asked about the key.
    pub fn judge(&self, asked: &AccessQuestion, now: Timestamp) -> AccessReport {
        let request = request(asked);
        let keys = KeyDocuments::default();
        let environment = BTreeMap::new();
        let scene = Scene {
            config: &self.config,
            objects: &self.objects,
            objects_known: true,
            environment: &environment,
            environment_known: true,
            keys: &keys,
            request: &request,
            now: now.unix_microseconds() as f64 / 1e6,
            licensed: true,
            has_other_licensed_settings: false,
            has_database: true,
            // There is one: without, everybody would be let in. It is compared with nothing here.
            master_key: MasterKey::Is(String::new()),
            reserves: self.config.reserves(),
            client_address: None,
        };
        let mut report = judge(&scene, &Credential::Key(&self.row));
        let settings = "allowed_ips, allowed_routes, enforce_user_param and other settings are not told by the proxy, and \
                        taken to be unset";
        report.steps.insert(0, step("settings", StepOutcome::Skip, "general_settings", settings));
        if report.steps.last().is_some_and(|step| step.rule == "role-route" && step.detail.contains(SELF_MANAGED)) {
            let detail = "who may do that, and with what, is decided where it is served; --prove asks the proxy";
            report.steps.push(step("endpoint", StepOutcome::Unknown, SELF_MANAGED, detail));
        }
        for (list, why) in &self.untold {
            report.steps.push(step("rows", StepOutcome::Unknown, list, why));
        }
        self.doubt_aliases(asked, &mut report);
        let has_unknown = report.steps.iter().any(|step| step.outcome == StepOutcome::Unknown);
        if report.decision == AccessDecision::Allow && has_unknown {
            report.decision = AccessDecision::Unknown;
        }
        report
    }

    /// A refusal of a name that may stand for another one is not certain: where aliases lead, the proxy does not tell.
    fn doubt_aliases(&self, asked: &AccessQuestion, report: &mut AccessReport) {
        let Some(model) = asked.model.as_ref().filter(|model| self.aliases.contains(model)) else { return };
        let Some(refusal) = report.steps.iter_mut().find(|step| step.outcome == StepOutcome::Fail) else { return };
        if refusal.rule != "models" {
            return;
        }
        refusal.outcome = StepOutcome::Unknown;
        refusal.detail = format!("{model} stands for another model, and the proxy does not tell for which");
        refusal.fix = Some("--prove asks the proxy itself".to_owned());
        (report.decision, report.status, report.error) = (AccessDecision::Unknown, None, None);
    }
}

/// The route groups that are walked for all that a key can do.
pub const GROUPS: [&str; 3] = ["llm_api_routes", "info_routes", "management_routes"];

/// The paths of a group, each place for a name filled in. Those that name a model are asked about with one.
pub fn paths_of(group: &str) -> Vec<String> {
    let members = super::routes::group(group).unwrap_or_default();
    let is_plain = |member: &&String| member.starts_with('/') && !member.contains("{model") && !member.contains('?');
    let mut paths: Vec<String> = members.iter().filter(is_plain).map(|member| filled(member)).collect();
    paths.dedup();
    paths
}

fn filled(template: &str) -> String {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push('x');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    path.push_str(rest.trim_end_matches('*'));
    path
}

fn step(rule: &'static str, outcome: StepOutcome, source: &str, detail: &str) -> AccessStep {
    AccessStep { rule, outcome, detail: detail.to_owned(), source: source.to_owned(), fix: None }
}

fn request(asked: &AccessQuestion) -> Request {
    let usual = if asked.model.is_some() { "/v1/chat/completions" } else { "/v1/models" };
    let whole = asked.route.as_deref().unwrap_or(usual);
    let (route, query) = whole.split_once('?').unwrap_or((whole, ""));
    let query: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let method = asked.method.clone().unwrap_or_else(|| Request::usual_method(route, asked.model.is_some()).to_owned());
    let mut body = Map::new();
    for (name, value) in [("model", &asked.model), ("user", &asked.end_user)] {
        if let Some(value) = value {
            body.insert(name.to_owned(), Value::from(value.as_str()));
        }
    }
    Request { route: route.to_owned(), query, method, body, headers: BTreeMap::new() }
}

/// What an answer to the real request says about the right to make it.
pub fn answered(status: u16, text: &str) -> AccessDecision {
    let says = |words: &str| text.to_ascii_lowercase().contains(words);
    match status {
        401 | 403 => AccessDecision::Deny,
        404 if says("doesn't exist in db") => AccessDecision::Deny,
        400 | 422 if says("budget") => AccessDecision::Deny,
        // It was let in, and something else was wrong: the model, the body, too many requests.
        200..=499 => AccessDecision::Allow,
        _ => AccessDecision::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(key: Value, more: Value) -> LiveKey {
        let mut document = more.as_object().cloned().unwrap_or_default();
        document.insert("keys".to_owned(), json!([key]));
        LiveKey::read(&TokenId::new("h"), &Rows { document, untold: Vec::new() }).unwrap()
    }

    fn of_model(model: &str) -> AccessQuestion {
        AccessQuestion { model: Some(model.to_owned()), ..AccessQuestion::default() }
    }

    fn now() -> Timestamp {
        Timestamp::from_unix_seconds(1_795_000_000).unwrap()
    }

    #[test]
    fn an_alias_that_nobody_explains_is_unknown_and_a_model_is_denied() {
        let offer =
            json!({"model_list": [{"model_name": "a"}, {"model_name": "b"}], "model_names": ["a", "b", "quick"]});
        let key = live(json!({"token": "h", "models": ["a"]}), offer);
        assert_eq!(key.judge(&of_model("a"), now()).decision, AccessDecision::Allow);
        assert_eq!(key.judge(&of_model("b"), now()).decision, AccessDecision::Deny);
        assert_eq!(key.judge(&of_model("quick"), now()).decision, AccessDecision::Unknown);
        assert_eq!(key.models().collect::<Vec<_>>(), ["a", "b", "quick"]);
    }

    #[test]
    fn the_budget_of_the_whole_proxy_counts() {
        let whole = json!({"users": [{"user_id": WHOLE_PROXY, "max_budget": 5.0, "spend": 6.0}]});
        let report = live(json!({"token": "h"}), whole).judge(&of_model("a"), now());
        assert_eq!((report.decision, report.status), (AccessDecision::Deny, Some(422)));
        assert_eq!(report.steps.last().unwrap().rule, "global-budget");
    }

    #[test]
    fn every_group_that_is_walked_has_paths_without_places() {
        for group in GROUPS {
            let paths = paths_of(group);
            assert!(paths.len() > 10 && paths.iter().all(|path| !path.contains(['{', '*'])), "{group}: {paths:?}");
        }
    }
}
