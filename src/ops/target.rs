//! Which gateway is meant, and where its credential may come from: flag, then environment, then the default profile
//! (CONTRACT §2).

use std::path::PathBuf;

use super::{Error, Refusal, RefusalKind};
use crate::model::{GatewayUrl, Kind, Secret};
use crate::store::Config;

/// The name of the built-in profile: the embedded gateway in this process.
pub use crate::store::config::BUILT_IN_PROFILE as LOCAL;

/// What flags and environment say about the gateway, flags first.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// `--profile`, else `GATEKEY_PROFILE` when no URL is given by a flag.
    pub profile: Option<String>,
    /// `--url`, else `GATEKEY_URL` when no profile is given by a flag.
    pub url: Option<GatewayUrl>,
    /// `--kind`, else `GATEKEY_KIND`: only for a URL.
    pub kind: Option<Kind>,
    /// Whether the kind was typed: then it must not be dropped in silence where a profile is meant.
    pub kind_is_typed: bool,
}

/// A token from the environment.
#[derive(Debug, Clone)]
pub enum GivenToken {
    /// There is none.
    None,
    /// `GATEKEY_TOKEN` is there but empty, as an undefined secret is in CI.
    Empty,
    /// `GATEKEY_TOKEN`.
    Value(Secret),
    /// `GATEKEY_TOKEN_FILE`: a file that holds it.
    File(PathBuf),
}

/// The gateway that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A stored profile; `explicit` unless it is only the default.
    Profile { name: String, explicit: bool },
    /// The embedded gateway in this process.
    Local { explicit: bool },
    /// An address from a flag or the environment: inherits nothing.
    Url { url: GatewayUrl, kind: Option<Kind> },
}

impl Target {
    /// Whether the person named this gateway in this run: only then does `GATEKEY_TOKEN` go to it.
    pub fn is_explicit(&self) -> bool {
        match self {
            Self::Profile { explicit, .. } | Self::Local { explicit } => *explicit,
            Self::Url { .. } => true,
        }
    }

    /// Finds the gateway that is meant. Never a silent default.
    ///
    /// # Errors
    /// [`RefusalKind::Usage`] when none is named, or two are at once.
    pub fn choose(selection: &Selection, config: &Config) -> Result<Self, Error> {
        if selection.kind_is_typed && selection.url.is_none() {
            return Err(Refusal::new(RefusalKind::Usage, "--kind goes with --url: a profile knows its kind").into());
        }
        match (&selection.profile, &selection.url) {
            (Some(profile), Some(url)) => Err(Refusal::new(
                RefusalKind::Usage,
                format!("both the profile \"{profile}\" and the address {url} are named"),
            )
            .hint("give --profile or --url: a flag beats GATEKEY_PROFILE and GATEKEY_URL")
            .into()),
            (Some(name), None) => Ok(Self::named(name, true)),
            (None, Some(url)) => Ok(Self::Url { url: url.clone(), kind: selection.kind }),
            (None, None) => match &config.default_profile {
                Some(name) => Ok(Self::named(name, false)),
                None => Err(no_gateway(config)),
            },
        }
    }

    fn named(name: &str, explicit: bool) -> Self {
        if name == LOCAL { Self::Local { explicit } } else { Self::Profile { name: name.to_owned(), explicit } }
    }
}

fn no_gateway(config: &Config) -> Error {
    let known: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
    let hint = if known.is_empty() {
        "run `gatekey login URL` to add one, or try the embedded gateway with `--profile local`".to_owned()
    } else {
        format!("name one with --profile ({}, local), or set a default with `gatekey profiles use`", known.join(", "))
    };
    Refusal::new(RefusalKind::Usage, "no gateway is named and there is no default profile").hint(hint).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(default: Option<&str>) -> Config {
        Config { default_profile: default.map(str::to_owned), ..Config::default() }
    }

    #[test]
    fn with_nothing_named_there_is_no_silent_default() {
        let error = Target::choose(&Selection::default(), &config(None)).unwrap_err();
        assert!(matches!(error, Error::Refused(refusal) if refusal.kind == RefusalKind::Usage
            && refusal.hint.as_deref().is_some_and(|hint| hint.contains("--profile local"))));
    }

    #[test]
    fn the_default_profile_is_not_explicit_and_a_named_one_is() {
        let by_default = Target::choose(&Selection::default(), &config(Some("prod"))).unwrap();
        assert_eq!(by_default, Target::Profile { name: "prod".into(), explicit: false });
        let named = Selection { profile: Some("local".into()), ..Selection::default() };
        assert_eq!(Target::choose(&named, &config(Some("prod"))).unwrap(), Target::Local { explicit: true });
    }

    #[test]
    fn a_profile_and_a_url_at_once_are_refused() {
        let both = Selection {
            profile: Some("prod".into()),
            url: Some("https://gw.example.com".parse().unwrap()),
            ..Selection::default()
        };
        assert!(Target::choose(&both, &config(None)).is_err());
    }
}
