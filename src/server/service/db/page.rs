//! Lists, page by page. Each page goes on after the last token of the one before (keyset), so that the last page costs
//! what the first does and what is added or purged meanwhile moves nothing.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use super::{Database, StorageError, row};
use crate::model::{Sort, SortField, Status, StatusFilter, Timestamp, TokenQuery};
use crate::server::service::cursor::{self, CursorError};
use crate::server::service::stored::StoredToken;

/// Where missing times sort: never is later than any date. The columns `…_or_never` hold the same number.
const NEVER: i64 = i64::MAX;

/// Which tokens, in which order, from where on.
pub(in crate::server::service) struct PageRequest<'a> {
    /// Its status, times and search are the filters; its owner was looked up already.
    pub(in crate::server::service) query: &'a TokenQuery,
    /// Only tokens of these owners.
    pub(in crate::server::service) owner_ids: Option<&'a [String]>,
    pub(in crate::server::service) now: Timestamp,
    pub(in crate::server::service) sort: Sort,
    pub(in crate::server::service) after: Option<Cursor>,
    /// How many of those that follow are passed over.
    pub(in crate::server::service) skipped: u64,
    /// How many at most.
    pub(in crate::server::service) size: usize,
}

/// A page, and where the next begins.
pub(in crate::server::service) struct Page {
    pub(in crate::server::service) tokens: Vec<StoredToken>,
    /// `None` after the last.
    pub(in crate::server::service) next: Option<Cursor>,
}

/// The place of a token in the order of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::server::service) struct Cursor {
    /// The order it is a place in, as `created_at:desc`: in another one it would mean another place.
    order: String,
    key: Key,
    id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Text(String),
    Microseconds(i64),
}

impl Database {
    /// One page of a list.
    pub(in crate::server::service) async fn page(&self, request: &PageRequest<'_>) -> Result<Page, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.failed(error))?;
        self.page_on(&mut connection, request).await
    }

    /// One page of a list, and how far the trail went when it was read.
    pub(in crate::server::service) async fn page_and_trail_end(
        &self,
        request: &PageRequest<'_>,
    ) -> Result<(Page, i64), StorageError> {
        // One transaction, so that both are of the same moment; over before anybody looks at the page.
        let mut transaction = self.pool.begin().await.map_err(|error| self.failed(error))?;
        let end = self.trail_end_on(&mut transaction).await?;
        let page = self.page_on(&mut transaction, request).await?;
        transaction.commit().await.map_err(|error| self.failed(error))?;
        Ok((page, end))
    }

    async fn page_on(
        &self,
        connection: &mut SqliteConnection,
        request: &PageRequest<'_>,
    ) -> Result<Page, StorageError> {
        let mut sql = QueryBuilder::new("");
        push_page(&mut sql, request);
        let rows = sql.build().fetch_all(connection).await.map_err(|error| self.failed(error))?;
        let mut tokens = rows.iter().map(|row| self.read(row)).collect::<Result<Vec<_>, _>>()?;
        let has_next = tokens.len() > request.size;
        tokens.truncate(request.size);
        let next = tokens.last().filter(|_| has_next).map(|last| Cursor::at(last, request.sort));
        Ok(Page { tokens, next })
    }

    /// How many tokens there are on all pages of a list, from its place on.
    pub(in crate::server::service) async fn count(&self, request: &PageRequest<'_>) -> Result<u64, StorageError> {
        let mut sql = QueryBuilder::new("SELECT COUNT(*) FROM tokens t WHERE 1");
        push_filters(&mut sql, request);
        push_place(&mut sql, request);
        let count: i64 = sql.build_query_scalar().fetch_one(&self.pool).await.map_err(|error| self.failed(error))?;
        Ok(count.unsigned_abs())
    }
}

impl Cursor {
    fn at(token: &StoredToken, sort: Sort) -> Self {
        let or_never = |time: Option<Timestamp>| Key::Microseconds(time.map_or(NEVER, Timestamp::unix_microseconds));
        let key = match sort.field {
            SortField::Name => Key::Text(token.name.clone()),
            SortField::CreatedAt => or_never(Some(token.created_at)),
            SortField::UpdatedAt => or_never(Some(token.updated_at)),
            SortField::ExpiresAt => or_never(token.expires_at),
            SortField::LastUsedAt => or_never(token.last_used_at),
        };
        Self { order: order(sort), key, id: token.id.as_str().to_owned() }
    }

    /// The place that this text is in a list of this order.
    ///
    /// # Errors
    /// Whatever was made of it, a text that [`Cursor::to_text`] did not give is refused or a place like any other.
    pub(in crate::server::service) fn read(text: &str, sort: Sort) -> Result<Self, CursorError> {
        let cursor: Self = cursor::read(text)?;
        if Sort::from_str(&cursor.order).is_err() {
            return Err(CursorError::Unreadable);
        }
        match (&cursor.key, sort.field) {
            _ if cursor.order != order(sort) => Err(CursorError::OtherOrder),
            (Key::Text(_), SortField::Name) => Ok(cursor),
            (Key::Text(_), _) | (Key::Microseconds(_), SortField::Name) => Err(CursorError::Unreadable),
            (Key::Microseconds(_), _) => Ok(cursor),
        }
    }

    /// The place as a text that travels in an address.
    pub(in crate::server::service) fn to_text(&self) -> String {
        cursor::write(self)
    }
}

/// An order as it is typed.
fn order(sort: Sort) -> String {
    format!("{}{}", sort.field.as_str(), if sort.descending { ":desc" } else { "" })
}

fn sort_column(field: SortField) -> &'static str {
    match field {
        SortField::Name => "t.name",
        SortField::CreatedAt => "t.created_at",
        SortField::UpdatedAt => "t.updated_at",
        SortField::ExpiresAt => "t.expires_or_never",
        SortField::LastUsedAt => "t.last_used_or_never",
    }
}

fn push_page(sql: &mut QueryBuilder<Sqlite>, request: &PageRequest<'_>) {
    sql.push(row::SELECT).push(" WHERE 1");
    push_filters(sql, request);
    push_place(sql, request);
    let (key, direction) = (sort_column(request.sort.field), if request.sort.descending { "DESC" } else { "ASC" });
    sql.push(format!(" ORDER BY {key} {direction}, t.id {direction} LIMIT "));
    // One more than fits tells whether another page follows.
    sql.push_bind(i64::try_from(request.size).unwrap_or(i64::MAX).saturating_add(1));
    if request.skipped > 0 {
        sql.push(" OFFSET ").push_bind(i64::try_from(request.skipped).unwrap_or(i64::MAX));
    }
}

/// Only what follows the place.
fn push_place(sql: &mut QueryBuilder<Sqlite>, request: &PageRequest<'_>) {
    let Some(after) = &request.after else { return };
    let compare = if request.sort.descending { "<" } else { ">" };
    sql.push(format!(" AND ({}, t.id) {compare} (", sort_column(request.sort.field)));
    match &after.key {
        Key::Text(text) => sql.push_bind(text.clone()),
        Key::Microseconds(microseconds) => sql.push_bind(*microseconds),
    };
    sql.push(", ").push_bind(after.id.clone()).push(")");
}

fn push_owners(sql: &mut QueryBuilder<Sqlite>, request: &PageRequest<'_>) {
    match request.owner_ids {
        None => {}
        Some([id]) if request.sort.field == SortField::CreatedAt => {
            sql.push(" AND t.owner_id = ").push_bind(id.clone());
        }
        // The `+` keeps SQLite from an index by owner, whose tokens it would have to sort anew for every page.
        Some(ids) => {
            sql.push(" AND +t.owner_id IN (");
            let mut list = sql.separated(", ");
            for id in ids {
                list.push_bind(id.clone());
            }
            sql.push(")");
        }
    }
}

/// Live tokens whose owner is let in.
const OF_ACTIVE: &str = " AND +t.revoked_at IS NULL AND (SELECT active FROM users WHERE id = t.owner_id) = 1";
/// Live tokens whose owner is not.
const OF_DEACTIVATED: &str = " AND +t.revoked_at IS NULL AND (SELECT active FROM users WHERE id = t.owner_id) = 0";

/// The filters as [`TokenQuery::admits`] judges them, on `tokens t` alone: a count joins nothing. The `+` keeps SQLite from
/// the index by state, which holds what a count needs, and would leave a page to be sorted.
fn push_filters(sql: &mut QueryBuilder<Sqlite>, request: &PageRequest<'_>) {
    let now = request.now.unix_microseconds();
    push_owners(sql, request);
    match request.query.status {
        StatusFilter::All => {}
        StatusFilter::Live => {
            sql.push(" AND +t.revoked_at IS NULL");
        }
        StatusFilter::Only(Status::Revoked) => {
            sql.push(" AND +t.revoked_at IS NOT NULL");
        }
        StatusFilter::Only(Status::Expired) => {
            sql.push(OF_ACTIVE).push(" AND t.expires_at <= ").push_bind(now);
        }
        StatusFilter::Only(Status::Active) => {
            sql.push(OF_ACTIVE).push(" AND (t.expires_at IS NULL OR t.expires_at > ").push_bind(now).push(")");
        }
        StatusFilter::Only(Status::Blocked) => {
            sql.push(OF_DEACTIVATED);
        }
        // The embedded gateway has no such state.
        StatusFilter::Only(Status::Superseded) => {
            sql.push(" AND 0");
        }
    }
    if let Some(text) = &request.query.search {
        // Not LIKE: `_` and `%` are characters like any other in a name.
        sql.push(" AND instr(t.name_lower, ").push_bind(text.to_lowercase()).push(") > 0");
    }
    if let Some(window) = request.query.expiring_within {
        let latest = request.now.checked_add(window).map_or(NEVER - 1, Timestamp::unix_microseconds);
        sql.push(" AND t.expires_at > ").push_bind(now).push(" AND t.expires_at <= ").push_bind(latest);
    }
    if let Some(window) = request.query.unused_for {
        let window = i64::try_from(window.as_micros()).unwrap_or(i64::MAX);
        // Never used counts from creation: a key made yesterday is not unused for a month.
        sql.push(" AND COALESCE(t.last_used_at, t.created_at) <= ").push_bind(now.saturating_sub(window));
    }
}

/// How SQLite would read the page.
#[cfg(test)]
pub(super) async fn explain(database: &Database, request: &PageRequest<'_>) -> String {
    use sqlx::Row;

    let mut sql = QueryBuilder::new("EXPLAIN QUERY PLAN ");
    push_page(&mut sql, request);
    let rows = sql.build().fetch_all(&database.pool).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; ")
}
