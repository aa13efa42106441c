//! The records of a table, line by line. A quoted cell may go on over several lines; one that is never closed
//! costs its own line and nothing else, since a line that begins with a time is a row of its own.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read as _};

use csv::{ByteRecord, ReaderBuilder};

/// Letters of one line at most: a file without line ends must not fill the memory.
const LINE_MAX: u64 = 4 << 20;
/// Lines and letters that a quoted cell may go on for.
const JOINED_LINES_MAX: usize = 100;
const JOINED_BYTES_MAX: usize = 1 << 20;

/// Reads records one after the other.
pub(super) struct Records<R> {
    from: R,
    delimiter: u8,
    /// Lines that were read ahead.
    ahead: VecDeque<Vec<u8>>,
    /// Lines handed out.
    line: u64,
}

/// A record that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The line it begins in, from 1.
    pub(super) line: u64,
    /// Whether a quote in it is never closed.
    pub(super) open: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) const fn new(from: R, delimiter: u8) -> Self {
        Self { from, delimiter, ahead: VecDeque::new(), line: 0 }
    }

    /// The next record; lines without a letter are none. `begins` tells of a record whether it has a time where
    /// times stand.
    pub(super) fn next(
        &mut self,
        record: &mut ByteRecord,
        begins: &dyn Fn(&ByteRecord) -> bool,
    ) -> io::Result<Option<Place>> {
        loop {
            let Some(line) = self.take_line()? else { return Ok(None) };
            self.line += 1;
            if line.is_empty() {
                continue;
            }
            let place = Place { line: self.line, open: false };
            if !is_open(&line, self.delimiter) {
                self.cut(&line, record)?;
                return Ok(Some(place));
            }
            let whole = self.join(&line, begins)?;
            self.cut(whole.as_deref().unwrap_or(&line), record)?;
            return Ok(Some(Place { open: whole.is_none(), ..place }));
        }
    }

    /// A record whose quoted cell goes on, whole; `None` where it does not end before the next row.
    fn join(&mut self, first: &[u8], begins: &dyn Fn(&ByteRecord) -> bool) -> io::Result<Option<Vec<u8>>> {
        let mut whole = first.to_vec();
        let mut taken: Vec<Vec<u8>> = Vec::new();
        let mut own = ByteRecord::new();
        while taken.len() < JOINED_LINES_MAX && whole.len() < JOINED_BYTES_MAX {
            let Some(line) = self.take_line()? else { break };
            self.cut(&line, &mut own)?;
            whole.push(b'\n');
            whole.extend_from_slice(&line);
            taken.push(line);
            if begins(&own) {
                break;
            }
            if !is_open(&whole, self.delimiter) {
                self.line += taken.len() as u64;
                return Ok(Some(whole));
            }
        }
        for line in taken.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Ok(None)
    }

    fn take_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        if self.from.by_ref().take(LINE_MAX + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() as u64 > LINE_MAX {
            let why = format!("a line is longer than {} MiB: it is no table", LINE_MAX >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    /// Cuts a record into its cells.
    fn cut(&self, line: &[u8], record: &mut ByteRecord) -> io::Result<()> {
        record.clear();
        if line.contains(&b'"') {
            let mut reader = ReaderBuilder::new();
            let mut reader =
                reader.delimiter(self.delimiter).has_headers(false).flexible(true).from_reader(line);
            reader.read_byte_record(record).map_err(io::Error::other)?;
        } else {
            line.split(|byte| *byte == self.delimiter).for_each(|cell| record.push_field(cell));
        }
        Ok(())
    }
}

/// Whether the bytes end within a quoted cell: one that begins with a quote; two of them within it are one.
fn is_open(bytes: &[u8], delimiter: u8) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' if quoted => quoted = rest.next_if_eq(&b'"').is_some(),
            b'"' if begins => quoted = true,
            _ => {}
        }
        begins = byte == delimiter || byte == b'\n';
    }
    quoted
}
