//! Requests to a LiteLLM proxy as its oracle reads them, judged by gatekey: `tests/fixtures/litellm/README.md`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gatekey::access::litellm::{Config, Credential, MasterKey, Objects, Request, Scene, judge, key_row};
use gatekey::access::{Fetched, KeyDocuments};
use gatekey::jwt::algorithm::Algorithm;
use gatekey::jwt::key::Key;
use gatekey::jwt::{base64url, jwk, sign};
use gatekey::model::{AccessReport, Secret};
use serde_json::{Map, Value, json};

const JWKS_URL: &str = "https://idp.oracle.test/jwks.json";
const MASTER_KEY: &str = "sk-oracle-master";
const NOW: f64 = 1_750_000_000.0;

pub(crate) static TEST_KEYS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(include_str!("../fixtures/litellm/test-keys.json")).unwrap();
    let keys = file["keys"].as_array().unwrap().iter();
    keys.map(|key| (key["kid"].as_str().unwrap().to_owned(), key.clone())).collect()
});

/// What gatekey says, or why the proxy would not start.
pub(crate) fn judged(case: &Value) -> Result<AccessReport, String> {
    let environment = environment_of(case);
    let document = document_of(case);
    let config = Config::of(&document, &environment).map_err(|error| error.to_string())?;
    let mut objects = Objects::of(case.get("objects").unwrap_or(&json!({}))).map_err(|error| error.to_string())?;
    objects.global_spend = case["global_spend"].as_f64();
    let row = case.get("key").filter(|key| !key.is_null()).map(|key| key_row(key.clone()));
    let request = request_of(case);
    let keys = keys_of(case);
    let master_key = match document["general_settings"].get("master_key").or_else(|| case.get("master_key")) {
        None => MasterKey::Is(MASTER_KEY.to_owned()),
        Some(key) => key.as_str().map_or(MasterKey::None, |key| MasterKey::Is(key.to_owned())),
    };
    let scene = Scene {
        config: &config,
        objects: &objects,
        objects_known: true,
        environment: &environment,
        environment_known: true,
        keys: &keys,
        request: &request,
        now: case["now"].as_f64().unwrap_or(NOW),
        licensed: case["licensed"].as_bool().unwrap_or(true),
        has_database: !case["no_db"].as_bool().unwrap_or(false),
        master_key,
        reserves: case["reservation"].as_bool().unwrap_or(false),
        client_address: Some("192.0.2.10".to_owned()),
        // The oracle answers for a licensed proxy where JWTs are concerned, and for an unlicensed one elsewhere.
        has_other_licensed_settings: false,
    };
    let token = Secret::new(token_of(case));
    let credential = row.as_ref().map_or(Credential::Secret(&token), Credential::Key);
    Ok(judge(&scene, &credential))
}

fn document_of(case: &Value) -> Value {
    let given = case["config"].as_object().cloned().unwrap_or_default();
    let is_whole = ["general_settings", "model_list", "litellm_settings"].iter().any(|name| given.contains_key(*name));
    let mut document =
        if is_whole { given } else { Map::from_iter([("general_settings".to_owned(), Value::Object(given))]) };
    for name in ["model_list", "litellm_settings", "router_settings"] {
        if let Some(section) = case.get(name) {
            document.insert(name.to_owned(), section.clone());
        }
    }
    Value::Object(document)
}

fn environment_of(case: &Value) -> BTreeMap<String, String> {
    let mut environment = BTreeMap::from([("JWT_PUBLIC_KEY_URL".to_owned(), JWKS_URL.to_owned())]);
    for (name, value) in case["env"].as_object().into_iter().flatten() {
        match value.as_str() {
            Some(text) => drop(environment.insert(name.clone(), text.to_owned())),
            None => drop(environment.remove(name)),
        }
    }
    environment
}

fn request_of(case: &Value) -> Request {
    let (route, inline) =
        case["route"].as_str().unwrap().split_once('?').unwrap_or((case["route"].as_str().unwrap(), ""));
    let method = case["method"].as_str().unwrap_or("POST").to_owned();
    let mut query: BTreeMap<String, String> =
        inline.split('&').filter_map(|pair| pair.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    for (name, value) in case["query"].as_object().into_iter().flatten() {
        query.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    let mut body = Map::new();
    if method != "GET" {
        for name in ["model", "user"] {
            if let Some(value) = case.get(name).filter(|value| !value.is_null()) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        body.extend(case["body"].as_object().cloned().unwrap_or_default());
    } else if case.get("key").is_some_and(|key| !key.is_null()) {
        // What is asked for with GET stands in the query. The oracle leaves it out where a JWT is shown.
        body.extend(query.iter().map(|(name, value)| (name.clone(), json!(value))));
        if let Some(model) = case.get("model") {
            body.insert("model".to_owned(), model.clone());
        }
    }
    let headers = case["headers"].as_object().cloned().unwrap_or_default();
    let headers = headers.into_iter().map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().to_owned()));
    Request { route: route.to_owned(), query, method, body, headers: headers.collect() }
}

fn keys_of(case: &Value) -> KeyDocuments {
    let given = case.get("jwks").cloned().unwrap_or_else(|| json!(["rsa-1"]));
    match given.get("by_url") {
        Some(by_url) => {
            let documents = by_url.as_object().unwrap().iter();
            KeyDocuments {
                by_url: documents.map(|(url, answer)| (url.clone(), fetched(answer))).collect(),
                for_all: None,
            }
        }
        None => KeyDocuments { by_url: BTreeMap::from([(JWKS_URL.to_owned(), fetched(&given))]), for_all: None },
    }
}

fn fetched(answer: &Value) -> Fetched {
    match answer {
        Value::String(_) => Fetched::Unreachable("connection refused".to_owned()),
        Value::Object(members) if members.contains_key("status") => Fetched::Status {
            status: answer["status"].as_u64().unwrap() as u16,
            text: answer["text"].as_str().unwrap_or_default().to_owned(),
        },
        Value::Array(names) if names.iter().all(Value::is_string) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            Fetched::Document(public_keys(&names))
        }
        document => Fetched::Document(document.clone()),
    }
}

/// The set of these test keys, as their issuer publishes it.
pub(crate) fn public_keys(names: &[&str]) -> Value {
    let public = names.iter().map(|name| {
        let mut key = TEST_KEYS[*name].clone();
        for private in ["d", "p", "q", "dp", "dq", "qi"] {
            key.as_object_mut().unwrap().remove(private);
        }
        key
    });
    json!({"keys": public.collect::<Vec<_>>()})
}

/// The credential of a case: as it stands there, or its claims signed as the oracle signs them.
fn token_of(case: &Value) -> String {
    if let Some(token) = case["token"].as_str() {
        return token.to_owned();
    }
    let Some(claims) = case.get("claims").filter(|claims| !claims.is_null()) else { return String::new() };
    let signer = case["sign_with"].as_str().unwrap_or("rsa-1");
    let mut header = Map::from_iter([("typ".to_owned(), json!("JWT"))]);
    let secret = signer.strip_prefix("hs256:");
    let named = match signer.split('-').next() {
        _ if secret.is_some() => "HS256",
        Some("ec") => "ES256",
        Some("ed") => "EdDSA",
        Some("rsa") => "RS256",
        _ => "none",
    };
    header.insert("alg".to_owned(), json!(named));
    if let Some(key) = TEST_KEYS.get(signer) {
        header.insert("kid".to_owned(), key["kid"].clone());
    }
    for (name, value) in case["header"].as_object().into_iter().flatten() {
        match value {
            Value::Null => drop(header.shift_remove(name)),
            value => drop(header.insert(name.clone(), value.clone())),
        }
    }
    let payload = claims.as_str().map_or_else(|| claims.to_string(), str::to_owned);
    let algorithm = header["alg"].as_str().and_then(|name| name.parse::<Algorithm>().ok());
    let key = match secret {
        Some(secret) => Some(Key::of_secret(secret.as_bytes().to_vec().into())),
        None => TEST_KEYS.get(signer).map(|key| jwk::parse(key).unwrap()),
    };
    let signed = key.and_then(|key| {
        // A header that names what the key cannot do is signed by another key, as the oracle does it.
        let own = algorithm.and_then(|algorithm| sign::sign(&key, algorithm, &header, payload.as_bytes()).ok());
        own.or_else(|| {
            sign::sign(&jwk::parse(&TEST_KEYS["rsa-1"]).unwrap(), Algorithm::Rs256, &header, payload.as_bytes()).ok()
        })
    });
    let token = signed.unwrap_or_else(|| {
        let header = serde_json::to_string(&header).unwrap();
        format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()))
    });
    if case["tamper"] == json!(true) { tampered(&token) } else { token }
}

fn tampered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = base64url::decode(signature).unwrap();
    bytes[0] ^= 1;
    format!("{signed}.{}", base64url::encode(&bytes))
}

/// What differs between gatekey's answer and the one that was observed: decision, status and identity.
pub(crate) fn differences(case: &Value, observed: &Value) -> Vec<String> {
    let answer = judged(case);
    let report = match &answer {
        Ok(report) => serde_json::to_value(report).unwrap(),
        Err(_) if observed["decision"] == "error" => return Vec::new(),
        Err(error) => return vec![format!("the proxy would not start: {error}")],
    };
    let mut differences = Vec::new();
    let mut compare = |what: &str, seen: &Value, wanted: &Value| {
        if seen != wanted {
            differences.push(format!("{what}: gatekey {seen}, LiteLLM {wanted}"));
        }
    };
    compare("decision", &report["decision"], &observed["decision"]);
    compare("status", &report["status"], &observed["status"]);
    for (name, wanted) in observed["identity"].as_object().into_iter().flatten() {
        compare(name, &report["identity"][name], wanted);
    }
    if !differences.is_empty() {
        differences.push(format!("gatekey's error {}, LiteLLM's {}", report["error"], observed["error"]));
    }
    differences
}
