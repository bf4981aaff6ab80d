//! `gatekey jwt explain --as llama-stack`, as a person types it.

use serde_json::{Value, json};

use crate::support::{Home, Run};

const SIGNING: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
const KEYS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
const CONFIG: &str = "version: 2
providers: {inference: []}
server:
  port: 8321
  auth:
    provider_config:
      type: ${env.AUTH_TYPE:=oauth2_token}
      audience: gateway
      jwks: {uri: 'https://id.example.com/keys'}
      claims_mapping: {groups: teams, realm.roles: roles}
    route_policy:
      - forbid: {paths: '/v1/providers*'}
        unless: user with admin in roles
        description: only admins see how the server is set up
      - permit: {paths: '*'}
    access_policy:
      - permit: {actions: [read], resource: 'model::*'}
        when: &red user with red in teams
      - permit: {actions: [create], resource: 'dataset::*'}
        when: [*red]
      - permit: {actions: [read, delete]}
        when: user is owner
";

struct Desk {
    home: Home,
    token: String,
}

impl Desk {
    fn new(config: &str, claims: &str) -> Self {
        let home = Home::new();
        for (name, text) in [("k.jwk", SIGNING), ("keys.json", KEYS), ("run.yaml", config)] {
            home.write(name, text);
        }
        let line = format!(
            "jwt sign --key k.jwk --sub ann --aud gateway {claims} --at 2026-11-22T10:00:00Z --expires-in 1h --quiet"
        );
        let token = words(&home, &line, "").exits(0).line();
        Self { home, token }
    }

    fn explain(&self, more: &str) -> Run {
        let line = format!(
            "jwt explain - --as llama-stack --config run.yaml --jwks keys.json --at 2026-11-22T10:05:00Z {more}"
        );
        words(&self.home, &line, &self.token)
    }
}

fn words(home: &Home, line: &str, stdin: &str) -> Run {
    let is_file = |word: &str| [".jwk", ".json", ".yaml", ".env"].iter().any(|end| word.ends_with(end));
    let word = |word: &str| if is_file(word) { home.path(word).display().to_string() } else { word.to_owned() };
    let words: Vec<String> = line.split_whitespace().map(word).collect();
    home.gatekey(words.iter().map(String::as_str)).stdin(stdin).run()
}

fn last_step(run: &Run) -> Value {
    run.json()["steps"].as_array().and_then(|steps| steps.last().cloned()).unwrap_or_default()
}

#[test]
fn the_first_rule_that_fits_decides_and_is_named() {
    let red = Desk::new(CONFIG, "--claim groups=[\"red\"]");
    let run = red.explain("--resource model::small --action read -o json").exits(0);
    assert_eq!(run.json()["identity"]["user_id"], "ann");
    assert_eq!(last_step(&run)["detail"], "access_policy rule 1, permit");
    red.explain("--resource dataset::d --action create").exits(0);
    let run = red.explain("--resource model::small --action delete --owner bob -o json").exits(4);
    assert_eq!(run.json()["status"], 403);
    let error = "User 'ann' (attributes: teams=['red']) cannot perform action 'delete' on resource 'model::small'";
    assert_eq!(run.json()["error"], error);
    let blue = Desk::new(CONFIG, "--claim groups=blue");
    let run = blue.explain("--resource model::small --action read --unowned -o json").exits(4);
    assert_eq!(
        (run.json()["status"].clone(), run.json()["error"].clone()),
        (json!(404), json!("Model 'small' not found"))
    );
}

#[test]
fn whose_a_resource_is_decides_where_it_is_said_and_is_unknown_where_not() {
    let desk = Desk::new(CONFIG, "--claim groups=blue");
    let run = desk.explain("--resource dataset::d --action delete -o json").exits(11);
    assert!(last_step(&run)["detail"].as_str().unwrap().contains("--owner"), "{}", run.told());
    desk.explain("--resource dataset::d --action delete --owner ann").exits(0);
    desk.explain("--resource dataset::d --action delete --owner bob").exits(4);
    // Without a policy of its own, sharing a value is enough.
    let policy = CONFIG.find("    access_policy").unwrap();
    let default = Desk::new(&CONFIG[..policy], "--claim groups=blue");
    let shared = "--resource dataset::d --action delete --owner bob --owner-attribute teams=blue";
    default.explain(shared).exits(0);
    default.explain(&shared.replace("teams=blue", "teams=red")).exits(4);
    default.explain("--resource dataset::d --action delete --unowned").exits(0);
}

#[test]
fn the_route_policy_comes_first() {
    let desk = Desk::new(CONFIG, "--claim groups=red");
    let run = desk.explain("--route /v1/providers/x --resource model::small --action read").exits(4);
    assert!(run.stdout.contains("only admins see how the server is set up"), "{}", run.told());
    let admin = Desk::new(CONFIG, "--claim realm={\"roles\":[\"admin\"]}");
    admin.explain("--route /v1/providers/").exits(0);
}

#[test]
fn whatever_is_wrong_with_a_token_its_bearer_is_told_the_same_and_whoever_asks_here_is_told_what() {
    let desk = Desk::new(CONFIG, "--claim groups=red");
    let run = desk.explain("--at 2026-11-22T12:00:00Z");
    run.exits(2).says("cannot be used multiple times");
    let late = words(
        &desk.home,
        "jwt explain - --as llama-stack --config run.yaml --jwks keys.json --at 2026-11-22T12:00:00Z -o json",
        &desk.token,
    )
    .exits(4);
    assert_eq!((late.json()["status"].clone(), late.json()["error"].clone()), (json!(401), json!("Invalid JWT token")));
    assert!(last_step(&late)["detail"].as_str().unwrap().starts_with("it expired at"), "{}", late.told());
    desk.home.write("keys.json", r#"{"keys":[]}"#);
    let run = desk.explain("-o json").exits(4);
    assert_eq!(last_step(&run)["rule"], "signing-keys");
    for token in ["a.b.c", "..", "e30.e30.e30", "\u{e9}", "x"] {
        let line = "jwt explain - --as llama-stack --config run.yaml --jwks keys.json";
        words(&desk.home, line, token).exits(4);
    }
}

#[test]
fn claims_of_wrong_types_and_paths_that_lead_nowhere_are_explained() {
    let numbers = Desk::new(CONFIG, "--claim groups=[\"red\",5]");
    let run = numbers.explain("-o json").exits(4);
    assert_eq!(last_step(&run)["rule"], "attributes");
    assert!(run.json()["error"].as_str().unwrap().contains("attributes.teams.1"), "{}", run.told());
    for claims in
        ["--claim groups=5", "--claim groups=null", "--claim realm=flat", "--claim realm={}", "--claim groups=[]"]
    {
        let run = Desk::new(CONFIG, claims).explain("--resource model::small --action read --unowned").exits(4);
        assert!(run.stdout.contains("access-policy said no"), "{claims}: {}", run.told());
    }
}

#[test]
fn a_configuration_that_the_server_would_not_start_with_names_its_setting() {
    let desk = Desk::new(CONFIG, "--claim groups=red");
    let says = |text: &str, words: &[&str]| {
        desk.home.write("run.yaml", text);
        let run = desk.explain("--resource model::small --action read").exits(2);
        for word in words {
            assert!(run.stderr.contains(word), "{word} in {}", run.stderr);
        }
    };
    says(
        &CONFIG.replace("user is owner", "user is king"),
        &["access_policy[2].when", "Invalid condition: user is king"],
    );
    says(&CONFIG.replace("[read, delete]", "[raed]"), &["access_policy[2].permit.actions", "`raed`"]);
    says(&CONFIG.replace("audience: gateway", "audience: null"), &["provider_config.audience", "it must be a text"]);
    says(&CONFIG.replace("oauth2_token", "oauth"), &["provider_config.type", "`oauth`"]);
    says(&CONFIG.replace("jwks: {uri", "jwks: {url"), &["provider_config.jwks.uri"]);
    says(&CONFIG.replace("{groups: teams,", "{groups: 5,"), &["claims_mapping.groups"]);
    says(&CONFIG.replace("audience: gateway", "audience: ${env.AUDIENCE}"), &["the variable AUDIENCE", "--env-file"]);
    says("server: [1", &["run.yaml cannot be read"]);
    says("- 1", &["it must be a mapping"]);
    desk.home.write("proxy.env", "AUDIENCE=gateway\n");
    desk.home.write("run.yaml", &CONFIG.replace("audience: gateway", "audience: ${env.AUDIENCE}\n      unheard_of: 1"));
    let run = desk.explain("--resource model::small --action read --env-file proxy.env").exits(0);
    assert!(run.stderr.contains("not looked at: server.auth.provider_config.unheard_of"), "{}", run.stderr);
}

#[test]
fn what_somebody_else_decides_is_unknown_and_without_a_provider_everything_is_open() {
    let desk = Desk::new(CONFIG, "--claim groups=red");
    desk.home.write(
        "run.yaml",
        "server: {auth: {provider_config: {type: custom, endpoint: 'http://127.0.0.1:9/authorize'}}}",
    );
    desk.explain("--resource model::small --action read").exits(11);
    desk.home.write("run.yaml", "server: {port: 1}");
    let run = desk.explain("--resource model::small --action read").exits(0);
    assert!(run.stdout.contains("warning: authentication"), "{}", run.told());
}

#[test]
fn flags_of_the_other_gateway_are_refused() {
    let desk = Desk::new(CONFIG, "--claim groups=red");
    desk.explain("--model gpt-4o").exits(2).says("--model goes with --as litellm");
    desk.explain("--resource small --action read").exits(2).says("write TYPE::ID");
    desk.explain("--resource model::small").exits(2).says("--action");
    desk.explain("--resource model::small --action use").exits(2).says("create, read, update, delete");
    let line =
        "jwt explain - --as litellm --config run.yaml --jwks keys.json --resource model::x --action read --route /x";
    words(&desk.home, line, &desk.token).exits(2).says("--resource goes with --as llama-stack");
    let line = "jwt explain - --as litellm --config run.yaml --jwks keys.json";
    words(&desk.home, line, &desk.token).exits(2).says("--route is missing");
}

#[test]
fn keys_out_of_reach_are_part_of_the_verdict_and_missing_files_are_errors() {
    let desk =
        Desk::new(&CONFIG.replace("https://id.example.com/keys", "http://127.0.0.1:1/keys"), "--claim groups=red");
    let line = "jwt explain - --as llama-stack --config run.yaml --at 2026-11-22T10:05:00Z --retries 0 -o json";
    // What cannot be reached from here, the server may reach.
    let run = words(&desk.home, line, &desk.token).exits(11);
    let step = last_step(&run);
    assert_eq!((&step["rule"], &step["outcome"]), (&json!("signing-keys"), &json!("unknown")), "{}", run.told());
    assert!(step["detail"].as_str().unwrap().contains("cannot be reached from here"), "{}", run.told());
    for missing in ["--config other.yaml --jwks keys.json", "--config run.yaml --jwks other.json"] {
        let run = words(&desk.home, &format!("jwt explain - --as llama-stack {missing}"), &desk.token).exits(2);
        assert!(run.stderr.contains("other."), "{}", run.told());
    }
}

#[test]
fn a_period_that_is_no_number_keeps_the_server_from_starting() {
    let with = |period: &str| {
        let keys = "'https://id.example.com/keys'";
        let text = CONFIG.replace(keys, &format!("{keys}, key_recheck_period: {period}"));
        Desk::new(&text, "--claim groups=[\"red\"]").explain("--resource model::small --action read")
    };
    with("60").exits(0);
    with("x").exits(2).says("key_recheck_period: it must be a whole number");
}
