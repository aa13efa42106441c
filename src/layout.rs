//! Layouts: from a folder of TOML and CSV files to the checked model of a plant, with all findings.
//!
//! `docs/layout-format.md` is the format. What was typed (`TagText` and its kin) and what it means
//! (`Plant`) are two types; reading yields the model and every finding, never just the first. Files are
//! untrusted: bounded in size, number, depth and text length, and never from outside the folder.

mod alarm_rules;
mod alarm_text;
mod build;
mod carry_over;
mod check;
mod csv;
mod cycle;
mod device_text;
mod duration;
mod fields;
mod file;
mod fingerprint;
mod gather;
mod names;
mod node;
mod plant_file;
mod report;
mod save_trend;
mod source;
mod substitute;
mod suggest;
mod tag_list;
mod tag_text;
mod toml;
mod type_file;
mod write_text;

pub use carry_over::carry_over;
pub(crate) use file::{ALL_BYTES_MAX, FILE_BYTES_MAX, FILES_MAX};
pub use fingerprint::{Fingerprint, fingerprint};
pub use save_trend::{SaveTrendError, save_trend, write_trend_toml};
pub use tag_list::{write_tags_csv, write_tags_toml};
pub use tag_text::TagText;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Finding, Place, has_errors};
use crate::layout::report::Report;
use crate::layout::source::Source;
use crate::plant::{LayoutFile, Plant};

/// What reading a layout gave.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The model; `None` if any finding is an error.
    pub plant: Option<Arc<Plant>>,
    /// Everything there is to say, in the order of the files.
    pub findings: Vec<Finding>,
    /// The files that were read, in canonical order.
    pub files: Vec<PathBuf>,
    /// All tags as typed: those of tag lists, then those of equipment.
    pub tags: Vec<TagText>,
}

/// Reads the layout in a folder.
pub fn load(folder: &Path) -> Loaded {
    let (sources, early) = file::read(folder);
    let id = folder.file_name().and_then(|name| name.to_str()).unwrap_or("layout");
    understood(id, folder, sources, early)
}

/// Reads a layout that a recording carries, from memory alone: its names are no paths, and nothing is read
/// from or written to a disk. What no folder could hold either is refused.
pub fn load_files(id: &str, files: &[LayoutFile]) -> Loaded {
    let (sources, early) = file::attached(files);
    understood(id, Path::new(""), sources, early)
}

/// From the files to the model.
fn understood(id: &str, folder: &Path, sources: Vec<Source>, mut early: Vec<Finding>) -> Loaded {
    let empty = !sources.iter().any(|source| source.relative == "plant.toml");
    if empty && !has_errors(&early) {
        let place = Place { file: folder.to_owned(), line: 0, column: 0 };
        early.push(
            Finding::error(place, "empty-layout", "there is no plant.toml in the folder")
                .hint("every layout has one: name, time zone, scan classes and devices"),
        );
    }
    let report = Report::new(sources, early);
    let mut gathered = gather::gather(&report);
    let plant = (!empty && !gathered.overfull).then(|| build::plant(&report, &gathered));
    let findings = report.findings();
    let plant = plant.filter(|_| !has_errors(&findings)).map(|plant| {
        let kept = report.sources().iter().map(|source| LayoutFile {
            name: source.relative.as_str().into(),
            text: source.text.as_str().into(),
        });
        let files = kept.collect();
        Arc::new(Plant { id: id.into(), hash: hash(&report).into(), files, ..plant })
    });
    Loaded {
        plant,
        findings,
        files: report.sources().iter().map(|source| source.shown.clone()).collect(),
        tags: std::mem::take(&mut gathered.tags),
    }
}

/// SHA-256 over names and contents in canonical order; lengths keep one file from running into the next.
fn hash(report: &Report) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    for source in report.sources() {
        for part in [&source.relative, &source.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
