//! gatekey against real neighbours. Those that are not there make their tests ignored, with the reason, never passed.
//!
//! One program of its own, because which tests there are is known only when it runs.

mod keyring;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((keyring::CALLS, steps)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return keyring::make_calls(steps);
    }
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), keyring::trials()).exit_code()
}
