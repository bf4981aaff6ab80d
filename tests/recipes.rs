//! The jobs of docs/rotate-in-ci.md and the commands of docs/sinks.md, run as they are written: on a server of this test, with
//! stand-ins for `gh`, `glab`, `vault` and `kubectl` that keep what they were given.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use regex::Regex;
use serde_json::Value;
use sqlx::Connection as _;

use crate::docs::documents::{Block, documents};
use crate::support::Home;
use crate::support::served::Served;

/// A machine with a server, the token `ci`, and programs that keep what they are given.
struct Shop {
    home: Home,
    served: Served,
    admin: String,
}

/// Each keeps its arguments, its environment and its stdin, the last under the name of the program.
const GIVEN: &str = r#"#!/bin/sh
printf '%s\n' "$0 $*" >> "KEPT/argv"
env >> "KEPT/env"
case "$1" in
    secret|variable|kv) cat > "KEPT/${0##*/}" ;;
    create) printf 'kind: Secret\ndata:\n  key: %s\n' "$(base64 -w 0 < /dev/stdin)" ;;
    apply) cat > "KEPT/kubectl" ;;
    *) exit 0 ;;
esac
"#;

/// Uses the key that it was given, as a test would.
const SMOKE_TEST: &str = "#!/bin/sh\nGATEKEY_URL=ADDRESS GATEKEY_TOKEN=$OPENAI_API_KEY gatekey api GET /v1/me > used\n";

impl Shop {
    fn new() -> Self {
        let home = Home::new();
        let (served, admin) = home.serve_with_administrator();
        let shop = Self { home, served, admin };
        std::fs::create_dir(shop.kept("")).expect("a folder");
        let kept = shop.kept("").display().to_string();
        for name in ["gh", "glab", "vault", "kubectl", "systemctl"] {
            shop.program(&format!("bin/{name}"), &GIVEN.replace("KEPT", kept.trim_end_matches('/')));
        }
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gatekey"), shop.home.path("bin/gatekey")).expect("a link");
        shop.program("smoke-test.sh", &SMOKE_TEST.replace("ADDRESS", &shop.url()));
        shop.make();
        shop
    }

    fn program(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home.write(name, text);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).expect("its owner's");
    }

    fn kept(&self, name: &str) -> PathBuf {
        self.home.path("kept").join(name)
    }

    fn url(&self) -> String {
        format!("http://{}", self.served.address())
    }

    /// Makes `ci`, which lives for thirty days, and lets twenty of them go by.
    fn make(&self) {
        self.gatekey("tokens create ci --scope inference --expires-in 30d -q --to file:ci.key", 0);
        let database = format!("sqlite:{}", self.home.path("data/gatekey.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = sqlx::SqliteConnection::connect(&database).await.expect("the server's database");
            let days = 20_i64 * 86_400 * 1_000_000;
            let earlier =
                "UPDATE tokens SET created_at = created_at - ?, expires_at = expires_at - ? WHERE name = 'ci'";
            let done = sqlx::query(earlier).bind(days).bind(days).execute(&mut connection).await.expect("a row");
            assert_eq!(done.rows_affected(), 1);
        });
    }

    /// A command of this machine, in its folder, with these variables more.
    fn command(&self, program: &str, variables: &BTreeMap<String, String>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.home.path("")).env_clear().envs(variables);
        command.env("PATH", format!("{}:/usr/bin:/bin", self.home.path("bin").display()));
        command
            .env("HOME", self.home.path(""))
            .env("USER", "runner")
            .env("GATEKEY_CONFIG_DIR", self.home.path("config"));
        command.env("GATEKEY_CACHE_DIR", self.home.path("cache"));
        command
    }

    /// What the server and its administrator are called in a job.
    fn variables(&self) -> BTreeMap<String, String> {
        let own = [("GATEKEY_URL", self.url()), ("GATEKEY_TOKEN", self.admin.clone())];
        own.map(|(name, value)| (name.to_owned(), value)).into()
    }

    fn gatekey(&self, line: &str, exit: i32) {
        let mut command = self.command("gatekey", &self.variables());
        let output = command.args(line.split_whitespace()).output().expect("gatekey starts");
        assert_eq!(output.status.code(), Some(exit), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs a line of shell, and returns all that it printed.
    fn shell(&self, line: &str, variables: &BTreeMap<String, String>) -> String {
        let output = self.command("bash", variables).args(["-ec", line]).output().expect("bash starts");
        let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
        assert!(output.status.success(), "{line}: {printed}");
        printed
    }

    /// What the place of documents is on this machine.
    fn here(&self, text: &str) -> String {
        let text = text.replace("https://gateway.example.com", &self.url());
        let text = text.replace("/etc/app/", &format!("{}/", self.home.path("").display()));
        text.replace("/etc/gatekey/admin.key", &self.home.path("admin.key").display().to_string())
    }

    /// Whether the server lets this secret in.
    fn lets_in(&self, secret: &str) -> bool {
        self.served.call(secret, "GET", "/v1/me", None).status == 200
    }

    /// The secret that a program was given on stdin, where it is one that works; and it was given none in any other way.
    #[track_caller]
    fn was_given(&self, program: &str) -> String {
        let text = std::fs::read_to_string(self.kept(program)).unwrap_or_else(|error| panic!("{program}: {error}"));
        let secret = match text.split_once("key: ") {
            Some((_, encoded)) if program == "kubectl" => {
                let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).expect("base64");
                String::from_utf8(decoded).expect("text")
            }
            _ => text,
        };
        assert!(self.lets_in(&secret), "{program} has no key that works: {secret:?}");
        for file in ["argv", "env"] {
            let seen = std::fs::read_to_string(self.kept(file)).expect("it is kept");
            assert!(!seen.contains("gk_") && !seen.contains("GATEKEY_TOKEN="), "{program}: {file}: {seen}");
        }
        secret
    }
}

fn blocks(document: &str, info: &str) -> Vec<Block> {
    let found = documents().into_iter().find(|found| found.name() == document).expect("the document");
    found.blocks().into_iter().filter(|block| block.info == info).collect()
}

/// The blocks of the page about CI, as what is in them.
fn jobs() -> Vec<Value> {
    let read = |block: Block| {
        let text = block.lines.join("\n");
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("line {}: {error}", block.line))
    };
    blocks("docs/rotate-in-ci.md", "yaml").into_iter().map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

#[test]
fn each_place_gets_the_secret_on_stdin_alone() {
    let program = Regex::new("gh|glab|vault|kubectl").expect("a pattern");
    let mut tried = 0;
    for document in ["docs/sinks.md", "docs/rotate-in-ci.md", "README.md"] {
        let lines = blocks(document, "sh").into_iter().flat_map(|block| block.lines);
        for line in lines.filter(|line| line.contains("'exec:")) {
            let shop = Shop::new();
            let old = shop.home.read("ci.key").trim().to_owned();
            if line.contains("tokens create ci") {
                shop.gatekey("tokens revoke ci --yes -q", 0);
            }
            shop.shell(&line, &shop.variables());
            let program = program.find(&line);
            let secret = shop.was_given(program.unwrap_or_else(|| panic!("another program: {line}")).as_str());
            assert_ne!(secret, old, "{line}");
            assert_eq!(shop.lets_in(&old), line.contains("--grace"), "{line}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn many_keys_get_a_line_each() {
    let lines = blocks("docs/rotate-in-ci.md", "sh").into_iter().flat_map(|block| block.lines);
    let line = lines.into_iter().find(|line| line.contains("--all")).expect("the line");
    let shop = Shop::new();
    shop.home.write("env", "OTHER=1\n");
    // Nothing here is a month old.
    shop.shell(&shop.here(&line), &shop.variables());
    assert_eq!(shop.home.read("env"), "OTHER=1\n");
    shop.shell(&shop.here(&line).replace("30d", "1d"), &shop.variables());
    let written = shop.home.read("env");
    let secret = written.lines().find_map(|line| line.strip_prefix("CI_KEY=")).expect("a line of its own");
    assert!(shop.lets_in(secret) && written.starts_with("OTHER=1\n"), "{written}");
}

/// A job of GitHub Actions: its steps one after the other, as a runner runs them.
struct Runner<'a> {
    shop: &'a Shop,
    secrets: BTreeMap<&'static str, String>,
    /// What a step left for those after it.
    outputs: BTreeMap<String, BTreeMap<String, String>>,
    /// What is struck out of the log.
    masks: Vec<String>,
    summary: String,
}

impl<'a> Runner<'a> {
    fn new(shop: &'a Shop) -> Self {
        let secrets: BTreeMap<_, _> =
            [("GATEWAY_ADMIN_KEY", shop.admin.clone()), ("SECRETS_WRITER_TOKEN", "github_pat_of_the_test".to_owned())]
                .into();
        let masks = secrets.values().cloned().collect();
        Self { shop, secrets, outputs: BTreeMap::new(), masks, summary: String::new() }
    }

    /// A text with its expressions replaced.
    fn filled(&self, text: &str) -> String {
        let expression = Regex::new(r"\$\{\{ ([a-zA-Z_.]+) \}\}").expect("a pattern");
        expression
            .replace_all(text, |found: &regex::Captures<'_>| {
                self.value(&found[1]).unwrap_or_else(|| panic!("what is {}?", &found[1]))
            })
            .into_owned()
    }

    fn value(&self, name: &str) -> Option<String> {
        match name.split('.').collect::<Vec<_>>().as_slice() {
            ["secrets", name] => self.secrets.get(name).cloned(),
            ["steps", step, "outputs", name] => self.outputs.get(*step)?.get(*name).cloned(),
            _ => None,
        }
    }

    fn is_wanted(&self, condition: &Value) -> bool {
        let Some(condition) = condition.as_str() else { return true };
        let equals = Regex::new(r"^([a-zA-Z_.]+) == '(.*)'$").expect("a pattern");
        match equals.captures(condition) {
            Some(found) => self.value(&found[1]).as_deref() == Some(&found[2]),
            None if condition == "always()" => true,
            None => panic!("what is {condition}?"),
        }
    }

    fn run(&mut self, job: &Value) {
        let mut variables: BTreeMap<String, String> = BTreeMap::new();
        let filled = |runner: &Self, env: &Value| -> Vec<(String, String)> {
            let env = env.as_object().cloned().unwrap_or_default();
            env.into_iter().map(|(name, value)| (name, runner.filled(&runner.shop.here(&text(&value))))).collect()
        };
        variables.extend(filled(self, &job["env"]));
        for step in job["steps"].as_array().expect("steps") {
            if !self.is_wanted(&step["if"]) {
                continue;
            }
            let mut own = variables.clone();
            own.extend(filled(self, &step["env"]));
            let files = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"];
            for name in files {
                own.insert(name.to_owned(), self.shop.home.write(name, "").display().to_string());
            }
            for (name, value) in [("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_RUN_ID", "4711")] {
                own.insert(name.to_owned(), value.to_owned());
            }
            let log = self.shop.shell(&text(&step["run"]), &own);
            self.read_log(&log);
            let [outputs, env, summary] = files.map(|name| self.shop.home.read(name));
            let outputs = assignments(&outputs);
            for value in outputs.values().filter(|value| value.starts_with("gk_")) {
                assert!(self.masks.contains(value), "an output was not masked");
            }
            variables.extend(assignments(&env));
            self.summary += &summary;
            if let Some(id) = step["id"].as_str() {
                self.outputs.insert(id.to_owned(), outputs);
            }
        }
    }

    /// Learns what is to be struck out, and sees that nothing else in the log is a secret.
    fn read_log(&mut self, log: &str) {
        for line in log.lines() {
            match line.strip_prefix("::add-mask::") {
                Some(mask) => self.masks.push(mask.to_owned()),
                None => {
                    let struck = self.masks.iter().fold(line.to_owned(), |line, mask| line.replace(mask, "***"));
                    assert!(
                        !struck.contains("gk_") && !struck.contains("github_pat"),
                        "a secret is in the log: {struck}"
                    );
                }
            }
        }
    }
}

/// `NAME=VALUE` on each line, as the runner's files have it.
fn assignments(text: &str) -> BTreeMap<String, String> {
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().map(|line| pair(line).unwrap_or_else(|| panic!("no assignment: {line}"))).collect()
}

/// The jobs of each workflow of GitHub Actions.
fn workflows() -> Vec<Value> {
    jobs().into_iter().filter(|job| job["jobs"].is_object()).collect()
}

#[test]
fn the_workflow_rotates_when_it_is_time_and_does_nothing_afterwards() {
    let shop = Shop::new();
    let workflow = workflows().into_iter().find(|workflow| workflow["jobs"]["rotate"].is_object()).expect("a workflow");
    let job = &workflow["jobs"]["rotate"];
    let old = shop.home.read("ci.key").trim().to_owned();
    let mut runner = Runner::new(&shop);
    runner.run(job);
    let new = shop.was_given("gh");
    assert!(new != old && shop.lets_in(&old), "the old one works for a day");
    assert_eq!(runner.value("steps.rotate.outputs.rotated").as_deref(), Some("true"));
    assert!(runner.summary.contains("The key `ci` was rotated"), "{}", runner.summary);
    assert!(runner.summary.contains("severity,rule,token"), "{}", runner.summary);
    let argv = std::fs::read_to_string(shop.kept("argv")).expect("it is kept");
    assert!(argv.contains("gh secret set GATEWAY_KEY --repo acme/app\n"), "{argv}");
    let mut again = Runner::new(&shop);
    again.run(job);
    assert_eq!(again.value("steps.rotate.outputs.rotated").as_deref(), Some("false"));
    assert!(!again.summary.contains("was rotated"));
    assert_eq!(shop.was_given("gh"), new);
}

#[test]
fn a_job_with_a_key_of_its_own_leaves_none() {
    let shop = Shop::new();
    let workflow = workflows().into_iter().find(|workflow| workflow["jobs"]["test"].is_object()).expect("a workflow");
    let mut runner = Runner::new(&shop);
    runner.run(&workflow["jobs"]["test"]);
    let key = runner.value("steps.key.outputs.key").expect("an output");
    assert!(!shop.lets_in(&key));
    let id = key.split('_').nth(1).expect("its public part");
    assert!(shop.home.read("used").contains(id), "the last one that was used: {}", shop.home.read("used"));
    let left = shop.shell("gatekey tokens list -o name", &shop.variables());
    assert!(!left.contains("run-") && !left.contains("job-"), "{left}");
}

#[test]
fn the_job_of_gitlab_rotates() {
    let shop = Shop::new();
    let all = jobs();
    let job = all.iter().find_map(|job| job.as_object()?.values().find(|job| job["script"].is_array()));
    let job = job.expect("a job with a script");
    let mut variables = BTreeMap::from([("CI".to_owned(), "true".to_owned())]);
    variables.insert("GATEKEY_TOKEN".to_owned(), shop.admin.clone());
    for (name, value) in job["variables"].as_object().expect("variables") {
        variables.insert(name.clone(), shop.here(&text(value)));
    }
    for line in job["script"].as_array().expect("a script") {
        shop.shell(&text(line), &variables);
    }
    assert_ne!(shop.was_given("glab"), shop.home.read("ci.key").trim());
}

/// Tells of each secret whether it works when the program is told to read the new one.
const RELOADED: &str = r#"#!/bin/sh
echo "$*" >> HOME/reloads
for key in $(cat HOME/ci.key) $(sed -n s/^GATEWAY_KEY=//p HOME/env); do
    GATEKEY_URL=ADDRESS GATEKEY_TOKEN=$key gatekey api GET /v1/me > /dev/null && echo works >> HOME/reloads
done
"#;

#[test]
fn the_line_of_cron_rotates_and_the_program_is_told_once_while_both_secrets_work() {
    let shop = Shop::new();
    let home = shop.home.path("").display().to_string();
    shop.program(
        "bin/systemctl",
        &RELOADED.replace("HOME", home.trim_end_matches('/')).replace("ADDRESS", &shop.url()),
    );
    let [block] = blocks("docs/rotate-in-ci.md", "text").try_into().unwrap_or_else(|_| panic!("one crontab"));
    let old = shop.home.read("ci.key").trim().to_owned();
    shop.home.write("env", &format!("A=1\nGATEWAY_KEY={old}\nB=2\n"));
    let mut variables = BTreeMap::new();
    let schedule = Regex::new(r"^(?:[\d*]+ ){5}(.*)$").expect("a pattern");
    let mut runs = 0;
    for line in block.lines {
        match schedule.captures(&line) {
            Some(found) => {
                shop.shell(&shop.here(&found[1]), &variables);
                // On the next day it is not time.
                shop.shell(&shop.here(&found[1]), &variables);
                runs += 1;
            }
            None => variables.extend(assignments(&shop.here(&line))),
        }
    }
    assert_eq!(runs, 1);
    let written = shop.home.read("env");
    let new = written.lines().find_map(|line| line.strip_prefix("GATEWAY_KEY=")).expect("the line");
    assert!(written.starts_with("A=1\n") && written.ends_with("\nB=2\n") && new != old && shop.lets_in(new));
    assert_eq!(shop.home.read("reloads"), "reload app\nworks\nworks\n");
    shop.shell("gatekey tokens rotate ci --finish -q", &shop.variables());
    assert!(shop.lets_in(new) && !shop.lets_in(&old));
}

#[test]
fn the_job_of_kubernetes_rotates() {
    let shop = Shop::new();
    let all = jobs();
    let job = all.iter().find(|job| job["kind"] == "CronJob").expect("a CronJob");
    let container = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let mut variables = BTreeMap::new();
    for variable in container["env"].as_array().expect("variables") {
        let value = match variable["value"].as_str() {
            Some(value) => shop.here(value),
            None => shop.admin.clone(),
        };
        variables.insert(text(&variable["name"]), value);
    }
    let words: Vec<String> = container["command"].as_array().expect("a command").iter().map(text).collect();
    let output = shop.command(&words[0], &variables).args(&words[1..]).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_ne!(shop.was_given("kubectl"), shop.home.read("ci.key").trim());
}
