//! The heartbeat of the database: whether it answers, and whether anybody changed it, asked so often that in between one may
//! rely on what one read.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Row};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::connections::{self, Identity};
use super::{Database, StorageError};

/// For so long a beat is relied on: a change by another process counts after that at the latest.
const BEAT_EVERY: Duration = Duration::from_millis(250);
/// A beat takes microseconds. One that takes longer than this is none.
const BEAT_WITHIN: Duration = Duration::from_millis(700);

/// Which state the database was in. What was read in one state holds as long as that is the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::service) struct State(u64);

/// What is known of the database without asking it.
#[derive(Debug)]
pub(super) struct Pulse {
    /// How many changes were seen, each of them once or more often.
    changes: AtomicU64,
    /// When the last beat that went well began, in microseconds from `since`; 0 before the first.
    beat_at: AtomicU64,
    since: Instant,
    watch: Mutex<Watch>,
}

/// Whoever asks the database, one at a time.
#[derive(Debug, Default)]
struct Watch {
    /// Nothing is ever written through it, so that it sees what everybody else writes.
    connection: Option<Watched>,
    failed_at: Option<Instant>,
    /// What was there when it was opened, as long as that is there.
    files: Option<Files>,
}

#[derive(Debug)]
struct Watched {
    connection: SqliteConnection,
    /// SQLite's `data_version`: means something on this connection only.
    version: i64,
    /// How often anything was changed that decides who is let in.
    revision: i64,
}

/// The database, and what SQLite keeps beside it: the log and its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Files {
    database: Identity,
    beside: [Option<Identity>; 2],
}

impl Files {
    /// Those at this path, without blocking the runtime: a disk in a network may hang.
    async fn at(path: &Arc<Path>) -> std::io::Result<Self> {
        let path = Arc::clone(path);
        let looked = tokio::task::spawn_blocking(move || {
            let beside = |end: &str| {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                connections::identity(Path::new(&name)).ok()
            };
            Ok(Self { database: connections::identity(&path)?, beside: ["-wal", "-shm"].map(beside) })
        });
        looked.await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)))
    }

    /// Whether something beside the database was deleted or replaced since.
    fn lost_something(&self, now: &Self) -> bool {
        self.beside.iter().zip(&now.beside).any(|(before, now)| before.is_some() && before != now)
    }
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self { changes: AtomicU64::new(0), beat_at: AtomicU64::new(0), since: Instant::now(), watch: Mutex::default() }
    }

    /// Something was changed by this process: what was read before holds no longer, from this moment.
    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    fn state(&self) -> State {
        State(self.changes.load(Ordering::SeqCst))
    }

    fn is_fresh_at(&self, now: Instant) -> bool {
        let beat_at = self.beat_at.load(Ordering::SeqCst);
        beat_at > 0 && now.duration_since(self.since) < Duration::from_micros(beat_at).saturating_add(BEAT_EVERY)
    }
}

impl Database {
    /// The state that the database is in. Whoever asks before they read can tell later whether what they read still holds.
    ///
    /// # Errors
    /// When the database does not answer: then nothing holds any more.
    pub(in crate::server::service) async fn state(&self) -> Result<State, StorageError> {
        if !self.pulse.is_fresh_at(Instant::now()) {
            self.beat().await?;
        }
        Ok(self.pulse.state())
    }

    /// Asks the database, unless somebody just did.
    async fn beat(&self) -> Result<(), StorageError> {
        let asked_at = Instant::now();
        let mut watch = self.pulse.watch.lock().await;
        if self.pulse.is_fresh_at(Instant::now()) {
            return Ok(());
        }
        // Who has waited for one that failed does not wait for another.
        if watch.failed_at.is_some_and(|failed_at| failed_at >= asked_at) {
            return Err(StorageError::Silent(self.path.to_path_buf()));
        }
        let began_at = Instant::now();
        let looked = tokio::time::timeout(BEAT_WITHIN, self.look(&mut watch)).await;
        match looked.unwrap_or_else(|_| Err(StorageError::Silent(self.path.to_path_buf()))) {
            Ok(()) => {
                let micros = began_at.duration_since(self.pulse.since).as_micros();
                self.pulse.beat_at.store(u64::try_from(micros).unwrap_or(u64::MAX).max(1), Ordering::SeqCst);
                Ok(())
            }
            Err(error) => {
                *watch = Watch { connection: None, failed_at: Some(Instant::now()), files: watch.files };
                Err(error)
            }
        }
    }

    async fn look(&self, watch: &mut Watch) -> Result<(), StorageError> {
        let unopenable = |detail: String| StorageError::Unopenable { path: self.path.to_path_buf(), detail };
        let found = match Files::at(&self.path).await {
            Ok(found) => found,
            Err(error) => {
                watch.files = None;
                return Err(unopenable(error.to_string()));
            }
        };
        // A file that was deleted or replaced stays open, and never changes again.
        if watch.files.is_some_and(|files| files.database != found.database) {
            *watch = Watch::default();
        }
        if watch.files.is_some_and(|files| files.lost_something(&found)) {
            // What this process has open and what others open now are no longer the same: neither sees what the other does.
            let detail = "what SQLite keeps beside it (-wal, -shm) was deleted or replaced while it is open: restart the gateway";
            return Err(unopenable(detail.to_owned()));
        }
        match &mut watch.connection {
            Some(watched) => {
                let version = version(&mut watched.connection).await.map_err(|error| self.failed(error))?;
                if version != watched.version {
                    let revision = revision(&mut watched.connection).await.map_err(|error| self.failed(error))?;
                    watched.version = version;
                    if revision != watched.revision {
                        watched.revision = revision;
                        self.pulse.changed();
                    }
                }
            }
            None => {
                let options = connections::options(&self.path, BEAT_WITHIN);
                let mut connection = options.connect().await.map_err(|error| self.failed(error))?;
                let version = version(&mut connection).await.map_err(|error| self.failed(error))?;
                let revision = revision(&mut connection).await.map_err(|error| self.failed(error))?;
                watch.connection = Some(Watched { connection, version, revision });
                // What happened before it was there, nobody has seen.
                self.pulse.changed();
                if watch.files.is_none() {
                    // Reading made them.
                    watch.files = Files::at(&self.path).await.ok().filter(|now| now.database == found.database);
                }
            }
        }
        Ok(())
    }
}

/// Different after each commit by another connection, in whatever process (sqlite.org/pragma.html#pragma_data_version).
async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query("PRAGMA data_version").fetch_one(connection).await.and_then(|row| row.try_get(0))
}

/// As the triggers of the schema count it.
async fn revision(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT count FROM revision").fetch_one(connection).await.and_then(|row| row.try_get(0))
}

#[cfg(test)]
impl State {
    pub(in crate::server::service) fn example(number: u64) -> Self {
        Self(number)
    }
}

#[cfg(test)]
impl Database {
    /// As if the last beat had been long ago.
    pub(in crate::server::service) fn forget_the_beat(&self) {
        self.pulse.beat_at.store(0, Ordering::SeqCst);
    }

    /// As if the last beat stayed fresh for ever, however slow the machine is: what others change is not seen any more.
    pub(in crate::server::service) fn hold_the_beat(&self) {
        self.pulse.beat_at.store(u64::MAX, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::service::db::Noted;
    use crate::server::service::testing::{self, named};

    /// The state as whoever comes later would see it.
    async fn later(database: &Database) -> Result<State, StorageError> {
        database.forget_the_beat();
        database.state().await
    }

    #[tokio::test]
    async fn the_state_changes_with_each_change_by_whatever_process_and_not_without() {
        let house = testing::house().await;
        let database = &house.service.db;
        let first = database.state().await.unwrap();
        assert_eq!(later(database).await.unwrap(), first);
        let other = house.again().await;
        other.create(named("there")).await.unwrap();
        let second = later(database).await.unwrap();
        assert_ne!(second, first);
        assert_eq!(later(database).await.unwrap(), second);
        house.create(named("here")).await.unwrap();
        assert_ne!(database.state().await.unwrap(), second, "one's own change counts at once");
    }

    #[tokio::test]
    async fn what_decides_nothing_is_no_change_and_what_a_hand_does_is_one() {
        let house = testing::house().await;
        let database = &house.service.db;
        let token = house.create(named("there")).await.unwrap().token;
        let other = house.again().await;
        let mut before = later(database).await.unwrap();
        for (sql, counts) in [
            ("UPDATE tokens SET last_used_at = 5", false),
            ("UPDATE users SET last_seen_at = 5", false),
            ("UPDATE tokens SET description = 'x', name = 'y', name_lower = 'y', metadata = '{}'", false),
            ("UPDATE tokens SET expires_at = 5", true),
            ("UPDATE tokens SET models = '[]'", true),
            ("UPDATE tokens SET scopes = '[]'", true),
            ("UPDATE users SET attributes = '{\"roles\":[]}'", true),
            ("UPDATE users SET active = 0", true),
            (
                "INSERT INTO earlier_secrets (token_id, salt, digest, since) SELECT id, salt, digest, 1 FROM tokens",
                true,
            ),
            ("UPDATE earlier_secrets SET ends_at = 5", true),
            ("DELETE FROM earlier_secrets", true),
            ("UPDATE tokens SET revoked_at = 5", true),
            ("DELETE FROM tokens", true),
        ] {
            let done = sqlx::query(sql).execute(&other.service.db.pool).await.unwrap();
            assert!(done.rows_affected() > 0, "{sql}");
            let now = later(database).await.unwrap();
            assert_eq!(now != before, counts, "{sql}");
            before = now;
        }
        let noted = [Noted { token: token.id, user: "os:ada".to_owned(), at: testing::now() }];
        other.service.db.note_uses(&noted).await.unwrap();
        assert_eq!(later(database).await.unwrap(), before);
    }

    #[tokio::test]
    async fn what_lies_beside_it_and_is_deleted_is_missed() {
        for beside in ["gatekey.db-wal", "gatekey.db-shm"] {
            let house = testing::house().await;
            let database = &house.service.db;
            database.state().await.unwrap();
            std::fs::remove_file(house.data_dir().join(beside)).unwrap();
            for _ in 0..2 {
                assert!(matches!(later(database).await, Err(StorageError::Unopenable { .. })), "{beside}");
            }
        }
    }

    #[tokio::test]
    async fn a_beat_is_relied_on_for_a_moment_only() {
        let house = testing::house().await;
        let database = &house.service.db;
        let before = Instant::now();
        assert!(!database.pulse.is_fresh_at(before), "nothing is known yet");
        database.state().await.unwrap();
        assert!(database.pulse.is_fresh_at(before));
        assert!(!database.pulse.is_fresh_at(Instant::now() + BEAT_EVERY));
        assert!(BEAT_EVERY + BEAT_WITHIN < Duration::from_secs(1));
    }

    #[tokio::test]
    async fn a_file_that_is_gone_has_no_state_and_another_in_its_place_is_another_state() {
        let house = testing::house().await;
        let database = &house.service.db;
        let first = database.state().await.unwrap();
        let (away, here) = (house.data_dir().with_extension("away"), house.data_dir());
        std::fs::rename(&here, &away).unwrap();
        assert!(matches!(later(database).await, Err(StorageError::Unopenable { .. })));
        std::fs::rename(&away, &here).unwrap();
        assert_ne!(later(database).await.unwrap(), first);
    }

    #[tokio::test]
    async fn who_waited_for_a_beat_that_failed_is_told_so_without_another() {
        let house = testing::house().await;
        let database = house.service.db.clone();
        let waiting = {
            let mut watch = database.pulse.watch.lock().await;
            let other = database.clone();
            let waiting = tokio::spawn(async move { other.state().await });
            tokio::task::yield_now().await;
            watch.failed_at = Some(Instant::now() + Duration::from_secs(1));
            waiting
        };
        assert!(matches!(waiting.await.unwrap(), Err(StorageError::Silent(_))));
    }
}
