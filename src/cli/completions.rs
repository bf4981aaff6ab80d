//! `gatekey completions`: what a shell needs to complete gatekey's words. `complete.rs` answers it.

use clap::ValueEnum;
use clap_complete::env::Shells;

use crate::env::GATEKEY_COMPLETE;

/// Print the completions of a shell
///
/// They complete commands and options, and the names of profiles, tokens, users, teams, scopes and models: gatekey is
/// asked for them while you type, and asks the gateway that the line names. `completions/` in the repository has the
/// same files.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  source <(gatekey completions bash)
  gatekey completions bash > ~/.local/share/bash-completion/completions/gatekey
  gatekey completions fish > ~/.config/fish/completions/gatekey.fish")]
pub struct Args {
    /// Shell to complete for: bash, elvish, fish, powershell, zsh
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

/// The shells that gatekey can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    /// Every shell.
    pub const ALL: [Self; 5] = [Self::Bash, Self::Elvish, Self::Fish, Self::Powershell, Self::Zsh];

    /// The word typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Elvish => "elvish",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Zsh => "zsh",
        }
    }
}

pub fn run(args: &Args) -> String {
    script(args.shell)
}

/// The script for this shell: it asks the `gatekey` that is found first.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let completer = shells.completer(shell.as_str()).expect("every one of these is built in");
    let written = completer.write_registration(GATEKEY_COMPLETE, "gatekey", "gatekey", "gatekey", &mut script);
    written.expect("writing to memory cannot fail");
    String::from_utf8(script).expect("a script made of words of the command line is UTF-8")
}
