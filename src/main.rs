//! The `gatekey` program: starts the library and hands its exit code to the system.

fn main() {}
