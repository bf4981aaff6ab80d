//! What a gateway can do: verb × field. Asked before anything is sent, so that no flag is silently dropped.

use super::Gateway;
use super::error::{Error, ErrorKind};
use crate::model::{Kind, NewTeam, NewToken, NewUser, SortField, TokenChange, TokenQuery, UserChange};

/// Something that can be done on a gateway: a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    List,
    Show,
    Create,
    Update,
    Rotate,
    Revoke,
    Block,
    Unblock,
    Watch,
    Whois,
    UsersList,
    UsersShow,
    UsersCreate,
    UsersUpdate,
    UsersDelete,
    UsersActivate,
    UsersDeactivate,
    TeamsList,
    TeamsShow,
    TeamsCreate,
    TeamsDelete,
}

impl Verb {
    /// Every verb, in the order of the documentation.
    pub const ALL: [Self; 21] = [
        Self::List,
        Self::Show,
        Self::Create,
        Self::Update,
        Self::Rotate,
        Self::Revoke,
        Self::Block,
        Self::Unblock,
        Self::Watch,
        Self::Whois,
        Self::UsersList,
        Self::UsersShow,
        Self::UsersCreate,
        Self::UsersUpdate,
        Self::UsersDelete,
        Self::UsersActivate,
        Self::UsersDeactivate,
        Self::TeamsList,
        Self::TeamsShow,
        Self::TeamsCreate,
        Self::TeamsDelete,
    ];

    /// The command as it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "tokens list",
            Self::Show => "tokens show",
            Self::Create => "tokens create",
            Self::Update => "tokens update",
            Self::Rotate => "tokens rotate",
            Self::Revoke => "tokens revoke",
            Self::Block => "tokens block",
            Self::Unblock => "tokens unblock",
            Self::Watch => "tokens watch",
            Self::Whois => "tokens whois",
            Self::UsersList => "users list",
            Self::UsersShow => "users show",
            Self::UsersCreate => "users create",
            Self::UsersUpdate => "users update",
            Self::UsersDelete => "users delete",
            Self::UsersActivate => "users activate",
            Self::UsersDeactivate => "users deactivate",
            Self::TeamsList => "teams list",
            Self::TeamsShow => "teams show",
            Self::TeamsCreate => "teams create",
            Self::TeamsDelete => "teams delete",
        }
    }
}

/// A field or filter that a verb may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The verb by itself: whether the gateway has it at all.
    Itself,
    Name,
    Description,
    Scopes,
    Models,
    Routes,
    Expiry,
    Owner,
    Team,
    Budget,
    BudgetPeriod,
    Rpm,
    Tpm,
    Metadata,
    AllowList,
    Custom,
    /// A session key in a token's place.
    Session,
    Purge,
    /// A filter by last use.
    LastUse,
    /// What was done to it.
    History,
    Email,
    FullName,
    Role,
    Password,
    /// What other servers are told of a user.
    Attributes,
}

impl Field {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 25] = [
        Self::Itself,
        Self::Name,
        Self::Description,
        Self::Scopes,
        Self::Models,
        Self::Routes,
        Self::Expiry,
        Self::Owner,
        Self::Team,
        Self::Budget,
        Self::BudgetPeriod,
        Self::Rpm,
        Self::Tpm,
        Self::Metadata,
        Self::AllowList,
        Self::Custom,
        Self::Session,
        Self::Purge,
        Self::LastUse,
        Self::History,
        Self::Email,
        Self::FullName,
        Self::Role,
        Self::Password,
        Self::Attributes,
    ];

    /// What the field is called in JSON and by whoever looks for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Itself => "command",
            Self::Name => "name",
            Self::Description => "description",
            Self::Scopes => "scopes",
            Self::Models => "models",
            Self::Routes => "routes",
            Self::Expiry => "expiry",
            Self::Owner => "owner",
            Self::Team => "team",
            Self::Budget => "budget",
            Self::BudgetPeriod => "budget_period",
            Self::Rpm => "rpm",
            Self::Tpm => "tpm",
            Self::Metadata => "metadata",
            Self::AllowList => "allow_list",
            Self::Custom => "custom",
            Self::Session => "session",
            Self::Purge => "purge",
            Self::LastUse => "last_use",
            Self::History => "history",
            Self::Email => "email",
            Self::FullName => "full_name",
            Self::Role => "role",
            Self::Password => "password",
            Self::Attributes => "attributes",
        }
    }

    /// What the field is called in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "command",
            Self::Name => "a name",
            Self::Description => "a description",
            Self::Scopes => "scopes",
            Self::Models => "models",
            Self::Routes => "routes",
            Self::Expiry => "an expiry",
            Self::Owner => "another owner",
            Self::Team => "a team",
            Self::Budget => "a budget",
            Self::BudgetPeriod => "a budget period",
            Self::Rpm => "a limit of requests per minute",
            Self::Tpm => "a limit of model tokens per minute",
            Self::Metadata => "metadata",
            Self::AllowList => "an allow list",
            Self::Custom => "a secret chosen by the caller",
            Self::Session => "a session key",
            Self::Purge => "purging",
            Self::LastUse => "a filter or order by last use",
            Self::History => "its history",
            Self::Email => "an e-mail address",
            Self::FullName => "a full name",
            Self::Role => "a role",
            Self::Password => "a password",
            Self::Attributes => "attributes",
        }
    }
}

/// Whether a gateway can carry a field along with a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// The gateway does it.
    Yes,
    /// gatekey does it on top of what the gateway has.
    Emulated,
    /// It cannot; the text is the nearest thing that can be done instead, a sentence for the hint.
    No(&'static str),
}

/// Fields that this request carries.
pub trait Carries {
    /// Each field that is set, once.
    fn fields(&self) -> Vec<Field>;
}

fn set(fields: impl IntoIterator<Item = (Field, bool)>) -> Vec<Field> {
    fields.into_iter().filter_map(|(field, is_set)| is_set.then_some(field)).collect()
}

impl Carries for NewToken {
    fn fields(&self) -> Vec<Field> {
        set([
            (Field::Name, self.name.is_some()),
            (Field::Description, self.description.is_some()),
            (Field::Scopes, self.scopes.is_some()),
            (Field::Models, self.models.is_some()),
            (Field::Routes, self.routes.is_some()),
            (Field::Expiry, self.expires_in.is_some()),
            (Field::Owner, self.owner.is_some()),
            (Field::Team, self.team.is_some()),
            (Field::Budget, self.budget.is_some()),
            (Field::BudgetPeriod, self.budget_period.is_some()),
            (Field::Rpm, self.rpm.is_some()),
            (Field::Tpm, self.tpm.is_some()),
            (Field::Metadata, !self.metadata.is_empty()),
            (Field::AllowList, !self.allow_list.is_empty()),
            (Field::Custom, self.custom.is_some()),
            (Field::Session, self.session),
        ])
    }
}

impl Carries for TokenChange {
    fn fields(&self) -> Vec<Field> {
        set([
            (Field::Name, self.name.is_some()),
            (Field::Description, self.description.is_some()),
            (Field::Scopes, self.scopes.is_some()),
            (Field::Models, self.models.is_some()),
            (Field::Routes, self.routes.is_some()),
            (Field::Expiry, self.expires_in.is_some()),
            (Field::Owner, self.owner.is_some()),
            (Field::Team, self.team.is_some()),
            (Field::Budget, self.budget.is_some()),
            (Field::BudgetPeriod, self.budget_period.is_some()),
            (Field::Rpm, self.rpm.is_some()),
            (Field::Tpm, self.tpm.is_some()),
            (Field::Metadata, self.metadata.is_some()),
            (Field::AllowList, self.allow_list.is_some()),
        ])
    }
}

impl Carries for TokenQuery {
    fn fields(&self) -> Vec<Field> {
        let by_last_use = self.sort.is_some_and(|sort| sort.field == SortField::LastUsedAt);
        set([
            (Field::Owner, self.owner.is_some()),
            (Field::Team, self.team.is_some()),
            (Field::LastUse, self.unused_for.is_some() || by_last_use),
        ])
    }
}

/// Refuses the first field that this gateway cannot carry along with the verb: no field is ever dropped in silence.
///
/// # Errors
/// [`ErrorKind::Unsupported`] with the nearest alternative.
pub fn refuse_unsupported(gateway: &dyn Gateway, verb: Verb, fields: &[Field]) -> Result<(), Error> {
    for field in fields {
        if let Support::No(alternative) = gateway.support(verb, *field) {
            return Err(unsupported(gateway.kind(), verb, *field, alternative));
        }
    }
    Ok(())
}

impl Carries for NewUser {
    fn fields(&self) -> Vec<Field> {
        set([
            (Field::Name, true),
            (Field::Email, self.email.is_some()),
            (Field::FullName, self.full_name.is_some()),
            (Field::Role, self.role.is_some()),
            (Field::Password, self.password.is_some()),
            (Field::Budget, self.budget.is_some()),
            (Field::BudgetPeriod, self.budget_period.is_some()),
            (Field::Attributes, !self.attributes.is_empty()),
        ])
    }
}

impl Carries for NewTeam {
    fn fields(&self) -> Vec<Field> {
        set([
            (Field::Name, true),
            (Field::Models, self.models.is_some()),
            (Field::Budget, self.budget.is_some()),
            (Field::BudgetPeriod, self.budget_period.is_some()),
        ])
    }
}

impl Carries for UserChange {
    fn fields(&self) -> Vec<Field> {
        set([
            (Field::Name, self.name.is_some()),
            (Field::Email, self.email.is_some()),
            (Field::FullName, self.full_name.is_some()),
            (Field::Role, self.role.is_some()),
            (Field::Password, self.password.is_some()),
            (Field::Budget, self.budget.is_some()),
            (Field::BudgetPeriod, self.budget_period.is_some()),
            (Field::Attributes, !self.attributes.is_empty()),
        ])
    }
}

/// The refusal of a field, with the nearest alternative.
pub fn unsupported(kind: Kind, verb: Verb, field: Field, alternative: &str) -> Error {
    let message = match field {
        Field::Itself => format!("{} has no `{}`", kind.title(), verb.as_str()),
        field => format!("{} cannot do `{}` with {}", kind.title(), verb.as_str(), field.as_str()),
    };
    let error = Error::new(ErrorKind::Unsupported, message);
    if alternative.is_empty() { error } else { error.hint(alternative) }
}
