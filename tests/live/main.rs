//! gatekey against real neighbours. Those that are not there make their tests ignored, with the reason, never passed.
//!
//! One program of its own, because which tests there are is known only when it runs.

mod docs; // what README and docs/ show of a GPUStack
mod keyring;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((keyring::CALLS, steps)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return keyring::make_calls(steps);
    }
    let trials = keyring::trials().into_iter().chain(docs::trials()).collect();
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), trials).exit_code()
}
