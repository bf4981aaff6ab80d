//! A double of GPUStack 2.3.0: keeps keys, judges credentials, and answers as `shared/gateways/gpustack/API.md` saw the
//! real one answer. A test can put another answer in front of any of its calls. [`coder`] has the double of Coder,
//! [`litellm`] that of LiteLLM.

pub(crate) mod coder;
pub(crate) mod litellm;

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::{any, method, path, path_regex};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The administrator's password, with characters that look different in JSON, in a query and in base64.
pub(crate) const PASSWORD: &str = "Adm1n!s3ntinelPassword+\"x y\"/ü";
/// Where keys are.
pub(crate) const KEYS: &str = "/v2/api-keys";
/// The number of the organisation `acme`.
const ACME: u64 = 9;

/// A server of this test alone, on a port of its own.
pub(crate) struct Double {
    server: MockServer,
    runtime: Runtime,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    keys: Vec<Key>,
    last_id: u64,
    /// Whether what is shown of one key is what is shown of every other.
    shows_alike: bool,
}

#[derive(Clone)]
struct Key {
    id: u64,
    user: String,
    secret: String,
    organization: Option<u64>,
    /// As the server tells it, without the secret.
    told: Value,
}

/// A call as it arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: Option<String>,
    /// What the header of Coder's own held.
    pub(crate) session_token: Option<String>,
    pub(crate) body: String,
}

impl Double {
    /// A server with the administrator `admin` and no keys.
    pub(crate) fn gpustack() -> Self {
        let double = Self::silent();
        let state = double.state.clone();
        double
            .runtime
            .block_on(Mock::given(any()).respond_with(Gpustack(state)).with_priority(100).mount(&double.server));
        double
    }

    /// A server that answers 404 without a body until told what to answer.
    pub(crate) fn silent() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let server = runtime.block_on(MockServer::start());
        Self { server, runtime, state: Arc::default() }
    }

    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    /// From now on this call gets this answer.
    pub(crate) fn answers(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        self.answers_with(verb, at, answer);
    }

    /// From now on this call gets what this makes of it.
    pub(crate) fn answers_with(&self, verb: &str, at: &str, answer: impl Respond + 'static) {
        self.mount(Mock::given(method(verb)).and(path(at)).respond_with(answer).with_priority(10));
    }

    /// The next call of this sort gets this answer; those after it the usual one.
    pub(crate) fn answers_once(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        let mock = Mock::given(method(verb)).and(path(at)).respond_with(answer).up_to_n_times(1);
        self.mount(mock.with_priority(9));
    }

    /// From now on every call that shows a credential gets an answer that repeats what it showed.
    pub(crate) fn echoes(&self, how: Echo) {
        self.echoes_at("^/v[12]/(api-keys|users|models|organizations)", how);
    }

    /// The same for the calls to a path that this pattern finds.
    pub(crate) fn echoes_at(&self, paths: &str, how: Echo) {
        self.mount(Mock::given(path_regex(paths)).respond_with(how).with_priority(5));
    }

    fn mount(&self, mock: Mock) {
        self.runtime.block_on(mock.mount(&self.server));
    }

    /// A key of this user, made on the server itself; its secret.
    pub(crate) fn key(&self, name: &str, user: &str, fields: Value) -> String {
        let mut state = self.state.lock().expect("no test panicked in it");
        let key = state.make(name, user, None, &fields);
        key.secret
    }

    /// A key of the administrator's inside the organisation `acme`, made on the server itself.
    pub(crate) fn key_in_acme(&self, name: &str) {
        self.state.lock().expect("no test panicked in it").make(name, "admin", Some(ACME), &json!({}));
    }

    /// A key with every right for the test to come with.
    pub(crate) fn admin_key(&self) -> String {
        self.key("of-the-test", "admin", json!({}))
    }

    /// From now on what is shown of one key is what is shown of every other.
    pub(crate) fn shows_alike(&self) {
        self.state.lock().expect("no test panicked in it").shows_alike = true;
    }

    /// The names of the keys there are, oldest first.
    pub(crate) fn names(&self) -> Vec<String> {
        let state = self.state.lock().expect("no test panicked in it");
        state.keys.iter().map(|key| key.told["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The keys there are as the server tells them, oldest first.
    pub(crate) fn told(&self) -> Vec<Value> {
        self.state.lock().expect("no test panicked in it").keys.iter().map(|key| key.told.clone()).collect()
    }

    /// The secrets of the keys there are, oldest first.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.state.lock().expect("no test panicked in it").keys.iter().map(|key| key.secret.clone()).collect()
    }

    /// Every call so far, in order.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        let requests = self.runtime.block_on(self.server.received_requests()).expect("requests are recorded");
        requests.iter().map(Arrived::of).collect()
    }

    /// The calls so far as `METHOD /path`.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.arrived().iter().map(|call| format!("{} {}", call.method, call.path)).collect()
    }
}

impl Arrived {
    fn of(request: &Request) -> Self {
        let header = |name| request.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            authorization: header("authorization"),
            session_token: header("coder-session-token"),
            body: String::from_utf8_lossy(&request.body).into_owned(),
        }
    }
}

/// An answer with this status and JSON body.
pub(crate) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// A refusal in GPUStack's own shape.
pub(crate) fn refusal(status: u16, reason: &str, message: &str) -> ResponseTemplate {
    answer(status, json!({"code": status, "reason": reason, "message": message}))
}

impl State {
    fn make(&mut self, name: &str, user: &str, organization: Option<u64>, fields: &Value) -> Key {
        self.last_id += 1;
        let id = self.last_id;
        let given = fields["custom"].as_str();
        // The server shows the first four digits: as random ones, those of a few keys are all different.
        let digits = if self.shows_alike { id } else { id.wrapping_mul(0x9e37_79b9_7f4a_7c15) };
        let secret = given.map_or_else(|| format!("gpustack_{digits:016x}_{:032x}", id * 7919), str::to_owned);
        let masked = if given.is_some() { "Custom API Key".to_owned() } else { format!("{}***", &secret[..13]) };
        let scope = if fields["scope"].is_null() { json!(["*"]) } else { fields["scope"].clone() };
        let told = json!({
            "allowed_model_names": fields["allowed_model_names"], "description": fields["description"],
            "scope": scope, "name": name, "id": id, "user_name": user, "value": null, "masked_value": masked,
            "is_custom": given.is_some(), "owner_principal_id": organization,
            "created_at": "2026-11-22T10:20:51.008411Z", "updated_at": "2026-11-22T10:20:51.008427Z",
            "expires_at": fields["expires_in"].as_i64().filter(|seconds| *seconds > 0).map(in_seconds),
        });
        let key = Key { id, user: user.to_owned(), secret, organization, told };
        self.keys.push(key.clone());
        key
    }
}

fn in_seconds(seconds: i64) -> String {
    #[expect(clippy::disallowed_methods, reason = "the double has a clock of its own, as a server has")]
    let now = jiff::Timestamp::now();
    (now + jiff::SignedDuration::from_secs(seconds)).to_string()
}

/// Answers everything that no test answers itself.
struct Gpustack(Arc<Mutex<State>>);

impl Respond for Gpustack {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().expect("no test panicked in it");
        let segments: Vec<&str> = request.url.path().trim_matches('/').split('/').collect();
        if segments == ["version"] {
            return answer(200, json!({"version": "v2.3.0", "git_commit": "63a03ba"}));
        }
        let known = matches!(segments.as_slice(), ["v2", ..] | ["v1", "models"]);
        if !known {
            return answer(404, json!({"detail": "Not Found"}));
        }
        let Some(caller) = Caller::of(&state, request) else {
            return refusal(401, "Unauthorized", "Invalid authentication credentials");
        };
        if let Some(refused) = caller.refused(segments[0]) {
            return refused;
        }
        if request.headers.contains_key("x-organization-id") && caller.organization.is_none() {
            return refusal(422, "Invalid", "X-Organization-ID is not a number");
        }
        match (request.method.as_str(), &segments[1..]) {
            ("GET", ["models"]) => answer(200, json!({"object": "list", "data": []})),
            ("GET", ["users", "me"]) => answer(200, user(&caller.user)),
            ("GET", ["users", "me", "organizations"]) => {
                answer(200, json!([{"organization": {"id": ACME, "name": "acme"}, "role": "owner"}]))
            }
            ("GET", ["organizations"]) => answer(200, listing(vec![json!({"id": ACME, "name": "acme"})], request)),
            ("GET", ["organizations", _, "members"]) => {
                answer(200, json!([{"principal_id": 5, "principal_name": "polly", "role": "owner"}]))
            }
            ("GET", ["users"]) => answer(200, listing(USERS.map(user).to_vec(), request)),
            ("GET", ["users", id]) => {
                match USERS.map(user).into_iter().find(|user| user["id"].as_u64() == id.parse().ok()) {
                    Some(found) => answer(200, found),
                    None => refusal(404, "NotFound", "User not found"),
                }
            }
            ("GET", ["api-keys"]) => answer(200, list(&state, &caller, request)),
            ("POST", ["api-keys"]) => create(&mut state, &caller, request),
            (verb, ["api-keys", id]) => on_one(&mut state, verb, id, request),
            _ => answer(404, json!({"detail": "Not Found"})),
        }
    }
}

struct Caller {
    user: String,
    scope: Value,
    organization: Option<u64>,
}

impl Caller {
    fn of(state: &State, request: &Request) -> Option<Self> {
        let header = request.headers.get("authorization")?.to_str().ok()?;
        if let Some(encoded) = header.strip_prefix("Basic ") {
            let expected = base64::engine::general_purpose::STANDARD.encode(format!("admin:{PASSWORD}"));
            return (encoded == expected).then(|| Self {
                user: "admin".to_owned(),
                scope: json!(["*"]),
                organization: asked_for(request),
            });
        }
        let key = state.keys.iter().find(|key| header.strip_prefix("Bearer ") == Some(key.secret.as_str()))?;
        let organization = key.organization.or_else(|| asked_for(request));
        Some(Self { user: key.user.clone(), scope: key.told["scope"].clone(), organization })
    }

    fn refused(&self, area: &str) -> Option<ResponseTemplate> {
        let (scope, features) = if area == "v2" { ("management", "management") } else { ("inference", "inference") };
        let holds = |name: &str| self.scope.as_array().is_some_and(|scopes| scopes.contains(&json!(name)));
        let message = format!("API key does not have permission to access {features} features");
        (!holds("*") && !holds(scope)).then(|| refusal(403, "Forbidden", &message))
    }
}

fn asked_for(request: &Request) -> Option<u64> {
    request.headers.get("x-organization-id")?.to_str().ok()?.parse().ok()
}

/// Whoever there is. One is called as another's id is, which GPUStack allows.
const USERS: [&str; 3] = ["5", "admin", "polly"];

fn id_of(name: &str) -> u64 {
    match name {
        "admin" => 1,
        "polly" => 5,
        _ => 9,
    }
}

fn user(name: &str) -> Value {
    let id = id_of(name);
    json!({"username": name, "is_admin": name == "admin", "is_active": true, "full_name": null, "id": id})
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn listing(items: Vec<Value>, request: &Request) -> Value {
    let number = |name, default| parameter(request, name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (page, per_page) = (number("page", 1_usize), number("perPage", 100_usize));
    let (total, pages) = (items.len(), items.len().div_ceil(per_page));
    let items: Vec<Value> = items.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    json!({"items": items, "pagination": {"page": page, "perPage": per_page, "total": total, "totalPage": pages}})
}

fn list(state: &State, caller: &Caller, request: &Request) -> Value {
    let search = parameter(request, "search").unwrap_or_default().to_lowercase();
    let wanted = parameter(request, "user_id").filter(|_| caller.user == "admin");
    let shown = state.keys.iter().rev().filter(|key| {
        let mine = match wanted.as_deref() {
            Some("*") => true,
            Some(id) => id_of(&key.user).to_string() == id,
            None => key.user == caller.user,
        };
        let here = caller.organization.is_none() || key.organization == caller.organization;
        mine && here && key.told["name"].as_str().is_some_and(|name| name.to_lowercase().contains(&search))
    });
    listing(shown.map(|key| key.told.clone()).collect(), request)
}

fn create(state: &mut State, caller: &Caller, request: &Request) -> ResponseTemplate {
    let Ok(fields) = request.body_json::<Value>() else { return refusal(422, "Invalid", "not JSON") };
    let Some(name) = fields["name"].as_str() else { return refusal(422, "Invalid", "Field required") };
    let is_held = |key: &&Key| key.told["name"] == fields["name"] && key.user == caller.user;
    if state.keys.iter().any(|key| is_held(&key)) {
        return refusal(409, "AlreadyExists", &format!("API key with name '{name}' already exists."));
    }
    let key = state.make(name, &caller.user, caller.organization, &fields);
    let mut told = key.told;
    told["value"] = json!(key.secret);
    answer(200, told)
}

fn on_one(state: &mut State, verb: &str, id: &str, request: &Request) -> ResponseTemplate {
    let Some(place) = state.keys.iter().position(|key| key.id.to_string() == id) else {
        return refusal(404, "NotFound", "Api key not found");
    };
    match verb {
        "PUT" => {
            let told = &mut state.keys[place].told;
            let change: Value = request.body_json().unwrap_or_default();
            for field in ["description", "scope", "allowed_model_names"] {
                if let Some(value) = change.get(field) {
                    told[field] = value.clone();
                }
            }
            answer(200, told.clone())
        }
        "DELETE" => {
            state.keys.remove(place);
            answer(200, Value::Null)
        }
        _ => answer(405, json!({"detail": "Method Not Allowed"})),
    }
}

/// How a server repeats what it was sent, secrets included: real ones do, each in a way of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Echo {
    /// In a refusal with this status.
    Refusal(u16),
    /// In the title of a page.
    Page,
    /// In JSON that ends too early, its letters beyond ASCII escaped as Python does.
    Truncated,
    /// In JSON of another shape.
    OtherShape,
    /// As an error in spite of status 200.
    ErrorBody,
    /// In the path of the address it redirects to.
    RedirectPath,
    /// In the query of the address it redirects to.
    RedirectQuery,
}

impl Echo {
    pub(crate) const ALL: [Self; 10] = [
        Self::Refusal(401),
        Self::Refusal(403),
        Self::Refusal(422),
        Self::Refusal(503),
        Self::Page,
        Self::Truncated,
        Self::OtherShape,
        Self::ErrorBody,
        Self::RedirectPath,
        Self::RedirectQuery,
    ];
}

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = ["authorization", "coder-session-token"].iter().find_map(|name| request.headers.get(*name));
        let header = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let shown = header.split_once(' ').map_or(header, |(_, credential)| credential);
        let decoded = base64::engine::general_purpose::STANDARD.decode(shown).ok();
        let plain = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| shown.to_owned());
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let told = format!("you sent {header} ({plain}) and {body} or {body:?}");
        let id = |reply: ResponseTemplate| reply.insert_header("x-request-id", shown);
        match self {
            Self::Refusal(status) => id(refusal(*status, "Invalid", &told)),
            Self::Page => id(ResponseTemplate::new(200).set_body_raw(format!("<title>{told}</title>"), "text/html")),
            Self::Truncated => {
                let text = json!({"items": [told]}).to_string().replace('ü', "\\u00fc");
                ResponseTemplate::new(200).set_body_raw(&text.as_bytes()[..text.len() - 2], "application/json")
            }
            Self::OtherShape => answer(200, json!({"items": told, "pagination": plain, "id": plain, "username": 7})),
            Self::ErrorBody => answer(200, json!({"error": {"message": told}})),
            Self::RedirectPath => redirect(&format!("http://127.0.0.1:1/{plain}/{shown}")),
            Self::RedirectQuery => redirect(&format!("http://127.0.0.1:1/?key={plain}&again={shown}")),
        }
    }
}

fn redirect(to: &str) -> ResponseTemplate {
    let to = url::Url::parse(to).expect("an address");
    ResponseTemplate::new(307).insert_header("location", to.as_str())
}
