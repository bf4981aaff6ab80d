//! Key sets of providers: fetched by address or by discovery, kept as long as they say, and used a little longer while the
//! provider is down.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::keys::{of_file, refuse_without_keys};
use crate::gateway;
use crate::jwt::algorithm::Family;
use crate::jwt::jwks::{self, KeySet};
use crate::jwt::key::Key;
use crate::jwt::{compact, jwk, thumbprint};
use crate::model::{JwksFinding, JwksKey, JwksReport, Timestamp, VerdictKeySet};
use crate::net::{Failure, What, fetch};
use crate::ops::{Error, Refusal, RefusalKind, Surroundings};
use crate::store::{KeySetCache, StoredKeySet};

/// How long a set is kept whose provider does not say.
const FRESH_FOR: Duration = Duration::from_secs(600);
/// How long at most, whatever the provider says: keys are rotated.
const FRESH_AT_MOST: Duration = Duration::from_secs(86_400);
/// How often at most a set is fetched anew because a token names a key that is not in it, in seconds.
pub(super) const REFETCH_PAUSE: i64 = 60;

/// Where a set is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetPlace {
    File(std::path::PathBuf),
    At(Url),
    /// At the address that the issuer's discovery document names.
    Issuer(Url),
}

impl std::str::FromStr for SetPlace {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains("://") { address(text).map(Self::At) } else { Ok(Self::File(text.into())) }
    }
}

/// An address of keys or of an issuer.
///
/// # Errors
/// When it is none that may be asked.
pub fn address(text: &str) -> Result<Url, &'static str> {
    let url: Url = text.parse().map_err(|_| "it is no URL")?;
    match url.scheme() {
        _ if !url.username().is_empty() || url.password().is_some() => Err("it holds a user name or password"),
        "https" | "http" => Ok(url),
        _ => Err("it is neither https nor http"),
    }
}

/// A set and where it came from.
#[derive(Debug)]
pub struct Found {
    pub set: KeySet,
    pub source: String,
    pub fetched_at: Option<Timestamp>,
    pub fresh_until: Option<Timestamp>,
    /// Why an old copy had to do.
    pub stale: Option<String>,
}

impl Found {
    /// The set in a file.
    ///
    /// # Errors
    /// When it cannot be read, or holds no key.
    pub fn of_file(path: &std::path::Path) -> Result<Self, Error> {
        let source = path.display().to_string();
        Ok(Self { set: of_file(path)?, source, fetched_at: None, fresh_until: None, stale: None })
    }
}

/// How much is wanted of a provider.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'w> {
    /// A key that should be in the set: if not, it is fetched anew.
    pub kid: Option<&'w str>,
    /// Fetched anew in any case.
    pub anew: bool,
    /// How long past its time a copy may be used while the provider is down.
    pub max_stale: Duration,
}

/// The set at this place.
///
/// # Errors
/// When it cannot be had, and there is no copy that is young enough.
pub async fn find(surroundings: &Surroundings, place: &SetPlace, wish: Wish<'_>) -> Result<Found, Error> {
    match place {
        SetPlace::File(path) => Found::of_file(path),
        SetPlace::At(url) => at_address(surroundings, url, wish).await,
        SetPlace::Issuer(issuer) => {
            let (discovery, stale) = discovered(surroundings, issuer, wish).await?;
            let mut found = at_address(surroundings, &discovery.keys, wish).await?;
            found.set.issuer = Some(discovery.issuer);
            found.stale = found.stale.or(stale);
            if let Some(provider) = &mut found.set.provider {
                provider.stale = found.stale.is_some();
            }
            Ok(found)
        }
    }
}

async fn at_address(surroundings: &Surroundings, url: &Url, wish: Wish<'_>) -> Result<Found, Error> {
    let read = |stored: &StoredKeySet| {
        let set = jwks::read_json(stored.body.as_bytes()).map_err(|error| no_keys(url, &error.to_string()))?;
        // Nor does a set without keys take the place of one that has some.
        refuse_without_keys(set, url.as_str())
    };
    let copy =
        document(surroundings, url, wish, |stored| read(stored).map(|set| wish.kid.is_none_or(|kid| set.knows(kid))))
            .await?;
    let stored = copy.document;
    let mut set = read(&stored)?;
    // Also a lone key that is published is chosen by its name.
    set.is_set = true;
    set.provider = Some(VerdictKeySet {
        source: shown(url),
        fetched_at: stored.fetched_at,
        stale: copy.stale.is_some(),
        cached: copy.is_kept,
    });
    Ok(Found {
        set,
        source: shown(url),
        fetched_at: Some(stored.fetched_at),
        fresh_until: Some(stored.fresh_until),
        stale: copy.stale,
    })
}

/// A document, as it was had.
struct Copy {
    document: StoredKeySet,
    /// Why an old one had to do.
    stale: Option<String>,
    /// Whether nobody was asked for it now.
    is_kept: bool,
}

/// The document at this address: the copy while it is fresh and `suffices`, else a new one, else an old copy.
async fn document(
    surroundings: &Surroundings,
    url: &Url,
    wish: Wish<'_>,
    suffices: impl Fn(&StoredKeySet) -> Result<bool, Error>,
) -> Result<Copy, Error> {
    // A file that cannot be read is told by who asks with it, and trusts nobody that is in the cache.
    let authorities = surroundings.http.ca_cert.as_ref().map(|file| std::fs::read(file).unwrap_or_default());
    let cache = KeySetCache::new(&surroundings.paths, authorities.as_deref());
    let now = surroundings.clock.now();
    let copy = cache.get(url.as_str()).filter(|copy| copy.fetched_at <= now && suffices(copy).is_ok());
    if let Some(copy) = copy.as_ref().filter(|copy| !wish.anew && now < copy.fresh_until) {
        let may_ask = now.seconds_since(copy.tried_at) >= REFETCH_PAUSE;
        if suffices(copy)? || !may_ask {
            return Ok(Copy { document: copy.clone(), stale: None, is_kept: true });
        }
    }
    let mut may_be_kept = true;
    let fetched = match fetch::fetch(url, &surroundings.http).await {
        Ok(document) => {
            may_be_kept = document.may_be_kept;
            let fresh_for = document.fresh_for.unwrap_or(FRESH_FOR).min(FRESH_AT_MOST);
            let set = StoredKeySet {
                url: url.to_string(),
                trust: None,
                fetched_at: now,
                fresh_until: now.checked_add(fresh_for).unwrap_or(now),
                tried_at: now,
                body: String::from_utf8_lossy(&document.body).into_owned(),
            };
            // What is no key set takes no good one's place.
            suffices(&set).map(|_| set)
        }
        Err(failure) => Err(unreachable(url, failure, copy.as_ref().filter(|_| !wish.anew))),
    };
    match (fetched, copy) {
        (Ok(set), _) => {
            if may_be_kept {
                cache.put(&set);
            } else {
                cache.remove(url.as_str());
            }
            Ok(Copy { document: set, stale: None, is_kept: false })
        }
        (Err(error), Some(copy)) if !wish.anew && is_young(&copy, now, wish.max_stale) => {
            let note = format!("{error}: using the keys fetched at {}", copy.fetched_at);
            cache.put(&StoredKeySet { tried_at: now, ..copy.clone() });
            Ok(Copy { document: copy, stale: Some(note), is_kept: false })
        }
        (Err(error), _) => Err(error),
    }
}

fn is_young(copy: &StoredKeySet, now: Timestamp, max_stale: Duration) -> bool {
    copy.fresh_until.checked_add(max_stale).is_none_or(|end| now < end)
}

/// What an issuer says of itself.
#[derive(Debug)]
struct Discovery {
    /// Its name as it stands in its tokens: a slash at the end counts there.
    issuer: String,
    keys: Url,
}

/// What an issuer says of itself (OpenID Connect Discovery 1.0 §4), and why an old copy had to do.
async fn discovered(
    surroundings: &Surroundings,
    issuer: &Url,
    wish: Wish<'_>,
) -> Result<(Discovery, Option<String>), Error> {
    let mut url = issuer.clone();
    url.set_path(&format!("{}/.well-known/openid-configuration", issuer.path().trim_end_matches('/')));
    let wish = Wish { kid: None, ..wish };
    let copy = document(surroundings, &url, wish, |stored| discovery(stored, issuer, &url).map(|_| true)).await?;
    Ok((discovery(&copy.document, issuer, &url)?, copy.stale))
}

fn discovery(stored: &StoredKeySet, issuer: &Url, url: &Url) -> Result<Discovery, Error> {
    let document: Value = serde_json::from_str(&stored.body).map_err(|_| no_keys(url, "it is no JSON"))?;
    // §4.3: whoever says to be another issuer may not hand out this one's keys. An address is typed with a slash at its
    // end or without; what the tokens say is what the document says.
    let named = document["issuer"].as_str().unwrap_or_default();
    if named.trim_end_matches('/') != issuer.as_str().trim_end_matches('/') {
        return Err(no_keys(url, &format!("it is of the issuer `{named}`")));
    }
    let keys = document["jwks_uri"].as_str().ok_or_else(|| no_keys(url, "it names no jwks_uri"))?;
    let keys = keys_led_to(url, keys)?;
    Ok(Discovery { issuer: named.to_owned(), keys })
}

/// The address of the keys that the discovery document at `from` names.
///
/// # Errors
/// When it is none that may be asked.
pub(super) fn keys_led_to(from: &Url, named: &str) -> Result<Url, Error> {
    let refused = |reason: &str| no_keys(from, &format!("its jwks_uri cannot be used: {reason}"));
    let keys = address(named).map_err(refused)?;
    // Plain http is for what a person names on this machine: nobody elsewhere leads there.
    if from.scheme() == "https" && keys.scheme() != "https" {
        return Err(refused("it is plain http"));
    }
    Ok(keys)
}

fn no_keys(url: &Url, reason: &str) -> Error {
    gateway::Error::new(gateway::ErrorKind::Unreachable, format!("what is at {} is not what was expected", shown(url)))
        .cause(reason.to_owned())
        .hint("open the address in a browser; it may be of another service, or want a log-in")
        .into()
}

fn unreachable(url: &Url, failure: Failure, copy: Option<&StoredKeySet>) -> Error {
    let kind = match failure.what {
        What::PlainHttp | What::Setting(_) => gateway::ErrorKind::Input,
        _ => gateway::ErrorKind::Unreachable,
    };
    let is_plain = failure.what == What::PlainHttp;
    let shows_authority = failure.what.shows_authority(failure.text.as_deref().unwrap_or_default());
    let message = format!("{} cannot be fetched", shown(url));
    let cause = match failure.what {
        What::PlainHttp => "it is plain http, on which anybody between can hand out keys".to_owned(),
        What::RedirectElsewhere { to } => {
            format!("it redirects to {to}, and nobody but the host asked hands out its keys")
        }
        what => failure.text.map_or_else(|| what.to_string(), |text| format!("{what}: {text}")),
    };
    let hint = match copy {
        _ if is_plain => "take the https address, or name a file that holds the keys".to_owned(),
        _ if shows_authority => {
            "the provider shows the certificate of an authority as its own: it needs one for a server, \
                                 with basicConstraints=CA:FALSE; name the authority with `--ca-cert FILE`"
                .to_owned()
        }
        _ if kind == gateway::ErrorKind::Input => "correct that setting, or name a file that holds the keys".to_owned(),
        Some(copy) => format!(
            "the keys fetched at {} are too old to be used in their place: --max-stale DUR takes them all the same",
            copy.fetched_at
        ),
        None => "see that the address is right and answers from here, or name a file that holds the keys".to_owned(),
    };
    gateway::Error::new(kind, message).cause(cause).hint(hint).request(*failure.request).into()
}

/// Without its query, which may hold something of the tenant's.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// What is in a set, for everybody to see.
pub fn report(found: &Found) -> JwksReport {
    JwksReport {
        source: found.source.clone(),
        fetched_at: found.fetched_at,
        fresh_until: found.fresh_until,
        stale: found.stale.is_some(),
        keys: found.set.keys.iter().map(describe).collect(),
        findings: found
            .set
            .findings(found.fetched_at.is_some())
            .into_iter()
            .map(|finding| JwksFinding { rule: finding.rule, detail: finding.detail })
            .collect(),
    }
}

/// What is known of a key, without what is secret.
pub fn describe(key: &Key) -> JwksKey {
    JwksKey {
        kid: key.id.clone(),
        title: key.family().title().to_owned(),
        bits: key.public.bits(),
        alg: key.algorithm.clone(),
        purpose: key.purpose.clone(),
        can_sign: key.can_sign(),
        thumbprint: print_of(key),
        jwk: jwk::to_json(key, false),
    }
}

/// What is odd about a key.
pub fn oddities(key: &Key) -> impl Iterator<Item = String> {
    jwks::findings_of(key).into_iter().map(|finding| finding.detail)
}

pub(super) fn print_of(key: &Key) -> Option<String> {
    (key.family() != Family::Hmac).then(|| thumbprint::thumbprint(key))
}

/// The one key of this name, or the only one.
///
/// # Errors
/// When there is none, or more than one.
pub fn one<'f>(found: &'f Found, kid: Option<&str>) -> Result<&'f Key, Error> {
    let keys: Vec<&Key> =
        found.set.keys.iter().filter(|key| kid.is_none_or(|kid| key.id.as_deref() == Some(kid))).collect();
    match (keys.as_slice(), kid) {
        ([key], _) => Ok(key),
        ([], Some(kid)) => {
            Err(Refusal::new(RefusalKind::NotFound, format!("there is no key `{kid}` in {}", found.source))
                .hint("`gatekey jwt jwks list` shows those there are")
                .into())
        }
        (several, _) => {
            let message =
                format!("there are {} keys in {}, and nothing says which is meant", several.len(), found.source);
            Err(Refusal::new(RefusalKind::Ambiguous, message).hint("name one by its kid").into())
        }
    }
}

/// The key that a token names.
pub fn kid_of(token: &str) -> Option<String> {
    let header = compact::object(compact::split(token).ok()?.header).ok()?;
    header.members().get("kid")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys_of(issuer: &str, document: &Value) -> Result<String, String> {
        let at = Timestamp::from_unix_seconds(0).unwrap();
        let (url, body) = (issuer.to_owned(), document.to_string());
        let stored = StoredKeySet { url, trust: None, fetched_at: at, fresh_until: at, tried_at: at, body };
        let issuer: Url = issuer.parse().unwrap();
        let found = discovery(&stored, &issuer, &issuer);
        found.map(|discovery| discovery.keys.to_string()).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn an_issuer_leads_to_https_and_from_this_machine_alone_to_http() {
        let document = |issuer: &str, keys: &str| serde_json::json!({"issuer": issuer, "jwks_uri": keys});
        let (far, near) = ("https://issuer.example.com", "http://127.0.0.1:8080");
        for (issuer, keys) in
            [(far, "https://keys.example.com/a"), (near, "http://127.0.0.1:9/b"), (near, "https://x/")]
        {
            assert_eq!(keys_of(issuer, &document(issuer, keys)).unwrap(), keys);
        }
        for keys in ["http://127.0.0.1/a", "http://169.254.169.254/", "file:///etc/passwd", "https://u:p@x/", "keys"] {
            let refused = keys_of(far, &document(far, keys)).unwrap_err();
            assert!(refused.contains("jwks_uri cannot be used"), "{keys}: {refused}");
        }
        for document in [document(near, "https://x/"), document("", "https://x/"), Value::Null, document(far, "")] {
            assert!(keys_of(far, &document).is_err());
        }
        assert!(keys_of(far, &document("https://issuer.example.com/", "https://x/")).is_ok());
    }
}
