//! `config.toml`: reading it, saying what is wrong with it, changing it without losing what others change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use toml_edit::{DocumentMut, Item, Table};

use super::private_file::PrivateFile;
use super::{Config, Error, Paths, Profile, check_profile_name};

/// The version this gatekey writes.
/// The version of the file that this gatekey writes, and the newest it reads.
pub const VERSION: i64 = 1;

/// The file with the profiles.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    file: PrivateFile,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    /// Absent in a file that a person began by hand.
    #[serde(default)]
    version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_profile: Option<String>,
    #[serde(default, skip_serializing_if = "no_profiles", deserialize_with = "named_profiles")]
    profiles: Cow<'a, BTreeMap<String, Profile>>,
}

impl ConfigFile {
    /// The file in the folder for it. Nothing is read yet.
    pub fn new(paths: &Paths) -> Self {
        Self { file: PrivateFile::new(paths.config_dir.join("config.toml")) }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// What the file says; a file that is not there says nothing.
    ///
    /// # Errors
    /// [`Error::Broken`], [`Error::Newer`] or [`Error::Unreadable`].
    pub fn read(&self) -> Result<Config, Error> {
        self.file.read()?.map_or_else(|| Ok(Config::default()), |text| self.parse(&text))
    }

    /// Changes the file: waits for others who change it, reads it anew, and replaces it in one step if `change`
    /// succeeds and something is different. Comments and order stay. Keep `change` short: others wait.
    ///
    /// # Errors
    /// What `change` says, or as [`ConfigFile::read`], or [`Error::Unwritable`]; the file is then as it was.
    pub fn update<R, E: From<Error>>(&self, change: impl FnOnce(&mut Config) -> Result<R, E>) -> Result<R, E> {
        let _lock = self.file.lock()?;
        let text = self.file.read()?.unwrap_or_default();
        let before = self.parse(&text)?;
        let mut after = before.clone();
        let result = change(&mut after)?;
        if after != before {
            self.file.write(rewritten(&text, &after).as_bytes())?;
        }
        Ok(result)
    }

    fn parse(&self, text: &str) -> Result<Config, Error> {
        let document: DocumentMut =
            text.parse().map_err(|error: toml_edit::TomlError| self.broken(text, error.span(), error.message()))?;
        // Before anything else: what a newer version means by its fields is not for this one to judge.
        if let Some(found) = document.get("version").and_then(Item::as_integer).filter(|found| *found > VERSION) {
            return Err(Error::Newer { path: self.path().to_owned(), found, known: VERSION });
        }
        let wire: Wire<'_> =
            toml_edit::de::from_str(text).map_err(|error| self.broken(text, error.span(), error.message()))?;
        Ok(Config { default_profile: wire.default_profile, profiles: wire.profiles.into_owned() })
    }

    fn broken(&self, text: &str, span: Option<std::ops::Range<usize>>, reason: &str) -> Error {
        let (line, column) = position(text, span.map_or(0, |span| span.start));
        // Parsers write over several lines; a message is one.
        let reason = reason.lines().map(str::trim).collect::<Vec<_>>().join(", ");
        Error::Broken { path: self.path().to_owned(), line, column, reason }
    }
}

fn no_profiles(profiles: &BTreeMap<String, Profile>) -> bool {
    profiles.is_empty()
}

/// The profiles, each with a name it may have: whoever edits the file by hand is told of a bad one.
fn named_profiles<'de, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'a, BTreeMap<String, Profile>>, D::Error> {
    let profiles = BTreeMap::<String, Profile>::deserialize(deserializer)?;
    for name in profiles.keys() {
        check_profile_name(name).map_err(serde::de::Error::custom)?;
    }
    Ok(Cow::Owned(profiles))
}

/// Line and column of a byte, counted from 1; columns in characters, as editors count.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The text of the file with what `config` says, and with the comments and the order it had.
fn rewritten(text: &str, config: &Config) -> String {
    let wire = Wire {
        version: Some(VERSION),
        default_profile: config.default_profile.clone(),
        profiles: Cow::Borrowed(&config.profiles),
    };
    // Invariants: names, addresses and times are all text; the old text was parsed before it came here.
    let fresh = toml_edit::ser::to_string_pretty(&wire).expect("a config has only what TOML can say");
    let mut fresh: DocumentMut = fresh.parse().expect("what toml_edit writes it can read");
    let mut document: DocumentMut = text.parse().expect("the text was parsed before");
    lay_over(document.as_table_mut(), fresh.as_table_mut());
    document.to_string()
}

/// Makes `old` say what `fresh` says. What is the same already keeps its place, its spelling and its comments.
fn lay_over(old: &mut Table, fresh: &mut Table) {
    old.retain(|key, _| fresh.contains_key(key));
    for (key, fresh) in fresh.iter_mut() {
        match (old.get_mut(&key), fresh) {
            (Some(Item::Table(old)), Item::Table(fresh)) => lay_over(old, fresh),
            (Some(Item::Value(old)), Item::Value(fresh)) => {
                if old.to_string().trim() != fresh.to_string().trim() {
                    *fresh.decor_mut() = old.decor().clone();
                    *old = fresh.clone();
                }
            }
            (_, fresh) => {
                forget_position(fresh);
                old.insert(&key, fresh.clone());
            }
        }
    }
}

/// A table's place was counted in another document: without one it follows its neighbour.
fn forget_position(item: &mut Item) {
    if let Item::Table(table) = item {
        table.set_position(None);
        table.iter_mut().for_each(|(_, item)| forget_position(item));
    }
}

#[cfg(test)]
#[path = "config_file_tests.rs"]
mod tests;
