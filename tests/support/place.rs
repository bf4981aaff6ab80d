//! Where a token is rotated: every gateway that can, and on LiteLLM as an administrator and as somebody else.
//! [`House`] is a home with a token on one of them.

use std::net::SocketAddr;

use super::double::Double;
use super::double::coder::CoderDouble;
use super::double::litellm::{LitellmDouble, MASTER_KEY};
use super::served::Served;
use super::{Home, Invocation, Run};

/// A gateway, and the key of whoever rotates there.
pub(crate) enum Place {
    Local,
    Served(Served, String),
    Gpustack(Double, String),
    Litellm(LitellmDouble, String),
    Coder(CoderDouble, String),
    /// A real server.
    #[allow(dead_code, reason = "only the program against real servers makes it")]
    Remote {
        kind: &'static str,
        address: SocketAddr,
        key: String,
    },
}

impl Place {
    pub(crate) fn served(home: &Home) -> Self {
        let (served, key) = home.serve_with_administrator();
        Self::Served(served, key)
    }

    pub(crate) fn gpustack() -> Self {
        let double = Double::gpustack();
        let key = double.admin_key();
        Self::Gpustack(double, key)
    }

    pub(crate) fn litellm() -> Self {
        Self::Litellm(LitellmDouble::new(), MASTER_KEY.to_owned())
    }

    /// As one who may make and delete keys, and change none.
    pub(crate) fn litellm_member() -> Self {
        let double = LitellmDouble::new();
        let key = double.user_key("ada");
        Self::Litellm(double, key)
    }

    pub(crate) fn coder() -> Self {
        let double = CoderDouble::new();
        let key = double.owner_key();
        Self::Coder(double, key)
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Local | Self::Served(..) => "local",
            Self::Gpustack(..) => "gpustack",
            Self::Litellm(..) => "litellm",
            Self::Coder(..) => "coder",
            Self::Remote { kind, .. } => kind,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let of = |url: String| url.trim_start_matches("http://").parse().expect("an address");
        match self {
            Self::Local => unreachable!("it is in this process"),
            Self::Served(served, _) => served.address(),
            Self::Gpustack(double, _) => of(double.url()),
            Self::Litellm(double, _) => of(double.url()),
            Self::Coder(double, _) => of(double.url()),
            Self::Remote { address, .. } => *address,
        }
    }

    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Served(_, key) | Self::Gpustack(_, key) | Self::Litellm(_, key) | Self::Coder(_, key) => Some(key),
            Self::Remote { key, .. } => Some(key),
        }
    }

    /// What makes a token of this name, limited in what it may do and how long it lives.
    pub(crate) fn create<'a>(&self, name: &'a str) -> Vec<&'a str> {
        let limits = match self.kind() {
            "litellm" => "--scope llm_api --expires-in 30d --description nightly",
            "coder" => "--scope workspace:read --expires-in 6d",
            _ => "--scope inference --expires-in 30d --description nightly",
        };
        ["tokens", "create", name].into_iter().chain(limits.split(' ')).collect()
    }

    /// Whether the token keeps its row, and only gets another secret.
    pub(crate) fn is_in_place(&self) -> bool {
        matches!(self, Self::Local | Self::Served(..))
    }

    /// Whether the gateway keeps how far a rotation has come.
    pub(crate) fn keeps_state(&self) -> bool {
        match self {
            Self::Litellm(_, key) => key == MASTER_KEY,
            Self::Coder(..) => false,
            _ => true,
        }
    }

    /// What the token is called when its first rotation is done.
    pub(crate) fn name_afterwards(&self) -> &'static str {
        let keeps_name = self.is_in_place() || matches!(self, Self::Litellm(..)) && self.keeps_state();
        if keeps_name { "ci" } else { "ci~2" }
    }

    /// `gatekey WORDS` there, or at another address that leads there, with this key or its own; not yet run.
    pub(crate) fn gatekey<'a>(
        &self,
        home: &Home,
        url: Option<&str>,
        words: impl IntoIterator<Item = &'a str>,
        key: Option<&str>,
    ) -> Invocation {
        let url = match self {
            Self::Local => None,
            _ => Some(url.map_or_else(|| format!("http://{}", self.address()), str::to_owned)),
        };
        let at = match &url {
            None => vec!["--profile", "local"],
            Some(url) => vec!["--url", url, "--kind", self.kind()],
        };
        let at: Vec<String> = at.into_iter().map(str::to_owned).collect();
        let words: Vec<String> = at.into_iter().chain(words.into_iter().map(str::to_owned)).collect();
        let invocation = home.gatekey(words.iter().map(String::as_str)).env("PATH", "/usr/bin:/bin");
        match key.or(self.key()) {
            Some(key) => invocation.env("GATEKEY_TOKEN", key),
            None => invocation,
        }
    }

    /// Whether the gateway lets this secret in.
    #[track_caller]
    pub(crate) fn lets_in(&self, home: &Home, secret: &str) -> bool {
        let words: &[&str] = match self.kind() {
            _ if matches!(self, Self::Local) => &["status"],
            "local" => &["api", "GET", "/v1/me"],
            "coder" => &["api", "GET", "/api/v2/users/me"],
            _ => &["api", "GET", "/v1/models"],
        };
        let run = self.gatekey(home, None, words.iter().copied(), Some(secret)).run();
        match run.exit {
            0 => true,
            3 => false,
            // It is known, and may not look.
            4 | 5 if matches!(self, Self::Coder(..)) => true,
            _ => panic!("{}", run.told()),
        }
    }
}

/// A home, and a gateway with the token `ci` in it.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) place: Place,
    /// The secret of `ci`.
    pub(crate) secret: String,
}

impl House {
    pub(crate) fn of(home: Home, place: Place) -> Self {
        let mut house = Self { home, place, secret: String::new() };
        house.secret = house.words(house.place.create("ci")).run().exits(0).line();
        house
    }

    pub(crate) fn local() -> Self {
        Self::of(Home::new(), Place::Local)
    }

    pub(crate) fn served() -> Self {
        let home = Home::new();
        let served = Place::served(&home);
        Self::of(home, served)
    }

    pub(crate) fn gpustack() -> Self {
        Self::of(Home::new(), Place::gpustack())
    }

    pub(crate) fn litellm() -> Self {
        Self::of(Home::new(), Place::litellm())
    }

    pub(crate) fn litellm_member() -> Self {
        Self::of(Home::new(), Place::litellm_member())
    }

    pub(crate) fn coder() -> Self {
        Self::of(Home::new(), Place::coder())
    }

    pub(crate) fn everywhere() -> [Self; 6] {
        [Self::local(), Self::served(), Self::gpustack(), Self::litellm(), Self::litellm_member(), Self::coder()]
    }

    pub(crate) fn words<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Invocation {
        self.place.gatekey(&self.home, None, words, None)
    }

    pub(crate) fn run(&self, line: &str) -> Run {
        self.words(line.split_whitespace()).run()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        format!("file:{}", self.home.path(name).display())
    }

    /// Whether the gateway lets this secret in.
    #[track_caller]
    pub(crate) fn lets_in(&self, secret: &str) -> bool {
        self.place.lets_in(&self.home, secret)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let listed = self.run("tokens list --search ci -o json").json();
        let mut names: Vec<String> = listed
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|token| token["gateway_name"].as_str().map(str::to_owned))
            .collect();
        names.sort();
        names
    }
}
