//! Handing a secret to the places that a person named: all tried first, then written to in their order.

use super::{Error, Session};
use crate::model::{Secret, Sink, SinkPlace};

/// How far a secret came.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Where it is.
    pub delivered: Vec<Sink>,
    /// Where it stopped, and why. It may have arrived there all the same.
    pub failed: Option<(Sink, Error)>,
}

/// Refuses a place that could not be written to.
///
/// # Errors
/// The first that is refused.
pub async fn check(session: &Session, sinks: &[Sink]) -> Result<(), Error> {
    for sink in sinks {
        let (handover, sink) = (session.handover.clone(), sink.clone());
        blocking(move || Ok(handover.check(&sink)?)).await?;
    }
    Ok(())
}

/// Hands the secret to each place but standard output, in order, up to the first that fails.
pub async fn deliver(session: &Session, sinks: &[Sink], secret: &Secret) -> Delivery {
    let mut delivery = Delivery::default();
    for sink in sinks.iter().filter(|sink| sink.place != SinkPlace::Stdout) {
        let (handover, to, secret) = (session.handover.clone(), sink.clone(), secret.clone());
        match blocking(move || Ok(handover.deliver(&to, &secret)?)).await {
            Ok(()) => delivery.delivered.push(sink.clone()),
            Err(error) => {
                delivery.failed = Some((sink.clone(), error));
                break;
            }
        }
    }
    delivery
}

/// What a place holds now; `None` where there is nothing, or nothing that can be read.
///
/// # Errors
/// When there is something that cannot be read.
pub async fn held(session: &Session, sink: &Sink) -> Result<Option<Secret>, Error> {
    let (handover, sink) = (session.handover.clone(), sink.clone());
    blocking(move || Ok(handover.held(&sink)?)).await
}

/// Files, keyrings and programs take their time: meanwhile an interrupt is heard.
async fn blocking<R: Send + 'static>(work: impl FnOnce() -> Result<R, Error> + Send + 'static) -> Result<R, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}
