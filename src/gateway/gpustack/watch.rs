//! The server's stream of changes, taken as news and nothing more: it leaves changes out, tells them in another order, begins
//! with keys that are not new, and goes on for a credential that was revoked. What is true, a list tells.

use std::time::Duration;

use async_stream::try_stream;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::adapter::Gpustack;
use super::context::act;
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::{Error, Fact};
use crate::model::TokenQuery;
use crate::net::{Incoming, What};

/// It sends an empty line every 15 seconds: three of them missing are no accident.
const SILENCE: Duration = Duration::from_secs(45);
/// News come in bursts, the keys that are there already among them. One list is enough for all that follow within this
/// time, …
const SETTLED_AFTER: Duration = Duration::from_millis(200);
/// … but nobody waits longer than this for it.
const LONGEST_BURST: Duration = Duration::from_secs(1);
/// How long a change that was left out, or a credential that was revoked, goes unnoticed.
const DOUBTED_AFTER: Duration = Duration::from_secs(30);

impl Gpustack {
    /// Says when the keys have to be listed.
    pub(super) fn news<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::Watch, &query.fields())?;
            let inside = self.inside(query.team.as_deref()).await?;
            let user_id = self.user_id(query.owner.as_ref()).await?;
            let mut call = act(self.client.get(&["v2", "api-keys"]), &inside)
                .query("watch", "true")
                .query("user_id", &user_id);
            if let Some(search) = query.search.as_deref().filter(|text| !text.is_empty()) {
                call = call.query("search", search);
            }
            let mut incoming = call.stream(SILENCE).await.map_err(|failure| self.failed(failure))?;
            yield Fact::Changed;
            // The server may have begun to listen only after it answered: what was done in between is listed then.
            let mut burst = Some(Burst::begun());
            let mut listed = Instant::now();
            loop {
                let until = burst.as_ref().map_or(listed + DOUBTED_AFTER, Burst::is_over_at);
                match timeout_at(until, incoming.line()).await {
                    Ok(line) => {
                        let line = line.map_err(|failure| self.failed(failure))?;
                        if is_news(line.as_deref(), &incoming).map_err(|failure| self.failed(failure))? {
                            burst = Some(Burst::grown(burst));
                        }
                    }
                    Err(_) => {
                        burst = None;
                        yield Fact::Changed;
                        listed = Instant::now();
                    }
                }
            }
        }
        .boxed()
    }
}

/// Whether the line is a change, and no heartbeat.
fn is_news(line: Option<&str>, incoming: &Incoming) -> Result<bool, crate::net::Failure> {
    match line {
        None => Err(incoming.failed(What::BrokeOff, Some("the server ended it"))),
        Some("") => Ok(false),
        Some(line) => match serde_json::from_str(line) {
            Ok(Value::Object(event)) if event.contains_key("type") => Ok(true),
            Ok(_) => Err(incoming.failed(What::OtherJson, Some(line))),
            Err(_) => Err(incoming.failed(What::NotJson, Some(line))),
        },
    }
}

/// News that came close together.
struct Burst {
    first: Instant,
    last: Instant,
}

impl Burst {
    fn begun() -> Self {
        let now = Instant::now();
        Self { first: now, last: now }
    }

    fn grown(before: Option<Self>) -> Self {
        let now = Self::begun();
        Self { first: before.map_or(now.first, |before| before.first), ..now }
    }

    fn is_over_at(&self) -> Instant {
        (self.last + SETTLED_AFTER).min(self.first + LONGEST_BURST)
    }
}
