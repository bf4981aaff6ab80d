//! Every worked example of what LiteLLM decides.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;

use crate::support::cases;

/// Texts that hold what differs from run to run or that an estimate is part of.
const OWN_WORDS: [&str; 7] = [
    "team-at-budget-reserved",
    "tok-unlicensed",
    "found-tag-at-reserved",
    "found-reserved-by-alias",
    "found-oauth2-unlicensed",
    // Python's words for a bad regular expression.
    "found-tm-badregex-gpt-4o",
    "found-tm-badregex-openai/gpt-4o",
];

fn all() -> Vec<Value> {
    let mut defaults = Value::Null;
    let mut cases = Vec::new();
    let smoke = include_str!("../fixtures/litellm/cases-smoke.jsonl").lines();
    // Each of them was decided otherwise once. They stand for themselves, without defaults.
    let found = include_str!("../fixtures/litellm/cases-found.jsonl").lines();
    for line in smoke.chain([r#"{"defaults": {}}"#]).chain(found) {
        let case: Value = serde_json::from_str(line).unwrap();
        match case.get("defaults") {
            Some(found) => defaults = found.clone(),
            None => {
                let mut whole = defaults.as_object().cloned().unwrap_or_default();
                whole.extend(case.as_object().cloned().unwrap());
                cases.push(Value::Object(whole));
            }
        }
    }
    cases
}

#[test]
fn every_example_is_decided_as_litellm_does() {
    let mut wrong = Vec::new();
    let cases = all();
    assert!(cases.len() > 350);
    for case in &cases {
        let found = cases::differences(case, &case["observed"]);
        if !found.is_empty() {
            wrong.push(format!("{}\n  {}", case["id"], found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_refusal_is_told_in_litellms_words() {
    let mut wrong = Vec::new();
    for case in all() {
        let id = case["id"].as_str().unwrap().to_owned();
        let wanted = case["observed"]["error"].as_str().unwrap_or_default().to_owned();
        let Ok(report) = cases::judged(&case) else { continue };
        let told = report.error.unwrap_or_default();
        if told != wanted && !OWN_WORDS.contains(&id.as_str()) {
            wrong.push(format!("{id}\n  gatekey: {told}\n  LiteLLM: {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_refusal_says_where_it_is_written_and_what_would_change_it() {
    let mut wrong = Vec::new();
    for case in all() {
        let Ok(report) = cases::judged(&case) else { continue };
        let report = serde_json::to_value(&report).unwrap();
        let steps = report["steps"].as_array().unwrap();
        for step in steps.iter().filter(|step| step["outcome"] == "fail") {
            if step["fix"].is_null() || step["source"] == "" || step["detail"] == "" {
                wrong.push(format!("{}: {step}", case["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} refusals leave their reader alone:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_route_groups_that_scopes_are_made_of_are_those_that_are_judged_by() {
    let of = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let mut judged = of(include_str!("../../src/access/litellm/routes.json"));
    let offered = of(include_str!("../../src/gateway/litellm/route_groups.json"));
    // Names of functions are no paths, and no scope.
    let groups = judged["groups"].as_object_mut().unwrap();
    groups.shift_remove("openai_route_names");
    let differing: Vec<_> =
        groups.iter().filter(|(name, members)| offered.get(*name) != Some(members)).map(|(name, _)| name).collect();
    assert_eq!((differing.len(), groups.len()), (0, offered.as_object().unwrap().len()), "{differing:?}");
}
