//! A virtual key as its proxy tells it: the key's row and the rows that it leads to come from the management API, and of the
//! proxy's configuration only what that tells.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::case::{MasterKey, Request, Scene};
use super::config::{Config, texts};
use super::objects::{Objects, find, text};
use super::{Credential, judge, served};
use crate::access::KeyDocuments;
use crate::model::{
    AccessDecision, AccessIdentity, AccessQuestion, AccessReport, AccessStep, Rows, StepOutcome, Timestamp, TokenId,
    nearest,
};

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
        if served::is_open(&request) {
            let detail = format!("{} is open to everybody", request.route);
            let steps = vec![step("public-route", StepOutcome::Pass, "the API", &detail)];
            let identity = AccessIdentity { is_proxy_admin: Some(false), ..AccessIdentity::default() };
            return AccessReport {
                decision: AccessDecision::Allow,
                status: None,
                error: None,
                identity,
                steps,
                proof: None,
            };
        }
        let mut report = judge(&scene, &Credential::Key(&self.row));
        let settings = "allowed_ips, allowed_routes, enforce_user_param and other settings are not told by the proxy, and \
                        taken to be unset";
        report.steps.insert(0, step("settings", StepOutcome::Skip, "general_settings", settings));
        if report.decision == AccessDecision::Allow {
            report.steps.extend(self.undecided(&scene));
            report.steps.extend(self.missing_model(asked, &scene));
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

    /// What the common checks leave to whoever serves the path.
    fn undecided(&self, scene: &Scene<'_>) -> Option<AccessStep> {
        let owner = self.row.get("user_id").and_then(|id| self.objects.user(id));
        let is_admin = owner.and_then(|owner| text(owner, "user_role")) == Some("proxy_admin");
        let (source, detail) = served::undecided(scene, is_admin)?;
        let mut found = step("endpoint", StepOutcome::Unknown, source, detail);
        found.fix = Some(ASK.to_owned());
        Some(found)
    }

    /// A name that the proxy does not offer, though the key could call it. It may be an alias that is hidden.
    fn missing_model(&self, asked: &AccessQuestion, scene: &Scene<'_>) -> Option<AccessStep> {
        let model = asked.model.as_deref().filter(|model| !model.contains(','))?;
        let offered: Vec<&str> = self.config.deployments.iter().filter_map(|one| one["model_name"].as_str()).collect();
        let is_told = !offered.is_empty() && !self.names.is_empty();
        let is_open_ended = offered.iter().any(|name| name.contains('*'));
        let names = || offered.iter().copied().chain(self.names.iter().map(String::as_str));
        if !is_told || is_open_ended || names().any(|name| name == model) || self.is_renamed(model) {
            return None;
        }
        if !super::routes::is_llm(&scene.request.route) {
            return None;
        }
        let detail = format!(
            "the proxy offers no {model}: it answers 400 `Invalid model name`, unless a hidden alias stands for it"
        );
        let mut found = step("model-missing", StepOutcome::Unknown, "/v1/models", &detail);
        found.fix = Some(match nearest(model, names()) {
            Some(name) => format!("did you mean {name}? {ASK}"),
            None => format!("`gatekey scopes check id:{} --list` tells the models; {ASK}", text(&self.row, "token")?),
        });
        Some(found)
    }

    /// Whether the key or its team has another name for a model.
    fn is_renamed(&self, model: &str) -> bool {
        let team = self.row.get("team_id").and_then(|id| self.objects.team(id)).unwrap_or(&Value::Null);
        let of_team =
            [&team["litellm_model_table"]["model_aliases"], &team["model_aliases"], &self.row["team_model_aliases"]];
        // Of a team they may be written as JSON in a text.
        of_team
            .into_iter()
            .chain([&self.row["aliases"]])
            .any(|aliases| super::entrance::mapping(aliases).is_some_and(|aliases| aliases.contains_key(model)))
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
        refusal.fix = Some(ASK.to_owned());
        (report.decision, report.status, report.error) = (AccessDecision::Unknown, None, None);
    }
}

/// What to do where only the proxy knows.
const ASK: &str = "--prove asks the proxy itself";

/// The route groups that are walked for all that a key can do.
pub const GROUPS: [&str; 3] = ["llm_api_routes", "info_routes", "management_routes"];

/// The paths of a group, each as it is written and with its places for names filled in. Those that name a model are asked about
/// with one.
pub fn paths_of(group: &str) -> Vec<(&'static str, String)> {
    let members = super::routes::group(group).unwrap_or_default();
    let is_plain = |member: &&String| member.starts_with('/') && !member.contains("{model") && !member.contains('?');
    let members: std::collections::BTreeSet<&str> = members.iter().filter(is_plain).map(String::as_str).collect();
    members.into_iter().map(|member| (member, filled(member))).collect()
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
        // What is not there is open to nobody.
        400 if says("invalid model name") => AccessDecision::Unknown,
        404 if text.trim() == "Not Found" => AccessDecision::Unknown,
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

    fn of_route(route: &str) -> AccessQuestion {
        AccessQuestion { route: Some(route.to_owned()), method: Some("GET".to_owned()), ..AccessQuestion::default() }
    }

    #[test]
    fn what_is_decided_where_it_is_served_is_not_told_as_allowed() {
        let users = json!({"users": [{"user_id": "boss", "user_role": "proxy_admin"}, {"user_id": "u", "user_role": "internal_user"}]});
        let decide = |key: Value, route: &str| live(key, users.clone()).judge(&of_route(route), now()).decision;
        for route in ["/key/list", "/team/list", "/user/info", "/team/info?team_id=t1", "/key/info?key=other"] {
            assert_eq!(decide(json!({"token": "h"}), route), AccessDecision::Unknown, "{route}");
            assert_eq!(decide(json!({"token": "h", "user_id": "u"}), route), AccessDecision::Unknown, "{route}");
            assert_eq!(decide(json!({"token": "h", "user_id": "boss"}), route), AccessDecision::Allow, "{route}");
        }
        for route in ["/organization/list", "/nonsense"] {
            assert_eq!(decide(json!({"token": "h", "user_id": "boss"}), route), AccessDecision::Unknown, "{route}");
        }
        for route in ["/v1/models", "/key/info", "/health/readiness"] {
            assert_eq!(decide(json!({"token": "h"}), route), AccessDecision::Allow, "{route}");
        }
        assert_eq!(decide(json!({"token": "h", "blocked": true}), "/health/readiness"), AccessDecision::Allow);
        assert_eq!(decide(json!({"token": "h", "blocked": true}), "/v1/models"), AccessDecision::Deny);
    }

    #[test]
    fn a_model_that_nobody_offers_is_told_from_one_that_may_be_called() {
        let offer = |names: &[&str]| {
            let deployed: Vec<Value> = names.iter().map(|name| json!({"model_name": name})).collect();
            json!({"model_list": deployed, "model_names": names})
        };
        let decide =
            |key: Value, names: &[&str], model: &str| live(key, offer(names)).judge(&of_model(model), now()).decision;
        assert_eq!(decide(json!({"token": "h"}), &["a"], "a"), AccessDecision::Allow);
        assert_eq!(decide(json!({"token": "h"}), &["a"], "gone"), AccessDecision::Unknown);
        // Where nobody told, or a pattern may cover it, or the key renames it, there is nothing to doubt.
        assert_eq!(decide(json!({"token": "h"}), &[], "gone"), AccessDecision::Allow);
        assert_eq!(decide(json!({"token": "h"}), &["a", "openai/*"], "gone"), AccessDecision::Allow);
        assert_eq!(decide(json!({"token": "h", "aliases": {"gone": "a"}}), &["a"], "gone"), AccessDecision::Allow);
    }

    #[test]
    fn an_answer_that_there_is_no_such_thing_tells_nothing_about_the_right() {
        assert_eq!(answered(400, "/chat/completions: Invalid model name passed in model=x."), AccessDecision::Unknown);
        assert_eq!(answered(404, "Not Found"), AccessDecision::Unknown);
        assert_eq!(answered(400, "messages is missing"), AccessDecision::Allow);
        assert_eq!(answered(404, "Team doesn't exist in db"), AccessDecision::Deny);
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
            assert!(paths.len() > 10 && paths.iter().all(|(_, path)| !path.contains(['{', '*'])), "{group}: {paths:?}");
            assert!(paths.windows(2).all(|two| two[0].0 != two[1].0), "{group} tells a path twice");
        }
    }
}
