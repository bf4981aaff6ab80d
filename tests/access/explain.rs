//! `gatekey jwt explain`, as a person types it.

use gatekey::jwt::base64url;

use crate::support::{Home, Invocation, Run};

const SIGNING: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
const KEYS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
const CONFIG: &str = "general_settings:
  enable_jwt_auth: on
  litellm_jwtauth: &auth
    user_id_jwt_field: os.environ/CLAIM
    team_id_jwt_field: team
environment_variables: {JWT_PUBLIC_KEY_URL: 'https://id.example.com/keys'}
";
const OBJECTS: &str = r#"{"teams":[{"team_id":"Größe","models":["gpt-4o"]}],"users":[{"user_id":"ann"}]}"#;

struct Desk {
    home: Home,
    token: String,
}

impl Desk {
    fn new(claims: &str) -> Self {
        let home = Home::new();
        for (name, text) in
            [("k.jwk", SIGNING), ("keys.json", KEYS), ("config.yaml", CONFIG), ("objects.json", OBJECTS)]
        {
            home.write(name, text);
        }
        let line =
            format!("sign --key k.jwk --sub ann --claim {claims} --at 2026-11-22T10:00:00Z --expires-in 1h --quiet");
        let token = jwt(&home, &line).run().exits(0).stdout;
        Self { home, token: token.trim().to_owned() }
    }

    fn explain(&self, more: &str) -> Run {
        let line = "explain - --as litellm --config config.yaml --jwks keys.json --at 2026-11-22T10:05:00Z";
        jwt(&self.home, &format!("{line} {more}")).env("CLAIM", "sub").stdin(&self.token).run()
    }
}

/// `gatekey jwt LINE`, its words split at spaces, with the files of this home.
fn jwt(home: &Home, line: &str) -> Invocation {
    let is_file = |word: &str| [".jwk", ".json", ".yaml", ".env"].iter().any(|end| word.ends_with(end));
    let word = |word: &str| if is_file(word) { home.path(word).display().to_string() } else { word.to_owned() };
    let words: Vec<String> = line.split_whitespace().map(word).collect();
    home.gatekey(["jwt"].into_iter().chain(words.iter().map(String::as_str)))
}

#[test]
fn a_model_that_the_team_has_is_allowed_and_another_is_denied_at_the_team() {
    let desk = Desk::new("team=Größe");
    let all = "--objects objects.json --route /chat/completions -o json --jq .decision --model";
    assert_eq!(desk.explain(&format!("{all} gpt-4o")).exits(0).stdout, "allow\n");
    let run =
        desk.explain("--objects objects.json --route /chat/completions --model other --columns rule,outcome").exits(4);
    assert!(run.stdout.starts_with("denied with status 403\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("models said no: the team may only call ['gpt-4o'], and other was asked for"),
        "{}",
        run.stdout
    );
    let fix = "fix: `gatekey api POST /team/update -f 'team_id=Größe' -f 'models[]=gpt-4o' -f 'models[]=other'`";
    assert!(run.stdout.contains(fix), "{}", run.stdout);
}

#[test]
fn the_json_is_that_of_the_contract() {
    let desk = Desk::new("team=Größe");
    let run = desk.explain("--objects objects.json --route /v1/models -o json --jq keys").exits(0);
    assert_eq!(run.stdout, "[\"decision\",\"error\",\"identity\",\"status\",\"steps\"]\n");
    let run = desk.explain("--objects objects.json --route /v1/models -o json --jq .identity").exits(0);
    let expected = r#"{"is_proxy_admin":false,"rbac_role":"team","user_id":"ann","team_id":"Größe","org_id":null,"end_user_id":null,"user_email":null,"scopes":[]}"#;
    assert_eq!(run.stdout.trim_end(), expected);
}

#[test]
fn without_objects_what_they_decide_is_unknown() {
    let desk = Desk::new("team=Größe");
    let run = desk.explain("--route /chat/completions --model gpt-4o").exits(11);
    assert!(run.stdout.contains("name them with --objects"), "{}", run.stdout);
    // What needs no rows is decided all the same.
    desk.explain("--route /health/liveliness").exits(0);
}

#[test]
fn without_a_licence_every_jwt_is_refused() {
    let run = Desk::new("team=Größe").explain("--route /v1/models --unlicensed -o json --jq .steps[-1].rule").exits(4);
    assert_eq!(run.stdout, "licence\n");
}

#[test]
fn what_is_wrong_with_a_file_is_named() {
    let desk = Desk::new("team=Größe");
    let says = |name: &str, text: &str, words: &[&str]| {
        let before = std::fs::read_to_string(desk.home.path(name)).unwrap();
        desk.home.write(name, text);
        let run = desk.explain("--objects objects.json --route /v1/models").exits(2);
        for word in words {
            assert!(run.stderr.contains(word), "{word} in {}", run.stderr);
        }
        desk.home.write(name, &before);
    };
    let unknown = CONFIG.replace("team_id_jwt_field", "team_id_field");
    says("config.yaml", &unknown, &["litellm_jwtauth.team_id_field", "did you mean team_id_jwt_field?"]);
    says("config.yaml", "general_settings: [1", &["config.yaml cannot be read"]);
    says(
        "config.yaml",
        "general_settings: {litellm_jwtauth: 5}",
        &["general_settings.litellm_jwtauth: it must be a mapping"],
    );
    says("config.yaml", "include: [other.yaml]", &["other.yaml"]);
    says("config.yaml", "include: [config.yaml]", &["include each other"]);
    says("objects.json", r#"{"teams":{}}"#, &["teams must be a list of objects"]);
    says("objects.json", "teams", &["it is no JSON"]);
    says("keys.json", "no keys", &["keys.json cannot be read"]);
    desk.home.write("config.yaml", &format!("{CONFIG}unheard_of: {{}}\n"));
    let run = desk.explain("--objects objects.json --route /v1/models").exits(0);
    assert!(run.stderr.contains("not looked at: unheard_of"), "{}", run.stderr);
}

#[test]
fn included_files_and_variables_of_a_file_count() {
    let desk = Desk::new("team=Größe");
    desk.home.write("more.yaml", CONFIG);
    desk.home.write("config.yaml", "include: [more.yaml]\n");
    desk.explain("--objects objects.json --route /chat/completions --model gpt-4o").exits(0);
    desk.home.write("proxy.env", "# the proxy's\nexport JWT_AUDIENCE=\"gateway\"\n");
    let run =
        desk.explain("--objects objects.json --route /v1/models --env-file proxy.env -o json --jq .error").exits(4);
    assert_eq!(run.stdout, "Authentication Error, Validation fails: Token is missing the \"aud\" claim\n");
}

#[test]
fn rubbish_is_judged_and_never_a_panic() {
    let desk = Desk::new("team=Größe");
    for token in ["a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "e30.e30.e30", "\u{e9}.\u{e9}.\u{e9}"] {
        let line =
            "explain - --as litellm --config config.yaml --jwks keys.json --route /v1/models -o json --jq .decision";
        let run = jwt(&desk.home, line).env("CLAIM", "sub").stdin(token).run();
        assert_eq!((run.exit, run.stdout.as_str()), (4, "deny\n"), "{token}: {}", run.stderr);
    }
}

#[test]
fn claims_that_are_deeper_than_gatekey_reads_are_unknown() {
    let desk = Desk::new("team=Größe");
    for (levels, exit, decision) in [(100, 4, "deny\n"), (200, 11, "unknown\n")] {
        let payload = format!(r#"{{"sub":{}0{}}}"#, "[".repeat(levels), "]".repeat(levels));
        let [header, payload] = [r#"{"alg":"EdDSA"}"#, &payload].map(|text| base64url::encode(text.as_bytes()));
        let line =
            "explain - --as litellm --config config.yaml --jwks keys.json --route /v1/models -o json --jq .decision";
        let run = jwt(&desk.home, line).env("CLAIM", "sub").stdin(&format!("{header}.{payload}.c2ln")).run();
        assert_eq!((run.exit, run.stdout.as_str()), (exit, decision), "{levels}: {}", run.stderr);
    }
}

/// The rules of a run, each with how it went.
fn steps(run: &Run) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let told = run.json();
    told["steps"]
        .as_array()
        .expect("a list of steps")
        .iter()
        .map(|step| (text(&step["rule"]), text(&step["outcome"])))
        .collect()
}

#[test]
fn claims_that_are_odd_end_in_a_rule_that_says_so() {
    let all = "--objects objects.json --route /chat/completions --model gpt-4o -o json";
    for (claims, rule) in [
        // The database has no such team.
        ("team=nobody", "team"),
        // A number is no team that there is, and null is none at all.
        ("team=5", "team"),
        ("team=null", "team"),
        ("team=[]", "team"),
        ("team={\"id\":\"Größe\"}", "team"),
        ("scope=5", "scopes"),
    ] {
        let run = Desk::new(claims).explain(all).exits(4);
        let (last, outcome) = steps(&run).pop().unwrap();
        assert_eq!((last.as_str(), outcome.as_str()), (rule, "fail"), "{claims}: {}", run.told());
        let step = run.json()["steps"].as_array().unwrap().last().unwrap().clone();
        assert!(!step["source"].as_str().unwrap().is_empty(), "{claims} names no field: {step}");
    }
}

#[test]
fn a_path_that_leads_nowhere_a_variable_that_is_not_set_and_keys_out_of_reach_are_explained() {
    let desk = Desk::new("team=Größe");
    let line = "--objects objects.json --route /chat/completions --model gpt-4o -o json";
    desk.home.write("config.yaml", &CONFIG.replace("team_id_jwt_field: team", "team_id_jwt_field: a.b.c"));
    let run = desk.explain(line).exits(4);
    assert!(run.json()["error"].as_str().unwrap().contains("Checked team_id field 'a.b.c'"), "{}", run.told());
    // Without the variable there is no claim of the user's, and the team decides alone.
    desk.home.write("config.yaml", CONFIG);
    let unset = "explain - --as litellm --config config.yaml --jwks keys.json --at 2026-11-22T10:05:00Z";
    jwt(&desk.home, &format!("{unset} {line}")).without_env("CLAIM").stdin(&desk.token).run().exits(0);
    let nowhere = "environment_variables: {JWT_PUBLIC_KEY_URL: 'http://127.0.0.1:1/keys'}\n";
    desk.home.write("config.yaml", &format!("{}{nowhere}", CONFIG.split("environment_variables").next().unwrap()));
    let fetches = format!("explain - --as litellm --config config.yaml --at 2026-11-22T10:05:00Z --retries 0 {line}");
    // What cannot be reached from here, the proxy may reach.
    let run = jwt(&desk.home, &fetches).env("CLAIM", "sub").stdin(&desk.token).run().exits(11);
    assert_eq!(steps(&run).pop().unwrap(), ("signing-keys".to_owned(), "unknown".to_owned()), "{}", run.told());
    assert!(run.stdout.contains("http://127.0.0.1:1/keys") && run.stdout.contains("cannot be reached from here"));
    let rest = "--as litellm --route /v1/models";
    for missing in [
        "--config other.yaml --jwks keys.json",
        "--config config.yaml --jwks other.json",
        "--config config.yaml --jwks keys.json --objects other.json",
        "--config config.yaml --jwks keys.json --env-file other.env",
    ] {
        let run = jwt(&desk.home, &format!("explain - {rest} {missing}")).stdin(&desk.token).run().exits(2);
        assert!(run.stderr.contains("other."), "{missing}: {}", run.told());
    }
}

#[test]
fn an_empty_variable_is_set_and_one_that_is_not_set_is_named() {
    let desk = Desk::new("team=Größe");
    let line = "explain - --as litellm --config config.yaml --jwks keys.json --at 2026-11-22T10:05:00Z \
                --objects objects.json --route /v1/models";
    let run = |more: &str| jwt(&desk.home, &format!("{line} {more}")).stdin(&desk.token);
    let told = run("-o json").env("CLAIM", "sub").env("JWT_AUDIENCE", "").run().exits(4);
    assert_eq!(told.json()["error"], "Authentication Error, Validation fails: Token is missing the \"aud\" claim");
    let told = run("-o json").env("CLAIM", "sub").env("JWT_ISSUER", "").run().exits(4);
    assert_eq!(told.json()["error"], "Authentication Error, Validation fails: Token is missing the \"iss\" claim");
    let told = run("").without_env("CLAIM").run().exits(0);
    let words = "general_settings.litellm_jwtauth.user_id_jwt_field counts as not set: the variable CLAIM";
    assert!(told.stderr.contains(words), "{}", told.told());
    desk.home.write("config.yaml", &format!("{CONFIG}litellm_settings: {{max_budget: os.environ/MONEY}}\n"));
    let told = run("").env("CLAIM", "sub").without_env("MONEY").run().exits(2);
    assert!(told.stderr.contains("litellm_settings.max_budget"), "{}", told.told());
    let spent =
        r#"{"users":[{"user_id":"ann"},{"user_id":"litellm-proxy-budget","spend":6}],"teams":[{"team_id":"Größe"}]}"#;
    desk.home.write("objects.json", spent);
    let told = run("--method POST -o json").env("CLAIM", "sub").env("MONEY", "5e0").run();
    assert_eq!(told.json()["decision"], "allow", "discovery costs nothing: {}", told.told());
    let chat = format!("{} -o json", line.replace("/v1/models", "/chat/completions --model m"));
    let told = jwt(&desk.home, &chat).stdin(&desk.token).env("CLAIM", "sub").env("MONEY", "5e0").run().exits(4);
    assert_eq!(steps(&told).pop().unwrap().0, "global-budget", "{}", told.told());
}

#[test]
fn the_keys_that_are_named_do_where_only_the_proxy_has_the_variable() {
    let desk = Desk::new("team=Größe");
    desk.home.write("config.yaml", CONFIG.split("environment_variables").next().unwrap());
    let line = "--objects objects.json --route /v1/models -o json";
    let run = desk.explain(line).exits(0);
    assert!(run.stdout.contains("the keys that were named are taken for those of the proxy"), "{}", run.told());
    // An environment that is told is all that the proxy has.
    desk.home.write("proxy.env", "CLAIM=sub\n");
    let run = desk.explain(&format!("{line} --env-file proxy.env")).exits(4);
    assert_eq!(run.json()["error"], "Authentication Error, Missing JWT Public Key URL from environment.");
    let without = "explain - --as litellm --config config.yaml --objects objects.json --route /v1/models -o json";
    jwt(&desk.home, without).env("CLAIM", "sub").stdin(&desk.token).run().exits(11);
}

#[test]
fn a_master_key_is_found_where_the_proxy_has_it_and_is_told_to_nobody() {
    const MASTER: &str = "sk-master-sentinel-4711";
    let desk = Desk::new("team=Größe");
    let line = "explain - --as litellm --config config.yaml --jwks keys.json --objects objects.json \
                --route /chat/completions --model gpt-4o -o json";
    let shown = |secret: &str, more: &str| jwt(&desk.home, &format!("{line} {more}")).env("CLAIM", "sub").stdin(secret);
    // Neither file nor environment names one: whether there is one is not known.
    let run = shown("sk-any", "").without_env("LITELLM_MASTER_KEY").run().exits(11);
    assert_eq!(steps(&run).pop().unwrap(), ("master-key".to_owned(), "unknown".to_owned()));
    for secret in ["sk-any", MASTER] {
        let run = shown(secret, "").env("LITELLM_MASTER_KEY", MASTER).run().exits(if secret == MASTER { 0 } else { 4 });
        run.does_not_say(MASTER);
    }
    desk.home.write("proxy.env", &format!("LITELLM_MASTER_KEY={MASTER}\nDATABASE_URL=postgres://u:hidden@h/d\n"));
    shown("sk-any", "--env-file proxy.env").run().exits(4).does_not_say(MASTER).does_not_say("hidden");
    shown(MASTER, "--env-file proxy.env").run().exits(0).does_not_say(MASTER);
    // An environment without one is a proxy without one.
    desk.home.write("proxy.env", "NOTHING=1\n");
    let config = CONFIG.replace("enable_jwt_auth: on", "enable_jwt_auth: off");
    desk.home.write("config.yaml", &config);
    shown("sk-any", "--env-file proxy.env").run().exits(0);
}

#[test]
fn whoever_else_decides_ends_the_walk_without_a_verdict() {
    let desk = Desk::new("team=nobody");
    let line = "--objects objects.json --route /chat/completions --model gpt-4o -o json";
    let judged = |setting: &str| {
        desk.home
            .write("config.yaml", &CONFIG.replace("enable_jwt_auth: on", &format!("enable_jwt_auth: on\n  {setting}")));
        desk.explain(line)
    };
    judged("enforce_user_param: no").exits(4);
    let run = judged("custom_auth: my.code").exits(11);
    assert_eq!(steps(&run).pop().unwrap(), ("custom-auth".to_owned(), "unknown".to_owned()));
    judged("enable_oauth2_proxy_auth: yes").exits(11);
    // Introspection is for what is no JWT, on the routes of models and of information.
    judged("enable_oauth2_auth: yes").exits(4);
    let opaque = "explain - --as litellm --config config.yaml --jwks keys.json --objects objects.json -o json --route";
    let run = jwt(&desk.home, &format!("{opaque} /v1/models")).env("CLAIM", "sub").stdin("opaque").run().exits(11);
    assert_eq!(steps(&run).pop().unwrap().0, "oauth2");
}

#[test]
fn what_is_not_read_is_named_and_what_litellm_would_not_start_with_is_an_error() {
    let desk = Desk::new("team=Größe");
    let more = "litellm_settings: {max_budgt: 3}\nrouter_settings: {zzz: 1}\n";
    desk.home.write("config.yaml", &format!("{CONFIG}{more}"));
    desk.home.write("objects.json", &OBJECTS.replace("\"users\"", "\"usrs\":[],\"users\"").replace("}]}", "},{}]}"));
    let run = desk.explain("--objects objects.json --route /v1/models").exits(0);
    for words in ["litellm_settings.max_budgt, router_settings.zzz", "usrs", "users[1], which has no user_id"] {
        assert!(run.stderr.contains(words), "{words} in {}", run.told());
    }
    for (setting, words) in [
        ("enforce_rbac:", "enforce_rbac: it is empty"),
        ("admin_jwt_scope: ~", "admin_jwt_scope: it is empty"),
        ("team_allowed_routes: null", "team_allowed_routes: it is empty"),
        ("enforce_rbac: os.environ/NOWHERE", "the variable NOWHERE is not set here"),
        ("public_key_ttl: x", "public_key_ttl: it must be a number"),
        ("public_key_stale_ttl: -1", "public_key_stale_ttl: it must not be less than 0"),
        ("role_mappings: [{role: a, internal_role: king}]", "internal_role king is none of"),
        ("unregistered_jwt_client_behavior: odd", "it is one of fallback_team_mapping"),
    ] {
        let text =
            CONFIG.replace("    team_id_jwt_field: team", &format!("    team_id_jwt_field: team\n    {setting}"));
        desk.home.write("config.yaml", &text);
        let run = desk.explain("--objects objects.json --route /v1/models").exits(2);
        assert!(run.stderr.contains(words), "{words} in {}", run.told());
    }
}

#[test]
fn a_user_whom_the_directory_let_go_is_refused_with_a_jwt_too() {
    let desk = Desk::new("team=Größe");
    let gone = OBJECTS.replace("{\"user_id\":\"ann\"}", r#"{"user_id":"ann","metadata":{"scim_active":false}}"#);
    desk.home.write("objects.json", &gone);
    let run = desk.explain("--objects objects.json --route /v1/models -o json").exits(4);
    let words = "User=ann has been deactivated via SCIM. Keys owned by this user cannot be used.";
    assert_eq!((run.json()["status"].as_u64(), run.json()["error"].as_str()), (Some(401), Some(words)));
    assert_eq!(steps(&run).pop().unwrap().0, "owner");
}

#[test]
fn a_row_of_another_type_is_an_error_that_names_the_column() {
    let desk = Desk::new("team=Größe");
    for (objects, words) in [
        (r#"{"teams":[{"team_id":"Größe","models":[1]}]}"#, "teams[0].models must be a list of texts"),
        (r#"{"users":[{"user_id":"ann","user_role":[]}]}"#, "users[0].user_role must be a text"),
        (r#"{"keys":[{"token":"h","metadata":[]}]}"#, "keys[0].metadata must be an object"),
    ] {
        desk.home.write("objects.json", objects);
        let run = desk.explain("--objects objects.json --route /v1/models").exits(2);
        assert!(run.stderr.contains(words), "{words} in {}", run.told());
    }
}

#[test]
fn what_takes_a_request_out_of_the_rules_ends_the_walk_or_is_said() {
    let desk = Desk::new("team=Größe");
    let with = |more: &str| {
        let text = CONFIG.replace("general_settings:\n", &format!("general_settings:\n  {more}\n"));
        desk.home.write("config.yaml", &text);
    };
    with("pass_through_endpoints: [{path: /own, target: 'https://x.example.com'}]");
    let run = desk.explain("--objects objects.json --route /own/thing -o json").exits(11);
    assert_eq!(steps(&run).pop().unwrap().0, "pass-through");
    desk.explain("--objects objects.json --route /v1/models").exits(0);
    with("litellm_key_header_name: X-Own-Key");
    let run = desk.explain("--objects objects.json --route /v1/models").exits(0);
    assert!(run.stdout.contains("read from the header X-Own-Key alone"), "{}", run.stdout);
    let run = desk.explain("--objects objects.json --route /v1/models --header x-own-key:other -o json").exits(11);
    assert_eq!(steps(&run).pop().unwrap().0, "credential");
    desk.home.write("config.yaml", CONFIG);
    let run = desk.explain("--objects objects.json --route /v1/models --header x-litellm-api-key:other").exits(11);
    assert!(run.stdout.contains("LiteLLM reads the credential of the header x-litellm-api-key"), "{}", run.stdout);
}

#[test]
fn half_of_the_api_that_is_switched_off_is_refused() {
    let desk = Desk::new("team=Größe");
    let explain = |value: &str, more: &str| {
        desk.home.write("proxy.env", &format!("CLAIM=sub\nDISABLE_LLM_API_ENDPOINTS={value}\n"));
        desk.explain(&format!("--env-file proxy.env --objects objects.json -o json {more}"))
    };
    let chat = "--route /chat/completions --model gpt-4o";
    let run = explain("true", &format!("--licensed {chat}")).exits(4);
    assert_eq!((run.json()["status"].as_u64(), steps(&run).pop().unwrap().0.as_str()), (Some(403), "switched-off"));
    explain("false", &format!("--licensed {chat}")).exits(0);
    explain("true", "--licensed --route /v1/models").exits(0);
}

#[test]
fn the_models_of_two_deployments_are_not_guessed() {
    let desk = Desk::new("team=Größe");
    let listed = format!("{CONFIG}model_list: [{{model_name: a, litellm_params: {{model: openai/a}}}}]\n");
    desk.home.write("config.yaml", &listed);
    desk.home.write("two.json", r#"{"current_deployment_id":"x","candidate_deployment_id":"y"}"#);
    desk.explain("--objects objects.json --route /cost/predict-cache --body two.json").exits(11);
    desk.home.write("two.json", r#"{"model":"other"}"#);
    desk.explain("--objects objects.json --route /cost/predict-cache --body two.json").exits(0);
}

#[test]
fn routes_of_a_scope_that_nobody_reads_are_warned_of() {
    let desk = Desk::new("scope=gpt");
    let scopes =
        "    enforce_scope_based_access: true\n    scope_mappings: [{scope: gpt, models: [gpt-4o], routes: [/x]}]\n";
    desk.home.write("config.yaml", &CONFIG.replace("    team_id_jwt_field: team\n", scopes));
    let run = desk.explain("--objects objects.json --route /chat/completions --model gpt-4o").exits(0);
    assert!(run.stdout.contains("warning: scope-models: the mapping of the scope gpt has routes"), "{}", run.stdout);
}
