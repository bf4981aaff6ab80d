//! What calls would go out with: the roots that are trusted, the proxy, and how far the clock is from a server's.

use reqwest::header::DATE;

use super::client::{Client, proxy_url};
use super::settings::{HttpSettings, TraceLevel};
use super::{Auth, Failure};
use crate::model::{GatewayUrl, Timestamp};

/// The authorities that the operating system trusts, or those of `SSL_CERT_FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    pub count: usize,
    /// Why some could not be read.
    pub trouble: Option<String>,
}

/// Looks for the roots as the client does.
pub fn roots() -> Roots {
    let found = rustls_native_certs::load_native_certs();
    Roots { count: found.certs.len(), trouble: found.errors.first().map(ToString::to_string) }
}

/// Whether calls to https addresses can be made with these settings, the proxy aside. Sends nothing.
///
/// # Errors
/// The setting that cannot be used.
pub fn check_settings(settings: &HttpSettings) -> Result<(), Failure> {
    let direct = HttpSettings { https_proxy: None, ..settings.clone() };
    Client::new(&anywhere(), &Auth::None, &direct).map(drop)
}

/// Whether calls to https addresses can be made through the proxy of these settings. Sends nothing.
///
/// # Errors
/// The proxy that cannot be used, without its address: that may hold a password.
pub fn check_proxy(settings: &HttpSettings) -> Result<(), Failure> {
    let proxied = HttpSettings { ca_cert: None, client_cert: None, ..settings.clone() };
    Client::new(&anywhere(), &Auth::None, &proxied).map(drop)
}

fn anywhere() -> GatewayUrl {
    "https://localhost".parse().expect("an address")
}

/// The hosts that are reached without the proxy, as they are written; what looks like a password is left out.
pub fn direct(settings: &HttpSettings) -> Option<String> {
    let shown = |host: &str| if host.contains('@') { UNREADABLE.to_owned() } else { host.trim().to_owned() };
    let hosts = settings.no_proxy.as_deref().filter(|hosts| !hosts.is_empty())?;
    Some(hosts.split(',').map(shown).collect::<Vec<_>>().join(","))
}

const UNREADABLE: &str = "an address that cannot be read";

/// The proxy for https addresses, as `scheme://host:port`: its user name and password are left out.
pub fn proxy(settings: &HttpSettings) -> Option<String> {
    let text = settings.https_proxy.as_deref().filter(|text| !text.is_empty())?;
    let Some(url) = proxy_url(text) else { return Some(UNREADABLE.to_owned()) };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default()))
}

/// The time by the clock of the server at `url`, in whole seconds. Shows no credential; any answer will do.
pub async fn server_time(url: &GatewayUrl, settings: &HttpSettings) -> Option<Timestamp> {
    let client = Client::new(url, &Auth::None, settings).ok()?;
    settings.trace.tell(TraceLevel::Lines, || format!("> HEAD {url}"));
    let answer = client.http.head(url.as_str()).send().await.ok()?;
    settings.trace.tell(TraceLevel::Lines, || format!("< {}", answer.status()));
    let date = jiff::fmt::rfc2822::parse(answer.headers().get(DATE)?.to_str().ok()?).ok()?;
    Timestamp::from_unix_seconds(date.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn settings(proxy: &str) -> HttpSettings {
        HttpSettings {
            timeout: Duration::from_secs(1),
            retries: 0,
            https_proxy: Some(proxy.to_owned()),
            ..HttpSettings::default()
        }
    }

    #[test]
    fn of_a_proxy_only_the_place_is_told() {
        for (typed, told) in [
            ("http://ada:hunter2@proxy.example.com:3128/x?hunter2", "http://proxy.example.com:3128"),
            ("ada:hunter2@proxy.example.com:3128", "http://proxy.example.com:3128"),
            ("socks5://proxy", "socks5://proxy"),
            ("http://ada:12/hunter2@proxy", "an address that cannot be read"),
            ("http://ada:hunter2@", "an address that cannot be read"),
        ] {
            assert_eq!(proxy(&settings(typed)).as_deref(), Some(told));
        }
        assert_eq!(proxy(&settings("")), None);
    }

    #[test]
    fn a_proxy_of_a_kind_that_cannot_be_used_is_found_out() {
        for good in ["http://proxy:3128", "proxy:3128", "https://ada:hunter2@proxy"] {
            assert!(check_proxy(&settings(good)).is_ok(), "{good}");
        }
        for bad in ["ftp://proxy", "socks5://proxy", "http://ada:12/hunter2@proxy", "://"] {
            let error = check_proxy(&settings(bad)).unwrap_err().to_string();
            assert!(error.contains("HTTPS_PROXY") && !error.contains("hunter2"), "{error}");
            assert!(check_settings(&settings(bad)).is_ok(), "that is no matter of TLS");
        }
    }

    #[test]
    fn of_hosts_reached_directly_no_password_is_told() {
        let no_proxy = Some("localhost, ada:hunter2@x".to_owned());
        let told = direct(&HttpSettings { no_proxy, ..settings("http://proxy") }).unwrap();
        assert_eq!(told, "localhost,an address that cannot be read");
    }
}
