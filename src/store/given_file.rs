//! A file that the person named, and that others may use: replaced in one step, by one gatekey at a time.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::private_file::{Lock, folder_of, follow_links, sync_folder, try_lock_at};

/// A change takes milliseconds. Whoever holds a file for longer was stopped in the middle.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_TRIES: Duration = Duration::from_millis(2);

/// Who may read the file afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Its owner alone.
    OwnerAlone,
    /// Whoever could before.
    AsBefore,
}

/// A file that nobody else changes, until this is dropped.
#[derive(Debug)]
pub(super) struct GivenFile {
    /// What a symbolic link leads to, which stays one.
    target: PathBuf,
    _lock: Lock,
}

impl GivenFile {
    /// Refuses a file that could not be replaced. Leaves nothing behind.
    pub(super) fn check(path: &Path, access: Access) -> io::Result<()> {
        let target = follow_links(path)?;
        match fs::metadata(&target) {
            Ok(found) if !found.is_file() => return Err(io::Error::other("it is no regular file")),
            Ok(_) => refuse_fixed(&target)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut tried = tempfile::Builder::new().prefix(".gatekey-").tempfile_in(folder_of(&target))?;
        tried.write_all(b"tried")?;
        make_alike(tried.as_file(), &target, access)?;
        tried.close()
    }

    /// Waits until no other gatekey changes the file.
    pub(super) fn lock(path: &Path) -> io::Result<Self> {
        let target = follow_links(path)?;
        let lock = beside(&target, ".lock");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(lock) = try_lock_at(&lock)? {
                return Ok(Self { target, _lock: lock });
            }
            thread::sleep(BETWEEN_TRIES);
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, format!("another gatekey holds {}", lock.display())))
    }

    /// Replaces the content: whoever reads sees the old or the new.
    pub(super) fn replace(&self, content: &[u8], access: Access) -> io::Result<()> {
        let new = beside(&self.target, ".new");
        // Of one that was killed before it was in place. The lock is held: nobody else writes to it.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Made with mode 0600.
        let name = new.file_name().unwrap_or_default();
        let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(folder_of(&new))?;
        file.write_all(content)?;
        make_alike(file.as_file(), &self.target, access)?;
        file.as_file().sync_all()?;
        file.persist(&self.target)?;
        sync_folder(folder_of(&self.target))
    }
}

/// A file of gatekey's own, in the same folder.
fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(".gatekey-");
    name.push(target.file_name().unwrap_or_default());
    name.push(ending);
    target.with_file_name(name)
}

/// Gives a new file the owner of the one that it is to replace, and as many readers as it is to have.
fn make_alike(file: &File, target: &Path, access: Access) -> io::Result<()> {
    let Ok(before) = fs::metadata(target) else { return Ok(()) };
    match access {
        // Only the administrator can make a file somebody else's; everybody may have one of their own.
        Access::OwnerAlone => keep_owner(file, &before).or(Ok(())),
        Access::AsBefore => {
            keep_owner(file, &before)?;
            file.set_permissions(before.permissions())
        }
    }
}

#[cfg(unix)]
fn keep_owner(file: &File, before: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let made = file.metadata()?;
    let kept = |is: u32, was: u32| (is != was).then_some(was);
    match (kept(made.uid(), before.uid()), kept(made.gid(), before.gid())) {
        (None, None) => Ok(()),
        (owner, group) => fchown(file, owner, group),
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _before: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Refuses what the system lets nobody replace.
#[cfg(target_os = "linux")]
fn refuse_fixed(target: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let Ok(found) = statx(CWD, target, AtFlags::empty(), StatxFlags::empty()) else { return Ok(()) };
    let is = |attribute| found.stx_attributes.contains(attribute);
    if is(StatxAttributes::MOUNT_ROOT) {
        return Err(io::Error::other("it is mounted by itself, and cannot be replaced: mount its folder instead"));
    }
    if is(StatxAttributes::IMMUTABLE) || is(StatxAttributes::APPEND) {
        return Err(io::Error::other("an attribute of the file forbids to replace it: `lsattr` shows it"));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn refuse_fixed(_target: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn nobody_else_gets_in_between_and_nothing_is_left() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("counted");
        fs::write(&path, "0").unwrap();
        // By two names: it is the file that counts.
        symlink("counted", root.path().join("link")).unwrap();
        thread::scope(|scope| {
            for name in ["counted", "link", "counted"] {
                let path = root.path().join(name);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let file = GivenFile::lock(&path).unwrap();
                        let count: u32 = fs::read_to_string(&path).unwrap().parse().unwrap();
                        file.replace((count + 1).to_string().as_bytes(), Access::AsBefore).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "150");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_a_killed_one_left_behind_is_swept_away() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("key");
        for left in [".gatekey-key.new", ".gatekey-key.lock"] {
            fs::write(root.path().join(left), "left").unwrap();
        }
        GivenFile::lock(&path).unwrap().replace(b"new", Access::OwnerAlone).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn who_may_read_it_stays_or_is_its_owner_alone() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("key");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        // Only an administrator can give it away.
        let _is_given_away = std::os::unix::fs::chown(&path, Some(12), Some(34));
        let owner = |path| fs::metadata(path).map(|found| (found.uid(), found.gid())).unwrap();
        let before = owner(&path);
        for (access, mode) in [(Access::AsBefore, 0o640), (Access::OwnerAlone, 0o600)] {
            GivenFile::check(&path, access).unwrap();
            GivenFile::lock(&path).unwrap().replace(b"new", access).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
            assert_eq!(owner(&path), before);
        }
    }

    #[test]
    fn what_cannot_be_replaced_is_refused_and_nothing_is_left() {
        let root = tempfile::tempdir().unwrap();
        symlink("none/key", root.path().join("dangling")).unwrap();
        symlink("circle", root.path().join("circle")).unwrap();
        fs::create_dir(root.path().join("folder")).unwrap();
        for name in ["dangling", "circle", "folder", "none/key"] {
            assert!(GivenFile::check(&root.path().join(name), Access::OwnerAlone).is_err(), "{name}");
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 3);
        // A file system's root is a folder; a file that is mounted is in every Linux that has this.
        #[cfg(target_os = "linux")]
        for line in fs::read_to_string("/proc/self/mountinfo").unwrap().lines() {
            let place = PathBuf::from(line.split(' ').nth(4).unwrap());
            if place.is_file() {
                let error = GivenFile::check(&place, Access::AsBefore).unwrap_err();
                assert!(error.to_string().contains("mount its folder"), "{error}");
            }
        }
    }
}
