//! Trees for people: what belongs together under one title, a mark before each thing, long texts in lines below one another.

use std::borrow::Cow;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::safe;
use super::table::{Surface, push};

/// A text beside the names keeps at least this width; on a terminal too narrow for that it is as long as it is.
const LEAST: usize = 20;

/// Things under one title.
#[derive(Debug)]
pub struct Branch {
    pub title: &'static str,
    pub leaves: Vec<Leaf>,
}

/// One thing.
#[derive(Debug)]
pub struct Leaf {
    pub mark: &'static str,
    pub style: Style,
    pub name: String,
    pub text: String,
}

/// The branches below one another, the texts of all beginning in one column.
pub(super) fn write(branches: &[Branch], surface: Surface) -> String {
    let leaves = || branches.iter().flat_map(|branch| &branch.leaves);
    let widest = leaves().map(|leaf| leaf.name.width()).max().unwrap_or_default();
    // `├─ ✔ NAME  TEXT`
    let indent = 5 + widest + 2;
    let room = surface.width.map(|width| width.saturating_sub(indent)).filter(|room| *room >= LEAST);
    let mut out = String::new();
    for branch in branches {
        push(&mut out, branch.title, Style::new().bold(), surface.colour);
        out.push('\n');
        for (place, leaf) in branch.leaves.iter().enumerate() {
            let is_last = place + 1 == branch.leaves.len();
            out.push_str(if is_last { "└─ " } else { "├─ " });
            push(&mut out, leaf.mark, leaf.style, surface.colour);
            let name = safe::clean(&leaf.name);
            out.push_str(&format!(" {name}{:1$}", "", widest - leaf.name.width() + 2));
            let text = safe::clean(&leaf.text);
            let lines = room.map_or_else(|| vec![text.clone()], |room| wrapped(&text, room));
            let beside = if is_last { " " } else { "│" };
            out.push_str(&lines.join(&format!("\n{beside}{:1$}", "", indent - 1)));
            out.push('\n');
        }
    }
    out
}

/// The text in lines of at most so many columns, broken between words; a word that is longer stays whole.
fn wrapped(text: &str, room: usize) -> Vec<Cow<'_, str>> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(Cow::Owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str, text: &str) -> Leaf {
        Leaf { mark: "✔", style: Style::new(), name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn long_texts_go_on_below_where_they_began() {
        let branches = [
            Branch {
                title: "key",
                leaves: vec![leaf("key-expiry", "it is good until the end of the year"), leaf("models", "any")],
            },
            Branch { title: "team", leaves: vec![leaf("team", "no team at all, so that nothing of it decides")] },
        ];
        let told = write(&branches, Surface { width: Some(40), colour: false });
        assert_eq!(
            told,
            "key\n├─ ✔ key-expiry  it is good until the\n│                end of the year\n└─ ✔ models      any\n\
             team\n└─ ✔ team        no team at all, so that\n                 nothing of it decides\n"
        );
        let piped = write(&branches, Surface { width: None, colour: false });
        assert!(piped.contains("└─ ✔ team        no team at all, so that nothing of it decides\n"), "{piped}");
    }

    #[test]
    fn what_others_wrote_is_cleaned() {
        let branches = [Branch { title: "key", leaves: vec![leaf("models", "a\u{1b}[31mb\nc")] }];
        let told = write(&branches, Surface { width: None, colour: false });
        assert!(!told.contains('\u{1b}') && told.lines().count() == 2, "{told:?}");
    }
}
