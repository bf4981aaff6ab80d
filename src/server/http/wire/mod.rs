//! The JSON of the API, and how it is described: what `/openapi.json` says comes from these types.
//!
//! - [`token`]: tokens; [`fields`]: values that several bodies share

mod fields;
mod token;

use serde::Serialize;
use utoipa::ToSchema;

pub(super) use self::fields::{Metadata, WantedLifetime};
pub(super) use self::token::{MintedToken, NewTokenBody, Token, TokenList};

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
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) cause: Option<String>,
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
    #[schema(minimum = 1)]
    pub(super) page: Option<u64>,
    #[schema(minimum = 1, maximum = 500)]
    pub(super) per_page: u64,
    /// How many there are on all pages; null when it was asked for by `after`.
    pub(super) total: Option<u64>,
    /// What to give as `after` for the next page; null on the last.
    pub(super) next: Option<String>,
}
