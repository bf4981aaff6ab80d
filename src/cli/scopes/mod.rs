//! `gatekey scopes`: what tokens can be limited to.

pub mod list;
pub mod show;

/// Show what tokens can be limited to
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
}
