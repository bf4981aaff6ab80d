//! `gatekey tokens`: API keys.

pub mod create;
pub mod list;
pub mod revoke;
pub mod show;
pub mod update;
pub mod watch;
pub mod whois;

/// Create, list, change and revoke API keys
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Create(create::Args),
    Update(update::Args),
    #[command(visible_alias = "delete")]
    Revoke(revoke::Args),
    Watch(watch::Args),
    Whois(whois::Args),
}
