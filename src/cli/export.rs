//! `pilothouse export`: a span of the recorded past as a file for other programs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use crossbeam_channel::TryRecvError;

use crate::cli::times::parse_ends;
use crate::cli::{Failure, Outcome, say, say_error, signals};
use crate::historian::{Store, export};
use crate::trend::{ExportFormat, ExportRequest};

/// A layout's files together; a layout is far smaller.
const LAYOUT_BYTES_MAX: u64 = 32 << 20;
/// Folders within folders of a layout.
const LAYOUT_DEPTH_MAX: usize = 4;

#[derive(Debug, Args)]
#[command(
    after_help = "Times are RFC 3339 (2026-11-23T13:00:00Z), a time in the plant's zone (\"2026-11-23 14:00\"),\n\
                        or a span before the end of the recording (-90s, -30m, -2h, -7d).\n\
                        The format follows the file's ending: .csv or .mcap. An existing file is never replaced.\n\
                        Works while a station records into the same folder."
)]
pub(super) struct Export {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    recording: PathBuf,
    /// Ids of the tags, separated by commas, in the order of the columns; `all` for all
    #[arg(long, value_name = "A,B,C|all", value_delimiter = ',', required = true)]
    tags: Vec<String>,
    /// Begin; without it the begin of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    from: Option<String>,
    /// End; without it the end of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    to: Option<String>,
    /// A layout's folder, whose files go into an .mcap as attachments
    #[arg(long, value_name = "DIR")]
    layout: Option<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> Outcome {
        let format = format_of(&self.output)?;
        let store = Store::read_only(&self.recording)?;
        let Some(recorded) = store.span() else {
            return Err(Failure(format!("{} holds no samples", self.recording.display())));
        };
        let span = parse_ends((self.from.as_deref(), self.to.as_deref()), &store, recorded)?;
        let tags = if self.tags == ["all"] {
            store.ids_of_all()
        } else {
            self.tags.iter().map(|tag| Arc::from(tag.trim())).collect()
        };
        let mut files = Vec::new();
        if let Some(layout) = &self.layout {
            let mut room = LAYOUT_BYTES_MAX;
            layout_files(layout, "", LAYOUT_DEPTH_MAX, &mut room, &mut files)?;
        }
        let asked = signals::listen()?;
        let stop = || !matches!(asked.try_recv(), Err(TryRecvError::Empty));
        let request = ExportRequest { tags, span, format, path: self.output.clone() };
        let samples = export::write_with(&store, &request, &files, &self.output, &stop)?;
        say(&format!(
            "{}: {samples} samples of {} tags, {} to {}",
            self.output.display(),
            request.tags.len(),
            span.from,
            span.to
        ));
        let troubles = store.troubles();
        for (file, what) in &troubles {
            say_error(&format!("{file} is damaged, and what is lost is not in the export: {what}"));
        }
        Ok(if troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn format_of(path: &Path) -> Result<ExportFormat, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "csv" => Ok(ExportFormat::Csv),
        "mcap" => Ok(ExportFormat::Mcap),
        _ => Err(Failure(format!("{} must end in .csv or .mcap", path.display()))),
    }
}

/// The files of a layout by their names within it.
fn layout_files(
    folder: &Path,
    name: &str,
    depth: usize,
    room: &mut u64,
    files: &mut Vec<export::Attachment>,
) -> Result<(), Failure> {
    let fail =
        |path: &Path, error: std::io::Error| Failure(format!("cannot read {}: {error}", path.display()));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| fail(folder, error))? {
        paths.push(entry.map_err(|error| fail(folder, error))?.path());
    }
    paths.sort();
    for path in paths {
        let Some(own) = path.file_name().and_then(|own| own.to_str()) else { continue };
        let name = if name.is_empty() { own.to_owned() } else { format!("{name}/{own}") };
        if path.is_dir() && depth > 0 {
            layout_files(&path, &name, depth - 1, room, files)?;
        } else if matches!(path.extension().and_then(|ending| ending.to_str()), Some("toml" | "csv")) {
            let length = std::fs::metadata(&path).map_err(|error| fail(&path, error))?.len();
            *room = room.checked_sub(length).ok_or_else(|| {
                Failure(format!("{} is too large for the files of a layout", folder.display()))
            })?;
            let bytes = std::fs::read(&path).map_err(|error| fail(&path, error))?;
            files.push(export::Attachment { name, bytes });
        }
    }
    Ok(())
}
