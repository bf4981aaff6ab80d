//! The program as a person uses it: one test program, a module per thing a person can do.

mod docs; // README, docs/ and --help say what gatekey does
mod layers; // who may call whom, as DESIGN §3 has it
mod login; // logging in, being logged in, logging out
mod profiles; // which gateway is asked with which credential, and the file that says so
mod support; // the harness: a home for each test, runs told whole, a double of GPUStack
mod tokens; // API keys: create, list, show, update, revoke
