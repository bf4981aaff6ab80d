//! What a request asks for beside a model, and may be refused for: tags, guardrails, tools and vector stores.

use serde_json::{Map, Value};

use super::Scene;
use super::budgets::Rows;
use super::case::Caller;
use super::config::texts;
use super::entrance::mapping;
use super::python;
use super::routes::{is_among, is_llm};
use crate::access::trace::{Denial, Ruling, Trace};

/// Parts of the paths whose `metadata` is the provider's.
const OWN_METADATA: [&str; 5] = ["batches", "bedrock", "/v1/messages", "responses", "files"];

/// The tags that a request is counted under: those of its body, of a header and of the key.
pub(super) fn tags(scene: &Scene<'_>, caller: &Caller) -> Vec<String> {
    let body = &scene.request.body;
    let metadata = body.get(slot(scene)).and_then(mapping).unwrap_or_default();
    let mut tags = metadata.get("tags").map(texts).unwrap_or_default();
    let header = scene.request.headers.get("x-litellm-tags").map(String::as_str).unwrap_or_default();
    tags.extend(header.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned));
    tags.extend(texts(&caller.metadata["tags"]));
    tags.extend(body.get("tags").map(texts).unwrap_or_default());
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags
}

/// Where LiteLLM keeps its own metadata of a request.
fn slot(scene: &Scene<'_>) -> &'static str {
    let is_of_provider = OWN_METADATA.iter().any(|part| scene.request.route.contains(part));
    if is_of_provider || scene.request.body.contains_key("litellm_metadata") { "litellm_metadata" } else { "metadata" }
}

/// `reject_clientside_metadata_tags`: tags are the key's alone.
pub(super) fn check_tags(scene: &Scene<'_>) -> Ruling {
    const SETTING: &str = "reject_clientside_metadata_tags";
    // Tags of the header are put there before it is looked at.
    let comes_with_header = scene.request.headers.contains_key("x-litellm-tags") && slot(scene) == "metadata";
    let own = scene.request.body.get("metadata").is_some_and(|metadata| metadata.get("tags").is_some());
    let has_tags = own || comes_with_header;
    if !(scene.config.is_on(SETTING) && has_tags && is_llm(&scene.request.route)) {
        return Ok(());
    }
    let value = scene.config.general.get(SETTING).map_or("True".to_owned(), python::text);
    let error = format!(
        "Client-side 'metadata.tags' not allowed in request. '{SETTING}'={value}. Tags can only be set via API key metadata."
    );
    Err(Denial::new("request-tags", 400, error)
        .source(format!("general_settings.{SETTING}"))
        .fix("leave metadata.tags out of the request; `gatekey tokens update --metadata` sets those of the key"))
}

/// A team may forbid that its requests switch guardrails.
pub(super) fn check_guardrails(scene: &Scene<'_>, team: Option<&Value>) -> Ruling {
    const SWITCHES: [&str; 4] =
        ["guardrails", "disable_global_guardrails", "disable_global_guardrail", "opted_out_global_guardrails"];
    let Some(team) = team.filter(|team| team["metadata"]["guardrails"]["modify_guardrails"] == Value::Bool(false))
    else {
        return Ok(());
    };
    let body = &scene.request.body;
    let has_switch = |members: &Map<String, Value>| SWITCHES.iter().any(|name| members.contains_key(*name));
    let inner = ["metadata", "litellm_metadata"].iter().filter_map(|name| body.get(*name).and_then(mapping));
    if !(has_switch(body) || inner.into_iter().any(|members| has_switch(&members))) {
        return Ok(());
    }
    let error = "{'error': 'Your team does not have permission to modify guardrails.'}";
    Err(Denial::new("guardrails", 403, error)
        .source(format!("teams: {}: metadata.guardrails", python::text(&team["team_id"])))
        .fix("leave the switches of guardrails out of the request, or let the team set them (modify_guardrails)"))
}

/// Stores are granted by rows that belong to the key, the team or the user.
pub(super) fn check_vector_stores(scene: &Scene<'_>, caller: &Caller, rows: Rows<'_>, trace: &mut Trace) {
    let body = &scene.request.body;
    let has_stores = |value: &Value| value["vector_store_ids"].as_array().is_some_and(|ids| !ids.is_empty());
    let tools = body.get("tools").and_then(Value::as_array).into_iter().flatten();
    let is_asked = body.get("vector_store_ids").and_then(Value::as_array).is_some_and(|ids| !ids.is_empty())
        || tools.into_iter().any(has_stores)
        || body.get("retrieval_config").is_some_and(|config| !config["vector_store_id"].is_null());
    let is_narrowed = |row: Option<&Value>| {
        row.is_some_and(|row| !row["object_permission_id"].is_null() || !row["object_permission"].is_null())
    };
    let strict = scene.config.is_on("vector_store_deny_by_default");
    if is_asked && (strict || is_narrowed(caller.key.as_ref()) || is_narrowed(rows.team)) {
        let detail = "which vector stores the caller was granted: only the proxy knows those that it has";
        trace.unknown("vector-stores", "object_permission", detail);
    }
}

/// The tools that a key, or else its team, may name.
pub(super) fn check_tools(scene: &Scene<'_>, caller: &Caller) -> Ruling {
    /// Where LiteLLM looks for tools in the body.
    const ROUTES: [&str; 15] = [
        "/chat/completions",
        "/v1/chat/completions",
        "/engines/{model}/chat/completions",
        "/openai/deployments/{model}/chat/completions",
        "/models/{model_name:path}:generateContent",
        "/v1beta/models/{model_name:path}:generateContent",
        "/openai/v1/responses",
        "/openai/v1/responses/input_tokens",
        "/openai/v1/responses/{response_id}",
        "/responses",
        "/responses/input_tokens",
        "/responses/{response_id}",
        "/v1/messages",
        "/v1/responses",
        "/v1/responses/{response_id}",
    ];
    let lists =
        [(&caller.metadata, "keys: metadata.allowed_tools"), (&caller.team_metadata, "teams: metadata.allowed_tools")];
    let own = |metadata: &Value| metadata["allowed_tools"].as_array().is_some_and(|list| !list.is_empty());
    let Some((metadata, source)) = lists.into_iter().find(|(metadata, _)| own(metadata)) else { return Ok(()) };
    if !is_among(&scene.request.route, &ROUTES) {
        return Ok(());
    }
    let listed = metadata["allowed_tools"].as_array().into_iter().flatten();
    let allowed: Vec<String> = listed.map(python::text).collect();
    let refused: Vec<String> =
        tool_names(&scene.request.body).into_iter().filter(|name| !allowed.contains(name)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let error = format!("Tool(s) {} are not in the allowed tools list for this key/team.", python::list(&refused));
    Err(Denial::new("tools", 403, error)
        .source(source)
        .because(format!("only the tools {} may be named", python::list(&allowed)))
        .fix(format!("add {} to {source}, or leave them out of the request", refused.join(", "))))
}

/// The names of tools in the forms of OpenAI, Anthropic and Google.
fn tool_names(body: &Map<String, Value>) -> Vec<String> {
    let list = |name: &str| body.get(name).and_then(Value::as_array).into_iter().flatten();
    let mut names = Vec::new();
    let mut put = |name: &Value| {
        if python::is_true(name) {
            names.push(python::text(name));
        }
    };
    for tool in list("tools") {
        put(&tool["function"]["name"]);
        put(&tool["name"]);
        tool["functionDeclarations"].as_array().into_iter().flatten().for_each(|one| put(&one["name"]));
    }
    list("functions").for_each(|one| put(&one["name"]));
    names
}
