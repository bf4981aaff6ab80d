//! Looking at a data directory without changing anything in it: no folder is made, no schema brought up to date, no use of
//! a key written down.

use std::path::Path;

use super::admission::Admissions;
use super::caller::Caller;
use super::data_dir::DataDir;
use super::db::Database;
use super::error::ServiceError;
use super::passwords::Passwords;
use super::{Service, db};
use crate::model::{Clock, Secret};

/// The version of the schema that this program writes.
pub const SCHEMA_VERSION: i64 = db::LATEST;

/// What is in a data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Of the schema; `None` when there is no database yet, or an empty one.
    pub version: Option<i64>,
}

impl Service {
    /// What there is in this folder, if only its owner can read and change it.
    ///
    /// # Errors
    /// [`ServiceError::Exposed`] when others could; [`ServiceError::Storage`] when the folder or the database cannot be
    /// used, or a newer program wrote it.
    pub async fn look(data_dir: &Path) -> Result<Look, ServiceError> {
        let Some(dir) = DataDir::find(data_dir)? else { return Ok(Look { version: None }) };
        dir.check_private()?;
        Ok(Look { version: version(&dir).await? })
    }

    /// Who would be let in there: whoever shows this key or, without one, the user of this operating system. `None` when
    /// the database is of an older version, which this program would bring up to date first.
    ///
    /// # Errors
    /// As [`Service::look`]; [`ServiceError::Unauthenticated`] as [`Service::authenticate`].
    pub async fn look_for(
        data_dir: &Path,
        os_user: &str,
        key: Option<&Secret>,
        clock: Clock,
    ) -> Result<Option<Caller>, ServiceError> {
        let found = DataDir::find(data_dir)?;
        let Some(key) = key else {
            // A folder that is not there will be made private.
            found.map_or(Ok(()), |dir| dir.check_private())?;
            return Ok(Some(Caller::of_the_operating_system(os_user)));
        };
        let Some(dir) = found else { return Err(ServiceError::Unauthenticated) };
        match version(&dir).await? {
            None => Err(ServiceError::Unauthenticated),
            Some(SCHEMA_VERSION) => {
                let db = Database::open_to_read(&dir).await?;
                let (passwords, admissions) = (Passwords::new(), Admissions::new());
                let service = Self { data_dir: dir, db, passwords, admissions, clock };
                service.recognise(key).await.map(Some)
            }
            Some(_) => Ok(None),
        }
    }
}

async fn version(dir: &DataDir) -> Result<Option<i64>, ServiceError> {
    if !dir.has_database() || dir.database_is_empty() {
        return Ok(None);
    }
    // Asks for the pepper too: a database without it is of no use.
    dir.pepper()?;
    Ok(Some(Database::open_to_read(dir).await?.known_version().await?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::super::testing::{self, House, named};
    use super::*;

    /// Every file in the folder, with its bytes.
    fn files(house: &House) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = std::fs::read_dir(house.data_dir()).unwrap();
        entries.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }

    async fn recognised(house: &House, key: &Secret) -> Result<Option<Caller>, ServiceError> {
        Service::look_for(&house.data_dir(), "ada", Some(key), Clock::new(testing::now)).await
    }

    #[tokio::test]
    async fn a_key_is_recognised_without_a_trace() {
        let house = testing::house().await;
        let made = house.create(named("ci")).await.unwrap();
        let before = files(&house);
        let caller = recognised(&house, &made.secret).await.unwrap().unwrap();
        assert_eq!(caller.key.unwrap().id, made.token.id);
        assert!(matches!(recognised(&house, &Secret::new("gk_none")).await, Err(ServiceError::Unauthenticated)));
        assert_eq!(Service::look(&house.data_dir()).await.unwrap().version, Some(SCHEMA_VERSION));
        assert_eq!(house.service.token(&house.admin, &made.token.id).await.unwrap().last_used_at, None);
        for (path, bytes) in files(&house) {
            // Readers note in the index of the log where they are, and nothing else anywhere.
            let is_index = path.extension().is_some_and(|extension| extension == "db-shm");
            assert!(is_index || before.get(&path) == Some(&bytes), "{}", path.display());
        }
    }

    #[tokio::test]
    async fn a_database_that_nobody_has_open_stays_as_it_is_file_by_file() {
        let house = testing::house().await;
        let made = house.create(named("ci")).await.unwrap();
        house.service.db.close().await;
        let before = files(&house);
        recognised(&house, &made.secret).await.unwrap().unwrap();
        Service::look(&house.data_dir()).await.unwrap();
        assert_eq!(files(&house), before);
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_or_empty_is_not_made() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        assert_eq!(Service::look(&folder).await.unwrap().version, None);
        let clock = Clock::new(testing::now);
        let key = Secret::new("gk_none");
        let refused = Service::look_for(&folder, "ada", Some(&key), clock).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)));
        let caller = Service::look_for(&folder, "ada", None, clock).await.unwrap().unwrap();
        assert_eq!(caller.user.id, "os:ada");
        assert!(!folder.exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn an_empty_folder_that_others_can_enter_and_a_file_in_its_place_are_found() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(Service::look(&folder).await, Err(ServiceError::Exposed(_))));
        let file = home.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(Service::look(&file).await, Err(ServiceError::Storage(_))));
    }

    #[tokio::test]
    async fn an_older_database_is_told_and_left_as_it_is() {
        let house = testing::house().await;
        let made = house.create(named("ci")).await.unwrap();
        house.service.db.pretend_version(1).await;
        assert_eq!(Service::look(&house.data_dir()).await.unwrap().version, Some(1));
        assert_eq!(recognised(&house, &made.secret).await.unwrap(), None);
        assert_eq!(Service::look(&house.data_dir()).await.unwrap().version, Some(1));
        house.service.db.pretend_version(SCHEMA_VERSION + 1).await;
        assert!(matches!(Service::look(&house.data_dir()).await, Err(ServiceError::Storage(_))));
    }
}
