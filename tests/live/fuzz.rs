//! A fuzzer that reads `/openapi.json` and tries what it says, and what it does not: it must find no contradiction.
//!
//! The program is schemathesis. Where it is not installed, `GATEKEY_TEST_SCHEMATHESIS` names it.

use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::support::Home;

pub(crate) fn trials() -> Vec<Trial> {
    let program = crate::environment("GATEKEY_TEST_SCHEMATHESIS").unwrap_or_else(|| "schemathesis".to_owned());
    let is_there = Command::new(&program).arg("--version").output().is_ok_and(|output| output.status.success());
    let absent = if is_there { "" } else { "[schemathesis is not installed]" };
    ["an_administrator", "a_key_that_cannot_end_itself", "a_small_key"]
        .map(|who| {
            let program = program.clone();
            Trial::test(format!("fuzz::nothing_is_found_by_{who}{absent}"), move || find_nothing(&program, who))
                .with_ignored_flag(!is_there)
        })
        .into()
}

fn find_nothing(program: &str, who: &str) -> Result<(), Failed> {
    let home = Home::new();
    let (served, admin) = home.serve_with_administrator();
    // What an administrator tries first may be to revoke their own key: the others go on to the end.
    let scopes = match who {
        "an_administrator" => None,
        "a_small_key" => Some(json!(["token:read", "user:read", "inference"])),
        _ => Some(json!(["token:create", "token:read", "user:create", "user:read", "inference"])),
    };
    let key = match &scopes {
        None => admin,
        Some(scopes) => {
            let new = json!({"scopes": scopes, "models": ["a"], "expires_in": 86400});
            let made = served.call(&admin, "POST", "/v1/tokens", Some(&new)).is(201).json();
            made["secret"].as_str().ok_or("no secret")?.to_owned()
        }
    };
    let output = Command::new(program)
        .args(["run", &format!("http://{}/openapi.json", served.address())])
        .args(["--header", &format!("Authorization: Bearer {key}")])
        // Always the same tries, and not for longer than a minute.
        .args(["--seed", "1", "--max-examples", "25", "--request-timeout", "20", "--no-color"])
        .current_dir(home.path(""))
        .output()?;
    if scopes.is_some() {
        served.call(&key, "GET", "/v1/me", None).is(200);
    }
    let (_, log) = served.stop();
    let told = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{told}\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    if let Some(failed) = log.lines().find(|line| line.contains("\"status\":5")) {
        return Err(format!("a caller's mistake is the server's failure: {failed}").into());
    }
    Ok(())
}
