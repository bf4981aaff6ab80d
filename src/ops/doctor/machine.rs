//! What is on this machine.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::session::in_store;
use super::{failed, in_time};
use crate::gateway::connect::{self, IN_PROCESS_VERSION};
use crate::model::{Check, CheckStatus, GatewayUrl, shell_word};
use crate::net::{HttpSettings, survey};
use crate::ops::{Error, Surroundings};
use crate::store::{self, Config, ConfigFile, Profile, StoreKind, config_file};

type Profiles = BTreeMap<String, Profile>;

/// No profile can have this name (`/`): a store that answers says that it has nothing for it.
const NOBODY: &str = "test/doctor";

/// The file with the profiles, and what it says if it can be read.
pub(super) fn config(surroundings: &Surroundings) -> (Check, Option<Config>) {
    const CHECK: &str = "config";
    let file = ConfigFile::new(&surroundings.paths);
    let path = file.path().display();
    match file.read() {
        Err(error) => (failed(CHECK, &error.into()), None),
        Ok(config) if !file.path().exists() => (Check::ok(CHECK, format!("{path}: not there yet")), Some(config)),
        Ok(config) => {
            if let Some((open, wanted)) = open_to_others(file.path()) {
                let detail = format!("{}: others can change it, and so where credentials go", open.display());
                let close = format!("run `chmod {wanted} {}`", shell_word(&open.display().to_string()));
                return (Check::warn(CHECK, detail).hint(close), Some(config));
            }
            let count = config.profiles.len();
            let default = match &config.default_profile {
                Some(name) => format!("the default is {name}"),
                None => "no default".to_owned(),
            };
            let version = config_file::VERSION;
            let plural = if count == 1 { "" } else { "s" };
            let detail = format!("{path}: version {version}, {count} profile{plural}, {default}");
            (Check::ok(CHECK, detail), Some(config))
        }
    }
}

/// What of the configuration others could change: the folder, or the file in it.
#[cfg(unix)]
fn open_to_others(file: &Path) -> Option<(&Path, &'static str)> {
    use std::os::unix::fs::PermissionsExt;

    let is_open = |path: &Path| std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o022 != 0);
    let folder = file.parent().filter(|folder| is_open(folder)).map(|folder| (folder, "go-w"));
    folder.or_else(|| Some((file, "go-w")).filter(|(file, _)| is_open(file)))
}

/// Elsewhere the folder inherits the protection of the user's profile.
#[cfg(not(unix))]
fn open_to_others(_file: &Path) -> Option<(&Path, &'static str)> {
    None
}

/// `chosen` is the profile of this run, if it has one.
pub(super) async fn keyring(surroundings: &Surroundings, profiles: &Profiles, chosen: Option<&str>) -> Check {
    match answers(surroundings, StoreKind::Keyring).await {
        Ok(()) => Check::ok("keyring", "it answers"),
        Err(error) => missing("keyring", &error, &users(profiles, StoreKind::Keyring), surroundings, chosen),
    }
}

pub(super) async fn credentials(surroundings: &Surroundings, profiles: &Profiles, chosen: Option<&str>) -> Check {
    const CHECK: &str = "credentials";
    let path = surroundings.paths.data_dir.join("credentials.json");
    let in_use = users(profiles, StoreKind::File);
    match answers(surroundings, StoreKind::File).await {
        Ok(()) if path.exists() => Check::ok(CHECK, format!("{}: only you can read it", path.display())),
        Ok(()) => {
            let Some(user) = in_use.iter().find(|user| Some(**user) == chosen).or_else(|| in_use.first()) else {
                return Check::ok(CHECK, "none are kept in a file");
            };
            let detail = format!("{} is not there, and the profile {user} keeps its credential in it", path.display());
            let finding = Check::fail(CHECK, detail)
                .hint(format!("log in to it again: `gatekey login --profile {}`", shell_word(user)));
            judged(finding, &in_use, surroundings, chosen)
        }
        Err(error) => missing(CHECK, &error, &in_use, surroundings, chosen),
    }
}

/// The profiles that keep their credential in this store.
fn users(profiles: &Profiles, store: StoreKind) -> Vec<&str> {
    let is_kept_there = |profile: &Profile| profile.credential.as_ref().is_some_and(|record| record.store == store);
    profiles.iter().filter(|(_, profile)| is_kept_there(profile)).map(|(name, _)| name.as_str()).collect()
}

/// A finding about a store: bad where this run needs it or, when no gateway is chosen, any run may.
fn judged(finding: Check, users: &[&str], surroundings: &Surroundings, chosen: Option<&str>) -> Check {
    let selection = &surroundings.selection;
    let is_needed = match chosen {
        Some(chosen) => users.contains(&chosen),
        None => selection.profile.is_none() && selection.url.is_none() && !users.is_empty(),
    };
    if is_needed { finding } else { Check { status: CheckStatus::Warn, ..finding } }
}

/// Whether a store can be read. Writes nothing.
async fn answers(surroundings: &Surroundings, kind: StoreKind) -> Result<(), Error> {
    let anywhere: GatewayUrl = "https://localhost".parse().expect("an address");
    match in_store(surroundings, kind, move |store| store.get(NOBODY, &anywhere)).await {
        Ok(_) | Err(store::Error::NoCredential { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A store that cannot be used.
fn missing(
    check: &'static str,
    error: &Error,
    users: &[&str],
    surroundings: &Surroundings,
    chosen: Option<&str>,
) -> Check {
    let mut finding = failed(check, error);
    if !users.is_empty() {
        finding.detail = format!("{} (kept there: the credentials of {})", finding.detail, users.join(", "));
    }
    judged(finding, users, surroundings, chosen)
}

/// The embedded gateway's folder and database. It is not made for the sake of looking at it.
pub(super) async fn data(surroundings: &Surroundings) -> Check {
    const CHECK: &str = "data";
    let folder = surroundings.paths.data_dir.display();
    let detail = match in_time(CHECK, connect::look_in_process(&surroundings.paths.data_dir)).await {
        Err(finding) => return finding,
        Ok(None) => format!("{folder}: the embedded gateway was not used yet"),
        Ok(Some(IN_PROCESS_VERSION)) => format!("{folder}: only you can read it, and the database opens"),
        Ok(Some(version)) => format!(
            "{folder}: only you can read it; the database has version {version}, and its next use brings it to \
             {IN_PROCESS_VERSION}"
        ),
    };
    Check::ok(CHECK, detail)
}

pub(super) fn tls(http: &HttpSettings) -> Check {
    const CHECK: &str = "tls";
    let add = "install the system's certificates (ca-certificates), or name others with SSL_CERT_FILE or --ca-cert";
    let roots = survey::roots();
    if let Err(failure) = survey::check_settings(http) {
        let other = "name another file with --ca-cert, or with --client-cert and --client-key, or leave the option out";
        return Check::fail(CHECK, failure.to_string()).hint(if roots.count == 0 { add } else { other }.to_owned());
    }
    match (roots.count, roots.trouble) {
        (0, None) => Check::warn(CHECK, "no authority is trusted: no https address will work").hint(add.to_owned()),
        (0, Some(trouble)) => Check::warn(CHECK, format!("no authority is trusted: {trouble}")).hint(add.to_owned()),
        (_, Some(trouble)) => {
            Check::warn(CHECK, format!("some authorities cannot be read: {trouble}")).hint(add.to_owned())
        }
        (_, None) => Check::ok(CHECK, "authorities to trust were found"),
    }
}

/// `is_needed` where the chosen gateway is reached through it.
pub(super) fn proxy(http: &HttpSettings, is_needed: bool) -> Check {
    const CHECK: &str = "proxy";
    let Some(proxy) = survey::proxy(http) else { return Check::ok(CHECK, "none") };
    if let Err(failure) = survey::check_proxy(http) {
        let finding = Check::fail(CHECK, format!("{proxy}: {failure}"))
            .hint("correct HTTPS_PROXY, or unset it to reach https addresses directly".to_owned());
        return if is_needed { finding } else { Check { status: CheckStatus::Warn, ..finding } };
    }
    Check::ok(
        CHECK,
        match survey::direct(http) {
            Some(direct) => format!("{proxy} for https addresses, but not for {direct}"),
            None => format!("{proxy} for https addresses"),
        },
    )
}
