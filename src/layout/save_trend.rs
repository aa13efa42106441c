//! Saves a named trend in a layout: its text, its file's name, and a file that is whole or not there at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::layout::build::trends::trend as read_trend;
use crate::layout::file::{self, FILES_MAX};
use crate::layout::names::Names;
use crate::layout::report::Report;
use crate::layout::source::Source;
use crate::layout::tag_list::toml_text;
use crate::layout::{duration, toml};
use crate::plant::{NamedTrend, Plant};

/// The folder of named trends.
const FOLDER: &str = "trends";
/// Letters of a file's name made from a trend's name, its number and ending left out.
const STEM_MAX: usize = 48;
/// Trends whose names differ but give the same file name.
const SAME_MAX: usize = 100;
/// What is being written; it does not end in `.toml`, so that nothing reads it.
const PARTIAL: &str = ".trend.partial";
/// Letters with marks, as they are written without them.
const PLAIN: [(&str, &str); 8] = [
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("éèêë", "e"),
    ("áàâ", "a"),
    ("óòô", "o"),
    ("ç", "c"),
];
/// Names that some file systems keep for themselves.
const RESERVED: [&str; 6] = ["aux", "con", "nul", "prn", "com", "lpt"];

/// Why a trend was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveTrendError {
    /// The file system refused.
    #[error("cannot write {path}: {reason}; {advice}")]
    Unwritable {
        /// The file or folder.
        path: String,
        /// The system's words.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// The folder of trends lies elsewhere.
    #[error("the folder {0} leads out of the layout; replace the link by a folder")]
    Outside(String),
    /// The layout would be refused with this file.
    #[error("the layout could not be read with it: {0}")]
    Unreadable(String),
    /// No free file name, or too many files.
    #[error("the layout has no room for one more trend; remove trends that nobody needs")]
    Full,
}

/// The canonical writing of a named trend; reading it gives the same trend, its span to the microsecond.
/// Pens that are not in the plant are left out.
pub fn write_trend_toml(plant: &Plant, trend: &NamedTrend) -> String {
    let pens = trend.pens.iter().filter_map(|pen| plant.tag(*pen)).map(|tag| toml_text(&tag.id));
    let mut text = format!(
        "format = 1\ntitle = {}\nspan = {}\npens = [{}]\n",
        toml_text(&trend.title),
        toml_text(&duration::write(trend.span)),
        pens.collect::<Vec<_>>().join(", ")
    );
    for (unit, [low, high]) in &trend.axes {
        let _ = write!(text, "\n[[axes]]\nunit = {}\nrange = [{low:?}, {high:?}]\n", toml_text(unit));
    }
    text
}

/// Saves a trend. Its id says which file it takes the place of; with an empty id it gets a new file, named
/// after its title. Tells the file below the layout's folder.
///
/// The file is forced to the disk and then put in place at once; nothing outside of the layout's folder is
/// touched, and nothing is written that the layout would be refused for.
pub fn save_trend(folder: &Path, plant: &Plant, trend: &NamedTrend) -> Result<String, SaveTrendError> {
    let text = write_trend_toml(plant, trend);
    reads_back(plant, trend, &text)?;
    let trends = trends_folder(folder)?;
    let taken: BTreeSet<String> = names_in(&trends)?;
    let name = if trend.id.is_empty() {
        let (listed, _) = file::list(folder);
        if listed.len() >= FILES_MAX {
            return Err(SaveTrendError::Full);
        }
        free_name(&trend.title, &taken).ok_or(SaveTrendError::Full)?
    } else {
        format!("{}.toml", bare(&trend.id)?)
    };
    let partial = trends.join(PARTIAL);
    let written = write_through(&partial, &trends.join(&name), &text);
    if written.is_err() {
        // What is half there helps nobody; if it cannot be removed either, the next saving tries again.
        let _ = fs::remove_file(&partial);
    }
    written.map_err(|error| unwritable(&trends.join(&name), &error))?;
    Ok(format!("{FOLDER}/{name}"))
}

/// Whether the layout's reader understands a text as this very trend.
fn reads_back(plant: &Plant, trend: &NamedTrend, text: &str) -> Result<(), SaveTrendError> {
    // The reader would take its file's name for it.
    if trend.title.is_empty() {
        return Err(SaveTrendError::Unreadable("it has no name".into()));
    }
    let source = Source::new(PathBuf::new(), format!("{FOLDER}/new.toml"), text.to_owned());
    let report = Report::new(vec![source], Vec::new());
    let names = Names {
        report: &report,
        tags: plant.tags_by_id.clone(),
        devices: BTreeMap::new(),
        scans: BTreeMap::new(),
        areas: BTreeSet::new(),
        equipment: BTreeSet::new(),
        displays: BTreeSet::new(),
    };
    let again = read_trend(&names, &plant.tags, Arc::clone(&trend.id), &toml::read(&report, 0));
    let findings = report.findings();
    if let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        return Err(SaveTrendError::Unreadable(error.message.clone()));
    }
    let alike = again.title == trend.title && again.pens == trend.pens && again.axes == trend.axes;
    if alike { Ok(()) } else { Err(SaveTrendError::Unreadable("it would read back otherwise".into())) }
}

/// The folder of trends, made where it is missing; never one outside of the layout.
fn trends_folder(folder: &Path) -> Result<PathBuf, SaveTrendError> {
    let root = fs::canonicalize(folder).map_err(|error| unwritable(folder, &error))?;
    let trends = folder.join(FOLDER);
    match fs::create_dir(&trends) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(unwritable(&trends, &error)),
    }
    let real = fs::canonicalize(&trends).map_err(|error| unwritable(&trends, &error))?;
    if !real.starts_with(root) {
        return Err(SaveTrendError::Outside(trends.display().to_string()));
    }
    Ok(real)
}

/// Names in a folder in small letters, since some file systems do not tell large from small.
fn names_in(folder: &Path) -> Result<BTreeSet<String>, SaveTrendError> {
    let entries = fs::read_dir(folder).map_err(|error| unwritable(folder, &error))?;
    let names = entries.take(FILES_MAX * 10).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.map(|name| name.to_lowercase()).collect())
}

/// A known trend's file name without its ending, if it is a bare one and not hidden.
fn bare(id: &str) -> Result<&str, SaveTrendError> {
    let sound = !id.starts_with('.') && !id.contains(['/', '\\', '\0']);
    if sound { Ok(id) } else { Err(SaveTrendError::Outside(format!("{FOLDER}/{id}"))) }
}

/// A file name for a title that no other file has, large letters or small.
fn free_name(title: &str, taken: &BTreeSet<String>) -> Option<String> {
    let stem = stem(title);
    let numbered = (2..SAME_MAX).map(|number| format!("{stem}-{number}.toml"));
    std::iter::once(format!("{stem}.toml")).chain(numbered).find(|name| !taken.contains(name))
}

/// A title in `a` to `z`, `0` to `9` and single dashes within; `trend` where nothing is left.
fn stem(title: &str) -> String {
    let mut stem = String::new();
    for sign in title.chars().flat_map(char::to_lowercase) {
        let plain = PLAIN.iter().find(|(marked, _)| marked.contains(sign)).map(|(_, plain)| *plain);
        if let Some(plain) = plain {
            stem.push_str(plain);
        } else if sign.is_ascii_alphanumeric() {
            stem.push(sign);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.len() >= STEM_MAX {
            break;
        }
    }
    let stem = stem.trim_end_matches('-');
    let reserved = RESERVED.contains(&stem.trim_end_matches(|sign: char| sign.is_ascii_digit()));
    match stem {
        "" => "trend".to_owned(),
        _ if reserved => format!("trend-{stem}"),
        _ => stem.to_owned(),
    }
}

/// Writes beside, forces it to the disk, puts it in place, and forces that too.
fn write_through(partial: &Path, place: &Path, text: &str) -> io::Result<()> {
    // A link left under this name must not be written through.
    match fs::remove_file(partial) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(partial)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(partial, place)?;
    // Not every file system can force a folder; the file itself is safe by now.
    let _ = place.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> SaveTrendError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system may name any error; these have a remedy")]
    let advice = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "give the station's user the right to write to the layout's folder"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free space on that disk, then save again",
        ErrorKind::NotFound => "the layout's folder is gone; put it back, then save again",
        _ => "look at that folder and its disk, then save again",
    };
    SaveTrendError::Unwritable { path: path.display().to_string(), reason: error.to_string(), advice }
}

#[cfg(test)]
mod tests;
