//! `gatekey users`: people and service accounts.

pub mod activate;
pub mod create;
pub mod deactivate;
pub mod delete;
pub mod list;
mod several;
pub mod show;
pub mod update;

pub use self::several::Done;

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

impl Command {
    /// Whether more than one user was named: then the answer is a report.
    pub fn names_several(&self) -> bool {
        match self {
            Self::Delete(delete::Args { users })
            | Self::Activate(activate::Args { users })
            | Self::Deactivate(deactivate::Args { users }) => users.len() > 1,
            Self::List(_) | Self::Show(_) | Self::Create(_) | Self::Update(_) => false,
        }
    }
}
