//! The data directory: made private, kept private, and with the pepper beside the database.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::db::StorageError;
use super::error::ServiceError;
use super::key::{self, Pepper};

const DATABASE: &str = "gatekey.db";
const PEPPER: &str = "pepper";
const PEPPER_LENGTH: usize = 32;
/// Everything that may lie in the directory; SQLite makes the last two with the mode of the database.
const FILES: [&str; 4] = [DATABASE, PEPPER, "gatekey.db-wal", "gatekey.db-shm"];

/// The folder with the database and the pepper.
#[derive(Debug, Clone)]
pub(super) struct DataDir {
    path: PathBuf,
}

/// Someone else could read or change the data directory: then being able to open it proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Exposed {
    #[error("{} has the mode {mode:04o} instead of {wanted:04o}", path.display())]
    Mode { path: PathBuf, mode: u32, wanted: u32 },
    #[error("{} belongs to the user {owner}, you are the user {you}", path.display())]
    Owner { path: PathBuf, owner: u32, you: u32 },
    /// What a link points at lies in a folder that nobody has checked, and SQLite puts its log there too.
    #[error("{} is no regular file", path.display())]
    NoRegularFile { path: PathBuf },
}

impl DataDir {
    /// Makes the folder and its files if they are missing, private whatever the umask is.
    pub(super) fn prepare(path: &Path) -> Result<Self, ServiceError> {
        let dir = Self { path: path.to_owned() };
        dir.make_folder().map_err(|source| StorageError::file("make the folder", path, source))?;
        dir.refuse_links()?;
        if !dir.has_pepper()? {
            let mut pepper = dir.lock_for_setup()?;
            dir.make_pepper(&mut pepper)?;
        }
        let database = dir.database();
        // Made here and not by SQLite, so that it, and the log SQLite makes after its mode, are never open to others.
        make_private(&database).map_err(|source| StorageError::file("make", &database, source))?;
        Ok(dir)
    }

    /// The folder as it is, if there is one. Nothing is made.
    pub(super) fn find(path: &Path) -> Result<Option<Self>, ServiceError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let dir = Self { path: path.to_owned() };
                dir.refuse_links()?;
                Ok(Some(dir))
            }
            Ok(_) => Err(StorageError::file("use the folder", path, io::ErrorKind::NotADirectory.into()).into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StorageError::file("look at", path, source).into()),
        }
    }

    /// Whether there is a database.
    pub(super) fn has_database(&self) -> bool {
        Self::is_made(&self.path)
    }

    /// Whether SQLite's log is there: some process has the database open, or was stopped with it open.
    pub(super) fn has_log(&self) -> bool {
        self.path.join("gatekey.db-wal").exists()
    }

    /// Whether there is a database in this folder, or something in its place.
    pub(super) fn is_made(path: &Path) -> bool {
        fs::symlink_metadata(path.join(DATABASE)).is_ok()
    }

    /// Where the database is.
    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Whether nothing was written to the database yet.
    pub(super) fn database_is_empty(&self) -> bool {
        fs::metadata(self.database()).is_ok_and(|file| file.len() == 0)
    }

    /// Waits until no other process sets this folder up, and keeps others from it until the file is dropped. Blocks.
    pub(super) fn lock_for_setup(&self) -> Result<File, StorageError> {
        let path = self.path.join(PEPPER);
        let open = || {
            make_private(&path)?;
            let file = OpenOptions::new().read(true).write(true).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|source| StorageError::file("lock", &path, source))
    }

    /// Reads the pepper.
    pub(super) fn pepper(&self) -> Result<Pepper, ServiceError> {
        let path = self.path.join(PEPPER);
        let bytes = fs::read(&path).map_err(|source| StorageError::file("read", &path, source))?;
        match <&[u8; PEPPER_LENGTH]>::try_from(bytes.as_slice()) {
            Ok(bytes) => Ok(Pepper::new(bytes)),
            Err(_) => Err(StorageError::PepperDamaged(path).into()),
        }
    }

    fn make_folder(&self) -> io::Result<()> {
        if self.path.is_dir() {
            return Ok(());
        }
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path)?;
        // The umask may have taken away some of the owner's own bits.
        #[cfg(unix)]
        fs::set_permissions(&self.path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(())
    }

    /// Nothing is opened or made through a link, whoever asks: it could lead to someone else's file.
    fn refuse_links(&self) -> Result<(), ServiceError> {
        match self.files()?.into_iter().find(|(_, file)| !file.is_file()) {
            Some((path, _)) => Err(Exposed::NoRegularFile { path }.into()),
            None => Ok(()),
        }
    }

    /// Which of the files there are. Links are not followed.
    fn files(&self) -> Result<Vec<(PathBuf, fs::Metadata)>, StorageError> {
        let mut files = Vec::with_capacity(FILES.len());
        for path in FILES.map(|name| self.path.join(name)) {
            match fs::symlink_metadata(&path) {
                Ok(file) => files.push((path, file)),
                // SQLite's own files come and go.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(StorageError::file("look at", &path, source)),
            }
        }
        Ok(files)
    }

    fn has_pepper(&self) -> Result<bool, ServiceError> {
        let path = self.path.join(PEPPER);
        match fs::metadata(&path) {
            Ok(file) => Ok(file.len() == PEPPER_LENGTH as u64),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(StorageError::file("look at", &path, source).into()),
        }
    }

    /// Writes a new pepper into the locked file, unless another process just did.
    fn make_pepper(&self, file: &mut File) -> Result<(), ServiceError> {
        let path = self.path.join(PEPPER);
        if self.has_pepper()? {
            return Ok(());
        }
        // A new pepper beside an old database would turn every custom key in it into an unknown one, without a word.
        if fs::metadata(self.database()).is_ok_and(|database| database.len() > 0) {
            return Err(StorageError::PepperDamaged(path).into());
        }
        let bytes = key::random::<PEPPER_LENGTH>()?;
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            File::open(&self.path)?.sync_all()
        };
        Ok(write(file).map_err(|source| StorageError::file("write", &path, source))?)
    }

    /// Makes sure that only this user can read and write here.
    ///
    /// # Errors
    /// The first thing that is open to others.
    #[cfg(unix)]
    pub(super) fn check_private(&self) -> Result<(), ServiceError> {
        // The folder itself may be reached through a link: whom it belongs to and its mode are what counts.
        let folder = fs::metadata(&self.path).map_err(|source| StorageError::file("look at", &self.path, source))?;
        check_owner_and_mode(&self.path, &folder, 0o700)?;
        for (path, file) in self.files()? {
            check_owner_and_mode(&path, &file, 0o600)?;
        }
        Ok(())
    }

    /// Elsewhere the folder inherits the protection of the user's profile, which has no modes to look at.
    #[cfg(not(unix))]
    pub(super) fn check_private(&self) -> Result<(), ServiceError> {
        Ok(())
    }
}

/// The number of the user of this operating system.
#[cfg(unix)]
pub(super) fn os_user_number() -> String {
    rustix::process::geteuid().as_raw().to_string()
}

/// Elsewhere they have none.
#[cfg(not(unix))]
pub(super) fn os_user_number() -> String {
    "unknown".to_owned()
}

#[cfg(unix)]
fn check_owner_and_mode(path: &Path, found: &fs::Metadata, wanted: u32) -> Result<(), Exposed> {
    use std::os::unix::fs::MetadataExt;

    let you = rustix::process::geteuid().as_raw();
    if found.uid() != you {
        return Err(Exposed::Owner { path: path.to_owned(), owner: found.uid(), you });
    }
    match found.mode() & 0o7777 {
        // A set-group bit is handed down by parent folders and opens nothing.
        mode if mode & 0o5777 == wanted => Ok(()),
        mode => Err(Exposed::Mode { path: path.to_owned(), mode, wanted }),
    }
}

/// Makes an empty file that is private, unless there is one.
///
/// An existing database must not even be opened: when this process closes any handle of a file, POSIX takes away all
/// locks that SQLite holds on it (sqlite.org/howtocorrupt.html §2.2).
fn make_private(path: &Path) -> io::Result<()> {
    if path.try_exists()? {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // The umask may have taken away some of the owner's own bits.
        #[cfg(unix)]
        Ok(file) => file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)),
        #[cfg(not(unix))]
        Ok(_) => Ok(()),
        // Another process was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn prepared() -> (tempfile::TempDir, DataDir) {
        let home = tempfile::tempdir().unwrap();
        let dir = DataDir::prepare(&home.path().join("deep/data")).unwrap();
        (home, dir)
    }

    fn exposed(dir: &DataDir) -> Exposed {
        match dir.check_private() {
            Err(ServiceError::Exposed(exposed)) => exposed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everything_is_made_private() {
        let (_home, dir) = prepared();
        assert_eq!(mode(&dir.path), 0o700);
        assert_eq!(mode(&dir.database()), 0o600);
        assert_eq!(mode(&dir.path.join(PEPPER)), 0o600);
        dir.check_private().unwrap();
    }

    #[test]
    fn whatever_is_open_to_others_is_named_with_its_mode() {
        let (_home, dir) = prepared();
        for (path, open, wanted) in [
            (dir.path.clone(), 0o750, 0o700),
            (dir.path.join(PEPPER), 0o640, 0o600),
            (dir.database(), 0o666, 0o600),
            (dir.path.join("gatekey.db-wal"), 0o644, 0o600),
            (dir.path.join("gatekey.db-shm"), 0o604, 0o600),
        ] {
            make_private(&path).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            assert_eq!(exposed(&dir), Exposed::Mode { path: path.clone(), mode: open, wanted });
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
        }
        dir.check_private().unwrap();
    }

    #[test]
    fn a_linked_file_is_refused_and_a_linked_folder_is_not() {
        let (home, dir) = prepared();
        let link = home.path().join("link");
        symlink(&dir.path, &link).unwrap();
        DataDir::prepare(&link).unwrap().check_private().unwrap();

        let elsewhere = home.path().join("elsewhere");
        fs::rename(dir.path.join(PEPPER), &elsewhere).unwrap();
        symlink(&elsewhere, dir.path.join(PEPPER)).unwrap();
        let error = DataDir::prepare(&dir.path).unwrap_err();
        let expected = Exposed::NoRegularFile { path: dir.path.join(PEPPER) };
        assert!(matches!(&error, ServiceError::Exposed(exposed) if *exposed == expected), "{error:?}");
    }

    #[test]
    fn the_pepper_is_made_once_and_never_anew_beside_an_old_database() {
        let (_home, dir) = prepared();
        let pepper = fs::read(dir.path.join(PEPPER)).unwrap();
        DataDir::prepare(&dir.path).unwrap();
        assert_eq!(fs::read(dir.path.join(PEPPER)).unwrap(), pepper);

        fs::write(dir.database(), "rows").unwrap();
        fs::remove_file(dir.path.join(PEPPER)).unwrap();
        let error = DataDir::prepare(&dir.path).unwrap_err();
        assert!(matches!(error, ServiceError::Storage(StorageError::PepperDamaged(_))), "{error:?}");
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_an_error_that_names_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("data");
        fs::write(&path, "").unwrap();
        let error = DataDir::prepare(&path).unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()), "{error}");
    }
}
