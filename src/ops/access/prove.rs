//! The gateway's own word: the real request, made with the token's secret.

use futures_util::StreamExt;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::access::litellm::{Request, live};
use crate::access::{coder, gpustack};
use crate::gateway::raw::Does;
use crate::gateway::{Error as GatewayError, ErrorKind};
use crate::model::{
    AccessDecision, AccessProof, AccessQuestion, AccessReport, ApiPath, Kind, Secret, SecretMatch, Token, TokenQuery,
    UserQuery,
};
use crate::net::Reply;
use crate::ops::target::GivenToken;
use crate::ops::{Error, Refusal, RefusalKind, Session, Surroundings};

/// A request that shows whether the token may do what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    how: How,
    /// Whether a model answers it, which may cost money.
    pub costs: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum How {
    Call {
        method: &'static str,
        path: String,
        body: Option<Value>,
        /// The model, where a header names it.
        model: Option<String>,
    },
    /// The list of tokens or users is read, in this process too.
    Tokens,
    Users,
}

impl Probe {
    /// Method and path.
    pub fn words(&self) -> String {
        match &self.how {
            How::Call { method, path, .. } => format!("{method} {path}"),
            How::Tokens => "the first page of the tokens".to_owned(),
            How::Users => "the first page of the users".to_owned(),
        }
    }

    /// The request for what is asked.
    ///
    /// # Errors
    /// [`RefusalKind::Unsupported`] where it would change something: then nothing is proved by making it.
    pub fn of(kind: Kind, asked: &AccessQuestion) -> Result<Self, Error> {
        match kind {
            Kind::Coder => Ok(Self::coder(asked)),
            Kind::Local => Self::local(asked),
            Kind::Gpustack if asked.action.as_deref() == Some("management") => Ok(Self::get("/v2/users/me")),
            Kind::Gpustack if asked.route.as_deref() == Some(gpustack::TOKEN_AUTH) => {
                let (path, model) = (gpustack::TOKEN_AUTH.to_owned(), asked.model.clone());
                Ok(Self { how: How::Call { method: "GET", path, body: None, model }, costs: false })
            }
            _ => Self::of_route(kind, asked),
        }
    }

    fn get(path: &str) -> Self {
        Self { how: How::Call { method: "GET", path: path.to_owned(), body: None, model: None }, costs: false }
    }

    fn of_route(kind: Kind, asked: &AccessQuestion) -> Result<Self, Error> {
        let usual = if asked.model.is_some() { "/v1/chat/completions" } else { "/v1/models" };
        let route = asked.route.as_deref().unwrap_or(usual);
        let path = route.split('?').next().unwrap_or(route);
        let usual = if kind == Kind::Litellm {
            Request::usual_method(path, asked.model.is_some())
        } else if asked.model.is_some() {
            "POST"
        } else {
            "GET"
        };
        let method = asked.method.as_deref().unwrap_or(usual);
        if method == "GET" {
            // It asks every model that is deployed, unless the proxy does so by itself.
            let costs = kind == Kind::Litellm && path.trim_end_matches('/') == "/health";
            if kind == Kind::Litellm && SENDS.contains(&path) {
                return Err(changes(method, path));
            }
            return Ok(Self { costs, ..Self::get(route) });
        }
        let body = asked.model.as_deref().filter(|_| method == "POST").and_then(|model| smallest_body(path, model));
        let Some(mut body) = body else {
            return Err(changes(method, path));
        };
        if let Some(user) = &asked.end_user {
            body["user"] = json!(user);
        }
        Ok(Self {
            how: How::Call { method: "POST", path: route.to_owned(), body: Some(body), model: None },
            costs: true,
        })
    }

    /// Coder answers what a key may do without doing it.
    fn coder(asked: &AccessQuestion) -> Self {
        let action = asked.action.as_deref().unwrap_or_default();
        let (resource, verb) = action.split_once(':').unwrap_or((action, ""));
        let mut object = json!({"resource_type": resource});
        match asked.resource.as_deref().map(|one| one.split_once(':').map_or(one, |(_, id)| id)) {
            Some(id) => object["resource_id"] = json!(id),
            None => object["owner_id"] = json!("me"),
        }
        let body = json!({"checks": {"asked": {"object": object, "action": verb}}});
        let path = "/api/v2/authcheck".to_owned();
        Self { how: How::Call { method: "POST", path, body: Some(body), model: None }, costs: false }
    }

    fn local(asked: &AccessQuestion) -> Result<Self, Error> {
        let route = asked.route.as_deref().map(|route| route.split('?').next().unwrap_or(route));
        let is_read = asked.method.as_deref().is_none_or(|method| method == "GET");
        let how = match (asked.action.as_deref(), route) {
            (Some("token:read"), _) => How::Tokens,
            (Some("user:read"), _) => How::Users,
            (None, Some("/v1/tokens")) if is_read => How::Tokens,
            (None, Some("/v1/users")) if is_read => How::Users,
            (None, Some(route)) if is_read => return Ok(Self::get(route)),
            _ => {
                let message = "the embedded gateway can be asked by reading only: nothing is changed to prove a right";
                return Err(Refusal::new(RefusalKind::Unsupported, message)
                    .hint("ask for --action token:read or user:read; `gatekey authz probe` asks about models")
                    .into());
            }
        };
        Ok(Self { how, costs: false })
    }
}

/// What LiteLLM does something on though it is only read: a message to whoever is told of trouble.
const SENDS: [&str; 1] = ["/health/services"];

fn changes(method: &str, path: &str) -> Error {
    let message = format!("{method} {path} is not sent to prove anything: it could change something");
    Refusal::new(RefusalKind::Unsupported, message)
        .hint("--prove reads, and asks models: name a --model, or a path that is read")
        .into()
}

/// The smallest request to a model that there is at this path.
fn smallest_body(path: &str, model: &str) -> Option<Value> {
    let chat = json!([{"role": "user", "content": "ping"}]);
    let ends = |end: &str| path.ends_with(end);
    if ends("/chat/completions") || ends("/messages") {
        Some(json!({"model": model, "messages": chat, "max_tokens": 1}))
    } else if ends("/completions") {
        Some(json!({"model": model, "prompt": "ping", "max_tokens": 1}))
    } else if ends("/embeddings") {
        Some(json!({"model": model, "input": "ping"}))
    } else if ends("/responses") {
        Some(json!({"model": model, "input": "ping", "max_output_tokens": 16}))
    } else {
        None
    }
}

/// Refuses a secret that is another token's: it would prove nothing about this one.
///
/// # Errors
/// [`RefusalKind::Conflict`] when it is another's, as far as the gateway lets one tell.
pub async fn check_secret(session: &Session, token: &Token, secret: &Secret) -> Result<(), Error> {
    let is_its = match session.gateway.token_of_secret(secret).await {
        Ok(SecretMatch::Exact(found)) => found.id == token.id,
        Ok(SecretMatch::Candidates(found)) => found.iter().any(|one| one.id == token.id),
        Err(error) if error.kind == ErrorKind::NotFound => false,
        Err(error) => return Err(error.into()),
    };
    if is_its {
        return Ok(());
    }
    let message = format!("the secret on stdin is not that of the token id:{}", token.id);
    Err(Refusal::new(RefusalKind::Conflict, message)
        .hint("pipe in the secret of the token that is checked, or name the token by `-`")
        .into())
}

/// Makes the request with the token's secret, and notes in the report what the gateway said.
///
/// # Errors
/// When no answer comes.
pub async fn prove(
    surroundings: &Surroundings,
    session: &Session,
    secret: &Secret,
    probe: &Probe,
    report: &mut AccessReport,
) -> Result<(), Error> {
    let shown = showing(surroundings, session, secret).await?;
    let answer = match &probe.how {
        How::Call { method, path, body, model } => call(&shown, method, path, body.as_ref(), model.as_deref()).await?,
        How::Tokens => {
            let query = TokenQuery { limit: Some(1), ..TokenQuery::default() };
            let first = shown.gateway.tokens(&query).next().await;
            of_read(first.map_or(Ok(()), |first| first.map(drop)))?
        }
        How::Users => {
            let query = UserQuery { limit: Some(1), ..UserQuery::default() };
            let users = shown.gateway.users();
            let first = match users {
                Some(users) => users.users(&query).next().await,
                None => None,
            };
            of_read(first.map_or(Ok(()), |first| first.map(drop)))?
        }
    };
    let is_known = answer.decision != AccessDecision::Unknown && report.decision != AccessDecision::Unknown;
    let is_same_status =
        answer.decision != AccessDecision::Deny || answer.status.is_none() || answer.status == report.status;
    report.proof = Some(AccessProof {
        request: probe.words(),
        status: answer.status,
        decision: answer.decision,
        agrees: is_known.then_some(answer.decision == report.decision && is_same_status),
        detail: answer.detail,
    });
    Ok(())
}

/// What the gateway said.
struct Answer {
    status: Option<u16>,
    decision: AccessDecision,
    detail: String,
}

/// The same gateway, shown this key.
async fn showing(surroundings: &Surroundings, session: &Session, secret: &Secret) -> Result<Session, Error> {
    let mut shown = surroundings.clone();
    shown.given_token = GivenToken::Value(secret.clone());
    if shown.selection.url.is_none() {
        // Named, so that the key goes there although the profile may be the default.
        shown.selection.profile.clone_from(&session.profile);
    }
    Session::open(&shown).await
}

async fn call(
    session: &Session,
    method: &str,
    path: &str,
    body: Option<&Value>,
    model: Option<&str>,
) -> Result<Answer, Error> {
    let kind = session.gateway.kind();
    let raw = session.gateway.raw().ok_or_else(|| {
        let message = format!("{} in this process has no HTTP API", kind.title());
        GatewayError::new(ErrorKind::Unsupported, message)
            .hint("run `gatekey serve`, and name the address that it prints with --url")
    })?;
    let path = ApiPath::parse(path)
        .map_err(|error| Refusal::new(RefusalKind::Usage, "the route cannot be sent").cause(error.to_string()))?;
    let mut call = raw.client.raw(method, &path);
    if let Some(body) = body {
        call = call.bytes(Zeroizing::new(body.to_string().into_bytes()));
    }
    if let Some(model) = model {
        call = call.header("x-higress-llm-model", model);
    }
    // Whatever it answers is the answer.
    let (status, text, reply) = match call.final_if(|_| true).send().await {
        Ok(reply) => (reply.status(), String::new(), Some(reply)),
        Err(failure) => match failure.status() {
            Some(status) => (status, failure.text.unwrap_or_default(), None),
            None => return Err(raw.failed(failure, Does::Nothing).into()),
        },
    };
    let decision = match kind {
        Kind::Litellm => live::answered(status, &text),
        Kind::Gpustack => gpustack::answered(status, &text),
        Kind::Coder => coder::answered(status, reply.as_ref().and_then(checked)),
        _ if matches!(status, 401 | 403 | 404) => AccessDecision::Deny,
        _ if status < 500 => AccessDecision::Allow,
        _ => AccessDecision::Unknown,
    };
    // Coder's answer has the status of the question, not of the action.
    let told = (kind != Kind::Coder || status != 200).then_some(status);
    Ok(Answer { status: told, decision, detail: words(status, &text) })
}

fn words(status: u16, text: &str) -> String {
    if text.is_empty() { format!("it answered {status}") } else { format!("it answered {status}: {text}") }
}

/// What `authcheck` says of the one thing that was asked.
fn checked(reply: &Reply) -> Option<bool> {
    reply.json::<Value>().ok()?.get("asked")?.as_bool()
}

fn of_read(read: Result<(), GatewayError>) -> Result<Answer, Error> {
    match read {
        Ok(()) => Ok(Answer { status: None, decision: AccessDecision::Allow, detail: "it answered".to_owned() }),
        Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::Unauthenticated) => {
            let status = error.request.as_ref().and_then(|request| request.status);
            Ok(Answer { status, decision: AccessDecision::Deny, detail: error.message })
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(model: Option<&str>, route: Option<&str>) -> AccessQuestion {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        AccessQuestion { model: owned(model), route: owned(route), ..AccessQuestion::default() }
    }

    #[test]
    fn a_model_is_asked_with_the_smallest_request_and_may_cost_money() {
        for kind in [Kind::Litellm, Kind::Gpustack] {
            let probe = Probe::of(kind, &asked(Some("m"), None)).unwrap();
            assert_eq!((probe.words().as_str(), probe.costs), ("POST /v1/chat/completions", true));
        }
        let health = |kind| Probe::of(kind, &asked(None, Some("/health?model=m"))).unwrap();
        assert!(health(Kind::Litellm).costs, "it asks the models");
        assert!(!health(Kind::Gpustack).costs);
        assert!(!Probe::of(Kind::Litellm, &asked(None, Some("/health/readiness"))).unwrap().costs);
        let probe = Probe::of(Kind::Litellm, &asked(Some("m"), Some("/v1/embeddings"))).unwrap();
        assert!(matches!(probe.how, How::Call { body: Some(body), .. } if body["input"] == "ping"));
    }

    #[test]
    fn what_would_change_something_is_never_sent() {
        for route in ["/key/generate", "/team/delete", "/v1/files"] {
            assert!(Probe::of(Kind::Litellm, &asked(None, Some(route))).is_err(), "{route}");
        }
        assert!(Probe::of(Kind::Litellm, &asked(Some("m"), Some("/key/generate"))).is_err());
        assert!(Probe::of(Kind::Litellm, &asked(None, Some("/health/services?service=slack"))).is_err());
        let probe = Probe::of(Kind::Gpustack, &asked(Some("m"), Some("/token-auth"))).unwrap();
        assert_eq!((probe.words().as_str(), probe.costs), ("GET /token-auth", false));
        let create = AccessQuestion { action: Some("token:create".to_owned()), ..AccessQuestion::default() };
        assert!(Probe::of(Kind::Local, &create).is_err());
        assert_eq!(Probe::of(Kind::Gpustack, &asked(None, Some("/v2/users"))).unwrap().words(), "GET /v2/users");
    }
}
