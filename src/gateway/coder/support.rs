//! What Coder 2.x has, field by field, and what can be done instead of what it lacks.

use crate::gateway::capability::{Field, Support, Verb};

pub(super) const NO_CHANGE: &str =
    "Coder changes no token: create one as it shall be, and revoke this one once nobody uses it";
const NO_EMAIL_CHANGE: &str = "Coder's API changes no e-mail address: the users themselves do, where they sign in";

const NO_TEAM_LIMIT: &str =
    "limit the tokens: `--scope` and `--allow` what they reach, `--expires-in` how long they live";

/// Whether `field` can go along with `verb`.
pub(super) fn support(verb: Verb, field: Field) -> Support {
    match verb {
        Verb::List => list(field),
        Verb::Show => show(field),
        Verb::Create => create(field),
        Verb::Update => Support::No(NO_CHANGE),
        Verb::Revoke => only(field, &[Field::Itself, Field::Purge]),
        Verb::Watch => match field {
            // It tells no changes by itself: gatekey looks again and again.
            Field::Itself | Field::Name => Support::Emulated,
            field => list(field),
        },
        Verb::Block | Verb::Unblock => Support::No(
            "a token of Coder works or has expired: revoke it, or suspend its owner with `users deactivate`",
        ),
        Verb::TeamsList => match field {
            Field::Itself => Support::Yes,
            // All come in one answer, and are looked through here.
            Field::Name => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::TeamsCreate => match field {
            Field::Models | Field::Budget | Field::BudgetPeriod => Support::No(NO_TEAM_LIMIT),
            field => only(field, &[Field::Itself, Field::Name]),
        },
        Verb::TeamsShow => only(field, &[Field::Itself, Field::Name]),
        Verb::TeamsDelete => only(field, &[Field::Itself]),
        // The id stands in the key, before the dash.
        Verb::Rotate => match field {
            // A token takes the place of another.
            Field::Itself => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::Whois => only(field, &[Field::Itself]),
        Verb::UsersList => match field {
            Field::Itself => Support::Yes,
            // It looks at user names and addresses only: all are read, and looked through here.
            Field::Name => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::UsersShow => only(field, &[Field::Itself, Field::Name, Field::Email, Field::FullName, Field::Role]),
        Verb::UsersCreate | Verb::UsersUpdate if matches!(field, Field::Budget | Field::BudgetPeriod) => {
            Support::No("users of Coder have no budget: `--scope` and `--allow` limit what their tokens reach")
        }
        Verb::UsersCreate | Verb::UsersUpdate if field == Field::Attributes => {
            Support::No("users of Coder have no attributes: give them roles")
        }
        Verb::UsersCreate => {
            only(field, &[Field::Itself, Field::Name, Field::Email, Field::FullName, Field::Role, Field::Password])
        }
        Verb::UsersUpdate => match field {
            Field::Email => Support::No(NO_EMAIL_CHANGE),
            field => only(field, &[Field::Itself, Field::Name, Field::FullName, Field::Role, Field::Password]),
        },
        Verb::UsersDelete | Verb::UsersActivate | Verb::UsersDeactivate => only(field, &[Field::Itself]),
    }
}

fn only(field: Field, had: &[Field]) -> Support {
    if had.contains(&field) { Support::Yes } else { Support::No("") }
}

fn list(field: Field) -> Support {
    match field {
        Field::Itself | Field::Owner => Support::Yes,
        // The whole list comes in one answer, and is looked through here.
        Field::Name | Field::Expiry | Field::LastUse => Support::Emulated,
        Field::Team => Support::No("tokens of Coder belong to a user, not to an organization: `--owner USER` narrows"),
        _ => Support::No(""),
    }
}

fn show(field: Field) -> Support {
    if field == Field::History {
        return Support::No("Coder keeps its audit log for its own pages: look there, as an auditor");
    }
    only(
        field,
        &[Field::Itself, Field::Name, Field::Scopes, Field::Expiry, Field::Owner, Field::AllowList, Field::LastUse],
    )
}

fn create(field: Field) -> Support {
    match field {
        Field::Itself
        | Field::Name
        | Field::Scopes
        | Field::Expiry
        | Field::Owner
        | Field::AllowList
        | Field::Session => Support::Yes,
        Field::Description | Field::Metadata => Support::No("put what it is for into the name"),
        Field::Models => Support::No("Coder has no models: `--scope` and `--allow` limit what a token reaches"),
        Field::Routes => Support::No("limit it with `--scope`, as in `--scope workspace:read`"),
        Field::Team => Support::No("a token belongs to a user: `--allow organization:UUID` limits it to one"),
        Field::Budget | Field::BudgetPeriod | Field::Rpm | Field::Tpm => {
            Support::No("tokens of Coder have no limits of use: `--expires-in` limits how long it lives")
        }
        Field::Custom => Support::No("Coder makes every secret itself: leave out `--custom`"),
        _ => Support::No(""),
    }
}
