//! Calls that a person writes themself (`gatekey api`): any method and path below the address, any body; and the whole
//! answer, its status and headers too.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde_json::Value;
use zeroize::Zeroizing;

use super::call::Call;
use super::client::Client;
use super::failure::What;
use super::reply::Reply;
use super::trace;
use crate::model::{ApiPath, Secret};

/// A text that is longer is a file, and no secret by itself.
const LONGEST_SECRET: usize = 64 * 1024;

impl Client {
    /// A call with this method on this path. Repeated only where HTTP says that it means the same twice (RFC 9110
    /// §9.2.2): what a path does is its own.
    pub fn raw(&self, method: &str, path: &ApiPath) -> Call<'_> {
        let mut call = Call::new(self, Method::GET, &[]);
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => call.method = method,
            Err(_) => call.flaw = Some(What::Setting("a method is one word of letters, as in GET".to_owned())),
        }
        call.idempotent = matches!(call.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE");
        call.url = self.base.join(path.path());
        call.url.set_query(path.query());
        if !call.is_below_base(&call.url) {
            call.flaw = Some(What::Setting("the path leads away from the gateway's address".to_owned()));
        }
        call.headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        call.learn_from_query();
        call
    }
}

impl Call<'_> {
    /// Sends these bytes: as JSON where they are JSON.
    pub fn bytes(mut self, body: Zeroizing<Vec<u8>>) -> Self {
        let content_type = match serde_json::from_slice::<Value>(&body) {
            Ok(json) => {
                trace::secrets_in(&json, &mut |secret| self.redactor.learn(&secret));
                "application/json"
            }
            Err(_) => {
                // Nobody knows which part of it is a secret: the whole may be one.
                self.is_opaque = true;
                if let Some(text) = std::str::from_utf8(&body).ok().filter(|text| text.len() <= LONGEST_SECRET) {
                    self.redactor.learn(&Secret::new(text.trim()));
                }
                "application/octet-stream"
            }
        };
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body);
        self
    }

    /// Adds a parameter to the query that a person typed: it may hold a secret.
    pub fn raw_query(mut self, name: &str, value: &str) -> Self {
        self = self.query(name, value);
        self.learn_from_query();
        self
    }

    /// Sets a parameter of the query, also where it is there already: the next page of a list.
    pub fn set_query(mut self, name: &str, value: &str) -> Self {
        let others: Vec<(String, String)> =
            self.url.query_pairs().into_owned().filter(|(other, _)| other != name).collect();
        self.url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
        self
    }

    /// The number that this parameter of the query is set to.
    pub fn query_number(&self, name: &str) -> Option<u64> {
        self.url.query_pairs().find(|(other, _)| other == name)?.1.parse().ok()
    }

    /// Where the call goes, without secrets.
    pub fn target(&self) -> String {
        self.shown_url()
    }

    /// What would be sent, without secrets: the JSON, or how much of something else.
    pub fn planned_body(&self) -> Option<Value> {
        let body = self.body.as_ref()?;
        let mut planned = trace::masked(body).unwrap_or_else(|| Value::String(trace::size(body.len())));
        self.strike(&mut planned);
        Some(planned)
    }

    fn strike(&self, json: &mut Value) {
        match json {
            Value::String(text) => *text = self.redactor.strike(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.strike(item)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.strike(value)),
            _ => {}
        }
    }

    fn learn_from_query(&mut self) {
        for (name, value) in self.url.query_pairs().into_owned().collect::<Vec<_>>() {
            if trace::is_secret_field(&name) {
                self.redactor.learn(&Secret::new(value));
            }
        }
    }
}

/// Whether this method changes nothing by its nature (RFC 9110 §9.2.1).
pub fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS")
}

impl Reply {
    /// The body as it came.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The media type that the body is said to be.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Status line and headers, without secrets.
    pub fn head(&self) -> String {
        let status = self.info.status.unwrap_or_default();
        let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let mut head = format!("{:?} {status} {}\n", self.version, reason.unwrap_or_default());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {}\n", trace::header_text(&self.redactor, name, value)));
        }
        head
    }
}
