//! What LiteLLM 1.106 has, field by field, and what can be done instead of what it lacks.

use crate::gateway::capability::{Field, Support, Verb};

/// Whether `field` can go along with `verb`.
pub(super) fn support(verb: Verb, field: Field) -> Support {
    match verb {
        Verb::List => list(field),
        Verb::Show | Verb::Create | Verb::Update => token(verb, field),
        Verb::Watch => match field {
            // It tells no changes by itself: gatekey looks again and again.
            Field::Itself => Support::Emulated,
            Field::Name | Field::Owner | Field::Team => Support::Yes,
            _ => Support::No(""),
        },
        // Its only way to revoke is to delete: no row is ever left to purge.
        Verb::Revoke => match field {
            Field::Itself | Field::Purge => Support::Yes,
            _ => Support::No(""),
        },
        Verb::Block | Verb::Unblock | Verb::Whois | Verb::TeamsDelete => itself(field),
        Verb::TeamsList => match field {
            Field::Itself | Field::Name => Support::Yes,
            _ => Support::No(""),
        },
        Verb::TeamsShow | Verb::TeamsCreate => match field {
            Field::Itself | Field::Name | Field::Models | Field::Budget | Field::BudgetPeriod => Support::Yes,
            _ => Support::No(""),
        },
        Verb::Rotate => match field {
            // A key takes the place of another.
            Field::Itself => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::UsersActivate | Verb::UsersDeactivate => Support::No(
            "LiteLLM cannot keep a user out: revoke or block their keys, which `tokens list --owner USER` shows",
        ),
        Verb::UsersList => match field {
            Field::Itself => Support::Yes,
            // Its own search does not look at full names.
            Field::Name => Support::Emulated,
            _ => Support::No(""),
        },
        Verb::UsersShow => match field {
            Field::Itself
            | Field::Name
            | Field::Email
            | Field::FullName
            | Field::Role
            | Field::Budget
            | Field::BudgetPeriod => Support::Yes,
            _ => Support::No(""),
        },
        Verb::UsersCreate | Verb::UsersUpdate => user(verb, field),
        Verb::UsersDelete => itself(field),
    }
}

fn itself(field: Field) -> Support {
    match field {
        Field::Itself => Support::Yes,
        _ => Support::No(""),
    }
}

fn list(field: Field) -> Support {
    match field {
        Field::Itself | Field::Name | Field::Owner | Field::Team => Support::Yes,
        Field::Expiry | Field::LastUse => Support::Emulated,
        _ => Support::No(""),
    }
}

fn token(verb: Verb, field: Field) -> Support {
    match field {
        Field::Itself
        | Field::Name
        | Field::Scopes
        | Field::Models
        | Field::Routes
        | Field::Expiry
        | Field::Owner
        | Field::Budget
        | Field::BudgetPeriod
        | Field::Rpm
        | Field::Tpm
        | Field::Metadata => Support::Yes,
        // Kept in the metadata.
        Field::Description => Support::Emulated,
        // Only the id is told along with a key.
        Field::Team if verb == Verb::Show => Support::Emulated,
        Field::Team => Support::Yes,
        Field::LastUse if verb == Verb::Show => Support::Yes,
        Field::Custom if verb == Verb::Create => Support::Yes,
        Field::Session => Support::No("every LiteLLM key is a token: leave out `--session`"),
        Field::History => Support::No("LiteLLM remembers no changes: `gatekey tokens watch` tells those to come"),
        Field::AllowList => Support::No("limit it to models with `--model`, to routes with `--route`"),
        _ => Support::No(""),
    }
}

fn user(verb: Verb, field: Field) -> Support {
    match field {
        Field::Name if verb == Verb::UsersUpdate => Support::No(
            "a user of LiteLLM is called by the id, which stays: change `--full-name`, or make another user",
        ),
        Field::Itself
        | Field::Name
        | Field::Email
        | Field::FullName
        | Field::Role
        | Field::Budget
        | Field::BudgetPeriod => Support::Yes,
        Field::Attributes => Support::No("users of LiteLLM have no attributes: put them into teams"),
        Field::Password => Support::No("give the user a key: `gatekey tokens create NAME --owner USER`"),
        _ => Support::No(""),
    }
}
