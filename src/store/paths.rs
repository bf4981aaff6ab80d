//! In which folders gatekey keeps its files.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::Error;

/// Folders chosen by the user; each is used as it is, without a `gatekey` below it.
#[derive(Debug, Clone, Default)]
pub struct PathOverrides {
    pub config_dir: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    pub cache_dir: Option<PathBuf>,
    /// Whether this is a job whose machine is gone afterwards.
    pub is_job: bool,
}

/// The folders of gatekey's files. They need not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Of `config.toml`, which holds no secret.
    pub config_dir: PathBuf,
    /// Of what must not be lost: the embedded gateway's database, credentials in a file.
    pub data_dir: PathBuf,
    /// Of what can be found out again.
    pub cache_dir: PathBuf,
    /// Whether the data is there for the next run: not in a job that names no folder for it.
    pub last: bool,
}

impl Paths {
    /// The user's choice, else the folders that the platform has for programs.
    ///
    /// # Errors
    /// [`Error::NoHome`] when a folder was not chosen and the platform names no home.
    pub fn resolve(overrides: PathOverrides) -> Result<Self, Error> {
        let last = !overrides.is_job || overrides.data_dir.is_some();
        let platform = ProjectDirs::from("", "", "gatekey");
        let choose = |chosen: Option<PathBuf>, of_platform: fn(&ProjectDirs) -> PathBuf| {
            let folder = chosen.or_else(|| platform.as_ref().map(of_platform)).ok_or(Error::NoHome)?;
            // Absolute, so that messages tell where it is, wherever gatekey was started.
            Ok(std::path::absolute(&folder).unwrap_or(folder))
        };
        Ok(Self {
            config_dir: choose(overrides.config_dir, |platform| platform.config_dir().to_owned())?,
            data_dir: choose(overrides.data_dir, |platform| platform.data_dir().to_owned())?,
            cache_dir: choose(overrides.cache_dir, |platform| platform.cache_dir().to_owned())?,
            last,
        })
    }

    /// All folders below one: for tests.
    #[cfg(test)]
    pub(crate) fn below(root: &std::path::Path) -> Self {
        Self { config_dir: root.join("config"), data_dir: root.join("data"), cache_dir: root.join("cache"), last: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_choice_comes_first_and_is_made_absolute() {
        let overrides = PathOverrides { config_dir: Some("here".into()), ..PathOverrides::default() };
        let paths = Paths::resolve(overrides).unwrap();
        assert_eq!(paths.config_dir, std::env::current_dir().unwrap().join("here"));
        assert!(paths.data_dir.is_absolute() && paths.data_dir.ends_with("gatekey"));
    }
}
