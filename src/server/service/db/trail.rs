//! The trail, read back.

use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

use super::{Database, StorageError, row};
use crate::model::{Timestamp, TokenId};

const SELECT: &str = "SELECT e.id, e.at, e.action, e.actor_id, u.name AS actor_name, e.actor_token_id, e.target_id, \
                      e.before, e.after FROM events e LEFT JOIN users u ON u.id = e.actor_id WHERE ";

/// A line of the trail as it was written down.
pub(in crate::server::service) struct TrailLine {
    pub(in crate::server::service) id: i64,
    pub(in crate::server::service) at: Timestamp,
    pub(in crate::server::service) action: String,
    pub(in crate::server::service) actor_id: String,
    /// `None` when the user is gone.
    pub(in crate::server::service) actor_name: Option<String>,
    pub(in crate::server::service) actor_token_id: Option<String>,
    pub(in crate::server::service) target_id: String,
    /// JSON, as `after` is.
    pub(in crate::server::service) before: Option<String>,
    pub(in crate::server::service) after: Option<String>,
}

/// Which lines, oldest first.
pub(in crate::server::service) struct TrailRequest<'a> {
    /// Those after this place …
    pub(in crate::server::service) after: i64,
    /// … and no later than this one.
    pub(in crate::server::service) until: i64,
    pub(in crate::server::service) of_tokens: bool,
    pub(in crate::server::service) of_users: bool,
    /// Only those of this user and of the tokens that are theirs.
    pub(in crate::server::service) concerning: Option<&'a str>,
    /// How many at most.
    pub(in crate::server::service) size: usize,
}

impl Database {
    /// The place of the last line; 0 in an empty trail. Costs nothing, however long the trail is.
    pub(in crate::server::service) async fn trail_end(&self) -> Result<i64, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.failed(error))?;
        self.trail_end_on(&mut connection).await
    }

    pub(super) async fn trail_end_on(&self, connection: &mut SqliteConnection) -> Result<i64, StorageError> {
        sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM events")
            .fetch_one(connection)
            .await
            .map_err(|error| self.failed(error))
    }

    /// Everything that was done to a token, oldest first.
    pub(in crate::server::service) async fn trail_of(&self, id: &TokenId) -> Result<Vec<TrailLine>, StorageError> {
        let mut sql = QueryBuilder::new(SELECT);
        // A user can have any text as their id.
        sql.push("e.target_id = ").push_bind(id.as_str()).push(" AND e.action LIKE 'token.%' ORDER BY e.id");
        let rows = sql.build().fetch_all(&self.pool).await.map_err(|error| self.failed(error))?;
        rows.iter().map(|row| line(row).map_err(|error| self.failed(error))).collect()
    }

    /// A stretch of the trail.
    pub(in crate::server::service) async fn trail(
        &self,
        request: &TrailRequest<'_>,
    ) -> Result<Vec<TrailLine>, StorageError> {
        let mut sql = QueryBuilder::new(SELECT);
        sql.push("e.id > ").push_bind(request.after).push(" AND e.id <= ").push_bind(request.until);
        match (request.of_tokens, request.of_users) {
            (true, true) => {}
            (true, false) => drop(sql.push(" AND e.action LIKE 'token.%'")),
            (false, true) => drop(sql.push(" AND e.action LIKE 'user.%'")),
            (false, false) => return Ok(Vec::new()),
        }
        if let Some(user) = request.concerning {
            sql.push(" AND CASE WHEN e.action LIKE 'user.%' THEN e.target_id ELSE COALESCE(e.after, e.before) ->> ")
                .push("'$.owner_id' END = ")
                .push_bind(user);
        }
        sql.push(" ORDER BY e.id LIMIT ").push_bind(i64::try_from(request.size).unwrap_or(i64::MAX));
        let rows = sql.build().fetch_all(&self.pool).await.map_err(|error| self.failed(error))?;
        rows.iter().map(|row| line(row).map_err(|error| self.failed(error))).collect()
    }

    /// What a line says was there, before or after.
    pub(in crate::server::service) fn recorded<T: DeserializeOwned>(
        &self,
        json: Option<&str>,
    ) -> Result<Option<T>, StorageError> {
        json.map(|json| serde_json::from_str(json).map_err(|error| self.failed(sqlx::Error::Decode(error.into()))))
            .transpose()
    }
}

fn line(row: &SqliteRow) -> Result<TrailLine, sqlx::Error> {
    Ok(TrailLine {
        id: row.try_get("id")?,
        at: row::time(row.try_get("at")?)?,
        action: row.try_get("action")?,
        actor_id: row.try_get("actor_id")?,
        actor_name: row.try_get("actor_name")?,
        actor_token_id: row.try_get("actor_token_id")?,
        target_id: row.try_get("target_id")?,
        before: row.try_get("before")?,
        after: row.try_get("after")?,
    })
}
