//! README and docs/ as things that can be tried: their fenced blocks, run as they are written, and their generated parts.
//!
//! A ```` ```console ```` block is run: lines that begin with `$ ` are commands (`> ` continues one), the others are what they
//! print, stdout and stderr together. All such blocks of a document run in one shell, in a home of their own, in order.
//! ```` ```console gpustack ```` and ```` ```console litellm ```` blocks run in homes of their own, and only where there is one. CONTRIBUTING.md tells more.
//!
//! With `GATEKEY_UPDATE_DOCS=1` the documents are rewritten to what was seen, instead of being held to it.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;

/// What a block is run against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The embedded gateway of a fresh home.
    Alone,
    /// A real GPUStack.
    Gpustack,
    /// A real LiteLLM.
    Litellm,
    /// A Coder, or its double.
    Coder,
}

/// The server that a stage needs, and who logs in to it.
pub(crate) struct Neighbour {
    pub(crate) url: String,
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Stage {
    /// The first line of the blocks that belong to it.
    fn info(self) -> &'static str {
        match self {
            Self::Alone => "console",
            Self::Gpustack => "console gpustack",
            Self::Litellm => "console litellm",
            Self::Coder => "console coder",
        }
    }
}

/// A document of this repository.
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// A fenced block: what stands after the backticks, where its content begins, and the content.
pub(crate) struct Block {
    pub(crate) info: String,
    pub(crate) line: usize,
    pub(crate) lines: Vec<String>,
}

/// A command of a console block, and what it is said to print.
struct Step {
    line: usize,
    /// As it is written, without `$ ` and `> `.
    command: Vec<String>,
    prints: Vec<String>,
}

/// The repository's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether documents are to be rewritten.
pub(crate) fn is_update() -> bool {
    variable("GATEKEY_UPDATE_DOCS").is_some()
}

/// A variable of the environment, unless it is empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "how a test is told where its neighbours are")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Every document that a user or contributor reads.
pub(crate) fn documents() -> Vec<Document> {
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md"].iter().map(|name| root().join(name)).collect();
    let in_docs = fs::read_dir(root().join("docs")).expect("docs/ is there");
    let mut pages: Vec<PathBuf> = in_docs.map(|entry| entry.expect("docs/ can be listed").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    paths.append(&mut pages);
    paths.into_iter().map(Document::read).collect()
}

impl Neighbour {
    /// The GPUStack that the environment tells of.
    fn gpustack() -> Result<Self, String> {
        let given = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set"));
        let url = given("GPUSTACK_URL")?.trim_end_matches('/').to_owned();
        Ok(Self { url, user: given("GPUSTACK_ADMIN")?, password: given("GPUSTACK_PASSWORD")? })
    }

    /// The LiteLLM that the environment tells of; nobody has a password there.
    fn litellm() -> Result<Self, String> {
        let given = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set"));
        let url = given("LITELLM_URL")?.trim_end_matches('/').to_owned();
        Ok(Self { url, user: String::new(), password: given("LITELLM_MASTER_KEY")? })
    }
}

impl Document {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    /// As in `docs/json.md`.
    pub(crate) fn name(&self) -> String {
        self.path.strip_prefix(root()).expect("below the repository").display().to_string()
    }

    /// The fenced blocks, in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for (number, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(info)) => {
                    open = Some(Block { info: info.to_owned(), line: number + 1, lines: Vec::new() });
                }
                (Some(_), Some("")) => blocks.extend(open.take()),
                (Some(block), _) => block.lines.push(line.to_owned()),
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a fence is not closed", self.name());
        blocks
    }

    /// Whether there is anything to run on this stage.
    pub(crate) fn has(&self, stage: Stage) -> bool {
        self.blocks().iter().any(|block| block.info == stage.info())
    }

    /// Runs the blocks of this stage, and tells every difference between what they say and what is seen.
    pub(crate) fn rehearse(&self, stage: Stage) -> Result<(), String> {
        let neighbour = if stage == Stage::Gpustack {
            Some(Neighbour::gpustack()?)
        } else if stage == Stage::Litellm {
            Some(Neighbour::litellm()?)
        } else {
            None
        };
        self.rehearse_beside(stage, neighbour)
    }

    /// As [`Document::rehearse`], beside this server.
    pub(crate) fn rehearse_beside(&self, stage: Stage, neighbour: Option<Neighbour>) -> Result<(), String> {
        let steps: Vec<Step> =
            self.blocks().iter().filter(|block| block.info == stage.info()).flat_map(steps).collect();
        let scenery = Scenery::new(stage, neighbour)?;
        let seen = scenery.run(&steps)?;
        if is_update() {
            return self.rewrite(&steps, &seen);
        }
        let differences: Vec<String> = steps
            .iter()
            .zip(&seen)
            .filter(|(step, seen)| comparable(&step.prints.join("\n")) != comparable(seen))
            .map(|(step, seen)| {
                let (name, line) = (self.name(), step.line + 1);
                format!(
                    "{name}:{line}: {}\n--- it says\n{}\n--- seen\n{seen}",
                    step.command.join("\n"),
                    step.prints.join("\n")
                )
            })
            .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(format!("{}\n\nTo take what was seen: just docs", differences.join("\n\n")))
    }

    /// Puts what was seen under each command whose output is no longer the same.
    fn rewrite(&self, steps: &[Step], seen: &[String]) -> Result<(), String> {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for (step, seen) in steps.iter().zip(seen).rev() {
            if comparable(&step.prints.join("\n")) == comparable(seen) {
                continue;
            }
            let start = step.line + step.command.len();
            lines.splice(start..start + step.prints.len(), seen.lines().map(str::to_owned));
        }
        fs::write(&self.path, lines.join("\n") + "\n").map_err(|error| error.to_string())
    }

    /// Holds the part between `<!-- generated: NAME -->` and `<!-- end -->` to `content`, or writes it there.
    pub(crate) fn hold_generated(&self, name: &str, content: &str) {
        let (begin, end) = (format!("<!-- generated: {name} -->\n"), "<!-- end -->");
        let start =
            self.text.find(&begin).unwrap_or_else(|| panic!("{} has no part {name}", self.name())) + begin.len();
        let length = self.text[start..].find(end).expect("the part ends");
        let content = format!("\n{}\n\n", content.trim_end());
        if is_update() {
            // Read anew: another test may have rewritten another part.
            let text = Self::read(self.path.clone())
                .text
                .replace(&self.text[start - begin.len()..start + length], &(begin + &content));
            fs::write(&self.path, text).expect("the document can be written");
            return;
        }
        let found = &self.text[start..start + length];
        assert_eq!(found, content, "{}: {name} is not current: just docs", self.name());
    }
}

/// Holds a folder of generated files to these, or writes them there. Any other file in it is left over.
pub(crate) fn hold_folder(name: &str, files: &[(String, String)]) {
    let folder = root().join(name);
    if is_update() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("the file can be written");
        }
        return;
    }
    let mut found: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    let mut wanted: Vec<String> = files.iter().map(|(file, _)| file.clone()).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted, "{name}/ has other files: just docs");
    for (file, text) in files {
        let found = fs::read_to_string(folder.join(file)).expect("it can be read");
        assert!(found == *text, "{name}/{file} is not current: just docs");
    }
}

fn steps(block: &Block) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (offset, line) in block.lines.iter().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { line: block.line + offset, command: vec![command.to_owned()], prints: Vec::new() });
            continue;
        }
        let step = steps.last_mut().unwrap_or_else(|| panic!("line {}: no command before this output", block.line + 1));
        match line.strip_prefix("> ").filter(|_| step.prints.is_empty()) {
            Some(more) => step.command.push(more.to_owned()),
            None => step.prints.push(line.clone()),
        }
    }
    steps
}

/// Where a document is rehearsed: a home, and the words of the document with what they stand for here.
struct Scenery {
    home: tempfile::TempDir,
    /// In the document, and here.
    stand_ins: Vec<(&'static str, String)>,
    /// The variable that holds it in the document, and what it holds.
    password: Option<(&'static str, String)>,
}

impl Scenery {
    fn new(stage: Stage, neighbour: Option<Neighbour>) -> Result<Self, String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut stand_ins = vec![("cargo run --quiet -- ", "gatekey ".to_owned())];
        let mut password = None;
        if let Some(neighbour) = neighbour {
            let (there, user, variable) = match stage {
                Stage::Coder => ("https://coder.example.com", "--username admin@example.com", "PASSWORD"),
                Stage::Litellm => ("https://litellm.example.com", "--username nobody", "MASTER_KEY"),
                _ => ("https://gpustack.example.com", "--username admin", "PASSWORD"),
            };
            stand_ins.push((there, neighbour.url));
            stand_ins.push((user, format!("--username {}", neighbour.user)));
            // A name that no other run has taken, as long as the one in the document: tables stay in line.
            stand_ins.push(("nightly-report", format!("nightly-{:06x}", RandomState::new().hash_one(()) >> 40)));
            password = Some((variable, neighbour.password));
        }
        Ok(Self { home, stand_ins, password })
    }

    /// Runs all commands in one shell; what each printed, in the words of the document.
    fn run(&self, steps: &[Step]) -> Result<Vec<String>, String> {
        // After each command, a line of its own that no command prints; `$?` stays what it was.
        const BORDER: &str = "\u{1e}\n";
        // What a document starts in the background ends with it.
        let mut script = String::from("exec 2>&1\ntrap 'kill $(jobs -p) 2> /dev/null' EXIT\n");
        for step in steps {
            let command =
                self.stand_ins.iter().fold(step.command.join("\n"), |text, (there, here)| text.replace(there, here));
            script.push_str(&format!("{command}\n{{ status=$?; printf '\\036\\n'; (exit $status); }}\n"));
        }
        let file = self.home.path().join(".script");
        fs::write(&file, script).map_err(|error| error.to_string())?;
        let program = Path::new(env!("CARGO_BIN_EXE_gatekey")).parent().expect("it lies in a folder");
        let mut shell = Command::new("bash");
        shell
            .args(["--norc", "--noprofile"])
            .arg(&file)
            .current_dir(self.home.path())
            .env_clear()
            .env("HOME", self.home.path())
            .env("USER", "ada")
            // Nobody's keyring is touched.
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("PATH", format!("{}:{}", program.display(), variable("PATH").unwrap_or_default()))
            .stdin(Stdio::null());
        if let Some((variable, password)) = &self.password {
            shell.env(variable, password);
        }
        let output = shell.output().map_err(|error| format!("bash: {error}"))?;
        let all = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
        let mut seen: Vec<String> = all.split(BORDER).map(|text| self.told(text)).collect();
        seen.pop();
        if seen.len() == steps.len() { Ok(seen) } else { Err(format!("the shell ended early:\n{all}")) }
    }

    /// The output in the words of the document.
    fn told(&self, text: &str) -> String {
        let home = self.home.path().display().to_string();
        let told = self
            .stand_ins
            .iter()
            .skip(1)
            .fold(text.replace(&home, "/home/ada"), |text, (there, here)| text.replace(here, there));
        let on_this_machine = Regex::new("gatekey-ada@[^ \"]+-([0-9a-f]{8})").expect("a pattern");
        on_this_machine.replace_all(told.trim_end_matches('\n'), "gatekey-ada@laptop-$1").into_owned()
    }
}

/// The text without what no two runs share: keys, ids, times, ports, versions, and the widths that come from them.
fn comparable(text: &str) -> String {
    const PATTERNS: [(&str, &str); 19] = [
        (r"~old-[0-9a-f]{8}\b", "~old-[ID]"),
        (r"\bsk-[0-9A-Za-z_-]{22}", "[SECRET]"),
        (r"\bsk-\.\.\.[0-9A-Za-z_-]{4}", "[MASKED]"),
        (r"\b[0-9a-f]{64}\b", "[ID]"),
        (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[ID]"),
        (r"(gk|gpustack)_[0-9a-f]{16}_[0-9a-f]{32}", "[SECRET]"),
        (r"(gk|gpustack)_[0-9a-f]{4}\*{3}", "[MASKED]"),
        (r"\b[0-9a-f]{16}\b", "[ID]"),
        (r"id:\d+", "id:[ID]"),
        (r"(?m)^id: +\d+$", "id: [ID]"),
        (r"(?m)^(\S+ +)\d+ +(done|failed|skipped)", "${1}[ID] ${2}"),
        (r#""id": "\d+""#, r#""id": "[ID]""#),
        (r"@laptop-[0-9a-f]{8}", "@laptop-[RANDOM]"),
        (r"\b[a-z]+-[a-z]+-[0-9a-f]{4}\b", "[NAME]"),
        (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", "[TIME]"),
        (r"127\.0\.0\.1:\d+", "[ADDRESS]"),
        (r"\b(now|\d+s ago)\b", "[AGO]"),
        // gatekey's own.
        (r#"(version"?: +"?)0\.\d+\.\d+"#, "${1}[VERSION]"),
        (r"[ \t]+", " "),
    ];
    let replaced = PATTERNS.iter().fold(text.to_owned(), |text, (pattern, stand_in)| {
        Regex::new(pattern).expect("a pattern").replace_all(&text, *stand_in).into_owned()
    });
    replaced.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
