//! `gatekey authz`: external auth endpoints, as Llama Stack asks them.

pub mod probe;

/// Ask an external auth endpoint, as Llama Stack does
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Probe(probe::Args),
}
