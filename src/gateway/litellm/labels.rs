//! The pairs of a person in a key's metadata, where LiteLLM keeps settings of its own as well. The names of those mean
//! something to it: a text under one of them changes what the key may do, or keeps it from working.

use serde_json::{Map, Value};

use super::convert::{check_text, refused};
use super::mark::MARK;
use crate::gateway::error::{Error, ErrorKind};

/// Where gatekey keeps the description, which LiteLLM has no place for.
pub(super) const DESCRIPTION: &str = "description";

/// Lists that only the Enterprise edition keeps. It takes them beside the metadata, and puts them in.
const LISTS: [&str; 4] = ["tags", "guardrails", "policies", "prompts"];

/// What else only the Enterprise edition keeps (`LiteLLM_ManagementEndpoint_MetadataFields_Premium`). None of it is a text.
const OF_ENTERPRISE: [&str; 6] = [
    "disable_global_guardrails",
    "team_member_key_duration",
    "logging",
    "secret_manager_settings",
    "allowed_passthrough_routes",
    "denied_passthrough_routes",
];

/// Settings of LiteLLM 1.106.2: `LiteLLM_ManagementEndpoint_MetadataFields`, what it never lets go, and what its code reads
/// from a key's metadata and takes no text for. What it takes a text for is a label like any other: `priority`,
/// `otel_service_name`, `otel_service_name_override` and `zguard_policy_id`.
const SETTINGS: [&str; 34] = [
    "model_rpm_limit",
    "model_tpm_limit",
    "model_itpm_limit",
    "model_otpm_limit",
    "default_estimated_output_tokens",
    "default_estimated_output_tokens_per_model",
    "mcp_rpm_limit",
    "tag_rpm_limit",
    "rpm_limit_type",
    "tpm_limit_type",
    "enforced_params",
    "temp_budget_increase",
    "temp_budget_expiry",
    "allowed_vector_store_indexes",
    "enforced_batch_output_expires_after",
    "enforced_file_expires_after",
    "throttle_on_budget_exceeded",
    "enable_prompt_caching",
    "end_user_budget_id",
    "service_account_id",
    "allow_litellm_changed_by_header",
    "allowed_tools",
    "batch_enqueued_token_limit",
    "cache",
    "disable_fallbacks",
    "litellm_disabled_callbacks",
    "max_batch_file_records",
    "max_batch_file_uploads_per_day",
    "max_budget_alert_emails",
    "max_file_downloads_per_minute",
    "max_iterations",
    "opted_out_global_guardrails",
    "password_reset_required",
    "spend_logs_metadata",
];

/// Whether what stands under this name stays when the pairs of a person go: it is a field of its own.
pub(super) fn is_kept(name: &str) -> bool {
    name == DESCRIPTION
        || name == MARK
        || LISTS.contains(&name)
        || OF_ENTERPRISE.contains(&name)
        || SETTINGS.contains(&name)
}

/// Puts a description and pairs into what is kept of both. `Some(None)` takes the description out, and no pairs all pairs.
pub(super) fn merge(
    metadata: &mut Map<String, Value>,
    enterprise: &mut Map<String, Value>,
    description: Option<Option<&str>>,
    pairs: Option<&Vec<(String, String)>>,
) -> Result<(), Error> {
    for (name, value) in pairs.into_iter().flatten() {
        check_text("metadata", name)?;
        check_text("metadata", value)?;
        check_label(name)?;
        if LISTS.contains(&name.as_str()) {
            let names = value.split(',').map(|name| Value::from(name.trim())).collect();
            enterprise.insert(name.clone(), Value::Array(names));
        } else {
            metadata.insert(name.clone(), Value::from(value.as_str()));
        }
    }
    match description {
        None => {}
        Some(None) => drop(metadata.shift_remove(DESCRIPTION)),
        Some(Some(text)) => {
            check_text("the description", text)?;
            metadata.insert(DESCRIPTION.to_owned(), Value::from(text));
        }
    }
    Ok(())
}

/// Refuses a name that is no label.
fn check_label(name: &str) -> Result<(), Error> {
    if name == DESCRIPTION {
        return Err(refused("the description is kept under the name `description`").hint("use `--description`"));
    }
    if name == MARK {
        return Err(refused(format!("the name `{MARK}` is kept for what `tokens rotate` writes down"))
            .hint("choose another name"));
    }
    if OF_ENTERPRISE.contains(&name) {
        let message = format!("`{name}` is a setting of LiteLLM's Enterprise edition and no label");
        return Err(Error::new(ErrorKind::Unsupported, message).hint("choose another name for the label"));
    }
    if SETTINGS.contains(&name) {
        return Err(refused(format!(
            "`{name}` is a setting of LiteLLM's own and no label: it would read the text as one"
        ))
        .hint("choose another name for the label, or make the setting with `gatekey api POST /key/update`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(name: &str) -> Result<(), ErrorKind> {
        let pairs = vec![(name.to_owned(), "1".to_owned())];
        merge(&mut Map::new(), &mut Map::new(), None, Some(&pairs)).map_err(|error| error.kind)
    }

    #[test]
    fn what_litellm_reads_as_a_setting_is_no_label() {
        for name in SETTINGS.into_iter().chain([DESCRIPTION]) {
            assert_eq!(merged(name), Err(ErrorKind::Input), "{name}");
        }
        for name in OF_ENTERPRISE {
            assert_eq!(merged(name), Err(ErrorKind::Unsupported), "{name}");
        }
        for name in ["stage", "priority", "tags", "Model_rpm_limit", "model_rpm_limits"] {
            assert_eq!(merged(name), Ok(()), "{name}");
        }
    }
}
