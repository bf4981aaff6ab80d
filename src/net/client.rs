//! Builds the one client: address, credential, TLS, proxy and timeout of a run. Calls are made in `call.rs`.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Proxy};

use super::call::Call;
use super::failure::{Failure, What};
use super::settings::HttpSettings;
use super::tls;
use crate::model::{GatewayUrl, Redactor, Secret};

const USER_AGENT: &str = concat!("gatekey/", env!("CARGO_PKG_VERSION"));

/// The credential that every call of a client shows.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Nothing.
    None,
    /// `Authorization: Bearer KEY`.
    Bearer(Secret),
    /// `Authorization: Basic …` (RFC 7617).
    Basic { user: String, password: Secret },
    /// A header of the gateway's own, its name in lower case.
    Header(&'static str, Secret),
}

/// A client of one gateway: every call goes below its address, and the credential nowhere else.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) http: reqwest::Client,
    pub(super) base: GatewayUrl,
    pub(super) settings: HttpSettings,
    /// Holds the credential, marked sensitive.
    pub(super) credential: HeaderMap,
    /// Knows the credential in all its forms.
    pub(super) redactor: Redactor,
}

impl Client {
    /// A client for the gateway at `base`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`What::PlainHttp`] for an unencrypted address of another machine that was not allowed; [`What::Setting`] for a
    /// setting or credential that cannot be used.
    pub fn new(base: &GatewayUrl, auth: &Auth, settings: &HttpSettings) -> Result<Self, Failure> {
        let refused = |what| Failure::before_sending(what, Method::GET.as_str(), base.as_str());
        if !base.is_https() && !base.is_loopback() && !settings.allow_http {
            return Err(refused(What::PlainHttp));
        }
        let http = build(base, settings).map_err(refused)?;
        let mut redactor = Redactor::default();
        let credential = credential_header(&http, base, auth, &mut redactor).map_err(refused)?;
        Ok(Self { http, base: base.clone(), settings: settings.clone(), credential, redactor })
    }

    /// The address that all calls go below.
    pub fn base(&self) -> &GatewayUrl {
        &self.base
    }

    /// Reads the resource at `path`, a list of segments that are encoded here.
    pub fn get(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::GET, path)
    }

    /// Starts something new: never repeated once it may have arrived.
    pub fn post(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::POST, path)
    }

    /// Sets what is at `path`: the same however often it arrives.
    pub fn put(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::PUT, path)
    }

    /// Sets a part of what is at `path`: the same however often it arrives.
    pub fn patch(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::PATCH, path)
    }

    /// Removes what is at `path`.
    pub fn delete(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::DELETE, path)
    }
}

fn build(base: &GatewayUrl, settings: &HttpSettings) -> Result<reqwest::Client, What> {
    #[expect(clippy::disallowed_methods, reason = "this is the one client builder")]
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        // Redirects and repetitions have rules of ours, in call.rs and retry.rs.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .timeout(settings.timeout)
        // A little less than the whole, so that a host that never answers is told from a call that was cut off: the
        // first was certainly not carried out.
        .connect_timeout(settings.timeout.mul_f32(0.9).max(Duration::from_millis(1)))
        // No proxy but the one given: plain http never passes one, and the system's settings are read in env.rs.
        .no_proxy();
    if base.is_https() {
        builder = tls::set_up(builder, settings)?;
        if let Some(proxy) = https_proxy(settings)? {
            builder = builder.proxy(proxy);
        }
    } else {
        // An http client never speaks TLS (redirects stay on their origin): skip loading the system's roots.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| What::Setting(format!("cannot set up HTTP: {}", super::failure::chain(&error))))
}

fn https_proxy(settings: &HttpSettings) -> Result<Option<Proxy>, What> {
    let Some(address) = settings.https_proxy.as_deref().filter(|address| !address.is_empty()) else {
        return Ok(None);
    };
    // The address itself may hold a password: it is not repeated.
    let unusable = || What::Setting("HTTPS_PROXY holds no usable address: write http://HOST:PORT".to_owned());
    if proxy_url(address).is_none_or(|url| !["http", "https"].contains(&url.scheme())) {
        return Err(unusable());
    }
    let proxy = Proxy::https(address).map_err(|_| unusable())?;
    let direct = settings.no_proxy.as_deref().and_then(reqwest::NoProxy::from_string);
    Ok(Some(proxy.no_proxy(direct)))
}

/// The address of a proxy as it is typed, which may lack its scheme. `None` when it has no host, or when its password
/// ended the address early: what looks like the host is not.
pub(super) fn proxy_url(typed: &str) -> Option<url::Url> {
    let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let url = url::Url::parse(&with_scheme).ok()?;
    let is_cut_short = typed.contains('@') && url.username().is_empty();
    (url.has_host() && !is_cut_short).then_some(url)
}

fn credential_header(
    http: &reqwest::Client,
    base: &GatewayUrl,
    auth: &Auth,
    redactor: &mut Redactor,
) -> Result<HeaderMap, What> {
    let (name, value) = match auth {
        Auth::None => return Ok(HeaderMap::new()),
        Auth::Bearer(key) => {
            redactor.learn(key);
            (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {}", key.expose())))
        }
        Auth::Header(name, key) => {
            redactor.learn(key);
            (HeaderName::from_static(name), HeaderValue::from_str(key.expose()))
        }
        Auth::Basic { user, .. } if user.contains(':') => {
            // RFC 7617 §2: the first colon ends the user name.
            return Err(What::Setting("a user name with a colon cannot be sent to a gateway".to_owned()));
        }
        Auth::Basic { user, password } => {
            redactor.learn(password);
            let value = basic_header(http, base, user, password);
            // Servers echo the header as well: the encoded form is as secret as the password.
            if let Some(encoded) = value.to_str().ok().and_then(|text| text.strip_prefix("Basic ")) {
                redactor.learn(&Secret::new(encoded));
            }
            (AUTHORIZATION, Ok(value))
        }
    };
    let mut value =
        value.map_err(|_| What::Setting("the credential holds characters that no HTTP header can carry".to_owned()))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(name, value)]))
}

/// The header as reqwest writes it; a request is built for it and never sent.
fn basic_header(http: &reqwest::Client, base: &GatewayUrl, user: &str, password: &Secret) -> HeaderValue {
    let request = http.get(base.as_str()).basic_auth(user, Some(password.expose())).build();
    let header = request.ok().and_then(|request| request.headers().get(AUTHORIZATION).cloned());
    header.expect("base64 and a checked address always make a request with this header")
}
