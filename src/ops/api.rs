//! One call that a person writes themself, on the gateway's own API.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{Error, Refusal, RefusalKind, Session};
use crate::gateway::raw::{Does, Raw};
use crate::gateway::{Error as GatewayError, ErrorKind};
use crate::model::{ApiPath, PlannedChange};
use crate::net::{Call, Reply, raw};

/// The largest body that is read from a file: as large as an answer may be.
pub const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// More pages than any list of keys has; a server that sends in circles would be asked for ever.
const MOST_PAGES: usize = 1000;

/// As much as all pages together may hold: they are printed when the last one has come.
const ALL_PAGES_LIMIT: usize = 256 * 1024 * 1024;

/// The call as it was typed. No `Debug`: what it sends may hold a secret.
pub struct Request {
    /// One word of capital letters.
    pub method: String,
    pub path: ApiPath,
    pub fields: Vec<Field>,
    pub body: Option<Zeroizing<Vec<u8>>>,
    /// Ask for the pages that follow, too.
    pub paginate: bool,
    /// Whether every answer must be JSON.
    pub json: bool,
}

impl Request {
    /// Whether it may change something.
    pub fn changes(&self) -> bool {
        !raw::is_safe(&self.method)
    }
}

/// `-f KEY=VALUE`.
#[derive(Clone)]
pub struct Field {
    pub key: String,
    /// As typed.
    pub text: String,
    /// The key's parts, and the value as JSON.
    pub steps: Vec<Step>,
    pub value: Value,
}

/// One part of a key such as `filter[names][]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field of an object.
    Into(String),
    /// One more item of a list.
    Append,
}

/// What would be sent.
///
/// # Errors
/// As [`send`], as far as it can be known without sending.
pub fn plan(session: &Session, request: Request) -> Result<PlannedChange, Error> {
    let raw = raw_of(session)?;
    let method = request.method.clone();
    let call = call(&raw, request)?;
    let planned = PlannedChange::new(&method, call.target());
    Ok(match call.planned_body() {
        None => planned,
        Some(Value::Object(fields)) => {
            fields.into_iter().fold(planned, |planned, (name, value)| planned.field(&name, Value::Null, value))
        }
        Some(body) => planned.field("body", Value::Null, body),
    })
}

/// Sends the call, and those for the pages that follow if they are wanted; every answer that came.
///
/// # Errors
/// Any answer but a success, and everything that kept one from coming. A call that may have changed something, and
/// whose answer is lost, is [`ErrorKind::OutcomeUnknown`].
pub async fn send(session: &Session, request: Request) -> Result<Vec<Reply>, Error> {
    let raw = raw_of(session)?;
    let does = match request.method.as_str() {
        method if raw::is_safe(method) => Does::Nothing,
        "PUT" | "DELETE" => Does::TheSameTwice,
        _ => Does::Something,
    };
    let (paginate, is_json) = (request.paginate, request.json);
    let failed = |failure| Error::from(raw.failed(failure, does));
    let mut replies = Vec::new();
    let mut total = 0;
    let mut next = None;
    let mut call = call(&raw, request)?;
    let base = call.clone();
    loop {
        let reply = call.clone().send().await.map_err(failed)?;
        total += reply.body().len();
        if (is_json || paginate) && !reply.body().is_empty() {
            let body: Value = reply.json().map_err(failed)?;
            let after = if paginate { (raw.next_page)(&body, &call) } else { None };
            // The same page again leads nowhere.
            next = after.filter(|after| next.as_ref() != Some(after));
        } else {
            next = None;
        }
        replies.push(reply);
        let Some((name, value)) = &next else { return Ok(replies) };
        if replies.len() == MOST_PAGES || total > ALL_PAGES_LIMIT {
            return Err(too_many(replies.len()));
        }
        call = base.clone().set_query(name, value);
    }
}

fn too_many(pages: usize) -> Error {
    Refusal::new(RefusalKind::Usage, format!("the list goes on after {pages} pages"))
        .hint("narrow it with a filter of the API, or ask for larger pages")
        .into()
}

fn raw_of(session: &Session) -> Result<Raw<'_>, Error> {
    session.gateway.raw().ok_or_else(|| {
        let message = format!("{} in this process has no HTTP API", session.gateway.kind().title());
        GatewayError::new(ErrorKind::Unsupported, message)
            .hint("run `gatekey serve`, and name the address that it prints with --url")
            .into()
    })
}

/// Fields go where they can: into the query where there is no body or it is given whole, else into a JSON body.
fn call<'r>(raw: &Raw<'r>, request: Request) -> Result<Call<'r>, Error> {
    let mut call = raw.client.raw(&request.method, &request.path);
    let in_query = !request.changes() || request.body.is_some();
    if let Some(body) = request.body {
        call = call.bytes(body);
    }
    if in_query {
        return Ok(request.fields.iter().fold(call, |call, field| call.raw_query(&field.key, &field.text)));
    }
    if request.fields.is_empty() {
        return Ok(call);
    }
    let mut body = Value::Object(Map::new());
    for Field { key, steps, value, .. } in request.fields {
        put(&mut body, &steps, value).ok_or_else(|| contradiction(&key))?;
    }
    Ok(call.bytes(Zeroizing::new(body.to_string().into_bytes())))
}

fn contradiction(key: &str) -> Error {
    Refusal::new(RefusalKind::Usage, format!("the field `{key}` is given in two ways that exclude each other"))
        .hint("an object, a list or a single value: a field can be only one of them")
        .into()
}

/// Puts the value where the steps lead; `None` where something else is there already.
fn put(into: &mut Value, steps: &[Step], value: Value) -> Option<()> {
    match steps {
        [] => {
            let is_free = into.is_null();
            *into = value;
            is_free.then_some(())
        }
        [Step::Into(name), rest @ ..] => {
            if into.is_null() {
                *into = json!({});
            }
            let fields = into.as_object_mut()?;
            if rest.is_empty() && fields.contains_key(name) {
                return None;
            }
            put(fields.entry(name.clone()).or_insert(Value::Null), rest, value)
        }
        [Step::Append, rest @ ..] => {
            if into.is_null() {
                *into = json!([]);
            }
            let items = into.as_array_mut()?;
            items.push(Value::Null);
            put(items.last_mut()?, rest, value)
        }
    }
}

/// The field that is meant by `KEY=VALUE`, `KEY[]=VALUE` or `KEY[NAME]=VALUE`. `true`, `false`, `null` and numbers are
/// JSON, everything else is text. The error does not repeat what was typed: it may be a secret.
///
/// # Errors
/// [`RefusalKind::Usage`] when it is written otherwise.
pub fn field(text: &str) -> Result<Field, Error> {
    let refused = |why: &str| Error::from(Refusal::new(RefusalKind::Usage, format!("a field is KEY=VALUE: {why}")));
    let (key, text) = text.split_once('=').ok_or_else(|| refused("there is no `=` in one of them"))?;
    let mut steps = Vec::new();
    let (name, mut rest) = key.split_at(key.find('[').unwrap_or(key.len()));
    if name.is_empty() {
        return Err(refused("there is no key before the `=`"));
    }
    steps.push(Step::Into(name.to_owned()));
    while !rest.is_empty() {
        let (inside, after) = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .ok_or_else(|| refused("the brackets of a key are not closed"))?;
        steps.push(if inside.is_empty() { Step::Append } else { Step::Into(inside.to_owned()) });
        rest = after;
    }
    Ok(Field { key: key.to_owned(), text: text.to_owned(), steps, value: typed(text) })
}

fn typed(text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_json = is_number || matches!(text, "true" | "false" | "null");
    let json: Option<Value> = serde_json::from_str(text).ok().filter(|_| is_json);
    // More digits than a number keeps would make another one of it: those are text.
    let unchanged = json.filter(|json| serde_json::to_string(json).is_ok_and(|written| written == text));
    unchanged.unwrap_or_else(|| Value::from(text))
}

/// The bytes of a file that is to be sent.
///
/// # Errors
/// [`RefusalKind::Usage`] when it cannot be read, or is larger than [`BODY_LIMIT`].
pub async fn read_body(path: PathBuf) -> Result<Zeroizing<Vec<u8>>, Error> {
    use std::io::Read;
    let shown = path.display().to_string();
    // It may be a pipe: waiting for it must not keep an interrupt from being heard.
    let read = tokio::task::spawn_blocking(move || {
        let mut body = Zeroizing::new(Vec::new());
        std::fs::File::open(&path)?.take(BODY_LIMIT as u64 + 1).read_to_end(&mut body)?;
        Ok::<_, std::io::Error>(body)
    });
    let read = read.await.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()));
    let refused = || Refusal::new(RefusalKind::Usage, format!("{shown} cannot be sent"));
    match read {
        Ok(body) if body.len() <= BODY_LIMIT => Ok(body),
        Ok(_) => Err(refused().cause(format!("it is larger than {} MiB", BODY_LIMIT >> 20)).into()),
        Err(error) => Err(refused().cause(error.to_string()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(fields: &[&str]) -> Option<Value> {
        let mut body = json!({});
        for text in fields {
            let field = field(text).ok()?;
            put(&mut body, &field.steps, field.value)?;
        }
        Some(body)
    }

    #[test]
    fn values_are_json_where_they_can_be_nothing_else() {
        let fields = ["a=true", "b=null", "c=42", "d=-1.5", "e=text", "f=", "g=007", "h=1.10", "i=a=b", "j=2026-11-22"];
        assert_eq!(
            body(&fields),
            Some(
                json!({"a": true, "b": null, "c": 42, "d": -1.5, "e": "text", "f": "", "g": "007", "h": "1.10", "i": "a=b", "j": "2026-11-22"})
            )
        );
        assert_eq!(body(&["a=123456789012345678901234567890"]), Some(json!({"a": "123456789012345678901234567890"})));
    }

    #[test]
    fn brackets_make_lists_and_objects() {
        let fields = ["scope[]=a", "scope[]=b", "who[name]=ada", "who[tags][]=x", "n=1"];
        assert_eq!(body(&fields), Some(json!({"scope": ["a", "b"], "who": {"name": "ada", "tags": ["x"]}, "n": 1})));
    }

    #[test]
    fn what_excludes_itself_or_is_no_field_is_refused() {
        for fields in [
            &["a=1", "a=2"][..],
            &["a=1", "a[]=2"],
            &["a[]=1", "a[b]=2"],
            &["a=null", "a=1"],
            &["a"],
            &["=1"],
            &["a[=1"],
        ] {
            assert_eq!(body(fields), None, "{fields:?}");
        }
    }
}
