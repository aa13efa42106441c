//! Reads a layout's files: bounded in number and size, and never from outside its folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Finding, Place};
use crate::layout::source::Source;
use crate::layout::suggest::did_you_mean;
use crate::plant::LayoutFile;

/// Files a layout may have.
pub(crate) const FILES_MAX: usize = 1_000;
/// Bytes a file may have.
pub(crate) const FILE_BYTES_MAX: u64 = 16 << 20;
/// Bytes all files may have together.
pub(crate) const ALL_BYTES_MAX: u64 = 64 << 20;

/// Files and folders of a layout, in canonical order.
const SINGLE: [&str; 3] = ["plant.toml", "simulator.toml", "tags.csv"];
const FOLDERS: [&str; 5] = ["alarms", "displays", "tags", "trends", "types"];

/// A file that belongs to a layout.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    /// Path below the folder, with `/` between its parts.
    pub(crate) relative: String,
    /// Where it is.
    pub(crate) path: PathBuf,
}

/// The files of a layout in canonical order, and findings about those that cannot be one of its files.
pub(crate) fn list(folder: &Path) -> (Vec<Listed>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut listed = Vec::new();
    let entries = match names(folder) {
        Ok(entries) => entries,
        Err(error) => return (listed, vec![unreadable(folder, &error.to_string())]),
    };
    for name in entries {
        let path = folder.join(&name);
        if SINGLE.contains(&name.as_str()) {
            listed.push(Listed { relative: name, path });
        } else if FOLDERS.contains(&name.as_str()) {
            match names(&path) {
                Ok(inner) => listed.extend(
                    inner
                        .into_iter()
                        .filter(|inner| is_toml(inner))
                        .map(|inner| Listed { path: path.join(&inner), relative: format!("{name}/{inner}") }),
                ),
                Err(error) => findings.push(unreadable(&path, &error.to_string())),
            }
        } else if is_toml(&name) || Path::new(&name).extension().is_some_and(|end| end == "csv") {
            let place = Place { file: path, line: 0, column: 0 };
            let known = SINGLE.join(", ") + " and the folders " + &FOLDERS.join(", ");
            findings.push(
                Finding::warning(place, "unknown-file", "nothing reads this file")
                    .hint(format!("a layout has {known}")),
            );
        } else if let Some(hint) = did_you_mean(&name, FOLDERS)
            && names(&path).is_ok_and(|inner| inner.iter().any(|inner| is_toml(inner)))
        {
            let place = Place { file: path, line: 0, column: 0 };
            findings.push(Finding::warning(place, "unknown-file", "nothing reads this folder").hint(hint));
        }
    }
    if listed.len() > FILES_MAX {
        let message = format!("the layout has more than {FILES_MAX} files");
        findings.push(Finding::error(whole(folder), "too-many", message));
        listed.truncate(FILES_MAX);
    }
    listed.sort();
    (listed, findings)
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "toml")
}

/// Names in a folder; those that are no text are nobody's file.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
        // Folders with more entries than this hold other things too; they are not searched to the end.
        if names.len() > FILES_MAX * 10 {
            break;
        }
    }
    names.sort();
    Ok(names)
}

/// Reads the files of a layout.
pub(crate) fn read(folder: &Path) -> (Vec<Source>, Vec<Finding>) {
    let (listed, mut findings) = list(folder);
    let mut sources = Vec::new();
    let mut left = ALL_BYTES_MAX;
    let root = fs::canonicalize(folder);
    for file in listed {
        let text = match &root {
            Ok(root) => text(root, &file.path, left),
            Err(error) => Err(error.to_string()),
        };
        match text {
            Ok(text) => {
                left = left.saturating_sub(text.len() as u64);
                sources.push(Source::new(file.path, file.relative, text));
            }
            Err(reason) => findings.push(unreadable(&file.path, &reason)),
        }
    }
    (sources, findings)
}

/// The files of a layout that came with a recording: what is not one of a layout's files is left out, as in a
/// folder; too many or too large ones are refused, as there.
pub(crate) fn attached(files: &[LayoutFile]) -> (Vec<Source>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut sources: Vec<Source> = Vec::new();
    let mut left = ALL_BYTES_MAX;
    if files.len() > FILES_MAX {
        let message = format!("the layout has more than {FILES_MAX} files");
        findings.push(Finding::error(whole(Path::new("")), "too-many", message));
    }
    for file in files.iter().take(FILES_MAX).filter(|file| is_layout_name(&file.name)) {
        let bytes = file.text.len() as u64;
        if bytes > FILE_BYTES_MAX.min(left) {
            findings.push(unreadable(Path::new(&*file.name), &too_large()));
            continue;
        }
        left -= bytes;
        sources.push(Source::new((&*file.name).into(), file.name.to_string(), file.text.to_string()));
    }
    sources.sort_by(|a, b| a.relative.cmp(&b.relative));
    for pair in sources.windows(2) {
        if let [a, b] = pair
            && a.relative == b.relative
        {
            findings.push(unreadable(&a.shown, "it is there twice"));
        }
    }
    (sources, findings)
}

/// Whether a layout reads a file of this name.
fn is_layout_name(name: &str) -> bool {
    SINGLE.contains(&name)
        || name.split_once('/').is_some_and(|(folder, inner)| {
            FOLDERS.contains(&folder) && is_toml(inner) && !inner.contains(['/', '\\'])
        })
}

fn too_large() -> String {
    let (file, all) = (FILE_BYTES_MAX >> 20, ALL_BYTES_MAX >> 20);
    format!("larger than {file} MB, or all files together larger than {all} MB")
}

fn text(root: &Path, path: &Path, left: u64) -> Result<String, String> {
    let real = fs::canonicalize(path).map_err(|error| error.to_string())?;
    if !real.starts_with(root) {
        return Err("it leads out of the layout's folder".into());
    }
    // Opening a pipe would wait for whoever writes to it.
    if !fs::metadata(&real).map_err(|error| error.to_string())?.is_file() {
        return Err("it is no file".into());
    }
    let file = File::open(&real).map_err(|error| error.to_string())?;
    let limit = FILE_BYTES_MAX.min(left);
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        format!("not UTF-8 from byte {} on; save it as UTF-8", error.utf8_error().valid_up_to())
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn whole(path: &Path) -> Place {
    Place { file: path.to_owned(), line: 0, column: 0 }
}

fn unreadable(path: &Path, reason: &str) -> Finding {
    Finding::error(whole(path), "unreadable", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("plant.toml")).unwrap();
        let (sources, findings) = read(folder.path());
        assert!(sources.is_empty());
        assert_eq!(findings[0].message, "it leads out of the layout's folder");
    }

    #[test]
    fn attached_names_are_those_of_a_layout_and_none_leads_anywhere() {
        let file = |name: &str| LayoutFile { name: name.into(), text: "x = 1".into() };
        let names = ["tags/b.toml", "plant.toml", "../plant.toml", "/etc/passwd", "displays/../plant.toml"];
        let more = ["displays\\x.toml", "displays/a/b.toml", "README", "types/p.toml"];
        let files: Vec<_> = names.iter().chain(&more).map(|name| file(name)).collect();
        let (sources, findings) = attached(&files);
        let taken: Vec<_> = sources.iter().map(|source| source.relative.as_str()).collect();
        assert_eq!(taken, ["plant.toml", "tags/b.toml", "types/p.toml"]);
        assert!(findings.is_empty(), "{findings:?}");
        let (_, twice) = attached(&[file("plant.toml"), file("plant.toml")]);
        assert_eq!(twice[0].message, "it is there twice");
        let (none, many) = attached(&vec![file("README"); FILES_MAX + 1]);
        assert!(none.is_empty() && many[0].message.contains("more than"), "{many:?}");
    }

    #[test]
    fn text_that_is_none_says_where() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plant.toml"), b"abc\xff").unwrap();
        let (_, findings) = read(folder.path());
        assert_eq!(findings[0].message, "not UTF-8 from byte 3 on; save it as UTF-8");
    }

    #[test]
    fn too_large_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        File::create(folder.path().join("tags.csv")).unwrap().set_len(FILE_BYTES_MAX + 1).unwrap();
        let (_, findings) = read(folder.path());
        assert!(findings[0].message.starts_with("larger than 16 MB"), "{}", findings[0]);
    }
}
