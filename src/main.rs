//! The `gatekey` program: hands arguments and environment to the library, and its exit code to the system.

use std::process::ExitCode;

use gatekey::env::Environment;

fn main() -> ExitCode {
    gatekey::cli::main(std::env::args_os().collect(), Environment::from_process())
}
