//! An attack for each rule of JWTs at the auth endpoint.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::testing::{self, House};
use super::*;
use crate::access::issuers::{Config, IssuerKeys};
use crate::jwt::generate::{RsaBits, Wanted, generate, public_pem};
use crate::jwt::key::Key;
use crate::jwt::{Algorithm, jwk, jwks, sign};
use crate::model::NewToken;

const ISSUER: &str = "https://id.example.com";
const OTHER_ISSUER: &str = "https://id.example.com/other";

/// A provider whose answer can be changed, and that counts who asks.
#[derive(Debug, Default)]
struct Provider {
    answer: Mutex<Option<Value>>,
    fresh_for: u64,
    asked: AtomicUsize,
}

#[derive(Debug)]
struct Source(Arc<Provider>);

#[async_trait]
impl KeySource for Source {
    async fn keys(&self, _issuer: &Issuer, _kid: Option<&str>) -> Result<IssuerKeys, String> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let document = self.0.answer.lock().unwrap().clone().ok_or("it is down")?;
        let set = jwks::read_json(document.to_string().as_bytes()).map_err(|error| error.to_string())?;
        Ok(IssuerKeys { set, fresh_until: testing::now().checked_add(Duration::from_secs(self.0.fresh_for)) })
    }
}

fn key(kid: &str) -> Key {
    generate(Wanted::Ed25519, None, Some(kid.to_owned())).unwrap().key
}

fn set_of(keys: &[&Key]) -> Value {
    json!({"keys": keys.iter().map(|key| jwk::to_json(key, false).unwrap()).collect::<Vec<_>>()})
}

/// A token of kim's with these claims changed.
fn token(key: &Key, changed: Value) -> Secret {
    let now = testing::now().unix_seconds();
    let mut claims = json!({"iss": ISSUER, "sub": "kim", "aud": "llama-stack", "exp": now + 30, "scope": "inference",
        "groups": ["red"]});
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let algorithm = key.algorithms().next().unwrap();
    let header = sign::header(key, algorithm, &serde_json::Map::new());
    Secret::new(sign::sign(key, algorithm, &header, claims.to_string().as_bytes()).unwrap())
}

async fn house(provider: &Arc<Provider>) -> House {
    house_of(&json!({}), Source(Arc::clone(provider))).await
}

/// One that trusts this issuer with these settings changed, whose keys are there.
async fn house_of(changed: &Value, source: impl KeySource + 'static) -> House {
    let mut house = testing::house().await;
    let mut issuer = json!({"issuer": ISSUER, "audience": "llama-stack", "attributes": {"teams": "groups"}});
    issuer.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    let config = json!({"issuers": [issuer, {"issuer": OTHER_ISSUER, "audience": "llama-stack"}]});
    let issuers = Config::of(&config).unwrap().issuers;
    house.service = house.service.trusting(issuers, Box::new(source));
    house
}

fn provider(keys: &[&Key], fresh_for: u64) -> Arc<Provider> {
    Arc::new(Provider { answer: Mutex::new(Some(set_of(keys))), fresh_for, asked: AtomicUsize::new(0) })
}

#[tokio::test]
async fn a_valid_jwt_lets_in_whom_its_issuer_names_and_nobody_of_this_gateway() {
    let one = key("one");
    let provider = provider(&[&one], 3600);
    let house = house(&provider).await;
    for _ in 0..2 {
        let kim = house.service.admit(&token(&one, json!({"sub": "os:ada"}))).await.unwrap();
        assert_eq!((kim.principal.as_str(), &kim.key_id), ("https://id.example.com#os:ada", &None));
        assert_eq!(
            (kim.attributes.words(), kim.models.as_slice()),
            (vec!["teams=red".to_owned()], &["*".to_owned()][..])
        );
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1, "keys are kept");
    let own = house.create(NewToken::default()).await.unwrap();
    assert_eq!(house.service.admit(&own.secret).await.unwrap().principal, "os:ada");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_jwt_it_is_refused_in_the_words_for_keys() {
    let (one, other) = (key("one"), key("one"));
    let house = house(&provider(&[&one], 3600)).await;
    let now = testing::now().unix_seconds();
    let wrong = [
        token(&other, json!({})),
        token(&one, json!({"iss": "https://other.example.com"})),
        token(&one, json!({"iss": null})),
        token(&one, json!({"aud": "other"})),
        token(&one, json!({"aud": null})),
        token(&one, json!({"exp": now})),
        token(&one, json!({"exp": null})),
        token(&one, json!({"exp": "soon"})),
        token(&one, json!({"nbf": now + 60})),
        token(&one, json!({"sub": null})),
        token(&one, json!({"sub": ""})),
        token(&one, json!({"groups": 5})),
        Secret::new("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIn0."),
    ];
    for token in &wrong {
        for _ in 0..2 {
            let refused = house.service.admit(token).await;
            assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
        }
    }
    for scope in [json!(null), json!("openid"), json!("inferences"), json!(["token:read"])] {
        let denied = house.service.admit(&token(&one, json!({"scope": scope}))).await;
        assert!(matches!(denied, Err(ServiceError::MissingScope("inference"))), "{denied:?}");
    }
    assert!(house.service.admit(&token(&one, json!({"scope": ["inference.chat"]}))).await.is_ok());
}

#[tokio::test]
async fn a_public_key_is_no_secret_that_signs() {
    let rsa = generate(Wanted::Rsa(RsaBits::Bits2048), Some(Algorithm::Rs256), Some("one".to_owned())).unwrap().key;
    let named = set_of(&[&rsa]);
    let mut unnamed = named.clone();
    unnamed["keys"][0].as_object_mut().unwrap().remove("alg");
    let pem = public_pem(&rsa).unwrap();
    let der = STANDARD.decode(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap();
    let secrets = [
        jwk::to_json(&rsa, false).unwrap().to_string().into_bytes(),
        pem.trim_end().as_bytes().to_vec(),
        pem.into_bytes(),
        der,
    ];
    // Also where HMAC is taken, and where the key itself does not say what it is for.
    for algorithms in [json!({}), json!({"algorithms": ["RS256", "HS256"]}), json!({"algorithms": ["HS256"]})] {
        for published in [&named, &unnamed] {
            let house = house_of(&algorithms, OfEach(published.clone(), json!({"keys": []}))).await;
            let takes_rsa = algorithms["algorithms"] != json!(["HS256"]);
            assert_eq!(house.service.admit(&token(&rsa, json!({}))).await.is_ok(), takes_rsa);
            for secret in &secrets {
                let mut forger = Key::of_secret(zeroize::Zeroizing::new(secret.clone()));
                for kid in [Some("one".to_owned()), None] {
                    forger.id = kid;
                    let refused = house.service.admit(&token(&forger, json!({}))).await;
                    assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
                }
            }
        }
    }
}

/// Gives each issuer its own keys.
#[derive(Debug)]
struct OfEach(Value, Value);

#[async_trait]
impl KeySource for OfEach {
    async fn keys(&self, issuer: &Issuer, _kid: Option<&str>) -> Result<IssuerKeys, String> {
        let document = if issuer.issuer == ISSUER { &self.0 } else { &self.1 };
        let set = jwks::read_json(document.to_string().as_bytes()).map_err(|error| error.to_string())?;
        Ok(IssuerKeys { set, fresh_until: None })
    }
}

#[tokio::test]
async fn no_issuer_speaks_for_another_though_their_keys_have_one_name() {
    let (one, other) = (key("one"), key("one"));
    let house = house_of(&json!({}), OfEach(set_of(&[&one]), set_of(&[&other]))).await;
    for (signer, issuer) in [(&one, ISSUER), (&other, OTHER_ISSUER)] {
        let kim = house.service.admit(&token(signer, json!({"iss": issuer}))).await.unwrap();
        assert_eq!(kim.principal, format!("{issuer}#kim"));
    }
    for (signer, issuer) in
        [(&one, OTHER_ISSUER), (&other, ISSUER), (&one, "https://id.example.com/"), (&one, "HTTPS://id.example.com")]
    {
        let refused = house.service.admit(&token(signer, json!({"iss": issuer}))).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
    }
}

/// A provider that never answers, and counts who asks.
#[derive(Debug, Default)]
struct Silent(Arc<AtomicUsize>);

#[async_trait]
impl KeySource for Silent {
    async fn keys(&self, _issuer: &Issuer, _kid: Option<&str>) -> Result<IssuerKeys, String> {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

#[tokio::test]
async fn who_hangs_up_makes_nobody_ask_the_provider_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let house = house_of(&json!({}), Silent(Arc::clone(&asked))).await;
    house.service.db.state().await.unwrap();
    house.service.db.hold_the_beat();
    for number in 0..20 {
        let shown = token(&key("one"), json!({"n": number}));
        let mut impatient = Box::pin(house.service.admit(&shown));
        while asked.load(Ordering::SeqCst) == 0 {
            assert!(futures_util::poll!(&mut impatient).is_pending());
            tokio::task::yield_now().await;
        }
        assert!(futures_util::poll!(&mut impatient).is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// A provider whose keys are an old copy for ever.
#[derive(Debug)]
struct Stale(Value);

#[async_trait]
impl KeySource for Stale {
    async fn keys(&self, _issuer: &Issuer, _kid: Option<&str>) -> Result<IssuerKeys, String> {
        let set = jwks::read_json(self.0.to_string().as_bytes()).map_err(|error| error.to_string())?;
        Ok(IssuerKeys { set, fresh_until: Some(testing::now()) })
    }
}

#[tokio::test]
async fn old_keys_do_for_an_hour_after_their_time_and_no_longer() {
    let one = key("one");
    let issuers = Config::of(&json!({"issuers": [{"issuer": ISSUER, "audience": "llama-stack"}]})).unwrap().issuers;
    let issuers = Issuers::new(issuers, Box::new(Stale(set_of(&[&one]))));
    let token = token(&one, json!({"exp": testing::now().unix_seconds() + 90_000}));
    for (seconds, does) in [(0, true), (3599, true), (3600, false), (7000, false)] {
        let now = testing::now().checked_add(Duration::from_secs(seconds)).unwrap();
        assert_eq!(issuers.judged(&token, now).await.is_ok(), does, "after {seconds}");
    }
}

#[tokio::test]
async fn a_jwt_that_is_remembered_ends_at_its_end() {
    let one = key("one");
    let house = house(&provider(&[&one], 3600)).await;
    let token = token(&one, json!({}));
    let state = house.service.db.state().await.unwrap();
    assert!(house.service.admit(&token).await.is_ok());
    let at = |seconds| testing::now().checked_add(Duration::from_secs(seconds)).unwrap();
    let known = |now| house.service.admissions.known(&Shown::of(&token), state, now).is_some();
    assert!(known(at(29)) && !known(at(30)));
}

#[tokio::test]
async fn without_its_issuers_keys_nobody_can_tell_and_with_old_ones_everybody() {
    let (one, two) = (key("one"), key("two"));
    let provider = provider(&[&one], 0);
    let answer = provider.answer.lock().unwrap().take();
    let house = house(&provider).await;
    // Time stands still, so that all five come within one pause; the database is not asked meanwhile.
    house.service.db.hold_the_beat();
    tokio::time::pause();
    for _ in 0..5 {
        let unknown = house.service.admit(&token(&one, json!({}))).await;
        assert!(matches!(unknown, Err(ServiceError::NoKeysOfIssuer { .. })), "{unknown:?}");
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1, "who is down is not asked by everybody");
    tokio::time::advance(Duration::from_secs(3)).await;
    tokio::time::resume();
    *provider.answer.lock().unwrap() = answer;
    assert!(house.service.admit(&token(&one, json!({"n": 1}))).await.is_ok());
    // They are not fresh, and there are no others: the old ones do.
    *provider.answer.lock().unwrap() = None;
    assert!(house.service.admit(&token(&one, json!({"n": 2}))).await.is_ok());
    // A key that is not among them is asked for, and not by every token.
    *provider.answer.lock().unwrap() = Some(set_of(&[&one, &two]));
    let asked = provider.asked.load(Ordering::SeqCst);
    for number in 0..5 {
        let refused = house.service.admit(&token(&two, json!({"n": number}))).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), asked);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    assert!(house.service.admit(&token(&two, json!({"n": 9}))).await.is_ok());
}

#[tokio::test]
async fn without_a_file_that_says_so_a_jwt_is_an_unknown_key() {
    let house = testing::house().await;
    let refused = house.service.admit(&token(&key("one"), json!({}))).await;
    assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
}
