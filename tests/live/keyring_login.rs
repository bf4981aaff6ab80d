//! `gatekey login` as it is typed, with a real Secret Service in each state, and with a home that takes no file.

use std::path::Path;
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::keyring;
use crate::support::double::Double;

/// One state of the machine, the script that is run in it, and what the person must read.
struct Case {
    name: &'static str,
    scenario: &'static str,
    /// Shell, with the program as `$0`, the gateway's address as `$1` and the key as `$KEY`.
    script: &'static str,
    /// Every line of stdout.
    stdout: &'static str,
    /// Parts of stderr.
    says: &'static [&'static str],
    /// Whether the gateway may see the key: only once the store is known to take it.
    key_is_shown: bool,
}

/// Logs in, and makes sure that no file in the home holds the key.
const LOGIN: &str = r#"printf %s "$KEY" | "$0" login "$1" --token-stdin >/dev/null || echo "exit $?"
! grep -rqF "$KEY" "$HOME" && echo "no file holds the key""#;

const NOT_STORED: &str = "exit 1\nno file holds the key\n";

const CASES: [Case; 6] = [
    Case {
        name: "a_key_is_kept_in_the_keyring_used_and_forgotten",
        scenario: "unlocked",
        script: r#"printf %s "$KEY" | "$0" login "$1" --token-stdin >/dev/null && "$0" status --jq .credential.source &&
            "$0" tokens list -o name && ! grep -rqF "$KEY" "$HOME" && "$0" logout >/dev/null && "$0" status || echo "exit $?""#,
        stdout: "keyring\nmine\nexit 3\n",
        says: &["Logged in to", "there is no credential for profile \"127.0.0.1\""],
        key_is_shown: true,
    },
    Case {
        name: "without_d_bus_the_way_on_is_told",
        scenario: "no-dbus",
        script: LOGIN,
        stdout: NOT_STORED,
        says: &["no D-Bus answers in this session", "--store file"],
        key_is_shown: false,
    },
    Case {
        name: "without_a_secret_service_the_way_on_is_told",
        scenario: "no-service",
        script: LOGIN,
        stdout: NOT_STORED,
        says: &["no Secret Service is on this session's D-Bus", "--store file"],
        key_is_shown: false,
    },
    Case {
        name: "a_locked_keyring_is_told_with_the_way_on",
        scenario: "locked",
        script: LOGIN,
        stdout: NOT_STORED,
        says: &["the keyring is locked", "--store file"],
        key_is_shown: false,
    },
    Case {
        name: "a_keyring_without_default_collection_is_told_with_the_way_on",
        scenario: "no-collection",
        script: LOGIN,
        stdout: NOT_STORED,
        says: &["no default collection", "--store file"],
        key_is_shown: false,
    },
    Case {
        name: "a_home_that_takes_no_file_is_told_with_the_way_on",
        scenario: "no-dbus",
        // Nobody, not even root, can make a folder there.
        script: r#"printf %s "$KEY" | HOME=/proc XDG_DATA_HOME= "$0" login "$1" --token-stdin --store file || echo "exit $?""#,
        stdout: "exit 1\n",
        says: &["cannot be written, and nothing was changed", "GATEKEY_DATA_DIR"],
        key_is_shown: false,
    },
];

/// A trial for each state; ignored where the session cannot be made.
pub(crate) fn trials() -> Vec<Trial> {
    CASES
        .iter()
        .map(|case| keyring::or_ignored(Trial::test(format!("keyring_login::{}", case.name), || run(case))))
        .collect()
}

fn run(case: &Case) -> Result<(), Failed> {
    let double = Double::gpustack();
    let key = double.key("mine", "polly", json!({}));
    let output = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/keyring-session"))
        .args([case.scenario, "bash", "-c", case.script, env!("CARGO_BIN_EXE_gatekey"), &double.url()])
        .env("KEY", &key)
        .output()?;
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let shown = double.arrived().iter().any(|call| call.authorization.is_some());
    let as_expected = stdout == case.stdout && case.says.iter().all(|part| stderr.contains(part));
    if !as_expected || shown != case.key_is_shown || stderr.contains(&key) {
        return Err(format!("{}\nkey shown: {shown}\nstdout:\n{stdout}\nstderr:\n{stderr}", output.status).into());
    }
    Ok(())
}
