//! `gatekey scopes`: what tokens can be limited to, and what one may do.

pub mod check;
pub mod list;
mod run;
pub mod show;

/// Show what tokens can be limited to, and check what one may do
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Check(check::Args),
}
