//! The cells of the capability table: every field that a command can carry or show, and how it is typed. The one home
//! of this list: `gatekey capabilities`, the documents and the contract suite all walk it.

use super::capability::{Field, Verb};

/// One cell: what a gateway can be asked about with [`super::Gateway::support`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    pub verb: Verb,
    pub field: Field,
    /// How the field is typed; `None` for the command by itself, and for what is only shown.
    pub option: Option<&'static str>,
}

/// Every cell, in the order of the documentation.
pub fn all() -> impl Iterator<Item = Cell> {
    Verb::ALL.into_iter().flat_map(|verb| {
        let itself = Cell { verb, field: Field::Itself, option: None };
        let typed = typed(verb).iter().map(move |(field, option)| Cell { verb, field: *field, option: Some(option) });
        let shown = shown(verb).iter().map(move |field| Cell { verb, field: *field, option: None });
        std::iter::once(itself).chain(typed).chain(shown)
    })
}

/// The fields that are typed with a command.
fn typed(verb: Verb) -> &'static [(Field, &'static str)] {
    match verb {
        Verb::List => &[
            (Field::Name, "--search"),
            (Field::Expiry, "--expiring-within"),
            (Field::Owner, "--owner"),
            (Field::Team, "--team"),
            (Field::LastUse, "--unused-for"),
        ],
        Verb::Create => CREATE,
        Verb::Update => UPDATE,
        Verb::Revoke => &[(Field::Purge, "--purge")],
        Verb::Watch => &[(Field::Name, "--search"), (Field::Owner, "--owner"), (Field::Team, "--team")],
        Verb::Show => &[(Field::History, "--history")],
        Verb::UsersList => &[(Field::Name, "--search")],
        Verb::UsersCreate => &[
            (Field::Name, "NAME"),
            (Field::Email, "--email"),
            (Field::FullName, "--full-name"),
            (Field::Role, "--role"),
            (Field::Password, "--password-stdin"),
            (Field::Budget, "--budget"),
            (Field::BudgetPeriod, "--budget-period"),
            (Field::Attributes, "--attribute"),
        ],
        Verb::UsersUpdate => &[
            (Field::Name, "--name"),
            (Field::Email, "--email"),
            (Field::FullName, "--full-name"),
            (Field::Role, "--role"),
            (Field::Password, "--password-stdin"),
            (Field::Budget, "--budget"),
            (Field::BudgetPeriod, "--budget-period"),
            (Field::Attributes, "--attribute"),
        ],
        Verb::TeamsList => &[(Field::Name, "--search")],
        Verb::TeamsCreate => &[
            (Field::Name, "NAME"),
            (Field::Models, "--model"),
            (Field::Budget, "--budget"),
            (Field::BudgetPeriod, "--budget-period"),
        ],
        Verb::Block
        | Verb::Unblock
        | Verb::Whois
        | Verb::Rotate
        | Verb::UsersShow
        | Verb::UsersDelete
        | Verb::UsersActivate
        | Verb::UsersDeactivate
        | Verb::TeamsShow
        | Verb::TeamsDelete => &[],
    }
}

const CREATE: &[(Field, &str)] = &[
    (Field::Name, "NAME"),
    (Field::Description, "--description"),
    (Field::Scopes, "--scope"),
    (Field::Models, "--model"),
    (Field::Routes, "--route"),
    (Field::Expiry, "--expires-in"),
    (Field::Owner, "--owner"),
    (Field::Team, "--team"),
    (Field::Budget, "--budget"),
    (Field::BudgetPeriod, "--budget-period"),
    (Field::Rpm, "--rpm"),
    (Field::Tpm, "--tpm"),
    (Field::Metadata, "--metadata"),
    (Field::AllowList, "--allow"),
    (Field::Custom, "--custom"),
    (Field::Session, "--session"),
];

const UPDATE: &[(Field, &str)] = &[
    (Field::Name, "--name"),
    (Field::Description, "--description"),
    (Field::Scopes, "--scope"),
    (Field::Models, "--model"),
    (Field::Routes, "--route"),
    (Field::Expiry, "--expires-in"),
    (Field::Owner, "--owner"),
    (Field::Team, "--team"),
    (Field::Budget, "--budget"),
    (Field::BudgetPeriod, "--budget-period"),
    (Field::Rpm, "--rpm"),
    (Field::Tpm, "--tpm"),
    (Field::Metadata, "--metadata"),
    (Field::AllowList, "--allow"),
];

/// The fields that a command shows.
fn shown(verb: Verb) -> &'static [Field] {
    match verb {
        Verb::Show => &[
            Field::Name,
            Field::Description,
            Field::Scopes,
            Field::Models,
            Field::Routes,
            Field::Expiry,
            Field::Owner,
            Field::Team,
            Field::Budget,
            Field::BudgetPeriod,
            Field::Rpm,
            Field::Tpm,
            Field::Metadata,
            Field::AllowList,
            Field::Custom,
            Field::LastUse,
        ],
        Verb::UsersShow => &[
            Field::Name,
            Field::Email,
            Field::FullName,
            Field::Role,
            Field::Budget,
            Field::BudgetPeriod,
            Field::Attributes,
        ],
        Verb::TeamsShow => &[Field::Name, Field::Models, Field::Budget, Field::BudgetPeriod],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_cell_is_there_once_and_every_verb_and_field_is_in_one() {
        let cells: Vec<Cell> = all().collect();
        let places: HashSet<_> = cells.iter().map(|cell| (cell.verb, cell.field)).collect();
        assert_eq!(places.len(), cells.len());
        for verb in Verb::ALL {
            assert!(places.contains(&(verb, Field::Itself)), "{verb:?}");
        }
        for field in Field::ALL {
            assert!(places.iter().any(|(_, found)| *found == field), "{field:?}");
        }
    }
}
