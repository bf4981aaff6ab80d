//! A double of Coder 2: users with roles, tokens and session keys with scopes, expiry that slides, maxima that go by the
//! owner's role, refusals with Coder's own statuses and words. Made from its documentation and published source; nothing of
//! it was compared with a running server.
//!
//! - [`state`]: who and what there is; `rights.rs`: may this caller do that
//! - `routes.rs`: from a request to its answer; `keys.rs`, `users.rs`, `organizations.rs`: the resources

mod keys;
mod organizations;
mod rights;
mod routes;
mod state;
mod users;

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::Value;
use wiremock::matchers::{any, method, path_regex};
use wiremock::{Mock, ResponseTemplate};

use self::routes::Coder;
use self::state::State;
use super::{Double, Echo};

/// The password of every user that the double begins with.
pub(crate) const PASSWORD: &str = "Own3r!s3ntinelPassword+\"x y\"/ü";
/// The address of the owner who is there from the start.
pub(crate) const OWNER: &str = "admin@example.com";

/// A server of this test alone, with the owner `admin` and the member `polly`.
pub(crate) struct CoderDouble {
    double: Double,
    state: Arc<Mutex<State>>,
}

impl Deref for CoderDouble {
    type Target = Double;

    fn deref(&self) -> &Double {
        &self.double
    }
}

impl CoderDouble {
    pub(crate) fn new() -> Self {
        let double = Double::silent();
        let state = Arc::new(Mutex::new(State::new()));
        double.mount(Mock::given(any()).respond_with(Coder(state.clone())).with_priority(100));
        Self { double, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panicked in it")
    }

    /// A token of this user with these scopes, made on the server itself; the whole key.
    pub(crate) fn key(&self, user: &str, name: &str, scopes: &[&str]) -> String {
        self.state().token(user, name, scopes)
    }

    /// A key of the owner's with every right, for a test to come with.
    pub(crate) fn owner_key(&self) -> String {
        self.key("admin", "of-the-test", &["coder:all"])
    }

    /// The names of the tokens there are, the oldest first.
    pub(crate) fn names(&self) -> Vec<String> {
        self.state().keys.iter().filter(|key| key.is_token()).map(|key| key.name.clone()).collect()
    }

    /// What stands behind the dash in every key there is.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.state().keys.iter().map(|key| key.secret.clone()).collect()
    }

    /// How many session keys there are.
    pub(crate) fn sessions(&self) -> usize {
        self.state().keys.iter().filter(|key| !key.is_token()).count()
    }

    /// The token of this name as the server tells it.
    pub(crate) fn told(&self, name: &str) -> Value {
        let state = self.state();
        state.keys.iter().find(|key| key.name == name).map(|key| key.told()).unwrap_or_default()
    }

    /// So much time passes on the server.
    pub(crate) fn passes(&self, time: Duration) {
        self.state().offset += time;
    }

    /// From now on it is as it was before it could expire keys.
    pub(crate) fn cannot_expire(&self) {
        self.state().can_expire = false;
    }

    /// From now on every call that may show a credential gets an answer that repeats what it showed and sent.
    pub(crate) fn echoes(&self, how: Echo) {
        self.mount(Mock::given(path_regex("^/api/v2/(users|auth|organizations)")).respond_with(how).with_priority(5));
    }

    /// From now on every call of this sort, to a path that this pattern finds, gets this answer.
    pub(crate) fn answers_matching(&self, verb: &str, path: &str, answer: ResponseTemplate) {
        self.mount(Mock::given(method(verb)).and(path_regex(path)).respond_with(answer).with_priority(10));
    }

    /// From now on it lists its scopes as the one build did.
    pub(crate) fn lists_scopes_barely(&self) {
        self.state().scopes_are_bare = true;
    }

    /// From now on it is as it was before tokens had scopes and allow-lists.
    pub(crate) fn ignores_limits(&self) {
        self.state().ignores_limits = true;
    }

    /// From now on only so many calls of a sort are let through in a minute.
    pub(crate) fn limits_to(&self, calls: u32) {
        self.state().calls_per_minute = calls;
    }

    /// This user gets a workspace.
    pub(crate) fn has_workspace(&self, user: &str) {
        let mut state = self.state();
        if let Some(user) = state.users.iter_mut().find(|known| known.username == user) {
            user.has_workspaces = true;
        }
    }

    /// From now on service accounts are licensed.
    pub(crate) fn is_premium(&self) {
        self.state().is_premium = true;
    }
}

/// A refusal in Coder's own shape.
pub(crate) fn refusal(status: u16, message: &str, detail: Option<&str>) -> ResponseTemplate {
    let mut body = serde_json::json!({ "message": message });
    if let Some(detail) = detail {
        body["detail"] = detail.into();
    }
    super::answer(status, body)
}

/// As [`refusal`], with the field at fault.
fn at_fault(status: u16, message: &str, field: &str, detail: &str) -> ResponseTemplate {
    let validations = serde_json::json!([{ "field": field, "detail": detail }]);
    super::answer(status, serde_json::json!({ "message": message, "validations": validations }))
}

/// What is absent, and what is not to be seen: the same by design.
fn not_found() -> ResponseTemplate {
    refusal(404, "Resource not found or you do not have access to this resource", None)
}
