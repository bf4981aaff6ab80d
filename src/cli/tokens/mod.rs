//! `gatekey tokens`: API keys.

pub mod audit;
pub mod block;
pub mod create;
pub mod list;
pub mod revoke;
pub mod rotate;
pub mod rotate_all;
pub mod show;
pub mod unblock;
pub mod update;
pub mod watch;
pub mod whois;

/// Create, list, change, rotate, block, revoke and audit API keys
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Create(create::Args),
    Update(update::Args),
    Rotate(rotate::Args),
    #[command(visible_alias = "delete")]
    Revoke(revoke::Args),
    Block(block::Args),
    Unblock(unblock::Args),
    Watch(watch::Args),
    Whois(whois::Args),
    Audit(audit::Args),
}
