//! The file that `serve --jwt-config` names: YAML, and so JSON too. What decides is read, and must be right; what there is
//! besides is named and left alone.

use serde_json::{Map, Value};

use crate::access::config_error::{ConfigError, wrong};
use crate::jwt::Algorithm;
use crate::jwt::algorithm::Family;
use crate::model::{AttributeName, nearest, parse_duration};

/// The issuers whose JWTs are taken.
#[derive(Debug)]
pub struct Config {
    pub issuers: Vec<Issuer>,
    /// Settings that there are not, in words.
    pub ignored: Vec<String>,
}

/// One of them.
#[derive(Debug)]
pub struct Issuer {
    /// What its tokens have as `iss`, and what the names of its callers begin with.
    pub issuer: String,
    /// One of them must be meant.
    pub audiences: Vec<String>,
    /// Where its keys are, an address or a file; none: where its discovery document says.
    pub jwks: Option<String>,
    pub algorithms: Vec<Algorithm>,
    pub leeway_seconds: u64,
    /// The claim that names the caller.
    pub(super) principal: String,
    /// The claims that each attribute is made of.
    pub(super) attributes: Vec<(AttributeName, Vec<String>)>,
    /// The claim that limits the models; none: every model.
    pub(super) models: Option<String>,
    /// The claim with the scopes; none: they are not asked for.
    pub(super) scopes: Option<String>,
}

const SETTINGS: [&str; 9] =
    ["issuer", "audience", "jwks", "algorithms", "leeway", "principal", "attributes", "models", "scopes"];

/// More than clocks differ by.
const MOST_LEEWAY: u64 = 300;

impl Config {
    /// Reads a document.
    ///
    /// # Errors
    /// Names the first setting that cannot be used.
    pub fn of(document: &Value) -> Result<Self, ConfigError> {
        let mut ignored = Vec::new();
        let Some(settings) = document.as_object() else { return Err(wrong("issuers", "there is none: write a list")) };
        note_unknown(settings, "", &["issuers"], &mut ignored)?;
        let issuers = settings.get("issuers").and_then(Value::as_array).filter(|list| !list.is_empty());
        let issuers = issuers.ok_or_else(|| wrong("issuers", "it must be a list of issuers, one at least"))?;
        let mut read: Vec<Issuer> = Vec::with_capacity(issuers.len());
        for (place, settings) in issuers.iter().enumerate() {
            let at = format!("issuers[{place}]");
            let settings = settings.as_object().ok_or_else(|| wrong(&at, "it must be settings with their names"))?;
            let issuer = Issuer::of(&Settings { at: &at, settings }, &mut ignored)?;
            if read.iter().any(|other| other.issuer == issuer.issuer) {
                return Err(wrong(&format!("{at}.issuer"), "it is there twice"));
            }
            read.push(issuer);
        }
        Ok(Self { issuers: read, ignored })
    }
}

impl Issuer {
    fn of(from: &Settings<'_>, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        note_unknown(from.settings, &format!("{}.", from.at), &SETTINGS, ignored)?;
        let issuer = from.text("issuer")?.ok_or_else(|| from.wrong("issuer", "it is missing"))?;
        // Between it and the caller's own name stands one.
        if issuer.is_empty() || issuer.contains('#') || issuer.chars().any(char::is_whitespace) {
            return Err(from.wrong("issuer", "it must be the text of `iss`, without `#` and spaces"));
        }
        let audiences = from.texts("audience")?.unwrap_or_default();
        if audiences.is_empty() {
            return Err(from.wrong("audience", "it is missing: without one, tokens for every other service would do"));
        }
        Ok(Self {
            issuer,
            audiences,
            jwks: from.text("jwks")?,
            algorithms: algorithms(from)?,
            leeway_seconds: leeway(from)?,
            principal: from.text("principal")?.unwrap_or_else(|| "sub".to_owned()),
            attributes: attributes(from, ignored)?,
            models: from.text("models")?,
            scopes: match from.settings.get("scopes") {
                Some(Value::Bool(false)) => None,
                _ => Some(from.text("scopes")?.unwrap_or_else(|| "scope".to_owned())),
            },
        })
    }
}

fn algorithms(from: &Settings<'_>) -> Result<Vec<Algorithm>, ConfigError> {
    let Some(names) = from.texts("algorithms")? else {
        // A secret that both sides know must be meant.
        return Ok(Algorithm::ALL.into_iter().filter(|algorithm| algorithm.family() != Family::Hmac).collect());
    };
    let read = names
        .iter()
        .map(|name| name.parse::<Algorithm>().map_err(|error| from.wrong("algorithms", &error.to_string())));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    if read.is_empty() { Err(from.wrong("algorithms", "it is empty: no token could be signed")) } else { Ok(read) }
}

fn leeway(from: &Settings<'_>) -> Result<u64, ConfigError> {
    let Some(text) = from.text("leeway")? else { return Ok(0) };
    let leeway = parse_duration(&text).map_err(|error| from.wrong("leeway", &error.to_string()))?.as_secs();
    if leeway > MOST_LEEWAY {
        return Err(from.wrong("leeway", "it is more than clocks differ by: 5m at most"));
    }
    Ok(leeway)
}

fn attributes(
    from: &Settings<'_>,
    ignored: &mut Vec<String>,
) -> Result<Vec<(AttributeName, Vec<String>)>, ConfigError> {
    let Some(given) = from.settings.get("attributes").filter(|given| !given.is_null()) else { return Ok(Vec::new()) };
    let settings =
        given.as_object().ok_or_else(|| from.wrong("attributes", "write NAME: CLAIM, as in `roles: groups`"))?;
    let at = format!("{}.attributes", from.at);
    note_unknown(settings, &format!("{at}."), &AttributeName::ALL.map(AttributeName::as_str), ignored)?;
    let inner = Settings { at: &at, settings };
    let mut read = Vec::new();
    for name in AttributeName::ALL {
        if let Some(claims) = inner.texts(name.as_str())? {
            read.push((name, claims));
        }
    }
    Ok(read)
}

/// Settings, and where they stand.
struct Settings<'a> {
    at: &'a str,
    settings: &'a Map<String, Value>,
}

impl Settings<'_> {
    fn wrong(&self, name: &str, reason: &str) -> ConfigError {
        wrong(&format!("{}.{name}", self.at), reason)
    }

    fn text(&self, name: &str) -> Result<Option<String>, ConfigError> {
        match self.settings.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(name, "it must be a text")),
        }
    }

    /// A text, or a list of them.
    fn texts(&self, name: &str) -> Result<Option<Vec<String>>, ConfigError> {
        let Some(Value::Array(items)) = self.settings.get(name) else {
            return Ok(self.text(name)?.map(|text| vec![text]));
        };
        let text = |item: &Value| item.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let texts: Option<Vec<String>> = items.iter().map(text).collect();
        texts.map(Some).ok_or_else(|| self.wrong(name, "it must be a text or a list of texts"))
    }
}

/// What nobody knows is noted. What is nearly a setting was meant as one: left alone, what it limits would be open.
fn note_unknown(
    settings: &Map<String, Value>,
    at: &str,
    known: &[&'static str],
    ignored: &mut Vec<String>,
) -> Result<(), ConfigError> {
    for name in settings.keys().filter(|name| !known.contains(&name.as_str())) {
        if let Some(meant) = nearest(name, known.iter().copied()) {
            return Err(wrong(&format!("{at}{name}"), &format!("there is no such setting; did you mean `{meant}`?")));
        }
        ignored.push(format!("there is no setting {at}{name}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::yaml;

    fn read(text: &str) -> Result<Config, ConfigError> {
        Config::of(&yaml::read(text).unwrap())
    }

    #[test]
    fn little_must_be_said_and_the_rest_has_its_defaults() {
        let config = read("issuers: [{issuer: https://id.example.com, audience: llama-stack}]").unwrap();
        let [issuer] = config.issuers.as_slice() else { panic!("{config:?}") };
        assert_eq!((issuer.principal.as_str(), issuer.scopes.as_deref()), ("sub", Some("scope")));
        assert_eq!((issuer.jwks.as_deref(), issuer.models.as_deref(), issuer.leeway_seconds), (None, None, 0));
        assert!(issuer.algorithms.contains(&Algorithm::Rs256) && !issuer.algorithms.contains(&Algorithm::Hs256));
        assert!(issuer.attributes.is_empty() && config.ignored.is_empty());
    }

    #[test]
    fn everything_can_be_said() {
        let text = "issuers:\n- issuer: a\n  audience: [x, y]\n  jwks: keys.json\n  algorithms: [HS256]\n  leeway: 30s\n  \
                    principal: email\n  attributes: {roles: realm_access.roles, teams: [groups, team]}\n  models: models\n  \
                    scopes: false\n";
        let config = read(text).unwrap();
        let issuer = &config.issuers[0];
        assert_eq!((issuer.audiences.len(), issuer.leeway_seconds, issuer.scopes.as_deref()), (2, 30, None));
        assert_eq!(issuer.algorithms, [Algorithm::Hs256]);
        assert_eq!(issuer.attributes[1], (AttributeName::Teams, vec!["groups".to_owned(), "team".to_owned()]));
    }

    #[test]
    fn what_cannot_be_used_is_named_and_so_is_what_nobody_knows() {
        for (text, field) in [
            ("", "issuers"),
            ("issuers: {}", "issuers"),
            ("issuers: []", "issuers"),
            ("issuers: [a]", "issuers[0]"),
            ("issuers: [{audience: a}]", "issuers[0].issuer"),
            ("issuers: [{issuer: 'a#b', audience: a}]", "issuers[0].issuer"),
            ("issuers: [{issuer: a}]", "issuers[0].audience"),
            ("issuers: [{issuer: a, audience: []}]", "issuers[0].audience"),
            ("issuers: [{issuer: a, audience: [1]}]", "issuers[0].audience"),
            ("issuers: [{issuer: a, audience: yes}]", "issuers[0].audience"),
            ("issuers: [{issuer: a, audience: b, algorithms: [none]}]", "issuers[0].algorithms"),
            ("issuers: [{issuer: a, audience: b, algorithms: []}]", "issuers[0].algorithms"),
            ("issuers: [{issuer: a, audience: b, leeway: 1d}]", "issuers[0].leeway"),
            ("issuers: [{issuer: a, audience: b, leeway: 30}]", "issuers[0].leeway"),
            ("issuers: [{issuer: a, audience: b, attributes: [roles]}]", "issuers[0].attributes"),
            ("issuers: [{issuer: a, audience: b, attributes: {roles: 1}}]", "issuers[0].attributes.roles"),
            ("issuers: [{issuer: a, audience: b}, {issuer: a, audience: b}]", "issuers[1].issuer"),
        ] {
            assert_eq!(read(text).unwrap_err().field, field, "{text}");
        }
        let text = "colour: 1\nissuers: [{issuer: a, audience: b, owner: me, attributes: {roles: d, colour: e}}]";
        assert_eq!(
            read(text).unwrap().ignored,
            [
                "there is no setting colour",
                "there is no setting issuers[0].owner",
                "there is no setting issuers[0].attributes.colour",
            ]
        );
    }

    #[test]
    fn what_is_nearly_a_setting_is_an_error_for_what_it_limits_would_be_open() {
        for (name, meant) in [
            ("model", "models"),
            ("Models", "models"),
            ("algorithm", "algorithms"),
            ("audiences", "audience"),
            ("scope", "scopes"),
            ("jwk", "jwks"),
        ] {
            let error = read(&format!("issuers: [{{issuer: a, audience: b, {name}: c}}]")).unwrap_err();
            assert_eq!(error.field, format!("issuers[0].{name}"));
            assert!(error.to_string().contains(&format!("did you mean `{meant}`?")), "{error}");
        }
        let error = read("issuers: [{issuer: a, audience: b, attributes: {role: d}}]").unwrap_err();
        assert_eq!(error.field, "issuers[0].attributes.role");
        assert_eq!(read("isuers: 1\nissuers: [{issuer: a, audience: b}]").unwrap_err().field, "isuers");
    }
}
