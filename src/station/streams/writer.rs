//! Lines to standard output or a file, gathered and flushed together.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};

use crate::station::StartError;
use crate::station::streams::StreamTarget;

/// Lines are gathered up to so many bytes.
const GATHERED: usize = 64 * 1024;

pub(super) struct LineWriter {
    out: Option<BufWriter<Box<dyn Write + Send>>>,
    name: String,
}

impl LineWriter {
    pub(super) fn open(target: &StreamTarget) -> Result<Self, StartError> {
        let (out, name): (Box<dyn Write + Send>, _) = match target {
            StreamTarget::Standard => (Box::new(std::io::stdout()), "standard output".to_owned()),
            StreamTarget::File(path) => {
                let file = OpenOptions::new().create(true).write(true).truncate(true).open(path);
                let file = file.map_err(|error| StartError::Stream {
                    path: path.display().to_string(),
                    reason: error.to_string(),
                })?;
                (Box::new(file), path.display().to_string())
            }
        };
        Ok(Self { out: Some(BufWriter::with_capacity(GATHERED, out)), name })
    }

    pub(super) fn line(&mut self, line: &str) {
        let done = self.out.as_mut().map(|out| writeln!(out, "{line}"));
        self.ended(done);
    }

    pub(super) fn flush(&mut self) {
        let done = self.out.as_mut().map(Write::flush);
        self.ended(done);
    }

    /// A stream that cannot be written any more is told once and closed; the station goes on.
    fn ended(&mut self, done: Option<std::io::Result<()>>) {
        if let Some(Err(error)) = done {
            self.out = None;
            let _ = writeln!(std::io::stderr(), "pilothouse: {} is not written any more: {error}", self.name);
        }
    }
}
