//! The columns of a profile.

use super::row::{Cell, Column, Row};
use crate::model::ProfileEntry;

const COLUMNS: &[Column<ProfileEntry>] = &[
    Column::<ProfileEntry>::new("name", |profile, _| Cell::new(&profile.name)).elastic(),
    Column::<ProfileEntry>::new("kind", |profile, _| Cell::new(profile.kind.as_str())),
    Column::<ProfileEntry>::new("url", |profile, context| context.text(profile.url.as_ref().map(|url| url.as_str())))
        .elastic(),
    Column::<ProfileEntry>::new("default", |profile, context| context.text(profile.default.then_some("yes"))),
    Column::<ProfileEntry>::new("team", |profile, context| context.text(profile.team.as_deref())).wide().elastic(),
    Column::<ProfileEntry>::new("store", |profile, context| context.text(profile.store.as_deref())),
];

impl Row for ProfileEntry {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}
