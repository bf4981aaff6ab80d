//! Users: reading them, and writing them in a change. System users are nobody's business and never read.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::change::{Change, json};
use super::{Database, StorageError, row};
use crate::model::{Role, Timestamp, UserRef};
use crate::server::service::caller::User;
use crate::server::service::stored::StoredToken;
use crate::server::service::stored_user::{StoredUser, UserRole};

/// Selects users that are not hidden, with the `$rest` of the statement.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, role, kind, active, email, full_name, created_at, last_seen_at, password_set_at, ",
            "password, attributes FROM users WHERE kind <> 'system' ",
            $rest
        )
    };
}

const BY_ID: &str = select!("AND id = ?");
const BY_NAME: &str = select!("AND name = ?");
const FIRST_PAGE: &str = select!("ORDER BY name LIMIT ?2");
const NEXT_PAGE: &str = select!("AND name > ?1 ORDER BY name LIMIT ?2");
const LAST_PAGE: &str = select!("ORDER BY name DESC LIMIT ?2");
const PAGE_BEFORE: &str = select!("AND name < ?1 ORDER BY name DESC LIMIT ?2");

/// Another user has the name. The change can only be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::service) struct UserNameTaken;

async fn with_id(connection: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<StoredUser>> {
    let found = sqlx::query(BY_ID).bind(id).fetch_optional(connection).await?;
    found.map(|found| user(&found)).transpose()
}

/// The user of this name, with what is kept of their password.
async fn with_name(
    connection: &mut SqliteConnection,
    name: &str,
) -> sqlx::Result<Option<(StoredUser, Option<String>)>> {
    let found = sqlx::query(BY_NAME).bind(name).fetch_optional(connection).await?;
    found.map(|found| Ok((user(&found)?, found.try_get("password")?))).transpose()
}

/// A bare word means one user at most: no name looks like an id.
async fn called(connection: &mut SqliteConnection, wanted: &UserRef) -> sqlx::Result<Option<StoredUser>> {
    let named = match wanted {
        UserRef::Id(_) => None,
        UserRef::Name(name) | UserRef::Word(name) => with_name(connection, name).await?.map(|(user, _)| user),
    };
    match wanted {
        UserRef::Id(id) | UserRef::Word(id) if named.is_none() => with_id(connection, id).await,
        _ => Ok(named),
    }
}

impl Database {
    /// The user with this id.
    pub(in crate::server::service) async fn user(&self, id: &str) -> Result<Option<StoredUser>, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.failed(error))?;
        with_id(&mut connection, id).await.map_err(|error| self.failed(error))
    }

    /// The user that is meant.
    pub(in crate::server::service) async fn user_called(
        &self,
        wanted: &UserRef,
    ) -> Result<Option<StoredUser>, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.failed(error))?;
        called(&mut connection, wanted).await.map_err(|error| self.failed(error))
    }

    /// The user of this name, with what is kept of their password.
    pub(in crate::server::service) async fn login_of(
        &self,
        name: &str,
    ) -> Result<Option<(StoredUser, Option<String>)>, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.failed(error))?;
        with_name(&mut connection, name).await.map_err(|error| self.failed(error))
    }

    /// The users whose names follow this one, in their order or, `descending`, in the other.
    pub(in crate::server::service) async fn users_after(
        &self,
        name: Option<&str>,
        descending: bool,
        size: usize,
    ) -> Result<Vec<StoredUser>, StorageError> {
        let sql = match (name, descending) {
            (None, false) => FIRST_PAGE,
            (Some(_), false) => NEXT_PAGE,
            (None, true) => LAST_PAGE,
            (Some(_), true) => PAGE_BEFORE,
        };
        let rows = sqlx::query(sql)
            .bind(name)
            .bind(i64::try_from(size).unwrap_or(i64::MAX))
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.failed(error))?;
        rows.iter().map(|row| user(row).map_err(|error| self.failed(error))).collect()
    }

    /// Whether the user with this id is let in. One who is gone is not.
    pub(in crate::server::service) async fn is_let_in(&self, id: &str) -> Result<bool, StorageError> {
        let active: Option<bool> = sqlx::query_scalar("SELECT active FROM users WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(active.unwrap_or(false))
    }

    /// Writes down that a user was let in. No event: nobody changed anything.
    pub(in crate::server::service) async fn note_seen(&self, id: &str, at: Timestamp) -> Result<(), StorageError> {
        sqlx::query(super::NOTE_SEEN)
            .bind(at.unix_microseconds())
            .bind(id)
            .execute(&self.notes)
            .await
            .map(|_| ())
            .map_err(|error| self.failed(error))
    }
}

impl Change {
    /// The user with this id.
    pub(in crate::server::service) async fn user(&mut self, id: &str) -> Result<Option<StoredUser>, StorageError> {
        with_id(&mut self.transaction, id).await.map_err(|error| self.database.failed(error))
    }

    /// The user that is meant.
    pub(in crate::server::service) async fn user_called(
        &mut self,
        wanted: &UserRef,
    ) -> Result<Option<StoredUser>, StorageError> {
        called(&mut self.transaction, wanted).await.map_err(|error| self.database.failed(error))
    }

    /// Whether another user has the name, in whatever case: `Alice` beside `alice` would be taken for her. Compared here,
    /// since SQLite knows no small letters but those of ASCII, and users are few.
    pub(in crate::server::service) async fn is_name_taken(
        &mut self,
        name: &str,
        by_another_than: &str,
    ) -> Result<bool, StorageError> {
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM users WHERE id <> ?")
            .bind(by_another_than)
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(|error| self.database.failed(error))?;
        let wanted = name.to_lowercase();
        Ok(names.iter().any(|name| name.to_lowercase() == wanted))
    }

    /// Makes sure that the user of the operating system is known, since tokens and people refer to them. Where someone
    /// else has the name, they go by their id.
    pub(in crate::server::service) async fn ensure_user(
        &mut self,
        user: &User,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)")
            .bind(&user.id)
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(|error| self.database.failed(error))?;
        if known {
            return Ok(());
        }
        let role = match user.role {
            Role::Administrator => "administrator",
            Role::Member => "member",
        };
        let name = if self.is_name_taken(&user.name, &user.id).await? { &user.id } else { &user.name };
        sqlx::query("INSERT INTO users (id, name, role, created_at) VALUES (?, ?, ?, ?)")
            .bind(&user.id)
            .bind(name)
            .bind(role)
            .bind(now.unix_microseconds())
            .execute(&mut *self.transaction)
            .await
            .map(|_| ())
            .map_err(|error| self.database.failed(error))
    }

    /// Adds a user. The inner error tells that the name is taken.
    pub(in crate::server::service) async fn insert_user(
        &mut self,
        user: &StoredUser,
        password: Option<&str>,
    ) -> Result<Result<(), UserNameTaken>, StorageError> {
        let (role, kind) = role_and_kind(user.role);
        let done = sqlx::query(
            "INSERT INTO users (id, name, role, kind, active, email, full_name, created_at, password, \
             password_set_at, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&user.id)
        .bind(&user.name)
        .bind(role)
        .bind(kind)
        .bind(user.active)
        .bind(&user.email)
        .bind(&user.full_name)
        .bind(user.created_at.unix_microseconds())
        .bind(password)
        .bind(user.password_set_at.map(Timestamp::unix_microseconds))
        .bind(json(&user.attributes))
        .execute(&mut *self.transaction)
        .await;
        self.unless_name_taken(done.map(|_| ()))
    }

    /// Writes what can change of a user. Without a new password the old one stays, unless the user has none any more.
    pub(in crate::server::service) async fn update_user(
        &mut self,
        user: &StoredUser,
        password: Option<&str>,
    ) -> Result<Result<(), UserNameTaken>, StorageError> {
        let (role, kind) = role_and_kind(user.role);
        let done = sqlx::query(
            "UPDATE users SET name = ?1, role = ?2, kind = ?3, active = ?4, email = ?5, full_name = ?6, \
             password_set_at = ?7, password = CASE WHEN ?7 IS NULL THEN NULL ELSE COALESCE(?8, password) END, \
             attributes = ?9 WHERE id = ?10",
        )
        .bind(&user.name)
        .bind(role)
        .bind(kind)
        .bind(user.active)
        .bind(&user.email)
        .bind(&user.full_name)
        .bind(user.password_set_at.map(Timestamp::unix_microseconds))
        .bind(password)
        .bind(json(&user.attributes))
        .bind(&user.id)
        .execute(&mut *self.transaction)
        .await;
        self.unless_name_taken(done.map(|_| ()))
    }

    /// Removes a user's row. Their tokens must be gone.
    pub(in crate::server::service) async fn delete_user(&mut self, id: &str) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM users WHERE id = ?")
            .bind(id)
            .execute(&mut *self.transaction)
            .await
            .map(|_| ())
            .map_err(|error| self.database.failed(error))
    }

    /// Every token of this owner, the revoked too.
    pub(in crate::server::service) async fn tokens_of(
        &mut self,
        owner_id: &str,
    ) -> Result<Vec<StoredToken>, StorageError> {
        let rows = sqlx::query(row::SELECT_BY_OWNER)
            .bind(owner_id)
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(|error| self.database.failed(error))?;
        rows.iter().map(|row| row::token(row).map_err(|error| self.database.failed(error))).collect()
    }

    /// Whether there is an administrator who can get in: by their login to this machine, a password or a live key.
    pub(in crate::server::service) async fn has_administrator(&mut self, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM users u WHERE u.role = 'administrator' AND u.kind = 'person' AND \
                   u.active = 1 AND (substr(u.id, 1, 3) = 'os:' OR u.password_set_at IS NOT NULL OR EXISTS (SELECT 1 \
                   FROM tokens t WHERE t.owner_id = u.id AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR \
                   t.expires_at > ?))))";
        sqlx::query_scalar(sql)
            .bind(now.unix_microseconds())
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(|error| self.database.failed(error))
    }

    fn unless_name_taken(&self, done: Result<(), sqlx::Error>) -> Result<Result<(), UserNameTaken>, StorageError> {
        let Err(error) = done else { return Ok(Ok(())) };
        let is_taken = error
            .as_database_error()
            .is_some_and(|error| error.is_unique_violation() && error.message().contains("users.name"));
        if is_taken { Ok(Err(UserNameTaken)) } else { Err(self.database.failed(error)) }
    }
}

fn role_and_kind(role: UserRole) -> (&'static str, &'static str) {
    match role {
        UserRole::Administrator => ("administrator", "person"),
        UserRole::Member => ("member", "person"),
        UserRole::ServiceAccount => ("member", "service-account"),
        UserRole::System => ("member", "system"),
    }
}

fn user(row: &SqliteRow) -> Result<StoredUser, sqlx::Error> {
    let role = match (row.try_get("role")?, row.try_get("kind")?) {
        (_, "system") => UserRole::System,
        (_, "service-account") => UserRole::ServiceAccount,
        ("administrator", _) => UserRole::Administrator,
        _ => UserRole::Member,
    };
    let time = |column| row.try_get::<Option<i64>, _>(column)?.map(row::time).transpose();
    Ok(StoredUser {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        full_name: row.try_get("full_name")?,
        role,
        active: row.try_get("active")?,
        created_at: row::time(row.try_get("created_at")?)?,
        last_seen_at: time("last_seen_at")?,
        password_set_at: time("password_set_at")?,
        attributes: row::json(row, "attributes")?,
    })
}
