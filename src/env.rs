//! Every environment variable that gatekey reads: declared, documented and read here, once.
//!
//! An empty variable counts as unset, except `GATEKEY_TOKEN`: in CI an undefined secret is an empty string, and must not
//! fall back to a stored credential.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use crate::model::Secret;

const GATEKEY_PROFILE: &str = "GATEKEY_PROFILE";
const GATEKEY_URL: &str = "GATEKEY_URL";
const GATEKEY_KIND: &str = "GATEKEY_KIND";
const GATEKEY_TOKEN: &str = "GATEKEY_TOKEN";
const GATEKEY_TOKEN_FILE: &str = "GATEKEY_TOKEN_FILE";
const GATEKEY_OUTPUT: &str = "GATEKEY_OUTPUT";
const GATEKEY_CONFIG_DIR: &str = "GATEKEY_CONFIG_DIR";
const GATEKEY_DATA_DIR: &str = "GATEKEY_DATA_DIR";
const GATEKEY_CACHE_DIR: &str = "GATEKEY_CACHE_DIR";
/// Set by the scripts that `gatekey completions` prints.
pub const GATEKEY_COMPLETE: &str = "GATEKEY_COMPLETE";
const NO_COLOR: &str = "NO_COLOR";
const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";
const HTTPS_PROXY: &str = "HTTPS_PROXY";
const HTTPS_PROXY_LOWER: &str = "https_proxy";
const NO_PROXY: &str = "NO_PROXY";
const NO_PROXY_LOWER: &str = "no_proxy";
const CI: &str = "CI";
const TERM: &str = "TERM";
const COLUMNS: &str = "COLUMNS";
const JWT_PUBLIC_KEY_URL: &str = "JWT_PUBLIC_KEY_URL";
const JWT_AUDIENCE: &str = "JWT_AUDIENCE";
const JWT_ISSUER: &str = "JWT_ISSUER";
const LITELLM_LICENSE: &str = "LITELLM_LICENSE";
const USER: &str = "USER";
const LOGNAME: &str = "LOGNAME";
const PATH: &str = "PATH";
const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";
const GITHUB_OUTPUT: &str = "GITHUB_OUTPUT";
/// How every variable of gatekey's own begins.
const OWN: &str = "GATEKEY_";

/// Every variable that has an effect, with its meaning, in the order of the documentation.
///
/// The last ones are read by libraries on gatekey's behalf: `directories`, the TLS roots, the keyring.
pub const VARIABLES: &[(&str, &str)] = &[
    (GATEKEY_PROFILE, "Profile to use, as with --profile"),
    (GATEKEY_URL, "Address of the gateway, as with --url: an ad-hoc profile that inherits nothing"),
    (GATEKEY_KIND, "Kind of the gateway, as with --kind"),
    (
        GATEKEY_TOKEN,
        "Key to use instead of the stored one, for an address or profile that is named; empty is an error, not a fallback",
    ),
    (GATEKEY_TOKEN_FILE, "File that holds the key, as with GATEKEY_TOKEN"),
    (GATEKEY_OUTPUT, "Output format, as with --output"),
    (GATEKEY_CONFIG_DIR, "Folder of config.toml"),
    (GATEKEY_DATA_DIR, "Folder of the embedded gateway's database and of credentials kept with --store file"),
    (GATEKEY_CACHE_DIR, "Folder of what can be found out again"),
    (GATEKEY_COMPLETE, "Shell that asks what could be typed next: set by the completions, and by nobody else"),
    (NO_COLOR, "No colour, whatever the value"),
    (CLICOLOR_FORCE, "Colour also where there is no terminal, unless 0"),
    (HTTPS_PROXY, "Proxy for https addresses; also as https_proxy"),
    (NO_PROXY, "Hosts reached without the proxy; also as no_proxy"),
    (
        CI,
        "Never ask, unless false or 0; what a rotation would have to remember here is relied on only with GATEKEY_DATA_DIR",
    ),
    (TERM, "No colour when it is dumb"),
    (COLUMNS, "Width of tables where the terminal does not tell"),
    (USER, "Name of the administrator of the embedded gateway, os:USER; else LOGNAME"),
    (PATH, "Folders in which the program of --to exec: is looked for"),
    (GITHUB_ACTIONS, "A job of GitHub Actions when it is true: --to github-output: works there"),
    (GITHUB_OUTPUT, "File in which a step of that job leaves its outputs"),
    (JWT_PUBLIC_KEY_URL, "Addresses of an issuer's keys, as LiteLLM reads them: for jwt explain --as litellm"),
    (JWT_AUDIENCE, "Audience that LiteLLM wants, likewise"),
    (JWT_ISSUER, "Issuer that LiteLLM wants, likewise"),
    (LITELLM_LICENSE, "Whether LiteLLM has a licence, likewise; its value goes nowhere"),
    ("HOME", "Home folder, in which the folders lie unless they are set"),
    ("XDG_CONFIG_HOME", "Folder in which gatekey/config.toml lies"),
    ("XDG_DATA_HOME", "Folder in which gatekey's data lies"),
    ("XDG_CACHE_HOME", "Folder in which gatekey's cache lies"),
    ("SSL_CERT_FILE", "File with the certificates to trust instead of the system's"),
    ("DBUS_SESSION_BUS_ADDRESS", "Bus on which the keyring answers (Linux)"),
];

/// What [`Environment::from_process`] captures beside the token.
const CAPTURED: [&str; 23] = [
    GATEKEY_PROFILE,
    GATEKEY_URL,
    GATEKEY_KIND,
    GATEKEY_TOKEN_FILE,
    GATEKEY_OUTPUT,
    GATEKEY_CONFIG_DIR,
    GATEKEY_DATA_DIR,
    GATEKEY_CACHE_DIR,
    GATEKEY_COMPLETE,
    NO_COLOR,
    CLICOLOR_FORCE,
    HTTPS_PROXY,
    HTTPS_PROXY_LOWER,
    NO_PROXY,
    NO_PROXY_LOWER,
    CI,
    TERM,
    COLUMNS,
    USER,
    LOGNAME,
    PATH,
    GITHUB_ACTIONS,
    GITHUB_OUTPUT,
];

/// The variables whose text is a word of gatekey's own: anything but Unicode there is a mistake to be told.
const MUST_BE_UNICODE: [&str; 5] = [GATEKEY_PROFILE, GATEKEY_URL, GATEKEY_KIND, GATEKEY_TOKEN, GATEKEY_OUTPUT];

/// A variable's value cannot be text. The value is not shown: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {name} is not valid UTF-8")]
pub struct NotUnicode {
    pub name: &'static str,
}

/// What `GATEKEY_TOKEN` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenVariable {
    /// There is no such variable.
    Unset,
    /// There is, and it is empty: an undefined secret in CI. Never a reason to use another credential.
    Empty,
    /// The key.
    Set(Secret),
}

/// The environment as it was when gatekey started.
#[derive(Clone)]
pub struct Environment {
    variables: BTreeMap<&'static str, OsString>,
    // Apart from the others, so that it is wiped and never shown.
    token: TokenVariable,
    /// Every variable that begins as gatekey's own do, whether or not it has a meaning.
    own: Vec<OsString>,
}

/// The secret in a variable that the person named on the command line (`--secret-env`): the only one that is not declared
/// here, because its name is theirs.
///
/// # Errors
/// When it is set to what is no text.
pub fn secret_in(name: &str) -> Result<Option<Secret>, String> {
    #[expect(clippy::disallowed_methods, reason = "env.rs is where the environment is read")]
    match std::env::var(name) {
        Ok(value) => Ok(Some(Secret::new(value))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(format!("the environment variable {name} is not valid UTF-8")),
    }
}

/// A variable of LiteLLM's own, or one that its configuration names (`os.environ/X`). An empty one is set: LiteLLM asks for an audience of no
/// letters then.
pub fn in_configuration(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "env.rs is where the environment is read")]
    std::env::var(name).ok()
}

impl Environment {
    /// The environment of this process.
    ///
    /// # Errors
    /// When a variable of gatekey's own is not UTF-8. In a foreign one, such text is read as well as it can be.
    pub fn from_process() -> Result<Self, NotUnicode> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        let (captured, names) =
            (Self::capture(|name| std::env::var_os(name))?, std::env::vars_os().map(|(name, _)| name));
        let own = names.filter(|name| name.as_encoded_bytes().starts_with(OWN.as_bytes())).collect();
        Ok(Self { own, ..captured })
    }

    /// An environment that holds only these: for tests.
    ///
    /// # Errors
    /// As [`Environment::from_process`].
    pub fn from_map<N: AsRef<str>, V: AsRef<OsStr>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, NotUnicode> {
        let map: BTreeMap<String, OsString> =
            variables.into_iter().map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().to_owned())).collect();
        Self::capture(|name| map.get(name).cloned())
    }

    fn capture(read: impl Fn(&str) -> Option<OsString>) -> Result<Self, NotUnicode> {
        let token = match read(GATEKEY_TOKEN).map(OsString::into_string) {
            None => TokenVariable::Unset,
            Some(Ok(text)) if text.is_empty() => TokenVariable::Empty,
            Some(Ok(text)) => TokenVariable::Set(Secret::new(text)),
            Some(Err(_)) => return Err(NotUnicode { name: GATEKEY_TOKEN }),
        };
        let mut variables = BTreeMap::new();
        for name in CAPTURED {
            let Some(value) = read(name).filter(|value| !value.is_empty()) else { continue };
            if MUST_BE_UNICODE.contains(&name) && value.to_str().is_none() {
                return Err(NotUnicode { name });
            }
            variables.insert(name, value);
        }
        Ok(Self { variables, token, own: Vec::new() })
    }

    /// `GATEKEY_PROFILE`
    pub fn profile(&self) -> Option<String> {
        self.text(GATEKEY_PROFILE)
    }

    /// `GATEKEY_URL`
    pub fn url(&self) -> Option<String> {
        self.text(GATEKEY_URL)
    }

    /// `GATEKEY_KIND`
    pub fn kind(&self) -> Option<String> {
        self.text(GATEKEY_KIND)
    }

    /// `GATEKEY_TOKEN`
    pub fn token(&self) -> TokenVariable {
        self.token.clone()
    }

    /// `GATEKEY_TOKEN_FILE`
    pub fn token_file(&self) -> Option<PathBuf> {
        self.path(GATEKEY_TOKEN_FILE)
    }

    /// `GATEKEY_OUTPUT`
    pub fn output(&self) -> Option<String> {
        self.text(GATEKEY_OUTPUT)
    }

    /// `GATEKEY_CONFIG_DIR`
    pub fn config_dir(&self) -> Option<PathBuf> {
        self.path(GATEKEY_CONFIG_DIR)
    }

    /// `GATEKEY_DATA_DIR`
    pub fn data_dir(&self) -> Option<PathBuf> {
        self.path(GATEKEY_DATA_DIR)
    }

    /// `GATEKEY_CACHE_DIR`
    pub fn cache_dir(&self) -> Option<PathBuf> {
        self.path(GATEKEY_CACHE_DIR)
    }

    /// The shell that asks what could be typed next.
    pub fn complete(&self) -> Option<String> {
        self.text(GATEKEY_COMPLETE)
    }

    /// `NO_COLOR` is set to anything (no-color.org).
    pub fn no_color(&self) -> bool {
        self.variables.contains_key(NO_COLOR)
    }

    /// `CLICOLOR_FORCE` is set to anything but 0 (bixense.com/clicolors).
    pub fn force_color(&self) -> bool {
        self.text(CLICOLOR_FORCE).is_some_and(|value| value != "0")
    }

    /// `HTTPS_PROXY`, else `https_proxy`. May hold a password.
    pub fn https_proxy(&self) -> Option<String> {
        self.text(HTTPS_PROXY).or_else(|| self.text(HTTPS_PROXY_LOWER))
    }

    /// `NO_PROXY`, else `no_proxy`.
    pub fn no_proxy(&self) -> Option<String> {
        self.text(NO_PROXY).or_else(|| self.text(NO_PROXY_LOWER))
    }

    /// Whether this is a CI job, in which nobody can be asked: `CI`, unless `false` or `0`.
    pub fn is_ci(&self) -> bool {
        self.text(CI).is_some_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "false" | "0"))
    }

    /// `TERM` is `dumb`: a terminal without colours.
    pub fn is_dumb_terminal(&self) -> bool {
        self.text(TERM).is_some_and(|value| value == "dumb")
    }

    /// `COLUMNS`, if it is a number above 0.
    pub fn columns(&self) -> Option<u16> {
        self.text(COLUMNS)?.parse().ok().filter(|columns| *columns > 0)
    }

    /// The operating system's user: `USER`, else `LOGNAME`.
    pub fn user(&self) -> Option<String> {
        self.text(USER).or_else(|| self.text(LOGNAME))
    }

    /// The names of all variables of gatekey's own: no program that it starts gets to see them.
    pub fn own_variables(&self) -> Vec<OsString> {
        self.own.clone()
    }

    /// `PATH`: the folders in which programs are looked for.
    pub fn search_path(&self) -> Option<OsString> {
        self.variables.get(PATH).cloned()
    }

    /// `GITHUB_OUTPUT`, in a job of GitHub Actions alone.
    pub fn github_output(&self) -> Option<PathBuf> {
        self.path(GITHUB_OUTPUT).filter(|_| self.text(GITHUB_ACTIONS).is_some_and(|value| value == "true"))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| value.to_string_lossy().into_owned())
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.variables.get(name).map(PathBuf::from)
    }
}

impl fmt::Debug for Environment {
    /// Names only: a proxy's address may hold a password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Environment").field("set", &self.variables.keys()).field("token", &self.token).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::from_map(variables.iter().copied()).unwrap()
    }

    #[test]
    fn an_empty_variable_counts_as_unset_but_an_empty_token_does_not() {
        let empty = environment(&[(GATEKEY_PROFILE, ""), (NO_COLOR, ""), (GATEKEY_TOKEN, "")]);
        assert_eq!(empty.profile(), None);
        assert!(!empty.no_color());
        assert_eq!(empty.token(), TokenVariable::Empty);
        assert_eq!(environment(&[]).token(), TokenVariable::Unset);
        assert_eq!(environment(&[(GATEKEY_TOKEN, "k")]).token(), TokenVariable::Set(Secret::new("k")));
    }

    #[test]
    fn the_other_spelling_counts_when_the_first_is_unset() {
        let both = environment(&[(HTTPS_PROXY_LOWER, "http://low"), (LOGNAME, "alice"), (NO_PROXY_LOWER, "x")]);
        assert_eq!(both.https_proxy().as_deref(), Some("http://low"));
        assert_eq!(both.no_proxy().as_deref(), Some("x"));
        assert_eq!(both.user().as_deref(), Some("alice"));
        assert_eq!(environment(&[(LOGNAME, "a"), (USER, "b")]).user().as_deref(), Some("b"));
    }

    #[test]
    fn switches_can_be_off() {
        assert!(environment(&[(CI, "true")]).is_ci() && environment(&[(CI, "1")]).is_ci());
        assert!(!environment(&[(CI, "false")]).is_ci() && !environment(&[(CI, "0")]).is_ci());
        assert!(!environment(&[(CLICOLOR_FORCE, "0")]).force_color());
        assert_eq!(environment(&[(COLUMNS, "wide")]).columns(), None);
        assert_eq!(environment(&[(COLUMNS, "120")]).columns(), Some(120));
    }

    #[test]
    fn debug_shows_no_values() {
        let shown = format!("{:?}", environment(&[(HTTPS_PROXY, "http://u:hunter2@p"), (GATEKEY_TOKEN, "hunter3")]));
        assert!(shown.contains(HTTPS_PROXY) && !shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn each_captured_variable_is_documented_or_a_second_spelling() {
        for name in CAPTURED {
            let spelling = if name == LOGNAME { USER.to_owned() } else { name.to_uppercase() };
            assert!(VARIABLES.iter().any(|(documented, _)| *documented == spelling), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn text_that_is_not_unicode_is_refused_where_it_must_be_a_word() {
        use std::os::unix::ffi::OsStrExt;
        let bytes = OsStr::from_bytes(b"\xff");
        for name in MUST_BE_UNICODE {
            assert_eq!(Environment::from_map([(name, bytes)]).unwrap_err(), NotUnicode { name });
        }
        assert!(Environment::from_map([(TERM, bytes)]).is_ok());
        assert_eq!(Environment::from_map([(GATEKEY_DATA_DIR, bytes)]).unwrap().data_dir(), Some(PathBuf::from(bytes)));
    }
}
