//! The connections to the database: how many there are, how long they wait, and that none outlives its file.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use super::StorageError;

/// How long to wait for another process that is writing. Writes take milliseconds; who waits this long waits for a
/// process that was stopped in the middle.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait, for others that note something and for the database, when something is only noted, such as the last
/// use of a key: whoever uses it comes for something else.
const NOTE_TIMEOUT: Duration = Duration::from_millis(50);

/// By how many the database is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::service) enum Use {
    /// By one command.
    Alone,
    /// By all who call a server.
    Shared,
}

impl Use {
    /// How many connections there may be; all but the first are made when they are needed.
    fn connections(self) -> u32 {
        match self {
            // A second one lets a list go on being read while its reader changes what it got. More would only wait.
            Self::Alone => 2,
            // Reads are work for a processor; a few more, since some of them wait for the disk.
            Self::Shared => {
                let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
                u32::try_from(processors).unwrap_or(u32::MAX).saturating_mul(2).clamp(4, 16)
            }
        }
    }
}

/// Opens the database for reading and for changes.
pub(super) async fn open(path: &Path, wanted: Use) -> Result<SqlitePool, StorageError> {
    pool(path, wanted.connections())
        .connect_with(options(path, BUSY_TIMEOUT))
        .await
        .map_err(|error| StorageError::from_sqlx(error, path))
}

/// Opens the database to read it. Nothing at all is written, not even who reads, where nobody else has it open.
pub(super) async fn open_to_read(path: &Path, nobody_has_it: bool) -> Result<SqlitePool, StorageError> {
    pool(path, 1)
        .connect_with(options(path, BUSY_TIMEOUT).read_only(true).immutable(nobody_has_it))
        .await
        .map_err(|error| StorageError::from_sqlx(error, path))
}

/// The connection that notes go through, opened when it is needed: while another process keeps the database locked,
/// whoever shows a key still reads.
pub(super) fn for_notes(path: &Path) -> SqlitePool {
    pool(path, 1).acquire_timeout(NOTE_TIMEOUT).connect_lazy_with(options(path, NOTE_TIMEOUT))
}

/// How any connection to this file is made.
pub(super) fn options(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(busy_timeout)
        // What was acknowledged must survive a power cut, above all a revocation. In WAL mode NORMAL would not sync
        // on commit and could lose it; FULL costs one sync per change, and changes are rare here.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // In KiB: the inner nodes of every index, for each connection. The pages below them are in the page cache of the
        // system, once for all.
        .pragma("cache_size", "-512")
        // A page of a list: its rows come from another thread, and a full buffer is a switch between the two.
        .row_buffer_size(512)
        .disable_statement_logging()
}

fn pool(path: &Path, most: u32) -> SqlitePoolOptions {
    let file = Arc::new(WatchedFile::new(path));
    SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        // There is no server that could have gone away; the file could.
        .test_before_acquire(false)
        .before_acquire(move |connection, kept| {
            let is_of_this_file = file.has_been_there_for(kept.age);
            Box::pin(async move { Ok(is_of_this_file && !is_left_in_a_transaction(connection).await?) })
        })
}

/// Whether sqlx takes a connection to be in a transaction that nobody has any more. SQLite rolls back by itself when the disk
/// is full or fails; sqlx's own rollback then has nothing to do, which it counts as one that did not work.
async fn is_left_in_a_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(false);
    }
    // A change that was dropped is rolled back in its turn: this waits for it.
    connection.ping().await?;
    Ok(connection.is_in_transaction())
}

/// The file behind a pool. One that is deleted or replaced stays open where it was opened: what would be written there
/// would be acknowledged and lost.
struct WatchedFile {
    path: Box<Path>,
    seen: Mutex<Seen>,
}

struct Seen {
    /// `None` when there is no such file.
    identity: Option<Identity>,
    /// When it last turned out to be another one.
    changed_at: Option<Instant>,
}

impl WatchedFile {
    fn new(path: &Path) -> Self {
        Self { path: path.into(), seen: Mutex::new(Seen { identity: identity(path).ok(), changed_at: None }) }
    }

    /// Whether what is at the path now was there all the time that a connection of this age was.
    fn has_been_there_for(&self, age: Duration) -> bool {
        let found = identity(&self.path).ok();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if found != seen.identity {
            *seen = Seen { identity: found, changed_at: Some(Instant::now()) };
        }
        found.is_some() && seen.changed_at.is_none_or(|changed_at| age < changed_at.elapsed())
    }
}

/// What tells a file from another of the same name.
#[cfg(unix)]
pub(super) type Identity = (u64, u64);

#[cfg(unix)]
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;

    let file = std::fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}

/// Elsewhere an open file can be neither deleted nor replaced.
#[cfg(not(unix))]
pub(super) type Identity = ();

#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    std::fs::metadata(path).map(drop)
}
