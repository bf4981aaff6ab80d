//! gatekey against real neighbours. Those that are not there make their tests ignored, with the reason, never passed.
//!
//! - `../contract/`: the contract suite, on every gateway alike; [`gpustack`], [`litellm`]: what only the real ones
//!   can show
//! - [`neighbour`]: what these suites have in common
//! - [`docs`]: what README and docs/ show of a GPUStack
//! - [`fuzz`]: what a fuzzer makes of `/openapi.json`
//! - [`oracle`]: what the code of LiteLLM decides about generated requests
//! - [`llama_stack`]: a Llama Stack that asks `gatekey serve` who may do what
//! - [`kills`]: rotations that harm is done to at every step
//! - [`keyring`]: the keyring store against a real Secret Service
//!
//! One program of its own, because which tests there are is known only when it runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../contract/mod.rs"]
mod contract;
mod docs;
mod fuzz;
mod gpustack;
mod keyring;
mod keyring_login;
mod kills;
mod litellm;
mod llama_stack;
mod neighbour;
mod oracle;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the harness of the other test program too, which uses more of it")]
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((keyring::CALLS, steps)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return keyring::make_calls(steps);
    }
    let trials = [
        contract::trials(),
        docs::trials(),
        fuzz::trials(),
        gpustack::trials(),
        litellm::trials(),
        llama_stack::trials(),
        oracle::trials(),
        keyring::trials(),
        keyring_login::trials(),
        kills::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let conclusion = libtest_mimic::run(&libtest_mimic::Arguments::from_args(), trials);
    gpustack::ADMINISTRATOR.clean_up();
    litellm::ADMINISTRATOR.clean_up();
    conclusion.exit_code()
}

/// A setting of this run: where the neighbours are.
#[expect(clippy::disallowed_methods, reason = "the tests' one place that reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
