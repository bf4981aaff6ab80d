//! Being interrupted: at once where nothing is lost, and not in the middle of making a key.

#[cfg(unix)]
use super::ignored::is_ignored;
use crate::ops::Hold;
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// What asks a program to end: Ctrl-C, a terminal that goes away, and what CI sends when a
/// job is cancelled.
pub(super) struct Signals {
    /// `None`: ignored by whoever started gatekey.
    #[cfg(unix)]
    kinds: [Option<tokio::signal::unix::Signal>; 3],
}

impl Signals {
    #[cfg(unix)]
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind: SignalKind| (!is_ignored(kind.as_raw_value())).then(|| signal(kind)).transpose();
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let [interrupt, terminate, hang_up] = kinds.map(listen);
        Ok(Self { kinds: [interrupt?, terminate?, hang_up?] })
    }

    #[cfg(unix)]
    pub(super) async fn heard(&mut self) {
        let heard = self.kinds.iter_mut().flatten().map(|signal| Box::pin(signal.recv()));
        let heard: Vec<_> = heard.collect();
        if heard.is_empty() {
            std::future::pending().await
        }
        futures_util::future::select_all(heard).await;
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    pub(super) async fn heard(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

/// Waits for the person to interrupt. Once is enough, unless a key is under way: then a second time says that they mean it.
/// `list` is the command that shows what a change has done; `None` for a command that changes nothing.
pub(super) async fn interrupt(hold: &Hold, list: Option<&str>, ui: &Ui) -> Problem {
    let Ok(mut signals) = Signals::listen() else { return std::future::pending().await };
    signals.heard().await;
    hold.want_end();
    let interrupted = Problem::new(Exit::Interrupted, "interrupted", "interrupted");
    if hold.at_stake().is_none() {
        return match list {
            Some(list) => {
                interrupted.hint(format!("if a change was sent already, it may have been made: `gatekey {list}` shows"))
            }
            None => interrupted,
        };
    }
    ui.note("a key is being made: seeing that through first; interrupt again to stop all the same");
    signals.heard().await;
    match hold.at_stake() {
        Some(at_stake) => interrupted.cause(at_stake).hint("look for that key on the gateway, and revoke it"),
        None => interrupted,
    }
}
