//! Every worked example of what LiteLLM decides.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;

use crate::support::cases;

/// Texts that hold what differs from run to run or that an estimate is part of.
const OWN_WORDS: [&str; 2] = ["team-at-budget-reserved", "tok-unlicensed"];

fn all() -> Vec<Value> {
    let mut defaults = Value::Null;
    let mut cases = Vec::new();
    for line in include_str!("../fixtures/litellm/cases-smoke.jsonl").lines() {
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
    assert!(cases.len() > 270);
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
