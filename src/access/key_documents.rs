//! Sets of keys at the addresses that a server fetches them from, as somebody fetched them for the engine.

use std::collections::BTreeMap;

use serde_json::Value;

/// What came of fetching a key document.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    Document(Value),
    Status {
        status: u16,
        text: String,
    },
    /// With the reason.
    Unreachable(String),
}

/// Key documents by address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyDocuments {
    pub by_url: BTreeMap<String, Fetched>,
    /// What stands for every address: a file that the person named.
    pub for_all: Option<Fetched>,
}
