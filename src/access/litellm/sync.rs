//! `sync_user_role_and_teams`: a user's row takes its role and teams from the token.

use serde_json::Value;

use super::claims::Claims;
use super::jwt::failed;
use super::python;
use crate::access::trace::{Ruling, Trace};

/// `sync_user_role_and_teams`: the row takes its role and teams from the token.
pub(super) fn synchronised(claims: Claims<'_>, mut user: Value, trace: &mut Trace) -> Ruling<Value> {
    const RULE: &str = "sync-user";
    if !claims.auth.is_on("sync_user_role_and_teams") {
        return Ok(user);
    }
    if let Some((pattern, role)) = mapped_role(claims)? {
        trace.pass(RULE, "jwt_litellm_role_map", format!("{pattern} makes the user {role}, in the database too"));
        user["user_role"] = Value::from(role.as_str());
    }
    let falls_back = claims.auth.is_on("fallback_to_db_teams");
    let teams = if falls_back { claims.all_team_ids() } else { claims.team_ids() };
    if !(falls_back && teams.is_empty()) {
        trace.pass(
            RULE,
            "sync_user_role_and_teams",
            format!("the user's teams become {}", python::repr(&Value::from(teams.clone()))),
        );
        user["teams"] = Value::from(teams);
    }
    Ok(user)
}

/// The role that the token's roles map to: the first mapping that one of them fits. What is no list is no roles.
fn mapped_role<'c>(claims: Claims<'c>) -> Ruling<Option<&'c (String, String)>> {
    let roles = claims.roles();
    for mapping in &claims.auth.role_map {
        for role in roles.as_array().into_iter().flatten() {
            let Some(role) = role.as_str() else {
                let error = format!("expected str, bytes or os.PathLike object, not {}", python::type_name(role));
                return Err(failed("sync-user", error)
                    .source(claims.field("roles_jwt_field").unwrap_or("roles_jwt_field"))
                    .fix("have the issuer write roles as a list of texts"));
            };
            if shell_fits(role, &mapping.0) {
                return Ok(Some(mapping));
            }
        }
    }
    Ok(None)
}

/// A shell pattern: `*`, `?`, and sets as in `[a-c]` and `[!x]`.
fn shell_fits(text: &str, pattern: &str) -> bool {
    let mut expression = String::from("^(?s:");
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => match set_of(rest) {
                Some((set, after)) => {
                    expression.push_str(&set);
                    rest = after;
                }
                None => expression.push_str("\\["),
            },
            other => expression.push_str(&regex_lite::escape(&other.to_string())),
        }
    }
    expression.push_str(")$");
    regex_lite::Regex::new(&expression).is_ok_and(|expression| expression.is_match(text))
}

/// A set as a regular expression has it, and what comes after. A set may begin with the bracket that would end it.
fn set_of(rest: &str) -> Option<(String, &str)> {
    let (negation, members) = rest.strip_prefix('!').map_or(("", rest), |members| ("^", members));
    let end = members.char_indices().skip(1).find(|(_, character)| *character == ']')?.0;
    let escaped: String = members[..end].chars().fold(String::new(), |mut set, character| {
        if "\\[]^&~".contains(character) {
            set.push('\\');
        }
        set.push(character);
        set
    });
    Some((format!("[{negation}{escaped}]"), &members[end + 1..]))
}
