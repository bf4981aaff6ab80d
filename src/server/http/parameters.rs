//! Query parameters that several resources share: pages, and trying a change without making it.

use serde::Deserialize;
use utoipa::IntoParams;

use super::error::Error;
use super::wire::Pagination;
use crate::server::service::Place;

/// How many a page has when nobody says.
const PER_PAGE: u64 = 100;
/// How many a page may have.
const MOST_PER_PAGE: u64 = 500;

/// Which page of a list was asked for.
pub(super) struct PageParameters {
    pub(super) place: Place,
    pub(super) per_page: u64,
}

impl PageParameters {
    /// From what was given.
    pub(super) fn new(page: Option<u64>, after: Option<String>, per_page: Option<u64>) -> Result<Self, Error> {
        if page == Some(0) {
            return Err(Error::invalid("pages are counted from 1"));
        }
        Ok(Self { place: Place { after, page }, per_page: Self::per_page(per_page)? })
    }

    /// The size of a page, from what was given.
    pub(super) fn per_page(given: Option<u64>) -> Result<u64, Error> {
        match given.unwrap_or(PER_PAGE) {
            size @ 1..=MOST_PER_PAGE => Ok(size),
            _ => Err(Error::invalid(format!("`per_page` is 1 to {MOST_PER_PAGE}"))),
        }
    }

    /// What the answer tells about the page.
    pub(super) fn told(&self, total: Option<u64>, next: Option<String>) -> Pagination {
        Pagination { page: self.place.number(), per_page: self.per_page, total, next }
    }
}

/// Whether to do it, or to tell whether it could be done.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangeParameters {
    /// Refuses what would be refused, and changes nothing.
    #[serde(default)]
    #[param(required = false)]
    pub(super) dry_run: bool,
}
