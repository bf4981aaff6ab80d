//! What a person types: the root command, and one `match` from each command to its `run()` and on to stdout.
//!
//! - `parse.rs`, `run.rs`: from the command line to the command, and from there to the exit code; `interrupt.rs`;
//!   `complete.rs`: from half a line to what could come next
//! - `secrets.rs`, `verdicts.rs`: answers that hold a secret, and those that the exit code tells as well
//! - `job.rs`: `gatekey run`; `passed_on.rs`: the signals that its command gets
//! - `args.rs`: argument groups that several commands share; `settings.rs`: flags and environment resolved;
//!   `answer.rs`: what a changing command answers
//! - `login.rs`, `logout.rs`, `status.rs`, `capabilities.rs`, `serve.rs`, `api.rs`, `doctor.rs`, `completions.rs`,
//!   `man.rs`; one folder a noun ([`tokens`], [`users`], [`teams`], [`scopes`], [`profiles`], [`authz`]), one file a verb

pub mod answer;
pub mod api;
pub mod args;
pub mod authz;
pub mod capabilities;
mod complete;
pub mod completions;
pub mod doctor;
mod ignored;
mod interrupt;
pub mod job;
pub mod jwt;
pub mod login;
pub mod logout;
pub mod man;
mod parse;
mod passed_on;
pub mod profiles;
mod run;
pub mod scopes;
mod secrets;
pub mod serve;
pub mod settings;
pub mod status;
pub mod teams;
pub mod tokens;
pub mod users;
mod verdicts;

use clap::Parser;

pub use run::main;

/// The three main jobs: try it, log in, make a key for a job.
const EXAMPLES: &str = "Examples:
  gatekey --profile local tokens create demo --scope inference
  gatekey login https://gateway.example.com --username admin
  KEY=$(gatekey tokens create ci --scope inference --expires-in 30d)
  gatekey tokens list --expiring-within 14d
  gatekey tokens revoke ci";

/// Administer the API keys of AI gateways
///
/// Creates, lists, changes and revokes keys on every gateway in the same words. `--profile local` is an embedded
/// gateway that needs no server and no login.
#[derive(Debug, Parser)]
#[command(name = "gatekey", version, propagate_version = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Root {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: args::GlobalArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(subcommand, visible_alias = "keys")]
    Tokens(tokens::Command),
    #[command(subcommand)]
    Users(users::Command),
    #[command(subcommand)]
    Teams(teams::Command),
    #[command(subcommand)]
    Scopes(scopes::Command),
    #[command(subcommand)]
    Jwt(jwt::Command),
    #[command(subcommand)]
    Authz(authz::Command),
    Login(login::Args),
    Logout(logout::Args),
    Status(status::Args),
    #[command(subcommand)]
    Profiles(profiles::Command),
    Capabilities(capabilities::Args),
    Run(Box<job::Args>),
    Serve(serve::Args),
    Api(api::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// The command that shows what this one has changed; `None` for one that changes nothing on a gateway.
    fn is_seen_by(&self) -> Option<&'static str> {
        use tokens::Command as OfTokens;
        use users::Command as OfUsers;
        match self {
            Self::Tokens(
                OfTokens::List(_) | OfTokens::Show(_) | OfTokens::Whois(_) | OfTokens::Watch(_) | OfTokens::Audit(_),
            ) => None,
            Self::Tokens(_) | Self::Login(_) | Self::Logout(_) => Some("tokens list"),
            Self::Users(OfUsers::List(_) | OfUsers::Show(_)) => None,
            Self::Users(_) => Some("users list"),
            Self::Run(_) => Some("tokens list"),
            Self::Api(_) => Some("api GET PATH"),
            _ => None,
        }
    }

    /// Whether the answer is a bare secret, a text or a server's own: then only a typed `-o` counts (CONTRACT §5).
    fn has_form_of_its_own(&self) -> bool {
        match self {
            Self::Jwt(command) => command.has_form_of_its_own(),
            _ => matches!(
                self,
                Self::Tokens(tokens::Command::Create(_))
                    | Self::Run(_)
                    | Self::Api(_)
                    | Self::Serve(_)
                    | Self::Completions(_)
                    | Self::Man(_)
            ),
        }
    }

    /// Whether it goes on until somebody ends it, and changes nothing.
    fn is_endless(&self) -> bool {
        matches!(self, Self::Tokens(tokens::Command::Watch(_)))
    }
}
