//! `gatekey teams`: LiteLLM's teams, GPUStack's organisations.

pub mod create;
pub mod delete;
pub mod list;
pub mod show;

/// List, show, create and delete teams
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Create(create::Args),
    Delete(delete::Args),
}
