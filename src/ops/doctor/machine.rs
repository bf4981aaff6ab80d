//! What is on this machine.

use std::collections::BTreeMap;

use super::super::session::in_store;
use super::{failed, in_time};
use crate::gateway::connect::{self, InProcess};
use crate::model::{Check, CheckStatus, GatewayUrl};
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

pub(super) async fn keyring(surroundings: &Surroundings, profiles: &Profiles) -> Check {
    match answers(surroundings, StoreKind::Keyring).await {
        Ok(()) => Check::ok("keyring", "it answers"),
        Err(error) => missing("keyring", &error, users(profiles, StoreKind::Keyring)),
    }
}

pub(super) async fn credentials(surroundings: &Surroundings, profiles: &Profiles) -> Check {
    const CHECK: &str = "credentials";
    let path = surroundings.paths.data_dir.join("credentials.json");
    let in_use = users(profiles, StoreKind::File);
    match answers(surroundings, StoreKind::File).await {
        Ok(()) if path.exists() => Check::ok(CHECK, format!("{}: only you can read it", path.display())),
        Ok(()) if in_use == 0 => Check::ok(CHECK, "none are kept in a file"),
        Ok(()) => {
            Check::fail(CHECK, format!("{} is not there, and a profile keeps its credential in it", path.display()))
                .hint("log in to the profile again".to_owned())
        }
        Err(error) => missing(CHECK, &error, in_use),
    }
}

/// How many profiles keep their credential in this store.
fn users(profiles: &Profiles, store: StoreKind) -> usize {
    profiles.values().filter_map(|profile| profile.credential.as_ref()).filter(|record| record.store == store).count()
}

/// Whether a store can be read. Writes nothing.
async fn answers(surroundings: &Surroundings, kind: StoreKind) -> Result<(), Error> {
    let anywhere: GatewayUrl = "https://localhost".parse().expect("an address");
    match in_store(surroundings, kind, move |store| store.get(NOBODY, &anywhere)).await {
        Ok(_) | Err(store::Error::NoCredential { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A store that cannot be used: bad where one is needed.
fn missing(check: &'static str, error: &Error, users: usize) -> Check {
    let finding = failed(check, error);
    if users > 0 { finding } else { Check { status: CheckStatus::Warn, ..finding } }
}

/// The embedded gateway's folder and database. It is not made for the sake of looking at it.
pub(super) async fn data(surroundings: &Surroundings) -> Check {
    const CHECK: &str = "data";
    let folder = surroundings.paths.data_dir.display();
    if !connect::is_in_process_made(&surroundings.paths.data_dir) {
        return Check::ok(CHECK, format!("{folder}: the embedded gateway was not used yet"));
    }
    let local = InProcess {
        data_dir: surroundings.paths.data_dir.clone(),
        os_user: surroundings.os_user.clone(),
        token: None,
        clock: surroundings.clock,
    };
    match in_time(CHECK, connect::open_in_process(local)).await {
        Ok(_) => Check::ok(CHECK, format!("{folder}: only you can read it, and the database opens")),
        Err(finding) => finding,
    }
}

pub(super) fn tls(http: &HttpSettings) -> Check {
    const CHECK: &str = "tls";
    let add = "install the system's certificates (ca-certificates), or name others with SSL_CERT_FILE or --ca-cert";
    let roots = survey::roots();
    if let Err(failure) = survey::check_settings(http) {
        return Check::fail(CHECK, failure.to_string()).hint((roots.count == 0).then(|| add.to_owned()));
    }
    match (roots.count, roots.trouble) {
        (0, None) => Check::warn(CHECK, "no authority is trusted: no https address will work").hint(add.to_owned()),
        (0, Some(trouble)) => Check::warn(CHECK, format!("no authority is trusted: {trouble}")).hint(add.to_owned()),
        (_, Some(trouble)) => Check::warn(CHECK, format!("some authorities cannot be read: {trouble}")),
        (_, None) => Check::ok(CHECK, "authorities to trust were found"),
    }
}

pub(super) fn proxy(http: &HttpSettings) -> Check {
    const CHECK: &str = "proxy";
    let Some(proxy) = survey::proxy(http) else { return Check::ok(CHECK, "none") };
    Check::ok(
        CHECK,
        match &http.no_proxy {
            Some(direct) => format!("{proxy} for https addresses, but not for {direct}"),
            None => format!("{proxy} for https addresses"),
        },
    )
}
