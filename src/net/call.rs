//! One call: put together, sent as often as its meaning allows, its redirects followed only where the credential may go.

use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Response};
use serde::Serialize;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::client::Client;
use super::failure::{Failure, What, chain, classify};
use super::reply::{Reply, error_parts, error_words, presentable};
use super::request::RequestInfo;
use super::{retry, trace};
use crate::model::{Redactor, Secret};

/// The largest answer that is read: a page of 500 keys with names of 10,000 characters fits several times.
const BODY_LIMIT: usize = 32 * 1024 * 1024;
const MOST_REDIRECTS: usize = 5;
/// Longer than any process lives.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
const REQUEST_ID_HEADERS: [&str; 4] = ["x-request-id", "x-litellm-call-id", "x-correlation-id", "x-trace-id"];

/// A call to be sent. No `Debug`: its body may hold a secret.
#[derive(Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct Call<'c> {
    pub(super) client: &'c Client,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// Wiped when dropped: it may hold a custom key or a password.
    pub(super) body: Option<Zeroizing<Vec<u8>>>,
    pub(super) redactor: Redactor,
    /// Whether it means the same however often it arrives.
    pub(super) idempotent: bool,
    /// Whether traces tell nothing of the body.
    pub(super) is_opaque: bool,
    /// Why no request can be made of what was given.
    pub(super) flaw: Option<What>,
    /// Which failures are never tried again, whatever their status.
    is_final: fn(&Failure) -> bool,
}

impl<'c> Call<'c> {
    pub(super) fn new(client: &'c Client, method: Method, path: &[&str]) -> Self {
        let mut url = client.base.join("");
        // `.` and `..` have no encoded form: they would name another resource.
        let flaw = path
            .iter()
            .find(|segment| matches!(**segment, "" | "." | ".."))
            .map(|segment| What::Setting(format!("`{segment}` cannot be part of a path")));
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        let mut headers = client.credential.clone();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Self {
            client,
            idempotent: method != Method::POST,
            method,
            url,
            headers,
            body: None,
            redactor: client.redactor.clone(),
            is_opaque: false,
            flaw,
            is_final: |_| false,
        }
    }

    /// Tells that a POST means the same however often it arrives.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Reads the resource at an address that is taken as it is.
    pub(super) fn at(client: &'c Client, url: Url) -> Self {
        Self { url, ..Self::new(client, Method::GET, &[]) }
    }

    /// Adds a parameter to the query, encoded. A space is `%20`, which every server reads as one; some take `+` as it is.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let pair =
            form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish().replace('+', "%20");
        let query = match self.url.query() {
            Some(before) if !before.is_empty() => format!("{before}&{pair}"),
            _ => pair,
        };
        self.url.set_query(Some(&query));
        self
    }

    /// Adds a header that is no secret.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => {
                self.headers.insert(HeaderName::from_static(name), value);
            }
            Err(_) => self.flaw = Some(What::Setting(format!("`{value}` cannot be the value of a header"))),
        }
        self
    }

    /// Sends no credential along.
    pub fn anonymous(mut self) -> Self {
        for name in self.client.credential.keys() {
            self.headers.remove(name);
        }
        self
    }

    /// Shows this key instead of the credential: to see whether it works.
    pub fn showing(self, key: &Secret) -> Self {
        let bearer = Zeroizing::new(format!("Bearer {}", key.expose()));
        self.showing_as(AUTHORIZATION, &bearer, key)
    }

    /// As [`Call::showing`], in a header of the server's own.
    pub fn showing_in(self, header: &'static str, key: &Secret) -> Self {
        self.showing_as(HeaderName::from_static(header), key.expose(), key)
    }

    fn showing_as(self, header: HeaderName, value: &str, key: &Secret) -> Self {
        let mut call = self.anonymous();
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                call.headers.insert(header, value);
            }
            Err(_) => call.flaw = Some(What::Setting("a secret cannot be shown in a header".to_owned())),
        }
        call.secret(key)
    }

    /// Sends `body` as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body = Some(Zeroizing::new(bytes)),
            Err(error) => self.flaw = Some(What::Setting(format!("the request cannot be written as JSON: {error}"))),
        }
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Never tries again after a failure of this sort: a server may say with a 5xx what it will always say.
    pub fn final_if(mut self, is_final: fn(&Failure) -> bool) -> Self {
        self.is_final = is_final;
        self
    }

    /// Tells that the body holds this secret, so that no error or trace repeats it.
    pub fn secret(mut self, secret: &Secret) -> Self {
        self.redactor.learn(secret);
        self
    }

    /// Sends the call, again if need be, and returns a successful answer.
    ///
    /// # Errors
    /// Any status but 2xx, and everything that kept an answer from coming.
    pub async fn send(mut self) -> Result<Reply, Failure> {
        self.check()?;
        let mut attempts = Attempts::default();
        loop {
            match self.attempt().await {
                Ok(reply) => return Ok(reply),
                Err(failure) => attempts.pause_after(failure, &self).await?,
            }
        }
    }

    /// Refuses what no request can be made of.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        match self.flaw.take() {
            Some(flaw) => Err(Failure::before_sending(flaw, self.method.as_str(), &self.shown_url())),
            None => Ok(()),
        }
    }

    /// Sends the call once, and reads the whole answer.
    async fn attempt(&self) -> Result<Reply, Failure> {
        let started = Instant::now();
        let response = self.settled(false).await?;
        let info = self.info(Some(&response));
        let headers = response.headers().clone();
        let (status, version) = (response.status(), response.version());
        let body = self.read(response, &info, BODY_LIMIT).await?;
        let trace = &self.client.settings.trace;
        trace::answer(trace, &self.redactor, status.as_u16(), started.elapsed(), &headers, &body);
        let content_type = content_type(&headers).to_owned();
        Ok(Reply { info, version, headers, content_type, body, redactor: self.redactor.clone() })
    }

    /// Sends the call once, following redirects that stay below the gateway's address, up to the beginning of a
    /// successful answer. `is_endless` for one that may go on after `--timeout`.
    pub(super) async fn settled(&self, is_endless: bool) -> Result<Response, Failure> {
        self.settle(is_endless, BODY_LIMIT).await
    }

    /// As [`Call::settled`], where what is said on the way to it and of a failure has this limit.
    pub(super) async fn settled_within(&self, limit: usize) -> Result<Response, Failure> {
        self.settle(false, limit).await
    }

    async fn settle(&self, is_endless: bool, limit: usize) -> Result<Response, Failure> {
        let mut url = self.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let started = Instant::now();
            let response = self.exchange(&url, is_endless).await?;
            let status = response.status();
            let trace = &self.client.settings.trace;
            if status.is_success() {
                if is_endless {
                    trace::beginning(trace, &self.redactor, status.as_u16(), started.elapsed(), response.headers());
                }
                return Ok(response);
            }
            let info = self.info(Some(&response));
            let headers = response.headers().clone();
            let body = self.read(response, &info, limit).await?;
            trace::answer(trace, &self.redactor, status.as_u16(), started.elapsed(), &headers, &body);
            if let Some(location) = headers.get(LOCATION).filter(|_| status.is_redirection()) {
                url = self.redirect(&url, location, &info)?;
                continue;
            }
            let words = error_words(content_type(&headers), &body, &self.redactor);
            // Spoken by what stands in front of the server, which may have passed the request on.
            // A server that fails says nothing of what it did before.
            let may_have_run = status.is_server_error();
            let mut failure = Failure::new(What::Status(status.as_u16()), info, words, may_have_run);
            failure.parts = error_parts(&body, &self.redactor).map(Box::new);
            failure.retry_after = retry::retry_after(&headers);
            return Err(failure);
        }
        Err(Failure::new(What::TooManyRedirects, self.info(None), None, false))
    }

    async fn exchange(&self, url: &Url, is_endless: bool) -> Result<Response, Failure> {
        let client = self.client;
        let body = self.body.as_ref().map(|body| body.as_slice());
        let told = body.filter(|_| !self.is_opaque);
        trace::request(&client.settings.trace, &self.redactor, &self.method, &self.shown(url), &self.headers, told);
        let mut request = client.http.request(self.method.clone(), url.clone()).headers(self.headers.clone());
        if let Some(body) = body {
            request = request.body(body.to_vec());
        }
        if is_endless {
            // The answer's beginning has its limit in `stream`.
            request = request.timeout(NEVER);
        }
        request.send().await.map_err(|error| self.broken(&error, None))
    }

    /// Where a redirect leads. Only what stays below the gateway's address is followed, and only if it does not turn
    /// the request into another one.
    fn redirect(&self, from: &Url, location: &HeaderValue, info: &RequestInfo) -> Result<Url, Failure> {
        let target = location.to_str().ok().and_then(|text| from.join(text).ok());
        let keeps_method = self.method.is_safe() || matches!(info.status, Some(307 | 308));
        match target {
            Some(target) if keeps_method && self.is_below_base(&target) => Ok(target),
            target => {
                let to = target.map_or_else(|| "an unreadable address".to_owned(), |url| without_query(&url));
                // "See other" is what is said after a request was carried out (RFC 9110 §15.4.4).
                let may_have_run = info.status == Some(303) && self.method != Method::GET;
                let to = presentable(&self.redactor, &to);
                Err(Failure::new(What::RedirectElsewhere { to }, info.clone(), None, may_have_run))
            }
        }
    }

    pub(super) fn is_below_base(&self, target: &Url) -> bool {
        let base = self.client.base.join("");
        // A name and password in an address would be sent along, and they are not the caller's.
        let names_nobody = target.username().is_empty() && target.password().is_none();
        names_nobody && target.origin() == base.origin() && target.path().starts_with(base.path())
    }

    /// The whole body, unless it is larger than `limit`.
    pub(super) async fn read(
        &self,
        mut response: Response,
        info: &RequestInfo,
        limit: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        // Whoever says that it is too large need not be heard out.
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(Failure::new(What::TooLarge { limit }, info.clone(), None, true));
        }
        let mut body = Zeroizing::new(Vec::new());
        loop {
            match response.chunk().await {
                Ok(None) => return Ok(body),
                Ok(Some(chunk)) if body.len() + chunk.len() <= limit => body.extend_from_slice(&chunk),
                Ok(Some(_)) => {
                    return Err(Failure::new(What::TooLarge { limit }, info.clone(), None, true));
                }
                Err(error) => return Err(self.broken(&error, Some(info))),
            }
        }
    }

    fn broken(&self, error: &reqwest::Error, info: Option<&RequestInfo>) -> Failure {
        let client = self.client;
        let (what, may_have_run) =
            classify(error, client.base.is_https(), &client.base.host(), client.settings.timeout);
        let text = presentable(&self.redactor, &chain(error));
        let failure = Failure::new(what, info.cloned().unwrap_or_else(|| self.info(None)), Some(text), may_have_run);
        client.settings.trace.tell(super::TraceLevel::Lines, || format!("! {failure}"));
        failure
    }

    pub(super) fn info(&self, response: Option<&Response>) -> RequestInfo {
        let request_id = response.and_then(|response| {
            let id = REQUEST_ID_HEADERS.iter().find_map(|name| response.headers().get(*name))?;
            Some(presentable(&self.redactor, id.to_str().ok()?))
        });
        RequestInfo {
            method: self.method.to_string(),
            url: self.shown_url(),
            status: response.map(|response| response.status().as_u16()),
            request_id,
        }
    }

    pub(super) fn shown_url(&self) -> String {
        self.shown(&self.url)
    }

    /// The address with secrets struck from its query, the only part that is made of foreign text.
    fn shown(&self, url: &Url) -> String {
        match url.query() {
            None => url.to_string(),
            Some(query) => format!("{}?{}", without_query(url), self.redactor.strike(query)),
        }
    }
}

/// How often a call has failed, and whether one of the failed may have been carried out.
#[derive(Default)]
pub(super) struct Attempts {
    count: u32,
    answer_lost: bool,
}

impl Attempts {
    /// Waits until the call may be made again, or returns the failure that is final.
    pub(super) async fn pause_after(&mut self, mut failure: Failure, call: &Call<'_>) -> Result<(), Failure> {
        let settings = &call.client.settings;
        failure.after_lost_answer = self.answer_lost;
        let retries = if (call.is_final)(&failure) { 0 } else { settings.retries };
        let Some(pause) = retry::pause(&failure, call.idempotent, self.count, retries) else {
            failure.may_have_run |= self.answer_lost;
            return Err(failure);
        };
        trace::again(&settings.trace, &failure, pause);
        self.answer_lost |= failure.may_have_run;
        self.count += 1;
        tokio::time::sleep(pause).await;
        Ok(())
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}
