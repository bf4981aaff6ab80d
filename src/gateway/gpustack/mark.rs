//! What a rotation writes down on GPUStack: a fixed suffix of the description, the one text of a key that can be changed.
//! People see the description without it.

use crate::model::{RotationMark, RotationPhase, TokenId};

const BEGIN: &str = " [gatekey: ";
const END: &str = "]";

/// The description as people wrote it, and what a rotation wrote behind it.
pub(super) fn read(text: Option<&str>) -> (Option<String>, Option<RotationMark>) {
    let Some(text) = text else { return (None, None) };
    // One that was written alone has no space in front.
    let padded = format!(" {text}");
    let found = padded.strip_suffix(END).and_then(|rest| rest.rsplit_once(BEGIN));
    match found.and_then(|(own, words)| Some((own.strip_prefix(' ').unwrap_or(own).to_owned(), parse(words)?))) {
        Some((own, mark)) => (Some(own).filter(|own| !own.is_empty()), Some(mark)),
        None => (Some(text.to_owned()), None),
    }
}

/// The description with what a rotation writes behind it.
pub(super) fn write(description: Option<&str>, mark: Option<&RotationMark>) -> Option<String> {
    let Some(words) = mark.and_then(words) else { return description.map(str::to_owned) };
    let text = format!("{}{BEGIN}{words}{END}", description.unwrap_or_default());
    Some(text.trim_start().to_owned())
}

fn words(mark: &RotationMark) -> Option<String> {
    match mark {
        RotationMark::Successor { replaces, is_orphan: true, .. } => Some(format!("replaces {replaces}, orphan")),
        RotationMark::Successor { replaces, phase, .. } => Some(format!("replaces {replaces}, {}", phase.as_str())),
        RotationMark::Superseded { by, until: Some(until) } => Some(format!("superseded by {by} until {until}")),
        RotationMark::Superseded { by, until: None } => Some(format!("superseded by {by}")),
        RotationMark::InPlace { .. } => None,
    }
}

fn parse(words: &str) -> Option<RotationMark> {
    if let Some(rest) = words.strip_prefix("replaces ") {
        let (id, phase) = rest.split_once(", ")?;
        let is_orphan = phase == "orphan";
        let phase = if is_orphan { RotationPhase::Delivering } else { RotationPhase::parse(phase)? };
        return Some(RotationMark::Successor { replaces: TokenId::new(id), phase, is_orphan });
    }
    let rest = words.strip_prefix("superseded by ")?;
    let (by, until) = match rest.split_once(" until ") {
        Some((by, until)) => (by, Some(until.parse().ok()?)),
        None => (rest, None),
    };
    Some(RotationMark::Superseded { by: TokenId::new(by), until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back_and_the_description_stays_whole() {
        let id = || TokenId::new("41");
        let successor = |phase, is_orphan| RotationMark::Successor { replaces: id(), phase, is_orphan };
        let until = Some("2026-11-24T12:00:00Z".parse().unwrap());
        for mark in [
            successor(RotationPhase::Minted, false),
            successor(RotationPhase::Delivered, false),
            successor(RotationPhase::Delivering, true),
            RotationMark::Superseded { by: id(), until },
            RotationMark::Superseded { by: id(), until: None },
        ] {
            for own in [None, Some("for CI"), Some("a [b]"), Some(" spaced")] {
                let text = write(own, Some(&mark)).unwrap();
                let (read, found) = read(Some(&text));
                assert_eq!(found.as_ref(), Some(&mark), "{text}");
                assert_eq!(read.as_deref(), own.map(str::trim_start), "{text}");
            }
        }
    }

    #[test]
    fn a_text_that_only_looks_alike_is_a_description() {
        for text in ["", "for CI", "[gatekey: replaces 41]", "x [gatekey: replaces 41, soon]", "[gatekey: hello]"] {
            assert_eq!(read(Some(text)), (Some(text.to_owned()), None), "{text}");
        }
        assert_eq!(read(None), (None, None));
        assert_eq!(write(Some("for CI"), None).as_deref(), Some("for CI"));
    }
}
