//! An attack for each rule of JWTs at the auth endpoint.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::super::testing::{self, House};
use super::*;
use crate::access::issuers::{Config, IssuerKeys};
use crate::jwt::generate::{RsaBits, Wanted, generate};
use crate::jwt::key::Key;
use crate::jwt::{Algorithm, jwk, jwks, sign};
use crate::model::NewToken;

const ISSUER: &str = "https://id.example.com";

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
    let mut house = testing::house().await;
    let config = json!({"issuers": [{"issuer": ISSUER, "audience": "llama-stack", "attributes": {"teams": "groups"}}]});
    let issuers = Config::of(&config).unwrap().issuers;
    house.service = house.service.trusting(issuers, Box::new(Source(Arc::clone(provider))));
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
    let house = house(&provider(&[&rsa], 3600)).await;
    assert!(house.service.admit(&token(&rsa, json!({}))).await.is_ok());
    let forged = Key::of_secret(zeroize::Zeroizing::new(jwk::to_json(&rsa, false).unwrap().to_string().into_bytes()));
    let refused = house.service.admit(&token(&forged, json!({}))).await;
    assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
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
    for _ in 0..5 {
        let unknown = house.service.admit(&token(&one, json!({}))).await;
        assert!(matches!(unknown, Err(ServiceError::NoKeysOfIssuer { .. })), "{unknown:?}");
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1, "who is down is not asked by everybody");
    tokio::time::pause();
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
