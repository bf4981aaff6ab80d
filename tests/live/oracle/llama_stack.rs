//! Generated tokens and requests to a Llama Stack server, put to gatekey and to the server's own functions.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gatekey::access::llama_stack::{Config, Owner, Question, User, judge};
use gatekey::access::{Fetched, KeyDocuments};
use gatekey::jwt::algorithm::Algorithm;
use gatekey::jwt::{base64url, jwk, sign};
use gatekey::model::Secret;
use libtest_mimic::Failed;
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::{SAMPLE, none_differ, number, say};
use crate::environment;
use crate::support::cases::{TEST_KEYS, public_keys};

const ADDRESS: &str = "https://idp.oracle.test/jwks.json";

/// No case is near to now: what is over ended long ago, and what is to come is far away.
const NOW: f64 = 1_795_000_000.0;
const PAST: u64 = 1_000_000_000;
const FUTURE: u64 = 4_000_000_000;

pub(super) fn absent() -> Option<String> {
    if let Some(reason) = environment("GATEKEY_TEST_LLAMA_STACK_ORACLE_ABSENT") {
        return Some(reason);
    }
    environment("GATEKEY_TEST_LLAMA_STACK_PYTHON")
        .is_none()
        .then(|| "GATEKEY_TEST_LLAMA_STACK_PYTHON is not set".to_owned())
}

pub(super) fn agrees() -> Result<(), Failed> {
    let (count, seed) = (number("GATEKEY_TEST_ORACLE_CASES", SAMPLE), number("GATEKEY_TEST_ORACLE_SEED", 1));
    let mut dice = Dice::of_seed(seed as u64);
    let cases: Vec<Value> = (0..count).map(|_| case(&mut dice)).collect();
    let answers = ask(&cases)?;
    if answers.len() != cases.len() {
        return Err(format!("{} answers to {} cases", answers.len(), cases.len()).into());
    }
    let mut wrong = Vec::new();
    let mut decisions = std::collections::BTreeMap::new();
    for (case, answer) in cases.iter().zip(&answers) {
        *decisions.entry((answer["decision"].to_string(), answer["status"].as_u64())).or_insert(0) += 1;
        let found = differences(case, answer);
        if !found.is_empty() {
            wrong.push(format!("{case}\n  {}", found.join("\n  ")));
        }
    }
    let differ = wrong.len();
    say(&format!("Llama Stack, seed {seed}: {count} cases, all compared, {differ} differ; {decisions:?}"));
    none_differ(&wrong, count, &format!("{decisions:?}"))?;
    // Each answer must be common: else this would show nothing.
    let kinds = [("allow", None), ("deny", Some(401)), ("deny", Some(403)), ("deny", Some(404)), ("error", None)];
    let is_telling = kinds.iter().all(|(decision, status)| {
        decisions.get(&(format!("\"{decision}\""), *status)).is_some_and(|seen| seen * 100 > count)
    });
    if is_telling { Ok(()) } else { Err(format!("of {count}: {decisions:?}").into()) }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/oracle/ask_llama_stack.py")
}

fn ask(cases: &[Value]) -> Result<Vec<Value>, Failed> {
    let python = environment("GATEKEY_TEST_LLAMA_STACK_PYTHON").unwrap_or_default();
    let mut command = Command::new(python);
    command.arg(script()).env("PYTHONDONTWRITEBYTECODE", "1").env("ROLE", "dev");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or("no stdin")?;
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output()?;
    let written = writer.join().map_err(|_| "the writer panicked")?;
    if !output.status.success() {
        return Err(format!("the oracle failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    written?;
    String::from_utf8(output.stdout)?.lines().map(|line| serde_json::from_str(line).map_err(Failed::from)).collect()
}

fn differences(case: &Value, observed: &Value) -> Vec<String> {
    let lookup = |name: &str| (name == "ROLE").then(|| "dev".to_owned());
    let config = match Config::of(&json!({"server": {"auth": case["config"]}}), &lookup) {
        Ok(_) if observed["decision"] == "error" => return vec!["Llama Stack would not start".to_owned()],
        Ok(config) => config,
        Err(_) if observed["decision"] == "error" => return Vec::new(),
        Err(error) => return vec![format!("gatekey says that it would not start: {error}")],
    };
    let keys = KeyDocuments { for_all: Some(Fetched::Document(case["jwks"].clone())), ..KeyDocuments::default() };
    let owner = match &case["owner"] {
        Value::Null => Owner::Nobody,
        owner => {
            let mut user =
                User { principal: owner["principal"].as_str().unwrap_or_default().to_owned(), ..User::default() };
            for (name, values) in owner["attributes"].as_object().into_iter().flatten() {
                for value in values.as_array().into_iter().flatten() {
                    user.add(name, value.as_str().unwrap_or_default());
                }
            }
            Owner::User(user)
        }
    };
    let text = |name: &str| case[name].as_str().map(str::to_owned);
    let resource = text("type").zip(text("id")).map(|(kind, id)| format!("{kind}::{id}"));
    let asked = Question { action: resource.zip(text("action")), owner, route: text("route") };
    let token = Secret::new(case["token"].as_str().unwrap_or_default());
    let report = serde_json::to_value(judge(&config, &keys, &token, NOW, &asked)).unwrap_or_default();
    let mut differences = Vec::new();
    let mut compare = |what: &str, seen: &Value, wanted: &Value| {
        if seen != wanted {
            differences.push(format!("{what}: gatekey {seen}, Llama Stack {wanted}"));
        }
    };
    compare("decision", &report["decision"], &observed["decision"]);
    compare("status", &report["status"], &observed["status"]);
    if let Some(principal) = observed.get("principal").filter(|principal| principal.is_string()) {
        compare("principal", &report["identity"]["user_id"], principal);
    }
    // Nobody has attributes where nobody is known.
    if observed["principal"].is_string() {
        let steps = report["steps"].as_array().into_iter().flatten();
        let mut steps = steps.filter(|step| step["rule"] == "attributes" && step["outcome"] == "pass");
        let seen = steps.next().and_then(|step| step["detail"].as_str()).map(attributes_of);
        compare("attributes", &json!(seen), &json!(Some(attributes_told(observed))));
    }
    if let Some(error) = observed["error"].as_str() {
        // The first line names the error, and the third the value.
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let seen = first(report["error"].as_str().unwrap_or_default());
        if !error.contains("validation error") {
            compare("error", &Value::from(seen), &Value::from(first(error)));
        }
    }
    if !differences.is_empty() {
        differences.push(format!("gatekey's steps {}", report["steps"]));
    }
    differences
}

/// What the step says of attributes: `name=['value', …]`, each by itself.
fn attributes_of(detail: &str) -> Vec<String> {
    let Some((_, told)) = detail.split_once(" has ") else { return Vec::new() };
    if told.starts_with("no attributes") {
        return Vec::new();
    }
    let mut all: Vec<String> = told.split("], ").map(|one| one.trim_end_matches(']').to_owned()).collect();
    all.sort();
    all
}

/// The same of those that Llama Stack tells.
fn attributes_told(observed: &Value) -> Vec<String> {
    let quoted = |value: &Value| format!("'{}'", value.as_str().unwrap_or_default());
    let list = |values: &Value| values.as_array().into_iter().flatten().map(quoted).collect::<Vec<_>>().join(", ");
    let told = observed["attributes"].as_object().into_iter().flatten();
    let mut all: Vec<String> = told.map(|(name, values)| format!("{name}=[{}", list(values))).collect();
    all.sort();
    all
}

fn case(dice: &mut Dice) -> Value {
    let claims = claims(dice);
    let (jwks, token) = signed(dice, &claims);
    let mut case = json!({"config": config(dice), "jwks": jwks, "token": token, "owner": owner(dice)});
    if !dice.rarely(4) {
        case["type"] = json!(dice.word(&["model", "dataset", "vector_store"]));
        case["id"] = json!(dice.word(&["small", "large", "offline/small", "d1", "Größe"]));
        case["action"] = json!(dice.word(&["create", "read", "update", "delete"]));
        if case["action"] == "create" {
            case["owner"] = Value::Null;
        }
    }
    if dice.rarely(2) {
        case["route"] =
            json!(dice.word(&["/v1/models", "/v1/models/", "/v1/files/f1", "/v1/providers", "/", "/v1/health"]));
    }
    case
}

fn config(dice: &mut Dice) -> Value {
    let mut auth = Map::new();
    if !dice.rarely(20) {
        auth.insert("provider_config".to_owned(), provider(dice));
    }
    if dice.rarely(2) {
        let rules: Vec<Value> = (0..dice.throw(4)).map(|_| rule(dice, true)).collect();
        auth.insert("route_policy".to_owned(), json!(rules));
    }
    if !dice.rarely(4) {
        let rules: Vec<Value> = (0..dice.throw(5)).map(|_| rule(dice, false)).collect();
        auth.insert("access_policy".to_owned(), json!(rules));
    }
    if dice.rarely(10) {
        auth.insert("unheard_of".to_owned(), json!(1));
    }
    Value::Object(auth)
}

fn provider(dice: &mut Dice) -> Value {
    let mut provider = json!({"type": "oauth2_token", "jwks": {"uri": ADDRESS}});
    if dice.rarely(60) {
        provider["type"] = dice.one(&[json!("oauth"), json!("${env.NONE:=}"), json!(null)]);
    }
    if dice.rarely(80) {
        provider["jwks"] = dice.one(&[json!({}), json!(null), json!("https://x"), json!({"uri": 5})]);
    }
    if dice.rarely(3) {
        provider["audience"] = dice.one(&[json!("gw"), json!("llama-stack"), json!("${env.NONE:=gw}")]);
    }
    if dice.rarely(3) {
        provider["issuer"] = dice.one(&[json!("https://idp"), json!(null), json!("https://idp")]);
    }
    if dice.rarely(2) {
        let mut mapping = Map::new();
        for _ in 0..dice.throw(5) {
            let claim = dice.word(&["sub", "groups", "team", "realm.roles", "dotted.name", "scope", "project"]);
            mapping.insert(claim, json!(dice.word(&["roles", "teams", "projects", "extra"])));
        }
        provider["claims_mapping"] = Value::Object(mapping);
        if dice.rarely(30) {
            provider["claims_mapping"] = dice.one(&[json!({"sub": 5}), json!([]), json!(null), json!({"sub": ""})]);
        }
    }
    provider
}

fn condition(dice: &mut Dice) -> Value {
    let name = dice.word(&["roles", "teams", "projects", "namespaces", "extra"]);
    let value = dice.word(&["dev", "admin", "red", "ann", "Größe"]);
    let sentence = match dice.throw(8) {
        0 => format!("user with {value} in {name}"),
        1 => format!("user with  {value} not in {name} "),
        2 => "user is owner".to_owned(),
        3 => "user is not owner".to_owned(),
        4 => format!("user in owners {name}"),
        5 => format!("user not in owners {name}"),
        6 => "resource is unowned".to_owned(),
        _ => "user with ${env.ROLE} in roles".to_owned(),
    };
    json!(sentence)
}

fn conditions(dice: &mut Dice) -> Value {
    match dice.throw(12) {
        0 => json!([]),
        1 => json!(""),
        2 => dice.one(&[json!("user is king"), json!(["user is owner", 5]), json!(null), json!([""]), json!({})]),
        3..=6 => json!((0..=dice.throw(2)).map(|_| condition(dice)).collect::<Vec<_>>()),
        _ => condition(dice),
    }
}

fn rule(dice: &mut Dice, is_of_routes: bool) -> Value {
    let scope = if is_of_routes {
        let paths = dice.one(&[
            json!("*"),
            json!(["/v1/models", "/v1/health"]),
            json!("/v1/files*"),
            json!(["regex:/v1/(models|health)"]),
            json!("regex:/v1/m"),
            json!("/"),
            json!([]),
            json!("regex:("),
        ]);
        json!({"paths": paths})
    } else {
        let mut scope = json!({"actions": dice.one(&[
            json!(["create", "read", "update", "delete"]),
            json!(["read"]),
            json!("read"),
            json!(["create", "delete"]),
            json!([]),
        ])});
        if dice.rarely(2) {
            scope["resource"] = dice.one(&[
                json!("model::*"),
                json!("model::small"),
                json!("dataset::*"),
                json!("regex:(model|dataset)::.*s"),
                json!("regex:model"),
                json!("*"),
                json!(""),
                json!("model::Größe"),
            ]);
        }
        if dice.rarely(5) {
            scope["principal"] = dice.one(&[json!("ann"), json!("bob"), json!("")]);
        }
        scope
    };
    let mut rule = Map::new();
    let effect = if dice.rarely(3) { "forbid" } else { "permit" };
    rule.insert(effect.to_owned(), scope.clone());
    if dice.rarely(60) {
        rule.insert("permit".to_owned(), scope);
    }
    if !dice.rarely(3) {
        let name = if dice.rarely(3) { "unless" } else { "when" };
        rule.insert(name.to_owned(), conditions(dice));
    }
    if dice.rarely(60) {
        rule.insert("unless".to_owned(), conditions(dice));
    }
    if dice.rarely(80) {
        return dice.one(&[json!({}), json!("permit"), json!({"permit": null}), json!({"permit": {}})]);
    }
    Value::Object(rule)
}

fn owner(dice: &mut Dice) -> Value {
    if dice.rarely(3) {
        return Value::Null;
    }
    let attributes = if dice.rarely(4) {
        Value::Null
    } else {
        json!({"roles": dice.some(&["dev", "ann", "admin"], 2), "teams": dice.some(&["red", "blue"], 2)})
    };
    json!({"principal": dice.word(&["ann", "bob"]), "attributes": attributes})
}

fn claims(dice: &mut Dice) -> Value {
    let mut claims = json!({"sub": dice.word(&["ann", "bob", "Größe"]), "aud": "llama-stack", "exp": FUTURE});
    let mut maybe = |dice: &mut Dice, sides, name: &str, values: &[Value]| {
        if dice.rarely(sides) {
            claims[name] = dice.one(values);
        }
    };
    maybe(dice, 2, "aud", &[json!("gw"), json!(["x", "llama-stack", "gw"]), json!(["llama-stack", "gw"])]);
    maybe(dice, 30, "aud", &[json!("x"), json!(5), json!([]), json!(null), json!(["x", 5])]);
    maybe(dice, 30, "sub", &[json!(""), json!(5), json!(null), json!("ann bob")]);
    maybe(dice, 3, "iss", &[json!("https://idp"), json!("https://idp"), json!("https://other"), json!(7)]);
    maybe(dice, 40, "exp", &[json!(PAST), json!("soon"), json!(null), json!(4.0e9), json!("4000000000"), json!(true)]);
    maybe(dice, 30, "nbf", &[json!(PAST), json!(FUTURE), json!("x")]);
    maybe(dice, 30, "iat", &[json!(PAST), json!(FUTURE), json!([])]);
    maybe(dice, 40, "jti", &[json!("j"), json!(5)]);
    maybe(
        dice,
        2,
        "groups",
        &[
            json!(["red"]),
            json!("red blue"),
            json!([]),
            json!(null),
            json!(["red", "Größe"]),
            json!({"a": 1}),
            json!(""),
        ],
    );
    maybe(dice, 12, "groups", &[json!(["red", 5]), json!([null]), json!([["red"]]), json!(5), json!(true)]);
    maybe(dice, 3, "team", &[json!("red"), json!(["blue"]), json!(["dev"])]);
    maybe(dice, 3, "realm", &[json!({"roles": ["dev", "admin"]}), json!({"roles": "dev"}), json!("flat"), json!({})]);
    maybe(dice, 4, "dotted.name", &[json!("admin"), json!(["dev"])]);
    maybe(dice, 6, "dotted", &[json!({"name": "red"}), json!({"name": null}), json!({"other": 1})]);
    maybe(dice, 4, "scope", &[json!("dev admin"), json!(" dev\t ")]);
    maybe(dice, 4, "project", &[json!("red"), json!(["research"])]);
    claims
}

/// A set of keys, and the claims signed by one, mostly of that set.
fn signed(dice: &mut Dice, claims: &Value) -> (Value, String) {
    let mut jwks = public_keys(&["rsa-1", "rsa-2", "ec-1"]);
    if dice.rarely(15) {
        jwks = dice.one(&[public_keys(&["rsa-2"]), json!({"keys": []}), json!({}), json!([]), json!({"keys": {}})]);
    }
    if dice.rarely(12)
        && let Some(key) = jwks.get_mut("keys").and_then(|keys| keys.get_mut(0))
    {
        match dice.throw(5) {
            0 => key["use"] = json!("enc"),
            1 => key["use"] = json!("sig"),
            2 => key["alg"] = json!(dice.word(&["RS512", "ES256", "nonsense"])),
            3 => drop(key.as_object_mut().map(|members| members.remove("kid"))),
            _ => key["n"] = json!("!"),
        }
    }
    let signer = if dice.rarely(6) { dice.word(&["rsa-2", "ec-1"]) } else { "rsa-1".to_owned() };
    let mut header = json!({"alg": if signer == "ec-1" { "ES256" } else { "RS256" }, "typ": "JWT", "kid": signer});
    match dice.throw(40) {
        0 => header["kid"] = json!("nobody"),
        1 => header["kid"] = json!(5),
        2 => drop(header.as_object_mut().map(|members| members.remove("kid"))),
        3 => header["alg"] = json!(dice.word(&["HS256", "none", "RS384", "ES384", "XX"])),
        4 => header["crit"] = dice.one(&[json!(["exp"]), json!([]), json!(["b64"])]),
        5 => header["kid"] = json!("rsa-2"),
        _ => {}
    }
    let key = jwk::parse(&TEST_KEYS[&signer]).unwrap();
    let algorithm = header["alg"].as_str().and_then(|name| name.parse::<Algorithm>().ok());
    let own = if signer == "ec-1" { Algorithm::Es256 } else { Algorithm::Rs256 };
    let header = header.as_object().unwrap();
    let payload = claims.to_string();
    let token = algorithm
        .and_then(|algorithm| sign::sign(&key, algorithm, header, payload.as_bytes()).ok())
        .or_else(|| sign::sign(&key, own, header, payload.as_bytes()).ok())
        .unwrap();
    let token = match dice.throw(80) {
        0 => token.replacen('.', "", 1),
        1 => format!("{}.{}.", token.split('.').next().unwrap(), base64url::encode(b"[]")),
        2 => format!("{token}x"),
        3 => "not a token".to_owned(),
        _ => token,
    };
    (jwks, token)
}
