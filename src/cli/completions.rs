//! `gatekey completions`: what a shell needs to complete gatekey's words.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Root;

/// Print the completions of a shell
///
/// They complete commands and options. `completions/` in the repository has the same files.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey completions bash > ~/.local/share/bash-completion/completions/gatekey
  gatekey completions zsh > ~/.zfunc/_gatekey
  gatekey completions fish > ~/.config/fish/completions/gatekey.fish")]
pub struct Args {
    /// Shell to complete for: bash, elvish, fish, powershell, zsh
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

pub fn run(args: &Args) -> String {
    script(args.shell)
}

/// The script for this shell.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Root::command(), "gatekey", &mut script);
    String::from_utf8(script).expect("a script made of words of the command line is UTF-8")
}
