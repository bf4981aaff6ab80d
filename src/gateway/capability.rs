//! What a gateway can do: verb × field. Asked before anything is sent, so that no flag is silently dropped.

use super::Gateway;
use super::error::{Error, ErrorKind};
use crate::model::{Kind, NewToken, SortField, TokenChange, TokenQuery};

/// Something that can be done with tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    List,
    Show,
    Create,
    Update,
    Revoke,
}

impl Verb {
    /// Every verb, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::List, Self::Show, Self::Create, Self::Update, Self::Revoke];

    /// The command's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Show => "show",
            Self::Create => "create",
            Self::Update => "update",
            Self::Revoke => "revoke",
        }
    }
}

/// A field or filter that a verb may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
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
    Purge,
    /// A filter by last use.
    LastUse,
}

impl Field {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 17] = [
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
        Self::Purge,
        Self::LastUse,
    ];

    /// What the field is called in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
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
            Self::Purge => "purging",
            Self::LastUse => "a filter or order by last use",
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

/// The refusal of a field, with the nearest alternative.
pub fn unsupported(kind: Kind, verb: Verb, field: Field, alternative: &str) -> Error {
    let message = format!("{} cannot do `tokens {}` with {}", kind.title(), verb.as_str(), field.as_str());
    let error = Error::new(ErrorKind::Unsupported, message);
    if alternative.is_empty() { error } else { error.hint(alternative) }
}
