//! README, CONTRIBUTING.md, docs/ and `--help` say what gatekey does: examples are run, tables are generated or held to the
//! code, links lead somewhere. CONTRIBUTING.md tells how a document is written for this.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory, Parser};
use gatekey::cli::completions::Shell;
use gatekey::cli::{Root, completions, man};
use gatekey::env::VARIABLES;
use gatekey::gateway::Gateway;
use gatekey::gateway::capability::{Field, Support, Verb};
use gatekey::gateway::cells::{self, Cell};
use gatekey::gateway::connect::{self, Credential, Remote};
use gatekey::model::{Clock, Kind, Secret, Timestamp};
use gatekey::net::HttpSettings;
use gatekey::problem::Exit;
use gatekey::server::service::CATALOGUE;
use regex::Regex;

#[path = "support/documents.rs"]
pub(crate) mod documents;

use documents::{Block, Document, Neighbour, Stage, documents, hold_folder, root};

use crate::support::double::coder::{self, CoderDouble};

fn document(name: &str) -> Document {
    documents().into_iter().find(|document| document.name() == name).unwrap_or_else(|| panic!("{name} is not there"))
}

fn blocks(info: &str) -> Vec<(String, Block)> {
    let of = |document: Document| {
        let name = document.name();
        document.blocks().into_iter().map(move |block| (name.clone(), block))
    };
    documents().into_iter().flat_map(of).filter(|(_, block)| block.info == info).collect()
}

#[test]
fn what_the_documents_show_is_what_gatekey_prints() {
    let told: Vec<String> = documents()
        .into_iter()
        .filter(|document| document.has(Stage::Alone))
        .filter_map(|document| document.rehearse(Stage::Alone).err())
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

/// There is no real Coder to try: what the documents show of one is held to the double.
#[test]
fn what_the_documents_show_of_a_coder_is_what_its_double_gets() {
    for document in documents().into_iter().filter(|document| document.has(Stage::Coder)) {
        let double = CoderDouble::new();
        let neighbour =
            Neighbour { url: double.url(), user: coder::OWNER.to_owned(), password: coder::PASSWORD.to_owned() };
        if let Err(told) = document.rehearse_beside(Stage::Coder, Some(neighbour)) {
            panic!("{told}");
        }
    }
}

#[test]
fn every_block_says_what_it_is() {
    const KNOWN: [&str; 9] =
        ["sh", "console", "console gpustack", "console litellm", "console coder", "json", "toml", "yaml", "text"];
    for document in documents() {
        for Block { info, line, .. } in document.blocks() {
            assert!(KNOWN.contains(&info.as_str()), "{}:{line}: ```{info}", document.name());
        }
    }
}

#[test]
fn the_readme_begins_with_the_main_job_and_the_tests() {
    let readme = document("README.md").blocks();
    let [first, second, third, ..] = readme.as_slice() else { panic!("the README has too few blocks") };
    assert_eq!((first.info.as_str(), second.info.as_str(), third.info.as_str()), ("sh", "sh", "console"));
    assert_eq!(second.lines, ["cargo test"]);
    // The third shows, and is held to, what the first prints.
    let [command] = first.lines.as_slice() else { panic!("the first block is one command") };
    assert!(command.starts_with("cargo run "), "{command}");
    assert_eq!(third.lines[0], format!("$ {command}"));
}

#[test]
fn json_in_the_documents_can_be_read() {
    for (name, block) in blocks("json") {
        let text = block.lines.join("\n");
        serde_json::from_str::<serde_json::Value>(&text)
            .unwrap_or_else(|error| panic!("{name}:{}: {error}", block.line));
    }
}

/// A line of a ```sh block is not run, but gatekey must understand it.
#[test]
fn commands_in_the_documents_can_be_parsed() {
    for (name, block) in blocks("sh") {
        for line in &block.lines {
            for words in commands(line) {
                let parsed = Root::try_parse_from(&words);
                let fine = parsed.as_ref().err().is_none_or(|error| !error.use_stderr());
                assert!(fine, "{name}:{}: {line}\n{}", block.line, parsed.unwrap_err());
            }
        }
    }
}

/// The runs of gatekey in a line of shell, each as its words. Knows quotes, pipes and substitutions, and no more.
fn commands(line: &str) -> Vec<Vec<String>> {
    let begin = Regex::new(r"(^|[\s(])(gatekey|cargo run --quiet --)\s").expect("a pattern");
    begin
        .find_iter(line)
        .map(|found| {
            let mut words = vec!["gatekey".to_owned()];
            let (mut word, mut quote) = (String::new(), None);
            for character in line[found.end()..].chars() {
                match (character, quote) {
                    (character, Some(open)) if character == open => quote = None,
                    (character, Some(_)) => word.push(character),
                    ('\'' | '"', None) => quote = Some(character),
                    ('|' | ')' | ';' | '<' | '>' | '&', None) => break,
                    // Inside of a word it begins no comment.
                    ('#', None) if word.is_empty() => break,
                    (' ', None) => words.push(std::mem::take(&mut word)),
                    (character, None) => word.push(character),
                }
            }
            words.push(word);
            words.retain(|word| !word.is_empty() && word != "\\");
            words
        })
        .collect()
}

/// Every command that does something, as it is typed after `gatekey`.
fn leaves(command: &clap::Command, path: &str, into: &mut Vec<(String, clap::Command)>) {
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let path = format!("{path}{}{}", if path.is_empty() { "" } else { " " }, sub.get_name());
        if sub.has_subcommands() { leaves(sub, &path, into) } else { into.push((path, sub.clone())) }
    }
}

fn all_leaves() -> Vec<(String, clap::Command)> {
    let mut all = Vec::new();
    leaves(&Root::command(), "", &mut all);
    all
}

#[test]
fn every_command_is_documented_and_has_help() {
    let everything: String = documents().into_iter().map(|document| document.text).collect();
    for (path, command) in all_leaves() {
        let shown = Regex::new(&format!(r"(gatekey|--quiet --)( --profile \S+)? {path}\b")).expect("a pattern");
        assert!(shown.is_match(&everything), "no document shows `gatekey {path}`");
        assert!(command.get_about().is_some_and(|about| !about.to_string().is_empty()), "`{path}` has no help");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "`{path} {}` has no help", argument.get_id());
        }
    }
}

#[test]
fn the_command_line_is_put_together_right() {
    Root::command().debug_assert();
}

#[test]
fn every_command_has_an_example_of_itself() {
    for (path, command) in all_leaves() {
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let shows = |words: &Vec<String>| words.join(" ").contains(&path);
        let shown = examples.lines().flat_map(commands).any(|words| shows(&words));
        assert!(examples.starts_with("Examples:\n") && shown, "`{path}` has no example of itself: {examples}");
    }
}

#[test]
fn examples_in_help_can_be_parsed() {
    let with_root = all_leaves().into_iter().chain([(String::new(), Root::command())]);
    for (path, command) in with_root {
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in examples.lines() {
            assert!(line.len() <= 80, "`{path}`: an example is wider than 80 columns: {line}");
            for words in commands(line) {
                let parsed = Root::try_parse_from(&words);
                assert!(parsed.is_ok(), "`{path}`: {line}\n{}", parsed.unwrap_err());
            }
        }
    }
}

/// Words in `code` that begin with gatekey name a command that exists.
#[test]
fn commands_named_in_sentences_exist() {
    let named = Regex::new("`gatekey ([a-z]+)(?: ([a-z]+))?").expect("a pattern");
    let root = Root::command();
    for document in documents() {
        for found in named.captures_iter(&document.text) {
            let command = root.find_subcommand(&found[1]);
            let command = command.unwrap_or_else(|| panic!("{}: {}", document.name(), &found[0]));
            if let Some(verb) = found.get(2).filter(|_| command.has_subcommands()) {
                assert!(command.find_subcommand(verb.as_str()).is_some(), "{}: {}", document.name(), &found[0]);
            }
        }
    }
}

#[test]
fn the_exit_codes_are_those_of_the_code() {
    let codes: BTreeSet<u8> = Exit::ALL.into_iter().map(|exit| exit as u8).collect();
    let rows = Regex::new(r"(?m)^\| (\d+) \|").expect("a pattern");
    let page = document("docs/exit-codes.md").text;
    let documented: BTreeSet<u8> = rows.captures_iter(&page).map(|row| row[1].parse().expect("a code")).collect();
    assert_eq!(documented, codes);
}

/// The words of `error.code` are where the codes are.
#[test]
fn every_error_word_is_documented() {
    let source = std::fs::read_to_string(root().join("src/problem.rs")).expect("it can be read");
    let words = Regex::new(r#"Exit::[A-Za-z]+, "([a-z_]+)""#).expect("a pattern");
    let page = document("docs/exit-codes.md").text;
    for found in words.captures_iter(&source) {
        assert!(page.contains(&format!("`{}`", &found[1])), "docs/exit-codes.md does not have `{}`", &found[1]);
    }
}

#[test]
fn every_variable_is_documented() {
    let rows: String = VARIABLES.iter().map(|(name, meaning)| format!("| `{name}` | {meaning} |\n")).collect();
    document("docs/credentials.md")
        .hold_generated("environment", &format!("| variable | meaning |\n|---|---|\n{rows}"));
}

#[test]
fn the_completions_are_current() {
    let files = Shell::ALL.map(|shell| {
        let extension = if shell == Shell::Powershell { "ps1" } else { shell.as_str() };
        (format!("gatekey.{extension}"), completions::script(shell))
    });
    hold_folder("completions", &files);
}

#[test]
fn the_manual_is_current() {
    let files: Vec<(String, String)> = man::pages().into_iter().map(|page| (page.name, page.text)).collect();
    assert!(files.len() > all_leaves().len(), "a page for each command and for each group of them");
    hold_folder("man", &files);
}

/// Texts that are made on one machine and read on others name neither a place nor a day.
#[test]
fn generated_files_name_no_machine_and_no_date() {
    let texts = man::pages().into_iter().map(|page| page.text).chain([completions::script(Shell::Bash)]);
    let date = Regex::new(r"\b20\d\d-\d\d-\d\d|/(home|root|work|tmp)/").expect("a pattern");
    for text in texts {
        assert_eq!(date.find(&text).map(|found| found.as_str()), None);
    }
}

#[test]
fn every_field_of_the_json_is_documented() {
    let page = document("docs/json.md").text;
    let shown: Vec<String> = page_json(&page);
    for field in shown {
        assert!(
            page.contains(&format!("| `{field}` |")),
            "docs/json.md shows the field {field} and does not explain it"
        );
    }
}

/// The names of all fields in the JSON that the page shows.
fn page_json(page: &str) -> Vec<String> {
    let fields = Regex::new(r#"(?m)^\s*"([a-z_]+)": "#).expect("a pattern");
    fields.captures_iter(page).map(|found| found[1].to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#]*)(?:#([^)]+))?\)").expect("a pattern");
    for document in documents() {
        for found in link.captures_iter(&document.text) {
            if found[1].starts_with("https://") {
                continue;
            }
            let here = document.path.parent().expect("in a folder");
            let target = if found[1].is_empty() { document.path.clone() } else { here.join(&found[1]) };
            assert!(target.exists(), "{}: {}", document.name(), &found[0]);
            if let Some(anchor) = found.get(2) {
                assert!(anchors(&target).contains(anchor.as_str()), "{}: {}", document.name(), &found[0]);
            }
        }
    }
}

/// The anchors of a page's headings, as web pages of repositories make them.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(page).expect("it can be read");
    let kept = |character: &char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_');
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect::<String>())
        .map(|heading| heading.replace(' ', "-"))
        .collect()
}

#[test]
fn what_gpustack_can_do_is_the_capability_table() {
    let gateway = connected(Kind::Gpustack);
    document("docs/gpustack.md")
        .hold_generated("capabilities", &capabilities(|verb, field| gateway.support(verb, field)));
}

#[test]
fn what_litellm_can_do_is_the_capability_table() {
    let gateway = connected(Kind::Litellm);
    document("docs/litellm.md")
        .hold_generated("capabilities", &capabilities(|verb, field| gateway.support(verb, field)));
}

#[test]
fn what_coder_can_do_is_the_capability_table() {
    let gateway = connected(Kind::Coder);
    document("docs/coder.md").hold_generated("capabilities", &capabilities(|verb, field| gateway.support(verb, field)));
}

#[test]
fn what_the_embedded_gateway_can_do_is_the_capability_table() {
    document("docs/local.md").hold_generated("capabilities", &capabilities(connect::support_in_process));
}

#[test]
fn the_scopes_of_the_embedded_gateway_are_listed() {
    let row = |scope: &gatekey::server::service::Scope| {
        let words = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let names: Vec<&str> = [scope.name].into_iter().chain(scope.aliases.iter().copied()).collect();
        format!("| {} | {} | {} |\n", words(&names), scope.title, words(scope.grants))
    };
    let rows: String = CATALOGUE.iter().map(row).collect();
    let table = format!("| scope | allows to | grants as well |\n|---|---|---|\n{rows}");
    document("docs/local.md").hold_generated("scopes", &table);
}

fn clock() -> Clock {
    Clock::new(|| Timestamp::from_unix_seconds(1_795_000_000).expect("a time"))
}

/// A gateway over HTTP that is never asked anything.
fn connected(kind: Kind) -> Box<dyn Gateway> {
    let http = HttpSettings { timeout: std::time::Duration::from_secs(1), retries: 0, ..HttpSettings::default() };
    let remote = Remote {
        kind,
        url: "https://gateway.example.com".parse().expect("an address"),
        profile: None,
        credential: Credential::Token(Secret::new("key")),
        token_source: None,
        tied_to_team: None,
        http,
        clock: clock(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(connect::connect(remote)).expect("nothing is sent yet")
}

/// One row for each field that can be typed or shown: whether it is supported, and if not, what to do instead.
fn capabilities(support: impl Fn(Verb, Field) -> Support) -> String {
    let mut table = String::from("| command | field | option | supported | instead |\n|---|---|---|---|---|\n");
    for Cell { verb, field, option } in cells::all() {
        let (supported, instead) = match support(verb, field) {
            Support::Yes => ("yes", ""),
            Support::Emulated => ("emulated", ""),
            Support::No(instead) => ("no", instead),
        };
        let option = option.map(|option| format!("`{option}`")).unwrap_or_default();
        let field = if field == Field::Itself { "" } else { field.word() };
        table.push_str(&format!("| `{}` | {field} | {option} | {supported} | {instead} |\n", verb.as_str()));
    }
    table
}

/// An option that carries a field is in the table, so that a new one cannot be left out.
#[test]
fn the_capability_table_has_every_option_of_the_command_line() {
    const CARRY_NO_FIELD: [&str; 23] = [
        "all",
        "parallel",
        "offline",
        "help",
        "version",
        "all-generations",
        "wait",
        "to",
        "grace",
        "if-expiring-within",
        "if-older-than",
        "old-secret-env",
        "resume",
        "abort",
        "finish",
        "add-model",
        "remove-model",
        "add-attribute",
        "remove-attribute",
        "clear",
        "status",
        "sort",
        "limit",
    ];
    // Every gateway tells of every user what they are and whether they are let in.
    const FILTERED_HERE: [(Verb, &str); 2] = [(Verb::UsersList, "role"), (Verb::UsersList, "active")];
    // Those that choose among many are of the list that is read for it.
    const OF_THE_LIST: [&str; 5] = ["owner", "team", "search", "expiring-within", "unused-for"];
    for verb in Verb::ALL {
        let path = verb.as_str();
        let (_, command) = all_leaves().into_iter().find(|(found, _)| *found == path).expect("the verb is a command");
        for argument in command.get_arguments().filter(|argument| !argument.is_global_set()) {
            let Some(long) = argument.get_long().filter(|long| !CARRY_NO_FIELD.contains(long)) else { continue };
            let is_of_the_list = verb == Verb::Rotate && OF_THE_LIST.contains(&long);
            if is_of_the_list || FILTERED_HERE.contains(&(verb, long)) {
                continue;
            }
            let in_table = cells::all()
                .filter(|cell| cell.verb == verb)
                .any(|cell| cell.option.is_some_and(|option| option.trim_start_matches('-') == long));
            assert!(in_table, "`{path} --{long}` is not in the capability table");
        }
    }
}
