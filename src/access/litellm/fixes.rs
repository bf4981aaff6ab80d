//! What to do about a refusal, as a command that can be copied: gatekey's own where there is one, and else a call of the proxy's
//! API through `gatekey api`.

use serde_json::Value;

use super::python;
use crate::model::shell_word::shell_word;

/// A call of the management API, its fields each a word.
pub(super) fn api(path: &str, fields: &[(&str, &str)]) -> String {
    let fields = fields.iter().map(|(name, value)| format!(" -f {}", shell_word(&format!("{name}={value}"))));
    format!("`gatekey api POST {path}{}`", fields.collect::<String>())
}

/// A change of a key.
pub(super) fn key(row: &Value, change: &str) -> String {
    let id = row.get("token").and_then(Value::as_str).unwrap_or("ID");
    format!("`gatekey tokens update {} {change}`", shell_word(&format!("id:{id}")))
}

/// Lets whoever has the list call one model more.
pub(super) fn add_model(whose: &str, id: &Value, models: &[String], name: &str) -> String {
    let id = python::text(id);
    let (path, column) = match whose {
        "key" => {
            return format!(
                "`gatekey tokens update {} --add-model {}`",
                shell_word(&format!("id:{id}")),
                shell_word(name)
            );
        }
        "team" => ("/team/update", "team_id"),
        "user" => ("/user/update", "user_id"),
        "customer" => ("/customer/update", "user_id"),
        "project" => ("/project/update", "project_id"),
        _ => return format!("add {name} to the models of the {whose}"),
    };
    // The list is replaced as a whole.
    let all = models.iter().map(String::as_str).chain([name]).map(|model| ("models[]", model));
    let fields: Vec<(&str, &str)> = [(column, id.as_str())].into_iter().chain(all).collect();
    api(path, &fields)
}

/// Gives more money to a row.
pub(super) fn raise(path: &str, column: &str, row: &Value, key: &str) -> String {
    let id = row.get(key).map(python::text).unwrap_or_default();
    format!("{}, or wait for its reset", api(path, &[(column, &id), ("max_budget", "AMOUNT")]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_command_can_be_copied_whatever_things_are_called() {
        let models = ["a".to_owned()];
        assert_eq!(
            add_model("team", &json!("Größe 1"), &models, "b"),
            "`gatekey api POST /team/update -f 'team_id=Größe 1' -f 'models[]=a' -f 'models[]=b'`"
        );
        assert_eq!(add_model("key", &json!("h"), &models, "b/c"), "`gatekey tokens update id:h --add-model b/c`");
        assert_eq!(key(&json!({"token": "h"}), "--budget 5"), "`gatekey tokens update id:h --budget 5`");
    }
}
