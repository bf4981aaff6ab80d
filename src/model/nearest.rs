//! The known word that a mistyped one was meant to be, for "did you mean".

/// Below this two words have little in common, and suggestions surprise more than they help (`strsim` counts from 0 to 1).
const ALIKE: f64 = 0.75;

/// The known word most like the one typed, in whatever case, if any is like it at all. Of equals the last.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&typed, word), word))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["*", "management", "inference"];
        for (typed, expected) in [
            ("managment", Some("management")),
            ("Inference", Some("inference")),
            ("zzz", None),
            ("", None),
            ("read", None),
        ] {
            assert_eq!(nearest(typed, known), expected, "{typed}");
        }
    }
}
