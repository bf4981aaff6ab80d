//! Judges a stream of tokens on every core, in a memory that does not grow: whichever worker is free takes the next chunk of
//! lines, and their answers are written in the order of the lines.

use std::fmt;
use std::io::{self, BufRead};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::renewal::Judge;
use super::source::{LONGEST, bare};
use crate::jwt::verify::{HeaderCache, Verifier};
use crate::model::{BatchLine, Verdict};
use crate::ops::{Error, Refusal, RefusalKind};

/// What a worker answers of one line.
#[derive(Debug)]
pub enum BatchAnswer {
    Short(BatchLine),
    Full { line: u64, verdict: Box<Verdict> },
}

/// How the lines are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Each line is a JSON object, and the token is in this member.
    pub field: Option<String>,
    /// Every check in words, and not only the names of those that fail.
    pub full: bool,
}

/// How many there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub valid: u64,
    pub bad: u64,
    /// As much text as they stood in.
    pub bytes: u64,
}

impl Tally {
    /// All of them.
    pub fn total(self) -> u64 {
        self.valid + self.bad
    }
}

/// Writes an answer as a line.
pub type Encode = dyn Fn(&BatchAnswer, &mut Vec<u8>) + Sync;
/// Takes lines in their order, with the tally so far.
pub type Write<'w, E> = dyn FnMut(&[u8], Tally) -> Result<(), E> + 'w;

/// As much text as a worker gets at a time: enough that handing it over costs nothing, little enough that all of them end
/// at about the same time.
const CHUNK: usize = 64 << 10;
/// For each worker, as many chunks may be read ahead of what is written.
const AHEAD: usize = 4;

struct Chunk {
    text: Vec<u8>,
    first_line: u64,
    /// Where its answers go.
    done: SyncSender<Answers>,
}

struct Answers {
    text: Vec<u8>,
    tally: Tally,
}

/// Judges every line that is not blank. `encode` writes an answer as a line; `write` gets lines in order, with the tally so
/// far, and may end it all.
///
/// # Errors
/// What `write` fails with; or [`Error`] when the lines cannot be read.
pub fn run<E: From<Error>>(
    lines: &mut (dyn BufRead + Send),
    judge: &Judge<'_>,
    reading: &Reading,
    encode: &Encode,
    write: &mut Write<'_, E>,
) -> Result<Tally, E> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let (task, tasks) = sync_channel::<Chunk>(workers * AHEAD);
        let (promise, promised) = sync_channel::<Receiver<Answers>>(workers * AHEAD);
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..workers {
            let tasks = tasks.clone();
            scope.spawn(move || {
                let mut worker = Worker::new(judge, reading, encode);
                while let Some(chunk) = next_of(&tasks) {
                    // Nobody waits for it any more: the writing has failed.
                    if chunk.done.send(worker.answers(&chunk)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(tasks);
        let reader = scope.spawn(move || hand_out(lines, &task, &promise));
        let mut tally = Tally::default();
        let mut written = Ok(());
        for answers in &promised {
            // A worker that panicked keeps no promise; the end of the scope tells.
            let Ok(Answers { text, tally: more }) = answers.recv() else { break };
            tally.valid += more.valid;
            tally.bad += more.bad;
            tally.bytes += more.bytes;
            written = write(&text, tally);
            if written.is_err() {
                break;
            }
        }
        // The reader stops when nobody takes its promises, and the workers when there are no more chunks.
        drop(promised);
        let read = reader.join().unwrap_or_else(|panicked| std::panic::resume_unwind(panicked));
        written?;
        read.map_err(|error| {
            E::from(Refusal::new(RefusalKind::Usage, "the tokens cannot be read").cause(error.to_string()).into())
        })?;
        Ok(tally)
    })
}

/// Waits for the next chunk; `None` when there are no more.
fn next_of(tasks: &Mutex<Receiver<Chunk>>) -> Option<Chunk> {
    tasks.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Hands out all lines, as many at a time as are there, and for each lot, in their order, a promise of its answers.
fn hand_out(
    lines: &mut (dyn BufRead + Send),
    tasks: &SyncSender<Chunk>,
    promises: &SyncSender<Receiver<Answers>>,
) -> io::Result<()> {
    let mut first_line = 1;
    let mut cut = Cut::default();
    while let Some(text) = cut.next(lines)? {
        let count = text.iter().filter(|byte| **byte == b'\n').count();
        let (done, answers) = sync_channel(1);
        if promises.send(answers).is_err() || tasks.send(Chunk { text, first_line, done }).is_err() {
            break;
        }
        first_line += count as u64;
    }
    Ok(())
}

/// Cuts what comes into lots of whole lines. A lot is what one read gives, so that somebody who writes slowly is answered
/// line by line.
#[derive(Default)]
struct Cut {
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
    /// Whether that line is too long to be kept.
    is_too_long: bool,
}

impl Cut {
    /// The next lot, each of whose lines ends with a line feed; `None` at the end.
    fn next(&mut self, lines: &mut (dyn BufRead + Send)) -> io::Result<Option<Vec<u8>>> {
        loop {
            let came = match lines.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                came => came?,
            };
            if came.is_empty() {
                let is_over = self.begun.is_empty() && !self.is_too_long;
                return Ok((!is_over).then(|| self.end_with(b"")));
            }
            let came = &came[..came.len().min(CHUNK)];
            let length = came.len();
            let Some(end) = memchr::memrchr(b'\n', came) else {
                self.begin(came);
                lines.consume(length);
                continue;
            };
            // Only the first line of these can be the end of one that has begun.
            let first = memchr::memchr(b'\n', came).unwrap_or(end);
            let mut lot = self.end_with(&came[..first]);
            lot.extend_from_slice(&came[first + 1..=end]);
            self.begin(&came[end + 1..]);
            lines.consume(length);
            return Ok(Some(lot));
        }
    }

    fn begin(&mut self, more: &[u8]) {
        if self.is_too_long || (self.begun.len() + more.len()) as u64 > LONGEST {
            (self.begun, self.is_too_long) = (Vec::new(), true);
        } else {
            self.begun.extend_from_slice(more);
        }
    }

    /// The line that has begun, which ends with `more`.
    fn end_with(&mut self, more: &[u8]) -> Vec<u8> {
        self.begin(more);
        let mut line = std::mem::take(&mut self.begun);
        if std::mem::take(&mut self.is_too_long) {
            // Too long to be a token, and no reason to give up those after it: what stands for it is no text.
            line.push(0xff);
        }
        line.push(b'\n');
        line
    }
}

/// One core's part: the keys as it knows them, and the headers that it has seen.
struct Worker<'b> {
    judge: &'b Judge<'b>,
    /// As all have it.
    common: Arc<Verifier>,
    verifier: Verifier,
    headers: HeaderCache,
    reading: &'b Reading,
    encode: &'b Encode,
}

impl<'b> Worker<'b> {
    fn new(judge: &'b Judge<'b>, reading: &'b Reading, encode: &'b Encode) -> Self {
        let common = judge.verifier();
        let verifier = common.for_another_thread();
        Self { judge, common, verifier, headers: HeaderCache::default(), reading, encode }
    }

    fn answers(&mut self, chunk: &Chunk) -> Answers {
        let mut answers = Answers { text: Vec::with_capacity(chunk.text.len() / 4), tally: Tally::default() };
        answers.tally.bytes = chunk.text.len() as u64;
        let ends = memchr::memchr_iter(b'\n', &chunk.text);
        let mut start = 0;
        for (line, end) in (chunk.first_line..).zip(ends) {
            let bytes = &chunk.text[start..end];
            start = end + 1;
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let answer = match token_of(bytes, self.reading.field.as_deref()) {
                Some(token) => self.answer(line, bare(&token)),
                None => BatchAnswer::Short(BatchLine { line, valid: false, failed: vec!["input".into()] }),
            };
            if answer.is_valid() {
                answers.tally.valid += 1;
            } else {
                answers.tally.bad += 1;
            }
            (self.encode)(&answer, &mut answers.text);
        }
        answers
    }

    /// With newer keys where the token names one that there was not.
    fn answer(&mut self, line: u64, token: &str) -> BatchAnswer {
        let first = self.answer_by_these_keys(line, token);
        if first.is_valid() {
            return first;
        }
        match self.judge.renewed(token, &self.common) {
            None => first,
            Some(common) => {
                (self.verifier, self.headers) = (common.for_another_thread(), HeaderCache::default());
                self.common = common;
                self.answer_by_these_keys(line, token)
            }
        }
    }

    fn answer_by_these_keys(&mut self, line: u64, token: &str) -> BatchAnswer {
        if self.reading.full {
            return BatchAnswer::Full { line, verdict: Box::new(self.verifier.judge(token)) };
        }
        let (valid, failed) = self.verifier.judge_in_short(token, &mut self.headers);
        BatchAnswer::Short(BatchLine { line, valid, failed })
    }
}

impl BatchAnswer {
    fn is_valid(&self) -> bool {
        match self {
            Self::Short(answer) => answer.valid,
            Self::Full { verdict, .. } => verdict.valid,
        }
    }
}

/// The token of a line; `None` when the line is no text, or has no such member.
fn token_of<'l>(bytes: &'l [u8], field: Option<&str>) -> Option<std::borrow::Cow<'l, str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let Some(field) = field else { return Some(text.into()) };
    let mut line = serde_json::Deserializer::from_str(text);
    let members = Members(field).deserialize(&mut line).ok().filter(|_| line.end().is_ok())?;
    crate::jwt::claims::find(&members, field)?.as_str().map(|token| token.to_owned().into())
}

/// Reads of an object the member of this name, or the one that a path of names begins with, and passes over the others,
/// whatever they hold.
struct Members<'f>(&'f str);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let first = self.0.split('.').next().unwrap_or(self.0);
        let mut found = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if name != self.0 && name != first {
                members.next_value::<IgnoredAny>()?;
            } else if found.insert(name, members.next_value()?).is_some() {
                // Readers disagree on which one counts: the token that is judged here may not be the one that is used.
                return Err(A::Error::custom("the member is there twice"));
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(line: &str, field: &str) -> Option<String> {
        token_of(line.as_bytes(), Some(field)).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn the_token_of_a_line_is_the_one_of_its_member_whatever_else_the_line_holds() {
        for line in [
            r#"{"t":"a"}"#.to_owned(),
            r#"{"n":1e400,"t":"a"}"#.to_owned(),
            r#"{"t":"a","s":"\ud800"}"#.to_owned(),
            format!(r#"{{"t":"a","d":{}{}}}"#, "[".repeat(500), "]".repeat(500)),
            r#"{"x":{"t":1,"t":2},"t":"a"}"#.to_owned(),
        ] {
            assert_eq!(token(&line, "t").as_deref(), Some("a"), "{line}");
        }
        assert_eq!(token(r#"{"x":{"t":"a"}}"#, "x.t").as_deref(), Some("a"));
        assert_eq!(token(r#"{"x.t":"b","x":{"t":"a"}}"#, "x.t").as_deref(), Some("b"));
    }

    #[test]
    fn a_line_whose_token_is_there_twice_or_not_at_all_has_none() {
        for line in [
            r#"{"t":"a","t":"b"}"#,
            r#"{"t":"a","\u0074":"b"}"#,
            r#"{"t":1}"#,
            r#"{"s":"a"}"#,
            r#"["a"]"#,
            "a",
            "",
            r#"{"t":"a"} {"t":"b"}"#,
            r#"{"t":"a""#,
        ] {
            assert_eq!(token(line, "t"), None, "{line}");
        }
    }
}
