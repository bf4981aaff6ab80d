//! Where a token is rotated: every gateway that can, and on LiteLLM as an administrator and as somebody else.

use std::net::SocketAddr;

use super::double::Double;
use super::double::coder::CoderDouble;
use super::double::litellm::{LitellmDouble, MASTER_KEY};
use super::served::Served;
use super::{Home, Invocation};

/// A gateway, and the key of whoever rotates there.
pub(crate) enum Place {
    Local,
    Served(Served, String),
    Gpustack(Double, String),
    Litellm(LitellmDouble, String),
    Coder(CoderDouble, String),
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
        }
    }

    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Served(_, key) | Self::Gpustack(_, key) | Self::Litellm(_, key) | Self::Coder(_, key) => Some(key),
        }
    }

    /// What makes the token `ci`, limited in what it may do and how long it lives.
    pub(crate) fn create(&self) -> &'static str {
        match self {
            Self::Local | Self::Served(..) | Self::Gpustack(..) => {
                "tokens create ci --scope inference --expires-in 30d --description nightly"
            }
            Self::Litellm(..) => "tokens create ci --scope llm_api --expires-in 30d --description nightly",
            Self::Coder(..) => "tokens create ci --scope workspace:read --expires-in 6d",
        }
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
        let words: &[&str] = match self {
            Self::Local => &["status"],
            Self::Served(..) => &["api", "GET", "/v1/me"],
            Self::Gpustack(..) | Self::Litellm(..) => &["api", "GET", "/v1/models"],
            Self::Coder(..) => &["api", "GET", "/api/v2/users/me"],
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
