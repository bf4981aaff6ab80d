//! The heartbeat of the database: whether it answers, and whether anybody changed it, asked so often that in between one may
//! rely on what one read.

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
}

#[derive(Debug)]
struct Watched {
    connection: SqliteConnection,
    file: Identity,
    /// SQLite's `data_version`: means something on this connection only.
    version: i64,
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
        let looked = tokio::time::timeout(BEAT_WITHIN, self.look(&mut watch.connection)).await;
        match looked.unwrap_or_else(|_| Err(StorageError::Silent(self.path.to_path_buf()))) {
            Ok(()) => {
                let micros = began_at.duration_since(self.pulse.since).as_micros();
                self.pulse.beat_at.store(u64::try_from(micros).unwrap_or(u64::MAX).max(1), Ordering::SeqCst);
                Ok(())
            }
            Err(error) => {
                *watch = Watch { connection: None, failed_at: Some(Instant::now()) };
                Err(error)
            }
        }
    }

    async fn look(&self, watched: &mut Option<Watched>) -> Result<(), StorageError> {
        let found = connections::identity(&self.path).map_err(|error| {
            let detail = error.to_string();
            StorageError::Unopenable { path: self.path.to_path_buf(), detail }
        })?;
        // A file that was deleted or replaced stays open, and never changes again.
        if watched.as_ref().is_some_and(|watched| watched.file != found) {
            *watched = None;
        }
        match watched {
            Some(watched) => {
                let version = version(&mut watched.connection).await.map_err(|error| self.failed(error))?;
                if version != watched.version {
                    watched.version = version;
                    self.pulse.changed();
                }
            }
            None => {
                let options = connections::options(&self.path, BEAT_WITHIN);
                let mut connection = options.connect().await.map_err(|error| self.failed(error))?;
                let version = version(&mut connection).await.map_err(|error| self.failed(error))?;
                *watched = Some(Watched { connection, file: found, version });
                // What happened before it was there, nobody has seen.
                self.pulse.changed();
            }
        }
        Ok(())
    }
}

/// Different after each commit by another connection, in whatever process (sqlite.org/pragma.html#pragma_data_version).
async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query("PRAGMA data_version").fetch_one(connection).await.and_then(|row| row.try_get(0))
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
