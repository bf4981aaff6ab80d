//! The blocks of README and docs/ that need a GPUStack: run as they are written, where there is one.

use libtest_mimic::Trial;

#[path = "../support/documents.rs"]
#[expect(dead_code, reason = "the other half of it is for the documents that need no server")]
mod documents;

use documents::{Document, Stage};

use crate::gpustack;

/// A trial for each document with such blocks; ignored where no GPUStack is.
pub(crate) fn trials() -> Vec<Trial> {
    let absent = gpustack::absent();
    documents::documents()
        .into_iter()
        .filter(|document| document.has(Stage::Gpustack))
        .map(|document| trial(document, absent.as_deref()))
        .collect()
}

fn trial(document: Document, absent: Option<&str>) -> Trial {
    let name = format!("docs::{}_is_as_seen_on_gpustack", document.name());
    let trial = Trial::test(name, move || document.rehearse(Stage::Gpustack).map_err(Into::into));
    match absent {
        Some(reason) => trial.with_kind(reason).with_ignored_flag(true),
        None => trial,
    }
}
