//! A file of journal entries in the making: under a temporary name, written in pieces, and under its own name
//! only when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::journal::{Chained, JournalFormat, JournalOutcome, Place};
use crate::station::journal_search::file_lines::FileLines;
use crate::time::{Timestamp, Zone};

/// Entries written at a time.
const PIECE: usize = 2_000;
/// Columns of a CSV file.
const COLUMNS: [&str; 10] =
    ["file", "number", "time", "plant time", "kind", "source", "subject", "what happened", "details", "hash"];

/// An export under way. Dropped before it is finished, it takes its file away again.
#[derive(Debug)]
pub(super) struct Export {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<BufWriter<File>>,
    format: JournalFormat,
    places: Vec<Place>,
    next: usize,
}

impl Export {
    /// Begins a file that must not be there yet.
    pub(super) fn begin(path: PathBuf, format: JournalFormat, places: Vec<Place>) -> Result<Self, Arc<str>> {
        if path.exists() {
            return Err(taken(&path));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let temporary = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&temporary);
        let file = BufWriter::new(file.map_err(|error| unwritten(&path, &error))?);
        let mut export = Self { path, temporary, file: Some(file), format, places, next: 0 };
        if format == JournalFormat::Csv {
            let head = csv_line(&COLUMNS).map_err(|error| unwritten(&export.path, &error))?;
            export.write(&head)?;
        }
        Ok(export)
    }

    /// The file, in full.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes some entries, oldest first; whether all are written.
    pub(super) fn piece(&mut self, lines: &mut FileLines, zone: &Zone) -> Result<bool, Arc<str>> {
        let end = (self.next + PIECE).min(self.places.len());
        for place in self.places.get(self.next..end).unwrap_or_default().to_vec() {
            let line = lines.read(place).map_err(|why| {
                Arc::from(format!("a line of {} cannot be read any more: {why}", lines.name(place.file)))
            })?;
            let bytes = match self.format {
                JournalFormat::JsonLines => (line + "\n").into_bytes(),
                JournalFormat::Csv => csv_entry(&lines.name(place.file), &line, zone)
                    .map_err(|error| unwritten(&self.path, &error))?,
            };
            self.write(&bytes)?;
        }
        self.next = end;
        Ok(end == self.places.len())
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> JournalOutcome {
        let result = self.publish().map(|()| self.places.len() as u64);
        JournalOutcome { path: self.path.clone(), result }
    }

    fn publish(&mut self) -> Result<(), Arc<str>> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let failed = |error: std::io::Error| unwritten(&self.path, &error);
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        match fs::hard_link(&self.temporary, &self.path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(&self.path)),
            // A file system without links.
            Err(_) if self.path.exists() => Err(taken(&self.path)),
            Err(_) => fs::rename(&self.temporary, &self.path).map_err(failed),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Arc<str>> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(bytes).map_err(|error| unwritten(&self.path, &error))
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        // After it was renamed there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn taken(path: &Path) -> Arc<str> {
    format!("{} is there already and is never replaced: choose another name", path.display()).into()
}

fn unwritten(path: &Path, error: &std::io::Error) -> Arc<str> {
    format!("{} cannot be written: {error}", path.display()).into()
}

fn csv_entry(file: &str, line: &str, zone: &Zone) -> std::io::Result<Vec<u8>> {
    let chained: Chained = serde_json::from_str(line)?;
    let local = Timestamp::parse(&chained.time)
        .map_or_else(String::new, |time| time.format(zone, "%Y-%m-%d %H:%M:%S%.3f%:z"));
    let details: Vec<String> = chained.details.iter().map(|(name, text)| format!("{name}={text}")).collect();
    let number = chained.sequence.to_string();
    let details = details.join("; ");
    csv_line(&[
        file,
        &number,
        &chained.time,
        &local,
        &chained.kind,
        &chained.source,
        &chained.subject,
        &chained.text,
        &details,
        &chained.hash,
    ])
}

fn csv_line(cells: &[&str]) -> std::io::Result<Vec<u8>> {
    let mut line = csv::Writer::from_writer(Vec::new());
    line.write_record(cells)?;
    line.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}
