//! What is remembered about gateways: list, show, choose the default, rename, remove.

use super::session::{find_profile, in_store};
use super::target::{LOCAL, Selection};
use super::{Error, Refusal, RefusalKind, Surroundings};
use crate::model::{GatewayUrl, Kind, ProfileEntry};
use crate::store::{Config, ConfigFile, MintedRecord, Profile, check_profile_name};

/// Every profile, the built-in one last.
///
/// # Errors
/// When the configuration cannot be read.
pub fn list(surroundings: &Surroundings) -> Result<Vec<ProfileEntry>, Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let mut entries: Vec<ProfileEntry> =
        config.profiles.iter().map(|(name, profile)| entry(&config, name, Some(profile))).collect();
    entries.push(entry(&config, LOCAL, None));
    Ok(entries)
}

/// One profile; the default one when no name is given.
///
/// # Errors
/// [`RefusalKind::Usage`] when there is none of that name.
pub fn show(surroundings: &Surroundings, name: Option<&str>) -> Result<ProfileEntry, Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let name = name
        .or(surroundings.selection.profile.as_deref())
        .or(config.default_profile.as_deref())
        .ok_or_else(|| Refusal::new(RefusalKind::Usage, "no profile is named and there is no default"))?;
    match name {
        LOCAL => Ok(entry(&config, LOCAL, None)),
        name => Ok(entry(&config, name, Some(find_profile(&config, name)?))),
    }
}

/// Makes a profile the default, and returns it.
///
/// # Errors
/// As [`show`].
pub fn set_default(surroundings: &Surroundings, name: &str) -> Result<ProfileEntry, Error> {
    show(surroundings, Some(name))?;
    ConfigFile::new(&surroundings.paths).update(|config| {
        config.default_profile = Some(name.to_owned());
        Ok::<_, Error>(())
    })?;
    show(surroundings, Some(name))
}

/// The profile that [`rename`] would give another name.
///
/// # Errors
/// As [`rename`].
pub fn check_rename(surroundings: &Surroundings, old: &str, new: &str) -> Result<Profile, Error> {
    if old == LOCAL {
        return Err(Refusal::new(RefusalKind::Usage, "the profile \"local\" is built in and cannot be renamed").into());
    }
    check_profile_name(new)?;
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let profile = find_profile(&config, old)?.clone();
    refuse_taken(&config, new)?;
    Ok(profile)
}

/// Gives a profile another name; its credential moves along.
///
/// # Errors
/// [`RefusalKind::Conflict`] when the new name is taken.
pub async fn rename(surroundings: &Surroundings, old: &str, new: &str) -> Result<ProfileEntry, Error> {
    let profile = check_rename(surroundings, old, new)?;
    let file = ConfigFile::new(&surroundings.paths);
    match profile.credential.as_ref().map(|record| record.store) {
        None => file.update(|config| move_entry(config, old, new).map(drop))?,
        Some(store) => {
            let (old, new) = (old.to_owned(), new.to_owned());
            in_store(surroundings, store, move |store| {
                // Under the lock, so that nobody takes the name meanwhile. The copy is made first and the original goes
                // last: whatever fails between leaves one that works.
                file.update(|config| {
                    let url = move_entry(config, &old, &new)?;
                    store.set(&new, &url, &store.get(&old, &url)?).map_err(Error::from)
                })?;
                store.remove(&old).map(drop).map_err(Error::from)
            })
            .await?;
        }
    }
    show(surroundings, Some(new))
}

/// The profile that [`remove`] would forget.
///
/// # Errors
/// [`RefusalKind::Usage`] for the built-in one, and as [`show`].
pub fn check_remove(surroundings: &Surroundings, name: &str) -> Result<ProfileEntry, Error> {
    if name == LOCAL {
        return Err(Refusal::new(RefusalKind::Usage, "the profile \"local\" is built in and cannot be removed").into());
    }
    show(surroundings, Some(name))
}

/// Gives the profile its new name in the configuration, and returns its address.
fn move_entry(config: &mut Config, old: &str, new: &str) -> Result<GatewayUrl, Error> {
    refuse_taken(config, new)?;
    let profile = find_profile(config, old)?.clone();
    let url = profile.url.clone();
    config.profiles.remove(old);
    config.profiles.insert(new.to_owned(), profile);
    if config.default_profile.as_deref() == Some(old) {
        config.default_profile = Some(new.to_owned());
    }
    Ok(url)
}

fn refuse_taken(config: &Config, name: &str) -> Result<(), Error> {
    if config.profiles.contains_key(name) {
        return Err(Refusal::new(RefusalKind::Conflict, format!("there is a profile \"{name}\" already")).into());
    }
    Ok(())
}

/// Forgets a profile, and logs out of it first if it has a credential. Returns the key that was revoked with it.
///
/// # Errors
/// As [`check_remove`]; [`RefusalKind::Unfinished`] as [`super::logout::log_out`], and the profile is forgotten all the
/// same.
pub async fn remove(surroundings: &Surroundings, name: &str) -> Result<Option<MintedRecord>, Error> {
    check_remove(surroundings, name)?;
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let logged_out = match &find_profile(&config, name)?.credential {
        None => Ok(None),
        Some(_) => {
            let selection = Selection { profile: Some(name.to_owned()), ..Selection::default() };
            let of_this = Surroundings { selection, ..surroundings.clone() };
            super::logout::log_out(&of_this).await.map(|done| done.revoked)
        }
    };
    let forget = match &logged_out {
        Ok(_) => true,
        Err(Error::Refused(refusal)) => refusal.kind == RefusalKind::Unfinished,
        Err(_) => false,
    };
    if forget {
        ConfigFile::new(&surroundings.paths).update(|config| {
            config.profiles.remove(name);
            if config.default_profile.as_deref() == Some(name) {
                config.default_profile = None;
            }
            Ok::<_, Error>(())
        })?;
    }
    logged_out
}

fn entry(config: &Config, name: &str, profile: Option<&Profile>) -> ProfileEntry {
    let store = profile.and_then(|profile| profile.credential.as_ref()).map(|record| record.store.as_str().to_owned());
    ProfileEntry {
        name: name.to_owned(),
        kind: profile.map_or(Kind::Local, |profile| profile.kind),
        url: profile.map(|profile| profile.url.clone()),
        default: config.default_profile.as_deref() == Some(name),
        team: profile.and_then(|profile| profile.team.clone()),
        store,
    }
}
