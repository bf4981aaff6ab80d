//! The JSON of the API, and how it is described: what `/openapi.json` says comes from these types.
//!
//! - [`token`], [`user`], [`event`]: the nouns; [`authorize`]: those of Llama Stack
//! - [`fields`]: values that need reading of their own
//! - [`schemas`]: what the service accepts, in the words of JSON Schema

mod authorize;
mod event;
mod fields;
pub(super) mod schemas;
mod token;
mod user;

use serde::Serialize;
use utoipa::ToSchema;

pub(super) use self::authorize::{LetIn, Question};
pub(super) use self::event::{EventList, EventPage, EventPagination};
pub(super) use self::fields::{Metadata, WantedLifetime, WantedList, WholeSeconds};
pub(super) use self::token::{MintedToken, NewTokenBody, Token, TokenChangeBody, TokenList, TokenRules};
pub(super) use self::user::{Me, NewUserBody, User, UserChangeBody, UserList};

/// Why a request was not carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(super) struct ErrorBody {
    pub(super) error: ErrorDetail,
}

/// What happened, why, and what to do next.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorDetail {
    /// A stable word for programs.
    #[schema(schema_with = schemas::error_code)]
    pub(super) code: &'static str,
    pub(super) message: String,
    #[schema(required)]
    pub(super) cause: Option<String>,
    #[schema(required)]
    pub(super) hint: Option<String>,
}

/// What a dry run answers: it would have been done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DryRun {
    dry_run: bool,
}

impl DryRun {
    pub(super) const DONE: Self = Self { dry_run: true };
}

/// Which part of a list this is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pagination {
    /// The number of this page; null when it was asked for by `after`.
    #[schema(required, minimum = 1)]
    pub(super) page: Option<u64>,
    #[schema(minimum = 1, maximum = 500)]
    pub(super) per_page: u64,
    /// How many there are on all pages; null when it was asked for by `after`.
    #[schema(required)]
    pub(super) total: Option<u64>,
    /// What to give as `after` for the next page; null on the last.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// What tokens can be limited to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScopeList {
    pub(super) items: Vec<Scope>,
}

/// A scope and what comes with it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Scope {
    pub(super) name: &'static str,
    /// What it allows, in a few words.
    pub(super) title: &'static str,
    /// The scopes that come with it.
    pub(super) grants: &'static [&'static str],
    /// Other words for it.
    pub(super) aliases: &'static [&'static str],
}
