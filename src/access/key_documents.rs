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
    /// Nobody answers the server that would fetch it, with the reason.
    Unreachable(String),
    /// Nobody answers here, with the reason. The server may be better off.
    NotFromHere(String),
    /// An answer that is no JSON, with the reason.
    NoJson(String),
}

/// Key documents by address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyDocuments {
    pub by_url: BTreeMap<String, Fetched>,
    /// What stands for every address: a file that the person named.
    pub for_all: Option<Fetched>,
}
