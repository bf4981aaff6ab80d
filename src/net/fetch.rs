//! Downloads small public documents: key sets and what leads to them. Without any credential, over https, or plain http on
//! this machine only, and never larger or longer than such a document is.

use std::time::Duration;

use reqwest::header::{CACHE_CONTROL, HeaderMap};
use url::Url;

use super::call::{Attempts, Call};
use super::client::{Auth, Client};
use super::failure::{Failure, What};
use super::settings::HttpSettings;
use crate::model::GatewayUrl;

/// The largest key set that is read: hundreds of keys with their certificates.
const LIMIT: usize = 1024 * 1024;

/// A document and for how long it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub body: Vec<u8>,
    /// As its server says (RFC 9111 §5.2.2), `None` when it does not.
    pub fresh_for: Option<Duration>,
}

/// Downloads the document at this address. A redirect is followed on the same scheme, host and port only: keys decide whom
/// one believes, so nobody else may hand them out.
///
/// # Errors
/// Everything that keeps the document from coming whole.
pub async fn fetch(url: &Url, settings: &HttpSettings) -> Result<Document, Failure> {
    let refused = |why: &str| Failure::before_sending(What::Setting(why.to_owned()), "GET", url.as_str());
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::before_sending(What::Setting("the address holds a password".to_owned()), "GET", ""));
    }
    let origin = url.origin().ascii_serialization().parse::<GatewayUrl>();
    let origin = origin.map_err(|_| refused("the address is neither https nor http"))?;
    // What --allow-http allows is about credentials of one's own, not about whom to believe.
    let settings = HttpSettings { allow_http: false, ..settings.clone() };
    let client = Client::new(&origin, &Auth::None, &settings)?;
    let call = Call::at(&client, url.clone());
    let mut attempts = Attempts::default();
    loop {
        match once(&call).await {
            Ok(document) => return Ok(document),
            Err(failure) => attempts.pause_after(failure, &call).await?,
        }
    }
}

async fn once(call: &Call<'_>) -> Result<Document, Failure> {
    let response = call.settled(false).await?;
    let fresh_for = fresh_for(response.headers());
    let info = call.info(Some(&response));
    let body = call.read(response, &info, LIMIT).await?;
    Ok(Document { body: body.to_vec(), fresh_for })
}

/// `max-age`, or nothing at all where it may not be kept.
fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<String> =
        values.flat_map(|value| value.split(',')).map(|directive| directive.trim().to_ascii_lowercase()).collect();
    if directives.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return Some(Duration::ZERO);
    }
    let seconds = directives.iter().find_map(|directive| directive.strip_prefix("max-age="))?;
    seconds.trim_matches('"').parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::path;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::net::{Trace, TraceLevel};

    fn settings() -> HttpSettings {
        HttpSettings {
            timeout: Duration::from_secs(10),
            retries: 0,
            ca_cert: None,
            client_cert: None,
            https_proxy: None,
            no_proxy: None,
            allow_http: true,
            trace: Trace::new(TraceLevel::Off, |_| ()),
        }
    }

    async fn answering(answer: ResponseTemplate) -> Result<Document, What> {
        let server = MockServer::start().await;
        Mock::given(path("/keys")).respond_with(answer).mount(&server).await;
        Mock::given(path("/moved")).respond_with(ResponseTemplate::new(200).set_body_string("{}")).mount(&server).await;
        let url = format!("{}/keys?tenant=a%2Fb", server.uri()).parse().unwrap();
        fetch(&url, &settings()).await.map_err(|failure| failure.what)
    }

    #[tokio::test]
    async fn a_document_comes_with_how_long_it_may_be_kept() {
        let answer =
            |control: &str| ResponseTemplate::new(200).set_body_string("{}").insert_header("cache-control", control);
        for (control, seconds) in [
            ("public, max-age=300", Some(300)),
            ("MAX-AGE=7", Some(7)),
            ("no-store, max-age=300", Some(0)),
            ("public", None),
            ("max-age=x", None),
        ] {
            let document = answering(answer(control)).await.unwrap();
            assert_eq!(document.fresh_for, seconds.map(Duration::from_secs), "{control}");
        }
        assert_eq!(answering(ResponseTemplate::new(200)).await.unwrap().body, b"");
    }

    #[tokio::test]
    async fn redirects_stay_where_the_document_is_from() {
        let moved = |to: &str| answering(ResponseTemplate::new(302).insert_header("location", to));
        assert_eq!(moved("/moved").await.unwrap().body, b"{}");
        for to in
            ["http://192.0.2.1/keys", "https://issuer.example.com/keys", "file:///etc/passwd", "http://127.0.0.1:1/x"]
        {
            let what = moved(to).await.unwrap_err();
            assert!(matches!(what, What::RedirectElsewhere { .. }), "{to}: {what}");
        }
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_read_to_its_end() {
        let large = ResponseTemplate::new(200).set_body_bytes(vec![b' '; LIMIT + 1]);
        assert_eq!(answering(large).await.unwrap_err(), What::TooLarge { limit: LIMIT });
        assert_eq!(answering(ResponseTemplate::new(404)).await.unwrap_err(), What::Status(404));
    }

    #[tokio::test]
    async fn plain_http_is_for_this_machine_only_and_a_password_is_not_sent() {
        let what = |url: &str| {
            let url = url.parse().unwrap();
            async move { fetch(&url, &settings()).await.unwrap_err().what }
        };
        assert_eq!(what("http://issuer.example.com/keys").await, What::PlainHttp);
        assert!(matches!(what("https://me:pw@issuer.example.com/keys").await, What::Setting(_)));
        assert!(matches!(what("ftp://issuer.example.com/keys").await, What::Setting(_)));
    }
}
