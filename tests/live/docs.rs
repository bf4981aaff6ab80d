//! The blocks of README and docs/ that need a GPUStack or a LiteLLM: run as they are written, where there is one.

use libtest_mimic::Trial;

#[path = "../support/documents.rs"]
#[expect(dead_code, reason = "the other half of it is for the documents that need no server")]
mod documents;

use documents::{Document, Stage};

use crate::neighbour::unless_absent;
use crate::{gpustack, litellm};

/// A trial for each document with such blocks; ignored where the server is not.
pub(crate) fn trials() -> Vec<Trial> {
    let stages = [(Stage::Gpustack, "gpustack", gpustack::absent()), (Stage::Litellm, "litellm", litellm::absent())];
    let on = |(stage, server, absent): (Stage, &'static str, Option<String>)| {
        let all = documents::documents().into_iter().filter(move |document| document.has(stage));
        all.map(move |document| trial(document, stage, server, absent.as_deref()))
    };
    stages.into_iter().flat_map(on).collect()
}

fn trial(document: Document, stage: Stage, server: &str, absent: Option<&str>) -> Trial {
    let name = format!("docs::{}_is_as_seen_on_{server}", document.name());
    unless_absent(Trial::test(name, move || document.rehearse(stage).map_err(Into::into)), absent)
}
