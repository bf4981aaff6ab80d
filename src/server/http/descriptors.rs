//! How many connections this process can hold: each takes a file descriptor, and the system counts those.

/// What everything else needs: the database's files, the log, the listening socket. Where there are few, half of them.
const RESERVE: usize = 64;
/// Memory is the limit from there on.
const MOST: usize = 10_000;
/// What is assumed where the system does not say.
#[cfg(not(unix))]
const ASSUMED: usize = 1024;

/// Raises this process's limit as far as it may, and tells how many connections then have room.
pub(super) fn make_room() -> usize {
    let limit = limit();
    (limit - RESERVE.min(limit / 2)).clamp(1, MOST)
}

#[cfg(unix)]
fn limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let found = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: found.maximum, maximum: found.maximum };
    let holds = if setrlimit(Resource::Nofile, wanted).is_ok() { wanted } else { found };
    holds.current.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn limit() -> usize {
    ASSUMED
}
