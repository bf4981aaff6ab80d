//! The claims' rules (RFC 7519 §4.1). Each claim is judged alone, so that all that is wrong is told.

use serde_json::Value;

use super::{Rules, now};
use crate::jwt::claims::{Claims, NumericDate, audiences, find, is, is_rounded, shown};
use crate::jwt::sheet::{Name, Sheet, Words};

const EXP: &str = "RFC 7519 §4.1.4";
const NBF: &str = "RFC 7519 §4.1.5";
const IAT: &str = "RFC 7519 §4.1.6";
const ISS: &str = "RFC 7519 §4.1.1";
const AUD: &str = "RFC 7519 §4.1.3";

/// From how much leeway on it is more than clocks differ by.
const MUCH_LEEWAY: u64 = 60;

/// The claims that these rules look at: nothing else of a token must be kept to judge it.
pub(super) fn judged(rules: &Rules) -> Vec<String> {
    let mut names = vec!["exp", "nbf", "iat"];
    names.extend(rules.issuer.as_ref().map(|_| "iss"));
    let asks_for_audience =
        !rules.audiences.is_empty() || rules.manner.audience.is_some() || rules.manner.refuses_audiences;
    names.extend(asks_for_audience.then_some("aud"));
    names.extend(rules.manner.text);
    let asked = rules.required.iter().chain(rules.asserted.iter().map(|(name, _)| name)).map(String::as_str);
    for name in rules.manner.required.iter().copied().chain(asked) {
        // As `find` does: by its name, or by a path that begins with one.
        names.extend([name, name.split('.').next().unwrap_or(name)]);
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

/// Judges every claim that a rule is about.
pub(super) fn judge(claims: &dyn Claims, rules: &Rules, sheet: &mut Sheet) {
    if rules.leeway_seconds > MUCH_LEEWAY {
        sheet.warn("leeway", EXP, || {
            let leeway = rules.leeway_seconds;
            (format!("{leeway} s are more than clocks differ by"), "a minute is enough: correct the clocks".to_owned())
        });
    }
    judge_exp(claims, rules, sheet);
    judge_not_before("nbf", NBF, claims, rules, sheet);
    judge_not_before("iat", IAT, claims, rules, sheet);
    judge_iss(claims, rules, sheet);
    judge_aud(claims, rules, sheet);
    for name in rules.manner.text {
        if let Some(value) = claims.named(name).filter(|value| !value.is_string()) {
            sheet.fail(*name, "RFC 7519 §4.1", || Words {
                expected: "a text".to_owned(),
                found: shown(value),
                hint: None,
            });
        }
    }
    let required = rules.manner.required.iter().copied().chain(rules.required.iter().map(String::as_str));
    for name in required {
        judge_required(name, claims, sheet);
    }
    for (name, typed) in &rules.asserted {
        judge_asserted(name, typed, claims, sheet);
    }
    if let Some(note) = rules.manner.note {
        sheet.warn("use_as", "", || (note.to_owned(), "make a key for programs: `gatekey tokens create`".to_owned()));
    }
}

/// A claim that must be a date. `None` where it is missing or none, which is told.
fn date(
    check: &'static str,
    section: &'static str,
    claims: &dyn Claims,
    rules: &Rules,
    sheet: &mut Sheet,
) -> Option<NumericDate> {
    let value = claims.named(check)?;
    let date = if rules.manner.is_pyjwt { NumericDate::of_python(value) } else { NumericDate::of(value) };
    if date.is_none() {
        sheet.fail(check, section, || Words {
            expected: "a number: seconds since 1970".to_owned(),
            found: shown(value),
            hint: Some("have the issuer write it as a JSON number, without quotes".to_owned()),
        });
    }
    date
}

fn judged_at(rules: &Rules) -> String {
    format!("judged at {} with a leeway of {} s", rules.at, rules.leeway_seconds)
}

fn judge_exp(claims: &dyn Claims, rules: &Rules, sheet: &mut Sheet) {
    let Some(exp) = date("exp", EXP, claims, rules, sheet) else {
        if claims.named("exp").is_none() {
            sheet.warn("exp", EXP, || {
                (
                    "it never expires".to_owned(),
                    "have the issuer set `exp`; --require exp refuses such tokens".to_owned(),
                )
            });
        }
        return;
    };
    // The current time must be before it: at that very second it is expired.
    if now(rules) < exp.plus(rules.leeway_seconds) {
        match exp.time() {
            Some(_) => sheet.pass("exp", EXP, || format!("expires at {}, {}", exp.words(), judged_at(rules))),
            None => sheet.warn("exp", EXP, || {
                (format!("expires at {}", exp.words()), "have the issuer set a time that will come".to_owned())
            }),
        }
    } else {
        sheet.fail("exp", EXP, || Words {
            expected: "a time to come".to_owned(),
            found: format!("{}, {}", exp.words(), judged_at(rules)),
            hint: Some("get a new token; if it is new, compare the clocks of issuer and judge".to_owned()),
        });
    }
}

/// `nbf`, and `iat`, which must not be in the future either: nobody can have issued it yet.
fn judge_not_before(check: &'static str, section: &'static str, claims: &dyn Claims, rules: &Rules, sheet: &mut Sheet) {
    let Some(date) = date(check, section, claims, rules, sheet) else {
        if claims.named(check).is_none() {
            sheet.skip(check, section, || "it does not say".to_owned());
        }
        return;
    };
    if date <= now(rules).plus(rules.leeway_seconds) {
        sheet.pass(check, section, || format!("{}, {}", date.words(), judged_at(rules)));
    } else {
        sheet.fail(check, section, || Words {
            expected: "a time that has come".to_owned(),
            found: format!("{}, {}", date.words(), judged_at(rules)),
            hint: Some("wait, or compare the clocks of issuer and judge; --leeway bridges a difference".to_owned()),
        });
    }
}

fn judge_iss(claims: &dyn Claims, rules: &Rules, sheet: &mut Sheet) {
    let found = claims.named("iss");
    let Some(expected) = &rules.issuer else {
        return unasked("iss", ISS, "--iss", found, rules, sheet);
    };
    match found {
        Some(Value::String(issuer)) if issuer == expected => sheet.pass("iss", ISS, || format!("`{issuer}`")),
        found => sheet.fail("iss", ISS, || Words {
            expected: format!("`{expected}`"),
            found: found.map_or_else(|| "none".to_owned(), shown),
            hint: Some(issuer_hint(expected, found)),
        }),
    }
}

fn issuer_hint(expected: &str, found: Option<&Value>) -> String {
    let bare = |text: &str| text.trim_end_matches('/').to_owned();
    match found.and_then(Value::as_str) {
        Some(found) if bare(found) == bare(expected) => {
            "only a slash at the end differs: issuers are compared letter by letter".to_owned()
        }
        _ => "the token is of another issuer, or the address of this one is set wrong".to_owned(),
    }
}

fn judge_aud(claims: &dyn Claims, rules: &Rules, sheet: &mut Sheet) {
    let found = claims.named("aud");
    let of_manner = rules.manner.audience.map(str::to_owned);
    let expected: Vec<&String> =
        if rules.audiences.is_empty() { of_manner.iter().collect() } else { rules.audiences.iter().collect() };
    if expected.is_empty() && rules.manner.refuses_audiences {
        return judge_no_aud(found, rules, sheet);
    }
    if expected.is_empty() {
        return unasked("aud", AUD, "--aud", found, rules, sheet);
    }
    let names = || expected.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
    let is_meant = |found: &[&str]| found.iter().any(|found| expected.iter().any(|expected| expected == found));
    match found.map(audiences) {
        Some(Some(found)) if is_meant(&found) => sheet.pass("aud", AUD, || format!("has {}", names())),
        Some(None) => sheet.fail("aud", AUD, || Words {
            expected: "a text or a list of texts".to_owned(),
            found: found.map_or_else(String::new, shown),
            hint: None,
        }),
        _ => sheet.fail("aud", AUD, || Words {
            expected: names(),
            found: found.map_or_else(|| "none".to_owned(), shown),
            hint: Some("the token is for somebody else: ask the issuer for one with this audience".to_owned()),
        }),
    }
}

/// Where no audience is set, one who verifies audiences is none that a token may be for (PyJWT's `_validate_aud`). An empty
/// one counts as none.
fn judge_no_aud(found: Option<&Value>, rules: &Rules, sheet: &mut Sheet) {
    let is_empty = |aud: &Value| match aud {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(is_true) => !is_true,
        Value::Null => true,
    };
    let title = rules.manner.title;
    match found.filter(|aud| !is_empty(aud)) {
        None => sheet.pass("aud", AUD, || "the token is for nobody by name".to_owned()),
        Some(aud) => sheet.fail("aud", AUD, || Words {
            expected: format!("no audience: {title} has none set"),
            found: shown(aud),
            hint: Some("the token is for somebody else: take one that names no audience".to_owned()),
        }),
    }
}

/// A claim that nobody said what to expect of.
fn unasked(
    check: &'static str,
    section: &'static str,
    option: &'static str,
    found: Option<&Value>,
    rules: &Rules,
    sheet: &mut Sheet,
) {
    let found = || found.map_or_else(|| "none".to_owned(), shown);
    if rules.manner.asks_for_whom {
        sheet.unasked(check, section, || {
            (format!("not judged; the token says {}", found()), format!("say what you expect with {option}"))
        });
    } else {
        sheet.skip(check, section, || {
            format!("not judged, as {} does without a setting; the token says {}", rules.manner.title, found())
        });
    }
}

fn judge_required(name: &str, claims: &dyn Claims, sheet: &mut Sheet) {
    const SECTION: &str = "RFC 7519 §4";
    let check = || Name::from(format!("required:{name}"));
    match find(claims, name) {
        Some(value) if !value.is_null() => {
            if !sheet.is_in_short() {
                sheet.pass_named(check(), SECTION, || format!("`{name}` is {}", shown(value)));
            }
        }
        _ => sheet.fail(check(), SECTION, || Words {
            expected: format!("a claim `{name}`"),
            found: "none".to_owned(),
            hint: Some("have the issuer put it into the token".to_owned()),
        }),
    }
}

fn judge_asserted(name: &str, typed: &str, claims: &dyn Claims, sheet: &mut Sheet) {
    const SECTION: &str = "RFC 7519 §4";
    let check = || Name::from(format!("claim:{name}"));
    let found = find(claims, name);
    if found.is_some_and(|value| is(value, typed)) {
        if !sheet.is_in_short() {
            sheet.pass_named(check(), SECTION, || format!("`{name}` is or has `{typed}`"));
        }
        return;
    }
    sheet.fail(check(), SECTION, || Words {
        expected: format!("`{name}` to be or have `{typed}`"),
        found: found.map_or_else(|| "none".to_owned(), shown),
        hint: is_rounded(typed)
            .then(|| "numbers beyond 64 bits are not kept exactly, so that none is equal to it".to_owned()),
    });
}
