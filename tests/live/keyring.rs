//! The keyring store against a real Secret Service, in each state that `.ci/keyring-session` can put one.
//!
//! A trial runs this program anew in such a session, where [`make_calls`] calls the store and prints what it says.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use gatekey::model::{GatewayUrl, Secret};
use gatekey::store::credentials::{self, CredentialStore, StoreKind};
use gatekey::store::{Error, Paths};
use libtest_mimic::{Failed, Trial};

/// The first argument that makes this program call the store instead of testing.
pub(crate) const CALLS: &str = "keyring-calls";

const PROFILE: &str = "prod";
const ADDRESS: &str = "https://gw.example.com";
const SECRET: &str = "sk-sentinel-7d1f";

/// What the session script needs.
const NEEDED: [&str; 5] = ["bash", "dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

/// One state of the keyring: what is called in it, and what must come of each call.
struct Case {
    name: &'static str,
    scenario: &'static str,
    /// Shell words that run before the calls.
    before: &'static str,
    /// Each with the beginning of the line it prints.
    steps: &'static [(&'static str, &'static str)],
    within: Duration,
}

const CASES: [Case; 11] = [
    Case {
        name: "a_credential_is_kept_bound_to_its_address_and_forgotten",
        scenario: "unlocked",
        before: "",
        steps: &[
            ("test-write", "ok"),
            ("get", "NoCredential"),
            ("set", "ok"),
            ("set", "ok"),
            ("get", "ok"),
            ("get-elsewhere", "OtherAddress"),
            ("get", "ok"),
            ("remove", "ok true"),
            ("remove", "ok false"),
        ],
        within: Duration::from_secs(5),
    },
    Case {
        name: "two_entries_for_one_profile_are_ambiguous",
        scenario: "unlocked",
        before: "for n in 1 2; do printf x | secret-tool store --label=x service gatekey username prod n $n; done; ",
        steps: &[("get", "Ambiguous"), ("set", "Ambiguous"), ("remove", "Ambiguous")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "an_entry_that_gatekey_did_not_write_is_told_and_not_shown",
        scenario: "unlocked",
        before: "printf sk-sentinel-7d1f | secret-tool store --label=x service gatekey username prod; ",
        steps: &[("get", "NotOurs"), ("set", "ok"), ("get", "ok")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_locked_keyring_is_told",
        scenario: "locked",
        before: "",
        steps: &[("test-write", "KeyringLocked"), ("get", "KeyringLocked"), ("set", "KeyringLocked")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_prompt_that_nobody_answers_does_not_hang",
        scenario: "silent",
        before: "",
        steps: &[("get", "KeyringSilent")],
        within: Duration::from_secs(8),
    },
    Case {
        name: "a_missing_default_collection_is_told",
        scenario: "no-collection",
        before: "",
        steps: &[("get", "NoCredential"), ("test-write", "KeyringNoCollection"), ("set", "KeyringNoCollection")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_bus_without_a_secret_service_is_told",
        scenario: "no-service",
        before: "",
        steps: &[("test-write", "KeyringNoService"), ("get", "KeyringNoService")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_session_without_a_bus_is_told",
        scenario: "no-dbus",
        before: "",
        steps: &[("test-write", "KeyringNoBus"), ("get", "KeyringNoBus")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_session_without_even_a_runtime_folder_is_told",
        scenario: "no-dbus",
        before: "unset XDG_RUNTIME_DIR; ",
        steps: &[("get", "KeyringNoBus")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_bus_address_that_leads_nowhere_is_told",
        scenario: "no-dbus",
        before: "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere; ",
        steps: &[("get", "KeyringNoBus")],
        within: Duration::from_secs(5),
    },
    Case {
        name: "a_bus_address_that_is_none_is_told",
        scenario: "no-dbus",
        before: "export DBUS_SESSION_BUS_ADDRESS=disabled:; ",
        steps: &[("get", "KeyringNoBus")],
        within: Duration::from_secs(5),
    },
];

/// One trial a state; all ignored where a real keyring cannot be started.
pub(crate) fn trials() -> Vec<Trial> {
    CASES.iter().map(|case| or_ignored(Trial::test(format!("keyring::{}", case.name), || run(case)))).collect()
}

/// The trial, ignored with the reason where a session with a Secret Service cannot be made.
pub(crate) fn or_ignored(trial: Trial) -> Trial {
    let missing: Vec<_> = NEEDED.into_iter().filter(|program| !is_installed(program)).collect();
    if missing.is_empty() {
        return trial;
    }
    trial.with_kind(format!("not installed: {}", missing.join(", "))).with_ignored_flag(true)
}

fn is_installed(program: &str) -> bool {
    Command::new("sh").args(["-c", &format!("command -v {program}")]).output().is_ok_and(|out| out.status.success())
}

fn run(case: &Case) -> Result<(), Failed> {
    let session = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/keyring-session");
    let program = std::env::current_exe()?;
    let script = format!("{}exec \"$0\" \"$@\"", case.before);
    let started = Instant::now();
    let output = Command::new(session)
        .args([case.scenario, "bash", "-c", &script])
        .arg(program)
        .arg(CALLS)
        .args(case.steps.iter().map(|(step, _)| step))
        .output()?;
    let took = started.elapsed();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let everything = format!("{}\nstdout:\n{said}\nstderr:\n{complained}", output.status);
    let as_expected = said.lines().count() == case.steps.len()
        && said.lines().zip(case.steps).all(|(line, (_, expected))| line.starts_with(expected));
    if !output.status.success() || !as_expected {
        return Err(format!("expected {:?}\n{everything}", case.steps).into());
    }
    if said.contains(SECRET) || complained.contains(SECRET) {
        return Err(format!("the secret was shown\n{everything}").into());
    }
    if took > case.within {
        return Err(format!("took {took:?}\n{everything}").into());
    }
    Ok(())
}

/// Calls the store as the program does, from a blocking thread of a current-thread runtime, and prints a line a step:
/// `ok …`, or the error's variant, message and hint.
pub(crate) fn make_calls(steps: &[String]) -> ExitCode {
    let steps = steps.to_vec();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without drivers");
    let calls = runtime.spawn(async move {
        let lines = tokio::task::spawn_blocking(move || {
            let nowhere = PathBuf::from("/nowhere");
            let paths =
                Paths { config_dir: nowhere.clone(), data_dir: nowhere.clone(), cache_dir: nowhere, last: true };
            let store = credentials::open(StoreKind::Keyring, &paths).expect("opening asks nothing yet");
            steps.iter().map(|step| line(&call(&*store, step))).collect::<Vec<_>>()
        });
        lines.await.expect("the store does not panic")
    });
    let lines = runtime.block_on(calls).expect("the store does not panic");
    writeln!(io::stdout(), "{}", lines.join("\n")).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn call(store: &dyn CredentialStore, step: &str) -> Result<String, Error> {
    let here: GatewayUrl = ADDRESS.parse().expect("a good address");
    let elsewhere: GatewayUrl = "https://elsewhere.example.com".parse().expect("a good address");
    match step {
        "test-write" => store.test_write().map(|()| String::new()),
        "set" => store.set(PROFILE, &here, &Secret::new(SECRET)).map(|()| String::new()),
        "get" => store.get(PROFILE, &here).map(|secret| {
            assert_eq!(secret.expose(), SECRET);
            String::new()
        }),
        "get-elsewhere" => store.get(PROFILE, &elsewhere).map(|_| String::new()),
        "remove" => store.remove(PROFILE).map(|there_was| there_was.to_string()),
        other => panic!("no step is called {other}"),
    }
}

fn line(outcome: &Result<String, Error>) -> String {
    match outcome {
        Ok(said) => format!("ok {said}"),
        Err(error) => format!("{error:?} | {error} | {}", error.hint().unwrap_or_default()),
    }
}
