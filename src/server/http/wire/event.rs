//! The trail as the API tells it.

use serde::Serialize;
use utoipa::ToSchema;

use super::schemas;
use crate::model::TrailEvent;

/// What was done to one token, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct EventList {
    #[schema(schema_with = schemas::events)]
    pub(in crate::server::http) items: Vec<TrailEvent>,
}

/// A part of the trail, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct EventPage {
    #[schema(schema_with = schemas::events)]
    pub(in crate::server::http) items: Vec<TrailEvent>,
    pub(in crate::server::http) pagination: EventPagination,
}

/// Where the trail goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::server::http) struct EventPagination {
    /// What to give as `after` for the next part; null on the last.
    #[schema(required, minimum = 1)]
    pub(in crate::server::http) next: Option<i64>,
}
