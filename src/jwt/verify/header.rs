//! The header's own rules: it can be read, names nothing twice, and asks for nothing that is not understood.

use serde_json::Value;

use super::{MANGLED, Rules};
use crate::jwt::compact;
use crate::jwt::json::Json;
use crate::jwt::sheet::{Sheet, Words};

const CRIT: &str = "RFC 7515 §4.1.11";
const TYP: &str = "RFC 8725 §3.11";
const B64: &str = "RFC 7797 §6";

/// Names that `crit` must not hold: every reader understands them (RFC 7515 §4.1, RFC 7518 §4 to §6).
const NEVER_CRITICAL: [&str; 11] = ["alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"];

/// Reads and judges the header. `None` when it cannot be read.
pub(super) fn read(part: &str, rules: &Rules, sheet: &mut Sheet) -> Option<Json> {
    const SECTION: &str = "RFC 7515 §5.2";
    let read = super::text_of(part, "header", rules, sheet).and_then(|text| compact::object_of(&text));
    match read {
        Ok(header) => {
            judge_repeated("header", "RFC 7515 §4", &header.repeated, rules, sheet, "a JSON object");
            judge_crit(&header, rules, sheet);
            judge_typ(&header, rules, sheet);
            Some(header)
        }
        Err(error) => {
            sheet.fail("header", SECTION, || Words {
                expected: "a JSON object in base64url".to_owned(),
                found: error.to_string(),
                hint: Some(super::beyond_reading(&error, rules).unwrap_or_else(|| MANGLED.to_owned())),
            });
            None
        }
    }
}

/// Whether the payload stands in the token as it is.
pub(super) fn is_unencoded(header: &Json) -> bool {
    header.members().get("b64") == Some(&Value::Bool(false))
}

/// Two members of one name: readers disagree on which counts, so the signer and the reader may.
pub(super) fn judge_repeated(
    check: &'static str,
    section: &'static str,
    repeated: &[String],
    rules: &Rules,
    sheet: &mut Sheet,
    what: &'static str,
) {
    let Some(first) = repeated.first() else {
        return sheet.pass(check, section, || what.to_owned());
    };
    if rules.manner.heeds_form {
        sheet.fail(check, section, || Words {
            expected: "each name once".to_owned(),
            found: format!("`{first}` more than once"),
            hint: Some("have the issuer write each member once: readers disagree on which one counts".to_owned()),
        });
    } else {
        let title = rules.manner.title;
        sheet.warn(check, section, || {
            (format!("`{first}` stands there more than once"), format!("{title} takes the last one; others may not"))
        });
    }
}

fn judge_crit(header: &Json, rules: &Rules, sheet: &mut Sheet) {
    let members = header.members();
    let fail = |sheet: &mut Sheet, expected: &str, found: String| {
        sheet.fail("crit", CRIT, || Words {
            expected: expected.to_owned(),
            found,
            hint: Some("the token asks to be refused by readers that do not know this extension".to_owned()),
        });
    };
    let names = match members.get("crit") {
        None => {
            // PyJWT minds it only where the payload is not encoded.
            let minds = |b64: &Value| !rules.manner.is_pyjwt || *b64 == Value::Bool(false);
            return if members.get("b64").is_some_and(minds) {
                sheet.fail("crit", B64, || Words {
                    expected: "`b64` named in `crit`".to_owned(),
                    found: "`b64` without that".to_owned(),
                    hint: Some("readers that do not know `b64` would read another payload".to_owned()),
                });
            } else {
                sheet.pass("crit", CRIT, || "asks for no extension".to_owned());
            };
        }
        Some(Value::Array(names)) => names,
        Some(_) => return fail(sheet, "a list of names", "something else".to_owned()),
    };
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        match name.as_str() {
            None => return fail(sheet, "a list of names", "something else in it".to_owned()),
            Some(name) if seen.contains(&name) => return fail(sheet, "each name once", format!("`{name}` twice")),
            Some(name) if NEVER_CRITICAL.contains(&name) => {
                return fail(sheet, "names of extensions only", format!("`{name}`, which is none"));
            }
            Some(name) if !members.contains_key(name) => {
                return fail(sheet, "names that are in the header", format!("`{name}`, which is not"));
            }
            Some("b64") => seen.push("b64"),
            Some(name) => return fail(sheet, "extensions that are understood (b64)", format!("`{name}`")),
        }
    }
    if seen.is_empty() {
        return fail(sheet, "at least one name", "an empty list".to_owned());
    }
    judge_b64(header, rules, sheet);
}

/// RFC 7797 §3 and §7.
fn judge_b64(header: &Json, rules: &Rules, sheet: &mut Sheet) {
    match header.members().get("b64") {
        Some(Value::Bool(false)) if !rules.any_payload => sheet.fail("crit", "RFC 7797 §7", || Words {
            expected: "a JWT, whose payload is always encoded".to_owned(),
            found: "`b64` false".to_owned(),
            hint: Some("to judge a JWS of any payload: --jws".to_owned()),
        }),
        Some(Value::Bool(_)) => sheet.pass("crit", CRIT, || "asks for b64, which is understood".to_owned()),
        _ => sheet.fail("crit", "RFC 7797 §3", || Words {
            expected: "`b64` true or false".to_owned(),
            found: "something else".to_owned(),
            hint: None,
        }),
    }
}

/// Tokens for other purposes say so here, so that one is not taken for another (RFC 8725 §2.8).
fn judge_typ(header: &Json, rules: &Rules, sheet: &mut Sheet) {
    let members = header.members();
    let typ = match members.get("typ") {
        _ if !rules.manner.heeds_form => {
            let title = rules.manner.title;
            return sheet.skip("typ", TYP, || format!("{title} does not look at it"));
        }
        None => return sheet.pass("typ", TYP, || "does not say of which type it is".to_owned()),
        Some(Value::String(typ)) => typ,
        Some(_) => {
            return sheet.fail("typ", "RFC 7515 §4.1.9", || Words {
                expected: "a text".to_owned(),
                found: "something else".to_owned(),
                hint: None,
            });
        }
    };
    let lower = typ.to_ascii_lowercase();
    let name = lower.strip_prefix("application/").unwrap_or(&lower);
    if name == "jwt" || name.ends_with("+jwt") || rules.any_payload {
        sheet.pass("typ", TYP, || format!("`{typ}`"));
    } else {
        sheet.warn("typ", TYP, || {
            (format!("`{typ}` is no type of JWT"), "make sure that this is the token that was meant".to_owned())
        });
    }
}
