//! `gatekey profiles`: named gateways.

pub mod list;
pub mod remove;
pub mod rename;
pub mod show;
pub mod use_profile;

/// Name and choose gateways
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Use(use_profile::Args),
    Rename(rename::Args),
    #[command(visible_alias = "rm")]
    Remove(remove::Args),
}
