//! What GPUStack 2.3 has, field by field, and what can be done instead of what it lacks.

use crate::gateway::capability::{Field, Support, Verb};

/// Whether `field` can go along with `verb`.
pub(super) fn support(verb: Verb, field: Field) -> Support {
    match verb {
        Verb::List => list(field),
        Verb::Show => show(field),
        Verb::Create => create(field),
        Verb::Update => update(field),
        // Its only way to revoke is to delete: no row is ever left to purge.
        Verb::Revoke => match field {
            Field::Itself | Field::Purge => Support::Yes,
            _ => Support::No(""),
        },
        Verb::Watch => match field {
            Field::Itself | Field::Name | Field::Owner | Field::Team => Support::Yes,
            _ => Support::No(""),
        },
        Verb::Rotate => match field {
            // A key takes the place of another.
            Field::Itself => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::Block | Verb::Unblock => Support::No(NO_BLOCK),
        Verb::TeamsDelete => match field {
            Field::Itself => Support::Yes,
            _ => Support::No(""),
        },
        Verb::TeamsList | Verb::TeamsShow => match field {
            Field::Itself | Field::Name => Support::Yes,
            _ => Support::No(""),
        },
        Verb::TeamsCreate => match field {
            Field::Itself | Field::Name => Support::Yes,
            Field::Models => {
                Support::No("limit the keys themselves: `gatekey tokens create --team TEAM --model MODEL`")
            }
            Field::Budget | Field::BudgetPeriod => Support::No(NO_MONEY),
            _ => Support::No(""),
        },
        Verb::Whois => match field {
            // It shows four digits of a key: gatekey tells whose it may be.
            Field::Itself => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::UsersList => match field {
            Field::Itself | Field::Name => Support::Yes,
            _ => Support::No(""),
        },
        Verb::UsersShow => match field {
            Field::Itself | Field::Name | Field::FullName | Field::Role => Support::Yes,
            Field::Email => Support::No(NO_EMAIL),
            _ => Support::No(""),
        },
        Verb::UsersCreate | Verb::UsersUpdate => match field {
            Field::Itself | Field::Name | Field::FullName | Field::Role | Field::Password => Support::Yes,
            Field::Email => Support::No(NO_EMAIL),
            Field::Budget | Field::BudgetPeriod => Support::No(NO_MONEY),
            Field::Attributes => Support::No("users of GPUStack have no attributes: put them into organisations"),
            _ => Support::No(""),
        },
        Verb::UsersDelete | Verb::UsersActivate | Verb::UsersDeactivate => match field {
            Field::Itself => Support::Yes,
            _ => Support::No(""),
        },
    }
}

const NO_BLOCK: &str = "a key of GPUStack works or is gone: revoke it, or deactivate its owner with `users deactivate`";

const NO_MONEY: &str = "GPUStack counts no money: limit the keys themselves with `--model` and `--expires-in`";

const NO_EMAIL: &str =
    "GPUStack keeps no e-mail addresses: use the address as the user's name, or put it into `--full-name`";

fn list(field: Field) -> Support {
    match field {
        Field::Itself | Field::Name | Field::Owner | Field::Team => Support::Yes,
        Field::Expiry => Support::Emulated,
        Field::LastUse => Support::No(
            "GPUStack does not tell when a key was last used; `tokens list --sort created_at` shows the oldest first",
        ),
        _ => Support::No(""),
    }
}

fn show(field: Field) -> Support {
    match field {
        Field::Itself
        | Field::Name
        | Field::Description
        | Field::Scopes
        | Field::Models
        | Field::Expiry
        | Field::Owner
        | Field::Custom => Support::Yes,
        // Only the organisation's number is told; its name comes from the context of the request.
        Field::Team => Support::Emulated,
        Field::History => Support::No("GPUStack remembers no changes: `gatekey tokens watch` tells those to come"),
        _ => Support::No(""),
    }
}

fn create(field: Field) -> Support {
    match field {
        Field::Itself
        | Field::Name
        | Field::Description
        | Field::Scopes
        | Field::Models
        | Field::Expiry
        | Field::Team
        | Field::Custom => Support::Yes,
        Field::Owner => Support::No("GPUStack makes keys only for whoever asks: log in as that user"),
        Field::Session => Support::No("every GPUStack key is a token: leave out `--session`"),
        field => lacking(field),
    }
}

fn update(field: Field) -> Support {
    match field {
        Field::Itself | Field::Description | Field::Scopes | Field::Models => Support::Yes,
        Field::Name => Support::No("create a token with the new name, and revoke this one once nobody uses it"),
        Field::Expiry => Support::No("create a token with the new expiry, and revoke this one once nobody uses it"),
        Field::Owner | Field::Team => Support::No("create a token where it belongs, and revoke this one"),
        field => lacking(field),
    }
}

/// What no GPUStack key has.
fn lacking(field: Field) -> Support {
    Support::No(match field {
        Field::Routes => "limit it with `--scope inference` or `--scope management`, and with `--model`",
        Field::Budget | Field::BudgetPeriod | Field::Rpm | Field::Tpm => {
            "GPUStack keys have no limits of use: `--model` limits what it reaches, `--expires-in` how long"
        }
        Field::AllowList => "limit it to models with `--model`",
        Field::Metadata => "put it into `--description`",
        _ => "",
    })
}
