//! JWTs at the auth endpoint: `serve --jwt-config`.

use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::Home;
use crate::support::served::{Reply, Served};

const ISSUER: &str = "https://id.example.com";

/// Makes a key pair: the private half in a file of the home, the public half as JSON.
fn key(home: &Home, name: &str) -> Value {
    let private = home.path(&format!("{name}.jwk"));
    let words = ["jwt", "keygen", "--type", "ed25519", "--kid", name, "--private", private.to_str().expect("a path")];
    home.gatekey(words).run().exits(0).json()
}

/// A token by that key.
fn token(home: &Home, name: &str, more: &str) -> String {
    let private = home.path(&format!("{name}.jwk")).display().to_string();
    let line = format!("jwt sign --key {private} --iss {ISSUER} --sub kim --aud llama-stack --expires-in 10m {more}");
    home.run(&line).exits(0).stdout.trim().to_owned()
}

fn ask(served: &Served, token: &str) -> Reply {
    served.send("", "POST", "/authorize", Some(&json!({"api_key": token})))
}

fn config(home: &Home, issuer: &Value) -> String {
    home.write("issuers.yaml", &json!({"issuers": [issuer]}).to_string()).display().to_string()
}

#[test]
fn a_jwt_of_a_trusted_issuer_is_let_in_with_what_its_claims_say() {
    let home = Home::new();
    let set = json!({"keys": [key(&home, "one")]});
    home.write("keys.json", &set.to_string());
    key(&home, "other");
    let file = config(
        &home,
        &json!({"issuer": ISSUER, "audience": "llama-stack", "jwks": "keys.json", "attributes": {"roles": "realm.roles"},
            "models": "models"}),
    );
    let served = home.serve_with(&["--jwt-config", &file]);
    let claims = r#"--claim scope=inference --claim models=["small"] --claim realm={"roles":["writer"]}"#;
    let good = token(&home, "one", claims);
    let kim = ask(&served, &good).is(200).json();
    assert_eq!(kim["principal"], "https://id.example.com#kim");
    assert_eq!((&kim["attributes"]["roles"], &kim["attributes"]["models"]), (&json!(["writer"]), &json!(["small"])));
    assert_eq!(kim["access_attributes"]["roles"], json!(["writer"]));
    ask(&served, &token(&home, "one", "--claim scope=openid")).refuses(403, "missing_scope");
    let unknown = ask(&served, "nonsense").refuses(401, "unauthenticated").body;
    for wrong in [token(&home, "other", claims), format!("{good}x"), format!("{claims}.a.b")] {
        assert_eq!(ask(&served, &wrong).refuses(401, "unauthenticated").body, unknown);
    }
    // A key of the gateway is as good as before.
    let own = home.local("tokens create ci --scope inference --quiet").exits(0).stdout;
    ask(&served, own.trim()).is(200);
    let (_, log) = served.stop();
    for part in good.split('.') {
        assert!(!log.contains(part), "{log}");
    }
    assert!(log.contains("a JWT is not valid") && log.contains("\"failed\":\"signature\""), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_a_provider_are_found_by_its_discovery_and_missed_with_a_503() {
    let home = Home::new();
    let provider = MockServer::start().await;
    let set = json!({"keys": [key(&home, "one")]});
    let discovery = json!({"issuer": provider.uri(), "jwks_uri": format!("{}/keys", provider.uri())});
    let found = |document: &Value| ResponseTemplate::new(200).set_body_json(document);
    let file = config(&home, &json!({"issuer": provider.uri(), "audience": "llama-stack", "scopes": false}));
    let private = home.path("one.jwk").display().to_string();
    let sign =
        format!("jwt sign --key {private} --iss {} --sub kim --aud llama-stack --expires-in 10m", provider.uri());
    let token = home.run(&sign).exits(0).stdout.trim().to_owned();
    let served = home.serve_with(&["--jwt-config", &file, "--retries", "0"]);
    let refused = ask(&served, &token).refuses(503, "unavailable");
    assert!(!refused.body.contains(&provider.uri()), "{refused:?}");
    Mock::given(path("/.well-known/openid-configuration")).respond_with(found(&discovery)).mount(&provider).await;
    Mock::given(path("/keys")).respond_with(found(&set)).mount(&provider).await;
    let started = std::time::Instant::now();
    while ask(&served, &token).status == 503 {
        assert!(started.elapsed() < std::time::Duration::from_secs(30), "the keys are there");
    }
    assert_eq!(ask(&served, &token).is(200).json()["principal"], format!("{}#kim", provider.uri()));
    let (_, log) = served.stop();
    assert!(log.contains("cannot be had"), "{log}");
}

#[test]
fn a_file_that_cannot_be_used_is_told_by_the_setting_and_an_unknown_one_is_named() {
    let home = Home::new();
    let serve =
        |file: &str| home.gatekey(["serve", "--listen", "127.0.0.1:0", "--dry-run", "--jwt-config", file]).run();
    serve("nowhere.yaml").exits(2).says("nowhere.yaml");
    let file = config(&home, &json!({"issuer": ISSUER}));
    serve(&file).exits(2).says("issuers[0].audience").says("mend issuers[0].audience in that file");
    let file = config(&home, &json!({"issuer": "urn:me", "audience": "a"}));
    serve(&file).exits(2).says("issuers[0].jwks");
    let file = config(&home, &json!({"issuer": ISSUER, "audience": "a", "model": "allowed_models"}));
    serve(&file).exits(2).says("issuers[0].model").says("did you mean `models`?");
    let file = config(&home, &json!({"issuer": ISSUER, "audience": "a", "owner": "b"}));
    let plan = serve(&file).exits(0).says("there is no setting issuers[0].owner");
    assert!(plan.stdout.contains(ISSUER), "{}", plan.told());
}
