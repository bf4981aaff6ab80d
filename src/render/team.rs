//! The columns of a team.

use super::row::{Cell, Column, RED, Row};
use super::token::budget;
use crate::model::{Team, TypedTeam};

const COLUMNS: &[Column<Team>] = &[
    Column::<Team>::new("name", |team, _| Cell::new(&team.name)).elastic(),
    Column::<Team>::new("id", |team, _| Cell::new(&team.id)).wide().elastic(),
    Column::<Team>::new("models", |team, context| context.rights(&team.models)).elastic(),
    Column::<Team>::new("blocked", |team, _| if team.blocked { Cell::new("yes").style(RED) } else { Cell::new("no") }),
    Column::<Team>::new("budget", |team, context| budget(team.budget.as_ref(), context)),
    Column::<Team>::new("members", |team, context| match &team.members {
        Some(members) => {
            let names: Vec<String> = members
                .iter()
                .map(|member| format!("{} ({})", member.name.as_ref().unwrap_or(&member.id), member.role))
                .collect();
            context.list(&names)
        }
        None => context.nothing(),
    })
    .wide()
    .elastic(),
];

impl Row for Team {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// Names need not be unique: the id is.
    fn reference(&self) -> String {
        TypedTeam::Id(self.id.clone()).to_string()
    }
}
