//! What came back, read as what was expected: an answer that is none of this API's is told apart by what it is instead.

use std::fmt;

use reqwest::Version;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use zeroize::Zeroizing;

use super::failure::{Failure, Parts, What};
use super::request::RequestInfo;
use crate::model::Redactor;

/// As much of a server's text as an error repeats.
const TEXT_LIMIT: usize = 300;

/// As many bytes of it as are looked at: enough for those characters with much space between them.
const READ_LIMIT: usize = 16 * 1024;

/// A successful answer (2xx) with its whole body.
pub struct Reply {
    pub(super) info: RequestInfo,
    pub(super) version: Version,
    pub(super) headers: HeaderMap,
    pub(super) content_type: String,
    /// Wiped when dropped: the answer to a create holds the new secret.
    pub(super) body: Zeroizing<Vec<u8>>,
    /// Knows the secrets of this call.
    pub(super) redactor: Redactor,
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reply").field("info", &self.info).finish_non_exhaustive()
    }
}

impl Reply {
    /// Which success it is.
    pub fn status(&self) -> u16 {
        // A reply without a status is none.
        self.info.status.unwrap_or_default()
    }

    /// The body as the JSON that was expected.
    ///
    /// # Errors
    /// Says what the body is instead: HTML, cut off, an error in spite of the status, or other JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|error| self.not_as_expected(&error))
    }

    /// Makes sure that an answer without content of interest is one of this API's: empty or JSON, and no error.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn acknowledged(&self) -> Result<(), Failure> {
        if self.body.is_empty() {
            return Ok(());
        }
        let body: Value = self.json()?;
        match error_text(&body) {
            None => Ok(()),
            Some(text) => Err(self.failure(What::ErrorBody, Some(text))),
        }
    }

    /// A failure of an answer that could be read but does not hold what it must.
    pub fn lacking(&self, what_is_missing: &str) -> Failure {
        self.failure(What::OtherJson, Some(what_is_missing.to_owned()))
    }

    fn not_as_expected(&self, error: &serde_json::Error) -> Failure {
        if is_html(&self.content_type, &self.body) {
            return self.failure(What::Html, html_title(&self.body));
        }
        match error.classify() {
            Category::Eof if !self.body.is_empty() => self.failure(What::Truncated, None),
            Category::Data => match serde_json::from_slice(&self.body).ok().as_ref().and_then(error_text) {
                Some(text) => self.failure(What::ErrorBody, Some(text)),
                None => self.failure(What::OtherJson, Some(error.to_string())),
            },
            Category::Eof => self.failure(What::NotJson, Some("the answer is empty".to_owned())),
            Category::Syntax | Category::Io => {
                self.failure(What::NotJson, Some(String::from_utf8_lossy(&self.body).into_owned()))
            }
        }
    }

    fn failure(&self, what: What, text: Option<String>) -> Failure {
        // The status says success: whatever the body is, the request may have been carried out.
        Failure::new(what, self.info.clone(), text.map(|text| presentable(&self.redactor, &text)), true)
    }
}

/// The server's own words in the body of an error, from whichever of the usual places has them.
pub(super) fn error_words(content_type: &str, body: &[u8], redactor: &Redactor) -> Option<String> {
    let text = match serde_json::from_slice(body) {
        Ok(json) => error_text(&json),
        Err(_) if is_html(content_type, body) => html_title(body),
        Err(_) => Some(String::from_utf8_lossy(body).into_owned()),
    };
    text.map(|text| presentable(redactor, &text)).filter(|text| !text.is_empty())
}

/// The error in a body that tells it in parts: `{"error":{"code","message","cause","hint"}}`.
pub(super) fn error_parts(body: &[u8], redactor: &Redactor) -> Option<Parts> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = body.get("error")?;
    let part = |name: &str| Some(presentable(redactor, error.get(name)?.as_str()?));
    Some(Parts { code: part("code")?, message: part("message")?, cause: part("cause"), hint: part("hint") })
}

/// Struck first, then put in one line, then cut: half a secret at the cut would no longer be recognised.
pub(super) fn presentable(redactor: &Redactor, text: &str) -> String {
    let struck = redactor.strike_start(text, READ_LIMIT);
    let words = struck.split(|character: char| character.is_whitespace() || character.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TEXT_LIMIT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if text.len() > READ_LIMIT => format!("{line}…"),
        None => line,
    }
}

/// `message`, `error` or `error.message`, `detail` as text, object or list: GPUStack alone uses three of them, and
/// changes between two while it runs. `None` when the JSON is no error.
fn error_text(body: &Value) -> Option<String> {
    let fields = body.as_object()?;
    let said = |name: &str| fields.get(name).and_then(words);
    let told = match (said("error"), said("message"), said("detail")) {
        (Some(error), ..) => Some(error),
        (None, Some(message), Some(detail)) => Some(format!("{message}: {detail}")),
        (None, message, detail) => message.or(detail),
    }?;
    Some(match validations(fields) {
        Some(at_fault) => format!("{told} ({at_fault})"),
        None => told,
    })
}

/// Coder names the fields at fault: `[{"field","detail"}]`.
fn validations(fields: &serde_json::Map<String, Value>) -> Option<String> {
    let items = fields.get("validations")?.as_array()?;
    let one = |item: &Value| Some(format!("{}: {}", item.get("field")?.as_str()?, item.get("detail")?.as_str()?));
    let all: Vec<String> = items.iter().filter_map(one).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(fields) => {
            ["message", "error", "msg", "detail"].iter().find_map(|name| words(fields.get(*name)?))
        }
        Value::Array(items) => {
            let all: Vec<String> = items.iter().filter_map(words).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
        _ => None,
    }
}

fn is_html(content_type: &str, body: &[u8]) -> bool {
    content_type.starts_with("text/html") || body.trim_ascii_start().starts_with(b"<")
}

fn html_title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let (_, after) = text.split_once("<title>")?;
    let (title, _) = after.split_once("</title>")?;
    Some(format!("the page's title is \"{}\"", title.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;

    fn reply(content_type: &str, body: &str) -> Reply {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2"));
        Reply {
            info: RequestInfo {
                method: "GET".into(),
                url: "http://localhost".into(),
                status: Some(200),
                request_id: None,
            },
            version: Version::HTTP_11,
            headers: HeaderMap::new(),
            content_type: content_type.to_owned(),
            body: Zeroizing::new(body.as_bytes().to_vec()),
            redactor,
        }
    }

    #[derive(Debug, serde::Deserialize)]
    struct Numbers {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        items: Vec<u32>,
    }

    fn refused(content_type: &str, body: &str) -> (What, Option<String>) {
        let failure = reply(content_type, body).json::<Numbers>().unwrap_err();
        assert!(failure.may_have_run);
        (failure.what, failure.text)
    }

    #[test]
    fn what_the_body_is_instead_is_told_apart() {
        let page = "<!doctype html><title>Sign in</title>";
        assert_eq!(refused("text/html", page), (What::Html, Some("the page's title is \"Sign in\"".into())));
        assert_eq!(refused("application/json", page).0, What::Html);
        assert_eq!(refused("application/json", r#"{"items":[1,2"#), (What::Truncated, None));
        assert_eq!(refused("", "").0, What::NotJson);
        assert_eq!(refused("text/plain", "hello hunter2"), (What::NotJson, Some("hello [redacted]".into())));
        assert_eq!(refused("application/json", r#"{"things":[]}"#).0, What::OtherJson);
        assert_eq!(
            refused("application/json", r#"{"code":500,"message":"no hunter2"}"#),
            (What::ErrorBody, Some("no [redacted]".into()))
        );
    }

    #[test]
    fn an_acknowledgement_is_empty_or_json_without_an_error() {
        for good in ["", "null", "{}", r#"{"id":1}"#] {
            assert_eq!(reply("application/json", good).acknowledged(), Ok(()), "{good}");
        }
        for bad in ["<html>", r#"{"detail":"Not Found"}"#, "nul"] {
            assert!(reply("application/json", bad).acknowledged().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_words_are_found_in_every_place_servers_put_them() {
        for (body, expected) in [
            (r#"{"code":404,"reason":"NotFound","message":"Api key not found"}"#, "Api key not found"),
            (r#"{"error":{"message":"Api key not found","code":404}}"#, "Api key not found"),
            (r#"{"detail":"Not Found"}"#, "Not Found"),
            (r#"{"detail":[{"loc":["a"],"msg":"too small"},{"msg":"too big"}]}"#, "too small; too big"),
            (r#"{"message":"Forbidden.","detail":"rbac"}"#, "Forbidden.: rbac"),
            (
                r#"{"message":"Taken.","validations":[{"field":"name","detail":"in use"},{"field":"x"}]}"#,
                "Taken. (name: in use)",
            ),
            ("Bad\ngateway\u{1b}[2J", "Bad gateway [2J"),
        ] {
            assert_eq!(error_words("", body.as_bytes(), &Redactor::default()).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn an_error_in_parts_is_read_in_parts_and_any_other_is_not() {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2"));
        let parts = |body: &str| error_parts(body.as_bytes(), &redactor);
        let told = parts(r#"{"error":{"code":"invalid","message":"no hunter2","cause":null,"hint":"a\nb","new":1}}"#);
        assert_eq!(
            told,
            Some(Parts {
                code: "invalid".into(),
                message: "no [redacted]".into(),
                cause: None,
                hint: Some("a b".into())
            })
        );
        for other in ["", "<html>", "[]", r#"{"error":"no"}"#, r#"{"error":{"code":404,"message":"no"}}"#] {
            assert_eq!(parts(other), None, "{other}");
        }
    }

    #[test]
    fn a_secret_at_the_cut_is_struck_whole() {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2-hunter2"));
        let text = format!("{}hunter2-hunter2", "x".repeat(TEXT_LIMIT - 5));
        let shown = presentable(&redactor, &text);
        assert!(!shown.contains("hunter") && shown.chars().count() <= TEXT_LIMIT + 1, "{shown}");
    }

    #[test]
    fn a_text_as_long_as_an_answer_may_be_is_soon_told() {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2-hunter2"));
        let started = std::time::Instant::now();
        for unit in ["\\", "h\\", " ", "sk-!"] {
            let body = unit.repeat((32 << 20) / unit.len());
            assert!(presentable(&redactor, &body).chars().count() <= TEXT_LIMIT + 1, "{unit}");
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
        let sparse = format!("{}hunter2-hunter2", " ".repeat(READ_LIMIT - 7));
        assert_eq!(presentable(&redactor, &sparse), "[redacted]…");
    }
}
