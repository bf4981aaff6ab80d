//! One question to an external auth endpoint, as Llama Stack asks it: a POST on a new connection, with a key in its body.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::call::Call;
use super::client::{Auth, Client};
use super::failure::{Failure, What};
use super::settings::HttpSettings;
use crate::model::{GatewayUrl, Secret};

/// What an endpoint answered.
pub struct Answer {
    pub status: u16,
    /// Of a successful answer. Wiped when dropped: an endpoint may echo the key.
    pub body: Zeroizing<Vec<u8>>,
}

/// As Llama Stack's HTTP library calls itself.
const USER_AGENT: &str = "python-httpx/0.28.1";

/// Asks once: no second attempt, no redirect, no credential of ours. The connection is a new one, as Llama Stack's is.
/// Compressed answers are not asked for, which is the one difference.
///
/// # Errors
/// Everything that kept an answer from coming. An answer with any status is one.
pub async fn ask(
    url: &Url,
    body: &Value,
    key: &Secret,
    limit: Duration,
    settings: &HttpSettings,
) -> Result<Answer, Failure> {
    let refused = |why: &str| Failure::before_sending(What::Setting(why.to_owned()), "POST", url.as_str());
    let origin = url.origin().ascii_serialization().parse::<GatewayUrl>();
    let origin = origin.map_err(|_| refused("the address is neither https nor http"))?;
    let settings = HttpSettings { timeout: limit, retries: 0, ..settings.clone() };
    let client = Client::new(&origin, &Auth::None, &settings)?;
    let mut call = Call::at(&client, url.clone());
    call.method = Method::POST;
    call.idempotent = false;
    let call = call.secret(key).json(body).header("user-agent", USER_AGENT).header("accept", "*/*");
    let call = call.header("connection", "keep-alive");
    match call.send().await {
        Ok(reply) => Ok(Answer { status: reply.info.status.unwrap_or_default(), body: reply.body }),
        Err(Failure { what: What::Status(status), .. }) => Ok(Answer { status, body: Zeroizing::default() }),
        Err(Failure { what: What::RedirectElsewhere { .. }, request, .. }) => {
            Ok(Answer { status: request.status.unwrap_or(302), body: Zeroizing::default() })
        }
        Err(failure) => Err(failure),
    }
}
