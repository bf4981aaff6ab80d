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
}

/// An assignment as it stands in the text.
struct Assignment {
    line: usize,
    /// Of the value, its quotes included and a comment behind it not.
    value: Range<usize>,
    quote: Option<char>,
    goes_on: bool,
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
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let mut next = end + 1;
        if let Some((named, assignment)) = assignment(text, start..end, line) {
            if assignment.goes_on {
                // What stands between its quotes is no assignment, whatever it looks like.
                let closed = assignment.quote.and_then(|quote| closing(&text[end..], quote));
                let after = closed.map_or(text.len(), |length| end + length + 1);
                next = text[after..].find('\n').map_or(text.len(), |length| after + length + 1);
            }
            if named == name {
                if assignment.goes_on {
                    return Err(EnvFileError::SeveralLines { name: name.to_owned(), line });
                }
                if let Some(first) = &found {
                    let (first, second) = (first.line, line);
                    return Err(EnvFileError::Twice { name: name.to_owned(), first, second });
                }
                found = Some(assignment);
            }
        }
        line += text[start..next.min(text.len())].matches('\n').count();
        start = next;
    }
    Ok(found)
}

/// The assignment in a line, if there is one.
fn assignment(text: &str, range: Range<usize>, line: usize) -> Option<(&str, Assignment)> {
    let whole = &text[range.clone()];
    let indented = whole.trim_start();
    let exported = indented.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let body = exported.unwrap_or(indented).trim_start();
    if body.starts_with('#') {
        return None;
    }
    let (name, value) = body.split_once('=')?;
    let value = value.trim_start_matches([' ', '\t']);
    let start = range.end - value.len();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (length, goes_on) = match quote {
        Some(quote) => match closing(&value[1..], quote) {
            Some(length) => (length + 2, false),
            None => (value.len(), true),
        },
        None => (bare_length(value), false),
    };
    Some((name.trim_end(), Assignment { line, value: start..start + length, quote, goes_on }))
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
