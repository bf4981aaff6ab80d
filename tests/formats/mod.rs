//! Every format of every family of commands.
//!
//! - `tokens.rs`: a list and one token; `changes.rs`: results, plans, and what holds now

mod changes;
mod tokens;

use crate::support::Home;

const FORMATS: [&str; 7] = ["table", "wide", "json", "ndjson", "yaml", "csv", "name"];

/// A home whose embedded gateway has a token with much to tell, and one with an awkward name.
pub(crate) fn two_tokens() -> Home {
    let home = Home::new();
    home.local("tokens create ci --scope inference --model m1 --model m2 --expires-in 30d --metadata team=a").exits(0);
    home.local_words(["tokens", "create", "night, \"build\"", "--expires-in", "never", "--description", "a\tb"])
        .run()
        .exits(0);
    home
}

/// The answer to this command in every format, those for people and csv with these columns.
fn in_every_format(home: &Home, line: &str, columns: &str) -> String {
    let told = FORMATS.map(|format| {
        let columns =
            if matches!(format, "table" | "wide" | "csv") { format!("--columns {columns}") } else { String::new() };
        let run = home.run(&format!("{line} -o {format} {columns}")).exits(0);
        assert_eq!(run.stderr, "", "{format}");
        format!("=== {format}\n{}", run.stdout)
    });
    told.concat()
}

/// Without what differs from run to run: YAML quotes an id only where it could be read as a number.
pub(crate) fn as_told(text: &str) -> String {
    let quoted = regex::Regex::new(r#"(?m)^( *(?:- )?id: )"\[ID\]""#).expect("a pattern");
    quoted.replace_all(&crate::support::redact(text), "${1}[ID]").into_owned()
}
