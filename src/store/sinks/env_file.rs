//! Files of variables, as `docker --env-file`, systemd and many libraries read them: `NAME=value`, one a line. Only the
//! line of one variable is changed, in the manner it was written; everything else stays to the byte.

use std::ops::Range;

/// Why the value of a variable cannot be told or set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvFileError {
    #[error("`{name}` is set more than once, in the lines {first} and {second}: readers differ on which counts")]
    Twice { name: String, first: usize, second: usize },
    #[error("the value of `{name}` goes on over several lines, from line {line}")]
    SeveralLines { name: String, line: usize },
    #[error("`{name}` shares line {line} with something else: give it a line of its own")]
    SharedLine { name: String, line: usize },
    #[error("line {0} ends in a backslash, and readers differ on whether the next one belongs to it")]
    Backslash(usize),
    #[error("the quote in line {0} is not closed, and readers differ on what stands behind it")]
    OpenQuote(usize),
}

/// An assignment as it stands in the text.
struct Assignment {
    line: usize,
    /// Of the value, its quotes included and a comment behind it not.
    value: Range<usize>,
    quote: Option<char>,
    end: End,
}

/// How the value of an assignment ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// With its line, or with a comment or a command that stays behind it.
    Clean,
    /// Nobody can say: what follows in the line is part of it for some readers.
    Unclear,
    /// On a later line, where its quote closes.
    InLaterLine,
}

/// The text with this value for the variable: in place of the one it has, or in a line of its own at the end.
///
/// # Errors
/// When the variable is set twice, or to a text of several lines.
pub fn with_value(text: &str, name: &str, value: &str) -> Result<String, EnvFileError> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match find(text, name)? {
        Some(found) => {
            let value = written(value, found.quote);
            Ok(format!("{}{value}{}", &text[..found.value.start], &text[found.value.end..]))
        }
        None => {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
            Ok(format!("{text}{gap}{name}={}{end}", written(value, None)))
        }
    }
}

/// The value of the variable; `None` where it is not set.
///
/// # Errors
/// As [`with_value`].
pub fn value(text: &str, name: &str) -> Result<Option<String>, EnvFileError> {
    Ok(find(text, name)?.map(|found| {
        let written = &text[found.value];
        match found.quote {
            Some('\'') => written[1..written.len() - 1].to_owned(),
            Some(_) => unescaped(&written[1..written.len() - 1]),
            None => written.to_owned(),
        }
    }))
}

fn find(text: &str, name: &str) -> Result<Option<Assignment>, EnvFileError> {
    let mut found: Option<Assignment> = None;
    let (mut start, mut line) = (0, 1);
    let mut is_continued = false;
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let mut next = end + 1;
        let was_continued = std::mem::replace(&mut is_continued, false);
        if let Some((named, assignment)) = assignment(text, start..end, line) {
            if assignment.end == End::InLaterLine {
                // What stands between its quotes is no assignment, whatever it looks like.
                let closed = assignment.quote.and_then(|quote| closing(&text[end..], quote));
                let after = end + closed.ok_or(EnvFileError::OpenQuote(line))? + 1;
                next = text[after..].find('\n').map_or(text.len(), |length| after + length + 1);
            }
            is_continued = ends_in_backslash(&text[start..end]);
            let is_named = named == name;
            let is_among_others = !is_named && follows_others(named, name);
            if was_continued && (is_named || is_among_others) {
                return Err(EnvFileError::Backslash(line - 1));
            }
            if is_among_others || is_set_in(&text[assignment.value.start..end], name) {
                return Err(EnvFileError::SharedLine { name: name.to_owned(), line });
            }
            if is_named {
                take(&mut found, assignment, name, is_continued)?;
            }
        }
        line += text[start..next.min(text.len())].matches('\n').count();
        start = next;
    }
    // A line that is added would belong to the last.
    let is_unsure = found.is_none() && is_continued;
    if is_unsure { Err(EnvFileError::Backslash(text.lines().count())) } else { Ok(found) }
}

/// Notes where the variable is set; refused where that is not the one clear place.
fn take(
    found: &mut Option<Assignment>,
    assignment: Assignment,
    name: &str,
    is_continued: bool,
) -> Result<(), EnvFileError> {
    let (name, line) = (name.to_owned(), assignment.line);
    if assignment.end == End::InLaterLine || (is_continued && assignment.quote.is_none()) {
        return Err(EnvFileError::SeveralLines { name, line });
    }
    if assignment.end == End::Unclear {
        return Err(EnvFileError::SharedLine { name, line });
    }
    if let Some(first) = found {
        return Err(EnvFileError::Twice { name, first: first.line, second: line });
    }
    *found = Some(assignment);
    Ok(())
}

/// The assignment in a line, if there is one.
fn assignment(text: &str, range: Range<usize>, line: usize) -> Option<(&str, Assignment)> {
    let whole = &text[range.clone()];
    // Some editors begin a file with the mark of its encoding.
    let indented = whole.trim_start_matches('\u{feff}').trim_start();
    let exported = indented.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let body = exported.unwrap_or(indented).trim_start();
    if body.starts_with('#') {
        return None;
    }
    let (name, value) = body.split_once('=')?;
    let value = value.trim_start_matches([' ', '\t']);
    let start = range.end - value.len();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (length, end) = match quote {
        Some(quote) => match closing(&value[1..], quote) {
            Some(length) if is_apart(&value[length + 2..]) => (length + 2, End::Clean),
            Some(length) => (length + 2, End::Unclear),
            None => (value.len(), End::InLaterLine),
        },
        None => {
            let length = bare_length(value);
            // A shell ends such a value here, and other readers do not.
            let is_two_words = exported.is_some() && value[..length].contains([' ', '\t']);
            let is_unclear = is_two_words || value[..length].contains(';') || value[..length].contains("&&");
            (length, if is_unclear { End::Unclear } else { End::Clean })
        }
    };
    Some((name.trim_end(), Assignment { line, value: start..start + length, quote, end }))
}

/// Whether what stands behind a closing quote is no part of the value.
fn is_apart(rest: &str) -> bool {
    rest.chars().next().is_none_or(|first| first.is_whitespace() || matches!(first, ';' | '&' | '|'))
}

/// Whether the line goes on in the next one for readers that know such lines: an even number of backslashes are text.
fn ends_in_backslash(line: &str) -> bool {
    let line = line.trim_end_matches('\r');
    let backslashes = line.len() - line.trim_end_matches('\\').len();
    backslashes % 2 == 1
}

/// Whether what stands before the sign ends in this name, behind something else: `A=1; KEY`, `declare -x KEY`.
fn follows_others(named: &str, name: &str) -> bool {
    named.strip_suffix(name).is_some_and(|before| before.ends_with(BETWEEN_WORDS))
}

const BETWEEN_WORDS: [char; 5] = [' ', '\t', ';', '&', '|'];

/// Whether the variable is set behind another in the same line, as in `export A=1 KEY=2`.
fn is_set_in(rest: &str, name: &str) -> bool {
    let mut quote = None;
    let mut is_start = false;
    for (place, character) in rest.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if is_start && character == '#' => return false,
            None if is_start && rest[place..].strip_prefix(name).is_some_and(|after| after.starts_with('=')) => {
                return true;
            }
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => {}
        }
        is_start = BETWEEN_WORDS.contains(&character);
    }
    false
}

/// How long a value without quotes is: a comment begins with a `#` behind a space.
fn bare_length(value: &str) -> usize {
    let comment = [" #", "\t#"].into_iter().filter_map(|sign| value.find(sign)).min();
    let is_comment_alone = value.starts_with('#');
    let end = if is_comment_alone { 0 } else { comment.unwrap_or(value.len()) };
    value[..end].trim_end().len()
}

/// Where the quote closes. Between double quotes a backslash takes the next character with it.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            character if character == quote => return Some(place),
            _ => {}
        }
    }
    None
}

/// The value as it is written: as the one before was, and between quotes where it could be misread without.
fn written(value: &str, quote: Option<char>) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.:/+=@%,".contains(character);
    match quote {
        Some('\'') if !value.contains('\'') => format!("'{value}'"),
        None if !value.is_empty() && value.chars().all(is_plain) => value.to_owned(),
        _ => {
            let mut text = String::from('"');
            for character in value.chars() {
                if matches!(character, '"' | '\\' | '$' | '`') {
                    text.push('\\');
                }
                text.push(character);
            }
            text.push('"');
            text
        }
    }
}

fn unescaped(written: &str) -> String {
    let mut text = String::new();
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        text.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(text: &str) -> String {
        with_value(text, "KEY", "new").unwrap()
    }

    #[test]
    fn only_the_value_changes_in_whatever_manner_it_was_written() {
        assert_eq!(set("A=1\nKEY=old\nB=2\n"), "A=1\nKEY=new\nB=2\n");
        assert_eq!(set("  export KEY = 'old'  # why\n"), "  export KEY = 'new'  # why\n");
        assert_eq!(set("KEY=\"a \\\" b\"\r\nB=2\r\n"), "KEY=\"new\"\r\nB=2\r\n");
        assert_eq!(set("KEY=old # why"), "KEY=new # why");
        assert_eq!(set("KEY=\n"), "KEY=new\n");
        assert_eq!(set("KEY=a#b\n"), "KEY=new\n");
    }

    #[test]
    fn one_that_is_not_there_is_added_at_the_end_as_the_file_ends_its_lines() {
        assert_eq!(set(""), "KEY=new\n");
        assert_eq!(set("A=1"), "A=1\nKEY=new\n");
        assert_eq!(set("A=1\r\n"), "A=1\r\nKEY=new\r\n");
        assert_eq!(set("# KEY=old\nKEYS=1\nMY_KEY=2\n"), "# KEY=old\nKEYS=1\nMY_KEY=2\nKEY=new\n");
    }

    #[test]
    fn what_only_looks_like_an_assignment_inside_quotes_is_none() {
        assert_eq!(set("CERT=\"one\nKEY=two\n\"\nKEY=old\n"), "CERT=\"one\nKEY=two\n\"\nKEY=new\n");
    }

    #[test]
    fn the_mark_of_an_encoding_is_no_part_of_a_name() {
        assert_eq!(set("\u{feff}KEY=old\r\nB=2\r\n"), "\u{feff}KEY=new\r\nB=2\r\n");
        assert_eq!(set("\u{feff}# of ci\nKEY=old\n"), "\u{feff}# of ci\nKEY=new\n");
        let twice = with_value("\u{feff}KEY=1\nKEY=2\n", "KEY", "new").unwrap_err();
        assert_eq!(twice, EnvFileError::Twice { name: "KEY".into(), first: 1, second: 2 });
    }

    #[test]
    fn a_command_behind_a_quoted_value_stays() {
        assert_eq!(set("KEY='old'; export KEY\n"), "KEY='new'; export KEY\n");
        assert_eq!(set("export KEY=\"old\" B=2\n"), "export KEY=\"new\" B=2\n");
    }

    #[test]
    fn a_line_that_says_more_than_one_thing_is_refused_by_number() {
        let shared = EnvFileError::SharedLine { name: "KEY".into(), line: 2 };
        for line in [
            "KEY=old;export KEY",
            "KEY=old && export KEY",
            "export KEY=old B=2",
            "KEY=\"a\"b",
            "export A=1 KEY=2",
            "A=1 KEY=2",
            "KEY=1 KEY=2",
            "A=\"1\" KEY=2",
            "A=1;KEY=2",
            "declare -x KEY=old",
            ". ./other.env; KEY=old",
        ] {
            let refused = with_value(&format!("Z=1\n{line}\nY=2\n"), "KEY", "new").unwrap_err();
            assert_eq!(refused, shared, "{line}");
        }
        // In quotes and comments it is text.
        for line in ["A=\"1 KEY=2\"", "A=1 # KEY=2", "A=MY_KEY=2", "A='it; KEY=2'"] {
            assert_eq!(set(&format!("{line}\nKEY=old\n")), format!("{line}\nKEY=new\n"));
        }
    }

    #[test]
    fn where_readers_differ_on_what_a_line_belongs_to_it_is_refused_by_number() {
        let refused = |text| with_value(text, "KEY", "new").unwrap_err();
        assert_eq!(refused("KEY=a\\\nb\n"), EnvFileError::SeveralLines { name: "KEY".into(), line: 1 });
        assert_eq!(refused("KEY=a\\\r\nb\r\n"), EnvFileError::SeveralLines { name: "KEY".into(), line: 1 });
        assert_eq!(refused("B=1\nA=a\\\nKEY=b\n"), EnvFileError::Backslash(2));
        assert_eq!(refused("B=1\nA=a\\"), EnvFileError::Backslash(2));
        assert_eq!(refused("B=1\nA='it\nKEY=old\n"), EnvFileError::OpenQuote(2));
        assert_eq!(set("A=a\\\\\nKEY=old\n"), "A=a\\\\\nKEY=new\n");
        assert_eq!(set("A=a\\\nb\nKEY=old\n"), "A=a\\\nb\nKEY=new\n");
        assert_eq!(set("# a\\\nKEY=old\n"), "# a\\\nKEY=new\n");
    }

    #[test]
    fn two_lines_of_one_name_and_values_of_several_lines_are_refused_by_number() {
        let twice = with_value("KEY=1\nA=2\nexport KEY=3\n", "KEY", "new").unwrap_err();
        assert_eq!(twice, EnvFileError::Twice { name: "KEY".into(), first: 1, second: 3 });
        let long = with_value("A=1\nKEY='one\ntwo'\n", "KEY", "new").unwrap_err();
        assert_eq!(long, EnvFileError::SeveralLines { name: "KEY".into(), line: 2 });
    }

    proptest! {
        #[test]
        fn what_was_set_is_read_back_and_nothing_else_moves(
            before in "([A-JL-Z_]{1,4}=[a-z0-9]{0,5}\r?\n){0,3}",
            old in "(KEY=('[a-z ]*'|\"[a-z ]*\"|[a-z]*)\r?\n)?",
            after in "([A-JL-Z_]{1,4}=[a-z0-9]{0,5}\r?\n){0,3}",
            secret in "[ -~]{1,40}",
        ) {
            let text = format!("{before}{old}{after}");
            let set = with_value(&text, "KEY", &secret).unwrap();
            prop_assert_eq!(value(&set, "KEY").unwrap(), Some(secret));
            prop_assert!(set.starts_with(&before));
            prop_assert!(old.is_empty() || set.ends_with(&after));
        }
    }
}
