//! How every file of the store is read, locked and written: one change at a time, whole or not at all, for the owner only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Error;

/// As many symbolic links in a row as Linux follows (path_resolution(7)).
const MOST_LINKS: usize = 40;

/// A file that belongs to the user alone.
#[derive(Debug, Clone)]
pub(super) struct PrivateFile {
    path: PathBuf,
}

/// Who may change the file: whoever holds this, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    /// Removed with it, where it is not kept for the next.
    passing: Option<PathBuf>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.passing {
            let _left = fs::remove_file(path);
        }
    }
}

impl PrivateFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The text in the file, wiped from memory when dropped; `None` when there is no file.
    pub(super) fn read(&self) -> Result<Option<Zeroizing<String>>, Error> {
        let Some(mut file) = self.open()? else { return Ok(None) };
        self.read_text(&mut file).map(Some)
    }

    /// As [`PrivateFile::read`], but refuses a file that anyone else may read or change.
    pub(super) fn read_secret(&self) -> Result<Option<Zeroizing<String>>, Error> {
        let Some(mut file) = self.open()? else { return Ok(None) };
        // Asked of the open file, so that it cannot be another one by the time it is read.
        let metadata = file.metadata().map_err(|source| self.unreadable(source))?;
        refuse_if_open_to_others(&self.path, &metadata, 0o600)?;
        self.read_text(&mut file).map(Some)
    }

    /// Waits until nobody else changes the file, and keeps others from it. Makes the folder if there is none.
    ///
    /// The lock is on a file beside it: the file itself is replaced by each change.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        let lock = || -> io::Result<File> {
            let file = self.open_lock()?;
            file.lock()?;
            Ok(file)
        };
        Ok(Lock { _file: lock().map_err(|source| self.unwritable(source))?, passing: None })
    }

    /// As [`PrivateFile::lock`], but `None` where somebody else has it, and nothing is left of the lock afterwards.
    pub(super) fn try_lock(&self) -> Result<Option<Lock>, Error> {
        let lock = || {
            create_folder(self.folder())?;
            try_lock_at(&self.lock_path())
        };
        lock().map_err(|source| self.unwritable(source))
    }

    fn open_lock(&self) -> io::Result<File> {
        create_folder(self.folder())?;
        open_lock_at(&self.lock_path())
    }

    fn lock_path(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".lock");
        PathBuf::from(name)
    }

    /// Replaces the content in one step: whoever reads sees the old or the new. A symbolic link stays one.
    pub(super) fn write(&self, content: &[u8]) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            create_folder(self.folder())?;
            let target = follow_links(&self.path)?;
            let folder = target.parent().unwrap_or(Path::new("."));
            // Made with mode 0600.
            let mut file = tempfile::Builder::new().prefix(".gatekey-").tempfile_in(folder)?;
            file.write_all(content)?;
            file.as_file().sync_all()?;
            file.persist(&target)?;
            sync_folder(folder)
        };
        write().map_err(|source| self.unwritable(source))
    }

    /// As [`PrivateFile::write`], but only where there is no file yet, and in a folder that is there.
    pub(super) fn write_new(&self, content: &[u8]) -> Result<(), Error> {
        let folder = folder_of(&self.path);
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(".gatekey-").tempfile_in(folder)?;
            file.write_all(content)?;
            file.as_file().sync_all()?;
            file.persist_noclobber(&self.path)?;
            sync_folder(folder)
        };
        write().map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => Error::Taken { path: self.path.clone() },
            _ => self.unwritable(source),
        })
    }

    /// Refuses when others may enter the folder. One that does not exist yet will be made for the owner alone.
    pub(super) fn check_folder(&self) -> Result<(), Error> {
        match fs::metadata(self.folder()) {
            Ok(metadata) => refuse_if_open_to_others(self.folder(), &metadata, 0o700),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(Error::Unreadable { path: self.folder().to_owned(), source }),
        }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn open(&self) -> Result<Option<File>, Error> {
        // A pipe would be waited for, and a device read, without end.
        match fs::metadata(&self.path).and_then(|found| found.is_file().then(|| File::open(&self.path)).transpose()) {
            Ok(Some(file)) => Ok(Some(file)),
            Ok(None) => Err(self.unreadable(io::Error::other("it is no regular file"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.unreadable(source)),
        }
    }

    fn read_text(&self, file: &mut File) -> Result<Zeroizing<String>, Error> {
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(|source| self.unreadable(source))?;
        Ok(text)
    }

    fn unreadable(&self, source: io::Error) -> Error {
        Error::Unreadable { path: self.path.clone(), source }
    }

    fn unwritable(&self, source: io::Error) -> Error {
        Error::Unwritable { path: self.path.clone(), source }
    }
}

/// Makes the folder and those above it, for the owner only. One that exists is left as it is.
fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The folder that a file lies in: a bare name lies in the one that one is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn open_lock_at(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The lock of this file, which is removed with it; `None` where somebody else has it.
pub(super) fn try_lock_at(path: &Path) -> io::Result<Option<Lock>> {
    loop {
        let file = open_lock_at(path)?;
        match file.try_lock() {
            // Whoever had it before may have removed it, and another may have made it anew, since it was opened.
            Ok(()) if is_at(&file, path) => return Ok(Some(Lock { _file: file, passing: Some(path.to_owned()) })),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(source),
        }
    }
}

/// Where a symbolic link leads in the end, whether or not there is a file; the path itself when it is none.
pub(super) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            // A relative target is meant from the folder of the link; an absolute one replaces it in `join`.
            Ok(target) => path = path.parent().unwrap_or(Path::new(".")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Whether this open file is the one that the path leads to.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: &fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(open), Ok(there)) if place(&open) == place(&there))
}

#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Makes the new name last through a crash.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // The content is safe and in place by now: a file system that cannot do this (some network ones) is no failure.
    File::open(folder)?.sync_all().or(Ok(()))
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn refuse_if_open_to_others(path: &Path, metadata: &fs::Metadata, wanted: u32) -> Result<(), Error> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(Error::OpenToOthers { path: path.to_owned(), mode, wanted }) }
}

/// Elsewhere the user's folders are closed to others by the system's own lists.
#[cfg(not(unix))]
fn refuse_if_open_to_others(_path: &Path, _metadata: &fs::Metadata, _wanted: u32) -> Result<(), Error> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn what_is_written_is_for_the_owner_only_and_leaves_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let file = PrivateFile::new(root.path().join("new/folder/file"));
        assert!(file.read().unwrap().is_none());
        file.write(b"one").unwrap();
        file.write(b"two").unwrap();
        assert_eq!(file.read_secret().unwrap().unwrap().as_str(), "two");
        assert_eq!((mode(file.folder()), mode(file.path())), (0o700, 0o600));
        assert_eq!(fs::read_dir(file.folder()).unwrap().count(), 1);
    }

    #[test]
    fn a_symbolic_link_stays_one_even_when_its_target_is_not_there_yet() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("dotfiles")).unwrap();
        let link = root.path().join("file");
        symlink("dotfiles/file", &link).unwrap();
        let file = PrivateFile::new(link.clone());
        file.write(b"one").unwrap();
        file.write(b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(root.path().join("dotfiles/file")).unwrap(), b"two");
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let root = tempfile::tempdir().unwrap();
        let link = root.path().join("file");
        symlink("file", &link).unwrap();
        assert!(matches!(PrivateFile::new(link).write(b"x"), Err(Error::Unwritable { .. })));
    }

    #[test]
    fn a_secret_is_not_read_from_a_file_that_others_can_read() {
        let root = tempfile::tempdir().unwrap();
        let file = PrivateFile::new(root.path().join("file"));
        file.write(b"x").unwrap();
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
        let error = file.read_secret().unwrap_err();
        assert!(matches!(error, Error::OpenToOthers { mode: 0o640, .. }), "{error}");
        assert!(error.hint().unwrap().contains("chmod 600 "));
        assert!(file.read().is_ok());
    }

    #[test]
    fn a_folder_that_others_can_enter_is_refused_for_secrets() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("open");
        let file = PrivateFile::new(folder.join("file"));
        assert!(file.check_folder().is_ok());
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(file.check_folder(), Err(Error::OpenToOthers { wanted: 0o700, .. })));
    }
}
