//! What the database does when it is new, old, shared, full or broken.

use std::fs;
use std::time::Duration;

use futures_util::future::join_all;

use super::super::testing::{self, House, named};
use super::super::{Service, ServiceError};
use super::*;
use crate::model::{Clock, NewToken, RevokeMode, TokenQuery};

/// A line of the trail.
pub(in crate::server::service) struct Kept {
    pub(in crate::server::service) action: String,
    pub(in crate::server::service) actor_token_id: Option<String>,
    pub(in crate::server::service) before: Option<String>,
    pub(in crate::server::service) after: Option<String>,
}

impl Database {
    /// A user that is the gateway itself.
    pub(in crate::server::service) async fn add_system_user(&self, id: &'static str) {
        let sql = "INSERT INTO users (id, name, role, kind, created_at) VALUES (?1, ?1, 'member', 'system', 0)";
        sqlx::query(sql).bind(id).execute(&self.pool).await.unwrap();
    }

    /// Closes it as the end of the process does.
    pub(in crate::server::service) async fn close(&self) {
        self.pool.close().await;
    }

    /// As if another program had written it.
    pub(in crate::server::service) async fn pretend_version(&self, version: i64) {
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {version}"));
        sqlx::query(sql).execute(&self.pool).await.unwrap();
    }

    /// Takes a user's row away, as if they had never been there.
    pub(in crate::server::service) async fn forget_user(&self, id: &str) {
        sqlx::query("DELETE FROM users WHERE id = ?").bind(id).execute(&self.pool).await.unwrap();
    }

    /// Whether the log could be written back whole, which no read that is under way allows.
    pub(in crate::server::service) async fn is_log_emptied(&self) -> bool {
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await.unwrap();
        row.get::<i64, _>(0) == 0
    }

    /// The trail of a token, oldest first.
    pub(in crate::server::service) async fn events_of(&self, id: &TokenId) -> Vec<Kept> {
        let sql = "SELECT action, actor_token_id, before, after FROM events WHERE target_id = ? ORDER BY id";
        let rows = sqlx::query(sql).bind(id.as_str()).fetch_all(&self.pool).await.unwrap();
        let kept = |row: &SqliteRow| Kept {
            action: row.get(0),
            actor_token_id: row.get(1),
            before: row.get(2),
            after: row.get(3),
        };
        rows.iter().map(kept).collect()
    }
}

async fn opened(house: &House) -> StorageError {
    match Service::open(&house.data_dir(), Clock::new(testing::now)).await {
        Err(ServiceError::Storage(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn count(house: &House, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&house.service.db.pool).await.unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_files_of_sqlite_are_as_private_as_the_database() {
    use std::os::unix::fs::PermissionsExt;

    let house = testing::house().await;
    house.create(NewToken::default()).await.unwrap();
    for name in ["gatekey.db", "gatekey.db-wal", "gatekey.db-shm", "pepper"] {
        let mode = fs::metadata(house.data_dir().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    house.service.administrator("ada").unwrap();
}

#[tokio::test]
async fn a_commit_is_on_disk_when_it_is_acknowledged() {
    let house = testing::house().await;
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&house.service.db.pool).await.unwrap();
    assert_eq!(journal, "wal");
    assert_eq!(count(&house, "PRAGMA synchronous").await, 2, "2 is FULL");
    assert_eq!(count(&house, "PRAGMA foreign_keys").await, 1);
}

#[tokio::test]
async fn many_may_make_a_new_database_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let opened = join_all((0..8).map(|_| Service::open(&path, Clock::new(testing::now)))).await;
    for service in opened {
        service.unwrap().administrator("ada").unwrap();
    }
}

#[test]
fn many_threads_may_make_a_new_database_at_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(Service::open(&path, Clock::new(testing::now))).unwrap();
                });
            }
        });
    }
}

#[tokio::test]
async fn of_two_who_create_one_name_exactly_one_wins() {
    let house = testing::house().await;
    let other = house.again().await;
    for round in 0..10 {
        let new = named(&format!("ci-{round}"));
        let (one, two) = tokio::join!(house.create(new.clone()), other.create(new.clone()));
        let (made, refused) = match (one, two) {
            (Ok(made), Err(refused)) | (Err(refused), Ok(made)) => (made, refused),
            other => panic!("{other:?}"),
        };
        let ServiceError::NameTaken { holder, .. } = refused else { panic!("{refused:?}") };
        assert_eq!(holder, Some(made.token.id));
    }
}

#[tokio::test]
async fn eight_writers_lose_nothing() {
    let house = testing::house().await;
    let writers = join_all((0..8).map(|_| house.again())).await;
    let work = writers.iter().enumerate().map(async |(number, writer)| {
        for round in 0..10 {
            let made = writer.create(named(&format!("{number}-{round}"))).await.unwrap();
            if round % 2 == 0 {
                writer.service.revoke(&writer.admin, &made.token.id, RevokeMode::Revoke).await.unwrap();
            }
        }
    });
    join_all(work).await;
    assert_eq!(count(&house, "SELECT count(*) FROM tokens").await, 80);
    assert_eq!(count(&house, "SELECT count(*) FROM tokens WHERE revoked_at IS NULL").await, 40);
    assert_eq!(count(&house, "SELECT count(*) FROM events").await, 120);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let house = testing::house().await;
    sqlx::query("PRAGMA user_version = 99").execute(&house.service.db.pool).await.unwrap();
    let error = opened(&house).await;
    assert!(matches!(error, StorageError::Newer { found: 99, known: migrate::LATEST, .. }), "{error:?}");
    assert_eq!(count(&house, "PRAGMA user_version").await, 99);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let house = testing::house().await;
    let path = house.database();
    house.service.db.pool.close().await;
    fs::write(&path, "not a database ".repeat(1000)).unwrap();
    let error = opened(&house).await;
    assert!(matches!(error, StorageError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains(&path.display().to_string()));
}

#[tokio::test]
async fn a_cut_off_database_is_damaged() {
    let house = testing::house().await;
    house.create(NewToken::default()).await.unwrap();
    let path = house.database();
    house.service.db.pool.close().await;
    let length = fs::metadata(&path).unwrap().len();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length / 2).unwrap();
    let service = Service::open(&house.data_dir(), Clock::new(testing::now)).await;
    let error = match service {
        Ok(service) => service.create(&house.admin, &NewToken::default()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(error, ServiceError::Storage(StorageError::Damaged { .. })), "{error:?}");
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_damage_and_no_panic() {
    let house = testing::house().await;
    let made = house.create(NewToken::default()).await.unwrap();
    for sql in ["UPDATE tokens SET scopes = 'nonsense'", "UPDATE tokens SET scopes = '[\"*\"]', expires_at = 1 << 62"] {
        sqlx::query(sql).execute(&house.service.db.pool).await.unwrap();
        let error = house.service.token(&house.admin, &made.token.id).await.unwrap_err();
        assert!(matches!(error, ServiceError::Storage(StorageError::Damaged { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_changes_nothing() {
    let house = testing::house().await;
    let mut connections = Vec::new();
    for _ in 0..2 {
        connections.push(house.service.db.pool.acquire().await.unwrap());
    }
    for connection in &mut connections {
        sqlx::query("PRAGMA max_page_count = 1").execute(&mut **connection).await.unwrap();
    }
    connections.clear();
    let mut big = named("big");
    big.description = Some("x".repeat(4096));
    big.metadata = (0..20).map(|number| (format!("key-{number}"), "x".repeat(4096))).collect();
    let error = house.create(big).await.unwrap_err();
    assert!(matches!(error, ServiceError::Storage(StorageError::Full(_))), "{error:?}");
    assert_eq!(count(&house, "SELECT count(*) FROM tokens").await, 0);
    assert_eq!(count(&house, "SELECT count(*) FROM events").await, 0);
    // There is room again.
    for _ in 0..2 {
        let mut connection = house.service.db.pool.acquire().await.unwrap();
        sqlx::query("PRAGMA max_page_count = 100000").execute(&mut *connection).await.unwrap();
        connections.push(connection);
    }
    connections.clear();
    assert!(house.create(named("small")).await.is_ok());
}

#[tokio::test]
async fn a_database_that_cannot_be_written_to_is_said() {
    let house = testing::house().await;
    let mut one = house.service.db.pool.acquire().await.unwrap();
    let mut two = house.service.db.pool.acquire().await.unwrap();
    for connection in [&mut one, &mut two] {
        sqlx::query("PRAGMA query_only = ON").execute(&mut **connection).await.unwrap();
    }
    drop((one, two));
    let error = house.create(NewToken::default()).await.unwrap_err();
    assert!(matches!(error, ServiceError::Storage(StorageError::ReadOnly(_))), "{error:?}");
}

#[tokio::test]
async fn a_database_locked_by_another_is_said() {
    let house = testing::house().await;
    let other = house.again().await;
    let held = other.service.db.begin().await.unwrap();
    let mut one = house.service.db.pool.acquire().await.unwrap();
    sqlx::query("PRAGMA busy_timeout = 10").execute(&mut *one).await.unwrap();
    let error = sqlx::query("BEGIN IMMEDIATE").execute(&mut *one).await.unwrap_err();
    assert!(matches!(house.service.db.failed(error), StorageError::Locked(_)));
    drop(held);
}

#[tokio::test]
async fn pages_walk_an_index_in_every_order() {
    use crate::model::{Sort, SortField, Status, StatusFilter};

    let house = testing::house().await;
    // Two, so that after a page of one another follows.
    house.create(NewToken::default()).await.unwrap();
    house.create(NewToken::default()).await.unwrap();
    // Every filter at once, and all of them let the token through.
    let query = TokenQuery {
        status: StatusFilter::Only(Status::Active),
        expiring_within: Some(Duration::from_secs(100 * 86_400)),
        unused_for: Some(Duration::ZERO),
        ..TokenQuery::search("")
    };
    let (one, two) = (vec!["os:ada".to_owned()], vec!["os:ada".to_owned(), "bob".to_owned()]);
    for (owner_ids, field, descending) in [None, Some(&one), Some(&two)]
        .into_iter()
        .flat_map(|ids| SortField::ALL.map(|field| (ids, field)))
        .flat_map(|(ids, field)| [false, true].map(|descending| (ids, field, descending)))
    {
        let (sort, owner_ids) = (Sort { field, descending }, owner_ids.map(Vec::as_slice));
        let mut request =
            PageRequest { query: &query, owner_ids, now: testing::now(), sort, after: None, skipped: 0, size: 1 };
        request.after = house.service.db.page(&request).await.unwrap().next;
        assert!(request.after.is_some());
        let plan = page::explain(&house.service.db, &request).await;
        // The page must begin inside the index at the pair, not at the first of all equal keys.
        assert!(plan.contains("INDEX tokens_by_") && plan.contains(",id)"), "{sort:?} {owner_ids:?}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sort:?} {owner_ids:?}: {plan}");
    }
}
