//! `gatekey man`: the manual pages, made from the same words as `--help`.

use std::io;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Root;
use super::answer::Answer;
use crate::env::VARIABLES;
use crate::model::{DryRun, PlannedChange};
use crate::ops::pages::{self, Page};
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// Print the manual page, or write all pages
///
/// Without --dir, the main page goes to stdout. `man/` in the repository has the same pages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey man | man -l -
  gatekey man --dir ~/.local/share/man/man1")]
pub struct Args {
    /// Folder to write a page for each command to; it is made when it is not there
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The text to print: the main page, or nothing when the pages were written.
pub fn run(args: &Args, ui: &Ui, dry_run: bool) -> Result<Answer<String>, Problem> {
    let pages = pages();
    let Some(folder) = &args.dir else { return Ok(Answer::Done(pages.into_iter().next().unwrap_or_default().text)) };
    if dry_run {
        let planned = |page: &Page| PlannedChange::new("write", folder.join(&page.name).display().to_string());
        return Ok(Answer::WouldDo(DryRun { changes: pages.iter().map(planned).collect() }));
    }
    pages::write(folder, &pages)?;
    ui.done(&format!("Wrote {} pages to {}", pages.len(), folder.display()));
    Ok(Answer::Done(String::new()))
}

/// Every page, the main one first.
pub fn pages() -> Vec<Page> {
    let mut root = Root::command();
    root.build();
    let mut pages = Vec::new();
    add_pages(&root, None, &mut pages);
    pages
}

fn add_pages(command: &Command, parent: Option<&str>, pages: &mut Vec<Page>) {
    let name = match parent {
        Some(parent) => format!("{parent}-{}", command.get_name()),
        None => command.get_name().to_owned(),
    };
    let text = page(command, &name, parent.is_none()).expect("writing to memory cannot fail");
    pages.push(Page { name: format!("{name}.1"), text });
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        add_pages(below, Some(&name), pages);
    }
}

/// One page. The options that every command takes are on the main page only. No date: a page is the same whenever it
/// is made.
fn page(command: &Command, name: &str, is_main: bool) -> io::Result<String> {
    // `help` and `help SOMETHING` say nothing that a page does not.
    let hide = |argument: clap::Arg| {
        let hidden = argument.is_global_set() && !is_main;
        // What -h leaves out for brevity has its words here.
        argument.hide(hidden).hide_short_help(false)
    };
    let shown = command.clone().mut_args(hide).mut_subcommands(|below| {
        let hidden = below.get_name() == "help";
        below.hide(hidden)
    });
    let has_commands = shown.has_subcommands();
    let man = Man::new(shown).title(name).source(concat!("gatekey ", env!("CARGO_PKG_VERSION"))).manual("gatekey");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if has_commands {
        man.render_subcommands_section(&mut page)?;
    }
    let mut rest = Roff::new();
    if is_main {
        environment(&mut rest);
    }
    exit_codes(&mut rest);
    examples(command, &mut rest);
    if !is_main {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([bold("gatekey"), roman("(1) has the options that every command takes, and the environment.")]);
    }
    rest.to_writer(&mut page)?;
    Ok(String::from_utf8(page).expect("a page made of words of the command line is UTF-8"))
}

fn environment(page: &mut Roff) {
    page.control("SH", ["ENVIRONMENT"]);
    for (name, meaning) in VARIABLES {
        page.control("TP", []);
        page.text([bold(*name)]);
        page.text([roman(*meaning)]);
    }
}

fn exit_codes(page: &mut Roff) {
    page.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        page.control("TP", []);
        page.text([bold((exit as u8).to_string())]);
        page.text([roman(exit.meaning())]);
    }
}

fn examples(command: &Command, page: &mut Roff) {
    let Some(help) = command.get_after_help().map(ToString::to_string) else { return };
    page.control("SH", ["EXAMPLES"]);
    page.control("nf", []);
    for line in help.lines().filter(|line| *line != "Examples:") {
        page.text([roman(line.trim_start())]);
    }
    page.control("fi", []);
}
