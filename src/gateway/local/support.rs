//! What the embedded gateway has, field by field, and what can be done instead of what it lacks.

use crate::gateway::capability::{self, Carries, Field, Support, Verb};
use crate::gateway::{Error, Gateway};
use crate::server::service::CATALOGUE;

/// Whether `field` can go along with `verb`.
pub(in crate::gateway) fn support(verb: Verb, field: Field) -> Support {
    let has: &[Field] = match verb {
        Verb::Block | Verb::Unblock => {
            return Support::No(
                "a token here works or is revoked: revoke it, or keep its owner out with `users deactivate`",
            );
        }
        Verb::TeamsList | Verb::TeamsShow | Verb::TeamsCreate | Verb::TeamsDelete => {
            return Support::No(
                "it has no teams: note the team with `tokens create --metadata`, as in `--metadata team=a`",
            );
        }
        Verb::List => &[Field::Name, Field::Expiry, Field::Owner, Field::LastUse],
        Verb::Show => &SHOWN,
        Verb::Create => &[
            Field::Name,
            Field::Description,
            Field::Scopes,
            Field::Models,
            Field::Expiry,
            Field::Owner,
            Field::Metadata,
            Field::Custom,
        ],
        Verb::Update => {
            &[Field::Name, Field::Description, Field::Scopes, Field::Models, Field::Expiry, Field::Metadata]
        }
        Verb::Revoke => &[Field::Purge],
        Verb::Watch => &[Field::Name, Field::Owner],
        Verb::UsersList => &[Field::Name],
        Verb::UsersShow => &[Field::Name, Field::Email, Field::FullName, Field::Role, Field::Attributes],
        Verb::UsersCreate | Verb::UsersUpdate => {
            &[Field::Name, Field::Email, Field::FullName, Field::Role, Field::Password, Field::Attributes]
        }
        Verb::Whois | Verb::Rotate | Verb::UsersDelete | Verb::UsersActivate | Verb::UsersDeactivate => &[],
    };
    if field == Field::Itself || has.contains(&field) { Support::Yes } else { Support::No(instead(verb, field)) }
}

/// Refuses what would otherwise be dropped in silence. The owner is left to those who know who `me` is.
pub(super) fn refuse_unsupported(gateway: &dyn Gateway, verb: Verb, request: &dyn Carries) -> Result<(), Error> {
    let mut fields = request.fields();
    fields.retain(|field| *field != Field::Owner);
    capability::refuse_unsupported(gateway, verb, &fields)
}

/// The name of a scope that may have been typed by an alias.
pub(super) fn canonical_scope(typed: &str) -> &str {
    CATALOGUE.iter().find(|scope| scope.aliases.contains(&typed)).map_or(typed, |scope| scope.name)
}

const SHOWN: [Field; 10] = [
    Field::Name,
    Field::Description,
    Field::Scopes,
    Field::Models,
    Field::Expiry,
    Field::Owner,
    Field::Metadata,
    Field::Custom,
    Field::LastUse,
    Field::History,
];

/// The nearest thing to what it lacks; nothing for what nobody can type.
fn instead(verb: Verb, field: Field) -> &'static str {
    match (verb, field) {
        (Verb::List, Field::Team) => "it has no teams: put the team into the tokens' names, and list with --search",
        (Verb::Watch, Field::Team) => "it has no teams: put the team into the tokens' names, and watch with --search",
        (Verb::UsersCreate | Verb::UsersUpdate, Field::Budget | Field::BudgetPeriod) => {
            "it counts no money: limit the user's tokens with --model and --expires-in"
        }
        (Verb::Create | Verb::Update, field) => match field {
            Field::Owner => "create one for that user with `gatekey tokens create --owner USER`, and revoke this one",
            Field::Routes => "limit the token with --scope, as in `--scope inference.chat`",
            Field::Team => "note the team with --metadata, as in `--metadata team=a`",
            Field::Budget | Field::BudgetPeriod => {
                "it counts no money: limit how long the token lives with --expires-in"
            }
            Field::Rpm | Field::Tpm => "it counts no requests: limit what the token may do with --scope and --model",
            Field::AllowList => "limit the token to models with --model",
            Field::Session => "every key here is a token: leave out --session",
            _ => "",
        },
        _ => "",
    }
}
