//! Being interrupted: at once where nothing is lost, and not in the middle of making a key.

use crate::ops::Hold;
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// What asks a program to end: Ctrl-C, a terminal that goes away, and what CI sends when a
/// job is cancelled.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    #[cfg(unix)]
    pub(super) async fn heard(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
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
