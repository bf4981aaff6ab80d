//! The real server's raw API, for what the tests need around the keys: users and organisations, made for a test and
//! gone with it. Apart from gatekey's own client, so that what is tested does not test itself.

use std::sync::OnceLock;

use reqwest::Method;
use serde_json::{Value, json};

use crate::environment;
pub(crate) use crate::neighbour::unique;
use crate::neighbour::{client, exchange};

/// Meets the server's password policy.
const PASSWORD: &str = "Aa1!gatekey-test";

/// What is shown to the server.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    Key(&'a str),
    Password(&'a str, &'a str),
}

/// The GPUStack that the environment names.
pub(crate) struct Server;

impl Server {
    pub(crate) fn url() -> String {
        environment("GPUSTACK_URL").expect("trials without a server are ignored")
    }

    /// One call: the status, and the body where it is JSON.
    pub(crate) fn call(shown: Shown<'_>, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = client().request(method, format!("{}{path}", Server::url()));
        let request = match shown {
            Shown::Key(key) => request.bearer_auth(key),
            Shown::Password(user, password) => request.basic_auth(user, Some(password)),
        };
        exchange(match body {
            Some(body) => request.json(body),
            None => request,
        })
    }

    /// A call by the administrator that has to succeed.
    #[track_caller]
    pub(crate) fn manage(method: Method, path: &str, body: Option<&Value>) -> Value {
        let user = environment("GPUSTACK_ADMIN").expect("trials without a server are ignored");
        let password = environment("GPUSTACK_PASSWORD").expect("trials without a server are ignored");
        let (status, answer) = Self::call(Shown::Password(&user, &password), method.clone(), path, body);
        assert!(status == 200, "{method} {path}: {status} {answer}");
        answer
    }

    pub(super) fn remove(path: &str) {
        let user = environment("GPUSTACK_ADMIN").unwrap_or_default();
        let password = environment("GPUSTACK_PASSWORD").unwrap_or_default();
        let (status, answer) = Self::call(Shown::Password(&user, &password), Method::DELETE, path, None);
        // A second panic would hide the first.
        assert!(status == 200 || std::thread::panicking(), "DELETE {path}: {status} {answer}");
    }
}

/// A user, deleted with all their keys when dropped.
pub(crate) struct User {
    id: i64,
    name: String,
    key: OnceLock<String>,
}

impl User {
    pub(crate) fn administrator() -> Self {
        Self::create(true)
    }

    pub(crate) fn member() -> Self {
        Self::create(false)
    }

    fn create(is_admin: bool) -> Self {
        let name = unique("gatekey-user");
        let body = json!({"username": name, "password": PASSWORD, "is_admin": is_admin});
        let id = id_in(&Server::manage(Method::POST, "/v2/users", Some(&body)));
        Self { id, name, key: OnceLock::new() }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn password(&self) -> &'static str {
        PASSWORD
    }

    /// A key of theirs that may do everything they may, made when first asked for.
    pub(crate) fn key(&self) -> &str {
        self.key.get_or_init(|| {
            let shown = Shown::Password(&self.name, PASSWORD);
            let body = json!({"name": unique("own")});
            let (status, key) = Server::call(shown, Method::POST, "/v2/api-keys", Some(&body));
            assert_eq!(status, 200, "{key}");
            key["value"].as_str().expect("a key has a value").to_owned()
        })
    }
}

impl Drop for User {
    fn drop(&mut self) {
        Server::remove(&format!("/v2/users/{}", self.id));
    }
}

/// An organisation, deleted with the keys in it when dropped.
pub(crate) struct Organization {
    id: i64,
    name: String,
}

impl Organization {
    pub(crate) fn create() -> Self {
        let name = unique("gatekey-org");
        let id = id_in(&Server::manage(Method::POST, "/v2/organizations", Some(&json!({"name": name}))));
        Self { id, name }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn add(&self, user: &User) {
        let body = json!({"principal_ids": [user.id], "role": "member"});
        Server::manage(Method::POST, &format!("/v2/organizations/{}/members", self.id), Some(&body));
    }
}

impl Drop for Organization {
    fn drop(&mut self) {
        // It goes only when it owns no keys, and the user that made them may have outlived it.
        let keys = Server::manage(Method::GET, "/v2/api-keys?user_id=*&page=0", None);
        for key in keys["items"].as_array().into_iter().flatten() {
            if key["owner_principal_id"] == self.id {
                Server::remove(&format!("/v2/api-keys/{}", key["id"]));
            }
        }
        Server::remove(&format!("/v2/organizations/{}", self.id));
    }
}

fn id_in(answer: &Value) -> i64 {
    answer["id"].as_i64().unwrap_or_else(|| panic!("no id in {answer}"))
}
