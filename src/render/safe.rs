//! Cleans foreign text: what a server or a file sent must not steer the terminal, nor look like something it is not
//! (DESIGN §2, promise 7).
//!
//! Characters that act or hide become visible escapes such as `\x1b` and `\u{202e}`. A backslash that was in the text stays
//! as it is: the result is for eyes, not for reading back.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::is_hidden;

const JOINER: char = '\u{200d}';

/// The text on one line, without any character that acts on a terminal or hides in one.
pub fn clean(text: &str) -> Cow<'_, str> {
    escape_hidden(text, |_| false, push_visible)
}

/// Text of several lines, cleaned; line breaks and tabs stay.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    escape_hidden(text, |character| matches!(character, '\n' | '\t'), push_visible)
}

/// Whether [`clean`] would leave the text as it is.
pub fn is_clean(text: &str) -> bool {
    matches!(clean(text), Cow::Borrowed(_))
}

/// Replaces every hidden character but those to `keep` by what `escape` writes for it.
pub(super) fn escape_hidden(
    text: &str,
    keep: impl Fn(char) -> bool,
    escape: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut written = 0;
    let mut previous = None;
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        let joins = character == JOINER
            && previous.is_some_and(joins_from)
            && text[after..].chars().next().is_some_and(is_pictograph);
        if is_hidden(character) && !joins && !keep(character) {
            out.push_str(&text[written..at]);
            escape(&mut out, character);
            written = after;
        }
        previous = Some(character);
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[written..]);
    Cow::Owned(out)
}

fn push_visible(out: &mut String, character: char) {
    let written = match character {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ if character.is_control() => write!(out, "\\x{:02x}", u32::from(character)),
        _ => write!(out, "\\u{{{:x}}}", u32::from(character)),
    };
    // Invariant: a String takes everything.
    written.expect("writing to a string");
}

/// A joiner may stay where it makes one emoji of two: after a pictograph or the selector that follows one.
fn joins_from(character: char) -> bool {
    character == '\u{fe0f}' || is_pictograph(character)
}

fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_on_a_terminal_becomes_visible() {
        let cases = [
            ("\u{1b}[31mred\u{7}", r"\x1b[31mred\x07"),
            ("a\nb\r\tc\u{7f}", r"a\nb\r\tc\x7f"),
            ("\u{9b}2J\u{85}", r"\x9b2J\x85"),
            ("abc\u{202e}fed\u{2066}", r"abc\u{202e}fed\u{2066}"),
            ("ad\u{200b}min\u{feff}", r"ad\u{200b}min\u{feff}"),
            ("x\u{e0041}\u{2028}", r"x\u{e0041}\u{2028}"),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn ordinary_text_in_any_script_is_left_alone() {
        for text in
            ["ci-deploy", "schlüssel", "鍵", "e\u{301}", "👍🏽", "❤\u{fe0f}", "👩\u{200d}💻", "🧔\u{200d}♂\u{fe0f}"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn a_joiner_stays_only_between_pictographs() {
        assert_eq!(clean("ad\u{200d}min"), r"ad\u{200d}min");
        assert_eq!(clean("👩\u{200d}"), r"👩\u{200d}");
        assert_eq!(clean("👩\u{200d}\u{200d}💻"), r"👩\u{200d}\u{200d}💻");
    }

    #[test]
    fn lines_stay_lines_when_asked() {
        assert_eq!(clean_lines("a\n\tb\u{1b}c\rd"), "a\n\tb\\x1bc\\rd");
    }

    proptest! {
        #[test]
        fn no_cleaned_text_holds_a_control(text in any::<String>()) {
            let turns = '\u{202a}'..='\u{202e}';
            let acts = clean(&text).chars().any(|character| character.is_control() || turns.contains(&character));
            prop_assert!(!acts);
        }

        #[test]
        fn of_the_controls_only_line_breaks_and_tabs_stay_in_lines(text in any::<String>()) {
            let lines = clean_lines(&text).replace(['\n', '\t'], "");
            prop_assert!(!lines.chars().any(char::is_control));
        }

        #[test]
        fn cleaning_twice_changes_nothing_more(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert!(is_clean(&once));
        }
    }
}
