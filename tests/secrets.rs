//! The sweep: secrets that are easy to find again go through every command in every format, at every verbosity, on
//! servers that behave and on servers that repeat what they are sent. None may come out but where it was asked for.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use clap::CommandFactory;
use gatekey::cli::Root;
use serde_json::json;

use crate::support::double::{Double, Echo, PASSWORD};
use crate::support::served::Served;
use crate::support::{Home, Run};

/// Part of every secret of the sweep: letters and digits, which no escape and no percent-encoding changes.
const SENTINEL: &str = "s3ntinel";
/// What `GATEKEY_TOKEN` holds, what is stored, what stands for a token on stdin, and what `--custom -` reads. None has the
/// shape of a key: only knowing it can strike it.
const TOKEN: &str = "of-the-environment+s3ntinelToken/%7e=\"!";
const STORED: &str = "in-the-store+s3ntinelStored/%7e=\"!";
const TYPED: &str = "on-stdin+s3ntinelTyped/%7e=\"!";
/// [`TYPED`] as the embedded gateway takes it: it wants more characters.
const TYPED_THERE: &str = "on-stdin+s3ntinelTyped/%7e=\"!-on-local";
const CUSTOM: &str = "a-custom-key+s3ntinelCustom/%7e=\"!-of-more-than-32";

/// The same key in the body of a call that a person writes.
const BODY: &str = r#"{"name":"raw","custom":"a-custom-key+s3ntinelCustom/%7e=\"!-of-more-than-32"}"#;
/// A private key, a secret, and files that are no keys: the sentinel is in each as it is.
const KEY_FILES: [(&str, &str); 8] = [
    (
        "private.jwk",
        r#"{"kty":"OKP","crv":"Ed25519","x":"9MxbISdv8uygMEMizTNawpvGlsgsf8qtrOPVHPpy8jc","d":"s3ntinelPrivateKeyOfTheSweep0123456789AAAAA"}"#,
    ),
    // The private half is of another key.
    (
        "other.jwk",
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"s3ntinelPrivateKeyOfTheSweep0123456789AAAAA"}"#,
    ),
    ("broken.jwk", r#"{"kty":"oct","k":"s3ntinel is no base64url"}"#),
    ("secret.txt", "a-secret-for-hmac+s3ntinelSecret/%7e=\"!\n"),
    (
        "config.yaml",
        "general_settings: {enable_jwt_auth: true, master_key: s3ntinelSecretOfTheSweep0123456789AAAAAAAAAA, litellm_jwtauth: {}}\n\
         environment_variables: {JWT_PUBLIC_KEY_URL: 'https://id.example.com'}\n",
    ),
    (
        "run.yaml",
        "server: {auth: {provider_config: {type: oauth2_token, jwks: {uri: 'https://id.example.com', token: \
         s3ntinelSecretOfTheSweep0123456789AAAAAAAAAA}}}}\n",
    ),
    ("set.json", r#"{"keys":[{"kty":"oct","kid":"s","k":"s3ntinelSecretOfTheSweep0123456789AAAAAAAAAA"}]}"#),
    ("token.txt", TOKEN_OF_KEY),
];
/// By none of those keys: RFC 8037, appendix A.4, with claims.
const TOKEN_OF_KEY: &str = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

/// Formats and verbosities in pairs: what goes to stdout does not depend on the one, nor what goes to stderr on more of
/// the other than whether it is structured.
const EVERY_WAY: [(&str, &str); 11] = [
    ("", "-vv"),
    ("-o table", "-vv"),
    ("-o wide", "-vv"),
    ("-o json", "-vv"),
    ("-o ndjson", "-vv"),
    ("-o yaml", "-vv"),
    ("-o csv", "-vv"),
    ("-o name", "-vv"),
    ("", ""),
    ("", "-v"),
    ("-o json", ""),
];

/// One way to call a command. `URL` in it is the double's address.
struct Line {
    words: &'static str,
    stdin: &'static str,
    /// Whether it works on tokens or identity: then it is run on the embedded gateway too.
    on_local: bool,
}

const fn line(words: &'static str, stdin: &'static str) -> Line {
    Line { words, stdin, on_local: false }
}

const fn token_line(words: &'static str, stdin: &'static str) -> Line {
    Line { words, stdin, on_local: true }
}

/// Every leaf command at least once: a new one fails [`every_command_is_in_the_sweep`] until it has a line here.
const LINES: &[Line] = &[
    token_line("tokens list", ""),
    token_line("tokens list --owner me --search c", ""),
    token_line("tokens show ci", ""),
    token_line("tokens show -", TYPED),
    token_line("tokens create new --expires-in 1d", ""),
    token_line("tokens create new --custom -", CUSTOM),
    token_line("tokens create new --custom - --to exec:/usr/bin/false", CUSTOM),
    token_line("tokens update ci --description changed", ""),
    token_line("tokens update - --description changed", TYPED),
    token_line("tokens revoke ci --yes", ""),
    token_line("tokens revoke ci nobody - --yes", TYPED),
    token_line("tokens rotate ci --to exec:/usr/bin/false", ""),
    token_line("tokens rotate - --finish", TYPED),
    token_line("tokens rotate - --to file:KEYS/typed.new", TYPED),
    token_line("tokens rotate typed --old-secret-env OLD_SECRET --to file:KEYS/typed.new", TYPED),
    token_line("tokens rotate typed --old-secret-env OLD_SECRET --to exec:/usr/bin/false", TYPED),
    token_line("tokens rotate ci --to exec:/usr/bin/env", ""),
    token_line("tokens rotate ci --to env-file:KEYS/env.new#KEY --grace 1h", ""),
    token_line("tokens rotate ci --abort", ""),
    token_line("tokens rotate ci --dry-run", ""),
    token_line("tokens rotate --all --to file:KEYS/none/{name}", ""),
    token_line("tokens rotate --all --finish", ""),
    token_line("tokens audit --fail-on low", ""),
    token_line("run --ttl 5m --scope no-such --env KEY -- /usr/bin/true", ""),
    token_line("tokens rotate --all --to file:KEYS/{name}.new", ""),
    token_line("tokens audit", ""),
    token_line("run --ttl 5m --scope inference --env KEY -- /usr/bin/true", ""),
    token_line("run --ttl 5m --scope inference --env KEY -- /usr/bin/false", ""),
    token_line("tokens show ci --history", ""),
    token_line("tokens watch", ""),
    token_line("tokens whois -", TYPED),
    token_line("tokens whois --offline", TYPED),
    line("login URL --profile again --token-stdin --store file", TYPED),
    line("login URL --username admin --password-stdin --store file", PASSWORD),
    line("login URL --profile again --username admin --password-stdin --store file", PASSWORD),
    token_line("tokens block ci --yes", ""),
    token_line("tokens unblock ci", ""),
    token_line("teams list --search a --limit 1", ""),
    token_line("teams show a", ""),
    token_line("teams create a", ""),
    token_line("teams delete a --yes", ""),
    token_line("users list", ""),
    token_line("users list --search a --limit 1", ""),
    token_line("users show me", ""),
    token_line("users create eve --full-name Eve --role member --password-stdin", PASSWORD),
    token_line("users update me --full-name Changed --yes", ""),
    token_line("users update me --password-stdin --yes", PASSWORD),
    token_line("users delete polly --yes", ""),
    token_line("users activate me", ""),
    token_line("users deactivate polly --yes", ""),
    line("logout", ""),
    token_line("scopes list", ""),
    token_line("scopes show inference", ""),
    token_line("scopes check ci --model m", ""),
    token_line("scopes check ci --list", ""),
    token_line("scopes check - --action inference --prove --yes", TYPED),
    token_line("tokens create new --model llama3 --expires-in 1d", ""),
    token_line("status", ""),
    line("profiles list", ""),
    line("profiles show lab", ""),
    line("profiles use lab", ""),
    line("profiles rename lab prod", ""),
    line("profiles remove lab --yes", ""),
    token_line("capabilities", ""),
    line("api GET /v2/users/me?password=s3ntinel", ""),
    line("api POST /v2/api-keys -F -", BODY),
    line("api POST /v2/api-keys -F - -f token=s3ntinel", TYPED),
    token_line("doctor", ""),
    line("authz probe URL/authorize --token-stdin", TYPED),
    token_line("serve --dry-run", ""),
    line("jwt decode", TOKEN_OF_KEY),
    line("jwt verify - --key KEYS/private.jwk --at 2026-11-22T10:00:00Z", TOKEN_OF_KEY),
    line("jwt verify - --key KEYS/broken.jwk", TOKEN_OF_KEY),
    line("jwt verify - --secret-file KEYS/secret.txt --as gpustack", TOKEN_OF_KEY),
    line("jwt verify - --jwks KEYS/secret.txt", TOKEN_OF_KEY),
    line("jwt sign --key KEYS/private.jwk --sub a", ""),
    line("jwt sign --key KEYS/other.jwk --sub a", ""),
    line("jwt sign --secret-file KEYS/secret.txt --expires-in 1h", ""),
    line("jwt explain - --as litellm --config KEYS/config.yaml --jwks KEYS/set.json --route /v1/models", TOKEN_OF_KEY),
    line("jwt explain - --as llama-stack --config KEYS/run.yaml --jwks KEYS/set.json --route /v1/models", TOKEN_OF_KEY),
    line("jwt jwks fetch URL/keys", ""),
    line("jwt jwks list KEYS/private.jwk", ""),
    line("jwt jwks show KEYS/set.json", ""),
    line("jwt jwks diff KEYS/private.jwk KEYS/set.json --tokens KEYS/token.txt", ""),
    line("jwt keygen --type ed25519", ""),
    line("jwt diff - @KEYS/token.txt", TOKEN_OF_KEY),
    line("completions bash", ""),
    line("man", ""),
];

/// Where the credential of a run comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Store,
    Environment,
    Local,
    /// The environment, at a `gatekey serve`.
    Served,
}

/// A machine with a stored credential and a key for each sentinel on the gateway, and one run on it.
struct Sweep {
    home: Home,
    double: Double,
    served: Option<Served>,
}

impl Sweep {
    fn new(from: From) -> Self {
        let (home, double) = (Home::new(), Double::gpustack());
        for (name, text) in KEY_FILES {
            home.write(&format!("keys/{name}"), text);
        }
        if from == From::Local {
            home.local("tokens create ci").exits(0);
            home.local_words(["tokens", "create", "typed", "--custom", "-"]).stdin(TYPED_THERE).run();
            return Self { home, double, served: None };
        }
        if from == From::Served {
            home.local("tokens create ci").exits(0);
            for (name, secret) in [("env", TOKEN), ("typed", TYPED_THERE)] {
                let create = ["tokens", "create", name, "--expires-in", "never", "--custom", "-"];
                home.local_words(create).stdin(secret).run().exits(0);
            }
            home.local("users create polly").exits(0);
            let served = Some(home.serve());
            return Self { home, double, served };
        }
        for (name, secret) in [("ci", "gpustack_ci"), ("env", TOKEN), ("stored", STORED), ("typed", TYPED)] {
            double.key(name, "admin", json!({"custom": secret}));
        }
        let url = double.url();
        home.write(
            "config/config.toml",
            &format!(
                "version = 1\ndefault_profile = \"lab\"\n[profiles.lab]\nurl = \"{url}\"\nkind = \"gpustack\"\n\
                 [profiles.lab.credential]\nstore = \"file\"\n[profiles.lab.credential.minted]\nid = \"3\"\nname = \"stored\"\n"
            ),
        );
        let credentials = json!({"version": 1, "credentials": {"lab": {"url": url, "secret": STORED}}});
        home.write("data/credentials.json", &credentials.to_string());
        Self { home, double, served: None }
    }

    fn run(&self, line: &Line, from: From, format: &str, verbosity: &str) -> Run {
        let url = self.double.url();
        let keys = self.home.path("keys").display().to_string();
        let typed = format!("{verbosity} {format} --retries 0 {}", line.words);
        let profile = match (from, &self.served) {
            (From::Local, _) => "--profile local".to_owned(),
            (_, Some(served)) => format!("--url http://{} --kind local", served.address()),
            _ if line.words.starts_with("login") => String::new(),
            _ => "--profile lab".to_owned(),
        };
        let words: Vec<String> = format!("{profile} {typed}")
            .split_whitespace()
            .map(|word| word.replace("URL", &url).replace("KEYS", &keys))
            .collect();
        let on_local = matches!(from, From::Local | From::Served);
        let stdin = if on_local && line.stdin == TYPED { TYPED_THERE } else { line.stdin };
        let invocation = self.home.gatekey(words.iter().map(String::as_str)).stdin(stdin);
        let shows_token = matches!(from, From::Environment | From::Served);
        let invocation = if shows_token { invocation.env("GATEKEY_TOKEN", TOKEN) } else { invocation };
        // What stands on stdin for a token is in a variable where that is read.
        let invocation = invocation.env("OLD_SECRET", stdin);
        if line.words == "tokens watch" { invocation.run_to_first_line() } else { invocation.run() }
    }

    /// Fails when a secret came out, or lies in a file that is not for it.
    fn judge(&self, run: &Run, what: &str, may_print: bool) {
        let mut minted = self.double.secrets();
        minted.retain(|secret| !secret.contains(SENTINEL) && secret != "gpustack_ci");
        if may_print {
            minted.extend(generated(&run.stdout));
        }
        let streams = [("stdout", &run.stdout), ("stderr", &run.stderr)];
        for (stream, text) in streams.into_iter().filter(|(stream, _)| !(may_print && *stream == "stdout")) {
            let found = forms(&minted).into_iter().find(|form| text.contains(form.as_str()));
            assert_eq!(found, None, "{what}: a secret is on {stream}:\n{text}");
        }
        for (path, bytes) in self.home.files() {
            let is_store =
                path.ends_with(Path::new("data/credentials.json")) || path.starts_with(self.home.path("keys"));
            let text = String::from_utf8_lossy(&bytes);
            let found = forms(&minted).into_iter().find(|form| text.contains(form.as_str()));
            assert!(found.is_none() || is_store, "{what}: {found:?} is in {}", path.display());
            for secret in ["Password", "Token/", "Custom"] {
                assert!(!text.contains(&format!("{SENTINEL}{secret}")), "{what}: {secret} is in {}", path.display());
            }
        }
    }
}

/// The keys in a text that the embedded gateway makes.
fn generated(text: &str) -> Vec<String> {
    let pattern = regex::Regex::new("gk_[0-9a-f]{16}_[0-9a-f]{32}").expect("a pattern");
    pattern.find_iter(text).map(|key| key.as_str().to_owned()).collect()
}

/// What must not be seen: the sentinel, every secret of the run in base64, and what was minted.
fn forms(minted: &[String]) -> Vec<String> {
    let mut forms = vec![SENTINEL.to_owned()];
    let basic = format!("admin:{PASSWORD}");
    for secret in [TOKEN, STORED, TYPED, CUSTOM, PASSWORD, &basic] {
        let engines =
            [base64::engine::general_purpose::STANDARD_NO_PAD, base64::engine::general_purpose::URL_SAFE_NO_PAD];
        forms.extend(engines.map(|engine| engine.encode(secret)));
    }
    forms.extend(minted.iter().cloned());
    forms
}

/// Runs every line, in every one of these ways.
fn sweep(from: From, ways: &[(&str, &str)], echo: Option<Echo>) {
    let is_swept = |line: &&Line| match from {
        From::Local => line.on_local,
        // What asks no gateway has nothing repeated.
        From::Store => echo.is_none() || !is_offline(line.words),
        From::Environment => line.on_local,
        // What does not go over the socket is swept without one.
        From::Served => line.on_local && !is_offline(line.words) && line.words != "doctor",
    };
    for line in LINES.iter().filter(is_swept) {
        for (format, verbosity) in ways {
            let mut sweep = Sweep::new(from);
            if let Some(echo) = echo {
                sweep.double.echoes(echo);
            }
            let run = sweep.run(line, from, format, verbosity);
            let what = format!("{from:?}, {echo:?}: {verbosity} {format} {}", line.words);
            // What is handed elsewhere is not in the answer.
            let creates = line.words.starts_with("tokens create") && !line.words.contains("--to");
            let is_text = ["completions", "man", "jwt keygen"].iter().any(|text| line.words.starts_with(text));
            // The answer is the server's own, and on stdout it is what was asked for.
            let is_raw = line.words.starts_with("api ");
            let refused = match line.words {
                _ if creates || is_raw || line.words.starts_with("jwt sign") => {
                    ["-o table", "-o wide", "-o csv", "-o name"].contains(format)
                }
                _ if is_text => !format.is_empty(),
                "tokens watch" => ["-o json", "-o yaml"].contains(format),
                "tokens show ci --history" => ["-o csv", "-o name"].contains(format),
                _ => false,
            };
            assert_eq!(run.exit == 2, refused, "{what}: the line itself is wrong\n{}", run.told());
            let made = creates && !refused && echo.is_none();
            assert!(!made || (run.exit == 0 && !run.stdout.is_empty()), "{what}\n{}", run.told());
            sweep.judge(&run, &what, made || is_raw);
            if let Some(served) = sweep.served.take() {
                let (_, log) = served.stop();
                let found = forms(&generated(&run.stdout)).into_iter().find(|form| log.contains(form.as_str()));
                assert_eq!(
                    found, None,
                    "{what}: a secret is in the server's log:
{log}"
                );
            }
        }
    }
}

fn is_offline(words: &str) -> bool {
    [
        "profiles list",
        "profiles show",
        "profiles use",
        "profiles rename",
        "tokens whois --offline",
        "jwt",
        "completions",
        "man",
    ]
    .iter()
    .any(|offline| words.starts_with(offline))
}

#[test]
fn every_command_is_in_the_sweep() {
    fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let below: Vec<_> = command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
        if below.is_empty() {
            found.insert(path.trim().to_owned());
        }
        for sub in below {
            leaves(sub, &format!("{path} {}", sub.get_name()), found);
        }
    }
    let mut commands = BTreeSet::new();
    leaves(&Root::command(), "", &mut commands);
    assert!(commands.len() >= 13, "{commands:?}");
    let is_swept =
        |command: &&String| LINES.iter().any(|line| format!("{} ", line.words).starts_with(&format!("{command} ")));
    let missing: Vec<_> = commands.iter().filter(|command| !is_swept(command)).collect();
    assert!(missing.is_empty(), "no line in the sweep for {missing:?}");
}

#[test]
fn the_parser_is_put_together_without_contradiction() {
    Root::command().debug_assert();
}

#[test]
fn no_stored_secret_comes_out_of_a_server_that_behaves() {
    sweep(From::Store, &EVERY_WAY, None);
}

#[test]
fn no_secret_of_the_environment_comes_out_of_a_server_that_behaves() {
    sweep(From::Environment, &EVERY_WAY[..4], None);
}

#[test]
fn no_secret_comes_out_of_the_embedded_gateway() {
    sweep(From::Local, &[("", "-vv"), ("-o json", "-vv"), ("-o yaml", ""), ("-o csv", "")], None);
}

#[test]
fn no_secret_comes_out_of_the_embedded_gateway_over_http_on_either_side() {
    sweep(From::Served, &[("-o json", "-vv")], None);
}

#[test]
fn no_secret_comes_out_of_a_server_that_repeats_what_it_is_sent() {
    for echo in Echo::ALL {
        sweep(From::Store, &[("", "-vv"), ("-o json", "")], Some(echo));
    }
}

#[test]
fn no_secret_of_the_environment_comes_out_of_a_server_that_repeats_it() {
    for echo in Echo::ALL {
        sweep(From::Environment, &[("", "-vv")], Some(echo));
    }
}

#[test]
fn a_secret_typed_in_the_wrong_place_is_not_repeated() {
    const TYPED: &str = "hunter2-sentinel";
    let home = Home::new();
    let wrong: [&[&str]; 11] = [
        &["login", "https://gateway.example.com", "--username", "ada", "--password-stdin=hunter2-sentinel"],
        &["login", "https://gateway.example.com", "--token-stdin=hunter2-sentinel"],
        &["login", "https://gateway.example.com", TYPED],
        &["login", TYPED],
        &["--url", "https://ada:hunter2-sentinel@gateway.example.com", "tokens", "list"],
        &["--url", "ada:hunter2-sentinel@gateway", "tokens", "list"],
        &["tokens", "create", "ci", "--custom", TYPED],
        &["tokens", "whois", TYPED],
        &["tokens", "whois", "-", TYPED],
        &["tokens", "whois", "-zhunter2-sentinel"],
        &["tokens", "whois", "--offline=hunter2-sentinel"],
    ];
    for line in wrong {
        for output in [&[][..], &["-o", "json"]] {
            let run = home.gatekey(line.iter().chain(output).copied()).run().exits(2).prints("");
            assert!(!run.stderr.contains("hunter2"), "{}", run.told());
        }
    }
    let by_variable =
        home.gatekey(["tokens", "list"]).env("GATEKEY_URL", "ada:hunter2-sentinel@gateway").run().exits(2);
    assert!(!by_variable.stderr.contains("hunter2"), "{}", by_variable.told());
}

#[test]
fn the_auth_endpoint_repeats_and_logs_neither_a_key_nor_what_came_with_it() {
    let mut sweep = Sweep::new(From::Served);
    let served = sweep.served.take().expect("it is served");
    let held = json!({"cookie": SENTINEL, "x-llamastack-provider-data": SENTINEL, SENTINEL: "x"});
    let requests = [
        json!({"path": format!("/v1/{SENTINEL}"), "headers": held, "params": {"a": [SENTINEL], SENTINEL: ["a"]}}),
        json!({"path": [SENTINEL], "headers": held}),
        json!({"path": "/v1", "headers": {SENTINEL: [SENTINEL]}}),
        json!({"path": "/v1", "headers": held, "params": {SENTINEL: SENTINEL}}),
        json!(SENTINEL),
    ];
    // One that works, one that does not, none at all, and a key of this gateway's own form.
    let keys = [TYPED_THERE.to_owned(), CUSTOM.to_owned(), SENTINEL.to_owned(), format!("gk_{SENTINEL}")];
    let mut statuses = BTreeSet::new();
    let mut ask = |served: &Served, with: &str| {
        for key in &keys {
            for request in &requests {
                let reply = served.send("", "POST", "/authorize", Some(&json!({"api_key": key, "request": request})));
                let told = format!("{} {:?}", reply.body, reply.headers);
                assert!(!told.contains(SENTINEL), "{with}: {reply:?}");
                statuses.insert(reply.status);
            }
        }
    };
    ask(&served, "as it should be");
    let (data, away) = (sweep.home.path("data"), sweep.home.path("away"));
    std::fs::rename(&data, &away).unwrap();
    while served.send("", "GET", "/readyz", None).status == 200 {}
    ask(&served, "without a database");
    std::fs::rename(&away, &data).unwrap();
    let (_, log) = served.stop();
    assert!(!log.contains(SENTINEL), "{log}");
    assert!(statuses.is_superset(&BTreeSet::from([200, 401, 422])), "{statuses:?}");
    let run = sweep.home.local("status");
    sweep.judge(&run, "after the auth endpoint", false);
}
