//! Signals that are passed on to the program that gatekey runs: all that ask a program for something.

use std::io;

use tokio::process::Child;
#[cfg(unix)]
use tokio::sync::mpsc;

#[cfg(unix)]
use super::ignored::is_ignored;
use crate::ui::Ui;

/// A signal, and who sent it.
#[cfg(unix)]
#[derive(Debug, Clone, Copy)]
struct Heard {
    signal: rustix::process::Signal,
    /// The terminal sends Ctrl-C to every program in the foreground: the other one has heard it itself.
    is_heard_by_all: bool,
}

/// What gatekey hears, from [`Signals::listen`] on, instead of ending.
pub(super) struct Signals {
    #[cfg(unix)]
    heard: mpsc::UnboundedReceiver<Heard>,
}

#[cfg(unix)]
impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
        use signal_hook::iterator::SignalsInfo;
        use signal_hook::iterator::exfiltrator::WithOrigin;

        // One that is ignored stays so, also in the program: with a handler here, it would end that.
        let all = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2].into_iter();
        let mut signals = SignalsInfo::<WithOrigin>::new(all.filter(|signal| !is_ignored(*signal)))?;
        let (tell, heard) = mpsc::unbounded_channel();
        // It waits for signals until the process ends.
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for origin in signals.forever() {
                let Some(signal) = rustix::process::Signal::from_named_raw(origin.signal) else { continue };
                // That the terminal is gone, only the first program on it is told.
                let is_for_all = matches!(origin.signal, SIGINT | SIGQUIT);
                let heard = Heard { signal, is_heard_by_all: is_for_all && is_of_terminal(origin.cause) };
                if tell.send(heard).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { heard })
    }

    /// Waits for the program to end, and passes on what is heard meanwhile.
    pub(super) async fn pass_on(&mut self, child: &mut Child) -> io::Result<std::process::ExitStatus> {
        loop {
            tokio::select! {
                status = child.wait() => return status,
                Some(heard) = self.heard.recv() => tell(child, heard),
            }
        }
    }

    /// Waits until the person has asked for an end twice.
    pub(super) async fn twice(&mut self, ui: &Ui) {
        // What came before was for the program.
        while self.heard.try_recv().is_ok() {}
        if self.heard.recv().await.is_some() {
            ui.note("the key is being revoked: seeing that through first; interrupt again to stop all the same");
            self.heard.recv().await;
        }
    }
}

/// Some systems do not say who sent a signal: then it is Ctrl-C where there is a terminal.
#[cfg(unix)]
fn is_of_terminal(cause: signal_hook::low_level::siginfo::Cause) -> bool {
    use std::io::IsTerminal as _;

    use signal_hook::low_level::siginfo::Cause;
    match cause {
        Cause::Kernel => true,
        Cause::Sent(_) => false,
        _ => io::stdin().is_terminal(),
    }
}

#[cfg(unix)]
fn tell(child: &Child, heard: Heard) {
    // One that was seen to end has no id any more: nobody else is hit.
    let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(id) = id.filter(|_| !heard.is_heard_by_all) {
        // One that ended just now needs no signal.
        let _ = rustix::process::kill_process(id, heard.signal);
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    pub(super) async fn pass_on(&mut self, child: &mut Child) -> io::Result<std::process::ExitStatus> {
        child.wait().await
    }

    pub(super) async fn twice(&mut self, _ui: &Ui) {
        std::future::pending().await
    }
}
