//! `--jq`: a program over the JSON of the answer, run by jaq.
//!
//! As in `gh`, strings are printed raw and everything else as JSON on one line. The program sees nothing but its input: no
//! files, no further inputs, and an empty environment, since the process's own holds `GATEKEY_TOKEN`.

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::native::{self, Fun};
use jaq_core::{Compiler, Ctx, Filter, ValT as _, Vars, compile};
use jaq_json::{Num, Val};

use super::json::push_escape;
use super::{RenderError, safe};

type Data = JustLut<Val>;

/// The row formats of jq's manual, which jaq keeps in a crate of its own together with parsers for XML, YAML and more.
const OWN_DEFINITIONS: &str = r#"
def @csv: map(
    if isstring then "\"" + gsub("\""; "\"\"") + "\""
    elif . == null then "" elif isarray or isobject then error("@csv takes no lists and objects inside a row")
    else tojson end) | join(",");
def @tsv: map(
    if isstring then gsub("\\\\"; "\\\\") | gsub("\t"; "\\t") | gsub("\n"; "\\n") | gsub("\r"; "\\r")
    elif . == null then "" elif isarray or isobject then error("@tsv takes no lists and objects inside a row")
    else tojson end) | join("\t");
"#;

/// A program, compiled once.
pub(super) struct Program(Filter<Data>);

/// Whether the program wants to see more values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Continue,
    /// It said `halt`.
    Halted,
}

impl Program {
    /// Reads and compiles the text of a program.
    pub(super) fn compile(code: &str) -> Result<Self, RenderError> {
        let arena = Arena::default();
        // Invariant: the text is ours, and every test of this module reads it.
        let own = load::parse(OWN_DEFINITIONS, |parser| parser.defs()).expect("definitions of our own");
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(own);
        let modules =
            Loader::new(definitions).load(&arena, File { code, path: () }).map_err(|errors| not_loaded(&errors))?;
        load::import(&modules, |_| Err("files cannot be loaded".to_owned())).map_err(|errors| not_loaded(&errors))?;
        Compiler::default()
            .with_funs(functions())
            .with_global_vars(["$ENV"])
            .compile(modules)
            .map(Self)
            .map_err(|errors| not_compiled(&errors))
    }

    /// Runs the program on a JSON text and hands each of its outputs, as a whole line, to `emit`. Strings pass `clean` first.
    pub(super) fn run(
        &self,
        json: &[u8],
        clean: bool,
        mut emit: impl FnMut(&str) -> Result<(), RenderError>,
    ) -> Result<Flow, RenderError> {
        let failed = |error: &dyn std::fmt::Display| RenderError::JqRun(shortened(&error.to_string()));
        let input = jaq_json::read::parse_single(json).map_err(|error| failed(&error))?;
        let context = Ctx::<Data>::new(&self.0.lut, Vars::new([empty_environment()]));
        for output in self.0.id.run((context, input)) {
            let value = match output {
                Ok(value) => value,
                Err(exception) => match exception.get_halt() {
                    Ok(0) => return Ok(Flow::Halted),
                    Ok(code) => return Err(failed(&format_args!("it halted with exit code {code}"))),
                    Err(exception) => {
                        // Invariant: outside a filter, an exception is a halt or an error.
                        let error = exception.get_err().ok().map(|error| error.to_string());
                        return Err(failed(&error.unwrap_or_default()));
                    }
                },
            };
            emit(&line(&value, clean))?;
        }
        Ok(Flow::Continue)
    }
}

/// jq names the whole value it failed on, and that can be the whole list.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 200;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// jaq's own functions, but with an empty environment.
fn functions() -> impl Iterator<Item = Fun<Data>> {
    let env: native::Filter<jaq_core::RunPtr<Data>> = ("env", native::v(0), |_| native::bome(Ok(empty_environment())));
    jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs())
        .filter(|(name, ..)| *name != "env")
        .chain(std::iter::once(native::run::<Data>(env)))
}

fn empty_environment() -> Val {
    Val::obj(jaq_json::Map::default())
}

fn line(value: &Val, clean: bool) -> String {
    let mut out = match value {
        Val::TStr(bytes) | Val::BStr(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            if clean { safe::clean_lines(&text).into_owned() } else { text.into_owned() }
        }
        other => {
            let mut json = String::new();
            push_json(&mut json, other);
            json
        }
    };
    out.push('\n');
    out
}

/// Appends the value as JSON. jaq's own writer gives up validity for what JSON cannot say; this one does as jq does.
fn push_json(out: &mut String, value: &Val) {
    match value {
        Val::Null => out.push_str("null"),
        Val::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Val::Num(number) => push_number(out, number),
        Val::TStr(bytes) | Val::BStr(bytes) => push_string(out, &String::from_utf8_lossy(bytes)),
        Val::Arr(items) => {
            push_list(out, ['[', ']'], items.iter(), push_json);
        }
        Val::Obj(fields) => push_list(out, ['{', '}'], fields.iter(), |out, (key, value)| {
            match key.clone().into_string() {
                Val::TStr(bytes) => push_string(out, &String::from_utf8_lossy(&bytes)),
                other => push_string(out, &other.to_string()),
            }
            out.push(':');
            push_json(out, value);
        }),
    }
}

fn push_list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    push: impl Fn(&mut String, T),
) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(close);
}

fn push_number(out: &mut String, number: &Num) {
    match number {
        Num::Float(float) if float.is_nan() => out.push_str("null"),
        Num::Float(float) if float.is_infinite() => out.push_str(&format!("{:e}", f64::MAX.copysign(*float))),
        number => out.push_str(&number.to_string()),
    }
}

fn push_string(out: &mut String, text: &str) {
    let quoted = serde_json::Value::from(text).to_string();
    out.push_str(&safe::escape_hidden(&quoted, |_| false, push_escape));
}

fn not_loaded(errors: &load::Errors<&str, ()>) -> RenderError {
    let mut all = errors.iter().flat_map(|(file, error)| match error {
        load::Error::Io(errors) => errors.iter().map(|(path, why)| place(file.code, path, why)).collect::<Vec<_>>(),
        load::Error::Lex(errors) => {
            errors.iter().map(|(wanted, found)| place(file.code, found, &expected(wanted.as_str()))).collect()
        }
        load::Error::Parse(errors) => {
            errors.iter().map(|(wanted, found)| place(file.code, found, &expected(wanted.as_str()))).collect()
        }
    });
    RenderError::JqProgram(all.next().unwrap_or_default())
}

fn not_compiled(errors: &compile::Errors<&str, ()>) -> RenderError {
    let mut all = errors.iter().flat_map(|(file, errors)| {
        errors.iter().map(|(found, undefined)| place(file.code, found, &format!("undefined {}", undefined.as_str())))
    });
    RenderError::JqProgram(all.next().unwrap_or_default())
}

fn expected(what: &str) -> String {
    format!("expected {what}")
}

/// What is wrong, and where in the program.
fn place(code: &str, found: &str, what: &str) -> String {
    const SHOWN: usize = 30;
    let start = load::span(code, found).start;
    let rest = &code[start..];
    if rest.is_empty() {
        return format!("{what} at its end");
    }
    let at = code[..start].chars().count() + 1;
    let excerpt: String = rest.chars().take(SHOWN).collect();
    let more = if excerpt.len() < rest.len() { "…" } else { "" };
    format!("{what} at character {at}: `{excerpt}{more}`")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn run(code: &str, json: &str) -> Result<String, RenderError> {
        let mut out = String::new();
        Program::compile(code)?.run(json.as_bytes(), false, |line| {
            out.push_str(line);
            Ok(())
        })?;
        Ok(out)
    }

    #[test]
    fn numbers_come_out_as_they_went_in() {
        let numbers = "[1,1.10,123456789012345678901234567890,-0.5,1e100]";
        assert_eq!(run(".", numbers).unwrap(), format!("{numbers}\n"));
    }

    #[test]
    fn keys_that_are_no_texts_become_texts() {
        assert_eq!(run("{(1): 2, ([true]): 3}", "null").unwrap(), "{\"1\":2,\"[true]\":3}\n");
    }

    proptest! {
        #[test]
        fn no_program_makes_the_compiler_panic(code in "[.\\[\\]{}()|,:;$@\"\\\\a-c0-9 =<>+*/%?#é-]{0,20}|\\PC{0,20}") {
            let _ = Program::compile(&code);
        }

        #[test]
        fn every_json_text_comes_out_as_the_same_value(text in any::<String>()) {
            let json = serde_json::json!({&text: [text, null]}).to_string();
            let same: serde_json::Value = serde_json::from_str(&run(".", &json).unwrap()).unwrap();
            prop_assert_eq!(same, serde_json::from_str::<serde_json::Value>(&json).unwrap());
        }
    }
}
