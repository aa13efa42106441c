//! Whether a layout's files changed, cheaply enough to ask once a second.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::layout::file;

/// Names, sizes and times of a layout's files. Two that differ mean that something was saved; whether its
/// content changed is told by [`Plant::hash`](crate::plant::Plant) after loading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    files: Vec<(String, u64, Option<SystemTime>)>,
}

/// Looks at a layout's folder without reading its files.
pub fn fingerprint(folder: &Path) -> Fingerprint {
    let (listed, _) = file::list(folder);
    let files = listed
        .into_iter()
        .map(|file| {
            let found = fs::metadata(&file.path);
            let size = found.as_ref().map_or(0, fs::Metadata::len);
            (file.relative, size, found.and_then(|found| found.modified()).ok())
        })
        .collect();
    Fingerprint { files }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_changes_it() {
        let folder = tempfile::tempdir().unwrap();
        let plant = folder.path().join("plant.toml");
        fs::write(&plant, "format = 1\n").unwrap();
        let before = fingerprint(folder.path());
        assert_eq!(fingerprint(folder.path()), before);
        fs::write(&plant, "format = 1\n\n").unwrap();
        assert_ne!(fingerprint(folder.path()), before);
        assert_eq!(fingerprint(&folder.path().join("nowhere")), Fingerprint::default());
    }
}
