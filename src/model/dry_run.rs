//! What a command would change: the answer to `--dry-run`.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Map, Value};

/// The changes that would be made, in order. In JSON: `{"dry_run":true,"changes":[…]}` (CONTRACT §4).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DryRun {
    pub changes: Vec<PlannedChange>,
}

/// One change that would be made.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PlannedChange {
    /// The verb, as in `create` or `revoke`.
    pub action: String,
    /// What would change, as a person would type it.
    pub target: String,
    /// For each field `[old, new]`.
    pub fields: Map<String, Value>,
}

impl PlannedChange {
    /// A change without fields yet.
    pub fn new(action: impl Into<String>, target: impl Into<String>) -> Self {
        Self { action: action.into(), target: target.into(), fields: Map::new() }
    }

    /// Adds a field that would change.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), Value::Array(vec![old.into(), new.into()]));
        self
    }
}

impl Serialize for DryRun {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("DryRun", 2)?;
        object.serialize_field("dry_run", &true)?;
        object.serialize_field("changes", &self.changes)?;
        object.end()
    }
}
