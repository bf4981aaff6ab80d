//! The real proxy's raw API, for what the tests need around the keys. Apart from gatekey's own client, so that what is
//! tested does not test itself.

use std::sync::OnceLock;

use reqwest::Method;
use serde_json::{Value, json};

use crate::environment;
pub(crate) use crate::neighbour::unique;
use crate::neighbour::{client, exchange};

/// The LiteLLM that the environment names.
pub(crate) struct Server;

impl Server {
    pub(crate) fn url() -> String {
        environment("LITELLM_URL").expect("trials without a server are ignored")
    }

    pub(crate) fn master_key() -> String {
        environment("LITELLM_MASTER_KEY").expect("trials without a server are ignored")
    }

    /// One call with this key: the status, and the body where it is JSON.
    pub(crate) fn call(key: &str, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = client().request(method, format!("{}{path}", Server::url())).bearer_auth(key);
        exchange(match body {
            Some(body) => request.json(body),
            None => request,
        })
    }

    /// A call with the master key that has to succeed.
    #[track_caller]
    pub(crate) fn manage(method: Method, path: &str, body: &Value) -> Value {
        let body = (method != Method::GET).then_some(body);
        let (status, answer) = Self::call(&Self::master_key(), method.clone(), path, body);
        assert!(status == 200, "{method} {path}: {status} {answer}");
        answer
    }

    fn remove(path: &str, body: &Value) {
        let (status, answer) = Self::call(&Self::master_key(), Method::POST, path, Some(body));
        // A second panic would hide the first.
        assert!(status == 200 || std::thread::panicking(), "POST {path}: {status} {answer}");
    }
}

/// A user, deleted with all their keys when dropped.
pub(crate) struct User {
    id: String,
    key: OnceLock<String>,
}

impl User {
    pub(crate) fn administrator() -> Self {
        Self::create("proxy_admin")
    }

    pub(crate) fn member() -> Self {
        Self::create("internal_user")
    }

    fn create(role: &str) -> Self {
        let id = unique("gatekey-user");
        let body = json!({"user_id": id, "user_role": role, "auto_create_key": false});
        Server::manage(Method::POST, "/user/new", &body);
        Self { id, key: OnceLock::new() }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// A key of theirs that may do everything they may, made when first asked for.
    pub(crate) fn key(&self) -> &str {
        self.key.get_or_init(|| {
            let made = Server::manage(Method::POST, "/key/generate", &json!({"user_id": self.id}));
            made["key"].as_str().expect("a key has a secret").to_owned()
        })
    }

    /// Their keys, as the server tells them.
    pub(crate) fn keys(&self) -> Vec<Value> {
        let path = format!("/key/list?return_full_object=true&size=100&user_id={}", self.id);
        Server::manage(Method::GET, &path, &Value::Null)["keys"].as_array().expect("a list of keys").clone()
    }
}

impl Drop for User {
    fn drop(&mut self) {
        Server::remove("/user/delete", &json!({"user_ids": [self.id]}));
    }
}

/// A team, deleted with its keys when dropped.
pub(crate) struct Team {
    id: String,
    name: String,
}

impl Team {
    /// A team that this user belongs to: only for its members can a key be moved into it.
    pub(crate) fn of(member: &User) -> Self {
        let name = unique("gatekey-team");
        let members = json!([{"user_id": member.id, "role": "user"}]);
        let body = json!({"team_alias": name, "members_with_roles": members});
        let made = Server::manage(Method::POST, "/team/new", &body);
        Self { id: made["team_id"].as_str().expect("a team has an id").to_owned(), name }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        Server::remove("/team/delete", &json!({"team_ids": [self.id]}));
    }
}
