//! Bytes to lines, and lines to server-sent events, however the bytes were cut on their way. No input or output.

/// Puts lines together. Each ends with CR, LF or both (WHATWG HTML §9.2.6; JSON holds neither inside a text).
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    /// Where the line that is not complete yet begins, and up to where no end was found.
    begin: usize,
    scanned: usize,
    /// A LF now belongs to the CR that ended the last line.
    after_cr: bool,
}

impl Lines {
    /// Adds what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.begin);
        self.scanned -= self.begin;
        self.begin = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole line without its end. Bytes that are no text are replaced.
    pub fn next_line(&mut self) -> Option<String> {
        if self.after_cr && self.begin < self.bytes.len() {
            self.after_cr = false;
            if self.bytes[self.begin] == b'\n' {
                self.begin += 1;
                self.scanned = self.begin;
            }
        }
        let found = self.bytes[self.scanned..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let Some(found) = found else {
            self.scanned = self.bytes.len();
            return None;
        };
        let end = self.scanned + found;
        let line = String::from_utf8_lossy(&self.bytes[self.begin..end]).into_owned();
        self.after_cr = self.bytes[end] == b'\r';
        self.begin = end + 1;
        self.scanned = self.begin;
        Some(line)
    }

    /// How long the line is that is not complete yet.
    pub fn pending(&self) -> usize {
        self.bytes.len() - self.begin
    }
}

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSentEvent {
    /// `message` where nothing else was said.
    pub event: String,
    pub data: String,
    /// The last id that was told, in this event or before; empty without any.
    pub id: String,
}

/// Puts events together as WHATWG HTML §9.2.6 says.
#[derive(Debug, Default)]
pub struct Events {
    event: String,
    data: String,
    id: String,
    is_begun: bool,
}

impl Events {
    /// Takes the next line, and returns the event that it completes. One that is not complete when the stream ends was
    /// never sent.
    pub fn line(&mut self, line: &str) -> Option<ServerSentEvent> {
        // Of the very first line a byte order mark is no part.
        let line = if self.is_begun { line } else { line.strip_prefix('\u{feff}').unwrap_or(line) };
        self.is_begun = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            // A comment has no field. When to come back is decided by who connects.
            _ => {}
        }
        None
    }

    /// How long the data is of the event that is not complete yet.
    pub fn pending(&self) -> usize {
        self.data.len()
    }

    fn dispatch(&mut self) -> Option<ServerSentEvent> {
        let (event, mut data) = (std::mem::take(&mut self.event), std::mem::take(&mut self.data));
        // Without the line break that follows each line of data. Without data, it was no event.
        data.pop()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(ServerSentEvent { event, data, id: self.id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lines of these pieces, each pushed by itself.
    fn lines<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.push(piece);
            found.extend(std::iter::from_fn(|| lines.next_line()));
        }
        found
    }

    fn events(text: &str) -> Vec<ServerSentEvent> {
        let mut events = Events::default();
        lines([text.as_bytes()]).iter().filter_map(|line| events.line(line)).collect()
    }

    fn event(event: &str, data: &str, id: &str) -> ServerSentEvent {
        ServerSentEvent { event: event.into(), data: data.into(), id: id.into() }
    }

    #[test]
    fn a_line_ends_with_either_or_both_and_only_then() {
        assert_eq!(lines([&b"a\nb\rc\r\n\n\r\nd"[..]]), ["a", "b", "c", "", ""]);
        assert_eq!(lines([&b"a\r"[..], b"\nb\r", b"c\n"]), ["a", "b", "c"]);
        assert_eq!(lines([&b"\xff{\n"[..]]), ["\u{fffd}{"]);
    }

    #[test]
    fn what_is_not_complete_is_counted() {
        let mut lines = Lines::default();
        lines.push(b"abc\ndef");
        assert_eq!(lines.pending(), 7);
        lines.next_line();
        assert_eq!((lines.pending(), lines.next_line(), lines.pending()), (3, None, 3));
    }

    #[test]
    fn events_are_told_as_the_standard_says() {
        // The examples of WHATWG HTML §9.2.6.
        assert_eq!(events("data: YHOO\ndata: +2\ndata: 10\n\n"), [event("message", "YHOO\n+2\n10", "")]);
        assert_eq!(
            events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
            [
                event("message", "first event", "1"),
                event("message", "second event", ""),
                event("message", " third event", "")
            ]
        );
        assert_eq!(events("data\n\ndata\ndata\n\ndata:"), [event("message", "", ""), event("message", "\n", "")]);
        assert_eq!(events("event: created\nid: 7\nid: 8\0\ndata: {}\n\n"), [event("created", "{}", "7")]);
        assert_eq!(events("\u{feff}data: x\nretry: 10\nunknown: y\n\n"), [event("message", "x", "")]);
        assert_eq!(events("event: lost\n\ndata: x\n\n"), [event("message", "x", "")]);
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_does_not_matter(
            text in "[a:\\r\\n]{0,40}",
            cuts in proptest::collection::vec(0usize..41, 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|cut| &text.as_bytes()[cut[0]..cut[1]]);
            prop_assert_eq!(lines(pieces), lines([text.as_bytes()]));
        }
    }
}
