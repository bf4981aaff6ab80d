//! `--dry-run`: every command that changes something shows what it would change, and changes nothing: not in the home
//! folder, not on the embedded gateway, not on one over HTTP.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::CommandFactory;
use gatekey::cli::Root;
use serde_json::json;

use crate::support::double::{Double, PASSWORD};
use crate::support::{Home, Run};

/// What a command does to the world.
enum Does {
    /// It changes nothing, so there is nothing to plan.
    Reads,
    /// It changes something: this is a line of it for each gateway, and what comes from stdin.
    Changes { local: &'static str, remote: &'static str, stdin: &'static str },
}

const fn changes(line: &'static str) -> Does {
    Does::Changes { local: line, remote: line, stdin: "" }
}

const fn with_password(line: &'static str) -> Does {
    Does::Changes { local: line, remote: line, stdin: PASSWORD }
}

/// Every command. A new one is in none of these lines, and fails [`every_command_is_here`] until it is.
const COMMANDS: &[(&str, Does)] = &[
    ("tokens list", Does::Reads),
    ("tokens show", Does::Reads),
    ("tokens create", changes("tokens create new --scope inference")),
    ("tokens update", changes("tokens update ci --description changed")),
    ("tokens rotate", changes("tokens rotate ci")),
    ("tokens revoke", changes("tokens revoke ci --purge")),
    // On LiteLLM alone: tests/teams.rs.
    ("tokens block", Does::Changes { local: "", remote: "", stdin: "" }),
    ("tokens unblock", Does::Changes { local: "", remote: "", stdin: "" }),
    ("tokens watch", Does::Reads),
    ("tokens whois", Does::Reads),
    ("users list", Does::Reads),
    ("users show", Does::Reads),
    ("users create", with_password("users create eve --password-stdin")),
    ("users update", changes("users update polly --full-name Polly")),
    ("users delete", changes("users delete polly")),
    ("users activate", changes("users activate polly")),
    ("users deactivate", changes("users deactivate polly")),
    ("teams list", Does::Reads),
    ("teams show", Does::Reads),
    ("teams create", Does::Changes { local: "", remote: "teams create research", stdin: "" }),
    ("teams delete", Does::Changes { local: "", remote: "teams delete acme", stdin: "" }),
    ("scopes list", Does::Reads),
    ("scopes show", Does::Reads),
    (
        "login",
        Does::Changes {
            local: "",
            remote: "login URL --profile new --username admin --password-stdin --store file",
            stdin: PASSWORD,
        },
    ),
    ("logout", Does::Changes { local: "", remote: "logout", stdin: "" }),
    ("status", Does::Reads),
    ("profiles list", Does::Reads),
    ("profiles show", Does::Reads),
    ("profiles use", changes("profiles use local")),
    ("profiles rename", changes("profiles rename lab prod")),
    ("profiles remove", changes("profiles remove lab")),
    ("capabilities", Does::Reads),
    // Its folder is made when it starts, and not by its plan.
    ("serve", Does::Changes { local: "serve --listen 127.0.0.1:0", remote: "", stdin: "" }),
    ("api", Does::Changes { local: "", remote: "api DELETE /v2/api-keys/1", stdin: "" }),
    ("jwt decode", Does::Reads),
    ("jwt verify", Does::Reads),
    ("jwt sign", Does::Reads),
    ("jwt keygen", changes("jwt keygen --private HOME/key.jwk")),
    ("jwt diff", Does::Reads),
    ("jwt explain", Does::Reads),
    // What it keeps is only so that it need not be asked again.
    ("jwt jwks fetch", Does::Reads),
    ("jwt jwks list", Does::Reads),
    ("jwt jwks show", Does::Reads),
    ("jwt jwks diff", Does::Reads),
    ("tokens audit", Does::Reads),
    // Its words after `--` are another program's: tests/job.rs shows that a plan makes no key and starts nothing.
    ("run", Does::Reads),
    ("doctor", Does::Reads),
    ("scopes check", Does::Reads),
    ("authz probe", Does::Reads),
    ("completions", Does::Reads),
    ("man", changes("man --dir HOME/pages")),
];

fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    let below: Vec<_> = command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
    if below.is_empty() {
        found.push(path.trim().to_owned());
    }
    for sub in below {
        leaves(sub, &format!("{path} {}", sub.get_name()), found);
    }
}

#[test]
fn every_command_is_here() {
    let mut all = Vec::new();
    leaves(&Root::command(), "", &mut all);
    let here: Vec<&str> = COMMANDS.iter().map(|(path, _)| *path).collect();
    for path in &all {
        assert!(here.contains(&path.as_str()), "say in tests/plans.rs what `{path}` does");
    }
    assert_eq!(all.len(), here.len(), "there are no such commands: {here:?}");
    for (path, does) in COMMANDS {
        if let Does::Changes { local, remote, .. } = does {
            for line in [local, remote] {
                assert!(line.is_empty() || line.starts_with(path), "`{line}` is no `{path}`");
            }
        }
    }
}

/// A person with tokens and users on the embedded gateway, who is logged in to the double.
struct World {
    home: Home,
    double: Double,
}

impl World {
    fn new() -> Self {
        let double = Double::gpustack();
        double.key("ci", "admin", json!({}));
        let home = Home::logged_in(&double);
        home.local("tokens create ci").exits(0);
        home.local("users create polly").exits(0);
        Self { home, double }
    }

    /// Everything that could change: files but for the database's own, the keys of the double, and what the embedded
    /// gateway tells.
    fn is(&self) -> (BTreeMap<PathBuf, Vec<u8>>, String, Vec<String>) {
        let mut files: BTreeMap<PathBuf, Vec<u8>> = self.home.files().into_iter().collect();
        files.retain(|path, _| !path.to_string_lossy().contains("gatekey.db"));
        let lists = ["tokens list --status all -o json", "users list -o json"];
        let told = lists.map(|line| self.home.local(line).exits(0).stdout).to_vec();
        (files, json!(self.double.told()).to_string(), told)
    }

    fn plan(&self, profile: &str, line: &str, stdin: &str) -> Run {
        let home = self.home.path("").display().to_string();
        let line = line.replace("URL", &self.double.url()).replace("HOME/", &home);
        // `login` names its own profile; what works on profiles asks no gateway.
        let profile = if line.starts_with("login") { "" } else { profile };
        let words = format!("{profile} --dry-run -o json {line}");
        self.home.gatekey(words.split_whitespace()).stdin(stdin).run()
    }

    /// Plans this line twice, and fails when the plan is none or anything is another than before.
    fn plans(&self, profile: &str, line: &str, stdin: &str) {
        let before = self.is();
        let calls = self.double.calls().len();
        for _ in 0..2 {
            let run = self.plan(profile, line, stdin).exits(0);
            let plan = run.json();
            let is_plan = plan["dry_run"] == true && plan["changes"].as_array().is_some_and(|all| !all.is_empty());
            assert!(is_plan, "`{line}` shows no plan:\n{}", run.told());
        }
        assert!(before == self.is(), "`{profile} {line}` changed something");
        let sent = self.double.calls().split_off(calls);
        assert!(
            sent.iter().all(|call| call.starts_with("GET ") || call.starts_with("HEAD ")),
            "`{line}` sent {sent:?}"
        );
    }
}

#[test]
fn what_changes_something_plans_it_and_changes_nothing() {
    let world = World::new();
    for (_, does) in COMMANDS {
        let Does::Changes { local, remote, stdin } = does else { continue };
        if !local.is_empty() {
            world.plans("--profile local", local, stdin);
        }
        if !remote.is_empty() {
            world.plans("--profile lab", remote, stdin);
        }
    }
}
