//! What a command that changes something answers: what it did, or, with `--dry-run`, what it would do.

use crate::model::DryRun;

/// Done, or only planned.
#[derive(Debug)]
pub enum Answer<T> {
    Done(T),
    WouldDo(DryRun),
}
