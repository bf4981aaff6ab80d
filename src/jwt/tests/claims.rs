//! A case for each rule about claims.

use serde_json::{Value, json};

use super::{SECRET, alone, fails, judge, no_header, now, passes, rules, status, token};
use crate::jwt::verify::Rules;
use crate::model::verdict::TokenCheckStatus::{self, Pass, Skip, Warn};

fn of(claims: Value) -> String {
    token(SECRET, no_header(), &claims)
}

fn status_of(claims: Value, check: &str, rules: Rules) -> Option<TokenCheckStatus> {
    status(&judge(&of(claims), alone(SECRET), rules), check)
}

fn with_leeway(leeway_seconds: u64) -> Rules {
    Rules { leeway_seconds, ..rules() }
}

#[test]
fn exp_is_past_from_its_own_second_on() {
    passes(&of(json!({"exp": now() + 1})), alone(SECRET), rules());
    passes(&of(json!({"exp": now() as f64 + 0.5})), alone(SECRET), rules());
    for exp in [json!(now()), json!(now() - 1), json!(0), json!(-1), json!(-1e300)] {
        assert_eq!(fails(&of(json!({ "exp": exp })), alone(SECRET), rules()), ["exp"]);
    }
    passes(&of(json!({"exp": now()})), alone(SECRET), with_leeway(1));
    assert_eq!(fails(&of(json!({"exp": now() - 1})), alone(SECRET), with_leeway(1)), ["exp"]);
}

#[test]
fn nbf_and_iat_must_have_come() {
    for claim in ["nbf", "iat"] {
        passes(&of(json!({claim: now(), "exp": now() + 9})), alone(SECRET), rules());
        assert_eq!(fails(&of(json!({claim: now() + 1, "exp": now() + 9})), alone(SECRET), rules()), [claim]);
        passes(&of(json!({claim: now() + 1, "exp": now() + 9})), alone(SECRET), with_leeway(1));
    }
}

#[test]
fn dates_are_numbers() {
    for claim in ["exp", "nbf", "iat"] {
        for value in [json!("1800000000"), json!(true), json!(null), json!([1]), json!({})] {
            let failed = fails(&of(json!({"exp": now() + 9, claim: value})), alone(SECRET), rules());
            assert_eq!(failed, [claim], "{value}");
        }
    }
}

#[test]
fn dates_beyond_the_year_9999_and_huge_numbers_are_told() {
    for exp in [json!(253_402_300_800_u64), json!(u64::MAX), json!(1e300)] {
        assert_eq!(status_of(json!({ "exp": exp }), "exp", rules()), Some(Warn), "{exp}");
        assert_eq!(fails(&of(json!({"exp": now() + 9, "nbf": exp})), alone(SECRET), rules()), ["nbf"]);
    }
}

#[test]
fn what_nobody_asked_for_is_told_and_strict_wants_it() {
    let claims = json!({"exp": now() + 9, "iss": "i", "aud": "a"});
    for check in ["iss", "aud"] {
        assert_eq!(status_of(claims.clone(), check, rules()), Some(Skip));
    }
    let strict = Rules { strict: true, ..rules() };
    assert_eq!(fails(&of(claims.clone()), alone(SECRET), strict.clone()), ["iss", "aud"]);
    let asked = Rules { issuer: Some("i".into()), audiences: vec!["a".into()], ..strict.clone() };
    passes(&of(claims), alone(SECRET), asked.clone());
    assert_eq!(fails(&of(json!({"iss": "i", "aud": "a"})), alone(SECRET), asked), ["exp"]);
    assert_eq!(status_of(json!({}), "exp", rules()), Some(Warn));
}

#[test]
fn more_leeway_than_clocks_differ_by_is_told() {
    assert_eq!(status_of(json!({"exp": now() + 9}), "leeway", with_leeway(60)), None);
    assert_eq!(status_of(json!({"exp": now() + 9}), "leeway", with_leeway(61)), Some(Warn));
}

#[test]
fn the_issuer_is_compared_letter_by_letter() {
    let by = |iss: Value| of(json!({"exp": now() + 9, "iss": iss}));
    let rules = Rules { issuer: Some("https://issuer.example.com".into()), ..rules() };
    passes(&by(json!("https://issuer.example.com")), alone(SECRET), rules.clone());
    for other in
        [json!("https://issuer.example.com/"), json!("HTTPS://issuer.example.com"), json!(""), json!(7), json!(null)]
    {
        assert_eq!(fails(&by(other), alone(SECRET), rules.clone()), ["iss"]);
    }
    assert_eq!(fails(&of(json!({"exp": now() + 9})), alone(SECRET), rules), ["iss"]);
}

#[test]
fn one_audience_of_the_token_must_be_one_of_those_expected() {
    let of = |aud: Value| of(json!({"exp": now() + 9, "aud": aud}));
    let rules = Rules { audiences: vec!["a".into(), "b".into()], ..rules() };
    for aud in [json!("a"), json!("b"), json!(["x", "b"])] {
        passes(&of(aud), alone(SECRET), rules.clone());
    }
    for aud in [json!("A"), json!("ab"), json!([]), json!(["x"]), json!(["a", 1]), json!({"a": 1}), json!(null)] {
        assert_eq!(fails(&of(aud.clone()), alone(SECRET), rules.clone()), ["aud"], "{aud}");
    }
}

#[test]
fn claims_can_be_required_and_asserted_also_inside_others() {
    let claims = json!({"exp": now() + 9, "tenant": "t", "none": null, "realm": {"roles": ["dev", "admin"]}, "n": 5});
    let rules = Rules {
        required: ["tenant", "realm.roles"].map(str::to_owned).to_vec(),
        asserted: [("realm.roles", "admin"), ("n", "5"), ("tenant", "t")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .to_vec(),
        ..rules()
    };
    passes(&of(claims.clone()), alone(SECRET), rules.clone());
    let rules = Rules {
        required: ["none", "missing"].map(str::to_owned).to_vec(),
        asserted: [("realm.roles", "root"), ("missing", "x")].map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(),
        ..rules
    };
    let failed = fails(&of(claims), alone(SECRET), rules);
    assert_eq!(failed, ["required:none", "required:missing", "claim:realm.roles", "claim:missing"]);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let rules =
        Rules { issuer: Some("i".into()), audiences: vec!["a".into()], required: vec!["sub".into()], ..rules() };
    let mut token = of(json!({"exp": 1, "nbf": now() + 9, "iat": "x", "iss": "j", "aud": 7}));
    token.pop();
    let failed = fails(&token, alone(SECRET), rules);
    assert_eq!(failed, ["signature", "exp", "nbf", "iat", "iss", "aud", "required:sub"]);
}

#[test]
fn a_token_of_another_type_is_told() {
    let typed = |typ: Value| token(SECRET, json!({ "typ": typ }), &json!({"exp": now() + 9}));
    for typ in ["JWT", "jwt", "at+jwt", "application/at+JWT"] {
        assert_eq!(status(&judge(&typed(json!(typ)), alone(SECRET), rules()), "typ"), Some(Pass), "{typ}");
    }
    assert_eq!(status(&judge(&typed(json!("JOSE")), alone(SECRET), rules()), "typ"), Some(Warn));
    assert_eq!(fails(&typed(json!(1)), alone(SECRET), rules()), ["typ"]);
}
