//! What can go wrong between a value and the reader.

use std::io;

use super::Format;
use crate::model::nearest;

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("--jq works on JSON, and -o {0} is none")]
    JqWithoutJson(Format),
    #[error("-o {0} has no columns to choose from")]
    ColumnsWithout(Format),
    #[error("there is no column `{name}`")]
    UnknownColumn {
        /// As typed.
        name: String,
        /// Every column there is.
        known: Vec<&'static str>,
    },
    #[error("-o {0} is one document, which a list without an end never completes")]
    Endless(Format),
    #[error("-o {0} has no place for a history")]
    HistoryIn(Format),
    #[error("-o {0} cannot carry a secret")]
    SecretIn(Format),
    /// The program cannot be understood; the text shows where.
    #[error("the --jq program cannot be used: {0}")]
    JqProgram(String),
    /// The program failed on a value.
    #[error("the --jq program failed: {0}")]
    JqRun(String),
    /// The reader has what it wanted: success (CONTRACT §5), unless a secret was still to be told.
    #[error("the reader closed the pipe")]
    BrokenPipe,
    #[error("cannot write the output")]
    Write(#[source] io::Error),
    #[error("cannot encode the output")]
    Encode(#[source] serde_json::Error),
}

impl RenderError {
    /// Whether the command line was wrong rather than the work.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::JqWithoutJson(_)
            | Self::ColumnsWithout(_)
            | Self::UnknownColumn { .. }
            | Self::Endless(_)
            | Self::HistoryIn(_)
            | Self::SecretIn(_)
            | Self::JqProgram(_) => true,
            Self::JqRun(_) | Self::BrokenPipe | Self::Write(_) | Self::Encode(_) => false,
        }
    }

    /// What to do next, where that is known.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::JqWithoutJson(_) => "leave -o out, or use -o json or -o ndjson".to_owned(),
            Self::ColumnsWithout(_) => "use -o table, -o wide or -o csv, or choose fields with --jq".to_owned(),
            Self::UnknownColumn { name, known } => match nearest(name, known.iter().copied()) {
                Some(nearest) => format!("did you mean `{nearest}`? The columns are {}", known.join(", ")),
                None => format!("the columns are {}", known.join(", ")),
            },
            Self::Endless(_) => "use -o ndjson: each event is a line of its own".to_owned(),
            Self::HistoryIn(_) => "leave -o out, or use json, yaml or ndjson".to_owned(),
            Self::SecretIn(_) => "leave -o out to get the bare secret, or use json, yaml or ndjson".to_owned(),
            _ => return None,
        })
    }
}

impl From<io::Error> for RenderError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Write(error),
        }
    }
}

impl From<serde_json::Error> for RenderError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { io::Error::from(error).into() } else { Self::Encode(error) }
    }
}

/// Why a list was not written: its source failed, or its writing.
#[derive(Debug, thiserror::Error)]
pub enum PrintError<E> {
    #[error(transparent)]
    Rows(E),
    #[error(transparent)]
    Render(#[from] RenderError),
}
