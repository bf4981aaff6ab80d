//! Who and what there is on the server.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{OWNER, PASSWORD};

/// 168 hours: the stock default, and the stock maximum of owners.
pub(super) const A_WEEK: i64 = 7 * 24 * 3600;
/// 876600 hours: the stock maximum of everybody else.
const A_CENTURY: i64 = 876_600 * 3600;

pub(super) struct State {
    pub(super) users: Vec<User>,
    pub(super) keys: Vec<Key>,
    /// How much more time has passed here than elsewhere.
    pub(super) offset: Duration,
    pub(super) can_expire: bool,
    pub(super) scopes_are_bare: bool,
    /// It knows neither scopes nor allow-lists, and takes no notice of them.
    pub(super) ignores_limits: bool,
    /// The name of each organization besides the default one, and its id.
    pub(super) organizations: Vec<(String, String)>,
    pub(super) is_premium: bool,
    pub(super) calls_per_minute: u32,
    /// For each caller and endpoint: when the minute began, and how many calls came in it.
    pub(super) calls: HashMap<String, (Timestamp, u32)>,
    /// Every id is made of it.
    count: u64,
}

#[derive(Clone)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) roles: Vec<String>,
    pub(super) status: &'static str,
    /// `None` for those who cannot sign in.
    pub(super) password: Option<String>,
    pub(super) is_service_account: bool,
    pub(super) has_workspaces: bool,
    pub(super) created_at: Timestamp,
}

#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) user: String,
    pub(super) name: String,
    pub(super) login_type: &'static str,
    pub(super) scopes: Vec<String>,
    pub(super) allow_list: Value,
    pub(super) created_at: Timestamp,
    pub(super) last_used: Option<Timestamp>,
    pub(super) expires_at: Timestamp,
    /// Seconds.
    pub(super) lifetime: i64,
}

/// What a key is to be.
pub(super) struct Wanted {
    pub(super) user: String,
    pub(super) name: String,
    pub(super) login_type: &'static str,
    pub(super) scopes: Vec<String>,
    pub(super) allow_list: Value,
    pub(super) lifetime: SignedDuration,
}

impl State {
    pub(super) fn new() -> Self {
        let mut state = Self {
            users: Vec::new(),
            keys: Vec::new(),
            offset: Duration::ZERO,
            can_expire: true,
            scopes_are_bare: false,
            ignores_limits: false,
            organizations: Vec::new(),
            is_premium: false,
            calls_per_minute: 512,
            calls: HashMap::new(),
            count: 0,
        };
        for (name, email, roles) in [("admin", OWNER, &["owner"][..]), ("polly", "polly@example.com", &[])] {
            let roles = roles.iter().map(|role| (*role).to_owned()).collect();
            let user = state.new_user(name, email, roles);
            state.users.push(User { password: Some(PASSWORD.to_owned()), status: "active", ..user });
        }
        state
    }

    pub(super) fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the double has a clock of its own, as a server has")]
        let now = Timestamp::now();
        now + self.offset
    }

    /// A user who is not among them yet.
    pub(super) fn new_user(&mut self, username: &str, email: &str, roles: Vec<String>) -> User {
        let id = self.new_id();
        User {
            id,
            username: username.to_owned(),
            email: email.to_owned(),
            name: String::new(),
            roles,
            status: "dormant",
            password: None,
            is_service_account: false,
            has_workspaces: false,
            created_at: self.now(),
        }
    }

    /// An id that nothing has yet.
    pub(super) fn new_id(&mut self) -> String {
        self.count += 1;
        format!("5eed0000-0000-4000-8000-{:012x}", self.count)
    }

    /// The user of this id or name, in any case.
    pub(super) fn user(&self, word: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == word || user.username.eq_ignore_ascii_case(word))
    }

    /// Makes a key and returns it whole: `id-secret`.
    pub(super) fn make(&mut self, wanted: Wanted) -> String {
        self.count += 1;
        let now = self.now();
        let id = format!("kQ{:08x}", self.count.wrapping_mul(2_654_435_761) & 0xffff_ffff);
        let secret = format!("sZ{:020x}", self.count.wrapping_mul(11_400_714_819_323_198_485));
        let whole = format!("{id}-{secret}");
        self.keys.push(Key {
            id,
            secret,
            user: wanted.user,
            name: wanted.name,
            login_type: wanted.login_type,
            scopes: wanted.scopes,
            allow_list: wanted.allow_list,
            created_at: now,
            last_used: None,
            expires_at: now + wanted.lifetime,
            lifetime: wanted.lifetime.as_secs(),
        });
        whole
    }

    /// A token as an administrator of the machine could make one.
    pub(super) fn token(&mut self, user: &str, name: &str, scopes: &[&str]) -> String {
        let user = self.user(user).expect("the user is there").id.clone();
        self.make(Wanted {
            user,
            name: name.to_owned(),
            login_type: "token",
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            allow_list: everything(),
            lifetime: SignedDuration::from_secs(A_WEEK),
        })
    }

    /// The longest that a token of this user may live, in seconds.
    pub(super) fn longest(user: &User) -> i64 {
        if user.roles.iter().any(|role| role == "owner") { A_WEEK } else { A_CENTURY }
    }
}

/// The allow-list that limits nothing.
pub(super) fn everything() -> Value {
    json!([{ "type": "*", "id": "*" }])
}

impl User {
    pub(super) fn told(&self) -> Value {
        let roles: Vec<Value> = self.roles.iter().map(|role| json!({ "name": role, "display_name": role })).collect();
        json!({
            "id": self.id, "username": self.username, "email": self.email, "name": self.name, "status": self.status,
            "login_type": if self.password.is_some() { "password" } else { "none" }, "roles": roles,
            "organization_ids": [DEFAULT_ORGANIZATION], "created_at": self.created_at.to_string(),
            "updated_at": self.created_at.to_string(), "last_seen_at": "0001-01-01T00:00:00Z", "avatar_url": "",
            "is_service_account": self.is_service_account, "has_ai_seat": false,
        })
    }
}

/// The one organization.
pub(super) const DEFAULT_ORGANIZATION: &str = "0e900000-0000-4000-8000-000000000001";

impl Key {
    pub(super) fn is_token(&self) -> bool {
        self.login_type == "token"
    }

    /// As it is told, without the owner's name.
    pub(super) fn told(&self) -> Value {
        let is_all = self.scopes.iter().any(|scope| scope == "coder:all");
        json!({
            "id": self.id, "user_id": self.user, "token_name": self.name, "login_type": self.login_type,
            "created_at": self.created_at.to_string(), "updated_at": self.created_at.to_string(),
            "last_used": self.last_used.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |used| used.to_string()),
            "expires_at": self.expires_at.to_string(), "lifetime_seconds": self.lifetime,
            "scope": if is_all { "all" } else { "" }, "scopes": self.scopes, "allow_list": self.allow_list,
        })
    }
}
