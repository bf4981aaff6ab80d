//! Lines of `-o name`: what can be typed back, and then means the one that it stands for.

use std::collections::HashMap;

use super::row::Row;
use crate::model::TokenName;

/// The names of a list, as far as they tell its rows apart.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// For each row its name, and what names it in any case.
    rows: Vec<(String, String)>,
}

impl Names {
    pub(super) fn push(&mut self, row: &impl Row) {
        self.rows.push((row.reference(), row.exact_reference()));
    }

    /// A line for each row, in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        let mut meant: HashMap<&str, usize> = HashMap::with_capacity(self.rows.len());
        for (name, _) in &self.rows {
            *meant.entry(name).or_default() += 1;
            // `ci` means the newest of its generations (CONTRACT §3), which `ci~2` is.
            if TokenName::is_reserved(name)
                && let Some((base, _)) = name.rsplit_once('~')
            {
                *meant.entry(base).or_default() += 1;
            }
        }
        self.rows.iter().map(move |(name, exact)| {
            let is_shared = meant.get(name.as_str()).is_some_and(|count| *count > 1);
            if is_shared { exact.as_str() } else { name.as_str() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_means_several_is_told_by_the_id() {
        let pair = |(name, exact): (&str, &str)| (name.to_owned(), exact.to_owned());
        let rows = [
            ("ci", "id:1"),
            ("ci", "id:2"),
            ("deploy", "id:3"),
            ("old", "id:4"),
            ("old~2", "id:5"),
            ("x~2", "id:6"),
            ("y", "id:7"),
            ("y~old-12ab34cd", "id:8"),
        ];
        let names = Names { rows: rows.map(pair).to_vec() };
        assert_eq!(
            names.lines().collect::<Vec<_>>(),
            ["id:1", "id:2", "deploy", "id:4", "old~2", "x~2", "y", "y~old-12ab34cd"]
        );
    }
}
