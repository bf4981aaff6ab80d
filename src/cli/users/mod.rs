//! `gatekey users`: people and service accounts.

pub mod activate;
pub mod create;
pub mod deactivate;
pub mod delete;
pub mod list;
pub mod show;
pub mod update;

/// Create, list, change and delete people and service accounts
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Create(create::Args),
    Update(update::Args),
    Delete(delete::Args),
    Activate(activate::Args),
    Deactivate(deactivate::Args),
}
