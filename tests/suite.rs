//! The program as a person uses it: one test program, a module per thing a person can do.

mod docs; // README, docs/ and --help say what gatekey does
mod layers; // who may call whom, as DESIGN §3 has it
