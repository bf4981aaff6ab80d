//! What the columns of rows may hold: LiteLLM does not read a row in which one has another type, so a file in which somebody wrote
//! such a row would be judged as something that the proxy never sees.

use serde_json::Value;

use super::objects::ObjectsError;

/// What a column holds, beside null.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Text,
    /// Also as text, which LiteLLM takes.
    Number,
    Truth,
    Texts,
    /// Also as JSON in a text.
    Object,
}

use Holds::{Number, Object, Text, Texts, Truth};

const COLUMNS: [(&str, &[(&str, Holds)]); 9] = [
    (
        "teams",
        &[
            ("team_id", Text),
            ("team_alias", Text),
            ("organization_id", Text),
            ("models", Texts),
            ("access_group_ids", Texts),
            ("blocked", Truth),
            ("spend", Number),
            ("max_budget", Number),
            ("metadata", Object),
        ],
    ),
    (
        "users",
        &[
            ("user_id", Text),
            ("user_email", Text),
            ("user_role", Text),
            ("sso_user_id", Text),
            ("models", Texts),
            ("spend", Number),
            ("max_budget", Number),
            ("metadata", Object),
        ],
    ),
    ("organizations", &[("organization_id", Text), ("organization_alias", Text), ("models", Texts), ("spend", Number)]),
    ("end_users", &[("user_id", Text), ("blocked", Truth), ("spend", Number)]),
    (
        "keys",
        &[
            ("token", Text),
            ("key", Text),
            ("user_id", Text),
            ("team_id", Text),
            ("models", Texts),
            ("allowed_routes", Texts),
            ("blocked", Truth),
            ("spend", Number),
            ("max_budget", Number),
            ("metadata", Object),
            ("aliases", Object),
            ("permissions", Object),
        ],
    ),
    ("budgets", &[("budget_id", Text), ("max_budget", Number)]),
    ("team_memberships", &[("team_id", Text), ("user_id", Text), ("spend", Number)]),
    (
        "projects",
        &[("project_id", Text), ("team_id", Text), ("models", Texts), ("blocked", Truth), ("metadata", Object)],
    ),
    ("access_groups", &[("access_group_id", Text), ("access_model_names", Texts)]),
];

/// Looks through every row of the file, and into what the management API wraps around one.
///
/// # Errors
/// Names the first column that holds something else.
pub fn check(document: &Value) -> Result<(), ObjectsError> {
    for (list, columns) in COLUMNS {
        for (place, row) in document.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
            let inner = ["team_info", "user_info", "info"].iter().find_map(|inner| Some((*inner, row.get(*inner)?)));
            let rows = [(None, row)].into_iter().chain(inner.map(|(name, row)| (Some(name), row)));
            for (within, row) in rows {
                let wrong =
                    columns.iter().find(|(column, holds)| !row.get(*column).is_none_or(|value| fits(value, *holds)));
                if let Some((column, holds)) = wrong {
                    let within = within.map_or_else(String::new, |name| format!(".{name}"));
                    let field = format!("{list}[{place}]{within}.{column}");
                    return Err(ObjectsError { field, expected: words(*holds) });
                }
            }
        }
    }
    Ok(())
}

fn fits(value: &Value, holds: Holds) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
    match (holds, value) {
        (_, Value::Null) | (Text, Value::String(_)) | (Object, Value::Object(_)) => true,
        (Number, Value::Number(_) | Value::Bool(_)) | (Truth, Value::Bool(_)) => true,
        (Number, Value::String(text)) => text.trim().parse::<f64>().is_ok(),
        (Truth, Value::Number(number)) => matches!(number.as_f64(), Some(0.0 | 1.0)),
        (Truth, Value::String(text)) => {
            let words = ["0", "1", "true", "false", "yes", "no", "on", "off", "t", "f", "y", "n"];
            words.iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        (Texts, Value::Array(items)) => items.iter().all(Value::is_string),
        (Object, Value::String(text)) => read(text),
        _ => false,
    }
}

fn words(holds: Holds) -> &'static str {
    match holds {
        Text => "a text",
        Number => "a number",
        Truth => "true or false",
        Texts => "a list of texts",
        Object => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_column_of_another_type_is_named_with_its_row() {
        let error = |document: Value| check(&document).map_err(|error| error.to_string());
        let good = json!({
            "teams": [{"team_id": "t", "models": [], "spend": "1.5", "blocked": null, "metadata": "{}"}, {"team_info": {"team_id": "u"}}],
            "users": [{"user_id": "u", "user_role": null, "max_budget": 3}],
            "keys": [{"key": "sk-x", "blocked": 0, "info": {"models": ["a"]}}],
        });
        assert_eq!(error(good), Ok(()));
        for (document, expected) in [
            (json!({"teams": [{"team_id": "t"}, {"models": [1]}]}), "teams[1].models must be a list of texts"),
            (json!({"teams": [{"team_info": {"metadata": []}}]}), "teams[0].team_info.metadata must be an object"),
            (json!({"users": [{"user_role": []}]}), "users[0].user_role must be a text"),
            (json!({"users": [{"spend": []}]}), "users[0].spend must be a number"),
            (json!({"keys": [{"blocked": []}]}), "keys[0].blocked must be true or false"),
            (
                json!({"keys": [{"info": {"allowed_routes": "/x"}}]}),
                "keys[0].info.allowed_routes must be a list of texts",
            ),
            (
                json!({"access_groups": [{"access_model_names": {}}]}),
                "access_groups[0].access_model_names must be a list of texts",
            ),
        ] {
            assert_eq!(error(document), Err(expected.to_owned()));
        }
    }
}
