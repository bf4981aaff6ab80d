//! Downloads small public documents: key sets and what leads to them. Without any credential, over https, or plain http on
//! this machine only, and never larger or longer than such a document is.

use std::time::Duration;

use reqwest::header::{AGE, CACHE_CONTROL, HeaderMap};
use url::Url;

use super::call::{Attempts, Call};
use super::client::{Auth, Client};
use super::failure::{Failure, What};
use super::settings::HttpSettings;
use crate::model::{GatewayUrl, Secret};

/// The largest key set that is read: hundreds of keys with their certificates.
const LIMIT: usize = 1024 * 1024;

/// A document and for how long it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub body: Vec<u8>,
    /// As its server says (RFC 9111 §5.2.2), less what it has lain somewhere on the way (§5.1); `None` when it does not.
    pub fresh_for: Option<Duration>,
    /// Whether a copy may be kept at all (§5.2.2.5).
    pub may_be_kept: bool,
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
    let mut call = Call::at(&client, url.clone());
    // Some providers hand a key of the tenant's out in the address.
    if let Some(query) = url.query() {
        call = call.secret(&Secret::new(query));
    }
    let mut attempts = Attempts::default();
    loop {
        match once(&call).await {
            Ok(document) => return Ok(document),
            Err(failure) => attempts.pause_after(failure, &call).await?,
        }
    }
}

async fn once(call: &Call<'_>) -> Result<Document, Failure> {
    let response = call.settled_within(LIMIT).await?;
    let directives = directives(response.headers());
    let may_be_kept = !directives.iter().any(|directive| directive == "no-store");
    let fresh_for = fresh_for(&directives, response.headers());
    let info = call.info(Some(&response));
    let body = call.read(response, &info, LIMIT).await?;
    Ok(Document { body: body.to_vec(), fresh_for, may_be_kept })
}

fn directives(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|directive| directive.trim().to_ascii_lowercase()).collect()
}

/// `max-age` less `Age`, or nothing at all where it is to be asked for each time.
fn fresh_for(directives: &[String], headers: &HeaderMap) -> Option<Duration> {
    if directives.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return Some(Duration::ZERO);
    }
    let seconds = directives.iter().find_map(|directive| directive.strip_prefix("max-age="))?.trim_matches('"');
    // §1.2.2: a number that does not fit is a very large one.
    let is_number = !seconds.is_empty() && seconds.bytes().all(|digit| digit.is_ascii_digit());
    let seconds = seconds.parse().ok().or(is_number.then_some(u64::MAX))?;
    let age = headers.get(AGE).and_then(|age| age.to_str().ok()?.trim().parse().ok()).unwrap_or(0);
    Some(Duration::from_secs(seconds.saturating_sub(age)))
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::path;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn settings() -> HttpSettings {
        HttpSettings { timeout: Duration::from_secs(10), retries: 0, allow_http: true, ..HttpSettings::default() }
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
            ("max-age=99999999999999999999999", Some(u64::MAX)),
        ] {
            let document = answering(answer(control)).await.unwrap();
            assert_eq!(document.fresh_for, seconds.map(Duration::from_secs), "{control}");
        }
        assert_eq!(answering(ResponseTemplate::new(200)).await.unwrap().body, b"");
        // It has lain in somebody's cache before.
        let old = answering(answer("max-age=600").insert_header("age", "590")).await.unwrap();
        assert_eq!((old.fresh_for, old.may_be_kept), (Some(Duration::from_secs(10)), true));
        assert!(!answering(answer("no-store")).await.unwrap().may_be_kept);
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
    async fn a_redirect_that_names_somebody_is_not_followed() {
        let server = MockServer::start().await;
        let moved = |to: String| ResponseTemplate::new(302).insert_header("location", to);
        let to_somebody = format!("http://me:hunter2@{}/moved", server.address());
        Mock::given(path("/keys")).respond_with(moved(to_somebody)).mount(&server).await;
        Mock::given(path("/moved")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
        let what = fetch(&format!("{}/keys", server.uri()).parse().unwrap(), &settings()).await.unwrap_err().what;
        assert!(matches!(what, What::RedirectElsewhere { .. }), "{what}");
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_read_to_its_end() {
        let large = ResponseTemplate::new(200).set_body_bytes(vec![b' '; LIMIT + 1]);
        assert_eq!(answering(large).await.unwrap_err(), What::TooLarge { limit: LIMIT });
        assert_eq!(answering(ResponseTemplate::new(404)).await.unwrap_err(), What::Status(404));
        let sorry = ResponseTemplate::new(404).set_body_bytes(vec![b' '; LIMIT + 1]);
        assert_eq!(answering(sorry).await.unwrap_err(), What::TooLarge { limit: LIMIT });
    }

    #[tokio::test]
    async fn an_answer_that_says_it_is_too_large_is_not_waited_for() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap()).parse().unwrap();
        let settings = settings();
        let (asked, answered) = tokio::join!(fetch(&url, &settings), async {
            let (mut caller, _) = listener.accept().await.unwrap();
            tokio::io::AsyncReadExt::read(&mut caller, &mut [0; 4096]).await.unwrap();
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n";
            tokio::io::AsyncWriteExt::write_all(&mut caller, head).await.unwrap();
            // It says no more, and the connection stays open until it was judged.
            caller
        });
        drop(answered);
        assert_eq!(asked.unwrap_err().what, What::TooLarge { limit: LIMIT });
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
