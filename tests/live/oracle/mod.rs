//! Generated requests, put to gatekey and to the real code of LiteLLM and of Llama Stack. Both must decide alike.
//!
//! - [`cases`], with [`keys`] and [`tokens`]: the generator, seeded: the same seed gives the same requests; [`dice`]
//! - [`features`]: what few requests have, each drawn now and then
//!
//! - [`llama_stack`]: the same for Llama Stack, by `ask_llama_stack.py`
//!
//! `GATEKEY_TEST_LITELLM_PYTHON` is a Python that has LiteLLM 1.106.2 and time-machine, `GATEKEY_TEST_LLAMA_STACK_PYTHON` one
//! that has Llama Stack 0.7.3. `GATEKEY_TEST_ORACLE_CASES` and `GATEKEY_TEST_ORACLE_SEED` ask for more cases, and for others.

mod cases;
mod dice;
mod features;
mod keys;
mod llama_stack;
mod tokens;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::environment;
use crate::neighbour::unless_absent;
use crate::support::cases::differences;

/// How many where nobody asks for more: a few seconds.
const SAMPLE: usize = 600;

pub(crate) fn trials() -> Vec<Trial> {
    let of_one = |name: &str, absent: Option<String>, test: fn() -> Result<(), Failed>| {
        let trial = Trial::test(format!("oracle::gatekey_decides_as_{name}_does"), test);
        unless_absent(trial, absent.as_deref())
    };
    vec![of_one("litellm", absent(), agrees), of_one("llama_stack", llama_stack::absent(), llama_stack::agrees)]
}

fn absent() -> Option<String> {
    if let Some(reason) = environment("GATEKEY_TEST_ORACLE_ABSENT") {
        return Some(reason);
    }
    if environment("GATEKEY_TEST_LITELLM_PYTHON").is_none() {
        return Some("GATEKEY_TEST_LITELLM_PYTHON is not set".to_owned());
    }
    (!script().exists()).then(|| "the oracle is not beside the repository".to_owned())
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracles/litellm_explain.py")
}

fn number(name: &str, default: usize) -> usize {
    environment(name).and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn agrees() -> Result<(), Failed> {
    let (count, seed) = (number("GATEKEY_TEST_ORACLE_CASES", SAMPLE), number("GATEKEY_TEST_ORACLE_SEED", 1));
    let cases = cases::generate(seed as u64, count);
    let answers = ask(&cases)?;
    if answers.len() != cases.len() {
        return Err(format!("{} answers to {} cases", answers.len(), cases.len()).into());
    }
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let (mut ambiguous, mut errors) = (0, 0);
    let mut decisions = std::collections::BTreeMap::new();
    for (case, answer) in cases.iter().zip(&answers) {
        // LiteLLM's own choice among teams is by chance there; and what the oracle could not run has no answer.
        if answer.get("ambiguous").is_some() {
            ambiguous += 1;
            continue;
        }
        if answer["decision"] == "error" {
            errors += 1;
            continue;
        }
        compared += 1;
        *decisions.entry(answer["status"].as_u64()).or_insert(0) += 1;
        let mut answer = answer.clone();
        let is_mapped = case["drawn"].as_array().into_iter().flatten().any(|one| one == "virtual key of a claim");
        if let (true, Some(identity)) = (is_mapped, answer["identity"].as_object_mut()) {
            // The oracle hands no end user on to a key that a claim stands for.
            identity.remove("end_user_id");
        }
        let found = differences(case, &answer);
        if !found.is_empty() {
            wrong.push(format!("{case}\n  {}", found.join("\n  ")));
        }
    }
    let skipped = format!("{ambiguous} ambiguous, {errors} that LiteLLM does not start with or trips over");
    say(&format!(
        "LiteLLM, seed {seed}: {} cases, {compared} compared, {} differ; not compared: {skipped}; statuses {decisions:?}",
        cases.len(),
        wrong.len()
    ));
    none_differ(&wrong, compared, &format!("{decisions:?}"))?;
    all_drawn(&cases, &answers)?;
    // Most cases must be comparable, and both answers common: else this would show nothing.
    let allowed = decisions.get(&None).copied().unwrap_or(0);
    let is_telling = compared * 10 > cases.len() * 7 && allowed * 10 > compared && (compared - allowed) * 10 > compared;
    if is_telling { Ok(()) } else { Err(format!("{compared} of {} compared: {decisions:?}", cases.len()).into()) }
}

/// Says it beside what the trials say.
fn say(line: &str) {
    // Nobody may be there to read it.
    let _unread = writeln!(std::io::stderr(), "oracle: {line}");
}

/// Of everything that can be drawn something must have been compared.
fn all_drawn(cases: &[Value], answers: &[Value]) -> Result<(), Failed> {
    let compared = cases.iter().zip(answers).filter(|(_, answer)| answer["decision"] != "error");
    let drawn: std::collections::BTreeSet<&str> =
        compared.flat_map(|(case, _)| case["drawn"].as_array()).flatten().filter_map(Value::as_str).collect();
    let missing: Vec<&str> = features::names().filter(|name| !drawn.contains(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("never compared: {}", missing.join(", ")).into()) }
}

/// Fails with the first few that differ.
fn none_differ(wrong: &[String], compared: usize, decisions: &str) -> Result<(), Failed> {
    if wrong.is_empty() {
        return Ok(());
    }
    let shown: Vec<&str> = wrong.iter().take(number("GATEKEY_TEST_ORACLE_SHOWN", 5)).map(String::as_str).collect();
    Err(format!("{} of {compared} differ ({decisions}):\n{}", wrong.len(), shown.join("\n")).into())
}

/// One process for all: LiteLLM takes longer to start than to answer a thousand times.
fn ask(cases: &[Value]) -> Result<Vec<Value>, Failed> {
    let folder = tempfile::TempDir::new()?;
    let (asked, told) = (folder.path().join("cases.jsonl"), folder.path().join("answers.jsonl"));
    fs::write(&asked, cases.iter().map(|case| format!("{case}\n")).collect::<String>())?;
    let python = environment("GATEKEY_TEST_LITELLM_PYTHON").unwrap_or_default();
    let mut command = Command::new(python);
    command.arg(script()).arg("--cases").arg(&asked).arg("--out").arg(&told).env("PYTHONDONTWRITEBYTECODE", "1");
    if let Some(path) = environment("GATEKEY_TEST_ORACLE_PATH") {
        command.env("PYTHONPATH", path);
    }
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("the oracle failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let text = fs::read_to_string(&told)?;
    text.lines().map(|line| serde_json::from_str(line).map_err(Failed::from)).collect()
}
