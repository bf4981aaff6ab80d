//! A double of a LiteLLM 1.106.2 proxy: keys with limits and metadata, the administrator's master key and keys of users, and
//! refusals as `shared/gateways/litellm/API.md` saw the real one give them.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, Request, Respond, ResponseTemplate};

use super::{Double, answer, parameter};

/// The key of whoever runs the proxy.
pub(crate) const MASTER_KEY: &str = "sk-s3ntinel-of-the-master-key";

/// A proxy of this test alone.
pub(crate) struct LitellmDouble {
    double: Double,
    state: Arc<Mutex<State>>,
}

impl Deref for LitellmDouble {
    type Target = Double;

    fn deref(&self) -> &Double {
        &self.double
    }
}

#[derive(Default)]
struct State {
    keys: Vec<Key>,
    deleted: Vec<Key>,
    /// What every new key gets whatever is asked for.
    default: Option<(&'static str, Value)>,
    /// Whether it counts the windows of budgets from the making of a key.
    restarts_windows: bool,
    /// Whether it gives one alias to two keys, as the real one does when they are made at the same moment.
    overlooks_twins: bool,
    /// How far its clock is ahead.
    ahead: SignedDuration,
}

#[derive(Clone)]
struct Key {
    hash: String,
    /// As it is told, without the hash.
    told: Map<String, Value>,
}

/// What a key takes as it is given.
const FIELDS: [&str; 20] = [
    "key_alias",
    "models",
    "aliases",
    "user_id",
    "team_id",
    "spend",
    "max_budget",
    "budget_duration",
    "tpm_limit",
    "rpm_limit",
    "tpd_limit",
    "max_parallel_requests",
    "metadata",
    "allowed_routes",
    "key_type",
    "access_group_ids",
    "budget_limits",
    "object_permission",
    "permissions",
    "blocked",
];

impl LitellmDouble {
    pub(crate) fn new() -> Self {
        let double = Double::silent();
        let state: Arc<Mutex<State>> = Arc::default();
        double.mount(Mock::given(any()).respond_with(Litellm(state.clone())).with_priority(100));
        Self { double, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panicked in it")
    }

    /// A key of this user, made on the server itself.
    pub(crate) fn user_key(&self, user: &str) -> String {
        let secret = format!("sk-s3ntinel-key-of-{user}");
        let fields = json!({"key": secret, "user_id": user, "key_alias": format!("{user}-of-the-test")});
        self.state().make(&fields);
        secret
    }

    /// The key of this alias as the server tells it.
    pub(crate) fn told(&self, alias: &str) -> Value {
        let state = self.state();
        let found = state.keys.iter().find(|key| key.told["key_alias"] == json!(alias));
        found.map(|key| Value::Object(key.told.clone())).unwrap_or_default()
    }

    /// Changes the key of this alias on the server itself.
    pub(crate) fn set(&self, alias: &str, field: &str, value: Value) {
        let mut state = self.state();
        let key = state.keys.iter_mut().find(|key| key.told["key_alias"] == json!(alias)).expect("it is there");
        key.told.insert(field.to_owned(), value);
    }

    /// From now on every new key gets this, whatever is asked for.
    pub(crate) fn gives(&self, field: &'static str, value: Value) {
        self.state().default = Some((field, value));
    }

    /// From now on the windows of budgets are counted from the making of a key.
    pub(crate) fn restarts_windows(&self) {
        self.state().restarts_windows = true;
    }

    /// From now on it gives one alias to two keys.
    pub(crate) fn overlooks_twins(&self) {
        self.state().overlooks_twins = true;
    }

    /// So much time passes on the server.
    pub(crate) fn passes(&self, time: SignedDuration) {
        self.state().ahead += time;
    }
}

struct Litellm(Arc<Mutex<State>>);

/// Who asks: the master key, or the place of a key.
#[derive(Clone)]
enum Caller {
    Master,
    Key(Key),
}

type Answer = Result<ResponseTemplate, ResponseTemplate>;

impl Respond for Litellm {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().expect("no test panicked in it");
        let caller = match state.caller(request) {
            Ok(caller) => caller,
            Err(refused) => return refused,
        };
        let body: Value = request.body_json().unwrap_or_default();
        let answered = match (request.method.as_str(), request.url.path()) {
            ("GET", "/health/readiness/details") => Ok(answer(200, json!({"litellm_version": "1.106.2"}))),
            ("GET", "/health/license") => Ok(answer(200, json!({"has_license": false, "license_type": "community"}))),
            ("GET", "/v1/models") => Ok(answer(200, json!({"object": "list", "data": []}))),
            ("GET", "/v2/user/info") => who(&caller),
            ("GET", "/v2/team/list") => Ok(answer(200, json!({"teams": [], "total": 0, "page": 1, "total_pages": 0}))),
            ("GET", "/key/info") => state.info(&caller, request),
            ("GET", "/key/list") => state.list(&caller, request),
            ("POST", "/key/generate") => state.generate(&caller, body),
            ("POST", "/key/update") => state.update(&caller, &body),
            ("POST", "/key/delete") => state.delete(&caller, &body),
            ("POST", "/key/block" | "/key/unblock") => state.block(&caller, &body, request.url.path() == "/key/block"),
            _ => Err(answer(404, json!({"detail": "Not Found"}))),
        };
        answered.unwrap_or_else(|refused| refused)
    }
}

fn refusal(status: u16, message: &str, sort: &str) -> ResponseTemplate {
    answer(status, json!({"error": {"message": message, "type": sort, "param": "None", "code": status.to_string()}}))
}

fn hash_of(secret: &str) -> String {
    digest(&SHA256, secret.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Caller {
    fn user(&self) -> Option<&Value> {
        match self {
            Self::Master => None,
            Self::Key(key) => key.told.get("user_id").filter(|user| !user.is_null()),
        }
    }

    fn sees(&self, key: &Key) -> bool {
        matches!(self, Self::Master) || self.user().is_some_and(|user| key.told.get("user_id") == Some(user))
    }
}

fn who(caller: &Caller) -> Answer {
    match (caller, caller.user()) {
        (Caller::Master, _) => Err(refusal(404, "User default_user_id not found", "internal_server_error")),
        (_, Some(user)) => Ok(answer(200, json!({"user_id": user, "user_role": "internal_user", "teams": []}))),
        (_, None) => Err(refusal(400, "user_id is required", "bad_request_error")),
    }
}

impl State {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the double has a clock of its own, as a server has")]
        let now = Timestamp::now();
        now + self.ahead
    }

    fn caller(&self, request: &Request) -> Result<Caller, ResponseTemplate> {
        let shown = request.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let secret = shown.strip_prefix("Bearer ").unwrap_or_default();
        if secret == MASTER_KEY {
            return Ok(Caller::Master);
        }
        let hash = hash_of(secret);
        let Some(key) = self.keys.iter().find(|key| key.hash == hash) else {
            let message = "Authentication Error, Invalid proxy server token passed.";
            return Err(refusal(401, message, "token_not_found_in_db"));
        };
        if key.told["blocked"] == json!(true) {
            return Err(refusal(401, "Authentication Error, Key is blocked.", "auth_error"));
        }
        let expires = key.told["expires"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        if expires.is_some_and(|expires| expires <= self.now()) {
            return Err(refusal(401, "Authentication Error - Expired Key.", "expired_key"));
        }
        Ok(Caller::Key(key.clone()))
    }

    fn make(&mut self, fields: &Value) -> Key {
        let secret = fields["key"].as_str().unwrap_or("sk-made-by-the-server");
        let mut told = Map::new();
        for field in FIELDS {
            told.insert(field.to_owned(), fields[field].clone());
        }
        // As the server keeps them.
        if let Some(group) = match fields["key_type"].as_str() {
            Some("llm_api") => Some("llm_api_routes"),
            Some("management") => Some("management_routes"),
            Some("read_only") => Some("info_routes"),
            _ => None,
        } {
            told.insert("allowed_routes".to_owned(), json!([group]));
        }
        if told["spend"].is_null() {
            told.insert("spend".to_owned(), json!(0.0));
        }
        if let Some((field, value)) = &self.default {
            told.insert((*field).to_owned(), value.clone());
        }
        let now = self.now();
        told.insert("created_at".to_owned(), json!(now.to_string()));
        told.insert("updated_at".to_owned(), json!(now.to_string()));
        told.insert("expires".to_owned(), self.expiry(&fields["duration"]));
        let resets = if self.restarts_windows {
            (now + SignedDuration::from_hours(45 * 24)).to_string()
        } else {
            "2026-12-01T00:00:00Z".to_owned()
        };
        let has_window = !fields["budget_duration"].is_null();
        told.insert("budget_reset_at".to_owned(), if has_window { json!(resets) } else { Value::Null });
        told.insert("key_name".to_owned(), json!(format!("sk-...{}", &secret[secret.len() - 4..])));
        let key = Key { hash: hash_of(secret), told };
        self.keys.push(key.clone());
        key
    }

    fn expiry(&self, duration: &Value) -> Value {
        let seconds = duration.as_str().and_then(|text| text.strip_suffix('s')?.parse::<i64>().ok());
        seconds.map_or(Value::Null, |seconds| json!((self.now() + SignedDuration::from_secs(seconds)).to_string()))
    }

    fn refuse_taken(&self, alias: &Value, own: Option<&str>) -> Result<(), ResponseTemplate> {
        let is_taken = |key: &&Key| key.told["key_alias"] == *alias && Some(key.hash.as_str()) != own;
        match self.keys.iter().find(|key| !alias.is_null() && is_taken(key)) {
            None => Ok(()),
            Some(_) => {
                let message =
                    format!("Key with alias {alias} already exists. Unique key aliases across all keys are required.");
                Err(refusal(400, &message, "bad_request_error"))
            }
        }
    }

    fn place(&self, caller: &Caller, asked: &Value) -> Result<usize, ResponseTemplate> {
        let place = self.keys.iter().position(|key| json!(key.hash) == *asked);
        let place = place.ok_or_else(|| refusal(404, "Key not found.", "not_found_error"))?;
        match caller.sees(&self.keys[place]) {
            true => Ok(place),
            false => Err(refusal(403, "You are not allowed to access this key", "auth_error")),
        }
    }

    fn info(&self, caller: &Caller, request: &Request) -> Answer {
        let Some(asked) = parameter(request, "key") else {
            return match caller {
                Caller::Key(key) => Ok(answer(200, json!({"key": key.hash, "info": key.told}))),
                Caller::Master => Err(refusal(404, "Key not found in database", "not_found_error")),
            };
        };
        if let Some(key) = self.deleted.iter().find(|key| key.hash == asked) {
            let mut told = key.told.clone();
            told.insert("status".to_owned(), json!("deleted"));
            return Ok(answer(200, json!({"key": asked, "info": told})));
        }
        let Some(key) = self.keys.iter().find(|key| key.hash == asked) else {
            return Err(refusal(404, "Key not found in database", "not_found_error"));
        };
        match caller.sees(key) {
            true => Ok(answer(200, json!({"key": asked, "info": key.told}))),
            false => Err(refusal(403, "You are not allowed to access this key's info.", "auth_error")),
        }
    }

    fn list(&self, caller: &Caller, request: &Request) -> Answer {
        let asked = |name| parameter(request, name).filter(|text| !text.is_empty());
        let (alias, search, user) = (asked("key_alias"), asked("search"), asked("user_id"));
        let number = |name, default| asked(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let (page, size) = (number("page", 1_usize), number("size", 10_usize));
        let mut shown: Vec<Value> = Vec::new();
        for key in self.keys.iter().rev().filter(|key| caller.sees(key)) {
            let own = key.told["key_alias"].as_str().unwrap_or_default();
            let is_named = alias.as_deref().is_none_or(|alias| alias == own);
            let is_found = search.as_deref().is_none_or(|part| own.contains(part) || key.hash == part);
            let is_theirs = user.as_ref().is_none_or(|user| key.told["user_id"] == json!(user));
            if is_named && is_found && is_theirs {
                shown.push(self.flat(key));
            }
        }
        let (total, pages) = (shown.len(), shown.len().div_ceil(size));
        let keys: Vec<Value> = shown.into_iter().skip((page - 1) * size).take(size).collect();
        Ok(answer(200, json!({"keys": keys, "total_count": total, "current_page": page, "total_pages": pages})))
    }

    fn flat(&self, key: &Key) -> Value {
        let mut told = key.told.clone();
        told.insert("token".to_owned(), json!(key.hash));
        Value::Object(told)
    }

    fn generate(&mut self, caller: &Caller, mut body: Value) -> Answer {
        if !self.overlooks_twins {
            self.refuse_taken(&body["key_alias"], None)?;
        }
        if let Caller::Key(_) = caller {
            let user = caller.user().ok_or_else(|| refusal(401, "Only proxy admin can do that", "auth_error"))?;
            if !body["user_id"].is_null() && body["user_id"] != *user {
                return Err(refusal(403, "You may make keys for yourself only", "auth_error"));
            }
            if !body["allowed_routes"].is_null() {
                return Err(refusal(403, "Only proxy admins can set `allowed_routes` on a key.", "auth_error"));
            }
            body["user_id"] = user.clone();
        }
        let secret = body["key"].clone();
        let key = self.make(&body);
        let mut told = key.told;
        told.insert("key".to_owned(), secret);
        told.insert("token".to_owned(), json!(key.hash));
        told.insert("duration".to_owned(), Value::Null);
        told.remove("budget_reset_at");
        Ok(answer(200, Value::Object(told)))
    }

    fn update(&mut self, caller: &Caller, body: &Value) -> Answer {
        let place = self.place(caller, &body["key"])?;
        if !matches!(caller, Caller::Master) {
            return Err(refusal(403, "user not allowed to access this route", "auth_error"));
        }
        self.refuse_taken(&body["key_alias"], Some(&self.keys[place].hash))?;
        let expires = body.get("duration").map(|duration| self.expiry(duration));
        let now = self.now();
        let told = &mut self.keys[place].told;
        for field in FIELDS {
            if let Some(value) = body.get(field) {
                told.insert(field.to_owned(), value.clone());
            }
        }
        if let Some(expires) = expires {
            told.insert("expires".to_owned(), expires);
        }
        told.insert("updated_at".to_owned(), json!(now.to_string()));
        Ok(answer(200, self.flat(&self.keys[place])))
    }

    fn delete(&mut self, caller: &Caller, body: &Value) -> Answer {
        let mut found = 0;
        for asked in body["keys"].as_array().into_iter().flatten() {
            let Ok(place) = self.place(caller, asked) else { continue };
            let key = self.keys.remove(place);
            self.deleted.push(key);
            found += 1;
        }
        match found {
            0 => Err(refusal(404, "{'error': 'No keys found'}", "internal_server_error")),
            // An echo of the request, whatever was deleted.
            _ => Ok(answer(200, json!({"deleted_keys": body["keys"]}))),
        }
    }

    fn block(&mut self, caller: &Caller, body: &Value, blocked: bool) -> Answer {
        let place = self.place(caller, &body["key"])?;
        self.keys[place].told.insert("blocked".to_owned(), json!(blocked));
        Ok(answer(200, self.flat(&self.keys[place])))
    }
}
