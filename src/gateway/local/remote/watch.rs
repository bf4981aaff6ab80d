//! The server's events as facts, and its trail.

use std::time::Duration;

use async_stream::try_stream;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::adapter::{RemoteGateway, check_id};
use super::wire::{Token as WireToken, Trail};
use crate::gateway::capability::Verb;
use crate::gateway::local::support::refuse_unsupported;
use crate::gateway::{Error, Fact, Gateway};
use crate::model::{TokenId, TokenQuery, TrailEvent};
use crate::net::{Failure, Incoming, ServerSentEvent, What};

/// It sends a comment every 15 seconds: three of them missing are no accident.
const SILENCE: Duration = Duration::from_secs(45);

impl RemoteGateway {
    /// The events as they come. A server that ends them for another reason than the credential is asked anew by whoever
    /// watches.
    pub(super) fn facts<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::Watch, query)?;
            let call = self.list_call(query).query("watch", "true").header("accept", "text/event-stream");
            let mut incoming = call.stream(SILENCE).await.map_err(|failure| self.failed(failure))?;
            loop {
                let event = incoming.event().await.map_err(|failure| self.failed(failure))?;
                if event.is_none() {
                    // It ends in order when the credential no longer counts: then that is what happened.
                    self.identity().await?;
                }
                let event = event.ok_or_else(|| self.failed(incoming.failed(What::BrokeOff, Some("the server ended it"))))?;
                if let Some(fact) = self.fact(&event, &incoming).map_err(|failure| self.failed(failure))? {
                    yield fact;
                }
            }
        }
        .boxed()
    }

    /// What an event tells. One that only a newer server has tells nothing.
    fn fact(&self, event: &ServerSentEvent, incoming: &Incoming) -> Result<Option<Fact>, Failure> {
        let token = || match serde_json::from_str::<WireToken>(&event.data) {
            Ok(token) => Ok(Box::new(self.token_from(token))),
            Err(error) => Err(incoming.failed(What::OtherJson, Some(&error.to_string()))),
        };
        Ok(match event.event.as_str() {
            "snapshot" | "created" | "updated" => Some(Fact::Is(token()?)),
            "deleted" => Some(Fact::Gone(token()?)),
            "live" => Some(Fact::Complete),
            _ => None,
        })
    }

    /// What was done to a token, oldest first.
    pub(super) async fn trail(&self, id: &TokenId) -> Result<Vec<TrailEvent>, Error> {
        check_id(id)?;
        let call = self.client.get(&["v1", "tokens", id.as_str(), "events"]);
        let trail: Trail = Self::ask(call).await.map_err(|failure| self.failed(failure))?;
        Ok(trail.items)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::gateway::connect::{Credential, Remote};
    use crate::gateway::{ErrorKind, fixture};
    use crate::model::{Kind, Secret};
    use crate::net::HttpSettings;

    const TOKEN: &str = r#"{"id":"0123456789abcdef","name":"ci","description":null,"owner":{"id":"os:ada","name":"ada"},
data: "scopes":["*"],"models":["m"],"metadata":{},"custom":false,"masked":"gk_0123***","status":"active",
data: "created_at":"2026-11-22T10:00:00Z","updated_at":"2026-11-22T10:00:00Z","expires_at":null,"last_used_at":null,
data: "revoked_at":null}"#;

    /// A gateway that answers one request with these events, and what it was asked.
    fn gateway(events: String) -> (RemoteGateway, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap();
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n{events}").unwrap();
            String::from_utf8_lossy(&asked[..length]).into_owned()
        });
        let key = Secret::new("gk_0123456789abcdef_0123456789abcdef0123456789abcdef");
        let patient = HttpSettings { timeout: Duration::from_secs(5), retries: 0, ..HttpSettings::default() };
        let remote = Remote { http: patient, ..fixture::remote(Kind::Local, &url, Credential::Token(key)) };
        (RemoteGateway::new(remote).unwrap(), asked)
    }

    async fn told(gateway: &RemoteGateway, query: &TokenQuery) -> (Vec<&'static str>, ErrorKind) {
        let (mut facts, mut told) = (gateway.watch(query), Vec::new());
        loop {
            match facts.next().await.expect("it ends with an error") {
                Ok(Fact::Is(token)) if token.id.as_str() == "0123456789abcdef" => told.push("is"),
                Ok(Fact::Gone(_)) => told.push("gone"),
                Ok(Fact::Complete) => told.push("complete"),
                Ok(other) => panic!("{other:?}"),
                Err(error) => return (told, error.kind),
            }
        }
    }

    #[tokio::test]
    async fn events_are_facts_and_what_is_new_is_ignored() {
        let events = format!(
            "event: snapshot\ndata: {TOKEN}\n\nid: 3\nevent: live\ndata: {{}}\n\n: still here\n\nevent: renamed\ndata: x\n\n\
             id: 4\nevent: updated\ndata: {TOKEN}\n\nid: 5\nevent: deleted\ndata: {TOKEN}\n\nevent: created\ndata: {TOKEN}\n"
        );
        let (gateway, asked) = gateway(events);
        let query = TokenQuery { owner: Some(crate::model::OwnerFilter::Me), ..TokenQuery::search("c i") };
        let told = told(&gateway, &query).await;
        assert_eq!(told, (vec!["is", "complete", "is", "gone"], ErrorKind::Unreachable));
        let asked = asked.join().unwrap();
        assert!(asked.starts_with("GET /v1/tokens?search=c%20i&owner=me&watch=true HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("accept: text/event-stream\r\n"), "{asked}");
    }

    #[tokio::test]
    async fn an_event_that_cannot_be_read_ends_the_watch() {
        let (gateway, _) = gateway("event: created\ndata: {\"id\":1}\n\n".to_owned());
        let (told, error) = told(&gateway, &TokenQuery::default()).await;
        assert!(told.is_empty());
        assert_eq!(error, ErrorKind::Unreachable);
    }
}
