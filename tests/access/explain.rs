//! `gatekey jwt explain`, as a person types it.

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
    assert!(run.stdout.contains("fix: add other to the models of the team"), "{}", run.stdout);
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
    let run = jwt(&desk.home, &fetches).env("CLAIM", "sub").stdin(&desk.token).run().exits(4);
    assert_eq!((run.json()["status"].as_u64(), steps(&run).pop().unwrap().0), (Some(503), "signing-keys".to_owned()));
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
